"""A birth that was corrected later: typed by keys in the window, compared, signed and packed."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.models.books import BOOKS
from app.models.declaration import amendments
from app.models.words.codes import Branch
from app.models.words.values import Value
from app.services.entry import entries
from app.ui.kit.result_cells import beneath
from tests.trial.road import approved, decide, exported, put, typed, volume
from tests.ui.keys import press, type_text

BIRTH = {
    "registration_no": "188",
    "page_no": "94",
    "registration_date": "9/11/1999",
    "registration_kind": "Đăng ký đúng hạn",
    "child_name": "Phạm Văn Tỵ",
    "child_sex": "Nam",
    "child_birth_date": "28/10/1999",
}
NAME = next(name for name, key in amendments._names(BOOKS["khai_sinh"].sections) if key == "child_name")
ENTER, NONE, CONTROL = Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
NOTE = (NAME, "1", "Phạm Văn Tỵ", "Phạm Văn Tý", "12/QĐ-UBND", "3/5/2004", "UBND xã Cẩm Lương")
KEYS = ("about", "kind", "from", "to", "number", "date", "authority")


def type_note(screen):
    """Go to a note from any field and type it from field to field, by keys alone."""
    press(QApplication.focusWidget(), ENTER, CONTROL)
    for words in NOTE:
        type_text(QApplication.focusWidget(), words)
        press(QApplication.focusWidget(), Qt.Key.Key_Tab)


def test_a_note_is_typed_by_keys_and_every_word_is_kept(work, screen):
    entry_id = typed(screen, volume(work, "khai_sinh"), BIRTH)
    screen.form.focus_field("child_name", None)
    assert not screen.form.sections.is_open("amendment")
    press(QApplication.focusWidget(), ENTER, CONTROL)
    assert screen.form.current()[0] == "amendment_about"
    assert screen.form.sections.is_open("amendment")
    screen.form.focus_field("child_name", None)
    type_note(screen)
    with work.store.read() as session:
        kept = entries.get(session, entry_id).values
    expected = [*NOTE[:1], "Cải chính", *NOTE[2:]]
    assert [kept[f"amendment_{key}"].text for key in KEYS] == expected


def test_another_note_follows_and_both_are_there_again(work, screen):
    entry_id = typed(screen, volume(work, "khai_sinh"), BIRTH)
    screen.form.focus_field("child_name", None)
    type_note(screen)
    screen.form.focus_field("amendment_to", None)
    press(QApplication.focusWidget(), ENTER, CONTROL)
    assert screen.form.current()[0] == "amendment_about__02"
    put(screen, "amendment_kind__02", "6")
    screen.new_entry(screen._hand.entry.volume_id)
    assert screen.form.values()["amendment_kind"] == Value(), "nothing is carried into the next act"
    assert "amendment_kind__02" not in screen.form.values()
    screen.open_entry(entry_id)
    assert screen.form.values()["amendment_kind__02"].text == "Ghi chú khác"


def test_an_empty_note_is_passed_by_enter_and_asks_for_nothing(work, screen):
    typed(screen, volume(work, "khai_sinh"), BIRTH)
    last = screen.form._book.sections[-2].fields[0].key
    screen.form.focus_field(last, None)
    done = []
    screen.form.completed.connect(lambda: done.append(True))
    for _field in screen.form._book.sections[-2].fields:
        press(QApplication.focusWidget(), ENTER)
    assert done == [True]
    assert not [p for p in screen.complete() if p.field.startswith("amendment")]


def test_a_corrected_birth_goes_the_whole_road(work, screen, qtbot, certify):
    typed(screen, volume(work, "khai_sinh"), BIRTH)
    screen.form.focus_field("child_name", None)
    type_note(screen)
    for field in screen.form._book.all_fields():
        if field.required and screen.form.values()[field.key].is_empty:
            screen.form.focus_field(field.key, None)
            press(QApplication.focusWidget(), Qt.Key.Key_F3)
            press(QApplication.focusWidget(), Qt.Key.Key_1)
    assert not screen.complete()
    decide(screen, qtbot, "child", Branch.MATCH)
    (line,) = [x for x in screen.persons.model.lines("child") if x.field == "full_name"]
    told = (
        "sổ ghi Phạm Văn Tỵ → cải chính thành Phạm Văn Tý theo 12/QĐ-UBND ngày 3/5/2004 của UBND xã Cẩm Lương"
    )
    assert (line.book, beneath(line)) == ("Phạm Văn Tý", told)
    row, files = approved(work, certify, screen.entry_id)
    assert row["values"]["child_name"]["text"] == "Phạm Văn Tỵ"
    assert [(note["field"], note["to"]) for note in row["amendments"]] == [("child_name", "Phạm Văn Tý")]
    out, cells, _title = exported(files, "khai_sinh")
    assert {**out, "approval": None} == {**row, "approval": None}
    assert (cells["nksHoTen"], cells["amendment_to"]) == ("Phạm Văn Tỵ", "Phạm Văn Tý")


@pytest.mark.parametrize("key", list(BOOKS))
def test_every_book_takes_a_note(work, screen, key):
    screen.new_entry(volume(work, key))
    put(screen, "amendment_number", "5/2010")
    with work.store.read() as session:
        assert entries.get(session, screen.entry_id).values["amendment_number"].text == "5/2010"
