"""Pieces every screen is made of."""

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from app.ui.kit.parts import Combo


def turned(widget, by):
    """Turn the mouse wheel over a widget; tell whether it took the wheel for itself."""
    at = QPointF(widget.rect().center())
    event = QWheelEvent(
        at, widget.mapToGlobal(at), QPoint(), QPoint(0, by), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)
    return event.isAccepted()


def test_the_wheel_changes_no_closed_choice_and_goes_on_to_the_page(themed, qtbot):
    combo = Combo()
    qtbot.addWidget(combo)
    combo.addItems(["sinh", "khai tử", "kết hôn"])
    combo.setCurrentIndex(1)
    combo.show()
    combo.setFocus()
    for by in (-120, 120, 120):
        assert not turned(combo, by)
        assert combo.currentIndex() == 1


def test_the_wheel_scrolls_an_open_list(themed, qtbot):
    combo = Combo()
    qtbot.addWidget(combo)
    combo.addItems([str(year) for year in range(1950, 2030)])
    combo.show()
    combo.showPopup()
    qtbot.waitUntil(combo.view().isVisible)
    assert turned(combo.view().viewport(), -120)
    assert combo.view().verticalScrollBar().value() > 0
