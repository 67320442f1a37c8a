"""A run over everything stored, in pieces that neither hold the store nor fill the memory."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, literal_column, select
from sqlalchemy.orm import Session

from app.models.books import BOOKS
from app.models.declaration.act import Registration
from app.models.store.store import Store
from app.models.store.tables import Decision, Entry, Oddity, Recheck, Snapshot, Volume
from app.models.store.times import stamp
from app.models.words.oddities import OddityKind
from app.models.words.registration_number import RegistrationNumber
from app.models.words.roles import Action
from app.models.words.states import EntryState
from app.models.words.vietnamese import fold
from app.progress import Progress
from app.services.entry import entries, repeats, volume_names, volumes
from app.services.office import audit
from app.services.office.accounts import Officer
from app.services.office.permissions import require
from app.services.recheck import of_entries, of_volumes
from app.services.recheck.found import FoundOddity
from app.services.recheck.of_volumes import NumberedAct
from app.texts import Text

_PIECE = 200  # entries that are read together
_ROW: ColumnElement[int] = literal_column("entry.rowid")  # every index holds it, but not the id
_KEPT = Entry.state != EntryState.DISCARDED


def run(store: Store, *, by: Officer, at: datetime, progress: Progress) -> int:
    """Check every entry and volume, keep what is odd in place of the last run's, and return how many entries.

    It takes the store, not a session: it reads and writes by pieces, so that typing goes on.
    Whoever stops it keeps the findings of the run before.
    """
    require(by, Action.RECHECK)
    with store.write() as session:
        _forget(session, Recheck.finished_at == "")  # of a run that a power cut ended
        row = Recheck(begun_at=stamp(at), by=by.uid)
        session.add(row)
        session.flush()
        run_id = row.id
    try:
        count = _check(store, run_id, progress)
    except BaseException:
        with store.write() as session:
            _forget(session, Recheck.id == run_id)
        raise
    with store.write() as session:
        _forget(session, Recheck.id != run_id)
        row = session.get_one(Recheck, run_id)
        row.finished_at, row.entries = stamp(at), count
        found = session.scalar(select(func.count()).where(Oddity.recheck_id == run_id)) or 0
        audit.record(
            session, "rechecked", subject="", by=by.uid, at=at, data={"entries": count, "oddities": found}
        )
    return count


def _forget(session: Session, which: ColumnElement[bool]) -> None:
    runs = select(Recheck.id).where(which)
    session.execute(delete(Oddity).where(Oddity.recheck_id.in_(runs)))
    session.execute(delete(Recheck).where(which))


def _check(store: Store, run_id: int, progress: Progress) -> int:
    with store.read() as session:
        total = session.scalar(select(func.count()).select_from(Entry).where(_KEPT)) or 0
        shelf = sorted(session.scalars(select(Volume)), key=volumes.shelf_order)
        snapshot_id = session.scalar(select(Snapshot.snapshot_id).where(Snapshot.active.is_(True)))
        holding = _years(session, shelf)
        session.expunge_all()
    done = 0
    progress(done, total)
    for volume in shelf:
        acts: list[NumberedAct] = []
        found: list[FoundOddity] = []
        for piece in _pieces(store, volume):
            with store.read() as session:
                found += _of_piece(session, piece, volume, snapshot_id, acts)
            done += len(piece)
            progress(min(done, total), total)
        others = [years for key, years in holding[_kind_of(volume)] if key != volume.id]

        def shared(year: int, others: Sequence[set[int]] = others) -> bool:
            return any(year in years for years in others)

        found += of_volumes.of_numbers(volume, acts, shared)
        found += of_volumes.of_total(volume, len(acts))
        _keep(store, run_id, found)
    for found in _twice(store):
        _keep(store, run_id, found)
        progress(min(done, total), total)
    return done


def _kind_of(volume: Volume) -> tuple[str, str]:
    return volume.book_type, fold(volume.place)


def _years(session: Session, shelf: Sequence[Volume]) -> dict[tuple[str, str], list[tuple[int, set[int]]]]:
    """Return by type and place the volumes with the years of which they may hold acts."""
    years: dict[int, set[int]] = {volume.id: set() for volume in shelf}
    told = select(Entry.volume_id, Entry.registered_year).where(_KEPT).distinct()
    for volume_id, year in session.execute(told):
        if year.isdecimal():
            years[volume_id].add(int(year))
    found = defaultdict(list)
    for volume in shelf:
        known = [int(t) for t in (volume.opened_year, volume.year_from, volume.year_to) if t.isdecimal()]
        if known:
            years[volume.id] |= set(range(min(known), min(max(known), min(known) + 100) + 1))
        found[_kind_of(volume)].append((volume.id, years[volume.id]))
    return found


def _pieces(store: Store, volume: Volume) -> Iterator[list[int]]:
    """Yield the row numbers of a volume's entries by piece, in the order of their numbers."""
    with store.read() as session:
        query = select(_ROW, Entry.registration_no, Entry.registered_year).select_from(Entry)
        rows = [
            (RegistrationNumber.parse(number).dated(year or volume.opened_year).sort_key, row)
            for row, number, year in session.execute(query.where(Entry.volume_id == volume.id, _KEPT))
        ]
    ordered = [row for _key, row in sorted(rows)]
    for at in range(0, len(ordered), _PIECE):
        yield ordered[at : at + _PIECE]


