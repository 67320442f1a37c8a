"""A backup: whole, encrypted under its own key, read back; what goes wrong leaves the ones before."""

import contextlib
import os
import shutil
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text

from app.crypto.backup import KEYS, WORK
from app.crypto.key_file import copy_of
from app.errors import AppError, BadInput, Stopped, StoreProblem
from app.held_folder import folder_id
from app.models.store.tables import AuditEvent
from app.models.words.values import Value
from app.process import stick
from app.services.entry import entries
from app.services.office import audit, backing_up
from app.services.office.password_tries import AskedBy, PasswordTries, tell_audit
from tests.conftest import AT, JUSTICE
from tests.sticks import mounted, needs_mount
from tests.unit.services.exchange.parties import Commune
from tests.unit.services.office.sticks import LOGIN, StopAfter, back_up, restore, tree


def place(commune: Commune) -> Path:
    return commune.stick / backing_up.ROOT / commune.store_id[:8]


def names(commune: Commune) -> list[str]:
    return sorted(path.name for path in place(commune).iterdir())


def type_something(commune: Commune) -> None:
    with commune.store.write() as session:
        entries.save(session, commune.draft_id, "child_name", Value.of("Hà Văn B"), by=JUSTICE, at=AT)


def state(commune: Commune) -> backing_up.BackupState:
    with commune.store.read() as session:
        return backing_up.state(session)


def test_a_backup_holds_the_store_its_key_file_the_packages_and_the_scans(commune: Commune) -> None:
    for name in backing_up.BESIDE:
        (commune.folder / name).mkdir(exist_ok=True)
        (commune.folder / name / "one.htpkg").write_bytes(b"sealed")
        (commune.folder / name / "two.htpkg.x1.part").write_bytes(b"half")
    made = back_up(commune)
    assert made.path == place(commune) / "20231017T134107Z"
    kept = tree(made.path)
    assert set(kept) == {
        "work.db.backup",
        "keyfile.json",
        "sao-luu.json",
        "packages/one.htpkg",
        "scans/one.htpkg",
    }
    assert kept["keyfile.json"] == (commune.folder / "keyfile.json").read_bytes()
    assert kept["packages/one.htpkg"] == b"sealed"
    assert backing_up.read_backup(made.path) == made


def test_nothing_of_the_store_can_be_read_on_the_stick(commune: Commune) -> None:
    made = back_up(commune)
    sealed = (made.path / WORK).read_bytes()
    head = commune.store.path.read_bytes()[4096:4128]  # not even the pages as they lie on the PC
    assert head not in sealed
    for word in ("Phạm", commune.entry_ids[0], "SQLite format"):
        assert word.encode() not in sealed


def test_each_backup_has_a_key_of_its_own(commune: Commune) -> None:
    first, second = back_up(commune), back_up(commune)
    assert first.path != second.path
    assert (first.path / WORK).read_bytes()[:64] != (second.path / WORK).read_bytes()[:64]


def test_what_was_committed_a_moment_ago_is_in_it(commune: Commune) -> None:
    """It lies in the WAL until the backup brings it into the file."""
    type_something(commune)
    assert (commune.folder / "work.db-wal").stat().st_size > 0
    made = back_up(commune)
    with commune.store.read() as session:
        assert (
            made.facts.counts["field_change"]
            == session.execute(text("SELECT count(*) FROM field_change")).scalar()
        )


def test_an_officer_types_on_while_it_is_made(commune: Commune) -> None:
    """The backup is the store of the moment it began."""
    before = commune.rows("field_change")

    def typing(_done: int, _total: int) -> None:
        type_something(commune)

    made = back_up(commune, progress=typing)
    assert made.facts.counts["field_change"] == len(before)
    assert len(commune.rows("field_change")) > len(before)
    assert state(commune).changed


def test_progress_counts_every_byte_written_and_read_back(commune: Commune) -> None:
    told: list[tuple[int, int]] = []
    made = back_up(commune, progress=lambda done, total: told.append((done, total)))
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1][0] == told[-1][1] == 2 * made.facts.size


