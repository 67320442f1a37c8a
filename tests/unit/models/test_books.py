"""Every field of the declarations is the field of the ministry's and the domain's list."""

import json
from pathlib import Path

import pytest

from app.models import rules
from app.models.book import Kind
from app.models.books import BOOKS
from app.models.values import Mark, Value

EXPECTED = json.loads(Path(__file__).with_name("books_expected.json").read_text(encoding="utf-8"))


def test_the_books_stand_in_legal_order():
    assert list(BOOKS) == ["khai_sinh", "ket_hon", "nuoi_con_nuoi", "khai_tu"]


@pytest.mark.parametrize("key", sorted(BOOKS))
def test_fields_kinds_and_excel_columns(key):
    book = BOOKS[key]
    declared = {f.key: [str(f.kind), f.required, f.excel_key] for f in book.all_fields()}
    assert declared == {k: [kind, required, excel] for k, kind, required, excel, _ in EXPECTED[key]}


@pytest.mark.parametrize("key", sorted(BOOKS))
def test_what_is_compared_with_what(key):
    book = BOOKS[key]
    persons = {s.key for s in book.persons}
    for section in book.persons:
        declared = {f.key: f.compare for f in section.fields if f.compare}
        residence = {k: c for k, c in declared.items() if c == "permanent_residence"}
        assert all(k.endswith("_residence") for k in residence), "residence is shown, never compared"
        expected = {
            field: to.split(".")[1] for field, *_, to in EXPECTED[key] if to.startswith(section.key + ".")
        }
        assert {k: c for k, c in declared.items() if k not in residence} == expected
    assert {to.split(".")[0] for *_, to in EXPECTED[key] if to} - persons <= {"giver", "declarant"}


@pytest.mark.parametrize("key", sorted(BOOKS))
def test_relations_name_fields_of_the_book(key):
    book = BOOKS[key]
    for section in book.persons:
        assert section.name_field
        for other in (section.father, section.mother, section.spouse, *(f for f, _ in section.elsewhere)):
            assert not other or other in book.fields


@pytest.mark.parametrize("key", sorted(BOOKS))
def test_a_mark_is_enough_for_a_required_field(key):
    book = BOOKS[key]
    needed = {f.key for f in book.all_fields() if f.required}
    assert {p.field for p in rules.check(book, {}) if p.blocking} == needed
    marked = {k: Value("", Mark.NOT_IN_FORM) for k in needed}
    assert not [p for p in rules.check(book, marked) if p.blocking]


def test_every_kind_is_used_or_checked():
    used = {f.kind for book in BOOKS.values() for f in book.all_fields()}
    assert used == set(Kind)


def problems(book: str, **texts: str) -> set[str]:
    found = rules.check(BOOKS[book], {k: Value.of(t) for k, t in texts.items()})
    return {p.field for p in found if not p.blocking}


def test_dates_out_of_order_are_shown_not_refused():
    assert "registration_date" in problems(
        "khai_sinh", registration_date="1/1/1998", child_birth_date="2/1/1998"
    )
    assert "registration_date" not in problems(
        "khai_sinh", registration_date="1998", child_birth_date="2/1/1998"
    )
    assert "death_date" in problems("khai_tu", death_date="1990", deceased_birth_date="1991")


def test_impossible_dates_and_wrong_numbers_are_shown():
    assert "child_birth_date" in problems("khai_sinh", child_birth_date="30/2/1998")
    assert "child_personal_id" in problems("khai_sinh", child_personal_id="03809900412")
    assert "child_personal_id" not in problems("khai_sinh", child_personal_id="038 099 004 127")


def test_ages_that_need_a_second_look():
    assert "mother_birth_date" in problems("khai_sinh", mother_birth_date="1990", child_birth_date="1/1/1998")
    assert "wife_birth_date" in problems("ket_hon", wife_birth_date="1990", registration_date="5/5/2005")
