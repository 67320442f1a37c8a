"""Opening a store with the recovery sheet holds the store no longer than it must."""

from contextlib import contextmanager

import pytest

from app.commands.recover import recover
from app.crypto import stretching
from app.crypto.stretching import Kdf
from app.models.store.store import Store
from app.services.office import founding, unlocking
from app.services.office.founding import NewOfficer
from app.services.office.password_tries import PasswordTries
from tests.conftest import COMMUNE, JUSTICE, LEADER, POLICE, Clock, numbered

KDF = Kdf(m_kib=19456, t=2)


@pytest.fixture
def derived(monkeypatch):
    """Whether each key was derived while something was written, in order."""
    held, seen = [], []
    write, argon = Store.write, stretching.Argon2id

    @contextmanager
    def writing(store):
        with write(store) as session:
            held.append(store)
            try:
                yield session
            finally:
                held.pop()

    def deriving(**parameters):
        seen.append(bool(held))
        return argon(**parameters)

    monkeypatch.setattr(Store, "write", writing)
    monkeypatch.setattr(stretching, "Argon2id", deriving)
    return seen


def test_no_key_is_derived_while_the_store_is_held(tmp_path, derived):
    founded = founding.found(
        tmp_path / "kho",
        commune=COMMUNE,
        header_lines=["UBND XÃ CẨM LƯƠNG"],
        officers=[NewOfficer(o, "bon tu bat ky nao") for o in (JUSTICE, POLICE, LEADER)],
        at=Clock()(),
        random=numbered("found"),
        kdf=KDF,
    )
    founded.store.close()
    assert derived == [False] * 4, "three officers and the sheet"
    [login] = [c.login for c in unlocking.cards(tmp_path / "kho") if c.full_name == LEADER.full_name]
    made = recover(
        tmp_path / "kho",
        login,
        founded.halves,
        "mot cau khac han",
        tries=PasswordTries(tmp_path / "kho"),
        now=Clock(),
        random=numbered("r"),
        kdf=KDF,
    )
    made.store.close()
    assert derived == [False] * 7, "the old sheet, the password and the new sheet"
    assert made.halves != founded.halves
