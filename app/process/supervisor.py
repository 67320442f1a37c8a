"""The window is a child process; when it locks it ends, and a fresh one asks for the password."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from app.process.stopping import Stopping

LOCKED = 75
"""The window's exit status for "locked" (sysexits.h EX_TEMPFAIL)."""


MAIN = Path(__file__).resolve().parents[2] / "main.py"


def keep_window(arguments: Sequence[str], *, main: Path = MAIN) -> int:
    """Run the window; start it again each time it locks, so that no key outlives the lock.

    Returns the status of the child that ended otherwise. A signal to stop, and the end of this process
    however it comes, close the window as its officer would: it listens at the pipe of its standard input.
    """
    command = [sys.executable, str(main), "--window", *arguments]
    status = LOCKED
    window: subprocess.Popen[bytes] | None = None
    with Stopping() as stopping:
        try:
            while status == LOCKED:
                with stopping.held():  # a window that has started is one to wait for
                    window = subprocess.Popen(command, stdin=subprocess.PIPE)  # noqa: S603 our own program
                stopping.check()
                status = _ended(window)
        except KeyboardInterrupt:
            if window is not None:
                _let_go(window)
                status = _ended(window)
            return 0 if status == LOCKED else status  # it was just locking, or not there yet
    return status


def _ended(window: "subprocess.Popen[bytes]") -> int:
    """Wait for the end of a window."""
    status = window.wait()
    _let_go(window)
    return status


def _let_go(window: "subprocess.Popen[bytes]") -> None:
    """Close the pipe at which a window listens for the end of its parent."""
    if window.stdin is not None:
        window.stdin.close()
