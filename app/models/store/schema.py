"""What a database is made of, part by part, and how two of them differ."""

from dataclasses import dataclass
from typing import Any

_TABLE, _COLUMN, _INDEX, _FOREIGN_KEY = "bảng", "cột", "mục lục", "khóa ngoại"


@dataclass(frozen=True, slots=True)
class SchemaPart:
    """A table, or what belongs to one: a column, an index, a foreign key, a trigger; a view stands alone."""

    table: str
    kind: str
    name: str


def parts_of(raw: Any) -> dict[SchemaPart, str]:
    """Return each part of a database with what it says, free of its layout."""
    rows = raw.execute("SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema").fetchall()
    kept = [row for row in rows if not row[1].startswith("sqlite_")]  # those are SQLite's own
    found = {}
    for kind, name, table, sql in kept:
        if kind == "table":
            found[SchemaPart(name, _TABLE, name)] = _bare(sql)
            found |= _columns(raw, name) | _foreign_keys(raw, name) | _unique(raw, name)
        elif kind == "index":
            found[SchemaPart(table, _INDEX, name)] = _bare(sql)
        else:
            found[SchemaPart(table, kind, name)] = " ".join(sql.split())
    return found


def differences(expected: dict[SchemaPart, str], found: dict[SchemaPart, str]) -> list[str]:
    """Return in words what is missing, strange or changed; of a missing or strange table nothing more."""
    tables = [{part.table for part in parts if part.kind == _TABLE} for parts in (expected, found)]
    uneven = tables[0] ^ tables[1]
    words: list[str] = []
    named: set[str] = set()
    # tables last: the text of a table changes with each of its columns, which says more
    for part in sorted(expected.keys() | found.keys(), key=lambda part: part.kind == _TABLE):
        if expected.get(part) == found.get(part):
            continue
        if part.table in (named if part.kind == _TABLE else uneven):
            continue
        named.add(part.table)
        words.append(_words(part, missing=part not in found, strange=part not in expected))
    return sorted(words)


def _words(part: SchemaPart, *, missing: bool, strange: bool) -> str:
    if missing:
        return f"thiếu {part.kind} {part.name}"
    return f"{part.kind} lạ {part.name}" if strange else f"{part.kind} {part.name} bị sửa"


def _columns(raw: Any, table: str) -> dict[SchemaPart, str]:
    query = 'SELECT name, type, "notnull", dflt_value, pk, hidden FROM pragma_table_xinfo(?)'
    return {
        SchemaPart(table, _COLUMN, f"{table}.{name}"): repr(rest)
        for name, *rest in raw.execute(query, (table,))
    }


def _foreign_keys(raw: Any, table: str) -> dict[SchemaPart, str]:
    query = 'SELECT "from", "table", "to", on_update, on_delete, "match" FROM pragma_foreign_key_list(?)'
    return {
        SchemaPart(table, _FOREIGN_KEY, f"{table}.{name}"): repr(rest)
        for name, *rest in raw.execute(query, (table,))
    }


def _unique(raw: Any, table: str) -> dict[SchemaPart, str]:
    """Return the indexes of keys and of UNIQUE under their columns: SQLite only numbers them."""
    query = "SELECT name, origin FROM pragma_index_list(?) WHERE origin != 'c'"
    found = {}
    for name, origin in raw.execute(query, (table,)).fetchall():
        columns = [row[0] for row in raw.execute("SELECT name FROM pragma_index_info(?)", (name,))]
        found[SchemaPart(table, _INDEX, f"{table}({', '.join(columns)})")] = origin
    return found


def _bare(sql: str) -> str:
    """Return a statement without spaces and quotes, which SQLite sets itself when it renames or adds."""
    return "".join(letter for letter in sql if not letter.isspace() and letter not in "\"'`[]")
