"""What the last run found odd: listed, looked at and cleared, on paper."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from app.documents.oddity_list import OddityOnList
from app.errors import Refused
from app.models.store.tables import Account, Clearing, Entry, Oddity, Recheck, Volume
from app.models.store.times import stamp
from app.models.words import incoming
from app.models.words.oddities import ODDITY_ADVICE, ODDITY_LABELS, OddityKind
from app.models.words.roles import Action
from app.models.words.states import ENTRY_STATE_LABELS, EntryState
from app.services.entry import changing, volume_names
from app.services.office import audit
from app.services.office.accounts import Officer
from app.services.office.permissions import require

_AT_ONCE = 500  # ids in one statement
_ORDER = {kind: at for at, kind in enumerate(OddityKind)}


@dataclass(frozen=True, slots=True)
class OddityQuery:
    """The oddities wanted: of a kind (None: any), of a volume (0: any), open or cleared, and their order."""

    kind: OddityKind | None = None
    volume_id: int = 0
    cleared: bool = False
    by_kind: bool = False


@dataclass(frozen=True, slots=True)
class FoundOddities:
    """The ids of the oddities found, in order, and how many there are of each kind, whatever is asked for."""

    ids: Sequence[int] = ()
    counts: Mapping[OddityKind, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LastRun:
    """The last run: when, by whom, over how many entries, and how much of what it found is open."""

    at: str
    who: str
    entries: int
    open: int


@dataclass(frozen=True, slots=True)
class ListedOddity:
    """One oddity; without ``entry_id`` it is about the volume. ``changed`` tells that the entry is other now.

    ``way`` says how an entry that is closed to typing is changed, ``reason`` why it was cleared, and by whom.
    """

    id: int
    kind: OddityKind
    volume_id: int
    where: str
    said: str
    entry_id: str = ""
    field: str = ""
    number: str = ""
    name: str = ""
    state: str = ""
    way: str = ""
    changed: bool = False
    reason: str = ""
    who: str = ""


def last_run(session: Session) -> LastRun | None:
    """Return the last run that came to its end; None before the first."""
    asked = select(Recheck, Account.full_name).outerjoin(Account, Account.uid == Recheck.by)
    found = session.execute(asked.where(Recheck.finished_at != "").order_by(Recheck.id.desc())).first()
    if found is None:
        return None
    row, who = found
    count = select(func.count()).where(Oddity.recheck_id == row.id, ~_cleared())
    return LastRun(row.finished_at, who or "", row.entries, session.scalar(count) or 0)


def find(session: Session, query: OddityQuery) -> FoundOddities:
    """Find the oddities of a list and put them in order: by volume and number, or by kind first."""
    of_run = [
        Oddity.recheck_id.in_(select(Recheck.id).where(Recheck.finished_at != "")),
        _cleared() if query.cleared else ~_cleared(),
    ]
    if query.volume_id:
        of_run.append(Oddity.volume_id == query.volume_id)
    rows = session.execute(select(Oddity.id, Oddity.kind).where(*of_run).order_by(Oddity.id)).all()
    counts: dict[OddityKind, int] = {}
    for _id, kind in rows:
        counts[OddityKind(kind)] = counts.get(OddityKind(kind), 0) + 1
    wanted = [(one, OddityKind(kind)) for one, kind in rows if query.kind in (None, kind)]
    if query.by_kind:
        wanted.sort(key=lambda row: (_ORDER[row[1]], row[0]))
    return FoundOddities([one for one, _kind in wanted], counts)


def read(session: Session, ids: Sequence[int]) -> list[ListedOddity]:
    """Read the oddities with these ids, in their order."""
    found: dict[int, ListedOddity] = {}
    called = volume_names.read(session)
    for at in range(0, len(ids), _AT_ONCE):
        query = (
            select(Oddity, Volume, Entry, Clearing, Account.full_name)
            .join(Volume, Volume.id == Oddity.volume_id)
            .outerjoin(Entry, Entry.id == Oddity.entry_id)
            .outerjoin(Clearing, Clearing.id == _newest())
            .outerjoin(Account, Account.uid == Clearing.by)
            .where(Oddity.id.in_(ids[at : at + _AT_ONCE]))
        )
        for row, volume, entry, clearing, who in session.execute(query):
            state = EntryState(entry.state) if entry else None
            found[row.id] = ListedOddity(
                id=row.id,
                kind=OddityKind(row.kind),
                volume_id=row.volume_id,
                where=called.name(volume),
                said=row.said,
                entry_id=row.entry_id or "",
                field=row.field,
                number=entry.registration_no if entry else "",
                name=entry.main_name if entry else "",
                state=ENTRY_STATE_LABELS[state] if state else "",
                way=changing.way(state) if state else "",
                changed=bool(entry) and entry.changed_at != row.changed_at,
                reason=clearing.reason if clearing else "",
                who=who or "" if clearing and clearing.reason else "",
            )
    return [found[one] for one in ids if one in found]


def clear(session: Session, oddity_id: int, reason: str, *, by: Officer, at: datetime) -> None:
    """Keep that somebody looked and the book says so; it comes back when what it rests on changes."""
    require(by, Action.RECHECK)
    row = session.get(Oddity, oddity_id)
    reason = incoming.accepted(reason, incoming.NOTE).strip()
    if row is None:
        raise Refused("Mục này không còn trong lần kiểm tra gần nhất: hãy xem lại danh sách.")
    if not reason:
        raise Refused("Cần ghi lý do, ví dụ: sổ ghi đúng như vậy. Chưa thay đổi gì.")
    _record(session, row, reason, by=by, at=at)


def reopen(session: Session, oddity_id: int, *, by: Officer, at: datetime) -> None:
    """Take back that an oddity was cleared."""
    require(by, Action.RECHECK)
    row = session.get(Oddity, oddity_id)
    if row is None or not session.scalar(select(_cleared()).where(Oddity.id == oddity_id)):
        raise Refused("Mục này chưa ghi “Đã xem”. Chưa thay đổi gì.")
    _record(session, row, "", by=by, at=at)


def on_paper(session: Session, ids: Sequence[int]) -> list[OddityOnList]:
    """Return the oddities with these ids as papers have them."""
    return [
        OddityOnList(
            kind=ODDITY_LABELS[one.kind],
            where=one.where,
            number=one.number,
            name=one.name,
            said=one.said,
            advice=ODDITY_ADVICE[one.kind],
            state=one.state,
            note=one.reason,
        )
        for one in read(session, ids)
    ]


def _record(session: Session, row: Oddity, reason: str, *, by: Officer, at: datetime) -> None:
    session.add(
        Clearing(
            digest=row.digest,
            kind=row.kind,
            volume_id=row.volume_id,
            entry_id=row.entry_id,
            reason=reason,
            by=by.uid,
            at=stamp(at),
        )
    )
    session.flush()
    data = {"oddity": row.digest, "kind": row.kind, "reason_sha256": audit.digest(reason)}
    kind = "oddity_cleared" if reason else "oddity_reopened"
    audit.record(session, kind, subject=row.entry_id or str(row.volume_id), by=by.uid, at=at, data=data)


def _newest() -> ColumnElement[int]:
    """Return the last word on an oddity."""
    same = select(func.max(Clearing.id)).where(Clearing.digest == Oddity.digest)
    return same.correlate(Oddity).scalar_subquery()


def _cleared() -> ColumnElement[bool]:
    return exists(select(Clearing.id).where(Clearing.id == _newest(), Clearing.reason != ""))
