"""Trả lời: every answer with the words of the police, filtered, and one key from its entry."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible

from app.models.store.tables import Answer, Entry, Package
from app.models.words.codes import ReturnCode
from app.models.words.states import EntryState
from app.ui.exchange.answers_screen import AnswersScreen
from tests.ui.desk import CHILD_TYPED, entry
from tests.ui.driver import button, buttons_of, cell, choose, click, focused, rows_of, table, texts, words
from tests.ui.keys import press

AT = "2023-10-20T01:00:00Z"


def answer(work, *said):
    """Let answers come in; each is (entry id, section, code, more)."""
    with work.store.write() as session:
        session.connection().exec_driver_sql("DROP TRIGGER IF EXISTS entry_needs_approval")
        package = Package(
            package_id="p", purpose="tra_loi", sender_id="d", receiver_id="s", manifest_sha256="",
            file_name="",
            package_no=session.query(Package).count() + 1, file_sha256="", counts={}, by="", at=AT,
        )  # fmt: skip
        session.add(package)
        session.flush()
        for entry_id, section, code, more in said:
            given = {"version": 1, "personal_id": "", "message": "", "at": AT, **more}
            session.add(Answer(package_id=package.id, entry_id=entry_id, section=section, code=code, **given))
            if row := session.get(Entry, entry_id):
                row.state = EntryState.RETURNED


@pytest.fixture
def shown(themed, work, qtbot):
    """The screen with a question, a number and an answer to nothing."""
    one = entry(work, registration_no="188", mother_name="Bùi Thị Thuỷ", **CHILD_TYPED)
    answer(
        work,
        (one, "child", ReturnCode.NUMBER_ASSIGNED, {"personal_id": "038099994128"}),
        (one, "mother", ReturnCode.NEEDS_VERIFICATION, {"message": "Sai ngày sinh, xem giấy chứng sinh"}),
        ("x", "child", ReturnCode.REFUSED, {"message": "Ai đó", "aside": "Không có bản ghi này trên máy."}),
    )
    made = AnswersScreen(work)
    qtbot.addWidget(made)
    made.entry = one
    made.resize(1200, 640)
    made.refresh()
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.setFocus()
    return made


def listed(shown):
    return table(shown, "Trả lời của Công an")


def test_what_asks_for_work_comes_first_and_each_answer_has_its_words(shown):
    assert texts(listed(shown), 0) == [
        "Bùi Thị Thuỷ · mẹ",
        "Phạm Văn Tý",
        "(chưa rõ tên)",
    ]
    assert texts(listed(shown), 1) == ["Thông tin cần xác minh", "Đã cấp số", "Từ chối"]
    assert texts(listed(shown), 2) == ["Sai ngày sinh, xem giấy chứng sinh", "038099994128", "Ai đó"]
    assert texts(listed(shown), 3) == ["Cần xử lý", "Có số định danh", "Chưa ghép được"]
    assert cell(listed(shown), 2, 2).sub == "Không có bản ghi này trên máy."
    assert cell(listed(shown), 0, 0).sub == "KS 01/1998 · số 188"
    assert "1 trường hợp cần xử lý" in words(shown)


def test_filters_count_answers_and_keep_only_theirs(shown):
    assert [name for name in buttons_of(shown) if "  " in name] == [
        "Tất cả  3", "Cần xử lý  1", "Đang xử lý lại  0", "Đã gửi lại  0", "Có số định danh  1",
        "Chưa ghép được  1",
    ]  # fmt: skip
    click(shown, "Có số định danh  1")
    assert texts(listed(shown), 1) == ["Đã cấp số"]
    choose(shown, "Loại trả lời", "Từ chối")
    assert rows_of(listed(shown)) == ()
    assert "Không có trả lời nào như vậy" in listed(shown).empty
    click(shown, "Tất cả  1")
    assert texts(listed(shown), 1) == ["Từ chối"]
    shown.show_to_handle()
    assert texts(listed(shown), 3) == ["Cần xử lý"]


def test_the_kinds_offered_are_those_that_came(shown):
    box = choose(shown, "Loại trả lời", "Mọi trả lời")
    assert [box.itemText(i) for i in range(box.count())] == [
        "Mọi trả lời", "Đã cấp số", "Thông tin cần xác minh", "Từ chối",
    ]  # fmt: skip


def test_the_filter_stays_when_more_answers_come(shown, work):
    click(shown, "Có số định danh  1")
    answer(work, (shown.entry, "father", ReturnCode.ALREADY_HAS_NUMBER, {"personal_id": "038072990001"}))
    shown.refresh()
    assert texts(listed(shown), 1) == ["Đã có số", "Đã cấp số"]


def test_enter_opens_the_entry_and_nothing_where_there_is_none(shown, qtbot):
    with qtbot.waitSignal(shown.entry_wanted) as opened:
        press(focused(), Qt.Key.Key_Return)
    assert opened.args == [shown.entry]
    listed(shown).selectRow(2)
    with qtbot.assertNotEmitted(shown.entry_wanted):
        press(focused(), Qt.Key.Key_Return)


def test_without_answers_it_says_where_they_come_from(themed, work, qtbot):
    made = AnswersScreen(work)
    qtbot.addWidget(made)
    made.refresh()
    assert "Chưa có trả lời nào" in listed(made).empty[0]
    assert "Chuyển giao" in listed(made).empty[1]


def test_filters_are_spoken_as_one_of_many(shown):
    filters = [button(shown, name) for name in buttons_of(shown) if button(shown, name).isCheckable()]
    roles = {QAccessible.queryAccessibleInterface(one).role() for one in filters}
    assert len(filters) > 1
    assert roles == {QAccessible.Role.RadioButton}
