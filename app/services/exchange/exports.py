"""The export of approved entries: verify again, pack, write to the stick, read back, then mark."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography import x509
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import __version__
from app.crypto import canonical
from app.crypto.package import Recipient, Sealed, check_parties, write_package
from app.crypto.signing import Signer, verify_approval
from app.crypto.trust import TrustStore
from app.documents.excel import write_book
from app.errors import AppError, Refused
from app.models.books import BOOKS
from app.models.store.store import Store
from app.models.store.tables import Approval, Discrepancy, Entry, Package, PackageEntry
from app.models.store.times import read, stamp
from app.models.words.purpose import Purpose, SignedAs
from app.models.words.roles import Action
from app.models.words.states import EntryState, ItemState
from app.progress import Progress
from app.services.entry import entries
from app.services.exchange import packages, snapshots
from app.services.office import accounts, audit, dated_settings, founding, restoring
from app.services.office.accounts import Officer
from app.services.office.permissions import may, require


@dataclass(frozen=True, slots=True)
class SigningOfficer:
    """An officer and the officer's key, unlocked for this package."""

    officer: Officer
    signer: Signer


@dataclass(frozen=True, slots=True)
class Exported:
    """A package on the stick: its path, its number of entries, and the result of reading it back."""

    path: Path
    entries: int
    sealed: Sealed


@dataclass(frozen=True, slots=True)
class _Content:
    files: list[tuple[str, bytes]]
    entry_versions: list[tuple[str, int]]
    counts: dict[str, int]


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
) -> Exported:
    """Write every approved entry into one package in ``target_folder``.

    Without ``receiver_id`` the newest receiver gets it.

    Refused when nothing is approved or any approval does not verify; then nothing is written or marked.
    The package is a ``.part`` until it is flushed and read back; only then are the entries marked.
    """
    require(justice.officer, Action.EXPORT)
    require(police.officer, Action.COUNTERSIGN)
    if justice.officer.uid == police.officer.uid:
        raise Refused("Gói cần chữ ký của hai người khác nhau: tư pháp và Công an.")
    if not target_folder.is_dir():
        raise Refused("Không thấy thư mục đích. Cắm lại USB rồi chọn lại thư mục.")
    with store.read() as session:
        trust = founding.trust_store(session, demo=demo)
        content = _content(session, trust, at=now())
        receiver = founding.receiver(session, receiver_id)
        me = dated_settings.store_id(session)
        state = packages.chain(session, me, receiver.party_id)
        mark = audit.checkpoint(session)
        snapshot = snapshots.in_force(session)
        restored = restoring.times_restored(session)
    signers = [(SignedAs.JUSTICE, justice.signer), (SignedAs.POLICE, police.signer)]
    recipients = [Recipient(x509.load_pem_x509_certificate(receiver.certificate_pem.encode()))]
    check_parties(trust, signers=signers, recipients=recipients, at=now())
    sealed = write_package(
        target_folder / f"{me[:8]}-{state.no + 1:06d}.htpkg",
        purpose=Purpose.RESULTS,
        sender_id=me,
        receiver_id=receiver.party_id,
        chain=state,
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
        random=random,
        issuing=trust.issuing,
        progress=progress,
    )
    try:
        with store.write() as session:
            _mark(session, content, sealed, me=me, receiver=receiver.party_id, by=justice.officer, at=now())
    except BaseException:
        # the store has no record of it, and an unrecorded package would break the chain
        sealed.path.unlink(missing_ok=True)
        raise
    return Exported(sealed.path, len(content.entry_versions), sealed)


def _content(session: Session, trust: TrustStore, *, at: datetime) -> _Content:
    rows = ready(session)
    if not rows:
        raise Refused("Chưa có bản ghi nào được Công an duyệt để xuất.")
    books: dict[str, list[dict[str, Any]]] = {}
    versions: list[tuple[str, int]] = []
    for row in rows:
        books.setdefault(row.book_type, []).append(_approved(session, row, trust))
        versions.append((row.id, row.version))
    files = [
        (f"data/{book}.jsonl", b"".join(canonical.dumps(r) + b"\n" for r in records))
        for book, records in books.items()
    ]
    files += [(f"data/{book}.xlsx", _excel(book, records)) for book, records in books.items()]
    ids = [row.id for row in rows]
    items = [canonical.dumps(item) + b"\n" for item in _items(session, ids)]
    events = [canonical.dumps(event) + b"\n" for event in _events(session)]
    mark = audit.checkpoint(session)
    point = {"store_id": dated_settings.store_id(session), "seq": mark.seq, "h": mark.h, "ts": stamp(at)}
    files += [
        ("data/sai_lech.jsonl", b"".join(items)),
        ("data/audit.jsonl", b"".join(events)),
        ("data/audit_checkpoint.json", canonical.dumps(point)),
    ]
    counts = {book: len(records) for book, records in books.items()}
    return _Content(
        sorted(files), versions, {**counts, "sai_lech": len(items), "audit": len(events), "scans": 0}
    )


