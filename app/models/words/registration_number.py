"""The number of an act as written: "188", "01/2010", "12a", "Số 7bis/1998"."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

_WRITTEN = re.compile(
    r"""(?P<before>\D*)
        (?P<digits>[0-9]{1,9})(?!\d)
        (?:(?P<letter>[a-zđ])(?![^\W_]) | \s?(?P<word>bis|ter)(?![^\W_]))?
        (?P<after>.*)""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_YEAR = re.compile(r"\D+((?:18|19|20)[0-9]{2})(?!\d)")
_ZEROS = ("", "0", "00", "000")
_UNCOUNTED = 10**9


@dataclass(frozen=True, slots=True)
class RegistrationNumber:
    """A written number with its parsed parts; ``text`` is verbatim.

    ``number`` is None where no digits are found; ``suffix`` ("a", "bis"), in small letters, marks an act
    inserted between two numbers; ``year`` is None where none is written.
    """

    text: str
    number: int | None = None
    suffix: str = ""
    year: int | None = None

    @classmethod
    def parse(cls, text: str) -> "RegistrationNumber":
        """Parse a number as far as possible; never raises."""
        return _parse(text)

    def same_as(self, other: "RegistrationNumber") -> bool:
        """Tell whether both may mean one act of a volume: 1 is 01 and 01/2010, never 1a.

        Years are compared only when both numbers have one. Without digits the texts are compared.
        """
        if self.number is None or other.number is None:
            return self.number is other.number and _plain(self.text) == _plain(other.text) != ""
        counted = self.number == other.number and self.suffix == other.suffix
        return counted and self._may_share_year(other)

    def follows(self, other: "RegistrationNumber") -> bool:
        """Tell whether the act may directly follow the other: 13 after 12 or 12a, 12a after 12."""
        if self.number is None or other.number is None or not self._may_share_year(other):
            return False
        if self.number == other.number:
            return other.suffix < self.suffix
        return self.number == other.number + 1 and self.suffix in ("", other.suffix)

    def following(self) -> str:
        """Return the next number in the same form, 10/2001 after 09/2001; empty without digits.

        A suffix is dropped: 13 comes after 12a.
        """
        found = _WRITTEN.match(self.text)
        if found is None:
            return ""
        digits = found["digits"]
        return found["before"] + str(int(digits) + 1).zfill(len(digits)) + found["after"]

    def stepped(self, step: int) -> str:
        """Return the number moved by a step in the same form, 46a for 45a; empty where there is none."""
        found = _WRITTEN.match(self.text)
        if found is None or int(found["digits"]) + step < 1:
            return ""
        start, end = found.span("digits")
        digits = str(int(found["digits"]) + step).zfill(len(found["digits"]))
        return self.text[:start] + digits + self.text[end:]

    def dated(self, year: str) -> "RegistrationNumber":
        """Return the number with a year from elsewhere where none is written."""
        return replace(self, year=int(year)) if self.year is None and year.isdecimal() else self

    @property
    def counted(self) -> tuple[int, str]:
        """Return number and suffix for sorting; an unreadable number comes last."""
        return _UNCOUNTED if self.number is None else self.number, self.suffix

    @property
    def sort_key(self) -> tuple[int, int, str, str]:
        """Return the sort key of the book's order: year, number, suffix."""
        return self.year or 0, *self.counted, self.text

    def _may_share_year(self, other: "RegistrationNumber") -> bool:
        return self.year is None or other.year is None or self.year == other.year


def writings(beginning: str) -> tuple[str, ...]:
    """Return the ways to write the beginning of a number: 7, 07, 007."""
    bare = beginning.lstrip("0") or beginning[:1]
    return tuple(zeros + bare for zeros in _ZEROS)


@lru_cache(maxsize=8192)
def _parse(text: str) -> RegistrationNumber:
    found = _WRITTEN.match(text)
    if found is None:
        return RegistrationNumber(text)
    year = _YEAR.match(found["after"])
    return RegistrationNumber(
        text,
        int(found["digits"]),
        (found["letter"] or found["word"] or "").lower(),
        int(year[1]) if year else None,
    )


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
