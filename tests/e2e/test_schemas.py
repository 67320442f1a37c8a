"""What leaves validates against the JSON Schemas of docs/formats."""

import json
from pathlib import Path

import jsonschema
import pytest

from app.demo import commune as demo
from app.demo.data import people
from app.desk import opening
from app.desk.home import DeskHome
from app.errors import AppError
from app.models.store.store import Store
from app.services.office import founding, recovering, trusting, unlocking
from app.services.office.password_tries import PasswordTries
from app.services.office.recovering import recover
from app.settings import DEMO_PASSWORD
from tests.conftest import Clock, numbered
from tests.e2e.test_round_trip import copy, export  # noqa: F401 fixtures

FORMATS = Path(__file__).parents[2] / "docs" / "formats"


def validator(name: str) -> jsonschema.Draft202012Validator:
    schema = json.loads((FORMATS / f"{name}.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@pytest.mark.parametrize("path", sorted(FORMATS.glob("*.schema.json")), ids=lambda p: p.name)
def test_every_schema_is_one(path):
    jsonschema.Draft202012Validator.check_schema(json.loads(path.read_text(encoding="utf-8")))


def test_entries_and_answers(copy):  # noqa: F811
    folders, store, unlocked = copy
    result = export(folders, store, unlocked)
    out = folders.desk / "goi"
    opening.open_result(DeskHome(folders.desk), result.path, out, now=Clock())
    check = validator("entry")
    count = 0
    for path in (out / "data").glob("*.jsonl"):
        for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
            if "approval" in row:
                check.validate(row)
                count += 1
    assert count == result.entries
    items = (out / "data" / "sai_lech.jsonl").read_text(encoding="utf-8").splitlines()
    assert items
    for row in map(json.loads, items):
        validator("discrepancy").validate(row)
    for row in demo.answers(out):
        validator("answer").validate(row)


def test_people_and_certificates(copy):  # noqa: F811
    folders, store, _unlocked = copy
    from dataclasses import asdict

    for person in people(50, 7):
        validator("person").validate(asdict(person))
    answer = json.loads((folders.stick / "chung-thu.json").read_text(encoding="utf-8"))
    validator("certificates").validate(answer)
    with store.read() as session:
        request = json.loads(trusting.request_file(session, on=Clock()().date()))
    validator("certificate-request").validate(request)


def test_a_reset_password_opens_the_store_but_no_old_key(copy):  # noqa: F811
    """A leader's reset gives a new key that must be certified anew; the old certificate is gone."""
    folders, store, unlocked = copy
    from app.errors import Refused
    from app.services.office import accounts

    secret = unlocking.prepare("mật khẩu mới dài", kdf=demo.KDF, random=numbered("secret"))
    with store.read() as session:
        leader = accounts.get(session, demo.LEADER.uid)
        police = accounts.get(session, demo.POLICE.uid)
    unlocking.reset_password(
        store,
        folders.store,
        police,
        secret,
        store_key=unlocked.store_key,
        by=leader,
        at=Clock()(),
        random=numbered("reset"),
    )
    with store.read() as session:
        after = accounts.get(session, demo.POLICE.uid)
    with pytest.raises(AppError):
        unlocking.unlock(folders.store, police.login, DEMO_PASSWORD)
    assert unlocking.unlock(folders.store, police.login, "mật khẩu mới dài").store_key == unlocked.store_key
    with pytest.raises(Refused, match="chứng thư"):
        unlocking.signer(folders.store, after, "mật khẩu mới dài")


def test_both_halves_of_the_recovery_sheet_open_the_store(tmp_path):
    founded = founding.found(
        tmp_path / "kho",
        commune=demo.COMMUNE,
        header_lines=demo.HEADER,
        officers=[founding.NewOfficer(o, DEMO_PASSWORD) for o in demo.OFFICERS],
        at=Clock()(),
        random=numbered("found"),
        kdf=demo.KDF,
    )
    founded.store.close()
    from app.crypto.key_file import KeyFile

    store_key = KeyFile.load(tmp_path / "kho" / unlocking.KEY_FILE).recover(*founded.halves).store_key
    Store(tmp_path / "kho", store_key).close()
    home, clock = tmp_path / "kho", Clock()
    around = {"now": clock, "random": numbered("recover"), "kdf": demo.KDF, "tries": PasswordTries(home)}
    login = next(c.login for c in unlocking.cards(tmp_path / "kho") if c.full_name == demo.LEADER.full_name)
    made = recover(home, login, founded.halves, "mật khẩu mới tinh", **around)
    fresh = made.halves
    recovering.confirm_sheet(made.store, home, store_key=store_key, by=made.leader, at=clock())
    made.store.close()
    assert unlocking.unlock(tmp_path / "kho", login, "mật khẩu mới tinh").store_key == store_key
    with pytest.raises(AppError):
        recover(tmp_path / "kho", login, founded.halves, "mật khẩu khác nữa", **around)
    police = next(c.login for c in unlocking.cards(tmp_path / "kho") if c.full_name == demo.POLICE.full_name)
    with pytest.raises(AppError, match="Lãnh đạo"):
        recover(tmp_path / "kho", police, fresh, "mật khẩu khác nữa", **around)
    text = (tmp_path / "kho" / unlocking.KEY_FILE).read_text() + (
        tmp_path / "kho" / unlocking.CARDS_FILE
    ).read_text()
    for officer in demo.OFFICERS:
        assert officer.uid not in text, "no personal number lies outside the store"


def test_an_old_key_file_put_back_is_seen(copy):  # noqa: F811
    """Someone whose account was closed brings back the key file from before."""
    folders, store, unlocked = copy
    from app.errors import StoreProblem
    from app.services.office import accounts

    with store.read() as session:
        leader = accounts.get(session, demo.LEADER.uid)
        typist = accounts.get(session, demo.TYPIST.uid)
    old = (folders.store / unlocking.KEY_FILE).read_bytes()
    unlocking.close_account(
        store, folders.store, typist, store_key=unlocked.store_key, by=leader, at=Clock()()
    )
    (folders.store / unlocking.KEY_FILE).write_bytes(old)
    with pytest.raises(StoreProblem, match="cũ hơn"):
        unlocking.record_sign_in(store, folders.store, unlocked, failures=0, at=Clock()())
