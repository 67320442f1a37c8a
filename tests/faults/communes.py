"""The commune whose work is stopped: made once, opened again by the run and after the stop."""

import atexit
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from app.services.exchange import sealed_files, snapshots
from app.services.office import accounts, audit, unlocking
from tests.conftest import JUSTICE, POLICE, numbered
from tests.unit.services.exchange import arrivals, parties
from tests.unit.services.exchange.parties import PASSWORD, Commune, Made, PoliceSide

LOGIN = "nhan.ct"


@cache
def _place() -> Path:
    """Return a folder for what is made once; it goes with the process."""
    folder = Path(mkdtemp(prefix="stops-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@cache
def approved() -> Made:
    """Make a commune whose entries wait to leave."""
    return parties.make(_place() / "approved" / "kho")


@cache
def exported() -> Made:
    """Make a commune whose entries have left."""
    return parties.export_from(approved(), _place() / "exported")


@cache
def delivered() -> Made:
    """Make a commune of which everything has left and arrived."""
    return arrivals.delivered_from(exported(), _place() / "delivered")


@contextmanager
def copied(made: Made, folder: Path) -> Iterator[Commune]:
    """Copy a commune into an empty folder; close it at the end."""
    commune = Commune(made, folder)
    try:
        yield commune
    finally:
        commune.store.close()


@contextmanager
def at_work(folder: Path) -> Iterator[Commune]:
    """Open the commune of a folder in another process, which knows nothing but the password."""
    home = folder / "kho"
    key = unlocking.unlock(home, LOGIN, PASSWORD).store_key
    commune = Commune(Made(home, key, {}, PoliceSide(), (), ""), folder, again=True)
    try:
        yield commune
    finally:
        commune.store.close()


def with_signers(commune: Commune) -> Commune:
    """Give an open commune the keys of the two who sign packages."""
    with commune.store.read() as session:
        officers = [accounts.get(session, one.uid) for one in (JUSTICE, POLICE)]
    commune.signers = {one.uid: unlocking.signer(commune.folder, one, PASSWORD) for one in officers}
    return commune


@contextmanager
def started(made: Made, folder: Path) -> Iterator[Commune]:
    """Open what a stop left as the next start does, and check that it is whole."""
    commune = Commune(made, folder, again=True)
    commune.random = numbered("after the stop")
    try:
        assert commune.store.check() == []
        with commune.store.read() as session:
            assert audit.first_broken(session) is None
            snapshots.sweep(session, commune.folder)
        sealed_files.settle(commune.store, at=commune.clock())
        yield commune
    finally:
        commune.store.close()
