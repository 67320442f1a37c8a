"""Book and registry side by side, and the resolution of each line."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.matching.result import TO_HANDLE, WAYS, Line, Result
from app.models.words.codes import Resolution
from app.texts import tr
from app.ui.entry.panels.ground import Ground
from app.ui.entry.panels.lines_table import LineRow, LinesTable
from app.ui.kit import parts, theme
from app.ui.kit.held_keys import ENTER

KEYS = (
    ("↑ ↓", "dòng trên, dòng dưới"),
    ("Space", "như nhau"),
    ("M", "cách xử lý"),
    ("N", "ghi chú; Enter giữ, Esc thôi"),
    ("Enter", "xong các dòng: kết luận"),
)
_NARROW = 700


class ComparisonPanel(Ground):
    """Show the lines of a comparison; only keys set a resolution.

    Space accepts a line as the same, M sets the next resolution, N opens a note.
    ``resolution_chosen`` gives field and code ("" for none), ``noted`` field and words, ``refused`` why a
    key did nothing, ``finished`` that Enter was pressed.
    """

    resolution_chosen = Signal(str, str)
    noted = Signal(str, str)
    refused = Signal(str)
    finished = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[Line, ...] = ()
        self._resolutions: dict[str, str] = {}
        self._notes: dict[str, str] = {}
        self._frozen = False
        self._narrow = False
        self._noting = ""
        self.table = LinesTable(self.tr("So sánh sổ và CSDL"))
        self.table.set_empty(
            self.tr("Chưa có người để so"), self.tr("Chọn một người ở trên: từng mục sẽ hiện ở đây.")
        )
        self.table.marked.connect(self._accept_same)
        self.setFocusProxy(self.table)
        self._note_label = parts.text("", "label")
        self._note = QLineEdit()
        self._note.returnPressed.connect(self._keep_note)
        self._note_bar = parts.row(
            self._note_label,
            (self._note, 1),
            parts.keycap("Enter"),
            parts.text(self.tr("giữ"), "caption"),
            parts.keycap("Esc"),
            parts.text(self.tr("thôi"), "caption"),
            pad=(12, 4, 12, 4),
            role="reason",
        )
        self._note_bar.hide()
        parts.lay(self, (self.table, 1), self._note_bar, gap=0)

    def set_lines(
        self, lines: Sequence[Line], resolutions: Mapping[str, str], notes: Mapping[str, str]
    ) -> None:
        """Show lines with resolutions and notes by ``field``.

        The cursor goes to the first open difference, unless the officer works among the lines.
        """
        self._lines = tuple(lines)
        self._resolutions, self._notes = dict(resolutions), dict(notes)
        self._show_lines()
        if not (self.table.hasFocus() or self._noting):
            self.focus_open_line()

    def set_frozen(self, frozen: bool) -> None:  # noqa: FBT001 - a plain slot
        """Allow or forbid changes to the lines."""
        self.keep_note()
        self._frozen = frozen

    def focus_open_line(self) -> None:
        """Put the cursor on the first open difference, or else on the first line."""
        open_lines = (
            at
            for at, line in enumerate(self._lines)
            if line.result in TO_HANDLE and not self._resolutions.get(line.field)
        )
        if self._lines:
            self.table.choose(next(open_lines, 0))

    def _show_lines(self) -> None:
        self.table.show_rows(
            [
                LineRow(
                    line,
                    self._resolutions.get(line.field, ""),
                    self._notes.get(line.field, ""),
                    self._narrow,
                )
                for line in self._lines
            ]
        )

    def _accept_same(self, row: LineRow) -> None:
        if self._frozen:
            return
        if not row.line.may_be_writing:
            if row.line.result in TO_HANDLE:
                words = (
                    self.tr("{0} chưa đọc được nên không coi là giống. Bấm M chọn cách xử lý.")
                    if row.line.result == Result.UNREAD
                    else self.tr("{0} khác nhau không phải do cách viết. Bấm M chọn cách xử lý.")
                )
                self.refused.emit(words.format(tr(row.line.label)))
            return
        taken = row.resolution == Resolution.FORMAT_ONLY
        self.resolution_chosen.emit(row.line.field, "" if taken else str(Resolution.FORMAT_ONLY))

    def _cycle(self, row: LineRow) -> None:
        ways = [str(way) for way in WAYS.get(row.line.result, ())]
        if self._frozen or not ways:
            return
        at = ways.index(row.resolution) + 1 if row.resolution in ways else 0
        self.resolution_chosen.emit(row.line.field, ways[at] if at < len(ways) else "")

    def _write_note(self, row: LineRow) -> None:
        if self._frozen:
            return
        self._noting = row.line.field
        self._note_label.setText(self.tr("Ghi chú: {0}").format(tr(row.line.label)))
        self._note.setAccessibleName(self._note_label.text())
        self._note.setText(row.note)
        self._note_bar.show()
        self._note.setFocus()

    def _keep_note(self) -> None:
        field, words = self._noting, self._note.text().strip()
        self._close_note()
        self.noted.emit(field, words)
        self._notes[field] = words
        self._show_lines()

    def keep_note(self) -> None:
        """Keep an open note before the lines change to another person."""
        if self._noting:
            self._keep_note()

    def _close_note(self) -> None:
        writing = self._note.hasFocus()
        self._noting = ""
        self._note_bar.hide()
        if writing:
            self.table.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Set a resolution on M, open a note on N, close it on Escape."""
        row = self.table.current()
        if event.key() == Qt.Key.Key_Escape and self._noting:
            self._close_note()
        elif row is None or event.modifiers() or self._noting or event.isAutoRepeat():
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_M:
            self._cycle(row)
        elif event.key() == Qt.Key.Key_N:
            self._write_note(row)
        elif event.key() in ENTER and not self._frozen:
            self.finished.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw the rows closer together where room is short."""
        super().resizeEvent(event)
        narrow = self.width() < theme.px(_NARROW)
        if narrow != self._narrow:
            self._narrow = narrow
            self._show_lines()
