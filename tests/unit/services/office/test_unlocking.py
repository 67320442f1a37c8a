"""Accounts and their slots: who opens the store, who signs, and what an old key file shows."""

import json
from typing import Any

import pytest
from cryptography import x509

from app.crypto.key_file import KeyFile, copy_of
from app.crypto.signing import new_signing_key
from app.crypto.stretching import Stretched
from app.errors import BadInput, NotUnlocked, Refused, StoreProblem
from app.models.store.store import Store
from app.models.words.roles import Role
from app.services.office import accounts, audit, unlocking
from app.services.office.accounts import Officer
from app.services.office.password_tries import AskedBy, PasswordTries
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
        with pytest.raises(NotUnlocked, match="Mật khẩu không đúng"):
            unlocking.officer_of(session, "ai.do")
    commune.execute("UPDATE account SET active = 0 WHERE uid = :uid", uid=POLICE.uid)
    with commune.store.read() as session, pytest.raises(NotUnlocked, match="Mật khẩu không đúng"):
        unlocking.officer_of(session, police.login)


# -- accounts -----------------------------------------------------------------------------------------


def test_a_new_account_has_a_slot_a_request_and_a_card(commune: Commune) -> None:
    made = unlocking.enrol(
        commune.store, commune.folder, GUEST, prepared(TWELVE), by=LEADER, **around(commune)
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
    with pytest.raises(BadInput, match="đã có tài khoản"):
        unlocking.enrol(commune.store, commune.folder, POLICE, secret, by=LEADER, **around(commune))
    assert commune.everything() == before
    assert len(file_of(commune).logins) == 5


def reset(commune: Commune, officer: Officer, password: str, by: Officer = LEADER) -> None:
    secret = prepared(password)
    unlocking.reset_password(commune.store, commune.folder, officer, secret, by=by, **around(commune))


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
    assert events(commune)[-3:] == [
        ("certificate_requested", POLICE.uid, LEADER.uid),
        ("password_reset", POLICE.uid, LEADER.uid),
        ("key_slots_removed", "", LEADER.uid),
    ]


def test_a_new_password_gives_a_reopened_account_its_slot_again(commune: Commune) -> None:
    police = commune.officer(POLICE.uid)
    close(commune, police, LEADER)
    with commune.store.write() as session:
        accounts.reopen(session, POLICE.uid, by=LEADER, at=AT)
    assert commune.officer(POLICE.uid).slot_id == "", "a new password is needed"
    assert police.login not in [c.login for c in unlocking.cards(commune.folder)]
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
    key = commune.store_key
    unlocking.close_account(commune.store, commune.folder, officer, store_key=key, by=by, at=AT)


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


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"5",
        b"[5]",
        b"[{}]",
        b'[{"login": "nhan.ct", "full_name": "b"}]',
        b'[{"login": "nhan.ct", "full_name": "b", "roles": 5}]',
        b'[{"login": "nhan.ct", "full_name": "\\ud800", "roles": "x"}]',
        b'[{"login": "nhan.ct", "full_name": "' + b"b" * 201 + b'", "roles": "x"}]',
        b"\xff",
        b"[" * 100_000,
        b" " * (1 << 21),
    ],
)
def test_without_readable_cards_the_logins_of_the_key_file_are_shown(commune: Commune, data: bytes) -> None:
    path = commune.folder / unlocking.CARDS_FILE
    logins = file_of(commune).logins
    path.write_bytes(data)
    assert unlocking.cards(commune.folder) == [unlocking.SignInCard(one, one, "") for one in logins]
    path.unlink()
    assert [card.login for card in unlocking.cards(commune.folder)] == logins
    sign_in(commune)
    named = {card.full_name for card in unlocking.cards(commune.folder)}
    assert named == {o.full_name for o in (JUSTICE, POLICE, LEADER, TYPIST, BOTH)}, "written anew"


def test_without_key_file_the_cards_are_those_of_the_file(commune: Commune) -> None:
    before = unlocking.cards(commune.folder)
    for path in commune.folder.glob(f"{unlocking.KEY_FILE}*"):
        path.unlink()
    assert unlocking.cards(commune.folder) == before
    (commune.folder / unlocking.CARDS_FILE).unlink()
    assert unlocking.cards(commune.folder) == []


