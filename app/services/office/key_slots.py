"""Slots of the key file and what the store says of them: a stop at any point harms nobody.

A change has three steps: the key file gets the new slot beside the old one, a transaction of the store names
the slot that counts, then the key file drops what the store does not name. After a stop before the second
step the old slot counts; after it the new one does, and the next sign-in takes the third.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.crypto.key_file import KeyFile
from app.errors import StoreProblem
from app.models.store.store import Store
from app.models.store.tables import Account, Meta
from app.services.office import audit
from app.services.office.home import KEY_FILE

_EPOCH, _SHEET, _NEW_SHEET = "keyfile_epoch", "recovery_slot", "recovery_slot_new"


@dataclass(frozen=True, slots=True)
class Change:
    """An open change: add slots to ``file`` and name them in ``session``; do not save the file."""

    session: Session
    file: KeyFile


@contextmanager
def changing(store: Store, folder: Path, *, store_key: bytes, by: str, at: datetime) -> Iterator[Change]:
    """Change slots in three steps; an error inside changes nothing.

    StoreProblem when the old slots could not be removed: the change itself is done.
    """
    with store.write() as session:
        file = _load(session, folder, store_key)
        file.seal(store_key)  # a new epoch, even where a slot only goes
        yield Change(session, file)
        file.save()
        expect(session, file)
    try:
        with store.write() as session:
            settle(session, folder, store_key=store_key, by=by, at=at)
    except StoreProblem as error:
        raise StoreProblem(
            "Đã làm xong, nhưng chưa xóa được khóa cũ khỏi tệp khóa (ổ đĩa đầy hoặc không cho ghi). "
            "Khóa cũ không dùng được nữa; lần đăng nhập sau phần mềm tự xóa."
        ) from error


def expect(session: Session, file: KeyFile) -> None:
    """Have the store refuse every key file older than this one."""
    _put(session, _EPOCH, str(file.epoch))


def settle(session: Session, folder: Path, *, store_key: bytes, by: str, at: datetime) -> None:
    """Remove the slots that the store does not name, and mend the file or its copy.

    StoreProblem when the file is older than the store expects, was changed, or cannot be written.
    """
    file = _load(session, folder, store_key)
    named = _name_slots(session, file) | _name_sheets(session, file)
    if not named >= file.ids:
        removed = file.keep(named, store_key=store_key)
        file.save()
        audit.record(session, "key_slots_removed", subject="", by=by, at=at, data={"count": removed})
    elif not file.written:
        file.save()
    expect(session, file)


def settle_if_possible(session: Session, folder: Path, *, store_key: bytes, by: str, at: datetime) -> None:
    """Name the slots that count; on a disk that cannot be written the old ones stay for now.

    StoreProblem when the file is older than the store expects, or was changed.
    """
    _load(session, folder, store_key)
    with suppress(StoreProblem):
        settle(session, folder, store_key=store_key, by=by, at=at)


def offer_sheet(session: Session, slot_id: str) -> None:
    """Name the slot of a sheet to be printed; the present sheet goes when this one is confirmed."""
    _put(session, _NEW_SHEET, slot_id)


def confirm_sheet(session: Session) -> str:
    """Let the sheet just printed replace the one before and return its slot; empty when none was offered."""
    offered = session.get(Meta, _NEW_SHEET)
    if offered is None:
        return ""
    _put(session, _SHEET, offered.value)
    session.delete(offered)
    return offered.value


def sheets(session: Session) -> tuple[str, ...]:
    """Return the slots of the sheets that open the store: the present one, and one not yet confirmed."""
    found = (session.get(Meta, key) for key in (_SHEET, _NEW_SHEET))
    return tuple(row.value for row in found if row is not None)


def sheet_waits(session: Session) -> bool:
    """Tell whether a new sheet was made and not confirmed."""
    return session.get(Meta, _NEW_SHEET) is not None


def _load(session: Session, folder: Path, store_key: bytes) -> KeyFile:
    file = KeyFile.load(folder / KEY_FILE)
    file.check(store_key)
    seen = session.get(Meta, _EPOCH)
    if seen is not None and file.epoch < int(seen.value):
        raise StoreProblem(
            "Tệp khóa cũ hơn kho dữ liệu: có người đã chép lại tệp cũ. Hãy dùng tệp khóa đúng, hoặc "
            "phục hồi cả hai từ một bản sao lưu. Chưa thay đổi gì."
        )
    return file


def _name_slots(session: Session, file: KeyFile) -> set[str]:
    """Return the slots of open accounts; one that is not in the file gives way to the newest of its login.

    That happens when the store does not know slots yet, or is older than the key file.
    """
    named = set()
    for row in session.scalars(select(Account).where(Account.active)):
        ids = file.slot_ids(row.login)
        if row.slot_id != "" and row.slot_id not in ids:
            row.slot_id = ids[-1] if ids else ""
        named.add(row.slot_id or "")
    return named


def _name_sheets(session: Session, file: KeyFile) -> set[str]:
    named = {*sheets(session)} & {*file.sheet_ids}
    if not named and file.sheet_ids:
        named = {file.sheet_ids[-1]}
        _put(session, _SHEET, file.sheet_ids[-1])
    return named


def _put(session: Session, key: str, value: str) -> None:
    session.merge(Meta(key=key, value=value))
