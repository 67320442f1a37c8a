"""Settings of a workplace that are not data: times and sizes, one frozen value."""

from dataclasses import dataclass

DEMO_PASSWORD = "mot hai ba bon"  # noqa: S105 of the demo's invented officers, shown on its sign-in screen


@dataclass(frozen=True, slots=True)
class Settings:
    """How the client behaves on this PC.

    Times are seconds, ``kdf_memory_kib`` is the Argon2id memory (floor 19 MiB). ``demo`` shows the demo
    accounts on the sign-in screen and takes roots of a test authority.
    """

    idle_typing: int = 600
    idle_police: int = 120
    lookup_delay_ms: int = 120
    kdf_memory_kib: int = 65536
    theme: str = "light"
    demo: bool = False
