"""The window is a child process; when it locks it ends, and a fresh one asks for the password."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

LOCKED = 75
"""The window's exit status for "locked" (sysexits.h EX_TEMPFAIL)."""


MAIN = Path(__file__).resolve().parent.parent / "main.py"


def keep_window(arguments: Sequence[str], *, main: Path = MAIN) -> int:
    """Run the window; start it again each time it locks, so that no key outlives the lock.

    Returns the status of the child that ended otherwise. KeyboardInterrupt here, and the end of this process
    however it comes, close the window as its officer would: it listens at the pipe of its standard input.
    """
    command = [sys.executable, str(main), "--window", *arguments]
    status = LOCKED
    while status == LOCKED:
        window = subprocess.Popen(command, stdin=subprocess.PIPE)  # noqa: S603 our own program
        assert window.stdin is not None
        try:
            status = window.wait()
        except KeyboardInterrupt:
            window.stdin.close()
            status = window.wait()
            return 0 if status == LOCKED else status  # it was just locking
        window.stdin.close()
    return status
