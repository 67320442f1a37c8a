"""The PC's clock against the last moment known here; a doubt is asked about before anything is stamped."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.errors import Refused
from app.models.store.tables import AuditEvent, Package, Snapshot
from app.models.store.times import read, stamp
from app.models.words import incoming
from app.models.words.moments import clock_words
from app.models.words.purpose import Purpose
from app.models.words.roles import Action
from app.services.office import audit
from app.services.office.accounts import Officer
from app.services.office.permissions import require
from app.texts import Text

BACK = timedelta(minutes=10)
"""A clock that is set by hand differs by minutes; earlier than that, new work would lie before old work."""
AHEAD = timedelta(days=35)
"""Longer than Tết and a leave together; a wrong time zone, 15 hours, is far from it."""
SILENCE = timedelta(days=90)
"""A registry copy lasts about so long: further from all that the police sent, they may refuse a signature."""
EARLIEST = datetime(2022, 12, 20, tzinfo=UTC)
"""The day of the procedure this program follows (1292/HTQTCT-QLHC): no work with it is older."""

_CONFIRMED, _SUBJECT = "clock_confirmed", "clock"
_SIGNED = ("approved", "exported", "exported_again")
_LOOKED_BACK = 10_000  # events in which the last moment is looked for


class Doubt(StrEnum):
    """How the clock differs."""

    EARLIER = "earlier"
    LATER = "later"
    TOO_OLD = "too_old"
    UNSIGNED = "unsigned"
    """What is signed now may be refused by the receiver."""


@dataclass(frozen=True, slots=True)
class ClockQuestion:
    """What is asked about the clock: its moment, the last one known here, the dates of the registry copy."""

    doubt: Doubt
    now: datetime
    last: datetime | None
    issued: datetime | None = None
    expires: datetime | None = None

    @property
    def needs_police(self) -> bool:
        """Tell whether a police officer must confirm too: what is stamped would lie before what was done."""
        return self.doubt in (Doubt.EARLIER, Doubt.TOO_OLD)

    @property
    def words(self) -> Text:
        """Return the doubt in a sentence."""
        now, last = clock_words(self.now), clock_words(self.last) if self.last else ""
        match self.doubt:
            case Doubt.EARLIER:
                return Text("Đồng hồ máy chỉ {0}, trước việc gần nhất ở đây ({1}).", now, last)
            case Doubt.LATER:
                return Text("Đồng hồ máy chỉ {0}, quá xa sau việc gần nhất ở đây ({1}).", now, last)
            case Doubt.UNSIGNED:
                return Text(
                    "Đồng hồ máy chỉ {0}, cách dữ liệu gần nhất của Công an ({1}) quá xa: nơi nhận có thể từ "
                    "chối chữ ký.",
                    now,
                    last,
                )
            case Doubt.TOO_OLD:
                return Text("Đồng hồ máy chỉ {0}, trước ngày có phần mềm này.", now)


def question(session: Session, *, at: datetime) -> ClockQuestion | None:
    """Return what must be asked about the clock before anything is stamped; None when it may be right."""
    last = last_moment(session)
    if last is not None and at < last - BACK:
        return _question(session, Doubt.EARLIER, at, last)
    if at < EARLIEST:
        return _question(session, Doubt.TOO_OLD, at, last)
    if last is not None and at > last + AHEAD:
        return _question(session, Doubt.LATER, at, last)
    return None


def before_signing(session: Session, *, at: datetime) -> ClockQuestion | None:
    """Return what must be asked before a signature that its receiver would refuse for its date.

    That is one before an earlier approval or package, and one far from all that the police sent. The clock
    may have been set while the program runs. What was confirmed for a signature holds for a day.
    """
    signed = _latest(session, *_SIGNED)
    if signed is not None and at < signed:
        found: ClockQuestion | None = _question(session, Doubt.EARLIER, at, signed)
    else:
        found = question(session, at=at)
        heard = _last_heard(session)
        if found is None and heard is not None and at > heard + SILENCE:
            found = _question(session, Doubt.UNSIGNED, at, heard)
    return None if found and _confirmed_for_signing(session, at) else found


def last_moment(session: Session) -> datetime | None:
    """Return the latest moment of anything done here since people last confirmed the clock."""
    return _latest(session)


def confirm(
    session: Session,
    asked: ClockQuestion,
    reason: str,
    *,
    by: Officer,
    police: Officer | None,
    at: datetime,
    signing: bool = False,
) -> None:
    """Record that people hold the clock for right; from then on its moments count.

    Refused without a reason, or without a police officer where one must confirm.
    """
    words = incoming.reason(reason)
    if asked.needs_police:
        if police is None:
            raise Refused("Giờ máy sớm hơn việc đã làm: cần cả cán bộ Công an xác nhận.")
        require(police, Action.COUNTERSIGN)
    data = {
        "doubt": str(asked.doubt),
        "last": stamp(asked.last) if asked.last else "",
        "reason": words,
        "police": police.uid if police else "",
        "signing": signing,
    }
    audit.record(session, _CONFIRMED, subject=_SUBJECT, by=by.uid, at=at, data=data)


def _question(session: Session, doubt: Doubt, at: datetime, last: datetime | None) -> ClockQuestion:
    row = session.scalars(select(Snapshot).order_by(Snapshot.id.desc()).limit(1)).first()
    if row is None:
        return ClockQuestion(doubt, at, last)
    return ClockQuestion(doubt, at, last, read(row.issued_at), read(row.expires_at))


def _last_confirmed(session: Session) -> AuditEvent | None:
    return session.scalars(
        select(AuditEvent)
        .where(AuditEvent.subject == _SUBJECT, AuditEvent.kind == _CONFIRMED)
        .order_by(AuditEvent.seq.desc())
        .limit(1)
    ).first()


def _confirmed_for_signing(session: Session, at: datetime) -> bool:
    last = _last_confirmed(session)
    return last is not None and bool(last.data["signing"]) and abs(at - read(last.ts)) < timedelta(days=1)


def _latest(session: Session, *kinds: str) -> datetime | None:
    """Return the latest moment of events, of these kinds only, since people last confirmed the clock."""
    confirmed = _last_confirmed(session)
    begin = max(confirmed.seq if confirmed else 0, audit.checkpoint(session).seq - _LOOKED_BACK)
    query = select(func.max(AuditEvent.ts)).where(AuditEvent.seq >= begin)
    latest = session.scalar(query.where(AuditEvent.kind.in_(kinds)) if kinds else query)
    return read(latest) if latest else None


def _last_heard(session: Session) -> datetime | None:
    """Return the last moment known of the police: a registry copy issued, or a package that was taken in."""
    issued = session.scalar(select(Snapshot.issued_at).order_by(Snapshot.id.desc()).limit(1))
    came = session.scalar(select(func.max(Package.at)).where(Package.purpose != Purpose.RESULTS))
    return max((read(one) for one in (issued, came) if one), default=None)
