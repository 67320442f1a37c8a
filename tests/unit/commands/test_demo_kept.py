"""The practice of a new officer: kept where he asked for it, never thrown away or replaced unasked."""

import pytest

from app.commands import demo
from app.demo import showing
from app.demo.commune import DemoFolders
from app.errors import Refused
from tests.conftest import Clock, numbered


@pytest.fixture
def kept(tmp_path):
    """A folder with the commune of an earlier practice."""
    folder = tmp_path / "tap"
    (DemoFolders.under(folder).store / "work of the officer").write_text("x", encoding="utf-8")
    (folder / showing._MADE).touch()
    return folder


def test_a_new_folder_gets_a_commune_and_is_known_the_next_time(tmp_path):
    folder = tmp_path / "tap"
    made = showing.commune_in(folder, now=Clock(), random=numbered("kept"))
    assert (made.store / "work.db").exists()
    before = (made.store / "work.db").read_bytes()
    assert showing.commune_in(folder, now=Clock(), random=numbered("again")) == made
    assert (made.store / "work.db").read_bytes() == before


def test_a_kept_commune_is_opened_again_with_what_was_done_in_it(kept, capsys):
    before = {path: path.read_bytes() for path in kept.rglob("*") if path.is_file()}
    found = showing.commune_in(kept, now=Clock(), random=numbered("again"))
    assert found == DemoFolders.under(kept)
    assert {path: path.read_bytes() for path in kept.rglob("*") if path.is_file()} == before
    assert "Mở lại xã mẫu đang tập" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["kho", "anh.jpg"])
def test_a_folder_with_something_else_is_left_alone(tmp_path, name):
    (tmp_path / name).write_text("x", encoding="utf-8")
    with pytest.raises(Refused, match="không phải là thư mục trống"):
        showing.commune_in(tmp_path, now=Clock(), random=numbered("x"))
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_without_a_folder_it_is_said_that_the_practice_goes(capsys):
    with showing._folder(None) as folder:
        assert not folder.exists(), "the commune is made in it, and no other file may lie there"
        assert folder.parent.is_dir()
    assert not folder.parent.exists()
    assert "mất khi đóng cửa sổ" in capsys.readouterr().out


def test_a_kept_folder_stays_and_nothing_is_said(tmp_path, capsys):
    with showing._folder(tmp_path) as folder:
        assert folder == tmp_path
    assert tmp_path.is_dir()
    assert capsys.readouterr().out == ""


def test_the_command_knows_the_folder(capsys):
    with pytest.raises(SystemExit):
        demo.run(["--help"], now=Clock(), random=numbered("x"))
    assert "--keep" in capsys.readouterr().out
