"""Four eyes, whatever the screen or the database is told."""

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography import x509

from app.crypto import authority, canonical
from app.crypto.signing import SoftwareSigner, certificate_request, new_signing_key, verify_approval
from app.crypto.trust import Ended
from app.errors import AppError, Refused
from app.models.store.tables import Approval, Entry
from app.models.words.codes import Branch, Resolution
from app.models.words.states import EntryState
from app.models.words.values import Value
from app.services.entry import approval, decisions, discrepancies, entries, volumes
from app.services.office import accounts, audit, revoking
from tests.conftest import AT, BOTH, JUSTICE, LEADER, POLICE
from tests.unit.services import conftest as services
from tests.unit.services.entry.deciding import CHILD, decide, searched
from tests.unit.services.pinning import pin


@pytest.fixture
def store(ready_store):
    return ready_store


@pytest.fixture
def birth_volume(ready):
    return ready.volume_id


@pytest.fixture
def checked(ready):
    """An entry with every person decided and nothing different."""
    return ready.entry_id


@pytest.fixture
def certify(store, ready):
    """Return an officer with a certificate, and the signer."""

    def certified(officer):
        with store.read() as session:
            return accounts.get(session, officer.uid), ready.signers[officer.uid]

    return certified


def approve(store, entry_id, officer, signer):
    with store.write() as session:
        shown = approval.freeze(session, entry_id)
        return approval.approve(session, [shown], signer=signer, by=officer, at=AT)


def test_the_signature_covers_the_frozen_entry(store, checked, certify):
    police, signer = certify(POLICE)
    assert approve(store, checked, police, signer) == [1]
    with store.read() as session:
        assert entries.get(session, checked).state == EntryState.APPROVED
        row = session.query(Approval).one()
        frozen = canonical.loads(row.frozen)
        assert frozen["values"]["child_name"] == {"text": "Phạm Văn Tý", "source": "typed"}
        assert frozen["values"]["child_birth_date"]["parsed"] == {"date": "1999-10-28", "calendar": "solar"}
        assert {p["section"]: p["branch"] for p in frozen["persons"]} == {
            "child": "match",
            "mother": "not_found",
            "father": "match",
        }
        assert row.entry_sha256 == hashlib.sha256(row.frozen).hexdigest()
        names = ("entry_id", "version", "entry_sha256", "uid", "cert_sha256", "at", "seq", "alg", "signature")
        signed = {name: getattr(row, name) for name in names} | {"store_id": "a" * 32}
        certificate = x509.load_pem_x509_certificate(row.certificate_pem.encode())
        verify_approval(signed, certificate)


def test_who_typed_or_decided_cannot_approve(store, type_birth, random, certify):
    both, signer = certify(BOTH)
    entry_id = type_birth(by=BOTH)
    for section in ("child", "mother", "father"):
        decide(store, entry_id, section, Branch.NOT_FOUND, random, search=searched())
    with pytest.raises(Refused, match="đã nhập"):
        approve(store, entry_id, both, signer)


def test_only_the_officers_own_certified_key_signs(store, checked, certify):
    police, _signer = certify(POLICE)
    _justice, other = certify(JUSTICE)
    with pytest.raises(Refused, match="chứng thư"):
        approve(store, checked, police, other)


def test_a_justice_officer_cannot_approve(store, checked, certify):
    justice, signer = certify(JUSTICE)
    with pytest.raises(Refused):
        approve(store, checked, justice, signer)


def test_an_entry_that_changed_since_it_was_shown(store, checked, certify):
    police, signer = certify(POLICE)
    with store.read() as session:
        shown = approval.freeze(session, checked)
    with store.write() as session:
        entries.save(session, checked, "remarks", Value.of("Đã cấp lại bản chính"), by=JUSTICE, at=AT)
        entries.complete(session, checked, by=JUSTICE, at=AT)
    with pytest.raises(Refused, match="thay đổi"), store.write() as session:
        approval.approve(session, [shown], signer=signer, by=police, at=AT)


