"""The field of one half of the recovery sheet, which says while it is typed how far it is."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLineEdit

from app.crypto.recovery import typed
from app.texts import Text
from app.ui.kit import icons, parts, theme

WIDTH = 860
"""The width of a dialog in which all 14 groups of a half are seen at once."""


class HalfField(QFrame):
    """One half: what is typed, and under it how far it is; a right one is hidden from the next keeper.

    ``changed`` says that it was typed on, ``done`` that Enter was pressed in it.
    """

    changed = Signal()
    done = Signal()

    def __init__(self, label: str, *, width: int) -> None:
        """``width`` is that of the label."""
        super().__init__()
        self.edit = QLineEdit()
        self.edit.setMaxLength(128)
        self.edit.setPlaceholderText(self.tr("14 nhóm bốn chữ, như trên phiếu"))
        self.edit.textChanged.connect(self._on_changed)
        self.edit.returnPressed.connect(self.done)
        self._icon, self._words = icons.Icon("hourglass", "less"), parts.text("", "label")
        self.setFocusProxy(self.edit)
        parts.lay(
            self,
            parts.labelled(label, self.edit, width=width),
            parts.row(parts.text("", "label", width=width), self._icon, (self._words, 1)),
            gap=4,
        )
        self._on_changed()

    @property
    def right(self) -> bool:
        """Tell whether the whole half is typed without an error."""
        return typed(self.edit.text()).right is True

    def _on_changed(self) -> None:
        state = typed(self.edit.text())
        if state.wrong:
            words, tone, icon = Text("Nhóm {0} chưa đúng: xem lại trên phiếu.", state.wrong), "differ", "x"
        elif state.right is False:
            words, tone, icon = Text("Có nhóm gõ nhầm: so lại từng nhóm với phiếu."), "differ", "x"
        elif state.right:
            words, tone, icon = Text("Đúng, đủ {0} nhóm.", state.of), "equal", "check"
        else:
            words, tone, icon = Text("{0} / {1} nhóm.", state.groups, state.of), "less", "hourglass"
        self._words.setText(str(words))
        theme.set_prop(self._words, tone=tone)
        self._icon.set_icon(icon, tone)
        echo = QLineEdit.EchoMode.Password if state.right else QLineEdit.EchoMode.Normal
        self.edit.setEchoMode(echo)
        self.changed.emit()
