"""A command whose input ends says so in Vietnamese."""

import getpass

import pytest

from app.commands import backup, check, recover, wipe
from tests.conftest import AT, numbered

ENGLISH = "EOF when reading a line"


def ends(*_given):
    raise EOFError(ENGLISH)


@pytest.mark.parametrize(
    ("command", "arguments"),
    [
        (backup, ["{0}", "--home", "{0}", "--account", "a"]),
        (check, ["--home", "{0}", "--account", "a"]),
        (recover, ["--home", "{0}", "--account", "a"]),
        (wipe, ["--home", "{0}", "--leader", "a", "--police", "b", "--record", "{0}"]),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_the_end_of_the_input_is_said(command, arguments, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(getpass, "getpass", ends)
    monkeypatch.setattr("builtins.input", ends)
    given = [one.format(tmp_path) for one in arguments]
    assert command.run(given, now=lambda: AT, random=numbered("eof")) == 1
    captured = capsys.readouterr()
    assert ENGLISH not in captured.out + captured.err
    assert "Chưa nhập đủ." in captured.out + captured.err
