"""Each refusal about an account, its roles and its certificate."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.crypto.certificates_file import Revoked
from app.crypto.signing import certificate_request, new_signing_key
from app.crypto.trust import Ended
from app.errors import BadInput, Refused
from app.models.store.tables import Account, AuditEvent
from app.models.words.roles import APART, Role
from app.services.office import accounts, revoking
from app.services.office.accounts import Officer
from tests.conftest import AT, BOTH, JUSTICE, LEADER, OFFICERS, POLICE, TYPIST

NEW = Officer("038091990009", "Đỗ Thị Ái Vân", "Công chức", "UBND xã", frozenset({Role.TYPIST}), active=True)


def last_event(session):
    event = session.scalars(select(AuditEvent).order_by(AuditEvent.seq.desc()).limit(1)).one()
    return event.kind, event.subject, event.uid, event.data


@pytest.fixture
def certificate(ready):
    """Make a request and a certificate of a new key for a person's number."""

    def make(uid, key=None):
        request = certificate_request(key or new_signing_key(), common_name="x", uid=uid, organisation="x")
        return request, ready.issuer.issue(request, usage="sign", at=AT)

    return make


def test_the_codes_of_the_roles_are_those_of_stores_and_triggers():
    assert {role.value for role in Role} == {"typist", "justice", "police", "leader"}


@pytest.mark.parametrize("officer", OFFICERS, ids=lambda o: "+".join(sorted(o.roles)))
@pytest.mark.parametrize("role", Role)
def test_a_role_counts_while_the_account_is_open(officer, role):
    assert officer.has(role) == (role in officer.roles)
    assert not replace(officer, active=False).has(role)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"uid": "03809199000"}, "12 chữ số"),
        ({"uid": "0380919900099"}, "12 chữ số"),
        ({"uid": "03809199000x"}, "12 chữ số"),
        ({"uid": "٠٣٨٠٩١٩٩٠٠٠٩"}, "12 chữ số"),
        ({"uid": "038091990009\n"}, "12 chữ số"),
        ({"uid": "０３８０９１９９０００９"}, "12 chữ số"),
        ({"full_name": " "}, "họ tên"),
        ({"organisation": " "}, "đơn vị"),
        ({"roles": frozenset()}, "vai trò"),
        ({"roles": APART}, "vừa là tư pháp vừa là Công an"),
        ({"roles": frozenset(Role)}, "vừa là tư pháp vừa là Công an"),
        ({"uid": JUSTICE.uid}, "đã có tài khoản"),
    ],
)
def test_what_cannot_be_an_account(session, changes, words):
    with pytest.raises(BadInput, match=words):
        accounts.add(session, replace(NEW, **changes), by=LEADER.uid, at=AT)


def test_a_new_account(session):
    officer = replace(NEW, full_name=" Đỗ Thị Ái Vân ", roles=frozenset({Role.TYPIST, Role.JUSTICE}))
    login = accounts.add(session, replace(officer, request_pem="r", active=False), by=LEADER.uid, at=AT)
    found = accounts.get(session, NEW.uid)
    assert found == replace(
        NEW, roles=officer.roles, login=login, request_pem="r", certificate_pem="", cert_sha256=""
    )
    assert session.get_one(Account, NEW.uid).created_by == LEADER.uid
    told = {"roles": ["justice", "typist"]}
    assert last_event(session) == ("account_added", NEW.uid, LEADER.uid, told)
    assert [o.full_name for o in accounts.every(session)] == sorted(o.full_name for o in (*OFFICERS, NEW)), (
        "by name"
    )


@pytest.mark.parametrize(
    ("names", "logins"),
    [
        (["Đỗ Thị Ái Vân"], ["van.dta"]),
        (["Vân"], ["van"]),
        (["Lê Vân", "Lý Vân", "Lò Văn"], ["van.l", "van.l2", "van.l3"]),
        (["H'Hen Niê", "Y-Nam", "Đỗ 'Ái"], ["nie.h", "ynam", "ai.d"]),
        (["李明", "…", "Vân –"], ["canbo", "canbo2", "van"]),
    ],
)
def test_the_login_is_the_given_name_and_initials(session, names, logins):
    made = [
        accounts.add(session, replace(NEW, uid=f"03809199001{n}", full_name=name), by="x", at=AT)
        for n, name in enumerate(names)
    ]
    assert made == logins


