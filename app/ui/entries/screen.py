"""Trường hợp: find entries by volume, state, name or number, and go on with one."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import outside
from app.documents.kinds import ENTRY_LIST, READING_SHEET
from app.errors import AppError
from app.models.books import BOOKS
from app.models.store.times import read
from app.models.words.entry_lists import GROUP_OF, EntryGroup
from app.models.words.moments import day_and_minute
from app.models.words.roles import Action
from app.models.words.states import TYPING
from app.services.entry import (
    changing,
    discarding,
    entries,
    listing,
    moving,
    papers,
    reading,
    volume_names,
    volumes,
)
from app.services.entry.listing import EntryQuery, FoundEntries, ListedEntry
from app.services.entry.papers import PaperStep
from app.services.entry.volume_names import VolumeNames
from app.services.office.permissions import may
from app.texts import tr
from app.ui.entries.moving import MoveFlow
from app.ui.entries.panels.entries import EntriesPanel
from app.ui.entries.panels.entry_rows import KEYS, EntryLine, VolumeChoice
from app.ui.kit import printing
from app.ui.kit.ask_bar import AskBar
from app.ui.kit.messages import MessageBar
from app.ui.kit.screen import Keys, Screen
from app.ui.kit.table_model import LongRows
from app.workspace import Workspace


class EntriesScreen(Screen):
    """List the entries of a volume or of a group, and open one."""

    key, icon, action = "entries", "list-bullets", Action.SEE_WORK
    entry_wanted = Signal(str)
    story_wanted = Signal(str)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        """Build the screen; ``refresh`` fills it."""
        super().__init__(parent)
        self._workspace = workspace
        self._found = FoundEntries()
        self._names = VolumeNames(())
        self.panel = EntriesPanel()
        self.messages = MessageBar()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self.ask = AskBar()
        layout.addWidget(self.messages)
        layout.addWidget(self.ask)
        layout.addWidget(self.panel, 1)
        self.setFocusProxy(self.panel)
        self.panel.filter_changed.connect(self._find)
        self.panel.entry_opened.connect(self.entry_wanted)
        self.panel.place_wanted.connect(self._go_to)
        self.panel.entry_chosen.connect(self._say_of)
        self.panel.story_wanted.connect(self.story_wanted)
        self.panel.print_wanted.connect(self._print)
        self.panel.discard_wanted.connect(self._discard)
        self.panel.restore_wanted.connect(self._restore)
        self.panel.move_wanted.connect(self._move)
        self.panel.all_wanted.connect(self._mark_all)
        self.panel.export_requested.connect(self.export)
        self.panel.set_may_export(may=may(workspace.account, ENTRY_LIST.action))

    @property
    def title(self) -> str:
        """Return the name in the rail."""
        return self.tr("Trường hợp")

    def keys(self) -> Keys:
        """Return the keys of this screen."""
        return KEYS

    def ask_for(
        self, *, volume_id: int = 0, book_type: str = "", group: EntryGroup = EntryGroup.EVERY
    ) -> None:
        """Choose what the screen lists once it is shown."""
        self._read_choices()
        self.panel.ask_for(volume_id=volume_id, book_type=book_type, group=group)

    def refresh(self) -> None:
        """Read the list again; the cursor stays on its entry."""
        self.messages.clear()
        self._read_choices()
        self._find()

    def _read_choices(self) -> None:
        with self._workspace.store.read() as session:
            shelf, self._names = volumes.shelf(session), volume_names.read(session)
        self.panel.set_choices(
            [(key, tr(book.short)) for key, book in BOOKS.items()],
            [VolumeChoice(v.id, v.book_type, self._names.name(v)) for v in shelf],
        )

    @property
    def query(self) -> EntryQuery:
        """Return what is asked for."""
        panel = self.panel
        return EntryQuery(
            panel.volume_id, panel.book_type, panel.group, panel.words, panel.order, panel.falling
        )

    def _find(self) -> None:
        """Find the entries, and show them with the cursor on the one it was on."""
        before = self.panel.current
        with self._workspace.store.read() as session:
            self._found = listing.find(session, self.query)
            row = listing.row_of(session, before.id) if before else 0
        rows = self._found.rows
        at = rows.index(row) if row in rows else 0
        unfinished = sum(self._found.counts.get(GROUP_OF[state], 0) for state in TYPING)
        self.panel.set_found(
            LongRows(len(rows), self._lines),
            self._found.counts,
            at=at,
            entered=self._found.counts.get(EntryGroup.EVERY, 0) - unfinished,
        )

    def _lines(self, first: int, last: int) -> Sequence[EntryLine]:
        with self._workspace.store.read() as session:
            return [self._line(one) for one in listing.read(session, self._found.rows[first:last])]

    def _line(self, one: ListedEntry) -> EntryLine:
        return EntryLine(
            id=one.id,
            state=one.state,
            number=one.registration_no,
            page=one.page_no,
            name=one.main_name,
            where=self._names.name(one),
            note=one.reason,
            who=one.created_by,
            when=day_and_minute(read(one.changed_at)),
        )

    def _go_to(self, wanted: str) -> None:
        with self._workspace.store.read() as session:
            at = listing.place_of(session, self.query, self._found.rows, wanted, after=self.panel.at)
        if at < 0:
            self.messages.say(self.tr("Danh sách này không có số hoặc trang “{0}”.").format(wanted), "warn")
            return
        self.messages.clear()
        self.panel.go_to(at)

    def leave(self) -> None:
        """Close the question about an entry."""
        self.ask.leave()

    def _say_of(self, line: EntryLine | None) -> None:
        """Say the whole reason of an entry, and how it is changed where it is closed to typing."""
        way = changing.way(line.state) if line else ""
        self.panel.say(line.note if line else "", tr(way))

    def _discard(self, line: EntryLine) -> None:
        """Put the entry at the cursor away; one with words asks for a reason (Ctrl+D)."""
        if words := changing.way(line.state):
            self.messages.say(tr(words), "warn")
            return
        with self._workspace.store.read() as session:
            empty = discarding.is_empty(entries.get(session, line.id).values)
        if empty:
            self._discard_with(line.id, "")
        else:
            about = self.tr("Bỏ trường hợp số {0}, {1}. Vì sao?").format(line.number or "…", line.name or "…")
            self.ask.ask(about, lambda reason: self._discard_with(line.id, reason))

    def _discard_with(self, entry_id: str, reason: str) -> None:
        work = self._workspace
        try:
            with work.store.write() as session:
                discarding.discard(session, entry_id, reason, by=work.account, at=work.now())
        except AppError as error:
            self.messages.say(str(error), "alarm")
            return
        self._find()
        words = self.tr("Đã bỏ, lịch sử vẫn giữ. Lấy lại: chọn trạng thái “Đã bỏ”, đến trường hợp, Ctrl+R.")
        self.messages.say(words, "good")
        self.changed.emit()

    def _restore(self, line: EntryLine) -> None:
        """Open the entry at the cursor, which was put away, as a draft again (Ctrl+R)."""
        work = self._workspace
        try:
            with work.store.write() as session:
                discarding.take_back(session, line.id, by=work.account, at=work.now())
        except AppError as error:
            self.messages.say(str(error), "alarm")
            return
        self._find()
        self.messages.say(self.tr("Đã lấy lại: trường hợp nằm trong “Đang nhập dở”."), "good")
        self.changed.emit()

    def _mark_all(self) -> None:
        """Mark every entry listed, as far as one move takes them (Ctrl+A)."""
        with self._workspace.store.read() as session:
            ids = [one.id for one in listing.read(session, self._found.rows[: moving.MOST])]
        self.panel.mark(ids, on=True)
        if len(self._found.rows) > moving.MOST:
            words = self.tr("Mỗi lần chuyển được {0} trường hợp: đã đánh dấu {0} trường hợp đầu.")
            self.messages.say(words.format(moving.MOST), "warn")

    def _move(self) -> None:
        """Move the marked entries, else the one at the cursor, in the order of the list (Ctrl+M)."""
        work, ids = self._workspace, self.panel.marked
        if not ids:
            return
        if not may(work.account, Action.TYPE_ENTRIES):
            self.messages.say(self.tr("Chỉ người nhập hoặc Tư pháp chuyển được trường hợp."), "warn")
            return
        with work.store.read() as session:
            places = {row: at for at, row in enumerate(self._found.rows)}
            rows = {entry_id: listing.row_of(session, entry_id) for entry_id in ids}
        ordered = sorted(ids, key=lambda entry_id: places.get(rows[entry_id], len(places)))
        try:
            MoveFlow(self, work, ordered, called=self._names.name, moved=self._moved).open()
        except AppError as error:
            self.messages.say(str(error), "warn")

    def _moved(self, count: int) -> None:
        self.panel.mark(self.panel.marked, on=False)
        self._find()
        words = self.tr("Đã chuyển {0} trường hợp; lịch sử giữ nơi cũ. Chuyển nhầm: Ctrl+M chuyển ngược lại.")
        self.messages.say(words.format(count), "good")
        self.changed.emit()

    def _print(self, entry_id: str, page: bool) -> None:  # noqa: FBT001 a Qt slot
        """Preview an entry, or its whole page, to be read against the book (Ctrl+P, Alt+P)."""
        try:
            preview = self.preview_of(entry_id, page=page)
        except AppError as error:
            self.messages.say(str(error), "warn")
            return
        preview.exec()

    def preview_of(self, entry_id: str, *, page: bool) -> printing.Preview:
        """Make the paper and return its preview; printing there is recorded. Raises as ``papers.make``."""
        work = self._workspace
        with work.store.write() as session:
            ids = reading.page_of(session, entry_id) if page else [entry_id]
            content = reading.of_entries(session, ids)
            made = papers.make(session, READING_SHEET, content, by=work.account, at=work.now())
        dialog = printing.preview(self, made.data, made.paper.name, made.paper.file_name)
        dialog.printed.connect(lambda: self._record(made, PaperStep.PRINTED))
        return dialog

    def _record(self, made: papers.MadePaper, step: PaperStep) -> None:
        work = self._workspace
        with work.store.write() as session:
            papers.record(session, made, step, by=work.account, at=work.now())

    def export(self) -> None:
        """Ask where the list goes as a workbook, after a warning (Ctrl+E)."""
        if not may(self._workspace.account, ENTRY_LIST.action):
            return
        if not self._found.rows:
            self.messages.say(self.tr("Danh sách đang trống, không có gì để xuất."), "warn")
            return
        path = printing.ask_workbook(self, ENTRY_LIST.file_name)
        if path:
            self.export_to(path)

    def export_to(self, path: Path) -> None:
        """Write the entries listed, in their order, and record it."""
        work = self._workspace
        try:
            with work.store.write() as session:
                content = listing.on_paper(session, self._found.rows)
                made = papers.make(session, ENTRY_LIST, content, by=work.account, at=work.now())
            outside.write(path, made.data)
            self._record(made, PaperStep.SAVED)
        except AppError as error:
            self.messages.say(str(error), "alarm")
            return
        words = self.tr("Đã ghi {0} trường hợp vào {1}. Tệp này không mã hóa: giữ nơi an toàn, xong thì xóa.")
        self.messages.say(words.format(made.items, path.name), "good")
