"""How long an officer waits: for a letter to be painted, a field to be saved, the next form to be empty."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter, thread_time

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractScrollArea, QWidget
from sqlalchemy import event
from sqlalchemy.orm import Session

from tests.bench.figures import Figures
from tests.bench.keying_officer import Officer, waiting_acts
from tests.bench.keying_window import NONE, Window

ACTS = 4
PAUSES_MS = (40, 140, 90, 200, 60)
"""Between two letters, in turn: some are long enough for the look-up to begin, so that letters meet it."""
LIMITS = {"paint_p99": 16.0, "save_p95": 30.0, "next_form": 100.0}
_PAGE = 4096


class _Painted(QObject):
    """Sees whether a widget was painted; the wait after it ends when the picture is in the window."""

    def __init__(self) -> None:
        super().__init__()
        self.is_done = False

    @contextmanager
    def of(self, widget: QWidget) -> Iterator[None]:
        """Look at one widget from now on."""
        drawn = widget.viewport() if isinstance(widget, QAbstractScrollArea) else widget
        self.is_done = False
        drawn.installEventFilter(self)
        yield
        drawn.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note a painting."""
        self.is_done |= event.type() == QEvent.Type.Paint
        return super().eventFilter(watched, event)


@dataclass(frozen=True, slots=True)
class Moment:
    """When something happened, by the clock and by what the window's thread had worked; seconds."""

    clock: float
    work: float

    @staticmethod
    def now() -> "Moment":
        """Return this moment."""
        return Moment(perf_counter(), thread_time())

    def since(self, before: "Moment") -> "Moment":
        """Return the milliseconds from another moment to this one."""
        return Moment((self.clock - before.clock) * 1000, (self.work - before.work) * 1000)


@dataclass
class Times:
    """Milliseconds of each wait, in the order they came."""

    painted: list[Moment] = field(default_factory=list)
    saved: list[Moment] = field(default_factory=list)
    synced: list[Moment] = field(default_factory=list)
    opened: list[Moment] = field(default_factory=list)


class TimedWindow(Window):
    """The window with a clock beside every key; letters come at the pace of a person."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.times = Times()
        self._painted = _Painted()
        self._saved: Moment | None = None  # the first commit since a key was pressed
        self._bare = (folder / "bare").open("ab")
        event.listen(Session, "after_commit", self._commit)

    def close(self) -> None:
        """Close the window, its store and the bare file."""
        event.remove(Session, "after_commit", self._commit)
        self._bare.close()
        super().close()

    def letter(self, letter: str) -> None:
        """Type a letter; keep how long it took until the field was painted with it."""
        QTest.qWait(PAUSES_MS[self.letters % len(PAUSES_MS)])
        with self._painted.of(self.focus):
            start = Moment.now()
            super().letter(letter)
            self.wait(lambda: self._painted.is_done)
        self.times.painted.append(Moment.now().since(start))

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        """Press a key; keep how long a field took to be saved, or the next entry to be open and painted."""
        entry, self._saved = self.entry.entry_id, None
        is_field = self.entry.form.isAncestorOf(self.focus)
        start = Moment.now()
        super().press(key, modifier)
        if self.entry.entry_id != entry:
            with self._painted.of(self.focus):
                self.focus.update()
                self.wait(lambda: self._painted.is_done)
            self.times.opened.append(Moment.now().since(start))
        elif is_field and self._saved is not None:
            self.times.saved.append(self._saved.since(start))
            self.times.synced.append(self._sync())

    def _commit(self, _session: Session) -> None:
        if self._saved is None:
            self._saved = Moment.now()

    def _sync(self) -> Moment:
        start = Moment.now()
        self._bare.write(bytes(_PAGE))
        self._bare.flush()
        os.fsync(self._bare.fileno())
        return Moment.now().since(start)


def measure(window: TimedWindow) -> Times:
    """Type and decide some of the acts that wait in a begun volume."""
    volume, acts = next(iter(waiting_acts(window.work).items()))
    window.open_volume(volume)
    window.times = Times()
    officer = Officer(window)
    for act in acts[:ACTS]:
        officer.type_act(act)
    return window.times


def show(times: Times, figures: Figures, *, among: str = "") -> None:
    """Print each wait beside its limit and keep it; ``among`` ends the names of the figures.

    What the window's own thread worked tells how much of a wait is the program's on a busy machine.
    """
    bare = _share(times.synced, 0.95).clock
    waits = {
        "paint_p99": (_share(times.painted, 0.99), "key press to painted field, p99", len(times.painted)),
        "save_p95": (_share(times.saved, 0.95), "field left to saved, p95", len(times.saved)),
        "next_form": (_share(times.opened, 1), "key to the next empty form, most", len(times.opened)),
    }
    print(f"{'milliseconds' + among:<44}{'ours':>8}{'limit':>8}{'worked':>8}{'of':>6}")
    for name, (took, what, count) in waits.items():
        print(f"{what:<44}{took.clock:>8.1f}{LIMITS[name]:>8g}{took.work:>8.1f}{count:>6}")
        unit = f"ms, {what}, {count} times, {took.work:.1f} of them worked; limit {LIMITS[name]:g}"
        if name == "save_p95":
            figures.ours_by_peer(name + among, took.clock, bare, "a page written and synced, p95", unit)
        else:
            figures.alone(name + among, took.clock, unit)
    print(f"{'a page written and synced, p95':<44}{bare:>8.1f}", flush=True)


def _share(moments: Sequence[Moment], share: float) -> Moment:
    """Return the wait that a share of all does not pass, by each measure of its own."""
    at = min(int(len(moments) * share), len(moments) - 1)
    return Moment(sorted(m.clock for m in moments)[at], sorted(m.work for m in moments)[at])
