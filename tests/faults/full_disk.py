"""A store whose file cannot grow: SQLite says "database or disk is full", as on a full disk."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from app.errors import StoreProblem
from app.models.store.store import Store
from app.models.words.values import Value
from app.services.entry import entries
from tests.conftest import AT, JUSTICE


def limit(store: Store, pages: int = 1) -> None:
    """Allow the file so many pages (at least those it has)."""

    def on_checkout(connection, _record, _proxy):
        connection.execute(f"PRAGMA max_page_count = {pages}")

    event.listen(store._engine, "checkout", on_checkout)


def fill_up(store: Store, entry_id: str) -> None:
    """Let the file grow no more and use up the room within: nothing of this entry can be kept after."""
    limit(store)
    for number in range(10_000):
        try:
            with store.write() as session:
                word = Value.of("ab"[number % 2])
                entries.save(session, entry_id, "child_birth_place", word, by=JUSTICE, at=AT)
        except StoreProblem:
            return
    raise AssertionError("the disk never got full")


@contextmanager
def full_disk(store: Store, entry_id: str) -> Iterator[None]:
    """Be out of room within the block; after it the disk has room again."""
    fill_up(store, entry_id)
    yield
    limit(store, 1_000_000)
