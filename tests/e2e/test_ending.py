"""Ending the program from outside: parent and window are gone, and what was typed is kept."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from subprocess import STDOUT

import pytest

from tests.e2e.officer import kept
from tests.e2e.window import WORDS
from tests.programs import ROOT, TIMEOUT, started

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")


@pytest.fixture(autouse=True)
def around(monkeypatch):
    for name, value in (
        ("PYTHONIOENCODING", "utf-8"),
        ("QT_QPA_PLATFORM", "offscreen"),
        ("DISPLAY", ":none"),
    ):
        monkeypatch.setenv(name, value)


def child(process):
    """Return the number of the one process that a program starts, once it has."""
    for _ in range(int(TIMEOUT / 0.02)):
        if (
            numbers := Path(f"/proc/{process.pid}/task/{process.pid}/children")
            .read_text(encoding="utf-8")
            .split()
        ):
            return int(numbers[0])
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(0.02)
            break
    pytest.fail("there came none")


def until(process, line):
    """Read to a line that the program says."""
    for said in process.stdout:
        if said.startswith(line):
            return
    pytest.fail("the program ended before")


@pytest.mark.parametrize(
    ("number", "whom"),
    [
        pytest.param(signal.SIGTERM, "parent", id="SIGTERM to the parent"),
        pytest.param(signal.SIGTERM, "window", id="SIGTERM to the window"),
        pytest.param(signal.SIGTERM, "both", id="the system goes down"),
        pytest.param(signal.SIGINT, "both", id="Ctrl+C"),
        pytest.param(signal.SIGHUP, "both", id="the terminal is closed"),
    ],
)
def test_a_signal_closes_the_window_as_its_officer_would(home, entry_id, number, whom):
    runner = ROOT / "tests/e2e/run_window.py"
    with started(
        "-m", "tests.e2e.keeper", runner, "--home", home, "--entry", entry_id, stderr=STDOUT
    ) as process:
        until(process, "typed")
        match whom:
            case "parent":
                process.send_signal(number)
            case "window":
                os.kill(child(process), number)
            case "both":
                os.killpg(process.pid, number)
        said, _ = process.communicate(timeout=TIMEOUT)
        assert process.returncode == 0
    assert "Traceback" not in said
    assert kept(home, entry_id).startswith(WORDS)


def test_a_window_does_not_outlive_a_killed_parent(home, entry_id):
    runner = ROOT / "tests/e2e/run_window.py"
    with started(
        "-m", "tests.e2e.keeper", runner, "--home", home, "--entry", entry_id, stderr=STDOUT
    ) as process:
        until(process, "typed")
        process.kill()
        said, _ = process.communicate(timeout=TIMEOUT)  # ends with the window
        assert process.returncode == -signal.SIGKILL
    assert "Traceback" not in said
    assert kept(home, entry_id).startswith(WORDS)


def test_the_program_ends_with_its_window(home):
    with started("main.py", "--home", home, stderr=STDOUT) as process:
        child(process)
        process.terminate()
        said, _ = process.communicate(timeout=TIMEOUT)
    assert "Traceback" not in said
    assert process.returncode == 0


def test_a_demo_stopped_while_it_is_made_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with started("main.py", "demo", stderr=STDOUT) as process:
        until(process, "")  # it has begun to say what it does
        process.terminate()
        said, _ = process.communicate(timeout=TIMEOUT)
        assert (process.returncode, said.splitlines()[-1]) == (1, "Đã dừng.")
    assert "Traceback" not in said
    assert list(tmp_path.iterdir()) == []


def gone(folder):
    """Wait until nothing is in a folder; the keeper of a killed demo needs a moment."""
    for _ in range(int(TIMEOUT / 0.1)):
        if not list(folder.iterdir()):
            return True
        time.sleep(0.1)
    return False


def filled(folder):
    """Wait until a demo in a folder has begun; before, it holds nothing and nobody keeps it."""
    for _ in range(int(TIMEOUT / 0.1)):
        if list(folder.glob("*/demo/*")):
            return True
        time.sleep(0.1)
    return False


@pytest.mark.parametrize("whom", ["the demo", "everything of its terminal"])
def test_a_demo_killed_while_it_is_made_leaves_nothing(tmp_path, monkeypatch, whom):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with started("main.py", "demo", stderr=STDOUT) as process:
        assert filled(tmp_path), "it says what it will do before it begins"
        if whom == "the demo":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
        assert gone(tmp_path)


@pytest.mark.soak
def test_a_killed_demo_leaves_neither_a_window_nor_a_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with started("main.py", "demo", stderr=STDOUT) as process:
        until(process, "USB mẫu")
        process.kill()
        process.communicate(timeout=TIMEOUT)  # ends with the window
        assert gone(tmp_path)


@pytest.mark.soak
def test_a_stopped_demo_leaves_neither_a_window_nor_a_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with started("main.py", "demo", stderr=STDOUT) as process:
        until(process, "USB mẫu")
        child(process)
        process.terminate()
        said, _ = process.communicate(timeout=TIMEOUT)
        assert process.returncode == 0
    assert "Traceback" not in said
    assert list(tmp_path.iterdir()) == []
