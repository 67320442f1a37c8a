import json
import threading
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from app.crypto import stretching
from app.crypto.certificates_file import Revoked
from app.crypto.stretching import Kdf
from app.crypto.trust import Ended
from app.desk import authority
from app.desk.home import DeskHome
from app.errors import NotUnlocked
from app.models.store.store import Store
from app.models.words import moments
from app.models.words.preferences import Preferences
from app.models.words.roles import Role
from app.services.office import (
    accounts,
    audit,
    dated_settings,
    founding,
    preferences,
    revoking,
    trusting,
    unlocking,
)
from app.services.office.accounts import Officer
from app.services.office.founding import NewOfficer
from app.settings import Settings
from app.ui.kit import parts
from app.ui.office.admin_screen import AdminScreen
from app.ui.office.panels.account_form import NewAccount
from app.ui.office.panels.certificate_end import GivenEnd
from app.ui.shell.main_window import MainWindow
from app.workspace import Workspace
from tests.conftest import COMMUNE, JUSTICE, LEADER, POLICE, POLICE_OFFICE
from tests.ui.driver import button, click, focused, messages_of, rows_of, seen, table, type_in
from tests.ui.keys import press

PASSWORD, SECOND = "bon tu bat ky nao", "mot cau khac han di"
NEW = NewAccount("038099990004", "Hà Thị Lượng", "Đoàn viên", "Đoàn xã", ("typist",), PASSWORD)


@pytest.fixture
def window(themed, qtbot):
    window = MainWindow("Đối Soát Hộ Tịch")
    qtbot.addWidget(window)
    yield window
    window.close()


@pytest.fixture
def founded(tmp_path, clock, random):
    made = founding.found(
        tmp_path / "kho",
        commune=COMMUNE,
        header_lines=["UBND XÃ CẨM LƯƠNG"],
        officers=[NewOfficer(o, PASSWORD) for o in (JUSTICE, POLICE, LEADER)],
        at=clock(),
        random=random,
        kdf=Kdf(m_kib=19456, t=2),
    )
    yield made
    made.store.close()


def workspace(founded, officer, clock, random):
    store = founded.store
    with store.read() as session:
        account = accounts.get(session, officer.uid)
    made = Workspace(store.folder, store, account, Settings(kdf_memory_kib=19456, demo=True), clock, random)
    made.store_key = founded.store_key
    made.signing_key = unlocking.unlock(store.folder, account.login, PASSWORD).signing_key
    made.open_snapshot()
    return made


@pytest.fixture
def work(founded, clock, random):
    return workspace(founded, LEADER, clock, random)


@pytest.fixture
def screen(work, window):
    made = AdminScreen(work, window.jobs)
    window.add_page("admin", "Quản trị", "sliders", made)
    window.show_work()
    window.show()
    made.refresh()
    return made


def rows(screen):
    return {row.uid: row for row in rows_of(table(screen, "Tài khoản"))}


def said(screen):
    return messages_of(screen)


def stored(work, uid) -> Officer:
    with work.store.read() as session:
        return accounts.get(session, uid)


def certify(screen, tmp_path, clock, **given):
    request, answer = tmp_path / "yc.json", tmp_path / "ct.json"
    screen.save_requests(request)
    home, given = DeskHome(tmp_path / "desk"), {"ask": lambda _question: True} | given
    authority.certify(home, request, answer, office=POLICE_OFFICE, now=clock, **given)
    return answer


def test_a_leader_adds_an_officer_who_can_sign_in(screen, work, qtbot):
    with qtbot.waitSignal(screen.changed, timeout=20000):
        screen.panel.account_given.emit(NEW)
    assert rows(screen)[NEW.uid].name == NEW.full_name
    assert rows(screen)[NEW.uid].request
    assert NEW.full_name in said(screen)
    officer = stored(work, NEW.uid)
    assert officer.roles == {Role.TYPIST}
    assert unlocking.unlock(work.folder, officer.login, PASSWORD).store_key == work.store_key
    assert officer.full_name in [c.full_name for c in unlocking.cards(work.folder)]


@pytest.mark.parametrize("act", ["add", "reset"])
def test_others_can_write_while_a_key_is_derived_and_the_window_goes_on(
    screen, work, qtbot, monkeypatch, act
):
    """The key of a password takes a second: meanwhile nothing is locked and the window is free."""
    threads, argon = [], stretching.Argon2id

    def recorded(**parameters):
        threads.append(threading.current_thread())
        with work.store.write() as session:
            preferences.keep(session, LEADER.uid, Preferences(method="telex"))
        return argon(**parameters)

    monkeypatch.setattr(stretching, "Argon2id", recorded)
    with qtbot.waitSignal(screen.changed, timeout=20000):
        if act == "add":
            screen.panel.account_given.emit(NEW)
        else:
            screen.panel.password_given.emit(POLICE.uid, SECOND, None)
    assert len(threads) == 1
    assert threads[0] is not threading.main_thread()
    with work.store.read() as session:
        assert preferences.of(session, LEADER.uid).method == "telex"


