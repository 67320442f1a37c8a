import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton

from app.matching.result import WAYS, Line, Result
from app.models.words.codes import BRANCH_LABELS, Branch, Resolution
from app.models.words.values import Mark
from app.ui.entry.panels.approval_strip import ApprovalStrip
from app.ui.entry.panels.comparison import ComparisonPanel
from app.ui.entry.panels.decision import DecisionPanel
from app.ui.entry.panels.lines_table import BOOK, REGISTRY, RESULT
from app.ui.entry.panels.person_tab import badge_of
from app.ui.kit import parts, theme
from app.ui.kit.delegates import broken
from app.ui.kit.result_cells import SIGNS
from tests.ui.driver import button, buttons_of, chips, click, field, focused, label, read_field, seen, sees
from tests.ui.keys import press, type_text

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
NOTE = "Ghi chú: mother_name"


def line(field, result, book="Thuỷ", registry="THUÝ", **more):
    return Line(field, field, field, book, registry, result, **more)


LINES = (
    line("full_name", Result.EQUAL, "Phạm Văn Tý", "PHẠM VĂN TÝ"),
    line("home_origin", Result.EQUAL_FORMAT, "Thanh Hoá", "Thanh Hóa"),
    line(
        "mother_name",
        Result.DIFFERENT,
        detail="dấu hỏi – sắc",
        book_spans=((3, 4),),
        registry_spans=((3, 4),),
    ),
    line("birth_date", Result.BOOK_PARTIAL, "1975", "15/08/1975"),
    line("nationality", Result.BOOK_BLANK, "", "Việt Nam", mark=Mark.NOT_IN_FORM),
    line("permanent_residence", Result.EXCLUDED, "Xóm Kim Mẫm", "Thôn Kim Mẫm"),
)


UNREAD = line("birth_date", Result.UNREAD, "1975", "3/8/75", detail="chưa đọc được ngày trong CSDL")


@pytest.fixture
def panel(themed, qtbot):
    made = ComparisonPanel()
    qtbot.addWidget(made)
    made.resize(760, 400)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.chosen, made.kept = [], []

    def choose(field, code):
        made.chosen.append((field, code))
        made.set_lines(LINES, {f: c for f, c in made.chosen if c}, {})

    made.resolution_chosen.connect(choose)
    made.noted.connect(lambda field, words: made.kept.append((field, words)))
    made.set_lines(LINES, {}, {})
    made.setFocus()
    return made


def on(panel, field):
    at = next(i for i, one in enumerate(LINES) if one.field == field)
    panel.table.choose(at)
    return at


def cell(panel, field, column):
    return panel.table.table_model.cell(on(panel, field), column)


def test_every_result_has_a_sign():
    assert set(SIGNS) == set(Result)


def test_m_goes_through_the_ways_of_a_differing_line_the_book_first(panel):
    on(panel, "mother_name")
    for _ in range(4):
        press(panel.table, Key.Key_M, text="m")
    codes = [code for _field, code in panel.chosen]
    assert codes[:3] == ["fix_population", "correct_book", "verify"]
    assert codes[3] == ""


def test_nothing_is_chosen_by_looking(panel):
    for _ in range(8):
        press(panel.table, Key.Key_Down)
    panel.focus_open_line()
    assert panel.chosen == []


def test_space_accepts_as_the_same_and_takes_it_back(panel):
    on(panel, "mother_name")
    press(panel.table, Key.Key_Space, text=" ")
    press(panel.table, Key.Key_Space, text=" ")
    assert panel.chosen == [("mother_name", "format_only"), ("mother_name", "")]


@pytest.mark.parametrize(
    ("result", "said"),
    [
        (Result.DIFFERENT, "Ngày sinh khác nhau không phải do cách viết. Bấm M chọn cách xử lý."),
        (Result.UNREAD, "Ngày sinh chưa đọc được nên không coi là giống. Bấm M chọn cách xử lý."),
    ],
)
def test_space_on_another_date_says_why_it_does_nothing(themed, qtbot, result, said):
    made = ComparisonPanel()
    qtbot.addWidget(made)
    made.show()
    chosen, refused = [], []
    made.resolution_chosen.connect(lambda *one: chosen.append(one))
    made.refused.connect(refused.append)
    made.set_lines([Line("birth_date", "b", "Ngày sinh", "1997", "1998-03-12", result)], {}, {})
    press(made.table, Key.Key_Space, text=" ")
    assert chosen == []
    assert refused == [said]


