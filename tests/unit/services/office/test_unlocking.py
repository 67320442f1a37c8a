"""Accounts and their slots: who opens the store, who signs, and what an old key file shows."""

import json
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509

from app.crypto.key_file import KeyFile, Stretched
from app.crypto.signing import new_signing_key
from app.errors import BadInput, NotUnlocked, Refused, StoreProblem
from app.models.words.roles import Role
from app.services.office import accounts, unlocking
from app.services.office.accounts import Officer
from tests.conftest import AT, BOTH, JUSTICE, LEADER, POLICE, TYPIST, numbered
from tests.unit.services.exchange.parties import KDF, PASSWORD, Commune

NEW = "mật khẩu mới hẳn"
TWELVE = "mười hai chữ"
GUEST = Officer("038095990006", "Lò Thị Mai", "", "Xã", frozenset({Role.TYPIST, Role.JUSTICE}), active=True)


def file_of(commune: Commune) -> KeyFile:
    return KeyFile.load(commune.folder / unlocking.KEY_FILE)


def around(commune: Commune) -> dict[str, Any]:
    return {"store_key": commune.store_key, "at": AT, "random": numbered("keys")}


def prepared(password: str) -> Stretched:
    return unlocking.prepare(password, kdf=KDF, random=numbered("salt"))


def events(commune: Commune) -> list[tuple[str, str, str]]:
    return [(r["kind"], r["subject"], r["uid"]) for r in commune.rows("audit_event")]


# -- opening and signing ------------------------------------------------------------------------------


def test_a_password_opens_the_store_and_the_own_key(commune: Commune) -> None:
    police = commune.officer(POLICE.uid)
    opened = unlocking.unlock(commune.folder, police.login, PASSWORD)
    assert opened.login == police.login
    signer = unlocking.own_signer(police, opened.signing_key)
    certificate = x509.load_pem_x509_certificate(police.certificate_pem.encode())
    assert x509.load_der_x509_certificate(signer.certificate) == certificate
    assert unlocking.signer(commune.folder, police, PASSWORD).certificate == signer.certificate
    with pytest.raises(NotUnlocked):
        unlocking.signer(commune.folder, police, "sai mật khẩu rồi")


def test_without_key_or_certificate_nobody_signs(commune: Commune) -> None:
    police = commune.officer(POLICE.uid)
    with pytest.raises(Refused, match=r"Trương Văn Dũng chưa có chứng thư số"):
        unlocking.own_signer(police, None)
    with pytest.raises(Refused, match="chưa có chứng thư số"):
        unlocking.own_signer(POLICE, new_signing_key())
    with pytest.raises(Refused, match="không đi với nhau"):
        unlocking.own_signer(police, new_signing_key())


def test_an_officer_is_found_by_an_open_login(commune: Commune) -> None:
    police = commune.officer(POLICE.uid)
    with commune.store.read() as session:
        assert unlocking.officer_of(session, police.login) == police
        with pytest.raises(NotUnlocked, match="Tên hoặc mật khẩu không đúng"):
            unlocking.officer_of(session, "ai.do")
    commune.execute("UPDATE account SET active = 0 WHERE uid = :uid", uid=POLICE.uid)
    with commune.store.read() as session, pytest.raises(NotUnlocked, match="Tên hoặc mật khẩu không đúng"):
        unlocking.officer_of(session, police.login)


# -- accounts -----------------------------------------------------------------------------------------


def test_a_new_account_has_a_slot_a_request_and_a_card(commune: Commune) -> None:
    with commune.store.write() as session:
        made = unlocking.enrol(
            session, commune.folder, GUEST, prepared(TWELVE), by=LEADER.uid, **around(commune)
        )
    opened = unlocking.unlock(commune.folder, made, TWELVE)
    assert opened.store_key == commune.store_key
    request = x509.load_pem_x509_csr(commune.officer(GUEST.uid).request_pem.encode())
    assert opened.signing_key is not None
    assert request.public_key() == opened.signing_key.public_key()
    names = {a.oid: a.value for a in request.subject}
    assert names == {
        x509.NameOID.COMMON_NAME: GUEST.full_name,
        x509.NameOID.USER_ID: GUEST.uid,
        x509.NameOID.ORGANIZATION_NAME: GUEST.organisation,
    }
    assert unlocking.SignInCard(made, GUEST.full_name, "Người nhập, Tư pháp") in unlocking.cards(
        commune.folder
    )
    assert events(commune)[-2:] == [
        ("account_added", GUEST.uid, LEADER.uid),
        ("certificate_requested", GUEST.uid, LEADER.uid),
    ]


