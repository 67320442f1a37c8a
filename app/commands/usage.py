"""The parser of every command, with Vietnamese usage and errors."""

import argparse
import re
import sys
from typing import Any, NoReturn

from app.errors import AppError

_HEADINGS = {"positional arguments": "cần cho biết", "options": "tùy chọn"}
_PROBLEMS = (
    (r"the following arguments are required: (.+)", r"còn thiếu: \1"),
    (r"one of the arguments (.+) is required", r"cần một trong các tham số: \1"),
    (r"(?:unrecognized arguments|unexpected option string): (.+)", r"không hiểu: \1"),
    (r"ambiguous option: (.+) could match (.+)", r"\1 có thể là: \2"),
    (r"expected one argument", r"cần một giá trị đi kèm"),
    (r"expected at most one argument", r"chỉ nhận nhiều nhất một giá trị đi kèm"),
    (r"expected at least one argument", r"cần ít nhất một giá trị đi kèm"),
    (r"expected (\d+) arguments?", r"cần \1 giá trị đi kèm"),
    (r"not allowed with argument (.+)", r"không dùng cùng lúc với \1"),
    (r"ignored explicit argument (.+)", r"không nhận giá trị đi kèm: \1"),
    (r"unknown parser (.+) \(choices: (.*)\)", r"\1 không phải là một trong: \2"),
    (r"invalid choice: (.+) \(choose from (.*)\)", r"\1 không phải là một trong: \2"),
    (r"invalid \S+ value: (.+)", r"giá trị không dùng được: \1"),
)
"""The messages of argparse in Python 3.11 to 3.13, as patterns, and their Vietnamese words."""


class Parser(argparse.ArgumentParser):
    """A parser with Vietnamese messages; argparse makes its sub-commands of the same class."""

    def __init__(self, prog: str, **texts: Any) -> None:
        super().__init__(prog, formatter_class=_Help, add_help=False, **texts)
        self.add_argument("-h", "--help", action="help", help="in hướng dẫn này rồi thoát")

    def error(self, message: str) -> NoReturn:
        """Print usage and error; end with status 2."""
        self.print_usage(sys.stderr)
        self.exit(2, f"{self.prog}: {in_vietnamese(message)}\n")


class _Help(argparse.RawDescriptionHelpFormatter):
    """The help of a command; it keeps the line ends of descriptions."""

    def add_usage(self, usage: str | None, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "cách dùng: " if prefix is None else prefix)

    def start_section(self, heading: str | None) -> None:
        super().start_section(_HEADINGS.get(heading or "", heading))


def in_vietnamese(message: str) -> str:
    """Return a message of argparse in Vietnamese; return an unknown message unchanged."""
    if of_argument := re.fullmatch(r"argument (.+?): (.+)", message, re.DOTALL):
        return f"{of_argument[1]}: {in_vietnamese(of_argument[2])}"
    for pattern, sentence in _PROBLEMS:
        if found := re.fullmatch(pattern, message, re.DOTALL):
            return found.expand(sentence)
    return message


def said(error: AppError | EOFError) -> str:
    """Return the sentence for a command that was not done; the words of an EOFError are English.

    Who gives a command types the name of the account too.
    """
    from app.services.office.password_tries import with_name  # the start of the window waits for no service

    return "Chưa nhập đủ." if isinstance(error, EOFError) else str(with_name(error))
