"""A clerk: his habits, and how he writes what he means."""

from __future__ import annotations

import random
import unicodedata
from dataclasses import dataclass

from lunar_vn import convert_solar_to_lunar

from tests.bench.cases import slips
from tests.bench.cases.names import fold, new_placement, plain
from tests.bench.cases.places import ETHNIC_SPELLINGS, HERE, SUB_NAMES, Place
from tests.bench.cases.world import Day

UNKNOWN = ("không rõ", "Không rõ", "không biết", "-", "", "K.rõ", "không nhớ")
DITTOS = ("nt", "-nt-", "như trên", "〃", '"', "Nt", "- nt -")
DATE_STYLES = (
    "slash",
    "slash",
    "slash",
    "padded",
    "padded",
    "dash",
    "dot",
    "short",
    "words",
    "words",
    "roman",
    "iso",
)
PLACE_STYLES = (
    "official",
    "comma",
    "comma",
    "dash",
    "dash",
    "abbreviated",
    "abbreviated",
    "province_first",
    "hamlet",
    "bare",
    "initials",
)
_DATE_SHAPES = {
    "slash": ("{2}/{1}/{0}",),
    "padded": ("{2:02d}/{1:02d}/{0}",),
    "dash": ("{2}-{1}-{0}", "{2:02d}-{1:02d}-{0}"),
    "dot": ("{2:02d}.{1:02d}.{0}", "{2}.{1}.{0}"),
    "short": ("{2}-{1}-{4:02d}", "{2}/{1}/{4:02d}"),
    "words": ("ngày {2} tháng {1} năm {0}", "Ngày {2:02d} tháng {1:02d} năm {0}", "{2} tháng {1} năm {0}"),
    "roman": ("{2}.{3}.{0}", "{2}/{3}/{0}", "{2}-{3}-{0}"),
    "iso": ("{0}-{1:02d}-{2:02d}",),
}
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_NICKNAMES = ("Tý", "Cu", "Còi", "Tèo", "Bống", "Bé", "Hĩm", "Mít", "Tẹo", "Cò", "Sỹ", "Vinh", "Hậu", "Lộc")
_CHILDREN = frozenset({"child"})


@dataclass(frozen=True, slots=True)
class Clerk:
    """Habits of one hand, as chances between 0 and 1 and favourite ways of writing."""

    care: float
    dialect: str
    hoi_nga: float
    drops_middle: float
    i_y: float
    capitals: float
    no_marks: bool
    decomposed: bool
    new_tones: bool
    honorific: float
    alias: float
    date_style: str
    place_style: str
    lunar: float
    age: float
    ditto: str
    ditto_people: float
    ditto_entries: float
    unknown: float
    blank: float
    number_prefix: str
    number_spaces: bool
    sub_name: float
    old_sex_words: bool


