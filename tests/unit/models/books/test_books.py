"""Every field of the declarations is the field of the domain's list, and fits the form."""

import json
import re
import unicodedata
from pathlib import Path

import fontpkg_be_vietnam_pro as form_font
import pytest
from PIL import ImageFont

from app.matching.compare import compare
from app.models import books
from app.models.books import BOOKS
from app.models.declaration.act import Relation
from app.models.declaration.book import BookType, Field, Kind, Section
from app.models.declaration.lists import ETHNIC_GROUPS, PROVINCE_PREFIXES
from app.models.declaration.rules import KIND_CHECKS
from app.models.registry.person import PERSON_COLUMNS, Person
from app.models.words.values import Value
from tests.trial import EXPECTED as OF_TRIAL
from tests.trial import TRIAL

EXPECTED = json.loads(Path(__file__).with_name("books_expected.json").read_text(encoding="utf-8"))
EVERY = {**BOOKS, **TRIAL}
WANTED = {**EXPECTED["books"], **OF_TRIAL["books"]}
ENUMS = {**EXPECTED["enums"], **OF_TRIAL["enums"]}
DECLARATIONS = Path(books.__file__).parent
APP = DECLARATIONS.parents[1]
PERSON = Person(**dict.fromkeys(PERSON_COLUMNS, "Lê Văn An"))
COLUMNS = {*PERSON_COLUMNS, "personal_id_or_cmnd"}
STICKY = {
    "book_no",
    "book_opened_year",
    "page_no",
    "registration_date",
    "registration_place",
    "signer_name",
    "signer_title",
    "officer_name",
    "issue_place",
}
every_book = pytest.mark.parametrize("book", EVERY.values(), ids=list(EVERY))


def expected(book: BookType) -> dict[str, dict]:
    rows = WANTED[book.key]["fields"]
    return {row[0]: dict(zip(EXPECTED["columns"], row, strict=True)) for row in rows}


def test_the_books_stand_in_legal_order():
    assert list(BOOKS) == list(EXPECTED["books"])
    assert set(TRIAL) == set(OF_TRIAL["books"])


def test_a_book_is_one_file():
    files = {path.stem for path in DECLARATIONS.glob("*.py")} - {"__init__"}
    assert files == set(BOOKS), "every file declares the book it is named for"
    named = re.compile("|".join(rf"\b{key}\b" for key in BOOKS))
    users = {
        path.relative_to(APP).as_posix()
        for path in APP.rglob("*.py")
        if named.search(path.read_text(encoding="utf-8"))
        and not {APP / "commands", APP / "demo"} & set(path.parents)  # these name every book
    }
    assert users == {f"models/books/{key}.py" for key in BOOKS}, "the product knows a book nowhere else"


@every_book
def test_titles_and_principals(book):
    wanted = WANTED[book.key]
    assert [book.title, book.file_prefix, book.priority] == [
        wanted["title"],
        wanted["prefix"],
        wanted["priority"],
    ]
    assert [s.key for s in book.persons] == wanted["principals"]
    assert book.section(book.main).person


@every_book
def test_fields_are_exactly_those_of_the_list(book):
    declared = {f.key: [f.official, str(f.kind), f.required, f.excel_key] for f in book.all_fields()}
    wanted = {k: [f["label"], f["kind"], f["required"], f["excel_key"]] for k, f in expected(book).items()}
    assert declared == wanted


@every_book
def test_a_section_belongs_to_one_role(book):
    wanted = expected(book)
    for section in book.sections:
        for field in section.fields:
            role = wanted[field.key]["role"]
            assert section.key == role or section.key.startswith(f"{role}_")


@every_book
def test_what_is_compared_with_what(book):
    wanted = expected(book)
    for section in book.sections:
        for field in section.fields:
            if field.key.endswith("_residence"):
                assert field.compare == "permanent_residence", "residence is shown, never compared"
            elif section.key != "declarant":  # never looked up
                assert field.compare == wanted[field.key]["compare"]
            assert not field.compare or field.compare in COLUMNS


@every_book
def test_options_are_those_of_the_list(book):
    for key, wanted in expected(book).items():
        options = book.fields[key].options
        if wanted["enum"] == "ethnic_groups.json":
            assert options == ETHNIC_GROUPS
        elif wanted["enum"]:
            codes = [o if isinstance(o, list) else [o, o] for o in ENUMS[wanted["enum"]]]
            assert [list(o) for o in options] == codes
        else:
            assert not options or wanted["kind"] == "nationality"


