"""A store opened with the recovery sheet at the sign-in: keys only, the same tries, the same audit."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget

from app.crypto.recovery import typed as state_of
from app.crypto.stretching import Kdf, new_sheet
from app.errors import NotUnlocked
from app.models.store.store import Store
from app.models.words.roles import ROLE_LABELS, Role
from app.services.office import audit, key_slots, unlocking
from app.services.office.password_tries import PasswordTries
from app.ui.kit.jobs import Jobs
from app.ui.office.recovery_flow import RecoveryFlow, leaders_first
from tests.conftest import LEADER, numbered
from tests.ui.driver import button, focused, messages_of, type_in
from tests.unit.services.exchange.parties import PASSWORD, found

NEW = "một mật khẩu khác hẳn"
KDF = Kdf(m_kib=19456, t=2)
ENTER = Qt.Key.Key_Return


@pytest.fixture
def made(tmp_path):
    made = found(tmp_path / "kho")
    made.store.close()
    return made


@pytest.fixture
def flow(made, themed, qtbot, clock, random):
    window, folder = QWidget(), made.store.folder
    qtbot.addWidget(window)
    jobs = Jobs(window)
    shown = [(card.login, card.full_name) for card in leaders_first(folder)]
    flow = RecoveryFlow(
        window, folder, shown, jobs, tries=PasswordTries(folder), now=clock, random=random, kdf=KDF
    )
    flow.show()
    flow.dialog.activateWindow()
    yield flow
    jobs.shutdown()


def type_all(flow, halves, password=NEW, again=NEW):
    """Type line by line; Enter leads on."""
    for text in (*halves, password, again):
        focused().setText(text)
        QTest.keyClick(focused(), ENTER)


def ended(flow, qtbot):
    qtbot.waitUntil(lambda: "chờ vài giây" not in messages_of(flow.dialog), timeout=30000)


def unlock(made, password):
    return unlocking.unlock(made.store.folder, leaders_first(made.store.folder)[0].login, password)


def events(made):
    store = Store(made.store.folder, made.store_key)
    with store.read() as session:
        kinds = [event["kind"] for event in audit.since(session, 0)]
        waits = key_slots.sheet_waits(session)
    store.close()
    return kinds, waits


def test_a_whole_half_is_seen_whole(flow, made):
    edit = focused()
    assert max(map(edit.fontMetrics().horizontalAdvance, made.halves)) < edit.width() - 16


def test_a_leader_gets_a_new_password_by_keys_alone(flow, made, qtbot):
    with qtbot.waitSignal(flow.done, timeout=30000) as done:
        type_all(flow, made.halves)
    (login,) = done.args
    assert unlocking.unlock(made.store.folder, login, NEW).store_key == made.store_key
    with pytest.raises(NotUnlocked):
        unlock(made, PASSWORD)
    kinds, waits = events(made)
    assert {"password_reset", "recovered"} <= {*kinds}
    assert waits, "the new sheet is still to be made and typed back"
    assert not flow.dialog.isVisible()
    assert [edit.text() for edit in flow.dialog.findChildren(QLineEdit)] == [""] * 4


def test_the_store_is_closed_for_the_sign_in(flow, made, qtbot):
    with qtbot.waitSignal(flow.done, timeout=30000):
        type_all(flow, made.halves)
    Store(made.store.folder, made.store_key).close()


def test_halves_of_another_sheet_count_as_a_wrong_password(flow, made, qtbot):
    other = new_sheet(kdf=KDF, random=numbered("another sheet"))
    login = leaders_first(made.store.folder)[0].login
    type_all(flow, (made.halves[0], other.halves[1]))
    ended(flow, qtbot)
    assert "phiếu" in messages_of(flow.dialog).lower()
    assert PasswordTries(made.store.folder).untold() == {login: {"recovery": 1}}
    assert unlock(made, PASSWORD)
    assert flow.dialog.isVisible()
    type_in(flow.dialog, "Mật khẩu mới", NEW)
    type_in(flow.dialog, "Gõ lại mật khẩu", NEW)
    QTest.keyClick(focused(), ENTER)
    ended(flow, qtbot)
    type_in(flow.dialog, "Mật khẩu mới", NEW)
    type_in(flow.dialog, "Gõ lại mật khẩu", NEW)
    QTest.keyClick(focused(), ENTER)
    ended(flow, qtbot)
    assert "Thử lại sau" in messages_of(flow.dialog), "the sheet waits as passwords do"


@pytest.mark.parametrize(
    ("password", "again", "words"),
    [("ngắn", "ngắn", "ít nhất 12"), (NEW, NEW + "x", "chưa giống"), ("a" * 12, "a" * 12, "lặp lại")],
)
def test_a_bad_new_password_opens_nothing(flow, made, password, again, words):
    type_all(flow, made.halves, password, again)
    assert words in messages_of(flow.dialog)
    assert unlock(made, PASSWORD)


def test_without_both_halves_nothing_is_tried(flow, made):
    go = button(flow.dialog, "Đặt mật khẩu mới")
    first, second = made.halves
    for half in (second, second[:-1], second[:-1] + "2", ""):
        type_in(flow.dialog, "Nửa A", first)
        type_in(flow.dialog, "Nửa B", half)
        assert go.isEnabled() == (half == second)


def test_a_right_half_is_hidden_from_the_next_keeper(flow, made):
    edit = type_in(flow.dialog, "Nửa A", made.halves[0][:-1])
    assert edit.echoMode() == QLineEdit.EchoMode.Normal
    edit.setText(made.halves[0])
    assert edit.echoMode() == QLineEdit.EchoMode.Password


def test_esc_forgets_everything(flow, made):
    type_in(flow.dialog, "Nửa A", made.halves[0])
    QTest.keyClick(flow.dialog, Qt.Key.Key_Escape)
    assert not flow.dialog.isVisible()
    assert {edit.text() for edit in flow.dialog.findChildren(QLineEdit)} == {""}


def test_leaders_are_offered_first(made):
    cards = leaders_first(made.store.folder)
    leader = [ROLE_LABELS[Role.LEADER] in card.roles for card in cards]
    assert leader == sorted(leader, reverse=True)
    assert cards[0].full_name == LEADER.full_name


def test_what_is_typed_of_a_half_is_told_by_group(made):
    half = made.halves[0]
    assert (state_of(half).groups, state_of(half).of, state_of(half).right) == (14, 14, True)
    assert state_of(half[:13]).groups == 2
    assert state_of("AB1! CD").wrong == 1
