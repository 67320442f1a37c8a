"""Approved entries leave: whole, signed by two, marked after they are on the stick, or not at all."""

import hashlib
import io
import json
import unicodedata
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from cryptography import x509
from sqlalchemy.exc import IntegrityError

from app import __version__
from app.crypto import canonical
from app.crypto.certificates_file import Revoked
from app.crypto.package import ChainState
from app.crypto.signing import SoftwareSigner, certificate_request, new_signing_key, sign_approval
from app.crypto.trust import Ended
from app.errors import AppError, BadInput, Refused, Stopped
from app.models.store.times import stamp
from app.models.words.roles import APART
from app.models.words.states import EntryState, PackageState
from app.models.words.values import Value
from app.services.entry import approval, entries
from app.services.exchange import deliveries, exports
from app.services.office import accounts, audit, revoking
from tests.conftest import AT, BOTH, JUSTICE, LEADER, POLICE, TYPIST
from tests.unit.services.exchange.arrivals import opened
from tests.unit.services.exchange.parties import DESK, Commune, answer_row, pem_of
from tests.unit.services.exchange.test_returns import resend
from tests.unit.services.pinning import pin

NAME = "{store_id:.8}-cahuyen-{number:06d}.htpkg"


def states(commune: Commune) -> list[str]:
    return [row["state"] for row in commune.rows("entry")]


def refused(commune: Commune, words: str, error: type[AppError] = Refused, **changes: Any) -> None:
    """An export is refused in these words; nothing is written or marked."""
    before, stick = commune.everything(), sorted(commune.stick.iterdir())
    with pytest.raises(error, match=words):
        commune.export(**changes)
    assert commune.everything() == before
    assert sorted(commune.stick.iterdir()) == stick


# -- what leaves --------------------------------------------------------------------------------------


def test_what_leaves_is_what_was_approved(commune: Commune) -> None:
    first, second = commune.entry_ids
    with commune.store.read() as session:
        mark = audit.checkpoint(session)
        assert [row.id for row in exports.ready(session)] == [first, second]
    done = commune.export()
    assert done.path == commune.stick / NAME.format(store_id=commune.store_id, number=1)
    assert done.entries == 2
    package = opened(commune, done.path)
    assert package.manifest["audit"] == {"seq": mark.seq, "h": mark.h}
    assert package.manifest["program"] == {"name": "doi-soat-ho-tich", "version": __version__}
    assert package.manifest["snapshot"] == {"id": "s1"}
    assert package.manifest["created_at"] == "2023-10-17T13:41:07Z"
    assert package.manifest["counts"] == {"khai_sinh": 2, "sai_lech": 1, "audit": mark.seq, "scans": 0}
    assert [(s.role, s.uid) for s in package.signers] == [("tu_phap", JUSTICE.uid), ("cong_an", POLICE.uid)]
    assert list(package.files) == [
        "data/audit.jsonl",
        "data/audit_checkpoint.json",
        "data/khai_sinh.jsonl",
        "data/khai_sinh.xlsx",
        "data/sai_lech.jsonl",
    ]
    point = {"store_id": commune.store_id, "seq": mark.seq, "h": mark.h, "ts": stamp(AT)}
    assert canonical.loads(package.files["data/audit_checkpoint.json"]) == point
    events = list(package.records("data/audit.jsonl"))
    assert [e["seq"] for e in events] == list(range(1, mark.seq + 1))
    assert events[-1]["h"] == mark.h


def test_every_entry_leaves_with_its_approval(commune: Commune) -> None:
    package = opened(commune, commune.export().path)
    records = list(package.records("data/khai_sinh.jsonl"))
    assert [r["entry_id"] for r in records] == list(commune.entry_ids)
    for record, row in zip(records, commune.rows("approval"), strict=True):
        approval = record.pop("approval")
        assert canonical.dumps(record) == row["frozen"]
        names = ("entry_id", "version", "uid", "cert_sha256", "at", "seq", "alg", "signature")
        assert approval == {
            "store_id": commune.store_id,
            "entry_sha256": hashlib.sha256(row["frozen"]).hexdigest(),
            **{name: row[name] for name in names},
        }


