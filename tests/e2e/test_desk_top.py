"""What a new officer meets in the first minutes: the keyboard, the bar, the questions, the roles."""

import dataclasses

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from app.models.words.roles import Role
from app.models.words.values import Value
from app.services.entry import approval, entries, volumes
from app.ui.kit.parts import Chip
from app.ui.shell.desk_top import DeskTop
from app.ui.shell.main_window import MainWindow
from tests.e2e.officer import sign_in
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


@pytest.fixture
def window(qapp):
    """A second window; it is closed before it can be collected with its thread."""
    made = MainWindow("Đối Soát Hộ Tịch")
    yield made
    made.close()


def test_a_typist_sees_no_registry_screens(signed_in, window):
    work = signed_in.workspace
    work.account = dataclasses.replace(work.account, roles=frozenset({Role.TYPIST}))
    desk_top = DeskTop(work, window)
    desk_top.begin(None)
    assert list(window.pages) == ["today", "volumes", "entries", "entry", "recheck"]
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


def test_what_is_decided_whole_goes_to_the_police(signed_in, opened, qtbot):
    """The bar says what comes next, the badge who decides, and no key signs what is not ready."""
    with signed_in.workspace.store.read() as session:
        opened.open_entry(approval.waiting(session)[0].id)
    persons = opened.persons
    persons.select(next(iter(persons.model.decided)))
    first = persons.section
    persons.candidates.setFocus()
    assert persons.undo()
    assert opened.messages.words == ""
    assert persons.section == first
    assert persons.isAncestorOf(QApplication.focusWidget())
    names = []
    opened.police_shown.connect(names.append)
    press(QApplication.focusWidget(), Key.Key_F12)
    assert names[-1] == "Trương Văn Dũng"
    panel = opened.strip.panel
    assert "chưa kết luận" in panel.error
    type_text(panel.password, "mot hai")
    press(panel.password, Key.Key_Return, CONTROL)
    assert "chưa kết luận" in panel.error
    press(panel.password, Key.Key_Escape)
    assert names[-1] == ""
    persons.select(first)
    qtbot.waitUntil(lambda: not persons.searching)
    for line in persons.model.open_lines():
        persons.comparison.resolution_chosen.emit(line, "correct_book")
    assert persons.decide(persons.likely)
    assert opened.messages.words == "Đã kết luận đủ. Công an duyệt: F12; sang trường hợp tiếp: F9."
    assert QApplication.focusWidget().accessibleName() == "Trường hợp tiếp"
    opened.show_strip()
    assert panel.error == ""


def test_a_refused_mismatch_leads_to_the_open_line(signed_in, opened, qtbot):
    persons = opened.persons
    for section in persons.model.decided:
        persons.select(section)
        assert persons.undo()
    persons.select("child")
    other = "Nam" if opened.form.values()["child_sex"].text == "Nữ" else "Nữ"
    opened.form.value_left.emit("child_sex", Value.of(other))
    qtbot.waitUntil(lambda: not persons.searching)
    assert persons.model.open_lines()
    assert not persons.decide("mismatch_basic")
    assert persons.comparison.isAncestorOf(QApplication.focusWidget())


def test_nothing_is_decided_on_an_older_search(signed_in, opened, qtbot):
    persons = opened.persons
    persons.select("child")
    assert persons.undo()
    refused = []
    persons.refused.connect(refused.append)
    empty = {key: Value() for key in opened.form.values()}
    persons.typed(empty)
    assert not persons.decide("match")
    qtbot.waitUntil(lambda: bool(refused))
    assert "kết quả tìm khác" in refused[0]


def test_the_way_of_typing_is_shown(signed_in, opened):
    press(QApplication.focusWidget(), Key.Key_T, CONTROL)
    words = {label.text() for label in opened.findChildren(QLabel)}
    assert "Bộ gõ: Telex (Ctrl+T đổi)" in words


def test_without_an_entry_the_draft_is_offered(signed_in, qtbot):
    screen, work = signed_in.desk_top.entry, signed_in.workspace
    with work.store.write() as session:
        volume = volumes.inventory(session)[0].id
        draft = entries.create(
            session, volume, by=work.account, at=work.now(), random=work.random, carried={}
        )
    signed_in.window.show_page("entry")
    assert not screen.findChild(Chip).isVisible()
    press(QApplication.focusWidget(), Key.Key_Return)
    assert screen.entry_id == draft
    assert screen.form.isAncestorOf(QApplication.focusWidget())


def test_a_police_officer_only_reads_the_form(start, qtbot, entry_id):
    application = start(idle_typing=600, idle_police=7)
    sign_in(application, qtbot, login="dung.tv")
    assert application.preferences.lock_after == 7
    application.window.show_page("entry")
    screen = application.desk_top.entry
    screen.open_entry(entry_id)
    before = screen.form.values()
    type_text(QApplication.focusWidget(), "x")
    screen.save_current()
    assert screen.form.values() == before
