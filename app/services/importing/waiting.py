"""Rows of files that wait: listed with their reasons, mended, put aside, written out again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.documents.excel import write_rows
from app.errors import Refused
from app.models.books import BOOKS
from app.models.declaration.book import BookType
from app.models.store.tables import ImportFile, ImportRow
from app.models.store.times import stamp
from app.models.words import incoming
from app.models.words.roles import Action
from app.models.words.values import Origin, Source, Value
from app.readers.acts import layouts
from app.readers.acts.act_rows import lacking
from app.readers.acts.cells import say
from app.readers.acts.told import OF_THE_STORE, ReadAct, Reason, Trouble
from app.services.entry import entries
from app.services.importing.planning import Outcome, replan
from app.services.importing.row_states import RowState
from app.services.importing.taking import plain_values, take_row
from app.services.office import audit
from app.services.office.accounts import Officer
from app.services.office.permissions import require
from app.texts import Text

_BLANKS = frozenset({Trouble.NO_NUMBER, Trouble.NO_NAME})  # asked anew of what is written now
_ADDED = ("Tệp", "Dòng", "Lý do chờ")
"""The headings that stand before those of the file when waiting rows are written out."""


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A row that waits: of which file, what stands in it, what was read of it, and why it waits."""

    id: int
    file_name: str
    line: int
    book: BookType
    cells: tuple[tuple[str, str], ...]
    values: Mapping[str, Value]
    reasons: tuple[Reason, ...]

    @property
    def sentences(self) -> tuple[Text, ...]:
        """Return why it waits, with what to do."""
        return tuple(reason.words(self.book) for reason in self.reasons)

    @property
    def main_name(self) -> str:
        """Return the name of whom the act is about, as far as it was read."""
        return self.book.for_entry(self.values).main_name(self.values)

    @property
    def proposals(self) -> dict[str, str]:
        """Return what cells may mean, by field: what a person has only to accept."""
        return {reason.field: reason.proposed for reason in self.reasons if reason.proposed}


def listed(session: Session, *, by: Officer) -> list[WaitingRow]:
    """Return the rows that wait, by file and line."""
    require(by, Action.SEE_WORK)
    query = (
        select(ImportRow, ImportFile)
        .join(ImportFile, ImportFile.id == ImportRow.file_id)
        .where(ImportRow.state == RowState.WAITING)
        .order_by(ImportRow.file_id, ImportRow.line)
    )
    return [_view(row, file) for row, file in session.execute(query)]


def count(session: Session) -> int:
    """Return how many rows wait."""
    query = select(func.count()).select_from(ImportRow).where(ImportRow.state == RowState.WAITING)
    return session.scalar(query) or 0


def mend(
    session: Session,
    row_id: int,
    said: Mapping[str, str],
    *,
    by: Officer,
    at: datetime,
    random: Callable[[int], bytes],
    volume_id: int | None = None,
) -> tuple[Reason, ...]:
    """Write fields of a waiting row and take it in; return why it still waits, nothing when it is taken.

    ``said`` are the words of fields by key, read as the cells of a file are. ``volume_id`` is the volume
    chosen for the row; without one it is found by its number.
    """
    require(by, Action.IMPORT_ENTRIES)
    row, file = _waiting(session, row_id)
    book = BOOKS[file.book_type]
    values = plain_values(book, row.said)
    before = (Reason.of(stored) for stored in row.reasons)
    left = [reason for reason in before if reason.field and reason.what not in OF_THE_STORE | _BLANKS]
    for key, text in said.items():
        found = say(book.field_at(key), text, None, None)
        left = [reason for reason in left if reason.field != key]
        if found.reason is not None:
            left.append(found.reason)
            continue
        values[key] = Value.of(found.text, None, Source.IMPORTED)
    values = {key: value for key, value in values.items() if not value.is_empty}
    left += lacking(book, values, left)
    act = ReadAct(row.line, tuple((h, t) for h, t in row.cells), values, (), tuple(left))
    planned = replan(session, book, act, row.fingerprint, by=by, volume_id=volume_id)
    planned.row_id = row.id
    row.by, row.at = by.uid, stamp(at)
    if planned.outcome is Outcome.WAITS:
        row.said = _plain(values)
        row.reasons = [reason.plain() for reason in planned.reasons]
        session.flush()
        return planned.reasons
    if planned.outcome is Outcome.SAME:
        row.said, row.reasons, row.state = _plain(values), [], RowState.TAKEN
        row.volume_id, row.entry_id = planned.volume_id, planned.entry_id or None
    else:
        take_row(session, file.id, planned, origin=Origin(file.origin), by=by, at=at, random=random)
    _record(session, "import_row_mended", row, by=by, at=at)
    return ()


def put_aside(session: Session, row_id: int, reason: str, *, by: Officer, at: datetime) -> None:
    """Take a row off the list for a reason that is kept; the same row of a later file stays off it."""
    require(by, Action.IMPORT_ENTRIES)
    row, _ = _waiting(session, row_id)
    words = incoming.reason(reason)
    row.reasons = [*row.reasons, ["", "aside", words, ""]]
    row.state, row.by, row.at = RowState.ASIDE, by.uid, stamp(at)
    _record(session, "import_row_aside", row, by=by, at=at)


def export(rows: list[WaitingRow]) -> bytes:
    """Return a workbook of waiting rows under the headings of their files, with the reasons in front."""
    headings = list(dict.fromkeys(heading for row in rows for heading, _ in row.cells))
    known = {layouts.plain(heading) for heading in headings}
    for field in (row.book.field_at(r.field) for row in rows for r in row.reasons if r.field):
        heading = (
            field.excel_key or field.key
        )  # of a cell that is blank in every row, so that it can be filled
        if not known & {layouts.plain(field.key), layouts.plain(heading)}:
            headings.append(heading)
            known.add(layouts.plain(heading))
    table = []
    for row in rows:
        cells = dict(reversed(row.cells))
        why = " ".join(map(str, row.sentences))
        table.append([row.file_name, str(row.line), why, *(cells.get(heading, "") for heading in headings)])
    return write_rows("Dòng chờ", [*_ADDED, *headings], table)


def _view(row: ImportRow, file: ImportFile) -> WaitingRow:
    book = BOOKS[file.book_type]
    reasons = tuple(Reason.of(stored) for stored in row.reasons)
    cells = tuple((heading, text) for heading, text in row.cells)
    return WaitingRow(row.id, file.file_name, row.line, book, cells, plain_values(book, row.said), reasons)


def _waiting(session: Session, row_id: int) -> tuple[ImportRow, ImportFile]:
    row = session.get(ImportRow, row_id)
    if row is None or row.state != RowState.WAITING:
        raise Refused("Dòng này không còn chờ nữa. Chưa thay đổi gì.")
    return row, session.get_one(ImportFile, row.file_id)


def _plain(values: Mapping[str, Value]) -> dict[str, dict[str, str]]:
    return {key: entries.plain(value) for key, value in values.items()}


def _record(session: Session, kind: str, row: ImportRow, *, by: Officer, at: datetime) -> None:
    data = {"fingerprint": row.fingerprint, "entry": row.entry_id or ""}
    audit.record(session, kind, subject=f"import:{row.file_id}", by=by.uid, at=at, data=data)
