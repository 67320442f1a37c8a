"""What is not understood never agrees: on either side, in every column."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.matching import understood
from app.matching.compare import branch_of, compare, summary
from app.matching.result import Line, Result
from app.models.declaration.book import BookType, Field, Kind, Section
from app.models.registry.person import PERSON_LABELS, Person
from app.models.words.codes import Branch
from app.models.words.values import Value

PERSON = Person(
    personal_id="038190000123",
    full_name="Lê Thị Thuý",
    cmnd="171519365",
    sex="Nữ",
    birth_date="1990-03-07",
    birth_place="Xã Cẩm Lương, Huyện Cẩm Thủy, Tỉnh Thanh Hóa",
    birth_registration_place="Xã Cẩm Lương, Huyện Cẩm Thủy, Tỉnh Thanh Hóa",
    home_origin="Xã Cẩm Lương, Huyện Cẩm Thủy, Tỉnh Thanh Hóa",
    ethnicity="Mường",
    nationality="Việt Nam",
    father_name="Lê Văn Hùng",
    mother_name="Bùi Thị Hoà",
    spouse_name="Hà Văn Nam",
    death_date="2020-05-01",
)
COLUMNS = (
    *(
        "full_name",
        "sex",
        "birth_date",
        "birth_place",
        "birth_registration_place",
        "home_origin",
        "ethnicity",
    ),
    *("nationality", "father_name", "mother_name", "spouse_name", "death_date", "cmnd", "personal_id"),
)
BOOK = BookType(
    key="tat_ca",
    title="Mọi cột",
    short="Mọi cột",
    file_prefix="M",
    priority=1,
    version=1,
    main="own",
    sections=(
        Section("own", "Người", tuple(Field(c, c, Kind.TEXT, compare=c) for c in COLUMNS), person=True),
    ),
)
GARBAGE = [
    "#REF!",
    "#N/A",
    "Nguy?n V?n A",
    "\ufffd\ufffd",
    "<td>",
    "@@",
    "{x: 1}",
    "12:30",
    "-1",
    "1e5",
    "<br>",
    "TrÇn §×nh D¬ng",  # TCVN3 without its soft hyphens
    "Lª ¬ng",
    "Lª h¬",
]
NOT_IN = {  # words that some columns understand, and these do not
    "personal_id": ["38190000123x", "3.8E+10", "0381900001", "03819000012", "abc"],
    "cmnd": ["1.7E+8", "17151", "abc"],
    "birth_date": ["39748x", "2008-10-26T17:00:00Z", "Kinh", "3/12/98 12:00:00 AM", "99999"],
    "death_date": ["không nhớ nữa nhưng mùa đông", "1/2/3/4"],
    "sex": ["Nguyễn", "9", "TRUE"],
    "full_name": ["12345", "Lê Văn 2", "171519365"],
    "home_origin": ["38.390.14932", "14932"],
    "ethnicity": ["99", "0"],
    "nationality": ["704"],
}


def written_in(column: str, book: str, registry: str) -> tuple[Line, ...]:
    """Compare two people who agree but for what is written in one column."""
    values = {name: Value.of(getattr(PERSON, name)) for name in COLUMNS} | {column: Value.of(book)}
    return compare(BOOK, "own", values, replace(PERSON, **{column: registry}))


def test_two_people_who_agree_are_consistent():
    assert branch_of(written_in("sex", "Nữ", "Nữ")) is Branch.MATCH


@pytest.mark.parametrize("column", COLUMNS)
def test_words_that_are_not_understood_never_agree(column):
    for words in [*GARBAGE, *NOT_IN.get(column, [])]:
        right = getattr(PERSON, column)
        for book, registry in ((words, right), (right, words), (words, words)):
            lines = written_in(column, book, registry)
            assert branch_of(lines) is not Branch.MATCH, (book, registry)


@given(st.sampled_from(COLUMNS), st.text(max_size=25))
def test_any_text_of_the_registry_agrees_only_where_it_is_understood(column, registry):
    line = next(x for x in written_in(column, getattr(PERSON, column), registry) if x.book_field == column)
    silent = line.result is Result.REGISTRY_BLANK
    assert (
        silent or line.result in {Result.DIFFERENT, Result.UNREAD} or understood.in_registry(column, registry)
    )


@given(st.sampled_from(COLUMNS), st.text(max_size=25))
def test_any_text_of_a_book_agrees_only_where_it_is_understood(column, book):
    line = next(x for x in written_in(column, book, getattr(PERSON, column)) if x.book_field == column)
    quiet = {Result.BOOK_BLANK, Result.ILLEGIBLE, Result.REGISTRY_BLANK}
    assert line.result in {*quiet, Result.DIFFERENT, Result.UNREAD} or understood.in_book(column, line.book)


@pytest.mark.parametrize(
    ("column", "book", "registry", "detail"),
    [
        ("birth_date", "07/03/1990", "7/3/1990", "chưa đọc được ngày trong CSDL"),
        ("birth_date", "hôm qua", "1990-03-07", "chưa đọc được ngày trong sổ"),
        ("personal_id", "3.8E+10", "038190000123", "số bị làm tròn, mất chữ số: xem lại giấy tờ"),
        ("personal_id", "038190000123", "3.8E+10", "số bị làm tròn, mất chữ số: xem lại giấy tờ"),
        ("cmnd", "abc", "171519365", "chưa đọc được số trong sổ"),
        ("home_origin", "Xã Cẩm Lương", "14932", "chưa đọc được chữ trong CSDL"),
    ],
)
def test_an_unread_value_is_said_with_its_side(column, book, registry, detail):
    lines = written_in(column, book, registry)
    line = next(x for x in lines if x.book_field == column)
    assert (line.result, line.detail) == (Result.UNREAD, detail)
    assert branch_of(lines) is Branch.MISMATCH_BASIC
    label = PERSON_LABELS[column]
    assert summary(lines).endswith(f"; chưa đọc được {label[:1].lower()}{label[1:]}")


def test_marks_of_doubt_alone_are_a_blank_in_a_book_and_lost_letters_in_the_registry():
    (line,) = (x for x in written_in("full_name", "???", "Lê Thị Thuý") if x.book_field == "full_name")
    assert line.result is Result.BOOK_BLANK
    (line,) = (x for x in written_in("full_name", "Lê Thị Thuý", "???") if x.book_field == "full_name")
    assert line.result is Result.UNREAD


@pytest.mark.parametrize(
    "written",
    [
        *(
            "Lê ? Thuý",
            "Lê Thị ?",
            "Lê Thị [?]",
            "Lê ... Thuý",
            "Lê … Thuý",
            "Lê Thị T..",
            "Lê Th…",
            "Lê Thị _",
        ),
        *(
            "Lê Thị (mờ)",
            "Lê Thị…",
            "Lê Thị .....",
            "Lê [không đọc được] Thuý",
            "Lê (rách) Thuý",
            "Lê Thị Th? (đã chết)",
            "Lê Thị (?)",
        ),
    ],
)
def test_a_name_that_was_read_in_part_is_not_understood(written):
    for column in ("full_name", "father_name", "mother_name", "spouse_name"):
        for book, registry in ((written, "Lê Thị Thuý"), ("Lê Thị Thuý", written)):
            (line,) = (x for x in written_in(column, book, registry) if x.book_field == column)
            assert line.result is Result.UNREAD


@pytest.mark.parametrize(
    "written",
    [
        *("Lê Thị Thuý SN 1970", "Lê Thị Thuý, sinh 1970", "Lê Thị Thuý 32 tuổi", "Lê Thị Thuý (1970)"),
        *(
            "1. Lê Thị Thuý",
            "Lê Thị Thuý......",
            "Lê Thị Thuý…",
            "Lê Thị Thuý (?)",
            "Lê Th. Thuý",
            "“Lê Thị Thuý”",
        ),
    ],
)
def test_what_stands_around_a_name_leaves_it_understood(written):
    (line,) = (x for x in written_in("full_name", written, "Lê Thị Thuý") if x.book_field == "full_name")
    assert line.result in {Result.EQUAL_FORMAT, Result.EQUAL_VARIANT}


@pytest.mark.parametrize(
    ("written", "sex"),
    [
        *(
            ("bé trai", "Nam"),
            ("Trai (nam)", "Nam"),
            ("nam giới", "Nam"),
            ("Bé gái", "Nữ"),
            ("nữ giới", "Nữ"),
        ),
        *(
            ("con gái", "Nữ"),
            ("Gái (nữ)", "Nữ"),
            ("cháu trai", "Nam"),
            ("Phái nữ", "Nữ"),
            ("giới: nam", "Nam"),
        ),
    ],
)
def test_words_for_the_sexes(written, sex):
    (line,) = (x for x in written_in("sex", written, sex) if x.book_field == "sex")
    assert line.result is Result.EQUAL_FORMAT


@pytest.mark.parametrize("written", ["Nam (nữ)", "Nam/Nữ", "bé", "con", "N", "nam nữ"])
def test_what_names_no_sex(written):
    (line,) = (x for x in written_in("sex", written, "Nam") if x.book_field == "sex")
    assert line.result is Result.UNREAD


@pytest.mark.parametrize("book", ["", "không rõ", "nt"])
@pytest.mark.parametrize(("column", "registry"), [("birth_date", "1998-13-45"), ("ethnicity", "#N/A")])
def test_an_unread_registry_value_is_said_beside_a_blank_book(column, book, registry):
    (line,) = (x for x in written_in(column, book, registry) if x.book_field == column)
    assert line.result is Result.UNREAD
    assert "CSDL" in line.detail
