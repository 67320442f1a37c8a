"""The parts of the entry screen and their places."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.entry.head import EntryHead
from app.ui.entry.persons_side import PersonsSide
from app.ui.entry.police_strip import PoliceStrip
from app.ui.entry.writer import EntryWriter
from app.ui.form.book_form import BookForm
from app.ui.form.composer import Composer
from app.ui.kit import parts
from app.ui.kit.ask_bar import AskBar
from app.ui.kit.jobs import Jobs, Runner
from app.ui.kit.messages import MessageBar
from app.ui.kit.panes import Panes
from app.ui.kit.parts import GAP
from app.ui.kit.screen import Screen
from app.workspace import Workspace


class NoEntry(QWidget):
    """Say how to begin while no entry is open; ``draft_wanted`` gives the id of the unfinished entry."""

    draft_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._draft = ""
        words = parts.text(
            self.tr("Chưa mở trường hợp nào.\nVào Sổ, chọn một quyển và bấm Enter để nhập tiếp."), "muted"
        )
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._go = parts.button(
            self.tr("Mở bản nhập dở gần nhất"), "primary", key="Enter", icon="pencil-line"
        )
        self._go.clicked.connect(lambda: self.draft_wanted.emit(self._draft))
        self._go.hide()
        parts.lay(self, GAP, words, parts.row(GAP, self._go, GAP), GAP, gap=12)
        self.setFocusProxy(self._go)

    def set_draft(self, entry_id: str) -> None:
        """Offer the draft; an empty id offers nothing."""
        self._draft = entry_id
        self._go.setVisible(bool(entry_id))


class EntryLayout(Screen):
    """The form at the left, the persons at the right, the police strip below; nothing acts yet."""

    def __init__(
        self, workspace: Workspace, writer: EntryWriter, passwords: Runner | None, parent: QWidget | None
    ) -> None:
        """Build the parts and show how to begin."""
        super().__init__(parent)
        self.form = BookForm()
        self.composer = Composer(self)
        self.form.set_composer(self.composer)
        self.persons = PersonsSide(workspace, writer)
        self.strip = PoliceStrip(workspace, passwords or Jobs(self))
        self.messages = MessageBar()
        self.ask = AskBar()
        self.head = EntryHead()
        self.no_entry = NoEntry()
        self._answers = parts.text("", "label", "police", wrap=True)
        self._work = Panes((self.tr("Sổ"), self.form), (self.tr("Đối chiếu"), self.persons), shares=(35, 65))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(12, 0, 12, 12)
        outer.setSpacing(0)
        for widget in (self.head, self._answers, self.messages, self.ask):
            outer.addWidget(widget)
        outer.addWidget(self._work, 1)
        outer.addWidget(self.no_entry, 1)
        outer.addWidget(self.strip)
        self._work.hide()
        self.setFocusProxy(self.no_entry)

    def show_work(self) -> None:
        """Show form and persons instead of how to begin."""
        self.no_entry.hide()
        self._work.show()
        self.setFocusProxy(self.form)

    def say_answers(self, words: str) -> None:
        """Show what the police answered about the entry; hide the line without words."""
        self._answers.setText(words)
        self._answers.setVisible(bool(words))
