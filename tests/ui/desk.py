"""The entry screen over a small real registry: typing, deciding and looking at what it shows."""

from PySide6.QtCore import Qt, QThread
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit

from app.models.words.values import Value
from app.services.entry import entries, volumes
from tests.conftest import AT, JUSTICE
from tests.ui.driver import rows_of, seen, type_in
from tests.ui.keys import press

CHILD_TYPED = {
    "child_name": "Phạm Văn Tý",
    "child_sex": "Nam",
    "child_birth_date": "28/10/1999",
    "child_ethnicity": "Mường",
}


def entry(work, **typed):
    """Make an entry with these fields."""
    with work.store.write() as session:
        volume = volumes.inventory(session)[0].id
        made = entries.create(session, volume, by=JUSTICE, at=AT, random=work.random)
        for key, text in typed.items():
            entries.save(session, made, key, Value.of(text), by=JUSTICE, at=AT)
    return made


def field(screen, key):
    """Put the caret at the end of a field and return its editor."""
    screen.form.focus_field(key, None)
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    editor.end(False)
    return editor


def go_to(screen, number):
    """Ask for the entry with a number (Ctrl+G)."""
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    press(type_in(screen, "Đến số đăng ký", number), Qt.Key.Key_Return)


def question(screen):
    """Return the label that asks for F8 once more; None while nothing is asked."""
    return next((one for one in seen(screen.persons, QLabel) if "F8 lần nữa" in one.text()), None)


def thread_of(lookup):
    """Return the thread a look-up searches in."""
    return lookup._searching.findChild(QThread)


def decision(work, screen, section="child"):
    with work.store.read() as session:
        return entries.active_decisions(session, screen.entry_id).get(section)


def rows(screen):
    """Return the candidates listed for the person shown."""
    return rows_of(screen.persons.candidates.table)


def hold(work, screen, qtbot):
    """Let the disk stand still at the next read."""
    work.gate.open.clear()
    return work.gate.waits
