"""Wrong passwords: the wait after each, what a restart and a forged file do to it, the way to the audit."""

import json
import os
from pathlib import Path

import pytest

from app.crypto.key_file import WRONG
from app.errors import NotUnlocked, Refused
from app.services.office import home
from app.services.office.password_tries import AskedBy, PasswordTries, delay_after, tell_audit, with_name
from tests.conftest import LEADER, POLICE, Clock
from tests.unit.services.exchange.parties import Commune

LOGIN = "dung.tv"


def wrong() -> None:
    raise NotUnlocked(WRONG)


def fail(tries: PasswordTries, clock: Clock, count: int = 1, login: str = LOGIN) -> None:
    for _ in range(count):
        clock.move(seconds=60)
        with pytest.raises(NotUnlocked):
            tries.counted(login, AskedBy.STRIP, clock, wrong)


def test_the_wait_doubles_up_to_a_minute() -> None:
    assert [delay_after(n) for n in range(10)] == [0, 0, 1, 2, 4, 8, 16, 32, 60, 60]
    assert delay_after(10**9) == 60


def test_a_typed_name_may_be_wrong_too() -> None:
    assert str(with_name(NotUnlocked(WRONG))) == "Tên hoặc mật khẩu không đúng."
    for other in (Refused("Gõ lại."), NotUnlocked("Hai nửa phiếu không cùng một cặp.")):
        assert with_name(other) is other


def test_before_the_wait_is_over_nothing_is_tried(tmp_path: Path, clock: Clock) -> None:
    tries, ran = PasswordTries(tmp_path), []
    fail(tries, clock, 4)
    assert tries.wait(LOGIN, at=clock()) == 4
    clock.move(seconds=2)
    for _ in range(2):
        with pytest.raises(Refused, match=r"Đã gõ sai mật khẩu 4 lần\. Thử lại sau 2 giây"):
            tries.counted(LOGIN, AskedBy.STRIP, clock, lambda: ran.append(1))
    assert (ran, tries.count(LOGIN)) == ([], 4)
    clock.move(seconds=2)
    assert tries.counted(LOGIN, AskedBy.STRIP, clock, lambda: "open") == "open"
    assert (tries.count(LOGIN), tries.wait(LOGIN, at=clock())) == (0, 0)


def test_each_login_waits_for_itself_on_every_screen_and_after_a_start(tmp_path: Path, clock: Clock) -> None:
    tries = PasswordTries(tmp_path)
    fail(tries, clock, 3)
    again = PasswordTries(tmp_path)
    assert (again.count(LOGIN), again.wait(LOGIN, at=clock())) == (3, 2)
    assert again.wait("nhan.ct", at=clock()) == 0
    with pytest.raises(Refused):
        again.counted(LOGIN, AskedBy.SIGN_IN, clock, lambda: "open")


@pytest.mark.parametrize("moved", [-1, -(10**9)])
def test_a_clock_set_back_does_not_shorten_the_wait(tmp_path: Path, clock: Clock, moved: int) -> None:
    tries = PasswordTries(tmp_path)
    fail(tries, clock, 5)
    clock.move(seconds=moved)
    assert tries.wait(LOGIN, at=clock()) == 8
    clock.move(seconds=7)
    assert tries.wait(LOGIN, at=clock()) == 1, "nor does it lock anybody out"


def test_what_else_goes_wrong_is_no_wrong_password(tmp_path: Path, clock: Clock) -> None:
    def refuse() -> None:
        raise Refused("Chưa có chứng thư.")

    tries = PasswordTries(tmp_path)
    fail(tries, clock)
    with pytest.raises(Refused):
        tries.counted(LOGIN, AskedBy.STRIP, clock, refuse)
    assert tries.count(LOGIN) == 1
    assert tries.untold() == {LOGIN: {"strip": 1}}


