"""What a new officer meets in the first minutes: the keyboard, the bar, the questions, the roles."""

import dataclasses

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.services.accounts import Role
from app.ui.desk_top import DeskTop
from app.ui.main_window import MainWindow
from tests.ui.keys import press, type_text

Key, CONTROL = Qt.Key, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def opened(signed_in, entry_id):
    """The entry screen with an entry in front."""
    signed_in.window.show_page("entry")
    signed_in.desk_top.entry.open_entry(entry_id)
    return signed_in.desk_top.entry


def test_enter_works_as_soon_as_one_is_signed_in(signed_in):
    assert signed_in.desk_top.today.isAncestorOf(QApplication.focusWidget())
    press(QApplication.focusWidget(), Key.Key_Return)
    assert signed_in.window.page != "today"


def test_a_typist_sees_no_registry_screens(signed_in, qtbot):
    work = signed_in.workspace
    work.account = dataclasses.replace(work.account, roles=frozenset({Role.TYPIST}))
    window = MainWindow("Đối Soát Hộ Tịch")
    qtbot.addWidget(window)
    desk_top = DeskTop(work, window)
    desk_top.begin(None)
    assert list(window.pages) == ["today", "volumes", "entry"]
    desk_top.today.page_wanted.emit("discrepancies")
    window.police_requested.emit()
    assert window.page == "today"
    desk_top.today.page_wanted.emit("volumes")
    assert window.page == "volumes"


def test_escape_takes_the_number_back(opened):
    before = QApplication.focusWidget()
    assert opened.form.isAncestorOf(before)
    press(before, Key.Key_G, CONTROL)
    line = QApplication.focusWidget()
    assert line.accessibleName() == "Đến số đăng ký"
    type_text(line, "12")
    press(line, Key.Key_Escape)
    assert not line.isVisible()
    assert QApplication.focusWidget() is before


def test_the_question_goes_with_the_page(signed_in, opened):
    press(QApplication.focusWidget(), Key.Key_F10)
    assert opened.ask.isVisible()
    signed_in.window.show_page("volumes")
    signed_in.window.show_page("entry")
    assert not opened.ask.isVisible()
