"""Words the store refuses stay in their field with the reason, and nothing goes on without them."""

import unicodedata
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from sqlalchemy import text

from app.models.words.incoming import FIELD
from app.models.words.roles import Role
from app.models.words.values import Value
from app.services.entry import entries
from app.services.office.resume_point import PlaceLeft
from tests.ui.desk import entry, field
from tests.ui.driver import messages_of

Key, CONTROL = Qt.Key, Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier
BAD = {"hidden": "Phạm\u202e Tý", "zero": "Phạm\0 Tý", "too long": "a" * (FIELD.letters + 1)}


def key(which, modifiers=NONE):
    QTest.keyClick(QApplication.focusWidget(), which, modifiers)


def kept(work, screen):
    with work.store.read() as session:
        return entries.get(session, screen.entry_id).values["child_name"].text


@pytest.fixture(params=BAD.values(), ids=BAD)
def refused(screen, request):
    """The entry screen after such words were pasted and the field was left."""
    editor = field(screen, "child_name")
    editor.setText(request.param)
    key(Key.Key_Return)
    return request.param


def test_the_words_stay_in_the_field_with_the_reason(work, screen, refused):
    assert field(screen, "child_name").text() == refused
    assert kept(work, screen) == "Phạm Văn Tý"
    assert "Chữ vừa ghi vẫn còn trên màn hình" in messages_of(screen)


@pytest.mark.parametrize(
    ("which", "modifiers"), [(Key.Key_F9, NONE), (Key.Key_S, CONTROL), (Key.Key_F10, NONE)], ids=str
)
def test_nothing_goes_on_without_them(work, screen, refused, which, modifiers):
    shown = screen.entry_id
    field(screen, "child_birth_date")
    key(which, modifiers)
    assert screen.entry_id == shown
    assert screen.ask.isHidden()
    assert QApplication.focusWidget().text() == refused
    assert "Chữ vừa ghi vẫn còn trên màn hình" in messages_of(screen)


def test_neither_another_entry_nor_the_police_come_before_them(work, screen, refused):
    shown, other = screen.entry_id, entry(work, child_name="Lê Thị Khác")
    screen.open_entry(other)
    screen.new_entry(1)
    screen.show_strip()
    assert screen.entry_id == shown
    assert screen.strip.isHidden()
    assert field(screen, "child_name").text() == refused


def test_good_words_are_kept_and_the_work_goes_on(work, screen, refused):
    field(screen, "child_name").setText("Phạm Văn Tỵ")
    other = entry(work, child_name="Lê Thị Khác")
    screen.save_current()
    assert kept(work, screen) == "Phạm Văn Tỵ"
    screen.open_entry(other)
    assert screen.entry_id == other


def test_an_entry_with_words_of_an_older_version_is_not_signed_and_says_why(work, screen):
    with work.store.write() as session:
        session.execute(
            text("""UPDATE entry SET "values" = json_set("values", '$.child_name.text', :bad)"""),
            {"bad": unicodedata.normalize("NFD", "Phạm Văn Tý")},
        )
    screen.show_strip()
    assert screen.strip.isHidden()
    assert "có ký tự ẩn, dấu rời hoặc quá dài" in messages_of(screen)
    assert not field(screen, "child_name").isReadOnly()


def test_a_field_that_is_closed_meanwhile_says_the_words_and_holds_up_nothing(work, screen, refused):
    """Another officer approved the entry before the one with the refused words came back."""
    place, other = screen.place(), entry(work, child_name="Lê Thị Khác")
    assert place.unkept["child_name"].text == refused
    field(screen, "child_name").setText("Phạm Văn Tỵ")
    screen.save_current()
    work.account = replace(work.account, roles=frozenset({Role.POLICE}))
    screen.open_entry(screen.entry_id, place)
    assert field(screen, "child_name").text() == "Phạm Văn Tỵ"
    assert f"Chữ chưa lưu: {refused}"[:60] in messages_of(screen)
    assert screen.form.unkept == {}
    screen.open_entry(other)
    assert screen.entry_id == other


def test_words_of_a_field_that_the_book_has_no_more_are_left_out(screen):
    place = PlaceLeft("entry", screen.entry_id, "child_name", 0, {"no_such_field": Value("x")})
    screen.open_entry(screen.entry_id, place)
    assert screen.form.unkept == {}