@pytest.mark.parametrize("field", ["full_name", "permanent_residence"])
def test_lines_that_need_nothing_take_nothing(panel, field):
    on(panel, field)
    press(panel.table, Key.Key_Space, text=" ")
    press(panel.table, Key.Key_M, text="m")
    assert panel.chosen == []


def test_every_cycle_ends_and_names_known_ways():
    assert all(ways and set(ways) <= set(Resolution) for ways in WAYS.values())


def test_a_note_is_written_inline_and_escape_leaves_it(panel):
    on(panel, "mother_name")
    press(panel.table, Key.Key_N, text="n")
    assert focused() is field(panel, NOTE)
    type_text(focused(), "hỏi gia đình")
    press(focused(), Key.Key_Return)
    assert panel.kept == [("mother_name", "hỏi gia đình")]
    assert not sees(panel, NOTE)
    assert cell(panel, "mother_name", 0).tip == "hỏi gia đình"
    press(panel.table, Key.Key_N, text="n")
    assert read_field(panel, NOTE) == "hỏi gia đình"
    type_text(focused(), "x")
    press(focused(), Key.Key_Escape)
    assert len(panel.kept) == 1
    assert panel.table.hasFocus()


def test_words_of_the_result_name_the_tone_or_the_mark(panel):
    assert cell(panel, "mother_name", RESULT).text == "dấu hỏi – sắc"
    assert cell(panel, "nationality", RESULT).text == "mẫu không có"
    assert cell(panel, "birth_date", RESULT).text == "sổ ghi thiếu"
    assert cell(panel, "nationality", BOOK).text == "(mẫu sổ không có mục này)"


def test_letters_are_underlined_only_where_they_differ(panel):
    assert cell(panel, "mother_name", BOOK).spans == ((3, 4),)
    assert cell(panel, "home_origin", REGISTRY).spans == ()


def test_whole_numbers_are_read_in_groups_unless_letters_are_marked(panel):
    number = "038099004127"
    panel.set_lines((line("personal_id", Result.BOOK_BLANK, "", number),), {}, {})
    assert panel.table.table_model.cell(0, REGISTRY).text == "038 099 004 127"
    panel.set_lines((line("personal_id", Result.DIFFERENT, "1", number, registry_spans=((2, 3),)),), {}, {})
    assert panel.table.table_model.cell(0, REGISTRY).text == number


def test_no_value_is_cut(panel):
    long = " ".join(["Cẩm Lương, Cẩm Thuỷ, Thanh Hoá"] * 4)
    panel.set_lines((line("home_origin", Result.DIFFERENT, long, long.upper()),), {}, {})
    width = panel.table.columnWidth(BOOK) - 16
    measure = QFontMetricsF(theme.font("book_size", book=True))
    lines = broken(long, width, measure.horizontalAdvance)
    assert len(lines) > 2
    assert " ".join(words for _at, words in lines) == long
    assert all(measure.horizontalAdvance(words) <= width for _at, words in lines)
    assert panel.table.rowHeight(0) >= theme.px(18) * len(lines)


def test_a_word_longer_than_the_column_is_split():
    lines = broken("aaaaaaaaaa bb", 4, len)
    assert [words for _at, words in lines] == ["aaaa", "aaaa", "aa", "bb"]
    assert [at for at, _words in lines] == [0, 4, 8, 11]
    assert broken("", 10, len) == [(0, "")]


def test_the_cursor_starts_on_the_line_that_still_needs_a_word(panel):
    panel.focus_open_line()
    assert panel.table.current().line.field == "mother_name"


def test_a_frozen_comparison_only_shows(panel):
    panel.set_frozen(True)
    on(panel, "mother_name")
    for key, text in ((Key.Key_M, "m"), (Key.Key_Space, " "), (Key.Key_N, "n")):
        press(panel.table, key, text=text)
    assert panel.chosen == []
    assert seen(panel, QLineEdit) == []


def test_it_draws_in_every_theme(panel, themed):
    for name in theme.THEMES:
        theme.apply(themed, name)
        assert not panel.grab().isNull()


@pytest.fixture
def decision(themed, qtbot):
    made = DecisionPanel()
    qtbot.addWidget(made)
    made.resize(760, 50)
    made.show()
    made.codes = []
    made.decided.connect(made.codes.append)
    return made


def situation(panel, likely="", decided=None, has_snapshot=True, summary="1 khác"):
    panel.set_situation(
        likely=likely, decided=decided, has_snapshot=has_snapshot, chosen=True, summary=summary
    )


def primary(panel):
    """Return the names of the buttons that stand out."""
    return [one.accessibleName() for one in seen(panel, QPushButton) if one.property("kind") == "primary"]


