"""The progress of a command, a line for each tenth, on the error stream."""

import sys


class ProgressLine:
    """A progress that prints each tenth once."""

    def __init__(self) -> None:
        """Begin at nothing."""
        self._tenth = 0

    def __call__(self, done: int, total: int) -> None:
        """Print when another tenth is done."""
        tenth = 10 * done // total if total else 0
        if tenth > self._tenth:
            self._tenth = tenth
            print(f"  {tenth * 10} %", file=sys.stderr)
