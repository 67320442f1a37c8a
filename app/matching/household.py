"""The joint link of the persons of one entry: the row of one is evidence about the relatives in it (§8).

When the book gives only a father's name, he cannot be distinguished from his namesakes; the child's row has
his number. Evidence goes from each person to the relatives in that person's row. Its weight is the person's
own certainty without those relatives, so that nobody's certainty feeds back to themselves. In turn, the
parents' ages and numbers in the book are compared with the rows of the parents in the child's row. This is no
evidence between brothers, who have the same parents, so it cannot choose a living brother for a dead one.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from app.matching import ages, duplicates, grounds, levels, score
from app.matching.chances import log_odds, shares
from app.matching.record import Record, WrittenName
from app.matching.score import Rarity, Scored
from app.models.registry.person import Person
from app.models.words.partial_date import PartialDate

PARENTS = ("father", "mother")
_SAME_YEAR = frozenset({"full", "year", "age", "month"})
_HAS = {"father": "cha là", "mother": "mẹ là", "spouse": "vợ/chồng là"}
_IS = {"father": "là cha của", "mother": "là mẹ của", "spouse": "là vợ/chồng của"}
_FITS = {"father": "cha", "mother": "mẹ", "spouse": "vợ/chồng"}
_LEAST = 0.001  # a less likely row gives no evidence


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One possible row of the registry, parsed and scored without the household."""

    words: tuple[str, ...]  # under PERSON_COLUMNS
    record: Record
    scored: Scored

    @property
    def person(self) -> Person:
        """Return the row as a person."""
        return Person(*self.words)


@dataclass(slots=True)
class Member:
    """One person of an entry: the book's words, and the possible rows."""

    query: Record
    rows: list[MemberRow]
    prior: float  # Rarity.prior
    half_typed: bool = False  # the name may be half-typed
    _alone: list[float] = field(default_factory=list)
    _groups: list[int] = field(default_factory=list)

    def groups(self) -> list[int]:
        """Return the group of every row; rows of one person share one. Cached until a row is added."""
        if len(self._groups) != len(self.rows):
            self._groups = duplicates.groups([row.record for row in self.rows])
        return self._groups

    def odds(self) -> list[float]:
        """Return the log-odds of every row without the household."""
        return log_odds([row.scored.bits for row in self.rows], self.prior, self.groups())

    def alone(self) -> list[float]:
        """Return the chance of every row's person without the household; cached until a row is added."""
        if len(self._alone) != len(self.rows):
            self._alone = self.of_people(shares(self.odds()))
        return self._alone

    def of_people(self, chances: Sequence[float]) -> list[float]:
        """Return for each row the chance of its person, who may have other rows too."""
        people: dict[int, float] = {}
        for group, chance in zip(self.groups(), chances, strict=True):
            people[group] = people.get(group, 0.0) + chance
        return [people[group] for group in self.groups()]


class Kin(NamedTuple):
    """A kinship: the row of ``owner`` names ``relative`` in ``column`` (father, mother or spouse).

    ``sure`` is false where the book does not state it: parents of a child need not be married, the child's
    row need not name an adoptive father. Then a contradiction weighs little. A ``guess`` is only possible
    (the declarant of a death may be a child): a contradiction weighs nothing.
    """

    owner: str
    column: str
    relative: str
    sure: bool = True
    guess: bool = False


@dataclass(frozen=True, slots=True)
class Chance:
    """The chance that one row is the person: alone, with the household, and the household's reason.

    ``grounded`` tells that a link may rest on that reason.
    """

    alone: float
    together: float
    because: str = ""
    grounded: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """The registry's rows and numbers around an entry.

    ``people`` holds the rows named by candidates, by number; None where the snapshot lacks the number.
    ``parents`` holds, per member, the parents' numbers in the rows of the couple's children.
    """

    people: Mapping[str, Record | None]
    parents: Mapping[str, frozenset[str]]


class _Evidence:
    """The evidence about one member: natural log-odds of each row, and of nobody."""

    def __init__(self, member: Member) -> None:
        self.member = member
        self.odds = member.odds()
        self.nobody = 0.0
        self.because: dict[int, str] = {}
        self.grounded: set[int] = set()
        self._over: dict[Kin, list[float]] = {}

    def add(self, n: int, odds: float, link: Kin | None = None) -> None:
        """Add log-odds to a row; remember under ``link`` the share that came over it."""
        self.odds[n] += odds
        if link is not None:
            self._over.setdefault(link, [0.0] * len(self.odds))[n] += odds

    def tell(self, n: int, because: str, *, of_couple: bool = False) -> None:
        """Remember why the household speaks for a row.

        A link may rest on it; but what tells of a couple only may tell of namesakes.
        """
        self.because[n] = because
        if not of_couple or not grounds.is_like_another(self.member.rows[n].scored):
            self.grounded.add(n)

    def rows_without(self, link: Kin) -> list[tuple[float, MemberRow]]:
        """Return the chances of the possible rows without the evidence that came over the link."""
        over = self._over.get(link)
        odds = [a - b for a, b in zip(self.odds, over, strict=True)] if over else self.odds
        chances = zip(shares(odds), self.member.rows, strict=True)
        return [(chance, row) for chance, row in chances if chance > _LEAST]

    def fitting(self) -> Iterator[tuple[int, MemberRow]]:
        """Yield the rows whose name fits, with their indexes."""
        for n, row in enumerate(self.member.rows):
            if row.scored.levels.get("full_name", "") in levels.NAME_AGREES:
                yield n, row


