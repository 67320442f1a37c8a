"""The parent of the window: a locked window ends, and a new child asks for the password."""

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

    Returns the exit status of the child that ended for another reason. A signal, or the end of this process,
    closes the pipe to the window's standard input; the window then closes as if its officer had closed it.
    """
    command = [sys.executable, str(main), "--window", *arguments]
    status = LOCKED
    window: subprocess.Popen[bytes] | None = None
    with Stopping() as stopping:
        try:
            while status == LOCKED:
                with stopping.held():  # the window exists, so wait for its end
                    window = subprocess.Popen(command, stdin=subprocess.PIPE)  # noqa: S603 our own program
                stopping.check()
                status = _ended(window)
        except KeyboardInterrupt:
            if window is not None:
                _close_pipe(window)
                status = _ended(window)
            return 0 if status == LOCKED else status  # the window was locking, or not started yet
    return status


def _ended(window: "subprocess.Popen[bytes]") -> int:
    """Wait for the end of a window and return its exit status."""
    status = window.wait()
    _close_pipe(window)
    return status


def _close_pipe(window: "subprocess.Popen[bytes]") -> None:
    """Close the pipe to a window; its end tells the window to close."""
    if window.stdin is not None:
        window.stdin.close()
