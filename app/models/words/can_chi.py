"""Years named by stem and branch (can, chi): "Giáp Thìn" is 1964, and every sixtieth year around it."""

import re
from dataclasses import dataclass

STEMS = ("Giáp", "Ất", "Bính", "Đinh", "Mậu", "Kỷ", "Canh", "Tân", "Nhâm", "Quý")
BRANCHES = ("Tý", "Sửu", "Dần", "Mão", "Thìn", "Tỵ", "Ngọ", "Mùi", "Thân", "Dậu", "Tuất", "Hợi")
_FIRST = 4  # the year 4 was Giáp Tý


@dataclass(frozen=True, slots=True)
class CanChi:
    """A named year: positions in STEMS and BRANCHES; ``stem`` is None in "tuổi Thìn", every twelfth year."""

    branch: int
    stem: int | None = None

    def fits(self, year: int) -> bool:
        """Tell whether the year bears this name."""
        since = year - _FIRST
        return since % 12 == self.branch and self.stem in (None, since % 10)

    def years(self, first: int, last: int) -> tuple[int, ...]:
        """Return the years of this name from first to last, the latest first."""
        return tuple(year for year in range(last, first - 1, -1) if self.fits(year))

    def nearest(self, year: int) -> int:
        """Return the year of this name that is nearest to another year."""
        return min(self.years(year - 60, year + 60), key=lambda own: abs(own - year))

    def before(self) -> "CanChi":
        """Return the name of the year before."""
        return CanChi((self.branch - 1) % 12, None if self.stem is None else (self.stem - 1) % 10)

    @property
    def name(self) -> str:
        """Return the name as officers spell it."""
        stem = "" if self.stem is None else f"{STEMS[self.stem]} "
        return stem + BRANCHES[self.branch]


_STEM_WORDS = {stem.lower(): n for n, stem in enumerate(STEMS)} | {
    "giap": 0,
    "at": 1,
    "binh": 2,
    "dinh": 3,
    "mau": 4,
    **dict.fromkeys(("kỉ", "ky", "ki"), 5),
    "tan": 7,
    "nham": 8,
    **dict.fromkeys(("quí", "quy", "qui"), 9),
}
_BRANCH_WORDS = {branch.lower(): n for n, branch in enumerate(BRANCHES)} | {
    "tí": 0,
    "suu": 1,
    "sữu": 1,
    "dan": 2,
    **dict.fromkeys(("mao", "mẹo", "meo"), 3),
    "thin": 4,
    "tị": 5,
    "ngo": 6,
    "mui": 7,
    "than": 8,
    "dau": 9,
    "tuat": 10,
    "hoi": 11,
}
_RAT_OR_SNAKE = frozenset({"ty", "ti", "tý", "tí", "tỵ", "tị"})
"""The two branches that clerks mix up; the stem before them tells which."""
_LEAD = r"(?:\b(?:năm|nam|tuổi|tuoi)\s+)?"
_PAIR = re.compile(
    rf"{_LEAD}\b({'|'.join(_STEM_WORDS)})[\s\-]+({'|'.join({*_BRANCH_WORDS, *_RAT_OR_SNAKE})})\b"
)
_ALONE = re.compile(rf"\b(?:năm|tuổi|tuoi)\s+({'|'.join(_BRANCH_WORDS)})\b")


def take(plain: str, put: str = " ") -> tuple[str, CanChi | None]:
    """Replace the first named year of a lower-case NFC text by ``put``; return the text and the name.

    A stem and a branch that never meet (one of an odd and one of an even place) name no year.
    """
    if found := _PAIR.search(plain):
        stem = _STEM_WORDS[found[1]]
        branch = (stem % 2) * 5 if found[2] in _RAT_OR_SNAKE else _BRANCH_WORDS[found[2]]
        if stem % 2 != branch % 2:
            return plain, None
        named = CanChi(branch, stem)
    elif found := _ALONE.search(plain):
        named = CanChi(_BRANCH_WORDS[found[1]])
    else:
        return plain, None
    return f"{plain[: found.start()]}{put}{plain[found.end() :]}", named