def test_the_sheet_is_written_from_the_approved_words(commune: Commune) -> None:
    commune.execute(
        "DROP TRIGGER IF EXISTS entry_needs_approval",
        """UPDATE entry SET "values" = replace("values", 'Phạm Văn Tý', 'Người Khác')""",
    )
    package = opened(commune, commune.export().path)
    book = openpyxl.load_workbook(io.BytesIO(package.files["data/khai_sinh.xlsx"]))
    words = [str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row]
    assert words.count("Phạm Văn Tý") == 2
    assert "Người Khác" not in words


def test_the_open_items_of_these_entries_leave(commune: Commune) -> None:
    (row,) = commune.rows("discrepancy")
    package = opened(commune, commune.export().path)
    (item,) = package.records("data/sai_lech.jsonl")
    assert item == {
        "item_id": row["id"],
        "entry_id": commune.entry_ids[1],
        "section": "child",
        "field": row["field"],
        "book": "Bùi Thị Thuỷ",
        "registry": "BÙI THỊ THUÝ",
        "result": row["result"],
        "detail": row["detail"],
        "resolution": "fix_population",
        "note": "",
        "evidence": "",
        "state": "decided",
        "opened_at": stamp(AT),
        "items": [
            {
                "item_id": row["id"],
                "entry_id": commune.entry_ids[1],
                "section": "child",
                "field": row["field"],
            }
        ],
    }


@pytest.mark.parametrize(
    "change",
    ["UPDATE discrepancy SET state = 'closed'", "UPDATE discrepancy SET entry_id = :draft"],
    ids=["closed", "of an entry that stays"],
)
def test_other_items_stay(commune: Commune, change: str) -> None:
    commune.execute("DROP TRIGGER discrepancy_kept", change, draft=commune.draft_id)
    package = opened(commune, commune.export().path)
    assert list(package.records("data/sai_lech.jsonl")) == []
    assert package.manifest["counts"]["sai_lech"] == 0


def test_without_a_copy_of_the_registry_its_name_is_empty(commune: Commune) -> None:
    commune.execute("UPDATE snapshot SET active = 0")
    assert opened(commune, commune.export().path).manifest["snapshot"] == {"id": ""}


def test_what_left_is_marked(commune: Commune) -> None:
    first, second = commune.entry_ids
    done = commune.export()
    sealed = done.sealed
    assert states(commune) == ["exported", "exported", "entered"]
    package = commune.rows("package")[-1]
    kept = [(r["package_id"], r["entry_id"], r["version"]) for r in commune.rows("package_entry")]
    assert sorted(kept) == sorted([(package["id"], first, 1), (package["id"], second, 1)])
    counts = opened(commune, done.path).manifest["counts"]
    assert package | {"counts": None} == {
        "id": package["id"],
        "package_id": sealed.package_id,
        "purpose": "ket_qua",
        "sender_id": commune.store_id,
        "receiver_id": DESK,
        "package_no": 1,
        "attempt": 1,
        "reason": "",
        "manifest_sha256": sealed.manifest_sha256,
        "file_name": done.path.name,
        "file_sha256": hashlib.sha256(done.path.read_bytes()).hexdigest(),
        "sealed_name": sealed.path.name,
        "counts": None,
        "by": JUSTICE.uid,
        "at": stamp(AT),
    }
    last = next(e for e in commune.rows("audit_event") if e["seq"] == sealed.audit_seq)
    assert json.loads(package["counts"]) == {**counts, "audit_seq": sealed.audit_seq, "audit_h": last["h"]}
    with commune.store.read() as session:
        left = deliveries.history(session, at=AT)[0]
        assert (left.id, left.purpose, left.size) == (package["id"], "ket_qua", 2)
        assert left.state == PackageState.SENT
        assert exports.ready(session) == []
        assert audit.first_broken(session) is None
    event, written = commune.rows("audit_event")[-2:]
    assert (written["kind"], written["subject"]) == ("package_written", sealed.package_id)
    assert (event["kind"], event["uid"], event["subject"]) == ("exported", JUSTICE.uid, sealed.package_id)
    assert event["data"] == f'{{"entries": 2, "manifest_sha256": "{sealed.manifest_sha256}"}}'
    moves = [r for r in commune.rows("state_change") if r["after"] == "exported"]
    assert {(r["subject_id"], r["by"]) for r in moves} == {(first, JUSTICE.uid), (second, JUSTICE.uid)}
    refused(commune, "Chưa có trường hợp nào được Công an duyệt")