def test_the_likely_decision_stands_out_and_is_not_taken(decision):
    situation(decision, Branch.MISMATCH_OTHER)
    assert primary(decision) == ["Có sai lệch (có vẻ đúng)"]
    assert decision.codes == []
    click(decision, "Có sai lệch")
    click(decision, "Thống nhất")
    assert decision.codes == ["mismatch_other", "match"]


def test_without_a_snapshot_there_is_only_not_compared(decision):
    situation(decision, Branch.NOT_COMPARED, has_snapshot=False)
    assert buttons_of(decision) == ["Chưa đối chiếu (có vẻ đúng)"]
    situation(decision, Branch.MATCH)
    assert buttons_of(decision) == ["Thống nhất (có vẻ đúng)", "Có sai lệch", "Không tìm thấy"]


def test_a_decision_taken_is_shown_with_its_way_back(decision, qtbot):
    situation(decision, Branch.MATCH, decided=str(Branch.NOT_FOUND))
    assert buttons_of(decision) == ["Bỏ kết luận"]
    assert "Không tìm thấy" in chips(decision)[0]
    with qtbot.waitSignal(decision.undone):
        click(decision, "Bỏ kết luận")


@pytest.mark.parametrize("done", [False, True])
@pytest.mark.parametrize("branch", list(Branch))
@pytest.mark.parametrize("scale", [1.0, 1.25])
def test_a_decision_taken_covers_no_button(decision, themed, scale, branch, done):
    """Its words become shorter before they reach the buttons; a reader hears them whole."""
    theme.apply(themed, "light", scale)
    for width in range(520, 1000, 20):
        decision.resize(theme.px(width), 50)
        decision.set_situation(
            likely="", decided=str(branch), has_snapshot=True, chosen=True, summary="", done=done
        )
        QApplication.processEvents()
        (chip,) = seen(decision, parts.Chip)
        others = [one.mapTo(decision, one.rect().topLeft()).x() for one in seen(decision, QPushButton)]
        assert chip.mapTo(decision, chip.rect().topRight()).x() < min(others)
        assert chip.accessibleName() == f"Đã kết luận: {BRANCH_LABELS[branch]}"


def test_a_decision_taken_is_said_whole_where_it_has_room(decision):
    decision.resize(1200, 50)
    situation(decision, decided=str(Branch.MISMATCH_BASIC))
    (chip,) = seen(decision, parts.Chip)
    wide = chip.width()
    decision.resize(420, 50)
    assert chip.width() < wide
    decision.resize(1200, 50)
    assert chip.width() == wide


def test_focus_goes_to_the_likely_button(decision, qtbot):
    decision.activateWindow()
    qtbot.waitUntil(decision.isActiveWindow)
    situation(decision, Branch.NOT_FOUND)
    decision.setFocus()
    assert focused() is button(decision, "Không tìm thấy")
    press(focused(), Key.Key_Right)
    assert focused() is button(decision, "Thống nhất")


@pytest.fixture
def strip(themed, qtbot):
    made = ApprovalStrip()
    qtbot.addWidget(made)
    made.set_officers([("q.nghia", "Quách Văn Nghĩa"), ("t.dung", "Trương Văn Dũng")])
    made.set_subject("1 trường hợp: Khai sinh số 188 quyển 01/1998, 3 người")
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.done = []
    made.approved.connect(lambda *args: made.done.append(args))
    made.sent_back.connect(lambda *args: made.done.append(args))
    made.setFocus()
    return made


def test_approving_hands_the_password_over_once(strip):
    type_text(strip.password, "bi mat")
    strip.approve()
    assert strip.done == [("q.nghia", "bi mat")]
    assert strip.password.text() == ""
    strip.password.undo()
    assert strip.password.text() == ""
    strip.approve()
    assert len(strip.done) == 1
    assert strip.error


def test_enter_alone_signs_nothing(strip):
    type_text(strip.password, "bi mat")
    press(strip.password, Key.Key_Return)
    assert strip.done == []
    assert "Ctrl+Enter" in strip.error


@pytest.mark.parametrize("key", [Key.Key_Return, Key.Key_Enter])
def test_ctrl_enter_approves(strip, qtbot, key):
    type_text(strip.password, "x")
    qtbot.keyClick(strip.password, key, CONTROL)
    assert strip.done == [("q.nghia", "x")]


