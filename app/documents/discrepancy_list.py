"""The list of civil-status facts that differ from the population registry, for three signatures.

No official form was found; the columns and the design are the product's own, the frame follows Decree
30/2020.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

from app.documents import list_table as table
from app.documents.fonts import BOLD, ITALIC, REGULAR
from app.documents.page import (
    INDENT,
    Letterhead,
    Signature,
    draw_heading,
    draw_signatures,
    draw_title,
    minute_words,
    open_canvas,
    signatures_height,
)
from app.documents.text import Span, TextLine, clean, moved, number, wrap
from app.models.words.values import MARK_LABELS, Mark
from app.progress import Progress, silent

REGISTRY_EMPTY = "(CSDL để trống)"
BOOK_EMPTY = "(không có thông tin)"  # without a mark nobody has confirmed that the book is blank


@dataclass(frozen=True, slots=True)
class DiscrepancyRow:
    """One differing field.

    The spans are [start, end) in the two values as given; an empty span marks where words are missing.
    ``book_mark`` holds the reason for an empty or doubtful value of the book; it is never underlined.
    """

    book_value: str
    registry_value: str
    field_label: str
    result_words: str = ""
    detail: str = ""
    resolution_label: str = ""
    state_label: str = ""
    note: str = ""
    book_spans: tuple[Span, ...] = ()
    registry_spans: tuple[Span, ...] = ()
    book_mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class DiscrepancyPerson:
    """One person of one act, with all differences.

    ``act`` is "Số 45/1998, Q. 01, tr. 2", never "45/01/1998", which reads as a date; ``role`` ("chồng")
    follows the name in brackets; father and mother stand below it when given.
    """

    book: str
    act: str
    name: str
    birth: str
    personal_id: str
    rows: tuple[DiscrepancyRow, ...]
    role: str = ""
    father: str = ""
    mother: str = ""


@dataclass(frozen=True, slots=True)
class ListHead:
    """The texts around the table: heading, titles, legal basis, and places to sign."""

    header: Letterhead
    signatures: tuple[Signature, ...]
    basis: str = "Lập theo Bước 2 Quy trình số 1292/HTQTCT-QLHC"
    kind: str = "DANH SÁCH"
    subject: str = "Thông tin hộ tịch chưa thống nhất giữa Sổ hộ tịch và Cơ sở dữ liệu quốc gia về dân cư"
    legend: str = "Chữ gạch chân: chỗ khác nhau; dấu ^ dưới dòng: chỗ thiếu; không xét nơi cư trú."


def render(
    head: ListHead, persons: Sequence[DiscrepancyPerson], *, at: datetime, progress: Progress = silent
) -> bytes:
    """Return the PDF, A4 landscape; ``at`` is the time of the figures.

    The time is linear in the rows. Raises AppError when the fonts are missing; passes on errors of
    ``progress``.
    """
    target = BytesIO()
    canvas = open_canvas(
        target, table.PAPER, title=head.subject, author=" ".join(head.header.agency_lines), at=at
    )
    drawn = table.ListTable(canvas, _draw_head(canvas, head, at))
    summary = _summary(persons)
    foot = _foot_height(head, summary)
    for place, person in enumerate(persons, 1):
        groups = _groups(place, person)
        for group in groups:
            last = place == len(persons) and group is groups[-1]
            drawn.place(group, foot if last else 0.0)
        progress(place, len(persons))
    y = drawn.close(foot)
    _draw_foot(canvas, head, summary, y)
    canvas.showPage()
    canvas.save()
    return target.getvalue()


def _draw_head(canvas: Canvas, head: ListHead, at: datetime) -> float:
    y = draw_heading(canvas, table.PAPER, head.header) - 14
    taken = f"số liệu đến {minute_words(at)}"
    note = f"({head.basis}; {taken})" if head.basis else f"({taken})"
    y = draw_title(canvas, table.PAPER, y, head.kind, head.subject, note) - 20
    if head.legend:
        canvas.setFont(ITALIC, 11)
        canvas.drawRightString(table.PAPER.right, y, clean(head.legend))
    return y - 6


_SUMMARY_STEP, _SUMMARY_SIZE = 17.0, 13.0


def _summary(persons: Sequence[DiscrepancyPerson]) -> list[str]:
    """Count people, rows and resolutions, in the order of first appearance."""
    rows = [row for person in persons for row in person.rows]
    if not rows:
        words = "Không có thông tin nào chưa thống nhất."
    else:
        ways = Counter(row.resolution_label or "chưa có hướng xử lý" for row in rows)
        parts = "; ".join(f"{_lower_first(clean(way))} {number(count)}" for way, count in ways.items())
        words = (
            f"Danh sách có {number(len(persons))} trường hợp, {number(len(rows))} thông tin chưa thống nhất; "
        )
        words += f"trong đó: {parts}."
    first, *rest = wrap(words, REGULAR, _SUMMARY_SIZE, table.PAPER.text_width - INDENT)
    if not rest:
        return [first.text]
    others = wrap(words[rest[0].start :], REGULAR, _SUMMARY_SIZE, table.PAPER.text_width)
    return [first.text, *(line.text for line in others)]


def _lower_first(text: str) -> str:
    """Return the text with a small first letter, unless it starts with an abbreviation."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _foot_height(head: ListHead, summary: list[str]) -> float:
    return 10 + len(summary) * _SUMMARY_STEP + 10 + signatures_height(table.PAPER, head.signatures)


