import pytest

from tests.trial import shelved
from tests.ui.conftest import themed, work  # noqa: F401 fixtures
from tests.unit.services.entry.test_approval import certify, issuer  # noqa: F401 fixtures


@pytest.fixture(autouse=True)
def trial_books():
    """The trial books stand beside the product's own."""
    with shelved() as found:
        yield found


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
