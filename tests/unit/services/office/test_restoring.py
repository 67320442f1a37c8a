"""A restore: whole or nothing, from a password or the sheet, and never over anything."""

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from app.crypto import canonical
from app.crypto.backup import KEYS, WORK
from app.crypto.package import ChainState, open_package
from app.errors import BadInput, NotUnlocked, Refused, Stopped
from app.models.store.store import Store
from app.models.store.tables import AuditEvent, Snapshot
from app.progress import silent
from app.services.office import audit, backing_up, founding, restoring, unlocking
from app.services.office.accounts import Officer
from app.services.office.backing_up import LIST, Backup
from app.services.office.password_tries import PasswordTries
from tests.conftest import AT, COMMUNE, JUSTICE, LEADER, POLICE, numbered
from tests.unit.services.exchange.parties import DESK, KDF, PASSWORD, Commune, found
from tests.unit.services.office.sticks import BY_PASSWORD, LOGIN, StopAfter, back_up, drill, restore, tree

QUIET = {"audit_event", "meta", "snapshot"}
"""The tables in which a restore writes."""


@pytest.fixture
def backup(commune: Commune) -> Backup:
    """A backup with a package beside the store."""
    (commune.folder / "packages").mkdir(exist_ok=True)
    (commune.folder / "packages" / "one.htpkg").write_bytes(b"sealed")
    return back_up(commune)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "new" / "kho"


def last_event(store: Store) -> AuditEvent:
    with store.read() as session:
        event = session.scalars(select(AuditEvent).order_by(AuditEvent.seq.desc())).first()
        assert event is not None
        return event


def close_account(commune: Commune, officer: Officer) -> None:
    leader, key = commune.officer(LEADER.uid), commune.store_key
    unlocking.close_account(commune.store, commune.folder, officer, store_key=key, by=leader, at=AT)


def nothing_at(target: Path) -> bool:
    """Tell whether a restore left nothing: no folder, and nothing unfinished beside it."""
    return not target.exists() and (not target.parent.exists() or list(target.parent.iterdir()) == [])


# -- whole --------------------------------------------------------------------------------------------


def test_every_row_and_file_comes_back(commune: Commune, backup: Backup, target: Path) -> None:
    wanted, _ = commune.everything()
    restored = restore(commune, backup.path, target)
    assert restored.facts == backup.facts
    assert restored.times == 1
    assert (target / "packages" / "one.htpkg").read_bytes() == b"sealed"
    commune.store.close()
    commune.folder, before = target, commune.folder
    commune.store = Store(target, commune.store_key)
    assert commune.store.check() == []
    found, _ = commune.everything()
    assert isinstance(wanted, dict)
    assert isinstance(found, dict)
    assert {n: r for n, r in found.items() if n not in QUIET} == {
        n: r for n, r in wanted.items() if n not in QUIET
    }
    assert found["audit_event"][: backup.facts.seq] == wanted["audit_event"][: backup.facts.seq]
    assert unlocking.cards(target) == unlocking.cards(before)


def test_the_officers_sign_in_and_sign_as_before(commune: Commune, backup: Backup, target: Path) -> None:
    restore(commune, backup.path, target)
    tries = PasswordTries(target)
    signed_in = unlocking.sign_in(target, LOGIN, PASSWORD, tries=tries, now=commune.clock)
    event = last_event(signed_in.store)
    signed_in.store.close()
    assert (event.kind, event.subject) == ("signed_in", JUSTICE.uid)
    assert signed_in.officer == commune.officer(JUSTICE.uid)
    before = unlocking.signer(commune.folder, signed_in.officer, PASSWORD)
    assert unlocking.signer(target, signed_in.officer, PASSWORD).certificate == before.certificate


