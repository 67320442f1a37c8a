"""Every screen on the screens of communes: nothing larger than it, no words cut, no state gone."""

import pytest
from PySide6.QtCore import QSize

from app.demo.tour_driver import SCREENS
from app.ui.kit import theme
from app.ui.kit.panes import Panes
from tests.e2e.officer import sign_in
from tests.ui.driver import buttons_of, cut_words, find, seen, tabs

PAGES = ("today", "volumes", "entry", "discrepancies", "approval", "transfer", "admin", "inspection")


@pytest.fixture(params=SCREENS, ids=[one.name for one in SCREENS])
def room(request):
    return request.param.room


@pytest.fixture
def leader(start, qtbot):
    """The window of an officer who sees every screen."""
    application = start()
    sign_in(application, qtbot, login=next(c.uid for c in application.cards() if c.name == "Bùi Văn Hoà"))
    return application


def test_every_screen_fits_and_no_words_are_cut(leader, room, entry_id, qtbot):
    window = leader.window
    leader.desk_top.entry.open_entry(entry_id)
    window.resize(room)
    for key in PAGES:
        window.show_page(key)
        qtbot.wait(50)  # layouts read new words a little later
        assert window.size() == room, key
        assert cut_words(window) == [], key


def test_the_officers_to_choose_are_whole(start, room, qtbot):
    window = start().window
    window.resize(room)
    qtbot.wait(50)  # layouts read new words a little later
    assert window.size() == room
    assert cut_words(window) == []


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
    assert cut_words(screen) == []
    (panes,) = seen(screen, Panes)
    assert panes.single == (room.width() < 1000)
    assert screen.form.visibleRegion().isEmpty() == panes.single
    screen.form.setFocus()
    assert not screen.form.visibleRegion().isEmpty()


def test_the_police_see_what_they_sign_on_every_screen(signed_in, room, entry_id, qtbot):
    window, screen = signed_in.window, signed_in.desk_top.entry
    window.resize(room)
    window.show_page("entry")
    screen.open_entry(entry_id)
    window.police_requested.emit()
    qtbot.wait(50)  # layouts read new words a little later
    assert cut_words(screen) == []
    assert {"Duyệt và ký", "Trả lại…"} <= {*buttons_of(screen.strip)}
    assert screen.form.visibleRegion().boundingRect().height() > 100


def test_states_are_columns_on_every_screen(leader, room, qtbot):
    window = leader.window
    window.resize(room)
    for key, name, title in (
        ("discrepancies", "Danh sách sai lệch", "Trạng thái"),
        ("admin", "Tài khoản", "Trạng thái"),
        ("admin", "Tài khoản", "Chứng thư"),
        ("approval", "Bản ghi chờ duyệt", "Kết luận"),
        ("transfer", "Lịch sử gói", "Trạng thái"),
        ("volumes", "Sổ hộ tịch", "Tình trạng"),
    ):
        window.show_page(key)
        qtbot.wait(50)  # layouts read new words a little later
        shown = find(window, name)
        at = [column.title for column in shown.table_model.columns].index(title)
        assert not shown.isColumnHidden(at), (key, title)
        assert shown.columnWidth(at) >= theme.px(28), (key, title)


def test_a_window_fills_a_screen_that_is_smaller_than_the_usual(leader, room):
    leader.window.fit(room)
    usual = QSize(1366, 698)
    roomy = room.width() >= usual.width() and room.height() >= usual.height() + 32
    assert leader.window.isMaximized() != roomy
