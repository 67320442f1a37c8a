"""Who is chosen on the entry screen as the words change, and what ends with the screen."""

import dataclasses

import pytest
import sqlcipher3.dbapi2 as sqlcipher
from PySide6.QtCore import Qt

from app.matching.result import Finding
from app.models.store.tables import AuditEvent
from app.models.words.codes import Branch, Resolution
from app.ui.entry.person_lookup import PersonLookup
from app.ui.entry.persons_side import PersonsSide
from app.ui.entry.screen import EntryScreen
from app.ui.entry.writer import EntryWriter
from tests.ui.desk import decision, entry, field, hold, rows, thread_of
from tests.ui.driver import button, chips, focused, rows_of, says, words
from tests.ui.keys import press, type_text
from tests.ui.people import CHILD

Key = Qt.Key


def leave(screen, qtbot, **typed):
    """Type into fields and leave them; turn back to the child when the search has ended."""
    for key, text in typed.items():
        editor = field(screen, key)
        press(editor, Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        type_text(editor, text)
        press(editor, Key.Key_Tab)
    screen.persons.select("child")
    qtbot.waitUntil(lambda: not screen.persons.searching)


def found(screen):
    return screen.persons.model.choices.searches["child"]


def chosen(screen):
    person = screen.persons.model.choices.chosen.get("child")
    return person and person.personal_id


def test_other_parents_take_the_programs_choice_back(screen, qtbot):
    assert chosen(screen) == CHILD
    leave(screen, qtbot, father_name="Lê Văn Khác", mother_name="Tô Thị Lạ")
    assert found(screen).finding != Finding.FOUND
    assert chosen(screen) is None
    assert [row for row in rows(screen) if row.chosen] == []
    assert screen.persons.likely != Branch.MATCH


def test_the_officers_choice_stays_and_is_shown_where_it_is_listed(screen, qtbot):
    press(screen.persons.candidates, Key.Key_1)
    leave(screen, qtbot, father_name="Lê Văn Khác", mother_name="Tô Thị Lạ")
    assert CHILD in [c.person.personal_id for c in found(screen).candidates]
    assert chosen(screen) == CHILD
    assert [row.candidate.person.personal_id for row in rows(screen) if row.chosen] == [CHILD]


def test_enter_on_the_person_chosen_goes_on_to_the_decision(work, screen, qtbot):
    leave(screen, qtbot, father_name="Phạm Văn Lực")
    screen.persons.select("father")
    assert screen.persons.model.person("father") is None, "several have that name"
    screen.persons.candidates.setFocus()
    press(focused(), Key.Key_1)
    assert focused() is screen.persons.candidates
    person = screen.persons.model.person("father")
    assert person is not None
    press(focused(), Key.Key_Space)
    assert focused() is screen.persons.candidates, "only Enter goes on"
    press(focused(), Key.Key_Return)
    assert focused() is button(screen, "Thống nhất")
    assert decision(work, screen, "father") is None
    press(focused(), Key.Key_Return)
    assert decision(work, screen, "father").personal_id == person.personal_id


def test_enter_on_the_person_chosen_goes_on_to_what_differs(work, screen, qtbot):
    leave(screen, qtbot, father_name="Phạm Văn Lực", father_ethnicity="Kinh")
    screen.persons.select("father")
    screen.persons.candidates.setFocus()
    press(focused(), Key.Key_1)
    assert screen.persons.model.open_lines() == ["ethnicity"]
    press(focused(), Key.Key_Return)
    assert focused() is screen.persons.comparison.table
    assert screen.persons.comparison.table.current().line.field == "ethnicity"
    assert decision(work, screen, "father") is None


def test_enter_on_a_person_not_chosen_chooses(screen, qtbot):
    leave(screen, qtbot, father_name="Phạm Văn Lực")
    screen.persons.select("father")
    screen.persons.candidates.setFocus()
    press(focused(), Key.Key_1)
    first = screen.persons.model.person("father")
    press(focused(), Key.Key_Down)
    press(focused(), Key.Key_Return)
    assert focused() is screen.persons.candidates
    assert screen.persons.model.person("father") not in (None, first)


def test_lines_of_one_person_are_not_shown_for_another(work, screen, qtbot):
    screen.open_entry(entry(work, child_name="Lò Văn Sử"))
    qtbot.waitUntil(lambda: not screen.persons.searching)
    press(screen.persons.candidates, Key.Key_1)
    line = screen.persons.model.open_lines()[0]
    screen.persons.comparison.resolution_chosen.emit(line, str(Resolution.VERIFY))
    assert line not in screen.persons.model.open_lines()
    screen.persons.comparison.noted.emit(line, "hỏi lại")
    press(screen.persons.candidates, Key.Key_1)
    assert line not in screen.persons.model.open_lines(), "the same person once more"
    press(screen.persons.candidates, Key.Key_2)
    assert line in screen.persons.model.open_lines()
    assert {row.note for row in rows_of(screen.persons.comparison.table)} == {""}


def test_a_decision_taken_back_is_compared_with_the_registry_of_today(work, screen, qtbot):
    assert screen.persons.decide(Branch.MATCH)
    search = found(screen)
    newer = dataclasses.replace(search.candidates[0].person, full_name="Phạm Văn Ty")
    first = dataclasses.replace(search.candidates[0], person=newer)
    later = dataclasses.replace(search, candidates=(first, *search.candidates[1:]))
    searches = {**screen.persons.model.choices.searches, "child": later}
    screen.persons.findChild(PersonLookup).found.emit(searches)
    assert screen.persons.likely == Branch.MATCH, "what was decided is still shown"
    assert not screen.persons.decide(Branch.MATCH)
    assert "Ctrl+Z" in screen.refusals[-1]
    assert decision(work, screen).registry_values["full_name"] == "Phạm Văn Tý"
    assert screen.persons.undo()
    assert screen.persons.likely == Branch.MISMATCH_BASIC
    assert [line.registry for line in screen.persons.model.lines("child") if line.field == "full_name"] == [
        "Phạm Văn Ty"
    ]


def test_nothing_is_said_to_be_searched_once_the_words_are_those_answered_last(work, screen, qtbot):
    before = hold(work, screen, qtbot)
    editor = field(screen, "child_name")
    type_text(editor, "x")
    qtbot.waitUntil(lambda: work.gate.waits > before)
    panel = screen.persons.candidates
    qtbot.waitUntil(lambda: "đang tìm…" in words(panel))
    press(editor, Key.Key_Backspace)
    assert not screen.persons.searching
    assert says(panel, "tìm theo")
    assert len(chips(panel)) == 1


def test_nothing_is_said_to_be_searched_once_the_registry_is_closed(work, screen, qtbot):
    hold(work, screen, qtbot)
    screen.persons.candidates.search_again.emit("child")
    panel = screen.persons.candidates
    qtbot.waitUntil(lambda: "đang tìm…" in words(panel))
    work.gate.open.set()
    work.close_snapshot()
    screen.persons.search_now()
    assert "Chưa có bản sao CSDL" in panel.accessibleName()


def test_searches_before_a_failed_one_are_recorded_once_on_leaving(work, screen, qtbot):
    first = screen.entry_id
    work.gate.error = sqlcipher.DatabaseError("disk I/O error")
    screen.persons.candidates.search_again.emit("child")
    qtbot.waitUntil(lambda: not screen.persons.searching)
    assert screen.persons.model.choices.searches == {}
    work.gate.error = None
    screen.open_entry(entry(work))
    with work.store.read() as session:
        events = [e for e in session.query(AuditEvent) if e.kind == "searched"]
        assert [(e.subject, e.data["section"]) for e in events] == [(first, "child")]


@pytest.mark.parametrize("kind", [EntryScreen, lambda work: PersonsSide(work, EntryWriter(work))])
def test_a_screen_that_is_gone_reads_the_registry_no_more(themed, work, qtbot, kind):
    shown = entry(work, child_name="Phạm Văn Tý")
    made = kind(work)
    side = getattr(made, "persons", made)
    side.show_entry(EntryWriter(work).read(shown))
    lookup = side.findChild(PersonLookup)
    thread = thread_of(lookup)
    assert thread.isRunning()
    assert len(work.readers) == 1
    with qtbot.waitSignal(lookup.destroyed):
        made.deleteLater()
    assert not thread.isRunning()
    assert work.readers == []
