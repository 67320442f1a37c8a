"""The simulated disk finds what a careless program loses, and nothing where the program takes care."""

import random

import pytest

from tests.faults import disk
from tests.faults.disk import ACK
from tests.faults.writers import WORDS

CUTS = 40


def content(folder):
    file = folder / "file"
    return file.read_bytes() if file.exists() else None


def left_by_cuts(way, library, tmp_path, *, before=None, look=content):
    """Return what was seen after cuts of power right after the file was said to be written."""
    start, folder, log = tmp_path / "start", tmp_path / "run", tmp_path / "log"
    for made in (start, folder):
        made.mkdir()
        if before is not None:
            (made / "file").write_bytes(before)
    (folder / ACK).touch()
    inodes = disk.inodes_of(folder)
    assert disk.run("tests.faults.writers", way, folder=folder, library=library, log=log).returncode == 0
    changes = disk.read_log(log, folder)
    found = set()
    for seed in range(CUTS):
        rnd = random.Random(seed)
        cut = tmp_path / "cut"
        said = disk.power_cut(cut, start, changes, len(changes), rnd, inodes=inodes)
        assert said == ["written"]
        found.add(look(cut))
    return found


def test_a_whole_written_file_is_always_there(library, tmp_path):
    assert left_by_cuts("whole", library, tmp_path) == {WORDS}


def test_a_whole_written_file_replaces_the_one_before(library, tmp_path):
    assert left_by_cuts("whole", library, tmp_path, before=b"old") == {WORDS}


def test_a_whole_written_file_keeps_the_folder_made_for_it(library, tmp_path):
    assert left_by_cuts("whole_below", library, tmp_path, look=lambda cut: content(cut / "data")) == {WORDS}


def test_a_file_without_a_flush_may_be_gone_or_torn(library, tmp_path):
    found = left_by_cuts("in_place", library, tmp_path)
    assert {None, b"", WORDS} <= found
    assert any(0 < len(data or b"") < len(WORDS) for data in found)


def test_a_file_written_in_place_may_cost_the_one_before(library, tmp_path):
    found = left_by_cuts("in_place", library, tmp_path, before=b"old")
    assert b"" in found


def test_a_name_whose_folder_is_not_flushed_may_be_gone(library, tmp_path):
    assert left_by_cuts("flushed_only", library, tmp_path) == {None, WORDS}


def test_a_renamed_file_may_be_empty_when_it_was_not_flushed(library, tmp_path):
    assert b"" in left_by_cuts("renamed_unflushed", library, tmp_path, before=b"old")


def test_a_folder_may_keep_its_old_name_and_lose_what_is_in_it(library, tmp_path):
    def look(cut):
        return (cut / "old").is_dir(), content(cut / "old") == WORDS

    assert left_by_cuts("folder_removed", library, tmp_path, look=look) == {
        (True, True),
        (True, False),
        (False, False),
    }


@pytest.mark.parametrize("at", range(1, 6))
def test_a_kill_ends_the_program_before_a_change(library, tmp_path, at):
    folder, log = tmp_path / "run", tmp_path / "log"
    folder.mkdir()
    ended = disk.run("tests.faults.writers", "whole", folder=folder, library=library, log=log, kill_at=at)
    assert ended.returncode == -9
    assert len(disk.read_log(log, folder)) == at - 1
