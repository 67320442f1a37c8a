"""A program that opens an older store and is killed before a statement of its migration."""

import os
import sys
from pathlib import Path

from sqlalchemy import Engine, event

from app.models.store.store import Store
from tests.conftest import KEY


def main(folder: str, statement: int) -> None:
    """Count the statements that SQLAlchemy sends; kill before that one."""
    sent = 0

    @event.listens_for(Engine, "before_cursor_execute")
    def count(*_given: object) -> None:
        nonlocal sent
        sent += 1
        if sent == statement:
            os.kill(os.getpid(), 9)

    Store(Path(folder), KEY).close()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
