"""The table of letters against Unicode, and what is made of it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.words.vietnamese import COMBINING, TONES, fold, letter, tone_of, toned, toneless, unmarked

# Written out by hand, apart from the table under test: the 67 accented small letters, đ among them.
ACCENTED = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"
MARKS = {"\u0300": "huyền", "\u0301": "sắc", "\u0303": "ngã", "\u0309": "hỏi", "\u0323": "nặng"}
HATS = {"\u0302": "mũ", "\u0306": "trăng", "\u031b": "móc"}
LETTERS = ACCENTED + ACCENTED.upper()


def test_there_are_134_accented_letters():
    assert len(set(LETTERS)) == 134


@pytest.mark.parametrize("char", LETTERS)
def test_every_accented_letter_comes_apart_as_unicode_says(char):
    parts = unicodedata.normalize("NFD", char.lower())
    split = letter(char)
    if char in "đĐ":
        assert split == ("d", "gạch", 0)
        return
    assert split.base == parts[0]
    assert split.hat == next((HATS[c] for c in parts if c in HATS), "")
    assert TONES[split.tone] == next((MARKS[c] for c in parts if c in MARKS), "ngang")


@pytest.mark.parametrize("char", LETTERS)
def test_every_accented_letter_folds_to_its_base(char):
    assert fold(char) == letter(char).base
    assert fold(unicodedata.normalize("NFD", char)) == letter(char).base


@pytest.mark.parametrize("char", LETTERS)
@pytest.mark.parametrize("tone", range(6))
def test_a_letter_takes_each_tone_as_unicode_composes_it(char, tone):
    if char in "đĐ":
        assert toned(char, tone) == char
        return
    parts = [c for c in unicodedata.normalize("NFD", char) if c not in MARKS]
    assert toned(char, tone) == unicodedata.normalize("NFC", "".join(parts) + COMBINING[tone])
    assert letter(toned(char, tone)).tone == tone


@pytest.mark.parametrize("char", ["b", "Đ", "ñ", "日", " ", "ß"])
def test_what_is_no_vowel_takes_no_tone(char):
    assert toned(char, TONES.index("sắc")) == char


@given(st.text(alphabet=LETTERS + "bcdBCD xyz'\\S|?:", max_size=20))
def test_without_marks_case_and_spaces_stay(text):
    assert unmarked(text) == "".join(
        (one.base.upper() if c.isupper() else one.base) for c in text for one in [letter(c)]
    )


def test_the_tone_of_a_syllable_is_its_first():
    assert TONES[tone_of("Nguyễn")] == "ngã"
    assert TONES[tone_of("Hoáỉ")] == "sắc"
    assert TONES[tone_of("Hoa")] == "ngang"


def test_a_syllable_without_tone_keeps_its_hats():
    assert toneless("NGUYỄN") == "nguyên"
    assert toneless("Được") == "đươc"
