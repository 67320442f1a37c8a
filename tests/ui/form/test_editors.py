import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from app.models.books import BOOKS
from app.models.declaration.book import Field, Kind
from app.models.words.vietnamese import fold
from app.ui.form.editors import EDITORS, NoteEditor, editor
from app.ui.form.editors.numbers import grouped
from tests.ui.keys import press, type_text

Key = Qt.Key
SEX = (("1", "Nam"), ("2", "Nữ"), ("3", "Chưa xác định được giới tính"))


def made(qtbot, kind, options=()):
    widget = editor(Field("x", "X", kind, options=options))
    qtbot.addWidget(widget)
    widget.resize(400, 26)
    widget.show()
    return widget


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_an_editor_that_keeps_words(themed, qtbot, kind):
    widget = made(qtbot, kind)
    words = "Bùi Thị Thuỷ"
    widget.set_words(words)
    assert widget.words() == words
    assert widget.settled(f"  {words} ") == words
    widget.write("khác")
    assert widget.words() == "khác"
    assert widget.settled("") == ""
    assert widget.remark("") is None


def test_no_kind_of_any_book_is_without_editor():
    assert {f.kind for b in BOOKS.values() for f in b.all_fields()} <= set(EDITORS)


@pytest.mark.parametrize(
    ("typed", "said", "tone"),
    [
        ("12031998", "12 tháng 3, 1998", "blank"),
        ("12/3/98", "12 tháng 3, 1998", "blank"),
        ("1998", "chỉ có năm", "less"),
        ("3/1998", "tháng 3, 1998", "less"),
        ("12/3/1968 âl", "12 tháng 3, 1968 âm lịch", "blank"),
        ("31/4/1998", "ngày không có trong lịch", "differ"),
        ("hôm qua", "chưa hiểu ngày", "less"),
        ("45 tuổi", "ghi tuổi", "less"),
        ("hưởng thọ bảy mươi hai", "ghi tuổi", "less"),
        ("giờ Tý ngày 5 tháng 3 năm 1956", "5 tháng 3, 1956", "blank"),
        ("12/3/05", "12 tháng 3, 2005", "blank"),
        ("Giáp Thìn", "năm Giáp Thìn (1904, 1964, 2024)", "less"),
        ("rằm tháng giêng Giáp Thìn", "15 tháng 1, năm Giáp Thìn (1904, 1964, 2024) âm lịch", "less"),
        ("30 Tết 1968", "30 tháng 12, 1967 âm lịch", "blank"),
        ("12/3/1956 AL", "12 tháng 3, 1956 âm lịch", "blank"),
        ("nt", "như trên", "blank"),
    ],
)
def test_dates_are_kept_as_typed_and_understood_beside(themed, qtbot, typed, said, tone):
    widget = made(qtbot, Kind.DATE_PARTIAL)
    type_text(widget, typed)
    assert widget.text() == typed
    assert widget.settled(typed) == typed
    remark = widget.remark(typed)
    assert (remark.word, remark.tone) == (said, tone)


def test_a_date_half_typed_is_not_scolded_while_the_caret_is_there(themed, qtbot):
    remark = made(qtbot, Kind.DATE_PARTIAL).remark("12/")
    assert remark.warning


@pytest.mark.parametrize(
    ("typed", "said"),
    [("7", "7 giờ"), ("7:05", "7 giờ 05 phút"), ("7 giờ 30", "7 giờ 30 phút"), ("25:00", "chưa hiểu giờ")],
)
def test_times(themed, qtbot, typed, said):
    assert made(qtbot, Kind.TIME_PARTIAL).remark(typed).word == said


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("1", "Nam"), ("2", "Nữ"), ("nam", "Nam"), ("nu", "Nữ"), ("Trai", "Trai"), ("9", "9"), (" ", "")],
)
def test_a_code_or_the_words_pick_an_option(themed, qtbot, typed, kept):
    widget = made(qtbot, Kind.ENUM, SEX)
    type_text(widget, typed)
    assert widget.text() == typed
    assert widget.settled(widget.words()) == kept
    outside = kept not in {"", "Nam", "Nữ"}
    assert (widget.remark(kept) is not None) == outside


def test_an_enum_says_what_a_code_will_become(themed, qtbot):
    assert made(qtbot, Kind.ENUM, SEX).offered("3") == "Chưa xác định được giới tính"


