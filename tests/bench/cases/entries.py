"""Entries as the clerk wrote them: the records of a volume, ditto marks and all, each with its truth."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from tests.bench.cases.clerk import Clerk, hire
from tests.bench.cases.columns import Pen, lay_out
from tests.bench.cases.events import Act, Volume
from tests.bench.cases.places import official
from tests.bench.cases.registry import Numbers
from tests.bench.cases.truth import Draft, Known, Said, truth_of

_DITTO = frozenset({"ethnicity", "nationality", "birth_place", "home_origin", "permanent_residence"})
_SAME_CELL = {"father": ("child", "father_name"), "mother": ("child", "mother_name")}
_PLAIN_ABSENT_SKIPPED = 0.7
Pair = tuple[dict[str, Any], dict[str, Any]]


class Desk:
    """Writes volumes; keeps the running number of entries and the clerks in office."""

    def __init__(self, rng: random.Random, numbers: Numbers, *, harsh: bool) -> None:
        self.rng, self.numbers, self.harsh = rng, numbers, harsh
        self._entry = 0
        self._clerks: dict[tuple[int, int], Clerk] = {}

    def volume(self, volume: Volume, known: Known) -> Iterator[list[Pair]]:
        """Yield the records and truths of each entry of a volume, entry by entry."""
        rng, year = self.rng, volume.year
        key = volume.commune.number, year // 7
        clerk = self._clerks.get(key)
        if clerk is None:
            clerk = self._clerks[key] = hire(rng, year, harsh=self.harsh)
        pen = Pen(rng, clerk, lay_out(rng, year, harsh=self.harsh), self.numbers, harsh=self.harsh)
        place = official(volume.commune.place)
        head = {
            "book_type": volume.book_type,
            "book_no": f"{volume.number:02d}/{year}",
            "place": place,
            "commune": volume.commune,
        }
        number = rng.randrange(1, 60)
        before: list[Draft] = []
        for act in volume.acts:
            if not self.harsh and not act.people[0][1].pid and rng.random() < _PLAIN_ABSENT_SKIPPED:
                continue
            number += 1 if rng.random() < 0.95 else 2
            drafts = self._entry_of(act, pen, head | {"entry_no": number})
            if self.harsh:
                self._ditto(drafts, before, clerk)
            before = drafts
            yield [(_record(d, place), truth_of(d, drafts, known)) for d in drafts]

    def _entry_of(self, act: Act, pen: Pen, head: dict[str, Any]) -> list[Draft]:
        self._entry += 1
        people = act.people
        if not self.harsh:
            people = people[: 2 if act.book_type == "marriage" and self.rng.random() < 0.5 else 1]
        drafts: list[Draft] = []
        for i, (role, person) in enumerate(people, 1):
            entry = f"E{self._entry:07d}"
            draft = Draft(f"{entry}-{i}", role, person, act.day[0], {"entry_id": entry, **head})
            columns = pen.layout.columns[f"{act.book_type}.{role}"]
            for name in ("full_name", *(c for c in columns if c != "full_name")):
                said = pen.write(name, act, role, person)
                if said is not None:
                    draft.said[name] = said
            drafts.append(draft)
        _share_cells(drafts, act)
        return drafts

    def _ditto(self, drafts: list[Draft], before: list[Draft], clerk: Clerk) -> None:
        """Put a mark where the field above says the same: the person before, or the entry before."""
        for i, draft in enumerate(drafts):
            above = drafts[i - 1] if i else before[0] if before else None
            chance = clerk.ditto_people if i else clerk.ditto_entries
            if above is None or not chance:
                continue
            for name in sorted(_DITTO & draft.said.keys() & above.said.keys()):  # hashes differ by process
                own, other = draft.said[name], above.said[name]
                if own.value is not None and own.value == other.value and self.rng.random() < chance:
                    draft.said[name] = Said(own.value, clerk.ditto, other.kind)


def _share_cells(drafts: list[Draft], act: Act) -> None:
    """Let a line repeat the cells of the others: a book has each name once."""
    by_role = {d.role: d for d in drafts}
    if act.book_type in {"birth", "parent_recognition"}:
        for role, (lead, name) in _SAME_CELL.items():
            if role in by_role and name in by_role[lead].said:
                by_role[lead].said[name] = by_role[role].said["full_name"]
    for one, other in (("husband", "wife"), ("wife", "husband"), ("deceased", "spouse")):
        if one in by_role and other in by_role and "spouse_name" in by_role[one].said:
            by_role[one].said["spouse_name"] = by_role[other].said["full_name"]


def _record(draft: Draft, place: str) -> dict[str, Any]:
    head = draft.head
    return {
        "record_id": draft.record_id, "entry_id": head["entry_id"], "book_type": head["book_type"],
        "role": draft.role,
        "book_no": head["book_no"], "entry_no": head["entry_no"], **{k: s.text for k,
        s in draft.said.items()}, "register_place": place,
    }  # fmt: skip