def test_the_next_package_goes_on_from_the_last(commune: Commune) -> None:
    first = commune.entry_ids[0]
    before = commune.export().sealed
    question = answer_row(first, code="needs_verification", personal_id="")
    commune.receive(commune.answer(question))
    resend(commune, first)
    path = commune.stick / NAME.format(store_id=commune.store_id, number=2)
    package = opened(commune, path, ChainState(1, before.manifest_sha256))
    assert package.manifest["package_no"] == 2
    events = [e["seq"] for e in package.records("data/audit.jsonl")]
    assert events == list(range(before.audit_seq + 1, package.manifest["audit"]["seq"] + 1))
    (record,) = package.records("data/khai_sinh.jsonl")
    assert (record["version"], record["approval"]["version"]) == (2, 2)

    commune.receive(commune.answer(question | {"version": 2}))
    resend(commune, first)
    path = commune.stick / NAME.format(store_id=commune.store_id, number=3)
    third = opened(commune, path, ChainState(2, package.manifest_sha256))
    events = [e["seq"] for e in third.records("data/audit.jsonl")]
    assert events[0] == package.manifest["audit"]["seq"] + 1


def test_who_approved_last(commune: Commune) -> None:
    with commune.store.read() as session:
        assert exports.last_approver(session) == POLICE.uid
    commune.execute(
        "DROP TRIGGER approval_no_update", "UPDATE approval SET uid = :uid WHERE seq = 1", uid=BOTH.uid
    )
    with commune.store.read() as session:
        assert exports.last_approver(session) == POLICE.uid
    commune.execute("DROP TRIGGER approval_no_delete", "DELETE FROM approval")
    with commune.store.read() as session:
        assert exports.last_approver(session) == ""


# -- who and where ------------------------------------------------------------------------------------


@pytest.mark.parametrize("uid", [POLICE.uid, LEADER.uid, TYPIST.uid])
def test_a_justice_officer_signs_first(commune: Commune, uid: str) -> None:
    refused(commune, "chỉ Tư pháp", justice=commune.signing(uid))


@pytest.mark.parametrize("uid", [JUSTICE.uid, LEADER.uid, TYPIST.uid])
def test_a_police_officer_signs_second(commune: Commune, uid: str) -> None:
    refused(commune, "chỉ Công an", police=commune.signing(uid))


def test_closed_accounts_do_not_sign(commune: Commune) -> None:
    refused(commune, "chỉ Tư pháp", justice=commune.signing(JUSTICE.uid, active=False))
    refused(commune, "chỉ Công an", police=commune.signing(POLICE.uid, active=False))


def test_one_person_in_both_roles_does_not_sign_alone(commune: Commune) -> None:
    alone = commune.signing(POLICE.uid, roles=APART)
    refused(commune, "hai người khác nhau", justice=alone, police=alone)


def test_the_stick_must_be_there(commune: Commune) -> None:
    refused(commune, "Không thấy thư mục đích", target=commune.stick / "khong-co")
    (commune.stick / "tep").write_bytes(b"")
    refused(commune, "Không thấy thư mục đích", target=commune.stick / "tep")