def hire(rng: random.Random, year: int, *, harsh: bool) -> Clerk:
    """Draw a clerk of a year; a plain one is careful and has few habits."""
    old = year < 1990

    def some(chance: float, low: float, high: float) -> float:
        return low + rng.random() * (high - low) if harsh and rng.random() < chance else 0.0

    return Clerk(
        care=min(2.6, rng.lognormvariate(0, 0.6)) * (1.0 if harsh else 0.7) * (1.2 if old else 0.85),
        dialect=rng.choice(("", "", "", *slips.DIALECTS)) if harsh else "",
        hoi_nga=some(0.3, 0.05, 0.25),
        drops_middle=some(0.3, 0.03, 0.25),
        i_y=some(0.4, 0.2, 0.9),
        capitals=rng.choice((0, 0, 0.05, 0.1, 1)) if year > 1998 else rng.choice((0, 0, 0, 0.05)),
        no_marks=harsh and rng.random() < (0.03 if 1975 < year < 2000 else 0.008),
        decomposed=rng.random() < (0.06 if harsh else 0.02),
        new_tones=rng.random() < 0.3,
        honorific=some(0.3, 0.1, 0.7),
        alias=some(0.3, 0.02, 0.08),
        date_style=rng.choice(DATE_STYLES),
        place_style=rng.choice(PLACE_STYLES) if harsh else rng.choice(PLACE_STYLES[:7]),
        lunar=(some(0.5, 0.05, 0.3) or 0.03 * harsh) if old else some(0.1, 0.02, 0.1),
        age=some(0.5, 0.3, 0.9) if year < 2000 else 0.0,
        ditto=rng.choice(DITTOS),
        ditto_people=some(0.5, 0.3, 0.95),
        ditto_entries=some(0.15, 0.2, 0.7),
        unknown=rng.random() * (0.08 if old else 0.03),
        blank=rng.random() * (0.35 if old else 0.1) * (1.0 if harsh else 0.6),
        number_prefix=rng.choice(("", "", "", "CMND ", "Số: ", "CMND số ", "CMT ")) if harsh else "",
        number_spaces=harsh and rng.random() < 0.2,
        sub_name=some(0.3, 0.1, 0.6),
        old_sex_words=harsh and old and rng.random() < 0.1,
    )


def finish(clerk: Clerk, text: str) -> str:
    """Apply what a hand does to every word it writes: marks left out, tones placed, letters decomposed."""
    if clerk.no_marks:
        return plain(text)
    if clerk.new_tones:
        text = new_placement(text)
    return unicodedata.normalize("NFD", text) if clerk.decomposed else text


def name_text(rng: random.Random, clerk: Clerk, name: str, sex: str, role: str) -> str:
    """Write a name with the clerk's case, honorific, alias and spaces."""
    text = name
    if rng.random() < clerk.capitals:
        text = name.upper()
    elif rng.random() < 0.01:
        text = name.lower()
    if role not in _CHILDREN and rng.random() < clerk.honorific:
        word = "ông" if sex == "Nam" else "bà"
        text = f"{word if rng.random() < 0.5 else word.capitalize()} {text}"
    if rng.random() < clerk.alias:
        nickname = rng.choice(_NICKNAMES)
        if fold(nickname) != fold(name.rpartition(" ")[2]):
            text = (
                f"{text} {rng.choice(('tức {}', '(tức {})', '({})', 'tức là {}', '[{}]')).format(nickname)}"
            )
    chance = rng.random()
    if chance < 0.02:
        text = text.replace(" ", "  ", 1)
    elif chance < 0.05:
        text += " "
    return finish(clerk, text)


def sex_text(rng: random.Random, clerk: Clerk, sex: str) -> str:
    """Write the sex, in old books sometimes Trai and Gái."""
    if clerk.old_sex_words:
        return {"Nam": "Trai", "Nữ": "Gái"}[sex]
    return finish(clerk, rng.choice((sex, sex, sex, sex.lower(), sex.upper())))


def date_text(rng: random.Random, clerk: Clerk, day: Day, *, lunar: bool = False) -> str:
    """Write a day, month or year in the clerk's notation; a lunar one says so."""
    if lunar:
        moon = convert_solar_to_lunar(day[2], day[1], day[0])
        note = rng.choice((" (ÂL)", " (âm lịch)", " ÂL", " âm lịch"))
        return finish(clerk, _solar_text(rng, clerk, (moon.year, moon.month, moon.day)) + note)
    return finish(clerk, _solar_text(rng, clerk, day))


def _solar_text(rng: random.Random, clerk: Clerk, day: Day) -> str:
    year, month, date = day
    style = clerk.date_style if rng.random() < 0.9 else rng.choice(DATE_STYLES)
    if not month:
        return rng.choice(("{0}", "{0}", "{0}", "năm {0}", "../../{0}", "Sinh năm {0}")).format(year)
    if not date:
        return rng.choice(("{1}/{0}", "{1:02d}/{0}", "tháng {1} năm {0}", "../{1}/{0}")).format(year, month)
    if style == "short" and not 1930 < year < 2000:
        style = "slash"
    doubt = "?" if clerk.dialect and rng.random() < 0.02 else ""
    shape = rng.choice(_DATE_SHAPES[style])
    return shape.format(year, month, date, _ROMAN[month - 1], year % 100) + doubt


