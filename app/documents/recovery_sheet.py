"""The recovery sheet: two pages for two keepers, each with one half of the code that reopens the store."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from app.documents.fonts import BOLD, ITALIC, REGULAR
from app.documents.page import (
    INDENT,
    PORTRAIT,
    Letterhead,
    Signature,
    centred,
    draw_heading,
    draw_signatures,
    draw_title,
    open_canvas,
)
from app.documents.paper import Paper
from app.documents.text import wrap
from app.models.words.moments import long_words

Halves = tuple[Sequence[str], Sequence[str]]
"""The groups of the code that each keeper holds, A and B."""


@dataclass(frozen=True, slots=True)
class _Half:
    """The name of a half and its keeper."""

    letter: str
    other: str
    keeper: str
    signature: Signature


_NOTE = "(Ký, ghi rõ họ tên)"
_HALVES = (
    _Half(
        "A",
        "B",
        "Lãnh đạo Ủy ban nhân dân giữ",
        Signature(("ỦY BAN NHÂN DÂN", "NGƯỜI GIỮ NỬA A"), _NOTE),
    ),
    _Half("B", "A", "Công an xã giữ", Signature(("CÔNG AN XÃ", "NGƯỜI GIỮ NỬA B"), _NOTE)),
)
_COLUMNS = 4
_BOX_HEIGHT, _GAP, _CAPTION = 12 * mm, 4 * mm, 6 * mm
_GROUP_SIZE, _SIZE, _LEADING = 24, 13, 16.2


def render(paper: Paper[Any], halves: Halves, header: Letterhead, at: datetime) -> bytes:
    """Return the PDF: half A on the first page, half B on the second, the groups numbered and in big type.

    Of ``header`` it takes the agency lines; the sheet has no number, place and date. Raises AppError when the
    fonts are missing.
    """
    target = BytesIO()
    canvas = open_canvas(target, PORTRAIT, title=paper.title, header=header, at=at)
    agency = Letterhead(header.agency_lines, superior_lines=header.superior_lines)
    for half, groups in zip(_HALVES, halves, strict=True):
        _draw_half(canvas, paper, half, groups, agency, at)
        canvas.showPage()  # each half is a paper of its own, so neither bears a page number
    canvas.save()
    return target.getvalue()


def _draw_half(
    canvas: Canvas, paper: Paper[Any], half: _Half, groups: Sequence[str], header: Letterhead, at: datetime
) -> None:
    y = draw_heading(canvas, PORTRAIT, header) - 18
    made = f"({half.keeper}; lập lúc {long_words(at)})"
    y = draw_title(canvas, PORTRAIT, y, f"{paper.heading} – NỬA {half.letter}", note=made) - 18
    y = _draw_groups(canvas, groups, y) - 4
    for face, text in _instructions(half, len(groups)):
        y = _draw_paragraph(canvas, text, face, y)
    draw_signatures(canvas, PORTRAIT, y - 12, (*paper.signatures, half.signature))


def _instructions(half: _Half, count: int) -> tuple[tuple[str, str], ...]:
    """Return the instructions on purpose, storage and use of the half as (face, paragraph)."""
    opens = (
        "Đủ cả hai nửa A và B thì mở lại được kho dữ liệu hộ tịch của máy này và các bản sao lưu của nó khi "
        f"quên mật khẩu hoặc thay máy. Một mình nửa {half.letter} không mở được gì."
    )
    opens_not = (
        "Khóa ký của cán bộ Công an và mật khẩu của từng người: sau khi khôi phục, mỗi người đặt mật khẩu "
        "mới, người duyệt lập khóa ký mới. Gói dữ liệu đã chuyển đi cũng không mở được bằng phiếu này."
    )
    keeping = (
        "Cho vào phong bì, niêm phong, cất trong két riêng; không để cùng chỗ với nửa "
        f"{half.other}. Không chụp ảnh, không chép lại, không gửi qua mạng. Phần mềm không lưu phiếu: mất "
        "một nửa là mất cả phiếu, phải lập phiếu mới ngay."
    )
    use = (
        "Khi cần: ở màn hình đăng nhập bấm Ctrl+R (hoặc lệnh recover), hai người giữ lần lượt gõ "
        f"{count} nhóm của nửa mình theo thứ tự. Dùng xong, in phiếu mới và gõ lại để xác nhận; sau đó mới "
        "hủy phiếu này."
    )
    return (
        (BOLD, "Phiếu này mở được gì"),
        (REGULAR, opens),
        (BOLD, "Phiếu này không mở được gì"),
        (REGULAR, opens_not),
        (BOLD, "Cách giữ và cách dùng"),
        (REGULAR, keeping),
        (REGULAR, use),
    )


def _draw_groups(canvas: Canvas, groups: Sequence[str], y: float) -> float:
    """Draw the groups in boxes, four per line, each with its number below."""
    box = (PORTRAIT.text_width - (_COLUMNS - 1) * _GAP) / _COLUMNS
    for place, group in enumerate(groups):
        line, column = divmod(place, _COLUMNS)
        x = PORTRAIT.left + column * (box + _GAP)
        bottom = y - line * (_BOX_HEIGHT + _CAPTION) - _BOX_HEIGHT
        canvas.setLineWidth(0.8)
        canvas.rect(x, bottom, box, _BOX_HEIGHT)
        _draw_group(canvas, group, x + box / 2, bottom + (_BOX_HEIGHT - _GROUP_SIZE * 0.66) / 2, box - 20)
        centred(canvas, x + box / 2, bottom - 11, f"nhóm {place + 1}", ITALIC, 10.5)
    lines = -(-len(groups) // _COLUMNS)
    return y - lines * (_BOX_HEIGHT + _CAPTION)


def _draw_group(canvas: Canvas, group: str, middle: float, base: float, room: float) -> None:
    """Draw the characters with wide spacing, so that none is misread."""
    place = room / max(1, len(group))
    canvas.setFont(BOLD, _GROUP_SIZE)
    for at, character in enumerate(group):
        canvas.drawCentredString(middle - room / 2 + (at + 0.5) * place, base, character)


def _draw_paragraph(canvas: Canvas, text: str, face: str, y: float) -> float:
    y -= 3 if face == REGULAR else 7
    first, *rest = wrap(text, face, _SIZE, PORTRAIT.text_width - (INDENT if face == REGULAR else 0))
    lines = [first]
    if rest:
        lines += wrap(text[rest[0].start :], face, _SIZE, PORTRAIT.text_width)
    canvas.setFont(face, _SIZE)
    for place, line in enumerate(lines):
        y -= _LEADING
        canvas.drawString(PORTRAIT.left + (0 if place or face != REGULAR else INDENT), y, line.text)
    return y
