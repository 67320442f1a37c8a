"""Lists of volumes from the clipboard or a file: read, shown, and taken in when the officer says so."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from app import outside
from app.errors import AppError, BadInput
from app.services.entry import inventory, volume_import, volume_rows
from app.services.entry.volume_import import ImportPlan, RowStanding
from app.services.entry.volume_rows import ReadList
from app.ui.kit import files
from app.ui.volumes.panels.import_dialog import ImportDialog, ImportReport, ReportRow
from app.workspace import Workspace

_LARGEST = 2 << 20  # a list of 300 volumes has some 30 KB


class VolumeImport(QObject):
    """One list in hand: what it says, and what taking it in would do; ``taken`` says that volumes came in."""

    taken = Signal()

    def __init__(self, workspace: Workspace, parent: QWidget) -> None:
        """Make the dialog; ``open`` shows it."""
        super().__init__(parent)
        self._workspace = workspace
        with workspace.store.read() as session:
            communes = inventory.read(session).communes
        self._place = communes[0].place if len(communes) == 1 else ""
        self._data, self._source = b"", ""
        self._read: ReadList | None = None
        self._plan: ImportPlan | None = None
        self.dialog = ImportDialog(parent, self._place)
        self.dialog.file_wanted.connect(self._choose)
        self.dialog.paste_wanted.connect(self.paste)
        self.dialog.place_changed.connect(self._on_place)
        self.dialog.taken.connect(self._take)

    def paste(self) -> None:
        """Read the table on the clipboard."""
        text = QGuiApplication.clipboard().text()
        if not text.strip():
            self.dialog.say(
                self.tr("Chưa chép bảng nào. Hãy chọn các ô trong Excel, nhấn Ctrl+C, rồi dán."), "warn"
            )
            return
        self.take_data(text.encode("utf-8", "replace"), self.tr("bảng đã dán"))

    def take_file(self, path: Path) -> None:
        """Read a workbook or a CSV file."""
        try:
            data = outside.read(path, _LARGEST)
            if data is None:
                raise BadInput("Tệp này quá lớn để là một bảng kê sổ. Chưa nhận gì.")
        except AppError as error:
            self.dialog.say(str(error), "alarm")
            return
        self.take_data(data, self.tr("tệp"))

    def take_data(self, data: bytes, source: str) -> None:
        """Show what a list would do; nothing is stored."""
        self._data, self._source = data, source
        self._look()

    def _look(self) -> None:
        work = self._workspace
        self.dialog.clear_words()
        try:
            self._read = volume_rows.read(self._data, self._source, place=self._place, at=work.now())
        except AppError as error:
            self._read = self._plan = None
            self.dialog.show_report(ImportReport(()))
            self.dialog.say(str(error), "alarm")
            return
        with work.store.read() as session:
            self._plan = volume_import.plan(session, self._read)
        rows = tuple(ReportRow(row.line, str(row.standing), row.name, row.why) for row in self._plan.rows)
        self.dialog.show_report(ImportReport(rows, self._plan.ignored))
        wrong = (
            row.line for row in self._plan.rows if row.standing in (RowStanding.REFUSED, RowStanding.AGAIN)
        )
        first = next(wrong, None)
        if first is not None:
            self.dialog.choose_line(first)

    def _choose(self) -> None:
        kinds = self.tr("Bảng kê (*.xlsx *.csv *.tsv *.txt)")
        path = files.open_file(self.dialog, self.tr("Chọn bảng kê sổ"), kinds)
        if path is not None:
            self.take_file(path)

    def _on_place(self, place: str) -> None:
        self._place = place
        if self._data:
            self._look()

    def _take(self) -> None:
        work = self._workspace
        if self._read is None or self._plan is None:
            return
        try:
            with work.store.write() as session:
                made = volume_import.take(session, self._read, self._plan, by=work.account, at=work.now())
        except AppError as error:
            self._look()
            self.dialog.say(str(error), "alarm")
            return
        self._look()
        self.dialog.say(
            self.tr("Đã nhận {0} quyển. Dán lại bảng này cũng không thêm gì.").format(len(made)), "good"
        )
        self.taken.emit()
