"""Entering a new entry, what is said at saving, and where: by keys, through the real window."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from app.models.words.values import Mark, Value
from app.services.entry import entries, volumes
from tests.conftest import AT, COMMUNE, JUSTICE
from tests.ui.desk import CHILD_TYPED, entry, field
from tests.ui.driver import focused, form_row, name_of
from tests.ui.entry.test_entry_decisions import key
from tests.ui.keys import press, type_text

Key, CONTROL = Qt.Key, Qt.KeyboardModifier.ControlModifier
ACT = {
    "registration_no": "12",
    "book_no": "01/1998",
    "book_opened_year": "1998",
    "page_no": "7",
    "registration_date": "20/4/1998",
    "registration_place": "xã Cẩm Lương",
    "signer_name": "Hà Văn Ký",
    "signer_title": "Chủ tịch",
    "officer_name": "Lê Thị Ghi",
}


def whole(work, **typed):
    """Make an entry whose every required field has words or a mark, and nobody to look up."""
    made = entry(work, **typed)
    with work.store.write() as session:
        view = entries.get(session, made)
        for one in view.book.all_fields():
            if one.required and one.key not in view.values:
                entries.save(session, made, one.key, Value("", Mark.BLANK_IN_BOOK), by=JUSTICE, at=AT)
    return made


def remarks(screen, name):
    return form_row(screen.form, name).editor.margin.words


def here(screen):
    return screen.form.current()[0]


@pytest.fixture
def new(work, screen):
    """The entry after one that is written."""
    screen.open_entry(entry(work, **ACT))
    screen._new_clicked()
    return screen


def test_page_and_day_stand_first(new):
    rows = [form_row(new.form, one) for one in ("registration_no", "book_no", "page_no", "registration_date")]
    rows.sort(key=lambda row: row.mapTo(new, row.rect().topLeft()).y())
    assert [row.field.key for row in rows] == ["page_no", "registration_date", "registration_no", "book_no"]


def test_the_caret_stops_at_page_and_day_and_enter_passes_the_rest(new):
    assert here(new) == "page_no"
    assert focused().selectedText() == "7"
    key(Key.Key_Return)
    assert here(new) == "registration_date"
    assert focused().selectedText() == "20/4/1998"
    key(Key.Key_Return)
    assert here(new) == "registration_kind", "number, volume and year are carried"
    key(Key.Key_Return)
    assert here(new) == "child_name", "place and signers are carried"


def test_a_new_page_replaces_the_carried_one(new):
    type_text(focused(), "8")
    key(Key.Key_Return)
    type_text(focused(), "21/4/1998")
    key(Key.Key_Return)
    assert new.form.values()["page_no"].text == "8"
    assert new.form.values()["registration_date"].text == "21/4/1998"


def test_tab_and_arrows_stop_everywhere(new):
    key(Key.Key_Tab)
    key(Key.Key_Tab)
    assert here(new) == "registration_no"
    key(Key.Key_Down)
    assert here(new) == "book_no"


def test_enter_stops_at_what_somebody_typed(new):
    type_text(field(new, "book_no"), "x")
    field(new, "registration_date")
    key(Key.Key_Return)
    assert here(new) == "book_no"


def test_enter_stops_at_what_was_carried_but_needs_a_look(work, screen):
    screen.open_entry(entry(work, **ACT | {"book_no": "02/1998"}))
    screen._new_clicked()
    key(Key.Key_Return)
    key(Key.Key_Return)
    assert here(screen) == "book_no"


def test_the_first_entry_of_a_volume_begins_there_too(work, screen):
    with work.store.write() as session:
        view = volumes.VolumeView(0, "khai_sinh", "03/1999", "1999", COMMUNE)
        volume = volumes.add(session, view, by=JUSTICE, at=AT)
    screen.new_entry(volume)
    assert here(screen) == "page_no"
    key(Key.Key_Return)
    assert here(screen) == "registration_date"
    key(Key.Key_Return)
    assert here(screen) == "registration_no"


def test_an_entry_begun_opens_at_its_first_empty_field(work, screen):
    screen.open_entry(entry(work, **ACT))
    assert here(screen) == "registration_kind"


def test_another_volume_number_is_said_when_it_is_left(work, screen):
    screen.open_entry(entry(work))
    type_text(field(screen, "book_no"), "02/1998")
    key(Key.Key_Return)
    assert "khác quyển" in remarks(screen, "book_no")
    assert "Quyển đang nhập là quyển 01/1998." in form_row(screen.form, "book_no").problem.text
    field(screen, "book_no").clear()
    type_text(focused(), "1")
    key(Key.Key_Return)
    assert form_row(screen.form, "book_no").problem is None


# -- what is said at saving -------------------------------------------------------------------------


def test_the_reason_stands_at_the_field_and_in_the_message(work, screen):
    screen.open_entry(whole(work, child_birth_date="31/2/1998"))
    key(Key.Key_S, CONTROL)
    assert "sai ngày" in remarks(screen, "child_birth_date")
    assert screen.messages.words == "Đã lưu. Ngày sinh: ngày không có trong lịch; giữ nguyên như sổ."


def test_many_reasons_are_counted(work, screen):
    odd = {"child_birth_date": "31/2/1998", "child_name": "12", "registration_date": "30/2/1998"}
    screen.open_entry(whole(work, **odd))
    key(Key.Key_S, CONTROL)
    assert screen.messages.words.endswith("Và 1 ô nữa có dấu cảnh báo.")


def test_a_required_field_says_what_it_needs(work, screen):
    screen.open_entry(entry(work, page_no="5"))
    key(Key.Key_S, CONTROL)
    assert "cần ghi" in remarks(screen, "child_name")


def test_f9_stays_once_at_what_is_odd_and_then_goes_on(work, screen):
    screen.open_entry(whole(work, child_birth_date="31/2/1998"))
    first = screen.entry_id
    key(Key.Key_F9)
    assert screen.entry_id == first
    assert "F9 lần nữa" in screen.messages.words
    assert "ngày không có trong lịch" in screen.messages.words
    key(Key.Key_F9)
    assert screen.entry_id != first


def test_what_is_odd_anew_is_said_anew(work, screen):
    screen.open_entry(whole(work, child_birth_date="31/2/1998"))
    first = screen.entry_id
    key(Key.Key_S, CONTROL)
    key(Key.Key_R, CONTROL)
    field(screen, "child_birth_date").clear()
    type_text(focused(), "30/2/1998")
    type_text(field(screen, "registration_date"), "31/4/1998")
    key(Key.Key_F9)
    assert screen.entry_id == first
    assert "Ngày đăng ký" in screen.messages.words


def test_without_anything_odd_f9_goes_on_at_once(work, screen):
    screen.open_entry(whole(work, registration_no="12"))
    first = screen.entry_id
    key(Key.Key_F9)
    assert screen.entry_id != first


def test_with_somebody_to_decide_both_are_said(work, screen, qtbot):
    screen.open_entry(whole(work, **CHILD_TYPED, registration_date="31/4/2000"))
    field(screen, "child_name")
    qtbot.waitUntil(lambda: not screen.persons.searching)
    key(Key.Key_F9)
    assert "Ngày đăng ký: ngày không có trong lịch" in screen.messages.words
    assert "Còn người chưa kết luận đối chiếu." in screen.messages.words
    key(Key.Key_Return)
    assert name_of(focused()) == "Trường hợp tiếp"
    first = screen.entry_id
    key(Key.Key_Return)
    assert screen.entry_id != first, "it was said before"


def test_ten_thousand_letters_are_refused_and_stay_on_the_screen(work, screen):
    screen.open_entry(entry(work, child_name="Lê Văn Ba"))
    editor = field(screen, "child_name")
    editor.clear()
    QGuiApplication.clipboard().setText("Nguyễn " * 1500)
    press(editor, Key.Key_V, CONTROL)
    key(Key.Key_Return)
    assert len(editor.text()) > 10_000
    assert "10" in screen.messages.words
    with work.store.read() as session:
        assert entries.get(session, screen.entry_id).values["child_name"].text == "Lê Văn Ba"


@pytest.mark.parametrize("written", ["28/10 năm kia", "28/10/199", "28/10/19..", "28 tháng 10 năm con Mèo"])
def test_a_date_that_was_not_read_never_offers_agreement_first(work, screen, qtbot, written):
    screen.open_entry(entry(work, **CHILD_TYPED | {"child_birth_date": written}))
    field(screen, "child_name")
    qtbot.waitUntil(lambda: not screen.persons.searching)
    if screen.persons.model.person("child") is None:
        press(screen.persons.candidates, Key.Key_1)
    born = next(line for line in screen.persons.model.lines("child") if line.field == "birth_date")
    assert "không ghi năm" not in born.detail
    assert screen.persons.likely != "match"
