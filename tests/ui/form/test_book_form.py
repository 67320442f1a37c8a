import unicodedata

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QToolTip, QWidget

from app.models.books import BOOKS
from app.models.declaration.book import BookType, Field, Kind, Problem, Section
from app.models.words.values import Mark, Source, Value
from app.texts import Text
from app.ui.form.book_form import BookForm
from app.ui.form.composer import Composer
from app.ui.form.mark_list import MarkList
from app.ui.form.syllable import TELEX
from app.ui.kit import theme
from tests.ui.driver import form_row, form_rows
from tests.ui.keys import compose, hold_key, press, type_text

Key = Qt.Key
SMALL = BookType(
    key="small",
    title="Sổ thử",
    short="Thử",
    file_prefix="TH",
    priority=1,
    version=1,
    sections=(
        Section(
            "registration",
            "Việc đăng ký",
            (
                Field("registration_no", "Số đăng ký", Kind.TEXT, required=True),
                Field("registration_date", "Ngày đăng ký", Kind.DATE_PARTIAL, required=True, sticky=True),
            ),
        ),
        Section(
            "child",
            "Người được khai sinh",
            (
                Field("child_name", "Họ, chữ đệm, tên", Kind.NAME, compare="full_name", hint="như sổ ghi"),
                Field("child_sex", "Giới tính", Kind.ENUM, options=(("1", "Nam"), ("2", "Nữ"))),
                Field("child_ethnicity", "Dân tộc", Kind.ETHNICITY),
            ),
            person=True,
        ),
        Section("notes", "Ghi chú", (Field("remarks", "Ghi chú", Kind.NOTE),), folded=True),
    ),
)


@pytest.fixture
def form(themed, qtbot):
    made = BookForm()
    qtbot.addWidget(made)
    made.set_book(SMALL)
    made.resize(420, 600)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.left = []
    made.value_left.connect(lambda key, value: made.left.append((key, value)))
    made.focus_field("child_name", None)
    return made


def at(form):
    return form_row(form, form.current()[0]).editor


@pytest.mark.parametrize("book", BOOKS.values(), ids=list(BOOKS))
def test_every_book_has_its_form(themed, qtbot, book):
    form = BookForm()
    qtbot.addWidget(form)
    form.set_book(book)
    form.show()
    form.activateWindow()
    qtbot.waitUntil(form.isActiveWindow)
    keys = [f.key for section in book.open_to_notes().sections for f in section.typed]
    assert sorted(keys) == sorted(f.key for f in book.open_to_notes().all_fields())
    assert list(form.values()) == keys
    assert all(v.is_empty for v in form.values().values())
    shown = {key: Value.of(f"1{at}") for at, key in enumerate(keys)}
    form.set_values(shown)
    for key in keys:
        form.focus_field(key, None)
        assert form_row(form, key).editor.hasFocus()
    names = [form_row(form, key).editor.accessibleName() for key in keys]
    assert all(names)


def test_nothing_is_emitted_and_nothing_changes_while_typing(form):
    typed = []
    form.typing.connect(lambda key, text: typed.append((key, text)))
    type_text(at(form), " Phạm  Văn ")
    assert form.left == []
    assert at(form).text() == " Phạm  Văn "
    assert typed[-1] == ("child_name", " Phạm  Văn ")
    press(at(form), Key.Key_Return)
    assert form.left == [("child_name", Value("Phạm  Văn"))]
    assert form_row(form, "child_name").editor.text() == "Phạm  Văn"
    assert form.current()[0] == "child_sex"


def test_a_field_left_unchanged_says_nothing(form):
    form.set_values({"child_name": Value("Bùi Thị Thuỷ", None, Source.CARRIED)})
    form.focus_field("child_name", None)
    press(at(form), Key.Key_Tab)
    press(at(form), Key.Key_Backtab)
    assert form.left == []
    assert form.values()["child_name"].source == Source.CARRIED


