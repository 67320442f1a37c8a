"""The truth of a record: how each field stands to the registry, what may be decided, and which trap it is.

The rule: writing (case, spaces, tone placement, abbreviations, order, notation), a coarser place or date, a
blank and a merged commune are no difference; another letter, tone or hat of a name, word more or less, digit,
sex, people, day or commune is one.  A name written without any marks is therefore a difference, a place or
people so written is not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.bench.cases.names import fold
from tests.bench.cases.places import same_place
from tests.bench.cases.registry import COLUMNS, Row
from tests.bench.cases.world import Day, Person

COMPARED = (
    "full_name", "sex", "birth_date", "birth_place", "home_origin", "ethnicity", "nationality",
    "father_name", "mother_name",
    "spouse_name", "death_date", "cmnd",
)  # fmt: skip
NAMES = ("full_name", "father_name", "mother_name", "spouse_name")
AGE_SLACK = 2  # years an age may be out: by which count, before or after the birthday, and rounding
_COLUMN = {name: i for i, name in enumerate(COLUMNS)}
_SPEAKING = ("birth_date", "death_date", "birth_place", "cmnd")


@dataclass(slots=True)
class Said:
    """What a book says in one field: the value meant (None: unknown), its text, the slip made."""

    value: Any
    text: str
    kind: str = ""
    age: bool = False
    lunar: bool = False


@dataclass(slots=True)
class Draft:
    """A record before it is written: about whom, in which role, entered in which year, and what it says."""

    record_id: str
    role: str
    person: Person
    year: int
    head: dict[str, Any]
    said: dict[str, Said] = field(default_factory=dict)


def state(name: str, said: Said, row: Row) -> str:
    """Tell how a field stands to a row: equal, form, missing, diff or lunar."""
    held = row.values["personal_id" if _is_personal(name, said) else name]
    if said.value is None or not held or (name.endswith("place") and not any(held)):
        return "missing"
    if name in NAMES:
        same = said.value.lower() == held.lower()
    elif name.endswith("date"):
        same = abs(said.value[0] - held[0]) <= AGE_SLACK if said.age else same_day(said.value, held)
    elif name in {"birth_place", "home_origin"}:
        if not any(held):
            return "missing"
        same = same_place(said.value, held)
    else:
        same = said.value == held
    if not same:
        return "diff"
    if said.lunar:
        return "lunar"
    shown = held if name == "cmnd" else row.text[_COLUMN[name]]
    return "equal" if said.text == shown else "form"


def _is_personal(name: str, said: Said) -> bool:
    """Tell whether a personal number stands in the column of the old one; it is compared with its like."""
    return name == "cmnd" and said.value is not None and len(said.value) == 12


def same_day(one: Day, other: Day) -> bool:
    """Tell whether two days agree in every part both give (0 is not given)."""
    return all(a == b or not a or not b for a, b in zip(one, other, strict=True))


def states(draft: Draft, row: Row) -> dict[str, str]:
    """Return the state of each compared field the record has."""
    return {name: state(name, draft.said[name], row) for name in COMPARED if name in draft.said}


def decided(found: Mapping[str, str]) -> str:
    """Return consistent or mismatch for the states of a record."""
    return "mismatch" if "diff" in found.values() else "consistent"


class Known:
    """The rows of a district by folded name, to look for people as good as the right one."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._by_name: dict[str, list[Row]] = defaultdict(list)
        self._again: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            self._by_name[fold(row.values["full_name"])].append(row)
            if row is not row.person.row:
                self._again[row.person.pid].append(row)

    def namesakes(self, name: str) -> list[Row]:
        return self._by_name.get(fold(name), [])

    def again(self, row: Row) -> list[Row]:
        """Return the rows that hold the same person a second time."""
        return self._again.get(row.person.pid, [])


def truth_of(draft: Draft, entry: list[Draft], known: Known) -> dict[str, Any]:
    """Return the truth line of a record."""
    row: Row | None = draft.person.row
    rivals = _rivals(draft, entry, known, row)
    if row is None:
        accept = {"not_found", *(decided(states(draft, r)) for r in rivals)}
        return _line(
            draft, None, "not_found", {}, {}, _trap(draft.person, known), accept, ambiguous=bool(rivals)
        )
    found = states(draft, row)
    kinds = {}
    for name, how in found.items():
        if how == "diff":
            kinds[name] = draft.said[name].kind or (row.kinds or {}).get(name, "other")
    decision = decided(found)
    accept = {decision, *(decided(states(draft, r)) for r in rivals)}
    bare = _by_name_alone(draft, entry, row)
    if bare:
        accept.add("not_found")
    return _line(draft, row, decision, found, kinds, None, accept, ambiguous=bool(rivals) or bare)


def _line(
    draft: Draft, row: Row | None, decision: str, fields: dict[str, str], kinds: dict[str, str],
    trap: str | None,
    accept: set[str], *, ambiguous: bool,
) -> dict[str, Any]:  # fmt: skip
    return {
        "record_id": draft.record_id, "personal_id": row.values["personal_id"] if row else None,
        "decision": decision, "fields": fields,
        "kinds": kinds, "trap": trap, "accept": [decision, *sorted(accept - {decision})],
        "ambiguous": ambiguous,
    }  # fmt: skip


