"""The restore of a store from a backup, and the drill that proves a backup on a copy.

A store is built beside its place, checked whole and gets its name last, so a restore that stops leaves
nothing. A restored store says so: to its audit, and to the receiver of its next package.
"""

import contextlib
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app import atomic, outside
from app.crypto.backup import KEYS, WORK, BackupFacts, FileFact, open_key, read_list
from app.crypto.key_file import KeyFile
from app.crypto.sealed_file import key_of, unseal
from app.errors import AppError, BadInput, NotUnlocked, Refused, StoreProblem
from app.held_folder import is_link
from app.models.store.store import WORK_FILE, Store
from app.models.store.tables import AuditEvent, Meta, Snapshot
from app.models.words.roles import Action
from app.process import stick
from app.progress import Progress
from app.services.office import audit, dated_settings, unlocking
from app.services.office.accounts import Officer
from app.services.office.backing_up import (
    LIST,
    MOST_LIST,
    ROOT,
    Backup,
    counts_of,
    read_backup,
)
from app.services.office.password_tries import AskedBy, PasswordTries
from app.services.office.permissions import require

NOTES = ("loi.log", "sign-in-failures.json", "sign-in-last.json", "store.lock")
"""Files that the program leaves in a folder before it holds a store."""
_UNFINISHED = ".phuc-hoi-"
_DRILL = "thu-phuc-hoi-"
_RESTORED = "restored"
_MOST_FOUND = 200


@dataclass(frozen=True, slots=True)
class ByPassword:
    """The password of an officer, as it was when the backup was made."""

    login: str
    password: str = field(repr=False)

    def open(self, keys: KeyFile) -> bytes:
        """Return the store's key; NotUnlocked for a wrong login or password."""
        return keys.unlock(self.login, self.password).store_key


@dataclass(frozen=True, slots=True)
class BySheet:
    """Both halves of the recovery sheet."""

    half_a: str = field(repr=False)
    half_b: str = field(repr=False)

    def open(self, keys: KeyFile) -> bytes:
        """Return the store's key; NotUnlocked for a typing error or other halves."""
        try:
            return keys.recover(self.half_a, self.half_b).store_key
        except BadInput as error:
            raise NotUnlocked(*error.args) from error


Opener = ByPassword | BySheet


@dataclass(frozen=True, slots=True)
class Restored:
    """A store that was restored: what the backup says, and how often this store was restored."""

    facts: BackupFacts
    times: int


def find(folder: Path) -> list[Backup]:
    """Return the backups under a stick or a folder, the newest first.

    BadInput when there is none, or when all of them are damaged.
    """
    base = folder / ROOT if stick.is_folder(folder / ROOT) else folder
    found: list[Backup] = []
    damage: AppError | None = None
    for path in _with_lists(base):
        try:
            found.append(read_backup(path))
        except AppError as error:
            damage = error
        except OSError:
            damage = BadInput("Không đọc được ổ sao lưu. Hãy cắm lại. Chưa thay đổi gì.")
    if not found:
        raise damage or BadInput("Không thấy bản sao lưu nào ở đây. Hãy chọn USB sao lưu. Chưa thay đổi gì.")
    return sorted(found, key=lambda one: (one.facts.created_at, one.facts.seq), reverse=True)


def logins(source: Path) -> list[str]:
    """Return the logins whose passwords open a backup; empty when its key file cannot be read."""
    with contextlib.suppress(AppError, OSError):
        return KeyFile.load(_real(source / KEYS)).logins
    return []


def restore(
    source: Path, folder: Path, *, opener: Opener, now: Callable[[], datetime], progress: Progress
) -> Restored:
    """Restore a backup as the store of an empty or missing folder; nothing is there until all is checked.

    Refused for a folder with files, NotUnlocked or BadInput for what does not open it, BadInput with the
    name of the file that is missing or damaged.
    """
    _check_free(folder)
    atomic.make_folder(folder.parent)
    for left in folder.parent.glob(f".{folder.name}{_UNFINISHED}*"):  # of a restore that was killed
        stick.drop(left)
    with _plain_words(), _temporary(folder.parent, f".{folder.name}{_UNFINISHED}") as part:
        facts, digest, store = _rebuilt(source, part, opener.open, progress)
        try:
            with store.write() as session:
                times = _announce(session, facts, digest, opener, at=now())
                unlocking.write_cards(session, part)
        finally:
            store.close()
        _take_place(part, folder)
    return Restored(facts, times)