def test_all_or_none(store, checked, type_birth, certify):
    police, signer = certify(POLICE)
    draft = type_birth()
    with pytest.raises(Refused), store.write() as session:
        shown = [approval.freeze(session, checked), approval.freeze(session, draft)]
        approval.approve(session, shown, signer=signer, by=police, at=AT)
    with store.read() as session:
        assert entries.get(session, checked).state == EntryState.CHECKED


def test_a_line_to_verify_stands_against_approval(store, type_birth, random, certify):
    police, signer = certify(POLICE)
    entry_id = type_birth()
    decide(
        store,
        entry_id,
        "child",
        Branch.MISMATCH_BASIC,
        random,
        person=CHILD,
        search=searched(CHILD),
        resolutions={"mother_name": Resolution.VERIFY},
    )
    decide(store, entry_id, "father", Branch.NOT_FOUND, random, search=searched())
    decide(store, entry_id, "mother", Branch.NOT_FOUND, random, search=searched())
    with pytest.raises(Refused, match="xác minh"):
        approve(store, entry_id, police, signer)
    with store.write() as session:
        (item,) = discrepancies.every(session)
        discrepancies.resolve(session, item.id, Resolution.FIX_POPULATION, by=JUSTICE, at=AT)
    approve(store, entry_id, police, signer)


def test_a_changed_value_voids_the_approval(store, checked, certify):
    police, signer = certify(POLICE)
    approve(store, checked, police, signer)
    with store.write() as session:
        entries.save(session, checked, "remarks", Value.of("Cấp lại"), by=JUSTICE, at=AT)
        view = entries.get(session, checked)
        assert (view.version, view.state) == (2, EntryState.DRAFT)
        entries.complete(session, checked, by=JUSTICE, at=AT)
    assert approve(store, checked, police, signer) == [2]


def test_sent_back_with_a_reason(store, checked, certify):
    police, signer = certify(POLICE)
    with store.write() as session:
        with pytest.raises(Refused, match="lý do"):
            approval.send_back(session, checked, " ", by=police, at=AT)
        approval.send_back(session, checked, "Chọn nhầm người", by=police, at=AT)
    with store.read() as session:
        view = entries.get(session, checked)
        assert (view.state, view.note) == (EntryState.SENT_BACK, "Chọn nhầm người")
    with pytest.raises(Refused):
        approve(store, checked, police, signer)


def test_a_decision_follows_its_values(store, checked, certify):
    """An entry whose compared value changed needs a new decision before it can be approved."""
    police, signer = certify(POLICE)
    with store.write() as session:
        entries.save(session, checked, "child_name", Value.of("Phạm Văn Tỵ"), by=JUSTICE, at=AT)
        entries.complete(session, checked, by=JUSTICE, at=AT)
    with pytest.raises(Refused):
        approve(store, checked, police, signer)
    with store.write() as session:
        assert not decisions.undo(session, checked, "child", by=JUSTICE, at=AT), "it was retired already"


def test_a_certificate_without_a_path_to_the_root_does_not_approve(store, checked):
    other = authority.create("Khác", "TEST ONLY", AT)
    key = new_signing_key()
    request = certificate_request(key, common_name="x", uid=POLICE.uid, organisation="x")
    pem = other.issue(request, usage="sign", at=AT)
    trusted = authority.create("Thử", "TEST ONLY", AT).dump()["root"]
    with store.write() as session:
        pin(session, "root", trusted)
        accounts.set_request(session, POLICE.uid, request, by=POLICE.uid, at=AT)
        accounts.set_certificate(session, POLICE.uid, pem, by=POLICE.uid, at=AT)
        police = accounts.get(session, POLICE.uid)
    signer = SoftwareSigner(key, x509.load_pem_x509_certificate(pem.encode()))
    with pytest.raises(AppError, match="tin cậy"):
        approve(store, checked, police, signer)


def end_of(session, police, told, at=AT):
    revoking.end(session, police.cert_sha256, police.uid, told, by=LEADER.uid, at=at)


