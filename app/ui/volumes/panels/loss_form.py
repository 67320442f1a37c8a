"""The form that says of a type of book that no volume of it is left."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLineEdit, QWidget

from app.ui.kit import parts
from app.ui.kit.messages import MessageBar
from app.ui.kit.parts import GAP


@dataclass(frozen=True, slots=True)
class LossDraft:
    """The loss of all volumes of a type of a place, as typed."""

    book_type: str = ""
    place: str = ""
    reason: str = ""
    lost_on: str = ""
    already_electronic: int = 0


class LossForm(QFrame):
    """Type why and when the books were lost: Enter goes on and keeps in the last field, Escape leaves.

    Emits ``given(id, LossDraft)`` with id 0 for a new note, and ``left()`` when it was closed.
    """

    given = Signal(int, object)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.setAccessibleName(self.tr("Mất hết sổ"))
        self._id, self._draft = 0, LossDraft()
        self._type = parts.Combo()
        self._place, self._reason = QLineEdit(), QLineEdit()
        self._date, self._electronic = QLineEdit(), QLineEdit()
        self._date.setPlaceholderText(self.tr("ví dụ 10/2007; không rõ thì để trống"))
        self._electronic.setPlaceholderText("0")
        self._bar = MessageBar()
        keep = parts.button(self.tr("Ghi mất hết sổ"), "primary", key="Ctrl+S")
        keep.clicked.connect(self._on_keep)
        leave = parts.button(self.tr("Thôi"), key="Esc")
        leave.clicked.connect(self._on_leave)
        title = parts.text(self.tr("Loại sổ không còn quyển nào"), "title")
        head = parts.row(title, GAP, leave, keep, height=32)
        parts.lay(self, head, self._make_grid(), self._bar, pad=(16, 8, 12, 12))

    def _make_grid(self) -> QFrame:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        fields: tuple[tuple[str, QWidget, int, int], ...] = (
            (self.tr("Loại sổ"), self._type, 0, 0),
            (self.tr("Nơi đăng ký"), self._place, 0, 1),
            (self.tr("Lý do, in vào phụ lục"), self._reason, 0, 2),
            (self.tr("Mất khi nào"), self._date, 2, 0),
            (self.tr("Đã có điện tử"), self._electronic, 2, 1),
        )
        for label, widget, line, column in fields:
            word = parts.text(label, "label")
            word.setBuddy(widget)
            widget.setAccessibleName(label)
            grid.addWidget(word, line, column)
            grid.addWidget(widget, line + 1, column)
        for column in range(3):
            grid.setColumnStretch(column, 1)
        for edit in (self._place, self._reason, self._date, self._electronic):
            edit.returnPressed.connect(self._on_return)
        holder = QFrame()
        holder.setLayout(grid)
        return holder

    def set_books(self, books: Sequence[tuple[str, str]]) -> None:
        """Offer the types of books as (key, title)."""
        self._type.clear()
        for key, title in books:
            self._type.addItem(title, key)

    def begin(self, loss_id: int, draft: LossDraft) -> None:
        """Open the form for a note; 0 means a new one."""
        self._id, self._draft = loss_id, draft
        self._type.setCurrentIndex(max(0, self._type.findData(draft.book_type)))
        self._type.setEnabled(not loss_id)
        self._place.setText(draft.place)
        self._place.setEnabled(not loss_id)
        self._reason.setText(draft.reason)
        self._date.setText(draft.lost_on)
        self._electronic.setText(str(draft.already_electronic or ""))
        self._bar.clear()
        self.show()
        (self._reason if draft.place else self._place).setFocus()

    def set_error(self, words: str) -> None:
        """Show why it was not kept."""
        self._bar.say(words, "warn")

    def _on_return(self) -> None:
        if self.sender() is self._electronic:
            self._on_keep()
        else:
            self.focusNextChild()

    def _on_keep(self) -> None:
        typed = self._electronic.text().strip().replace(".", "")
        if typed and not (typed.isascii() and typed.isdecimal()):
            self.set_error(self.tr("Số đã có điện tử chỉ gồm chữ số; không có thì để trống."))
            self._electronic.setFocus()
            return
        draft = replace(
            self._draft,
            book_type=self._type.currentData() or "",
            place=self._place.text(),
            reason=self._reason.text(),
            lost_on=self._date.text(),
            already_electronic=int(typed or 0),
        )
        self.given.emit(self._id, draft)

    def _on_leave(self) -> None:
        self.hide()
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave on Escape, keep on Ctrl+S."""
        if event.key() == Qt.Key.Key_Escape:
            self._on_leave()
        elif event.key() == Qt.Key.Key_S and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self._on_keep()
        else:
            super().keyPressEvent(event)
