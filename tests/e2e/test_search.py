"""Ctrl+K finds an entry and opens it in Nhập; F1 tells the keys and what the field at the caret asks for."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel

from app.services.entry import entries
from app.ui.shell.panels.search import PATIENCE_MS
from tests.e2e.officer import sign_in
from tests.ui.keys import press, type_text

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def row(signed_in, entry_id):
    with signed_in.workspace.store.read() as session:
        view = entries.get(session, entry_id)
        return next(r for r in entries.of_volume(session, view.volume_id) if r.id == entry_id)


def search_for(application, qtbot, words):
    QTest.keyClick(application.window, Qt.Key.Key_K, CONTROL)
    panel = application.desk_top.search
    assert panel.isVisible()
    type_text(application.window.focusWidget(), words)
    with qtbot.waitSignal(panel.searched, timeout=20 * PATIENCE_MS) as signal:
        pass
    assert signal.args == [words]
    return panel


def test_a_name_without_tones_and_a_number_find_the_entry(signed_in, qtbot, row):
    search_for(signed_in, qtbot, row.registration_no)
    name = row.main_name.split()[-1]
    type_text(signed_in.window.focusWidget(), f" {name}")
    press(signed_in.window.focusWidget(), Qt.Key.Key_Return)  # at once: it searches for what is typed now
    assert not signed_in.desk_top.search.isVisible()
    assert signed_in.window.page == "entry"
    with signed_in.workspace.store.read() as session:
        found = entries.find(session, f"{row.registration_no} {name}")
    assert signed_in.desk_top.entry.entry_id == found[0].id


def test_the_arrows_choose_while_the_caret_stays(signed_in, qtbot):
    panel = search_for(signed_in, qtbot, "nguyen")
    line = signed_in.window.focusWidget()
    with signed_in.workspace.store.read() as session:
        found = entries.find(session, "nguyen")
    assert len(found) > 2
    press(line, Qt.Key.Key_Down)
    press(line, Qt.Key.Key_Down)
    press(line, Qt.Key.Key_Up)
    assert signed_in.window.focusWidget() is line
    with qtbot.waitSignal(panel.opened) as opened:
        press(line, Qt.Key.Key_Return)
    assert opened.args == [found[1].id]
    assert signed_in.desk_top.entry.entry_id == found[1].id


def test_escape_goes_back_to_the_same_caret(signed_in, qtbot, entry_id):
    signed_in.window.show_page("entry")
    screen = signed_in.desk_top.entry
    screen.open_entry(entry_id)
    screen.form.focus_field("child_home_origin", 0)
    field = signed_in.window.focusWidget()
    type_text(field, "Cẩm")
    panel = search_for(signed_in, qtbot, "khong co ai ten nay")
    with signed_in.workspace.store.read() as session:
        kept = entries.get(session, entry_id).values["child_home_origin"].text
    assert kept == field.text().strip()  # the field was left, so it is in the store
    press(signed_in.window.focusWidget(), Qt.Key.Key_Return)  # nothing to open
    assert panel.isVisible()
    press(signed_in.window.focusWidget(), Qt.Key.Key_Escape)
    assert not panel.isVisible()
    assert signed_in.window.focusWidget() is field
    assert field.cursorPosition() == 3


def test_another_page_takes_the_search_away(signed_in, qtbot):
    panel = search_for(signed_in, qtbot, "1")
    signed_in.window.show_page("volumes")
    assert not panel.isVisible()


def test_a_typist_may_search(start, qtbot):
    application = start()
    sign_in(application, qtbot, login="luong.ht")
    panel = search_for(application, qtbot, "1")
    with qtbot.waitSignal(panel.opened):
        press(application.window.focusWidget(), Qt.Key.Key_Return)
    assert application.desk_top.entry.entry_id


def test_f1_lists_the_keys_of_the_screen_in_front(signed_in, qtbot):
    signed_in.window.show_page("volumes")
    QTest.keyClick(signed_in.window, Qt.Key.Key_F1)
    dialog = signed_in.window.findChild(QDialog)
    words = {label.text() for label in dialog.findChildren(QLabel)}
    shown = [word for pair in signed_in.window.key_bar.keys for word in pair if pair[0] != "F1"]
    assert shown
    assert set(shown) <= words
    assert {"Ctrl+L", "Ctrl+K", "F12", "Alt+1 … Alt+0", "Sổ"} <= words
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


WHERES = ("form", "number", "candidates", "comparison", "decision", "reason", "strip")


@pytest.mark.parametrize("where", WHERES)
def test_one_f1_lists_every_key_of_the_entry_screen_wherever_the_focus_is(signed_in, qtbot, entry_id, where):
    window, screen = signed_in.window, signed_in.desk_top.entry
    window.show_page("entry")
    screen.open_entry(entry_id)
    screen.form.focus_field("child_sex", None)
    if where in {"candidates", "comparison", "decision"}:
        getattr(screen.persons, where).setFocus()
    elif where != "form":
        begin = {"number": Qt.Key.Key_G, "reason": Qt.Key.Key_F10, "strip": Qt.Key.Key_F12}[where]
        held = Qt.KeyboardModifier.ControlModifier if where == "number" else Qt.KeyboardModifier.NoModifier
        QTest.keyClick(window.focusWidget(), begin, held)
    before = window.focusWidget()
    QTest.keyClick(before, Qt.Key.Key_F1)
    dialog = window.findChild(QDialog)
    assert dialog.isVisible()
    words = {label.text() for label in dialog.findChildren(QLabel)}
    works = {s.key().toString() for owner in (window, screen) for s in _own_shortcuts(owner)}
    assert len(works) > 20
    assert {key for key in works if key not in words} == SHOWN_TOGETHER
    assert ("Giới tính" in words) == (where == "form")
    cut = [x.text() for x in dialog.findChildren(QLabel) if x.sizeHint().width() > x.width()]
    assert cut == []
    assert dialog.sizeHint().height() <= 698
    assert dialog.sizeHint().width() <= 1366
    QTest.keyClick(dialog, Qt.Key.Key_F1)
    assert not dialog.isVisible()
    assert window.focusWidget() is before


SHOWN_TOGETHER = {"Alt+Left", "Alt+Right", "Ctrl+=", "Ctrl++", "Ctrl+-"} | {f"Alt+{n}" for n in range(10)}
"""Keys that stand in one line of the list with others."""


def _own_shortcuts(owner):
    return owner.findChildren(QShortcut, options=Qt.FindChildOption.FindDirectChildrenOnly)


def test_a_typist_is_shown_no_keys_about_the_registry(start, qtbot):
    application = start()
    sign_in(application, qtbot, login="luong.ht")
    application.window.show_page("entry")
    bar = dict(application.window.key_bar.keys)
    assert {"F2", "F9", "F1"} <= set(bar)
    assert not {"F4", "F5", "F7", "F8"} & set(bar)
