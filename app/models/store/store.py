"""The work store: one encrypted SQLCipher file, its connections, its lock and its checks."""

import contextlib
import hashlib
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path
from typing import IO, Any

import sqlcipher3
import sqlcipher3.dbapi2
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import QueuePool

from app.errors import StoreProblem
from app.models.store import migrate
from app.models.store.cipher_file import prepare

APPLICATION_ID = 0x48544944  # "HTID" marks a store, so that an empty or foreign file is refused
WORK_FILE = "work.db"
_MOMENTS = 20  # tries to find one in which nobody writes


class Store:
    """The open work store of one folder; one process at a time.

    Raises StoreProblem when the file is missing, damaged, newer than the program, or in use.
    """

    def __init__(self, folder: Path, key: bytes, *, create: bool = False) -> None:
        """Open ``work.db`` of ``folder`` with its raw 32-byte key, migrating it when it is older."""
        self.folder = folder
        self.path = folder / WORK_FILE
        self._lock = _lock_folder(folder)
        try:
            _check_file(self.path, create=create)
            self._engine = _engine(self.path, key)
            migrate.bring_up_to_date(self._engine, self.path, application_id=APPLICATION_ID)
        except DatabaseError as error:
            self._lock.close()
            # the key file's MAC has matched, so the key is right and the store is damaged
            raise StoreProblem(
                "Không mở được kho dữ liệu: tệp work.db bị hỏng. Hãy phục hồi từ bản sao lưu gần nhất."
            ) from error
        except BaseException:
            self._lock.close()
            raise
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
            with self._write.begin() as session:
                yield session
        except OperationalError as error:
            if "full" in str(error.orig):
                raise StoreProblem(
                    "Ổ đĩa đã đầy nên chưa lưu được ô vừa nhập; mọi thứ lưu trước đó vẫn còn. "
                    "Hãy giải phóng chỗ trên ổ đĩa rồi làm lại."
                ) from error
            raise

    @contextlib.contextmanager
    def still(self) -> Iterator[tuple[Session, Session]]:
        """Keep work.db unchanged while it is copied; writers go on in the WAL.

        Both sessions read exactly what the file holds. StoreProblem when writers leave no moment for it.
        """
        wal = self.path.with_name(WORK_FILE + "-wal")
        for _ in range(_MOMENTS):
            with self._engine.connect() as connection:
                raw: Any = connection.connection.driver_connection
                raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            with self.read() as one, self.read() as other:
                for session in (one, other):
                    session.execute(text("SELECT count(*) FROM meta")).all()  # only now it begins to read
                # a reader that began on an empty WAL reads the file alone, and no checkpoint may change it
                if not wal.exists() or wal.stat().st_size == 0:
                    yield one, other
                    return
        raise StoreProblem("Kho dữ liệu đang được ghi liên tục. Hãy thử lại sau ít phút; chưa thay đổi gì.")

    def check(self) -> list[str]:
        """Check every page and the schema; return what is wrong, empty when nothing is."""
        problems: list[str] = []
        with self._engine.connect() as connection:
            raw: Any = connection.connection.driver_connection
            # a crash within a checkpoint leaves stale pages in the main file: false alarms without this
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            problems += damaged_pages(raw) + damaged_tables(raw)
            try:
                problems += migrate.schema_differences(raw)
            except raw.DatabaseError as error:
                problems.append(str(error))
        return problems

    def close(self) -> None:
        """Close every connection and release the folder's lock; StoreProblem for who comes later."""
        if not event.contains(self._engine, "do_connect", _refuse):
            event.listen(self._engine, "do_connect", _refuse)  # SQLite would make a new file
        self._engine.dispose()
        self._lock.close()


def _refuse(*_connecting: object) -> None:
    raise StoreProblem("Kho dữ liệu đã đóng. Hãy đăng nhập lại.")


def damaged_pages(raw: Any) -> list[str]:
    """Check the HMAC of every page of the main file on a driver's connection."""
    return [str(row[0]) for row in raw.execute("PRAGMA cipher_integrity_check")]


def damaged_tables(raw: Any, table: str = "") -> list[str]:
    """Check tables and indexes on a driver's connection, or one table with its indexes."""
    check = f'PRAGMA quick_check("{table}")' if table else "PRAGMA quick_check"
    try:
        return [str(row[0]) for row in raw.execute(check) if row[0] != "ok"]
    except raw.DatabaseError as error:
        return [str(error)]


def damage(raws: Sequence[Any]) -> list[str]:
    """Check everything on several connections at once; every page once, unless some belong to no table.

    Each page that a table or index uses is read from the disk, and its HMAC checked with it.
    """
    tables = raws[0].execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
    left = deque(["sqlite_schema", *(name for (name,) in tables)])

    def check(raw: Any) -> list[str]:
        raw.execute("PRAGMA shrink_memory").fetchall()  # what is in the cache would not be read again
        problems: list[str] = []
        with contextlib.suppress(IndexError):  # another thread took the last one
            while left:
                problems += damaged_tables(raw, left.popleft())
        return problems

    with ThreadPoolExecutor(len(raws)) as pool:
        problems = [problem for found in pool.map(check, raws) for problem in found]
    if problems or raws[0].execute("PRAGMA freelist_count").fetchone()[0]:
        problems += damaged_pages(raws[0])
    return problems


def driver(session: Session) -> Any:
    """Return the driver's connection of a session."""
    return session.connection().connection.driver_connection


def exists(folder: Path) -> bool:
    """Tell whether the folder holds a store."""
    return (folder / WORK_FILE).exists()


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _check_file(path: Path, *, create: bool) -> None:
    if create and path.exists():
        raise StoreProblem("Thư mục này đã có kho dữ liệu; không tạo đè lên.")
    if not create and (not path.exists() or path.stat().st_size == 0):
        # SQLite would open an empty file as a new store
        raise StoreProblem(
            "Không thấy kho dữ liệu work.db, hoặc tệp rỗng. Hãy phục hồi từ bản sao lưu, không tạo mới."
        )


def _lock_folder(folder: Path) -> IO[bytes]:
    """Take an OS lock; unlike a PID file, a crash releases it."""
    file = (folder / "store.lock").open("ab")
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        file.close()
        raise StoreProblem(
            "Phần mềm đang mở ở một cửa sổ khác trên máy này. Hãy dùng cửa sổ đó hoặc đóng nó trước."
        ) from error
    return file


def _engine(path: Path, key: bytes) -> Engine:
    engine = create_engine(
        f"sqlite:///{path}",
        module=sqlcipher3.dbapi2,
        poolclass=QueuePool,
        connect_args={"check_same_thread": False},
        hide_parameters=True,  # no values of citizens in error texts
    )

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # so that only ``on_begin`` starts transactions
        prepare(connection, key)
        mode = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
        connection.execute("PRAGMA synchronous = FULL")
        full = connection.execute("PRAGMA synchronous").fetchone()[0]
        if (mode, full) != ("wal", 2):
            raise StoreProblem(
                "Ổ đĩa này không cho ghi an toàn (WAL). Hãy đặt kho dữ liệu trên ổ đĩa trong máy."
            )

    @event.listens_for(engine, "begin")
    def on_begin(connection: Any) -> None:
        reading = connection.get_execution_options().get("read_only", False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine
