"""A window process as ``main.py --window`` makes it, with an officer's hands inside.

The first one signs in, types half a word and locks; the one after it must be at the same place. Statuses:
75 locked, 0 at the same place, 3 elsewhere. One that is to stay says "typed" and waits for its end.
"""

import argparse
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from app.demo import commune as demo
from app.services.office.resume_point import PlaceLeft
from app.settings import DEMO_PASSWORD, Settings
from app.ui.kit import theme
from app.ui.kit.jobs import Job
from app.ui.shell.application import Application, Surroundings
from app.ui.shell.ending import Ending
from tests.conftest import Clock, numbered
from tests.ui.keys import type_text

FIELD, CARET, WORDS = "child_home_origin", 3, "Cẩm"


class Hands(QObject):
    """Looks every few milliseconds whether the officer can go on."""

    def __init__(self, application: Application, options: argparse.Namespace) -> None:
        super().__init__()
        self._application, self._entry_id, self._idle = application, options.entry, options.idle
        self._stay, self._hang, self._then = options.stay, options.hang, options.then
        self._marker = options.home / "locked-once"
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(5)

    def _look(self) -> None:
        application = self._application
        if application.sign_in is not None and application.desk_top is None:
            if not application.window.jobs.busy:
                application.sign_in.password_given.emit("nhan.ct", DEMO_PASSWORD)
            return
        if application.desk_top is None:
            return
        self._timer.stop()
        if self._marker.exists():
            key, caret = application.desk_top.entry.form.current()
            here = PlaceLeft(application.window.page, application.desk_top.entry.entry_id, key, caret)
            same = here == PlaceLeft("entry", self._entry_id, FIELD, CARET)
            application.window.close()
            QApplication.exit(0 if same else 3)
            return
        if not self._stay:
            self._marker.touch()
        form = application.desk_top.entry.form
        application.window.show_page("entry")
        application.desk_top.entry.open_entry(self._entry_id)
        form.focus_field(FIELD, 0)
        type_text(application.window.focusWidget(), WORDS)
        if self._hang:
            self._hang_in(self._hang)
        elif self._stay:
            print("typed", flush=True)
        elif not self._idle:
            application.window.lock_requested.emit()

    def _hang_in(self, stick: Path) -> None:
        """Run a job that hangs in a read of a stick, and lock or close once it does."""
        window = self._application.window
        hangs = threading.Event()

        def work(progress):
            progress(1, 9)
            hangs.set()
            stick.read_bytes()  # a pipe that nobody writes to

        window.jobs.run(Job(work))
        if not hangs.wait(30):
            return
        print("hangs", flush=True)
        if self._then == "freeze":
            stick.read_bytes()  # in a dialog: the window itself stands still
        elif self._then == "lock":
            window.lock_requested.emit()
        else:
            window.close()


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--window", action="store_true")
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--entry", required=True)
    parser.add_argument("--idle", action="store_true")
    parser.add_argument("--cover", action="store_true", help="leave a cover to the next window")
    parser.add_argument("--stay", action="store_true")
    parser.add_argument("--hang", type=Path, help="a pipe that a job reads after the sign-in")
    parser.add_argument("--then", default="lock", help="lock, close or freeze while it hangs")
    options = parser.parse_args(argv)
    app = QApplication(["window", "-platform", "offscreen"])
    theme.apply(app)
    # the idle time counts from the last key; the test's limit of a minute is the only other clock
    settings = Settings(
        demo=True,
        kdf_memory_kib=demo.KDF.m_kib,
        cover=options.cover,
        idle_typing=1 if options.idle else 600,
        frozen=3 if options.then == "freeze" else 600,
    )
    around = Surroundings(options.home, settings, Clock(datetime(2023, 10, 18, tzinfo=UTC)), numbered("w"))
    application = Application(around)
    ending = Ending(app)
    ending.asked.connect(application.close)
    if options.stay:
        ending.watch_parent()
    hands = Hands(application, options)
    status = application.run()
    del hands
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
