"""Link a case with RapidFuzz, blocked by year of birth: ``python -m … SCORER CASE OUT`` (wratio, token_sort).

A person is one string of the fields that the record gives: name, day and month of birth, father, mother,
spouse. A record without a year is looked up among the people of its given name.
"""

import sys
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from pathlib import Path

from rapidfuzz import fuzz, process

from tests.bench.peers import case, fields

KEPT = 10
USUAL = 0.9  # of 100, what the documentation's examples call a good match
SCORERS: dict[str, Callable[..., float]] = {"wratio": fuzz.WRatio, "token_sort": fuzz.token_sort_ratio}
PARTS = ("full_name", "birth_date", "father_name", "mother_name", "spouse_name")

People = dict[str, list[tuple[str, dict[str, str]]]]
"""Block → personal_id and each part as it goes into the string."""


def main(scorer: str, folder: Path, out: Path) -> None:
    clock = case.Clock()
    given = case.read(folder)
    people: People = defaultdict(list)
    for row in given.registry:
        parts = _parts(row)
        for block in _blocks(row, parts):
            people[block].append((row["personal_id"], parts))
    clock.lap("prepare")
    ranked = _link(SCORERS[scorer], given.records, people)
    clock.lap("predict")
    case.finish(given, out, ranked, USUAL, clock)


def _parts(row: case.Row) -> dict[str, str]:
    parts = {key: fields.fold(fields.name(row.get(key))) for key in PARTS}
    _, month, day = fields.date(row.get("birth_date"))
    parts["birth_date"] = f"{day:02}{month:02}" if day and month else ""
    return parts


def _blocks(row: case.Row, parts: dict[str, str]) -> list[str]:
    """Name the blocks of a person: year of birth, and given name for records without a year."""
    year = fields.date(row.get("birth_date"), case.year_of_book(row))[0]
    given = parts["full_name"].rpartition(" ")[2]
    return [str(year), given] if year else [given]


def _link(scorer: Callable[..., float], records: list[case.Row], people: People) -> case.Ranked:
    written: dict[tuple[str, tuple[str, ...]], dict[str, str]] = {}
    ranked: case.Ranked = {}
    for record in records:
        parts = _parts(record)
        block = _blocks(record, parts)[0]
        known = tuple(key for key in PARTS if parts[key])
        choices = written.get((block, known))
        if choices is None:
            join = partial(_join, known)
            choices = {person: join(theirs) for person, theirs in people.get(block, [])}
            written[block, known] = choices
        best = process.extract(_join(known, parts), choices, scorer=scorer, limit=KEPT)
        ranked[record["record_id"]] = [(person, score / 100) for _, score, person in best]
    return ranked


def _join(known: tuple[str, ...], parts: dict[str, str]) -> str:
    return " ".join(parts[key] for key in known if parts[key])


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
