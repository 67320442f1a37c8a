"""The handwriting of clerks of three generations: dates, places, capitals, tone marks and slips."""

import re
import unicodedata
from dataclasses import dataclass

from app.models.words.lunar import of_solar
from app.models.words.partial_date import PartialDate, parse
from app.models.words.vietnamese import COMBINING, TONES, letter, tone_of, toned

_TONES = "".join(COMBINING)
_NEXT_TONE = {"hỏi": "ngã", "ngã": "hỏi", "sắc": "hỏi", "huyền": "sắc", "nặng": "sắc"}
_OPEN_RHYME = re.compile(rf"(?i)(?<!q)(o|u)([{_TONES}]?)(a|e|y)([{_TONES}]?)$")


@dataclass(frozen=True, slots=True)
class Clerk:
    """One clerk's hand; ``dates`` is a format with d, m, y, ``places`` joins hamlet, commune, district."""

    signer: str
    title: str
    officer: str
    dates: str = "{d:02d}/{m:02d}/{y}"
    places: str = ", "
    capitals: bool = False
    modern_tones: bool = False

    def name(self, text: str) -> str:
        """Write a name."""
        text = move_tones(text) if self.modern_tones else text
        return text.upper() if self.capitals else text

    def date(self, iso: str) -> str:
        """Write the known parts of a date."""
        known = parse(iso)
        if known is None or known.year is None:
            return ""
        if known.month is None or known.day is None:
            return str(known.year)
        return self.dates.format(d=known.day, m=known.month, y=known.year)

    def place(self, text: str) -> str:
        """Write a place; old hands leave out the words "xã, huyện, tỉnh"."""
        if self.places == ", ":
            return text
        return self.places.join(re.sub(r"\b(xã|huyện|tỉnh) ", "", text).split(", "))


def move_tones(name: str) -> str:
    """Move the tone of open rhymes to the other vowel: Hòa to Hoà, Thúy to Thuý and back."""
    return " ".join(_move_tone(word) for word in name.split())


def _move_tone(word: str) -> str:
    flat = unicodedata.normalize("NFD", word)
    moved = _OPEN_RHYME.sub(lambda m: f"{m[1]}{m[4]}{m[3]}{m[2]}", flat)
    return unicodedata.normalize("NFC", moved)


def other_tone(name: str) -> str:
    """Mistake the tone of the last word that has one: Thuỷ for Thuỹ, Dũng for Dủng."""
    words = name.split()
    for at in range(len(words) - 1, 0, -1):
        if tone := tone_of(words[at]):
            other = TONES.index(_NEXT_TONE[TONES[tone]])
            words[at] = "".join(toned(c, other) if letter(c).tone else c for c in words[at])
            return " ".join(words)
    return name


def lunar(iso: str) -> str:
    """Write a solar day by the lunar calendar: "14/2/1998 âl"; empty for a leap month."""
    day = (parse(iso) or PartialDate()).as_date()
    if day is None:
        return ""
    found = of_solar(day)
    return "" if found is None or found.leap_month else f"{found.day}/{found.month}/{found.year} âl"
