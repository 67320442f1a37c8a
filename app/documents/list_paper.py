"""A list on paper: heading and title, the table of declared columns, a sentence, the places to sign."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from app.documents.fonts import ITALIC, REGULAR
from app.documents.list_table import Columns, Group, ListTable
from app.documents.page import (
    INDENT,
    Letterhead,
    PageForm,
    closing_height,
    draw_closing,
    draw_heading,
    draw_title,
    open_canvas,
)
from app.documents.paper import Paper
from app.documents.text import clean, wrap
from app.models.words.moments import long_words
from app.progress import Progress

_SUMMARY_STEP, _SUMMARY_SIZE = 17.0, 13.0


def draw_list(
    paper: Paper[Any],
    columns: Columns,
    parts: Iterable[Sequence[Group]],
    total: int,
    header: Letterhead,
    *,
    summary: str,
    at: datetime,
    progress: Progress,
) -> bytes:
    """Return the PDF of a list of ``total`` parts; ``at`` is when the figures were taken.

    A part is the groups of one number of the list; they may be measured when they are asked for, the fonts
    are ready by then. Raises AppError when the fonts are missing, and what ``progress`` raises.
    """
    form = columns.form
    target = BytesIO()
    canvas = open_canvas(target, form, title=paper.title, header=header, at=at)
    table = ListTable(canvas, columns, _draw_head(canvas, paper, form, header, at))
    lines = _summary_lines(summary, form)
    foot = 10 + len(lines) * _SUMMARY_STEP + 10 + closing_height(form, paper.signatures, paper.recipients)
    for place, groups in enumerate(parts, 1):
        for group in groups:
            last = place == total and group is groups[-1]
            table.place(group, foot if last else 0.0)
        progress(place, total)
    y = table.close(foot) - 10 - _SUMMARY_SIZE
    canvas.setFont(REGULAR, _SUMMARY_SIZE)
    for step, line in enumerate(lines):
        canvas.drawString(form.left + (0 if step else INDENT), y, line)
        y -= _SUMMARY_STEP
    draw_closing(canvas, form, y + _SUMMARY_SIZE - 10, paper.signatures, paper.recipients)
    canvas.showPage()
    canvas.save()
    return target.getvalue()


def _draw_head(canvas: Canvas, paper: Paper[Any], form: PageForm, header: Letterhead, at: datetime) -> float:
    y = draw_heading(canvas, form, header) - 14
    taken = f"số liệu đến {long_words(at)}"
    note = f"({header.basis}; {taken})" if header.basis else f"({taken})"
    y = draw_title(canvas, form, y, paper.heading, paper.title, note) - 20
    if paper.legend:
        canvas.setFont(ITALIC, 11)
        canvas.drawRightString(form.right, y, clean(paper.legend))
    return y - 6


def _summary_lines(words: str, form: PageForm) -> list[str]:
    """Break the sentence under the table; its first line is indented."""
    first, *rest = wrap(words, REGULAR, _SUMMARY_SIZE, form.text_width - INDENT)
    if not rest:
        return [first.text]
    others = wrap(words[rest[0].start :], REGULAR, _SUMMARY_SIZE, form.text_width)
    return [first.text, *(line.text for line in others)]