def test_typed_letters_are_kept_composed(form):
    decomposed = unicodedata.normalize("NFD", "Nguyễn Thị Ợt")
    type_text(at(form), decomposed)
    assert at(form).text() == decomposed
    press(at(form), Key.Key_Return)
    assert form.left[0][1].text == unicodedata.normalize("NFC", decomposed)


def test_an_unfinished_word_of_the_input_method_is_never_lost(form):
    type_text(at(form), "Lò Thị ")
    compose(at(form), "Ợt")
    assert at(form).text() == "Lò Thị "
    press(at(form), Key.Key_Return)
    assert form.left == [("child_name", Value("Lò Thị Ợt"))]


def test_committing_flushes_the_composition_and_keeps_the_caret(form):
    compose(at(form), "Ợt")
    form.commit_current()
    assert form.left == [("child_name", Value("Ợt"))]
    assert form.current() == ("child_name", 2)
    form.commit_current()
    assert len(form.left) == 1


def test_saving_amid_a_name_does_not_eat_the_space_just_typed(form):
    type_text(at(form), "Bùi ")
    form.commit_current()
    type_text(at(form), "Thị")
    press(at(form), Key.Key_Return)
    assert form.left == [("child_name", Value("Bùi")), ("child_name", Value("Bùi Thị"))]


def test_leaving_by_a_click_elsewhere_keeps_the_field(form, qtbot):
    other = QWidget()
    qtbot.addWidget(other)
    type_text(at(form), "Lý")
    compose(at(form), " A")
    at(form).clearFocus()
    assert form.left == [("child_name", Value("Lý A"))]


