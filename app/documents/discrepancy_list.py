"""The list of civil-status facts that differ from the population registry, for three signatures.

No official form was found; the columns and the design are the product's own, the frame follows Decree
30/2020.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.documents.fonts import BOLD, ITALIC
from app.documents.list_paper import draw_list
from app.documents.list_table import MOST_LINES, Cells, Columns, Group, ListRow
from app.documents.page import Letterhead
from app.documents.paper import Paper
from app.documents.text import Span, TextLine, clean, moved, number
from app.models.words.values import MARK_LABELS, Mark
from app.progress import Progress, silent

REGISTRY_EMPTY = "(CSDL để trống)"
BOOK_EMPTY = "(không có thông tin)"  # without a mark nobody has confirmed that the book is blank


@dataclass(frozen=True, slots=True)
class DiscrepancyRow:
    """One differing field.

    The spans are [start, end) in the two values as given; an empty span marks where words are missing.
    ``book_mark`` holds the reason for an empty or doubtful value of the book; it is never underlined.
    ``ended`` says that nobody follows it any more; ``state_label`` then says why.
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
    ended: bool = False


@dataclass(frozen=True, slots=True)
class DiscrepancyPerson:
    """One person of one act, with all differences.

    ``entry_id`` tells acts apart, since a book may give a number twice. ``act`` is "Số 45/1998, Q. 01, tr.
    2", never "45/01/1998", which reads as a date; ``role`` ("chồng") follows the name in brackets; father and
    mother stand below it when given.
    """

    entry_id: str
    book: str
    act: str
    name: str
    birth: str
    personal_id: str
    rows: tuple[DiscrepancyRow, ...]
    role: str = ""
    father: str = ""
    mother: str = ""


def render(
    paper: Paper[Any],
    persons: Sequence[DiscrepancyPerson],
    header: Letterhead,
    at: datetime,
    progress: Progress = silent,
) -> bytes:
    """Return the PDF; time grows with the rows. Raises as ``draw_list``."""
    columns = Columns(paper)
    parts = (_groups(columns, place, person) for place, person in enumerate(persons, 1))
    return draw_list(
        paper, columns, parts, len(persons), header, summary=_summary(persons), at=at, progress=progress
    )


def _summary(persons: Sequence[DiscrepancyPerson]) -> str:
    """Count acts, people, rows and what is to be done with them, in the order of first appearance."""
    rows = [row for person in persons for row in person.rows]
    if not rows:
        return "Không có thông tin nào chưa thống nhất."
    ways = Counter(row.resolution_label or "chưa có hướng xử lý" for row in rows)
    parts = "; ".join(f"{_lower_first(clean(way))} {number(count)}" for way, count in ways.items())
    acts = len({person.entry_id for person in persons})
    words = (
        f"Danh sách có {number(acts)} trường hợp, {number(len(persons))} người, "
        f"{number(len(rows))} thông tin chưa thống nhất; "
    )
    ended = sum(row.ended for row in rows)
    return words + f"trong đó: {parts}" + (f"; đã kết thúc theo dõi {number(ended)}." if ended else ".")


def _lower_first(text: str) -> str:
    """Return the text with a small first letter, unless it starts with an abbreviation."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _groups(columns: Columns, place: int, person: DiscrepancyPerson) -> list[Group]:
    """Measure a person; shared cells taller than a row may be go on in a group of their own."""
    name = clean(f"{person.name} ({person.role})" if person.role else person.name)
    shared = {
        "number": columns.lines_of("number", str(place)),
        "book": columns.lines_of("book", clean(person.book)),
        "act": columns.lines_of("act", clean(person.act).replace(", ", "\n", 1)),
        "name": columns.lines_of("name", name, BOLD) + _parents(columns, person),
        "birth": columns.lines_of("birth", clean(person.birth)),
        "personal_id": columns.lines_of("personal_id", clean(person.personal_id)),
    }
    continued = shared | {"name": columns.lines_of("name", f"{name} (tiếp)", BOLD)}
    if max(map(len, continued.values())) > MOST_LINES:
        continued = {
            "number": shared["number"],
            "name": columns.lines_of("name", "(tiếp)", BOLD),
        }
    *before, last = _cut(shared)
    rows = tuple(part for row in person.rows for part in _rows(columns, row)) or (_EMPTY,)
    return [Group(cells, continued, (_EMPTY,)) for cells in before] + [Group(last, continued, rows)]


_EMPTY = ListRow({"field": ()}, {})


def _parents(columns: Columns, person: DiscrepancyPerson) -> tuple[TextLine, ...]:
    pairs = (("Cha", person.father), ("Mẹ", person.mother))
    text = "\n".join(f"{label}: {clean(name)}" for label, name in pairs if name)
    return columns.lines_of("name", text) if text else ()


def _rows(columns: Columns, row: DiscrepancyRow) -> list[ListRow]:
    """Measure one field; a long one comes as several rows without a line between them."""
    book = clean(row.book_value)
    registry = clean(row.registry_value)
    cells = {
        "field": columns.lines_of("field", clean(row.field_label)),
        "in_book": columns.lines_of("in_book", book) if book else (),
        "in_registry": columns.lines_of("in_registry", registry)
        if registry
        else columns.lines_of("in_registry", REGISTRY_EMPTY, ITALIC),
        "result": columns.lines_of("result", _stacked(row.result_words, row.state_label)),
        "resolution": columns.lines_of("resolution", clean(row.resolution_label)),
        "note": columns.lines_of("note", _stacked(row.detail, row.note)),
    }
    spans = {
        "in_book": moved(row.book_spans, row.book_value),
        "in_registry": moved(row.registry_spans, row.registry_value) if registry else (),
    }
    if row.book_mark is not None or not book:
        label = f"({MARK_LABELS[row.book_mark]})" if row.book_mark else BOOK_EMPTY
        # past every offset of the value, so that no span can fall on the words of the mark
        mark = columns.lines_of("in_book", label, ITALIC)
        cells["in_book"] += tuple(line._replace(start=len(book) + 1 + line.start) for line in mark)
    first, *others = _cut(cells)
    again = columns.lines_of("field", f"{clean(row.field_label)} (tiếp)")
    if len(again) > MOST_LINES:
        again = columns.lines_of("field", "(tiếp)")
    # a part with lines of the label left keeps them
    parts = [part if part["field"] else dict(part) | {"field": again} for part in others]
    return [ListRow(first, spans), *(ListRow(part, spans, ruled=False) for part in parts)]


def _cut(cells: Cells) -> list[Cells]:
    """Cut cells taller than a row may be into as many rows as they need."""
    tallest = max(map(len, cells.values()))
    if tallest <= MOST_LINES:
        return [cells]
    cuts = range(0, tallest, MOST_LINES)
    return [{key: lines[at : at + MOST_LINES] for key, lines in cells.items()} for at in cuts]


def _stacked(*texts: str) -> str:
    """Join texts as lines, without empty and repeated ones."""
    return "\n".join(dict.fromkeys(clean(text) for text in texts if text))