def test_sending_back_needs_a_reason(strip, qtbot):
    type_text(strip.password, "x")
    qtbot.keyClick(strip.password, Key.Key_Backspace, CONTROL)
    assert strip.done == []
    assert strip.reason.hasFocus()
    type_text(strip.reason, "thiếu ngày sinh của mẹ")
    qtbot.keyClick(strip.reason, Key.Key_Backspace, CONTROL)
    assert strip.done == [("q.nghia", "x", "thiếu ngày sinh của mẹ")]
    assert strip.password.text() == ""


def test_an_error_is_shown_and_the_password_is_gone(strip):
    type_text(strip.password, "sai")
    strip.set_error("Mật khẩu chưa đúng; chưa có gì được ký.")
    assert strip.error
    assert strip.password.text() == ""
    assert strip.password.hasFocus()


def test_escape_leaves_and_forgets(strip, qtbot):
    type_text(strip.password, "x")
    with qtbot.waitSignal(strip.cancelled):
        press(strip.password, Key.Key_Escape)
    assert strip.password.text() == ""


def test_the_next_entry_starts_clean(strip):
    strip.officer.setCurrentIndex(1)
    strip.set_error("lỗi")
    strip.reason.setText("cũ")
    strip.set_officers([("q.nghia", "Quách Văn Nghĩa"), ("t.dung", "Trương Văn Dũng")])
    strip.set_subject("1 trường hợp: Khai sinh số 189")
    assert strip.officer.currentData() == "t.dung"
    assert strip.error == ""
    assert strip.reason.text() == ""
    assert "189" in strip.accessibleName()


def test_without_officers_nothing_is_handed_over(strip):
    strip.set_officers([])
    type_text(strip.password, "x")
    strip.approve()
    assert strip.done == []
    assert strip.error


def test_a_ditto_mark_stays_and_what_it_was_read_as_stands_below(qtbot, panel):
    read = line("ethnicity", Result.EQUAL_FORMAT, "nt", "Mường", detail="như trên: Mường", read_as="Mường")
    other = line(
        "home_origin",
        Result.DIFFERENT,
        "nt",
        "Cẩm Lương",
        detail="như trên: Cẩm Thạch (cũ) (khác xã)",
        read_as="Cẩm Thạch (cũ)",
    )
    panel.set_lines((read, other), {}, {})
    cells = [[panel.table.table_model.cell(at, column) for column in (BOOK, RESULT)] for at in (0, 1)]
    assert [(book.text, book.sub, result.text) for book, result in cells] == [
        ("nt", "hiểu là: Mường", "như trên"),
        ("nt", "hiểu là: Cẩm Thạch (cũ)", "khác xã"),
    ]
    assert panel.table.rowHeight(0) > theme.px(28)


def test_a_summary_without_room_is_said_shorter_not_cut(decision):
    decision.resize(560, 50)
    whole = "khớp họ tên, ngày sinh, giới tính, quê quán; khác tên mẹ một dấu (Thuỷ – Thuý)"
    decision.set_situation(
        likely="",
        decided=None,
        has_snapshot=True,
        chosen=True,
        summary=whole,
        shorter=(whole.split("; ")[1], "1 mục khác"),
    )
    QApplication.processEvents()
    assert label(decision, whole).shown == "1 mục khác"
    assert label(decision, whole).toolTip() == whole


def test_an_unread_line_is_said_opens_first_and_is_handled_like_a_difference(panel):
    panel.set_lines((*LINES[:2], UNREAD), {}, {})
    panel.focus_open_line()
    assert panel.table.current().line is UNREAD
    assert panel.table.table_model.cell(2, RESULT).text == "chưa đọc được ngày trong CSDL"
    panel.table.setFocus()
    press(panel.table, Key.Key_M)
    assert panel.chosen == [("birth_date", Resolution.VERIFY)]
    assert WAYS[Result.UNREAD] == (Resolution.VERIFY, Resolution.FIX_POPULATION, Resolution.CORRECT_BOOK)


def test_the_tab_of_a_person_counts_what_is_unread():
    assert badge_of((*LINES[:2], UNREAD)) == (Result.UNREAD, 1)
    assert badge_of((*LINES, UNREAD)) == (Result.DIFFERENT, 1)


def test_enter_says_why_nothing_can_be_signed(strip):
    type_text(field(strip, "Mật khẩu ký của Công an"), "mat khau")
    press(focused(), Key.Key_Return)
    assert "Ctrl+Enter" in strip.error
    strip.set_blocked("Chưa duyệt được: trường hợp chưa nhập xong (F9).")
    press(strip.password, Key.Key_Return)
    assert strip.error == "Chưa duyệt được: trường hợp chưa nhập xong (F9)."
    assert strip.done == []
