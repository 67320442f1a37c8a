"""Package chains per sender and receiver, and the stored row of each package."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.crypto import checks
from app.crypto.package import ChainState, OpenedPackage, PackageProblem, open_package
from app.errors import Refused
from app.models.store.store import Store
from app.models.store.tables import Package
from app.models.store.times import stamp
from app.models.words import incoming
from app.models.words.purpose import Purpose
from app.models.words.roles import Action
from app.progress import Progress
from app.services.office import audit, dated_settings, trusting
from app.services.office.accounts import Officer
from app.services.office.permissions import require

# keys in the counts of a receipt: number and attempt of our package that arrived
ACKNOWLEDGED_NO, ACKNOWLEDGED_ATTEMPT = "acknowledged_no", "acknowledged_attempt"
BREAKS = frozenset({"GAP", "FORK", "CHAIN"})
"""The breaks of a chain that two persons may accept; what came before never comes again."""


@dataclass(frozen=True, slots=True)
class KnownPackage:
    """A package that this store has from a sender."""

    package_no: int
    purpose: Purpose
    at: str


class ChainBreak(PackageProblem):
    """A package that passed every check but does not follow the last one of its sender.

    ``package_no`` is its number, ``last_no`` the last accepted one, ``sender`` a name, ``known`` what this
    store has from that sender, the newest first; ``taken_at`` says of a REPLAY when it was taken.
    """

    def __init__(
        self, code: str, package: OpenedPackage, *, last_no: int, sender: str, known: tuple[KnownPackage, ...]
    ) -> None:
        super().__init__(code, package.checks)
        self.package_no = int(package.manifest["package_no"])
        self.manifest_sha256 = package.manifest_sha256
        self.last_no, self.sender, self.known = last_no, sender, known
        self.taken_at = ""

    @property
    def missing(self) -> tuple[int, ...]:
        """Return the numbers before this one that never came."""
        have = {one.package_no for one in self.known}
        return tuple(number for number in range(1, self.package_no) if number not in have)


@dataclass(frozen=True, slots=True)
class Agreement:
    """The decision of two persons to take one package past the break of its chain."""

    manifest_sha256: str
    reason: str
    first: Officer
    police: Officer


def chain(session: Session, sender_id: str, receiver_id: str) -> ChainState:
    """Return number and manifest hash of the last package between two parties; 0 and zeros at the start.

    Of several attempts at one number the acknowledged one counts, else the newest.
    """
    return chain_before(session, sender_id, receiver_id)


def chain_before(
    session: Session, sender_id: str, receiver_id: str, package_no: int | None = None
) -> ChainState:
    """Return the last package before a number, as ``chain`` does."""
    between = _between(sender_id, receiver_id)
    if package_no is not None:
        between = between.where(Package.package_no < package_no)
    row = session.scalars(
        between.order_by(Package.package_no.desc(), Package.attempt.desc()).limit(1)
    ).first()
    if row is None:
        return ChainState(0, "0" * 64)
    if row.attempt > 1:
        arrived = _acknowledged_attempt(session, row)
        tries = session.scalars(between.where(Package.package_no == row.package_no))
        row = next((one for one in tries if one.attempt == arrived), row)
    return ChainState(row.package_no, row.manifest_sha256)


def _acknowledged_attempt(session: Session, row: Package) -> int:
    """Return which attempt at a package's number a receipt names; 0 without one."""
    receipts = session.scalars(
        _between(row.receiver_id, row.sender_id).where(Package.purpose == Purpose.RECEIPT)
    )
    named = (r.counts for r in receipts if r.counts.get(ACKNOWLEDGED_NO) == row.package_no)
    return max((int(counts.get(ACKNOWLEDGED_ATTEMPT, 1)) for counts in named), default=0)


def open_from_police(
    store: Store,
    source: Path,
    *,
    purpose: Purpose | None,
    at: datetime,
    progress: Progress,
    demo: bool,
    agreement: Agreement | None = None,
) -> OpenedPackage:
    """Verify a whole package of one of the known offices and return it, to be closed.

    PackageProblem names the check that failed. ChainBreak comes last: all else is in order then; two persons
    may accept it.
    """
    with store.read() as session:
        trust = trusting.trust_store(session, demo=demo)
        own = trusting.store_key(session)
        me = dated_settings.store_id(session)
        trusting.receiver(session)  # refuses when there is none
        offices = {
            party.party_id: trusting.issuers(session, party.party_id) for party in trusting.receivers(session)
        }
    package = open_package(
        source,
        key_pem=own.private_pem,
        certificate_pem=own.certificate_pem,
        trust=trust,
        me=me,
        purpose=purpose,
        chain=None,
        at=at,
        progress=progress,
    )
    try:
        issuers = offices.get(package.manifest["sender_id"])
        if issuers is None:
            raise PackageProblem("SENDER", package.checks)
        if any(signer.cert_sha256 not in issuers for signer in package.signers):
            raise PackageProblem("ISSUER", package.checks)
        with store.read() as session:
            broken = break_of(session, package)
        if broken is not None:
            _require_agreement(broken, agreement)
    except BaseException:
        package.close()
        raise
    return package


