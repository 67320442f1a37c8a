"""Checking a closed store as a whole, and the command that says what was found."""

import getpass

import pytest
from sqlalchemy import text

from app.commands import check
from app.demo import commune as demo
from app.errors import NotUnlocked
from app.models.store.store import Store
from app.models.words.roles import Role
from app.services.office import accounts, anchors, audit, founding, unlocking
from app.services.office.checking import check_store
from app.services.office.password_tries import PasswordTries
from app.settings import DEMO_PASSWORD
from tests.conftest import Clock, numbered


@pytest.fixture
def store(tmp_path):
    """A founded store in the test's folder."""
    made = founding.found(
        tmp_path,
        commune=demo.COMMUNE,
        header_lines=demo.HEADER,
        officers=[founding.NewOfficer(o, DEMO_PASSWORD) for o in demo.OFFICERS],
        at=Clock()(),
        random=numbered(),
        kdf=demo.KDF,
    )
    yield made.store
    made.store.close()


def run(folder, monkeypatch, *more, password=DEMO_PASSWORD):
    monkeypatch.setattr(getpass, "getpass", lambda _asked: password)
    login = unlocking.cards(folder)[0].login
    return check.run(["--home", str(folder), "--account", login, *more], now=Clock())


def test_a_store_that_is_whole(store, tmp_path, monkeypatch, capsys):
    with store.write() as session:
        last = session.execute(text("SELECT seq, h FROM audit_event ORDER BY seq DESC LIMIT 1")).one()
    store.close()
    assert run(tmp_path, monkeypatch) == 0
    assert f"✓ chuỗi nhật ký nguyên vẹn: {last.seq} mục, mốc {last.h[:12]}\n" in capsys.readouterr().out


@pytest.fixture
def marked(store):
    """The printed marks of two events; the store is closed."""
    with store.write() as session:
        audit.record(session, "drilled", subject="1", by="1", at=Clock()())
        marks = [row.h[:12] for row in session.execute(text("SELECT h FROM audit_event ORDER BY seq"))]
    store.close()
    return marks


@pytest.mark.parametrize("seq", [1, 2])
@pytest.mark.parametrize("written", [str, str.upper, lambda mark: f" {mark[:4]} {mark[4:]}"])
def test_the_mark_of_a_paper_is_found_in_the_chain(marked, tmp_path, monkeypatch, capsys, seq, written):
    typed = written(marked[seq - 1])
    assert run(tmp_path, monkeypatch, "--mark", typed) == 0
    assert f"✓ mốc {typed} trên giấy là bước {seq} của nhật ký\n" in capsys.readouterr().out


def test_the_mark_of_a_paper_that_no_event_has_is_said(marked, tmp_path, monkeypatch, capsys):
    typed = marked[1][:11] + ("0" if marked[1][11] != "0" else "1")
    assert run(tmp_path, monkeypatch, "--mark", typed) == 1
    out = capsys.readouterr().out
    assert f"✗ nhật ký không có mốc {typed} ghi trên giấy" in out
    assert "✓" not in out


@pytest.mark.parametrize("words", ["0123456789a", "0123456789ag", "%" * 12, "_" * 12, "1" * 65, " "])
def test_what_is_no_mark_is_asked_for_again(marked, tmp_path, monkeypatch, capsys, words):
    assert run(tmp_path, monkeypatch, "--mark", words) == 1
    assert capsys.readouterr().out == (
        "Mốc nhật ký là 12 chữ số 0–9, a–f, in ở chân tờ giấy. Hãy gõ lại đủ 12 chữ số.\n"
    )


def test_a_changed_event_breaks_the_chain(store, tmp_path, monkeypatch, capsys):
    with store.write() as session:
        trigger = session.scalar(text("SELECT sql FROM sqlite_schema WHERE name = 'audit_event_no_update'"))
        session.execute(text("DROP TRIGGER audit_event_no_update"))
        session.execute(text("UPDATE audit_event SET kind = 'nothing' WHERE seq = 1"))
        session.execute(text(trigger))
    store.close()
    found = check_store(tmp_path, unlocking.cards(tmp_path)[0].login, DEMO_PASSWORD, now=Clock())
    assert (found.problems, len(found.audit.open), found.good) == ((), 1, False)
    assert run(tmp_path, monkeypatch) == 1
    told, advice = capsys.readouterr().out.splitlines()
    assert told == "✗ nhật ký: Bước 1 của nhật ký (17/10/2023) bị sửa sau khi ghi."
    assert "lãnh đạo cùng Công an ghi giải thích" in advice


def test_an_explained_change_is_still_told(store, tmp_path, monkeypatch, capsys):
    with store.write() as session:
        trigger = session.scalar(text("SELECT sql FROM sqlite_schema WHERE name = 'audit_event_no_update'"))
        session.execute(text("DROP TRIGGER audit_event_no_update"))
        session.execute(text("UPDATE audit_event SET kind = 'nothing' WHERE seq = 1"))
        session.execute(text(trigger))
        officers = {role: o for o in accounts.every(session) for role in o.roles}
        leader, police = officers[Role.LEADER], officers[Role.POLICE]
        anchors.explain(session, anchors.check(session), "đã rõ", by=leader, police=police, at=Clock()())
    store.close()
    assert run(tmp_path, monkeypatch) == 0
    out = capsys.readouterr().out
    assert "! nhật ký: Bước 1 của nhật ký (17/10/2023) bị sửa sau khi ghi. Đã giải thích: đã rõ\n" in out
    assert "chuỗi nhật ký nguyên vẹn" not in out


def test_a_missing_trigger_is_told(store, tmp_path, monkeypatch, capsys):
    with store.write() as session:
        session.execute(text("DROP TRIGGER audit_event_no_update"))
    store.close()
    assert run(tmp_path, monkeypatch) == 1
    assert "thiếu trigger audit_event_no_update" in capsys.readouterr().out


def test_a_wrong_password_is_told_counted_and_delayed(store, tmp_path, monkeypatch, capsys):
    store.close()
    login = unlocking.cards(tmp_path)[0].login
    for _ in range(2):
        assert run(tmp_path, monkeypatch, password="sai mat khau roi") == 1
        assert capsys.readouterr().out == "Tên hoặc mật khẩu không đúng.\n", "the name was typed too"
    assert run(tmp_path, monkeypatch) == 1
    assert capsys.readouterr().out == "Đã gõ sai mật khẩu 2 lần. Thử lại sau 1 giây.\n"
    assert PasswordTries(tmp_path).untold() == {login: {"check": 2}}


def test_a_closed_account_and_a_slot_that_does_not_count_check_nothing(store, tmp_path):
    login = unlocking.cards(tmp_path)[0].login
    for change in ("slot_id = ''", "active = 0"):
        with store.write() as session:
            session.execute(text(f"UPDATE account SET {change} WHERE login = :login"), {"login": login})
        store.close()
        with pytest.raises(NotUnlocked):
            check_store(tmp_path, login, DEMO_PASSWORD, now=Clock())
        key = unlocking.unlock(tmp_path, login, DEMO_PASSWORD).store_key
        store = Store(tmp_path, key)
    store.close()
