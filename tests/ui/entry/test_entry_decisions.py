"""Whom a key decides about on the entry screen, where the focus goes then, and what is asked before."""

import dataclasses
import itertools

import pytest
import shiboken6
import sqlcipher3.dbapi2 as sqlcipher
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from app.matching.result import Finding
from app.models.books import BOOKS
from app.models.registry.reading import Registry
from app.models.store.tables import Snapshot
from app.models.words.codes import Branch
from app.ui.entry.person_lookup import PersonLookup
from app.ui.kit.cut_label import CutLabel
from tests.ui.desk import CHILD_TYPED, decision, entry, field, question, rows
from tests.ui.driver import button, focused, form_row, rows_of, says, seen, tabs, turn_to, words
from tests.ui.keys import press, type_text
from tests.ui.people import KEY

Key, NONE = Qt.Key, Qt.KeyboardModifier.NoModifier
SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
PARENTS = {"father_name": "Tráng A Của", "mother_name": "Sùng Thị Lạ Kỳ"}


def key(which, modifiers=NONE):
    """Press a key where the focus is, as a keyboard does."""
    QTest.keyClick(focused(), which, modifiers)


def first_line(screen):
    """Return where to click on the first candidate."""
    table = screen.persons.candidates.table
    place = table.visualRect(table.table_model.index(0, 1)).center()
    return table.viewport(), Qt.MouseButton.LeftButton, NONE, place


def branches(work, screen):
    found = {s: decision(work, screen, s) for s in ("child", "mother", "father")}
    return {section: row.branch for section, row in found.items() if row is not None}


@pytest.fixture
def family(work, screen, qtbot):
    """A child that is found, and parents who are not."""
    screen.open_entry(entry(work, **CHILD_TYPED, **PARENTS))
    qtbot.waitUntil(lambda: not screen.persons.searching)
    return screen


def shows(screen, section):
    return (screen.persons.section, screen.persons.candidates.section) == (section, section)


@pytest.mark.parametrize("way", ["F6", "Shift+F6", "tab", "click"])
def test_the_panel_shows_whose_field_the_focus_comes_back_to(family, way):
    field(family, "father_name")
    assert shows(family, "father")
    key(Key.Key_F6)
    turn_to(family, "Con")
    assert shows(family, "child")
    if way == "tab":
        family.persons.decision.setFocus()
        family.form.setFocus(Qt.FocusReason.TabFocusReason)
    elif way == "click":
        family.form.focus_field("father_birth_date", None)
    else:
        steps = 3 if way == "F6" else 1
        for _ in range(steps):
            key(Key.Key_F6, NONE if way == "F6" else SHIFT)
    assert family.form.isAncestorOf(focused())
    assert shows(family, "father")


def test_a_key_in_the_form_decides_about_the_person_at_the_caret(work, family):
    field(family, "father_name")
    family.persons.select("mother")
    key(Key.Key_F8)
    assert branches(work, family) == {"father": Branch.NOT_FOUND}
    assert shows(family, "father")


def test_a_key_after_a_click_on_a_tab_decides_about_the_person_clicked(work, family):
    field(family, "father_name")
    turn_to(family, "Mẹ")
    assert focused() is family.persons.candidates
    key(Key.Key_F8)
    assert branches(work, family) == {"mother": Branch.NOT_FOUND}


def test_where_the_caret_is_in_nobodys_field_no_key_decides(work, family):
    field(family, "registration_no")
    key(Key.Key_F8)
    assert branches(work, family) == {}
    assert "ô này không thuộc về ai" in family.messages.words


def test_a_decision_from_the_form_leaves_the_caret_where_it_was(work, family):
    editor = field(family, "father_name")
    key(Key.Key_F8)
    assert branches(work, family) == {"father": Branch.NOT_FOUND}
    assert focused() is editor
    type_text(focused(), "m n")
    assert editor.text() == PARENTS["father_name"] + "m n"
    assert family.persons.model.choices.resolutions == {}


