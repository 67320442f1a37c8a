"""Counts what this process asks of the network, so that the self-check says what happened."""

import sys

_EVENTS = frozenset({"socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo"})


class _Watch:
    """A hook of the interpreter; it cannot be taken out again, so there is one."""

    def __init__(self) -> None:
        self.asked = 0
        self._on = False

    def begin(self) -> None:
        if not self._on:
            self._on = True
            sys.addaudithook(self._heard)

    def _heard(self, event: str, _args: tuple[object, ...]) -> None:
        if event in _EVENTS:
            self.asked += 1


_WATCH = _Watch()


def begin() -> None:
    """Begin to count; later calls change nothing."""
    _WATCH.begin()


def asked() -> int:
    """Return how often a connection, a port or a name was asked for, plus one for a loaded QtNetwork."""
    return _WATCH.asked + ("PySide6.QtNetwork" in sys.modules)
