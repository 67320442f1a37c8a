"""Entries of books: each field is saved verbatim when the officer leaves it."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, String, and_, case, cast, false, func, literal_column, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.errors import Refused
from app.matching.text import is_ditto
from app.models.books import BOOKS
from app.models.declaration import amendments, rules
from app.models.declaration.act import Registration
from app.models.declaration.amendments import Counting
from app.models.declaration.book import BookType, Problem, Section
from app.models.store.tables import (
    AuditEvent,
    Decision,
    Discrepancy,
    Entry,
    EntryMove,
    FieldChange,
    StateChange,
    Volume,
)
from app.models.store.times import stamp
from app.models.words import ages, incoming
from app.models.words.codes import Branch
from app.models.words.partial_date import parse
from app.models.words.registration_number import writings
from app.models.words.roles import Action
from app.models.words.states import EntryState, ItemState, can_move
from app.models.words.values import Mark, Origin, Source, Value
from app.models.words.vietnamese import fold
from app.services.entry import changing
from app.services.entry.item_moves import move_item
from app.services.office import audit
from app.services.office.accounts import Officer
from app.services.office.permissions import require

REWORK = "xử lý theo trả lời"
"""Why an answered entry is open again; a reason that is stored."""
NEXT_FROM_FILE = "import_changed"
"""The event of a version that a later file made."""
_KEPT = Entry.state != EntryState.DISCARDED
_BORN = "birth_date"
_MOST_SOUGHT = 200  # letters of a search: a pattern of thousands is slow, one of 50.000 is refused
_MOST_NUMBERS = 4  # words with digits in a search: an entry has a number, a volume and their years


@dataclass(frozen=True, slots=True)
class EntryView:
    """An entry for screens; ``book`` has the rows that the entry fills."""

    id: str
    book: BookType
    volume_id: int
    position: int
    origin: Origin
    state: EntryState
    version: int
    values: Mapping[str, Value]
    note: str
    changed_at: str


@dataclass(frozen=True, slots=True)
class EntryRow:
    """A line of a list of entries."""

    id: str
    book_type: str
    volume_id: int
    position: int
    origin: Origin
    state: EntryState
    version: int
    registration_no: str
    page_no: str
    main_name: str
    note: str
    changed_at: str
    registered_year: str = ""


def create(
    session: Session,
    volume_id: int,
    *,
    by: Officer,
    at: datetime,
    random: Callable[[int], bytes],
    carried: Mapping[str, Value] | None = None,
    origin: Origin = Origin.PAPER,
    entry_id: str = "",
) -> str:
    """Store a new entry at the end of a volume and return its id, which may have been given by ``blank``.

    ``carried`` holds the initial values, each with its source: the previous entry, or a file.
    """
    entry = blank(session, volume_id, by=by, at=at, random=random, origin=origin)
    entry.id = entry_id or entry.id
    session.add(entry)
    session.flush()
    save_all(session, entry.id, carried or {}, by=by, at=at)
    return entry.id


def blank(
    session: Session,
    volume_id: int,
    *,
    by: Officer,
    at: datetime,
    random: Callable[[int], bytes],
    carried: Mapping[str, Value] | None = None,
    origin: Origin = Origin.PAPER,
) -> Entry:
    """Make the row of the next entry of a volume; it is not stored."""
    require(by, Action.TYPE_ENTRIES)
    volume = session.get(Volume, volume_id)
    if volume is None:
        raise Refused("Không có quyển sổ này.")
    book = BOOKS[volume.book_type]
    last = session.scalar(select(func.max(Entry.position)).where(Entry.volume_id == volume_id)) or 0
    entry = Entry(
        id=str(uuid.UUID(bytes=random(16), version=4)),
        book_type=book.key,
        book_version=book.version,
        volume_id=volume_id,
        position=last + 1,
        origin=origin,
        state=EntryState.DRAFT,
        version=1,
        values={key: plain(value) for key, value in (carried or {}).items()},
        amendments=[],
        note="",
        created_at=stamp(at),
        created_by=by.uid,
        changed_at=stamp(at),
    )
    _index(entry, book)
    return entry


def save(session: Session, entry_id: str, key: str, value: Value, *, by: Officer, at: datetime) -> bool:
    """Save one field verbatim, in NFC; return whether anything changed. Raises as ``save_all``."""
    require(by, Action.TYPE_ENTRIES)
    return save_all(session, entry_id, {key: value}, by=by, at=at)


def save_all(
    session: Session, entry_id: str, given: Mapping[str, Value], *, by: Officer, at: datetime
) -> bool:
    """Save fields verbatim, in NFC; return whether anything changed.

    BadInput for words that no paper has (``incoming``); nothing is changed then.

    A changed value voids an approval (version + 1), sends a completed entry back to draft and retires the
    decisions that rested on the old value. Refused for entries that have left the PC.
    """
    require(by, Action.TYPE_ENTRIES)
    entry = _row(session, entry_id)
    book = BOOKS[entry.book_type]
    rooms = {key: book.field_at(key).room for key in given}  # KeyError for a field the book does not have
    if entry.state != EntryState.APPROVED:  # typing voids an approval
        changing.refuse_closed(EntryState(entry.state))
    accepted = {
        key: replace(value, text=incoming.accepted(value.text, rooms[key])) for key, value in given.items()
    }
    before = {key: value_of(entry.values.get(key)) for key in accepted}
    changed = {key: value for key, value in accepted.items() if before[key] != value}
    if not changed:
        return False
    if entry.state not in (EntryState.DRAFT, EntryState.PARKED):
        _reopen(session, entry, by=by, at=at)
    said, before_notes = values_of(entry), _counting(entry)
    entry.values = {**entry.values, **{key: plain(value) for key, value in changed.items()}}
    entry.changed_at = stamp(at)
    _index(entry, book)
    session.add_all(
        FieldChange(
            entry_id=entry.id,
            version=entry.version,
            field=key,
            before=plain(before[key]),
            after=plain(value),
            by=by.uid,
            at=stamp(at),
        )
        for key, value in changed.items()
    )
    after = _counting(entry)
    written = book.for_entry(said, values_of(entry))
    touched = {*changed, *_changed_by_notes(before_notes, after)}
    resting = [s.key for s in written.persons if any(rests_on(k, written, s, after.values) for k in touched)]
    decided = active_decisions(session, entry_id) if resting else {}
    for section in resting:
        if section in decided:
            retire(session, entry.id, section, by=by, at=at)
    session.flush()
    return True


def save_next(
    session: Session, entry_id: str, given: Mapping[str, Value], *, by: Officer, at: datetime
) -> None:
    """Save fields as the next version of an entry, because a later file has it otherwise.

    What the version before said stays in its history. Refused for entries that are approved or have left.
    """
    require(by, Action.TYPE_ENTRIES)
    entry = _row(session, entry_id)
    changing.refuse_closed(EntryState(entry.state))
    entry.version += 1
    audit.record(session, NEXT_FROM_FILE, subject=entry.id, by=by.uid, at=at, data={"version": entry.version})
    save_all(session, entry_id, given, by=by, at=at)


def take_back(session: Session, entry_id: str, *, by: Officer, at: datetime) -> None:
    """Reopen an entry that the police questioned or refused, as its next version."""
    require(by, Action.REWORK_RETURNED)
    entry = _row(session, entry_id)
    if entry.state != EntryState.RETURNED:
        raise Refused("Chỉ trường hợp đã có trả lời mới mở lại được.")
    entry.version += 1
    move(session, entry, EntryState.SENT_BACK, by=by.uid, at=at, reason=REWORK)
    audit.record(session, "taken_back", subject=entry.id, by=by.uid, at=at, data={"version": entry.version})


def complete(session: Session, entry_id: str, *, by: Officer, at: datetime) -> list[Problem]:
    """Finish typing and move the entry to ``entered``; return the problems found.

    Only a blocking problem (a required field without text or mark) stops the move; the rest are shown.
    """
    require(by, Action.TYPE_ENTRIES)
    entry = _row(session, entry_id)
    view = view_of(entry)
    problems = rules.check(view.book, view.values)
    if any(p.blocking for p in problems):
        return problems
    if entry.state in (EntryState.DRAFT, EntryState.PARKED, EntryState.SENT_BACK):
        move(session, entry, EntryState.ENTERED, by=by.uid, at=at)
        audit.record(
            session, "entry_completed", subject=entry.id, by=by.uid, at=at, data={"version": entry.version}
        )
        settle(session, entry.id, by=by.uid, at=at)
    return problems


def park(session: Session, entry_id: str, reason: str, *, by: Officer, at: datetime) -> None:
    """Park an entry with a reason; the first screen lists it."""
    require(by, Action.TYPE_ENTRIES)
    reason = incoming.accepted(reason, incoming.NOTE)
    entry = _row(session, entry_id)
    changing.refuse_closed(EntryState(entry.state))
    move(session, entry, EntryState.PARKED, by=by.uid, at=at, reason=reason)
    entry.note = reason


def get(session: Session, entry_id: str) -> EntryView:
    """Return one entry."""
    return view_of(_row(session, entry_id))


def last_of(session: Session, volume_id: int) -> EntryView | None:
    """Return the last entry of a volume that was not put away; None when the volume has none."""
    query = select(Entry).where(Entry.volume_id == volume_id, _KEPT).order_by(Entry.position.desc()).limit(1)
    row = session.scalars(query).first()
    return view_of(row) if row else None


def of_volume(session: Session, volume_id: int) -> list[EntryRow]:
    """Return the entries of a volume that were not put away, in the order they were opened."""
    return _rows(session, and_(Entry.volume_id == volume_id, _KEPT))


def in_states(session: Session, *states: EntryState) -> list[EntryRow]:
    """Return the entries in any of the states."""
    return _rows(session, Entry.state.in_(states))


def find(session: Session, words: str, limit: int = 50) -> list[EntryRow]:
    """Find entries by register number, book number or name, in any order: "188", "01/1998", "thuy 94".

    A word with a digit is the beginning of a register or book number. The other words together are part of
    the name of any person of the entry, without tones and case. Every part must fit; whole numbers come
    first. Words too long for a name or too many are of no entry.
    """
    numbers, _rest = _taken_apart(words)
    if not (wanted := sought(words)):
        return []
    whole = or_(*(_is_whole(number) for number in numbers)) if numbers else false()
    order = (case((whole, 0), else_=1), Entry.volume_id, Entry.position)
    row: ColumnElement[int] = literal_column("entry.rowid")  # every index holds it, but not the id
    best = select(row).select_from(Entry).where(*wanted).order_by(*order).limit(limit).correlate(None)
    return [_entry_row(e) for e in session.scalars(select(Entry).where(row.in_(best)).order_by(*order))]


def sought(words: str) -> list[ColumnElement[bool]]:
    """Return what an entry found by these words fulfils (``find``); empty when the words are of none."""
    numbers, rest = _taken_apart(words)
    if len(words) > _MOST_SOUGHT or len(numbers) > _MOST_NUMBERS:
        return []
    wanted = [_numbered(number) for number in numbers]
    if rest:
        wanted.append(Entry.names.contains(" ".join(rest), autoescape=True))
    return wanted


def counts(session: Session) -> dict[EntryState, int]:
    """Count the entries per state."""
    rows = session.execute(select(Entry.state, func.count()).group_by(Entry.state))
    return {EntryState(state): number for state, number in rows}


def typists(session: Session, entry_id: str) -> list[str]:
    """Return the uids of those who typed a field of the entry, moved it or described its volume, sorted."""
    typed = select(FieldChange.by).where(FieldChange.entry_id == entry_id)
    moved = select(EntryMove.by).where(EntryMove.entry_id == entry_id)
    volume = str(_row(session, entry_id).volume_id)
    kept = select(AuditEvent.uid).where(
        AuditEvent.kind.in_(("volume_added", "volume_changed")), AuditEvent.subject == volume
    )
    return sorted({who for asked in (typed, moved, kept) for who in session.scalars(asked)})


def deciders(session: Session, entry_id: str) -> list[str]:
    """Return the uids of those who ever decided about a person or a difference of the entry, sorted."""
    decided = select(Decision.by).where(Decision.entry_id == entry_id)
    items = select(cast(Discrepancy.id, String)).where(Discrepancy.entry_id == entry_id)
    moved = select(StateChange.by).where(
        StateChange.subject == "discrepancy", StateChange.subject_id.in_(items)
    )
    return sorted({*session.scalars(decided), *session.scalars(moved)})


def active_decisions(session: Session, entry_id: str) -> dict[str, Decision]:
    """Return the decisions in force, by section."""
    query = select(Decision).where(Decision.entry_id == entry_id, Decision.active.is_(True))
    return {row.section: row for row in session.scalars(query)}


def persons_to_decide(book: BookType, values: Mapping[str, Value]) -> list[str]:
    """Return the person sections that hold a name or a number to look up, after the notes in the margin."""
    found = []
    values = amendments.counting(book, values).values
    for section in book.for_entry(values).persons:
        keys = [
            f.key for f in section.fields if f.compare in ("full_name", "personal_id", "personal_id_or_cmnd")
        ]
        if any(values.get(key, Value()).text for key in keys):
            found.append(section.key)
    return found


def settle(session: Session, entry_id: str, *, by: str, at: datetime) -> EntryState:
    """Derive the state of a completed entry from its decisions: entered, checked or listed."""
    entry = _row(session, entry_id)
    state = EntryState(entry.state)
    if state not in (EntryState.ENTERED, EntryState.CHECKED, EntryState.LISTED):
        return state
    view = view_of(entry)
    decisions = active_decisions(session, entry_id)
    wanted = persons_to_decide(view.book, view.values)
    if any(s not in decisions or decisions[s].branch == Branch.AMBIGUOUS for s in wanted):
        target = EntryState.ENTERED
    elif any(Branch(decisions[s].branch).is_mismatch for s in wanted):
        target = EntryState.LISTED
    else:
        target = EntryState.CHECKED
    if target != state:
        move(session, entry, target, by=by, at=at)
    return target


def move(
    session: Session, entry: Entry, target: EntryState, *, by: str, at: datetime, reason: str = ""
) -> None:
    """Move an entry to another state and record who and when; a forbidden move is a bug."""
    before = EntryState(entry.state)
    if before == target:
        return
    if not can_move(before, target):
        raise ValueError(f"{before} -> {target}")
    entry.state = target
    session.add(
        StateChange(
            subject="entry",
            subject_id=entry.id,
            before=before,
            after=target,
            reason=reason,
            by=by,
            at=stamp(at),
        )
    )
    session.flush()


def retire(session: Session, entry_id: str, section: str, *, by: Officer, at: datetime) -> bool:
    """End the decision in force about a person, and its open items; return whether there was one."""
    decision = active_decisions(session, entry_id).get(section)
    if decision is None:
        return False
    decision.active = False
    items = session.scalars(
        select(Discrepancy).where(
            Discrepancy.decision_id == decision.id, Discrepancy.state != ItemState.CLOSED
        )
    ).all()
    for item in items:
        move_item(session, item, ItemState.CLOSED, by=by.uid, at=at, reason="quyết định được thay")
    audit.record(
        session,
        "decision_reopened",
        subject=entry_id,
        by=by.uid,
        at=at,
        data={"section": section, "decision": decision.id},
    )
    settle(session, entry_id, by=by.uid, at=at)
    return True


def value_of(stored: Mapping[str, str] | None) -> Value:
    """Build a value from its stored form."""
    if not stored:
        return Value()
    mark = stored.get("mark")
    return Value(stored["text"], Mark(mark) if mark else None, Source(stored["source"]))


def values_of(row: Entry) -> dict[str, Value]:
    """Return the values of an entry without the empty ones."""
    return {key: value_of(stored) for key, stored in row.values.items() if stored}


def plain(value: Value) -> dict[str, str]:
    """Return a value in the form that is stored and exported."""
    if value.is_empty:
        return {}
    out = {"text": value.text, "source": str(value.source)}
    if value.mark:
        out["mark"] = str(value.mark)
    return out


def _reopen(session: Session, entry: Entry, *, by: Officer, at: datetime) -> None:
    approved = entry.state == EntryState.APPROVED
    entry.version += approved
    move(session, entry, EntryState.DRAFT, by=by.uid, at=at)
    if approved:
        audit.record(
            session, "approval_voided", subject=entry.id, by=by.uid, at=at, data={"version": entry.version}
        )


def rests_on(key: str, book: BookType, section: Section, values: Mapping[str, Value]) -> bool:
    """Tell whether a field can change the comparison of a section's person."""

    def text(compared: str) -> str:
        return values.get(compared, Value()).text

    if key in section.compared_keys:
        return True
    dated = key == book.field_of(Registration.DATE)
    counted = dated or key in book.counted_to(section)
    if counted and any(ages.needs_the_act(text(f.key)) for f in section.fields if f.compare == _BORN):
        return True
    tells_the_entry_before = dated or key == book.field_of(Registration.NUMBER)
    said = tells_the_entry_before or any(key in other.compared_keys for other in book.persons)
    # a ditto mark may repeat words of another person of the entry, or of the previous entry
    return said and any(is_ditto(text(compared)) for compared in section.compared_keys)