def test_a_label_with_hidden_signs_is_kept_as_it_can_be_shown(commune: Commune) -> None:
    back_up(commune, medium="USB\x00\u202e" + "a" * 100)
    with commune.store.read() as session:
        event = session.scalars(select(AuditEvent).order_by(AuditEvent.seq.desc())).first()
        assert event is not None
        assert event.data["medium"] == "USB\ufffd\ufffd" + "a" * 35


def test_it_is_recorded_with_the_label_of_the_medium_not_its_path(commune: Commune) -> None:
    made = back_up(commune)
    with commune.store.read() as session:
        event = session.scalars(select(AuditEvent).order_by(AuditEvent.seq.desc())).first()
        assert event is not None
        assert (event.kind, event.uid, event.subject) == ("backed_up", JUSTICE.uid, made.digest)
        assert event.data["medium"] == "KINGSTON"
        assert str(commune.stick) not in str(event.data)
        assert event.data["seq"] == made.facts.seq == event.seq - 1


# -- when to remind -----------------------------------------------------------------------------------


def test_a_store_that_was_never_backed_up_is_due(commune: Commune) -> None:
    assert state(commune) == backing_up.BackupState("", changed=True)
    assert state(commune).due(AT)


def test_nothing_is_due_right_after_a_backup(commune: Commune) -> None:
    back_up(commune)
    found = state(commune)
    assert not found.changed
    assert not found.due(AT + timedelta(days=400))


def test_a_key_file_that_was_changed_is_not_backed_up(commune: Commune, tmp_path: Path) -> None:
    """Its form is good, but it opens nothing: the copy goes, and the backup can be restored."""
    path = commune.folder / KEYS
    changed = path.read_bytes().replace(b'"wrapped": "', b'"wrapped": "A')
    path.write_bytes(changed)
    backup = back_up(commune)
    assert (backup.path / KEYS).read_bytes() == copy_of(path).read_bytes()
    restore(commune, backup.path, tmp_path / "again")
    copy_of(path).write_bytes(changed)
    with pytest.raises(StoreProblem):
        back_up(commune)
    assert len(names(commune)) == 1


def test_a_wrong_password_is_no_work(commune: Commune) -> None:
    back_up(commune)
    tries = PasswordTries(commune.folder)
    tries.failed(LOGIN, AskedBy.WIPE, at=commune.clock())
    tell_audit(commune.store, tries, by=JUSTICE.uid, at=commune.clock())
    assert not state(commune).changed


def test_signing_in_is_no_work(commune: Commune) -> None:
    back_up(commune)
    with commune.store.write() as session:
        audit.record(session, "signed_in", subject="x", by="x", at=AT)
    assert not state(commune).changed


@pytest.mark.parametrize("days", [0, 1])
def test_a_field_typed_since_is_due_after_a_day(commune: Commune, days: int) -> None:
    back_up(commune)
    type_something(commune)
    assert state(commune).changed
    assert state(commune).due(AT + timedelta(days=days)) is (days == 1)


def test_a_step_recorded_since_is_work(commune: Commune) -> None:
    back_up(commune)
    with commune.store.write() as session:
        audit.record(session, "account_closed", subject="x", by="x", at=AT)
    assert state(commune).changed


# -- generations --------------------------------------------------------------------------------------


def test_three_generations_stay_and_the_oldest_goes(commune: Commune) -> None:
    made = []
    for _ in range(5):
        made.append(back_up(commune).path.name)
        commune.clock.move(hours=1)
    assert names(commune) == made[2:]


def test_a_clock_set_back_does_not_make_the_newest_the_oldest(commune: Commune) -> None:
    for _ in range(3):
        back_up(commune)
        commune.clock.move(hours=1)
    commune.clock.move(days=-400)
    newest = back_up(commune)
    assert newest.path.exists()
    assert len(names(commune)) == 3


def test_a_folder_that_is_no_backup_of_ours_stays(commune: Commune) -> None:
    back_up(commune)
    (place(commune) / "anh").mkdir()
    for _ in range(4):
        back_up(commune)
    assert "anh" in names(commune)


