"""What an officer of the demo commune does in tests."""

from app.models.store.store import Store
from app.services.entry import entries
from app.services.office import unlocking
from app.settings import DEMO_PASSWORD
from tests.e2e.window import FIELD


def open_store(home):
    return Store(home, unlocking.unlock(home, "nhan.ct", DEMO_PASSWORD).store_key)


def kept(home, entry_id):
    """Return the words the store has of the field that the tests type in."""
    store = open_store(home)
    try:
        with store.read() as session:
            return entries.get(session, entry_id).values[FIELD].text
    finally:
        store.close()


def sign_in(application, qtbot, password=DEMO_PASSWORD, login="nhan.ct"):
    application.sign_in.password_given.emit(login, password)
    qtbot.waitUntil(lambda: not application.window.jobs.busy, timeout=60000)
