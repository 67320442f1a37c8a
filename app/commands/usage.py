"""How a command is used, said in Vietnamese: the sentences of argparse, for every parser of the program."""

import argparse

_SENTENCES = {
    "usage: ": "cách dùng: ",
    "positional arguments": "cần cho biết",
    "options": "tùy chọn",
    "subcommands": "lệnh con",
    "show this help message and exit": "in hướng dẫn này rồi thoát",
    "%(prog)s: error: %(message)s\n": "%(prog)s: %(message)s\n",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s: %(message)s",
    "the following arguments are required: %s": "còn thiếu: %s",
    "one of the arguments %s is required": "cần một trong các tham số: %s",
    "unrecognized arguments: %s": "không hiểu: %s",
    "unexpected option string: %s": "không hiểu: %s",
    "expected one argument": "cần một giá trị đi kèm",
    "expected at most one argument": "chỉ nhận nhiều nhất một giá trị đi kèm",
    "expected at least one argument": "cần ít nhất một giá trị đi kèm",
    "not allowed with argument %s": "không dùng cùng lúc với %s",
    "ignored explicit argument %r": "không nhận giá trị đi kèm: %r",
    "ambiguous option: %(option)s could match %(matches)s": "%(option)s có thể là: %(matches)s",
    "unknown parser %(parser_name)r (choices: %(choices)s)": "%(parser_name)r không phải là một trong: "
    "%(choices)s",
    "invalid %(type)s value: %(value)r": "giá trị không dùng được: %(value)r",
    "invalid choice: %(value)r (choose from %(choices)s)": "%(value)r không phải là một trong: %(choices)s",
}
"""By the English ones, as in Python 3.11; those of mistakes in a program are not among them."""


def speak_vietnamese() -> None:
    """Let every parser made or used from here on speak Vietnamese.

    argparse asks two functions of gettext for each sentence; they are replaced, since gettext itself would
    want a catalogue in a file and a variable of the environment.
    """
    vars(argparse).update(_=_said, ngettext=_counted)


def _said(sentence: str | None) -> str | None:
    return sentence if sentence is None else _SENTENCES.get(sentence, sentence)


def _counted(_one: str, _many: str, _number: int) -> str:
    return "cần %s giá trị đi kèm"  # the only sentence with a number that parsing can come to