def _trap(person: Person, known: Known) -> str:
    """Name what makes an absent person easy to mistake."""
    twin = person.twin
    if twin and twin.row and twin.sex == person.sex:
        return "twin"
    brothers = [
        s for p in (person.father, person.mother) if p for s in p.children or () if s is not person and s.row
    ]
    if any(s.name == person.name for s in brothers):
        return "renamed_after_dead_sibling"
    same = [r for r in known.namesakes(person.name) if r.person is not person]
    if any(r.values["birth_date"][0] == person.birth[0] for r in same):
        return "namesake_year"
    if any(s.sex == person.sex and abs(s.birth[0] - person.birth[0]) < 5 for s in brothers):
        return "sibling"
    if any(person.home in (r.person.home, r.person.born_at) for r in same):
        return "namesake_place"
    return "absent"


def _rivals(draft: Draft, entry: list[Draft], known: Known, own: Row | None) -> list[Row]:
    """Return other rows that nothing in the entry speaks against, unless the family settles who is meant."""
    said = draft.said
    name = said.get("full_name")
    if name is None or name.value is None:
        return []
    if own:
        again = known.again(own)
        if again or _settled(own, draft, entry):
            return again
    found = [r for r in known.namesakes(name.value) if r is not own and _fits(draft, entry, r)]
    if own:
        best = _strength(draft, entry, own)
        found = [r for r in found if _strength(draft, entry, r) >= best]
    return found


def _settled(own: Row, draft: Draft, entry: list[Draft]) -> bool:
    """Tell whether a row of the same entry names this row's person by number, or the other way about."""
    number = own.values["personal_id"]
    links = ("father_id", "mother_id")
    for other in entry:
        row = other.person.row
        if other is not draft and row is not None:
            if any(row.values[k] == number for k in links) or any(
                own.values[k] == row.values["personal_id"] for k in links
            ):
                return True
            if row.values["spouse_id"] == number and _dated(other):
                return True
    return "personal_id" in draft.said or bool(
        draft.said.get("cmnd") and own.values["cmnd"] and draft.said["cmnd"].value
    )


def _dated(draft: Draft) -> bool:
    said = draft.said.get("birth_date")
    return bool(said and said.value and said.value[2])


def _family(draft: Draft, entry: list[Draft]) -> dict[str, str]:
    """Return the names of parents and spouse that the record and its entry give."""
    names = {k: s.value for k in NAMES[1:] if (s := draft.said.get(k)) and s.value}
    partner = {"father": "mother", "mother": "father", "husband": "wife", "wife": "husband",
    "deceased": "spouse", "spouse": "deceased",
               "adoptive_father": "adoptive_mother",
               "adoptive_mother": "adoptive_father"}.get(draft.role)  # fmt: skip
    for other in entry:
        if other.role == partner and other.said["full_name"].value:
            names.setdefault("spouse_name", other.said["full_name"].value)
    return names


def _fits(draft: Draft, entry: list[Draft], row: Row) -> bool:
    """Tell whether nothing written speaks against a row being the person."""
    values, said = row.values, draft.said
    family = _family(draft, entry).items()
    return (
        values["sex"] == draft.person.sex
        and ("personal_id" not in said or said["personal_id"].value == values["personal_id"])
        and draft.head["commune"] in (row.person.home, row.person.born_at)
        and all(not values[name] or fold(values[name]) == fold(value) for name, value in family)
        and all(state(name, said[name], row) != "diff" for name in _SPEAKING if name in said)
        and _old_enough(draft, entry, values["birth_date"][0])
    )


def _old_enough(draft: Draft, entry: list[Draft], born: int) -> bool:
    """Tell whether somebody born in a year can stand in this role."""
    if draft.role in {"child", "person", "deceased"}:
        return born <= draft.year
    children = [d.person.birth[0] for d in entry if d.role == "child"]
    if draft.role in {"father", "mother"} and children:
        return children[0] - 48 <= born <= children[0] - 16
    return draft.year - 75 <= born <= draft.year - 15


def _strength(draft: Draft, entry: list[Draft], row: Row) -> int:
    """Count what speaks for a row: the family, parts of the date, the very name."""
    score = _kin(draft, entry, row)
    date = draft.said.get("birth_date")
    if date and date.value and not date.age:
        score += sum(1 for a, b in zip(date.value, row.values["birth_date"], strict=True) if a and a == b)
    return score + int(draft.said["full_name"].value.lower() == row.values["full_name"].lower())


def _kin(draft: Draft, entry: list[Draft], row: Row) -> int:
    """Count the relatives the entry names whom the row names too; for a declarant, a parent who died."""
    values = row.values
    score = sum(2 for name, said in _family(draft, entry).items() if fold(values[name]) == fold(said))
    if draft.role == "declarant":
        others = {fold(d.said["full_name"].value) for d in entry if d is not draft}
        score += 2 * bool(others & {fold(values["father_name"]), fold(values["mother_name"])})
    return score


def _by_name_alone(draft: Draft, entry: list[Draft], row: Row) -> bool:
    """Tell whether nothing but a name leads to the row: it may as well be an absent namesake."""
    given = (draft.said.get(k) for k in ("birth_date", "death_date", "cmnd", "personal_id"))
    bare = not any(said and said.value for said in given)
    return bare and not _kin(draft, entry, row) and not _settled(row, draft, entry)
