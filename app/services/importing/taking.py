"""Taking a planned file in: good rows become entries like typed ones, the others wait."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.errors import Refused
from app.models.declaration.book import BookType
from app.models.store.tables import ImportFile, ImportRow
from app.models.store.times import stamp
from app.models.words.roles import Action
from app.models.words.values import Origin, Value
from app.services.entry import entries
from app.services.importing.files import FileOfActs
from app.services.importing.planning import Outcome, Plan, PlannedAct
from app.services.importing.row_states import RowState
from app.services.office import audit
from app.services.office.accounts import Officer
from app.services.office.permissions import require

KNOWN_LAYOUT, OWN_EXPORT = "excel", "xuat"
"""The layouts that need no mapping, as they are stored."""


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of the rows of a file; ``unfinished`` new or changed ones are drafts yet."""

    file_id: int | None
    new: int
    changed: int
    same: int
    waiting: int
    unfinished: int


def take_in(
    session: Session,
    file: FileOfActs,
    plan: Plan,
    *,
    origin: Origin,
    by: Officer,
    at: datetime,
    random: Callable[[int], bytes],
) -> TakenIn:
    """Take in what was planned in the same transaction; a file that changes nothing leaves no trace.

    Entries are made, changed and completed by the services of typing, so that four eyes see them too.
    """
    require(by, Action.IMPORT_ENTRIES)
    same = plan.count(Outcome.SAME)
    if plan.changes_nothing:
        return TakenIn(None, 0, 0, same, 0, 0)
    layout = file.layout.name or (OWN_EXPORT if file.layout.whole else KNOWN_LAYOUT)
    made = ImportFile(
        file_name=file.name,
        sha256=file.sha256,
        book_type=plan.book.key,
        layout=layout,
        origin=origin,
        by=by.uid,
        at=stamp(at),
    )
    session.add(made)
    session.flush()
    unfinished = 0
    for row in plan.rows:
        if row.outcome is Outcome.WAITS:
            session.add(_row(made.id, row, RowState.WAITING, by=by, at=at))
        elif row.outcome is not Outcome.SAME:
            unfinished += take_row(session, made.id, row, origin=origin, by=by, at=at, random=random)
    counts = {name: plan.count(Outcome(name)) for name in ("new", "changed", "waits")}
    audit.record(
        session,
        "file_imported",
        subject=f"import:{made.id}",
        by=by.uid,
        at=at,
        data={"sha256": file.sha256, **counts},
    )
    return TakenIn(made.id, counts["new"], counts["changed"], same, counts["waits"], unfinished)


def take_row(
    session: Session,
    file_id: int,
    row: PlannedAct,
    *,
    origin: Origin,
    by: Officer,
    at: datetime,
    random: Callable[[int], bytes],
) -> bool:
    """Make or change the entry of one row; return whether something of it is still to be typed."""
    require(by, Action.IMPORT_ENTRIES)
    if row.outcome is Outcome.CHANGED:
        entries.save_next(session, row.entry_id, row.values, by=by, at=at)
        entry_id = row.entry_id
    elif row.volume_id is None:
        raise Refused("Chưa biết dòng này thuộc quyển nào. Chưa thay đổi gì.")
    else:
        entry_id = entries.create(
            session, row.volume_id, by=by, at=at, random=random, carried=row.values, origin=origin
        )
    waiting = session.get(ImportRow, row.row_id) if row.row_id is not None else None
    if waiting is None:
        waiting = _row(file_id, row, RowState.WAITING, by=by, at=at)
        session.add(waiting)
    waiting.said = {key: entries.plain(value) for key, value in row.act.values.items()}
    waiting.reasons, waiting.volume_id, waiting.entry_id = [], row.volume_id, entry_id
    waiting.state, waiting.by, waiting.at = RowState.TAKEN, by.uid, stamp(at)
    return any(problem.blocking for problem in entries.complete(session, entry_id, by=by, at=at))


def _row(file_id: int, row: PlannedAct, state: RowState, *, by: Officer, at: datetime) -> ImportRow:
    return ImportRow(
        file_id=file_id,
        line=row.act.line,
        fingerprint=row.fingerprint,
        cells=[list(cell) for cell in row.act.cells],
        said={key: entries.plain(value) for key, value in row.act.values.items()},
        reasons=[reason.plain() for reason in row.reasons],
        volume_id=row.volume_id,
        entry_id=None,
        state=state,
        by=by.uid,
        at=stamp(at),
    )


def plain_values(book: BookType, said: Mapping[str, Mapping[str, str]]) -> dict[str, Value]:
    """Return the values of a stored row, those that the book still has."""
    found = {}
    for key, stored in said.items():
        try:
            book.field_at(key)
        except KeyError:
            continue
        found[key] = entries.value_of(stored)
    return found