def test_a_decision_from_the_panel_goes_on_to_the_next_person(work, family):
    field(family, "father_name")
    key(Key.Key_F6, SHIFT)
    assert family.persons.decision.isAncestorOf(focused())
    key(Key.Key_Space)
    assert branches(work, family) == {"father": Branch.NOT_FOUND}
    assert family.persons.isAncestorOf(focused())
    assert shows(family, "child")
    assert family.form.current()[0] == "father_name", "the focus must not have passed through the form"


def test_the_decision_row_decides_about_the_person_shown_after_coming_back(work, family):
    field(family, "father_name")
    key(Key.Key_F8)
    key(Key.Key_PageUp)
    assert shows(family, "mother")
    key(Key.Key_F6)
    key(Key.Key_F6, SHIFT)
    assert shows(family, "mother")
    key(Key.Key_F8)
    assert branches(work, family) == dict.fromkeys(("father", "mother"), Branch.NOT_FOUND)


def test_not_found_asks_first_where_someone_is_chosen(work, screen, qtbot):
    screen.resize(1218, 640)  # what 1366 leaves beside the pages
    editor = field(screen, "child_name")
    row = screen.persons.decision
    key(Key.Key_F8)
    assert branches(work, screen) == {}
    said = "Có người khớp: Phạm Văn Tý 28/10/1999. F8 lần nữa nếu không phải người này."
    qtbot.waitUntil(lambda: question(screen).shown == "Không phải Phạm Văn Tý 28/10/1999? F8 lần nữa")
    assert question(screen).toolTip() == said
    assert row.accessibleName() == said
    key(Key.Key_F8)
    assert branches(work, screen) == {"child": Branch.NOT_FOUND}
    assert question(screen) is None
    assert [line for line in rows(screen) if line.chosen] == []
    assert rows_of(screen.persons.comparison.table) == ()
    press(screen.persons.candidates, Key.Key_1)
    assert "Ctrl+Z" in screen.refusals[-1]
    assert [line for line in rows(screen) if line.chosen] == []
    assert focused() is editor


def test_holding_f8_down_is_no_second_yes(work, screen):
    editor = field(screen, "child_name")
    held = [QKeyEvent(QEvent.Type.KeyPress, Key.Key_F8, NONE, "", again) for again in (False, True, True)]
    for event in held:
        QApplication.sendEvent(editor, event)
    assert question(screen) is not None
    assert branches(work, screen) == {}


@pytest.mark.parametrize("way", ["types", "chooses", "turns away"])
def test_the_question_is_forgotten(work, screen, qtbot, way):
    editor = field(screen, "child_name")
    key(Key.Key_F8)
    if way == "types":
        type_text(editor, "x")
        press(editor, Key.Key_Backspace)
        qtbot.waitUntil(lambda: not screen.persons.searching)
    elif way == "chooses":
        QTest.mouseClick(*first_line(screen))
    else:
        field(screen, "mother_name")
        field(screen, "child_name")
    key(Key.Key_F8)
    assert branches(work, screen) == {}
    assert question(screen) is not None


def test_ctrl_z_right_after_takes_the_decision_back_not_the_typing(work, family, qtbot):
    editor = field(family, "father_name")
    type_text(editor, "n")
    key(Key.Key_F8)
    qtbot.waitUntil(lambda: "father" in branches(work, family))
    words = editor.text()
    key(Key.Key_Z, CONTROL)
    assert branches(work, family) == {}
    assert editor.text() == words
    assert focused() is editor
    key(Key.Key_Z, CONTROL)
    assert editor.text() != words, "then it takes the typing back"


def test_ctrl_z_takes_the_last_decision_back_whoever_is_shown(work, family):
    field(family, "father_name")
    key(Key.Key_F6, SHIFT)
    key(Key.Key_F8)
    assert shows(family, "child")
    key(Key.Key_Z, CONTROL)
    assert branches(work, family) == {}
    assert shows(family, "father")


