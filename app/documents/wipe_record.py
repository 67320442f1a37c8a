"""The record of a wipe: what was on a PC that is given back, and who wiped it."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from app.documents.fonts import BOLD, REGULAR
from app.documents.page import (
    INDENT,
    PORTRAIT,
    Letterhead,
    closing_height,
    draw_closing,
    draw_heading,
    draw_page_number,
    draw_title,
    open_canvas,
)
from app.documents.paper import Paper
from app.documents.text import wrap
from app.models.words.moments import long_words

WipedFacts = Sequence[tuple[str, str]]
"""What was on the PC, as (label, value)."""

_SIZE, _LEADING, _APART = 13, 17.0, 4.0
_LABEL = 62 * mm
_WORDS = (
    "Sau khi lập biên bản này, phần mềm ghi đè rồi xóa tệp khóa của kho và mọi tệp của kho trên máy; không "
    "có tệp khóa thì phần còn sót lại trên ổ đĩa không đọc được. Bản sao lưu trên USB và gói đã chuyển giao "
    "không bị xóa; chúng vẫn mở được bằng mật khẩu cũ hoặc phiếu khôi phục, nên phải cất giữ hoặc hủy riêng."
)


def render(paper: Paper[Any], facts: WipedFacts, header: Letterhead, at: datetime) -> bytes:
    """Return the PDF; raises AppError when the fonts are missing."""
    target = BytesIO()
    canvas = open_canvas(target, PORTRAIT, title=paper.title, header=header, at=at)
    agency = Letterhead(header.agency_lines, header.number, superior_lines=header.superior_lines)
    y = draw_heading(canvas, PORTRAIT, agency) - 18
    y = draw_title(canvas, PORTRAIT, y, paper.heading, paper.title, f"(lập lúc {long_words(at)})") - 14
    page = _Page(canvas)
    for label, value in facts:
        y = page.draw_fact(label, value, y)
    y = page.draw_words(_WORDS, y - 6)
    y = page.room(y, closing_height(PORTRAIT, paper.signatures, paper.recipients) + 18)
    draw_closing(canvas, PORTRAIT, y - 18, paper.signatures, paper.recipients)
    canvas.showPage()
    canvas.save()
    return target.getvalue()


class _Page:
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
        names = wrap(label, BOLD, _SIZE, _LABEL - 8)
        lines = wrap(value, REGULAR, _SIZE, PORTRAIT.text_width - _LABEL)
        height = max(len(names), len(lines)) * _LEADING
        y = self.room(y, height + _APART) - _APART
        for column, face, left in ((names, BOLD, 0.0), (lines, REGULAR, _LABEL)):
            self._canvas.setFont(face, _SIZE)
            for at, line in enumerate(column, 1):
                self._canvas.drawString(PORTRAIT.left + left, y - at * _LEADING, line.text)
        return y - height

    def draw_words(self, text: str, y: float) -> float:
        first, *rest = wrap(text, REGULAR, _SIZE, PORTRAIT.text_width - INDENT)
        lines = [first, *(wrap(text[rest[0].start :], REGULAR, _SIZE, PORTRAIT.text_width) if rest else ())]
        y = self.room(y, len(lines) * _LEADING)
        self._canvas.setFont(REGULAR, _SIZE)
        for place, line in enumerate(lines):
            y -= _LEADING
            self._canvas.drawString(PORTRAIT.left + (0 if place else INDENT), y, line.text)
        return y