def _draw_foot(canvas: Canvas, head: ListHead, summary: list[str], y: float) -> None:
    y -= 10 + _SUMMARY_SIZE
    canvas.setFont(REGULAR, _SUMMARY_SIZE)
    for place, line in enumerate(summary):
        canvas.drawString(table.PAPER.left + (0 if place else INDENT), y, line)
        y -= _SUMMARY_STEP
    draw_signatures(canvas, table.PAPER, y + _SUMMARY_SIZE - 10, head.signatures)


def _groups(place: int, person: DiscrepancyPerson) -> list[table.Group]:
    """Yield a person as measured groups; too tall shared cells continue in a group of their own."""
    name = clean(f"{person.name} ({person.role})" if person.role else person.name)
    shared = {
        table.NUMBER: table.lines_of(table.NUMBER, str(place)),
        table.BOOK: table.lines_of(table.BOOK, clean(person.book)),
        table.ACT: table.lines_of(table.ACT, clean(person.act).replace(", ", "\n", 1)),
        table.NAME: table.lines_of(table.NAME, name, BOLD) + _parents(person),
        table.BIRTH: table.lines_of(table.BIRTH, clean(person.birth)),
        table.PERSONAL_ID: table.lines_of(table.PERSONAL_ID, clean(person.personal_id)),
    }
    continued = shared | {table.NAME: table.lines_of(table.NAME, f"{name} (tiếp)", BOLD)}
    if max(map(len, continued.values())) > table.MOST_LINES:
        continued = {
            table.NUMBER: shared[table.NUMBER],
            table.NAME: table.lines_of(table.NAME, "(tiếp)", BOLD),
        }
    *before, last = _cut(shared)
    rows = tuple(part for row in person.rows for part in _rows(row)) or (_EMPTY,)
    return [table.Group(cells, continued, (_EMPTY,)) for cells in before] + [
        table.Group(last, continued, rows)
    ]


_EMPTY = table.ListRow({table.FIELD: ()}, {})


def _parents(person: DiscrepancyPerson) -> tuple[TextLine, ...]:
    pairs = (("Cha", person.father), ("Mẹ", person.mother))
    text = "\n".join(f"{label}: {clean(name)}" for label, name in pairs if name)
    return table.lines_of(table.NAME, text) if text else ()


def _rows(row: DiscrepancyRow) -> list[table.ListRow]:
    """Yield one field as measured rows; a long field gives several rows without lines between them."""
    book = clean(row.book_value)
    registry = clean(row.registry_value)
    cells = {
        table.FIELD: table.lines_of(table.FIELD, clean(row.field_label)),
        table.IN_BOOK: table.lines_of(table.IN_BOOK, book) if book else (),
        table.IN_REGISTRY: table.lines_of(table.IN_REGISTRY, registry)
        if registry
        else table.lines_of(table.IN_REGISTRY, REGISTRY_EMPTY, ITALIC),
        table.RESULT: table.lines_of(table.RESULT, _stacked(row.result_words, row.state_label)),
        table.RESOLUTION: table.lines_of(table.RESOLUTION, clean(row.resolution_label)),
        table.NOTE: table.lines_of(table.NOTE, _stacked(row.detail, row.note)),
    }
    spans = {
        table.IN_BOOK: moved(row.book_spans, row.book_value),
        table.IN_REGISTRY: moved(row.registry_spans, row.registry_value) if registry else (),
    }
    if row.book_mark is not None or not book:
        label = f"({MARK_LABELS[row.book_mark]})" if row.book_mark else BOOK_EMPTY
        # past every offset of the value, so that no span covers the words of the mark
        mark = table.lines_of(table.IN_BOOK, label, ITALIC)
        cells[table.IN_BOOK] += tuple(line._replace(start=len(book) + 1 + line.start) for line in mark)
    first, *others = _cut(cells)
    again = table.lines_of(table.FIELD, f"{clean(row.field_label)} (tiếp)")
    if len(again) > table.MOST_LINES:
        again = table.lines_of(table.FIELD, "(tiếp)")
    # a part keeps its remaining lines of the label
    parts = [part if part[table.FIELD] else dict(part) | {table.FIELD: again} for part in others]
    return [table.ListRow(first, spans), *(table.ListRow(part, spans, ruled=False) for part in parts)]


def _cut(cells: table.Cells) -> list[table.Cells]:
    """Split cells that are too tall for one row into several rows."""
    tallest = max(map(len, cells.values()))
    if tallest <= table.MOST_LINES:
        return [cells]
    cuts = range(0, tallest, table.MOST_LINES)
    return [{column: lines[at : at + table.MOST_LINES] for column, lines in cells.items()} for at in cuts]


def _stacked(*texts: str) -> str:
    """Join texts as lines, without empty and repeated ones."""
    return "\n".join(dict.fromkeys(clean(text) for text in texts if text))
