"""Every screen on the screens of communes: nothing larger than it, no words cut, no state gone."""

import contextlib

import pytest
from PySide6.QtCore import QSize

from app.demo.tour_driver import SCREENS
from app.models.words.roles import Role
from app.ui.kit import theme
from app.ui.kit.panes import Panes
from app.ui.kit.table import Table
from tests.e2e.officer import sign_in
from tests.ui.driver import buttons_of, cut_words, find, seen, tabs

PAGES = ("today", "volumes", "entry", "discrepancies", "approval", "transfer", "admin", "inspection")

STATES = {
    "discrepancies": [("Danh sách sai lệch", "Trạng thái")],
    "admin": [("Tài khoản", "Trạng thái"), ("Tài khoản", "Chứng thư")],
    "approval": [("Trường hợp chờ duyệt", "Kết luận")],
    "transfer": [("Lịch sử gói", "Trạng thái")],
    "volumes": [("Bảng kê sổ hộ tịch", "Tình trạng")],
}


@pytest.fixture(params=SCREENS, ids=[one.name for one in SCREENS])
def room(request):
    return request.param.room


def cut_at_last(root, qtbot):
    """Return the words that are cut once the layouts have read new ones, which takes some events."""
    with contextlib.suppress(qtbot.TimeoutError):
        qtbot.waitUntil(lambda: cut_words(root) == [], timeout=5000)
    return cut_words(root)


@pytest.fixture
def leader(start, qtbot):
    """The window of an officer who sees every screen."""
    application = start()
    sign_in(application, qtbot, login=next(c.uid for c in application.cards() if c.role is Role.LEADER))
    return application


def test_every_screen_fits_no_words_are_cut_and_states_are_columns(leader, room, entry_id, qtbot):
    window = leader.window
    leader.desk_top.entry.open_entry(entry_id)
    window.resize(room)
    for key in PAGES:
        window.show_page(key)
        assert window.size() == room, key
        assert cut_at_last(window, qtbot) == [], key
        for name, title in STATES.get(key, ()):
            shown = find(window, name, Table)
            at = [column.title for column in shown.table_model.columns].index(title)
            assert not shown.isColumnHidden(at), (key, title)
            assert shown.columnWidth(at) >= theme.px(28), (key, title)
    window.fit(room)
    usual = QSize(1366, 698)
    roomy = room.width() >= usual.width() and room.height() >= usual.height() + 32
    assert window.isMaximized() != roomy


def test_the_officers_to_choose_are_whole(start, room, qtbot):
    window = start().window
    window.resize(room)
    assert window.size() == room
    assert cut_at_last(window, qtbot) == []


def test_what_decides_is_in_sight_on_the_entry_screen(signed_in, room, entry_id, qtbot):
    """The tabs say whose they are, the lines have their results, the buttons are whole; one pane at 150 %."""
    window, screen = signed_in.window, signed_in.desk_top.entry
    window.resize(room)
    window.show_page("entry")
    screen.open_entry(entry_id)
    screen.persons.select("child")
    qtbot.waitUntil(lambda: not screen.persons.searching)
    screen.persons.comparison.setFocus()
    assert [tab._word.shown for tab in tabs(screen)] == ["Con", "Mẹ", "Cha"]
    for part in (screen.persons.candidates, screen.persons.comparison.table, screen.persons.decision):
        assert part.visibleRegion().boundingRect().height() > 24, part
    assert not any(screen.persons.comparison.table.isColumnHidden(at) for at in range(5))
    assert cut_at_last(screen, qtbot) == []
    (panes,) = seen(screen, Panes)
    assert panes.single == (room.width() < 1000)
    assert screen.form.visibleRegion().isEmpty() == panes.single
    screen.form.setFocus()
    assert not screen.form.visibleRegion().isEmpty()

    window.police_requested.emit()
    assert cut_at_last(screen, qtbot) == []
    assert {"Duyệt và ký", "Trả lại…"} <= {*buttons_of(screen.strip)}
    if not panes.single:
        assert screen.form.visibleRegion().boundingRect().height() > 80, "three rows"
