"""The record of a wipe: what was on a PC that is given back, and who wiped it."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from app.documents.fact_page import FactPage
from app.documents.page import (
    PORTRAIT,
    Letterhead,
    closing_height,
    draw_closing,
    draw_heading,
    draw_title,
    open_canvas,
)
from app.documents.paper import Paper
from app.models.words.moments import long_words

WipedFacts = Sequence[tuple[str, str]]
"""What was on the PC, as (label, value)."""

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
    page = FactPage(canvas)
    for label, value in facts:
        y = page.draw_fact(label, value, y)
    y = page.draw_words(_WORDS, y - 6)
    y = page.room(y, closing_height(PORTRAIT, paper.signatures, paper.recipients) + 18)
    draw_closing(canvas, PORTRAIT, y - 18, paper.signatures, paper.recipients)
    canvas.showPage()
    canvas.save()
    return target.getvalue()