def age_text(rng: random.Random, age: int) -> str:
    """Write an age in place of a date."""
    return rng.choices(("{} tuổi", "{}t", "{}T", "{}"), (12, 5, 2, 1))[0].format(age)


def place_text(rng: random.Random, clerk: Clerk, place: Place, hamlet: str, *, birth: bool = False) -> str:
    """Write a place in the clerk's order and abbreviations; a hamlet only where a hamlet belongs."""
    style = clerk.place_style if rng.random() < 0.88 else rng.choice(PLACE_STYLES)
    if place.commune in HERE.old_names and style not in {"bare", "initials"} and rng.random() < 0.15:
        place = place._replace(commune=rng.choice(HERE.old_names[place.commune]))
    commune, district, province = place.commune, place.district, place.province
    full = [p for p in (commune, district, province) if p]
    if not commune:
        hospital = birth and rng.random() < 0.5
        return finish(
            clerk, f"Bệnh viện huyện {district}" if hospital else f"huyện {district}, tỉnh {province}"
        )
    if birth and rng.random() < 0.12:
        return finish(clerk, f"Trạm y tế xã {commune}" + (f", {district}" if rng.random() < 0.5 else ""))
    texts = {
        "official": (f"Xã {commune}, Huyện {district}, Tỉnh {province}",),
        "comma": (", ".join(full), ", ".join(full), ", ".join(full[:2])),
        "dash": (" - ".join(full), " – ".join(full), " - ".join(full[:2])),
        "abbreviated": (
            f"x. {commune}, h. {district}, t. {province}",
            f"x.{commune}, h.{district}",
            f"X. {commune} - H. {district} - T. {province}",
        ),
        "province_first": (
            ", ".join(full[::-1]),
            f"Tỉnh {province}, huyện {district}, xã {commune}",
            " - ".join(full[::-1]),
        ),
        "hamlet": (f"Thôn {hamlet}, xã {commune}, huyện {district}",),
        "bare": (f"xã {commune}", commune),
        "initials": (", ".join(_initials(p) for p in full),),
    }
    return finish(clerk, rng.choice(texts[style]))


def _initials(name: str) -> str:
    first, _, rest = name.partition(" ")
    head = "Th" if first.startswith("Th") else first[0]
    return f"{head}.{rest}" if rest else name


def ethnic_text(rng: random.Random, clerk: Clerk, ethnic: str) -> str:
    """Write a people: its name, lower case, with Dân tộc before or a sub-name after."""
    shown = rng.choice(ETHNIC_SPELLINGS.get(ethnic, (ethnic,)))
    if ethnic in SUB_NAMES and rng.random() < clerk.sub_name:
        return finish(clerk, f"{shown} ({rng.choice(SUB_NAMES[ethnic])})")
    return finish(clerk, rng.choice((shown, shown, shown, shown.lower(), f"Dân tộc {shown}")))


def nationality_text(rng: random.Random, clerk: Clerk) -> str:
    """Write the nationality."""
    return finish(clerk, rng.choice(("Việt Nam", "Việt Nam", "VN", "việt nam", "Việt nam", "VIỆT NAM")))


def number_text(rng: random.Random, clerk: Clerk, number: str) -> str:
    """Write a number with the clerk's prefix and spaces."""
    text = number
    if clerk.number_spaces and rng.random() < 0.8:
        gap = rng.choice((" ", " ", "."))
        text = gap.join(number[i : i + 3] for i in range(0, len(number), 3))
    prefix = clerk.number_prefix if rng.random() < 0.7 else ""
    return ("CCCD " if prefix and len(number) == 12 else prefix) + text
