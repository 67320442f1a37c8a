"""The sticks and disks that are plugged in, looked at in a thread: a broken one may hang."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QStorageInfo, QTimer, Signal

LOOK_MS = 5_000


@dataclass(frozen=True, slots=True)
class Medium:
    """A mounted medium that can be written."""

    path: Path
    label: str


def mounted() -> list[Medium]:
    """Return the media that can be written, without the disk of the system."""
    return [
        Medium(Path(one.rootPath()), one.displayName())
        for one in QStorageInfo.mountedVolumes()
        if one.isValid() and one.isReady() and not one.isReadOnly() and not one.isRoot()
    ]


def label_of(folder: Path) -> str:
    """Return the label of the medium that holds a folder; on the disk of the system the folder's name."""
    volume = QStorageInfo(str(folder))
    return folder.name if volume.isRoot() else volume.displayName()


class MediaWatch(QObject):
    """Look every few seconds for media that ``wanted`` knows; ``came(Medium)`` when one appears."""

    came = Signal(object)
    _looked = Signal(object)

    def __init__(
        self,
        wanted: Callable[[Path], bool],
        look: Callable[[], Sequence[Medium]] = mounted,
        parent: QObject | None = None,
    ) -> None:
        """Begin to look at once; what is there already comes too."""
        super().__init__(parent)
        self._wanted, self._look = wanted, look
        self.known: tuple[Medium, ...] = ()
        self._looking = False
        self._looked.connect(self._on_looked)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self._begin)
        self._timer.start()
        self._begin()

    def stop(self) -> None:
        """Look no more; a thread that hangs does not hold up the end of the process."""
        self._timer.stop()

    def _begin(self) -> None:
        if not self._looking:
            self._looking = True
            threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        found = []
        for medium in self._look():
            try:
                if self._wanted(medium.path):
                    found.append(medium)
            except OSError:  # a medium that is broken or was just taken out is none
                continue
        try:
            self._looked.emit(tuple(found))
        except RuntimeError:  # the window was closed meanwhile
            return

    def _on_looked(self, found: tuple[Medium, ...]) -> None:
        self._looking = False
        before, self.known = self.known, found
        for medium in found:
            if medium not in before:
                self.came.emit(medium)
