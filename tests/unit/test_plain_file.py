"""Files from outside: plain ones of limited size, and nothing else."""

import os
import sys

import pytest

from app import plain_file
from app.errors import BadInput


def test_a_file_of_the_size_allowed_is_read_and_one_more_byte_is_not(tmp_path):
    (tmp_path / "a").write_bytes(b"x" * 5)
    assert plain_file.read(tmp_path / "a", 5) == b"x" * 5
    with pytest.raises(BadInput, match=r"^Tệp a lớn quá"):
        plain_file.read(tmp_path / "a", 4)


def test_a_text_is_utf_8_with_or_without_its_mark(tmp_path):
    (tmp_path / "a").write_bytes("\ufeffLê".encode())
    assert plain_file.text(tmp_path / "a", 50) == "Lê"
    (tmp_path / "a").write_bytes(b"L\xea")
    with pytest.raises(BadInput, match=r"không phải là chữ UTF-8"):
        plain_file.text(tmp_path / "a", 50)


@pytest.mark.skipif(sys.platform == "win32", reason="pipes and devices of Unix")
@pytest.mark.parametrize("odd", ["pipe", "device", "folder"])
def test_what_is_no_plain_file_is_refused_at_once(tmp_path, odd):
    path = tmp_path / "a"
    {"pipe": os.mkfifo, "device": lambda p: p.symlink_to("/dev/zero"), "folder": lambda p: p.mkdir()}[odd](
        path
    )
    with pytest.raises(BadInput, match=r"^(a không phải là một tệp thường|Không đọc được tệp a)"):
        plain_file.read(path, 1 << 20)


def test_a_missing_file_is_named_without_signs_a_terminal_obeys(tmp_path):
    with pytest.raises(BadInput, match=r"tệp a\ufffd\[2Jb"):
        plain_file.read(tmp_path / "a\x1b[2Jb", 5)
