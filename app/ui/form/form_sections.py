"""The scrolled part of a form: sections that open and close, and the heading that stays in sight."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from app.models.declaration.book import Section
from app.texts import tr
from app.ui.form.form_section import SectionHead
from app.ui.kit import parts, theme


class FormSections(QScrollArea):
    """One heading and one block of rows per section; ``toggled`` gives the section of a clicked heading.

    ``row_wanted`` gives the section to which a row is to be added.
    """

    toggled = Signal(str)
    row_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.heads: dict[str, SectionHead] = {}
        self.blocks: dict[str, QWidget] = {}
        self._titles: dict[str, str] = {}
        self._open: dict[str, bool] = {}
        self._compact = False
        self._body = QWidget()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.stuck = SectionHead()
        self.stuck.setParent(self.viewport())
        self.stuck.toggled.connect(self.toggled)
        self.stuck.hide()
        self.verticalScrollBar().valueChanged.connect(self._stick)

    def build(self, sections: Sequence[tuple[Section, Sequence[QWidget]]]) -> None:
        """Replace everything by these sections and their rows."""
        self.heads, self.blocks, self._titles, self._open = {}, {}, {}, {}
        self._body = QWidget()
        layout = QVBoxLayout(self._body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        last = {section.rows: section.key for section, _ in sections if section.rows}
        for section, rows in sections:
            head, block = (
                SectionHead(repeats=last.get(section.rows) == section.key),
                parts.column(*rows, gap=0),
            )
            head.toggled.connect(self.toggled)
            head.row_wanted.connect(self.row_wanted)
            self.heads[section.key], self.blocks[section.key] = head, block
            self._titles[section.key], self._open[section.key] = tr(section.title), True
            layout.addWidget(head)
            layout.addWidget(block)
        layout.addStretch(1)
        self.setWidget(self._body)
        self.stuck.raise_()
        self.set_compact(compact=self._compact)

    def is_open(self, key: str) -> bool:
        """Tell whether a section is open."""
        return self._open[key]

    def show_section(self, key: str, note: str, *, opened: bool) -> None:
        """Open or close a section and say at its right how far it is filled."""
        self._open[key] = opened
        self.blocks[key].setVisible(opened)
        self.heads[key].show_section(key, self._titles[key], note, opened=opened)
        self._settle()
        self._stick()

    def to_top(self) -> None:
        """Show the beginning."""
        self.verticalScrollBar().setValue(0)
        self._stick()

    def reveal(self, row: QWidget) -> None:
        """Scroll so that a row and the fields before and after it are in sight below the stuck heading."""
        self._settle()
        bar, high = self.verticalScrollBar(), theme.row_height(compact=self._compact)
        top, room = row.mapTo(self._body, QPoint(0, 0)).y(), self.viewport().height()
        # a heading may stand between a field and its neighbour
        before, after = top - 3 * high, top + row.height() + 2 * high
        if before < bar.value() or after - room > before:
            bar.setValue(before)
        elif after > bar.value() + room:
            # in whole rows: none is cut in two under the stuck heading
            bar.setValue(-(-(after - room) // high) * high)

    def set_compact(self, *, compact: bool) -> None:
        """Take the height of the rows of a narrow form."""
        self._compact = compact
        for head in (*self.heads.values(), self.stuck):
            head.set_compact(compact=compact)
        self._stick()

    def _settle(self) -> None:
        """Let what was opened or closed take its place now, not after the next event."""
        if (layout := self._body.layout()) is not None:
            layout.activate()
        # the scroll bar learns of the new height from the size, which Qt would set an event later
        wanted = max(self.viewport().height(), self._body.minimumSizeHint().height())
        if self._body.height() != wanted:
            self._body.resize(self.viewport().width(), wanted)

    def _stick(self) -> None:
        """Keep the heading of the topmost section in sight while its fields scroll."""
        top = self.verticalScrollBar().value()
        at = {key: head.y() for key, head in self.heads.items()}
        above = [key for key, y in at.items() if y < top]
        if not above:
            self.stuck.hide()
            return
        key = above[-1]
        self.stuck.show_section(key, self._titles[key], self.heads[key].note, opened=self._open[key])
        height = self.stuck.height()
        following = [y - top for y in at.values() if y >= top]
        push = min(0, min(following) - height) if following else 0
        self.stuck.setGeometry(0, push, self.viewport().width(), height)
        self.stuck.show()
        self.stuck.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the stuck heading again."""
        super().resizeEvent(event)
        self._stick()
