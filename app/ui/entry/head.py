"""The line above the work: the entry, its state, when it was saved, and a field for another number."""

from datetime import datetime
from html import escape

import shiboken6
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from app.models.declaration.act import Registration
from app.models.words.moments import second_words
from app.models.words.states import ENTRY_STATE_LABELS, EntryState
from app.services.entry.entries import EntryView
from app.services.entry.in_hand import EntryInHand
from app.texts import tr
from app.ui.form.composer import METHOD_WORDS
from app.ui.kit import parts
from app.ui.kit.held_keys import Hotkey

_NOTED = (EntryState.PARKED, EntryState.DISCARDED)
_DOT = "&nbsp; ·&nbsp; "


class EntryHead(QWidget):
    """Show which entry is open.

    ``number_wanted`` gives the number typed after Ctrl+G; ``new_wanted`` and ``again_wanted`` come from the
    buttons.
    """

    number_wanted = Signal(str)
    new_wanted = Signal()
    again_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._title = parts.text("", "title")
        self._title.setTextFormat(Qt.TextFormat.RichText)
        self._state = parts.Chip("", "accent", "pencil-line")
        self._saved = parts.text("", "caption")
        self._method = parts.text("", "caption")
        self._number = QLineEdit()
        self._before: QWidget | None = None  # the widget with the focus before the number was asked
        self._new = parts.button(self.tr("Trường hợp mới"), "quiet", small=True)
        self._again = parts.button(self.tr("Xử lý lại"), "quiet", small=True)
        self._build()

    def _build(self) -> None:
        self._number.setPlaceholderText(self.tr("đến số…"))
        self._number.setAccessibleName(self.tr("Đến số đăng ký"))
        self._number.setFixedWidth(90)
        self._number.returnPressed.connect(self._go)
        Hotkey("Esc", self._number, self.leave_number, Qt.ShortcutContext.WidgetShortcut)
        for button, wanted in ((self._new, self.new_wanted), (self._again, self.again_wanted)):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the focus stays with the work
            button.clicked.connect(wanted)
        for hidden in (self._number, self._new, self._again, self._state):
            hidden.hide()
        parts.lay(
            self,
            *(self._title, self._state, parts.GAP, self._method, 12, self._saved),
            *(self._number, self._again, self._new),
            gap=6,
            pad=(4, 0, 0, 0),
            across=True,
        )
        self.setFixedHeight(40)

    def say_entry(self, hand: EntryInHand, *, may_type: bool, may_rework: bool) -> None:
        """Show the place of an entry in its book and its state, and the buttons allowed for it."""
        entry = hand.entry
        page, number = (
            self._registered(entry, Registration.PAGE),
            self._registered(entry, Registration.NUMBER),
        )
        where = [self.tr("quyển {0}").format(hand.volume)]
        where += [self.tr("trang {0}").format(page)] if page else []
        plain = f"{_DOT}{_DOT.join(map(escape, where))}{_DOT if number else ''}"
        last = escape(self.tr("số {0}").format(number)) if number else ""
        self._title.setText(
            f"{escape(tr(entry.book.short))}<span style='font-weight: 400'>{plain}</span>{last}"
        )
        words = tr(ENTRY_STATE_LABELS[entry.state])
        if entry.note and entry.state in _NOTED:  # why it was sent back stands below
            words += f": {entry.note}"
        self._state.set_chip(words, "accent", "pencil-line")
        self._state.show()
        self._new.setVisible(may_type)
        away = may_type and entry.state == EntryState.DISCARDED
        parts.relabel(self._again, self.tr("Lấy lại") if away else self.tr("Xử lý lại"))
        self._again.setVisible(away or (may_rework and entry.state == EntryState.RETURNED))

    @staticmethod
    def _registered(entry: EntryView, what: Registration) -> str:
        """Return a registration value of the entry: "…" while it is blank, empty without such a field."""
        return entry.book.registered(entry.values, what) or ("…" if entry.book.field_of(what) else "")

    def say_saved(self, at: datetime) -> None:
        """Show when a field was saved last."""
        self._saved.setText(self.tr("✓ đã lưu {0}").format(second_words(at)))

    def say_method(self, method: str) -> None:
        """Show the input method."""
        self._method.setText(self.tr("Bộ gõ: {0} (Ctrl+T đổi)").format(tr(METHOD_WORDS[method])))

    @property
    def offers_again(self) -> bool:
        """Tell whether the entry came back, or was put away, and may be worked on again."""
        return not self._again.isHidden()

    def ask_number(self) -> None:
        """Show the field for a number and give it the focus."""
        if self._number.isHidden():
            self._before = self.window().focusWidget()
        self._number.show()
        self._number.setFocus()

    def leave_number(self) -> None:
        """Hide the field for a number; give the focus back."""
        had = self._number.hasFocus()
        self._number.clear()
        self._number.hide()
        before, self._before = self._before, None
        if had and before is not None and shiboken6.isValid(before):
            before.setFocus(Qt.FocusReason.OtherFocusReason)

    def _go(self) -> None:
        wanted = self._number.text().strip()
        self.leave_number()
        self.number_wanted.emit(wanted)
