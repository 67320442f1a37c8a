"""The door for texts: what passes can be signed, written and printed; the rest is told."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.crypto import canonical
from app.errors import BadInput, Refused
from app.models.words import incoming
from app.models.words.incoming import FIELD, NAME, NOTE, Room, accepted, is_accepted, shown

ROOMS = [NAME, FIELD, NOTE]
HIDDEN = [
    *("\0", "\x01", "\x08", "\x0e", "\x1b", "\x1f", "\x7f", "\x80", "\x85", "\x9f"),
    *("\u202a", "\u202e", "\u2066", "\u2069"),
    *("\ud800", "\udbff", "\udc00", "\udfff"),
    *("\ufdd0", "\ufdef", "\ufffe", "\uffff", "\U0001fffe", "\U0010ffff"),
]
LETTERS = [
    "H'Hen Niê",
    "Lò A Pó",
    "K’ Brễu",
    "nhà số 7/2 – tổ 3",
    "漢喃",
    "“sic” ½ ²",
    "a\u200bb",
    "💐",
    "\ufffd",
]


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("sign", HIDDEN, ids=ascii)
def test_a_hidden_sign_is_told_with_its_place_and_code(sign, room):
    with pytest.raises(BadInput) as refused:
        accepted(f"Lê{sign}An", room)
    words = str(refused.value)
    assert "vị trí thứ 3 " in words
    assert f"U+{ord(sign):04X}" in words
    assert "Lê" not in words
    assert not is_accepted(f"Lê{sign}An", room)


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("text", LETTERS)
def test_letters_stay_as_they_are(text, room):
    assert accepted(text, room) == text
    assert is_accepted(text, room)


@pytest.mark.parametrize("room", ROOMS)
def test_decomposed_letters_become_whole(room):
    apart = unicodedata.normalize("NFD", "Nguyễn Thị Bưởi")
    assert accepted(apart, room) == "Nguyễn Thị Bưởi"
    assert not is_accepted(apart, room)


@pytest.mark.parametrize("line_end", ["\n", "\r", "\r\n", "\u2028", "\u2029"], ids=ascii)
def test_a_line_end_stays_one_where_there_are_lines_and_is_a_blank_elsewhere(line_end):
    assert accepted(f"một{line_end}hai", NOTE) == "một\nhai"
    assert accepted(f"một{line_end}hai", FIELD) == "một hai"
    assert is_accepted("một\nhai", NOTE)
    assert not is_accepted("một\nhai", FIELD)


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("tab", "\t\v\f")
def test_a_tab_is_the_blank_that_it_looks_like(tab, room):
    assert accepted(f"một{tab}hai", room) == "một hai"


@pytest.mark.parametrize("room", ROOMS)
def test_as_many_letters_as_there_is_room_for_and_not_one_more(room):
    assert accepted("ễ" * room.letters, room) == "ễ" * room.letters
    for text in ("ễ" * (room.letters + 1), "ễ" * 10_000_000):
        with pytest.raises(BadInput, match=f"dài {len(text)} ký tự.* nhiều nhất {room.letters}"):
            accepted(text, room)


def test_letters_are_counted_whole():
    room = Room(3)
    apart = unicodedata.normalize("NFD", "ễệấ")
    assert len(apart) == 9
    assert accepted(apart, room) == "ễệấ"
    with pytest.raises(BadInput, match="dài 4 ký tự"):
        accepted(unicodedata.normalize("NFD", "ễệấn"), room)


@given(st.text(st.characters(), max_size=300))
def test_whatever_passes_can_be_signed_and_passes_again(text):
    for room in ROOMS:
        try:
            kept = accepted(text, room)
        except BadInput:
            continue
        assert canonical.loads(canonical.dumps({"text": kept})) == {"text": kept}
        assert accepted(kept, room) == kept
        assert len(kept) <= room.letters
        assert room.lines or len(kept.splitlines()) <= 1


@given(st.text(st.characters(), max_size=300))
def test_a_name_of_a_file_is_kept_as_far_as_it_can_be(text):
    kept = shown(text, Room(50))
    assert canonical.dumps(kept)
    assert shown("Gói số 7.htpkg", NAME) == "Gói số 7.htpkg"
    assert shown("a\udce1\x00b", NAME) == "a\ufffd\ufffdb"


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("  phục  hồi\tkho\ncũ ", "phục hồi kho cũ"),
        ("phu\u0323c ho\u0302\u0300i", "phục hồi"),
        ("x" * 500, "x" * 500),
    ],
)
def test_a_reason_is_kept_composed_on_one_line(words: str, kept: str) -> None:
    assert incoming.reason(words) == kept


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("", "Cần ghi lý do"),
        (" \n\t", "Cần ghi lý do"),
        ("x" * 501, "dài quá 500 chữ"),
        ("e\u0302\u0301" * 501, "dài quá 500 chữ"),
        ("x" * 5_000_000, "dài quá 500 chữ"),
        *((f"a{sign}b", "ký tự không dùng được") for sign in "\0\x1b\u200b\u202e\ud800\ufffe"),
    ],
)
def test_a_reason_that_cannot_be_kept_is_refused(words: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        incoming.reason(words)


def test_a_reason_may_have_less_room() -> None:
    assert incoming.reason("e\u0302\u0301" * 200, 200) == "ế" * 200
    with pytest.raises(Refused, match="dài quá 200 chữ"):
        incoming.reason("x" * 201, 200)


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("  Lê  Văn\u00a0 An ", "Lê Văn An"),
        ("xã\tCẩm  Lương", "xã Cẩm Lương"),
        (unicodedata.normalize("NFD", "Quảng  Ninh"), "Quảng Ninh"),
        ("  ", ""),
    ],
)
def test_a_text_for_a_certificate_has_one_blank_between_its_words(words: str, kept: str) -> None:
    assert incoming.certified(words, NAME) == kept


def test_a_text_for_a_certificate_has_no_sign_without_a_print() -> None:
    with pytest.raises(BadInput, match="“Lê\u200bAn” có ký tự ẩn"):
        incoming.certified("Lê\u200bAn", NAME)