def test_f2_takes_the_previous_entry_and_undo_takes_it_back(form):
    form.set_previous({"child_name": Value("Cao Thị Mận"), "child_sex": Value("", Mark.TORN)})
    type_text(at(form), "x")
    press(at(form), Key.Key_F2)
    assert at(form).text() == "Cao Thị Mận"
    press(at(form), Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert at(form).text() != "Cao Thị Mận"
    press(at(form), Key.Key_F2)
    press(at(form), Key.Key_Return)
    assert form.left == [("child_name", Value("Cao Thị Mận", None, Source.CARRIED))]
    press(at(form), Key.Key_F2)
    assert form.values()["child_sex"].mark == Mark.TORN


def test_f3_goes_round_the_marks_of_an_empty_field(form):
    seen = []
    for _ in range(6):
        press(at(form), Key.Key_F3)
        seen.append(form.values()["child_name"].mark)
    assert seen == [
        Mark.ILLEGIBLE,
        Mark.TORN,
        Mark.UNKNOWN_IN_BOOK,
        Mark.BLANK_IN_BOOK,
        Mark.NOT_IN_FORM,
        None,
    ]
    press(at(form), Key.Key_F3)
    assert "không đọc được" in at(form).margin.words
    press(at(form), Key.Key_Return)
    assert form.left == [("child_name", Value("", Mark.ILLEGIBLE))]


def test_words_take_a_mark_for_missing_words_away_but_keep_one_for_doubt(form):
    press(at(form), Key.Key_F3)
    type_text(at(form), "Phạm")
    assert form.values()["child_name"] == Value("Phạm")
    press(at(form), Key.Key_F3)
    type_text(at(form), " Văn")
    assert form.values()["child_name"] == Value("Phạm Văn", Mark.ILLEGIBLE)


def test_marks_never_take_words_away(form):
    type_text(at(form), "Phạm")
    for _ in range(7):
        press(at(form), Key.Key_F3)
        assert form.values()["child_name"].text == "Phạm"


def test_a_question_mark_makes_a_reading_uncertain_until_it_goes(form):
    type_text(at(form), "Phạm Văn T?")
    press(at(form), Key.Key_Return)
    assert form.left[-1][1] == Value("Phạm Văn T?", Mark.UNCERTAIN)
    form.focus_field("child_name", None)
    press(at(form), Key.Key_Backspace)
    type_text(at(form), "ý")
    press(at(form), Key.Key_Return)
    assert form.left[-1][1] == Value("Phạm Văn Tý")


def test_f4_confirms_only_what_the_registry_offers_for_an_empty_field(form):
    form.focus_field("child_ethnicity", None)
    press(at(form), Key.Key_F4)
    assert form.values()["child_ethnicity"].is_empty
    form.set_confirmable({"child_ethnicity": "Mường"})
    assert at(form).placeholderText() == "Mường"
    assert at(form).property("field") == "ghost"
    assert form.values()["child_ethnicity"].is_empty
    press(at(form), Key.Key_F4)
    assert at(form).property("field") == "book"
    press(at(form), Key.Key_Backtab)
    assert form.left == [("child_ethnicity", Value("Mường", None, Source.CONFIRMED))]
    assert "sổ ghi như CSDL" in form_row(form, "child_ethnicity").editor.margin.words


def test_f4_never_replaces_what_was_typed(form):
    form.focus_field("child_ethnicity", None)
    form.set_confirmable({"child_ethnicity": "Mường"})
    type_text(at(form), "Thái")
    press(at(form), Key.Key_F4)
    assert form.values()["child_ethnicity"] == Value("Thái")


def test_the_grey_value_is_seen_only_in_the_current_field(form):
    form.set_confirmable({"child_ethnicity": "Mường"})
    assert form_row(form, "child_ethnicity").editor.placeholderText() == ""
    form.focus_field("child_ethnicity", None)
    assert at(form).placeholderText() == "Mường"


def test_changing_a_confirmed_value_makes_it_typed(form):
    form.set_values({"child_ethnicity": Value("Mường", None, Source.CONFIRMED)})
    form.focus_field("child_ethnicity", None)
    type_text(at(form), "z")
    press(at(form), Key.Key_Backtab)
    assert form.left == [("child_ethnicity", Value("Mườngz"))]


def test_enter_in_the_last_open_field_completes(form, qtbot):
    form.focus_field("child_ethnicity", None)
    type_text(at(form), "Mường")
    with qtbot.waitSignal(form.completed):
        press(at(form), Key.Key_Return)
    assert form.left == [("child_ethnicity", Value("Mường"))]


def test_sections_say_where_the_caret_is(form):
    seen = []
    form.section_entered.connect(seen.append)
    form.focus_field("registration_no", None)
    press(at(form), Key.Key_Return)
    press(at(form), Key.Key_Return)
    assert form.current()[0] == "child_name"
    assert seen == ["registration", "child"]


def test_a_seldom_used_section_starts_closed_and_opens_by_key(form):
    assert not form.sections.blocks["notes"].isVisible()
    form.focus_field("child_ethnicity", None)
    press(at(form), Key.Key_PageDown)
    assert form.current()[0] == "remarks"
    assert form.sections.blocks["notes"].isVisible()
    form.set_values({"remarks": Value("cải chính 2001")})
    assert form.sections.blocks["notes"].isVisible()


def test_what_is_carried_over_and_done_starts_closed_and_opens_backwards(form):
    done = {"registration_no": Value("188"), "registration_date": Value("9/11/1999")}
    form.set_values(done)
    assert not form.sections.blocks["registration"].isVisible()
    assert form.sections.heads["registration"].note == "9/11/1999 · ghim theo trang"
    form.focus_field("child_name", None)
    press(at(form), Key.Key_Backtab)
    assert form.current()[0] == "registration_date"
    assert form.sections.blocks["registration"].isVisible()


def test_headings_count_what_is_filled(form):
    assert form.sections.heads["child"].note == "0/3"
    type_text(at(form), "Phạm")
    press(at(form), Key.Key_Return)
    press(at(form), Key.Key_F3)
    press(at(form), Key.Key_Return)
    assert form.sections.heads["child"].note == "2/3"


def test_the_heading_sticks_while_its_fields_scroll(themed, qtbot):
    form = BookForm()
    qtbot.addWidget(form)
    form.set_book(next(iter(BOOKS.values())))
    form.resize(420, 300)
    form.show()
    form.activateWindow()
    qtbot.waitUntil(form.isActiveWindow)
    assert not form.sections.stuck.isVisible()
    person = next(iter(BOOKS.values())).persons[0]
    form.focus_field(person.fields[-1].key, None)
    assert form.sections.stuck.isVisible()
    assert form.sections.stuck.key == person.key
    row = form_row(form, person.fields[-1].key)
    top = row.mapTo(form.sections.viewport(), row.rect().topLeft()).y()
    assert form.sections.stuck.height() <= top <= form.sections.viewport().height() - row.height()


def bold(form):
    return [row.field.key for row in form_rows(form) if row.label.property("kind") == "label_on"]


def test_the_current_label_is_bold_and_only_that(form):
    assert bold(form) == ["child_name"]
    press(at(form), Key.Key_Return)
    assert bold(form) == ["child_sex"]


def test_a_frozen_entry_is_read_only(form):
    form.set_frozen(True)
    form.set_previous({"child_name": Value("Cao Thị Mận")})
    type_text(at(form), "x")
    for key in (Key.Key_F2, Key.Key_F3, Key.Key_F4):
        press(at(form), key)
    press(at(form), Key.Key_Return)
    assert form.left == []
    assert form.values()["child_name"].is_empty


def test_a_problem_is_pointed_out_until_the_value_changes(form):
    form.set_problems([Problem("child_sex", Text("Chưa có giới tính"), blocking=True)])
    row = form_row(form, "child_sex")
    assert row.editor.margin.words == ("Chưa có giới tính",)
    assert "Chưa có giới tính" in row.editor.accessibleDescription()
    form.focus_field("child_sex", None)
    type_text(at(form), "1")
    press(at(form), Key.Key_Return)
    assert row.problem is None
    assert form.left == [("child_sex", Value("Nam"))]


def test_the_caret_comes_back_to_its_place(form):
    form.set_values({"child_name": Value("Phạm Văn Tý")})
    form.focus_field("child_name", 4)
    assert form.current() == ("child_name", 4)
    form.setFocus()
    assert at(form).hasFocus()


def test_ctrl_z_goes_to_the_screen_when_the_field_has_nothing_to_undo(form, qtbot):
    undo = (Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    seen = []
    form.keyPressEvent = lambda event: seen.append(event.key())
    type_text(at(form), "a")
    press(at(form), *undo)
    assert seen == []
    press(at(form), *undo)
    assert seen == [Key.Key_Z]


def test_arrows_go_between_fields_and_pages_between_sections(form):
    press(at(form), Key.Key_Down)
    assert form.current()[0] == "child_sex"
    press(at(form), Key.Key_Up)
    press(at(form), Key.Key_PageUp)
    assert form.current()[0] == "registration_no"


def test_rows_are_compact_in_a_narrow_form(form):
    assert form_row(form, "child_name").height() == theme.px(28)
    form.resize(352, 600)
    QApplication.processEvents()
    assert form_row(form, "child_name").height() == theme.px(24)
    assert form_row(form, "child_name").label.width() == theme.px(114)


def test_a_note_keeps_its_lines_and_enter_goes_on(form, qtbot):
    form.focus_field("remarks", None)
    note = at(form)
    before = note.height()
    type_text(note, "dòng một")
    press(note, Key.Key_Return, Qt.KeyboardModifier.ShiftModifier, "\r")
    type_text(note, "dòng hai")
    compose(note, " hết")
    assert note.height() > before
    with qtbot.waitSignal(form.completed):
        press(note, Key.Key_Return)
    assert form.left == [("remarks", Value("dòng một\ndòng hai hết"))]


def test_another_book_leaves_nothing_of_the_first(form):
    type_text(at(form), "Phạm")
    form.set_book(next(iter(BOOKS.values())))
    assert "child_name" not in form.left
    assert all(v.is_empty for v in form.values().values())
    assert form.current() == ("", 0)


def test_a_section_may_be_closed_while_the_caret_is_in_it(form):
    form.focus_field("registration_no", None)
    type_text(at(form), "7")
    form.sections.heads["registration"].toggled.emit("registration")
    assert form.left == [("registration_no", Value("7"))]
    assert form.current()[0] == "child_name"
    assert not form.sections.blocks["registration"].isVisible()


def test_a_form_taken_down_while_typing_raises_nothing(themed, qtbot):
    form = BookForm()
    form.set_book(SMALL)
    form.show()
    form.activateWindow()
    qtbot.waitUntil(form.isActiveWindow)
    form.focus_field("child_name", None)
    type_text(at(form), "Phạm")
    with qtbot.captureExceptions() as raised:
        shiboken6.delete(form)
    assert raised == []


def test_a_click_finishes_the_composition_where_it_stands(form, qtbot):
    type_text(at(form), "Bùi ")
    compose(at(form), "Thị")
    qtbot.mouseClick(at(form), Qt.MouseButton.LeftButton, pos=at(form).rect().topLeft())
    assert at(form).text() == "Bùi Thị"
    assert form.values()["child_name"] == Value("Bùi Thị")


def test_the_composer_writes_into_the_form(form):
    composer = Composer(form)
    form.set_composer(composer)
    composer.set_method(TELEX)
    type_text(at(form), "Ngojc Excel")
    press(at(form), Key.Key_Return)
    assert form.left == [("child_name", Value("Ngọc Excel"))]
    form.set_book(next(iter(BOOKS.values())))
    form.focus_field("registration_place", None)
    type_text(at(form), "xax Ddieenj")
    assert at(form).text() == "xã Điện"


def test_the_field_at_the_caret_says_what_belongs_there(form):
    assert form.help_lines() == ["Họ, chữ đệm, tên", "như sổ ghi"]
    form.focus_field("child_sex", None)
    assert form.help_lines() == ["Giới tính", "1 Nam; 2 Nữ"]
    form.set_problems([Problem("child_sex", Text("Chưa ghi giới tính."))])
    assert form.help_lines() == ["Giới tính", "Chưa ghi giới tính.", "1 Nam; 2 Nữ"]
    at(form).clearFocus()
    assert form.help_lines() == []


def test_a_problem_too_long_for_its_chip_is_said_in_full_at_the_caret(form):
    long = "Ngày đăng ký trước ngày sinh của người được khai sinh; xem lại trang sổ."
    form.set_problems([Problem("registration_date", Text(long))])
    row = form_row(form, "registration_date")
    assert row.editor.margin.words == ("xem lại",)
    form.focus_field("registration_date", None)
    assert QToolTip.text() == long


def test_a_growing_note_stays_in_sight(form):
    form.resize(420, 200)
    QApplication.processEvents()
    form.focus_field("remarks", None)
    for _ in range(4):
        press(at(form), Key.Key_Return, Qt.KeyboardModifier.ShiftModifier, "\r")
    type_text(at(form), "cuối")
    QApplication.processEvents()
    row = form_row(form, "remarks")
    bottom = row.mapTo(form.sections.viewport(), row.rect().bottomLeft()).y()
    assert bottom <= form.sections.viewport().height()


def test_carried_words_are_replaced_by_what_is_typed(form):
    form.set_values({"registration_date": Value("16/10/1999", None, Source.CARRIED)})
    form.focus_field("registration_date", None)
    type_text(at(form), "20.4.98")
    assert at(form).text() == "20.4.98"
    assert form.values()["registration_date"].source == Source.TYPED


def test_typed_words_and_a_given_place_keep_the_caret(form):
    form.set_values(
        {"registration_date": Value("16/10/1999"), "child_name": Value("Lan", None, Source.CARRIED)}
    )
    form.focus_field("registration_date", None)
    assert not at(form).hasSelectedText()
    form.focus_field("child_name", 1)
    assert not at(form).hasSelectedText()
    assert at(form).cursorPosition() == 1


def test_carried_words_that_may_not_change_are_not_selected(form):
    form.set_values({"child_name": Value("Lan", None, Source.CARRIED)})
    form.set_frozen(True)
    form.focus_field("child_name", None)
    assert not at(form).hasSelectedText()


def test_the_open_field_is_unkept_until_it_is_left(form):
    form.set_values({"child_name": Value("Phạm")})
    form.focus_field("child_name", None)
    assert form.unkept == {}
    type_text(at(form), " Lan ")
    assert form.unkept == {"child_name": Value("Phạm Lan ")}
    assert form.stood == {"child_name": Value("Phạm")}
    press(at(form), Key.Key_Return)
    assert (form.unkept, form.stood) == ({}, {})


def marks_shown(form):
    """Return the lines of the open list of marks; empty while it is closed."""
    (made,) = form.findChildren(MarkList)
    return [line.text() for line in made.findChildren(QLabel)] if made.isVisible() else []


def test_f3_opens_a_list_and_a_digit_chooses_a_mark(form):
    form.focus_field("child_name", None)
    press(at(form), Key.Key_F3)
    assert marks_shown(form) == [
        "1  không đọc được", "2  rách, mất trang", "3  sổ ghi không rõ", "4  sổ để trống",
        "5  mẫu sổ không có mục này", "0  không đánh dấu",
    ]  # fmt: skip
    press(at(form), Key.Key_4, text="4")
    assert marks_shown(form) == []
    assert form.values()["child_name"] == Value("", Mark.BLANK_IN_BOOK)
    press(at(form), Key.Key_F3)
    press(at(form), Key.Key_0, text="0")
    assert form.values()["child_name"] == Value()


def test_a_field_with_words_offers_the_marks_that_keep_them(form):
    form.focus_field("child_name", None)
    type_text(at(form), "Lan")
    press(at(form), Key.Key_F3)
    assert "4  đọc không chắc" in marks_shown(form)
    assert not any("sổ để trống" in line for line in marks_shown(form))
    press(at(form), Key.Key_4, text="4")
    assert form.values()["child_name"] == Value("Lan", Mark.UNCERTAIN)
    type_text(at(form), "4")
    assert form.values()["child_name"].text == "Lan4", "closed, the list takes no digit"


@pytest.mark.parametrize(
    "before",
    [
        Value(),
        Value("", Mark.TORN),
        Value("Lan", Mark.UNCERTAIN),
        Value("Lan", None, Source.CARRIED),
        Value("", Mark.BLANK_IN_BOOK, Source.CONFIRMED),
    ],
)
@pytest.mark.parametrize("times", [1, 2, 3])
def test_escape_gives_back_what_stood_before_the_list_was_opened(form, before, times):
    form.set_values({"child_name": before})
    form.focus_field("child_name", None)
    for _ in range(times):
        press(at(form), Key.Key_F3)
    press(at(form), Key.Key_Escape)
    assert marks_shown(form) == []
    assert form.values()["child_name"] == before
    press(at(form), Key.Key_Return)
    assert [value for key, value in form.left if key == "child_name"] == []


def test_any_other_key_closes_the_list_and_does_its_own_work(form):
    form.focus_field("child_name", None)
    press(at(form), Key.Key_F3)
    press(at(form), Key.Key_Return)
    assert marks_shown(form) == []
    assert form.current()[0] == "child_sex"
    form.focus_field("child_ethnicity", None)
    press(at(form), Key.Key_F3)
    press(at(form), Key.Key_9, text="9")
    assert marks_shown(form) == [], "9 is no mark, but a letter"


def test_a_held_digit_chooses_nothing(form):
    form.focus_field("child_name", None)
    press(at(form), Key.Key_F3)
    hold_key(at(form), "2")
    assert form.values()["child_name"].mark == Mark.ILLEGIBLE
    assert marks_shown(form)


def test_the_list_goes_with_its_field(form):
    form.focus_field("child_name", None)
    press(at(form), Key.Key_F3)
    form.focus_field("child_sex", None)
    assert marks_shown(form) == []


def test_a_closed_form_opens_no_list(form):
    form.focus_field("child_name", None)
    form.set_frozen(True)
    press(at(form), Key.Key_F3)
    assert marks_shown(form) == []