def together(
    members: Mapping[str, Member], kin: Sequence[Kin], known: Known, rarity: Rarity
) -> dict[str, list[Chance]]:
    """Return the chances of every member's rows, in the order of the rows."""
    found = {key: _Evidence(member) for key, member in members.items()}
    for link in (link for link in kin if not link.guess):
        _weigh_owner(link, found[link.owner], found[link.relative], known, rarity)
        _weigh_age(link, found[link.owner], found[link.relative], rarity)
    owners = {link: found[link.owner].rows_without(link) for link in kin}
    relatives = {link: found[link.relative].rows_without(link) for link in kin if link.guess}
    for link in kin:
        if link.guess:
            _weigh_guessed(link, found[link.owner], found[link.relative], owners[link], relatives[link])
        else:
            _weigh_relative(link, found[link.owner], found[link.relative], owners[link], rarity)
    for key, numbers in known.parents.items():
        _weigh_parent(found[key], numbers)
    return {key: _chances(evidence) for key, evidence in found.items()}


def _chances(evidence: _Evidence) -> list[Chance]:
    member = evidence.member
    of_rows = shares(evidence.odds, evidence.nobody)
    pairs = zip(member.alone(), member.of_people(of_rows), strict=True)
    return [
        Chance(alone, together, evidence.because.get(n, ""), n in evidence.grounded)
        for n, (alone, together) in enumerate(pairs)
    ]


def _weights() -> dict[str, float]:
    table: dict[str, float] = score.weights()["household"]
    return table


def _slope() -> float:
    slope: float = score.weights()["probability"]["slope"]
    return slope


def _weigh_owner(link: Kin, owner: _Evidence, relative: _Evidence, known: Known, rarity: Rarity) -> None:
    """Weigh the book's words about a relative against the row of that relative in each candidate's row."""
    table = _weights()
    book = relative.member.query
    for n, row in enumerate(owner.member.rows):
        named = known.people.get(_number(row.record, link.column))
        if named is None:
            continue
        bits = score.birth_bits(book, named, rarity)
        for column in ("personal_id", "cmnd"):
            ours, theirs = getattr(book, column), getattr(named, column)
            if ours and theirs:
                bits += table["same_number"] if ours == theirs else table["other_number"]
        most = 0.0 if _is_sibling(row.scored) else table["facts_cap"]
        bounded = max(-table["facts_cap"], min(most, table["facts_damp"] * bits))
        owner.add(n, bounded * _slope(), link)
        if bounded > table["facts_tell"]:
            because = f"{_FITS[link.column]} ghi trong CSDL khớp ngày sinh hoặc số giấy tờ trong sổ"
            owner.tell(n, because, of_couple=link.column == "spouse")


def _is_sibling(scored: Scored) -> bool:
    """Tell whether given name or date make a row at most a brother or sister, who has the same parents."""
    given = scored.levels.get("full_name", "") in levels.GIVEN_DIFFERS
    return given or scored.levels.get("birth_date", "") in {"apart", "year_apart"}


def _weigh_age(link: Kin, owner: _Evidence, relative: _Evidence, rarity: Rarity) -> None:
    """Weigh each parent candidate's age at the birth; only downwards when the book has the parent's date."""
    if link.column not in PARENTS:
        return
    child, parent = owner.member, relative.member
    born = {day.year for day in (child.query.born, *_likely_births(child)) if day is not None and day.year}
    dated = parent.query.born is not None or bool(parent.query.about)
    for n, row in enumerate(parent.rows):
        if born and row.record.born is not None and (year := row.record.born.year):
            bits = max(ages.parent_bits(link.column, when - year, year, rarity) for when in born)
            relative.add(n, min(bits, 0.0 if dated else bits) * _slope())


def _likely_births(member: Member) -> Iterator[PartialDate | None]:
    """Yield the date of birth in the likeliest rows, because the book's own date may be wrong."""
    alone = member.alone()
    best = max(range(len(alone)), key=alone.__getitem__, default=-1)
    if best >= 0 and alone[best] > _weights()["likely"]:
        yield member.rows[best].record.born


