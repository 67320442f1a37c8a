"""A half of the recovery code on paper: what is printed is read, as people type it, and nothing else."""

import base64
import hashlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.crypto.recovery import GROUPS, TypedHalf, print_half, read_half, typed
from app.errors import BadInput

HALF = bytes(range(32))


def printed(data: bytes) -> str:
    return base64.b32encode(data).decode().rstrip("=")


def checksum(half: bytes) -> bytes:
    return hashlib.sha256(b"recovery-half\0" + half).digest()[:3]


def test_a_half_is_printed_in_groups_of_four_with_its_checksum() -> None:
    """Sheets lie in safes for years: the form never changes."""
    text = print_half(HALF)
    assert text == "AAAQ EAYE AUDA OCAJ BIFQ YDIO B4IB CEQT CQKR MFYY DENB WHA5 DYPV CJBK"
    assert text.replace(" ", "") == printed(HALF + checksum(HALF))
    assert read_half(text) == HALF


@pytest.mark.parametrize(
    "change",
    [
        lambda t: t.lower(),
        lambda t: t.replace(" ", ""),
        lambda t: t.replace(" ", "-"),
        lambda t: t.replace("O", "0"),
        lambda t: t.replace("I", "1"),
        lambda t: t.replace("B", "8"),
        lambda t: f"  {t}\n",
    ],
)
def test_a_half_is_read_as_people_type_it(change: Callable[[str], str]) -> None:
    text = print_half(HALF)
    assert change(text) != text
    assert read_half(change(text)) == HALF


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Ầ" * 56,
        printed(HALF),
        printed(HALF + b"\0\0\0"),
        printed(HALF + checksum(HALF)[:2]),
        printed(HALF + checksum(HALF) + b"\0"),
        printed(HALF + checksum(HALF))[:-1],
        printed(HALF[:-1] + checksum(HALF[:-1])),
        printed(bytes(31) + checksum(bytes(31)) + b"\0"),
        printed(HALF + HALF + checksum(HALF + HALF)),
    ],
)
def test_another_length_or_checksum_is_a_typing_error(text: str) -> None:
    with pytest.raises(BadInput, match="gõ chưa đúng"):
        read_half(text)
    with pytest.raises(BadInput, match="gõ chưa đúng"):
        read_half(text)


GOOD = print_half(HALF)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", TypedHalf(0)),
        ("A", TypedHalf(0)),
        ("AAAQ", TypedHalf(1)),
        ("AAAQ EA", TypedHalf(1)),
        ("aaaqeayeau", TypedHalf(2)),
        ("AAAQ EAY AUDA", TypedHalf(1, wrong=2)),
        ("AAAQ EAYEE", TypedHalf(1, wrong=2)),
        ("AAAQ EAY9", TypedHalf(1, wrong=2)),
        ("AAAQẦ", TypedHalf(1, wrong=2)),
        (GOOD, TypedHalf(14, right=True)),
        (GOOD.replace(" ", "").lower(), TypedHalf(14, right=True)),
        (GOOD.replace(" ", "-").replace("O", "0"), TypedHalf(14, right=True)),
        (GOOD[:-1] + "L", TypedHalf(14, right=False)),
        (GOOD + " AAAA", TypedHalf(14, wrong=15)),
    ],
)
def test_how_far_a_half_is_typed(text: str, found: TypedHalf) -> None:
    assert typed(text) == found


def test_a_half_has_as_many_groups_as_are_asked_for() -> None:
    assert len(GOOD.split()) == GROUPS


@given(st.text(max_size=80))
def test_what_is_called_right_is_read_and_nothing_else(text: str) -> None:
    if typed(text).right:
        read_half(text)
    assert typed(text).groups <= GROUPS
