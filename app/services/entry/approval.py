"""Four eyes: the police officer signs exactly the frozen entry that was shown."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.crypto.signing import Signer, sign_approval
from app.errors import Refused
from app.matching.result import DecidedLine
from app.models.declaration import rules
from app.models.declaration.book import Problem
from app.models.store.tables import Approval, Entry
from app.models.store.times import read, stamp
from app.models.words import incoming
from app.models.words.codes import Branch, Resolution
from app.models.words.roles import Action, Role
from app.models.words.states import ENTRY_STATE_LABELS, EntryState
from app.services.entry import entries, in_hand, repeats, unfit
from app.services.entry.decisions import compared_values
from app.services.entry.freeze import entry_bytes
from app.services.office import accounts, audit, dated_settings, revoking, trusting
from app.services.office.accounts import Officer
from app.services.office.permissions import may, require
from app.texts import Text

WAITING = (EntryState.CHECKED, EntryState.LISTED)
LOST = "Khóa ký của người duyệt đã lộ: cần Công an khác, hoặc khóa mới, duyệt lại"
ENDED = "Chứng thư của người duyệt đã hết hiệu lực trước khi duyệt: cần duyệt lại"
"""Why an approved entry came back."""


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry as the officer saw it when giving the password, with the hash of its frozen bytes."""

    entry_id: str
    version: int
    entry_sha256: str


def waiting(session: Session) -> list[entries.EntryRow]:
    """Return the entries that wait for a police officer."""
    return entries.in_states(session, *WAITING)


def freeze(session: Session, entry_id: str) -> Shown:
    """Freeze an entry for the screen; the signature covers exactly these bytes.

    Refused, with what to write anew, when an older version kept words in it that cannot be signed.
    """
    if found := unfit_words(session, entry_id):
        raise Refused("Chưa duyệt được: {0}", " ".join(found))
    frozen = entry_bytes(session, entry_id)
    return Shown(entry_id, entries.get(session, entry_id).version, hashlib.sha256(frozen).hexdigest())


def freeze_all(session: Session, rows: Sequence[entries.EntryRow]) -> dict[str, Shown]:
    """Freeze each entry that can be signed; ``obstacles`` says why another one cannot."""
    return {row.id: freeze(session, row.id) for row in rows if not unfit.reasons(session, row.id)}


def unfit_words(session: Session, entry_id: str) -> list[str]:
    """Return what must be written anew before anybody can sign; empty when nothing."""
    return [str(text) for text in unfit.reasons(session, entry_id)]


def warnings(session: Session, entry_id: str) -> list[Problem]:
    """Return what to look at before signing: odd values, and what volume and other entries say otherwise."""
    hand = in_hand.read(session, entry_id)
    persons = repeats.problems(repeats.of_decided(session, hand.entry))
    return [*persons, *hand.told, *rules.check(hand.book, hand.values)]


def obstacles(session: Session, entry_id: str, *, by: Officer) -> list[str]:
    """Return why the officer cannot approve this entry; empty when the officer may."""
    entry = entries.get(session, entry_id)
    found: list[Text] = []
    if not may(by, Action.APPROVE):
        found.append(Text("Chỉ cán bộ Công an được duyệt."))
    if entry.state not in WAITING:
        state = Text(ENTRY_STATE_LABELS[entry.state])
        found.append(Text("Trường hợp chưa ở trạng thái chờ duyệt ({0}).", state))
    if by.uid in entries.typists(session, entry_id):
        found.append(Text("Người duyệt đã nhập trường hợp này; cần cán bộ Công an khác."))
    if by.uid in entries.deciders(session, entry_id):
        found.append(Text("Người duyệt đã kết luận đối chiếu trường hợp này; cần cán bộ Công an khác."))
    decisions = entries.active_decisions(session, entry_id)
    for section in entries.persons_to_decide(entry.book, entry.values):
        title = Text(entry.book.section(section).title)
        decision = decisions.get(section)
        if decision is None or decision.branch == Branch.AMBIGUOUS:
            found.append(Text("{0}: chưa kết luận đối chiếu.", title))
            continue
        if decision.book_values != compared_values(session, entry, section):
            found.append(Text("{0}: sổ đã được sửa sau khi đối chiếu; cần đối chiếu lại.", title))
        if any(DecidedLine.from_json(x).resolution == Resolution.VERIFY for x in decision.lines):
            found.append(Text("{0}: còn mục chờ xác minh.", title))
    found += [Text("{0} Chưa có lý do.", r.said) for r in repeats.of_decided(session, entry) if r.open]
    return [*map(str, found), *unfit_words(session, entry_id)]