def test_a_restored_store_says_so(commune: Commune, backup: Backup, target: Path) -> None:
    restore(commune, backup.path, target)
    store = Store(target, commune.store_key)
    event = last_event(store)
    assert (event.kind, event.subject, event.uid) == ("restored", backup.digest, JUSTICE.uid)
    assert event.data == {
        "times": 1,
        "backup_at": backup.facts.created_at,
        "seq": backup.facts.seq,
        "opened_by": "password",
    }
    with store.read() as session:
        assert restoring.times_restored(session) == 1
        assert audit.first_broken(session) is None
        # the copy of the registry is not in a backup; its key is no use without the file
        assert [(row.active, row.key) for row in session.scalars(select(Snapshot))] == [(False, None)]
        assert backing_up.state(session).changed
    store.close()


def test_each_restore_counts(commune: Commune, backup: Backup, target: Path, tmp_path: Path) -> None:
    restore(commune, backup.path, target)
    commune.store.close()
    commune.folder, commune.store = target, Store(target, commune.store_key)
    again = restore(commune, back_up(commune).path, tmp_path / "third" / "kho")
    assert again.times == 2


def test_the_next_package_says_so(commune: Commune, backup: Backup, target: Path) -> None:
    restore(commune, backup.path, target)
    commune.store.close()
    commune.folder, commune.store = target, Store(target, commune.store_key)
    exported = commune.export()
    opened = open_package(
        exported.path,
        key_pem=commune.desk.key_pem,
        certificate_pem=commune.desk.certificate_pem,
        trust=commune.desk.trust,
        me=DESK,
        sender=commune.store_id,
        purpose=None,
        chain=ChainState(0, "0" * 64),
        at=commune.clock(),
        progress=silent,
    )
    assert opened.manifest["store"] == {"restored": 1}


def test_the_recovery_sheet_opens_it_too(tmp_path: Path, commune: Commune, target: Path) -> None:
    made = found(tmp_path / "sheet")
    commune.store.close()
    commune.folder, commune.store, commune.store_key = tmp_path / "sheet", made.store, made.store_key
    source = back_up(commune, by=JUSTICE).path
    restore(commune, source, target, opener=restoring.BySheet(*made.halves))
    store = Store(target, made.store_key)
    event = last_event(store)
    assert (event.kind, event.uid, event.data["opened_by"]) == ("restored", "", "sheet")
    store.close()


def test_the_log_of_errors_stays_in_the_folder(commune: Commune, backup: Backup, target: Path) -> None:
    target.mkdir(parents=True)
    (target / "loi.log").write_text("line")
    restore(commune, backup.path, target)
    assert (target / "loi.log").read_text() == "line"


def test_a_restored_folder_is_for_its_owner_alone(commune: Commune, backup: Backup, target: Path) -> None:
    restore(commune, backup.path, target)
    if sys.platform != "win32":
        assert {path.stat().st_mode & 0o077 for path in (target, target / WORK.removesuffix(".backup"))} == {
            0
        }


# -- never over anything ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["work.db", "work.db-wal", "keyfile.json", "keyfile.json.bak", "officers.json", "thư.txt"]
)
def test_a_folder_with_a_file_is_refused_untouched(
    commune: Commune, backup: Backup, target: Path, name: str
) -> None:
    target.mkdir(parents=True)
    (target / name).write_bytes(b"precious")
    with pytest.raises(Refused, match="đã có tệp"):
        restore(commune, backup.path, target)
    assert tree(target) == {name: b"precious"}


def test_a_file_in_place_of_the_folder_is_refused(commune: Commune, backup: Backup, tmp_path: Path) -> None:
    (tmp_path / "kho2").write_bytes(b"precious")
    with pytest.raises(Refused):
        restore(commune, backup.path, tmp_path / "kho2")
    assert (tmp_path / "kho2").read_bytes() == b"precious"


def test_a_file_that_appears_meanwhile_is_not_overwritten(
    commune: Commune, backup: Backup, target: Path
) -> None:
    def appear(_done: int, _total: int) -> None:
        target.mkdir(exist_ok=True)
        (target / "work.db").write_bytes(b"precious")

    with pytest.raises(Refused):
        restore(commune, backup.path, target, progress=appear)
    assert tree(target.parent) == {"kho/work.db": b"precious"}


