"""The start of the program beside a bare window of Qt, and the first screen of a full store.

A start counts from the first process to the moment when the password can be typed; both processes of the
program are in it. Times count on an idle machine only.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

from PySide6.QtWidgets import QApplication

from app.settings import DEMO_PASSWORD
from app.ui.kit import theme
from app.ui.shell.application import Application, Surroundings
from tests.bench import keying_store
from tests.bench.figures import Figures
from tests.bench.keying_window import Window
from tests.bench.start_window import READY
from tests.conftest import Clock, numbered

ROUNDS = 7
FULL = 50_000
QUICK = 5_000
_PROGRAM = Path(__file__).with_name("start_window.py")


def main(entries: int = FULL) -> None:
    """Print both figures and add them to bench-results.json."""
    figures = Figures("start")
    application = QApplication.instance() or QApplication(["bench", "-platform", "offscreen"])
    assert isinstance(application, QApplication)
    theme.apply(application)
    with tempfile.TemporaryDirectory(prefix="bench-start-") as folder:
        window = Window(Path(folder))
        home, settings = window.work.folder, window.work.settings
        keying_store.fill(window.work, entries)
        window.close()
        _measure_start(home, figures)
        took = _sign_in(Application(Surroundings(home, settings, Clock(), numbered("start"))))
    print(f"from the password to Hôm nay among {entries} entries: {took:.2f} s, the small key of the demo")
    figures.alone(f"signed_in_{entries}", took, "s, key of 19 MiB")


def quick() -> None:
    """Measure the same with fewer entries."""
    main(QUICK)


def _measure_start(home: Path, figures: Figures) -> None:
    ours, bare = [], []
    for _ in range(ROUNDS):
        bare.append(started("bare", ""))
        ours.append(started("program", str(home)))
    took, peer = median(ours), median(bare)
    print(f"start to the sign-in: {took:.2f} s; a bare window {peer:.2f} s; {took / peer:.2f} times")
    figures.ours_by_peer("start_ratio", took, peer, "a bare window of Qt", "s, median")


def started(kind: str, home: str) -> float:
    """Return the seconds from the start of a window to the moment it can be typed in."""
    around = os.environ | {"QT_QPA_PLATFORM": "offscreen"}  # noqa: TID251 no setting of the program
    began = perf_counter()
    with subprocess.Popen(
        [sys.executable, str(_PROGRAM), kind, home], stdout=subprocess.PIPE, text=True, env=around
    ) as process:
        assert process.stdout is not None
        said = process.stdout.readline().strip()
        took = perf_counter() - began
    assert said == READY, f"{kind} did not start"
    return took


def _sign_in(application: Application) -> float:
    """Return the seconds from the password to the first screen with its cards."""
    application.start()
    assert application.sign_in is not None
    began = perf_counter()
    application.sign_in.password_given.emit("nhan.ct", DEMO_PASSWORD)
    while application.desk_top is None or application.window.jobs.busy:
        QApplication.processEvents()
    QApplication.processEvents()
    took = perf_counter() - began
    application.window.close()
    return took


if __name__ == "__main__":
    main()
