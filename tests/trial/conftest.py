import pytest

from app.crypto import authority
from app.services.office import accounts
from tests.conftest import AT
from tests.trial import shelved
from tests.ui.conftest import themed, work  # noqa: F401 fixtures
from tests.unit.services import conftest as services


@pytest.fixture(autouse=True)
def trial_books():
    """The trial books stand beside the product's own."""
    with shelved() as found:
        yield found


@pytest.fixture
def certify(store):
    """Return an officer with a certificate, and the signer."""
    issuer = authority.create("Thử", "TEST ONLY", AT)
    services.trust(store, issuer)

    def certified(officer):
        signer = services.certify(store, issuer, officer)
        with store.read() as session:
            return accounts.get(session, officer.uid), signer

    return certified


@pytest.fixture
def screen(themed, work, qtbot):  # noqa: F811
    """The entry screen, nothing opened yet."""
    from app.ui.entry.screen import EntryScreen

    made = EntryScreen(work)
    qtbot.addWidget(made)
    made.resize(1200, 640)
    made.refusals = []
    made.persons.refused.connect(made.refusals.append)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made
