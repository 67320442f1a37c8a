"""The bar of the decision about one person; it marks the likely one."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.models.registry.person import Person
from app.models.words.codes import BRANCH_LABELS, Branch
from app.texts import tr
from app.ui.entry.panels.candidate_rows import shown_date
from app.ui.entry.panels.ground import Ground
from app.ui.entry.panels.next_button import NextButton
from app.ui.kit import icons, parts, theme
from app.ui.kit.cut_label import CutLabel
from app.ui.kit.looks import BRANCH_LOOK
from app.ui.kit.parts import GAP, Button

KEYS = (("← →", "nút bên trái, bên phải"), ("Enter", "bấm nút"), ("Space", "bấm nút"))
_NARROW = 720
_EDGES = 64
"""The margins of the bar and the gaps between what is in it."""
_KEYS = {Branch.MISMATCH_BASIC: "Shift+F8", Branch.NOT_FOUND: "F8"}


class DecisionPanel(Ground):
    """Decide about the person shown.

    ``decided`` gives the code of a ``Branch``, ``undone`` asks to undo the decision, ``next_wanted`` for the
    next entry once everybody is decided. ``stranded`` comes before the button with the focus is hidden or
    disabled. The arrows left and right move between buttons.
    """

    decided = Signal(str)
    undone = Signal()
    next_wanted = Signal()
    stranded = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._likely: Branch | None = None
        self._taken = ""
        self._has_snapshot = True
        self._at_lines = False
        self._summary = CutLabel("", "label")
        self._question = CutLabel("", "label", "differ")
        self._hints = parts.row(
            parts.keycap("Space"),
            parts.text(self.tr("như nhau"), "caption"),
            parts.keycap("M"),
            parts.text(self.tr("cách xử lý"), "caption"),
            parts.keycap("N"),
            parts.text(self.tr("ghi chú"), "caption"),
        )
        self._chip = parts.Chip("", "blank")
        self._undo = parts.button(self.tr("Bỏ kết luận"), "quiet", key="Ctrl+Z", small=True)
        self._undo.clicked.connect(self.undone)
        self._next = NextButton()
        self._next.clicked.connect(self.next_wanted)
        self._buttons: dict[Branch, Button] = {
            Branch.MATCH: parts.button(self.tr("Thống nhất")),
            Branch.MISMATCH_BASIC: parts.button(self.tr("Có sai lệch"), key=_KEYS[Branch.MISMATCH_BASIC]),
            Branch.NOT_FOUND: parts.button(self.tr("Không tìm thấy"), key=_KEYS[Branch.NOT_FOUND]),
            Branch.NOT_COMPARED: parts.button(self.tr("Chưa đối chiếu")),
        }
        self._labels = {branch: button.accessibleName() for branch, button in self._buttons.items()}
        for branch, button in self._buttons.items():
            button.clicked.connect(lambda _checked=False, code=branch: self._decide(code))
            button.installEventFilter(self)
        self._bar = parts.row(
            self._hints,
            (self._summary, 100),
            (self._question, 100),
            self._chip,
            self._undo,
            GAP,
            *self._buttons.values(),
            self._next,
            pad=(12, 0, 12, 0),
            height=48,
        )
        parts.lay(self, parts.rule(), self._bar, gap=0)
        self._asks = False
        self.set_situation(likely="", decided=None, has_snapshot=True, chosen=False, summary="")

    def set_situation(
        self,
        *,
        likely: str,
        decided: str | None,
        has_snapshot: bool,
        chosen: bool,
        summary: str,
        shorter: Sequence[str] = (),
        instead_of: Person | None = None,
        done: bool = False,
    ) -> None:
        """Show the likely and the decided branch (codes, "" or None for none) and a summary of the lines.

        Without a person ``chosen`` nothing can agree or differ. The first of ``shorter`` that fits replaces
        a summary too long. ``instead_of`` is a person found: a question replaces the summary before "not
        found" is kept. ``done`` tells that every person of the entry is decided.
        """
        self._likely, self._has_snapshot = Branch(likely) if likely else None, has_snapshot
        self._taken = decided or ""
        question = self._ask(instead_of)
        self._asks = bool(question) and not self._taken
        self._question.setVisible(bool(question) and not self._taken)
        self._summary.say(summary, shorter=shorter)
        shown = dict.fromkeys(self._buttons, not self._taken)
        for branch in shown:
            shown[branch] &= has_snapshot != (branch == Branch.NOT_COMPARED)
        open_for = {branch: chosen or not branch.is_found for branch in shown}
        if any(b.hasFocus() and not (shown[x] and open_for[x]) for x, b in self._buttons.items()):
            self.stranded.emit()  # Qt would move the focus to the next button, another decision
        for branch, button in self._buttons.items():
            self._emphasise(branch, button)
            button.setVisible(shown[branch])
            button.setEnabled(open_for[branch])
        self._chip.setVisible(bool(self._taken))
        self._undo.setVisible(bool(self._taken))
        self._next.setVisible(done)
        self._say_taken()
        self._layout_hints()
        self.setFocusProxy(self._next if done else self._undo if self._taken else self._first())
        self.setAccessibleName(tr(BRANCH_LABELS[Branch(self._taken)]) if self._taken else question or summary)

    def set_at_lines(self, *, on: bool) -> None:
        """Show the keys of the lines while these have the focus."""
        self._at_lines = on
        self._layout_hints()

    def _ask(self, found: Person | None) -> str:
        """Ask whether the person found is really somebody else; return the whole sentence."""
        if found is None:
            self._question.say("")
            return ""
        who = " ".join(part for part in (found.full_name, shown_date(found.birth_date)) if part)
        whole = self.tr("Có người khớp: {0}. F8 lần nữa nếu không phải người này.").format(who)
        self._question.say(
            self.tr("Không phải {0}? F8 lần nữa").format(who),
            shorter=(
                self.tr("Không phải người tìm thấy? F8 lần nữa"),
                self.tr("Bỏ người tìm thấy? F8 lần nữa"),
            ),
            tip=whole,
        )
        return whole

    def _first(self) -> Button:
        likely = next((b for b in self._buttons if self._is_likely(b)), None)
        if likely or not self._has_snapshot:
            return self._buttons[likely or Branch.NOT_COMPARED]
        return self._buttons[Branch.MATCH if self._buttons[Branch.MATCH].isEnabled() else Branch.NOT_FOUND]

    def _is_likely(self, branch: Branch) -> bool:
        likely = self._likely
        return likely is not None and (likely == branch or (likely.is_mismatch and branch.is_mismatch))

    def _emphasise(self, branch: Branch, button: Button) -> None:
        likely = self._is_likely(branch)
        theme.set_prop(button, kind="primary" if likely else "")
        _word, _tone, icon = BRANCH_LOOK[branch]
        button.setIcon(icons.icon(icon, "accent_ink") if likely else QIcon())
        label = self._labels[branch]
        # the question needs the room, and asks about one key only
        cap = "" if self._asks and branch is Branch.MISMATCH_BASIC else _KEYS.get(branch, "")
        parts.relabel(button, label, key=cap, icon=icon if likely else "")
        if likely:
            button.setAccessibleName(self.tr("{0} (có vẻ đúng)").format(label))

    def _decide(self, branch: Branch) -> None:
        exact = self._likely if self._likely and self._is_likely(branch) else branch
        self.decided.emit(str(exact))

    def _say_taken(self) -> None:
        """Show the decision in the first words that leave room for the buttons beside it."""
        if not self._taken:
            return
        branch = Branch(self._taken)
        word, tone, icon = BRANCH_LOOK[branch]
        label = tr(BRANCH_LABELS[branch])
        whole = self.tr("Đã kết luận: {0}").format(label)
        room = self.width() - theme.px(_EDGES)
        for button in (self._undo, self._next):
            room -= 0 if button.isHidden() else button.sizeHint().width()
        for said in (whole, label, tr(word)):
            self._chip.set_chip(said, tone, icon)
            if self._chip.width() <= room:
                break
        self._chip.setToolTip(whole)
        self._chip.setAccessibleName(whole)

    def _layout_hints(self) -> None:
        wide = self.width() >= theme.px(_NARROW)
        keys = wide and self._at_lines and bool(self._summary.text())
        free = not self._taken and not self._question.text()
        self._hints.setVisible(keys and free)
        self._summary.setVisible(free and not keys)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move between the buttons by arrows; Qt would leave the row at its ends."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        if event.key() not in {Qt.Key.Key_Left, Qt.Key.Key_Right} or event.modifiers():
            return super().eventFilter(watched, event)
        shown = [b for b in self._buttons.values() if b.isVisible() and b.isEnabled()]
        at = next((i for i, b in enumerate(shown) if b is watched), 0)
        shown[(at + (1 if event.key() == Qt.Key.Key_Right else -1)) % len(shown)].setFocus()
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the summary instead of the keys where room is short."""
        super().resizeEvent(event)
        small = self.width() < theme.px(_NARROW)
        theme.fix(self._bar, height=40 if small else 48)
        for button in (*self._buttons.values(), self._next):
            theme.set_prop(button, size="small" if small else "")
        self._say_taken()
        self._layout_hints()
