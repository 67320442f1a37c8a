"""Canonical JSON: each value has one sequence of bytes, so that anyone can check hashes and signatures.

Sorted keys, no spaces, UTF-8 without escapes of letters; no floats, integers within ±(2^53-1), NFC strings.
"""

import json
import re
import unicodedata
from typing import Any

from app.errors import BadInput

MAX_INT = 2**53 - 1
MAX_DEPTH = 32
_KEY = re.compile(r"[a-z][a-z0-9_]{0,63}")
_FORBIDDEN = re.compile("[\x00\ud800-\udfff]")


def dumps(obj: Any) -> bytes:
    """Write a value of dicts, lists, strings, integers, booleans and None as canonical JSON.

    Raises BadInput for a value that another reader could interpret differently.
    """
    _check(obj, 0)
    return json.dumps(obj, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8")


def loads(data: bytes) -> Any:
    """Parse canonical JSON; BadInput unless ``dumps`` of the value gives the same bytes."""
    try:
        value = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise BadInput("Dữ liệu JSON không đọc được. Chưa thay đổi gì.") from error
    if dumps(value) != data:
        raise BadInput("Dữ liệu JSON không ở dạng chuẩn (thứ tự, khoảng trắng, khóa lặp). Chưa thay đổi gì.")
    return value


def fields(value: object, **kinds: type) -> dict[str, Any]:
    """Return a JSON object that has exactly these keys with values of exactly these types; else BadInput."""
    if not isinstance(value, dict) or value.keys() != kinds.keys():
        raise BadInput("Dữ liệu JSON thiếu hoặc thừa trường. Chưa thay đổi gì.")
    if any(type(value[key]) is not kind for key, kind in kinds.items()):
        raise BadInput("Dữ liệu JSON có trường sai kiểu. Chưa thay đổi gì.")
    return value


def _check(obj: Any, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise BadInput("Dữ liệu JSON lồng nhau quá sâu. Chưa thay đổi gì.")
    if isinstance(obj, dict):
        for key, value in obj.items():
            if not isinstance(key, str) or not _KEY.fullmatch(key):
                raise BadInput("Dữ liệu JSON có tên trường không hợp lệ. Chưa thay đổi gì.")
            _check(value, depth + 1)
    elif isinstance(obj, list | tuple):
        for value in obj:
            _check(value, depth + 1)
    else:
        _check_scalar(obj)


def _check_scalar(obj: Any) -> None:
    if isinstance(obj, str):
        _check_text(obj)
    elif isinstance(obj, int):  # bool too
        if abs(obj) > MAX_INT:
            raise BadInput("Dữ liệu JSON có số quá lớn. Chưa thay đổi gì.")
    elif obj is not None:
        raise BadInput("Dữ liệu JSON có kiểu không được dùng (ví dụ số thập phân). Chưa thay đổi gì.")


def _check_text(text: str) -> None:
    if _FORBIDDEN.search(text):
        raise BadInput("Dữ liệu JSON có ký tự không được dùng. Chưa thay đổi gì.")
    if not unicodedata.is_normalized("NFC", text):
        raise BadInput("Dữ liệu JSON có chữ chưa ở dạng Unicode dựng sẵn (NFC). Chưa thay đổi gì.")
