"""An officer's eyes and hands: widgets are found by what they show, never by where they are kept.

``root`` is any widget: a window, a screen, a panel. Only what an officer could see within it is found.
"""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QCheckBox, QComboBox, QLabel, QLineEdit, QWidget

from app.ui.entry.panels.no_candidates import NoCandidates
from app.ui.entry.panels.person_tab import PersonTab
from app.ui.form.form_row import FormRow
from app.ui.kit.cut_label import CutLabel
from app.ui.kit.icons import Icon
from app.ui.kit.messages import MessageBar
from app.ui.kit.parts import Card, Chip
from app.ui.kit.table import Table
from app.ui.office.panels.account_form import AccountForm
from tests.ui.keys import type_text

# -- looking ----------------------------------------------------------------------------------------


def seen(root, kind):
    """Return what there is of a kind of widget, in the order it was made.

    Qt shows what was just put into a layout by a posted event; an officer never sees the moment before.
    """
    for widget in root.findChildren(QWidget):
        if not widget.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide):
            QApplication.sendPostedEvents(widget, QEvent.Type.MetaCall)
    return [widget for widget in root.findChildren(kind) if widget.isVisibleTo(root)]


def name_of(widget):
    """Return what a widget is called, without the remark in brackets that may follow."""
    own = widget.text() if isinstance(widget, QAbstractButton) else ""
    return (widget.accessibleName() or own).split(" (")[0]


def find(root, name, kind=QWidget):
    """Return the one widget with this name."""
    found = [widget for widget in seen(root, kind) if name_of(widget) == name]
    assert len(found) == 1, f"{len(found)} × {name}; there are {[name_of(w) for w in seen(root, kind)]}"
    return found[0]


def sees(root, name, kind=QWidget):
    """Tell whether a widget with this name is there."""
    return any(name_of(widget) == name for widget in seen(root, kind))


def focused():
    """Return the widget that takes the next key."""
    return QApplication.focusWidget()


# -- words ------------------------------------------------------------------------------------------


def words(root):
    """Return the words of every label, as they stand before they are cut."""
    return [label.text() for label in seen(root, QLabel)]


def says(root, part):
    """Tell whether a label has these words in it."""
    return any(part in said for said in words(root))


def label(root, part):
    """Return the one label with these words in it."""
    found = [one for one in seen(root, QLabel) if part in one.text()]
    assert len(found) == 1, f"{len(found)} × {part}; there are {words(root)}"
    return found[0]


def tips(root):
    """Return what the labels say when the mouse rests on them."""
    return [one.toolTip() for one in seen(root, QLabel) if one.toolTip()]


def messages_of(root):
    """Return what the bars of messages say, on one line."""
    return " ".join(bar.words for bar in seen(root, MessageBar))


def chips(root):
    """Return the words of the chips."""
    return [chip.accessibleName() for chip in seen(root, Chip)]


def icons_of(root):
    """Return the names of the icons."""
    return [icon.name for icon in seen(root, Icon)]


def cut_words(root):
    """Return the words of labels, buttons and lists that are in sight but not whole.

    A label that may be cut says so with an ellipsis and has its words in the tip.
    """
    return [one for widget in seen(root, QWidget) if (one := _cut(widget))]


def _cut(widget):
    words = widget.currentText() if isinstance(widget, QComboBox) else getattr(widget, "text", str)()
    if not words or widget.visibleRegion().isEmpty() or isinstance(widget, CutLabel | Card):
        return ""
    if isinstance(widget, QLabel) and widget.wordWrap():
        whole = widget.height() >= widget.heightForWidth(widget.width())
    elif isinstance(widget, QComboBox):
        whole = widget.width() >= widget.fontMetrics().horizontalAdvance(words) + 30  # and the arrow
    elif isinstance(widget, QLabel | QAbstractButton):
        wanted = widget.sizeHint()
        whole = widget.width() >= wanted.width() and widget.height() >= wanted.height() - 2
    else:
        return ""
    return "" if whole else f"{words}: {widget.size().toTuple()} of {widget.sizeHint().toTuple()}"


# -- fields and buttons -----------------------------------------------------------------------------


def button(root, name):
    """Return the button with this name."""
    return find(root, name, QAbstractButton)


def buttons_of(root):
    """Return the names of the buttons."""
    return [one.accessibleName() for one in seen(root, QAbstractButton)]


def click(root, name):
    """Press a button with the mouse."""
    QTest.mouseClick(button(root, name), Qt.MouseButton.LeftButton)


def field(root, name):
    """Return the line of text with this name."""
    return find(root, name, QLineEdit)


def read_field(root, name):
    """Return what stands in a line of text."""
    return field(root, name).text()


def type_in(root, name, text):
    """Type into a line of text in place of what stands there; return the line."""
    line = field(root, name)
    assert line.isEnabled(), name
    line.setFocus()
    line.clear()
    type_text(line, text)
    return line


def choose(root, name, words):
    """Choose from a list that drops down; return the list."""
    box = find(root, name, QComboBox)
    at = box.findText(words)
    assert at >= 0, f"no {words} in {[box.itemText(i) for i in range(box.count())]}"
    box.setCurrentIndex(at)
    box.activated.emit(at)  # as a click on the line does
    return box


def tick(root, name, *, on):
    """Tick a box, or take the tick away."""
    find(root, name, QCheckBox).setChecked(on)


ROLES = {"justice": "Tư pháp", "police": "Công an", "leader": "Lãnh đạo", "typist": "Người nhập"}


def give_account(root, account):
    """Type an account into its form, with the password twice, and add it."""
    (form,) = seen(root, AccountForm)
    type_in(form, "Họ và tên", account.full_name)
    type_in(form, "Số định danh", account.uid)
    type_in(form, "Chức danh", account.title)
    type_in(form, "Đơn vị", account.organisation)
    for key, word in ROLES.items():
        tick(form, word, on=key in account.roles)
    type_in(form, "Mật khẩu", account.password)
    type_in(form, "Gõ lại mật khẩu", account.password)
    click(form, "Thêm tài khoản")


# -- lists ------------------------------------------------------------------------------------------


def table(root, name=""):
    """Return the list with this name, or the only one."""
    if name:
        return find(root, name, Table)
    found = seen(root, Table)
    assert len(found) == 1, [one.accessibleName() for one in found]
    return found[0]


def rows_of(table):
    """Return the rows of a list."""
    return table.table_model.rows


def cell(table, row, column):
    """Return what one cell of a list shows."""
    return table.table_model.cell(row, column)


def texts(table, column):
    """Return the words of a column, from top to bottom."""
    return [cell(table, at, column).text for at in range(len(rows_of(table)))]


# -- the entry screen -------------------------------------------------------------------------------


def tabs(root):
    """Return the tabs of the persons."""
    return seen(root, PersonTab)


def tab(root, person):
    """Return the tab of one person of the entry, by the title."""
    return next(one for one in tabs(root) if one.accessibleName().split(", ")[0] == person)


def turn_to(root, person):
    """Click on the tab of a person."""
    QTest.mouseClick(tab(root, person), Qt.MouseButton.LeftButton)


def read_badge(root, person):
    """Return the short word in the tab of a person."""
    return tab(root, person).note


def nobody_listed(root):
    """Return what is said in the place of the candidates; empty when there are some."""
    return "".join(one.words for one in seen(root, NoCandidates))


def form_row(form, key):
    """Return the row of a field of the form, open or folded."""
    return next(row for row in form_rows(form) if row.field.key == key)


def form_rows(form):
    """Return every row of the form."""
    return form.sections.widget().findChildren(FormRow)
