"""Scores of registry rows against a person of a book (Fellegi–Sunter, with rules for relatives).

Every field gives a level ("exact", "tone", "year") and its bits, log2(m/u). Rules subtract the bits that
relatives share, because these are not independent evidence (matching §4). The officer's sentence comes from
the same levels.
"""

import json
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any

from app.matching import levels
from app.matching.names.given_names import is_given_name
from app.matching.places.place_keys import commune
from app.matching.record import GROWN_UP, Record, WrittenName
from app.models.words.partial_date import PartialDate

_DATA = Path(__file__).parent / "data" / "weights.json"
_PARENTS = ("father_name", "mother_name")
# column, part of a record, sex of the name's owner (empty: that of the person, or the opposite)
_NAMES = (
    ("full_name", "name", ""),
    ("father_name", "father", "Nam"),
    ("mother_name", "mother", "Nữ"),
    ("spouse_name", "spouse", "other"),
)
_FEW = 3  # bearers of a name
_AGAINST = {
    "not_yet_born": "sinh sau việc ghi trong sổ",
    "grew_up": "còn sống sau ngày mất ghi trong sổ",
}
_OTHER = {"Nam": "Nữ", "Nữ": "Nam"}


@cache
def weights() -> dict[str, Any]:
    """Read the table of weights."""
    data: dict[str, Any] = json.loads(_DATA.read_text(encoding="utf-8"))
    return data


class Rarity:
    """The rarity of words among the people of one registry."""

    def __init__(
        self, frequencies: Mapping[str, Mapping[str, int]], bearers: Callable[[str], int] = lambda _name: 0
    ) -> None:
        """Prepare with the registry file's counts by kind, and a function that counts bearers of a name."""
        self._counts = frequencies
        self._bearers = bearers
        self._totals = {kind: sum(words.values()) for kind, words in frequencies.items()}
        self._kept: dict[tuple[str, ...], float] = {}
        self._unrecorded: dict[int | None, float] = {}  # by year of death
        self._full_year = _of_full_years(frequencies.get("year", {}).values())

    def of(self, kind: str, word: str) -> float:
        """Return the share of people with this word; an unknown word counts as half a person.

        Two of four people with one name do not make it common: so few count as part of more.
        """
        total = max(self._totals.get(kind, 0), weights()["rarity"]["least"])
        return float(max(self._counts.get(kind, {}).get(word, 0), 0.5) / total)

    def born_in(self, year: int | None) -> float:
        """Return the share of people born in a year, as if none of them had died.

        Of the old few are left in the registry. That makes a year of theirs rare, but as likely the person of
        the book is among the missing: both cancel, and the year says no more than another one.
        """
        people = max(self._totals.get("year", 0), int(weights()["rarity"]["least"]))
        return max(self.of("year", str(year)), self._full_year / people)

    @property
    def prior(self) -> float:
        """Return the bits that a registry of this size costs: one of so many people is meant, or nobody.

        The chances were fitted at the size in weights.json; with each doubling twice as many strangers can
        agree by chance (Fellegi & Sunter 1969: the prior of a pair is 1/N). Below the least size the counts
        of words say too little for more certainty.
        """
        table = weights()["probability"]
        return math.log2(max(self._totals.get("surname", 0), table["least_people"]) / table["people"])

    def knows(self, kind: str, word: str) -> bool:
        """Tell whether anyone has the word."""
        return word in self._counts.get(kind, {})

    def middle(self, sex: str, word: str) -> float:
        """Return the share of a middle name within a sex; the mean of both for an unknown sex."""
        sexes = (sex,) if sex else ("Nam", "Nữ")
        return sum(self.of(f"middle {s}", word) for s in sexes) / len(sexes)

    def name(self, fold: str, chance: float) -> float:
        """Return the share of people with a whole name, at least ``chance``, the product of its parts.

        Where surnames are few, whole names repeat more often than the product suggests. A few bearers are no
        evidence, because one of them may be the person.
        """
        others = self._bearers(fold) - _FEW
        return max(chance, others / max(self._totals.get("surname", 0), 1))

    def unrecorded_bits(self, died: int | None) -> float:
        """Return the bits of a row without a death when the book records one.

        A registry lacks most deaths before its start; its recorded deaths show when it started.
        """
        table, known = weights()["death"], self._counts.get("death_year", {})
        if not known:
            return 0.0  # in a registry without dates of death a missing one is no evidence
        if died not in self._unrecorded:
            last = max(map(int, known))
            years = range(died - 2, min(died + 2, last) + 1) if died is not None else ()
            dead = sum(known.get(str(year), 0) for year in years)
            expected = len(years) * table["rate"] * self._totals.get("surname", 0)
            entered = min(1.0, max(dead, 0.5) / max(expected, 1.0)) if years else 1.0
            self._unrecorded[died] = table["unrecorded"] + max(table["least"], math.log2(entered))
        return self._unrecorded[died]

    def name_bits(self, column: str, level: str, name: WrittenName, sex: str) -> float:
        """Return the bits of a level of a name; cached, because the rows of one search repeat them."""
        key = column, level, name.fold, sex
        if key not in self._kept:
            if len(self._kept) > 20_000:
                self._kept.clear()
            self._kept[key] = _name_bits(column, level, name, sex, self)
        return self._kept[key]


