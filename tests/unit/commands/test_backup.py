"""Backup, restore, drill and wipe from a terminal."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from app.commands import backup, restore, wipe
from app.crypto.stretching import FLOOR_KIB, Kdf
from app.models.store.store import Store
from app.models.store.tables import AuditEvent
from app.services.office import backing_up, founding, unlocking
from app.services.office.password_tries import PasswordTries
from tests.conftest import AT, COMMUNE, JUSTICE, LEADER, POLICE, Clock, numbered
from tests.sticks import mounted, needs_mount

PASSWORD = "bon tu bat ky nao"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A founded store and a stick beside it."""
    made = founding.found(
        tmp_path / "kho",
        commune=COMMUNE,
        header_lines=["UBND XÃ CẨM LƯƠNG"],
        officers=[founding.NewOfficer(o, PASSWORD) for o in (JUSTICE, POLICE, LEADER)],
        at=AT,
        random=numbered("found"),
        kdf=Kdf(m_kib=FLOOR_KIB, t=2),
    )
    made.store.close()
    (tmp_path / "usb").mkdir()
    (tmp_path / "halves").write_text("\n".join(made.halves))
    return made.store.folder


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Answer the questions of a command in their order."""

    def answers(*given: str) -> None:
        left = list(given)
        monkeypatch.setattr("getpass.getpass", lambda _question: left.pop(0))
        monkeypatch.setattr("builtins.input", lambda _question: left.pop(0))

    return answers


def run(command: object, *arguments: object) -> int:
    status: int = command.run([*map(str, arguments)], now=Clock(), random=numbered("command"))  # type: ignore[attr-defined]
    return status


def made(home: Path, terminal: Callable[..., None]) -> Path:
    terminal(PASSWORD)
    assert run(backup, home.parent / "usb", "--home", home, "--account", "nhan.ct") == 0
    (path,) = (home.parent / "usb" / backing_up.ROOT).glob("*/*")
    return path


def events(home: Path) -> list[str]:
    store = Store(home, unlocking.unlock(home, "nhan.ct", PASSWORD).store_key)
    try:
        with store.read() as session:
            return [event.kind for event in session.query(AuditEvent).order_by(AuditEvent.seq)]
    finally:
        store.close()


def test_a_backup_is_made_and_told(
    home: Path, terminal: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    path = made(home, terminal)
    told = capsys.readouterr()
    size = sum(file.stat().st_size for file in path.rglob("*") if file.name != backing_up.LIST) / 1e6
    assert f"✓ Đã sao lưu và đọc lại {size:.1f} MB: {path}" in told.out
    assert "cùng ổ đĩa với kho" in told.err
    assert events(home)[-1] == "backed_up"


@needs_mount
def test_a_backup_on_another_disk_is_told_without_a_warning(
    home: Path, terminal: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    with mounted(home.parent / "usb"):
        made(home, terminal)
    assert "cùng ổ đĩa" not in capsys.readouterr().err


def test_a_wrong_password_backs_nothing_up(
    home: Path, terminal: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    terminal("sai mật khẩu rồi")
    assert run(backup, home.parent / "usb", "--home", home, "--account", "nhan.ct") == 1
    assert "không đúng" in capsys.readouterr().err
    assert list((home.parent / "usb").iterdir()) == []


@pytest.mark.parametrize("by", ["password", "sheet"])
def test_a_restore_says_what_may_be_missing(
    home: Path, terminal: Callable[..., None], capsys: pytest.CaptureFixture[str], by: str
) -> None:
    made(home, terminal)
    new = home.parent / "new"
    if by == "password":
        terminal(PASSWORD)
        status = run(restore, home.parent / "usb", new, "--account", "nhan.ct")
    else:
        terminal(*(home.parent / "halves").read_text().splitlines())
        status = run(restore, home.parent / "usb", new)
    assert status == 0
    said = capsys.readouterr().out
    assert "Đã phục hồi bản sao lưu ngày" in said
    assert "Việc làm sau ngày đó không có" in said
    assert "Công an cấp bản mới" in said
    assert events(new)[-1] == "restored"


def test_a_restore_over_a_store_is_refused(
    home: Path, terminal: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    made(home, terminal)
    terminal(PASSWORD)
    assert run(restore, home.parent / "usb", home, "--account", "nhan.ct") == 1
    assert "đã có tệp" in capsys.readouterr().err
    assert events(home)[-1] == "backed_up"


def test_a_drill_proves_and_records(
    home: Path, terminal: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    path = made(home, terminal)
    terminal(PASSWORD)
    assert run(restore, path, home, "--drill", "--account", "nhan.ct") == 0
    assert "phục hồi được: 0 trường hợp" in capsys.readouterr().out
    assert events(home)[-1] == "drilled"


def test_a_drill_needs_an_account(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run(restore, home.parent / "usb", home, "--drill")
    assert "--drill cần --account" in capsys.readouterr().err


def test_a_wipe_by_two_removes_the_store_and_leaves_the_record(
    home: Path, terminal: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    made(home, terminal)
    (code,) = (path.name for path in (home.parent / "usb" / backing_up.ROOT).iterdir())
    terminal(PASSWORD, PASSWORD, code)
    record = ("--record", home.parent / "usb")
    assert run(wipe, "--home", home, "--leader", "hoa.bv", "--police", "dung.tv", *record) == 0
    assert "✓ Đã xóa kho" in capsys.readouterr().out
    assert not home.exists()
    assert len(list((home.parent / "usb").glob("*.pdf"))) == 1


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        (("sai mật khẩu rồi", PASSWORD, ""), "không đúng"),
        ((PASSWORD, "sai mật khẩu rồi", "{code}"), "Mật khẩu của Công an"),
        ((PASSWORD, PASSWORD, "khac"), "Mã kho"),
    ],
    ids=["leader", "police", "code"],
)
def test_a_wipe_with_a_slip_removes_nothing(
    home: Path,
    terminal: Callable[..., None],
    capsys: pytest.CaptureFixture[str],
    answers: tuple[str, ...],
    words: str,
) -> None:
    made(home, terminal)
    terminal(*answers)
    record = ("--record", home.parent / "usb")
    assert run(wipe, "--home", home, "--leader", "hoa.bv", "--police", "dung.tv", *record) == 1
    assert words in capsys.readouterr().err
    assert events(home)[-1] == "backed_up"


COMMANDS: dict[str, tuple[object, tuple[object, ...]]] = {
    "backup": (backup, ("{usb}", "--home", "{home}", "--account", "hoa.bv")),
    "drill": (restore, ("{usb}", "{home}", "--drill", "--account", "hoa.bv")),
    "wipe": (
        wipe,
        ("--home", "{home}", "--leader", "hoa.bv", "--police", "dung.tv", "--record", "{usb}"),
    ),
}


@pytest.fixture
def command(home: Path, terminal: Callable[..., None]) -> Callable[[str, str], int]:
    """Run a command for a leader, who types this password."""
    made(home, terminal)

    def begin(name: str, password: str) -> int:
        program, words = COMMANDS[name]
        terminal(password, PASSWORD, "khac")
        places = {"home": str(home), "usb": str(home.parent / "usb")}
        return run(program, *(str(word).format(**places) for word in words))

    return begin


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_counts_wrong_passwords_and_the_audit_learns_of_them(
    home: Path, command: Callable[[str, str], int], capsys: pytest.CaptureFixture[str], name: str
) -> None:
    for _ in range(2):
        assert command(name, "sai mật khẩu rồi") == 1
    capsys.readouterr()
    assert command(name, PASSWORD) == 1
    assert "Thử lại sau 1 giây" in capsys.readouterr().err
    tries = PasswordTries(home)
    assert tries.untold() == {"hoa.bv": {name: 2}}
    later = Clock(AT + timedelta(seconds=1))
    unlocking.sign_in(home, "hoa.bv", PASSWORD, tries=tries, now=later).store.close()
    assert events(home)[-1] == "password_failed"


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_takes_no_older_key_file(
    home: Path, command: Callable[[str, str], int], capsys: pytest.CaptureFixture[str], name: str
) -> None:
    keys = {one.name: one.read_bytes() for one in home.glob("keyfile.json*")}
    opened = unlocking.sign_in(home, "hoa.bv", PASSWORD, tries=PasswordTries(home), now=Clock())
    unlocking.change_password(
        opened.store,
        home,
        opened.officer,
        (PASSWORD, "bốn từ mới hẳn"),
        kdf=Kdf(m_kib=FLOOR_KIB, t=2),
        now=Clock(),
        random=numbered("changed"),
    )
    opened.store.close()
    for one, content in keys.items():
        (home / one).write_bytes(content)
    capsys.readouterr()
    assert command(name, PASSWORD) == 1
    assert "Tệp khóa cũ hơn kho dữ liệu" in capsys.readouterr().err