def test_an_account_twice_is_refused_in_the_form(screen, work, qtbot):
    screen.panel.begin_new()
    again = NewAccount(POLICE.uid, "Người Khác", "", "UBND xã Cẩm Tú", ("typist",), PASSWORD)
    screen.panel.account_given.emit(again)
    qtbot.waitUntil(screen.panel.isEnabled, timeout=20000)
    assert "đã có tài khoản" in said(screen)
    assert stored(work, POLICE.uid).full_name == POLICE.full_name


def test_only_a_leader_changes_accounts(founded, window, clock, random, qtbot):
    work = workspace(founded, JUSTICE, clock, random)
    screen = AdminScreen(work, window.jobs)
    screen.refresh()
    assert not button(screen, "Thêm tài khoản").isEnabled()
    screen.panel.account_given.emit(NEW)
    qtbot.waitUntil(screen.panel.isEnabled, timeout=20000)
    assert "Lãnh đạo" in said(screen)
    screen.panel.password_given.emit(POLICE.uid, SECOND, None)
    qtbot.waitUntil(screen.panel.isEnabled, timeout=20000)
    screen.close_account(POLICE.uid)
    screen.reopen(POLICE.uid)
    assert NEW.uid not in rows(screen)
    assert stored(work, POLICE.uid).active
    assert unlocking.unlock(work.folder, stored(work, POLICE.uid).login, PASSWORD)


def test_a_new_password_opens_the_store_but_not_the_old_signing_key(screen, work, tmp_path, clock, qtbot):
    screen.take_certificates(certify(screen, tmp_path, clock), confirmed=True)
    login = stored(work, POLICE.uid).login
    old = unlocking.unlock(work.folder, login, PASSWORD).signing_key
    with qtbot.waitSignal(screen.changed, timeout=20000):
        screen.panel.password_given.emit(POLICE.uid, SECOND, None)
    opened = unlocking.unlock(work.folder, login, SECOND)
    assert opened.store_key == work.store_key
    assert opened.signing_key.public_key() != old.public_key()
    with pytest.raises(NotUnlocked):
        unlocking.unlock(work.folder, login, PASSWORD)
    assert rows(screen)[POLICE.uid].valid_until == ""
    assert rows(screen)[POLICE.uid].request
    screen.save_requests(tmp_path / "lai.json")
    assert [o["uid"] for o in json.loads((tmp_path / "lai.json").read_text())["officers"]] == [POLICE.uid]


def test_an_own_new_password_takes_the_open_signing_key_away(screen, work, qtbot):
    assert work.signing_key is not None
    with qtbot.waitSignal(screen.changed, timeout=20000):
        screen.panel.password_given.emit(LEADER.uid, SECOND, None)
    assert work.signing_key is None


def test_a_closed_account_opens_nothing_until_it_has_a_new_password(screen, work, qtbot):
    login = stored(work, POLICE.uid).login
    screen.close_account(POLICE.uid)
    assert not rows(screen)[POLICE.uid].active
    assert login not in [c.login for c in unlocking.cards(work.folder)]
    with pytest.raises(NotUnlocked):
        unlocking.unlock(work.folder, login, PASSWORD)
    screen.panel.password_given.emit(POLICE.uid, SECOND, None)
    qtbot.waitUntil(screen.panel.isEnabled, timeout=20000)
    assert "đã khóa" in said(screen)
    with pytest.raises(NotUnlocked):
        unlocking.unlock(work.folder, login, SECOND)
    screen.panel.reopen_requested.emit(POLICE.uid)
    with qtbot.waitSignal(screen.changed, timeout=20000):
        screen.panel.password_given.emit(POLICE.uid, SECOND, None)
    assert unlocking.unlock(work.folder, login, SECOND).store_key == work.store_key
    assert login in [c.login for c in unlocking.cards(work.folder)]


@pytest.mark.parametrize(
    ("days", "since"),
    [(0, None), (1, datetime(2023, 10, 15, 17, tzinfo=UTC))],
)
@pytest.mark.parametrize("act", ["close", "reset"])
def test_what_a_leader_says_of_the_end_of_a_certificate_is_kept_and_reported(
    screen, work, tmp_path, clock, qtbot, act, days, since
):
    """The desk learns it from the next request file, and takes nothing of that key any more."""
    screen.take_certificates(certify(screen, tmp_path, clock), confirmed=True)
    digest = stored(work, POLICE.uid).cert_sha256
    end = GivenEnd(moments.day_of(clock()) - timedelta(days=days), "mất máy", compromised=True)
    if act == "close":
        screen.panel.close_given.emit(POLICE.uid, end)
    else:
        with qtbot.waitSignal(screen.changed, timeout=20000):
            screen.panel.password_given.emit(POLICE.uid, SECOND, end)
    told = Ended(since or clock(), "mất máy", compromised=True)
    with work.store.read() as session:
        assert revoking.every(session) == [Revoked(digest, POLICE.uid, told)]
        store_id = dated_settings.store_id(session)
    for name in ("yc.json", "ct.json"):
        (tmp_path / name).unlink()
    certify(screen, tmp_path, clock, reissue=authority.Reissue("mất máy"))
    assert DeskHome(tmp_path / "desk").ends_of(store_id) == [Revoked(digest, POLICE.uid, told)]


