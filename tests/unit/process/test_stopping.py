"""Signals to stop: the first raises, unless it is kept back; all others do nothing."""

import signal
import subprocess

import pytest

from app.process import supervisor
from app.process.stopping import Stopping


def test_the_first_signal_raises_and_the_others_do_nothing() -> None:
    with Stopping():
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGTERM)
        signal.raise_signal(signal.SIGTERM)


def test_a_signal_is_kept_back_while_something_must_not_be_left_half_done() -> None:
    with Stopping() as stopping:
        stopping.check()
        with stopping.held():
            signal.raise_signal(signal.SIGTERM)
        with pytest.raises(KeyboardInterrupt):
            stopping.check()
        stopping.check()
        signal.raise_signal(signal.SIGTERM)


def test_a_window_that_is_told_to_stop_as_it_starts_is_waited_for(tmp_path, monkeypatch, capfd) -> None:
    """The signal comes when the child runs and before the parent knows it."""

    class Started(subprocess.Popen[bytes]):
        def __init__(self, *arguments, **more) -> None:
            super().__init__(*arguments, **more)
            signal.raise_signal(signal.SIGTERM)

    main = tmp_path / "main.py"
    main.write_text("import sys; sys.stdin.read(); print('closed as its officer would'); sys.exit(3)")
    monkeypatch.setattr(supervisor.subprocess, "Popen", Started)
    assert supervisor.keep_window([], main=main) == 3
    assert "closed as its officer would" in capfd.readouterr().out
