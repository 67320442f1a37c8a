"""The work store: one encrypted SQLCipher file, its connections, its lock and its checks."""

import contextlib
import hashlib
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import IO, Any

import sqlcipher3
import sqlcipher3.dbapi2
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import QueuePool

from app.errors import StoreProblem
from app.models.store import migrate
from app.models.store.cipher_file import prepare

APPLICATION_ID = 0x48544944  # "HTID" marks a store, so that an empty or foreign file is refused
WORK_FILE = "work.db"


class Store:
    """The open work store of one folder; one process at a time.

    Raises StoreProblem when the file is missing, damaged, newer than the program, or in use.
    """

    def __init__(self, folder: Path, key: bytes, *, create: bool = False) -> None:
        """Open ``work.db`` of ``folder`` with its raw 32-byte key, migrating it when it is older."""
        self.folder = folder
        self.path = folder / WORK_FILE
        self._lock = lock_folder(folder)
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

    def check(self) -> list[str]:
        """Check every page and the schema; return what is wrong, empty when nothing is."""
        problems: list[str] = []
        with self._engine.connect() as connection:
            raw: Any = connection.connection.driver_connection
            # a crash within a checkpoint leaves stale pages in the main file: false alarms without this
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            problems += [str(row[0]) for row in raw.execute("PRAGMA cipher_integrity_check")]
            try:
                problems += [str(row[0]) for row in raw.execute("PRAGMA quick_check") if row[0] != "ok"]
                problems += migrate.schema_differences(raw)
            except raw.DatabaseError as error:
                problems.append(str(error))
        return problems

    def close(self) -> None:
        """Close every connection and release the folder's lock."""
        self._engine.dispose()
        self._lock.close()


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


def lock_folder(folder: Path) -> IO[bytes]:
    """Take an OS lock of a store's folder; unlike a PID file, a crash releases it."""
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
