"""What the bench ``start`` waits for."""

import pytest

from app.demo import commune as demo
from tests.bench.bench_start import started
from tests.conftest import Clock, numbered


def test_both_windows_say_when_they_can_be_typed_in(tmp_path):
    folders = demo.DemoFolders.under(tmp_path)
    demo.make(folders, now=Clock(), random=numbered("demo"), say=lambda _words: None)
    assert min(started("bare", ""), started("program", str(folders.store))) > 0


def test_a_window_that_cannot_be_typed_in_is_no_start(tmp_path):
    (tmp_path / "keyfile.json").write_text("{", encoding="utf-8")
    with pytest.raises(AssertionError, match="did not start"):
        started("nothing", str(tmp_path))
