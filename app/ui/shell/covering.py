"""The window of the covering process: the words of a locked window, and nothing that takes a key."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from app.process import covering
from app.process.covering import CoveredPlace
from app.ui.kit import theme
from app.ui.kit.translator import Translator
from app.ui.shell.chrome import Cover

_LOOK_MS = 50


class CoverWindow(QWidget):
    """Cover a place until the file beside the store is gone; keys and clicks do nothing."""

    def __init__(self, home: Path, where: CoveredPlace) -> None:
        super().__init__()
        self._home, self._where = home, where
        self.setWindowTitle(self.tr("Đang khóa"))
        self.setWindowFlags(Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint)
        self.setGeometry(where.x, where.y, where.width, where.height)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(Cover())
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self._look)
        self._left = covering.LONGEST * 1000

    def begin(self) -> None:
        """Cover the place, and say so once it is painted."""
        self.show()
        self.activateWindow()
        self._timer.start()
        QTimer.singleShot(0, lambda: covering.say_shown(self._home, self._where))

    def _look(self) -> None:
        self._left -= _LOOK_MS
        if self._left <= 0 or covering.place(self._home) is None:
            self._timer.stop()
            self.close()
            QApplication.quit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stay until the next window is there."""
        event.setAccepted(not self._timer.isActive())

    def event(self, event: QEvent) -> bool:
        """Take every key and let none through."""
        if event.type() in {QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride}:
            return True
        return super().event(event)


def run_cover(argv: Sequence[str]) -> int:
    """Cover the place that the file beside the store names, until the file is gone."""
    parser = argparse.ArgumentParser(prog=covering.COVER)
    parser.add_argument("home", type=Path)
    home = parser.parse_args(argv).home
    where = covering.place(home)
    if where is None:
        return 0
    app = QApplication([])
    translator = Translator()
    app.installTranslator(translator)
    theme.apply(app, where.theme if where.theme in theme.THEMES else "light")
    window = CoverWindow(home, where)
    window.begin()
    return app.exec()
