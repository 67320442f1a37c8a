"""Duyệt: the queue of the police officer; one password signs the marked entries."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QLineEdit

from app.models.words.codes import Branch
from app.texts import tr
from app.ui.approval.panels.approval_detail import ApprovalDetail, EntryForApproval
from app.ui.kit import icons, parts, theme
from app.ui.kit.cut_label import CutLabel
from app.ui.kit.held_keys import FreshKeys, Hotkey
from app.ui.kit.looks import BRANCH_LOOK
from app.ui.kit.panes import Panes
from app.ui.kit.parts import GAP
from app.ui.kit.stages import FocusTo, Regions
from app.ui.kit.table import Table
from app.ui.kit.table_model import Cell, Column

KEYS = (
    ("↑ ↓", "chọn"),
    ("Space", "đánh dấu"),
    ("Ctrl+A", "đánh dấu mọi trường hợp thống nhất"),
    ("Ctrl+Enter", "duyệt và ký"),
    ("Ctrl+Backspace", "trả lại"),
    ("1–6", "lý do"),
    ("F6", "đổi vùng"),
    ("Esc", "kết thúc phiên"),
    ("F1", "phím"),
)


@dataclass(frozen=True, slots=True)
class QueueRow:
    """An entry that waits: name, place ("KS 01/1998 · 188"), worst branch, time.

    ``batch`` tells whether it may be marked; an entry with differences is signed singly.
    """

    entry_id: str
    name: str
    where: str
    branch: Branch
    when: str
    batch: bool


@dataclass(frozen=True, slots=True)
class _QueueLine:
    of: QueueRow
    marked: bool


def _branch(line: _QueueLine) -> Cell:
    word, tone, icon = BRANCH_LOOK[line.of.branch]
    return Cell(tr(word), tone=tone, icon=icon, chip=True)


COLUMNS: tuple[Column[_QueueLine], ...] = (
    Column("", lambda line: Cell(check=line.marked), 40, tip="Đánh dấu để duyệt cùng nhau"),
    Column("Trường hợp", lambda line: Cell(line.of.name, sub=line.of.where, weight=500)),
    Column("Kết luận", _branch, 120),
    Column("Lúc", lambda line: Cell(line.of.when, tone="ink_2", size="label"), 60, right=True, spare=True),
)


ROOMY = 1180
"""From this width (logical pixels at 100 % text size) the reasons have room beside a wide queue."""


class ApprovalQueuePanel(QFrame):
    """The queue, the entry shown, and the strip that names what the password signs.

    Emits ``entry_chosen(id)`` (call ``set_entry``), ``approved(ids, password)``, ``sent_back(id, reason)``,
    ``session_requested()``, ``session_ended()`` and, while a password is tried, ``cancelled()``.
    """

    entry_chosen = Signal(str)
    approved = Signal(object, str)
    sent_back = Signal(str, str)
    session_requested = Signal()
    session_ended = Signal()
    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[QueueRow, ...] = ()
        self._marked: set[str] = set()
        self._single = False
        self._open = False
        self._busy = ""
        self._asking = False  # the password, until something was signed or the officer left it
        self._make_session()
        self._make_strip()
        self._table: Table[_QueueLine] = Table(
            COLUMNS, name=self.tr("Trường hợp chờ duyệt"), key=lambda line: line.of.entry_id, row_height=40
        )
        self._table.set_empty(
            self.tr("Không có trường hợp nào chờ duyệt"),
            self.tr(
                "Trường hợp hiện ở đây khi tư pháp đã nhập xong và kết luận đối chiếu cho mọi người trong đó."
            ),
        )
        self._table.chosen.connect(self._on_chosen)
        self._table.marked.connect(self._on_marked)
        self._table.opened.connect(self._on_opened)
        self._detail = ApprovalDetail()
        self._detail.approve_requested.connect(self._on_approve_this)
        self._detail.sent_back.connect(self.sent_back)
        self._arrange()
        FocusTo(self, self._table)
        self._regions = Regions(self, self._table, self._detail)
        self._add_shortcuts()
        self.set_session(None)

    def _make_session(self) -> None:
        self._session_word = parts.text("", "title", "police")
        self._session_note = CutLabel("", "label")
        self._left = parts.text("", "value", "police")
        self._session_button = parts.button("")
        self._session_button.clicked.connect(self._on_session_button)

    def _make_strip(self) -> None:
        self._what = parts.text("", "strong")
        self._exactly = CutLabel("", "label")
        self._secret = QLineEdit()
        self._secret.setEchoMode(QLineEdit.EchoMode.Password)
        self._secret.setMaxLength(256)
        self._secret.setAccessibleName(self.tr("Mật khẩu ký"))
        self._secret.returnPressed.connect(self._sign)
        FreshKeys(self._secret)
        self._secret_word = parts.text(self.tr("Mật khẩu ký"), "label")
        theme.fix(self._secret, width=180)
        self._sign_button = parts.button("", "police", icon="check")
        self._sign_button.clicked.connect(self._sign)
        self._refusal = parts.text("", "label", "differ", wrap=True)
        self._refusal.hide()

    def _arrange(self) -> None:
        session = parts.row(
            *(icons.Icon("shield-check", "police", 20), self._session_word, (self._session_note, 1)),
            *(self._left, self._session_button),
            gap=12,
            pad=(16, 0, 8, 0),
            role="police",
            height=44,
        )
        self._waiting, self._marks = parts.text("0", "label"), parts.text("", "value", "accent")
        title = parts.row(
            *(parts.text(self.tr("Chờ duyệt"), "title"), self._waiting, GAP, self._marks),
            pad=(12, 0, 12, 0),
            height=40,
        )
        self._left_side = parts.column(
            title, parts.rule(), (self._table, 1), gap=0, role="panel", pad=(1, 1, 1, 1)
        )
        strip = parts.row(
            *(icons.Icon("fingerprint", "police", 20), self._what, (self._exactly, 1), self._refusal),
            *(self._secret_word, self._secret, self._sign_button),
            gap=12,
            pad=(16, 0, 12, 0),
            role="police",
            height=48,
        )
        self._both = Panes(
            (self.tr("Chờ duyệt"), self._left_side), (self.tr("Trường hợp"), self._detail), fixed=(0, 384)
        )
        parts.lay(self, session, (self._both, 1), strip, pad=(12, 8, 12, 8))

    def _add_shortcuts(self) -> None:
        context = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for keys, slot in (
            ("Ctrl+Return", self._on_ctrl_enter),
            ("Ctrl+Enter", self._on_ctrl_enter),
            ("Ctrl+Backspace", self._detail.send_back),
        ):
            Hotkey(keys, self, slot, context)
        Hotkey("Ctrl+A", self._table, self.mark_all, Qt.ShortcutContext.WidgetShortcut)

    def set_session(self, officer: str | None, left: str = "") -> None:
        """Show the open police session and how long it lasts, or that none is open."""
        self._open = officer is not None
        self._session_word.setText(
            self.tr("Phiên duyệt của Công an") if officer else self.tr("Chưa mở phiên duyệt")
        )
        self._session_note.say(
            self.tr("{0}; nhập liệu đang khóa; phiên kết thúc khi rời màn hình này").format(officer)
            if officer
            else self.tr("xem được, chưa duyệt được; cán bộ Công an mở phiên bằng F12")
        )
        self._left.setText(left)
        label, key = (self.tr("Kết thúc phiên"), "Esc") if officer else (self.tr("Mở phiên"), "F12")
        parts.relabel(self._session_button, label, key=key)
        if not self._open:
            self._leave_secret()
        self._show_strip()

    def set_busy(self, words: str) -> None:
        """Disable the input while a password is tried; empty enables it. Escape still leaves."""
        if words:
            self._secret.clear()
            if self._secret.hasFocus():
                self._table.setFocus()
        self._busy = words
        self._session_button.setEnabled(not words)
        self._show_strip()

    def set_reasons(self, reasons: Sequence[str]) -> None:
        """Offer reasons for sending back, chosen by 1–6; the last one has a field for words."""
        self._detail.set_reasons(reasons)

    def set_queue(self, rows: Sequence[QueueRow]) -> None:
        """Show the entries that wait; forget marks of other entries."""
        self._rows = tuple(rows)
        self._marked &= {row.entry_id for row in rows if row.batch}
        self._waiting.setText(str(len(rows)))
        self._show_queue()
        if not rows:
            self._detail.set_entry(None)

    def set_entry(self, entry: EntryForApproval | None) -> None:
        """Show an entry exactly as it will be signed."""
        self._detail.set_entry(entry)
        self._show_strip()

    def set_refusal(self, words: str) -> None:
        """Show why nothing was signed, forget the password and ask anew; empty clears the words."""
        self._secret.clear()
        if words and self._asking:
            self._ask_secret()
        self._refusal.setText(words)
        self._refusal.setVisible(bool(words))
        self._exactly.setVisible(not words)

    @property
    def targets(self) -> tuple[str, ...]:
        """Return the entries to sign: the marked ones in order, else the one shown."""
        if self._marked and not self._single:
            return tuple(row.entry_id for row in self._rows if row.entry_id in self._marked)
        line = self._table.current()
        return (line.of.entry_id,) if line is not None else ()

    def choose(self, entry_id: str) -> None:
        """Put the cursor on an entry."""
        self._table.choose_key(entry_id)

    def mark_all(self) -> None:
        """Mark every entry that may be marked, or none when all are."""
        every = {row.entry_id for row in self._rows if row.batch}
        self._marked = set() if self._marked == every else every
        self._single = False
        self._show_queue()

    def clear_marks(self) -> None:
        """Forget the marks and the password."""
        self._marked.clear()
        self._single = False
        self._leave_secret()
        self._show_queue()

    def _show_queue(self) -> None:
        self._table.show_rows([_QueueLine(row, row.entry_id in self._marked) for row in self._rows])
        self._show_strip()

    def _show_strip(self) -> None:
        targets = self.targets
        names = [row for row in self._rows if row.entry_id in targets]
        self._marks.setText(self.tr("{0} đã đánh dấu").format(len(self._marked)) if self._marked else "")
        if self._marked and not self._single:
            self._what.setText(self.tr("{0} trường hợp đã đánh dấu").format(len(targets)))
            self._exactly.say(
                self.tr("đều thống nhất; ký đúng {0} trường hợp này, gõ mật khẩu một lần").format(
                    len(targets)
                )
            )
            parts.relabel(
                self._sign_button, self.tr("Duyệt {0} trường hợp").format(len(targets)), icon="check"
            )
        else:
            self._what.setText(names[0].name if names else self.tr("Chưa chọn trường hợp"))
            self._exactly.say(
                self.tr("{0}; ký đúng 1 trường hợp này").format(names[0].where) if names else ""
            )
            parts.relabel(self._sign_button, self.tr("Duyệt trường hợp này"), icon="check")
        if self._busy:
            self._what.setText(self._busy)
            self._exactly.say("")
        self._exactly.setToolTip(", ".join(f"{row.name} ({row.where})" for row in names))
        can = self._open and bool(targets) and not self._busy
        for part in (self._secret, self._secret_word):
            part.setVisible(can and self._asking)
        self._sign_button.setEnabled(can)
        self._detail.set_open(is_open=self._open and not self._busy)

    def _sign(self) -> None:
        secret = self._secret.text()
        if self._busy or not (self._open and self.targets):
            return
        if not secret:
            self._ask_secret()
            return
        targets = self.targets
        self.set_refusal("")
        self.approved.emit(targets, secret)

    def _ask_secret(self) -> None:
        """Show the field for the password; it stands there only to sign, so no other key falls into it."""
        self._asking = True
        self._show_strip()
        self._secret.setFocus()

    def _leave_secret(self) -> None:
        """Forget the password and hide its field; the list has the keys again."""
        had = self._secret.hasFocus()
        self._asking = False
        self._secret.clear()
        if had:
            self._table.setFocus()
        self._show_strip()

    def _on_ctrl_enter(self) -> None:
        if self._busy:
            return
        if self._open:
            self._sign()
        else:
            self.session_requested.emit()

    def _on_approve_this(self) -> None:
        self._single = True
        self._show_strip()
        self._on_ctrl_enter()

    def _on_chosen(self, line: _QueueLine | None) -> None:
        self._single = False
        self._leave_secret()
        if line is not None:
            self.entry_chosen.emit(line.of.entry_id)
            self._detail.warn_batch(allowed=line.of.batch)
        self._show_strip()

    def _on_marked(self, line: _QueueLine) -> None:
        if not line.of.batch:
            self._detail.warn_batch(allowed=False)
            return
        self._marked ^= {line.of.entry_id}
        self._single = False
        at = self._rows.index(line.of)
        self._table.table_model.change(at, _QueueLine(line.of, line.of.entry_id in self._marked))
        self._show_strip()

    def _on_opened(self, _line: _QueueLine) -> None:
        self._detail.setFocus()

    def _on_session_button(self) -> None:
        if self._open:
            self.session_ended.emit()
        else:
            self.session_requested.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the entry more room in a narrow window."""
        super().resizeEvent(event)
        narrow = self.width() < theme.px(ROOMY)
        self._both.set_fixed(304 if narrow else 384)
        self._detail.set_narrow(on=narrow)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose a reason on 1–6; on Escape drop the try or the password, then end the session."""
        digit = event.key() - Qt.Key.Key_0
        if 1 <= digit <= 9 and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self._detail.choose_reason(digit - 1)
        elif event.key() == Qt.Key.Key_Escape:
            if self._busy:
                self.cancelled.emit()
            elif self._secret.hasFocus():
                self._leave_secret()
            elif self._detail.isAncestorOf(self.focusWidget() or self):
                self._table.setFocus()
            elif self._open:
                self.session_ended.emit()
        else:
            super().keyPressEvent(event)
