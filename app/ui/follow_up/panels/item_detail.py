"""One difference: both values large, resolution, evidence, note and history."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QFrame, QLineEdit, QScrollArea

from app.models.words.codes import RESOLUTION_LABELS, Resolution
from app.models.words.states import ITEM_MOVES, ItemState
from app.texts import tr
from app.ui.follow_up.panels.item_acts import ItemActs
from app.ui.follow_up.panels.item_parts import BigDifference, HistoryStep, ItemRow, Timeline
from app.ui.kit import icons, parts, theme
from app.ui.kit.held_keys import FreshKeys
from app.ui.kit.messages import MessageBar
from app.ui.kit.parts import GAP
from app.ui.kit.stages import EmptyState

__all__ = ["STATE_LOOK", "HistoryStep", "ItemDetail", "ItemRow"]

STATE_LOOK: dict[ItemState, tuple[str, str, str]] = {
    ItemState.OPEN: ("Mở", "differ", "circle"),
    ItemState.VERIFYING: ("Đang xác minh", "less", "hourglass"),
    ItemState.DECIDED: ("Đã kết luận", "near", "check"),
    ItemState.GUIDED: ("Đã hướng dẫn", "near", "chat-text"),
    ItemState.CORRECTED: ("Đã điều chỉnh", "equal", "check-circle"),
    ItemState.ENDED: ("Đã kết thúc", "blank", "archive"),
}
_MOVES = (ItemState.GUIDED, ItemState.CORRECTED)
_CHOICES = (
    (Resolution.FIX_POPULATION, "Sổ đúng, đề nghị Công an sửa CSDL"),
    (Resolution.CORRECT_BOOK, "Sổ sai, công dân làm thủ tục cải chính"),
    (Resolution.VERIFY, "Chờ xác minh"),
)
_NOTES = {
    Resolution.VERIFY: "cần giấy tờ hoặc bản lưu",
    Resolution.CORRECT_BOOK: "phải ghi lý do hoặc chứng cứ",
}


class _Choice(parts.Card):
    """One resolution, chosen like a radio button."""

    def __init__(self, resolution: Resolution, words: str, note: str) -> None:
        self.resolution = resolution
        self._mark = icons.Icon("circle", "ink_3", 18)
        self._word, self._note = parts.text(words), parts.text(note, "caption")
        both = parts.column(self._word, self._note, gap=0)
        super().__init__(f"{words} ({note})", self._mark, (both, 1), kind="choice", gap=10, pad=(10, 1, 8, 1))
        self.setCheckable(True)
        self.setAutoExclusive(True)
        theme.fix(self, height=36)
        self.toggled.connect(self._on_toggled)

    def set_note(self, note: str) -> None:
        """Say under the resolution what it rests on, or what it asks for."""
        self._note.setText(note)
        self.setAccessibleName(f"{self._word.text()} ({note})" if note else self._word.text())

    def _on_toggled(self, on: bool) -> None:  # noqa: FBT001 - Qt's signal
        self._mark.set_icon("check-circle" if on else "circle", "accent" if on else "ink_3")
        theme.set_prop(self._word, kind="strong" if on else "body")


class ItemDetail(QFrame):
    """Show one item; only a key or the button emits ``resolved(id, resolution, note, evidence)``.

    ``state_moved(id, ItemState)`` asks for the next state, ``end_wanted(id)`` to end the follow-up and
    ``reopen_wanted(id)`` to follow the item again; ``entry_opened(entry id)`` to open an act of it.
    """

    resolved = Signal(int, str, str, str)
    state_moved = Signal(int, object)
    end_wanted = Signal(int)
    reopen_wanted = Signal(int)
    entry_opened = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self._item: ItemRow | None = None
        self._make_parts()
        self._empty = EmptyState(
            "arrows-left-right",
            self.tr("Chưa chọn mục nào"),
            self.tr("Chọn một dòng bên trái để xem và xử lý."),
        )
        self._body = self._make_body()
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self._body)
        self._scroll = scroll
        parts.lay(self, (self._empty, 1), (scroll, 1), gap=0, pad=(1, 1, 1, 1))
        self.set_item(None)

    def _make_parts(self) -> None:
        self._person, self._title = parts.text("", "title", wrap=True), parts.text("", "label", wrap=True)
        self._chip = parts.Chip("Mở", "differ", "circle")
        self._acts = ItemActs()
        self._acts.opened.connect(self.entry_opened)
        self._big = BigDifference()
        self._what = parts.text("", "strong", "differ", wrap=True)
        self._choices = [_Choice(code, tr(words), tr(_NOTES.get(code, ""))) for code, words in _CHOICES]
        self._other = parts.Combo()
        self._other.setSizeAdjustPolicy(parts.Combo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._other.setMinimumContentsLength(12)
        self._other.setAccessibleName(self.tr("Cách xử lý khác"))
        self._other.addItem(self.tr("Cách xử lý khác…"), "")
        for code in Resolution:
            if code not in {choice.resolution for choice in self._choices}:
                self._other.addItem(tr(RESOLUTION_LABELS[code]), str(code))
        self._other.activated.connect(self._on_other)
        self._evidence, self._note = QLineEdit(), QLineEdit()
        self._evidence.setPlaceholderText(self.tr("bản quét, giấy tờ, bản lưu đã xem"))
        self._note.setPlaceholderText(self.tr("vì sao kết luận như vậy"))
        FreshKeys(self._note)
        self._keep = parts.button(self.tr("Ghi kết luận"), "primary", key="Ctrl+S", small=True)
        self._keep.clicked.connect(self.keep)
        self._moves = parts.row(gap=4)
        self._bar = MessageBar()
        self._timeline = Timeline()

    def _make_body(self) -> QFrame:
        for choice in self._choices:
            choice.clicked.connect(self._on_choice)
        head = parts.column(
            parts.row((self._person, 1), self._chip), self._title, self._acts, gap=2, pad=(16, 8, 12, 8)
        )
        return parts.column(
            head,
            parts.rule(),
            self._big,
            parts.rule(),
            parts.row(icons.Icon("differ", "differ"), (self._what, 1), pad=(16, 8, 12, 4)),
            parts.column(
                *self._choices,
                parts.row((self._other, 1), self._keep, pad=(10, 4, 8, 4)),
                gap=0,
                pad=(8, 0, 8, 4),
            ),
            parts.rule(),
            parts.column(
                parts.labelled(self.tr("Chứng cứ"), self._evidence, width=64),
                parts.labelled(self.tr("Ghi chú"), self._note, width=64),
                self._bar,
                parts.row(GAP, self._moves, gap=4),
                gap=4,
                pad=(16, 6, 12, 6),
            ),
            parts.rule(),
            parts.column(
                parts.text(self.tr("Diễn biến"), "section"), self._timeline, gap=4, pad=(16, 6, 8, 4)
            ),
            GAP,
            gap=0,
        )

    def set_bases(self, bases: Mapping[Resolution, str]) -> None:
        """Say what each resolution rests on today, where it asks for nothing else."""
        for choice in self._choices:
            if choice.resolution not in _NOTES:
                choice.set_note(bases.get(choice.resolution, ""))

    def set_item(self, item: ItemRow | None) -> None:
        """Show an item, or that none is chosen."""
        self._item = item
        self._empty.setVisible(item is None)
        self._scroll.setVisible(item is not None)
        self._bar.clear()
        if item is None:
            return
        word, tone, icon = STATE_LOOK[item.state]
        self._person.setText(item.person)
        self._title.setText(item.title)
        self._acts.set_acts(item.acts)
        self._chip.set_chip(word, tone, icon)
        self._big.set_item(item)
        self._what.setText(f"{item.label}: {item.detail}" if item.detail else item.label)
        self._evidence.setText(item.evidence)
        self._note.setText(item.note)
        self._show_resolution(item.resolution)
        self._show_moves(item)
        self._show_open(item)
        self._timeline.set_steps([])

    def set_history(self, steps: Sequence[HistoryStep]) -> None:
        """Show what happened to the item."""
        self._timeline.set_steps(steps)

    def set_error(self, words: str) -> None:
        """Show why the resolution was not kept."""
        self._bar.say(words, "warn")

    @property
    def resolution(self) -> str:
        """Return the resolution chosen on the screen; empty for none."""
        for choice in self._choices:
            if choice.isChecked():
                return str(choice.resolution)
        return str(self._other.currentData())

    def next_choice(self) -> None:
        """Choose the next resolution (key M) without keeping it."""
        codes = [str(choice.resolution) for choice in self._choices]
        now = self.resolution
        self._show_resolution(codes[(codes.index(now) + 1) % len(codes)] if now in codes else codes[0])

    def edit_note(self) -> None:
        """Go to the note (key N)."""
        if self._item is not None:
            self._note.setFocus()

    def keep(self) -> None:
        """Emit the resolution chosen; show what is missing without one."""
        if self._item is None:
            return
        if self._item.state == ItemState.ENDED:
            self.set_error(self.tr("Mục này đã kết thúc theo dõi. Mở lại (phím K) rồi làm tiếp."))
            return
        if not self.resolution:
            self.set_error(self.tr("Chưa chọn cách xử lý. Nhấn M để chọn, rồi Ctrl+S để ghi."))
            return
        note, evidence = self._note.text().strip(), self._evidence.text().strip()
        self.resolved.emit(self._item.id, self.resolution, note, evidence)

    def _show_resolution(self, resolution: str) -> None:
        for choice in self._choices:
            choice.setAutoExclusive(False)
            choice.setChecked(str(choice.resolution) == resolution)
            choice.setAutoExclusive(True)
        self._other.setCurrentIndex(max(0, self._other.findData(resolution)))

    def turn(self) -> None:
        """Ask to end the follow-up, or to follow an ended item again (key K); say why it cannot be."""
        item = self._item
        if item is None:
            return
        if item.state == ItemState.ENDED:
            self.reopen_wanted.emit(item.id)
        elif ItemState.ENDED in ITEM_MOVES[item.state]:
            self.end_wanted.emit(item.id)
        else:
            self.set_error(
                self.tr("Chưa kết thúc theo dõi được: hãy ghi kết luận (M chọn, Ctrl+S ghi) trước.")
            )

    def _show_open(self, item: ItemRow) -> None:
        """Let nothing of an ended item be changed, and say why it ended."""
        ended = item.state == ItemState.ENDED
        for part in (*self._choices, self._other, self._evidence, self._note, self._keep):
            part.setEnabled(not ended)
        if ended:
            self._bar.say(self.tr("Đã kết thúc theo dõi, vì: {0}").format(item.end_reason))

    def _show_moves(self, item: ItemRow) -> None:
        layout = self._moves.layout()
        assert isinstance(layout, QBoxLayout)
        parts.clear(layout)
        ended = item.state == ItemState.ENDED
        for state in _MOVES:
            if state in ITEM_MOVES[item.state] and not ended:
                word, _tone, icon = STATE_LOOK[state]
                button = parts.button(tr(word), "filter", icon=icon, small=True)
                button.setProperty("state", str(state))
                button.clicked.connect(self._on_move)
                layout.addWidget(button)
        if ended or ItemState.ENDED in ITEM_MOVES[item.state]:
            word = self.tr("Mở lại") if ended else self.tr("Kết thúc")
            icon = "arrow-counter-clockwise" if ended else "archive"
            button = parts.button(word, "filter", key="K", icon=icon, small=True)
            button.setToolTip(
                self.tr("Theo dõi lại mục này") if ended else self.tr("Kết thúc theo dõi mục này")
            )
            button.clicked.connect(self.turn)
            layout.addWidget(button)

    def _on_choice(self) -> None:
        self._other.setCurrentIndex(0)

    def _on_other(self) -> None:
        if self._other.currentData():
            self._show_resolution(str(self._other.currentData()))

    def _on_move(self) -> None:
        if self._item is not None:
            self.state_moved.emit(self._item.id, ItemState(self.sender().property("state")))
