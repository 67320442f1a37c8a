"""What the shell asks of a screen: what stands in the rail, its keys, what showing and leaving it does."""

from collections.abc import Sequence
from typing import ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.models.words.roles import Action

Keys = Sequence[tuple[str, str]]
"""Keys and what they do, as shown: ("F2", "như trên")."""
KeyGroup = tuple[str, Keys]
"""Keys under the name of where they work."""


class Screen(QWidget):
    """A screen of the rail. ``key`` names it, ``action`` says who sees it (permissions).

    ``changed`` says that counts elsewhere may have changed, ``keys_changed`` that other keys work now.
    """

    key: ClassVar[str]
    icon: ClassVar[str]
    action: ClassVar[Action]
    changed = Signal()
    keys_changed = Signal()

    @property
    def title(self) -> str:
        """Return the name in the rail."""
        raise NotImplementedError

    def keys(self) -> Keys:
        """Return the keys of the bar, the most needed first."""
        raise NotImplementedError

    def key_groups(self) -> Sequence[KeyGroup]:
        """Return every key by where it works (F1)."""
        return ((self.title, self.keys()),)

    def field_help(self) -> Sequence[str]:
        """Say what belongs in the field that holds the caret (F1), its name first; empty where none does."""
        return ()

    def refresh(self) -> None:
        """Read what is shown again: the screen comes in front."""
        raise NotImplementedError

    def leave(self) -> None:
        """Keep what is typed and take open questions back: another screen comes in front."""

    def call_police(self) -> bool:
        """Let a police officer sign what is shown (F12); False where nothing is signed here."""
        return False
