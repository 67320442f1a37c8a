"""What a book, or a row of the registry, says of one person, taken apart once for keys and scores."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from app.matching import dates, ethnic, identity, names, places, text
from app.models.partial_date import PartialDate

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")  # how the registry writes most dates; the long reader is slow


COLUMNS = (
    "full_name",
    "father_name",
    "mother_name",
    "spouse_name",
    "sex",
    "birth_date",
    "death_date",
    "ethnicity",
    "birth_place",
    "birth_registration_place",
    "home_origin",
    "permanent_residence",
    "personal_id",
    "cmnd",
    "father_id",
    "mother_id",
    "spouse_id",
    "other_name",
)
"""The registry columns that are read here."""
BORN_BY = "born_by"
"""And the last year in which the person can have been born, by the year of the entry and the role."""
GROWN_UP = 13
"""The age, in years, below which nobody marries or has a child."""
ALSO = "_also"
"""After a column of a relative's name: the other one who may stand there (the adoptive father)."""
_RELATIVES = ("father_name", "mother_name", "spouse_name")
_WORDS = ("full_name", "father_name", "mother_name", "spouse_name", "birth_place", "home_origin")
ABOUT = "birth_year_by_age"
"""Beside the columns a query may say a year of birth reckoned from an age."""


@dataclass(frozen=True, slots=True)
class WrittenName:
    """One name in the forms in which it is compared: as spelled, folded, and as it sounds."""

    written: str  # without honorific and alias
    canon: str
    fold: str
    surname: str  # folded, as are the next two
    middle: str
    given: str
    sound: str
    sound_surname: str
    sound_given: str
    other: "WrittenName | None" = None  # by which the same person goes too: "tức Lan", other_name


@dataclass(frozen=True, slots=True)
class Record:
    """One person as described; None and "" mean that nothing is known. Dates are solar."""

    name: WrittenName | None
    father: WrittenName | None
    mother: WrittenName | None
    spouse: WrittenName | None
    sex: str
    born: PartialDate | None
    died: PartialDate | None
    about: int | None  # the year of birth by age, where no date is known
    ethnicity: str
    birth_place: str
    register_place: str
    home_origin: str
    residence: str
    personal_id: str
    cmnd: str
    father_id: str = ""  # of relatives only rows of the registry give numbers
    mother_id: str = ""
    spouse_id: str = ""
    born_by: int | None = None  # the last possible year of birth
    bare: bool = False  # written without any diacritics, as by a typewriter or without an input method

    @property
    def communes(self) -> tuple[str, ...]:
        """Return the folded communes of birth (of registration when unknown) and of residence."""
        found = commune(self.birth_place) or commune(self.register_place), commune(self.residence)
        return tuple(dict.fromkeys(c for c in found if c))


def read(row: Mapping[str, str]) -> Record:
    """Take apart what is written under registry columns; blanks, ditto marks and “không rõ” fall away."""
    known = {key: value for key in COLUMNS if (value := row.get(key, "")) and _says(value)}
    number, other = _number(known.get("personal_id", "")), _number(known.get("cmnd", ""))
    if (
        not number and identity.column_of(other) == "personal_id"
    ):  # clerks write the new number in the old column
        number, other = other, ""
    name = written(known.get("full_name", ""))
    if name is not None and (also := known.get("other_name", "")):
        name = replace(name, other=written(also))
    father, mother, spouse = (_relative(known.get(c, ""), row.get(c + ALSO, "")) for c in _RELATIVES)
    return Record(
        name,
        father,
        mother,
        spouse,
        sex_of(known.get("sex", "")),
        day_of(known.get("birth_date", "")),
        day_of(known.get("death_date", "")),
        int(row[ABOUT]) if row.get(ABOUT) else None,
        ethnic_key(known.get("ethnicity", "")),
        known.get("birth_place", ""),
        known.get("birth_registration_place", ""),
        known.get("home_origin", ""),
        known.get("permanent_residence", ""),
        number,
        other,
        known.get("father_id", ""),
        known.get("mother_id", ""),
        known.get("spouse_id", ""),
        int(row[BORN_BY]) if row.get(BORN_BY) else None,
        all(known.get(column, "").isascii() for column in _WORDS),
    )


def _relative(name: str, also: str) -> WrittenName | None:
    found = written(name)
    return replace(found, other=written(also)) if also and found is not None else found


def _number(value: str) -> str:
    return value if value.isdecimal() else identity.digits(value)


@lru_cache(maxsize=65536)
def _says(value: str) -> bool:
    return not text.is_blank(value) and not text.is_ditto(value)


@lru_cache(maxsize=65536)
def written(name: str) -> WrittenName | None:
    """Take a written name apart, honorific and alias off; None when nothing is left."""
    parts = names.parse(name)
    if not parts.full:
        return None
    other = parts.alias
    if other and " " not in other and parts.given != parts.full:  # "Bùi Kim Liễu tức Huệ": Bùi Kim Huệ
        other = f"{parts.full.removesuffix(parts.given)}{other}"
    return WrittenName(
        parts.full,
        text.canon(parts.full),
        text.fold(parts.full),
        text.fold(parts.surname),
        text.fold(parts.middle),
        text.fold(parts.given),
        text.phonetic_name(parts.full),
        text.phonetic_name(parts.surname),
        text.phonetic_name(parts.given),
        written(other) if other and other != name else None,
    )


@lru_cache(maxsize=32768)
def day_of(value: str) -> PartialDate | None:
    """Read a date as a solar one; None when nothing certain is known. A partial lunar date keeps no parts."""
    match = _DAY.fullmatch(value)
    if match:
        return PartialDate(int(match[1]), int(match[2]), int(match[3]))
    found = dates.read(value)
    if found is None or not found.lunar:
        return found
    day = dates.to_solar(found)
    return PartialDate(day.year, day.month, day.day) if day else None


@lru_cache(maxsize=256)
def sex_of(value: str) -> str:
    """Return "Nam", "Nữ" or empty; books write boys and girls, some lists the codes 1 and 2."""
    word = text.fold(value).removeprefix("gioi tinh").strip(" .:").removeprefix("con ")
    if word in {"nam", "trai", "dan ong", "1"}:
        return "Nam"
    return "Nữ" if word in {"nu", "gai", "dan ba", "phu nu", "2"} else ""


@lru_cache(maxsize=1024)
def ethnic_key(value: str) -> str:
    """Return the code of an ethnic group; its folded name when it has none, empty when ambiguous."""
    if not value or ethnic.is_ambiguous(value):
        return ""
    return ethnic.code_of(value) or text.fold(value)


@lru_cache(maxsize=32768)
def commune(place: str) -> str:
    """Return the folded commune of a written place; the one name given when its level is not told."""
    if not place:
        return ""
    found = places.parse(place)
    unit = found.commune or next(iter(found.loose), None)
    return text.fold(_letters(unit.readings[0])) if unit else ""


def _letters(canon: str) -> str:
    """Take the tone numbers off a canonical name; numbered wards ("phường 3") keep theirs."""
    return re.sub(r"(?<=[^\W\d_])\d+", "", canon)
