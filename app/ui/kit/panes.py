"""Two panes beside or below one another; where room is short, one at a time."""

import shiboken6
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QButtonGroup, QFrame, QSplitter, QWidget

from app.ui.kit import parts, theme
from app.ui.kit.parts import GAP
from app.ui.kit.stages import focus_target

TOO_NARROW, TOO_LOW = 900, 380
"""Less width or height (logical pixels at 100 % text size) cuts what two panes show."""
GUTTER = 12


class Panes(QWidget):
    """Two named panes; with too little room only the one with the focus, and a switch above it.

    ``shares`` are the parts of the room; a ``fixed`` pane (which, width at 100 %) keeps its width. ``below``
    puts the second under the first. The pane out of sight stays a part of the window: whoever gives it the
    focus brings it into sight.
    """

    def __init__(
        self,
        first: tuple[str, QWidget],
        second: tuple[str, QWidget],
        *,
        shares: tuple[int, int] = (1, 1),
        fixed: tuple[int, int] | None = None,
        below: bool = False,
    ) -> None:
        super().__init__()
        self._panes = (first[1], second[1])
        self._shares, self._fixed, self._below = shares, fixed, below
        self.shown, self.single = 0, False
        self._splitter = QSplitter(Qt.Orientation.Vertical if below else Qt.Orientation.Horizontal)
        for pane in self._panes:
            self._splitter.addWidget(pane)
        self._group = QButtonGroup(self)
        self._switch = self._make_switch((first[0], second[0]))
        parts.lay(self, self._switch, (self._splitter, 1), gap=4)
        self.setMinimumSize(1, 1)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._follow)
        self._arrange()

    def _make_switch(self, names: tuple[str, str]) -> QFrame:
        for at, name in enumerate(names):
            made = parts.button(name, "filter", small=True)
            made.setCheckable(True)
            made.setAutoExclusive(True)
            made.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the focus goes to the pane
            self._group.addButton(made, at)
        self._group.idClicked.connect(self.go_to)
        switch = parts.row(*self._group.buttons(), parts.keycap("F6"), GAP, gap=6, height=28)
        switch.setAccessibleName(self.tr("Phần đang xem"))
        switch.hide()
        return switch

    def go_to(self, at: int) -> None:
        """Show a pane and give it the focus."""
        self.show_pane(at)
        target = focus_target(self._panes[at])
        if target is not None:
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_pane(self, at: int) -> None:
        """Show this pane where only one has room."""
        self.shown = at
        self._group.button(at).setChecked(True)
        if self.single:
            self._splitter.setSizes([1 - at, at])

    def set_fixed(self, width: int) -> None:
        """Change the width of the pane that keeps its own."""
        assert self._fixed is not None, "both panes share the room"
        if self._fixed[1] != width:
            self._fixed = (self._fixed[0], width)
            self._arrange()

    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Show the pane that got the focus."""
        # the focus also moves while the window is deleted
        if now is None or not all(map(shiboken6.isValid, (self, *self._panes))):
            return
        for at, pane in enumerate(self._panes):
            if (pane is now or pane.isAncestorOf(now)) and at != self.shown:
                self.show_pane(at)

    @property
    def _too_small(self) -> bool:
        return self.height() < theme.px(TOO_LOW) if self._below else self.width() < theme.px(TOO_NARROW)

    def _arrange(self) -> None:
        self.single = self._too_small
        self._switch.setVisible(self.single)
        self._splitter.setHandleWidth(0 if self.single else GUTTER)
        self._splitter.setChildrenCollapsible(self.single)
        for at in range(2):
            keeps = self._fixed is not None and self._fixed[0] == at
            self._splitter.setStretchFactor(at, 0 if keeps else self._shares[at])
        if self.single:
            self.show_pane(self.shown)
        else:
            self._splitter.setSizes(self._sizes())

    def _sizes(self) -> list[int]:
        room = (self.height() if self._below else self.width()) - GUTTER
        if self._fixed is None:
            return [room * share // sum(self._shares) for share in self._shares]
        which, width = self._fixed[0], theme.px(self._fixed[1])
        return [width, room - width] if which == 0 else [room - width, width]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show both panes, or one, as there is room."""
        super().resizeEvent(event)
        if self.single or self._too_small:
            self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Give the panes their sizes at another text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._arrange()