def test_a_short_password_or_a_known_number_adds_no_account(commune: Commune) -> None:
    before = commune.everything()
    with pytest.raises(Refused, match="ít nhất 12 ký tự"):
        prepared(TWELVE[1:])
    secret = prepared(TWELVE)
    with commune.store.write() as session, pytest.raises(BadInput, match="đã có tài khoản"):
        unlocking.enrol(session, commune.folder, POLICE, secret, by=LEADER.uid, **around(commune))
    assert commune.everything() == before
    assert len(file_of(commune).logins) == 5


def reset(commune: Commune, officer: Officer, password: str, by: Officer = LEADER) -> None:
    secret = prepared(password)
    with commune.store.write() as session:
        unlocking.reset_password(session, commune.folder, officer, secret, by=by, **around(commune))


def test_a_new_password_takes_the_signing_key_away(commune: Commune) -> None:
    police = commune.officer(POLICE.uid)
    old = unlocking.unlock(commune.folder, police.login, PASSWORD).signing_key
    reset(commune, police, NEW)
    with pytest.raises(NotUnlocked):
        unlocking.unlock(commune.folder, police.login, PASSWORD)
    opened = unlocking.unlock(commune.folder, police.login, NEW)
    after = commune.officer(POLICE.uid)
    request = x509.load_pem_x509_csr(after.request_pem.encode())
    assert old is not None
    assert opened.signing_key is not None
    assert request.public_key() == opened.signing_key.public_key() != old.public_key()
    names = {a.oid: a.value for a in request.subject}
    assert names == {
        x509.NameOID.COMMON_NAME: POLICE.full_name,
        x509.NameOID.USER_ID: POLICE.uid,
        x509.NameOID.ORGANIZATION_NAME: POLICE.organisation,
    }
    assert (after.certificate_pem, after.cert_sha256) == ("", "")
    assert file_of(commune).logins.count(police.login) == 1
    assert events(commune)[-2:] == [
        ("certificate_requested", POLICE.uid, LEADER.uid),
        ("password_reset", POLICE.uid, LEADER.uid),
    ]


def test_a_new_password_gives_a_reopened_account_its_slot_again(commune: Commune) -> None:
    police = commune.officer(POLICE.uid)
    with commune.store.write() as session:
        unlocking.close_account(
            session, commune.folder, police, store_key=commune.store_key, by=LEADER, at=AT
        )
        accounts.reopen(session, POLICE.uid, by=LEADER, at=AT)
    reset(commune, commune.officer(POLICE.uid), NEW)
    assert unlocking.unlock(commune.folder, police.login, NEW).store_key == commune.store_key
    assert police.login in [c.login for c in unlocking.cards(commune.folder)]


@pytest.mark.parametrize(
    ("by", "closed", "password", "words"),
    [
        (JUSTICE, False, NEW, "chỉ Lãnh đạo"),
        (POLICE, False, NEW, "chỉ Lãnh đạo"),
        (BOTH, False, NEW, "chỉ Lãnh đạo"),
        (LEADER, True, NEW, "đã khóa"),
        (LEADER, False, TWELVE[1:], "ít nhất 12 ký tự"),
    ],
)
def test_each_reason_against_a_new_password(
    commune: Commune, by: Officer, closed: bool, password: str, words: str
) -> None:
    if closed:
        commune.execute("UPDATE account SET active = 0 WHERE uid = :uid", uid=POLICE.uid)
    before, slots = commune.everything(), (commune.folder / unlocking.KEY_FILE).read_bytes()
    with pytest.raises(Refused, match=words):
        reset(commune, commune.officer(POLICE.uid), password, by)
    assert commune.everything() == before
    assert (commune.folder / unlocking.KEY_FILE).read_bytes() == slots


