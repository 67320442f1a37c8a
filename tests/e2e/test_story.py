"""Shift+F1 tells the story of an entry, from the list and from the form, by keys alone."""

import pytest
from PySide6.QtCore import QDeadlineTimer, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.models.words.entry_lists import EntryGroup
from app.ui.kit import theme
from app.ui.shell.panels.story import StoryDialog
from tests.ui.driver import button, buttons_of, click, rows_of, table, texts
from tests.ui.keys import press

SHIFT = Qt.KeyboardModifier.ShiftModifier
WHEN, WHO, SAID = range(3)


@pytest.fixture
def listed(signed_in):
    """The list of approved entries of the demo commune."""
    signed_in.desk_top._show_list(group=EntryGroup.APPROVED)
    return signed_in


def wait_until(seen):
    """Let the windows change places, which takes them a moment."""
    until = QDeadlineTimer(5000)
    while not seen() and not until.hasExpired():
        QApplication.processEvents()
    assert seen()


def story(application):
    QTest.keyClick(application.window.focusWidget(), Qt.Key.Key_F1, SHIFT)
    dialog = application.window.findChildren(StoryDialog)[-1]
    wait_until(lambda: QApplication.focusWidget() is table(dialog))
    return dialog


def test_it_tells_words_decisions_and_the_signature_and_begins_at_the_last_step(listed):
    dialog = story(listed)
    grid = table(dialog)
    said = texts(grid, SAID)
    assert said[0] == "Bản 1"
    assert any(words.startswith("Con, Họ, chữ đệm, tên: ") for words in said)
    assert any(words.startswith("Ký duyệt bản 1, mã ") for words in said)
    assert said[-1] == "Công an đã duyệt"
    assert grid.currentIndex().row() == len(said) - 1
    assert all(texts(grid, WHO)[1:])


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_F1])
def test_escape_and_its_own_key_close_it_and_the_focus_goes_back(listed, key, qtbot):
    before = listed.window.focusWidget()
    dialog = story(listed)
    QTest.keyClick(
        dialog.focusWidget(), key, SHIFT if key == Qt.Key.Key_F1 else Qt.KeyboardModifier.NoModifier
    )
    assert not dialog.isVisible()
    assert listed.window.focusWidget() is before


def test_it_is_narrowed_to_one_kind_under_its_version(listed):
    dialog = story(listed)
    every = len(rows_of(table(dialog)))
    name = next(one for one in (chip.text() for chip in dialog._group.buttons()) if one.startswith("Công an"))
    click(dialog, name)
    shown = rows_of(table(dialog))
    assert 1 < len(shown) < every
    assert shown[0].head
    assert {line.kind for line in shown[1:]} == {"police"}
    assert len(shown) - 1 == int(name.split()[-1])


def test_the_form_tells_the_same(listed):
    wanted = texts(table(story(listed)), SAID)
    press(listed.window.findChildren(StoryDialog)[-1], Qt.Key.Key_Escape)
    listed.window.activateWindow()  # what a window manager does
    wait_until(listed.window.isActiveWindow)
    press(listed.window.focusWidget(), Qt.Key.Key_Return)
    assert listed.window.page == "entry"
    assert texts(table(story(listed)), SAID) == wanted


@pytest.mark.parametrize(("size", "scale"), [((1366, 698), 1.0), ((1280, 650), 1.0), ((1366, 698), 1.25)])
def test_it_fits_into_its_window(listed, themed, size, scale):
    theme.apply(themed, "light", scale)
    listed.window.resize(*size)
    dialog = story(listed)
    assert dialog.width() <= listed.window.width()
    assert dialog.height() <= listed.window.height()


def test_its_filters_are_spoken_as_one_of_many(listed):
    dialog = story(listed)
    filters = [button(dialog, name) for name in buttons_of(dialog) if button(dialog, name).isCheckable()]
    roles = {QAccessible.queryAccessibleInterface(one).role() for one in filters}
    assert len(filters) > 1
    assert roles == {QAccessible.Role.RadioButton}
