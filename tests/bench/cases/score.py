"""Score predictions: ``python -m tests.bench.cases.score --truth T --pred P [--errors N]``."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.cases.truth import COMPARED

Line = Mapping[str, Any]
_NOTHING: Line = {"decision": "not_found", "personal_id": None, "differing_fields": []}
_DECISIONS = frozenset({"consistent", "mismatch", "not_found", "check"})


@dataclass(frozen=True, slots=True)
class Ratio:
    """Precision, recall and F1 of counted hits, false alarms and misses; 0 where nothing was counted."""

    hits: int = 0
    false: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        return self.hits / (self.hits + self.false) if self.hits + self.false else 0.0

    @property
    def recall(self) -> float:
        return self.hits / (self.hits + self.missed) if self.hits + self.missed else 0.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def __str__(self) -> str:
        return f"P {self.precision:.4f} R {self.recall:.4f} F1 {self.f1:.4f}"


@dataclass(frozen=True, slots=True)
class Bin:
    """A tenth of the score's range: how many fell in, their mean score, the share that were right."""

    count: int
    score: float
    right: float


@dataclass(frozen=True, slots=True)
class Score:
    """How predictions did.

    ``link`` counts persons named; ``decision`` is the share decided as accepted, ``joint`` with the right
    person too; ``fields`` counts fields called different (a lunar one is left out); ``false_consistent`` is
    the share wrongly called consistent; ``clear_recall`` is link recall without the
    ambiguous; ``brier`` and ``bins`` take the score as the probability that the person named is right;
    None where no prediction had what the figure needs.
    """

    records: int
    missing: int
    check: float
    check_listed: tuple[int, int]
    link: Ratio
    decision: float
    joint: float
    false_consistent: float
    fields: Ratio
    per_field: Mapping[str, Ratio]
    clear_recall: float
    recall_at_10: float | None
    brier: float | None
    bins: tuple[Bin, ...]
    traps: Mapping[str, tuple[int, int]]
    confusion: Mapping[tuple[str, str], int]

    def __str__(self) -> str:
        """Return the figures as lines of text."""

        def shown(value: float | None) -> str:
            return "n/a" if value is None else f"{value:.4f}"

        lines = [
            f"records    {self.records}, without a prediction {self.missing}",
            f"to check   {self.check:.4f}, listed {self.check_listed[0]} of {self.check_listed[1]}",
            f"link       {self.link}",
            f"           recall of the clear {self.clear_recall:.4f}, recall@10 {shown(self.recall_at_10)}",
            f"decision   right {self.decision:.4f}, with the person {self.joint:.4f}",
            f"           falsely consistent {self.false_consistent:.4f}",
            "           " + "  ".join(f"{t}>{p} {n}" for (t, p), n in sorted(self.confusion.items())),
            f"fields     {self.fields}",
        ]
        lines += [f"  {name:14} {ratio}" for name, ratio in self.per_field.items()]
        lines.append("traps      " + "  ".join(f"{k} {a}/{b}" for k, (a, b) in sorted(self.traps.items())))
        lines.append(f"Brier      {shown(self.brier)}")
        lines += [
            f"  {i / 10:.1f}  {b.count:7}  said {b.score:.3f}  true {b.right:.3f}"
            for i, b in enumerate(self.bins)
            if b.count
        ]
        return "\n".join(lines)


