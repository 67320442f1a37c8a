"""The backup of a store to a stick: copied under a key of its own, read back, and only then counted.

A backup is a folder ``sao-luu-ho-tich/<store>/<time>`` with the store, its key file, the sealed packages and
scans. It is made as ``….part`` and renamed at the end; the ones before stay until then.
"""

import contextlib
import errno
import hashlib
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from app import __version__, atomic, outside
from app.crypto.backup import KEYS, WORK, BackupFacts, FileFact, read_list, write_list
from app.crypto.key_file import KeyFile, good_one
from app.crypto.sealed_file import key_of, seal, sealed_size
from app.errors import AppError, BadInput, StoreProblem
from app.held_folder import FolderId
from app.models.store import store as stores
from app.models.store.migrate import SCHEMA_VERSION
from app.models.store.store import Store
from app.models.store.tables import AuditEvent, Base, FieldChange
from app.models.store.times import read, stamp
from app.models.words import incoming
from app.models.words.moments import utc_second
from app.models.words.roles import Action
from app.process import stick
from app.progress import Progress
from app.services.office import audit, dated_settings, unlocking
from app.services.office.accounts import Officer
from app.services.office.permissions import require
from app.texts import Text

ROOT = "sao-luu-ho-tich"
LIST = "sao-luu.json"
PART = ".part"
GENERATIONS = 3
MOST_LIST = 8 << 20
REMIND_DAYS = 1
BESIDE = ("packages", "scans")
"""The folders beside work.db whose files a backup holds too; they are encrypted as they are."""
_LABEL = incoming.Room(40)
_WITHOUT_WORK = (
    "signed_in",
    "password_failed",
    "backed_up",
    "drilled",
    "drill_failed",
    "paper_made",
    "paper_printed",
    "paper_saved",
)
_REASONS = {
    errno.ENOSPC: "Ổ đã đầy. Hãy dọn bớt tệp hoặc dùng ổ khác; các bản sao lưu trước vẫn còn.",
    errno.EDQUOT: "Ổ đã đầy. Hãy dọn bớt tệp hoặc dùng ổ khác; các bản sao lưu trước vẫn còn.",
    errno.EFBIG: "Ổ này không chứa được tệp lớn (FAT32). Hãy dùng USB định dạng exFAT hoặc NTFS.",
    errno.EROFS: "Ổ này chỉ cho đọc. Hãy gạt lẫy khóa ghi của USB hoặc dùng ổ khác.",
    errno.EACCES: "Không được phép ghi vào thư mục này. Hãy chọn thư mục khác.",
    errno.EPERM: "Không được phép ghi vào thư mục này. Hãy chọn thư mục khác.",
}

