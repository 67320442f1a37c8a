"""A person, a number or an act that stands in another entry too, on the entry screen, by keys alone."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.models.words.codes import Branch
from app.models.words.values import Value
from app.services.entry import entries, volumes
from tests.conftest import AT, COMMUNE, JUSTICE
from tests.ui.desk import CHILD_TYPED, decision, entry, field
from tests.ui.driver import focused, form_row, says, words
from tests.ui.entry.test_entry_decisions import key
from tests.ui.keys import press, type_text
from tests.ui.people import FATHER

Key, CONTROL = Qt.Key, Qt.KeyboardModifier.ControlModifier
SAID = "Người này còn ở mục “Người được khai sinh” của Khai sinh quyển 01/1998, số 12, Phạm Văn Tý."


def decide_first(work, screen, qtbot, **typed):
    """Write an entry, decide that its child is a row of the registry, and open a second one."""
    first = entry(work, **CHILD_TYPED, registration_no="12", **typed)
    turn(screen, qtbot, first)
    assert screen.persons.decide(Branch.MATCH)
    second = entry(work, **CHILD_TYPED, registration_no="13", child_birth_place="xã Cẩm Lương")
    turn(screen, qtbot, second)
    return first, second


def turn(screen, qtbot, entry_id):
    screen.open_entry(entry_id)
    field(screen, "child_name")
    qtbot.waitUntil(lambda: not screen.persons.searching)


@pytest.fixture
def two(work, screen, qtbot):
    return decide_first(work, screen, qtbot)


def ask(which):
    QTest.keyClick(focused(), which, CONTROL)


def answer(text):
    type_text(focused(), text)
    press(focused(), Key.Key_Return)


def to_the_buttons(screen):
    key(Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert screen.persons.decision.isAncestorOf(focused())


def test_it_is_said_before_anything_is_decided(screen, two):
    assert says(screen.persons, SAID)
    assert [word for word in words(screen.persons.repeat_line) if word.startswith("Ctrl")] == [
        "Ctrl+O",
        "Ctrl+I",
    ]
    assert screen.persons.repeat_line.accessibleName() == SAID


def test_nothing_is_said_of_a_person_in_one_entry_only(screen, two, qtbot):
    field(screen, "mother_name")
    assert screen.persons.repeat_line.isHidden()
    turn(screen, qtbot, two[0])
    assert screen.persons.repeat_line.isHidden()


def test_a_second_birth_is_stopped_and_what_to_do_is_said(work, screen, two):
    to_the_buttons(screen)
    for _ in range(3):
        key(Key.Key_Return)
    assert decision(work, screen) is None
    assert "Mỗi người chỉ được đăng ký một lần" in screen.messages.words
    assert "Ctrl+O" in screen.messages.words
    assert "Ctrl+I" in screen.messages.words


def test_a_reason_lets_it_pass_and_is_shown(work, screen, two):
    first, _second = two
    ask(Key.Key_I)
    assert focused().accessibleName() == f"{SAID} Vì sao là đăng ký lại?"
    answer("chay so cu")
    assert decision(work, screen) is None, "a reason is no decision"
    assert says(screen.persons, f"{SAID[:-1]}; lý do: “chay so cu”.")
    assert "Ctrl+I" not in words(screen.persons.repeat_line)
    to_the_buttons(screen)
    key(Key.Key_Return)
    assert decision(work, screen).again == {"reason": "chay so cu", "entries": [first]}
    assert says(screen.persons, "lý do: “chay so cu”")


def test_no_words_are_no_reason(work, screen, two):
    ask(Key.Key_I)
    press(focused(), Key.Key_Return)
    press(focused(), Key.Key_Escape)
    to_the_buttons(screen)
    key(Key.Key_Return)
    assert decision(work, screen) is None


def test_where_the_kind_says_registered_again_nothing_stops(work, screen, two, qtbot):
    editor = field(screen, "registration_kind")
    type_text(editor, "2")
    field(screen, "child_name")
    assert says(screen.persons, SAID)
    assert "Ctrl+I" not in words(screen.persons.repeat_line)
    to_the_buttons(screen)
    key(Key.Key_Return)
    qtbot.waitUntil(lambda: decision(work, screen) is not None)
    assert decision(work, screen).again == {}


def test_the_other_entry_is_one_key_away_and_back(screen, two):
    first, second = two
    editor = field(screen, "child_birth_place")
    editor.setCursorPosition(3)
    ask(Key.Key_O)
    assert screen.entry_id == first
    assert "Ctrl+O trở lại" in screen.messages.words
    ask(Key.Key_O)
    assert (screen.entry_id, screen.form.current()) == (second, ("child_birth_place", 3))


def test_another_entry_opened_meanwhile_forgets_the_way_back(work, screen, two, qtbot):
    ask(Key.Key_O)
    third = entry(work, registration_no="77")
    screen.open_entry(third)
    ask(Key.Key_O)
    assert screen.entry_id == third
    assert "Không có trường hợp nào trùng" in screen.messages.words


def test_a_reason_is_kept_for_the_person_it_was_asked_about(work, screen, two):
    ask(Key.Key_I)
    line = focused()
    screen.persons.select("mother")
    type_text(line, "ghi lai")
    press(line, Key.Key_Return)
    assert screen.persons.model.choices.again == {"child": "ghi lai"}


def test_a_reason_for_somebody_chosen_no_longer_is_not_kept(work, screen, two):
    ask(Key.Key_I)
    line = focused()
    screen.persons.model.choices.chosen.pop("child")
    type_text(line, "ghi lai")
    press(line, Key.Key_Return)
    assert screen.persons.model.choices.again == {}
    assert "Chưa ghi lý do" in screen.messages.words


WEDDING = {
    "husband_name": "Phạm Văn Lực",
    "husband_birth_date": "3/2/1972",
    "husband_ethnicity": "Mường",
}


def test_a_second_marriage_asks_for_a_reason_and_goes_on(work, screen, qtbot):
    with work.store.write() as session:
        view = volumes.VolumeView(0, "ket_hon", "01", "1995", COMMUNE)
        volume = volumes.add(session, view, by=JUSTICE, at=AT)
        made = []
        for number in ("1", "2"):
            made.append(entries.create(session, volume, by=JUSTICE, at=AT, random=work.random))
            for name, text in {**WEDDING, "registration_no": number}.items():
                entries.save(session, made[-1], name, Value.of(text), by=JUSTICE, at=AT)
    for entry_id in made:
        screen.open_entry(entry_id)
        field(screen, "husband_name")
        qtbot.waitUntil(lambda: not screen.persons.searching)
        assert screen.persons.model.person("husband").personal_id == FATHER
        to_the_buttons(screen)
        key(Key.Key_Return)
    asked = (
        "Người này còn ở mục “Chồng” của Kết hôn quyển 01, số 1, Phạm Văn Lực. Vì sao được đăng ký lần nữa?"
    )
    assert focused().accessibleName() == asked
    assert decision(work, screen, "husband") is None
    answer("vo truoc da chet")
    assert decision(work, screen, "husband").again == {"reason": "vo truoc da chet", "entries": [made[0]]}


# -- numbers and acts -------------------------------------------------------------------------------


def remarks(screen, name):
    return form_row(screen.form, name).editor.margin.words


def test_a_number_twice_is_said_at_the_field_when_it_is_left(work, screen):
    entry(work, registration_no="12", child_name="Lê Văn Ba")
    second = entry(work, child_name="Lê Văn Năm")
    screen.open_entry(second)
    type_text(field(screen, "registration_no"), "12")
    assert "trùng số" not in remarks(screen, "registration_no")
    key(Key.Key_Return)
    assert "trùng số" in remarks(screen, "registration_no")
    row = form_row(screen.form, "registration_no")
    assert "Lê Văn Ba. Ctrl+O mở." in row.problem.text
    type_text(field(screen, "registration_no"), "0")
    key(Key.Key_Return)
    assert row.problem is None


def test_a_number_twice_is_said_of_an_entry_opened_again(work, screen):
    other = entry(work, registration_no="12")
    second = entry(work, registration_no="12", registration_date="1/1/1998")
    screen.open_entry(second)
    assert "trùng số" in remarks(screen, "registration_no")
    field(screen, "registration_no")
    ask(Key.Key_O)
    assert screen.entry_id == other


def test_an_act_typed_twice_is_said_at_the_name_and_at_saving(work, screen, qtbot):
    act = {"registration_date": "9/11/1999", "child_name": "Lê Văn Ba"}
    other = entry(work, **act)
    second = entry(work, **{k: v for k, v in act.items() if k != "child_name"})
    screen.open_entry(second)
    type_text(field(screen, "child_name"), "LE VAN BA")
    key(Key.Key_Return)
    assert "đã nhập?" in remarks(screen, "child_name")
    screen.complete()
    assert "đã nhập?" in remarks(screen, "child_name")
    ask(Key.Key_O)
    assert screen.entry_id == other


def test_a_problem_found_at_saving_stays_when_a_number_is_corrected(work, screen):
    entry(work, registration_no="12")
    screen.open_entry(entry(work, registration_no="12", child_birth_date="31/2/1998"))
    screen.complete()
    assert form_row(screen.form, "child_birth_date").problem is not None
    type_text(field(screen, "registration_no"), "5")
    key(Key.Key_Return)
    assert form_row(screen.form, "registration_no").problem is None
    assert form_row(screen.form, "child_birth_date").problem is not None


def test_the_police_may_look_at_the_other_entry_too(screen, two):
    first, second = two
    screen.show_strip()
    ask(Key.Key_O)
    assert screen.entry_id == first
    assert screen.strip.isHidden()
    ask(Key.Key_O)
    assert screen.entry_id == second
