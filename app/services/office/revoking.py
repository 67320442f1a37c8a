"""The end of certificates: recorded here, and told between a store and its police."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.crypto.certificates_file import Revoked
from app.crypto.trust import Ended
from app.errors import Refused
from app.models.store.tables import Revocation
from app.models.store.times import read, stamp
from app.models.words import incoming
from app.services.office import trust_rows


def end(session: Session, cert_sha256: str, uid: str, told: Ended, *, by: str, at: datetime) -> None:
    """Record the end of a certificate as somebody here tells it; again only if it says more.

    More is an earlier day, or that the key is compromised. Refused for a day to come, and without a reason.
    """
    reason = incoming.certified(told.reason, incoming.REASON)
    if not reason:
        raise Refused("Cần ghi lý do chấm dứt chứng thư.")
    if told.since > at:
        raise Refused("Ngày chấm dứt chứng thư chưa đến. Hãy ghi ngày hôm nay hoặc ngày đã qua.")
    known = by_certificate(every(session)).get(cert_sha256)
    if known is None or told.since < known.since or (told.compromised and not known.compromised):
        _add(session, Revoked(cert_sha256, uid, replace(told, reason=reason)), by=by, at=at)


def by_certificate(ends: Iterable[Revoked]) -> dict[str, Ended]:
    """Return the ends by certificate: the earliest counts, and compromised once is compromised."""
    found: dict[str, Ended] = {}
    for one in ends:
        before = found.setdefault(one.cert_sha256, one.end)
        first = min(before, one.end, key=lambda end: end.since)
        found[one.cert_sha256] = replace(first, compromised=before.compromised or one.end.compromised)
    return found


def every(session: Session) -> list[Revoked]:
    """Return all recorded ends in the order of their arrival."""
    return [
        Revoked(row.cert_sha256, row.uid, Ended(read(row.since), row.reason, row.compromised))
        for row in session.scalars(select(Revocation).order_by(Revocation.id))
    ]


def take(session: Session, reported: Sequence[Revoked], *, by: str, at: datetime) -> None:
    """Record the ends that the police report; one that is known already is not recorded again.

    No sign in a reason keeps an end from counting: what cannot be kept of it is replaced.
    """
    for told in reported:
        reason = incoming.shown(told.end.reason, incoming.NOTE)
        one = replace(told, end=replace(told.end, reason=reason))
        if one not in every(session):
            _add(session, one, by=by, at=at)


def _add(session: Session, one: Revoked, *, by: str, at: datetime) -> None:
    trust_rows.add(
        session,
        Revocation(
            cert_sha256=one.cert_sha256,
            uid=one.uid,
            since=stamp(one.end.since),
            reason=one.end.reason,
            compromised=one.end.compromised,
            added_at=stamp(at),
            added_by=by,
        ),
    )
