"""A program that writes to a store and is killed: its log stays behind."""

import os
import sys
from pathlib import Path

from app.models.store import write_ahead
from app.models.store.store import Store
from app.models.store.tables import Meta
from tests.conftest import KEY


def main(folder: str, words: str, at: str) -> None:
    """Keep each word in a write of its own, then end without closing; ``at`` says where."""
    store = Store(Path(folder), KEY)
    for word in words.split():
        with store.write() as session:
            session.merge(Meta(key="word", value=word))
            session.merge(Meta(key=f"word:{word}", value=word * 2000))
    if at == "marked":  # killed between the new mark and the checkpoint

        def killed(*_given: object) -> None:
            os.kill(os.getpid(), 9)

        with store._engine.connect() as connection:
            raw = connection.connection.driver_connection
            bases = write_ahead._bases(store.path)
            write_ahead._keep_bases(store.path, [*bases, "f" * 32])
            if not raw.execute("UPDATE meta SET value = ? WHERE key = 'base'", ("f" * 32,)).rowcount:
                raw.execute("INSERT INTO meta VALUES ('base', ?)", ("f" * 32,))
            killed()
    if at == "checkpointed":
        assert store._checkpoint()
    os.kill(os.getpid(), 9)


if __name__ == "__main__":
    main(*sys.argv[1:])
