"""The papers of the inventory: the annex of the plan, the minutes of lost books."""

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app import outside
from app.documents.annex import Annex
from app.documents.kinds import ANNEX, ANNEX_WORKBOOK, LOSS_RECORD
from app.documents.loss_record import LostBooks
from app.errors import AppError, Refused
from app.models.books import BOOKS
from app.services.entry import annex, papers
from app.services.entry.papers import MadePaper, PaperStep
from app.texts import tr
from app.ui.kit import printing
from app.ui.volumes.panels.annex_dialog import AnnexDialog
from app.ui.volumes.panels.volume_lines import ShelfLine, VolumeRow
from app.workspace import Workspace


class VolumePapers:
    """Make, preview and save the papers of the inventory over the screen ``parent``."""

    def __init__(self, parent: QWidget, workspace: Workspace) -> None:
        self._parent, self._workspace = parent, workspace

    def show_annex(self) -> None:
        """Show the annex of today; it can be printed, and saved as PDF and as Excel."""
        self.annex_dialog().exec()

    def annex_dialog(self) -> AnnexDialog:
        """Make the dialog of the annex."""
        dialog = AnnexDialog(self._parent, self.read_annex())
        dialog.print_wanted.connect(lambda: self._print_annex(dialog))
        dialog.workbook_wanted.connect(lambda: self._ask_workbook(dialog))
        return dialog

    def read_annex(self) -> Annex:
        """Read the annex of today."""
        work = self._workspace
        with work.store.read() as session:
            return annex.read(session, on=work.today())

    def annex_preview(self, parent: QWidget) -> printing.Preview:
        """Make the annex and return its preview; printing and saving there are recorded."""
        work = self._workspace
        with work.store.write() as session:
            content = annex.read(session, on=work.today())
            made = papers.make(session, ANNEX, content, by=work.account, at=work.now())
        return self._preview(parent, made)

    def write_workbook(self, path: Path) -> MadePaper:
        """Write the annex as a workbook and record it; raises AppError, and writes nothing, when it fails."""
        work = self._workspace
        with work.store.write() as session:
            content = annex.read(session, on=work.today())
            made = papers.make(session, ANNEX_WORKBOOK, content, by=work.account, at=work.now())
        outside.write(path, made.data)
        self._record(made, PaperStep.SAVED)
        return made

    def minutes_of(self, line: ShelfLine) -> printing.Preview:
        """Make the minutes of what is lost in a line of the inventory and return their preview.

        Refused where nothing of it is lost, and to who may not describe volumes.
        """
        work, lost = self._workspace, tuple(_lost(line))
        if not lost:
            raise Refused(
                "Ở dòng này không có sổ nào ghi là mất. Chọn quyển có tình trạng “mất”, hoặc ghi “mất hết "
                "sổ” cho loại sổ (phím M), rồi lập biên bản."
            )
        with work.store.write() as session:
            made = papers.make(session, LOSS_RECORD, lost, by=work.account, at=work.now())
        return self._preview(self._parent, made)

    def _print_annex(self, dialog: AnnexDialog) -> None:
        try:
            preview = self.annex_preview(dialog)
        except AppError as error:
            dialog.say(str(error), "alarm")
            return
        preview.exec()

    def _ask_workbook(self, dialog: AnnexDialog) -> None:
        path = printing.ask_workbook(dialog, ANNEX_WORKBOOK.file_name)
        if path is None:
            return
        try:
            self.write_workbook(path)
        except AppError as error:
            dialog.say(str(error), "alarm")
            return
        dialog.say(tr("Đã lưu {0}.").format(path.name), "good")

    def _preview(self, parent: QWidget, made: MadePaper) -> printing.Preview:
        dialog = printing.preview(parent, made.data, tr(made.paper.name), made.paper.file_name)
        dialog.printed.connect(lambda: self._record(made, PaperStep.PRINTED))
        dialog.saved.connect(lambda _path: self._record(made, PaperStep.SAVED))
        return dialog

    def _record(self, made: MadePaper, step: PaperStep) -> None:
        work = self._workspace
        with work.store.write() as session:
            papers.record(session, made, step, by=work.account, at=work.now())


def _lost(line: ShelfLine) -> Iterator[LostBooks]:
    """Yield what is lost of a line: whole types, and single volumes."""
    for loss in line.losses:
        draft = loss.draft
        what = f"{BOOKS[draft.book_type].title}: toàn bộ các quyển"
        yield LostBooks(what, draft.place, draft.lost_on, draft.reason, draft.already_electronic)
    for volume in line.volumes:
        if volume.lost:
            yield _lost_volume(volume)


def _lost_volume(volume: VolumeRow) -> LostBooks:
    draft = volume.draft
    number = f"quyển số {draft.book_no}" if draft.book_no else "một quyển không số"
    opened = f", mở năm {draft.opened_year}" if draft.opened_year else ""
    what = f"{BOOKS[draft.book_type].title}: {number}{opened}"
    return LostBooks(what, draft.place, "", draft.condition_reason, draft.already_electronic)
