"""Questions that a person at the desk answers before something counts."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DeskQuestion:
    """What the officer compares with the paper, in lines; the fingerprint names the question."""

    lines: tuple[str, ...]
    fingerprint: str
    prompt: str = "Đúng như phiếu yêu cầu đã ký?"


Ask = Callable[[DeskQuestion], bool]