def drill(
    source: Path,
    store: Store,
    *,
    by: Officer,
    opener: Opener,
    tries: PasswordTries,
    now: Callable[[], datetime],
    progress: Progress,
) -> BackupFacts:
    """Restore a backup of this store into a private folder, compare it, remove it and record the result.

    A wrong password is counted as at the window. The errors are those of ``restore``; a failed drill is
    recorded too.
    """
    require(by, Action.BACK_UP)
    for left in store.folder.glob(f"{_DRILL}*"):
        stick.drop(left)

    def open_counted(keys: KeyFile) -> bytes:
        if not isinstance(opener, ByPassword):
            return opener.open(keys)
        return tries.counted(opener.login, AskedBy.DRILL, now, lambda: opener.open(keys))

    try:
        with _plain_words(), _temporary(store.folder, _DRILL) as part:
            facts, digest, copy = _rebuilt(source, part, open_counted, progress)
            copy.close()
        with store.read() as session:
            _check_same_history(session, facts)
    except (BadInput, StoreProblem) as error:
        with store.write() as session:
            audit.record(
                session, "drill_failed", subject="", by=by.uid, at=now(), data={"why": type(error).__name__}
            )
        raise
    with store.write() as session:
        audit.record(
            session, "drilled", subject=digest, by=by.uid, at=now(), data={"seq": facts.seq, "h": facts.h}
        )
    return facts


def times_restored(session: Session) -> int:
    """Return how often this store was restored; the receiver reads it in each package."""
    row = session.get(Meta, _RESTORED)
    return int(row.value) if row else 0


def _rebuilt(
    source: Path, part: Path, open_keys: Callable[[KeyFile], bytes], progress: Progress
) -> tuple[BackupFacts, str, Store]:
    """Build the store of a backup in a private folder and check it whole; the caller closes it."""
    data = stick.read_plain(_real(source / LIST), MOST_LIST)
    facts = read_list(data)
    files = {file.name: file for file in facts.files}
    stick.check_room(part, facts.size, max(file.size for file in facts.files))
    done = 0

    def moved(size: int) -> None:
        nonlocal done
        done += size
        progress(min(done, facts.size), facts.size)

    _taken(source, files.pop(KEYS), part / unlocking.KEY_FILE, moved)
    keys = KeyFile.load(part / unlocking.KEY_FILE)
    try:
        store_key = open_keys(keys)
    except StoreProblem as error:
        raise _damaged(KEYS) from error
    backup_key = open_key(data, store_key)  # from here on every fact of the list is authentic
    if (keys.store_id, keys.epoch) != (facts.store_id, facts.epoch):
        raise _damaged(KEYS)
    _unsealed(source, files.pop(WORK), part / WORK_FILE, key_of(backup_key, WORK), moved)
    for file in files.values():
        atomic.make_folder((part / file.name).parent)
        _taken(source, file, part / file.name, moved)
    return facts, hashlib.sha256(data).hexdigest(), _checked(part, store_key, facts)


def _taken(source: Path, file: FileFact, target: Path, moved: Callable[[int], object]) -> None:
    if stick.copy_plain(_real(source / file.name), target, moved) != (file.size, file.sha256):
        raise _damaged(file.name)


def _unsealed(source: Path, file: FileFact, target: Path, key: bytes, moved: Callable[[int], object]) -> None:
    with outside.opened(_real(source / file.name)) as sealed, atomic.writing(target) as plain:
        try:
            unseal(sealed, stick.Digesting(plain, moved).write, key)
        except BadInput as error:
            raise _damaged(file.name) from error