def break_of(session: Session, package: OpenedPackage) -> ChainBreak | None:
    """Return how a package breaks the chain of its sender; None when it follows the last one."""
    manifest, digest = package.manifest, package.manifest_sha256
    sender, me, number = manifest["sender_id"], manifest["receiver_id"], manifest["package_no"]
    last = chain(session, sender, me)
    try:
        checks.check_chain(manifest, digest, last, [])
    except PackageProblem as error:
        rows = list(session.scalars(_between(sender, me).order_by(Package.id.desc())))
        taken = [row.at for row in rows if row.manifest_sha256 == digest]
        code = error.code
        if not taken and code == "REPLAY":
            # an older number: another package of a number that is here, or one that never came
            code = "FORK" if any(row.package_no == number for row in rows) else "CHAIN"
        broken = ChainBreak(
            "REPLAY" if taken else code,
            package,
            last_no=last.no,
            sender=next((p.name for p in trusting.receivers(session) if p.party_id == sender), ""),
            known=_known(rows),
        )
        broken.taken_at = taken[0] if taken else ""
        return broken
    return None


def received(session: Session) -> tuple[KnownPackage, ...]:
    """Return what this store has from all offices, the newest first."""
    mine = select(Package).where(Package.receiver_id == dated_settings.store_id(session))
    return _known(session.scalars(mine.order_by(Package.id.desc())))


def _known(rows: Iterable[Package]) -> tuple[KnownPackage, ...]:
    return tuple(KnownPackage(row.package_no, Purpose(row.purpose), row.at) for row in rows)


def keep_received(
    session: Session,
    package: OpenedPackage,
    source: Path,
    counts: dict[str, Any],
    *,
    by: str,
    at: datetime,
    agreement: Agreement | None = None,
) -> int:
    """Record a received package; ChainBreak when it does not follow the last one and nobody agreed."""
    manifest = package.manifest
    broken = break_of(session, package)
    attempt = next_attempt(session, manifest["sender_id"], manifest["receiver_id"], manifest["package_no"])
    reason = ""
    if broken is not None:
        agreed = _require_agreement(broken, agreement)
        reason = incoming.reason(agreed.reason)
        data = {
            "code": broken.code,
            "package_no": broken.package_no,
            "attempt": attempt,
            "police": agreed.police.uid,
            "reason_sha256": hashlib.sha256(reason.encode()).hexdigest(),
        }
        subject = manifest["package_id"]
        audit.record(session, "break_accepted", subject=subject, by=agreed.first.uid, at=at, data=data)
    return keep(
        session,
        package_id=manifest["package_id"],
        purpose=Purpose(manifest["purpose"]),
        sender_id=manifest["sender_id"],
        receiver_id=manifest["receiver_id"],
        package_no=manifest["package_no"],
        manifest_sha256=package.manifest_sha256,
        file_name=incoming.shown(source.name, incoming.NAME),
        file_sha256=package.file_sha256,
        counts=counts,
        by=by,
        at=at,
        attempt=attempt,
        reason=reason,
    )


def keep(  # noqa: PLR0913 every column is named
    session: Session,
    *,
    package_id: str,
    purpose: Purpose,
    sender_id: str,
    receiver_id: str,
    package_no: int,
    manifest_sha256: str,
    file_name: str,
    file_sha256: str,
    counts: dict[str, Any],
    by: str,
    at: datetime,
    attempt: int = 1,
    reason: str = "",
    sealed_name: str = "",
) -> int:
    """Record a package in the transaction that marks or stores its rows."""
    row = Package(
        package_id=package_id,
        purpose=purpose,
        sender_id=sender_id,
        receiver_id=receiver_id,
        package_no=package_no,
        attempt=attempt,
        reason=reason,
        manifest_sha256=manifest_sha256,
        file_name=file_name,
        file_sha256=file_sha256,
        sealed_name=sealed_name,
        counts=counts,
        by=by,
        at=stamp(at),
    )
    session.add(row)
    session.flush()
    return row.id


def next_attempt(session: Session, sender_id: str, receiver_id: str, package_no: int) -> int:
    """Return the attempt that a further package under a number is; 1 for the first."""
    same = _between(sender_id, receiver_id).where(Package.package_no == package_no).subquery()
    return int(session.scalar(select(func.coalesce(func.max(same.c.attempt), 0))) or 0) + 1


def _between(sender_id: str, receiver_id: str) -> Select[Package]:
    return select(Package).where(Package.sender_id == sender_id, Package.receiver_id == receiver_id)


def _require_agreement(broken: ChainBreak, agreement: Agreement | None) -> Agreement:
    """Return the agreement to exactly this package; raise the break without one."""
    if agreement is None or broken.code not in BREAKS or agreement.manifest_sha256 != broken.manifest_sha256:
        raise broken
    require(agreement.first, Action.ACCEPT_BREAK)
    require(agreement.police, Action.COUNTERSIGN)
    if agreement.first.uid == agreement.police.uid:
        raise Refused("Việc này cần hai người khác nhau cùng quyết định. Chưa thay đổi gì.")
    incoming.reason(agreement.reason)
    return agreement