def _of_full_years(counts: Iterable[int]) -> float:
    """Return how many people a year has that death has not thinned: the middle of the fuller half."""
    fullest = sorted(counts, reverse=True)
    return float(median(fullest[: (len(fullest) + 1) // 2])) if fullest else 0.0


@dataclass(frozen=True, slots=True)
class Scored:
    """The evidence for one row: levels by column, in the order of the form, and the sum of bits."""

    levels: Mapping[str, str]
    bits: float
    fits: bool  # no typed field differs
    against: tuple[str, ...] = ()  # what the time of the act says against the row

    @property
    def agreeing_parents(self) -> int:
        """Count the parents whose names agree."""
        return sum(self.levels.get(p, "") in levels.NAME_AGREES for p in _PARENTS)


def score(query: Record, row: Record, rarity: Rarity, *, half_typed: bool = False) -> Scored:
    """Score a row against the book; ``half_typed`` accepts the beginning of a name."""
    found = _name_levels(query, row, half_typed=half_typed)
    if found.get("full_name") == "typo" and _both_are_names(query, row, rarity):
        found["full_name"] = "head"
    bits = parents = 0.0
    sex = query.sex or row.sex
    for column, part, of in _NAMES:
        if level := found.get(column):
            bearer = _OTHER.get(sex, "") if of == "other" else of or sex
            name = levels.agreeing(getattr(query, part), getattr(row, part))
            value = rarity.name_bits(column, level, name, bearer)
            bits += value
            parents += value if column in _PARENTS else 0.0
    if level := _birth_level(query, row):
        found["birth_date"] = level
        bits += _date_bits("date", level, row.born, rarity)
    if level := levels.best_date_level((query.died, *query.died_also), row.died):
        found["death_date"] = level
        bits += _date_bits("death", level, row.died, rarity)
    for column, level, value in _small_levels(query, row, rarity):
        found[column] = level
        bits += value
    if query.died is not None and row.died is None:
        bits += rarity.unrecorded_bits(query.died.year)
    penalty = _relatives(found, query, row, rarity)
    against = _against(found, query, row)
    penalty += sum(weights()["relatives"][rule] for rule in against)
    fits = penalty == 0 and levels.none_differs(found)
    said = tuple(_AGAINST[rule] for rule in against)
    return Scored(found, bits + penalty + _other_parents(found, parents), fits, said)


def _name_levels(query: Record, row: Record, *, half_typed: bool) -> dict[str, str]:
    """Return the levels of the names that both have, by column."""
    found: dict[str, str] = {}
    for column, part, _ in _NAMES:
        ours = getattr(query, part)
        theirs = getattr(row, part) if ours is not None else None
        if theirs is None:
            continue
        level = levels.name_level(ours, theirs)
        if level == "tone" and query.bare:
            level = "bare"
        if half_typed and column == "full_name" and level != "exact" and levels.begins(ours, theirs):
            level = "start"
        found[column] = level
    if all(found.get(parent, "") in levels.NAME_DIFFERS for parent in _PARENTS) and _crossed(query, row):
        found |= dict.fromkeys(_PARENTS, "crossed")
    return found


def _both_are_names(query: Record, row: Record, rarity: Rarity) -> bool:
    """Tell whether a wrong letter makes another name that people bear too (Minh, Bình), as twins have."""
    given = {name.given for name in (query.name, row.name) if name is not None}
    return len(given) == 2 and all(_is_borne(word, rarity) for word in given)


def _is_borne(given: str, rarity: Rarity) -> bool:
    """Tell whether people bear a given name: in this registry, or, as it may be small, in the country."""
    return rarity.knows("given", given) or is_given_name(given)


def _crossed(query: Record, row: Record) -> bool:
    """Tell whether the book has the names of father and mother swapped."""
    pairs = (query.father, row.mother), (query.mother, row.father)
    return all(a and b and levels.name_level(a, b) in levels.NAME_AGREES for a, b in pairs)


def _name_bits(column: str, level: str, name: WrittenName, sex: str, rarity: Rarity) -> float:
    table = weights()["name"]
    surname = rarity.of("surname", name.surname)
    if level == "start":
        complete = bool(name.surname) and rarity.knows("surname", name.surname)
        return min(-math.log2(surname), float(table["half_typed_cap"])) if complete else 0.0
    middle, given = rarity.middle(sex, name.middle), rarity.of("given", name.given)
    chance = {
        "middle": surname * given,
        "sound_given": surname * given,
        "part": given,
        "given": given,
        "head": surname * middle,
        "surname": surname,
        "none": 1.0,
    }.get(level, surname * middle * given)
    if column == "full_name" and level in levels.WHOLE_NAME:
        chance = rarity.name(name.fold, chance)
    chance = min(1.0, chance * table["chance"].get(level, 1))
    return float(min(math.log2(table["m"][level] / chance), table["cap"][column]))


def _date_bits(group: str, level: str, day: PartialDate | None, rarity: Rarity) -> float:
    table = weights()[group]
    kind, parts = weights()["date"]["chance"].get(level, ("", 1))
    year = 1.0
    if kind and day:
        year = rarity.born_in(day.year) if group == "date" else rarity.of("death_year", str(day.year))
    return float(min(math.log2(table["m"][level] / min(1.0, year / parts)), table["cap"]))


def _small_levels(query: Record, row: Record, rarity: Rarity) -> list[tuple[str, str, float]]:
    """Return (column, level, bits) of sex, ethnicity, places and numbers."""
    table = weights()
    found: list[tuple[str, str, float]] = []
    if query.sex and row.sex:
        level = "equal" if query.sex == row.sex else "other"
        found.append(("sex", level, math.log2(table["sex"][level] / table["sex"]["chance"])))
    if query.ethnicity and row.ethnicity:
        level = "equal" if query.ethnicity == row.ethnicity else "other"
        chance = min(rarity.of("ethnicity", row.ethnicity), 0.99)
        odds = table["ethnicity"][level] / (chance if level == "equal" else 1 - chance)
        found.append(("ethnicity", level, table["ethnicity"]["damp"] * math.log2(odds)))
    born_here = bool(query.birth_place and row.birth_place)  # else a place of registration stands for it
    for column, ours, theirs in (
        (
            "birth_place" if born_here else "birth_registration_place",
            query.birth_place or query.register_place,
            row.birth_place or row.register_place,
        ),
        ("home_origin", query.home_origin, row.home_origin),
        ("permanent_residence", query.residence, row.residence),
    ):
        if level := levels.place_level(ours, theirs):
            found.append((column, level, _place_bits(column, level, theirs, rarity)))
    if levels.same_hamlet(query.whole_places, row.whole_places):
        found.append(("hamlet", "equal", float(table["place"]["same_hamlet"])))
    for column, ours, theirs in (
        ("personal_id", query.personal_id, row.personal_id),
        ("cmnd", query.cmnd, row.cmnd),
    ):
        if ours and theirs:
            level = levels.number_level(ours, theirs)
            weight = table["number"][{"equal": column, "other": f"other_{column}"}.get(level, level)]
            found.append((column, level, float(weight)))
    return found


def _place_bits(column: str, level: str, place: str, rarity: Rarity) -> float:
    table = weights()["place"]
    column = "birth_place" if column == "birth_registration_place" else column
    chance = rarity.of("commune", commune(place)) if level == "commune" else table["chance"][level]
    return float(table[column]["damp"] * math.log2(table[column]["m"][level] / chance))


def _against(found: Mapping[str, str], query: Record, row: Record) -> tuple[str, ...]:
    """Return the rules by which the time of the act speaks against a row."""
    rules = ("not_yet_born", _not_yet_born(query, row)), ("grew_up", _grew_up(found, query, row))
    return tuple(rule for rule, broken in rules if broken)


def _not_yet_born(query: Record, row: Record) -> bool:
    """Tell whether the row's person was born after the act; the same day of another year is a slip."""
    if query.born_by is None or row.born is None or (row.born.year or 0) <= query.born_by:
        return False
    return not levels.year_slipped(query.born, row.born)


def _grew_up(found: Mapping[str, str], query: Record, row: Record) -> bool:
    """Tell whether the row's person married or got an identity card, while the book's died as a child.

    Where a relative, a number or the date of death agrees, the year of the death is wrong instead: whoever
    had a spouse in the book was no child.
    """
    died = query.died.year if query.died is not None else None
    born = row.born.year if row.born is not None else None
    if not died or not born or not 0 <= died - born < GROWN_UP or not (row.cmnd or row.spouse is not None):
        return False
    told = "equal" in (found.get("personal_id"), found.get("cmnd"))
    told = told or found.get("death_date", "apart") not in levels.DATE_DIFFERS
    return not told and not any(found.get(p, "") in levels.NAME_AGREES for p in (*_PARENTS, "spouse_name"))


def _other_parents(found: Mapping[str, str], bits: float) -> float:
    """Return the bits to add when only both parents differ, because an adopted child has new ones."""
    table = weights()["relatives"]
    same = found.get("full_name", "") in {"exact", "bare", "tone"} and found.get("birth_date", "") == "full"
    if not same or any(found.get(parent, "") not in levels.NAME_DIFFERS for parent in _PARENTS):
        return 0.0
    return max(0.0, float(table["parents_least"] - table["both_parents"] - bits))


def _relatives(found: Mapping[str, str], query: Record, row: Record, rarity: Rarity) -> float:
    """Return the bits to subtract because families share names, dates and places."""
    table = weights()["relatives"]
    date = found.get("birth_date", "")
    certain = date in {"full", "swap"}
    numbered = "equal" in (found.get("personal_id"), found.get("cmnd"))  # no relative has the same number
    agreeing = sum(found.get(p, "") in levels.NAME_AGREES for p in _PARENTS)
    differing = sum(found.get(p, "") in levels.NAME_DIFFERS for p in _PARENTS)
    penalty = 0.0
    if _given_differs(found, query, row, rarity, certain=certain):
        if not numbered or not date or date in levels.DATE_DIFFERS:
            penalty += table["twin_per_parent"] * agreeing if certain else table["given_differs"]
        numbered = False
    if date == "apart" and not numbered:
        penalty += table["date_apart"]
    if date == "year_apart" and not numbered and found.get("death_date") != "full":
        penalty += table["year_apart" if agreeing else "year_apart_no_parent"]
    if differing and not agreeing:
        penalty += table["both_parents" if differing == 2 else "one_parent"]
    if found.get("spouse_name", "") in levels.NAME_DIFFERS and not certain:
        penalty += table["spouse"]
    return penalty


def _given_differs(
    found: Mapping[str, str], query: Record, row: Record, rarity: Rarity, *, certain: bool
) -> bool:
    """Tell whether two given names are different names (Lan, Loan) and not, by a certain date, a slip.

    Brothers may be named Ngọc Minh and Minh Ngọc, but hardly in one year.
    """
    level = found.get("full_name", "")
    if level in levels.GIVEN_DIFFERS:
        return True
    if level not in {"typo", "order"} or certain or query.name is None or row.name is None:
        return False
    apart = found.get("birth_date", "apart") in levels.DATE_DIFFERS
    if level == "order" and not (apart and query.name.surname == row.name.surname):
        return False
    given = query.name.given
    return given != row.name.given and _is_borne(given, rarity)


def birth_bits(query: Record, row: Record, rarity: Rarity) -> float:
    """Return the bits of the date of birth, or the year by age; 0 when either side is unknown."""
    level = _birth_level(query, row)
    return _date_bits("date", level, row.born, rarity) if level else 0.0


def _birth_level(query: Record, row: Record) -> str:
    """Return how the date of birth, or an age, agrees; an age at an undated death counts to the row's."""
    if level := levels.date_level(query.born, row.born):
        return levels.best_date_level((query.born, *query.born_also), row.born) if query.born_also else level
    about = query.about
    if query.lived is not None and row.died is not None and row.died.year:
        about = (row.died.year - query.lived,)
    return levels.age_level(about, row.born)
