"""A process that backs a store up again and again, and says each step; its parent kills it."""

import sys
from pathlib import Path

from app.models.store.store import Store
from app.services.office import backing_up
from tests.conftest import JUSTICE, KEY, Clock, numbered


def main(folder: Path, stick: Path) -> None:
    """Back up for ever; an hour passes between two backups."""
    store, clock = Store(folder, KEY), Clock()
    while True:
        made = backing_up.back_up(
            store,
            stick,
            by=JUSTICE,
            store_key=KEY,
            medium="stick",
            now=clock,
            random=numbered(clock().isoformat()),
            progress=lambda done, total: print(f"step {done} {total}", flush=True),
        )
        print(f"made {made.path.name}", flush=True)
        clock.move(hours=1)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
