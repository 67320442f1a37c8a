"""Stopping a command from outside so that it can tidy up: Ctrl+C, a closed terminal, a request to end."""

import contextlib
import signal
from collections.abc import Iterator
from types import FrameType, TracebackType
from typing import Self

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")  # not every system has all of them


class Stopping:
    """While this is entered, the first signal to stop raises KeyboardInterrupt, and all others do nothing.

    So what is tidied up on the way out is not stopped again. A signal that was ignored before stays ignored
    (nohup). For the main thread only.
    """

    def __init__(self) -> None:
        """Prepare; nothing is changed yet."""
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
        """Ignore signals from here on: what follows cannot be taken back."""
        self._raises = False

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Keep a signal back while something must not be left half done; ``check`` then raises it."""
        self._holds = True
        try:
            yield
        finally:
            self._holds = False

    def check(self) -> None:
        """Raise KeyboardInterrupt for a signal that was kept back."""
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