def test_nothing_is_confirmed_or_decided_with_a_failed_search(work, screen, qtbot):
    offered = []
    screen.persons.confirmable.connect(offered.append)
    screen.persons.select("child")
    assert offered[-1]
    work.gate.error = sqlcipher.DatabaseError("disk I/O error")
    field(screen, "child_name")
    key(Key.Key_F5)
    qtbot.waitUntil(lambda: not screen.persons.searching)
    assert offered[-1] == {}
    assert rows_of(screen.persons.comparison.table) == ()
    assert screen.persons.likely is None
    assert not any(one.property("kind") == "primary" for one in seen(screen.persons.decision, QPushButton))
    for branch in (Branch.MATCH, Branch.MISMATCH_BASIC, Branch.NOT_FOUND):
        assert not screen.persons.decide(branch)
        qtbot.waitUntil(lambda: not screen.persons.searching)
    assert branches(work, screen) == {}
    work.gate.error = None
    key(Key.Key_F5)
    qtbot.waitUntil(lambda: not screen.persons.searching)
    assert screen.persons.likely == Branch.MATCH
    assert offered[-1]


def test_f5_works_again_once_the_file_is_readable(work, screen, qtbot, tmp_path):
    path = tmp_path / "registry-1.db"
    with work.store.write() as session:
        old = session.query(Snapshot).one()
        kept = ("issuer", "scope", "report", "row_count", "issued_at", "imported_at", "imported_by")
        copy = {name: getattr(old, name) for name in kept}
        old.key, old.active = None, False
        session.flush()  # a copy is replaced, never changed
        given = {"snapshot_id": "s2", "file_name": path.name, "expires_at": "2999-01-01T00:00:00Z"}
        session.add(Snapshot(**copy, **given, key=KEY, active=True))
    work.registry.close()
    whole = path.read_bytes()
    work.registry = Registry.open(path, KEY)
    path.write_bytes(whole[:4096] + bytes(255 - b for b in whole[4096:]))
    key(Key.Key_F5)
    qtbot.waitUntil(lambda: not screen.persons.searching)
    assert screen.persons.model.choices.broken
    path.write_bytes(whole)
    key(Key.Key_F5)
    qtbot.waitUntil(lambda: not screen.persons.searching)
    assert screen.persons.likely == Branch.MATCH


def test_the_look_up_ends_quietly_when_qt_took_its_search_first(work, qtbot):
    lookup = PersonLookup(work)
    with qtbot.captureExceptions() as caught:
        shiboken6.delete(lookup._searching)
        shiboken6.delete(lookup)
    assert caught == []
    assert work.readers == []


def test_a_name_half_typed_makes_not_found_no_main_button(work, screen, qtbot):
    not_found = button(screen, "Không tìm thấy")

    def pause():
        qtbot.waitUntil(lambda: not screen.persons.searching)
        return screen.persons.model.choices.searches["father"].finding, not_found.property("kind")

    editor = field(screen, "father_name")
    type_text(editor, "Quang Xa")
    assert pause() == (Finding.NOT_FOUND, "")
    key(Key.Key_F6)
    assert not_found.property("kind") == "primary"
    type_text(field(screen, "father_name"), "m")
    assert pause() == (Finding.NOT_FOUND, "")
    editor = field(screen, "father_birth_date")
    type_text(editor, "1950")
    assert pause() == (Finding.NOT_FOUND, "primary")


def test_shift_f5_is_offered_only_where_someone_is_out_of_sight(work, screen, qtbot):
    panel = screen.persons.candidates
    field(screen, "child_name")
    assert 0 < len(rows(screen)) <= 3
    assert "Shift+F5" not in words(panel)
    height = panel.height()
    key(Key.Key_F5, SHIFT)
    QApplication.processEvents()
    assert (panel.tall, panel.height()) == (False, height)
    screen.open_entry(entry(work, child_name="Lò Văn Sử"))
    qtbot.waitUntil(lambda: not screen.persons.searching)
    assert "Shift+F5" in words(panel)