def test_a_card_of_nobody_in_the_key_file_is_not_shown(commune: Commune) -> None:
    path = commune.folder / unlocking.CARDS_FILE
    rows = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps([*rows, {**rows[0], "login": "ma.gia"}]), encoding="utf-8")
    assert "ma.gia" not in [card.login for card in unlocking.cards(commune.folder)]
    assert len(unlocking.cards(commune.folder)) == 5


def test_cards_hold_no_personal_number(commune: Commune) -> None:
    text = (commune.folder / unlocking.CARDS_FILE).read_text(encoding="utf-8")
    assert {key for card in json.loads(text) for key in card} == {"login", "full_name", "roles"}
    assert not any(o.uid in text for o in (JUSTICE, POLICE, LEADER, TYPIST, BOTH))
    assert not list(commune.folder.glob("*.part"))


def test_roles_are_said_in_a_fixed_order() -> None:
    assert unlocking.roles_text(BOTH) == "Người nhập, Công an"
    everyone = Officer("", "", "", "", frozenset(Role), active=True)
    assert unlocking.roles_text(everyone) == "Người nhập, Tư pháp, Công an, Lãnh đạo"


# -- signing in ---------------------------------------------------------------------------------------


def sign_in(
    commune: Commune, uid: str = JUSTICE.uid, password: str = PASSWORD, tries: PasswordTries | None = None
) -> Officer:
    """Sign in as the window does, then open the store of the test again."""
    login = commune.officer(uid).login
    commune.store.close()
    try:
        made = unlocking.sign_in(
            commune.folder,
            login,
            password,
            tries=tries or PasswordTries(commune.folder),
            now=commune.clock,
        )
        made.store.close()
        return made.officer
    finally:
        commune.store = Store(commune.folder, commune.store_key)


def test_a_changed_key_file_locks_nobody_out_while_its_copy_is_good(commune: Commune) -> None:
    """A bit of the disk, or somebody with the folder, changed another officer's slot."""
    path = commune.folder / unlocking.KEY_FILE
    good = path.read_bytes()
    path.write_bytes(good.replace(b'"salt": "', b'"salt": "A', 1))
    sign_in(commune)
    assert KeyFile.load(path, commune.store_key).written
    assert path.read_bytes() == good


def test_a_sign_in_is_recorded_with_the_wrong_tries(commune: Commune) -> None:
    tries = PasswordTries(commune.folder)
    with pytest.raises(NotUnlocked):
        sign_in(commune, password=NEW, tries=tries)
    assert sign_in(commune, tries=tries).uid == JUSTICE.uid
    assert sign_in(commune).uid == JUSTICE.uid
    kept = {r["key"]: r["value"] for r in commune.rows("meta")}
    assert kept["keyfile_epoch"] == str(file_of(commune).epoch)
    last = commune.rows("audit_event")[-3:]
    assert [(r["kind"], r["subject"], json.loads(r["data"])) for r in last] == [
        ("signed_in", JUSTICE.uid, {"failures": 1}),
        ("password_failed", JUSTICE.uid, {"sign_in": 1}),
        ("signed_in", JUSTICE.uid, {"failures": 0}),
    ]


def test_an_older_key_file_is_refused_at_once_and_a_newer_one_is_taken(commune: Commune) -> None:
    path = commune.folder / unlocking.KEY_FILE
    old = path.read_bytes()
    close(commune, commune.officer(TYPIST.uid), LEADER)
    new = path.read_bytes()
    before = commune.everything()
    path.write_bytes(old)
    with pytest.raises(StoreProblem, match="cũ hơn kho"):
        sign_in(commune)
    assert commune.everything() == before
    path.write_bytes(new)
    sign_in(commune)


