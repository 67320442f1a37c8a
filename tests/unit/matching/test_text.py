"""Canonical names, how they sound, and what the words for nothing are."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.matching import text
from app.models.words.vietnamese import LETTERS, clean, fold


@pytest.mark.parametrize("look_alike", ["Đ", "đ", "Ð", "ð", "Ɖ", "ɖ"])
def test_look_alikes_of_d_are_one(look_alike):
    assert fold(f"{look_alike}ình") == "dinh"
    assert text.canon(f"{look_alike}ình") == text.canon("Đình")


INVISIBLE = (
    *("\u00ad", "\u034f", "\u061c", "\u180e", "\u200b", "\u200e", "\u200f", "\u2060", "\u206f", "\ufeff"),
    *map(chr, range(0x202A, 0x202F)),
    *map(chr, range(0x2066, 0x206A)),
    *map(chr, range(0xFE00, 0xFE10)),
    *("\ud800", "\udbff", "\udfff", "\U000e0041", "\U000e0100"),
)


@pytest.mark.parametrize("sign", INVISIBLE, ids=ascii)
@pytest.mark.parametrize("place", [0, 3, 6, 10, 13])
def test_what_shows_nothing_falls_away(sign, place):
    plain = "Nguyễn Thị Hoà"
    for form in ("NFC", "NFD"):
        name = unicodedata.normalize(form, plain)
        written = name[:place] + sign + name[place:]
        assert clean(written) == plain
        assert text.canon(written) == text.canon(plain)
        assert fold(written) == "nguyen thi hoa"
        assert text.phonetic_name(written) == text.phonetic_name(plain)


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("\u0410n", "An"),
        ("ph\u0430m", "pham"),
        ("\u0412\u0415 \u041d\u041e\u0410", "BE HOA"),
        ("\u0432\u0435 \u043d\u043e\u0430", "be hoa"),
        ("\u0391N", "AN"),
        ("\u0397\u039f\u0391\u0300", "HOÀ"),
        ("\u0421\u0430\u043e Th\u1ecb \u0425u\u00e2n", "Cao Thị Xuân"),
        ("Ｎｇuyễn　Văn Ａn", "Nguyễn Văn An"),
        ("０３８－１", "038-1"),
        ("\u0660\u0663\u0668", "038"),
        ("\u06f0\u06f3\u06f8", "038"),
        ("\u17e0\u17e3\u0e58", "038"),
        ("\U0001d7ce\U0001d7db\U0001d7ff", "039"),
        ("H＇Mông", "H'Mông"),
        ("H`Mông", "H'Mông"),
        ("Ｅ–2", "E-2"),
    ],
    ids=ascii,
)
def test_what_looks_latin_is_read_as_latin(written, plain):
    assert clean(written) == plain
    assert text.canon(written.swapcase()) == text.canon(plain)


@pytest.mark.parametrize("foreign", ["Жизнь", "Ωδή Ψψ", "日本", "Nguyễn 日", "5 µm"])
def test_what_looks_like_no_latin_letter_stays(foreign):
    assert clean(foreign)[-1] == foreign[-1]
    assert not fold(foreign).isascii()


def test_words_for_nothing_are_blank_in_any_width():
    assert not text.says("ｋhông rõ")
    assert not text.says("\u202ekhông rõ")
    assert text.says("\u202eKhổng Rõ Ràng")


def test_d_and_barred_d_stay_apart_in_canon():
    assert text.canon("Đình") != text.canon("Dình")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hoà", "Hòa"),
        ("THUỶ", "thủy"),
        ("Loè", "Lòe"),
        ("Nguyễn\u00a0Văn  A", "nguyễn văn a"),
        ("Ng\u200buyễn", "Nguyễn"),
        ("H’Mông", "H'mông"),
    ],
)
def test_writings_of_one_name_have_one_canon(one, other):
    assert text.canon(one) == text.canon(other)


@pytest.mark.parametrize(("one", "other"), [("Hoa", "Hòa"), ("Hỏa", "Hõa"), ("Quân", "Quan"), ("Lý", "Lí")])
def test_other_tones_hats_and_letters_have_another_canon(one, other):
    assert text.canon(one) != text.canon(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nghĩa", "ngĩa"),
        ("Giang", "Rang"),
        ("Dung", "Giung"),
        ("Vũ", "Dũ"),
        ("Trinh", "Chinh"),
        ("Phong", "Fong"),
        ("Sơn", "Xơn"),
        ("Lan", "Nan"),
        ("Cường", "Kường"),
        ("Lý", "Lí"),
        ("Thanh", "Thang"),
        ("Đức", "Đứt"),
        ("Quếế", "Quế"),
        ("Phước", "Phúc"),
        ("CHÁNH", "Chính"),
        ("Ngãi", "Nghĩa"),
        ("Nhơn", "Nhân"),
    ],
)
def test_what_sounds_alike_has_one_phonetic_token(one, other):
    assert text.phonetic(one) == text.phonetic(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Võ", "Vũ"), ("Châu", "Chu"), ("Nga", "La"), ("Nhung", "Lung"), ("Minh", "Hùng"), ("Chi", "Ki")],
)
def test_what_sounds_otherwise_has_another_phonetic_token(one, other):
    assert text.phonetic(one) != text.phonetic(other)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Võ", "Vũ", True),
        ("VO", "Vũ", True),
        ("Huỳnh", "Hoàng", True),
        ("Châu", "Chu", True),
        ("Khưu", "Khâu", True),
        ("Lữ", "Lã", True),
        ("Phan", "Phạm", True),
        ("Lê", "Lý", False),
        ("Tôn Nữ", "Tôn", False),
        ("", "Vũ", False),
    ],
)
def test_surnames_of_north_and_south_have_one_sound(one, other, same):
    assert (text.phonetic_surname(one) == text.phonetic_surname(other)) is same


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Lý", "Lí", True),
        ("Quý", "Quí", True),
        ("Y", "I", True),
        ("MỸ", "mĩ", True),
        ("Lý", "Lì", False),
        ("Thúy", "Thúi", False),
        ("Tay", "Tai", False),
        ("Lý", "Lý", False),
    ],
)
def test_i_and_y_are_told_only_where_spelling_allows_both(one, other, expected):
    assert text.is_i_or_y(one, other) is expected


@pytest.mark.parametrize(
    "word",
    [
        *("", " ", "-", "...", "không rõ", "Không  rõ.", "(không biết)", "KRõ", "K/rõ", "không rỏ", "…/…"),
        *("không rõ họ tên", "Chưa xác định", "không khai", "không nhớ", "chưa cấp", "bỏ trống", "[mờ]"),
        *("khong ro", "Khong biet", "ko ro", "không nhớ rõ", "không còn nhớ", "chưa có tên"),
        *("Ông: không rõ", "(Bà) không biết", "Dân tộc không rõ", "Họ tên: đã chết"),
    ],
)
def test_words_for_nothing_are_blank(word):
    assert text.is_blank(word)


@pytest.mark.parametrize(
    "word",
    ["Không Văn A", "Khong Van A", "Khổng Rõ", "Mờ A", "Bà Không", "1990", "không rõ/1960", "Kinh", "nt"],
)
def test_words_for_something_are_not_blank(word):
    assert not text.is_blank(word)


@pytest.mark.parametrize(
    "word", ["nt", "-nt-", "N.T", "n/t", "như trên", "nhu tren", "như cha", '"', "//", "”"]
)
def test_ditto_is_seen(word):
    assert text.is_ditto(word)


@pytest.mark.parametrize("word", ["Ánh", "n", "", "nt Kinh", "-"])
def test_other_words_are_not_ditto(word):
    assert not text.is_ditto(word)


def test_a_pasted_page_is_marked_whole():
    page = "Cẩm Lương " * 1000
    assert text.letters_apart(page, "Cẩm Lương") == (((0, len(page)),), ((0, 9),))


@pytest.mark.parametrize(
    ("one", "other", "spans"),
    [
        ("Thuỷ", "THUÝ", (((3, 4),), ((3, 4),))),
        ("Cườn", "Cường", ((), ((4, 5),))),
        ("Lan", "lan", ((), ())),
        ("Quếế", "Quế", (((3, 4),), ())),
    ],
)
def test_spans_hold_the_letters_that_differ(one, other, spans):
    assert text.letters_apart(one, other) == spans


words = st.text(
    alphabet="".join(LETTERS) + "".join(LETTERS).upper() + "bcdghiklmnopqrstuvxy' -ABC\u00a0\u200b",
    max_size=30,
)


@given(st.text(max_size=30) | words)
def test_fold_is_idempotent(word):
    assert fold(fold(word)) == fold(word)


@given(words)
def test_composed_and_decomposed_text_have_one_canon_and_one_fold(word):
    apart = unicodedata.normalize("NFD", word)
    assert text.canon(apart) == text.canon(unicodedata.normalize("NFC", word))
    assert fold(apart) == fold(word)


@given(words)
def test_fold_of_vietnamese_is_plain(word):
    assert fold(word).isascii()
