"""The progress callback of long work."""

from collections.abc import Callable

Progress = Callable[[int, int], None]
"""Called with (done, total); total 0 means unknown. It raises ``Stopped`` to stop the work."""


def silent(_done: int, _total: int) -> None:
    """Ignore progress."""
