"""What the police said of an entry stands above the work until the entry is finished or leaves again."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.models.store.tables import Answer, Entry, Package
from app.models.words.states import EntryState
from app.services.entry import approval
from tests.conftest import AT, POLICE
from tests.ui.driver import focused, says
from tests.ui.keys import type_text

CONTROL = Qt.KeyboardModifier.ControlModifier


def put(work, screen, state):
    with work.store.write() as session:
        session.connection().exec_driver_sql("DROP TRIGGER IF EXISTS entry_needs_approval")
        session.get_one(Entry, screen.entry_id).state = state


@pytest.fixture
def sent_back(work, screen):
    """The entry that waited for the police and was sent back, opened again."""
    put(work, screen, EntryState.CHECKED)
    with work.store.write() as session:
        approval.send_back(session, screen.entry_id, "Chữ mờ, xem quyển gốc", by=POLICE, at=AT)
    screen.open_entry(screen.entry_id)
    return screen


def test_the_reason_stays_while_the_officer_types_and_parks(sent_back):
    assert says(sent_back, "Công an trả lại: Chữ mờ, xem quyển gốc")
    sent_back.form.focus_field("child_name", None)
    type_text(focused(), " Em")
    QTest.keyClick(focused(), Qt.Key.Key_Tab)
    assert sent_back._hand.state == EntryState.DRAFT
    assert says(sent_back, "Công an trả lại: Chữ mờ, xem quyển gốc")
    sent_back.refresh()
    assert says(sent_back, "Công an trả lại: Chữ mờ, xem quyển gốc")
    sent_back._park_with("chờ quyển gốc")
    assert says(sent_back, "Công an trả lại: Chữ mờ, xem quyển gốc")


def test_another_entry_does_not_show_it(sent_back):
    back = sent_back.entry_id
    QTest.keyClick(focused(), Qt.Key.Key_F10)
    QTest.keyClick(focused(), Qt.Key.Key_Escape)
    sent_back.new_entry(sent_back._hand.entry.volume_id)
    assert sent_back.entry_id != back
    assert not says(sent_back, "Công an trả lại")


def test_answers_stay_above_an_entry_that_is_worked_on_again(work, screen):
    with work.store.write() as session:
        package = Package(
            package_id="p", purpose="tra_loi", sender_id="d", receiver_id="s", manifest_sha256="",
            file_name="",
            package_no=1, file_sha256="", counts={}, by="", at="2023-10-20T01:00:00Z",
        )  # fmt: skip
        session.add(package)
        session.flush()
        said = {"code": "needs_verification", "personal_id": "", "at": package.at, "section": "child"}
        session.add(
            Answer(
                package_id=package.id, entry_id=screen.entry_id, version=1, message="Sai ngày sinh", **said
            )
        )
    put(work, screen, EntryState.RETURNED)
    screen.open_entry(screen.entry_id)
    assert says(screen, "Công an trả lời: ")
    QTest.keyClick(focused(), Qt.Key.Key_R, CONTROL)
    assert screen._hand.state == EntryState.SENT_BACK
    assert says(screen, "Công an đã trả lời lần gửi trước: ")
    assert says(screen, "Sai ngày sinh")
    screen.form.focus_field("child_name", None)
    type_text(focused(), " Em")
    QTest.keyClick(focused(), Qt.Key.Key_Tab)
    assert says(screen, "Sai ngày sinh")