_GONE = "Ổ sao lưu bị rút hoặc hỏng giữa chừng: hãy cắm lại rồi sao lưu lại."


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup on a medium, as its list describes it."""

    path: Path
    facts: BackupFacts
    digest: str


@dataclass(frozen=True, slots=True)
class BackupState:
    """When the last backup was made ("" never), and whether work was done since."""

    at: str
    changed: bool

    def days(self, now: datetime) -> int:
        """Return the age of the last backup in days."""
        return max(0, (now - read(self.at)).days) if self.at else 0

    def due(self, now: datetime) -> bool:
        """Tell whether the officer should be reminded."""
        return self.changed and (not self.at or self.days(now) >= REMIND_DAYS)


def state(session: Session) -> BackupState:
    """Return how the store stands to its last backup."""
    last = session.scalars(
        select(AuditEvent).where(AuditEvent.kind == "backed_up").order_by(AuditEvent.seq.desc()).limit(1)
    ).first()
    if last is None:
        return BackupState("", changed=True)
    events = select(AuditEvent.seq).where(
        AuditEvent.seq > int(last.data["seq"]), AuditEvent.kind.not_in(_WITHOUT_WORK)
    )
    typed = _last_change(session) > int(last.data["change"])
    return BackupState(last.ts, changed=typed or session.scalars(events.limit(1)).first() is not None)


def knows(medium: Path, store_id: str) -> bool:
    """Tell whether a medium holds backups of this store; OSError of a broken one counts as no."""
    return stick.is_folder(medium / ROOT) and stick.is_folder(_place_of(medium, store_id))


def back_up(
    store: Store,
    target: Path,
    *,
    by: Officer,
    store_key: bytes,
    medium: str,
    now: Callable[[], datetime],
    random: Callable[[int], bytes],
    progress: Progress,
    chosen: FolderId | None = None,
) -> Backup:
    """Back the whole store up into a folder of a medium, read it back and record it.

    ``medium`` is the label of the medium, ``chosen`` the identity of the folder when somebody chose it: no
    other one is written to. Stopped, BadInput and StoreProblem leave the backups before.
    """
    require(by, Action.BACK_UP)
    if not target.is_dir():
        raise BadInput("Không thấy thư mục để sao lưu. Cắm lại USB rồi chọn lại. Chưa ghi gì.")
    outside.check_chosen(target, chosen)
    keys = good_one(store.folder / unlocking.KEY_FILE, store_key)  # its problems are not those of the medium
    with _plain_words(), _part_in(target.resolve(), store, at=now()) as (part, place):
        job = _Copying(store, keys, part, random(32), progress)
        with store.still() as session, _checking(session):
            facts = job.copy(session, at=now())
            data = write_list(facts, store_key=store_key, backup_key=job.key, random=random)
            atomic.write(part / LIST, data)
            job.read_back(facts, data)
        path = _free_name(place, now())
        atomic.name_folder(part, path)
    made = Backup(path, facts, hashlib.sha256(data).hexdigest())
    _forget_oldest(place)
    with store.write() as session:
        audit.record(
            session,
            "backed_up",
            subject=made.digest,
            by=by.uid,
            at=now(),
            data={
                "medium": incoming.shown(medium, _LABEL),
                "bytes": facts.size,
                "seq": facts.seq,
                "change": job.change,
            },
        )
    return made


def generations(place: Path) -> list[Backup]:
    """Return the backups in a store's folder of a medium that can be read, the newest first."""
    found = []
    for path in place.iterdir() if stick.is_folder(place) else ():
        if path.suffix != PART and stick.is_folder(path):
            with contextlib.suppress(AppError, OSError):
                found.append(read_backup(path))
    return sorted(found, key=lambda one: (one.facts.seq, one.facts.created_at), reverse=True)


def read_backup(path: Path) -> Backup:
    """Return a backup as its list describes it; BadInput for a damaged list, OSError for a missing one."""
    data = stick.read_plain(path / LIST, MOST_LIST)
    return Backup(path, read_list(data), hashlib.sha256(data).hexdigest())


def counts_of(session: Session) -> dict[str, int]:
    """Count the rows of every table."""
    return {
        name: session.scalar(select(func.count()).select_from(table)) or 0
        for name, table in Base.metadata.tables.items()
    }


class _Copying:
    """One backup on its way: the files, and how many bytes are done."""

    def __init__(self, store: Store, keys: Path, part: Path, key: bytes, progress: Progress) -> None:
        self._store, self._keys, self._part, self._progress = store, keys, part, progress
        self.key = key
        self.change = 0
        self._done = self._total = 0

    def copy(self, session: Session, *, at: datetime) -> BackupFacts:
        """Copy everything as the session sees it, which keeps the store's file still."""
        folder = self._store.folder
        # a package is kept before the store has its row, so that none of a row is missing here
        beside = [path for name in BESIDE for path in _files_of(folder / name)]
        size = self._store.path.stat().st_size
        others = (self._keys, *beside)
        sizes = [sealed_size(size), *(path.stat().st_size for path in others)]
        stick.check_room(self._part, sum(sizes), max(sizes))
        self._total = 2 * sum(sizes)
        last, counts = audit.checkpoint(session), counts_of(session)
        self.change, store_id = _last_change(session), dated_settings.store_id(session)
        files = [self._sealed_store()]
        # the key file after the store: it may be newer than the store, never older
        keys = stick.copy_plain(self._keys, self._part / KEYS, self._moved)
        files.append(FileFact(KEYS, *keys))
        for path in beside:
            name = f"{path.parent.name}/{path.name}"
            atomic.make_folder(self._part / path.parent.name)
            files.append(FileFact(name, *stick.copy_plain(path, self._part / name, self._moved)))
        epoch = KeyFile.load(self._part / KEYS).epoch
        program = f"doi-soat-ho-tich {__version__}"
        return BackupFacts(
            store_id, epoch, SCHEMA_VERSION, program, stamp(at), last.seq, last.h, counts, tuple(files)
        )

    def read_back(self, facts: BackupFacts, data: bytes) -> None:
        """Read everything from the medium again; BadInput when it differs from what was written."""
        for file in facts.files:
            if stick.digest_on_medium(self._part / file.name, self._moved) != (file.size, file.sha256):
                raise BadInput(
                    "Đọc lại từ ổ sao lưu thấy tệp {0} khác với dữ liệu đã ghi. Ổ này hỏng: hãy dùng ổ khác.",
                    file.name,
                )
        if stick.read_plain(self._part / LIST, MOST_LIST) != data:
            raise BadInput("Đọc lại từ ổ sao lưu thấy khác với dữ liệu đã ghi. Ổ này hỏng: hãy dùng ổ khác.")

    def _sealed_store(self) -> FileFact:
        with self._store.path.open("rb") as source, atomic.writing(self._part / WORK) as file:
            written = stick.Digesting(file, self._moved)
            seal(source, written.write, key_of(self.key, WORK))
        return FileFact(WORK, written.size, written.sha256)

    def _moved(self, size: int) -> None:
        self._done += size
        self._progress(min(self._done, self._total), self._total)


