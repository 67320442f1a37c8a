"""The fingerprint of the program changes with every file that decides what it does."""

import shutil

import pytest

from app.process import program


@pytest.fixture
def copy(tmp_path):
    root = tmp_path / "program"
    (root / "app" / "ui").mkdir(parents=True)
    (root / "resources").mkdir()
    (root / "main.py").write_text("main")
    (root / "app" / "ui" / "a.py").write_text("a")
    (root / "resources" / "b.json").write_text("{}")
    return root


def test_the_same_files_elsewhere_are_the_same_program(copy, tmp_path):
    shutil.copytree(copy, tmp_path / "other")
    assert program.fingerprint(tmp_path / "other") == program.fingerprint(copy)


@pytest.mark.parametrize("name", ["main.py", "app/ui/a.py", "resources/b.json"])
def test_a_changed_file_is_another_program(copy, name):
    before = program.fingerprint(copy)
    (copy / name).write_text("changed")
    assert program.fingerprint(copy) != before


def test_a_renamed_and_a_new_file_are_another_program(copy):
    before = program.fingerprint(copy)
    (copy / "app" / "ui" / "a.py").rename(copy / "app" / "ui" / "c.py")
    renamed = program.fingerprint(copy)
    (copy / "app" / "new.py").write_text("")
    assert len({before, renamed, program.fingerprint(copy)}) == 3


def test_compiled_files_do_not_count(copy):
    before = program.fingerprint(copy)
    (copy / "app" / "__pycache__").mkdir()
    (copy / "app" / "__pycache__" / "a.cpython-311.pyc").write_bytes(b"x")
    assert program.fingerprint(copy) == before


def test_this_program_has_one():
    assert (program.folder() / "app" / "process" / "program.py").exists()
    assert len(program.fingerprint(program.folder())) == 64
