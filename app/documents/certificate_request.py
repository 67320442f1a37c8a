"""The paper beside a certificate request: who asks with which key, to compare at the desk.

Each key has its fingerprint in groups, and as a QR code for a scanner that types it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from app.documents.fonts import BOLD, ITALIC, REGULAR
from app.documents.page import (
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
from app.documents.text import clean, wrap
from app.models.words.moments import long_words

_QR = 24 * mm
_GAP = 4 * mm
_SIZE, _STEP = 13, 16.0
_GROUP_SIZE, _GROUP_STEP, _GROUPS = 15, 19.0, 4  # groups a line


@dataclass(frozen=True, slots=True)
class RequestedKey:
    """One key that a certificate is asked for: holder, number, roles, unit, and fingerprint in groups."""

    name: str
    uid: str
    roles: str
    unit: str
    fingerprint: str


def render(paper: Paper[Any], keys: Sequence[RequestedKey], header: Letterhead, at: datetime) -> bytes:
    """Return the PDF: a block per key, then the places to sign. Raises AppError without the fonts."""
    target = BytesIO()
    canvas = open_canvas(target, PORTRAIT, title=paper.title, header=header, at=at)
    y = draw_heading(canvas, PORTRAIT, header) - 18
    y = draw_title(canvas, PORTRAIT, y, paper.heading, note=f"(Lập lúc {long_words(at)})") - 20
    for line in wrap(paper.legend, ITALIC, _SIZE, PORTRAIT.text_width):
        canvas.setFont(ITALIC, _SIZE)
        canvas.drawString(PORTRAIT.left, y, line.text)
        y -= _STEP
    page = 1
    closing = closing_height(PORTRAIT, paper.signatures, paper.recipients)
    for number, key in enumerate(keys, 1):
        lines = _lines(number, key)
        height = max(_height(lines), _QR) + _GAP
        foot = closing + 12 if number == len(keys) else 0.0
        if y - height - foot < PORTRAIT.bottom:
            canvas.showPage()
            page += 1
            draw_page_number(canvas, PORTRAIT, page)
            y = PORTRAIT.top
        _draw_key(canvas, lines, key.fingerprint, y)
        y -= height
    draw_closing(canvas, PORTRAIT, y - 12, paper.signatures, paper.recipients)
    canvas.save()
    return target.getvalue()


def _lines(number: int, key: RequestedKey) -> list[tuple[str, str, float, float]]:
    """Return the lines of a block as (text, face, size, step)."""
    room = PORTRAIT.text_width - _QR - _GAP
    parts = (("Số định danh", key.uid), ("Vai trò", key.roles), ("Đơn vị", key.unit))
    about = " ".join(f"{what}: {text}." for what, text in parts if text)
    lines = [(f"{number}. {clean(key.name)}", BOLD, float(_SIZE), _STEP)]
    lines += [(line.text, REGULAR, float(_SIZE), _STEP) for line in wrap(clean(about), REGULAR, _SIZE, room)]
    groups = key.fingerprint.split()
    lines += [
        ("   ".join(groups[at : at + _GROUPS]), BOLD, float(_GROUP_SIZE), _GROUP_STEP)
        for at in range(0, len(groups), _GROUPS)
    ]
    return lines


def _height(lines: Sequence[tuple[str, str, float, float]]) -> float:
    return sum(step for _text, _face, _size, step in lines)


def _draw_key(
    canvas: Canvas, lines: Sequence[tuple[str, str, float, float]], fingerprint: str, top: float
) -> None:
    """Draw one block: a rule and the lines on the left, the code on the right in its quiet zone."""
    canvas.setLineWidth(0.4)
    canvas.line(PORTRAIT.left, top, PORTRAIT.right - _QR - _GAP, top)
    y = top
    for text, face, size, step in lines:
        y -= step
        canvas.setFont(face, size)
        canvas.drawString(PORTRAIT.left, y, text)
    _draw_code(canvas, "".join(fingerprint.split()), PORTRAIT.right - _QR, top - _QR)


def _draw_code(canvas: Canvas, text: str, left: float, bottom: float) -> None:
    """Draw a QR code; the white of the paper around it is its quiet zone."""
    # imported here: the package of bar codes asks for the default font, which is registered by now
    from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(text)
    code.make()
    count = code.getModuleCount()
    side = _QR / count
    for line in range(count):
        for place in range(count):
            if code.isDark(line, place):
                y = bottom + _QR - (line + 1) * side
                canvas.rect(left + place * side, y, side, side, stroke=0, fill=1)
