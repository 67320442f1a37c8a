"""The driver of the tour: keys to the focused widget, waiting, pictures and checks."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QBuffer, QEvent, QPoint, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QWidget

from app import atomic
from app.ui.kit.scrolled import Scrolled

WAIT_MS = 60_000
_BARS = 72
"""What the title bar of the window and the task bar take of a screen (logical pixels)."""


@dataclass(frozen=True, slots=True)
class ScreenSize:
    """A screen of a commune: its pixels, and how much the system enlarges everything."""

    name: str
    pixels: QSize
    scale: float

    @property
    def room(self) -> QSize:
        """Return what is left for the window, in logical pixels."""
        width, height = (round(pixels / self.scale) for pixels in self.pixels.toTuple())
        return QSize(width, height - _BARS)


SCREENS = (
    ScreenSize("1366x768", QSize(1366, 768), 1.0),
    ScreenSize("1280x720", QSize(1280, 720), 1.0),
    ScreenSize("1366x768-125", QSize(1366, 768), 1.25),
    ScreenSize("1366x768-150", QSize(1366, 768), 1.5),
)


class TourFailed(Exception):
    """A check of the tour failed."""


class Driver:
    """Drive the windows by keys and report the checks."""

    def __init__(self, target: Path, say: Callable[[str], None]) -> None:
        """Write pictures and the report under ``target``."""
        self.window: QWidget | None = None
        self._target = target
        self._say = say
        self._steps: list[dict[str, object]] = []
        atomic.make_folder(target / "screens")

    # -- reporting -----------------------------------------------------------------------------------

    def step(self, title: str) -> None:
        """Begin a step."""
        self._steps.append({"step": title, "checks": []})
        self._say(f"{len(self._steps)}. {title}")

    def check(self, words: str, good: bool, detail: object = "") -> None:  # noqa: FBT001 what is checked
        """Record and print one check; a failed one ends the tour."""
        checks = self._steps[-1]["checks"]
        assert isinstance(checks, list)
        checks.append({"check": words, "ok": bool(good), "detail": str(detail)})
        self._say(f"   {'✓' if good else '✗'} {words}" + (f" ({detail})" if detail != "" else ""))
        if not good:
            self.report(ok=False)
            raise TourFailed(words)

    def report(self, *, ok: bool) -> None:
        """Write ``report.json``."""
        content = {"ok": ok, "steps": self._steps}
        text = json.dumps(content, ensure_ascii=False, indent=1)
        atomic.write(self._target / "report.json", text.encode())

    def shot(self, widget: QWidget, name: str) -> None:
        """Save a picture of a window."""
        QApplication.processEvents()
        number = len(list((self._target / "screens").glob("*.png"))) + 1
        picture = QBuffer()
        widget.grab().save(picture, "PNG")
        atomic.write(self._target / "screens" / f"{number:02d}-{name}.png", bytes(picture.data().data()))

    def shot_everywhere(self, name: str) -> None:
        """Save a picture of the window on each of the screens; it must be no larger than they are."""
        assert self.window is not None, "no window to drive yet"
        usual = self.window.size()
        for screen in SCREENS:
            folder = self._target / "screens" / screen.name
            atomic.make_folder(folder)
            self.window.resize(screen.room)
            QTest.qWait(50)
            if self.window.size() != screen.room:
                self.check(f"cửa sổ vừa màn hình {screen.name}", good=False, detail=name)
            for page in self.window.findChildren(Scrolled):
                if page.isVisible() and page.horizontalScrollBar().maximum():
                    self.check(f"không có gì khuất bên cạnh ở {screen.name}", good=False, detail=name)
            picture = QPixmap(screen.room * screen.scale)
            picture.setDevicePixelRatio(screen.scale)
            self.window.render(picture, QPoint())
            content = QBuffer()
            picture.save(content, "PNG")
            atomic.write(folder / f"{name}.png", bytes(content.data().data()))
        self.window.resize(usual)

    # -- hands ---------------------------------------------------------------------------------------

    def wait(self, until: Callable[[], object], words: str) -> None:
        """Run the event loop until a condition is true."""
        waited = 0
        while not until() and waited < WAIT_MS:
            QTest.qWait(20)
            waited += 20
        if not until():
            self.check(words, good=False, detail="quá thời gian chờ")

    def type(self, text: str) -> None:
        """Send each letter as a key to the widget in focus."""
        for letter in text:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                widget = self.focus()
                QApplication.sendEvent(widget, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter))

    def press(
        self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier, times: int = 1
    ) -> None:
        """Press a key in the widget in focus."""
        for _ in range(times):
            QTest.keyClick(self.focus(), key, modifier)
        QApplication.processEvents()

    def replace(self, text: str) -> None:
        """Replace the words of the field."""
        self.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        if text:
            self.type(text)
        else:
            self.press(Qt.Key.Key_Delete)

    def fill(self, window: QWidget, name: str, text: str) -> None:
        """Replace the words of the visible field with this accessible name."""
        found = [e for e in window.findChildren(QLineEdit) if e.accessibleName() == name and e.isVisible()]
        if not found:
            self.check(f"ô “{name}” có trên màn hình", good=False)
        found[0].setFocus()
        self.replace(text)

    def pick(self, window: QWidget, name: str, code: str) -> None:
        """Choose the item with this code in the visible combo box with this accessible name."""
        found = [c for c in window.findChildren(QComboBox) if c.accessibleName() == name and c.isVisible()]
        if not found or found[0].findData(code) < 0:
            self.check(f"danh sách “{name}” có {code}", good=False)
        found[0].setCurrentIndex(found[0].findData(code))

    def click(self, window: QWidget, name: str) -> None:
        """Press by key the visible button whose accessible name begins with ``name``."""
        found = [
            b
            for b in window.findChildren(QAbstractButton)
            if b.accessibleName().startswith(name) and b.isVisible() and b.isEnabled()
        ]
        if not found:
            self.check(f"nút “{name}” có trên màn hình", good=False)
        found[0].setFocus()
        QTest.keyClick(found[0], Qt.Key.Key_Space)
        QApplication.processEvents()

    def focus(self) -> QWidget:
        """Return the widget with the focus in the driven window."""
        assert self.window is not None, "no window to drive yet"
        return self.window.focusWidget() or self.window