@pytest.mark.parametrize(
    ("since", "compromised", "note"),
    [
        (timedelta(minutes=1), False, None),
        (timedelta(minutes=1), True, approval.LOST),
        (timedelta(0), False, approval.ENDED),
        (-timedelta(days=1), True, approval.LOST),
    ],
)
def test_an_approval_that_an_end_voids_is_given_anew(store, checked, certify, since, compromised, note):
    police, signer = certify(POLICE)
    approve(store, checked, police, signer)
    now = AT + timedelta(hours=1)
    with store.write() as session:
        end_of(session, police, Ended(AT + since, "nghỉ", compromised), now)
        assert approval.send_back_ended(session, by=LEADER, at=now) == (note is not None)
        assert approval.send_back_ended(session, by=LEADER, at=now) == 0
        entry = entries.get(session, checked)
        event = audit.since(session, 0)[-1]
    if note is None:
        assert (entry.state, entry.version) == (EntryState.APPROVED, 1)
        return
    assert (entry.state, entry.version, entry.note) == (EntryState.SENT_BACK, 2, note)
    assert (event["kind"], event["subject"], event["uid"]) == ("approval_voided", checked, LEADER.uid)
    assert event["data"] == {"version": 2}
    both, other = certify(BOTH)
    with store.write() as session:
        entries.complete(session, checked, by=JUSTICE, at=now)
    approve(store, checked, both, other)


def test_the_end_of_another_certificate_and_of_one_for_an_older_version_voids_nothing(
    store, checked, certify
):
    police, signer = certify(POLICE)
    both, other = certify(BOTH)
    approve(store, checked, police, signer)
    lost = Ended(AT, "mất", compromised=True)
    with store.write() as session:
        end_of(session, replace(police, uid="038090009999", cert_sha256="9" * 64), lost)
        assert approval.send_back_ended(session, by=LEADER, at=AT) == 0
        approval.send_back(session, checked, "khác sổ", by=police, at=AT)
        entries.complete(session, checked, by=JUSTICE, at=AT)
        end_of(session, police, lost)
        assert approval.send_back_ended(session, by=LEADER, at=AT) == 0, "it waits, and is not approved"
    approve(store, checked, both, other)
    with store.write() as session:
        assert approval.send_back_ended(session, by=LEADER, at=AT) == 0, "another key approved it"


def test_what_has_left_is_not_sent_back_by_the_end_of_a_certificate(store, checked, certify):
    police, signer = certify(POLICE)
    approve(store, checked, police, signer)
    with store.write() as session:
        entry = session.get_one(Entry, checked)
        entries.move(session, entry, EntryState.EXPORTED, by=JUSTICE.uid, at=AT)
        end_of(session, police, Ended(AT, "mất", compromised=True))
        assert approval.send_back_ended(session, by=LEADER, at=AT) == 0
        assert (entry.state, entry.version) == (EntryState.EXPORTED, 1)


def test_what_was_signed_of_a_volume_stays(store, checked, birth_volume, certify):
    police, signer = certify(POLICE)
    approve(store, checked, police, signer)
    with store.read() as session:
        view = volumes.get(session, birth_volume)
    with store.write() as session:
        volumes.change(session, replace(view, keeper="tủ 3"), by=JUSTICE, at=AT)
        with pytest.raises(Refused, match="đã được ký"):
            volumes.change(session, replace(view, place="xã khác"), by=JUSTICE, at=AT)


def test_who_described_the_volume_has_typed_too(store, ready, birth_volume, type_birth, random):
    chief = replace(LEADER, uid="038088990006", roles=LEADER.roles | POLICE.roles)
    with store.write() as session:
        accounts.add(session, chief, by=LEADER.uid, at=AT)
        view = volumes.get(session, birth_volume)
        volumes.change(session, replace(view, place="xã Cẩm Thạch"), by=chief, at=AT)
    signer = services.certify(store, ready.issuer, chief)
    with store.read() as session:
        chief = accounts.get(session, chief.uid)
    entry_id = type_birth()
    for section in ("child", "mother", "father"):
        decide(store, entry_id, section, Branch.NOT_FOUND, random, search=searched())
    with pytest.raises(Refused, match="đã nhập"):
        approve(store, entry_id, chief, signer)
