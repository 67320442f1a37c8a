"""The export of approved entries: verify again, seal, record and mark, then write to the medium."""

import hashlib
import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography import x509
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app import __version__, outside
from app.crypto import canonical
from app.crypto.package import ChainState, Recipient, Sealed, check_parties, write_package
from app.crypto.signing import Signer, verify_approval
from app.crypto.trust import TrustStore
from app.errors import AppError, BadInput, Refused
from app.held_folder import FolderId
from app.models.store.store import Store
from app.models.store.tables import Approval, Entry, Package, PackageEntry
from app.models.store.times import read
from app.models.words import incoming
from app.models.words.purpose import Purpose, SignedAs
from app.models.words.roles import Action, Role
from app.models.words.states import EntryState
from app.progress import Progress
from app.services.entry import entries, unfit
from app.services.exchange import contents, deliveries, packages, sealed_files, snapshots
from app.services.exchange.contents import Content
from app.services.office import anchors, audit, dated_settings, restoring, trusting
from app.services.office.accounts import Officer
from app.services.office.permissions import require
from app.texts import Text


@dataclass(frozen=True, slots=True)
class SigningOfficer:
    """An officer and the officer's key, unlocked for this package."""

    officer: Officer
    signer: Signer


@dataclass(frozen=True, slots=True)
class Exported:
    """A package that is made, recorded and kept: its id, its number of entries, and where it was written.

    ``problem`` says why it is not on the medium yet; it can be written again then.
    """

    package: int
    path: Path
    entries: int
    sealed: Sealed
    problem: AppError | None = None
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a package stands: receiver, what it follows, which attempt it is and why, its first event."""

    receiver_id: str
    follows: ChainState
    events_after: int
    attempt: int = 1
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Making:
    """What every step of the making of a package needs."""

    store: Store
    folder: Path
    justice: SigningOfficer
    police: SigningOfficer
    now: Callable[[], datetime]
    random: Callable[[int], bytes]
    progress: Progress
    demo: bool
    chosen: FolderId | None
    removable: bool

    def check(self) -> None:
        """Refuse who may not sign, and a folder that is not there or not the chosen one any more."""
        require(self.justice.officer, Action.EXPORT)
        require(self.police.officer, Action.COUNTERSIGN)
        if self.justice.officer.uid == self.police.officer.uid:
            raise Refused("Gói cần chữ ký của hai người khác nhau: tư pháp và Công an.")
        if not self.folder.is_dir():
            raise Refused("Không thấy thư mục đích. Cắm lại USB rồi chọn lại thư mục.")
        outside.check_chosen(self.folder, self.chosen)


def ready(session: Session) -> list[entries.EntryRow]:
    """Return the approved entries that wait to leave."""
    return entries.in_states(session, EntryState.APPROVED)


def last_approver(session: Session) -> str:
    """Return the uid of the police officer who approved last; empty when no one did."""
    return session.scalars(select(Approval.uid).order_by(Approval.seq.desc()).limit(1)).first() or ""


def export(
    store: Store,
    target_folder: Path,
    *,
    justice: SigningOfficer,
    police: SigningOfficer,
    now: Callable[[], datetime],
    random: Callable[[int], bytes],
    progress: Progress,
    demo: bool,
    receiver_id: str = "",
    chosen: FolderId | None = None,
    removable: bool = False,
) -> Exported:
    """Make one package of every approved entry, keep it, and write it to ``target_folder``.

    ``chosen`` is the identity of that folder when it was chosen: no other one is written to; ``removable``
    tells whether it is known to lie on a medium that can be taken out. Without
    ``receiver_id`` the newest receiver gets it. Refused when nothing is approved or any approval does
    not verify; then nothing is kept or marked. The sealed bytes are flushed in the store's folder; one
    transaction records them and marks the entries; only then they are copied to the medium. So at every
    point either nothing has happened, or there is a package that can be written again.
    """
    making = _Making(store, target_folder, justice, police, now, random, progress, demo, chosen, removable)
    making.check()
    with store.read() as session:
        rows, left_out = _fit(session)
        receiver = trusting.receiver(session, receiver_id).party_id
        me = dated_settings.store_id(session)
        place = _Place(
            receiver, packages.chain(session, me, receiver), contents.events_sent(session, receiver)
        )
    return replace(_make(making, place, rows), left_out=left_out)


def _fit(session: Session) -> tuple[list[entries.EntryRow], tuple[str, ...]]:
    """Return the entries that leave, and name those of an older version whose words no file can hold."""
    rows = ready(session)
    if not rows:
        raise Refused("Chưa có trường hợp nào được Công an duyệt để xuất.")
    found = {row.id: unfit.reasons(session, row.id) for row in rows}
    left_out = tuple(_named(row, found[row.id]) for row in rows if found[row.id])
    if len(left_out) == len(rows):
        raise Refused("Chưa xuất gì. {0}", " ".join(left_out))
    return [row for row in rows if not found[row.id]], left_out


def _named(row: entries.EntryRow, found: Sequence[Text]) -> str:
    """Name an entry that stays, by its number, with what must be written anew."""
    what = " ".join(map(str, found))
    return str(Text("Số {0} chưa xuất, ở lại máy. {1}", row.registration_no or row.position, what))


def renew(
    store: Store,
    package: int,
    target_folder: Path,
    *,
    reason: str,
    justice: SigningOfficer,
    police: SigningOfficer,
    now: Callable[[], datetime],
    random: Callable[[int], bytes],
    progress: Progress,
    demo: bool,
    chosen: FolderId | None = None,
    removable: bool = False,
) -> Exported:
    """Make a refused package anew: its number and entries, the next attempt, both signatures again.

    ``chosen`` and ``removable`` are those of ``export``. Refused unless it is the last to its receiver and
    nothing of it was acknowledged or answered. The kept file of the attempt before is removed after the new
    one is recorded.
    """
    making = _Making(store, target_folder, justice, police, now, random, progress, demo, chosen, removable)
    making.check()
    why = incoming.reason(reason)
    with store.read() as session:
        found = deliveries.one(session, package, at=now())
        if found is None or not found.renewable:
            raise Refused(
                "Chỉ làm lại được gói cuối cùng, khi Công an chưa xác nhận và chưa trả lời. Chưa thay đổi gì."
            )
        old = session.get_one(Package, package)
        place = _Place(
            old.receiver_id,
            packages.chain_before(session, old.sender_id, old.receiver_id, old.package_no),
            contents.events_sent(session, old.receiver_id, before=old.package_no),
            packages.next_attempt(session, old.sender_id, old.receiver_id, old.package_no),
            why,
        )
        sent = {(row.entry_id, row.version) for row in session.scalars(_entries_of(package))}
        left = entries.in_states(session, EntryState.EXPORTED)
        rows = [row for row in left if (row.id, row.version) in sent]
        if len(rows) != len(sent):
            raise Refused(
                "Có trường hợp của gói đã đổi sau khi xuất nên không làm lại được. Chưa thay đổi gì."
            )
    made = _make(making, place, rows)
    sealed_files.settle(store, at=now())
    return made


def _make(making: _Making, place: _Place, rows: Sequence[entries.EntryRow]) -> Exported:
    """Seal, record, and copy to the medium."""
    store, now = making.store, making.now
    with store.read() as session:
        anchors.require_explained(session)
        trust = trusting.trust_store(session, demo=making.demo)
        records = [_approved(session, row, trust) for row in rows]
        content = contents.gather(session, rows, records, events_after=place.events_after, at=now())
        receiver = trusting.receiver(session, place.receiver_id)
        me = dated_settings.store_id(session)
        mark = audit.checkpoint(session)
        restored = restoring.times_restored(session)
        snapshot = snapshots.in_force(session)
    name = _file_name(me, place)
    if os.path.lexists(making.folder / name):
        raise BadInput(
            "Ở nơi ghi đã có một gói cùng tên; phần mềm không ghi đè. Hãy cất gói đó đi rồi làm lại."
        )
    signers = [(SignedAs.JUSTICE, making.justice.signer), (SignedAs.POLICE, making.police.signer)]
    recipients = [Recipient(x509.load_pem_x509_certificate(receiver.certificate_pem.encode()))]
    check_parties(trust, signers=signers, recipients=recipients, at=now())
    sealed_files.settle(store, at=now())
    sealed = write_package(
        sealed_files.new_file(store.folder, making.random),
        purpose=Purpose.RESULTS,
        sender_id=me,
        receiver_id=receiver.party_id,
        chain=place.follows,
        files=content.files,
        counts=content.counts,
        extra={
            "audit": {"seq": mark.seq, "h": mark.h},
            "program": {"name": "doi-soat-ho-tich", "version": __version__},
            "snapshot": {"id": snapshot.snapshot_id if snapshot else ""},
            "store": {"restored": restored},
        },
        signers=signers,
        recipients=recipients,
        at=now(),
        random=making.random,
        issuing=trust.issuing,
        progress=lambda done, total: making.progress(done, 2 * total),
    )
    try:
        with store.write() as session:
            package = _record(session, content, sealed, place, name=name, me=me, making=making)
    except BaseException:
        sealed.path.unlink(missing_ok=True)  # the store has no record of it
        raise
    return _copy(making, Exported(package, making.folder / name, len(rows), sealed))


def _copy(making: _Making, made: Exported) -> Exported:
    """Write a recorded package to the medium; a failure is part of the result, since the package is made."""
    try:
        sealed_files.write_again(
            making.store,
            made.package,
            making.folder,
            by=making.justice.officer,
            now=making.now,
            progress=lambda done, total: making.progress(total + done, 2 * total),
            chosen=making.chosen,
            removable=making.removable,
        )
    except AppError as error:
        return replace(made, problem=error)
    return made


def _file_name(me: str, place: _Place) -> str:
    """Return the name on the medium: packages to others, and further attempts, lie beside it."""
    receiver = re.sub("[^0-9A-Za-z]", "", place.receiver_id)[:8]
    again = f"-lan-{place.attempt}" if place.attempt > 1 else ""
    return f"{me[:8]}-{receiver}-{place.follows.no + 1:06d}{again}{sealed_files.SUFFIX}"


def _approved(session: Session, row: entries.EntryRow, trust: TrustStore) -> dict[str, Any]:
    """Return the frozen entry with its approval; Refused when the approval does not verify."""
    approval = session.scalars(
        select(Approval).where(Approval.entry_id == row.id, Approval.version == row.version)
    ).first()
    if approval is None:
        raise Refused("Có trường hợp mang trạng thái đã duyệt nhưng không có chữ ký duyệt. Chưa xuất gì.")
    store_id = dated_settings.store_id(session)
    signed = {
        "store_id": store_id,
        "entry_id": row.id,
        "version": row.version,
        "entry_sha256": hashlib.sha256(approval.frozen).hexdigest(),
        "uid": approval.uid,
        "cert_sha256": approval.cert_sha256,
        "at": approval.at,
        "seq": approval.seq,
        "alg": approval.alg,
        "signature": approval.signature,
    }
    certificate = x509.load_pem_x509_certificate(approval.certificate_pem.encode())
    try:
        # signature first: unsigned data is never read; what counts is role and certificate at that time,
        # not the account of today
        trust.verify_officer(certificate, role=Role.POLICE, store_id=store_id, at=read(approval.at))
        verify_approval(signed, certificate)
        record = canonical.loads(approval.frozen)
        if (record["entry_id"], record["version"]) != (row.id, row.version):
            raise Refused("Chữ ký duyệt không thuộc về trường hợp.")
        if approval.uid in record["typed_by"] or approval.uid in record["decided_by"]:
            raise Refused("Người duyệt cũng là người nhập hoặc kết luận.")
        if audit.last_version(session, row.id) > row.version:  # state and version of a row can be set back
            raise Refused("Nhật ký ghi rằng lần duyệt này đã bị hủy.")
    except AppError as error:
        raise Refused(
            "Chữ ký duyệt của số {0} không hợp lệ: {1} Chưa xuất gì.",
            row.registration_no or row.position,
            error,
        ) from error
    return {**record, "approval": signed}


def _entries_of(package: int) -> Select[PackageEntry]:
    return select(PackageEntry).where(PackageEntry.package_id == package)


def _record(
    session: Session,
    content: Content,
    sealed: Sealed,
    place: _Place,
    *,
    name: str,
    me: str,
    making: _Making,
) -> int:
    """Record a sealed package and move its entries; return its id."""
    by, at = making.justice.officer.uid, making.now()
    package = packages.keep(
        session,
        package_id=sealed.package_id,
        purpose=Purpose.RESULTS,
        sender_id=me,
        receiver_id=place.receiver_id,
        package_no=sealed.package_no,
        manifest_sha256=sealed.manifest_sha256,
        file_name=name,
        file_sha256=sealed.file_sha256,
        counts={**content.counts, **audit.mark(session, sealed.audit_seq)},
        by=by,
        at=at,
        attempt=place.attempt,
        reason=place.reason,
        sealed_name=sealed.path.name,
    )
    expected = EntryState.APPROVED if place.attempt == 1 else EntryState.EXPORTED
    for entry_id, version in content.entry_versions:
        row = session.get(Entry, entry_id)
        if row is None or row.version != version or row.state != expected:
            raise Refused("Có trường hợp thay đổi trong lúc đóng gói. Gói đã bỏ; hãy xuất lại.")
        session.add(PackageEntry(package_id=package, entry_id=entry_id, version=version))
        entries.move(session, row, EntryState.EXPORTED, by=by, at=at)
    audit.record(
        session,
        "exported" if place.attempt == 1 else "exported_again",
        subject=sealed.package_id,
        by=by,
        at=at,
        data={"entries": len(content.entry_versions), "manifest_sha256": sealed.manifest_sha256},
    )
    return package