@contextlib.contextmanager
def _checking(session: Session) -> Iterator[None]:
    """Check every page that is copied meanwhile; StoreProblem when one is damaged.

    What tables and indexes hold is checked by a drill, a restore and the self-check: it takes twice as long.
    """
    raw = stores.driver(session)
    with ThreadPoolExecutor(1) as pool:
        check = pool.submit(stores.damaged_pages, raw)
        try:
            yield
        except BaseException:
            raw.interrupt()  # so that a stop does not wait for the check
            raise
        if problems := check.result():
            raise _damaged(problems)


@contextlib.contextmanager
def _part_in(target: Path, store: Store, *, at: datetime) -> Iterator[tuple[Path, Path]]:
    """Make the unfinished folder of a backup; yield it and the folder around it; drop it on an error."""
    with store.read() as session:
        place = _place_of(target, dated_settings.store_id(session))
    for folder in (place.parent, place):
        atomic.make_folder(folder)
        if not stick.is_folder(folder) or folder.stat().st_dev != target.stat().st_dev:
            # a link or a mount leads away from the medium
            raise BadInput(
                "{0} trên ổ sao lưu không phải một thư mục. Hãy dùng ổ khác. Chưa ghi gì.", folder.name
            )
    for left in place.glob(f"*{PART}"):  # of a backup that was killed
        stick.drop(left)
    part = atomic.make_apart(place, f"{_time_name(at)}.", PART)
    try:
        yield part, place
    except BaseException:
        stick.drop(part)
        raise


@contextlib.contextmanager
def _plain_words() -> Iterator[None]:
    """Say what the system says of the medium or of a damaged store in the officer's words."""
    try:
        yield
    except DatabaseError as error:
        raise _damaged([]) from error
    except OSError as error:
        why = Text(_REASONS.get(error.errno or 0, _GONE))
        raise BadInput("Chưa sao lưu được. {0}", why) from error


def _damaged(problems: list[str]) -> StoreProblem:
    return StoreProblem(
        "Kho dữ liệu có chỗ hỏng ({0}) nên không sao lưu. Dừng nhập, báo người quản trị; các bản sao lưu "
        "trước vẫn còn.",
        "; ".join(problems[:3]) or "work.db",
    )


def _forget_oldest(place: Path) -> None:
    """Keep the newest backups; one that does not go stays, which does no harm."""
    for old in generations(place)[GENERATIONS:]:
        with contextlib.suppress(OSError):
            left = old.path.with_name(old.path.name + PART)  # a half removed one is no backup
            atomic.name_folder(old.path, left)  # flushed, or a power cut keeps the name without the files
            stick.drop(left)


def _files_of(folder: Path) -> list[Path]:
    if not stick.is_folder(folder):
        return []
    return sorted(path for path in folder.iterdir() if path.is_file() and path.suffix != PART)


def _place_of(medium: Path, store_id: str) -> Path:
    return medium / ROOT / store_id[:8]


def _free_name(place: Path, at: datetime) -> Path:
    """Return the name of a backup of this time that is not taken."""
    path = place / _time_name(at)
    number = 2
    while path.exists():
        path, number = place / f"{_time_name(at)}-{number}", number + 1
    return path


def _time_name(at: datetime) -> str:
    return re.sub("[-:]", "", utc_second(at))


def _last_change(session: Session) -> int:
    return session.scalar(select(func.max(FieldChange.id))) or 0
