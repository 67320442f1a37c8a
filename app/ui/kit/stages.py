"""Larger parts of screens: steps of longer work, empty states, moving the focus by F6."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import (
    QFrame,
    QWidget,
)

from app.texts import tr
from app.ui.kit import icons, theme
from app.ui.kit.held_keys import Hotkey
from app.ui.kit.parts import GAP, column, lay, row, text

_STEP = {
    "done": ("check-circle", "equal", "body"),
    "now": ("arrow-right", "accent", "strong"),
    "next": ("circle", "ink_3", "muted"),
}


class Step(QFrame):
    """One step of a longer piece of work: done, now or next; icon and weight say which."""

    def __init__(self, number: int, title: str) -> None:
        super().__init__()
        self._number, self._title = number, tr(title)
        self._icon = icons.Icon("circle", "ink_3", 20)
        self._word, self._note = text(), text("", "caption")
        theme.fix(self, height=52)
        words = column(GAP, self._word, self._note, GAP, gap=0)
        lay(self, self._icon, (words, 1), gap=12, pad=(12, 0, 12, 0), across=True)
        self.state, self.note = "next", ""
        self.set_state("next", "")

    def set_state(self, state: str, note: str) -> None:
        """Show the step as ``done``, ``now`` or ``next`` with a note below."""
        self.state, self.note = state, note
        icon, tone, kind = _STEP[state]
        self._icon.set_icon(icon, tone)
        self._word.setText(f"{self._number}. {self._title}")
        self._note.setText(note or (self.tr("chưa đến") if state == "next" else ""))
        theme.set_prop(self._word, kind=kind)
        theme.set_prop(self, role="badge" if state == "now" else "")


class EmptyState(QFrame):
    """The words of an empty screen: what will be here, and how to begin."""

    def __init__(self, icon: str, title: str, how: str) -> None:
        super().__init__()
        self._title = text(title, "title")
        self._how = text(how, "muted", wrap=True)
        for label in (self._title, self._how):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        picture = row(GAP, icons.Icon(icon, "ink_3", 40), GAP)
        self.setMinimumHeight(1)
        lay(self, GAP, picture, self._title, self._how, GAP, gap=8, pad=(24, 4, 24, 4))

    def set_words(self, title: str, how: str) -> None:
        """Change the words."""
        self._title.setText(title)
        self._how.setText(how)


class FocusTo(QObject):
    """Hand the focus that a panel is given to a part of it.

    A focus proxy would do so too, but then Tab leaps over whatever lies before that part.
    """

    def __init__(self, panel: QWidget, part: QWidget) -> None:
        super().__init__(panel)
        self._part = part
        panel.installEventFilter(self)

    def eventFilter(self, panel: QObject, event: QEvent) -> bool:
        """Give the focus on."""
        if event.type() == QEvent.Type.FocusIn:
            self._part.setFocus()
        return super().eventFilter(panel, event)


class Regions(QObject):
    """Move the focus round the visible parts of a panel by F6 and Shift+F6."""

    def __init__(self, panel: QWidget, *regions: QWidget) -> None:
        super().__init__(panel)
        self._panel, self._regions = panel, regions
        context = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for keys, slot in (("F6", self.forward), ("Shift+F6", self.back)):
            Hotkey(keys, panel, slot, context)

    def forward(self) -> None:
        """Go to the next part."""
        self._go(1)

    def back(self) -> None:
        """Go to the part before."""
        self._go(-1)

    def _go(self, step: int) -> None:
        shown = [(region, target) for region in self._regions if (target := focus_target(region)) is not None]
        focus = self._panel.window().focusWidget()
        at = next(
            (i for i, (r, _) in enumerate(shown) if focus and (r is focus or r.isAncestorOf(focus))), -step
        )
        if shown:
            _region, target = shown[(at + step) % len(shown)]
            target.setFocus(Qt.FocusReason.TabFocusReason)


def focus_target(region: QWidget) -> QWidget | None:
    """Return what takes the focus in a part of a panel; None where nothing can."""
    own = region.focusProxy() or region
    return next((widget for widget in (own, *region.findChildren(QWidget)) if _takes_focus(widget)), None)


def _takes_focus(widget: QWidget) -> bool:
    return widget.focusPolicy() != Qt.FocusPolicy.NoFocus and widget.isVisible() and widget.isEnabled()
