"""What the shell knows of its screens: who sees them, their keys, and what F12 and F1 ask of them."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel

from app.models.words.roles import ROLE_LABELS, Action, Role
from app.services.office.permissions import ALLOWED
from app.ui.kit.screen import Screen
from app.ui.shell.desk_top import DeskTop
from app.ui.shell.key_help import KeyHelp
from app.ui.shell.main_window import MainWindow

ORDER = [
    "today",
    "volumes",
    "entries",
    "entry",
    "discrepancies",
    "approval",
    "transfer",
    "answers",
    "admin",
    "inspection",
    "recheck",
]


@pytest.fixture
def seen_by(signed_in, qtbot):
    """Make the screens of someone who holds these roles, in a window of their own."""
    windows = []

    def make(*roles):
        work = signed_in.workspace
        work.account = replace(work.account, roles=frozenset(roles))
        window = MainWindow("Đối Soát Hộ Tịch")
        qtbot.addWidget(window)
        windows.append(window)
        return DeskTop(work, window), window

    yield make
    for window in windows:
        window.shutdown()


@pytest.mark.parametrize("role", Role)
def test_the_rail_shows_what_the_table_allows(seen_by, role):
    desk_top, window = seen_by(role)
    made = [desk_top.today, desk_top.volumes, desk_top.entries, desk_top.entry]
    made += [desk_top.discrepancies, desk_top.approval, desk_top.transfer, desk_top.answers]
    made += [desk_top.admin, desk_top.inspection, desk_top.recheck]
    assert [screen.key for screen in made] == ORDER
    assert list(window.pages) == [screen.key for screen in made if role in ALLOWED[screen.action]]
    assert (len(window.pages) == 5) == (role is Role.TYPIST)
    desk_top.begin(None)
    assert window.page == "today"
    assert ROLE_LABELS[role] in [label.text() for label in window.top_bar.findChildren(QLabel)]


def test_who_holds_another_role_beside_typing_sees_what_that_one_sees(seen_by):
    _desk_top, window = seen_by(Role.TYPIST, Role.POLICE)
    assert list(window.pages) == ORDER


def test_every_screen_says_all_that_the_shell_asks(signed_in):
    window = signed_in.window
    for key in ORDER:
        screen = window.pages[key].widget
        assert isinstance(screen, Screen)
        assert screen.action in Action
        assert (window.pages[key].title, window.pages[key].icon) == (screen.title, screen.icon)
        window.show_page(key)
        assert window.key_bar.keys == tuple(screen.keys())
        assert screen.key_groups()
        window.help_requested.emit()
        help_ = window.findChild(KeyHelp)
        shown = [label.text() for label in help_.findChildren(QLabel)]
        assert screen.key_groups()[0][0] in shown
        help_.accept()
        help_.setParent(None)


@pytest.mark.parametrize("key", ORDER)
def test_the_police_sign_where_something_is_signed_else_in_the_queue(signed_in, entry_id, key):
    window, desk_top = signed_in.window, signed_in.desk_top
    desk_top.entry.open_entry(entry_id)
    window.show_page(key)
    window.police_requested.emit()
    assert window.page == ("entry" if key == "entry" else "approval")
    assert desk_top.entry.strip.isVisible() == (key == "entry")
    assert desk_top.approval.ask.isVisible() == (key == "approval")


def test_leaving_a_screen_takes_its_open_question_back(signed_in, entry_id):
    window, screen = signed_in.window, signed_in.desk_top.entry
    window.show_page("entry")
    screen.open_entry(entry_id)
    screen.park()
    assert not screen.ask.isHidden()
    window.show_page("today")
    assert screen.ask.isHidden()