def read(path: Path) -> list[Line]:
    """Read a JSON Lines file."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def predictions(path: Path) -> dict[str, Line]:
    """Read predictions by record; raise ValueError for a second one of a record or an unknown decision."""
    found: dict[str, Line] = {}
    for line in read(path):
        if line["record_id"] in found:
            raise ValueError(f"a second prediction for {line['record_id']}")
        if line["decision"] not in _DECISIONS:
            raise ValueError(f"no such decision: {line['decision']}")
        found[line["record_id"]] = line
    return found


def named(prediction: Line) -> str | None:
    """Return the person a prediction stands by: none when it says not found or has to be checked."""
    return None if prediction["decision"] in {"not_found", "check"} else prediction.get("personal_id") or None


def score(truth: Path, pred: Path) -> Score:
    """Score a file of predictions against a file of truth."""
    answers, said = read(truth), predictions(pred)
    everything = [(t, said.get(t["record_id"], _NOTHING)) for t in answers]
    pairs = [(t, p) for t, p in everything if p["decision"] != "check"]
    total = max(1, len(pairs))
    present = [(t, p) for t, p in pairs if t["personal_id"]]
    fields = _fields(present)
    brier, bins = _calibration(everything)
    return Score(
        records=len(everything),
        missing=sum(t["record_id"] not in said for t in answers),
        check=1 - len(pairs) / max(1, len(everything)),
        check_listed=_listed((t, p) for t, p in everything if p["decision"] == "check"),
        link=_link(pairs),
        decision=sum(p["decision"] in t["accept"] for t, p in pairs) / total,
        joint=sum(not wrong(t, p) for t, p in pairs) / total,
        false_consistent=sum(p["decision"] == "consistent" != t["decision"] for t, p in pairs) / total,
        fields=Ratio(*(sum(getattr(r, k) for r in fields.values()) for k in ("hits", "false", "missed"))),
        per_field=fields,
        clear_recall=_mean(named(p) == t["personal_id"] for t, p in present if not t["ambiguous"]),
        recall_at_10=_recall(everything),
        brier=brier,
        bins=bins,
        traps=_traps(pairs),
        confusion=Counter((t["decision"], p["decision"]) for t, p in everything),
    )


def _listed(pairs: Iterable[tuple[Line, Line]]) -> tuple[int, int]:
    """Count the known persons among the ten candidates, and all known persons."""
    known = [(t, p) for t, p in pairs if t["personal_id"]]
    return sum(t["personal_id"] in p.get("candidates", ())[:10] for t, p in known), len(known)


def _recall(pairs: Sequence[tuple[Line, Line]]) -> float | None:
    listed, known = _listed(pairs)
    return listed / known if any("candidates" in p for t, p in pairs if t["personal_id"]) else None


def wrong(truth: Line, prediction: Line) -> bool:
    """Tell whether a record was decided wrongly or, being known, given to the wrong person."""
    if prediction["decision"] == "check":
        return False
    if prediction["decision"] not in truth["accept"]:
        return True
    return truth["personal_id"] is not None and named(prediction) != truth["personal_id"]


def _link(pairs: Iterable[tuple[Line, Line]]) -> Ratio:
    hits = false = missed = 0
    for truth, prediction in pairs:
        person, right = named(prediction), truth["personal_id"]
        hit = person is not None and person == right
        hits += hit
        false += person is not None and not hit
        missed += right is not None and not hit
    return Ratio(hits, false, missed)


def _fields(present: Iterable[tuple[Line, Line]]) -> dict[str, Ratio]:
    """Count per field, over the known persons; what is said of the wrong person does not count as said."""
    counts: Counter[tuple[str, str]] = Counter()
    for truth, prediction in present:
        linked = named(prediction) == truth["personal_id"]
        said = set(prediction.get("differing_fields") or ()) if linked else set()
        for name in COMPARED:
            state = truth["fields"].get(name)
            if state is not None and state != "lunar":
                counts[name, "diff" if state == "diff" else "same"] += name in said
                counts[name, "missed"] += state == "diff" and name not in said
    seen = [name for name in COMPARED if any(counts[name, k] for k in ("diff", "same", "missed"))]
    return {n: Ratio(counts[n, "diff"], counts[n, "same"], counts[n, "missed"]) for n in seen}


def _calibration(pairs: Iterable[tuple[Line, Line]]) -> tuple[float | None, tuple[Bin, ...]]:
    given = [
        (
            min(1.0, max(0.0, float(p["score"]))),
            t["personal_id"] is not None and _first(p) == t["personal_id"],
        )
        for t, p in pairs
        if p.get("score") is not None
    ]
    if not given:
        return None, ()
    tenths: list[list[tuple[float, bool]]] = [[] for _ in range(10)]
    for value, right in given:
        tenths[min(9, int(value * 10))].append((value, right))
    bins = tuple(
        Bin(len(t), sum(v for v, _ in t) / max(1, len(t)), sum(r for _, r in t) / max(1, len(t)))
        for t in tenths
    )
    return sum((value - right) ** 2 for value, right in given) / len(given), bins


def _first(prediction: Line) -> str | None:
    """Return the person whose chance the score is: the first candidate where somebody has to look."""
    if prediction["decision"] == "check":
        return next(iter(prediction.get("candidates", ())), None)
    return prediction.get("personal_id")


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return sum(found) / len(found) if found else 0.0


def _traps(pairs: Iterable[tuple[Line, Line]]) -> dict[str, tuple[int, int]]:
    """Return per trap how many were rejected, of how many."""
    all_of: Counter[str] = Counter()
    rejected: Counter[str] = Counter()
    for truth, prediction in pairs:
        if truth["trap"]:
            all_of[truth["trap"]] += 1
            rejected[truth["trap"]] += prediction["decision"] == "not_found"
    return {trap: (rejected[trap], count) for trap, count in all_of.items()}


def errors(truth: Path, pred: Path, count: int) -> list[tuple[Line, Line]]:
    """Return wrong records, worst first: a false person before a missed one before a wrong decision."""
    said = predictions(pred)
    pairs = [(t, said.get(t["record_id"], _NOTHING)) for t in read(truth)]
    bad = [(t, p) for t, p in pairs if wrong(t, p)]
    return sorted(bad, key=lambda pair: _badness(*pair), reverse=True)[:count]


def _badness(truth: Line, prediction: Line) -> tuple[int, float]:
    person = named(prediction)
    sure = float(prediction.get("score") or 0.0)
    if person is not None and person != truth["personal_id"]:
        return 3, sure
    if person is None and truth["personal_id"] is not None:
        return 2, 1 - sure
    return 1, sure


def main(arguments: list[str]) -> int:
    """Print the score and, when asked, the worst errors beside their records and rows."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.cases.score")
    parser.add_argument("--truth", type=Path, required=True)
    parser.add_argument("--pred", type=Path, required=True)
    parser.add_argument("--errors", type=int, default=0)
    given = parser.parse_args(arguments)
    print(score(given.truth, given.pred))
    if given.errors:
        from tests.bench.cases.show import show

        print(show(errors(given.truth, given.pred, given.errors), given.truth.parent))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