def _counting(entry: Entry) -> Counting:
    return amendments.counting(BOOKS[entry.book_type], values_of(entry))


def _changed_by_notes(before: Counting, after: Counting) -> set[str]:
    """Return the fields of which the notes in the margin say something else than before."""
    noted = before.notes.keys() | after.notes.keys()
    return {key for key in noted if before.notes.get(key) != after.notes.get(key)}


def _index(entry: Entry, book: BookType) -> None:
    values = values_of(entry)
    book = book.for_entry(values)
    entry.registration_no = book.registered(values, Registration.NUMBER)
    entry.page_no = book.registered(values, Registration.PAGE)
    understood = parse(book.registered(values, Registration.DATE))
    entry.registered_year = str(understood.year) if understood and understood.year else ""
    counts = amendments.counting(book, values).values
    names = [of.get(s.name_field, Value()).text for of in (values, counts) for s in book.persons]
    entry.main_name = book.main_name(values)
    entry.names = "\n".join(dict.fromkeys(fold(name) for name in names if name))


def _row(session: Session, entry_id: str) -> Entry:
    row = session.get(Entry, entry_id)
    if row is None:
        raise Refused("Không có trường hợp này.")
    return row


def view_of(row: Entry) -> EntryView:
    """Return the entry of a row."""
    values = values_of(row)
    return EntryView(
        id=row.id,
        book=BOOKS[row.book_type].for_entry(values),
        volume_id=row.volume_id,
        position=row.position,
        origin=Origin(row.origin),
        state=EntryState(row.state),
        version=row.version,
        values=values,
        note=row.note,
        changed_at=row.changed_at,
    )


