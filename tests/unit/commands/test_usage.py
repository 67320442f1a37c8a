"""Wrong usage and the help of every command: in Vietnamese, status 2 or 0."""

import argparse
import ast
import importlib
import inspect
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import main
from app.commands.usage import Parser, in_vietnamese
from tests.conftest import Clock, numbered

WRONG = {
    "backup": ((), "còn thiếu: USB, --home, --account"),
    "restore": ((), "còn thiếu: BẢN_SAO_LƯU, KHO"),
    "wipe": ((), "còn thiếu: --home, --leader, --police, --record"),
    "demo": (["--tour"], "--tour: cần một giá trị đi kèm"),
    "link": (["--registry", "R", "--out", "P"], "còn thiếu: --records"),
    "desk": (["--home", "D", "fly"], "command: 'fly' không phải là một trong: "),
    "verify": ([], "còn thiếu: package"),
    "import": (["--home", "D"], "còn thiếu: TỆP, --account"),
    "recover": (["--home", "D", "--acount", "a"], "còn thiếu: --account"),
    "check": (["--home", "D", "--account", "a", "more"], "không hiểu: more"),
}
ENGLISH = re.compile(
    r"\b(usage|error|options?|arguments?|expected|required|invalid|choose|show|help message)\b"
)


OF_PROGRAMS = (
    ".__call__() not defined",
    "conflicting ",
    'argument "-" with mode',
    "can't open ",  # argparse.FileType, which no command uses
    "cannot ",
    "'required' is an invalid argument",
    "invalid option string ",
    "dest= is required",
    "invalid conflict_resolution",
    "mutually exclusive arguments must be optional",
    "%r is not callable",
    " (default: ",
    "%(heading)s:",
    "show program's version number",
    "%(prog)s: ",
    "subcommands",
    "command '%(parser_name)s' is deprecated",
    "option '%(option)s' is deprecated",
    "argument '%(argument_name)s' is deprecated",
)
"""What argparse says of mistakes in a program, and of what no command uses, by how it begins."""


def used(name: str, *arguments: str) -> int | str | None:
    """Run a command that must end by itself and return its status."""
    run: Callable[..., int] = importlib.import_module(main.module_of(name)).run
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


def test_the_other_wrong_usages_are_told_in_vietnamese(capsys: pytest.CaptureFixture[str]) -> None:
    parser = Parser("x")
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


def sentences_of_argparse() -> list[str]:
    calls = [node for node in ast.walk(ast.parse(inspect.getsource(argparse))) if isinstance(node, ast.Call)]
    return sorted(
        {
            str(words.value)
            for call in calls
            if isinstance(call.func, ast.Name) and call.func.id in {"_", "ngettext"}
            for words in call.args
            if isinstance(words, ast.Constant)
        }
    )


def test_every_sentence_of_this_pythons_argparse_is_known() -> None:
    sentences = [text for text in sentences_of_argparse() if not text.startswith(OF_PROGRAMS)]
    of_help = {"usage: ", "positional arguments", "options", "show this help message and exit"}
    assert of_help < set(sentences)
    parser = Parser("x")
    parser.add_argument("needed")
    help_text = parser.format_help()
    for sentence in sentences:
        if sentence in of_help:
            assert sentence not in help_text
        else:
            said = in_vietnamese(re.sub(r"%\(\w+\)[sr]|%[sr]", "1", sentence))
            assert not ENGLISH.search(said), sentence


def test_what_a_type_says_itself_stays_word_for_word(capsys: pytest.CaptureFixture[str]) -> None:
    def refused(_text: str) -> str:
        raise argparse.ArgumentTypeError("không phải ngày:\n32/1")

    parser = Parser("x")
    parser.add_argument("--day", type=refused)
    with pytest.raises(SystemExit):
        parser.parse_args(["--day", "32/1"])
    assert capsys.readouterr().err.endswith("x: --day: không phải ngày:\n32/1\n")


def test_other_parsers_are_left_alone(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        argparse.ArgumentParser(prog="x").parse_args(["y"])
    assert capsys.readouterr().err == "usage: x [-h]\nx: error: unrecognized arguments: y\n"


def test_the_help_of_a_sub_command_is_vietnamese(capsys: pytest.CaptureFixture[str]) -> None:
    assert used("desk", "--home", "D", "snapshot", "-h") == 0
    said = capsys.readouterr().out
    assert said.startswith("cách dùng: desk snapshot [-h]")
    assert "\ncần cho biết:\n" in said
    assert not ENGLISH.search(said)


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
