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
from app.services.office.accounts import Officer
from app.services.office.home import KEY_FILE

_EPOCH, _SHEETS, _CONFIRMED = "keyfile_epoch", "recovery_slots", "recovery_confirmed"


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
        file = load(session, folder, store_key)
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


def load(session: Session, folder: Path, store_key: bytes) -> KeyFile:
    """Return the key file; StoreProblem when it is older than the store expects, or was changed."""
    file = KeyFile.load(folder / KEY_FILE, store_key)
    seen = session.get(Meta, _EPOCH)
    if seen is not None and file.epoch < int(seen.value):
        raise StoreProblem(
            "Tệp khóa cũ hơn kho dữ liệu: có người đã chép lại tệp cũ. Hãy dùng tệp khóa đúng, hoặc "
            "phục hồi cả hai từ một bản sao lưu. Chưa thay đổi gì."
        )
    return file


def slot_that_counts(file: KeyFile, of: Officer | Account) -> str:
    """Return the slot of an open account; one that is not in the file gives way to the newest of its login.

    That happens when the store does not know slots yet, or is older than the key file. Empty for none.
    """
    ids = file.slot_ids(of.login)
    if of.slot_id is not None and of.slot_id in ("", *ids):
        return of.slot_id
    return ids[-1] if ids else ""


def expect(session: Session, file: KeyFile) -> None:
    """Have the store refuse every key file older than this one."""
    _put(session, _EPOCH, str(file.epoch))


def settle(session: Session, folder: Path, *, store_key: bytes, by: str, at: datetime) -> None:
    """Remove the slots that the store does not name, and mend the file or its copy.

    StoreProblem when the file is older than the store expects, was changed, or cannot be written.
    """
    file = load(session, folder, store_key)
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
    load(session, folder, store_key)
    with suppress(StoreProblem):
        settle(session, folder, store_key=store_key, by=by, at=at)


def offer_sheet(session: Session, slot_id: str) -> None:
    """Name the slot of a sheet to be printed; sheets that may lie in a safe stay until it is confirmed."""
    _put(session, _SHEETS, " ".join((*sheets(session), slot_id)))


def confirm_sheet(session: Session) -> str:
    """Let the sheet just printed replace those before and return its slot; empty when none waits."""
    if not sheet_waits(session):
        return ""
    slot_id = sheets(session)[-1]
    _put(session, _SHEETS, slot_id)
    _put(session, _CONFIRMED, slot_id)
    return slot_id


def sheets(session: Session) -> tuple[str, ...]:
    """Return the slots of the sheets that open the store: the confirmed one, then those that wait."""
    row = session.get(Meta, _SHEETS)
    return tuple(row.value.split()) if row is not None else ()


def sheet_waits(session: Session) -> bool:
    """Tell whether a new sheet was made and not confirmed."""
    row, named = session.get(Meta, _CONFIRMED), sheets(session)
    return bool(named) and (row is None or row.value != named[-1])


def _name_slots(session: Session, file: KeyFile) -> set[str]:
    """Return the slots of open accounts, and name them in the store."""
    named = set()
    for row in session.scalars(select(Account).where(Account.active)):
        row.slot_id = slot_that_counts(file, row)
        named.add(row.slot_id)
    return named


def _name_sheets(session: Session, file: KeyFile) -> set[str]:
    """Return the slots of the sheets that count; the newest in the file if the store knows none of them."""
    named = {*sheets(session)} & {*file.sheet_ids}
    if not named and file.sheet_ids:
        named = {file.sheet_ids[-1]}
        for key in (_SHEETS, _CONFIRMED):
            _put(session, key, file.sheet_ids[-1])
    return named


def _put(session: Session, key: str, value: str) -> None:
    session.merge(Meta(key=key, value=value))