@pytest.mark.parametrize(
    ("text", "count", "wait"),
    [
        ("", 0, 0),
        ("5", 0, 0),
        ("[]", 0, 0),
        ('{"logins": []}', 0, 0),
        ('{"logins": {"dung.tv": 5}}', 0, 0),
        ('{"logins": {"dung.tv": {"count": "9"}}}', 0, 0),
        ('{"logins": {"dung.tv": {"count": true}}}', 0, 0),
        ('{"logins": {"dung.tv": {"count": -5}}}', 0, 0),
        ('{"logins": {"dung.tv": {"count": 3.5}}}', 0, 0),
        ('{"logins": {"dung.tv": {"count": 1e999}}}', 0, 0),
        ('{"logins": {"dung.tv": {"count": 99999999999999999999}}}', 9999, 60),
        ('{"logins": {"dung.tv": {"count": ' + "9" * 5000 + "}}}", 0, 0),
        ('{"logins": {"dung.tv": {"count": 3, "last": 5, "untold": 5}}}', 3, 2),
        ('{"logins": {"dung.tv": {"count": 3, "last": "2023-10-17"}}}', 3, 2),
        ('{"logins": {"dung.tv": {"count": 3, "last": "0001-01-01T00:00:00+14:00"}}}', 3, 0),
        ('{"logins": {"dung.tv": {"count": 3, "last": "9999-12-31T23:59:59-14:00"}}}', 3, 2),
        ('{"logins": {"dung.tv": {"count": 3, "last": "\\ud800"}}}', 3, 2),
        ('{"failures": 7}', 0, 0),
        ("[" * 100_000, 0, 0),
    ],
)
def test_whatever_stands_in_the_file_is_clamped(
    tmp_path: Path, clock: Clock, text: str, count: int, wait: int
) -> None:
    (tmp_path / home.TRIES_FILE).write_text(text, encoding="utf-8")
    tries = PasswordTries(tmp_path)
    assert (tries.count(LOGIN), tries.wait(LOGIN, at=clock())) == (count, wait)
    clock.move(days=1)
    fail(tries, clock)
    assert PasswordTries(tmp_path).count(LOGIN) == min(count + 1, 9999)


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b" " * (1 << 21)])
def test_a_file_that_is_no_text_or_huge_counts_for_nothing(tmp_path: Path, data: bytes) -> None:
    (tmp_path / home.TRIES_FILE).write_bytes(data)
    assert PasswordTries(tmp_path).count(LOGIN) == 0


def test_a_pipe_or_a_folder_of_this_name_is_not_waited_for(tmp_path: Path, clock: Clock) -> None:
    os.mkfifo(tmp_path / home.TRIES_FILE)
    assert PasswordTries(tmp_path).count(LOGIN) == 0
    (tmp_path / home.TRIES_FILE).unlink()
    (tmp_path / home.TRIES_FILE).mkdir()
    tries = PasswordTries(tmp_path)
    fail(tries, clock, 2)
    assert tries.count(LOGIN) == 2, "in memory they count"


def test_what_the_audit_lacks_is_of_known_screens_only(tmp_path: Path) -> None:
    row = {"count": 1, "untold": {"sign_in": 2, "nowhere": 5, "strip": "x", "approval": -1, "check": 10**9}}
    (tmp_path / home.TRIES_FILE).write_text(json.dumps({"logins": {LOGIN: row}}), encoding="utf-8")
    assert PasswordTries(tmp_path).untold() == {LOGIN: {"sign_in": 2, "check": 9999}}


def test_logins_without_end_share_one_counter(tmp_path: Path, clock: Clock) -> None:
    tries = PasswordTries(tmp_path)
    for number in range(230):
        tries.failed(f"x{number}", AskedBy.SIGN_IN, at=clock())
    assert tries.count("x0") == 1
    assert tries.count("x229") == tries.count("nobody") == 30
    assert len(PasswordTries(tmp_path).untold()) <= 201
    assert (tmp_path / home.TRIES_FILE).stat().st_size < 1 << 16


def test_the_audit_learns_every_try_once_also_after_a_success(commune: Commune) -> None:
    login, clock = commune.officer(POLICE.uid).login, Clock()
    tries = PasswordTries(commune.folder)
    fail(tries, clock, 3, login)
    tries.failed(login, AskedBy.SIGN_IN, at=clock())
    tries.failed("ai.do", AskedBy.SIGN_IN, at=clock())
    tries.succeeded(login)
    for _ in range(2):
        tell_audit(commune.store, tries, by=LEADER.uid, at=clock())
    told = [r for r in commune.rows("audit_event") if r["kind"] == "password_failed"]
    assert [(r["subject"], r["uid"], json.loads(r["data"])) for r in told] == [
        (POLICE.uid, LEADER.uid, {"strip": 3, "sign_in": 1}),
        ("", LEADER.uid, {"sign_in": 1}),
    ]
    assert PasswordTries(commune.folder).untold() == {}
    assert PasswordTries(commune.folder).count("ai.do") == 1, "the wait goes on"


def test_what_was_tried_while_the_audit_was_told_is_not_lost(tmp_path: Path, clock: Clock) -> None:
    tries = PasswordTries(tmp_path)
    fail(tries, clock, 2)
    told = tries.untold()
    fail(tries, clock)
    tries.told(told)
    assert tries.untold() == {LOGIN: {"strip": 1}}