def test_a_package_of_the_same_name_is_not_overwritten(commune: Commune) -> None:
    target = commune.stick / NAME.format(store_id=commune.store_id, number=1)
    target.write_bytes(b"cu")
    refused(commune, "không ghi đè", BadInput)
    assert target.read_bytes() == b"cu"


def test_a_test_root_signs_nothing_outside_the_demo(commune: Commune) -> None:
    refused(commune, "chỉ để thử", demo=False)


def test_without_a_receiver_nothing_leaves(commune: Commune) -> None:
    commune.untrust("kind = 'receiver'")
    refused(commune, "Chưa có chứng thư của Công an nhận gói")


def test_expired_certificates_sign_nothing(commune: Commune) -> None:
    commune.clock.at = AT + timedelta(days=1826)
    refused(commune, "người ký.*hết hạn")


def test_an_expired_receiver_gets_nothing(commune: Commune) -> None:
    request = certificate_request(new_signing_key(), common_name="x", uid=DESK, organisation="x")
    short = commune.desk.issue(request, ["receiver"], DESK, "encrypt", days=10)
    with commune.store.write() as session:
        pin(session, "receiver", short, DESK)
    commune.clock.at = AT + timedelta(days=11)
    refused(commune, "nơi nhận.*hết hạn")


# -- approvals are verified again ---------------------------------------------------------------------


def sign_again(commune: Commune, change: Callable[[dict[str, Any]], object], **fields: Any) -> None:
    """Replace the first approval by one that is signed correctly over other bytes or in other words."""
    row = commune.rows("approval")[0]
    record = canonical.loads(row["frozen"])
    change(record)
    frozen = canonical.dumps(record)
    uid = fields.get("uid", POLICE.uid)
    statement = {
        "store_id": commune.store_id,
        "entry_id": row["entry_id"],
        "version": row["version"],
        "entry_sha256": hashlib.sha256(frozen).hexdigest(),
        "uid": uid,
        "at": row["at"],
        "seq": row["seq"],
    }
    signer: SoftwareSigner = fields.get("signer", commune.signers[uid])
    signed = sign_approval(signer, **statement)
    certificate = fields.get("certificate", commune.officer(uid).certificate_pem)
    commune.execute(
        "DROP TRIGGER approval_no_update",
        "UPDATE approval SET frozen = :frozen, signature = :signature, alg = :alg, uid = :uid,"
        " cert_sha256 = :sha256, certificate_pem = :pem WHERE id = 1",
        frozen=frozen,
        uid=uid,
        sha256=hashlib.sha256(signer.certificate).hexdigest(),
        pem=certificate,
        **asdict(signed),
    )


def nothing(_record: dict[str, Any]) -> None:
    """Leave the record as it is."""


NOT_VALID = "Chữ ký duyệt của số 188 không hợp lệ: .*"


def test_an_approval_signed_again_by_the_same_officer_leaves(commune: Commune) -> None:
    """What the tests below replace counts as long as nothing in it is wrong."""
    sign_again(commune, nothing)
    assert commune.export().entries == 2


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda r: r.update(entry_id="khac"), "không thuộc về trường hợp"),
        (lambda r: r.update(version=2), "không thuộc về trường hợp"),
        (lambda r: r["typed_by"].append(POLICE.uid), "cũng là người nhập"),
        (lambda r: r["decided_by"].append(POLICE.uid), "cũng là người nhập"),
    ],
)
def test_a_correct_signature_over_wrong_words_is_refused(
    commune: Commune, change: Callable[[dict[str, Any]], object], words: str
) -> None:
    sign_again(commune, change)
    refused(commune, NOT_VALID + words)


def test_the_signature_of_who_is_no_police_officer_is_refused(commune: Commune) -> None:
    sign_again(commune, nothing, uid=LEADER.uid)
    refused(commune, NOT_VALID + "không ghi vai trò này")


