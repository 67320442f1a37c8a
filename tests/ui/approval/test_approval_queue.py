from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from app.matching.result import DecidedLine, Line, Result
from app.models.books import BOOKS
from app.models.store.tables import Decision
from app.models.words.codes import Branch, Resolution
from app.models.words.values import Mark, Value
from app.ui.approval.panels.approval_detail import ApprovalDetail, EntryForApproval, SectionView
from app.ui.approval.panels.approval_queue import ApprovalQueuePanel, QueueRow
from app.ui.approval.screen import chip_of
from app.ui.approval.whole_entry import section_view
from app.ui.kit import result_cells
from tests.ui.driver import (
    button,
    cell,
    field,
    focused,
    rows_of,
    sees,
    table,
    texts,
    words,
)
from tests.ui.keys import hold_key, press, type_text

CHILD = BOOKS["khai_sinh"].section("child")
QUEUE = [
    QueueRow("a", "Phạm Văn Tý", "KS 188", Branch.MISMATCH_BASIC, "20:40", batch=False),
    QueueRow("b", "Bùi Thị Lan Anh", "KS 187", Branch.MATCH, "20:36", batch=True),
    QueueRow("c", "Hà Văn Thuận", "KS 186", Branch.MATCH, "20:31", batch=True),
]
LINES = (
    (Line("full_name", "n", "Họ tên", "Phạm Văn Tý", "PHẠM VĂN TÝ", Result.EQUAL), ""),
    (Line("mother_name", "m", "Họ tên mẹ", "Thuỷ", "THUÝ", Result.DIFFERENT), "fix_population"),
)


def entry(id_, *obstacles, persons=1):
    people = tuple(SectionView(f"Người {n}", "Thống nhất", LINES) for n in range(persons))
    return EntryForApproval(
        id_, "Phạm Văn Tý", "Khai sinh", "sai lệch", "differ", "differ", people, obstacles, "ab" * 32
    )


@pytest.fixture
def queue(themed, qtbot):
    made = ApprovalQueuePanel()
    qtbot.addWidget(made)
    made.resize(1200, 620)
    made.set_reasons(["Sai họ tên", "Sai ngày sinh", "Nhầm người", "Thiếu giấy tờ", "Xem sổ gốc", "Khác…"])
    made.set_queue(QUEUE)
    made.set_entry(entry("a"))
    made.set_session("Quách Văn Nghĩa", "còn 14 phút")
    made.show()
    made.activateWindow()
    made.setFocus()
    return made


def waiting(queue):
    return table(queue, "Trường hợp chờ duyệt")


def secret_of(queue):
    return field(queue, "Mật khẩu ký")


