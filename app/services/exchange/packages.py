"""Package chains per sender and receiver, and the stored row of each package."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.crypto.package import ChainState, OpenedPackage, open_package
from app.models.store.store import Store, file_sha256
from app.models.store.tables import Package
from app.models.store.times import stamp
from app.models.words import incoming
from app.models.words.purpose import Purpose
from app.models.words.roles import Role
from app.progress import Progress
from app.services.office import accounts, dated_settings, founding


def chain(session: Session, sender_id: str, receiver_id: str) -> ChainState:
    """Return the last package's number and manifest hash between two parties; 0 and zeros at the start."""
    row = session.scalars(
        select(Package)
        .where(Package.sender_id == sender_id, Package.receiver_id == receiver_id)
        .order_by(Package.package_no.desc())
        .limit(1)
    ).first()
    return ChainState(row.package_no, row.manifest_sha256) if row else ChainState(0, "0" * 64)


def open_from_police(
    store: Store, source: Path, *, purpose: Purpose | None, at: datetime, progress: Progress, demo: bool
) -> OpenedPackage:
    """Verify a whole package of the police and return it; PackageProblem names the check that failed."""
    with store.read() as session:
        trust = founding.trust_store(session, demo=demo)
        own = founding.store_key(session)
        me = dated_settings.store_id(session)
        sender = founding.receiver(session).party_id
        state = chain(session, sender, me)
        # only the police issue incoming packages; a lent officer may also have an account here
        insiders = {o.uid for o in accounts.every(session) if Role.POLICE not in o.roles}
    return open_package(
        source,
        key_pem=own.private_pem,
        certificate_pem=own.certificate_pem,
        trust=trust,
        me=me,
        sender=sender,
        purpose=purpose,
        chain=state,
        insiders=insiders,
        at=at,
        progress=progress,
    )


def keep_received(
    session: Session, package: OpenedPackage, source: Path, counts: dict[str, int], *, by: str, at: datetime
) -> int:
    """Record a received package as the last of its chain."""
    manifest = package.manifest
    return keep(
        session,
        package_id=manifest["package_id"],
        purpose=Purpose(manifest["purpose"]),
        sender_id=manifest["sender_id"],
        receiver_id=manifest["receiver_id"],
        package_no=manifest["package_no"],
        manifest_sha256=package.manifest_sha256,
        file_name=incoming.shown(source.name, incoming.NAME),
        file_sha256=file_sha256(source),
        counts=counts,
        by=by,
        at=at,
    )


def keep(
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
    counts: dict[str, int],
    by: str,
    at: datetime,
) -> int:
    """Record a package in the transaction that marks or stores its rows."""
    row = Package(
        package_id=package_id,
        purpose=purpose,
        sender_id=sender_id,
        receiver_id=receiver_id,
        package_no=package_no,
        manifest_sha256=manifest_sha256,
        file_name=file_name,
        file_sha256=file_sha256,
        counts=counts,
        by=by,
        at=stamp(at),
    )
    session.add(row)
    session.flush()
    return row.id