def test_a_stop_at_any_point_leaves_nothing(commune: Commune, backup: Backup, target: Path) -> None:
    reports = 0
    while True:
        try:
            restore(commune, backup.path, target, progress=StopAfter(reports, lambda: Stopped("Đã dừng")))
        except Stopped:
            assert nothing_at(target)
            reports += 1
        else:
            break
    assert reports >= 3


def test_the_rest_of_a_killed_restore_goes_with_the_next(
    commune: Commune, backup: Backup, target: Path
) -> None:
    left = target.parent / ".kho.phuc-hoi-x1y2"
    left.mkdir(parents=True)
    (left / "work.db").write_bytes(b"half")
    restore(commune, backup.path, target)
    assert [path.name for path in target.parent.iterdir()] == ["kho"]


# -- what does not open it ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "opener",
    [
        restoring.ByPassword(LOGIN, "sai mật khẩu rồi"),
        restoring.ByPassword("khong.co", PASSWORD),
        restoring.BySheet("abc", "def"),
    ],
    ids=["password", "login", "sheet"],
)
def test_what_does_not_open_it_is_refused(
    commune: Commune, backup: Backup, target: Path, opener: restoring.Opener
) -> None:
    with pytest.raises(NotUnlocked):
        restore(commune, backup.path, target, opener=opener)
    assert nothing_at(target)


def test_an_officer_closed_later_opens_an_older_backup_but_not_a_newer(
    commune: Commune, backup: Backup, target: Path, tmp_path: Path
) -> None:
    police = commune.officer(POLICE.uid)
    close_account(commune, police)
    newer = back_up(commune)
    opener = restoring.ByPassword(police.login, PASSWORD)
    restore(commune, backup.path, target, opener=opener)
    with pytest.raises(NotUnlocked):
        restore(commune, newer.path, tmp_path / "other" / "kho", opener=opener)


# -- what is damaged ----------------------------------------------------------------------------------

FILES = (WORK, KEYS, LIST, "packages/one.htpkg")


