"""Rows of a table read as acts: cells by their fields, old letters by the whole row, marks of our export."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from app.matching.letters import legacy
from app.models.declaration.act import Registration
from app.models.declaration.book import BookType, Field
from app.models.words.values import Mark, Source, Value
from app.readers.acts.cells import Said, say
from app.readers.acts.layouts import MARKS, Head, Layout, OpenTable, PlacedColumn
from app.readers.acts.told import Converted, HowRead, ReadAct, Reason, Trouble
from app.readers.columns import named_width
from app.readers.rows import CellKind, Line, SheetCell

_MOST_KNOWN = 20_000  # different words of a column that are kept


class ActReader:
    """A reader of one table by one layout."""

    def __init__(self, table: OpenTable, head: Head, layout: Layout) -> None:
        self._table, self._head, self._layout = table, head, layout
        self._width = named_width(head.headings)
        book = layout.book
        self._columns = [
            (column, book.field_at(column.field)) for column in layout.read if column.field != MARKS
        ]
        self._marks = [column for column in layout.read if column.field == MARKS]
        self._known: dict[int, dict[str, Said]] = {column.at: {} for column in layout.read}
        # whatever is the same down a page may be merged down it; a number or a name may not
        self._alone = {book.field_of(Registration.NUMBER), *(section.name_field for section in book.mains)}

    def rows(self) -> Iterator[ReadAct]:
        """Yield the rows below the header; blank ones are no rows."""
        for number, cells in chain(self._table.first, self._table.rest):
            if number > self._head.line and any(
                (cell.text.strip() or cell.told) and not cell.is_merged for cell in cells
            ):
                yield self._row((number, cells))

    def _row(self, line: Line) -> ReadAct:
        number, cells = line
        if self._has_shifted(cells):
            kept = tuple((heading, cell.text) for heading, cell in _named(self._head.headings, cells))
            return ReadAct(number, kept, {}, (), (Reason("", Trouble.SHIFTED),))
        here = [
            (column, field, cells[column.at])
            for column, field in self._columns
            if column.at < len(cells) and (cells[column.at].text or cells[column.at].told)
        ]
        texts, guessed, decoded = _in_unicode(here)
        values: dict[str, Value] = {}
        converted: list[Converted] = []
        reasons: list[Reason] = []
        for (column, field, cell), text in zip(here, texts, strict=True):
            found = self._say(column.at, field, text, cell)
            if found.reason is None and column.at in guessed:
                found = Said("", reason=Reason(field.key, Trouble.GUESSED, cell.text, found.text))
            elif column.at in decoded:
                found = found._replace(what=HowRead.OLD_LETTERS)
            if found.reason is not None:
                reasons.append(found.reason)
                continue
            if found.what is not None:
                converted.append(Converted(field.key, found.what, cell.text, found.text))
            if found.text:
                self._put(values, field, found.text, converted)
        kept = tuple((column.heading, cell.text) for column, _, cell in here)
        for column in self._marks:
            if column.at < len(cells) and cells[column.at].text.strip():
                kept = (*kept, (column.heading, cells[column.at].text))
                reasons += self._mark(values, cells[column.at].text)
        reasons += lacking(self._layout.book, values, reasons)
        return ReadAct(number, kept, values, tuple(converted), tuple(reasons))

    def _say(self, at: int, field: Field, text: str, cell: SheetCell) -> Said:
        """Return what a cell says; the words of a column repeat, so they are read once."""
        if cell.told is None:
            known = self._known[at]
            if text not in known:
                if len(known) > _MOST_KNOWN:
                    known.clear()
                known[text] = say(field, text, None, self._table.table.epoch)
            return known[text]
        found = say(field, text, cell.told, self._table.table.epoch)
        if not cell.is_merged or found.reason is not None:
            return found
        if field.key in self._alone:
            return Said("", reason=Reason(field.key, Trouble.MERGED))
        return found._replace(what=HowRead.MERGED)

    def _has_shifted(self, cells: Sequence[SheetCell]) -> bool:
        """Tell whether words stand right of the last heading, or a row of CSV has another width."""
        beyond = any(cell.text.strip() and not cell.is_merged for cell in cells[self._width :])
        return beyond or (self._table.table.even and len(cells) < self._width)

    def _put(self, values: dict[str, Value], field: Field, text: str, converted: list[Converted]) -> None:
        """Put a text into its field; two columns of one field that say different things are joined."""
        before = values.get(field.key, Value()).text
        if before and before.casefold() != text.casefold():
            text = f"{before}; {text}"
            converted.append(Converted(field.key, HowRead.JOINED, before, text))
        values[field.key] = Value.of(text, None, Source.IMPORTED)

    def _mark(self, values: dict[str, Value], written: str) -> Iterator[Reason]:
        """Put the marks of our own export into their fields: "mother_name=torn; …"."""
        for one in filter(None, map(str.strip, written.split(";"))):
            key, _, name = one.partition("=")
            try:
                field, mark = self._layout.book.field_at(key.strip()), Mark(name.strip())
            except (KeyError, ValueError):
                yield Reason("", Trouble.MARK, one)
                continue
            values[field.key] = Value(values.get(field.key, Value()).text, mark, Source.IMPORTED)


def lacking(book: BookType, values: Mapping[str, Value], reasons: Sequence[Reason]) -> Iterator[Reason]:
    """Yield what a row must have: its number, and the name of whom it is about or a mark in its place."""
    told = {reason.field for reason in reasons}
    name = book.mains[0].name_field if book.mains else ""
    needed = ((book.field_of(Registration.NUMBER), Trouble.NO_NUMBER), (name, Trouble.NO_NAME))
    for key, trouble in needed:
        if key and key not in told and values.get(key, Value()).is_empty:
            yield Reason(key, trouble)


def fingerprint(book: BookType, act: ReadAct) -> str:
    """Return the hash by which the same row of a later file is known: of its cells, in whatever order."""
    told = json.dumps([book.key, sorted(act.cells)], ensure_ascii=False)
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()


def _in_unicode(
    here: Sequence[tuple[PlacedColumn, Field, SheetCell]],
) -> tuple[list[str], set[int], set[int]]:
    """Return the texts of a row in Unicode, the places of those that were guessed, and of those decoded."""
    texts = [cell.text for _, _, cell in here]
    row = {
        field.key: cell.text
        for _, field, cell in here
        if cell.told is None or cell.told.kind is CellKind.MERGED
    }
    if legacy.is_unicode(row):  # of each kind some is; a cell may still have come from elsewhere
        read = {key: legacy.repair(text)[0] for key, text in row.items() if not text.isascii()}
    else:
        read = legacy.repair_all(row)
    guessed: set[int] = set()
    decoded: set[int] = set()
    for at, (column, field, cell) in enumerate(here):
        after = read.get(field.key, cell.text)
        if row.get(field.key) == cell.text and after != cell.text:
            texts[at] = after
            (guessed if legacy.is_lossy(cell.text, after) else decoded).add(column.at)
    return texts, guessed, decoded


def _named(headings: Sequence[str], cells: Sequence[SheetCell]) -> Iterator[tuple[str, SheetCell]]:
    """Pair the cells with their headings; those beyond have none."""
    for at, cell in enumerate(cells):
        if cell.text:
            yield headings[at] if at < len(headings) else "", cell
