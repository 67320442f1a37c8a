"""What hand, ear and eye do to names, dates and numbers: each change counts as a difference."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Mapping

from tests.bench.cases.names import tone_of, tones, with_tone
from tests.bench.cases.world import Day

HOI, NGA = "̉", "̃"
DIALECTS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "l_n": (("l", "n"), ("n", "l")),
    "s_x": (("s", "x"), ("x", "s")),
    "ch_tr": (("ch", "tr"), ("tr", "ch")),
    "d_gi": (("d", "gi"), ("gi", "d"), ("r", "d")),
}
_HATS: Mapping[str, str] = {
    "a": "âă", "â": "aă", "ă": "aâ", "o": "ôơ", "ô": "oơ", "ơ": "oô", "e": "ê", "ê": "e", "u": "ư",
    "ư": "u", "đ": "d", "Đ": "D",
}  # fmt: skip
_I_Y: Mapping[str, str] = {
    "Lý": "Lí", "Mỹ": "Mĩ", "Kỳ": "Kì", "Sỹ": "Sĩ", "Quý": "Quí", "Vy": "Vi", "Ly": "Li", "Tỵ": "Tị",
    "My": "Mi", "Thy": "Thi", "Vi": "Vy",
}  # fmt: skip
_OTHER_MIDDLES = {
    "Nam": ("Văn", "Đình", "Xuân", "Đức", "Hữu", "Ngọc"),
    "Nữ": ("Thị", "Thị Thu", "Ngọc", "Thanh", "Thị Kim"),
}
_OTHER_GIVEN = {
    "Nam": ("Hùng", "Dũng", "Hải", "Sơn", "Tuấn", "Minh", "Bình", "Thắng"),
    "Nữ": ("Hoa", "Lan", "Hương", "Hà", "Mai", "Thu", "Nga", "Bình"),
}
_MISREAD = {
    "1": "7",
    "7": "1",
    "3": "8",
    "8": "3",
    "5": "6",
    "6": "0",
    "0": "6",
    "4": "9",
    "9": "4",
    "2": "3",
}


def tone(rng: random.Random, name: str, sex: str) -> str:
    """Another tone on one syllable after the surname."""
    words = name.split()
    at = rng.randrange(1, len(words))
    words[at] = with_tone(words[at], rng.choice([t for t in (*tones(), "") if t != tone_of(words[at])]))
    return " ".join(words)


def hoi_nga(rng: random.Random, name: str, sex: str) -> str:
    """Hỏi for ngã or the other way about, wherever the name has one."""
    swap = {HOI: NGA, NGA: HOI}
    return " ".join(with_tone(w, swap[tone_of(w)]) if tone_of(w) in swap else w for w in name.split())


def hat(rng: random.Random, name: str, sex: str) -> str:
    """A lost or wrong hat, horn, breve or bar on one letter."""
    words = name.split()
    at = rng.randrange(1, len(words))
    mark = tone_of(words[at])
    letters = list(with_tone(words[at], ""))
    spots = [i for i, c in enumerate(letters) if c in _HATS]
    if spots:
        i = rng.choice(spots)
        letters[i] = rng.choice(_HATS[letters[i]])
        words[at] = with_tone("".join(letters), mark)
    return " ".join(words)


def initial(name: str, pairs: tuple[tuple[str, str], ...], rng: random.Random) -> str:
    """Swap a dialect's initial in the given name or, if it has none, in a middle one."""
    words = name.split()
    for at in range(len(words) - 1, 0, -1):
        low = words[at].lower()
        for old, new in pairs:
            after = low[len(old) : len(old) + 1]
            if low.startswith(old) and (not after or unicodedata.normalize("NFD", after)[0] in "aeiouyư"):
                words[at] = (new + words[at][len(old) :]).capitalize()
                return " ".join(words)
    return name


def spelling(rng: random.Random, name: str, sex: str) -> str:
    """One of the dialect swaps that fits."""
    for pairs in rng.sample(list(DIALECTS.values()), len(DIALECTS)):
        changed = initial(name, pairs, rng)
        if changed != name:
            return changed
    return name


def middle_omitted(rng: random.Random, name: str, sex: str) -> str:
    """One middle word left out (Thị, Văn, or a word of a double name)."""
    words = name.split()
    if len(words) > 2:
        del words[rng.randrange(1, len(words) - 1)]
    return " ".join(words)


def thi_dropped(rng: random.Random, name: str, sex: str) -> str:
    """Thị or Văn left out, as some clerks always do."""
    words = name.split()
    usual = "Thị" if sex == "Nữ" else "Văn"
    return " ".join(w for i, w in enumerate(words) if w != usual or i in {0, len(words) - 1})


