"""Migrations of the store: copy first, migrate in one transaction, check afterwards."""

import contextlib
import filecmp
import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.exc import DBAPIError

from app import atomic
from app.errors import StoreProblem
from app.models.store import problems, schema, write_ahead
from app.models.store.triggers import TRIGGERS

sqlcipher: Any = sqlcipher3.dbapi2  # the module has no types

SCHEMA_VERSION = 8  # PRAGMA user_version; a newer store is refused untouched
_COPIES = 3  # files from before a migration that are kept
_CHUNK = 1 << 20
_OF_THE_DISK = (
    "SQLITE_FULL",
    "SQLITE_IOERR",
    "SQLITE_READONLY",
    "SQLITE_BUSY",
    "SQLITE_CORRUPT",
    "SQLITE_NOTADB",
)
_HERE = Path(__file__).parent / "migrations"


def bring_up_to_date(engine: Engine, path: Path, *, application_id: int) -> None:
    """Create or migrate the schema inside one BEGIN IMMEDIATE.

    Before an existing store is migrated its file is copied to ``work.db.before-<version>`` (the newest three
    such copies are kept). Raises StoreProblem for a store that is newer than the program, foreign, or differs
    from the schema afterwards, and when the migration fails; then nothing is changed.
    """
    with engine.connect() as connection:
        raw: Any = connection.connection.driver_connection
        version = raw.execute("PRAGMA user_version").fetchone()[0]
        app_id = raw.execute("PRAGMA application_id").fetchone()[0]
        tables = raw.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
    if version > SCHEMA_VERSION:
        raise StoreProblem(
            "Kho dữ liệu thuộc phiên bản mới hơn (số {0}). Hãy cài phiên bản mới của phần "
            "mềm; dữ liệu chưa bị thay đổi.",
            version,
        )
    if tables and app_id != application_id:
        raise StoreProblem("Tệp work.db không phải kho dữ liệu của phần mềm này; chưa thay đổi gì.")
    if version < SCHEMA_VERSION:
        copy = _copy_before(engine, path, version) if tables else None
        with _failure_told(copy), _without_foreign_keys(engine) as connection:
            _drop_triggers(connection)  # a table that a trigger names cannot be rebuilt
            _upgrade(connection)
            _create_triggers(connection)
            connection.exec_driver_sql(f"PRAGMA application_id = {application_id}")
            connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA_VERSION}")
    with engine.connect() as connection:
        differences = schema_differences(connection.connection.driver_connection)
    if differences:
        raise StoreProblem(
            "Cấu trúc kho dữ liệu không đúng như phần mềm đã tạo ({0}): có người hoặc chương trình khác đã "
            "sửa. Dữ liệu vẫn còn trong kho. Hãy giữ nguyên thư mục và báo người quản trị; "
            "đừng phục hồi đè lên.",
            "; ".join(differences),
        )


def schema_differences(raw: Any) -> list[str]:
    """Compare a store with what the migrations make; return what is missing, strange or changed."""
    return schema.differences(_expected(), schema.parts_of(raw))


@functools.cache
def _expected() -> dict[schema.SchemaPart, str]:
    """Return the parts of a new store: every store is made by the same migrations."""
    engine = create_engine("sqlite://", module=sqlcipher)
    with engine.begin() as connection:
        _upgrade(connection)
        _create_triggers(connection)
        found = schema.parts_of(connection.connection.driver_connection)
    engine.dispose()
    return found


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_HERE))
    config.attributes["connection"] = connection
    return config


def _upgrade(connection: Connection) -> None:
    command.upgrade(_config(connection), "head")
    context = MigrationContext.configure(connection)
    if context.get_current_revision() != ScriptDirectory.from_config(_config()).get_current_head():
        raise CommandError("not at the newest revision")


@contextlib.contextmanager
def _failure_told(copy: Path | None) -> Iterator[None]:
    """Raise StoreProblem for a failed migration, which changed nothing; troubles of the disk go on."""
    try:
        yield
    except (DBAPIError, CommandError) as error:
        if problems.code_of(error).startswith(_OF_THE_DISK) or copy is None:
            raise
        raise StoreProblem(
            "Chưa nâng cấp được kho dữ liệu cho phiên bản này; kho cũ còn nguyên vẹn, và bản chép trước khi "
            "nâng cấp ở {0}. Hãy dùng tiếp phiên bản phần mềm trước và báo người quản trị; "
            "không cần phục hồi.",
            copy,
        ) from error


@contextlib.contextmanager
def _without_foreign_keys(engine: Engine) -> Iterator[Connection]:
    """Open the transaction of a migration, in which a table may be rebuilt under the rows that name it.

    CommandError when a row names a missing one afterwards; nothing is changed then.
    """
    with engine.connect() as connection:
        raw: Any = connection.connection.driver_connection
        raw.execute("PRAGMA foreign_keys = OFF")  # without effect inside a transaction
        try:
            with connection.begin():
                yield connection
                if connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                    raise CommandError("a row names a missing one")
        finally:
            raw.execute("PRAGMA foreign_keys = ON")


def _drop_triggers(connection: Connection) -> None:
    for (name,) in connection.exec_driver_sql("SELECT name FROM sqlite_schema WHERE type = 'trigger'").all():
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"')


def _create_triggers(connection: Connection) -> None:
    for trigger in TRIGGERS:
        connection.exec_driver_sql(trigger)


def _copy_before(engine: Engine, path: Path, version: int) -> Path:
    """Copy the file of an older store under a new name; keep the newest copies, return this one."""
    if write_ahead.log_size(path) and not write_ahead.checkpoint(engine, path):
        raise StoreProblem(
            "Một chương trình khác đang giữ tệp work.db nên chưa nâng cấp được; dữ liệu còn nguyên. Hãy đóng "
            "chương trình đó rồi mở lại."
        )
    copies = sorted(path.parent.glob(f"{path.name}.before-*"), key=lambda copy: copy.stat().st_mtime_ns)
    if copies and filecmp.cmp(copies[-1], path, shallow=False):  # of a try before that failed
        return copies[-1]
    copy, number = path.with_name(f"{path.name}.before-{version}"), 1
    while copy.exists():
        number += 1
        copy = path.with_name(f"{path.name}.before-{version}-{number}")
    with path.open("rb") as store, atomic.writing(copy) as file:
        while chunk := store.read(_CHUNK):
            file.write(chunk)
    for older in copies[: -(_COPIES - 1)]:
        older.unlink()
    return copy
