"""The frame of an official paper: Decree 30/2020/NĐ-CP, Annex I.

Lengths are points. A paper is drawn from the top down; each ``draw_…`` gets its start height and returns its
end height.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from app.documents import fonts
from app.documents.fonts import BOLD, BOLD_ITALIC, ITALIC, REGULAR
from app.documents.text import balanced, clean, width
from app.models.words.moments import pdf_stamp

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
INDENT = 12.7 * mm
RULE = 0.7  # the thickness of the rules under agency, motto and title

_STEP = 16.5  # from line to line in headings and signatures
_UNDER = 5.5  # from a base line to the rule under it
_PAGE_NUMBER = 12 * mm  # base line below the upper edge
_FOOT, _FOOT_SIZE = 12 * mm, 9.0  # base line above the lower edge
_TO_NAME = 60.0  # room for the signature itself
_NAME_BELOW = 5.0
_RECIPIENTS_STEP = 14.0


@dataclass(frozen=True, slots=True)
class PageForm:
    """One A4 sheet: its size, the decree's margins, and the share of the heading's left column."""

    width: float
    height: float
    left_share: float

    left = 30 * mm
    right_margin = 15 * mm
    bottom = 20 * mm
    top_margin = 20 * mm

    @property
    def right(self) -> float:
        """Return the right edge of the text."""
        return self.width - self.right_margin

    @property
    def top(self) -> float:
        """Return the upper edge of the text."""
        return self.height - self.top_margin

    @property
    def text_width(self) -> float:
        """Return the width of the text."""
        return self.right - self.left

    @property
    def middle(self) -> float:
        """Return the horizontal middle of the text, for titles and page numbers."""
        return (self.left + self.right) / 2


PORTRAIT = PageForm(A4[0], A4[1], 0.40)
LANDSCAPE = PageForm(A4[1], A4[0], 0.42)


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The heading: the issuing agency, number, place and date.

    ``agency_lines`` are bold, the ``superior_lines`` above them regular; ``number`` is as printed
    ("Số: 03/DS-UBND"). Without ``date`` the place-date line is left out, as in minutes. ``basis`` is
    what the paper rests on. ``foot`` stands small in the lower margin of every page.
    """

    agency_lines: tuple[str, ...]
    number: str = ""
    place: str = ""
    date: dt.date | None = None
    superior_lines: tuple[str, ...] = ()
    basis: str = ""
    foot: str = ""

    @property
    def place_date(self) -> str:
        """Return "Cẩm Lương, ngày 05 tháng 02 năm 2023": two digits for days under 10 and months 1 and 2."""
        if self.date is None:
            return ""
        month = f"{self.date.month:02d}" if self.date.month <= 2 else str(self.date.month)
        words = f"ngày {self.date.day:02d} tháng {month} năm {self.date.year}"
        return f"{self.place}, {words}" if self.place else words.capitalize()


@dataclass(frozen=True, slots=True)
class Signature:
    """One place to sign: capital lines of the title, an italic note under them, and the name."""

    title_lines: tuple[str, ...]
    note: str = ""
    name: str = ""


class _Sheets(Canvas):
    """A canvas that draws the foot of each page when the page is finished."""

    def __init__(self, target: BytesIO, form: PageForm, foot: str) -> None:
        self._form, self._foot = form, clean(foot)
        super().__init__(
            target,
            pagesize=(form.width, form.height),
            initialFontName=REGULAR,  # type: ignore[arg-type]  # else Helvetica is listed, and not embedded
            initialFontSize=13,
            pageCompression=1,
            invariant=1,
            lang="vi-VN",
        )

    def showPage(self) -> None:
        if self._foot:
            self.setFont(ITALIC, _FOOT_SIZE)
            self.drawString(self._form.left, _FOOT, self._foot)
        super().showPage()


def open_canvas(
    target: BytesIO, form: PageForm, *, title: str, header: Letterhead, at: dt.datetime
) -> Canvas:
    """Open a canvas whose file depends on nothing but its arguments; raises AppError without the fonts."""
    fonts.register()
    canvas = _Sheets(target, form, header.foot)
    made = pdf_stamp(at)
    canvas.setDateFormatter(lambda *_parts: made)
    canvas.setTitle(clean(title))
    canvas.setAuthor(clean(" ".join(header.agency_lines)))
    canvas.setCreator("Đối Soát Hộ Tịch")
    return canvas


def draw_page_number(canvas: Canvas, form: PageForm, page: int) -> None:
    """Draw the number centred in the top margin; page 1 has none."""
    if page > 1:
        canvas.setFont(REGULAR, 13)
        canvas.drawCentredString(form.middle, form.height - _PAGE_NUMBER, str(page))


def draw_heading(canvas: Canvas, form: PageForm, header: Letterhead) -> float:
    """Draw both columns of the heading at the top of the sheet."""
    column = form.text_width * form.left_share
    left = form.left + column / 2
    right = form.right - (form.text_width - column) / 2
    agency = [(line, REGULAR) for text in header.superior_lines for line in _broken(text, REGULAR, column)]
    agency += [(line, BOLD) for text in header.agency_lines for line in _broken(text, BOLD, column)]
    first = base = form.top - 12
    for step, (line, face) in enumerate(agency):
        base = first - _STEP * step
        centred(canvas, left, base, line, face, 13)
    if agency:
        _rule(canvas, left, base, width(agency[-1][0], BOLD, 13) * 0.42)
    second = first - _STEP
    centred(canvas, right, first, NATION, BOLD, 13)
    centred(canvas, right, second, MOTTO, BOLD, 14)
    _rule(canvas, right, second, width(MOTTO, BOLD, 14))
    below = min(base, second)
    if not (header.number or header.place_date):
        return below - 2 * _UNDER
    below -= 23
    centred(canvas, left, below, clean(header.number), REGULAR, 13)
    centred(canvas, right, below, clean(header.place_date), ITALIC, 14)
    return below - 4


