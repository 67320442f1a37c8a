"""What an officer of the demo commune does in tests."""

from app.models.store import Store
from app.services import keys
from app.settings import DEMO_PASSWORD


def open_store(home):
    return Store(home, keys.unlock(home, "nhan.ct", DEMO_PASSWORD).store_key)


def sign_in(application, qtbot, password=DEMO_PASSWORD, login="nhan.ct"):
    application.sign_in.password_given.emit(login, password)
    qtbot.waitUntil(lambda: not application.window.jobs.busy, timeout=20000)
