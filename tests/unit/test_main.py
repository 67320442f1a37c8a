"""Where the store of this user lies."""

import io
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

import main

SYSTEMS = pytest.mark.parametrize(
    ("system", "named", "usual"),
    [("linux", "XDG_DATA_HOME", ".local/share"), ("win32", "LOCALAPPDATA", "AppData/Local")],
)


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    return tmp_path


@SYSTEMS
def test_the_store_lies_where_the_system_names_the_users_data(
    system: str, named: str, usual: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setenv(named, str(home / "data"))
    assert main.default_folder() == home / "data" / "doi-soat-ho-tich"


@SYSTEMS
@pytest.mark.parametrize("value", [None, "", "data", "./data"])
def test_a_name_that_is_not_set_empty_or_relative_is_passed_over(
    value: str | None, system: str, named: str, usual: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    if value is None:
        monkeypatch.delenv(named, raising=False)
    else:
        monkeypatch.setenv(named, value)
    assert main.default_folder() == home / usual / "doi-soat-ho-tich"


@pytest.mark.skipif(sys.platform == "win32", reason="modes of POSIX")
def test_files_and_folders_are_their_owners_alone_whatever_the_umask(tmp_path: Path) -> None:
    """A terminal may let everybody read what is made in it; this program does not."""
    registry, records, out = (tmp_path / name for name in ("a.csv", "b.jsonl", "P.jsonl"))
    registry.write_text("personal_id,full_name\n038085000001,Cao Thị Nhàn\n", encoding="utf-8")
    records.write_text('{"record_id": "1", "full_name": "Cao Thị Nhàn"}\n', encoding="utf-8")
    arguments = ["link", "--registry", registry, "--records", records, "--out", out]
    command = [sys.executable, Path(main.__file__), *arguments]
    run = subprocess.run(command, umask=0, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    before = os.umask(0)
    try:
        with pytest.raises(SystemExit):
            main.main(["--help"])
        (tmp_path / "folder").mkdir()
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "folder").stat().st_mode) == 0o700


def test_the_first_process_starts_the_window_before_it_reads_what_only_a_window_needs() -> None:
    """It holds neither keys nor a window: with a store and Qt in it every start would wait for them twice."""
    script = (
        "import sys, main, app.process.supervisor\n"
        "names = {name.split('.')[0] for name in sys.modules}\n"
        "print(sorted(names & {'sqlalchemy', 'PySide6', 'cryptography'}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=Path(main.__file__).parent,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("system", "written"), [("win32", "đối chiếu"), ("linux", "\\u0111\\u1ed1i chi\\u1ebfu")]
)
def test_words_in_a_file_or_pipe_are_never_an_error_and_on_windows_utf_8(
    system: str, written: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A Windows gives a redirected program its code page, in which other programs read nothing of ours."""
    for name in ("stdout", "stderr"):
        monkeypatch.setattr(sys, name, io.TextIOWrapper(io.BytesIO(), encoding="cp1252"))
    main.speak(system)
    for stream in (sys.stdout, sys.stderr):
        assert isinstance(stream, io.TextIOWrapper)
        stream.write("đối chiếu")
        stream.flush()
        assert isinstance(stream.buffer, io.BytesIO)
        assert stream.buffer.getvalue().decode() == written
