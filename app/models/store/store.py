"""The work store: one encrypted SQLCipher file, its connections, its lock and its checks."""

import contextlib
import errno
import hashlib
import sys
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import QueuePool

from app import atomic
from app.errors import StoreProblem
from app.held_folder import is_plain
from app.models.store import migrate, problems, write_ahead
from app.models.store.cipher_file import prepare

sqlcipher: Any = sqlcipher3.dbapi2  # the module has no types

APPLICATION_ID = 0x48544944  # "HTID" marks a store, so that an empty or foreign file is refused
WORK_FILE = "work.db"
_PLAIN = b"SQLite format 3\0"
OURS = (
    "work.db",
    "keyfile.json",
    "officers.json",
    "registry-",
    "sign-in-",
    "packages",
    "scans",
    "founding-",
    "thu-phuc-hoi-",
    "xoa-kho.dang-do",
    "store.lock",
    "store.spare",
    "loi.log",
)
"""How the names of our files and folders in a store's folder begin."""
_LOG_LIMIT = 4 << 20  # bytes of the log before a checkpoint
_MOMENTS = 20  # tries to find one in which nobody reads an older state


class Store:
    """The open work store of one folder; one process at a time.

    Raises StoreProblem with the cause when it cannot be opened (``problems``). ``aside`` holds what lay
    beside the store and did not belong to it, under its new names.
    """

    def __init__(self, folder: Path, key: bytes, *, create: bool = False) -> None:
        """Open ``work.db`` of ``folder`` with its raw 32-byte key, migrating it when it is older."""
        self.folder = folder
        self.path = folder / WORK_FILE
        self._checkpointing, self._closed = threading.Lock(), threading.Event()
        self._writing = threading.RLock()  # one writer at a time, and none in the moment of ``still``
        self._log_limit = _LOG_LIMIT
        with contextlib.ExitStack() as held, problems.told(self.path):
            held.enter_context(lock_folder(folder))
            _tidy(folder)
            self.aside = _check_file(self.path, key, create=create)
            self._engine = _engine(self.path, key, self._closed)
            held.callback(self._engine.dispose)
            migrate.bring_up_to_date(self._engine, self.path, application_id=APPLICATION_ID)
            write_ahead.checkpoint(self._engine, self.path)
            self._held = held.pop_all()
        maker = sessionmaker(self._engine, expire_on_commit=False, autoflush=True)
        self._write = maker
        self._read = sessionmaker(self._engine.execution_options(read_only=True), expire_on_commit=False)

    def read(self) -> AbstractContextManager[Session]:
        """Open a session with a consistent view; it never waits for the writer."""
        return self._read.begin()

    @contextlib.contextmanager
    def write(self) -> Iterator[Session]:
        """Open the one transaction of a user action; it commits at the end or rolls back.

        Raises StoreProblem when the disk is full; everything saved before is still there.
        """
        try:
            with self._writing, self._write.begin() as session:
                yield session
        except OperationalError as error:
            if "full" in str(error.orig):
                raise StoreProblem(
                    "Ổ đĩa đã đầy nên chưa lưu được ô vừa nhập; mọi thứ lưu trước đó vẫn còn. "
                    "Hãy giải phóng chỗ trên ổ đĩa rồi làm lại."
                ) from error
            raise
        if (size := write_ahead.log_size(self.path)) > self._log_limit:
            self._log_limit = _LOG_LIMIT if self._checkpoint() else size + _LOG_LIMIT

    @contextlib.contextmanager
    def still(self) -> Iterator[Session]:
        """Keep work.db unchanged while it is copied; writers go on in the log.

        The session reads exactly what the file holds. StoreProblem when readers leave no moment for it.
        """
        with contextlib.ExitStack() as reading:
            for _ in range(_MOMENTS):
                with self._writing:
                    if self._checkpoint():
                        # a reader that begins on a finished log reads the file alone, and no checkpoint
                        # may change it before it ends
                        session = reading.enter_context(self.read())
                        session.execute(text("SELECT count(*) FROM meta")).all()  # only now it reads
                        break
            else:
                raise StoreProblem("Kho dữ liệu đang bận. Hãy thử lại sau ít phút; chưa thay đổi gì.")
            yield session

    def check(self) -> list[str]:
        """Check every page and the schema; return what is wrong, empty when nothing is."""
        self._checkpoint()  # a crash within a checkpoint leaves stale pages in the file: false alarms without
        with self._engine.connect() as connection:
            raw: Any = connection.connection.driver_connection
            found = damaged_pages(raw) + damaged_tables(raw)
            try:
                found += migrate.schema_differences(raw)
            except raw.DatabaseError as error:
                found.append(str(error))
        return found

    def close(self) -> None:
        """Bring the file up to date, close every connection and release the folder's lock.

        Who connects later meets StoreProblem: SQLite would make a new file where one was removed. To close
        again does nothing.
        """
        if self._closed.is_set():
            return
        self._checkpoint()
        self._closed.set()
        self._held.close()

    def _checkpoint(self) -> bool:
        """Bring the file up to date as far as disk and readers allow; return whether it is whole.

        What was acknowledged is safe in the log meanwhile.
        """
        if not self._checkpointing.acquire(blocking=False):  # another thread is at it
            return False
        try:
            with contextlib.suppress(DatabaseError, sqlcipher.Error, OSError):
                return write_ahead.checkpoint(self._engine, self.path)
            return False
        finally:
            self._checkpointing.release()


