"""Link a case with the Python Record Linkage Toolkit, unsupervised: ``python -m … CASE OUT``.

Blocked pairs, Jaro-Winkler on folded names, equality elsewhere, and its ECM classifier (Fellegi-Sunter by
expectation maximisation over binary vectors), fitted on the case itself.
"""

import sys
from pathlib import Path

import pandas as pd
import recordlinkage as rl

from tests.bench.peers import case, columns

KEPT = 10
AGREES = 0.9
BLOCKING = (
    ("name_fold", "year"),
    ("surname", "given", "year"),
    ("given", "day", "month", "sex"),
    ("surname", "year", "month", "day"),
    ("given", "father_fold"),
    ("given", "mother_fold"),
    ("given", "spouse_fold"),
    ("cmnd",),
    ("personal_id",),
)
NAMES = ("name_fold", "father_fold", "mother_fold", "spouse_fold")
EQUAL = ("name", "sex", "ethnicity", "year", "month", "day", "commune", "cmnd", "personal_id")


def main(folder: Path, out: Path) -> None:
    clock = case.Clock()
    given = case.read(folder)
    book = columns.frame(given.records, "record_id").set_index("unique_id")
    people = columns.frame(given.registry, "personal_id").set_index("unique_id")
    clock.lap("prepare")
    agreement = _agreement(book, people)
    clock.lap("compare")
    classifier = rl.ECMClassifier(binarize=AGREES)
    classifier.fit(agreement)
    clock.lap("train")
    ranked = _ranked(classifier.prob(agreement), agreement.sum(axis=1))
    clock.lap("predict")
    case.finish(given, out, ranked, 0.5, clock)


def _agreement(book: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Compare blocked pairs: column by column, agrees, and fits (agrees or is unknown on a side)."""
    pairs = None
    for rule in BLOCKING:
        keyed = [table.dropna(subset=list(rule))[list(rule)] for table in (book, people)]
        found = rl.index.Block(list(rule)).index(*keyed)
        pairs = found if pairs is None else pairs.union(found)
    compare = rl.Compare()
    for column in NAMES:
        compare.string(column, column, method="jarowinkler", label=column)
    for column in EQUAL:
        compare.exact(column, column, label=column)
    agreement = compare.compute(pairs, book, people)
    left, right = (
        table.isna().loc[agreement.index.get_level_values(i)] for i, table in enumerate((book, people))
    )
    for column in agreement.columns:
        unknown = left[column].to_numpy() | right[column].to_numpy()
        agreement[f"{column}_fits"] = (agreement[column] >= AGREES) | unknown
    return agreement


def _ranked(probability: "pd.Series[float]", agreement: "pd.Series[float]") -> case.Ranked:
    """Order the pairs of a record by probability; equal vectors are told apart by the sum of similarities."""
    table = pd.DataFrame({"probability": probability, "agreement": agreement})
    table = table.sort_values(["probability", "agreement"], ascending=False, kind="stable")
    ranked: case.Ranked = {}
    for (record, person), value in zip(table.index, table["probability"], strict=True):
        rows = ranked.setdefault(record, [])
        if len(rows) < KEPT:
            rows.append((person, float(value)))
    return ranked


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
