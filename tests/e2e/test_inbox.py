"""From Hôm nay to the answers of the police, to the entry, and back into its work, in the real window."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.models.store.tables import Answer, Entry, Package
from app.models.words.states import EntryState
from tests.ui.driver import click, focused, label, says, table, texts
from tests.ui.keys import press

Key, CONTROL = Qt.Key, Qt.KeyboardModifier.ControlModifier


def answered(work, entry_id):
    """Let the police ask about the child of an entry that was sent."""
    with work.store.write() as session:
        connection = session.connection()
        for trigger in ("entry_needs_approval", "entry_signed"):
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {trigger}")
        package = Package(
            package_id="p", purpose="tra_loi", sender_id="d", receiver_id="s", manifest_sha256="",
            file_name="", package_no=1, file_sha256="", counts={}, by="", at="2023-10-20T01:00:00Z",
        )  # fmt: skip
        session.add(package)
        session.flush()
        said = {"code": "needs_verification", "personal_id": "", "message": "Sai ngày sinh", "at": package.at}
        session.add(Answer(package_id=package.id, entry_id=entry_id, version=1, section="child", **said))
        session.get_one(Entry, entry_id).state = EntryState.RETURNED


def test_an_answer_is_found_worked_on_and_not_forgotten(signed_in, entry_id, qtbot):
    answered(signed_in.workspace, entry_id)
    window, desk_top = signed_in.window, signed_in.desk_top
    window.show_page("volumes")
    window.show_page("today")
    click(desk_top.today, "Công an trả lời: 1, trường hợp cần xử lý")
    assert window.page == "answers"
    listed = table(desk_top.answers, "Trả lời của Công an")
    assert texts(listed, 2) == ["Sai ngày sinh"]
    assert focused() is listed
    press(focused(), Key.Key_Return)
    assert (window.page, desk_top.entry.entry_id) == ("entry", entry_id)
    assert says(desk_top.entry, "Công an trả lời: ")
    QTest.keyClick(QApplication.focusWidget(), Key.Key_R, CONTROL)
    assert label(desk_top.entry, "Công an đã trả lời lần gửi trước: ").isVisible()
    window.show_page("answers")
    assert texts(listed, 3) == []
    click(desk_top.answers, "Đang xử lý lại  1")
    assert texts(listed, 2) == ["Sai ngày sinh"]
