"""The table of a list on paper: declared columns, some cells shared by the rows of a group.

ReportLab's tables take more than linear time and cannot split shared cells, so the rows are laid out here,
straight on the canvas, and only the group being placed is held.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.textobject import PDFTextObject

from app.documents.fonts import BOLD, ITALIC, REGULAR
from app.documents.page import draw_page_number
from app.documents.paper import Paper
from app.documents.text import Span, TextLine, balanced, width, wrap

SIZE, LEADING, PAD = 10.0, 12.0, 2.6
MOST_LINES = 18
"""A taller row is split into rows of this many lines, which fit under any heading."""

_ABOVE, _BELOW = 2.6, 3.6
_FIRST_BASE = _ABOVE + SIZE - 1.2
_NUMBERS_ROW = 12.0
_GREY = 0.92

Cells = Mapping[str, tuple[TextLine, ...]]


@dataclass(frozen=True, slots=True)
class ListRow:
    """The cells of one row, or of a part of a long one; ``ruled`` draws the line above it."""

    cells: Cells
    spans: Mapping[str, tuple[Span, ...]]
    ruled: bool = True

    @property
    def height(self) -> float:
        """Return the height of the row."""
        return cells_height(self.cells)


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that share cells: the shared cells, the same for after a page break, and at least one row."""

    shared: Cells
    continued: Cells
    rows: tuple[ListRow, ...]

    @property
    def height(self) -> float:
        """Return the height without a page break."""
        return max(sum(row.height for row in self.rows), cells_height(self.shared))


def cells_height(cells: Cells) -> float:
    """Return the height of the tallest cell."""
    return max(map(len, cells.values()), default=0) * LEADING + _ABOVE + _BELOW


class Columns:
    """The declared columns of a paper, laid out on its page."""

    def __init__(self, paper: Paper[Any]) -> None:
        """Place the columns one beside the other from the left margin."""
        assert paper.form is not None, "a workbook has no page"
        self.form = paper.form
        self.all = paper.columns
        edges = accumulate((column.width * mm for column in self.all), initial=self.form.left)
        self.edges = tuple(edges)
        self.own = next(x for x, column in zip(self.edges, self.all, strict=False) if not column.shared)
        self._places = {column.key: place for place, column in enumerate(self.all)}

    def lines_of(self, key: str, text: str, face: str = REGULAR) -> tuple[TextLine, ...]:
        """Break clean text to the width of a column."""
        return wrap(text, face, SIZE, self.all[self._places[key]].width * mm - 2 * PAD)

    def between(self, key: str) -> tuple[float, float]:
        """Return the left and the right edge of a column."""
        place = self._places[key]
        return self.edges[place], self.edges[place + 1]

    def start(self, key: str, line: TextLine | None) -> float:
        """Return where the text of a cell starts, whose first line this is."""
        left, right = self.between(key)
        column = self.all[self._places[key]]
        if line is not None and column.centred:
            return (left + right - width(line.text, line.face, SIZE)) / 2
        if line is not None and column.figures:
            return right - PAD - width(line.text, line.face, SIZE)
        return left + PAD


