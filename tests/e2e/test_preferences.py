"""An officer's own page: looks, input method, lock; kept with the account, over starts."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from app.models.words.preferences import Preferences
from app.services.office import preferences
from app.ui.kit import theme
from app.ui.office.own_password import OwnPassword
from app.ui.shell import sign_in_notes
from app.ui.shell.panels.preferences import PreferencesDialog
from app.ui.shell.sign_in_notes import SignInNote
from tests.e2e.officer import sign_in
from tests.faults.full_disk import fill_up
from tests.ui.driver import choose, click, find, focused, says, seen
from tests.ui.keys import type_text

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def dialog(signed_in):
    """The page, opened by its key."""
    return opened(signed_in)


def opened(application):
    QTest.keyClick(application.window, Key.Key_Comma, CONTROL)
    return application.window.findChild(PreferencesDialog)


def kept(application):
    work = application.workspace
    with work.store.read() as session:
        return preferences.of(session, work.account.uid)


def again(application, start, qtbot, login="nhan.ct"):
    """Close the window, start another one and sign in."""
    application.window.close()
    fresh = start()
    sign_in(fresh, qtbot, login=login)
    return fresh


def menu_of(window):
    click(window.top_bar, "Tư pháp: Cao Thị Nhàn")
    return window.findChild(QMenu)


def test_the_menu_of_the_account_leads_to_preferences_password_and_lock(signed_in):
    window = signed_in.window
    menu = menu_of(window)
    words = [action.text().split("\t") for action in menu.actions()]
    assert words == [
        ["Tùy chọn của tôi…", "Ctrl+,"],
        ["Đổi mật khẩu…", "Ctrl+Shift+P"],
        ["Khóa máy", "Ctrl+L"],
    ]
    QTest.keyClick(menu, Key.Key_Return)  # the first one has the cursor
    assert window.findChild(PreferencesDialog).isVisible()


def test_the_menu_leads_to_the_own_password(signed_in):
    menu = menu_of(signed_in.window)
    QTest.keyClick(menu, Key.Key_Down)
    QTest.keyClick(menu, Key.Key_Return)
    assert signed_in.window.findChild(OwnPassword).isVisible()


def test_so_does_a_button_of_the_page(signed_in, dialog):
    click(dialog, "Đổi mật khẩu…")
    assert not dialog.isVisible()
    assert signed_in.window.findChild(OwnPassword).isVisible()


def test_a_theme_is_in_force_at_once_and_after_another_start(signed_in, dialog, start, qtbot):
    choose(dialog, "Màu màn hình", "Tối")
    assert theme.tokens().name == "dark"
    assert dialog.isVisible()
    fresh = again(signed_in, start, qtbot)
    assert theme.tokens().name == "dark"
    assert find(opened(fresh), "Màu màn hình").currentText() == "Tối"


def test_another_officer_has_the_own_looks(signed_in, dialog, start, qtbot):
    choose(dialog, "Màu màn hình", "Tương phản cao")
    choose(dialog, "Cỡ chữ", "125 %")
    other = again(signed_in, start, qtbot, login="luong.ht")
    assert theme.tokens().name == "light"
    assert kept(other) == Preferences()


@pytest.mark.parametrize("by_key", [True, False])
def test_the_text_size_is_kept_over_starts(signed_in, start, qtbot, by_key):
    window = signed_in.window
    if by_key:
        QTest.keyClick(window, Key.Key_Equal, CONTROL)
        QTest.keyClick(window, Key.Key_Equal, CONTROL)
    else:
        choose(opened(signed_in), "Cỡ chữ", "125 %")
    assert theme.tokens().scale == 1.25
    again(signed_in, start, qtbot)
    assert theme.tokens().scale == 1.25


def test_the_sign_in_page_looks_as_for_the_last_officer(signed_in, dialog, home):
    choose(dialog, "Màu màn hình", "Tối")
    choose(dialog, "Cỡ chữ", "110 %")
    assert sign_in_notes.last(home) == SignInNote("nhan.ct", "dark", 1.1)


@pytest.mark.parametrize(
    "content", ["[]", "{", '{"theme": "sepia", "scale": 9}', '{"login": 3, "theme": [], "scale": "1.1"}']
)
def test_a_note_that_somebody_changed_says_nothing(home, content):
    (home / "sign-in-last.json").write_text(content)
    assert sign_in_notes.last(home) == SignInNote()


def test_the_text_size_of_the_sign_in_page_is_kept_too(start, home):
    application = start()
    QTest.keyClick(application.window, Key.Key_Minus, CONTROL)
    assert sign_in_notes.last(home).scale == 0.9


def test_zoom_dresses_what_is_in_sight_and_the_rest_when_it_is_shown(signed_in):
    """To give every widget a new sheet at once stands still for seconds."""
    window, desk_top = signed_in.window, signed_in.desk_top
    window.show_page("entry")
    QTest.keyClick(window, Key.Key_Equal, CONTROL)
    assert desk_top.entry.styleSheet() == window.top_bar.styleSheet() != ""
    assert desk_top.admin.styleSheet() == ""
    window.show_page("admin")
    assert desk_top.admin.styleSheet() == desk_top.entry.styleSheet()
    label = next(
        one for one in seen(desk_top.admin, type(window.top_bar._justice_name)) if one.text() == "Quản trị"
    )
    assert label.font().pixelSize() == theme.tokens().types["heading"]
    QTest.keyClick(window, Key.Key_Minus, CONTROL)
    assert label.font().pixelSize() == theme.tokens().types["heading"]


def field_of(application, entry_id):
    application.window.show_page("entry")
    screen = application.desk_top.entry
    screen.open_entry(entry_id)
    screen.form.focus_field("child_home_origin", None)
    field = focused()
    field.clear()
    return field


@pytest.mark.parametrize(
    ("style", "written"), [("", "Thủy"), ("hoà, thuỷ", "Thuỷ"), ("hòa, thủy (như CSDL dân cư)", "Thủy")]
)
def test_the_composer_puts_tones_as_chosen_at_first_as_the_registry(signed_in, entry_id, style, written):
    page = opened(signed_in)
    choose(page, "Bộ gõ tiếng Việt", "Telex")
    if style:
        choose(page, "Bộ gõ đặt dấu", style)
    page.accept()
    field = field_of(signed_in, entry_id)
    type_text(field, "Thuyr")
    assert field.text() == written


def test_input_method_and_tones_are_kept_over_starts(signed_in, dialog, start, qtbot, entry_id):
    choose(dialog, "Bộ gõ tiếng Việt", "VNI")
    choose(dialog, "Bộ gõ đặt dấu", "hoà, thuỷ")
    fresh = again(signed_in, start, qtbot)
    field = field_of(fresh, entry_id)
    type_text(field, "Hoa2")
    assert field.text() == "Hoà"


def test_times_to_lock_are_those_that_the_office_allows(start, qtbot):
    application = start(idle_typing=300, idle_police=120)
    sign_in(application, qtbot)
    page = opened(application)
    box = find(page, "Tự khóa khi không gõ")
    assert [box.itemText(at) for at in range(box.count())] == ["1 phút", "2 phút", "5 phút"]
    assert box.currentText() == "5 phút"
    choose(page, "Tự khóa khi không gõ", "1 phút")
    assert application.preferences.lock_after == 60
    assert application._idle.interval() == 60_000
    stricter = start(idle_typing=30)
    application.window.close()
    sign_in(stricter, qtbot)
    assert stricter.preferences.lock_after == 30


def test_a_full_disk_keeps_what_is_chosen_until_the_lock(signed_in, dialog, entry_id):
    fill_up(signed_in.workspace.store, entry_id)
    choose(dialog, "Màu màn hình", "Tối")
    assert theme.tokens().name == "dark"
    assert says(dialog, "Của riêng tài khoản này")


def test_the_page_is_closed_by_escape_and_read_by_its_names(signed_in, dialog):
    for name in ("Màu màn hình", "Cỡ chữ", "Bộ gõ tiếng Việt", "Bộ gõ đặt dấu"):
        assert find(dialog, name.split(" (")[0]).accessibleName() == name
    QTest.keyClick(dialog, Key.Key_Escape)
    assert not dialog.isVisible()
