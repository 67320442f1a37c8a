"""Canonical JSON: each value has one sequence of bytes, so that anyone can check hashes and signatures.

Sorted keys, no spaces, UTF-8 without escapes of letters; no floats, integers within ±(2^53-1), NFC strings.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from app.errors import BadInput

MAX_INT = 2**53 - 1
MAX_DEPTH = 32
MAX_VALUES = 200_000  # counted before parsing: small values need many times their bytes in memory
_KEY = re.compile(r"[a-z][a-z0-9_]{0,63}")
_FORBIDDEN = re.compile("[\x00\ud800-\udfff]")
_ENCODER = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, check_circular=False
)  # a circle is refused as too deep before
_MAX_KNOWN = 4096
_known_keys: set[str] = set()


def dumps(obj: Any) -> bytes:
    """Write a value of dicts, lists, strings, integers, booleans and None as canonical JSON.

    Raises BadInput for a value that another reader could interpret differently.
    """
    _check_form(obj)
    text = _ENCODER.encode(obj)
    # one look at all strings together: a NUL is written as \u0000, and where the whole is NFC each string is;
    # the whole may fail for good strings too, so that then each is looked at
    escapes = "\\" in text and "\\u" in text  # to look for one letter is quick, and hardly a text has it
    if escapes or not unicodedata.is_normalized("NFC", text):
        for string in _strings(obj):
            _check_string(string)
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:  # half a pair of surrogates
        raise _forbidden() from error


def loads(data: bytes) -> Any:
    """Parse canonical JSON; BadInput unless ``dumps`` of the value gives the same bytes."""
    if len(data) > MAX_VALUES and sum(map(data.count, (b",", b"[", b"{"))) > MAX_VALUES:
        raise BadInput("Dữ liệu trong tệp có quá nhiều giá trị. Hãy xin lại tệp. Chưa thay đổi gì.")
    try:
        value = json.loads(data.decode("utf-8"))
    except (
        ValueError,
        RecursionError,
    ) as error:  # the parser stops at nesting and at numbers of great length
        raise BadInput("Dữ liệu trong tệp không đọc được. Hãy xin lại tệp. Chưa thay đổi gì.") from error
    if dumps(value) != data:
        raise BadInput(
            "Dữ liệu trong tệp không ở dạng chuẩn (thứ tự, khoảng trắng, khóa lặp). Hãy xin lại tệp. "
            "Chưa thay đổi gì."
        )
    return value


def fields(value: object, **kinds: type) -> dict[str, Any]:
    """Return a JSON object that has exactly these keys with values of exactly these types; else BadInput."""
    if not isinstance(value, dict) or value.keys() != kinds.keys():
        raise BadInput("Dữ liệu trong tệp thiếu hoặc thừa trường. Hãy xin lại tệp. Chưa thay đổi gì.")
    if any(type(value[key]) is not kind for key, kind in kinds.items()):
        raise BadInput("Dữ liệu trong tệp có trường sai kiểu. Hãy xin lại tệp. Chưa thay đổi gì.")
    return value


def without(data: bytes, row: Mapping[str, Any], name: str) -> bytes:
    """Return ``dumps`` of a row without one of its members, cut out of ``data``, its own canonical bytes."""
    before = _ENCODER.encode({key: value for key, value in row.items() if key < name}).encode()
    member = _ENCODER.encode({name: row[name]}).encode()[1:-1]
    at = len(before) - 1  # the members before it, without the closing bracket
    if at > 1:
        return data[:at] + data[at + 1 + len(member) :]  # and the comma before it
    return data[:at] + data[at + len(member) :].removeprefix(b",")


def _check_form(obj: Any) -> None:
    """Check everything but the letters of strings, level by level."""
    level = [obj]
    for _ in range(MAX_DEPTH + 1):
        below: list[Any] = []
        for value in [value for value in level if type(value) is not str]:  # most are
            if isinstance(value, dict):
                if not _known_keys.issuperset(value):
                    _check_keys(value)
                below += value.values()
            elif isinstance(value, list | tuple):
                below += value
            elif value is not None:
                _check_scalar(value)
        if not below:
            return
        level = below
    raise BadInput("Dữ liệu trong tệp lồng nhau quá sâu. Hãy xin lại tệp. Chưa thay đổi gì.")


def _check_keys(keys: Iterable[Any]) -> None:
    """Check names; the good ones are remembered, as long as they are few."""
    for key in keys:
        if not isinstance(key, str) or not _KEY.fullmatch(key):
            raise BadInput("Dữ liệu trong tệp có tên trường không hợp lệ. Hãy xin lại tệp. Chưa thay đổi gì.")
        if len(_known_keys) < _MAX_KNOWN:
            _known_keys.add(key)


def _check_scalar(obj: Any) -> None:
    if isinstance(obj, int):  # bool too
        if abs(obj) > MAX_INT:
            raise BadInput("Dữ liệu trong tệp có số quá lớn. Hãy xin lại tệp. Chưa thay đổi gì.")
    elif not isinstance(obj, str):
        raise BadInput(
            "Dữ liệu trong tệp có kiểu không được dùng (ví dụ số thập phân). Hãy xin lại tệp. "
            "Chưa thay đổi gì."
        )


def _strings(obj: Any) -> Iterator[str]:
    if isinstance(obj, str):
        yield obj
    elif isinstance(obj, dict | list | tuple):
        for value in obj.values() if isinstance(obj, dict) else obj:
            yield from _strings(value)


def _check_string(text: str) -> None:
    if _FORBIDDEN.search(text):
        raise _forbidden()
    if not unicodedata.is_normalized("NFC", text):
        raise BadInput(
            "Dữ liệu trong tệp có chữ chưa ở dạng Unicode dựng sẵn (NFC). Hãy xin lại tệp. Chưa thay đổi gì."
        )


def _forbidden() -> BadInput:
    return BadInput("Dữ liệu trong tệp có ký tự không được dùng. Hãy xin lại tệp. Chưa thay đổi gì.")