def damaged_pages(raw: Any) -> list[str]:
    """Check the HMAC of every page of the main file on a driver's connection."""
    return [str(row[0]) for row in raw.execute("PRAGMA cipher_integrity_check")]


def damaged_tables(raw: Any) -> list[str]:
    """Check tables and indexes on a driver's connection."""
    try:
        return [str(row[0]) for row in raw.execute("PRAGMA quick_check") if row[0] != "ok"]
    except raw.DatabaseError as error:
        return [str(error)]


def driver(session: Session) -> Any:
    """Return the driver's connection of a session."""
    return session.connection().connection.driver_connection


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _tidy(folder: Path) -> None:
    """Remove what a killed process left unfinished, and let only the owner use the files of the folder."""
    atomic.sweep(folder)
    atomic.keep_private(folder)
    for path in folder.iterdir():
        if path.name.startswith(OURS) and path.is_file():
            atomic.keep_private(path)


def _check_file(path: Path, key: bytes, *, create: bool) -> tuple[Path, ...]:
    """Refuse what is no store before SQLite sees it; return what was moved aside."""
    if create:
        if path.is_symlink() or path.exists():
            raise StoreProblem("Thư mục này đã có kho dữ liệu; không tạo đè lên.")
        with atomic.building(path):  # SQLite would make it with the modes of the umask
            return ()
    if not path.exists():
        raise StoreProblem(
            "Không thấy kho dữ liệu work.db. Hãy phục hồi từ bản sao lưu vào một thư mục mới, không tạo mới."
        )
    if not is_plain(path.lstat()):
        raise StoreProblem(
            "work.db là một liên kết hay thư mục, không phải tệp kho dữ liệu; chưa thay đổi gì."
        )
    with path.open("rb") as file:
        head = file.read(len(_PLAIN))
    if not head:
        # SQLite would open an empty file as a new store
        raise StoreProblem(
            "Tệp work.db rỗng. Hãy giữ nguyên thư mục và phục hồi từ bản sao lưu vào một thư mục mới."
        )
    if head == _PLAIN:
        raise StoreProblem("Tệp work.db không phải kho dữ liệu của phần mềm này; chưa thay đổi gì.")
    return write_ahead.separate(path, key)


@contextlib.contextmanager
def lock_folder(folder: Path) -> Iterator[None]:
    """Hold an OS lock of a store's folder; unlike a PID file, a crash releases it."""
    with atomic.adding(folder / "store.lock") as file:
        try:
            if sys.platform == "win32":
                import msvcrt

                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno not in (errno.EACCES, errno.EAGAIN, errno.EDEADLK):
                raise  # the disk knows no locks
            raise StoreProblem(
                "Phần mềm đang mở ở một cửa sổ khác trên máy này. Hãy dùng cửa sổ đó hoặc đóng nó trước."
            ) from error
        yield


def _engine(path: Path, key: bytes, closed: threading.Event) -> Engine:
    def connect() -> Any:
        if closed.is_set():
            raise StoreProblem("Kho dữ liệu đã đóng. Hãy đăng nhập lại.")
        return sqlcipher.connect(str(path.absolute()), check_same_thread=False)

    engine = create_engine(
        "sqlite://",
        module=sqlcipher,
        poolclass=QueuePool,
        # not by a URL, which would read ?, # and % of a folder's name
        creator=connect,
        hide_parameters=True,  # no values of citizens in error texts
    )

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # so that only ``on_begin`` starts transactions
        prepare(connection, key)
        mode = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA wal_autocheckpoint = 0")  # only ``write_ahead.checkpoint`` makes one
        connection.execute("PRAGMA journal_size_limit = 0")  # so that the size of the log tells what is in it
        full = connection.execute("PRAGMA synchronous").fetchone()[0]
        if (mode, full) != ("wal", 2):
            raise StoreProblem("Ổ đĩa này không cho ghi an toàn. Hãy đặt kho dữ liệu trên ổ đĩa trong máy.")

    @event.listens_for(engine, "begin")
    def on_begin(connection: Any) -> None:
        reading = connection.get_execution_options().get("read_only", False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine
