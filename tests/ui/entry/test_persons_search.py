"""Searching while typing, on the real entry screen over a real registry behind a slow disk."""

import dataclasses

import pytest
import sqlcipher3.dbapi2 as sqlcipher
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.matching.result import Finding
from app.models.store.tables import AuditEvent
from app.models.words.codes import Branch
from app.models.words.values import Value
from app.services.entry import entries
from app.ui.entry.person_lookup import PersonLookup
from app.ui.entry.screen import EntryScreen
from tests.conftest import TYPIST
from tests.ui.desk import CHILD_TYPED, decision, entry, field, hold, question, rows, thread_of
from tests.ui.driver import says, words
from tests.ui.keys import press, type_text
from tests.ui.people import CHILD, FATHER, MOTHER

Key, SHIFT = Qt.Key, Qt.KeyboardModifier.ShiftModifier


def test_whoever_is_found_is_shown_and_chosen(screen):
    assert screen.persons.first_candidate.personal_id == CHILD
    assert screen.persons.likely == Branch.MATCH


def test_keys_are_shown_at_once_while_a_search_runs(work, screen, qtbot):
    before = hold(work, screen, qtbot)
    editor = field(screen, "child_name")
    type_text(editor, "x")
    qtbot.waitUntil(lambda: work.gate.waits > before)
    type_text(editor, "yz")
    assert editor.text() == "Phạm Văn Týxyz"
    assert screen.persons.searching
    assert [row.candidate.person.personal_id for row in rows(screen)][:1] == [CHILD]
    work.gate.open.set()
    qtbot.waitUntil(lambda: not screen.persons.searching)


def test_an_answer_to_words_that_changed_is_dropped(work, screen, qtbot):
    shown = []
    screen.persons.findChild(PersonLookup).found.connect(shown.append)
    before = hold(work, screen, qtbot)
    editor = field(screen, "child_name")
    type_text(editor, "x")
    qtbot.waitUntil(lambda: work.gate.waits > before)
    press(editor, Key.Key_Backspace)
    type_text(editor, "n")
    work.gate.open.set()
    qtbot.waitUntil(lambda: not screen.persons.searching)
    assert [dict(s["child"].query)["full_name"] for s in shown] == ["Phạm Văn Týn"]


def test_an_answer_about_another_entry_is_dropped(work, screen, qtbot):
    other = entry(work, child_name="Lò Văn Sử B")
    before = hold(work, screen, qtbot)
    screen.persons.candidates.search_again.emit("child")
    qtbot.waitUntil(lambda: work.gate.waits > before)
    screen.open_entry(other)
    work.gate.open.set()
    qtbot.waitUntil(lambda: not screen.persons.searching)
    assert screen.entry_id == other
    assert CHILD not in [row.candidate.person.personal_id for row in rows(screen)]


def test_one_number_is_enough_to_begin(work, screen, qtbot):
    screen.open_entry(entry(work))
    type_text(field(screen, "child_name"), "")
    screen.persons.typed({"child_personal_id": Value.of(CHILD)})
    qtbot.waitUntil(lambda: not screen.persons.searching)
    assert screen.persons.first_candidate.personal_id == CHILD


def test_the_mother_alone_is_enough_to_begin(work, screen, qtbot):
    screen.open_entry(entry(work, mother_name="Bùi Thị Thuỷ"))
    screen.persons.select("mother")
    qtbot.waitUntil(lambda: not screen.persons.searching)
    assert MOTHER in [row.candidate.person.personal_id for row in rows(screen)]


def test_a_decision_waits_for_the_search_that_runs(work, screen, qtbot):
    before = hold(work, screen, qtbot)
    screen.form.value_left.emit("child_ethnicity", Value.of("Mường "))
    screen.persons.candidates.search_again.emit("child")
    qtbot.waitUntil(lambda: work.gate.waits > before)
    assert not screen.persons.decide(Branch.MATCH)
    assert decision(work, screen) is None
    with qtbot.waitSignal(screen.persons.decided):
        work.gate.open.set()
    assert decision(work, screen).branch == Branch.MATCH
    assert screen.refusals == []


def test_typing_fast_and_deciding_at_once_logs_what_was_typed_last(work, screen, qtbot):
    editor = field(screen, "child_name")
    press(editor, Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    type_text(editor, "Tráng A Của")
    screen.form.value_left.emit("child_birth_date", Value.of("1/2/2003"))
    press(editor, Key.Key_F8)
    qtbot.waitUntil(lambda: decision(work, screen) is not None or bool(screen.refusals))
    if decision(work, screen) is None:  # people came up that were not on the screen: look, then once more
        assert "kết quả tìm khác" in screen.refusals[-1]
        press(editor, Key.Key_F8)
    found = decision(work, screen)
    assert found.branch == Branch.NOT_FOUND
    assert found.search["query"]["full_name"] == "Tráng A Của"
    assert found.search["query"]["birth_date"] == "1/2/2003"


def test_nobody_is_not_found_before_the_candidates_were_seen(work, screen, qtbot):
    work.gate.open.clear()
    screen.open_entry(entry(work, child_name="Lò Văn Sử"))
    press(field(screen, "child_name"), Key.Key_F8)
    work.gate.open.set()
    qtbot.waitUntil(lambda: bool(screen.refusals))
    assert "kết quả tìm khác" in screen.refusals[0]
    assert decision(work, screen) is None
    press(QApplication.focusWidget(), Key.Key_F8)
    assert decision(work, screen).branch == Branch.NOT_FOUND


def test_typing_on_takes_a_waiting_decision_back(work, screen, qtbot):
    hold(work, screen, qtbot)
    screen.persons.candidates.search_again.emit("child")
    screen.persons.decide(Branch.MATCH)
    type_text(field(screen, "child_name"), "x")
    assert "chữ đã đổi" in screen.refusals[0]
    work.gate.open.set()
    qtbot.waitUntil(lambda: not screen.persons.searching)
    assert decision(work, screen) is None


@pytest.mark.parametrize("leave", ["person", "entry"])
def test_turning_away_takes_a_waiting_decision_back(work, screen, qtbot, leave):
    hold(work, screen, qtbot)
    screen.persons.candidates.search_again.emit("child")
    screen.persons.decide(Branch.MATCH)
    first = screen.entry_id
    if leave == "person":
        screen.persons.select("mother")
    else:
        screen.open_entry(entry(work, child_name="Lò Văn Sử B"))
    work.gate.open.set()
    qtbot.waitUntil(lambda: not screen.persons.searching)
    assert len(screen.refusals) == 1
    with work.store.read() as session:
        assert entries.active_decisions(session, first) == {}


def test_a_failed_search_is_shown_as_failed_and_stops_the_decision(work, screen, qtbot):
    work.gate.error = sqlcipher.DatabaseError("disk I/O error")
    screen.persons.candidates.search_again.emit("child")
    assert not screen.persons.decide(Branch.NOT_FOUND)
    qtbot.waitUntil(lambda: not screen.persons.searching)
    panel = screen.persons.candidates
    assert "không phải là kết quả “không thấy”" in panel.accessibleName()
    assert "tìm trong bản sao CSDL bị lỗi" in screen.refusals[0]
    assert screen.persons.likely != Branch.NOT_FOUND
    work.gate.error = None
    press(QApplication.focusWidget(), Key.Key_F5)
    qtbot.waitUntil(lambda: not screen.persons.searching)
    assert rows(screen)


def test_a_bug_goes_to_the_bug_log_once_and_shows_failed(work, screen, qtbot):
    work.gate.error = ZeroDivisionError("Phạm Văn Tý")
    with qtbot.captureExceptions() as caught:
        for _ in range(2):
            screen.persons.candidates.search_again.emit("child")
            qtbot.waitUntil(lambda: not screen.persons.searching)
    assert [kind for kind, _error, _trace in caught] == [ZeroDivisionError]
    said = screen.persons.candidates.accessibleName()
    assert "lỗi ngoài dự kiến" in said
    assert "Phạm" not in said


def test_a_slow_search_says_so_beside_what_was_found(work, screen, qtbot):
    hold(work, screen, qtbot)
    screen.persons.candidates.search_again.emit("child")
    panel = screen.persons.candidates
    qtbot.waitUntil(lambda: "đang tìm…" in words(panel))
    assert rows(screen)
    work.gate.open.set()
    qtbot.waitUntil(lambda: says(panel, "tìm theo"))


def test_a_ditto_mark_is_searched_and_compared_by_the_entry_before(work, screen, qtbot):
    entry(work, registration_no="44", mother_name="Bùi Thị Thuỷ", child_ethnicity="Mường")
    typed = CHILD_TYPED | {"mother_name": "nt", "child_ethnicity": "nt"}
    screen.open_entry(entry(work, registration_no="45", **typed))
    qtbot.waitUntil(lambda: not screen.persons.searching)
    search = screen.persons.model.choices.searches["child"]
    assert dict(search.query)["mother_name"] == "Bùi Thị Thuỷ"
    screen.persons.select("mother")
    assert MOTHER in [row.candidate.person.personal_id for row in rows(screen)]
    screen.persons.select("child")
    shown = {line.field: line for line in screen.persons.model.lines("child")}
    assert (shown["ethnicity"].book, shown["ethnicity"].detail) == ("nt", "như trên: Mường")
    assert screen.persons.likely == Branch.MATCH
    assert screen.persons.decide(Branch.MATCH)
    kept = {line["field"]: line for line in decision(work, screen).lines}
    assert {f: (x.book, str(x.result), x.detail) for f, x in shown.items()} == {
        f: (x["book"], x["result"], x["detail"]) for f, x in kept.items()
    }


def test_a_number_typed_later_tells_which_entry_is_the_one_before(work, screen, qtbot):
    entry(work, registration_no="45", child_ethnicity="Dao")
    entry(work, registration_no="44", child_ethnicity="Kinh")
    screen.open_entry(entry(work, registration_no="50", **CHILD_TYPED | {"child_ethnicity": "nt"}))

    def said():
        qtbot.waitUntil(lambda: not screen.persons.searching)
        (line,) = (line for line in screen.persons.model.lines("child") if line.field == "ethnicity")
        return line.detail

    assert said() == "ghi như trên"
    editor = field(screen, "registration_no")
    press(editor, Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    type_text(editor, "46")
    press(editor, Key.Key_Return)
    assert said() == "như trên: Dao (khác dân tộc)"


def test_a_father_of_whom_only_the_name_is_known_is_offered_by_the_childs_row(work, screen, qtbot):
    screen.open_entry(entry(work, **CHILD_TYPED, father_name="Phạm Văn Lực"))
    screen.persons.select("father")
    qtbot.waitUntil(lambda: not screen.persons.searching)
    search = screen.persons.model.choices.searches["father"]
    assert search.finding == Finding.FOUND
    best = search.candidates[0]
    assert (best.person.personal_id, best.household_only) == (FATHER, True)
    assert "CSDL ghi là cha của Phạm Văn Tý" in best.reason
    assert screen.persons.likely is None
    assert [row.chosen for row in rows(screen)] == [False] * len(rows(screen))
    assert not screen.persons.decide(Branch.NOT_FOUND), "whom the family points at is asked about first"
    assert "Phạm Văn Lực" in question(screen).toolTip()
    press(screen.persons.candidates, Key.Key_1)
    assert question(screen) is None
    assert screen.persons.likely == Branch.MATCH


def test_nobody_is_chosen_for_someone_without_name_and_number(work, screen, qtbot):
    typed = {"father_name": "Phạm Văn Lực", "mother_birth_date": "15/8/1975"}
    screen.open_entry(entry(work, **CHILD_TYPED, **typed))
    screen.persons.select("mother")
    qtbot.waitUntil(lambda: not screen.persons.searching)
    assert MOTHER in [row.candidate.person.personal_id for row in rows(screen)]
    assert [row for row in rows(screen) if row.chosen] == []


def test_more_people_by_one_key_and_back(work, screen, qtbot):
    screen.open_entry(entry(work, child_name="Lò Văn Sử"))
    qtbot.waitUntil(lambda: not screen.persons.searching)
    few, low = len(rows(screen)), screen.persons.candidates.height()
    assert few == 10
    press(QApplication.focusWidget(), Key.Key_F5, SHIFT)
    qtbot.waitUntil(lambda: len(rows(screen)) > few)
    assert len(rows(screen)) == 25
    qtbot.waitUntil(lambda: screen.persons.candidates.height() > low)
    press(QApplication.focusWidget(), Key.Key_F5, SHIFT)
    qtbot.waitUntil(lambda: len(rows(screen)) == few)
    assert not screen.persons.candidates.tall


def test_the_long_list_stays_while_someone_far_down_is_chosen(work, screen, qtbot):
    screen.open_entry(entry(work, child_name="Lò Văn Sử"))
    qtbot.waitUntil(lambda: not screen.persons.searching)
    screen.persons.toggle_more()
    qtbot.waitUntil(lambda: len(rows(screen)) > 10)
    far = rows(screen)[17].candidate.person
    screen.persons.candidates.chosen.emit("child", far.personal_id)
    screen.persons.toggle_more()
    qtbot.waitUntil(lambda: not screen.persons.searching)
    assert [row.number for row in rows(screen) if row.chosen] == [18]
    assert not screen.persons.candidates.tall


def test_the_focus_waits_for_the_search_to_know_where_to_go(work, screen, qtbot):
    hold(work, screen, qtbot)
    screen.persons.candidates.search_again.emit("child")
    screen.persons.focus_decision()
    assert screen.persons.candidates.hasFocus()
    work.gate.open.set()
    qtbot.waitUntil(lambda: screen.persons.decision.isAncestorOf(QApplication.focusWidget()))


def test_searches_left_undecided_are_recorded_once_for_their_entry(work, screen, qtbot):
    first = screen.entry_id
    screen.open_entry(entry(work, child_name="Lò Văn Sử B"))
    qtbot.waitUntil(lambda: not screen.persons.searching)
    with work.store.read() as session:
        events = [e for e in session.query(AuditEvent) if e.kind == "searched"]
        assert [(e.subject, e.data["section"]) for e in events] == [(first, "child")]


def test_who_only_types_asks_nothing_of_the_registry(themed, work, qtbot):
    work.account = dataclasses.replace(TYPIST)
    before = work.gate.waits
    made = EntryScreen(work)
    qtbot.addWidget(made)
    made.open_entry(entry(work, **CHILD_TYPED))
    made.persons.search_now()
    assert not made.persons.searching
    assert work.gate.waits == before
    assert "không xem dữ liệu dân cư" in made.persons.candidates.accessibleName()


def test_the_registry_closes_after_the_search_has_ended(work, screen, qtbot):
    before = hold(work, screen, qtbot)
    screen.persons.candidates.search_again.emit("child")
    qtbot.waitUntil(lambda: work.gate.waits > before)
    thread = thread_of(screen.persons.findChild(PersonLookup))
    assert thread.isRunning()
    work.gate.open.set()
    work.close_snapshot()
    assert not thread.isRunning()
    screen.persons.search_now()
    assert "Chưa có bản sao CSDL" in screen.persons.candidates.accessibleName()