def test_a_stick_is_known_by_the_folder_of_this_store(commune: Commune, tmp_path: Path) -> None:
    assert not backing_up.knows(commune.stick, commune.store_id)
    back_up(commune)
    assert backing_up.knows(commune.stick, commune.store_id)
    assert not backing_up.knows(commune.stick, "f" * 32)
    assert not backing_up.knows(tmp_path / "gone", commune.store_id)


# -- what goes wrong ----------------------------------------------------------------------------------


def test_a_stop_at_any_point_leaves_the_backups_before(commune: Commune) -> None:
    first = back_up(commune)
    before, reports = tree(commune.stick), 0
    while True:
        commune.clock.move(hours=1)
        try:
            back_up(commune, progress=StopAfter(reports, lambda: Stopped("Đã dừng")))
        except Stopped:
            assert tree(commune.stick) == before
            assert names(commune) == [first.path.name]
            reports += 1
        else:
            break
    assert reports >= 4  # at least each file, written and read back
    assert len(names(commune)) == 2


def test_the_rest_of_a_killed_backup_goes_with_the_next(commune: Commune) -> None:
    back_up(commune)
    left = place(commune) / "20231017T000000Z.x1y2.part"
    left.mkdir()
    (left / WORK).write_bytes(b"half")
    assert [one.path.name for one in backing_up.generations(place(commune))] == ["20231017T134107Z"]
    back_up(commune)
    assert not left.exists()


