"""The number of an act as its book has it: "188", "01/2010", "12a", "Số 7bis/1998"."""

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
    """A number with what is understood of it; ``text`` is word for word.

    ``number`` is what is counted, None where nothing is; ``suffix`` tells acts apart that were written in
    between ("a", "bis"), in small letters; ``year`` is None where none is written.
    """

    text: str
    number: int | None = None
    suffix: str = ""
    year: int | None = None

    @classmethod
    def parse(cls, text: str) -> "RegistrationNumber":
        """Understand a number as far as possible; never raises."""
        return _parse(text)

    def same_as(self, other: "RegistrationNumber") -> bool:
        """Tell whether both may mean one act of a volume: 1 is 01 and 01/2010, never 1a.

        A year counts only where both are written with one. Where nothing is counted the words decide.
        """
        if self.number is None or other.number is None:
            return self.number is other.number and _plain(self.text) == _plain(other.text) != ""
        counted = self.number == other.number and self.suffix == other.suffix
        return counted and self._may_share_year(other)

    def follows(self, other: "RegistrationNumber") -> bool:
        """Tell whether the act may stand right below the other: 13 below 12 or 12a, 12a below 12."""
        if self.number is None or other.number is None or not self._may_share_year(other):
            return False
        if self.number == other.number:
            return other.suffix < self.suffix
        return self.number == other.number + 1 and self.suffix in ("", other.suffix)

    def following(self) -> str:
        """Return the next number written the same way, 10/2001 after 09/2001; empty when none is counted.

        A suffix goes: 13 comes after 12a.
        """
        found = _WRITTEN.match(self.text)
        if found is None:
            return ""
        digits = found["digits"]
        return found["before"] + str(int(digits) + 1).zfill(len(digits)) + found["after"]

    def dated(self, year: str) -> "RegistrationNumber":
        """Take a year, known from elsewhere, where none is written."""
        return replace(self, year=int(year)) if self.year is None and year.isdecimal() else self

    @property
    def counted(self) -> tuple[int, str]:
        """Return number and suffix; a number that cannot be read comes last."""
        return _UNCOUNTED if self.number is None else self.number, self.suffix

    @property
    def sort_key(self) -> tuple[int, int, str, str]:
        """Return what puts numbers in the order of the book: by year, number, suffix."""
        return self.year or 0, *self.counted, self.text

    def _may_share_year(self, other: "RegistrationNumber") -> bool:
        return self.year is None or other.year is None or self.year == other.year


def writings(beginning: str) -> tuple[str, ...]:
    """Return how the beginning of a number may be written: 7, 07, 007."""
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
