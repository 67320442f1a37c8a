"""A commune's store and the desk that certified it."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.commands import desk
from app.demo import commune as demo
from app.models.store.store import Store
from app.services.office import founding, unlocking
from app.settings import DEMO_PASSWORD
from tests.conftest import Clock, numbered


@dataclass
class Desk:
    """The desk, run by its command, and the store of its only commune."""

    folders: demo.DemoFolders
    store: Store
    said: Callable[[], str]

    def run(self, *arguments: object) -> int:
        words = ["--home", str(self.folders.desk), *map(str, arguments)]
        return desk.run(words, now=Clock(), random=numbered("desk"))

    def refused(self, *arguments: object) -> str:
        """Run what must be refused, return what is said, and see that nothing was written."""
        before = sorted(self.folders.stick.iterdir())
        home = (self.folders.desk / "desk.json").read_bytes()
        assert self.run(*arguments) == 1
        assert sorted(self.folders.stick.iterdir()) == before
        assert (self.folders.desk / "desk.json").read_bytes() == home
        return self.said().rstrip("\n")


@pytest.fixture(scope="package")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A commune without a registry, with certificates."""
    folder = tmp_path_factory.mktemp("desk")
    folders = demo.DemoFolders.under(folder)
    made = founding.found(
        folders.store,
        commune=demo.COMMUNE,
        header_lines=demo.HEADER,
        officers=[founding.NewOfficer(o, DEMO_PASSWORD) for o in demo.OFFICERS],
        at=Clock()(),
        random=numbered("found"),
        kdf=demo.KDF,
    )
    demo.certify(made.store, folders, now=Clock())
    made.store.close()
    return folder


@pytest.fixture
def certified(founded: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    folder = tmp_path / "commune"
    shutil.copytree(founded, folder)
    folders = demo.DemoFolders.under(folder)
    store = Store(folders.store, unlocking.unlock(folders.store, "nhan.ct", DEMO_PASSWORD).store_key)
    capsys.readouterr()
    yield Desk(folders, store, lambda: capsys.readouterr().out)
    store.close()
