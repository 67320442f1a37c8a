"""The sections of a form: headings, blocks of rows, and the heading that stays in sight."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from app.models.declaration.book import Field, Kind, Section
from app.models.words.values import Value
from app.texts import tr
from app.ui.kit import icons, parts, spoken, theme
from app.ui.kit.parts import GAP


def starts_open(section: Section, values: Mapping[Field, Value]) -> bool:
    """Tell whether a section is open at first: not one that is done or seldom used."""
    if section.folded:
        return any(not value.is_empty for value in values.values())
    carried = any(field.sticky for field in values)
    missing = any(field.required and value.is_empty for field, value in values.items())
    return section.person or not carried or missing


def section_note(values: Mapping[Field, Value], *, opened: bool) -> str:
    """Say how many fields of a section are filled; of a closed section that is carried over, its date."""
    if opened or not any(field.sticky for field in values):
        return f"{sum(not value.is_empty for value in values.values())}/{len(values)}"
    dates = (v.text for field, v in values.items() if field.kind == Kind.DATE_PARTIAL and v.text)
    return " · ".join(part for part in (next(dates, ""), tr("ghim theo trang")) if part)


class Caret(QFrame):
    """The small arrow that shows whether a section is open."""

    def __init__(self) -> None:
        super().__init__()
        self._open = True
        theme.fix(self, width=12, height=12)

    def set_open(self, *, opened: bool) -> None:
        """Turn the arrow."""
        self._open = opened
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the arrow."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        icons.draw(painter, "caret-down" if self._open else "caret-right", QRectF(self.rect()), "accent")
        painter.end()


class SectionHead(QFrame):
    """A heading that a click opens or closes; ``toggled`` and ``row_wanted`` give the section's key.

    With ``repeats`` a button offers another row.
    """

    toggled = Signal(str)
    row_wanted = Signal(str)
    spoken_role = spoken.Role.Button

    def __init__(self, *, repeats: bool = False) -> None:
        super().__init__()
        self.key, self._opened = "", True
        self._caret = Caret()
        self._title = parts.text("", "section")
        self._note = parts.text("", "caption")
        self.setProperty("role", "section")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.more = parts.button(self.tr("thêm"), "quiet", icon="plus", small=True)
        self.more.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the caret goes to the new row
        self.more.setToolTip(self.tr("Thêm dòng hoặc người (Ctrl+Enter)"))
        self.more.clicked.connect(lambda: self.row_wanted.emit(self.key))
        parts.lay(
            self, self._caret, self._title, GAP, self.more, self._note, gap=6, pad=(10, 0, 12, 0), across=True
        )
        self.more.setVisible(
            repeats
        )  # in its place: a shown widget without one is a window, and takes the focus
        self.set_compact(compact=False)

    def show_section(self, key: str, title: str, note: str, *, opened: bool) -> None:
        """Show the title of a section, how far it is filled and whether it is open."""
        self.key = key
        self._title.setText(title)
        self._note.setText(note)
        self._caret.set_open(opened=opened)
        self.setAccessibleName(f"{title}, {note}")
        if opened != self._opened:
            self._opened = opened
            spoken.tell_states(self, "expanded", "collapsed")

    def spoken_states(self) -> tuple[str, ...]:
        """Say that the section folds, and whether it is open."""
        return ("expandable", "expanded") if self._opened else ("expandable", "collapsed")

    def spoken_press(self) -> None:
        """Open or close the section."""
        self.toggled.emit(self.key)

    @property
    def note(self) -> str:
        """Return the words at the right."""
        return self._note.text()

    def set_compact(self, *, compact: bool) -> None:
        """Take the height of a row."""
        theme.fix(self, height=24 if compact else 28)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open or close the section."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.toggled.emit(self.key)


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
        self._lay_out_now()
        self._stick()

    def to_top(self) -> None:
        """Show the beginning."""
        self.verticalScrollBar().setValue(0)
        self._stick()

    def reveal(self, row: QWidget) -> None:
        """Scroll so that a row and the fields before and after it are in sight below the stuck heading."""
        within: QWidget | None = row
        while within is not None and within is not self._body:
            # a row that grew tells the boxes around it an event later, each by the next
            if (layout := within.layout()) is not None:
                layout.activate()
            within = within.parentWidget()
        self._lay_out_now()
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

    def _lay_out_now(self) -> None:
        """Place what was opened or closed now, not after the next event."""
        if (layout := self._body.layout()) is not None:
            layout.activate()
        # the scroll bar reads the size, which Qt would set an event later
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