def _weigh_relative(
    link: Kin,
    owner: _Evidence,
    relative: _Evidence,
    owners: Sequence[tuple[float, MemberRow]],
    rarity: Rarity,
) -> None:
    """Use the owner's possible rows as evidence for and against the relative's possible rows."""
    table = _weights()
    if not owners or _only_repeats(owner.member.query, link.column):
        return
    rest = max(0.0, 1.0 - sum(chance for chance, _ in owners))
    for n, row in enumerate(relative.member.rows):
        said = [(chance, _weight_of(link, s.record, row.record, rarity)) for chance, s in owners]
        factor = rest + sum(chance * math.exp(table[word] if word else 0.0) for chance, word in said)
        relative.add(n, math.log(factor))
        if factor > table["tells"]:
            because = f"CSDL ghi {_IS[link.column]} {_title(owner.member.query.name)}"
            relative.tell(n, because, of_couple=link.column == "spouse")
            if _renamed(row.scored.levels):
                relative.add(n, table["named_otherwise"])
    agreeing = {row.record.personal_id for _, row in relative.fitting()}
    factor = rest
    for chance, row_of_owner in owners:
        number = _number(row_of_owner.record, link.column)
        factor += chance * (math.exp(table["nobody_named"]) if link.sure and number in agreeing else 1.0)
    relative.nobody += math.log(factor)


def _renamed(found: Mapping[str, str]) -> bool:
    """Tell whether all but the given name agrees; a relative in the child's row may have another name."""
    return found.get("full_name", "") in {"head", "surname"} and found.get("birth_date", "") in _SAME_YEAR


def _only_repeats(owner: Record, column: str) -> bool:
    """Tell whether the relative's name is all that is known of the owner; it distinguishes no namesakes."""
    others = (getattr(owner, other) for other in _HAS if other != column)
    return not owner.has_own_words and not any(others)


def _weigh_guessed(
    link: Kin,
    owner: _Evidence,
    relative: _Evidence,
    owners: Sequence[tuple[float, MemberRow]],
    relatives: Sequence[tuple[float, MemberRow]],
) -> None:
    """Use a possible kinship as evidence for both, where one row names the other and both names fit.

    The owner gains only when the book gives no date of birth: a row of the same name and parents with another
    date is a later brother.
    """
    query, other = owner.member.query, relative.member.query
    if query.born is None and not query.about:
        certain = {row.record.personal_id: chance for chance, row in relatives}
        for n, row in owner.fitting():
            chance = certain.get(_number(row.record, link.column), 0.0)
            name: WrittenName | None = getattr(row.record, link.column)
            same = name is not None and other.name is not None and name.fold == other.name.fold
            if chance or same:
                owner.add(n, _named(chance) if chance else _weights()["named_in_words"])
                owner.tell(n, f"CSDL ghi {_HAS[link.column]} {_title(other.name)}")
    naming = {_number(row.record, link.column): chance for chance, row in owners}
    for n, row in relative.fitting():
        if chance := naming.get(row.record.personal_id, 0.0):
            relative.add(n, _named(chance))
            relative.tell(n, f"CSDL ghi {_IS[link.column]} {_title(query.name)}")


def _named(chance: float) -> float:
    """Return the log-odds for a number named by a row that is right with this chance."""
    return math.log(chance * math.exp(_weights()["named"]) + 1.0 - chance)


def _weight_of(link: Kin, owner: Record, relative: Record, rarity: Rarity) -> str:
    """Return the name of the weight for the owner's row and a row as its relative; empty for none."""
    number = _number(owner, link.column)
    spouses = link.column == "spouse"
    if number == relative.personal_id or (spouses and relative.spouse_id == owner.personal_id):
        return "named_spouse" if spouses else "named"
    if number:
        return "another_spouse" if spouses or not link.sure else "another"
    name: WrittenName | None = getattr(owner, link.column)
    if name is None or relative.name is None:
        return ""
    if levels.name_level(name, relative.name) in levels.NAME_DIFFERS:
        return "another_spouse" if spouses or not link.sure else "another_name"
    return "unlinked" if link.sure and rarity.knows("linked", link.column) else ""


def _weigh_parent(evidence: _Evidence, numbers: frozenset[str]) -> None:
    """Use the children of the same couple as evidence for their father or mother."""
    for n, row in enumerate(evidence.member.rows):
        agreed = row.scored.levels.get("spouse_name", "") in levels.NAME_AGREES or n in evidence.because
        if row.record.personal_id in numbers and not agreed:
            evidence.add(n, _weights()["children"])
            evidence.tell(n, "CSDL ghi là cha hoặc mẹ của con cùng cha mẹ", of_couple=True)


def _number(record: Record, column: str) -> str:
    number: str = getattr(record, f"{column}_id")
    return number


def _title(name: WrittenName | None) -> str:
    return name.written if name is not None else "người cùng hồ sơ"
