"""The make-up of a case, to see at a glance whether it leans one way."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Rates:
    """Counts over the records of a case."""

    people: int = 0
    records: int = 0
    ambiguous: int = 0
    decisions: Counter[str] = field(default_factory=Counter)
    traps: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    states: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    roles: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def count(self, record: dict[str, Any], truth: dict[str, Any]) -> None:
        """Take one record and its truth into the counts."""
        self.records += 1
        self.ambiguous += truth["ambiguous"]
        self.decisions[truth["decision"]] += 1
        role = self.roles[f"{record['book_type']}.{record['role']}"]
        role["all"] += 1
        role["in"] += truth["personal_id"] is not None
        role["ambiguous"] += truth["ambiguous"]
        if truth["trap"]:
            self.traps[truth["trap"]] += 1
        self.kinds.update(f"{name}:{kind}" for name, kind in truth["kinds"].items())
        for name, state in truth["fields"].items():
            self.states[name][state] += 1

    def table(self) -> str:
        """Return the rates as lines of text."""

        def shares(counts: Counter[str], total: int) -> str:
            return " · ".join(f"{k} {v / max(total, 1):.3f}" for k, v in counts.most_common())

        lines = [
            f"people {self.people}   records {self.records}",
            f"ambiguous  {self.ambiguous / max(self.records, 1):.4f}",
            f"decisions  {shares(self.decisions, self.records)}",
            f"traps      {shares(self.traps, self.records)}",
            "roles      in registry / ambiguous / count",
        ]
        lines += [
            f"  {role:28} {c['in'] / c['all']:.3f} / {c['ambiguous'] / c['all']:.3f} / {c['all']}"
            for role, c in sorted(self.roles.items())
        ]
        lines.append("fields     state shares where the person is in the registry")
        lines += [f"  {name:14} {shares(c, c.total())}" for name, c in sorted(self.states.items())]
        lines.append("kinds of difference, per 1000 records")
        lines.append(
            "  "
            + " · ".join(f"{k} {1000 * v / max(self.records, 1):.1f}" for k, v in self.kinds.most_common())
        )
        return "\n".join(lines)
