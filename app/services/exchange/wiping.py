"""The wipe of a PC that is given back: refused while anything is only here, then nothing can be read.

The record is written before. Then the key file is overwritten and removed: without it the store is noise,
whatever of it a disk keeps. A wipe that was interrupted goes on at the next start.
"""

import contextlib
import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import atomic
from app.crypto import chain
from app.documents.kinds import WIPE_RECORD
from app.documents.wipe_record import WipedFacts
from app.errors import BadInput, NotUnlocked, Refused, StoreProblem
from app.models.store.store import OURS, Store
from app.models.store.tables import Account, Entry, Package
from app.models.store.times import read
from app.models.words.moments import day_of, long_words
from app.models.words.roles import Action
from app.models.words.states import ENTRY_STATE_LABELS, SEALED, EntryState, PackageState
from app.process import stick
from app.services.entry import entries, papers
from app.services.exchange import deliveries, snapshots
from app.services.office import audit, backing_up, dated_settings, unlocking
from app.services.office.accounts import Officer
from app.services.office.password_tries import AskedBy, PasswordTries
from app.services.office.permissions import require
from app.texts import Text

_KEYS = (unlocking.KEY_FILE, unlocking.KEY_FILE + ".bak")
_BEGUN = "xoa-kho.dang-do"
_ARRIVED = (PackageState.ACKNOWLEDGED, PackageState.PART, PackageState.DONE, PackageState.TAKEN_IN)


@dataclass(frozen=True, slots=True)
class Consent:
    """The login and password of someone who agrees to a wipe."""

    login: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Wiped:
    """The record of a wipe, where it lies, and the names in the folder that are not ours and stayed."""

    record: bytes
    path: Path
    stayed: tuple[str, ...]


def code(session: Session) -> str:
    """Return what must be typed to confirm a wipe: the short name of this store."""
    return dated_settings.store_id(session)[:8].upper()


def obstacles(session: Session, *, at: datetime) -> list[Text]:
    """Return what is on this PC alone; empty when it may be wiped."""
    found: list[Text] = []
    for state, count in entries.counts(session).items():
        if state in (*SEALED, EntryState.DISCARDED):
            continue
        if left := count - _empty(session, state):
            found.append(Text("{0} trường hợp “{1}” chưa xuất", left, Text(ENTRY_STATE_LABELS[state])))
    if numbers := _without_receipt(session, at=at):
        found.append(Text("Gói số {0} chưa có xác nhận của nơi nhận", ", ".join(map(str, numbers))))
    kept = backing_up.state(session)
    if not kept.at:
        found.append(Text("Chưa sao lưu lần nào"))
    elif kept.changed:
        found.append(Text("Có việc làm sau lần sao lưu cuối ({0})", long_words(read(kept.at))))
    return found


def wipe(
    store: Store,
    target: Path,
    *,
    leader: Consent,
    police: Consent,
    typed: str,
    tries: PasswordTries,
    now: Callable[[], datetime],
) -> Wiped:
    """Write the record into ``target``, close the store and remove it from this PC.

    A wrong password is counted. Refused, with nothing changed, when the two may not, when ``typed`` is not
    the code of the store, or while anything is only here. StoreProblem when a file did not go: the key is
    gone by then.
    """
    prove = functools.partial(unlocking.prove, store, asked_by=AskedBy.WIPE, tries=tries, now=now)
    by = _agreed(prove, leader, Action.WIPE, Text("lãnh đạo"))
    other = _agreed(prove, police, Action.COUNTERSIGN, Text("Công an"))
    if by.uid == other.uid:
        raise Refused("Xóa kho cần hai người khác nhau: lãnh đạo và Công an. Chưa thay đổi gì.")
    with store.read() as session:
        if typed.strip().upper() != code(session):
            raise BadInput("Mã kho gõ lại chưa đúng: phải là {0}. Chưa thay đổi gì.", code(session))
        if found := obstacles(session, at=now()):
            raise Refused(
                "Chưa xóa được, vì còn dữ liệu chỉ có trên máy này: {0}. Chưa thay đổi gì.",
                "; ".join(map(str, found)),
            )
    with store.write() as session:
        made = papers.make(session, WIPE_RECORD, _facts(session, by, other, at=now()), by=by, at=now())
        path = _free_name(target, code(session).lower())
    try:
        atomic.write(path, made.data)
    except OSError as error:
        raise BadInput("Không ghi được biên bản vào thư mục đã chọn. Chưa xóa gì.") from error
    with store.write() as session:
        papers.record(session, made, papers.PaperStep.SAVED, by=by, at=now())
        audit.record(session, "wiped", subject=dated_settings.store_id(session), by=by.uid, at=now())
    store.close()
    return Wiped(made.data, path, _shred(store.folder))