@pytest.mark.parametrize(
    ("kind", "typed", "offer"),
    [
        (Kind.ETHNICITY, "mu", "Mường"),
        (Kind.ETHNICITY, "Mườ", "Mường"),
        (Kind.NATIONALITY, "viet", "Việt Nam"),
        (Kind.ETHNICITY, "Mường", ""),
        (Kind.ETHNICITY, "xyz", ""),
    ],
)
def test_a_suggestion_is_offered_and_taken_only_by_the_right_arrow(themed, qtbot, kind, typed, offer):
    widget = made(qtbot, kind)
    type_text(widget, typed)
    assert widget.offered(widget.text()) == offer
    assert widget.settled(widget.text()) == typed
    press(widget, Key.Key_Right)
    assert widget.text() == (offer or typed)
    press(widget, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert widget.text() != offer or not offer


def test_the_right_arrow_only_moves_inside_the_words(themed, qtbot):
    widget = made(qtbot, Kind.ETHNICITY)
    type_text(widget, "mu")
    widget.set_caret(0)
    press(widget, Key.Key_Right)
    assert widget.text() == "mu"
    assert widget.caret() == 1


def test_the_list_opens_by_key_and_gives_its_choice(themed, qtbot):
    widget = made(qtbot, Kind.ENUM, SEX)
    press(widget, Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    menu = widget.findChild(QMenu)
    assert [a.data() for a in menu.actions()] == [label for _code, label in SEX]
    menu.actions()[1].trigger()
    menu.close()
    assert widget.text() == "Nữ"


def test_a_list_that_does_not_fit_the_words_is_whole(themed, qtbot):
    widget = made(qtbot, Kind.ENUM, SEX)
    type_text(widget, "n")
    menu = widget.open_list()
    assert [a.data() for a in menu.actions()] == ["Nam", "Nữ"]
    menu.close()
    widget.set_words("zzz")
    menu = widget.open_list()
    assert len(menu.actions()) == 3
    menu.close()


@pytest.mark.parametrize(
    ("kind", "typed", "said"),
    [
        (Kind.PERSONAL_ID, "038099004127", "038 099 004 127"),
        (Kind.PERSONAL_ID, "03809900412", "11 chữ số, cần 12"),
        (Kind.PERSONAL_ID, "999099004127", "mã tỉnh lạ"),
        (Kind.PERSONAL_ID, "O38", "chỉ gồm chữ số"),
        (Kind.ID_NUMBER, "172345678", "172 345 678"),
        (Kind.ID_NUMBER, "1723456", "7 chữ số"),
        (Kind.YEAR, "98", "năm gồm 4 chữ số"),
        (Kind.INT, "hai", "chỉ gồm chữ số"),
        (Kind.NAME, "Ph4m", "tên có chữ số"),
    ],
)
def test_numbers_are_grouped_and_doubted_only_beside(themed, qtbot, kind, typed, said):
    widget = made(qtbot, kind)
    type_text(widget, typed)
    assert widget.text() == typed
    assert widget.settled(typed) == typed
    assert widget.remark(typed).word == said


@pytest.mark.parametrize(
    ("kind", "typed"), [(Kind.ID_NUMBER, "B1234567"), (Kind.YEAR, "1998"), (Kind.INT, "3"), (Kind.NAME, "Tý")]
)
def test_good_values_need_no_remark(themed, qtbot, kind, typed):
    assert made(qtbot, kind).remark(typed) is None


def test_grouping_and_folding():
    assert grouped("0380990041") == "038 099 004 1"
    assert fold("  ĐẮK  Lắk ") == "dak lak"


def test_chips_never_cover_the_words(themed, qtbot):
    widget = made(qtbot, Kind.DATE_PARTIAL)
    widget.set_words("28/10/1999")
    remark = widget.remark("28/10/1999")
    for width in (400, 220, 190, 150):
        widget.resize(width, 26)
        widget.set_remarks((remark,), pinned=False)
        words = widget.fontMetrics().horizontalAdvance(widget.text())
        assert widget.margin.x() >= words + 6
    assert widget.margin.words == ("",)
    widget.resize(190, 26)
    assert widget.margin.words == ("đủ ngày",)


def test_a_note_grows_with_its_lines_and_stays_bounded(themed, qtbot):
    note = made(qtbot, Kind.NOTE)
    assert isinstance(note, NoteEditor)
    heights = []
    for lines in (1, 3, 30):
        note.set_words("\n".join(["chữ"] * lines))
        heights.append(note.height())
    assert heights[0] < heights[1] < heights[2] < 400


def test_arrows_leave_a_note_only_at_its_edges(themed, qtbot):
    note = made(qtbot, Kind.NOTE)
    note.set_words("một\nhai\nba")
    note.set_caret(0)
    assert note.can_leave(Key.Key_Up)
    assert not note.can_leave(Key.Key_Down)
    note.set_caret(None)
    assert note.can_leave(Key.Key_Down)