def middle_added(rng: random.Random, name: str, sex: str) -> str:
    """Thị or Văn put in where the name has none."""
    words = name.split()
    usual = "Thị" if sex == "Nữ" else "Văn"
    return name if usual in words else " ".join([words[0], usual, *words[1:]])


def middle_changed(rng: random.Random, name: str, sex: str) -> str:
    """Another middle name."""
    words = name.split()
    return " ".join([words[0], rng.choice(_OTHER_MIDDLES[sex]), words[-1]])


def typo(rng: random.Random, name: str, sex: str) -> str:
    """Two letters of the given name changed round, or one lost or doubled."""
    head, _, given = name.rpartition(" ")
    if len(given) < 3:
        return name
    at = rng.randrange(1, len(given) - 1)
    kind = rng.randrange(3)
    if kind == 0:
        given = given[:at] + given[at + 1] + given[at] + given[at + 2 :]
    elif kind == 1:
        given = given[:at] + given[at + 1 :]
    else:
        given = given[:at] + given[at] + given[at:]
    return f"{head} {given}"


def given_changed(rng: random.Random, name: str, sex: str) -> str:
    """Quite another given name: the name at home, or one changed later."""
    return f"{name.rpartition(' ')[0]} {rng.choice(_OTHER_GIVEN[sex])}"


def i_y(rng: random.Random, name: str, sex: str) -> str:
    """Lí for Lý and its like."""
    return " ".join(_I_Y.get(w, w) for w in name.split())


NAME_SLIPS: tuple[tuple[str, Callable[[random.Random, str, str], str], int], ...] = (
    ("tone", tone, 24), ("hat", hat, 8), ("hoi_nga", hoi_nga, 12), ("spelling", spelling, 15),
    ("middle_omitted", middle_omitted, 16),
    ("middle_added", middle_added, 3), ("middle_changed", middle_changed, 9), ("typo", typo, 7),
    ("given_changed", given_changed, 4), ("i_y", i_y, 5),
)  # fmt: skip
_KINDS = [kind for kind, _, _ in NAME_SLIPS]
_CALLS = {kind: call for kind, call, _ in NAME_SLIPS}
_WEIGHTS = [weight for _, _, weight in NAME_SLIPS]


def name_slip(rng: random.Random, name: str, sex: str) -> tuple[str, str]:
    """Return a name that differs and the kind of slip; (name, '') for a name nothing fits."""
    if " " not in name:
        return name, ""
    for kind in rng.choices(_KINDS, _WEIGHTS, k=8):
        changed = _CALLS[kind](rng, name, sex)
        if unicodedata.normalize("NFC", changed).lower() != name.lower():
            return changed, kind
    return name, ""


def date_slip(rng: random.Random, day: Day) -> tuple[Day, str]:
    """Return another day and the kind of slip: day/month swap, year, decade, day, month, 1 January."""
    year, month, date = day
    if not month:
        return (year + rng.choice((-2, -1, 1, 2, 10)), 0, 0), "year"
    if not date:
        return (year + rng.choice((-1, 1)), month, 0), "year1"
    kind = rng.choices(("swap", "year1", "year_far", "day", "month", "jan1"), (16, 34, 8, 22, 14, 6))[0]
    if (kind == "swap" and (date > 12 or date == month)) or (kind == "jan1" and (month, date) == (1, 1)):
        kind = "year1"
    low = min(date, 28)
    other = {
        "swap": (year, date, month),
        "jan1": (year, 1, 1),
        "year_far": in_year(day, year + rng.choice((-10, 10, 3, -3, 6))),
        "month": (year, month % 12 + 1, low),
        "day": (year, month, (date + rng.choice((1, 2, 9, 10, 18)) - 1) % 28 + 1),
        "year1": in_year(day, year + rng.choice((-1, 1))),
    }[kind]
    return (other, kind) if other != day else (in_year(day, year + 1), "year1")


def in_year(day: Day, year: int) -> Day:
    """Return the same day and month of another year; 29 February is the day before where there is none."""
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return (year, 2, 28) if day[1:] == (2, 29) and not leap else (year, *day[1:])


def age_slip(rng: random.Random, day: Day) -> Day:
    """Return a year that far off that no way of counting ages explains it."""
    return day[0] + rng.choice((-10, -6, -4, 4, 5, 10)), 0, 0


def number_slip(rng: random.Random, number: str) -> str:
    """Return the number with one digit misread or two neighbours changed round; never the same number."""
    at = rng.randrange(3, len(number) - 1)
    if rng.random() < 0.3 and number[at] != number[at + 1]:
        return number[:at] + number[at + 1] + number[at] + number[at + 2 :]
    return number[:at] + _MISREAD[number[at]] + number[at + 1 :]
