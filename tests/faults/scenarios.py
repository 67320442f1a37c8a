"""The works that are stopped: what they begin with, what they do, and what must hold afterwards.

A run is ``python -m tests.faults.scenarios NAME FOLDER`` under the shim of ``disk``. It says what it has
finished by ``said``; only that may be counted on.
"""

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.faults.disk import ACK

Said = Callable[[str], None]


@dataclass(frozen=True)
class Scenario:
    """One kind of work.

    ``prepare`` fills an empty folder, ``work`` runs on a copy of it, ``check`` looks at what a stop left and
    at what had been said; it raises AssertionError when something acknowledged is lost or there is no way on.
    """

    name: str
    prepare: Callable[[Path], None]
    work: Callable[[Path, Said], None]
    check: Callable[[Path, Sequence[str]], None]


def scenarios() -> dict[str, Scenario]:
    """Return every scenario by its name."""
    from tests.faults import at_the_backups, at_the_exchange, at_the_keys, at_the_store

    modules = (at_the_store, at_the_keys, at_the_exchange, at_the_backups)
    return {one.name: one for module in modules for one in module.SCENARIOS}


def main(name: str, folder: Path) -> None:
    """Do the work of a scenario and say what is finished."""
    handle = os.open(folder / ACK, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def said(words: str) -> None:
        os.write(handle, f"{words}\n".encode())

    scenarios()[name].work(folder, said)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