@pytest.mark.parametrize("name", FILES)
def test_a_flipped_byte_anywhere_is_refused_with_the_file_named(
    commune: Commune, backup: Backup, target: Path, name: str
) -> None:
    path = backup.path / name
    whole = path.read_bytes()
    for at in {0, len(whole) // 3, len(whole) // 2, len(whole) - 1}:
        damaged = bytearray(whole)
        damaged[at] ^= 1
        path.write_bytes(damaged)
        with pytest.raises(BadInput, match=f"hỏng ở tệp {name}"):
            restore(commune, backup.path, target)
        assert nothing_at(target)


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(commune: Commune, backup: Backup, target: Path, name: str) -> None:
    (backup.path / name).unlink()
    with pytest.raises(BadInput, match=rf"thiếu tệp {name.rpartition('/')[2]}"):
        restore(commune, backup.path, target)
    assert nothing_at(target)


@pytest.mark.parametrize(
    "change", [lambda b: b[:-1], lambda b: b + b"x", lambda b: b[: len(b) // 2], lambda _b: b""]
)
@pytest.mark.parametrize("name", [WORK, KEYS, "packages/one.htpkg"])
def test_a_cut_or_longer_file_is_named(
    commune: Commune, backup: Backup, target: Path, name: str, change: Callable[[bytes], bytes]
) -> None:
    path = backup.path / name
    path.write_bytes(change(path.read_bytes()))
    with pytest.raises(BadInput, match=f"hỏng ở tệp {name}"):
        restore(commune, backup.path, target)
    assert nothing_at(target)


@pytest.mark.skipif(sys.platform == "win32", reason="links and pipes are those of Linux")
@pytest.mark.parametrize("kind", ["link", "pipe", "folder"])
@pytest.mark.parametrize("name", FILES)
def test_a_link_or_pipe_on_the_stick_is_refused_at_once(
    commune: Commune, backup: Backup, target: Path, tmp_path: Path, name: str, kind: str
) -> None:
    path = backup.path / name
    shutil.move(path, tmp_path / "moved")
    if kind == "link":
        path.symlink_to(tmp_path / "moved")
    elif kind == "pipe":
        os.mkfifo(path)
    else:
        path.mkdir()
    with pytest.raises(BadInput, match=path.name):
        restore(commune, backup.path, target)
    assert nothing_at(target)


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_linked_folder_of_packages_is_refused(
    commune: Commune, backup: Backup, target: Path, tmp_path: Path
) -> None:
    shutil.move(backup.path / "packages", tmp_path / "moved")
    (backup.path / "packages").symlink_to(tmp_path / "moved")
    with pytest.raises(BadInput, match=r"one\.htpkg"):
        restore(commune, backup.path, target)


def forged(backup: Backup, **facts: object) -> None:
    """Change facts of the list so that its plain digest fits again."""
    path = backup.path / LIST
    content = json.loads(path.read_bytes())
    content["facts"] |= facts
    content.pop("sha256")
    digest = hashlib.sha256(canonical.dumps(content)).hexdigest()
    path.write_bytes(canonical.dumps({**content, "sha256": digest}))


@pytest.mark.parametrize(
    "facts",
    [
        {"created_at": "2024-01-01T00:00:00.000Z"},
        {"seq": 1},
        {"counts": {}},
        {"epoch": 99},
        {"store_id": "f" * 32},
    ],
    ids=lambda facts: next(iter(facts)),
)
def test_a_forged_fact_opens_nothing(
    commune: Commune, backup: Backup, target: Path, facts: dict[str, object]
) -> None:
    forged(backup, **facts)
    with pytest.raises(BadInput, match=LIST):
        restore(commune, backup.path, target)
    assert nothing_at(target)


def test_files_of_two_backups_are_never_mixed(commune: Commune, backup: Backup, target: Path) -> None:
    """The older store beside the newer list: each has a key of its own."""
    newer = back_up(commune)
    shutil.copy(backup.path / WORK, newer.path / WORK)
    with pytest.raises(BadInput, match=f"hỏng ở tệp {WORK}"):
        restore(commune, newer.path, target)


def test_a_key_file_of_another_time_is_found(commune: Commune, backup: Backup, target: Path) -> None:
    """The older one would open for an officer whose account was closed since."""
    police = commune.officer(POLICE.uid)
    close_account(commune, police)
    newer = back_up(commune)
    shutil.copy(backup.path / KEYS, newer.path / KEYS)
    for opener in (BY_PASSWORD, restoring.ByPassword(police.login, PASSWORD)):
        with pytest.raises(BadInput, match=f"hỏng ở tệp {KEYS}"):
            restore(commune, newer.path, target, opener=opener)
        assert nothing_at(target)


# -- finding a backup ---------------------------------------------------------------------------------


def test_a_backup_is_found_from_any_folder_above_it(commune: Commune, backup: Backup) -> None:
    commune.clock.move(hours=1)
    newer = back_up(commune)
    for folder in (commune.stick, commune.stick / backing_up.ROOT, backup.path.parent):
        assert [one.path for one in restoring.find(folder)] == [newer.path, backup.path]
    assert [one.path for one in restoring.find(backup.path)] == [backup.path]
    assert sorted(restoring.logins(backup.path)) == sorted(
        commune.officer(uid).login for uid in commune.signers
    )


def test_an_empty_stick_says_that_there_is_none(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="Không thấy bản sao lưu"):
        restoring.find(tmp_path)


def test_a_damaged_list_is_said_only_when_there_is_no_other(commune: Commune, backup: Backup) -> None:
    newer = back_up(commune)
    (newer.path / LIST).write_bytes(b"{}")
    assert [one.path for one in restoring.find(commune.stick)] == [backup.path]
    (backup.path / LIST).write_bytes(b"[]")
    with pytest.raises(BadInput, match=LIST):
        restoring.find(commune.stick)


# -- the drill ----------------------------------------------------------------------------------------


def test_a_drill_proves_the_backup_and_leaves_nothing(commune: Commune, backup: Backup) -> None:
    before = sorted(path.name for path in commune.folder.iterdir())
    assert drill(commune, backup.path) == backup.facts
    assert sorted(path.name for path in commune.folder.iterdir()) == before
    event = last_event(commune.store)
    assert (event.kind, event.subject, event.uid) == ("drilled", backup.digest, JUSTICE.uid)
    with commune.store.read() as session:
        assert not backing_up.state(session).changed
        assert restoring.times_restored(session) == 0


def test_a_failed_drill_is_recorded(commune: Commune, backup: Backup) -> None:
    (backup.path / WORK).write_bytes(b"x" * 100)
    with pytest.raises(BadInput, match=WORK):
        drill(commune, backup.path)
    assert last_event(commune.store).kind == "drill_failed"


def test_a_typing_error_is_no_failed_drill(commune: Commune, backup: Backup) -> None:
    with pytest.raises(NotUnlocked):
        drill(commune, backup.path, opener=restoring.ByPassword(LOGIN, "sai mật khẩu rồi"))
    assert last_event(commune.store).kind == "backed_up"


def test_a_wrong_password_of_a_drill_delays_the_next(commune: Commune, backup: Backup) -> None:
    tries, wrong = PasswordTries(commune.folder), restoring.ByPassword(LOGIN, "sai mật khẩu rồi")
    for _ in range(2):
        with pytest.raises(NotUnlocked):
            drill(commune, backup.path, opener=wrong, tries=tries)
    with pytest.raises(Refused, match="Thử lại sau 1 giây"):
        drill(commune, backup.path, tries=tries)
    assert tries.untold() == {LOGIN: {"drill": 2}}
    commune.clock.move(seconds=1)
    assert drill(commune, backup.path, tries=tries) == backup.facts


def test_a_drill_with_another_past_fails(commune: Commune, backup: Backup, target: Path) -> None:
    """A backup made before a restore is no proof for what was typed after it."""
    with commune.store.write() as session:
        audit.record(session, "account_closed", subject="x", by="x", at=AT)
    newer = back_up(commune)
    restore(commune, backup.path, target)
    commune.store.close()
    commune.folder, commune.store = target, Store(target, commune.store_key)
    with pytest.raises(BadInput, match="không phải của kho đang mở"):
        drill(commune, newer.path)
    assert last_event(commune.store).kind == "drill_failed"


def test_a_stopped_drill_leaves_nothing(commune: Commune, backup: Backup) -> None:
    before = sorted(path.name for path in commune.folder.iterdir())
    with pytest.raises(Stopped):
        drill(commune, backup.path, progress=StopAfter(1, lambda: Stopped("Đã dừng")))
    assert sorted(path.name for path in commune.folder.iterdir()) == before


def test_the_rest_of_a_killed_drill_goes_with_the_next(commune: Commune, backup: Backup) -> None:
    left = commune.folder / "thu-phuc-hoi-x1y2"
    left.mkdir()
    drill(commune, backup.path)
    assert not left.exists()


def test_a_backup_of_another_commune_is_no_proof(commune: Commune, tmp_path: Path) -> None:
    other = founding.found(
        tmp_path / "other",
        commune=COMMUNE,
        header_lines=[],
        officers=[founding.NewOfficer(o, PASSWORD) for o in (JUSTICE, POLICE, LEADER)],
        at=AT,
        random=numbered("other"),
        kdf=KDF,
    )
    mine = commune.store, commune.store_key
    commune.store, commune.store_key = other.store, other.store_key
    source = back_up(commune, by=JUSTICE).path
    other.store.close()
    commune.store, commune.store_key = mine
    with pytest.raises(BadInput, match="không phải của kho đang mở"):
        drill(commune, source)


def test_the_opener_never_shows_its_secret() -> None:
    assert PASSWORD not in repr(BY_PASSWORD)
    assert "abc" not in repr(restoring.BySheet("abc", "def"))
