"""Moving the marked entries of the list: the dialog, what becomes of each, and the move itself."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from app.errors import AppError
from app.services.entry import entries, moving, volumes
from app.services.entry.moving import Move, MoveLine
from app.services.entry.volumes import VolumeName
from app.texts import tr
from app.ui.entries.panels.move_dialog import MoveDialog, MovePreview
from app.workspace import Workspace


class MoveFlow(MoveDialog):
    """The dialog with its work; ``moved`` is called with how many were moved."""

    def __init__(
        self,
        parent: QWidget,
        workspace: Workspace,
        ids: Sequence[str],
        *,
        called: Callable[[VolumeName], str],
        moved: Callable[[int], object],
    ) -> None:
        """Offer the volumes of the first entry's type of book; AppError where nothing can be moved."""
        self._workspace, self._ids, self._moved = workspace, tuple(ids), moved
        with workspace.store.read() as session:
            first = entries.get(session, self._ids[0])
            shelf = [one for one in volumes.shelf(session) if one.book_type == first.book.key]
            moving.preview(session, Move(self._ids, first.volume_id))  # too many are said before the dialog
        choices = [(one.id, called(one)) for one in shelf]
        super().__init__(parent, choices, own=first.volume_id, several=len(ids) > 1)
        self.changed.connect(self._preview)
        self.given.connect(self._move)
        self.ask()

    def _preview(self, volume_id: int, number: str, page: str) -> None:
        try:
            with self._workspace.store.read() as session:
                lines = moving.preview(session, Move(self._ids, volume_id, number, page))
        except AppError as error:
            self.say(str(error))
            return
        self.show_preview([self._line(line) for line in lines])

    def _line(self, line: MoveLine) -> MovePreview:
        also = []
        if line.again:
            persons = ", ".join(tr(title) for title in line.again.values())
            also.append(self.tr("Phải kết luận lại: {0}.").format(persons))
        if line.kept:
            labels = ", ".join(tr(label) for label in line.kept)
            also.append(self.tr("Giữ như đã gõ: {0}.").format(labels))
        refused = "" if line.refusal is None else str(line.refusal)
        return MovePreview(line.id, line.name, line.number, line.page, " ".join(also), refused)

    def _move(self, volume_id: int, number: str, page: str, reason: str) -> None:
        work = self._workspace
        try:
            with work.store.write() as session:
                asked = Move(self._ids, volume_id, number, page)
                moving.move(session, asked, reason, by=work.account, at=work.now())
        except AppError as error:
            self.say(str(error))
            return
        self.accept()
        self._moved(len(self._ids))