def test_an_account_that_is_not_here(session):
    for call in (
        lambda: accounts.get(session, NEW.uid),
        lambda: accounts.set_request(session, NEW.uid, "x", by="x", at=AT),
        lambda: accounts.set_certificate(session, NEW.uid, "x", by="x", at=AT),
        lambda: accounts.deactivate(session, NEW.uid, by=LEADER, at=AT),
        lambda: accounts.reopen(session, NEW.uid, by=LEADER, at=AT),
    ):
        with pytest.raises(Refused, match="Không có tài khoản này"):
            call()


@pytest.mark.parametrize("by", [JUSTICE, POLICE, TYPIST, BOTH, replace(LEADER, active=False)])
def test_only_a_leader_closes_and_opens(session, by):
    with pytest.raises(Refused, match="chỉ Lãnh đạo được làm"):
        accounts.deactivate(session, NEW.uid, by=by, at=AT)
    with pytest.raises(Refused, match="chỉ Lãnh đạo được làm"):
        accounts.reopen(session, NEW.uid, by=by, at=AT)


def test_nobody_closes_his_own(session):
    with pytest.raises(Refused, match="chính mình"):
        accounts.deactivate(session, LEADER.uid, by=LEADER, at=AT)
    assert accounts.get(session, LEADER.uid).active


def test_closed_and_opened_again(session):
    accounts.deactivate(session, POLICE.uid, by=LEADER, at=AT)
    assert last_event(session) == ("account_closed", POLICE.uid, LEADER.uid, {})
    assert not accounts.get(session, POLICE.uid).has(Role.POLICE)
    accounts.reopen(session, POLICE.uid, by=LEADER, at=AT)
    assert last_event(session) == ("account_reopened", POLICE.uid, LEADER.uid, {})
    assert accounts.get(session, POLICE.uid).has(Role.POLICE)


def test_a_closed_account_has_no_slot_that_counts_even_after_it_was_reopened(session):
    accounts.set_slot(session, POLICE.uid, "slot")
    assert accounts.get(session, POLICE.uid).slot_id == "slot"
    accounts.deactivate(session, POLICE.uid, by=LEADER, at=AT)
    accounts.reopen(session, POLICE.uid, by=LEADER, at=AT)
    assert accounts.get(session, POLICE.uid).slot_id == ""


def test_who_was_closed_since_the_sign_in_is_told(session):
    assert accounts.current(session, POLICE) == accounts.get(session, POLICE.uid)
    accounts.deactivate(session, POLICE.uid, by=LEADER, at=AT)
    with pytest.raises(Refused, match="Tài khoản của Trương Văn Dũng đã bị khóa"):
        accounts.current(session, POLICE)
    assert not accounts.current(session, replace(POLICE, active=False)).active


def test_a_new_request_ends_the_certificate(session):
    assert accounts.get(session, POLICE.uid).cert_sha256
    accounts.set_request(session, POLICE.uid, "neu", by=LEADER.uid, at=AT)
    found = accounts.get(session, POLICE.uid)
    assert (found.request_pem, found.certificate_pem, found.cert_sha256) == ("neu", "", "")
    assert last_event(session) == ("certificate_requested", POLICE.uid, LEADER.uid, {})


LOST = Ended(AT - timedelta(days=2), "mất máy", compromised=True)


@pytest.mark.parametrize(
    ("act", "ended", "told"),
    [
        ("close", None, Ended(AT, "Đã khóa tài khoản", compromised=False)),
        ("close", LOST, LOST),
        ("renew", None, Ended(AT, "Đã đặt lại mật khẩu, khóa ký cũ đã bỏ", compromised=False)),
        ("renew", LOST, LOST),
    ],
)
def test_a_certificate_ends_as_told_or_now(session, act, ended, told):
    digest = accounts.get(session, POLICE.uid).cert_sha256
    if act == "close":
        accounts.deactivate(session, POLICE.uid, by=LEADER, at=AT, ended=ended)
    else:
        accounts.set_request(session, POLICE.uid, "new", by=LEADER.uid, at=AT, ended=ended)
    assert revoking.every(session) == [Revoked(digest, POLICE.uid, told)]


def ends(session, uid):
    """Give an officer two keys one after the other, both ended; return the SHA-256 of their certificates."""
    found = []
    for _ in range(2):
        found.append(certified(session, uid))
        accounts.set_request(session, uid, "new", by=LEADER.uid, at=AT)
    return found


