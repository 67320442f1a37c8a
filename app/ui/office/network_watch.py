"""Count the network calls of this process, for the self-check."""

import sys

_EVENTS = frozenset({"socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo"})


class _Watch:
    """The audit hook of the interpreter; a hook cannot be removed, so there is only one."""

    def __init__(self) -> None:
        self.asked = 0
        self._on = False

    def begin(self) -> None:
        if not self._on:
            self._on = True
            sys.addaudithook(self._count_event)

    def _count_event(self, event: str, _args: tuple[object, ...]) -> None:
        if event in _EVENTS:
            self.asked += 1


_WATCH = _Watch()


def begin() -> None:
    """Begin to count; a second call changes nothing."""
    _WATCH.begin()


def asked() -> int:
    """Return how often a connection, port or name was asked for, plus one for a loaded QtNetwork."""
    return _WATCH.asked + ("PySide6.QtNetwork" in sys.modules)
