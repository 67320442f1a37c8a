"""Kill or stop a program with worker processes at any moment: none of them is left, and nothing of its work.

Everything a program starts shares its standard output, so that this ends only when the last of them has.
"""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from app.models.registry.person import PERSON_COLUMNS
from tests.invented import Invented
from tests.programs import TIMEOUT, started

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="signals, /proc")

PEOPLE = list(Invented(3).people(300))


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP], ids=lambda n: n.name)
@pytest.mark.parametrize("lines", [1, 3], ids=["beginning", "working"])
def test_workers_end_with_their_parent(number: signal.Signals, lines: int) -> None:
    with started("-m", "tests.faults.employer") as process:
        assert process.stdout is not None
        said = {process.stdout.readline() for _ in range(lines)}
        assert said == ({"employed\n"} if lines == 1 else {"employed\n", "working\n"})
        process.send_signal(number)
        process.communicate(timeout=TIMEOUT)
        assert process.returncode == -number


class Case(NamedTuple):
    """The files of one run, and the folder it takes for that of temporary files."""

    registry: Path
    records: Path
    out: Path
    temp: Path


@pytest.fixture
def case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Case:
    """More records than can be linked before the program is stopped."""
    found = Case(*(tmp_path / name for name in ("R.csv", "B.jsonl", "P.jsonl", "temp")))
    lines = [",".join(f'"{row.get(column, "")}"' for column in PERSON_COLUMNS) for row in PEOPLE]
    found.registry.write_text("\n".join([",".join(PERSON_COLUMNS), *lines]), encoding="utf-8")
    names = [row["full_name"] for row in PEOPLE]
    records = (f'{{"record_id": {n}, "full_name": "{names[n % len(names)]}"}}\n' for n in range(40_000))
    found.records.write_text("".join(records), encoding="utf-8")
    found.temp.mkdir()
    monkeypatch.setenv("TMPDIR", str(found.temp))
    monkeypatch.setenv("PYTHONIOENCODING", "utf-8")
    return found


def until(process: subprocess.Popen[str], there: Callable[[], bool]) -> None:
    """Wait for what the program makes, as long as it runs."""
    for _ in range(int(TIMEOUT / 0.02)):
        if there():
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(0.02)
            break
    pytest.fail("the program ended too early" if process.returncode is not None else "nothing came")


def parts(case: Case) -> list[Path]:
    """Return the unfinished answers, of whatever run."""
    return list(case.out.parent.glob("*.part"))


def children(pid: int) -> int:
    """Return how many processes a program has started."""
    return len(Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split())


MOMENTS: dict[str, Callable[[Case, int], bool]] = {
    "folder": lambda case, _: any(case.temp.iterdir()),
    "first worker": lambda _, pid: children(pid) > 1,  # the first of all looks after semaphores
    "last worker": lambda _, pid: children(pid) > 2,
    "answers": lambda case, _: any(part.stat().st_size for part in parts(case)),
}


@pytest.mark.parametrize(
    ("number", "moment"),
    [
        *((signal.SIGINT, moment) for moment in MOMENTS),
        (signal.SIGHUP, "last worker"),
        (signal.SIGHUP, "answers"),
        (signal.SIGTERM, "last worker"),
        (signal.SIGTERM, "answers"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.name,
)
def test_a_stopped_link_leaves_nothing(case: Case, number: signal.Signals, moment: str) -> None:
    arguments = "--registry", case.registry, "--records", case.records, "--out", case.out
    with started("main.py", "link", *arguments) as process:
        until(process, lambda: MOMENTS[moment](case, process.pid))
        if number is signal.SIGTERM:
            process.send_signal(number)
        else:  # a terminal tells everyone
            os.killpg(process.pid, number)
        said = process.communicate(timeout=TIMEOUT)
    assert (process.returncode, *said) == (1, "", "Đã dừng; không có gì được ghi.\n")
    assert list(case.temp.iterdir()) == []
    assert parts(case) == []
    assert not case.out.exists()


def test_what_a_killed_link_left_goes_with_the_next(case: Case) -> None:
    arguments = "main.py", "link", "--registry", case.registry, "--records", case.records, "--out"
    with started(*arguments, case.out) as process:
        until(process, lambda: MOMENTS["answers"](case, process.pid))
        process.kill()
        process.communicate(timeout=TIMEOUT)
    assert len(list(case.temp.iterdir())) == 1
    assert len(parts(case)) == 1
    case.records.write_text('{"record_id": 1}\n', encoding="utf-8")
    with started(*arguments, case.out.with_name("other.jsonl")) as process:
        process.communicate(timeout=TIMEOUT)
        assert process.returncode == 0
    assert list(case.temp.iterdir()) == []
    assert parts(case) == []