def certified(session, uid):
    row = session.get(Account, uid)
    row.cert_sha256 = row.cert_sha256 or "e" * 64
    return row.cert_sha256


def test_an_old_key_is_found_exposed(session):
    first, second = ends(session, POLICE.uid)
    assert list(accounts.ended_keys(session)) == [POLICE.uid]
    assert accounts.ended_keys(session)[POLICE.uid].keys() == {first, second}
    later = AT + timedelta(days=3)
    accounts.expose_keys(session, POLICE.uid, [first], "mất sổ tay mật khẩu", by=LEADER, at=later)
    assert accounts.ended_keys(session)[POLICE.uid].keys() == {second}
    told = revoking.by_certificate(revoking.every(session))
    assert (told[first].since, told[first].compromised, told[second].compromised) == (AT, True, False)
    assert revoking.every(session)[-1].end == Ended(later, "mất sổ tay mật khẩu", compromised=True)
    accounts.expose_keys(session, POLICE.uid, [second], "mất", by=LEADER, at=later)
    assert accounts.ended_keys(session) == {}


@pytest.mark.parametrize("case", ["none", "unknown", "in use", "another's", "twice", "no reason", "no right"])
def test_only_an_old_key_of_the_officer_is_exposed(session, case):
    ended = ends(session, POLICE.uid)
    uid, keys, reason, by = POLICE.uid, ended, "mất", LEADER
    match case:
        case "none":
            keys = []
        case "unknown":
            keys = [*ended, "f" * 64]
        case "in use":
            keys = ["d" * 64]
            session.get(Account, uid).cert_sha256 = keys[0]
        case "another's":
            uid = JUSTICE.uid
        case "twice":
            accounts.expose_keys(session, uid, keys[:1], reason, by=LEADER, at=AT)
        case "no reason":
            reason = " "
        case "no right":
            by = JUSTICE
    before = revoking.every(session)
    with pytest.raises(Refused):
        accounts.expose_keys(session, uid, keys, reason, by=by, at=AT)
    assert revoking.every(session) == before


def test_where_no_certificate_is_nothing_ends(session):
    accounts.set_request(session, POLICE.uid, "new", by=LEADER.uid, at=AT)
    known = revoking.every(session)
    accounts.deactivate(session, POLICE.uid, by=LEADER, at=AT, ended=LOST)
    assert revoking.every(session) == known


def test_the_certificate_of_the_requested_key(session, certificate):
    request, pem = certificate(JUSTICE.uid)
    accounts.set_request(session, JUSTICE.uid, request, by=JUSTICE.uid, at=AT)
    accounts.set_certificate(session, JUSTICE.uid, pem, by=LEADER.uid, at=AT)
    found = accounts.get(session, JUSTICE.uid)
    assert found.certificate_pem == pem
    told = {"cert_sha256": found.cert_sha256}
    assert last_event(session) == ("certificate_set", JUSTICE.uid, LEADER.uid, told)


def test_a_certificate_or_request_that_cannot_be_read(session, certificate):
    request, pem = certificate(JUSTICE.uid)
    accounts.set_request(session, JUSTICE.uid, request, by="x", at=AT)
    with pytest.raises(BadInput, match="không đọc được"):
        accounts.set_certificate(session, JUSTICE.uid, "x", by="x", at=AT)
    accounts.set_request(session, JUSTICE.uid, "x", by="x", at=AT)
    with pytest.raises(BadInput, match="không đọc được"):
        accounts.set_certificate(session, JUSTICE.uid, pem, by="x", at=AT)


def test_the_certificate_of_another_person_on_the_same_key(session, certificate):
    key = new_signing_key()
    request, _own = certificate(JUSTICE.uid, key)
    _other, pem = certificate(POLICE.uid, key)
    accounts.set_request(session, JUSTICE.uid, request, by="x", at=AT)
    with pytest.raises(BadInput, match="không phải của người này"):
        accounts.set_certificate(session, JUSTICE.uid, pem, by="x", at=AT)


def test_the_certificate_of_another_key_of_the_same_person(session, certificate):
    request, _own = certificate(JUSTICE.uid)
    _other, pem = certificate(JUSTICE.uid)
    accounts.set_request(session, JUSTICE.uid, request, by="x", at=AT)
    with pytest.raises(BadInput, match="cho một khóa khác"):
        accounts.set_certificate(session, JUSTICE.uid, pem, by="x", at=AT)
    assert accounts.get(session, JUSTICE.uid).certificate_pem == ""