def test_an_old_key_is_found_exposed_and_the_desk_learns_it(screen, work, tmp_path, clock, qtbot):
    """The officer has a new certificate already; only the key before is in other hands."""
    screen.take_certificates(certify(screen, tmp_path, clock), confirmed=True)
    digest = stored(work, POLICE.uid).cert_sha256
    with qtbot.waitSignal(screen.changed, timeout=20000):
        screen.panel.password_given.emit(
            POLICE.uid, SECOND, GivenEnd(moments.day_of(clock()), "quên mật khẩu", compromised=False)
        )
    for name in ("yc.json", "ct.json"):
        (tmp_path / name).unlink()
    answer = certify(screen, tmp_path, clock, reissue=authority.Reissue("quên mật khẩu"))
    screen.take_certificates(answer, confirmed=True)
    assert stored(work, POLICE.uid).cert_sha256 != digest
    accounts_table = table(screen, "Tài khoản")
    accounts_table.choose(next(n for n, row in enumerate(rows_of(accounts_table)) if row.uid == POLICE.uid))
    click(screen, "Khóa cũ đã lộ…")
    (key,) = seen(screen, parts.Tick)
    assert key.text().startswith("Khóa dùng đến ")
    assert key.text().endswith("(quên mật khẩu)")
    click(screen, "Báo khóa đã lộ")
    assert "Chưa ghi lý do" in messages_of(screen)
    type_in(screen, "Lý do", " mật khẩu cũ   dán ở bàn ")
    press(focused(), Qt.Key.Key_Return)
    press(focused(), Qt.Key.Key_Space)
    assert "0 trường hợp chưa xuất phải duyệt lại" in said(screen)
    assert not seen(screen, parts.Tick)
    assert "Khóa cũ đã lộ…" not in {b.text() for b in seen(screen, QPushButton)}
    assert button(screen, "Lưu yêu cầu…").isEnabled(), "the issuer has to learn it"
    with work.store.read() as session:
        store_id = dated_settings.store_id(session)
        told = revoking.every(session)[-1]
    assert told == Revoked(digest, POLICE.uid, Ended(clock(), "mật khẩu cũ dán ở bàn", compromised=True))
    for name in ("yc.json", "ct.json"):
        (tmp_path / name).unlink()
    certify(screen, tmp_path, clock)
    assert told in DeskHome(tmp_path / "desk").ends_of(store_id)


def test_a_day_to_come_ends_nothing(screen, work, tmp_path, clock):
    screen.take_certificates(certify(screen, tmp_path, clock), confirmed=True)
    end = GivenEnd(moments.day_of(clock()) + timedelta(days=1), "nghỉ", compromised=False)
    screen.panel.close_given.emit(POLICE.uid, end)
    assert "chưa đến" in said(screen)
    assert stored(work, POLICE.uid).active


def test_nobody_closes_the_own_account(screen, work):
    screen.close_account(LEADER.uid)
    assert "chính mình" in said(screen)
    assert stored(work, LEADER.uid).active


def test_certificates_come_and_the_signed_in_officer_can_sign_at_once(screen, work, tmp_path, clock):
    answer = certify(screen, tmp_path, clock)
    screen.take_certificates(answer, confirmed=False)
    assert rows(screen)[LEADER.uid].valid_until == ""
    screen.take_certificates(answer, confirmed=True)
    assert rows(screen)[LEADER.uid].valid_until
    assert rows(screen)[LEADER.uid].request == ""
    assert not rows(screen)[LEADER.uid].expiring
    trusted = rows_of(table(screen, "Chứng thư tin cậy"))
    shown = [(r.kind, r.name) for r in trusted]
    assert shown == [
        ("gốc", "Chứng thư gốc"),
        ("cán bộ phát hành", POLICE_OFFICE.name),
        ("nơi nhận gói", POLICE_OFFICE.name),
        ("cấp phát", "Chứng thư cấp phát"),
    ]
    first = trusted[0].fingerprint
    assert first == trusting.trust_anchor(answer.read_bytes()).fingerprint
    assert unlocking.own_signer(work.account, work.signing_key)
    clock.move(days=1800)
    screen.refresh()
    assert rows(screen)[LEADER.uid].expiring


def test_adding_is_in_the_record(screen, work, qtbot):
    with qtbot.waitSignal(screen.changed, timeout=20000):
        screen.panel.account_given.emit(NEW)
    with work.store.read() as session:
        last = [e for e in audit.since(session, 0) if e["kind"] == "account_added"][-1]
    assert (last["subject"], last["uid"]) == (NEW.uid, LEADER.uid)


def test_the_store_is_still_whole_after_it_is_opened_again(screen, work, qtbot):
    with qtbot.waitSignal(screen.changed, timeout=20000):
        screen.panel.account_given.emit(NEW)
    work.close()
    store = Store(work.folder, work.store_key)
    assert store.check() == []
    store.close()