def _rows(session: Session, condition: ColumnElement[bool]) -> list[EntryRow]:
    query = select(Entry).where(condition).order_by(Entry.volume_id, Entry.position)
    return [_entry_row(row) for row in session.scalars(query)]


def _entry_row(row: Entry) -> EntryRow:
    return EntryRow(
        id=row.id,
        book_type=row.book_type,
        volume_id=row.volume_id,
        position=row.position,
        origin=Origin(row.origin),
        state=EntryState(row.state),
        version=row.version,
        registration_no=row.registration_no,
        page_no=row.page_no,
        main_name=row.main_name,
        note=row.note,
        changed_at=row.changed_at,
        registered_year=row.registered_year,
    )


def _taken_apart(words: str) -> tuple[list[str], list[str]]:
    """Take the words of a search apart into numbers and parts of a name."""
    typed = fold(words[: _MOST_SOUGHT + 1]).split()
    numbers = [word.strip(",.;") for word in typed if any(c.isdecimal() for c in word)]
    rest = [word for word in typed if not any(c.isdecimal() for c in word)]
    if numbers:  # labels as in "số 188, quyển 01" name no person
        rest = [word for word in rest if word not in ("so", "quyen")]
    return numbers, rest


def _is_whole(number: str) -> ColumnElement[bool]:
    """Tell whether the typed text is a whole register number, the year aside: 188 of 188/1999."""
    column, written = Entry.registration_no, writings(number)
    return or_(column.in_(written), *(column.startswith(f"{one}/", autoescape=True) for one in written))


def _numbered(number: str) -> ColumnElement[bool]:
    written = writings(number)

    def begins(column: InstrumentedAttribute[str]) -> ColumnElement[bool]:
        return or_(*(column.startswith(one, autoescape=True) for one in written))

    books = select(Volume.id).where(begins(Volume.book_no))
    return or_(begins(Entry.registration_no), Entry.volume_id.in_(books))
