"""What an officer likes: looks, input method, when the window locks."""

import dataclasses
from dataclasses import dataclass
from typing import Any, Self

LOCK_TIMES = (60, 120, 300, 600, 900, 1800)
"""Seconds without a key, of which those within what the office allows are offered."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """The choices of one officer.

    An empty ``theme`` is the one the program was started with, ``scale`` the text size, ``method`` the input
    method ("" none chosen). ``old_tones`` writes hòa, as the population registry does, else hoà.
    ``lock_after`` is in seconds; 0 is the longest that the office allows.
    """

    theme: str = ""
    scale: float = 1.0
    method: str = ""
    old_tones: bool = True
    lock_after: int = 0

    @classmethod
    def read(cls, written: object) -> Self:
        """Read JSON values; what is not there, or of another type, is as if never chosen."""
        if not isinstance(written, dict):
            return cls()
        usual: dict[str, Any] = dataclasses.asdict(cls())
        kept = {key: written[key] for key, value in usual.items() if type(written.get(key)) is type(value)}
        return cls(**kept)


def lock_times(longest: int) -> tuple[int, ...]:
    """Return the times to choose from where the office allows at most ``longest``."""
    return (*(one for one in LOCK_TIMES if one < longest), longest)


def lock_after(preferences: Preferences, longest: int) -> int:
    """Return after how many seconds without a key the window locks: never later than the office allows."""
    return min(preferences.lock_after or longest, longest)
