"""One entry with words of an older version: the approval page lists all and signs the others."""

import unicodedata

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from sqlalchemy import text

from app.models.words.states import EntryState
from app.services.entry import approval, entries
from app.settings import DEMO_PASSWORD
from app.ui.approval.panels.approval_detail import ApprovalDetail
from tests.e2e.officer import open_store
from tests.ui.driver import button, says, table, texts


@pytest.fixture
def waiting(home, entry_id):
    """The ids of the entries that wait; words of the first were kept in decomposed letters.

    ``entry_id`` comes first: it takes an entry of the commune back from the queue.
    """
    store = open_store(home)
    try:
        with store.write() as session:
            ids = [row.id for row in approval.waiting(session)]
            name = entries.get(session, ids[0]).book.all_fields()
            key = next(f.key for f in name if f.key in entries.get(session, ids[0]).values)
            session.execute(
                text(
                    f"""UPDATE entry SET "values" = json_set("values", '$.{key}.text', :bad) WHERE id = :id"""
                ),
                {"bad": unicodedata.normalize("NFD", "Thuỷ"), "id": ids[0]},
            )
    finally:
        store.close()
    return ids


@pytest.fixture
def queue(waiting, signed_in, qtbot):
    """The approval page with the police session open."""
    screen = signed_in.desk_top.approval
    signed_in.window.show_page("approval")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_F12)
    QTest.keyClicks(QApplication.focusWidget(), DEMO_PASSWORD)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: screen.officer is not None, timeout=20000)
    return screen


def test_every_entry_is_listed_and_the_bad_one_says_what_is_wrong(queue, waiting):
    assert len(texts(table(queue, "Trường hợp chờ duyệt"), 1)) == len(waiting)
    queue.panel.choose(waiting[0])
    assert says(queue, "có ký tự ẩn, dấu rời hoặc quá dài")
    assert not button(queue.findChild(ApprovalDetail), "Duyệt trường hợp này").isEnabled()
    queue.panel.choose(waiting[1])
    assert button(queue.findChild(ApprovalDetail), "Duyệt trường hợp này").isEnabled()


def test_without_a_police_session_it_says_so_too(queue, waiting):
    queue.end_session()
    queue.panel.choose(waiting[1])
    queue.panel.choose(waiting[0])
    assert says(queue, "có ký tự ẩn, dấu rời hoặc quá dài")


def test_the_others_are_marked_and_signed_together(queue, signed_in, waiting, qtbot):
    queue.panel.mark_all()
    marked = queue.panel.targets
    assert waiting[0] not in marked
    assert marked
    queue.panel.approved.emit(marked, DEMO_PASSWORD)
    qtbot.waitUntil(lambda: not signed_in.window.passwords.busy, timeout=20000)
    with signed_in.workspace.store.read() as session:
        assert {entries.get(session, one).state for one in marked} == {EntryState.APPROVED}
        assert entries.get(session, waiting[0]).state in approval.WAITING


def test_a_signature_over_the_bad_one_is_refused_in_words(queue, waiting, signed_in):
    queue.panel.approved.emit((waiting[0], waiting[1]), DEMO_PASSWORD)
    assert says(queue, "Có trường hợp chưa ký được. Chưa duyệt trường hợp nào.")
    with signed_in.workspace.store.read() as session:
        assert entries.get(session, waiting[1]).state in approval.WAITING