def ask(queue, qtbot):
    """Ask for the password of the signature (Ctrl+Enter) and return its field."""
    qtbot.keyClick(waiting(queue), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    return secret_of(queue)


def approve(queue):
    """Return the button under the entry looked at; the one beside the password may have the same words."""
    return button(queue.findChild(ApprovalDetail), "Duyệt trường hợp này")


def test_space_marks_what_may_be_marked_and_says_why_not(queue, qtbot):
    qtbot.keyClick(waiting(queue), Qt.Key.Key_Space)
    assert queue.targets == ("a",)
    assert any("Không đánh dấu hàng loạt được" in shown for shown in words(queue))
    waiting(queue).choose(1)
    qtbot.keyClick(waiting(queue), Qt.Key.Key_Space)
    assert queue.targets == ("b",)
    qtbot.keyClick(waiting(queue), Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert queue.targets == ("b", "c")
    assert "2 trường hợp đã đánh dấu" in words(queue)


def test_the_password_signs_exactly_the_marked_ones(queue, qtbot):
    queue.mark_all()
    with qtbot.assertNotEmitted(queue.approved):
        secret = ask(queue, qtbot)
    assert secret.hasFocus()
    qtbot.keyClicks(secret, "a long password")
    with qtbot.waitSignal(queue.approved) as given:
        qtbot.keyClick(secret, Qt.Key.Key_Return)
    assert given.args == [("b", "c"), "a long password"]
    assert secret.text() == ""


def test_approving_the_one_looked_at_leaves_the_marks_alone(queue, qtbot):
    queue.mark_all()
    approve(queue).click()
    assert queue.targets == ("a",)
    secret_of(queue).setText("pw")
    with qtbot.waitSignal(queue.approved) as given:
        secret_of(queue).parentWidget().findChild(QPushButton).click()
    assert given.args == [("a",), "pw"]


def test_sending_back_needs_a_reason_and_other_needs_words(queue, qtbot):
    with qtbot.assertNotEmitted(queue.sent_back):
        qtbot.keyClick(waiting(queue), Qt.Key.Key_Backspace, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(waiting(queue), Qt.Key.Key_3)
    with qtbot.waitSignal(queue.sent_back) as sent:
        qtbot.keyClick(waiting(queue), Qt.Key.Key_Backspace, Qt.KeyboardModifier.ControlModifier)
    assert sent.args == ["a", "Nhầm người"]
    qtbot.keyClick(waiting(queue), Qt.Key.Key_6)
    other = field(queue, "Lý do trả lại")
    assert focused() is other
    with qtbot.assertNotEmitted(queue.sent_back):
        qtbot.keyClick(other, Qt.Key.Key_Return)
    other.setText("thiếu trang 94")
    with qtbot.waitSignal(queue.sent_back) as sent:
        qtbot.keyClick(other, Qt.Key.Key_Return)
    assert sent.args == ["a", "thiếu trang 94"]


def test_without_a_session_nothing_can_be_signed(queue, qtbot):
    secret = ask(queue, qtbot)
    secret.setText("half typed")
    queue.set_session(None)
    assert secret.text() == ""
    assert not sees(queue, "Mật khẩu ký")
    with qtbot.assertNotEmitted(queue.approved), qtbot.waitSignal(queue.session_requested):
        qtbot.keyClick(waiting(queue), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert not button(queue, "Trả lại…").isEnabled()


def test_escape_leaves_the_password_first_then_ends_the_session(queue, qtbot):
    secret = ask(queue, qtbot)
    secret.setText("half")
    with qtbot.assertNotEmitted(queue.session_ended):
        qtbot.keyClick(secret, Qt.Key.Key_Escape)
    assert secret.text() == ""
    assert focused() is waiting(queue)
    with qtbot.waitSignal(queue.session_ended):
        qtbot.keyClick(waiting(queue), Qt.Key.Key_Escape)


def test_no_key_for_a_reason_falls_into_the_password(queue, qtbot):
    """The field stands there only to sign: before, after and at another entry digits are keys."""

    def reasons_chosen():
        reasons = ["Sai họ tên", "Sai ngày sinh", "Nhầm người", "Thiếu giấy tờ", "Xem sổ gốc"]
        return [one for one in reasons if button(queue, one).isChecked()]

    assert not sees(queue, "Mật khẩu ký")
    press(focused(), Qt.Key.Key_1, text="1")
    assert reasons_chosen() == ["Sai họ tên"]
    secret = ask(queue, qtbot)
    type_text(secret, "pw")
    press(secret, Qt.Key.Key_Return)
    queue.set_busy("Đang mở khóa ký…")
    press(focused(), Qt.Key.Key_2, text="2")
    queue.set_busy("")
    queue.clear_marks()
    press(focused(), Qt.Key.Key_2, text="2")
    assert reasons_chosen() == ["Sai ngày sinh"]
    assert (secret.text(), sees(queue, "Mật khẩu ký")) == ("", False)
    type_text(ask(queue, qtbot), "half")
    queue.choose("b")
    assert (secret.text(), sees(queue, "Mật khẩu ký")) == ("", False), "it was for another entry"
    queue.set_entry(entry("b"))
    press(focused(), Qt.Key.Key_3, text="3")
    assert reasons_chosen() == ["Nhầm người"]


def test_a_refused_password_is_asked_anew(queue, qtbot):
    type_text(ask(queue, qtbot), "pw")
    press(focused(), Qt.Key.Key_Return)
    queue.set_busy("Đang mở khóa ký…")
    queue.set_busy("")
    queue.set_refusal("Mật khẩu chưa đúng.")
    assert focused() is secret_of(queue)
    assert secret_of(queue).text() == ""
    press(focused(), Qt.Key.Key_Escape)
    assert not sees(queue, "Mật khẩu ký")


def test_the_held_key_that_asked_is_no_letter_of_the_password(queue, qtbot):
    secret = ask(queue, qtbot)
    hold_key(secret, "a")
    assert secret.text() == ""


def test_obstacles_stand_against_approving(queue):
    queue.set_entry(entry("a", "Người duyệt đã nhập trường hợp này; cần cán bộ Công an khác."))
    assert not approve(queue).isEnabled()
    assert any("cần cán bộ Công an khác" in shown for shown in words(queue))
    queue.set_entry(entry("a"))
    assert approve(queue).isEnabled()


def test_every_person_is_shown_under_a_title(queue):
    lines = table(queue, "Trường hợp")
    assert len(rows_of(lines)) == 2
    queue.set_entry(entry("a", persons=2))
    assert texts(lines, 0) == [
        "Người 0", "Họ tên", "Họ tên mẹ", "Người 1", "Họ tên", "Họ tên mẹ",
    ]  # fmt: skip


def test_a_long_value_is_never_cut_and_every_way_of_handling_has_its_chip(queue, qtbot):
    place = "Thôn Kim Mẫm, xã Cẩm Lương, huyện Cẩm Thuỷ, tỉnh Thanh Hóa"
    lines = tuple((Line("p", "p", "Nơi sinh", place, place, Result.DIFFERENT), code) for code in Resolution)
    person = SectionView("Người 0", "Sai lệch", (*LINES, *lines))
    queue.set_entry(EntryForApproval("a", "Tý", "Khai sinh", "sai lệch", "differ", "differ", (person,)))
    shown = table(queue, "Trường hợp")
    qtbot.waitUntil(lambda: shown.rowHeight(2) > shown.rowHeight(0) == 24)
    assert all(cell(shown, at, 4).chip for at in range(2, 2 + len(lines)))


def test_stored_lines_reach_the_police_with_the_way_they_are_handled():
    differing = Line(
        "mother_name", "m", "Họ tên mẹ", "Thuỷ", "THUÝ", Result.DIFFERENT,
        book_spans=((3, 4),), registry_spans=((3, 4),),
    )  # fmt: skip
    decided = DecidedLine(differing, Resolution.FIX_POPULATION)
    decision = Decision(branch="mismatch_other", lines=[decided.to_json()], again={})
    ((line, resolution),) = section_view(CHILD, decision, {}).lines
    assert line.book_spans == ((3, 4),)
    assert result_cells.resolution_cell(resolution).text == "sửa CSDL"


def test_what_the_book_says_of_a_person_not_found_is_shown_to_whoever_signs(queue):
    """No line was kept with such a decision; the police officer must not sign unseen."""
    values = {
        CHILD.fields[0].key: Value("Nguyễn Văn An"),
        CHILD.fields[1].key: Value("", Mark.ILLEGIBLE),
        CHILD.fields[2].key: Value(""),
    }
    person = section_view(CHILD, Decision(branch="not_found", lines=[], again={}), values)
    assert (person.title, person.branch) == (CHILD.title, "Không tìm thấy - nhập mới")
    queue.set_entry(replace(entry("a"), sections=(person,)))
    shown = table(queue, "Trường hợp")
    assert texts(shown, 0) == [CHILD.fields[0].label, CHILD.fields[1].label]
    assert texts(shown, 1) == ["Nguyễn Văn An", "(không đọc được)"]
    assert [texts(shown, column) for column in (2, 3, 4)] == [["", ""]] * 3
    compared = replace(LINES[0][0], book_field=CHILD.fields[0].key)
    match = Decision(branch="match", lines=[DecidedLine(compared).to_json()], again={})
    found = section_view(CHILD, match, values)
    assert [line.label for line in found.written] == [CHILD.fields[1].label]
    queue.set_entry(replace(entry("a"), sections=(found, person)))
    sex = CHILD.fields[1].label
    assert texts(shown, 0) == [CHILD.title, "Họ tên", sex, CHILD.title, CHILD.fields[0].label, sex]


@pytest.mark.parametrize(
    ("branches", "words"),
    [
        ({Branch.MATCH}, "không sai lệch"),
        ({Branch.MATCH, Branch.NOT_FOUND}, "nhập mới"),
        ({Branch.NOT_FOUND, Branch.MISMATCH_OTHER}, "có sai lệch"),
        ({Branch.MISMATCH_BASIC}, "có sai lệch"),
    ],
)
def test_the_chip_says_what_an_entry_is(branches, words):
    assert chip_of(branches)[0] == words


def test_a_refusal_is_said_and_marks_of_gone_entries_are_forgotten(queue):
    queue.mark_all()
    queue.set_refusal("Chưa duyệt được. Thử lại sau 8 giây.")
    assert "Chưa duyệt được. Thử lại sau 8 giây." in words(queue)
    queue.set_queue(QUEUE[:2])
    assert queue.targets == ("b",)
    queue.set_queue([])
    assert queue.targets == ()


@pytest.mark.parametrize("width", [1108, 1130, 1178, 1180, 1218])
def test_the_reasons_are_read_whole_on_a_small_screen(queue, width, qtbot):
    """The page is 1130 wide on a screen of 1280, 1218 on one of 1366."""
    reasons = ["Tra cứu thiếu", "Nhầm người", "Khác sổ", "Thiếu căn cứ", "Chữ mờ", "Lý do khác"]
    queue.set_reasons(reasons)
    queue.setMinimumWidth(1)  # the window takes no notice of what its pages need
    queue.resize(width, 620)
    qtbot.waitUntil(lambda: sees(queue, "Lý do khác"))
    QApplication.processEvents()
    for reason in reasons:
        shown = button(queue, reason)
        assert shown.width() >= shown.sizeHint().width(), reason
