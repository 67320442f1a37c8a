"""An age counts to the event it stands for: in every book, and in what a named year may be."""

import pytest

from app.matching import act_years, compare
from app.matching.act_years import ActYears
from app.matching.ditto import Readings
from app.matching.result import Line, Result
from app.models.books import BOOKS
from app.models.declaration.act import Age
from app.models.registry.person import Person
from app.models.words.partial_date import PartialDate
from app.models.words.values import Value


def years_of(book: str, section: str, **texts: str) -> ActYears:
    declared = BOOKS[book].for_entry({key: Value.of(text) for key, text in texts.items()})
    return act_years.of(declared, declared.section(section), {k: Value.of(t) for k, t in texts.items()})


DATES = {
    "registration_date": "12/5/2015",
    "child_birth_date": "1/6/1995",
    "death_date": "20/11/1979",
    "adopted_birth_date": "2/2/2010",
    "marriage_effective_date": "1990",
}


@pytest.mark.parametrize(
    ("book", "section", "counted_to"),
    [
        ("khai_sinh", "child", (2015,)),
        ("khai_sinh", "mother", (1995, 2015)),
        ("khai_sinh", "father", (1995, 2015)),
        ("ket_hon", "husband", (2015, 1990)),
        ("ket_hon", "wife", (2015, 1990)),
        ("khai_tu", "deceased", (1979,)),
        ("nuoi_con_nuoi", "adopted_child", (2015,)),
        ("nuoi_con_nuoi", "adoptive_father", (2015,)),
        ("nuoi_con_nuoi", "adoptive_mother", (2015,)),
    ],
)
def test_what_an_age_counts_to(book, section, counted_to):
    years = years_of(book, section, **DATES)
    assert years.counted_to == counted_to
    assert years.registered == 2015
    assert years.first == min(*counted_to, 2015)
    assert years.to_death == (section == "deceased")


@pytest.mark.parametrize(
    ("death", "counted_to"),
    [
        ("1979", (1979,)),
        ("", ()),
        ("không rõ", ()),
        ("mồng 5 tháng chạp năm 1979 âl", (1980,)),
        ("tháng 3 năm Kỷ Mùi", (1979,)),
        ("3/5/79", (1979,)),
    ],
)
def test_a_death_however_it_is_dated(death, counted_to):
    texts = {"registration_date": "12/5/2015"} | ({"death_date": death} if death else {})
    assert years_of("khai_tu", "deceased", **texts).counted_to == counted_to


def test_nothing_is_known_of_an_act_without_dates():
    years = years_of("khai_tu", "deceased")
    assert (years.counted_to, years.registered, years.first) == ((), None, None)
    assert years.born_by_age("72 tuổi") == ()
    assert years.born_by_name("Giáp Thìn") == ()


def test_an_age_at_an_undated_death_counts_to_that_of_the_registry_only():
    dead = ActYears((), 2015, Age.DECEASED, to_death=True)
    assert dead.born_by_age("72 tuổi", PartialDate(1979)) == (1907,)
    assert dead.born_by_age("72 tuổi") == ()
    assert ActYears((1979,), 2015, Age.DECEASED, to_death=True).born_by_age("72 tuổi", PartialDate(1990)) == (
        1907,
    )
    assert ActYears((), 2015, Age.GROWN).born_by_age("72 tuổi", PartialDate(1979)) == ()


@pytest.mark.parametrize(
    ("years", "written", "born"),
    [
        (ActYears((2012,), 2012, Age.CHILD), "Giáp Thìn", (1964,)),
        (ActYears((1964,), 1964, Age.CHILD), "rằm tháng giêng năm Giáp Thìn", (1964,)),
        (ActYears((1963,), 1963, Age.CHILD), "Giáp Thìn", (1904,)),
        (ActYears((1990,), 1990, Age.GROWN), "Giáp Thìn", (1964,)),
        (ActYears((1982,), 1982, Age.GROWN), "Giáp Thìn", (1964, 1904)),
        (ActYears((1976,), 1976, Age.GROWN), "Giáp Thìn", (1904,)),
        (ActYears((1990,), 1990, Age.DECEASED), "Giáp Thìn", (1904, 1964)),
        (ActYears((2020,), 2020, Age.DECEASED), "Giáp Thìn", (1964, 1904)),
        (ActYears((1990,), 1990, Age.DECEASED), "Giáp Thìn, 27 tuổi", (1964,)),
        (ActYears((1990,), 1990, Age.DECEASED), "Giáp Thìn, hưởng thọ 87 tuổi", (1904,)),
        (ActYears((1990,), 1990, Age.DECEASED), "Giáp Thìn, 50 tuổi", (1904, 1964)),
        (ActYears((2024,), 2024, Age.ANY), "Giáp Thìn", (2024, 1964, 1904)),
        (ActYears((1990,), 1990, Age.GROWN), "1964", ()),
        (ActYears((1990,), 1990, Age.GROWN), "26 tuổi", ()),
    ],
)
def test_a_named_year_is_one_that_the_role_and_the_age_allow(years, written, born):
    assert years.born_by_name(written) == born


def line_of(
    book: str, section: str, born: str, died: str = "", marks: Readings | None = None, **texts: str
) -> Line:
    person = Person(personal_id="038064900301", full_name="Hà Văn Ổn", birth_date=born, death_date=died)
    values = {key: Value.of(text) for key, text in texts.items()}
    lines = compare.compare(BOOKS[book], section, values, person, marks or {})
    return next(line for line in lines if line.field == "birth_date" and line.book_field)