def test_a_closed_account_whose_slot_is_still_there_opens_nothing(commune: Commune) -> None:
    """And its refusal lets the store go."""
    commune.execute("UPDATE account SET active = 0 WHERE uid = :uid", uid=TYPIST.uid)
    with pytest.raises(NotUnlocked, match="Mật khẩu không đúng"):
        sign_in(commune, TYPIST.uid)
    login = commune.officer(TYPIST.uid).login
    assert login in file_of(commune).logins
    sign_in(commune)
    assert login not in file_of(commune).logins, "the next sign-in removes it"
    removed = [r for r in commune.rows("audit_event") if r["kind"] == "key_slots_removed"]
    assert [(r["uid"], r["data"]) for r in removed] == [(JUSTICE.uid, '{"count": 1}')]


def test_an_account_whose_slot_is_missing_needs_a_new_password(commune: Commune) -> None:
    file = file_of(commune)
    lost = commune.officer(TYPIST.uid)
    file.keep(file.ids - {*file.slot_ids(lost.login)}, store_key=commune.store_key)
    file.save()
    sign_in(commune)
    assert commune.officer(TYPIST.uid).slot_id == ""
    with pytest.raises(NotUnlocked):
        sign_in(commune, TYPIST.uid)
    reset(commune, lost, NEW)
    assert sign_in(commune, TYPIST.uid, NEW).uid == TYPIST.uid


def test_a_store_that_knows_no_slots_yet_learns_them_from_the_key_file(commune: Commune) -> None:
    """A store of an earlier version, or one restored from before the last passwords."""
    commune.execute("UPDATE account SET slot_id = NULL WHERE uid <> :uid", uid=JUSTICE.uid)
    commune.execute("UPDATE account SET slot_id = 'gone' WHERE uid = :uid", uid=JUSTICE.uid)
    commune.execute("DELETE FROM meta WHERE key IN ('recovery_slots', 'recovery_confirmed')")
    before = file_of(commune).ids
    sign_in(commune)
    assert file_of(commune).ids == before
    for officer in (JUSTICE, POLICE, LEADER, TYPIST, BOTH):
        assert [commune.officer(officer.uid).slot_id] == file_of(commune).slot_ids(
            commune.officer(officer.uid).login
        )


def test_a_changed_key_file_is_never_sealed_anew(commune: Commune) -> None:
    path = commune.folder / unlocking.KEY_FILE
    data = json.loads(path.read_text(encoding="utf-8"))
    data["slots"].append({**data["slots"][0], "user": "ma.gia"})
    for one in (path, copy_of(path)):
        one.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(StoreProblem, match="bị hỏng hoặc bị sửa"):
        reset(commune, commune.officer(TYPIST.uid), NEW)
    assert json.loads(path.read_text(encoding="utf-8")) == data


def test_sign_in_does_not_need_a_key_file_that_can_be_written(commune: Commune) -> None:
    """The old slot stays for now, and still opens nothing."""
    commune.execute("UPDATE account SET active = 0 WHERE uid = :uid", uid=TYPIST.uid)
    copy = copy_of(commune.folder / unlocking.KEY_FILE)
    copy.unlink()
    copy.mkdir()  # nothing can take this name
    sign_in(commune)
    assert commune.officer(TYPIST.uid).login in file_of(commune).logins
    with pytest.raises(NotUnlocked):
        sign_in(commune, TYPIST.uid)
    copy.rmdir()
    sign_in(commune)
    assert commune.officer(TYPIST.uid).login not in file_of(commune).logins


# -- the own password ---------------------------------------------------------------------------------


def change(commune: Commune, old: str = PASSWORD, new: str = NEW, uid: str = POLICE.uid) -> None:
    unlocking.change_password(
        commune.store,
        commune.folder,
        commune.officer(uid),
        (old, new),
        kdf=KDF,
        now=commune.clock,
        random=numbered("own"),
    )


def test_an_own_password_is_changed_and_the_key_and_certificate_stay(commune: Commune) -> None:
    before, certificate = file_of(commune).epoch, commune.officer(POLICE.uid).certificate_pem
    old = unlocking.signer(commune.folder, commune.officer(POLICE.uid), PASSWORD).certificate
    change(commune)
    police = commune.officer(POLICE.uid)
    assert police.certificate_pem == certificate != ""
    assert unlocking.signer(commune.folder, police, NEW).certificate == old
    assert file_of(commune).slot_ids(police.login) == [police.slot_id]
    assert file_of(commune).epoch > before
    with pytest.raises(NotUnlocked):
        sign_in(commune, POLICE.uid)
    assert sign_in(commune, POLICE.uid, NEW).uid == POLICE.uid
    assert ("password_changed", POLICE.uid, POLICE.uid) in events(commune)


