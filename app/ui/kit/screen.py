"""The interface of a screen for the shell: name, keys, showing and leaving."""

from collections.abc import Sequence
from typing import ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.models.words.roles import Action

Keys = Sequence[tuple[str, str]]
"""Keys and what they do, as shown: ("F2", "như trên")."""
KeyGroup = tuple[str, Keys]
"""Keys under the name of the place where they work."""


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
        """Return help on the field with the caret (F1), its name first; empty without a field."""
        return ()

    def refresh(self) -> None:
        """Read the data again: the screen is about to be shown."""
        raise NotImplementedError

    def leave(self) -> None:
        """Keep what is typed and close open questions: another screen is about to be shown."""

    def call_police(self) -> bool:
        """Let a police officer sign here (F12); False on a screen without signing."""
        return False