WEDDING = {"registration_date": "3/3/2016"}
BURIAL = {"registration_date": "12/5/2015", "death_date": "1979"}
LATE = {"child_birth_date": "1/6/1995", "registration_date": "12/5/2015"}
AGES = {
    "fits": ("ket_hon", "husband", "1964-02-27", "52 tuổi", WEDDING, "", "sổ ghi tuổi, sinh khoảng 1964"),
    "two years off": ("ket_hon", "husband", "1962", "52 tuổi", WEDDING, "", "sổ ghi tuổi, sinh khoảng 1964"),
    "three years off": ("ket_hon", "husband", "1961", "52 tuổi", WEDDING, "", "lệch 3 tuổi"),
    "by Tết": ("ket_hon", "husband", "1966", "tuổi mụ 52", WEDDING, "", "sổ ghi tuổi, sinh khoảng 1965"),
    "by Tết, off": ("ket_hon", "husband", "1962", "tuổi mụ 52", WEDDING, "", "lệch 3 tuổi"),
    "about": ("ket_hon", "husband", "1959", "khoảng 52 tuổi", WEDDING, "", "sổ ghi tuổi, sinh khoảng 1964"),
    "about, off": ("ket_hon", "husband", "1958", "khoảng 52 tuổi", WEDDING, "", "lệch 6 tuổi"),
    "bare": ("ket_hon", "husband", "1964", "52", WEDDING, "", "sổ ghi tuổi, sinh khoảng 1964"),
    "bare, a year too": ("ket_hon", "husband", "1958", "58", WEDDING, "", "sổ chỉ ghi hai chữ số của năm"),
    "at the birth": ("khai_sinh", "mother", "1970", "25 tuổi", LATE, "", "sổ ghi tuổi, sinh khoảng 1970"),
    "at its registration": (
        "khai_sinh",
        "mother",
        "1990",
        "25 tuổi",
        LATE,
        "",
        "sổ ghi tuổi, sinh khoảng 1990",
    ),
    "at neither": ("khai_sinh", "mother", "1980", "25 tuổi", LATE, "", "lệch 10 tuổi"),
    "at the death": ("khai_tu", "deceased", "1907", "72 tuổi", BURIAL, "", "sổ ghi tuổi, sinh khoảng 1907"),
    "not at the registration": ("khai_tu", "deceased", "1943", "72 tuổi", BURIAL, "", "lệch 36 tuổi"),
    "at the death of the registry": (
        *("khai_tu", "deceased", "1907", "72 tuổi", BURIAL | {"death_date": ""}, "1979-11-20"),
        "sổ ghi tuổi, sinh khoảng 1907, tính đến ngày chết trong CSDL",
    ),
    "another age at the death of the registry": (
        *("khai_tu", "deceased", "1917", "72 tuổi", BURIAL | {"death_date": ""}, "1979-11-20"),
        "lệch 10 tuổi",
    ),
    "no death": (
        *("khai_tu", "deceased", "1943", "72 tuổi", BURIAL | {"death_date": ""}, ""),
        "sổ ghi tuổi, chưa có ngày chết để tính năm sinh",
    ),
    "no death, a date": ("khai_tu", "deceased", "1943", "1943", {"registration_date": "2015"}, "", ""),
    "named": ("ket_hon", "husband", "1964-02-27", "Giáp Thìn", WEDDING, "", "năm Giáp Thìn là 1964"),
    "named, not of that age": ("ket_hon", "husband", "1904", "Giáp Thìn", WEDDING, "", "lệch 60 tuổi"),
    "named, another": (
        "ket_hon",
        "husband",
        "1970",
        "Giáp Thìn",
        WEDDING,
        "",
        "khác năm (Giáp Thìn là 1964)",
    ),
    "named, with an age": ("khai_tu", "deceased", "1904", "Giáp Thìn, 15 tuổi", BURIAL, "", "lệch 60 tuổi"),
    "named, no act": ("ket_hon", "husband", "1904", "Giáp Thìn", {}, "", "năm Giáp Thìn là 1904"),
}


@pytest.mark.parametrize(
    ("book", "section", "born", "written", "texts", "died", "said"), AGES.values(), ids=AGES
)
def test_a_birth_by_an_age_or_a_named_year(book, section, born, written, texts, died, said):
    key = next(f.key for f in BOOKS[book].section(section).fields if f.compare == "birth_date")
    line = line_of(book, section, born, died, **{key: written}, **texts)
    assert line.detail == said
    differs = said.startswith(("lệch", "khác"))
    assert (line.result is Result.DIFFERENT) == differs
    assert line.book_spans == (((0, len(written)),) if differs else ())
    assert differs or line.result is (Result.BOOK_PARTIAL if said else Result.EQUAL)


@pytest.mark.parametrize(
    ("born", "result"),
    [("1952", Result.UNREAD), ("1964", Result.BOOK_PARTIAL), ("1980", Result.UNREAD)],
    ids=["a year or an age", "an age", "neither"],
)
def test_two_digits_that_are_the_year_but_no_age_are_unread(born, result):
    line = line_of("ket_hon", "husband", born, husband_birth_date="52", **WEDDING)
    assert line.result is result
    assert (line.detail == "52 là tuổi hay năm sinh 1952") is (born == "1952")


@pytest.mark.parametrize(
    ("born", "said"),
    [
        ("1970", "như trên: 25 tuổi (sổ ghi tuổi, sinh khoảng 1970)"),
        ("1980", "như trên: 25 tuổi (lệch 10 tuổi)"),
    ],
)
def test_an_age_that_a_ditto_mark_stands_for_is_counted_too(born, said):
    marks = {"birth_date": ("25 tuổi",)}
    line = line_of("khai_sinh", "mother", born, marks=marks, mother_birth_date="nt", **LATE)
    assert line.detail == said
    assert line.own_detail in said
    assert (line.result is Result.DIFFERENT) == ("lệch" in said)