def approve(
    session: Session, shown: Sequence[Shown], *, signer: Signer, by: Officer, at: datetime
) -> list[int]:
    """Sign the shown entries, all or none, and return the approvals' numbers.

    Refused when an entry changed since it was shown, when ``obstacles`` returns anything, or when the key is
    not the officer's certified one.
    """
    require(by, Action.APPROVE)
    require(accounts.current(session, by), Action.APPROVE)
    if hashlib.sha256(signer.certificate).hexdigest() != by.cert_sha256:
        raise Refused(
            "Khóa ký chưa có chứng thư hợp lệ của chính người duyệt: vào Quản trị, mục Chứng thư. "
            "Chưa duyệt trường hợp nào."
        )
    trusting.pinned(session).verify_officer(
        x509.load_der_x509_certificate(signer.certificate),
        role=Role.POLICE,
        store_id=dated_settings.store_id(session),
        at=at,
    )
    return [_approve_one(session, one, signer=signer, by=by, at=at) for one in shown]


def _approve_one(session: Session, shown: Shown, *, signer: Signer, by: Officer, at: datetime) -> int:
    found = obstacles(session, shown.entry_id, by=by)
    if found:
        raise Refused("Chưa duyệt được: {0}", " ".join(found))
    frozen = entry_bytes(session, shown.entry_id)
    sha256 = hashlib.sha256(frozen).hexdigest()
    version = entries.get(session, shown.entry_id).version
    if (version, sha256) != (shown.version, shown.entry_sha256):
        raise Refused(
            "Trường hợp đã thay đổi sau khi hiện trên màn hình. Hãy xem lại rồi duyệt. Chưa duyệt gì."
        )
    seq = (session.scalar(select(func.max(Approval.seq))) or 0) + 1
    signed = sign_approval(
        signer,
        store_id=dated_settings.store_id(session),
        entry_id=shown.entry_id,
        version=shown.version,
        entry_sha256=sha256,
        uid=by.uid,
        at=stamp(at),
        seq=seq,
    )
    session.add(
        Approval(
            entry_id=shown.entry_id,
            version=shown.version,
            frozen=frozen,
            entry_sha256=sha256,
            uid=by.uid,
            cert_sha256=by.cert_sha256,
            certificate_pem=by.certificate_pem,
            at=stamp(at),
            seq=seq,
            alg=signed.alg,
            signature=signed.signature,
        )
    )
    session.flush()
    row = session.get(Entry, shown.entry_id)
    assert row is not None
    entries.move(session, row, EntryState.APPROVED, by=by.uid, at=at)
    audit.record(
        session,
        "approved",
        subject=shown.entry_id,
        by=by.uid,
        at=at,
        data={"version": shown.version, "entry_sha256": sha256, "seq": seq},
    )
    return seq


def send_back_ended(session: Session, *, by: Officer, at: datetime) -> int:
    """Send back each entry that has not left and whose approval an ended certificate voids; return how many.

    An approval holds that was given before the end, unless the key is compromised; ``exports`` asks the same.
    """
    ends = revoking.by_certificate(revoking.every(session))
    query = select(Entry, Approval).join(
        Approval, (Approval.entry_id == Entry.id) & (Approval.version == Entry.version)
    )
    voided = [
        (entry, ends[given.cert_sha256])
        for entry, given in session.execute(query.where(Entry.state == EntryState.APPROVED))
        if given.cert_sha256 in ends and ends[given.cert_sha256].voids(read(given.at))
    ]
    for entry, end in voided:
        entry.version += 1
        entry.note = LOST if end.compromised else ENDED
        entries.move(session, entry, EntryState.SENT_BACK, by=by.uid, at=at, reason=entry.note)
        audit.record(
            session, "approval_voided", subject=entry.id, by=by.uid, at=at, data={"version": entry.version}
        )
    return len(voided)


def send_back(session: Session, entry_id: str, reason: str, *, by: Officer, at: datetime) -> None:
    """Send an entry back to the justice officer with a reason; this voids its approval."""
    require(by, Action.SEND_BACK)
    require(accounts.current(session, by), Action.SEND_BACK)
    reason = incoming.accepted(reason, incoming.NOTE)
    if not reason.strip():
        raise Refused("Cần ghi lý do trả lại.")
    row = session.get(Entry, entry_id)
    if row is None or row.state not in (*WAITING, EntryState.APPROVED):
        raise Refused("Trường hợp này không ở trạng thái chờ duyệt.")
    if row.state == EntryState.APPROVED:
        row.version += 1
    entries.move(session, row, EntryState.SENT_BACK, by=by.uid, at=at, reason=reason)
    row.note = reason
    audit.record(session, "sent_back", subject=entry_id, by=by.uid, at=at, data={"version": row.version})
