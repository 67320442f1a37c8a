"""A store as full as that of a large commune: volumes of entries with their decisions.

The history of fields is left out: it is read by the entry alone, and takes long to write.
"""

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.services.entry import volumes
from app.workspace import Workspace

IN_VOLUME = 200
_COPIED = ("decision",)


def fill(work: Workspace, count: int) -> None:
    """Copy the entries of the store into new volumes until it holds ``count``."""
    with work.store.read() as session:
        sample = volumes.inventory(session)[0]
        there = session.execute(text("SELECT count(*) FROM entry")).scalar_one()
        columns = {table: _columns(session, table) for table in ("entry", *_COPIED)}
    for number in range((count - there + IN_VOLUME - 1) // IN_VOLUME):
        with work.store.write() as session:
            view = volumes.VolumeView(0, sample.book_type, f"{number}/1990", "1990", sample.place)
            volume = volumes.add(session, view, by=work.account, at=work.now())
            _copy(session, columns, volume, f"v{number}-")


def _columns(session: Session, table: str) -> list[str]:
    return [row[1] for row in session.execute(text(f"PRAGMA table_info({table})")) if row[1] != "id"]


def _copy(session: Session, columns: dict[str, list[str]], volume: int, prefix: str) -> None:
    """Copy as many entries as a volume holds, from those that lie in volumes of the demo."""
    chosen = f"SELECT id FROM entry WHERE id NOT LIKE 'v%' ORDER BY id LIMIT {IN_VOLUME}"
    instead = {"volume_id": ":volume", "state": "'draft'", "version": "1"}
    _insert(session, "entry", columns["entry"], instead, f"id IN ({chosen})", prefix, volume)
    for table in _COPIED:
        instead = {"entry_id": ":prefix || entry_id"}
        _insert(session, table, columns[table], instead, f"entry_id IN ({chosen})", prefix, volume)
    session.execute(text("UPDATE entry SET state = 'checked' WHERE volume_id = :volume"), {"volume": volume})


def _insert(
    session: Session,
    table: str,
    columns: list[str],
    instead: dict[str, str],
    where: str,
    prefix: str,
    volume: int,
) -> None:
    names = ", ".join(f'"{name}"' for name in columns)
    given = ", ".join(instead.get(name, f'"{name}"') for name in columns)
    key, own = ("id, ", ":prefix || id, ") if table == "entry" else ("", "")
    session.execute(
        text(f"INSERT INTO {table} ({key}{names}) SELECT {own}{given} FROM {table} WHERE {where}"),
        {"prefix": prefix, "volume": volume},
    )
