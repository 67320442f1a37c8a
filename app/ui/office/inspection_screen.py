"""Tự kiểm tra: the self-check for the inspection of seconded PCs, on screen and on paper."""

from itertools import groupby

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.documents.inspection_record import RecordRow
from app.documents.kinds import INSPECTION_RECORD
from app.errors import AppError, Stopped
from app.models.words.moments import clock_words
from app.models.words.roles import Action
from app.process import machine, program
from app.services.entry import papers
from app.services.office import anchors, inspection
from app.services.office.inspection import Grade, Inspection, InspectionLine
from app.texts import tr
from app.ui.kit import printing
from app.ui.kit.jobs import Job, Runner
from app.ui.kit.messages import show_error
from app.ui.kit.screen import Keys, Screen
from app.ui.office import network_watch, paper_preview
from app.ui.office.panels.inspection import GRADES, KEYS, InspectionPanel, InspectionRow
from app.workspace import Workspace


class InspectionScreen(Screen):
    """Check store, people, copies and machine; emits ``checked(Inspection)`` after each self-check."""

    key, icon, action = "inspection", "shield", Action.SEE_OFFICE
    checked = Signal(object)

    def __init__(self, workspace: Workspace, runner: Runner, parent: QWidget | None = None) -> None:
        """Build the screen; the first ``refresh`` starts a self-check."""
        super().__init__(parent)
        network_watch.begin()
        self._workspace, self._runner = workspace, runner
        self._found: Inspection | None = None
        self._running = False
        self.panel = InspectionPanel()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.panel)
        self.setFocusProxy(self.panel)
        self.panel.check_requested.connect(self.check)
        self.panel.print_requested.connect(self.print_record)
        self.panel.mark_given.connect(self.compare_mark)

    @property
    def title(self) -> str:
        """Return the name in the rail."""
        return self.tr("Tự kiểm tra")

    def keys(self) -> Keys:
        """Return the keys of this screen."""
        return KEYS

    def refresh(self) -> None:
        """Make the first self-check; later ones are asked for."""
        if self._found is None:
            self.check()

    def check(self) -> None:
        """Check everything behind the window; emit ``checked``."""
        if self._running:
            return
        work = self._workspace
        at = work.now()

        def job(_progress: object) -> Inspection:
            around = inspection.Observed(
                program.fingerprint(program.folder()), machine.look(work.folder), network_watch.asked()
            )
            return inspection.inspect(work.store, around, by=work.account, at=at)

        self._running = True
        self.panel.bar.say(self.tr("Đang kiểm tra; vẫn làm việc khác được."), "info")
        self._runner.run(Job(job).then(self._was_checked, self._failed))

    def compare_mark(self, written: str) -> None:
        """Say whether the audit chain still has the mark of a paper."""
        bar = self.panel.bar
        try:
            with self._workspace.store.read() as session:
                found = anchors.printed(session, written)
        except AppError as error:
            bar.say(str(error), "warn")
            return
        if found is None:
            bar.say(
                self.tr(
                    "Nhật ký không có mốc {0}: giấy của kho khác, hoặc phần nhật ký từ lúc in giấy đã bị cắt "
                    "hay viết lại. Xem lại từng chữ số; nếu vẫn thế, giữ tờ giấy, báo lãnh đạo và Công an."
                ).format(written),
                "alarm",
            )
        else:
            bar.say(self.tr("Mốc {0} trên giấy là bước {1} của nhật ký.").format(written, found.seq), "good")

    def print_record(self) -> None:
        """Preview the record of the last self-check; only saving writes a file."""
        if self._found is None:
            return
        try:
            made = self.make_record(self._found)
        except AppError as error:
            self.panel.bar.say(str(error), "alarm")
            return
        self.preview_of(made).exec()

    def make_record(self, found: Inspection) -> papers.MadePaper:
        """Make the paper of a self-check and record it."""
        work = self._workspace
        with work.store.write() as session:
            rows = [_paper_row(line) for line in found.lines]
            return papers.make(session, INSPECTION_RECORD, rows, by=work.account, at=found.at)

    def preview_of(self, made: papers.MadePaper) -> printing.Preview:
        """Return the preview of a record; what is printed or saved there is recorded."""
        work = self._workspace
        return paper_preview.preview(self, work.store, made, by=work.account, now=work.now)

    def _was_checked(self, found: Inspection) -> None:
        self._running, self._found = False, found
        self.panel.set_rows(_rows(found), when=self.tr("lúc {0}").format(clock_words(found.at)))
        if found.wrong:
            self.panel.bar.say(self.tr("Có mục không đạt. Dừng nhập, báo người quản trị."), "alarm")
        elif found.to_look_at:
            self.panel.bar.say(
                self.tr("Không có mục hỏng; {0} mục cần xem lại.").format(len(found.to_look_at)), "warn"
            )
        else:
            self.panel.bar.say(self.tr("Mọi mục đều đạt."))
        self.checked.emit(found)

    def _failed(self, error: Exception) -> None:
        self._running = False
        if isinstance(error, Stopped):
            self.panel.bar.say(self.tr("Đã dừng kiểm tra."), "warn")
        elif isinstance(error, AppError):
            self.panel.bar.say(str(error), "alarm")
        else:
            show_error(self, error)


def _rows(found: Inspection) -> list[InspectionRow]:
    return [
        InspectionRow("" if place else tr(group), str(line.words), str(line.found), line.grade)
        for group, lines in groupby(found.lines, key=lambda line: line.group)
        for place, line in enumerate(lines)
    ]


def _paper_row(line: InspectionLine) -> RecordRow:
    word = GRADES[line.grade][0] if line.grade in GRADES else ""
    return RecordRow(
        line.group,
        line.words.vietnamese,
        line.found.vietnamese,
        word,
        wrong=line.grade is Grade.WRONG,
        doubtful=line.grade is Grade.LOOK,
    )
