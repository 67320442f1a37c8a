"""A sealed package is kept until it arrived, and written to media as often as it takes."""

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.crypto import canonical
from app.errors import AppError, BadInput, Refused, Stopped, StoreProblem
from app.models.store.store import file_sha256
from app.models.store.times import stamp
from app.models.words.states import PackageState
from app.services.exchange import sealed_files
from tests.conftest import AT, JUSTICE, LEADER, POLICE, TYPIST
from tests.unit.services.entry.deciding import FATHER
from tests.unit.services.exchange.parties import Commune, answer_row


def left(commune: Commune) -> Any:
    """Return the newest package that left, as the history shows it."""
    return next(one for one in commune.history() if one.purpose == "ket_qua")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# -- the steps of an export ---------------------------------------------------------------------------


def test_the_sealed_bytes_are_kept_for_their_owner_alone(commune: Commune) -> None:
    umask = os.umask(0)
    try:
        done = commune.export()
    finally:
        os.umask(umask)
    (kept,) = commune.kept()
    assert kept.read_bytes() == done.path.read_bytes()
    assert kept.name == commune.rows("package")[-1]["sealed_name"]
    assert (kept.stat().st_mode & 0o777, kept.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    (copy,) = commune.rows("package_copy")
    assert copy["file_name"] == done.path.name
    assert (copy["by"], copy["at"]) == (JUSTICE.uid, stamp(AT))
    assert (left(commune).state, left(commune).kept, done.problem) == (PackageState.SENT, True, None)


class Cut(BaseException):
    """The power is cut: nobody catches it."""


def calls_of(commune: Commune, what: str) -> int:
    """Return how often an export asks for the time, for random bytes, or reports how far it is."""
    count = 0

    def counted(real: Any) -> Any:
        def call(*given: Any) -> Any:
            nonlocal count
            count += 1
            return real(*given)

        return call

    real = {"now": commune.clock, "random": commune.random, "progress": lambda _done, _total: None}[what]
    commune.export(**{what: counted(real)})
    return count


@pytest.mark.parametrize("what", ["now", "random", "progress"])
def test_a_cut_at_any_call_leaves_nothing_or_a_package_to_write(
    approved_commune: Any, tmp_path: Path, what: str
) -> None:
    first = Commune(approved_commune, tmp_path / "count")
    total = calls_of(first, what)
    first.store.close()
    found = []
    for number in range(1, total + 1):
        place = tmp_path / str(number)
        place.mkdir()
        commune = Commune(approved_commune, place)
        found.append(cut_at(commune, what, number))
        commune.store.close()
        shutil.rmtree(place)
    assert found == sorted(found), "first nothing, then a package, never nothing again"
    if what != "random":
        assert set(found) == {0, 1}


def cut_at(commune: Commune, what: str, number: int) -> int:
    """Cut the export at one call, start again, and return how many packages there are: 0 or 1."""
    real = {"now": commune.clock, "random": commune.random, "progress": lambda _done, _total: None}[what]
    calls = 0

    def cut(*given: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == number:
            raise Cut
        return real(*given)

    with pytest.raises(Cut):
        commune.export(**{what: cut})
    sealed_files.settle(commune.store, at=AT)
    packages = [row for row in commune.rows("package") if row["purpose"] == "ket_qua"]
    if not packages:
        assert commune.kept() == []
        assert names(commune.stick) == []
        assert commune.export().problem is None, "nothing has happened; the next export is the first"
        return 0
    (row,) = packages
    assert [path.name for path in commune.kept()] == [row["sealed_name"]]
    assert file_sha256(commune.kept()[0]) == row["file_sha256"]
    assert {r["state"] for r in commune.rows("entry") if r["id"] in commune.entry_ids} == {"exported"}
    written = commune.write_again(row["id"])
    assert file_sha256(written.path) == row["file_sha256"]
    assert left(commune).state == PackageState.SENT
    return 1


def test_what_an_export_left_without_a_record_is_removed_at_the_next(commune: Commune) -> None:
    folder = commune.folder / sealed_files.FOLDER
    folder.mkdir()
    for name in ("aa.htpkg", "bb.htpkg.x_y1z.part"):
        (folder / name).write_bytes(b"half")
    (folder / "ghi chu.txt").write_bytes(b"mine")
    commune.export()
    assert sorted(path.suffix for path in commune.kept()) == [".htpkg", ".txt"]
    assert b"half" not in {path.read_bytes() for path in commune.kept()}


def test_a_store_folder_that_takes_no_sealed_file_changes_nothing(commune: Commune) -> None:
    (commune.folder / sealed_files.FOLDER).write_bytes(b"in the way")
    before = commune.everything()
    with pytest.raises(StoreProblem, match="Không tạo được thư mục giữ gói"):
        commune.export()
    assert (commune.everything(), names(commune.stick)) == (before, [])


@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")
def test_a_full_disk_of_the_store_changes_nothing(commune: Commune) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = commune.everything()
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        with pytest.raises(BadInput, match="Nơi ghi đã đầy"):
            commune.export()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert (commune.everything(), names(commune.stick)) == (before, [])
    assert commune.export().problem is None


# -- what a medium does -------------------------------------------------------------------------------


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A medium of its own with room for one page."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = ["mount", "-t", "tmpfs", "-o", "size=4k", "none", str(folder)]
    if sys.platform != "linux" or subprocess.run(mounted, check=False, capture_output=True).returncode:
        pytest.skip("needs the right to mount")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def to_write(commune: Commune, problem: AppError | None, words: str) -> None:
    """A package is made and kept, the medium failed in these words, and another one takes it."""
    assert isinstance(problem, BadInput)
    assert words in str(problem)
    shown = left(commune)
    assert (shown.state, shown.copies, shown.kept, shown.late) == (PackageState.MADE, (), True, False)
    other = commune.folder.parent / "usb-khac"
    other.mkdir()
    written = commune.write_again(shown.id, target=other)
    assert written.path.read_bytes() == commune.kept()[0].read_bytes()
    assert left(commune).state == PackageState.SENT


def test_a_full_stick(commune: Commune, small: Path) -> None:
    to_write(commune, commune.export(target=small).problem, "Nơi ghi đã đầy")
    assert names(small) == []


def test_a_read_only_stick(commune: Commune, small: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(small)], check=True)
    to_write(commune, commune.export(target=small).problem, "chỉ cho đọc")


@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")
def test_a_stick_that_gets_full_while_it_is_written(commune: Commune) -> None:
    commune.export()
    row = commune.rows("package")[-1]
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    other = commune.folder.parent / "day"
    other.mkdir()
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        with pytest.raises(BadInput, match="Nơi ghi đã đầy"):
            commune.write_again(row["id"], target=other)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert names(other) == []
    assert len(commune.rows("package_copy")) == 1


def test_a_stick_that_goes_away_while_the_package_is_sealed(commune: Commune) -> None:
    def pull(done: int, total: int) -> None:
        if 2 * done == total:
            commune.stick.rename(commune.stick.with_name("rut"))

    done = commune.export(progress=pull)
    assert isinstance(done.problem, Refused)
    assert left(commune).state == PackageState.MADE
    commune.stick.with_name("rut").rename(commune.stick)
    assert commune.write_again(left(commune).id).path == done.path


@pytest.mark.parametrize("kind", ["pipe", "link", "folder", "other bytes", "as many other bytes"])
def test_something_else_under_the_name(commune: Commune, kind: str) -> None:
    """It is neither followed, waited for, nor replaced."""
    done = commune.export()
    other = commune.folder.parent / "khac"
    other.mkdir()
    target, mine = other / done.path.name, commune.folder / "work.db"
    before = mine.read_bytes()
    if kind == "pipe":
        os.mkfifo(target)
    elif kind == "link":
        target.symlink_to(mine)
    elif kind == "folder":
        target.mkdir()
    else:
        target.write_bytes(b"x" * (done.sealed.size if kind.startswith("as") else 7))
    with pytest.raises(BadInput, match="không ghi đè"):
        commune.write_again(left(commune).id, target=other)
    assert names(other) == [target.name]
    assert mine.read_bytes() == before
    assert len(commune.rows("package_copy")) == 1


def test_stopping_while_it_is_written_keeps_the_package(commune: Commune) -> None:
    def stop(done: int, total: int) -> None:
        if 2 * done > total:
            raise Stopped("dừng")

    done = commune.export(progress=stop)
    assert isinstance(done.problem, Stopped)
    assert not done.path.exists()
    assert (left(commune).state, left(commune).kept) == (PackageState.MADE, True)


@pytest.mark.parametrize("reading", [False, True])
def test_stopping_a_second_writing_leaves_no_half_file(commune: Commune, reading: bool) -> None:
    commune.export()
    other = commune.folder.parent / "khac"
    other.mkdir()

    def stop(done: int, total: int) -> None:
        if (2 * done > total) == reading:
            raise Stopped("dừng")

    with pytest.raises(Stopped):
        commune.write_again(left(commune).id, target=other, progress=stop)
    assert names(other) == []
    assert len(commune.rows("package_copy")) == 1


# -- written again ------------------------------------------------------------------------------------


def test_it_is_written_again_as_often_as_it_takes(commune: Commune) -> None:
    done = commune.export()
    package, bytes_ = left(commune).id, done.path.read_bytes()
    for number in range(3):
        commune.clock.move(hours=1)
        other = commune.folder.parent / f"usb-{number}"
        other.mkdir()
        written = commune.write_again(package, target=other)
        assert written.path.name == done.path.name
        assert written.path.read_bytes() == bytes_
        assert (written.package_no, written.manifest_sha256, written.size) == (
            1,
            done.sealed.manifest_sha256,
            len(bytes_),
        )
    copies = left(commune).copies
    assert [copy.by for copy in copies] == [JUSTICE.full_name] * 4
    assert len({copy.at for copy in copies}) == 4
    event = commune.rows("audit_event")[-1]
    assert (event["kind"], event["uid"]) == ("package_written", JUSTICE.uid)


def test_the_same_bytes_on_the_stick_are_read_back_and_count(commune: Commune) -> None:
    """A cut between the name on the stick and the record of the copy is healed by writing it again there."""
    done = commune.export()
    before = done.path.stat()
    commune.write_again(left(commune).id)
    assert len(commune.rows("package_copy")) == 2
    after = done.path.stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


@pytest.mark.parametrize("uid", [POLICE.uid, LEADER.uid, TYPIST.uid])
def test_only_a_justice_officer_writes_it_again(commune: Commune, uid: str) -> None:
    commune.export()
    with pytest.raises(Refused, match="chỉ Tư pháp"):
        commune.write_again(left(commune).id, by=commune.officer(uid))


def test_the_stick_must_be_there(commune: Commune) -> None:
    commune.export()
    with pytest.raises(Refused, match="Không thấy thư mục đích"):
        commune.write_again(left(commune).id, target=commune.stick / "khong-co")


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda kept: kept.unlink(), "không còn"),
        (lambda kept: kept.write_bytes(kept.read_bytes()[:-1]), "đã hỏng"),
        (lambda kept: kept.write_bytes(b"?" + kept.read_bytes()[1:]), "đã hỏng"),
    ],
    ids=["gone", "cut short", "one letter"],
)
def test_a_kept_file_that_is_not_what_it_was_is_said(commune: Commune, spoil: Any, words: str) -> None:
    commune.export()
    spoil(commune.kept()[0])
    other = commune.folder.parent / "khac"
    other.mkdir()
    with pytest.raises(Refused, match=f"{words}.*Làm lại gói"):
        commune.write_again(left(commune).id, target=other)
    assert names(other) == []
    assert left(commune).renewable, "the way on is open"


