"""The printed forms: which is of which year, which columns it surely lacked, and what a volume tells."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.books import BOOKS
from app.models.declaration.printed_forms import FORMS, WHOLE, FormOfVolume, is_lacking, of_year

BIRTH = BOOKS["khai_sinh"]


@pytest.mark.parametrize(
    ("year", "key"),
    [
        ("1900", "1961"),
        ("1961", "1961"),
        ("1997", "1961"),
        ("1998", "1998"),
        ("2005", "1998"),
        ("2006", "2006"),
        ("2015", "2006"),
        ("2016", "2016"),
        ("2019", "2016"),
        ("2020", "2020"),
        ("2024", "2020"),
        ("", "whole"),
        ("98", "whole"),
        ("19998", "whole"),
        ("١٩٩٨", "whole"),
    ],
)
def test_the_form_of_a_year(year, key):
    assert of_year(year).key == key


@pytest.mark.parametrize(
    ("year", "lacked", "kept"),
    [
        (
            "1974",
            {"child_nationality", "mother_id_number", "declarant_id_issue_place", "child_personal_id"},
            {"mother_occupation", "child_ethnicity", "mother_residence", "child_home_origin"},
        ),
        ("1998", {"child_personal_id"}, {"child_nationality", "mother_id_number", "mother_occupation"}),
        ("2006", {"child_personal_id"}, {"mother_id_number", "mother_occupation"}),
        ("2016", {"mother_occupation"}, {"child_personal_id", "child_nationality"}),
        ("2020", {"father_occupation"}, {"child_personal_id", "child_nationality"}),
    ],
)
def test_what_a_form_surely_lacked_and_what_stays_in_sight(year, lacked, kept):
    lacking = FormOfVolume().lacking(BIRTH, year)
    assert lacked <= lacking
    assert not kept & lacking


def test_a_residence_kind_and_foreign_papers_were_not_in_the_first_form():
    lacking = FormOfVolume().lacking(BIRTH, "1961")
    endings = ("_id_kind", "_id_other", "_id_issue_date", "_nationality_other", "_residence_kind")
    assert all(f"mother{ending}" in lacking for ending in endings if f"mother{ending}" in BIRTH.fields)


@pytest.mark.parametrize("book", BOOKS.values(), ids=list(BOOKS))
@pytest.mark.parametrize("form", FORMS, ids=[form.key for form in FORMS])
def test_no_form_lacks_what_an_entry_is_found_by(book, form):
    lacking = FormOfVolume(form.key).lacking(book, "")
    found_by = {
        f.key for f in book.all_fields() if f.registration or f.compare in ("full_name", "birth_date")
    }
    assert not lacking & found_by


def test_a_chosen_form_wins_over_the_year_and_all_columns_can_be_chosen():
    assert FormOfVolume("2016").form("1974").key == "2016"
    assert FormOfVolume(WHOLE.key).lacking(BIRTH, "1974") == frozenset()


def test_single_columns_differ_in_one_volume():
    usual = FormOfVolume().lacking(BIRTH, "1974")
    told = FormOfVolume().with_columns(BIRTH, "1974", (usual - {"child_nationality"}) | {"signer_title"})
    assert told.text == "year +child_nationality -signer_title"
    assert FormOfVolume.parse(told.text) == told
    assert told.lacking(BIRTH, "1974") == (usual - {"child_nationality"}) | {"signer_title"}
    assert FormOfVolume().with_columns(BIRTH, "1974", usual).text == "", "as the form has it"


def test_a_row_lacks_what_its_column_lacks():
    lacking = frozenset({"child_nationality"})
    assert is_lacking("child_nationality", lacking)
    assert is_lacking("child_nationality__02", lacking)
    assert not is_lacking("mother_nationality", lacking)


@pytest.mark.parametrize("text", ["1999", "1961 child_x", "whole +", "1961 +A", "- x", "\x00", "1961  +a"])
def test_what_is_not_understood_is_the_form_of_the_year(text):
    assert FormOfVolume.parse(text) == FormOfVolume()


def test_a_column_the_book_has_not_is_not_lacked():
    assert FormOfVolume.parse("whole -child_nothing").lacking(BIRTH, "") == frozenset()


KEYS = st.frozensets(st.sampled_from(sorted(BIRTH.fields)))


@given(st.sampled_from(["", *(form.key for form in FORMS), WHOLE.key]), KEYS, st.integers(1900, 2026))
def test_whatever_columns_are_ticked_are_kept_and_read_again(chosen, lacking, year):
    told = FormOfVolume(chosen).with_columns(BIRTH, str(year), lacking)
    again = FormOfVolume.parse(told.text)
    assert again == told
    assert again.lacking(BIRTH, str(year)) == lacking
