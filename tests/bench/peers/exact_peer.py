"""Link a case by equal name and date of birth, then the mother among several: ``python -m … CASE OUT``."""

import sys
from collections import defaultdict
from pathlib import Path

from tests.bench.peers import case, fields

KEPT = 10
Key = tuple[str, fields.Date]


def main(folder: Path, out: Path) -> None:
    clock = case.Clock()
    given = case.read(folder)
    people: dict[Key, list[tuple[str, str]]] = defaultdict(list)
    for row in given.registry:
        key = fields.name(row["full_name"]), fields.date(row["birth_date"])
        people[key].append((row["personal_id"], fields.name(row.get("mother_name"))))
    clock.lap("prepare")
    ranked: case.Ranked = {}
    for record in given.records:
        born = fields.date(record.get("birth_date"), case.year_of_book(record))
        found = people.get((fields.name(record.get("full_name")), born), []) if born[0] else []
        mother = fields.name(record.get("mother_name"))
        with_mother = [person for person, theirs in found if mother and theirs == mother]
        chosen = with_mother or [person for person, _ in found]
        ranked[record["record_id"]] = [(person, 1 / len(chosen)) for person in chosen[:KEPT]]
    clock.lap("predict")
    case.finish(given, out, ranked, 1.0, clock)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