def _approved(session: Session, row: entries.EntryRow, trust: TrustStore) -> dict[str, Any]:
    """Return the frozen entry with its approval; Refused when the approval does not verify."""
    approval = session.scalars(
        select(Approval).where(Approval.entry_id == row.id, Approval.version == row.version)
    ).first()
    if approval is None:
        raise Refused("Có bản ghi mang trạng thái đã duyệt nhưng không có chữ ký duyệt. Chưa xuất gì.")
    signed = {
        "store_id": dated_settings.store_id(session),
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
        # signature first: unsigned data is never read
        trust.verify(certificate, at=read(approval.at), usage="sign")
        verify_approval(signed, certificate)
        if not may(accounts.get(session, approval.uid), Action.APPROVE):
            raise Refused("Người ký duyệt không phải cán bộ Công an.")
        record = canonical.loads(approval.frozen)
        if (record["entry_id"], record["version"]) != (row.id, row.version):
            raise Refused("Chữ ký duyệt không thuộc về bản ghi.")
        if approval.uid in record["typed_by"] or approval.uid in record["decided_by"]:
            raise Refused("Người duyệt cũng là người nhập hoặc kết luận.")
    except AppError as error:
        raise Refused(
            "Chữ ký duyệt của số {0} không hợp lệ: {1} Chưa xuất gì.",
            row.registration_no or row.position,
            error,
        ) from error
    return {**record, "approval": signed}


def _excel(book: str, records: Sequence[Mapping[str, Any]]) -> bytes:
    """Write the ministry's layout from the approved bytes, not from the store's present values."""
    rows = [{k: entries.value_of(v) for k, v in record["values"].items()} for record in records]
    return write_book(BOOKS[book], rows)


def _items(session: Session, entry_ids: Sequence[str]) -> list[dict[str, Any]]:
    rows = session.scalars(
        select(Discrepancy)
        .where(Discrepancy.entry_id.in_(entry_ids), Discrepancy.state != ItemState.CLOSED)
        .order_by(Discrepancy.id)
    )
    return [
        {
            "item_id": row.id,
            "entry_id": row.entry_id,
            "section": row.section,
            "field": row.field,
            "book": row.book_text,
            "registry": row.registry_text,
            "result": row.result,
            "detail": row.detail,
            "resolution": row.resolution,
            "note": row.note,
            "evidence": row.evidence,
            "state": row.state,
            "opened_at": row.opened_at,
        }
        for row in rows
    ]


def _events(session: Session) -> list[dict[str, Any]]:
    last = session.scalars(
        select(Package).where(Package.purpose == Purpose.RESULTS).order_by(Package.id.desc()).limit(1)
    ).first()
    return audit.since(session, int(last.counts.get("audit_seq", 0)) if last else 0)


def _mark(
    session: Session,
    content: _Content,
    sealed: Sealed,
    *,
    me: str,
    receiver: str,
    by: Officer,
    at: datetime,
) -> None:
    package_id = packages.keep(
        session,
        package_id=sealed.package_id,
        purpose=Purpose.RESULTS,
        sender_id=me,
        receiver_id=receiver,
        package_no=sealed.package_no,
        manifest_sha256=sealed.manifest_sha256,
        file_name=sealed.path.name,
        file_sha256=sealed.file_sha256,
        counts={**content.counts, "audit_seq": sealed.audit_seq},
        by=by.uid,
        at=at,
    )
    for entry_id, version in content.entry_versions:
        row = session.get(Entry, entry_id)
        if row is None or row.version != version or row.state != EntryState.APPROVED:
            raise Refused("Có bản ghi thay đổi trong lúc đóng gói. Gói đã bỏ; hãy xuất lại.")
        session.add(PackageEntry(package_id=package_id, entry_id=entry_id, version=version))
        entries.move(session, row, EntryState.EXPORTED, by=by.uid, at=at)
    audit.record(
        session,
        "exported",
        subject=sealed.package_id,
        by=by.uid,
        at=at,
        data={"entries": len(content.entry_versions), "manifest_sha256": sealed.manifest_sha256},
    )
