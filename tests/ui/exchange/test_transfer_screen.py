import threading
from dataclasses import replace

import pytest

from app.crypto import authority, stretching
from app.crypto.signing import certificate_request, new_signing_key
from app.errors import NotUnlocked
from app.services.office.unlocking import KEY_FILE
from app.ui.exchange.screen import TransferScreen
from app.ui.shell.main_window import MainWindow
from tests.conftest import AT, JUSTICE
from tests.ui.driver import (
    messages_of,
)


@pytest.fixture
def derived(monkeypatch):
    """The threads in which a key was derived from a password."""
    threads, argon = [], stretching.Argon2id

    def recorded(**parameters):
        threads.append(threading.current_thread())
        return argon(**parameters)

    monkeypatch.setattr(stretching, "Argon2id", recorded)
    return threads


@pytest.fixture
def transfer_screen(themed, work, qtbot):
    """The screen of a justice officer who can sign, where no password of the police is known."""
    key = new_signing_key()
    request = certificate_request(key, common_name="x", uid=JUSTICE.uid, organisation="x")
    pem = authority.create("Thử", "TEST ONLY", AT).issue(request, usage="sign", at=AT)
    work.account, work.signing_key = replace(JUSTICE, certificate_pem=pem), key
    stretching.KeyFile.create(work.folder / KEY_FILE, store_id="a" * 32, store_key=bytes(32)).save()
    window = MainWindow("Đối Soát Hộ Tịch")
    screen = TransferScreen(work, window.jobs)
    window.add_page("transfer", "Chuyển giao", "package", screen)
    qtbot.addWidget(window)
    yield screen
    window.jobs.shutdown()


@pytest.mark.parametrize("act", ["make", "take_snapshot"])
def test_a_password_of_a_package_is_tried_beside_the_window(transfer_screen, derived, tmp_path, qtbot, act):
    with qtbot.waitSignal(transfer_screen.finished) as finished:
        getattr(transfer_screen, act)(tmp_path, "sai mat khau roi")
    assert isinstance(finished.args[0], NotUnlocked)
    assert len(derived) == 1
    assert derived[0] is not threading.main_thread()
    assert "không đúng" in messages_of(transfer_screen)
