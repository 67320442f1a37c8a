"""A stick that hangs does not keep the keys: the process that holds them ends."""

import os
import sys
import time
from subprocess import STDOUT

import pytest

from app.process.supervisor import LOCKED
from app.ui.kit.jobs import PATIENCE_MS
from tests.e2e.officer import kept
from tests.e2e.test_ending import around, until
from tests.e2e.window import WORDS
from tests.programs import ROOT, TIMEOUT, started

__all__ = ["around"]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pipes of POSIX")
SPARE = 5  # seconds that a loaded machine may add


@pytest.mark.parametrize(("then", "status"), [("lock", LOCKED), ("close", 0), ("freeze", LOCKED)])
def test_the_process_with_the_keys_ends_whatever_the_job_does(home, entry_id, tmp_path, then, status):
    stick = tmp_path / "stick"
    os.mkfifo(stick)
    runner = ROOT / "tests/e2e/run_window.py"
    arguments = ("--home", home, "--entry", entry_id, "--hang", stick, "--then", then)
    with started(runner, *arguments, stderr=STDOUT) as process:
        until(process, "hangs")
        began = time.monotonic()
        said, _ = process.communicate(timeout=TIMEOUT)
        took = time.monotonic() - began
    assert process.returncode == status
    assert "Traceback" not in said
    assert took < PATIENCE_MS / 1000 + SPARE  # a frozen window: two looks, three seconds apart
    if then != "freeze":  # nothing can be kept by a window that stands still: only what was left before
        assert kept(home, entry_id).startswith(WORDS)