def test_a_digit_is_named_as_a_key_only_where_it_is_one(work, screen, qtbot):
    panel = screen.persons.candidates
    screen.open_entry(entry(work, child_name="Lò Văn Sử"))
    field(screen, "child_name")
    qtbot.waitUntil(lambda: not screen.persons.searching)
    assert says(panel, "F7 chọn từng người; F6 sang đây rồi 1–9")
    key(Key.Key_F6)
    assert says(panel, "Phím 1–9 chọn")
    key(Key.Key_F6)
    assert not says(panel, "Phím 1–9 chọn")


LONG = "Trương Nguyễn Hoàng Minh Phương Anh"


@pytest.mark.parametrize("width", [1200, 1093 - 76])
def test_the_question_and_the_form_keep_their_place(work, screen, qtbot, width):
    """The question stands in one line, the names of the tabs are whole, and no field is moved."""
    screen.resize(width, 560)
    QApplication.processEvents()
    editor = field(screen, "child_name")
    QApplication.processEvents()
    before = (screen.form.width(), editor.height(), editor.mapTo(screen, editor.rect().topLeft()))
    row = screen.persons.decision
    chosen = dataclasses.replace(screen.persons.model.choices.chosen["child"], full_name=LONG)
    key(Key.Key_F8)
    row.set_situation(likely="", decided=None, has_snapshot=True, chosen=True, summary="", instead_of=chosen)
    QApplication.processEvents()
    asked = question(screen)
    assert "người tìm thấy? F8 lần nữa" in asked.shown
    assert "…" not in asked.shown
    assert asked.sizeHint().height() < 2 * asked.fontMetrics().height()
    assert (screen.form.width(), editor.height(), editor.mapTo(screen, editor.rect().topLeft())) == before
    titles = [seen(one, CutLabel)[0] for one in tabs(screen)]
    assert [title.shown for title in titles] == ["Con", "Mẹ", "Cha"]


def test_the_line_that_differs_is_in_sight_before_one_goes_there(work, screen, qtbot):
    screen.resize(1200, 460)
    typed = CHILD_TYPED | {"child_birth_place": "Trạm xá", "mother_name": "Bùi Thị Thúy"}
    screen.open_entry(entry(work, **typed))
    field(screen, "child_name")
    qtbot.waitUntil(lambda: screen.persons.model.open_lines() == ["mother_name"])
    QApplication.processEvents()
    table = screen.persons.comparison.table
    shown = table.visualRect(table.currentIndex())
    assert table.current().line.field == "mother_name"
    assert table.verticalScrollBar().value() > 0
    assert table.viewport().rect().contains(shown)


@pytest.mark.parametrize("height", [420, 640])
def test_the_fields_beside_the_caret_are_in_sight(screen, height):
    """Going down by Enter and up by the arrow, the next field is never below the edge."""
    screen.resize(1200, height)
    form = screen.form
    QApplication.processEvents()
    fields = [f.key for s in BOOKS["khai_sinh"].sections[1:4] for f in s.fields]
    order = [key for key in fields if not form_row(form, key).isHidden()]
    area = form.sections.viewport()

    def whole(name):
        row = form_row(form, name)
        top = row.mapTo(area, row.rect().topLeft()).y()
        return form.sections.stuck.height() <= top + 1 and top + row.height() <= area.height()

    field(screen, order[0])
    for here, after in itertools.pairwise(order):
        assert (whole(here), whole(after)) == (True, True), here
        key(Key.Key_Return)
    for here, before in itertools.pairwise(reversed(order[: order.index(form.current()[0]) + 1])):
        assert (whole(here), whole(before)) == (True, True), here
        key(Key.Key_Up)