def draw_title(
    canvas: Canvas, form: PageForm, y: float, kind: str, subject: str = "", note: str = ""
) -> float:
    """Draw the kind in capitals, its subject in bold, a note in italics and the rule below."""
    limit = form.text_width * 0.92
    lines = [(clean(kind), BOLD, 14, 14.0)]
    if subject:
        lines += [(line, BOLD, 14, 18.0) for line in balanced(clean(subject), BOLD, 14, limit)]
    under = width(lines[-1][0], BOLD, 14) * (0.36 if subject else 0.5)
    if note:
        lines += [(line, ITALIC, 13, 17.0) for line in balanced(clean(note), ITALIC, 13, limit)]
    for line, face, size, step in lines:
        y -= step
        centred(canvas, form.middle, y, line, face, size)
    y -= 7
    canvas.setLineWidth(RULE)
    canvas.line(form.middle - under / 2, y, form.middle + under / 2, y)
    return y


def signatures_height(form: PageForm, signatures: Sequence[Signature], *, indent: float = 0.0) -> float:
    """Return the height ``draw_signatures`` takes."""
    column = (form.text_width - indent) / max(1, len(signatures))
    return _to_name(signatures, column) + _NAME_BELOW if signatures else 0.0


def draw_signatures(
    canvas: Canvas, form: PageForm, y: float, signatures: Sequence[Signature], *, indent: float = 0.0
) -> float:
    """Draw the places to sign side by side: first lines on one base line, and so the names."""
    if not signatures:
        return y
    column = (form.text_width - indent) / len(signatures)
    name = y - _to_name(signatures, column)
    for place, signature in enumerate(signatures):
        middle = form.left + indent + column * (place + 0.5)
        base = y - 13
        for line in _titles(signature, column):
            centred(canvas, middle, base, line, BOLD, 13)
            base -= _STEP
        if signature.note:
            centred(canvas, middle, base + 1.5, clean(signature.note), ITALIC, 12)
        centred(canvas, middle, name, clean(signature.name), BOLD, 13)
    return name - _NAME_BELOW


def closing_height(form: PageForm, signatures: Sequence[Signature], recipients: Sequence[str]) -> float:
    """Return the height ``draw_closing`` takes."""
    indent = _beside(form, recipients)
    signing = signatures_height(form, signatures, indent=indent)
    listed = _RECIPIENTS_STEP * (len(recipients) + 1) if recipients else 0.0
    return max(signing, listed) if indent else signing + listed


def draw_closing(
    canvas: Canvas, form: PageForm, y: float, signatures: Sequence[Signature], recipients: Sequence[str]
) -> float:
    """Draw the places to sign and who gets the paper: beside them on a wide sheet, else under them."""
    indent = _beside(form, recipients)
    below = draw_signatures(canvas, form, y, signatures, indent=indent)
    end = _draw_recipients(canvas, form, y if indent else below, recipients)
    return min(below, end)


def _beside(form: PageForm, recipients: Sequence[str]) -> float:
    """Return the width of the column of recipients; none on an upright sheet: the signatures need it."""
    if not recipients or form.width < form.height:
        return 0.0
    return max(width(line, REGULAR, 11) for line in _recipient_lines(recipients)) + 12


def _recipient_lines(recipients: Sequence[str]) -> list[str]:
    return [f"- {clean(one)};" for one in recipients[:-1]] + [f"- {clean(one)}." for one in recipients[-1:]]


def _draw_recipients(canvas: Canvas, form: PageForm, y: float, recipients: Sequence[str]) -> float:
    if not recipients:
        return y
    y -= _RECIPIENTS_STEP
    canvas.setFont(BOLD_ITALIC, 12)
    canvas.drawString(form.left, y, "Nơi nhận:")
    canvas.setFont(REGULAR, 11)
    for line in _recipient_lines(recipients):
        y -= _RECIPIENTS_STEP
        canvas.drawString(form.left, y, line)
    return y


def centred(canvas: Canvas, middle: float, y: float, text: str, face: str, size: float) -> None:
    """Draw one centred line unless the text is empty."""
    if text:
        canvas.setFont(face, size)
        canvas.drawCentredString(middle, y, text)


def _to_name(signatures: Sequence[Signature], column: float) -> float:
    """Return the distance from the top of the block to the base line of the names."""
    lines = max(len(_titles(signature, column)) + bool(signature.note) for signature in signatures)
    return 13 + (lines - 1) * _STEP + _TO_NAME


def _titles(signature: Signature, column: float) -> list[str]:
    return [line for text in signature.title_lines for line in _broken(text, BOLD, column)]


def _broken(text: str, face: str, column: float) -> list[str]:
    return balanced(clean(text), face, 13, column - 6)


def _rule(canvas: Canvas, middle: float, base: float, length: float) -> None:
    canvas.setLineWidth(RULE)
    canvas.line(middle - length / 2, base - _UNDER, middle + length / 2, base - _UNDER)
