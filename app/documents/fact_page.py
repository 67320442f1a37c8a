"""An upright paper of labelled facts and paragraphs, over as many sheets as they take."""

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from app.documents.fonts import BOLD, REGULAR
from app.documents.page import INDENT, PORTRAIT, draw_page_number
from app.documents.text import clean, wrap

_SIZE, _LEADING, _APART = 13, 17.0, 4.0
_BELOW = 4.0  # what letters have below their base line
_LABEL = 62 * mm


class FactPage:
    """The sheet that is drawn on; a new one begins where there is no room."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self._number = 1

    def room(self, y: float, height: float) -> float:
        """Return where a block of this height begins."""
        if y - height >= PORTRAIT.bottom:
            return y
        self._canvas.showPage()
        self._number += 1
        draw_page_number(self._canvas, PORTRAIT, self._number)
        return PORTRAIT.top

    def draw_fact(self, label: str, value: str, y: float) -> float:
        """Draw a label in bold with its value beside it."""
        names = wrap(label, BOLD, _SIZE, _LABEL - 8)
        lines = wrap(clean(value), REGULAR, _SIZE, PORTRAIT.text_width - _LABEL)
        height = max(len(names), len(lines)) * _LEADING
        y = self.room(y, height + _APART + _BELOW) - _APART
        for column, face, left in ((names, BOLD, 0.0), (lines, REGULAR, _LABEL)):
            self._canvas.setFont(face, _SIZE)
            for at, line in enumerate(column, 1):
                self._canvas.drawString(PORTRAIT.left + left, y - at * _LEADING, line.text)
        return y - height

    def draw_words(self, text: str, y: float) -> float:
        """Draw a paragraph whose first line is indented."""
        text = clean(text)
        first, *rest = wrap(text, REGULAR, _SIZE, PORTRAIT.text_width - INDENT)
        lines = [first, *(wrap(text[rest[0].start :], REGULAR, _SIZE, PORTRAIT.text_width) if rest else ())]
        for place, line in enumerate(lines):
            y = self.room(y, _LEADING + _BELOW) - _LEADING
            self._canvas.setFont(REGULAR, _SIZE)
            self._canvas.drawString(PORTRAIT.left + (0 if place else INDENT), y, line.text)
        return y
