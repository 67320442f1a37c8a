"""Dialogs, buttons and menus that Qt itself makes are in Vietnamese."""

import re
import struct
from pathlib import Path

import PySide6
import pytest
from PySide6.QtCore import QCoreApplication, QTranslator
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
)

from app import texts
from app.ui.kit import files
from app.ui.kit.printing import Preview
from app.ui.kit.qt_words import CONTEXTS, WORDS
from app.ui.kit.translator import Translator
from tests.conftest import AT
from tests.unit.documents.conftest import make_head, make_persons, render

SHIPPED = Path(PySide6.__file__).parent / "Qt" / "translations" / "qtbase_de.qm"
SAME = frozenset({"Form", "...", "CC", "DD", "mm", "pt", "in", "P̸", "Cicero (CC)", "Didot (DD)", "Pica (P̸)"})
"""Names of sizes, and of what is never shown."""
NO_WORDS = frozenset({"QShortcut", "QGuiApplication"})
"""Classes that ask for names of keys, and for the direction of writing."""
_LICENCE = re.compile("About Qt|Qt is a C\\+\\+")
_KEYS = re.compile(r"Alt\+|\d+ \(\dx\d\)")


class Heard(QTranslator):
    """Stands in front of the program's translator and keeps what Qt asked in which class."""

    def __init__(self):
        super().__init__()
        self.asked = set()

    def isEmpty(self):
        return False

    def translate(self, context, text, _note=None, _count=-1):
        self.asked.add((context, text))


@pytest.fixture
def translated(themed):
    translator, heard = Translator(), Heard()
    themed.installTranslator(translator)
    themed.installTranslator(heard)  # the newest is asked first
    yield heard
    texts.use(None)
    themed.removeTranslator(heard)
    themed.removeTranslator(translator)


def english(asked):
    """Return what Qt asked for itself that has no Vietnamese words; the program's own texts are not Qt's."""
    of_qt = set(messages(SHIPPED))
    asked = {(c, t) for c, t in asked if c in CONTEXTS or (c, t) in of_qt}
    return {(c, t) for c, t in asked if c not in NO_WORDS and not is_known(c, t)}


def is_known(context, text):
    named = text in SAME or _KEYS.match(text) or context == "QPageSize"
    return bool(named or (context in CONTEXTS and text in WORDS))


def messages(path):
    """Return class and text of every message of a translation (Qt's format .qm)."""
    data, at, sections = path.read_bytes(), 16, {}
    while at < len(data):
        tag, size = struct.unpack_from(">BI", data, at)
        sections[tag], at = data[at + 5 : at + 5 + size], at + 5 + size
    found, body, at, parts = [], sections[0x69], 0, {}
    while at < len(body):
        tag, at = body[at], at + 1
        if tag == 1:
            found.append((parts.get(7, b"").decode(), parts.get(6, b"").decode()))
            parts = {}
            continue
        (size,) = struct.unpack_from(">I", body, at)
        parts[tag], at = body[at + 4 : at + 4 + size], at + 4 + size
    return found


def test_every_word_of_these_classes_is_vietnamese():
    """Another translation that Qt ships tells what there is."""
    known = [(c, t) for c, t in messages(SHIPPED) if c in CONTEXTS and not _LICENCE.search(t)]
    assert len(known) > 190
    assert [one for one in known if not is_known(*one)] == []


def test_gaps_are_kept():
    assert [
        t for t, words in WORDS.items() if sorted(re.findall(r"%\d", t)) != sorted(re.findall(r"%\d", words))
    ] == []
    assert [t for t, words in WORDS.items() if t.endswith(":") != words.endswith(":")] == []


def test_names_of_keys_stay_for_they_are_read_again(translated):
    assert "QShortcut" not in CONTEXTS
    assert QKeySequence("Ctrl+Delete").toString(QKeySequence.SequenceFormat.NativeText) == "Ctrl+Del"


def test_words_of_a_program_that_are_qts_too_are_not_touched(translated):
    assert QCoreApplication.translate("Preview", "Save") == "Save"


def test_a_catalogue_may_give_qts_words_in_another_language(translated):
    texts.use({"Lưu": "Keep"})
    assert QCoreApplication.translate("QPlatformTheme", "Save") == "Keep"
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Thôi"


@pytest.mark.parametrize("kind", [QMessageBox, QDialogButtonBox])
def test_every_standard_button_is_vietnamese(translated, qtbot, kind):
    box = kind()
    qtbot.addWidget(box)
    wanted = [b for b in kind.StandardButton if b.name != "NoButton"]
    made = [box.addButton(b) for b in wanted if b.value.bit_count() == 1]
    words = [one.text() for one in made if one is not None]
    assert len(words) >= 17
    assert {"Đồng ý", "&Có", "&Không", "Thôi", "Lưu", "Đóng", "Bỏ qua", "Thử lại"} <= set(words)
    assert english(translated.asked) == set()


@pytest.mark.parametrize("mode", list(QFileDialog.FileMode))
@pytest.mark.parametrize("accept", list(QFileDialog.AcceptMode))
def test_the_file_dialog_is_vietnamese(translated, qtbot, mode, accept):
    dialog = files.file_dialog(None, "Chọn gói", "Mở", "Gói dữ liệu (*.htpkg)")
    qtbot.addWidget(dialog)
    dialog.setFileMode(mode)
    dialog.setAcceptMode(accept)
    for view in QFileDialog.ViewMode:
        dialog.setViewMode(view)
    dialog.show()
    assert english(translated.asked) == set()
    shown = {one.text() for one in dialog.findChildren(QAbstractButton)}
    shown |= {one.toolTip() for one in dialog.findChildren(QAbstractButton)}
    shown |= {one.text() for one in dialog.findChildren(QAction)} | {
        one.text() for one in dialog.findChildren(QLabel)
    }
    assert {words for words in shown if words.replace("&", "") in known_english()} == set()


def known_english():
    return {text.replace("&", "") for text in WORDS}


def test_the_print_dialog_is_vietnamese(translated, qtbot):
    preview = Preview(None, render(make_head(), make_persons([1]), at=AT), "Danh sách")
    qtbot.addWidget(preview)
    dialog = preview.printer_dialog(QPrinter())
    qtbot.addWidget(dialog)
    dialog.show()
    assert english(translated.asked) == set()
    boxes = [box.itemText(at) for box in dialog.findChildren(QComboBox) for at in range(box.count())]
    shown = {one.text() for one in dialog.findChildren(QAbstractButton)}
    shown |= {one.text() for one in dialog.findChildren(QLabel)} | set(boxes)
    assert {words for words in shown if words.replace("&", "") in known_english()} == set()


@pytest.mark.parametrize("kind", [QLineEdit, QPlainTextEdit])
def test_the_menu_of_a_field_is_vietnamese(translated, qtbot, kind):
    field = kind()
    qtbot.addWidget(field)
    menu = field.createStandardContextMenu()
    words = [action.text().split("\t")[0].replace("&", "") for action in menu.actions() if action.text()]
    assert {"Cắt", "Chép", "Dán", "Chọn hết"} <= set(words)
    assert english(translated.asked) == set()
