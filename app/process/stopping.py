"""Signals that stop a command (Ctrl+C, a closed terminal, SIGTERM), with time to clean up."""

import contextlib
import signal
from collections.abc import Iterator
from types import FrameType, TracebackType
from typing import Self

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")  # Windows lacks some of them


class Stopping:
    """A context in which the first signal raises KeyboardInterrupt and later ones do nothing.

    So no signal interrupts the clean-up. A signal that was ignored before stays ignored (nohup). For the main
    thread only.
    """

    def __init__(self) -> None:
        """Prepare without changing any handler."""
        self._raises = True
        self._holds = self._late = False
        self._before = {}
        for name in _NAMES:
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
                self._before[number] = signal.getsignal(number)

    def __enter__(self) -> Self:
        for number in self._before:
            signal.signal(number, self._stop)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def over(self) -> None:
        """Ignore signals from now on, because the next steps cannot be undone."""
        self._raises = False

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Hold signals back during work that must not stop half-way; ``check`` raises them later."""
        self._holds = True
        try:
            yield
        finally:
            self._holds = False

    def check(self) -> None:
        """Raise KeyboardInterrupt when a signal was held back."""
        if self._late:
            self._late = False
            raise KeyboardInterrupt

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        if self._raises:
            self._raises = False
            if self._holds:
                self._late = True
            else:
                raise KeyboardInterrupt
