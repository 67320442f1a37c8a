"""Packages that a stop may hit on their way out and in.

After every stop either nothing has happened and the same work can be done to its end, or it is done: every
package that is made is recorded, can be written to another stick, and is opened at the desk.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from app.errors import AppError
from app.models.store.store import file_sha256
from app.services.exchange import snapshots
from tests.faults import communes
from tests.faults.communes import approved, at_work, copied, exported, started
from tests.faults.scenarios import Said, Scenario
from tests.unit.services.entry.deciding import CHILD, SAME_CHILD
from tests.unit.services.exchange.arrivals import opened
from tests.unit.services.exchange.parties import Commune, Made, answer_row

ANSWERS, SNAPSHOT = "tra-loi.htpkg", "s2.htpkg"


def _prepare_approved(folder: Path) -> None:
    with copied(approved(), folder):
        pass


def _prepare_exported(folder: Path) -> None:
    with copied(exported(), folder):
        pass


def _prepare_answers(folder: Path) -> None:
    with copied(exported(), folder) as commune:
        people = zip(commune.entry_ids, (SAME_CHILD, CHILD), strict=True)
        rows = [answer_row(entry_id, personal_id=child.personal_id) for entry_id, child in people]
        commune.answer(*rows, name=ANSWERS)


def _prepare_snapshot(folder: Path) -> None:
    with copied(approved(), folder) as commune:
        commune.snapshot(SNAPSHOT)


# -- the works -------------------------------------------------------------------------------------------


def _export(folder: Path, said: Said) -> None:
    with at_work(folder) as commune:
        made = communes.with_signers(commune).export()
        assert made.problem is None
        said(made.path.name)


def _write_again(folder: Path, said: Said) -> None:
    with at_work(folder) as commune:
        said(commune.write_again(_sent(commune)[-1]["id"]).path.name)


def _renew(folder: Path, said: Said) -> None:
    with at_work(folder) as commune:
        made = communes.with_signers(commune).renew(_sent(commune)[-1]["id"])
        assert made.problem is None
        said(made.path.name)


def _receive(folder: Path, said: Said) -> None:
    with at_work(folder) as commune:
        report = commune.receive(commune.stick / ANSWERS)
        assert report.aside == ()
        said("received")


def _take_snapshot(folder: Path, said: Said) -> None:
    with at_work(folder) as commune:
        said(commune.take_snapshot(commune.stick / SNAPSHOT).snapshot_id)


# -- what must hold --------------------------------------------------------------------------------------


def _sent(commune: Commune) -> list[dict[str, Any]]:
    """Return the packages that this commune made, the last attempt last."""
    return [row for row in commune.rows("package") if row["sender_id"] == commune.store_id]


def _states(commune: Commune) -> set[str]:
    return {row["state"] for row in commune.rows("entry") if row["id"] in commune.entry_ids}


def _all_known(commune: Commune, said: Sequence[str]) -> list[dict[str, Any]]:
    """Check that every package in the store and on the stick is recorded; return the records."""
    rows = _sent(commune)
    attempts = [(row["package_no"], row["attempt"]) for row in rows]
    assert attempts == [(1, number) for number in range(1, len(rows) + 1)]
    assert [path.name for path in commune.kept()] == [row["sealed_name"] for row in rows[-1:]]
    recorded = {row["file_name"]: row["file_sha256"] for row in rows}
    on_stick = {path.name: file_sha256(path) for path in commune.stick.glob("*.htpkg")}
    assert on_stick.items() <= recorded.items(), "what has the name of a package is a known one, and whole"
    assert {*said} <= on_stick.keys(), "what was said to be on the stick is there"
    return rows


def _arrives(commune: Commune, package: dict[str, Any]) -> None:
    """Write a package to another stick and open it at the desk."""
    stick = commune.folder.parent / "usb 2"
    stick.mkdir()
    written = commune.write_again(package["id"], target=stick)
    assert file_sha256(written.path) == package["file_sha256"]
    records = opened(commune, written.path).records("data/khai_sinh.jsonl")
    assert [record["entry_id"] for record in records] == list(commune.entry_ids)


def _is_exported(made: Made, folder: Path, said: Sequence[str]) -> None:
    with started(made, folder) as commune:
        if not _all_known(commune, said):
            assert _states(commune) == {"approved"}
            assert commune.export().problem is None  # to the same stick
        (package,) = _all_known(commune, said)
        assert _states(commune) == {"exported"}
        _arrives(commune, package)


def _is_written(folder: Path, said: Sequence[str]) -> None:
    _is_exported(exported(), folder, said)


def _is_renewed(folder: Path, said: Sequence[str]) -> None:
    with started(exported(), folder) as commune:
        rows = _all_known(commune, said)
        if len(rows) == 1:
            assert not said
            assert commune.renew(rows[0]["id"]).problem is None
        _first, second = _all_known(commune, said)
        assert _states(commune) == {"exported"}
        _arrives(commune, second)


def _is_received(folder: Path, said: Sequence[str]) -> None:
    with started(exported(), folder) as commune:
        if not commune.rows("answer"):
            assert not said
            assert _states(commune) == {"exported"}
            commune.receive(commune.stick / ANSWERS)
        with pytest.raises(AppError):
            commune.receive(commune.stick / ANSWERS)
        assert [row["aside"] for row in commune.rows("answer")] == ["", ""]
        assert _states(commune) == {"returned"}
        (package,) = _sent(commune)
        _arrives(commune, package)  # not every person is answered yet, so it is still kept


def _is_in_force(folder: Path, said: Sequence[str]) -> None:
    with started(approved(), folder) as commune:
        if _in_force(commune) == "s1":
            assert not said
            commune.take_snapshot(commune.stick / SNAPSHOT)
        assert _in_force(commune) == "s2"
        keys = [row["key"] is None for row in commune.rows("snapshot")]
        assert keys == [True, False], "the key of the old one is forgotten"


def _in_force(commune: Commune) -> str:
    """Search in the snapshot in force, the only one in the folder; return its name."""
    with commune.store.read() as session:
        snapshot = snapshots.in_force(session)
        assert snapshot is not None
        registry = snapshots.open_registry(session, commune.folder, at=commune.clock())
    assert registry is not None
    try:
        assert registry.person(CHILD.personal_id) == CHILD
    finally:
        registry.close()
    assert len(list(commune.folder.glob("registry-*"))) == 1
    return snapshot.snapshot_id


SCENARIOS = (
    Scenario("export", _prepare_approved, _export, lambda *left: _is_exported(approved(), *left)),
    Scenario("write_again", _prepare_exported, _write_again, _is_written),
    Scenario("renew", _prepare_exported, _renew, _is_renewed),
    Scenario("import", _prepare_answers, _receive, _is_received),
    Scenario("snapshot", _prepare_snapshot, _take_snapshot, _is_in_force),
)
