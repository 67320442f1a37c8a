"""The demo commune, its windows in this process, and an officer who signs in."""

import shutil
from datetime import timedelta

import pytest

from app.demo import commune as demo
from app.models.words.codes import Branch
from app.models.words.states import EntryState
from app.services.entry import entries
from app.settings import Settings
from app.ui.shell.application import Application, Surroundings
from tests.conftest import AT, JUSTICE, Clock, numbered
from tests.e2e.officer import open_store, sign_in
from tests.ui.conftest import collected, garbage, themed  # the platform is set there

__all__ = ["collected", "garbage", "themed"]
LATER = AT + timedelta(days=1)


@pytest.fixture(scope="session")
def commune(tmp_path_factory):
    """The demo commune, made once and copied by the tests."""
    folders = demo.DemoFolders.under(tmp_path_factory.mktemp("commune"))
    demo.make(folders, now=Clock(), random=numbered("demo"), say=lambda _words: None)
    return folders


@pytest.fixture(scope="session")
def demo_store(commune):
    return commune.store


@pytest.fixture
def home(demo_store, tmp_path):
    """A copy of its store for one test."""
    shutil.copytree(demo_store, tmp_path / "kho")
    return tmp_path / "kho"


@pytest.fixture
def entry_id(home):
    """A birth entry that is not concluded: its child was found and agrees, its mother is undecided."""
    store = open_store(home)
    try:
        with store.write() as session:
            rows = entries.in_states(session, EntryState.ENTERED, EntryState.CHECKED, EntryState.LISTED)
            decided = (
                (row.id, entries.active_decisions(session, row.id))
                for row in rows
                if row.book_type == "khai_sinh"
            )
            made = next(
                made
                for made, found in decided
                if "mother" in found and "child" in found and found["child"].branch == Branch.MATCH
            )
            entries.retire(session, made, "mother", by=JUSTICE, at=AT)
            return made
    finally:
        store.close()


@pytest.fixture
def start(themed, home, entry_id, qtbot):
    """Start the application in this process; every window is closed at the end."""
    made = []
    themed.setQuitOnLastWindowClosed(False)

    def run(**settings):
        chosen = Settings(
            demo=True, kdf_memory_kib=demo.KDF.m_kib, **{"decide_after_ms": 0, "cover": False} | settings
        )
        application = Application(Surroundings(home, chosen, Clock(LATER), numbered("lock")))
        made.append(application)
        application.start()
        with qtbot.waitActive(application.window):
            application.window.activateWindow()
        return application

    yield run
    for application in made:
        application.window.close()
        application.window.deleteLater()
        application.deleteLater()  # else what it watches slows every later test
    themed.processEvents()
    themed.setQuitOnLastWindowClosed(True)


@pytest.fixture
def signed_in(start, qtbot):
    """The application with the justice officer at the first screen."""
    application = start()
    sign_in(application, qtbot)
    return application
