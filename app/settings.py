"""Settings of a workplace: times and sizes in one frozen value."""

from dataclasses import dataclass

DEMO_PASSWORD = "mot hai ba bon"  # noqa: S105 of the demo's invented officers, shown on its sign-in screen


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of the client on this PC.

    Times are seconds. A window that stands still for ``frozen`` ends, with its keys. A person must be shown
    for ``decide_after_ms`` before a key decides: an Enter typed ahead is not about this person. The words of
    an open field are kept once no key was pressed for ``rest_ms``.
    ``kdf_memory_kib`` is the Argon2id memory (floor 19 MiB). ``demo`` shows the demo accounts on the sign-in
    screen and accepts test roots. ``cover`` keeps the place of a locked window covered until the next one.
    """

    idle_typing: int = 600
    idle_police: int = 120
    frozen: int = 600
    lookup_delay_ms: int = 120
    decide_after_ms: int = 300
    rest_ms: int = 1000
    kdf_memory_kib: int = 65536
    theme: str = "light"
    cover: bool = True
    demo: bool = False