def _of_piece(
    session: Session, piece: list[int], volume: Volume, snapshot_id: str | None, acts: list[NumberedAct]
) -> list[FoundOddity]:
    """Return what is odd in some entries of a volume; add their numbers to ``acts``."""
    read = session.execute(select(_ROW, Entry).where(_ROW.in_(piece)))
    rows: dict[int, Entry] = {row: entry for row, entry in read}  # noqa: C416 rows are no pairs to mypy
    decided = defaultdict(list)
    ids = [entry.id for entry in rows.values()]
    in_force = select(Decision).where(Decision.entry_id.in_(ids), Decision.active.is_(True))
    for one in session.scalars(in_force):
        decided[one.entry_id].append(one)
    found: list[FoundOddity] = []
    field = BOOKS[volume.book_type].field_of(Registration.NUMBER)
    for entry in (rows[row] for row in piece if row in rows):
        number = RegistrationNumber.parse(entry.registration_no)
        dated = number.dated(entry.registered_year or volume.opened_year)
        acts.append(NumberedAct(entry.id, dated, field, entry.changed_at))
        found += of_entries.of_entry(entry, volume, decided[entry.id], snapshot_id)
    return found


def _twice(store: Store) -> Iterator[list[FoundOddity]]:
    """Yield the acts of the same people that are one, each beside the first of them."""
    alike = (
        select(Entry.book_type, Entry.names)
        .where(Entry.names != "", _KEPT)
        .group_by(Entry.book_type, Entry.names)
        .having(func.count() > 1)
    )
    with store.read() as session:
        groups = [(book, names) for book, names in session.execute(alike)]
        called = volume_names.read(session)
    for book_type, names in groups:
        with store.read() as session:
            same = select(Entry).where(Entry.book_type == book_type, Entry.names == names, _KEPT)
            rows = session.scalars(same.order_by(Entry.volume_id, Entry.position)).all()
            shelf = {
                v.id: v
                for v in session.scalars(select(Volume).where(Volume.id.in_({r.volume_id for r in rows})))
            }
            yield list(_of_group(rows, shelf, called))


def _of_group(
    rows: Sequence[Entry], shelf: dict[int, Volume], called: volume_names.VolumeNames
) -> Iterator[FoundOddity]:
    firsts: list[Entry] = []
    for row in rows:
        book, values = BOOKS[row.book_type], entries.values_of(row)
        other = next(
            (one for one in firsts if repeats.is_same_act(book, values, entries.values_of(one))), None
        )
        if other is None:
            firsts.append(row)
            continue
        where, number = called.name(shelf[other.volume_id]), other.registration_no or "…"
        main = book.for_entry(values).mains
        yield FoundOddity(
            OddityKind.TWICE,
            row.volume_id,
            Text("Cùng người, cùng ngày với {0}, số {1}.", where, number),
            entry_id=row.id,
            field=next((section.name_field for section in main if section.name_field), ""),
            other_id=other.id,
            rests_on=[row.values, other.values],
            changed_at=row.changed_at,
        )


def _keep(store: Store, run_id: int, found: Sequence[FoundOddity]) -> None:
    if not found:
        return
    with store.write() as session:
        session.add_all(
            Oddity(
                recheck_id=run_id,
                kind=one.kind,
                volume_id=one.volume_id,
                entry_id=one.entry_id,
                other_id=one.other_id,
                field=one.field,
                said=one.said.vietnamese,
                digest=one.digest,
                changed_at=one.changed_at,
            )
            for one in found
        )
