"""Which column of a file holds which field: the ministry's workbook, our own export, a saved mapping."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.models.declaration.act import Registration
from app.models.declaration.book import MOST_ROWS, BookType, Kind, row_key
from app.models.words.vietnamese import fold
from app.readers.kinds import FileTable
from app.readers.rows import Line
from app.readers.sheet_scan import Scan

MARKS = "trang_thai_doc"
"""The column of our own export that holds the marks of the page; as a field, the marks of a row."""
COUNTED = "stt"
"""The column that only counts the lines; nobody misses it."""
_TITLE_ROWS = 30
_LEAST = 2  # columns that are known, in a header
_LEAST_BEGINNING = 20  # letters of a heading that was cut off
_ROW = re.compile(r"(.+?)__(0[2-9]|[1-9][0-9])")


@dataclass(frozen=True, slots=True)
class PlacedColumn:
    """A column of a file: its place from 0, its heading, and the field it holds (empty: it is not read)."""

    at: int
    heading: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """How the columns of a file are read for a book; ``name`` is empty for the known layouts.

    ``whole`` tells our own export, which has every value with its marks.
    """

    book: BookType
    columns: tuple[PlacedColumn, ...]
    name: str = ""
    whole: bool = False

    @property
    def read(self) -> tuple[PlacedColumn, ...]:
        """Return the columns that hold a field."""
        return tuple(column for column in self.columns if column.field)

    @property
    def unread(self) -> tuple[str, ...]:
        """Return the headings of columns that are not read; a count of lines is not missed."""
        return tuple(
            c.heading for c in self.columns if not c.field and c.heading and plain(c.heading) != COUNTED
        )

    @property
    def holds(self) -> frozenset[str]:
        """Return the fields that the file has a column for."""
        return frozenset(column.field for column in self.read)


@dataclass(frozen=True, slots=True)
class Head:
    """The header of a table: the number of its line, its headings, and those of the groups above them."""

    line: int
    headings: tuple[str, ...]
    groups: tuple[str, ...] = ()

    @property
    def said(self) -> tuple[str, ...]:
        """Return each heading behind the one of its group: "Mẹ · Họ tên"."""
        groups = (*self.groups, *("" for _ in self.headings))
        pairs = zip(self.headings, groups, strict=False)
        return tuple(
            f"{group} · {heading}" if group and heading and group != heading else heading
            for heading, group in pairs
        )


@dataclass(slots=True)
class OpenTable:
    """A table with its first lines read; ``rest`` are the lines after them."""

    table: FileTable
    scan: Scan
    first: list[Line]
    rest: Iterator[Line]


def opened(table: FileTable) -> OpenTable:
    """Open a table and read its first lines."""
    scan, lines = table.open()
    first: list[Line] = []
    for line in lines:
        first.append(line)
        if len(first) == _TITLE_ROWS:
            break
    return OpenTable(table, scan, first, lines)


def plain(heading: str) -> str:
    """Return the letters and digits of a heading's first line, without tones, spaces and capitals."""
    first = heading.strip().partition("\n")[0]
    return "".join(char for char in fold(first) if char.isalnum() or char == "_")


def known(book: BookType, keys: Mapping[str, str], headings: Sequence[str]) -> Layout | None:
    """Return the ministry's layout or that of our own export, whichever a header shows; None for neither."""
    columns = []
    used: dict[str, int] = {}
    for at, heading in enumerate(headings):
        field = keys.get(plain(heading)) or _of_row(book, keys, heading) or _cut_off(keys, plain(heading))
        columns.append(PlacedColumn(at, heading.strip(), field))
        if field:
            used.setdefault(field, at)
    if len(used) < _LEAST or not _needed(book) <= used.keys():
        return None
    return Layout(book, tuple(columns), whole=MARKS in used)


def headings_of(book: BookType) -> Mapping[str, str]:
    """Return the field by each heading of the ministry's workbook and of our own export.

    The ministry's workbook of births names the personal numbers by columns of their own, and nationalities
    twice, as code and as words (``…Str``); other books are read by the same manner, which nobody confirmed.
    """
    found = {MARKS: MARKS}
    for section in book.sections:
        head = next(
            (f.excel_key.removesuffix("HoTen") for f in section.fields if f.excel_key.endswith("HoTen")), ""
        )
        number = next((f.key for f in section.fields if f.kind is Kind.PERSONAL_ID), "") or next(
            (f.key for f in section.fields if f.kind is Kind.ID_NUMBER), ""
        )
        if head and number:
            found[plain(f"{head}SoDinhDanh")] = found[plain(f"{head}SoDinhDanhCaNhan")] = number
    for field in book.all_fields():
        found[plain(field.key)] = field.key
        if field.excel_key:
            found[plain(field.excel_key)] = field.key
            if field.kind is Kind.NATIONALITY:
                found[plain(f"{field.excel_key}Str")] = field.key
    return found


def head_of(book: BookType, table: OpenTable) -> tuple[Head, Layout] | None:
    """Return the header of a known layout among the first lines, with the layout; None when there is none."""
    best: tuple[Head, Layout] | None = None
    keys = headings_of(book)
    for number, cells in table.first:
        told = tuple(cell.text for cell in cells)
        layout = known(book, keys, told)
        if layout is not None and (best is None or len(layout.read) > len(best[1].read)):
            best = Head(number, tuple(word.strip() for word in told)), layout
    return best


def likely_head(table: OpenTable) -> Head:
    """Return what most looks like a header of unknown columns: the line with most words, and no numbers."""
    best, most = 0, -1
    for at, (_, cells) in enumerate(table.first):
        texts = [cell for cell in cells if cell.text.strip() and not cell.is_merged]
        words = sum(cell.told is None and any(map(str.isalpha, cell.text)) for cell in texts)
        if words > most and len({cell.text for cell in texts}) == len(texts):
            best, most = at, words
        if most >= _LEAST and words < most:
            break
    if not table.first:
        return Head(0, ())
    number, cells = table.first[best]
    return Head(number, tuple(cell.text.strip() for cell in cells), _groups(table.first, best))


def _groups(first: Sequence[Line], at: int) -> tuple[str, ...]:
    """Return the headings above the header, where some reach over several columns of it."""
    if at == 0:
        return ()
    _, above = first[at - 1]
    if not any(cell.is_merged for cell in above) or sum(bool(cell.text.strip()) for cell in above) < _LEAST:
        return ()
    texts = tuple(cell.text.strip() for cell in above)
    return texts if len(set(filter(None, texts))) > 1 else ()


def _needed(book: BookType) -> set[str]:
    """Return the fields without which no table is of this book: its main persons' name."""
    return {section.name_field for section in book.mains[:1] if section.name_field}


def _of_row(book: BookType, keys: Mapping[str, str], heading: str) -> str:
    """Return the field of a repeated row ("change_to__02"); empty when there is none."""
    found = _ROW.fullmatch(heading.strip())
    key = keys.get(plain(found[1])) if found else None
    if found is None or key is None or int(found[2]) > MOST_ROWS:
        return ""
    moved = row_key(key, int(found[2]))
    try:
        book.field_at(moved)
    except KeyError:
        return ""
    return moved


def _cut_off(keys: Mapping[str, str], heading: str) -> str:
    """Return the field whose heading begins with a long one that was cut off; empty unless it is one."""
    if len(heading) < _LEAST_BEGINNING:
        return ""
    fields = {field for key, field in keys.items() if key.startswith(heading)}
    return fields.pop() if len(fields) == 1 else ""


def number_field(book: BookType) -> str:
    """Return the key of the field for the number of the act."""
    return book.field_of(Registration.NUMBER)