def _checked(part: Path, store_key: bytes, facts: BackupFacts) -> Store:
    """Open the rebuilt store; BadInput unless it is whole and what its list says."""
    try:
        store = Store(part, store_key)
    except StoreProblem as error:
        raise BadInput("Bản sao lưu không mở được: {0}", error) from error
    try:
        problems = store.check()
        with store.read() as session:
            last, counts = audit.checkpoint(session), counts_of(session)
            same = (last.seq, last.h) == (facts.seq, facts.h)
            same = same and dated_settings.store_id(session) == facts.store_id
            same = same and all(counts.get(name) == count for name, count in facts.counts.items())
            if problems or not same or audit.first_broken(session) is not None:
                raise _damaged(WORK)
    except BaseException:
        store.close()
        raise
    return store


def _announce(session: Session, facts: BackupFacts, digest: str, opener: Opener, *, at: datetime) -> int:
    """Count the restore, forget the registry copy that was not in the backup, and record both."""
    times = times_restored(session) + 1
    session.merge(Meta(key=_RESTORED, value=str(times)))
    session.execute(update(Snapshot).where(Snapshot.key.is_not(None)).values(active=False, key=None))
    by = unlocking.officer_of(session, opener.login).uid if isinstance(opener, ByPassword) else ""
    audit.record(
        session,
        "restored",
        subject=digest,
        by=by,
        at=at,
        data={
            "times": times,
            "backup_at": facts.created_at,
            "seq": facts.seq,
            "opened_by": "password" if isinstance(opener, ByPassword) else "sheet",
        },
    )
    return times


def _check_same_history(session: Session, facts: BackupFacts) -> None:
    """Refuse a backup of another store, or of another past of this one."""
    h = session.scalar(select(AuditEvent.h).where(AuditEvent.seq == facts.seq))
    if dated_settings.store_id(session) != facts.store_id or h != facts.h:
        raise BadInput("Bản sao lưu này không phải của kho đang mở. Hãy chọn bản sao lưu khác.")


def _check_free(folder: Path) -> None:
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise Refused(
            "{0} không phải một thư mục. Hãy chọn một thư mục trống. Chưa thay đổi gì.", folder.name
        )
    names = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    if any(name not in NOTES for name in names):
        raise Refused(
            "Thư mục này đã có tệp ({0}); phục hồi không ghi đè lên gì cả. Hãy chọn một thư mục trống. Chưa "
            "thay đổi gì.",
            ", ".join([name for name in names if name not in NOTES][:5]),
        )


def _take_place(part: Path, folder: Path) -> None:
    """Give the finished store the name of its folder."""
    _check_free(folder)
    if folder.is_dir():
        for name in NOTES:  # the log of errors stays; Windows cannot replace a folder
            with contextlib.suppress(FileNotFoundError):
                (folder / name).replace(part / name)
        folder.rmdir()
    atomic.name_folder(part, folder)


def _with_lists(base: Path) -> Iterator[Path]:
    """Yield the folders with a list: this one, or those one and two levels below it."""
    level = [base]
    for _ in range(3):
        following: list[Path] = []
        for folder in level:
            if (folder / LIST).is_file():
                yield folder
            else:
                following += sorted(path for path in folder.iterdir() if stick.is_folder(path))
        level = following[:_MOST_FOUND]


def _real(path: Path) -> Path:
    """Return a file of a backup; BadInput with its name when it is missing or lies behind a link."""
    inside = path.parent if path.parent.name in ("packages", "scans") else path
    if not path.exists() and not path.is_symlink():
        raise BadInput("Bản sao lưu thiếu tệp {0}. Hãy dùng bản sao lưu khác; chưa thay đổi gì.", path.name)
    if is_link(inside.lstat()):
        raise _damaged(path.name)
    return path


def _damaged(name: str) -> BadInput:
    return BadInput("Bản sao lưu bị hỏng ở tệp {0}. Hãy dùng bản sao lưu khác; chưa thay đổi gì.", name)


@contextlib.contextmanager
def _temporary(folder: Path, prefix: str) -> Iterator[Path]:
    """Make a folder for its owner alone; remove it at the end if it is still there."""
    part = atomic.make_apart(folder, prefix)
    try:
        yield part
    finally:
        stick.drop(part)


@contextlib.contextmanager
def _plain_words() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise BadInput(
            "Không đọc được bản sao lưu hoặc không ghi được vào thư mục của kho: ổ bị rút, đầy hoặc không "
            "cho ghi. Chưa thay đổi gì."
        ) from error
