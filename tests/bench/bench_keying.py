"""Births typed and decided by key events in the real window of the demo commune.

What a field left costs in SQL statements, what a birth costs in keys besides its text, and how long the
officer waits, also with a store as full as that of a large commune. Times count on an idle machine only.
"""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from PySide6.QtWidgets import QApplication

from app.ui.kit import theme
from tests.bench import keying_keys, keying_statements, keying_store, keying_times
from tests.bench.figures import Figures
from tests.bench.keying_window import Window

FULL = 50_000  # entries of a large commune
QUICK = 5_000
W = TypeVar("W", bound=Window)


def main(entries: int = FULL) -> None:
    """Print every figure and add it to bench-results.json."""
    application = QApplication.instance() or QApplication(["bench", "-platform", "offscreen"])
    assert isinstance(application, QApplication)
    theme.apply(application)
    figures = Figures("keying")
    with _opened(Window) as window:
        keying_statements.show(keying_statements.measure(window), figures)
    with _opened(Window) as window:
        typed = keying_keys.measure(window)
        keying_keys.show(typed, window.mouse.count, figures)
    with _opened(keying_times.TimedWindow) as timed:
        keying_times.show(keying_times.measure(timed), figures)
        keying_store.fill(timed.work, entries)
        keying_times.show(keying_times.measure(timed), figures, among=f"_of_{entries}")


def quick() -> None:
    """Measure the same beside fewer entries."""
    main(QUICK)


@contextmanager
def _opened(make: Callable[[Path], W]) -> Iterator[W]:
    with tempfile.TemporaryDirectory(prefix="bench-keying-") as folder:
        window = make(Path(folder))
        try:
            yield window
        finally:
            window.close()


if __name__ == "__main__":
    main()