def test_a_role_written_into_the_account_makes_no_approver(commune: Commune) -> None:
    """Who may write to the database may change an account, but not a certificate."""
    sign_again(commune, nothing, uid=LEADER.uid)
    statement = """UPDATE account SET roles = '["leader", "police"]' WHERE uid = :uid"""
    commune.execute("DROP TRIGGER account_kept", statement, uid=LEADER.uid)
    refused(commune, NOT_VALID + "không ghi vai trò này")


def test_a_police_officer_of_another_store_approves_nothing(commune: Commune) -> None:
    signer = commune.desk.officer(POLICE.uid, "police", store_id="b" * 32)
    sign_again(commune, nothing, signer=signer, certificate=pem_of(signer))
    refused(commune, NOT_VALID + "không ghi vai trò này ở đơn vị này")


def test_what_an_officer_approved_leaves_after_the_account_is_closed(commune: Commune) -> None:
    commune.clock.move(hours=1)
    with commune.store.write() as session:
        accounts.deactivate(session, POLICE.uid, by=LEADER, at=commune.clock())
    assert commune.export(police=commune.signing(BOTH.uid)).entries == 2


@pytest.mark.parametrize(
    ("hours", "compromised", "good"), [(1, False, True), (0, False, False), (1, True, False)]
)
def test_what_was_approved_before_the_end_of_a_certificate_holds_unless_its_key_is_compromised(
    commune: Commune, hours: int, compromised: bool, good: bool
) -> None:
    digest = commune.officer(POLICE.uid).cert_sha256
    told = Ended(AT + timedelta(hours=hours), "mất máy", compromised=compromised)
    with commune.store.write() as session:
        revoking.take(session, [Revoked(digest, POLICE.uid, told)], by=LEADER.uid, at=AT)
    commune.clock.move(hours=2)
    if good:
        assert commune.export(police=commune.signing(BOTH.uid)).entries == 2
    else:
        refused(commune, NOT_VALID + "đã bị thu hồi", police=commune.signing(BOTH.uid))


def test_what_a_stolen_key_approved_stays_here(commune: Commune) -> None:
    """The leader tells of it in Quản trị: nothing of it goes out, and it holds up nothing else."""
    _first, second = commune.entry_ids
    with commune.store.write() as session:
        digest = accounts.get(session, POLICE.uid).cert_sha256
        told = Ended(AT, "mất máy", compromised=True)
        revoking.end(session, digest, POLICE.uid, told, by=LEADER.uid, at=AT)
    refused(commune, NOT_VALID + "đã bị thu hồi", police=commune.signing(BOTH.uid))
    with commune.store.write() as session:
        assert approval.send_back_ended(session, by=LEADER, at=commune.clock()) == 2
        entries.complete(session, second, by=JUSTICE, at=commune.clock())
        again = approval.freeze(session, second)
        both = commune.officer(BOTH.uid)
        approval.approve(session, [again], signer=commune.signers[BOTH.uid], by=both, at=commune.clock())
    assert commune.export(police=commune.signing(BOTH.uid)).entries == 1
    (gone,) = [row["id"] for row in commune.rows("entry") if row["state"] == EntryState.EXPORTED]
    assert gone == second


def test_an_ended_certificate_signs_no_package(commune: Commune) -> None:
    with commune.store.write() as session:
        digest = accounts.get(session, JUSTICE.uid).cert_sha256
        revoking.end(
            session, digest, JUSTICE.uid, Ended(AT, "đổi khóa", compromised=False), by=LEADER.uid, at=AT
        )
    refused(commune, "người ký.*đã bị thu hồi")


def test_no_officer_signs_a_package_in_a_role_the_certificate_does_not_hold(commune: Commune) -> None:
    justice = commune.signing(JUSTICE.uid)
    refused(
        commune, "người ký.*không ghi vai trò", justice=replace(justice, signer=commune.signers[TYPIST.uid])
    )


def test_a_certificate_of_another_authority_is_refused(commune: Commune) -> None:
    stranger = type(commune.desk)()
    signer = stranger.officer(POLICE.uid, "police", store_id=commune.store_id)
    sign_again(commune, nothing, signer=signer, certificate=pem_of(signer))
    refused(commune, NOT_VALID + "không do cơ quan cấp")