def test_a_folder_that_is_gone_is_named(commune: Commune) -> None:
    with pytest.raises(BadInput, match="Cắm lại USB"):
        back_up(commune, target=commune.stick / "gone")


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
@pytest.mark.parametrize("level", [backing_up.ROOT, "store"])
def test_a_link_on_the_stick_is_not_followed(commune: Commune, tmp_path: Path, level: str) -> None:
    trap = tmp_path / "trap"
    trap.mkdir()
    link = commune.stick / backing_up.ROOT if level == backing_up.ROOT else place(commune)
    link.parent.mkdir(exist_ok=True)
    link.symlink_to(trap)
    with pytest.raises(BadInput, match="không phải một thư mục"):
        back_up(commune)
    assert list(trap.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_links_at_predictable_names_are_not_followed(commune: Commune, tmp_path: Path) -> None:
    victim = commune.folder / "keyfile.json"
    whole = victim.read_bytes()
    place(commune).mkdir(parents=True)
    for name in ("20231017T134107Z", "20231017T134107Z.part", WORK, "sao-luu.json"):
        (place(commune) / name).symlink_to(victim)
    made = back_up(commune)
    assert victim.read_bytes() == whole
    assert made.path.name == "20231017T134107Z-2"
    assert stick.is_folder(made.path)


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_among_the_packages_is_not_copied_from_elsewhere(commune: Commune, tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"secret")
    (commune.folder / "packages").mkdir(exist_ok=True)
    (commune.folder / "packages" / "x.htpkg").symlink_to(tmp_path / "secret")
    with pytest.raises(BadInput, match=r"x\.htpkg"):
        back_up(commune)


def test_a_full_stick_is_refused_and_keeps_its_backups(commune: Commune, small_stick: Path) -> None:
    """On a real small file system; one more backup does not fit beside the first."""
    first = back_up(commune, target=small_stick)
    filler = small_stick / "phim.mp4"
    size = first.facts.size
    filler.write_bytes(bytes(shutil.disk_usage(small_stick).free - size))  # fits, but not with a tenth more
    before = tree(small_stick)
    with pytest.raises(BadInput, match=r"Không đủ chỗ: cần \d+ MB mà ổ còn \d+ MB.*Chưa ghi gì"):
        back_up(commune, target=small_stick)
    assert tree(small_stick) == before


def test_a_stick_that_fills_up_meanwhile_keeps_its_backups(commune: Commune, small_stick: Path) -> None:
    back_up(commune, target=small_stick)
    kept = tree(small_stick)

    def fill(_done: int, _total: int) -> None:
        with (small_stick / "phim.mp4").open("ab") as file:
            file.write(bytes(shutil.disk_usage(small_stick).free))

    with pytest.raises(BadInput, match="Ổ đã đầy"):
        back_up(commune, target=small_stick, progress=fill)
    (small_stick / "phim.mp4").unlink()
    assert tree(small_stick) == kept


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_stick_that_cannot_be_written_is_named(commune: Commune) -> None:
    commune.stick.chmod(0o500)
    try:
        with pytest.raises(BadInput, match="Không được phép ghi"):
            back_up(commune)
    finally:
        commune.stick.chmod(0o700)


@pytest.mark.parametrize("free", [False, True], ids=["every page used", "free pages"])
def test_a_damaged_store_is_not_backed_up_over_a_good_one(commune: Commune, free: bool) -> None:
    """Whatever page is damaged, also one that no table uses: a restore would refuse it."""
    if free:
        commune.execute("CREATE TABLE junk AS SELECT * FROM field_change", "DROP TABLE junk")
    first = back_up(commune)
    with commune.store.still():
        whole = commune.store.path.read_bytes()
    pages = range(1, len(whole) // 4096, 5)
    assert len(pages) > 8
    for page in pages:
        damaged = bytearray(whole)
        damaged[page * 4096 + 99] ^= 8
        with commune.store.path.open("r+b") as file:
            file.write(damaged)
        with pytest.raises(StoreProblem, match=r"có chỗ hỏng.*bản sao lưu trước vẫn còn"):
            back_up(commune, by=JUSTICE)
        assert names(commune) == [first.path.name]


def test_a_missing_key_file_is_not_blamed_on_the_medium(commune: Commune) -> None:
    (commune.folder / "keyfile.json").unlink()
    (commune.folder / "keyfile.json.bak").unlink()
    with pytest.raises(StoreProblem, match="Tệp khóa"):
        back_up(commune)


@pytest.mark.parametrize(
    "damage", [Path.unlink, lambda path: path.write_bytes(b"{}")], ids=["gone", "damaged"]
)
def test_the_copy_of_the_key_file_is_backed_up_where_the_key_file_is_not_good(
    commune: Commune, tmp_path: Path, damage: Callable[[Path], object]
) -> None:
    whole = (commune.folder / "keyfile.json").read_bytes()
    (commune.folder / "keyfile.json.bak").write_bytes(whole)
    damage(commune.folder / "keyfile.json")
    made = back_up(commune)
    assert (made.path / KEYS).read_bytes() == whole
    restore(commune, made.path, tmp_path / "new" / "kho")


def test_an_error_of_the_system_is_said_in_words() -> None:
    for number, words in (
        (28, "đầy"),
        (27, "FAT32"),
        (30, "chỉ cho đọc"),
        (13, "Không được phép"),
        (5, "bị rút"),
    ):
        with pytest.raises(AppError, match=words), backing_up._plain_words():
            raise OSError(number, "x")


def test_the_file_stays_still_while_others_write(commune: Commune) -> None:
    with commune.store.still() as one:
        before = commune.store.path.read_bytes()
        rows = one.execute(text("SELECT count(*) FROM field_change")).scalar()
        for _ in range(30):
            type_something(commune)
        with commune.store._engine.connect() as connection:
            connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(FULL)").fetchall()
        assert commune.store.path.read_bytes() == before
        assert one.execute(text("SELECT count(*) FROM field_change")).scalar() == rows


@needs_mount
@pytest.mark.parametrize("swapped", [False, True])
def test_a_backup_goes_to_the_stick_that_was_chosen(commune: Commune, swapped: bool) -> None:
    with mounted(commune.stick):
        chosen = folder_id(commune.stick)
        assert back_up(commune, chosen=chosen).path.is_dir()
    before = state(commune)
    with mounted(commune.stick) if swapped else contextlib.nullcontext():
        with pytest.raises(BadInput, match="USB đã bị rút ra"):
            back_up(commune, chosen=chosen)
        assert list(commune.stick.iterdir()) == []
    assert state(commune) == before
