"""Stores as earlier versions of the program left them: their tables, triggers, and a row in every table."""

import sqlcipher3
from alembic import command
from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

from app.models.store import migrate
from app.models.store.cipher_file import prepare
from app.models.store.store import APPLICATION_ID
from app.models.store.triggers import TRIGGERS
from tests.conftest import KEY

JSON = {"roles": '["police"]', "counts": '{"audit_seq": 1}'}


def raw_of(path):
    """Open a store file past the program."""
    raw = sqlcipher3.connect(str(path), isolation_level=None)
    prepare(raw, KEY)
    raw.execute("PRAGMA journal_mode = WAL")
    raw.execute("PRAGMA foreign_keys = OFF")
    return raw


def tables_of(raw):
    """Return the names of the tables in the order of their making."""
    rows = raw.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY rowid").fetchall()
    return [name for (name,) in rows if not name.startswith("sqlite_")]


def rows_of(raw):
    """Return every row of every table under the names of its columns."""
    found = {}
    for table in tables_of(raw):
        if table != "alembic_version":
            columns = [row[1] for row in raw.execute(f"PRAGMA table_info({table})")]
            rows = [dict(zip(columns, row, strict=True)) for row in raw.execute(f"SELECT * FROM {table}")]
            found[table] = [row for row in rows if row.get("key") != "base"]
    return found


def make(path, revision):
    """Make a store of a revision with two rows in every table; return what is in it."""
    raw = raw_of(path)
    engine = create_engine("sqlite://", creator=lambda: raw, poolclass=StaticPool, module=sqlcipher3.dbapi2)
    with engine.connect() as connection:
        command.upgrade(migrate._config(connection), revision)
    for table in _parents_first(raw):
        for number in (1, 2):
            _fill(raw, table, number)
    there = set(tables_of(raw))
    for trigger in TRIGGERS:  # a trigger names columns only when it fires: those of today do for yesterday
        if trigger.split(" ON ", 1)[1].split()[0] in there:
            raw.execute(trigger)
    raw.execute("CREATE TRIGGER of_before BEFORE DELETE ON meta BEGIN SELECT 1; END")
    raw.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    raw.execute(f"PRAGMA user_version = {int(revision)}")
    assert raw.execute("PRAGMA foreign_key_check").fetchall() == []
    rows = rows_of(raw)
    engine.dispose()
    raw.close()
    return rows


def _parents_first(raw):
    """Return the tables, each after those that its rows name: a rebuilt one stands at the end of the file."""
    left = [table for table in tables_of(raw) if table != "alembic_version"]
    named = {t: {row[2] for row in raw.execute(f"PRAGMA foreign_key_list({t})")} for t in left}
    while left:
        ready = next(table for table in left if not named[table] & set(left))
        left.remove(ready)
        yield ready


def _fill(raw, table, number):
    """Insert a row whose every column has a value; a foreign key names the row of the same number."""
    named = {row[3]: (row[2], row[4]) for row in raw.execute(f"PRAGMA foreign_key_list({table})")}
    values = {}
    for _, column, kind, *_ in raw.execute(f"PRAGMA table_info({table})").fetchall():
        if column in named:
            parent, key = named[column]
            rows = raw.execute(f'SELECT "{key or "id"}" FROM {parent} ORDER BY rowid').fetchall()
            values[column] = rows[number - 1][0]
        elif kind == "JSON":
            values[column] = JSON.get(column, f'{{"n": {number}}}')
        elif kind in ("INTEGER", "BOOLEAN"):
            values[column] = number
        elif kind == "BLOB":
            values[column] = bytes([number])
        else:
            values[column] = f"{column}-{number}"
    if table == "package":
        values["purpose"] = ("ket_qua", "anh_chup_dan_cu")[number - 1]
    names = ", ".join(f'"{name}"' for name in values)
    raw.execute(
        f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(values))})", list(values.values())
    )