def test_a_certificate_for_encryption_approves_nothing(commune: Commune) -> None:
    key = new_signing_key()
    request = certificate_request(key, common_name="x", uid=POLICE.uid, organisation="x")
    pem = commune.desk.authority.issue(request, usage="encrypt", at=AT)
    signer = SoftwareSigner(key, x509.load_pem_x509_certificate(pem.encode()))
    sign_again(commune, nothing, signer=signer, certificate=pem)
    refused(commune, NOT_VALID + "không được cấp cho việc này")


def test_a_certificate_counts_at_the_time_of_the_approval(commune: Commune) -> None:
    """An approval stays good when its certificate has ended since; a renewed one signs the package."""
    commune.clock.at = AT + timedelta(days=20)
    commune.execute(
        "DROP TRIGGER approval_no_update", "UPDATE approval SET at = :at", at=stamp(AT - timedelta(days=9))
    )
    refused(commune, NOT_VALID + "chưa đến ngày có hiệu lực")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("frozen", b"{}"),
        ("uid", BOTH.uid),
        ("cert_sha256", "0" * 64),
        ("at", "2023-10-17T13:41:08.000Z"),
        ("seq", 9),
        ("alg", "RS256"),
        ("signature", ""),
    ],
)
def test_a_changed_approval_is_refused(commune: Commune, column: str, value: object) -> None:
    commune.execute(
        "DROP TRIGGER approval_no_update", f"UPDATE approval SET {column} = :value WHERE id = 1", value=value
    )
    refused(commune, NOT_VALID)


def test_the_hash_beside_an_approval_is_not_believed(commune: Commune) -> None:
    """The hash that is signed is taken from the bytes themselves."""
    commune.execute("DROP TRIGGER approval_no_update", "UPDATE approval SET entry_sha256 = 'x'")
    before = opened(commune, commune.export().path)
    (first, _) = before.records("data/khai_sinh.jsonl")
    assert (
        first["approval"]["entry_sha256"]
        == hashlib.sha256(canonical.dumps({k: v for k, v in first.items() if k != "approval"})).hexdigest()
    )


def test_an_entry_without_approval_stays(commune: Commune) -> None:
    commune.execute(
        "DROP TRIGGER entry_needs_approval",
        "UPDATE entry SET state = 'approved' WHERE id = :id",
        id=commune.draft_id,
    )
    refused(commune, "không có chữ ký duyệt")


def test_the_approval_of_the_version_before_does_not_serve(commune: Commune) -> None:
    commune.execute(
        "DROP TRIGGER entry_needs_approval",
        "UPDATE entry SET version = 2 WHERE id = :id",
        id=commune.entry_ids[0],
    )
    refused(commune, "không có chữ ký duyệt")


def edit(commune: Commune) -> None:
    with commune.store.write() as session:
        entries.save(session, commune.entry_ids[0], "remarks", Value.of("sửa"), by=JUSTICE, at=AT)


def send_back(commune: Commune) -> None:
    with commune.store.write() as session:
        approval.send_back(session, commune.entry_ids[0], "nhầm", by=commune.officer(POLICE.uid), at=AT)


@pytest.mark.parametrize("void", [edit, send_back])
def test_an_approval_that_was_voided_does_not_come_back(
    commune: Commune, void: Callable[[Commune], None]
) -> None:
    """State and version of an entry can be set back; its signature is still there and correct."""
    void(commune)
    commune.execute(
        "DROP TRIGGER entry_goes_on",
        "UPDATE entry SET state = 'approved', version = 1 WHERE id = :id",
        id=commune.entry_ids[0],
    )
    refused(commune, NOT_VALID + "đã bị hủy")