def test_a_package_that_is_not_there_is_not_written(commune: Commune) -> None:
    with pytest.raises(Refused, match="không còn giữ"):
        commune.write_again(99)


# -- until it arrived ---------------------------------------------------------------------------------


def acknowledge(commune: Commune) -> None:
    row = next(r for r in reversed(commune.rows("package")) if r["purpose"] == "ket_qua")
    said = canonical.dumps({name: row[name] for name in ("package_no", "manifest_sha256")})
    files = [("data/xac_nhan.json", said)]
    commune.receive(commune.send("xac-nhan.htpkg", purpose="xac_nhan", files=files))


def answer(commune: Commune, *entry_ids: str) -> None:
    rows = [answer_row(e, section=s, **SAID[s]) for e in entry_ids for s in SAID]
    commune.receive(commune.answer(*rows))


SAID: dict[str, dict[str, str]] = {
    "child": {"code": "refused", "personal_id": ""},
    "father": {"code": "already_has_number", "personal_id": FATHER.personal_id},
    "mother": {"code": "refused", "personal_id": ""},
}


def test_an_acknowledged_package_is_no_longer_kept(exported: Commune) -> None:
    assert len(exported.kept()) == 1
    acknowledge(exported)
    assert exported.kept() == []
    assert not left(exported).kept
    assert exported.rows("package")[1]["sealed_name"], "the row stays as it is"
    with pytest.raises(Refused, match="không còn giữ"):
        exported.write_again(left(exported).id)


def test_a_package_is_kept_until_its_last_answer(exported: Commune) -> None:
    first, second = exported.entry_ids
    answer(exported, first)
    assert (left(exported).state, len(exported.kept())) == (PackageState.PART, 1)
    assert exported.write_again(left(exported).id)
    answer(exported, second)
    assert (left(exported).state, exported.kept()) == (PackageState.DONE, [])


def test_a_file_that_could_not_be_removed_is_removed_at_the_next_start(exported: Commune) -> None:
    (kept,) = exported.kept()
    content = kept.read_bytes()
    acknowledge(exported)
    kept.write_bytes(content)
    sealed_files.settle(exported.store, at=AT)
    assert exported.kept() == []
