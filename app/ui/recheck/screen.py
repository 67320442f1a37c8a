"""Kiểm tra lại: run the rules of today over everything stored, and go through what is odd."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import outside
from app.documents.kinds import ODDITY_LIST, ODDITY_WORKBOOK
from app.errors import AppError, Stopped
from app.models.store.times import read
from app.models.words.moments import day_and_minute
from app.models.words.roles import Action
from app.progress import Progress
from app.services.entry import papers, volume_names, volumes
from app.services.entry.papers import MadePaper, PaperStep
from app.services.recheck import listing, running
from app.services.recheck.listing import FoundOddities, ListedOddity, OddityQuery
from app.ui.kit import printing
from app.ui.kit.ask_bar import AskBar
from app.ui.kit.jobs import Job, Runner
from app.ui.kit.messages import MessageBar, show_error
from app.ui.kit.screen import Keys, Screen
from app.ui.kit.table_model import LongRows, number
from app.ui.recheck.panels.oddities import KEYS, OdditiesPanel, OddityLine
from app.workspace import Workspace

_MOST_ON_PAPER = 5000  # rows; more are narrowed by kind or volume first


class RecheckScreen(Screen):
    """Run the checks and list what they found.

    Emits ``entry_wanted(id, field)`` and, for a volume, ``list_wanted(volume id)``.
    """

    key, icon, action = "recheck", "check-circle", Action.RECHECK
    entry_wanted = Signal(str, str)
    list_wanted = Signal(int)

    def __init__(self, workspace: Workspace, runner: Runner, parent: QWidget | None = None) -> None:
        """Build the screen; ``refresh`` fills it."""
        super().__init__(parent)
        self._workspace, self._runner = workspace, runner
        self._found = FoundOddities()
        self._job: Job[int] | None = None
        self.panel = OdditiesPanel()
        self.messages, self.ask = MessageBar(), AskBar()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.messages)
        layout.addWidget(self.ask)
        layout.addWidget(self.panel, 1)
        self.setFocusProxy(self.panel)
        self.panel.filter_changed.connect(self._find)
        self.panel.opened.connect(self._open)
        self.panel.run_wanted.connect(self.run)
        self.panel.clear_wanted.connect(self._ask_clear)
        self.panel.reopen_wanted.connect(self._reopen)
        self.panel.print_wanted.connect(self._print)
        self.panel.export_wanted.connect(self._export)

    @property
    def title(self) -> str:
        """Return the name in the rail."""
        return self.tr("Kiểm tra lại")

    def keys(self) -> Keys:
        """Return the keys of this screen."""
        return KEYS

    def refresh(self) -> None:
        """Read the list again; the cursor stays on its place."""
        self.messages.clear()
        with self._workspace.store.read() as session:
            names, shelf = volume_names.read(session), volumes.shelf(session)
        self.panel.set_volumes([(one.id, names.name(one)) for one in shelf])
        self._find()

    def leave(self) -> None:
        """Close the question about an oddity."""
        self.ask.leave()

    def run(self) -> None:
        """Check everything behind the window (F5)."""
        if self._job is not None:
            self.messages.say(self.tr("Đang kiểm tra rồi; xem tiến độ ở góc cửa sổ."), "info")
            return
        work = self._workspace
        by, at = work.account, work.now()

        def job(progress: Progress) -> int:
            return running.run(work.store, by=by, at=at, progress=progress)

        self._job = Job(job).then(self._ran, self._failed)
        self.panel.set_running(running=True)
        self.messages.say(self.tr("Đang kiểm tra; vẫn làm việc khác được."), "info")
        stopping = self.tr("Dừng thì giữ kết quả của lần kiểm tra trước.")
        self._runner.run(self._job, self.tr("Kiểm tra lại mọi trường hợp"), stopping)

    def _ran(self, count: int) -> None:
        self._ended()
        self.refresh()
        self.messages.say(self.tr("Đã kiểm tra {0} trường hợp.").format(number(count)), "good")
        self.changed.emit()

    def _failed(self, error: Exception) -> None:
        self._ended()
        if isinstance(error, Stopped):
            self.messages.say(self.tr("Đã dừng; kết quả của lần kiểm tra trước vẫn còn."), "warn")
        elif isinstance(error, AppError):
            self.messages.say(str(error), "alarm")
        else:
            show_error(self, error)

    def _ended(self) -> None:
        self._job = None
        self.panel.set_running(running=False)

    def _find(self) -> None:
        panel, at = self.panel, max(0, self.panel.at)
        query = OddityQuery(panel.kind, panel.volume_id, panel.cleared, panel.by_kind)
        with self._workspace.store.read() as session:
            self._found, last = listing.find(session, query), listing.last_run(session)
        head = ""
        if last is not None:
            head = self.tr("{0} mục · kiểm tra {1} trường hợp lúc {2}").format(
                number(len(self._found.ids)), number(last.entries), day_and_minute(read(last.at))
            )
        panel.set_found(LongRows(len(self._found.ids), self._lines), self._found.counts, head=head, at=at)

    def _lines(self, first: int, last: int) -> Sequence[OddityLine]:
        with self._workspace.store.read() as session:
            return [_line(one) for one in listing.read(session, self._found.ids[first:last])]

    def _open(self, line: OddityLine) -> None:
        """Open the entry at the field, or the list of the volume (Enter)."""
        if line.entry_id:
            self.entry_wanted.emit(line.entry_id, line.field)
        else:
            self.list_wanted.emit(line.volume_id)

    def _ask_clear(self, line: OddityLine) -> None:
        """Ask why the book says so (Ctrl+I)."""
        about = self.tr("Đã xem, sổ ghi đúng như vậy. Lý do?")
        self.ask.ask(about, lambda reason: self._clear(line.id, reason))

    def _clear(self, oddity_id: int, reason: str) -> None:
        work = self._workspace
        try:
            with work.store.write() as session:
                listing.clear(session, oddity_id, reason, by=work.account, at=work.now())
        except AppError as error:
            self.messages.say(str(error), "alarm")
            return
        self._find()
        words = self.tr(
            "Đã ghi; mục này hiện lại khi trường hợp thay đổi. Lấy lại: chọn “Đã xem”, rồi Ctrl+R."
        )
        self.messages.say(words, "good")
        self.changed.emit()

    def _reopen(self, line: OddityLine) -> None:
        """Take back that it was looked at (Ctrl+R)."""
        work = self._workspace
        try:
            with work.store.write() as session:
                listing.reopen(session, line.id, by=work.account, at=work.now())
        except AppError as error:
            self.messages.say(str(error), "warn")
            return
        self._find()
        self.messages.say(self.tr("Đã lấy lại: mục này nằm trong “Chưa xem”."), "good")
        self.changed.emit()

    def _may_make(self) -> bool:
        """Tell whether the list can go on paper, and say why not."""
        count = len(self._found.ids)
        if not count:
            self.messages.say(self.tr("Danh sách đang trống, không có gì để in hoặc xuất."), "warn")
        elif count > _MOST_ON_PAPER:
            words = self.tr("Có {0} mục, quá nhiều cho một lần in: chọn một loại hoặc một quyển trước.")
            self.messages.say(words.format(number(count)), "warn")
        return 0 < count <= _MOST_ON_PAPER

    def _print(self) -> None:
        """Preview the list (Ctrl+P)."""
        if self._may_make():
            self.preview().exec()

    def preview(self) -> printing.Preview:
        """Make the list as PDF and return its preview; printing there is recorded."""
        work = self._workspace
        with work.store.write() as session:
            content = listing.on_paper(session, self._found.ids)
            made = papers.make(session, ODDITY_LIST, content, by=work.account, at=work.now())
        dialog = printing.preview(self, made.data, made.paper.name, made.paper.file_name)
        dialog.printed.connect(lambda: self._record(made, PaperStep.PRINTED))
        dialog.saved.connect(lambda: self._record(made, PaperStep.SAVED))
        return dialog

    def _export(self) -> None:
        """Ask where the list goes as a workbook (Ctrl+E)."""
        if self._may_make() and (path := printing.ask_workbook(self, ODDITY_WORKBOOK.file_name)):
            self.export_to(path)

    def export_to(self, path: Path) -> None:
        """Write the list as a workbook, and record it."""
        work = self._workspace
        try:
            with work.store.write() as session:
                content = listing.on_paper(session, self._found.ids)
                made = papers.make(session, ODDITY_WORKBOOK, content, by=work.account, at=work.now())
            outside.write(path, made.data)
            self._record(made, PaperStep.SAVED)
        except AppError as error:
            self.messages.say(str(error), "alarm")
            return
        words = self.tr("Đã ghi {0} mục vào {1}. Tệp này không mã hóa: giữ nơi an toàn, xong thì xóa.")
        self.messages.say(words.format(made.items, path.name), "good")

    def _record(self, made: MadePaper, step: PaperStep) -> None:
        work = self._workspace
        with work.store.write() as session:
            papers.record(session, made, step, by=work.account, at=work.now())


def _line(one: ListedOddity) -> OddityLine:
    return OddityLine(
        id=one.id,
        kind=one.kind,
        volume_id=one.volume_id,
        where=one.where,
        number=one.number,
        name=one.name,
        said=one.said,
        entry_id=one.entry_id,
        field=one.field,
        state=one.state,
        way=one.way,
        changed=one.changed,
        reason=one.reason,
        who=one.who,
    )