@pytest.mark.parametrize(
    ("old", "new", "error", "words"),
    [
        (NEW, "một câu khác hẳn", NotUnlocked, "không đúng"),
        (PASSWORD, TWELVE[1:], Refused, "ít nhất 12 ký tự"),
        (PASSWORD, PASSWORD, Refused, "phải khác"),
    ],
)
def test_each_reason_against_another_own_password(
    commune: Commune, old: str, new: str, error: type[Exception], words: str
) -> None:
    before, slots = commune.everything(), (commune.folder / unlocking.KEY_FILE).read_bytes()
    with pytest.raises(error, match=words):
        change(commune, old, new)
    assert commune.everything() == before
    assert (commune.folder / unlocking.KEY_FILE).read_bytes() == slots


def test_a_slot_that_does_not_count_signs_nothing(commune: Commune) -> None:
    """The old password after a reset, while its slot is still in the file."""
    path = commune.folder / unlocking.KEY_FILE
    police = commune.officer(POLICE.uid)
    file = file_of(commune)
    file.add_officer(
        police.login,
        prepared(NEW),
        store_key=commune.store_key,
        signing_key=new_signing_key(),
        at=AT,
        random=numbered("second"),
    )
    file.save()
    with pytest.raises(NotUnlocked):
        unlocking.signer(commune.folder, police, NEW)
    with pytest.raises(NotUnlocked):
        sign_in(commune, POLICE.uid, NEW)
    assert sign_in(commune, POLICE.uid).uid == POLICE.uid
    assert KeyFile.load(path).slot_ids(police.login) == [police.slot_id]


def test_one_password_for_an_old_and_a_new_slot_opens_the_one_that_counts(commune: Commune) -> None:
    police = commune.officer(POLICE.uid)
    file = file_of(commune)
    more: dict[str, Any] = {"store_key": commune.store_key, "at": AT, "random": numbered("same")}
    file.add_officer(police.login, prepared(PASSWORD), signing_key=None, **more)
    file.save()
    assert sign_in(commune, POLICE.uid).slot_id == police.slot_id


def test_opening_the_store_records_nothing_until_the_officer_is_let_in(commune: Commune) -> None:
    """The clock is asked about in between."""
    login, tries = commune.officer(JUSTICE.uid).login, PasswordTries(commune.folder)
    with pytest.raises(NotUnlocked):
        unlocking.open_store(commune.folder, login, NEW, tries=tries, now=commune.clock)
    before = commune.rows("audit_event")
    commune.store.close()
    opened = unlocking.open_store(commune.folder, login, PASSWORD, tries=tries, now=commune.clock)
    assert (opened.officer.uid, opened.failures) == (JUSTICE.uid, 1)
    assert tries.count(login) == 0
    with opened.store.read() as session:
        assert len(audit.since(session, 0)) == len(before)
    entered = unlocking.let_in(opened, tries=tries, at=commune.clock())
    with entered.store.read() as session:
        kinds = [event["kind"] for event in audit.since(session, 0)][len(before) :]
    entered.store.close()
    commune.store = Store(commune.folder, commune.store_key)
    assert kinds == ["signed_in", "password_failed"]


def test_a_wrong_password_before_anyone_is_let_in_is_counted(commune: Commune) -> None:
    police, tries = commune.officer(POLICE.uid), PasswordTries(commune.folder)
    around = {"tries": tries, "now": commune.clock}
    with pytest.raises(NotUnlocked):
        unlocking.prove(commune.store, police.login, NEW, AskedBy.CLOCK, **around)
    assert tries.untold() == {police.login: {"clock": 1}}
    assert unlocking.prove(commune.store, police.login, PASSWORD, AskedBy.CLOCK, **around) == police
