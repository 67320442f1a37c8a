"""What a screen reader is told of the window, asked as its bridge asks: through QAccessible.

The bridge to AT-SPI only hands these answers on; a bus of its own would need packages that no test has.
"""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest

from app.ui.kit import spoken
from app.ui.kit.messages import MessageBar
from app.ui.kit.notice import NoticePanel
from tests.e2e.officer import sign_in

Role, Text = QAccessible.Role, QAccessible.Text
LAYERS = 60


def told(widget):
    return QAccessible.queryAccessibleInterface(widget)


def walk(at, depth=0):
    """Yield every interface that shows, the way a reader goes through the window."""
    assert depth < LAYERS
    if at is None or at.state().invisible:
        return
    yield at
    for number in range(at.childCount()):
        yield from walk(at.child(number), depth + 1)


def name(at):
    return at.text(Text.Name)


def names(root, role):
    return [name(at) for at in walk(told(root)) if at.role() == role]


def find(root, role, part):
    found = [at for at in walk(told(root)) if at.role() == role and name(at).startswith(part)]
    assert len(found) == 1, names(root, role)
    return found[0]


@pytest.fixture
def screen(signed_in, entry_id, qtbot):
    """The entry screen in the window, with a birth on it."""
    signed_in.window.show_page("entry")
    made = signed_in.desk_top.entry
    made.open_entry(entry_id)
    qtbot.waitUntil(lambda: not made.persons.searching)
    return made


def test_persons_are_tabs_in_a_list_and_one_is_selected(screen):
    (tabs,) = [at for at in walk(told(screen)) if at.role() == Role.PageTabList]
    assert name(tabs) == "Người trong trường hợp"
    inside = [tabs.child(at) for at in range(tabs.childCount())]
    persons = [at for at in inside if at.role() == Role.PageTab]
    assert [name(at).split(",")[0] for at in persons] == ["Con", "Mẹ", "Cha"]
    assert all(at.state().selectable for at in persons)
    assert [bool(at.state().selected) for at in persons] == [True, False, False]
    QTest.keyClick(screen.form.focusWidget(), Qt.Key.Key_F6)
    QTest.keyClick(screen.persons.candidates, Qt.Key.Key_Right)
    assert [bool(at.state().selected) for at in persons] == [False, True, False]


def test_a_tab_is_pressed_as_a_click_presses_it(screen):
    father = find(screen, Role.PageTab, "Cha")
    action = father.actionInterface()
    assert action.actionNames() == ["Press"]
    action.doAction("Press")
    assert screen.persons.section == "father"
    assert father.state().selected


def test_sections_fold_and_say_so(screen):
    heads = {name(at).split(",")[0]: at for at in walk(told(screen.form)) if at.state().expandable}
    assert {"Việc đăng ký", "Người được khai sinh", "Mẹ", "Cha"} <= {*heads}
    child = heads["Người được khai sinh"]
    assert child.role() == Role.Button
    assert (bool(child.state().expanded), bool(child.state().collapsed)) == (True, False)
    child.actionInterface().doAction("Press")
    assert (bool(child.state().expanded), bool(child.state().collapsed)) == (False, True)
    assert "Giới tính" not in names(screen.form, Role.EditableText)
    child.actionInterface().doAction("Press")
    assert child.state().expanded


def test_every_field_of_the_form_has_a_name_and_its_words(screen):
    fields = [at for at in walk(told(screen.form)) if at.role() in {Role.EditableText, Role.ComboBox}]
    assert len(fields) > 15
    assert all(name(at) for at in fields)
    values = {name(at).split(" (")[0]: at.text(Text.Value) for at in fields}
    assert any(values.values())


def test_the_lines_and_the_buttons_that_decide_are_there(screen):
    assert [n for n in names(screen, Role.Table) if n], "the comparison"
    assert names(screen.persons.decision, Role.Button)


def test_the_current_page_is_selected_in_the_rail(signed_in, screen):
    window = signed_in.window
    rail = next(at for at in walk(told(window)) if name(at) == "Các màn hình")
    assert rail.role() == Role.PageTabList
    pages = [at for at in walk(rail) if at.role() == Role.PageTab]
    assert [name(at).split(",")[0] for at in pages if at.state().selected] == ["Nhập"]
    next(at for at in pages if name(at).startswith("Sổ")).actionInterface().doAction("Press")
    assert window.page == "volumes"
    assert [name(at).split(",")[0] for at in pages if at.state().selected] == ["Sổ"]


def test_screens_that_are_not_shown_are_not_told(signed_in, screen):
    window = signed_in.window
    for key in window.pages:
        window.show_page(key)
        showing = {
            id(page.widget) for page in window.pages.values() if not told(page.widget).state().invisible
        }
        assert showing == {id(window.pages[key].widget)}
        assert names(screen.form, Role.EditableText) == [] or key == "entry"


def test_nothing_but_the_cover_is_told_of_a_locked_window(signed_in, screen):
    signed_in.window.cover(True)
    said = {name(at) for at in walk(told(signed_in.window)) if name(at)}
    assert "Đang khóa" in said
    assert not any(part in words for words in said for part in ("Con", "Họ, chữ đệm, tên", "Nhập"))
    signed_in.window.cover(False)


def test_filters_are_one_of_many(signed_in):
    signed_in.window.show_page("discrepancies")
    panel = signed_in.desk_top.discrepancies
    radios = [at for at in walk(told(panel)) if at.role() == Role.RadioButton]
    filters = [at for at in radios if name(at).split("  ")[0] in {"Tất cả", "Mở", "Đang xác minh"}]
    assert len(filters) == 3
    assert [bool(at.state().checked) for at in filters] == [True, False, False]
    action = filters[2].actionInterface()
    action.doAction(action.actionNames()[0])
    assert [bool(at.state().checked) for at in filters] == [False, False, True]


def test_reasons_for_sending_back_are_one_of_many(signed_in):
    signed_in.window.show_page("approval")
    radios = names(signed_in.desk_top.approval, Role.RadioButton)
    assert "Thiếu căn cứ" in radios


@pytest.fixture
def announced(monkeypatch):
    """What is read out, as the bridge gets it: (words, at once)."""
    heard = []

    def hear(event):
        if isinstance(event, spoken.QAccessibleAnnouncementEvent):
            at_once = event.politeness() == QAccessible.AnnouncementPoliteness.Assertive
            heard.append((event.message(), at_once))

    monkeypatch.setattr(spoken.QAccessible, "updateAccessibility", hear)
    return heard


@pytest.mark.parametrize(
    ("level", "at_once"), [("info", False), ("good", False), ("warn", True), ("alarm", True)]
)
def test_messages_and_notes_are_read_out_faults_at_once(signed_in, announced, level, at_once):
    bar, note = MessageBar(), NoticePanel(signed_in.window)
    bar.say("Đã lưu.", level)
    note.say("Đã sao lưu.", level)
    assert announced == [("Đã lưu.", at_once), ("Đã sao lưu.", at_once)]


def test_a_refusal_on_the_entry_screen_is_read_out(signed_in, screen, announced):
    screen.form.focus_field("child_birth_date", None)
    field = screen.form.focusWidget()
    field.setText("x\u202ey")
    screen.save_current()
    assert [at_once for _words, at_once in announced] == [True]


def test_the_page_of_officers_is_told(start, qtbot):
    application = start()
    cards = names(application.window, Role.RadioButton)
    assert "Cao Thị Nhàn, Tư pháp" in cards
    sign_in(application, qtbot)