# -- while it is packed -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entry SET state = 'sent_back' WHERE id = :id",
        "UPDATE entry SET version = 2 WHERE id = :id",
    ],
    ids=["another state", "another version"],
)
@pytest.mark.parametrize("which", [0, 1])
def test_an_entry_that_changed_while_it_was_packed(commune: Commune, statement: str, which: int) -> None:
    """Between reading and marking another window may send it back: then the package is thrown away."""
    changed: list[object] = []

    def change(_done: int, _total: int) -> None:
        if not changed:
            commune.execute(
                "DROP TRIGGER entry_needs_approval",
                "DROP TRIGGER entry_goes_on",
                statement,
                id=commune.entry_ids[which],
            )
            changed.append(commune.everything())

    with pytest.raises(Refused, match="thay đổi trong lúc đóng gói"):
        commune.export(progress=change)
    assert [commune.everything()] == changed
    assert list(commune.stick.iterdir()) == []
    commune.execute(
        "UPDATE entry SET state = 'approved', version = 1 WHERE id = :id", id=commune.entry_ids[which]
    )
    assert commune.export().entries == 2, "the package that was thrown away left no gap"


def test_an_entry_sent_back_by_the_police_while_it_was_packed(commune: Commune) -> None:
    def send_back(done: int, total: int) -> None:
        if 2 * done == total:  # the package is made, not copied
            with commune.store.write() as session:
                police = accounts.get(session, POLICE.uid)
                approval.send_back(session, commune.entry_ids[0], "nhầm", by=police, at=AT)

    with pytest.raises(Refused, match="thay đổi trong lúc đóng gói"):
        commune.export(progress=send_back)
    with commune.store.read() as session:
        assert entries.get(session, commune.entry_ids[0]).state == EntryState.SENT_BACK
    assert commune.export().entries == 1


@pytest.mark.parametrize("third", [0, 1, 2, 3])
def test_stopping_leaves_no_package_and_no_mark(commune: Commune, third: int) -> None:
    def stop(done: int, total: int) -> None:
        if 6 * done // total == third:  # the other half is the copying
            raise Stopped("dừng")

    refused(commune, "dừng", Stopped, progress=stop)


def test_a_store_that_takes_no_mark_leaves_no_package(commune: Commune) -> None:
    commune.execute(
        "CREATE TRIGGER full BEFORE INSERT ON package_entry BEGIN SELECT RAISE(ABORT, 'disk is full'); END"
    )
    before = commune.everything()
    with pytest.raises(IntegrityError, match="full"):
        commune.export()
    assert commune.everything() == before
    assert list(commune.stick.iterdir()) == []


# -- words of an older version ------------------------------------------------------------------------


def keep_bad_evidence(commune: Commune) -> None:
    bad = unicodedata.normalize("NFD", "sổ hộ khẩu")
    commune.execute("DROP TRIGGER discrepancy_signed", "UPDATE discrepancy SET evidence = :bad", bad=bad)


def test_an_entry_with_words_no_file_can_hold_stays_and_is_named(commune: Commune) -> None:
    keep_bad_evidence(commune)  # of the second entry, number 189
    done = commune.export()
    (said,) = done.left_out
    assert said.startswith("Số 189 chưa xuất, ở lại máy. Ghi chú hoặc chứng cứ của mục sai lệch “")
    assert done.entries == 1
    package = opened(commune, done.path)
    assert [r["entry_id"] for r in package.records("data/khai_sinh.jsonl")] == [commune.entry_ids[0]]
    assert list(package.records("data/sai_lech.jsonl")) == []
    assert states(commune)[:2] == [EntryState.EXPORTED, EntryState.APPROVED]


def test_when_every_entry_stays_nothing_is_written(commune: Commune) -> None:
    keep_bad_evidence(commune)
    commune.execute(
        "DROP TRIGGER IF EXISTS entry_needs_approval",
        "UPDATE entry SET state = 'draft' WHERE id = :first",
        first=commune.entry_ids[0],
    )
    refused(commune, "^Chưa xuất gì. Số 189 chưa xuất")


def test_nothing_is_left_out_of_a_good_package(commune: Commune) -> None:
    assert commune.export().left_out == ()
