"""Opening a store with the recovery sheet holds the store no longer than it must."""

from contextlib import contextmanager

import pytest

from app.commands.recover import recover, run
from app.crypto import stretching
from app.crypto.key_file import KeyFile
from app.crypto.stretching import Kdf
from app.models.store.store import Store
from app.services.office import founding, unlocking
from app.services.office.founding import NewOfficer
from app.services.office.password_tries import PasswordTries
from tests.conftest import COMMUNE, JUSTICE, LEADER, POLICE, Clock, numbered

KDF = Kdf(m_kib=19456, t=2)


def found(home):
    return founding.found(
        home,
        commune=COMMUNE,
        header_lines=["UBND XÃ CẨM LƯƠNG"],
        officers=[NewOfficer(o, "bon tu bat ky nao") for o in (JUSTICE, POLICE, LEADER)],
        at=Clock()(),
        random=numbered("found"),
        kdf=KDF,
    )


def answer(monkeypatch, halves, groups):
    """Answer the questions: the halves, a new password, the groups asked back; None ends the input."""
    given, asked = iter(halves), []

    def reply(question):
        if question.startswith("Nửa"):
            return next(given)
        asked.append(question)
        word = groups(question)
        if word is None:
            raise EOFError
        return word

    monkeypatch.setattr("builtins.input", reply)
    monkeypatch.setattr("getpass.getpass", lambda _question: "mot cau khac han")
    return asked


def shown_halves(out):
    return [line.split(": ")[1] for line in out.splitlines() if line.startswith("  Nửa")]


@pytest.mark.parametrize("typed_back", [True, False])
def test_the_used_sheet_goes_only_when_the_new_one_was_typed_back(tmp_path, monkeypatch, capsys, typed_back):
    home = tmp_path / "kho"
    founded = found(home)
    founded.store.close()
    out = []

    def groups(question):
        out.append(capsys.readouterr().out)
        if not typed_back:
            return None
        number, half = int(question.split()[3]), "AB".index(question[-3])
        return " " + shown_halves("".join(out))[half].split()[number - 1].lower()

    answer(monkeypatch, founded.halves, groups)
    status = run(["--home", str(home), "--account", "hoa.bv"], now=Clock(), random=numbered("r"))
    out.append(capsys.readouterr().out)
    assert status == (0 if typed_back else 1)
    assert ("phiếu cũ vẫn dùng được" in out[-1]) == (not typed_back)
    file = KeyFile.load(home / unlocking.KEY_FILE)
    assert file.recover(*shown_halves("".join(out))).store_key == founded.store_key
    assert len(file.sheet_ids) == (1 if typed_back else 2)
    assert unlocking.unlock(home, "hoa.bv", "mot cau khac han").store_key == founded.store_key


def test_three_wrong_groups_confirm_nothing_and_no_input_changes_nothing(tmp_path, monkeypatch, capsys):
    home = tmp_path / "kho"
    founded = found(home)
    founded.store.close()
    before = (home / unlocking.KEY_FILE).read_bytes()
    options = ["--home", str(home), "--account", "hoa.bv"]

    def none(_question):
        raise EOFError

    monkeypatch.setattr("builtins.input", none)
    assert run(options, now=Clock(), random=numbered("r")) == 1
    assert capsys.readouterr().out == "Chưa nhập đủ.\n"
    assert (home / unlocking.KEY_FILE).read_bytes() == before
    asked = answer(monkeypatch, founded.halves, lambda _question: "XXXX")
    assert run(options, now=Clock(), random=numbered("r")) == 1
    assert len(asked) == 3
    assert KeyFile.load(home / unlocking.KEY_FILE).recover(*founded.halves).store_key == founded.store_key


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
    founded = found(tmp_path / "kho")
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
