"""Dialogs look as the window they belong to and stay within it: on a small screen they scroll."""

from PySide6.QtCore import QEvent, QObject, QSize
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from app.ui.kit import theme
from app.ui.kit.scrolled import Scrolled

_SHOWN = frozenset({QEvent.Type.Show, QEvent.Type.Resize})
_NO_LIMIT = 16_777_215  # QWIDGETSIZE_MAX, which PySide does not name


class WithinWindow(QObject):
    """Watch every dialog of the application it is installed on."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Dress a dialog that appears; bound one that appears or grows."""
        kind = event.type()
        if kind in _SHOWN and isinstance(watched, QDialog):
            if kind == QEvent.Type.Show:
                theme.dress(watched)
            _bound(watched)
        return super().eventFilter(watched, event)


def _bound(dialog: QDialog) -> None:
    parent = dialog.parentWidget()
    if parent is None or not dialog.isVisible():
        return
    room = parent.window().size()
    if dialog.width() <= room.width() and dialog.height() <= room.height():
        return
    least = dialog.minimumSizeHint().expandedTo(dialog.minimumSize())
    if least != least.boundedTo(room):
        if dialog.findChild(Scrolled) is None:
            _scroll(dialog)
        dialog.setMinimumSize(QSize(1, 1))
        dialog.setMaximumSize(QSize(_NO_LIMIT, _NO_LIMIT))
    dialog.resize(dialog.size().boundedTo(room))


def _scroll(dialog: QDialog) -> None:
    """Put everything in the dialog into an area that scrolls."""
    layout = dialog.layout()
    if layout is None:
        return
    layout.setSizeConstraint(layout.SizeConstraint.SetDefaultConstraint)
    inner = QWidget()
    inner.setLayout(layout)  # takes the widgets along
    area = Scrolled(inner)
    outer = QVBoxLayout(dialog)
    outer.setContentsMargins(0, 0, 0, 0)
    outer.addWidget(area)
