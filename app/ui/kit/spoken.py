"""What a screen reader is told where Qt cannot know it: tabs, folding sections, announcements."""

from typing import Any, Protocol, runtime_checkable

from PySide6.QtCore import QObject
from PySide6.QtGui import (
    QAccessible,
    QAccessibleActionInterface,
    QAccessibleAnnouncementEvent,
    QAccessibleInterface,
    QAccessibleStateChangeEvent,
)
from PySide6.QtWidgets import QAccessibleWidget, QWidget

Role = QAccessible.Role


@runtime_checkable
class Spoken(Protocol):
    """A widget with a role of its own; the states that hold now by their names in ``QAccessible.State``."""

    spoken_role: QAccessible.Role

    def spoken_states(self) -> tuple[str, ...]:
        """Return the names of the states."""

    def spoken_press(self) -> None:
        """Do what a click does."""


class _Interface(QAccessibleWidget):
    """The interface of a ``Spoken`` widget."""

    def __init__(self, widget: Any) -> None:
        super().__init__(widget, widget.spoken_role)
        self._widget = widget

    def state(self) -> QAccessible.State:
        """Return the states that Qt knows and those of the widget."""
        state = super().state()
        for name in self._widget.spoken_states():
            setattr(state, name, True)
        return state

    def actionNames(self) -> list[str]:
        """Offer a press."""
        return [QAccessibleActionInterface.pressAction()]

    def doAction(self, name: str) -> None:
        """Press."""
        if name == QAccessibleActionInterface.pressAction():
            self._widget.spoken_press()


class _Installed:
    """The factory is given to Qt once; after the one of its own widgets, which would be asked first."""

    done = False


def install() -> None:
    """Let screen readers ask ``Spoken`` widgets; needs the application."""
    if not _Installed.done:
        QAccessible.installFactory(_interface)
        _Installed.done = True


def _interface(_class_name: str, widget: QObject) -> QAccessibleInterface | None:
    return _Interface(widget) if isinstance(widget, QWidget) and isinstance(widget, Spoken) else None


def tell_states(widget: QWidget, *names: str) -> None:
    """Tell that these states of a widget changed."""
    changed = QAccessible.State()
    for name in names:
        setattr(changed, name, True)
    QAccessible.updateAccessibility(QAccessibleStateChangeEvent(widget, changed))


def announce(widget: QWidget, words: str, *, urgent: bool) -> None:
    """Read words out: at once, or when the reader has finished its sentence."""
    event = QAccessibleAnnouncementEvent(widget, words)
    politeness = QAccessible.AnnouncementPoliteness
    event.setPoliteness(politeness.Assertive if urgent else politeness.Polite)
    QAccessible.updateAccessibility(event)
