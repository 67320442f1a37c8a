"""Words pasted in an encoding before Unicode come into the field in Unicode, and the field says so."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from app.models.declaration.book import Field, Kind
from app.ui.form.editors import editor
from app.ui.form.form_row import FormRow

PASTED = {
    "TCVN3": ("NguyÔn V¨n Hïng", "Nguyễn Văn Hùng", "đã đổi từ mã TCVN3"),
    "a letter lost on the way": (
        "TrÇn §×nh D¬ng",
        "Trần Đình Dương",
        "đổi từ mã TCVN3, có chữ phải đoán: xem lại sổ",
    ),
    "VNI": ("Nguyeãn Vaên Huøng", "Nguyễn Văn Hùng", "đã đổi từ mã VNI"),
}
KINDS = [Kind.NAME, Kind.NOTE]


def made(qtbot, kind):
    widget = editor(Field("x", "X", kind))
    qtbot.addWidget(widget)
    widget.resize(400, 26)
    widget.show()
    widget.setFocus()
    return widget


def paste(widget, words):
    QGuiApplication.clipboard().setText(words)
    QTest.keyClick(widget, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


@pytest.mark.parametrize("kind", KINDS, ids=str)
@pytest.mark.parametrize(("words", "said", "remark"), PASTED.values(), ids=PASTED)
def test_pasted_words_become_unicode_and_the_field_says_so(themed, qtbot, kind, words, said, remark):
    widget = made(qtbot, kind)
    heard = []
    widget.edited.connect(heard.append)
    paste(widget, words)
    assert widget.words() == said
    assert heard[-1] == said
    assert widget.conversion.remark(widget.words()).word == remark
    widget.write("khác")
    assert widget.conversion.remark(widget.words()) is None


@pytest.mark.parametrize("kind", KINDS, ids=str)
@pytest.mark.parametrize("words", ["Nguyễn Văn Hùng", "Hoà", "Lan", "Müller", "Bùi Qúy Kiên"])
def test_other_words_are_pasted_as_they_are(themed, qtbot, kind, words):
    widget = made(qtbot, kind)
    paste(widget, words)
    assert widget.words() == words
    assert widget.conversion.remark(widget.words()) is None


def test_a_frozen_field_takes_nothing(themed, qtbot):
    widget = made(qtbot, Kind.NAME)
    widget.set_words("Lê Văn A")
    widget.set_frozen(frozen=True)
    paste(widget, "NguyÔn V¨n Hïng")
    assert widget.words() == "Lê Văn A"


def test_the_row_shows_the_chip(themed, qtbot):
    row = FormRow(Field("x", "X", Kind.NAME), "own")
    qtbot.addWidget(row)
    row.resize(700, 28)
    row.show()
    paste(row.editor, "NguyÔn V¨n Hïng")
    row.refresh()
    assert "đã đổi từ mã TCVN3" in row.editor.margin.words
