"""The real window of the demo commune, worked by key events alone."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.demo import commune as demo
from app.settings import DEMO_PASSWORD, Settings
from app.ui.entry.screen import EntryScreen
from app.ui.shell.application import Application, Surroundings
from app.workspace import Workspace
from tests.conftest import Clock, numbered

PATIENCE_MS = 60_000
_LONG = 86_400  # seconds: the window does not lock while the store is filled
NONE = Qt.KeyboardModifier.NoModifier
_MOUSE = {
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseButtonRelease,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
}


class Mouse(QObject):
    """Counts what comes of a mouse, anywhere in the process."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Count, and let everything through."""
        self.count += event.type() in _MOUSE
        return super().eventFilter(watched, event)


class Window:
    """A justice officer signed in at the demo commune.

    ``keys`` counts every key, ``letters`` those of the words among them.
    """

    def __init__(self, folder: Path) -> None:
        """Make the commune and sign in."""
        folders = demo.DemoFolders.under(folder)
        demo.make(folders, now=Clock(), random=numbered("demo"), say=lambda _words: None)
        settings = Settings(
            demo=True, kdf_memory_kib=demo.KDF.m_kib, decide_after_ms=0, idle_typing=_LONG, frozen=_LONG
        )
        self.application = Application(Surroundings(folders.store, settings, Clock(), numbered("keying")))
        self.keys = self.letters = 0
        self.mouse = Mouse()
        self.application.start()
        self.application.window.activateWindow()
        assert self.application.sign_in is not None
        self.application.sign_in.password_given.emit("nhan.ct", DEMO_PASSWORD)
        self.wait(lambda: self.application.desk_top is not None and not self.application.window.jobs.busy)
        application = QApplication.instance()
        assert application is not None
        application.installEventFilter(self.mouse)

    def close(self) -> None:
        """Close the window and its store."""
        self.application.window.close()

    @property
    def work(self) -> Workspace:
        """Return what the screens are given."""
        assert self.application.workspace is not None, "nobody signed in"
        return self.application.workspace

    @property
    def entry(self) -> EntryScreen:
        """Return the entry screen."""
        assert self.application.desk_top is not None, "nobody signed in"
        return self.application.desk_top.entry

    def open_volume(self, volume: int) -> None:
        """Open a new entry of a volume."""
        assert self.application.desk_top is not None, "nobody signed in"
        self.application.desk_top.open_volume(volume)
        self.entry.new_entry(volume)
        self.settle()

    @property
    def focus(self) -> QWidget:
        """Return the widget that takes the next key."""
        focused = self.application.window.focusWidget()
        assert focused is not None, "no widget takes keys"
        return focused

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        """Press a key that is no letter of the words."""
        self.keys += 1
        QTest.keyClick(self.focus, key, modifier)

    def letter(self, letter: str) -> None:
        """Type one letter of the words, as an input method gives it; QTest aborts on most Vietnamese ones."""
        self.keys += 1
        self.letters += 1
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(self.focus, QKeyEvent(kind, 0, NONE, letter))

    @property
    def besides(self) -> int:
        """Return how many keys were no letters of the words."""
        return self.keys - self.letters

    def settle(self) -> None:
        """Let the look-up end and everything be drawn."""
        self.wait(lambda: not self.entry.persons.searching)
        QApplication.processEvents()

    def wait(self, until: Callable[[], bool]) -> None:
        """Let the window work until something is so; TimeoutError after a minute."""
        late = QTimer()
        late.setSingleShot(True)
        late.start(PATIENCE_MS)
        while not until():
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
            if not late.isActive():
                raise TimeoutError("the window has not come to rest")
