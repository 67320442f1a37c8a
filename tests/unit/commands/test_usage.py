"""Wrong usage and the help of every command: in Vietnamese, status 2 or 0."""

import argparse
import importlib
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import main
from app.commands.usage import speak_vietnamese
from tests.conftest import Clock, numbered

WRONG = {
    "demo": (["--tour"], "--tour: cần một giá trị đi kèm"),
    "link": (["--registry", "R", "--out", "P"], "còn thiếu: --records"),
    "desk": (["--home", "D", "fly"], "command: 'fly' không phải là một trong: 'keys', 'snapshot'"),
    "verify": ([], "còn thiếu: package"),
    "recover": (["--home", "D", "--acount", "a"], "còn thiếu: --account"),
    "check": (["--home", "D", "--account", "a", "more"], "không hiểu: more"),
}
ENGLISH = re.compile(
    r"\b(usage|error|options?|arguments?|expected|required|invalid|choose|show|help message)\b"
)


@pytest.fixture(autouse=True)
def vietnamese(monkeypatch: pytest.MonkeyPatch) -> None:
    """Speak Vietnamese for one test."""
    for name in ("_", "ngettext"):
        monkeypatch.setitem(vars(argparse), name, vars(argparse)[name])
    speak_vietnamese()


def used(name: str, *arguments: str) -> int | str | None:
    """Run a command that must end by itself and return its status."""
    run: Callable[..., int] = importlib.import_module(f"app.commands.{name}").run
    with pytest.raises(SystemExit) as ended:
        run([*arguments], now=Clock(), random=numbered())
    return ended.value.code


@pytest.mark.parametrize("name", sorted(main.COMMANDS))
def test_wrong_usage_is_told_in_vietnamese(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    arguments, sentence = WRONG[name]
    assert used(name, *arguments) == 2
    usage, _, said = capsys.readouterr().err.rstrip("\n").rpartition("\n")
    assert usage.startswith(f"cách dùng: {name} [-h]")
    assert said.startswith(f"{name}: {sentence}")
    assert not ENGLISH.search(said)


@pytest.mark.parametrize("name", sorted(main.COMMANDS))
def test_the_help_is_vietnamese(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert used(name, "--help") == 0
    said = capsys.readouterr().out
    assert "\ntùy chọn:\n" in said
    assert "in hướng dẫn này rồi thoát" in said
    assert not ENGLISH.search(said)


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("many", "link: --workers: giá trị không dùng được: 'many'"),
        ("9", "link: --workers: 9 không phải là một trong: 1, 2, 3, 4, 5, 6, 7, 8"),
    ],
)
def test_a_value_that_cannot_be_used(value: str, sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert used("link", "--registry=R", "--records=B", "--out=P", "--workers", value) == 2
    assert capsys.readouterr().err.splitlines()[-1] == sentence


def test_every_other_sentence_that_argparse_has(capsys: pytest.CaptureFixture[str]) -> None:
    parser = argparse.ArgumentParser(prog="x")
    parser.add_argument("--two", nargs=2)
    parser.add_argument("--most", nargs="?")
    parser.add_argument("--least", nargs="+")
    one = parser.add_mutually_exclusive_group(required=True)
    one.add_argument("--aa", action="store_true")
    one.add_argument("--ab", action="store_true")
    for arguments, sentence in (
        ("--aa --two 1", "--two: cần 2 giá trị đi kèm"),
        ("--aa --least", "--least: cần ít nhất một giá trị đi kèm"),
        ("--aa --ab", "--ab: không dùng cùng lúc với --aa"),
        ("--aa=1", "--aa: không nhận giá trị đi kèm: '1'"),
        ("--a", "--a có thể là: --aa, --ab"),
        ("", "cần một trong các tham số: --aa --ab"),
    ):
        with pytest.raises(SystemExit):
            parser.parse_args(arguments.split())
        assert capsys.readouterr().err.splitlines()[-1] == f"x: {sentence}"


def test_the_program_speaks_vietnamese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "utf-8")
    program = Path(main.__file__)
    for arguments, sentence in (
        (["fly"], "run: không hiểu: fly"),
        (["check", "--home"], "check: --home: cần một giá trị đi kèm"),
    ):
        done = subprocess.run(
            [sys.executable, program, *arguments], capture_output=True, encoding="utf-8", check=False
        )
        assert done.returncode == 2
        assert done.stderr.splitlines()[-1] == sentence