class ListTable:
    """The table during drawing, over its pages; ``y`` is the next free height of the current page.

    Under the head stand the numbers of the columns, unless it is not ``numbered``.
    """

    def __init__(self, canvas: Canvas, columns: Columns, y: float, *, numbered: bool = True) -> None:
        self.y = y
        self._numbers = _NUMBERS_ROW if numbered else 0.0
        self._columns, self._form = columns, columns.form
        self._canvas = canvas
        self._page = 1
        self._begin()

    def place(self, group: Group, foot: float = 0.0) -> None:
        """Draw a group, over several pages when needed, and leave room for a foot below the last row.

        A group of one or two rows stays together; with a foot at least the last row stands above it.
        """
        at = 0
        while at < len(group.rows):
            end = self._fitting(group, at, foot)
            if end == at and not (self._untouched and self._page > 1):
                self._next_page()
                continue
            end = max(end, at + 1)
            self._segment(group.continued if at else group.shared, group.rows[at:end])
            at = end
            if at < len(group.rows):
                self._next_page()

    def close(self, room: float) -> float:
        """Rule the end of the table and return the next height, on a new page without enough room."""
        self._end()
        if self.y - self._form.bottom < room:
            self._turn()
        return self.y

    def _fitting(self, group: Group, at: int, foot: float) -> int:
        """Return the index after the last row for this page; ``at`` when none fits."""
        rows = group.rows
        room = self.y - self._form.bottom
        end, used = at, 0.0
        while end < len(rows) and used + rows[end].height <= room:
            used += rows[end].height
            end += 1
        shared = cells_height(group.continued if at else group.shared)
        if shared > room:
            return at
        if end == len(rows) and max(used, shared) + foot <= room:
            return end
        whole_elsewhere = group.height + foot <= self._fresh_room
        if at == 0 and not self._untouched and whole_elsewhere and (foot or len(rows) <= 2):
            return at
        if end == len(rows):
            return end - 1
        lone = end == len(rows) - 1 and end - at > 1 and rows[-1].height < cells_height(group.continued)
        return end - 1 if lone else end

    def _begin(self) -> None:
        """Draw the head row and the row of column numbers."""
        canvas, top, edges = self._canvas, self.y, self._columns.edges
        heads = [balanced(c.heading, BOLD, SIZE, c.width * mm - 4) for c in self._columns.all]
        tall = max(map(len, heads)) * LEADING + 7
        canvas.setFillGray(_GREY)
        canvas.rect(self._form.left, top - tall, self._form.text_width, tall, stroke=0, fill=1)
        canvas.setFillGray(0)
        for column, lines in enumerate(heads):
            middle = (edges[column] + edges[column + 1]) / 2
            base = top - (tall - len(lines) * LEADING) / 2 - SIZE + 0.6
            canvas.setFont(BOLD, SIZE)
            for step, line in enumerate(lines):
                canvas.drawCentredString(middle, base - step * LEADING, line)
            if self._numbers:
                canvas.setFont(ITALIC, 8.5)
                canvas.drawCentredString(middle, top - tall - 9, f"({column + 1})")
        self.y = top - tall - self._numbers
        self._across(top, 0.8)
        self._across(top - tall, 0.5)
        self._across(self.y, 0.8)
        self._top, self._body = top, self.y
        self._fresh_room = self._form.top - tall - self._numbers - self._form.bottom

    @property
    def _untouched(self) -> bool:
        """Tell whether the page is empty below the head row."""
        return self.y == self._body

    def _end(self) -> None:
        self._canvas.setLineWidth(0.5)
        self._canvas.lines([(x, self._top, x, self.y) for x in self._columns.edges])
        self._across(self.y, 0.8)

    def _turn(self) -> None:
        self._canvas.showPage()
        self._page += 1
        draw_page_number(self._canvas, self._form, self._page)
        self.y = self._form.top

    def _next_page(self) -> None:
        self._end()
        self._turn()
        self._begin()

    def _across(self, y: float, thickness: float) -> None:
        self._canvas.setLineWidth(thickness)
        self._canvas.line(self._form.left, y, self._form.right, y)

    def _segment(self, shared: Cells, rows: tuple[ListRow, ...]) -> None:
        """Draw the rows of this page beside the shared cells."""
        canvas, y = self._canvas, self.y
        ink = _Ink(canvas.beginText(), self._columns)
        rules: list[tuple[float, float, float, float]] = []
        ink.cells(shared, y)
        for place, row in enumerate(rows):
            if place and row.ruled:
                rules.append((self._columns.own, y, self._form.right, y))
            ink.cells(row.cells, y)
            for column, spans in row.spans.items():
                ink.underline(column, row.cells[column], spans, y)
            y -= row.height
        canvas.drawText(ink.text)
        for thickness, lines in ((0.35, rules), (0.75, ink.strokes)):
            if lines:
                canvas.setLineWidth(thickness)
                canvas.lines(lines)
        self.y = min(y, self.y - cells_height(shared))
        self._across(self.y, 0.6)


class _Ink:
    """Words and strokes of one segment, collected to be written together."""

    def __init__(self, text: PDFTextObject, columns: Columns) -> None:
        self.text = text
        self._columns = columns
        self.strokes: list[tuple[float, float, float, float]] = []
        self._face = ""

    def cells(self, cells: Cells, top: float) -> None:
        """Add the lines of the cells, all starting at ``top``."""
        for column, lines in cells.items():
            x = self._columns.start(column, lines[0] if lines else None)
            self.text.setTextOrigin(x, top - _FIRST_BASE)
            for line in lines:
                if line.face != self._face:
                    self._face = line.face
                    self.text.setFont(line.face, SIZE, LEADING)
                self.text.textLine(line.text)

    def underline(
        self, column: str, lines: tuple[TextLine, ...], spans: tuple[Span, ...], top: float
    ) -> None:
        """Underline the spans; an empty span, where a word is missing, gets a caret in the blank."""
        left, right = self._columns.between(column)
        for step, line in enumerate(lines):
            base = top - _FIRST_BASE - step * LEADING
            for span in spans:
                start, end = span[0] - line.start, span[1] - line.start
                if start == end:
                    if 0 <= start <= len(line.text) and not (start == 0 and line.start):
                        self._caret(_x(left, line, start), right - 2.4, base)
                elif end > 0 and start < len(line.text):
                    end = min(end, len(line.text))
                    self.strokes.append(
                        (_x(left, line, max(start, 0)), base - 1.9, _x(left, line, end), base - 1.9)
                    )

    def _caret(self, x: float, most: float, base: float) -> None:
        x = min(x + 1.2, most)
        self.strokes += [(x - 1.5, base - 1.7, x, base + 1.2), (x, base + 1.2, x + 1.5, base - 1.7)]


def _x(left: float, line: TextLine, letters: int) -> float:
    return left + PAD + width(line.text[:letters], line.face, SIZE)
