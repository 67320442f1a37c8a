"""The entry screen comes in front again: what became of the entry in the meantime holds there too."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from sqlalchemy import text

from app.models.words.states import EntryState
from app.services.entry import entries
from tests.ui.desk import field


def become(work, screen, state):
    """Let the entry shown become something, as in the queue of the police."""
    with work.store.write() as session:
        session.execute(text("DROP TRIGGER IF EXISTS entry_needs_approval"))
        session.execute(
            text("UPDATE entry SET state = :state WHERE id = :id"), {"state": state, "id": screen.entry_id}
        )


def kept(work, screen):
    with work.store.read() as session:
        view = entries.get(session, screen.entry_id)
    return view.state, view.version, view.values["child_name"].text


@pytest.mark.parametrize("state", [EntryState.APPROVED, EntryState.EXPORTED])
def test_an_entry_that_was_approved_elsewhere_is_not_typed_on(work, screen, state):
    become(work, screen, state)
    screen.leave()
    screen.refresh()
    QTest.keyClicks(field(screen, "child_name"), " Em")
    screen.save_current()
    assert kept(work, screen) == (state, 1, "Phạm Văn Tý")


def test_an_entry_that_was_sent_back_elsewhere_is_typed_on(work, screen):
    become(work, screen, EntryState.APPROVED)
    screen.refresh()
    become(work, screen, EntryState.SENT_BACK)
    screen.refresh()
    QTest.keyClicks(field(screen, "child_name"), " Em")
    screen.save_current()
    assert kept(work, screen)[2] == "Phạm Văn Tý Em"


def test_the_form_stays_closed_under_the_strip_of_the_police(work, screen):
    screen.show_strip()
    screen.leave()
    screen.refresh()
    assert not screen.strip.isHidden()
    editor = field(screen, "child_name")
    QTest.keyClick(editor, Qt.Key.Key_X)
    assert editor.text() == "Phạm Văn Tý"


def test_long_answers_of_the_police_are_shown_whole(screen):
    """Three people with a message each: the last one was cut off at the edge."""
    screen.resize(1000, 640)
    words = " · ".join(f"Người thứ {n}: Cần xác minh ({'hồ sơ gốc thiếu trang ' * 4})" for n in range(3))
    screen.say_answers(words)
    QApplication.processEvents()
    (label,) = (label for label in screen.findChildren(QLabel) if label.text() == words)
    needed = label.heightForWidth(label.width())
    assert label.height() >= needed > label.fontMetrics().height()
    screen.say_answers("")
    assert not label.isVisible()