def finish(folder: Path) -> bool:
    """Finish a wipe that was interrupted; tell whether there was one."""
    if not (folder / _BEGUN).is_file():
        return False
    _shred(folder)
    return True


def _agreed(prove: Callable[[str, str], Officer], consent: Consent, action: Action, who: Text) -> Officer:
    """Return the officer whose password is right; NotUnlocked or Refused."""
    try:
        officer = prove(consent.login, consent.password)
    except NotUnlocked as error:
        raise NotUnlocked("Mật khẩu của {0} không đúng. Chưa thay đổi gì.", who) from error
    require(officer, action)
    return officer


def _empty(session: Session, state: str) -> int:
    """Count the entries in which nothing was typed: nothing is lost with them."""
    rows = session.scalars(select(Entry.values).where(Entry.state == state))
    return sum(not any(value.get("text") or value.get("mark") for value in row.values()) for row in rows)


def _without_receipt(session: Session, *, at: datetime) -> list[int]:
    """Return the numbers of sent packages of which no attempt is known to have arrived."""
    receivers = {row.id: (row.receiver_id, row.package_no) for row in session.scalars(select(Package))}
    arrived: dict[tuple[str, int], bool] = {}
    for one in deliveries.history(session, at=at):
        key = receivers[one.id]
        arrived[key] = arrived.get(key, False) or one.state in _ARRIVED
    return sorted(number for (_receiver, number), good in arrived.items() if not good)


def _facts(session: Session, leader: Officer, police: Officer, *, at: datetime) -> WipedFacts:
    counts = entries.counts(session)
    sent = [one for one in deliveries.history(session, at=at) if one.state != PackageState.TAKEN_IN]
    kept, last, snapshot = backing_up.state(session), audit.checkpoint(session), snapshots.in_force(session)
    lines = [
        ("Mã kho", dated_settings.store_id(session)),
        ("Đơn vị", dated_settings.get(session, "commune", on=day_of(at))),
        *(
            (f"Trường hợp: {ENTRY_STATE_LABELS[state]}", str(count))
            for state, count in counts.items()
            if count
        ),
        ("Gói đã chuyển, số cuối", str(max((one.package_no for one in sent), default=0))),
        ("Bản sao CSDL dân cư", snapshot.snapshot_id if snapshot else "không có"),
        ("Tài khoản", str(len(session.scalars(select(Account.uid)).all()))),
        ("Nhật ký", f"{last.seq} bước, mốc {chain.printed(last.h)}"),
        ("Sao lưu cuối", long_words(read(kept.at))),
        ("Lãnh đạo xóa kho", f"{leader.full_name}, {leader.title}"),
        ("Công an cùng xóa", f"{police.full_name}, {police.title}"),
    ]
    return [(label, value) for label, value in lines if value]


def _free_name(target: Path, name: str) -> Path:
    """Return a name for the record that nothing has."""
    number = 1
    while True:
        ending = "" if number == 1 else f"-{number}"
        path = target / f"{WIPE_RECORD.file_prefix}_{name}{ending}.pdf"
        if not path.exists() and not path.is_symlink():
            return path
        number += 1


def _shred(folder: Path) -> tuple[str, ...]:
    """Remove everything of ours, the keys first; return the names that stayed since they are not ours."""
    try:
        atomic.write(folder / _BEGUN, b"")
        for name in _KEYS:
            with contextlib.suppress(FileNotFoundError):
                atomic.overwrite(folder / name)
                (folder / name).unlink()
    except OSError as error:
        raise StoreProblem(
            "Chưa xóa được tệp khóa. Hãy khởi động lại máy rồi mở lại phần mềm; việc xóa sẽ tự làm nốt."
        ) from error
    for path in _ours(folder):
        _remove(path)
    left = sorted(path.name for path in _ours(folder))
    if left:
        raise StoreProblem(
            "Đã hủy khóa nên kho không mở được nữa, nhưng còn tệp chưa xóa được: {0}. Hãy khởi động lại máy "
            "rồi mở lại phần mềm; việc xóa sẽ tự làm nốt.",
            ", ".join(left),
        )
    (folder / _BEGUN).unlink(missing_ok=True)
    stayed = tuple(sorted(path.name for path in folder.iterdir()))
    with contextlib.suppress(OSError):
        folder.rmdir()
    return stayed


def _ours(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name.startswith(OURS) and path.name != _BEGUN:  # what says that this has begun goes last
            yield path


def _remove(path: Path) -> None:
    if stick.is_folder(path):
        stick.drop(path)
    else:
        with contextlib.suppress(OSError):
            path.unlink()
