import os

import pytest

from tests.conftest import AT, COMMUNE, JUSTICE

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # noqa: TID251


@pytest.fixture(scope="session", autouse=True)
def garbage(qapp):
    """Collect in the thread of the windows only, as the program does."""
    from app.ui.kit.garbage import Garbage

    return Garbage(qapp)


@pytest.fixture(autouse=True)
def collected(garbage):
    """Leave nothing of a test to be deleted in the midst of another."""
    yield
    garbage.collect()


@pytest.fixture(scope="session")
def flashes(qapp):
    from tests.ui.flashes import Flashes

    return Flashes(qapp)


@pytest.fixture(autouse=True)
def no_flash(flashes):
    """Nothing is shown before it has its place."""
    flashes.found.clear()
    yield
    assert flashes.found == []


@pytest.fixture
def themed(qapp):
    """The application in the light theme at 100 %, whatever a test before did."""
    from app.ui.kit import theme

    def light():
        now = theme.tokens()
        if (now.name, now.scale) != ("light", 1.0) or not qapp.styleSheet():
            theme.apply(qapp, "light")

    light()
    yield qapp
    light()


@pytest.fixture
def work(store, tmp_path, clock, random):
    """A justice officer's session with a registry copy in force."""
    from app.models.store.tables import Snapshot
    from app.services.entry import volumes
    from app.services.exchange import snapshots
    from app.settings import Settings
    from app.workspace import Workspace
    from tests.ui.people import behind_a_gate, open_registry

    texts = dict.fromkeys(("issuer", "scope", "file_name", "imported_by"), "")
    times = dict.fromkeys(("issued_at", "expires_at", "imported_at"), "2023-10-03T00:00:00Z")
    with store.write() as session:
        session.add(
            Snapshot(snapshot_id="s1", row_count=1, key=b"", report={}, active=True, **texts, **times)
        )
        volumes.add(
            session, volumes.VolumeView(0, "khai_sinh", "01/1998", "1998", COMMUNE), by=JUSTICE, at=AT
        )
    made = Workspace(tmp_path, store, JUSTICE, Settings(lookup_delay_ms=5, decide_after_ms=0), clock, random)
    with store.read() as session:
        made.snapshot = snapshots.in_force(session)
    made.registry, made.gate = behind_a_gate(open_registry(tmp_path))
    made.commune = COMMUNE
    yield made
    made.gate.open.set()
    made.close_snapshot()


@pytest.fixture
def screen(themed, work, qtbot):
    """The entry screen with the name of a child typed and found."""
    from app.ui.entry.screen import EntryScreen
    from tests.ui.desk import CHILD_TYPED, entry

    made = EntryScreen(work)
    qtbot.addWidget(made)
    made.resize(1200, 640)
    made.refusals = []
    made.persons.refused.connect(made.refusals.append)
    made.open_entry(entry(work, **CHILD_TYPED))
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    qtbot.waitUntil(lambda: not made.persons.searching)
    return made