@every_book
def test_excel_columns_are_not_used_twice(book):
    keys = [f.excel_key for f in book.all_fields() if f.excel_key]
    assert len(keys) == len(set(keys))


@every_book
def test_relations_name_fields_of_the_book(book):
    for section in book.persons:
        assert section.name_field
        for key, column in section.borrowed:
            assert key in book.fields
            assert key not in {f.key for f in section.fields}
            assert column in PERSON_COLUMNS
        for relative in section.relatives:
            assert relative.name in {s.name_field for s in book.persons}, (
                "a relative is a person of the entry"
            )
            assert (relative.relation is Relation.PARENT) == bool(relative.sex)
            assert not relative.sex or book.fields[relative.sex].compare == "sex"
        assert all(implied.column in PERSON_COLUMNS for implied in section.implied)
        assert len(section.compared_keys) == len(set(section.compared_keys))


@every_book
def test_no_person_is_folded_and_required_fields_are_in_sight(book):
    for section in book.sections:
        assert not (section.person and section.folded)
        assert not (section.folded and any(f.required for f in section.fields))


@every_book
def test_what_carries_over_to_the_next_act(book):
    assert {f.key for f in book.all_fields() if f.sticky} == STICKY & set(book.fields)


@every_book
def test_what_a_field_says_of_the_act_is_said_once(book):
    told = [f.registration for f in book.all_fields() if f.registration]
    assert len(told) == len(set(told))
    assert not any(f.registration for s in book.sections if s.rows for f in s.fields)


@every_book
def test_what_a_person_is_compared_by_can_be_compared(book):
    for section in book.persons:
        values = {key: Value("Lê Văn An") for key in section.compared_keys}
        lines = compare(book, section.key, values, PERSON)
        compared = {line.book_field for line in lines} - {""}
        assert compared == set(section.compared_keys) - {r.sex for r in section.relatives}


def test_matching_names_no_book():
    for path in (APP / "matching").glob("*.py"):
        words = set(re.findall(r"\w+", path.read_text(encoding="utf-8")))
        assert not words & set(EVERY), path.name


@every_book
def test_labels_fit_the_form(book):
    font = ImageFont.truetype(str(next(form_font.ROOT.rglob("*Pro-Regular.*tf"))), 13)
    for field in book.all_fields():
        assert field.label
        assert font.getlength(field.label) <= 132, field.label


@every_book
def test_words_are_composed_letters(book):
    for section in book.sections:
        for text in (section.title, *(f.label + f.hint for f in section.fields)):
            assert unicodedata.is_normalized("NFC", text)


def test_relations_of_the_persons():
    birth = BOOKS["khai_sinh"].section("child")
    assert dict(birth.borrowed) == {
        "father_name": "father_name",
        "mother_name": "mother_name",
        "registration_place": "birth_registration_place",
    }
    assert dict(BOOKS["ket_hon"].section("husband").borrowed) == {"wife_name": "spouse_name"}
    assert dict(BOOKS["khai_tu"].section("deceased").borrowed) == {}
    assert not BOOKS["khai_tu"].fields["death_date"].basic


def test_every_kind_is_used_and_checked():
    assert {f.kind for book in BOOKS.values() for f in book.all_fields()} == set(Kind)
    assert set(KIND_CHECKS) == set(Kind)


def test_a_key_declared_twice_is_a_mistake():
    row = Section("a", "A", (Field("x__02", "X", Kind.TEXT),))
    with pytest.raises(ValueError, match="x__02 looks like a row"):
        BookType("b", "B", "B", "B", 1, 1, (row,))
    carried = Section("a", "A", (Field("x", "X", Kind.TEXT, sticky=True),), rows="a")
    with pytest.raises(ValueError, match="a repeats"):
        BookType("b", "B", "B", "B", 1, 1, (carried,))
    twice = Section("a", "A", (Field("x", "X", Kind.TEXT), Field("x", "X", Kind.TEXT)))
    with pytest.raises(ValueError, match="x declared twice"):
        BookType("b", "B", "B", "B", 1, 1, (twice,))


def test_lists():
    assert len(ETHNIC_GROUPS) == 54
    assert dict(ETHNIC_GROUPS)["06"] == "Mường"
    assert len(PROVINCE_PREFIXES) == 63
    assert "038" in PROVINCE_PREFIXES