def close(commune: Commune, officer: Officer, by: Officer) -> None:
    with commune.store.write() as session:
        unlocking.close_account(session, commune.folder, officer, store_key=commune.store_key, by=by, at=AT)


def test_a_closed_account_opens_nothing(commune: Commune) -> None:
    police = commune.officer(POLICE.uid)
    close(commune, police, LEADER)
    with pytest.raises(NotUnlocked):
        unlocking.unlock(commune.folder, police.login, PASSWORD)
    assert not commune.officer(POLICE.uid).active
    shown = unlocking.cards(commune.folder)
    assert len(shown) == 4
    assert police.login not in [c.login for c in shown]
    assert commune.store_key, "the others open it as before"


@pytest.mark.parametrize(("by", "words"), [(JUSTICE, "chỉ Lãnh đạo"), (LEADER, "của chính mình")])
def test_who_closes_no_account(commune: Commune, by: Officer, words: str) -> None:
    officer = commune.officer(LEADER.uid)
    with pytest.raises(Refused, match=words):
        close(commune, officer, by)
    assert unlocking.unlock(commune.folder, officer.login, PASSWORD)
    assert len(unlocking.cards(commune.folder)) == 5


# -- the cards ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "{", "5", "[5]", "[{}]", '[{"login": "a", "full_name": "b"}]', "\xff"])
def test_damaged_cards_are_no_cards(tmp_path: Path, text: str) -> None:
    assert unlocking.cards(tmp_path) == []
    (tmp_path / unlocking.CARDS_FILE).write_text(text, encoding="latin-1")
    assert unlocking.cards(tmp_path) == []


def test_cards_hold_no_personal_number(commune: Commune) -> None:
    text = (commune.folder / unlocking.CARDS_FILE).read_text(encoding="utf-8")
    assert {key for card in json.loads(text) for key in card} == {"login", "full_name", "roles"}
    assert not any(o.uid in text for o in (JUSTICE, POLICE, LEADER, TYPIST, BOTH))
    assert not list(commune.folder.glob("*.part"))


def test_roles_are_said_in_a_fixed_order() -> None:
    assert unlocking.roles_text(BOTH) == "Tư pháp, Công an"
    everyone = Officer("", "", "", "", frozenset(Role), active=True)
    assert unlocking.roles_text(everyone) == "Người nhập, Tư pháp, Công an, Lãnh đạo"


# -- the age of the key file --------------------------------------------------------------------------


def sign_in(commune: Commune, failures: int = 0) -> None:
    officer = commune.officer(JUSTICE.uid)
    unlocking.record_sign_in(commune.store, commune.folder, officer, failures=failures, at=AT)


def test_a_sign_in_is_recorded_with_the_wrong_tries(commune: Commune) -> None:
    sign_in(commune, failures=3)
    sign_in(commune)
    assert events(commune)[-2:] == [("signed_in", JUSTICE.uid, JUSTICE.uid)] * 2
    kept = {r["key"]: r["value"] for r in commune.rows("meta")}
    assert kept["keyfile_epoch"] == str(file_of(commune).epoch)
    assert [r["data"] for r in commune.rows("audit_event")[-2:]] == ['{"failures": 3}', '{"failures": 0}']


def test_an_older_key_file_is_seen_and_a_newer_one_is_taken(commune: Commune) -> None:
    path = commune.folder / unlocking.KEY_FILE
    old = path.read_bytes()
    sign_in(commune)
    close(commune, commune.officer(TYPIST.uid), LEADER)
    new = path.read_bytes()
    path.write_bytes(old)
    sign_in(commune)
    path.write_bytes(new)
    sign_in(commune)
    before = commune.everything()
    path.write_bytes(old)
    with pytest.raises(StoreProblem, match="cũ hơn kho"):
        sign_in(commune)
    assert commune.everything() == before
    path.write_bytes(new)
    sign_in(commune)
