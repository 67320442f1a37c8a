"""Linking of a flat file of records with a flat registry, without store and account."""

import json
from collections import Counter
from collections.abc import Callable, Collection
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

from app.errors import BadInput, StoreProblem
from app.process.private_folder import give, target, workplace
from app.process.stopping import Stopping
from app.progress import Progress
from app.services.office import home
from app.services.people import bulk, bulk_workers, flat_records, flat_registry
from app.services.people.bulk import LinkAnswer
from app.services.people.registry_door import Door, DoorReport
from app.services.people.registry_file import build


@dataclass(frozen=True, slots=True)
class Callbacks:
    """Callbacks for progress, for what the registry's door met, and for columns that are not read."""

    people: Progress
    records: Progress
    door: Callable[[DoorReport], None]
    columns: Callable[[Collection[str]], None]
    keys: Callable[[Collection[str]], None]


@dataclass(frozen=True, slots=True)
class LinkReport:
    """The number of people and of records by answer, and the seconds for each."""

    people: int
    built: float
    answers: Counter[LinkAnswer]
    linked: float


def link_files(
    registry: Path,
    records: Path,
    out: Path,
    *,
    workers: int,
    key: bytes,
    timer: Callable[[], float],
    stopping: Stopping,
    callbacks: Callbacks,
) -> LinkReport:
    """Link every record and write the answers; the file appears only when it is complete.

    The registry becomes a throw-away file under ``key``. BadInput, StoreProblem or OSError when a file cannot
    be used; then nothing is written.
    """
    answers = _checked(registry, records, out)
    with workplace(answers) as (folder, part):
        path = folder / "registry.db"
        start = timer()
        door = Door()
        try:
            with registry.open("rb") as file:
                rows = flat_registry.people(file, door, callbacks.columns)
                count = build(path, key, rows, {}, callbacks.people)
        except StoreProblem as error:
            raise StoreProblem("{0} Thư mục tạm: {1}", error, folder.parent) from error
        built = timer()
        callbacks.door(door.report())
        linked = _link_all(path, key, records, part, workers, callbacks)
        report = LinkReport(count, built - start, linked, timer() - built)
        stopping.over()
        give(part, answers)
    return report


def _checked(registry: Path, records: Path, out: Path) -> Path:
    """Return the target of the answers; refuse at once a path that would fail at the end, or end a store."""
    answers = target(out)
    if home.is_within(answers):
        raise BadInput("--out là một tệp của kho dữ liệu: {0}. Chọn tên hoặc thư mục khác.", out)
    for source in (registry, records):
        source.stat()  # only test that it exists: a pipe can be opened only once
        if source.is_dir():
            raise BadInput("Cần một tệp, không phải thư mục: {0}", source)
        if answers.exists() and answers.samefile(source):
            raise BadInput("--out không được là tệp nguồn: {0}", out)
    return answers


def _link_all(
    path: Path, key: bytes, records: Path, part: Path, workers: int, callbacks: Callbacks
) -> Counter[LinkAnswer]:
    """Write one answer a line and return how many there are of each kind."""
    count: Counter[LinkAnswer] = Counter()
    work = bulk.jobs(flat_records.entries(records, callbacks.keys))
    with (
        part.open("r+", encoding="utf-8", newline="\n") as file,
        closing(bulk_workers.link_all(path, key, work, workers=workers)) as linked,
    ):
        for answers in linked:
            for answer in answers:
                file.write(json.dumps(asdict(answer), ensure_ascii=False) + "\n")
            count.update(answer.decision for answer in answers)
            callbacks.records(count.total(), 0)
    return count
