"""Numbers among words, dates and letters that look like digits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.matching import identity
from app.matching.result import Result

numbers = st.from_regex(r"[1-9][0-9]{8}|0[0-9]{11}", fullmatch=True)
BEFORE = [
    "",
    "CMND ",
    "Số: ",
    "Cmnd số ",
    "CMT",
    "CCCD: ",
    "ngày 03-05-1998: ",
    "cấp ngày 3/5/1998 số ",
    "GCMND ",
]
AFTER = ["", ".", " cấp ngày 3/5/1998", " 3.5.1998", " - 03/05/1998", " CA Thanh Hóa cấp 03.05.1998", "/CA"]


def spaced(number: str, sign: str) -> str:
    """Write a number in threes."""
    return sign.join(number[i : i + 3] for i in range(0, len(number), 3))


@given(numbers, st.sampled_from(["", " ", ".", "-"]), st.sampled_from(BEFORE), st.sampled_from(AFTER))
def test_the_number_is_found_among_words_and_dates(number, sign, before, after):
    if before == "CMT" and after:
        before = "CMT "
    written = before + spaced(number, sign) + after
    assert identity.digits(written) == number
    assert identity.column_of(written) == ("cmnd" if len(number) == 9 else "personal_id")


@given(numbers, st.sampled_from("Oo"), st.sampled_from("lI"))
def test_letters_for_digits_are_read_where_enough_digits_are_left(number, nought, one):
    typed = number.replace("0", nought).replace("1", one)
    enough = sum(char.isdecimal() for char in typed) >= 6
    assert identity.digits(f"CMND {typed}") == (number if enough else typed)


@given(st.text(max_size=40), numbers)
def test_any_text_is_read_and_spans_lie_inside(book, number):
    verdict = identity.compare(book, number)
    assert all(0 <= a < b <= len(book) for a, b in verdict.book_spans)
    assert all(0 <= a < b <= len(number) for a, b in verdict.registry_spans)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        *(
            ("CMND 171 100 913", "171100913"),
            ("Số: 171.100.913", "171100913"),
            ("17 11 00 91 3", "171100913"),
            ("CMT038 053 206 419", "038053206419"),
            ("CCCD038053206419", "038053206419"),
            ("Số171.100.913", "171100913"),
        ),
        *(("171lOO913", "171100913"), ("O38l56001234", "038156001234"), ("số 171.100.9l3", "171100913")),
        *(
            ("171100913 3.5.1998", "171100913"),
            ("0381 5600 1234", "038156001234"),
            ("CMSQ 12345678", "12345678"),
        ),
        *(("Hộ chiếu B1234567", "HộchiếuB1234567"), ("GKS 25/2001", "GKS25/2001"), ("OOlI", "OOlI")),
    ],
)
def test_digits(written, number):
    assert identity.digits(written) == number


def test_a_letter_for_a_digit_is_no_difference_but_is_said():
    verdict = identity.compare("171lOO913", "171100913")
    assert (verdict.result, verdict.detail) == (Result.EQUAL_VARIANT, "chữ cái thay cho chữ số")


def test_the_wrong_digit_beside_a_letter_is_marked_where_it_stands():
    verdict = identity.compare("số 171lOO923", "171100913")
    assert (verdict.detail, verdict.book_spans) == ("sai 1 chữ số", ((10, 11),))


@pytest.mark.parametrize(
    "written",
    [
        "０３８０９８０００００１",
        "\u0660\u0663\u0668\u0660\u0669\u0668\u0660\u0660\u0660\u0660\u0660\u0661",
        "038098000001\u202c",
        "\u202a038098000001\u202c",
        "038\u200b098\u200b000\u200b001",
        "CCCD\u00a0：０３８ 098 000 001",
        "038   098   000   001",
    ],
    ids=ascii,
)
def test_digits_of_other_scripts_and_hidden_signs_are_read(written):
    assert identity.digits(written) == "038098000001"
    assert identity.column_of(written) == "personal_id"
    assert identity.compare(written, "038098000001").result is Result.EQUAL_FORMAT
    assert identity.compare(written, "038098000002").result is Result.DIFFERENT


def test_digits_that_nobody_reads_are_no_number():
    assert identity.column_of("\u0be6" * 12) == ""


CELLS = {
    "the zero is lost": ("38198900103", Result.EQUAL_VARIANT, "mất số 0 đầu"),
    "as a decimal": ("38198900103.0", Result.EQUAL_VARIANT, "mất số 0 đầu"),
    "with a decimal comma": ("38198900103,00", Result.EQUAL_VARIANT, "mất số 0 đầu"),
    "in threes": ("38,198,900,103", Result.EQUAL_VARIANT, "mất số 0 đầu"),
    "in threes with dots": ("38.198.900.103", Result.EQUAL_VARIANT, "mất số 0 đầu"),
    "with a power and every digit": ("3.8198900103E+10", Result.EQUAL_VARIANT, "mất số 0 đầu"),
    "with a power and more": ("3.819890010300E+10", Result.EQUAL_VARIANT, "mất số 0 đầu"),
    "kept as a text": ("'038198900103", Result.EQUAL_FORMAT, ""),
    "kept as a formula": ('="038198900103"', Result.EQUAL_FORMAT, ""),
    "whole with a decimal": ("038198900103.0", Result.EQUAL_FORMAT, ""),
    "another digit is lost": ("03819890010", Result.DIFFERENT, "thiếu chữ số"),
    "another number without its zero": ("38198900104", Result.DIFFERENT, "sai 1 chữ số"),
}


@pytest.mark.parametrize(("written", "result", "detail"), CELLS.values(), ids=CELLS)
def test_a_number_that_came_from_a_cell(written, result, detail):
    verdict = identity.compare(written, "038198900103")
    assert (verdict.result, verdict.detail) == (result, detail)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("1198900103", "001198900103"),
        ("1198900103.0", "001198900103"),
        ("12345678", "012345678"),
        ("12345678.0", "012345678"),
    ],
)
def test_every_lost_zero_is_told_from_the_registry_number(written, number):
    assert identity.lost_zeros(written, number)
    assert identity.compare(written, number).detail == identity.LOST_ZERO
    assert not identity.lost_zeros(written, "1" + number[1:])


FORMATS = [
    "{:.12E}",
    *(
        "{}",
        "{}.0",
        "{}.00",
        "{},0",
        "{:,}",
        "{:,}.0",
        "{:,}.00",
        "{:.10e}",
        "{:.6e}",
        "{:g}",
        "'0{}",
        '="0{}"',
        "0{}",
    ),
    *("{:.3E}", "{:.0e}", "0{}.0"),
]


@given(st.from_regex(r"[1-9][0-9]{10}", fullmatch=True), st.sampled_from(FORMATS))
def test_a_formatted_number_has_the_right_digits_or_none(number, form):
    value = number if "0{" in form else float(number) if form.endswith(("e}", "E}", "g}")) else int(number)
    written = form.format(value)
    found = identity.digits(written)
    assert found in {"0" + number, ""}
    assert identity.is_rounded(written) == (found == "")
    assert not found or identity.is_whole(written)


@pytest.mark.parametrize("written", ["3.81989E+10", "3,81989E+10", "3.8e10", "4E+10", "1.7E+8"])
def test_a_number_that_lost_digits_is_none(written):
    assert identity.digits(written) == ""
    assert identity.is_rounded(written)
    assert not identity.is_whole(written)
    assert not identity.is_other_paper(written)


@pytest.mark.parametrize(
    "written", ["B1234567", "hộ chiếu số C 123456", "HC: B1234567", "GKS 25/2001", "số B1234567"]
)
def test_numbers_of_other_papers(written):
    assert identity.is_other_paper(written)


@pytest.mark.parametrize("written", ["171519365", "abc", "", "CMND 171519365", "bông 12"])
def test_what_is_no_other_paper(written):
    assert not identity.is_other_paper(written)


@pytest.mark.parametrize("written", ["38198900000", "38198900000.0", "38000000000", "40000000000"])
def test_what_is_left_of_a_power_that_was_opened_and_saved_again_is_no_number(written):
    assert identity.digits(written) == ""
    assert identity.is_rounded(written)
    assert not identity.lost_zeros(written, f"0{written[:11]}")
    assert identity.digits("038198900000") == "038198900000"
    assert identity.digits("38198910000") == "038198910000"
