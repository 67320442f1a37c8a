"""Unexpected exceptions: one line in the log for the administrator, one dialog."""

import contextlib
import traceback
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import TracebackType

import shiboken6
from PySide6.QtWidgets import QWidget

from app import atomic
from app.ui.kit.messages import show_error

LOG_NAME = "loi.log"
_FRAMES = 4


class BugLog:
    """Log only type and place of an exception: its message could hold names and numbers."""

    def __init__(
        self,
        folder: Path,
        window: QWidget,
        now: Callable[[], datetime],
        random: Callable[[int], bytes],
    ) -> None:
        """Write to ``loi.log`` in ``folder``; dialogs lie over ``window``."""
        self._path, self._window = folder / LOG_NAME, window
        self._now, self._random = now, random
        self._showing = False

    def caught(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Log the exception under a new short number and show the number (a ``sys.excepthook``)."""
        if not isinstance(error, Exception):
            return
        reference = self._random(4).hex()
        frames = traceback.extract_tb(trace)[-_FRAMES:]
        places = " < ".join(f"{Path(f.filename).name}:{f.lineno}" for f in reversed(frames))
        line = f"{self._now().isoformat(timespec='seconds')} {reference} {kind.__name__} {places}\n"
        with contextlib.suppress(OSError), atomic.adding(self._path) as file:
            file.write(line.encode())  # on a full disk only the dialog is shown
        if self._showing or not shiboken6.isValid(self._window):
            return  # one dialog is enough: an error while painting repeats; no dialog without a window
        self._showing = True
        try:
            show_error(self._window, error, reference=reference)
        finally:
            self._showing = False
