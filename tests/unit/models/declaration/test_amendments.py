"""Notes in the margin: which field they change, in what order, and what is odd in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.books import BOOKS
from app.models.declaration import amendments, rules
from app.models.declaration.amendments import KINDS, counting, in_order, of_entry, of_records, records
from app.models.declaration.book import Kind
from app.models.words.values import Mark, Value
from app.models.words.vietnamese import fold

BIRTH = BOOKS["khai_sinh"]


def about(key):
    """Return what a note calls a field of the book of births."""
    return next(name for name, named in amendments._names(BIRTH.sections) if named == key)


def note(row=1, **parts):
    suffix = "" if row == 1 else f"__{row:02d}"
    return {f"amendment_{what}{suffix}": Value.of(words) for what, words in parts.items()}


ENTRY = {
    "registration_date": Value.of("9/11/1999"),
    "child_name": Value.of("Phạm Văn Tí"),
    "child_birth_date": Value.of("28/10/1999"),
}
WHOLE = dict(
    about=about("child_name"),
    kind="Cải chính",
    to="Phạm Văn Tý",
    number="12/QĐ-UBND",
    date="3/5/2004",
    authority="UBND xã Cẩm Lương",
    **{"from": "Phạm Văn Tí"},
)


def said(values):
    return {(p.field, str(p.short)) for p in rules.check(BIRTH, values) if p.field.startswith("amendment")}


@pytest.mark.parametrize("book", BOOKS.values(), ids=lambda b: b.key)
def test_every_field_of_every_book_can_be_named_and_no_two_are_called_the_same(book):
    names = [fold(name) for name, _ in amendments._names(book.sections)]
    assert len(names) == len(set(names)) == len(book.fields)
    opened = book.open_to_notes()
    assert [field.key for field in opened.sections[-1].fields][:2] == ["amendment_about", "amendment_kind"]
    assert len(opened.field_at("amendment_about__03").options) == len(book.fields)


@pytest.mark.parametrize("book", BOOKS.values(), ids=lambda b: b.key)
def test_the_declared_book_has_no_notes_and_an_entry_has_as_many_as_it_fills(book):
    assert not any(key.startswith("amendment") for key in book.fields)
    assert book.for_entry({}).sections == book.sections
    filled = book.for_entry(note(1, kind="Bổ sung") | note(4, kind="Bổ sung"))
    assert [s.key for s in filled.sections if s.rows == "amendment"] == ["amendment", "amendment__04"]
    assert filled.open_to_notes() is filled
    assert book.open_to_notes().open_to_notes() is book.open_to_notes()
    assert filled.next_row("amendment") == 5


def test_a_note_may_be_about_a_row_of_an_entry():
    book = BOOKS["nhan_cha_me_con"]
    values = {"child_name": Value.of("Một"), "child_name__02": Value.of("Hai")}
    name = next(n for n, key in amendments._names(book.for_entry(values).sections) if key == "child_name__02")
    now = counting(book, values | note(about=name, to="Ba"))
    assert now.values["child_name__02"].text == "Ba"
    assert now.values["child_name"].text == "Một"


def test_the_words_after_a_note_count_and_the_first_ones_stay():
    values = ENTRY | note(**WHOLE)
    now = counting(BIRTH, values)
    assert now.values["child_name"].text == "Phạm Văn Tý"
    assert values["child_name"].text == "Phạm Văn Tí"
    assert [n.field for n in now.notes["child_name"]] == ["child_name"]
    assert now.notes.keys() == {"child_name"}
    assert said(values) == set()


def test_without_notes_the_values_are_the_same():
    assert counting(BIRTH, ENTRY).values is ENTRY


@pytest.mark.parametrize("missing", ["about", "to"])
def test_a_note_without_field_or_new_words_changes_nothing(missing):
    values = ENTRY | note(**{key: words for key, words in WHOLE.items() if key != missing})
    assert counting(BIRTH, values).notes == {}


def test_a_mark_of_the_new_words_counts():
    values = ENTRY | note(about=about("child_name")) | {"amendment_to": Value("", Mark.ILLEGIBLE)}
    assert counting(BIRTH, values).values["child_name"] == Value("", Mark.ILLEGIBLE)


def test_case_and_tones_of_what_is_changed_do_not_matter():
    values = ENTRY | note(about=fold(about("child_name")).upper(), to="X")
    assert counting(BIRTH, values).values["child_name"].text == "X"


# -- the order of effect -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dates", "last"),
    [
        (("3/5/2004", "4/5/2004"), 2),
        (("4/5/2004", "3/5/2004"), 1),
        (("3/5/2004", "2004"), 2),  # may be later, so the page decides
        (("3/5/2004", "2003"), 1),
        (("2004", "3/5/2004"), 2),
        (("3/5/2004", ""), 2),
        (("", "3/5/2004"), 2),
        (("", ""), 2),
        (("3/5/2004", "không rõ"), 2),
        (("3/5/2004", "31/2/2004"), 2),  # no day of the calendar: of that year at least
        (("31/2/2005", "3/5/2004"), 1),
    ],
)
def test_the_last_note_by_date_counts_and_the_page_decides_where_dates_do_not(dates, last):
    one, two = dates
    values = ENTRY | note(1, about=about("child_name"), to="1", date=one)
    values |= note(2, about=about("child_name"), to="2", date=two)
    now = counting(BIRTH, values)
    assert now.values["child_name"].text == str(last)
    assert [n.row for n in now.notes["child_name"]] == ([1, 2] if last == 2 else [2, 1])


@given(
    st.permutations(
        [
            f"{day}/{month}/{year}"
            for year, month, day in [(1999, 1, 2), (1999, 2, 1), (2004, 5, 3), (2004, 12, 31), (2010, 1, 1)]
        ]
    )
)
def test_of_dated_notes_the_order_of_typing_does_not_matter(dates):
    values = dict(ENTRY)
    for row, date in enumerate(dates, 1):
        values |= note(row, about=about("child_name"), to=date, date=date)
    now = counting(BIRTH, values)
    assert now.values["child_name"].text == "1/1/2010"
    assert [n.date for n in now.notes["child_name"]] == [
        "2/1/1999",
        "1/2/1999",
        "3/5/2004",
        "31/12/2004",
        "1/1/2010",
    ]


@given(st.lists(st.sampled_from(["", "2003", "2004", "5/2004", "3/5/2004", "x"]), max_size=6))
def test_no_note_is_lost_or_doubled_by_the_order(dates):
    values = {}
    for row, date in enumerate(dates, 1):
        values |= note(row, kind="Bổ sung", date=date)
    notes = of_entry(BIRTH, values)
    assert sorted(n.row for n in in_order(notes)) == [n.row for n in notes] == list(range(1, len(dates) + 1))


# -- what is odd ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parts", "problem"),
    [
        ({"date": "8/11/1999"}, ("amendment_date", "sai thứ tự ngày")),
        ({"from": "Phạm Văn Tú"}, ("amendment_from", "khác sổ")),
        ({"from": ""}, ("amendment_from", "khác sổ")),
        ({"to": "phạm văn  tí"}, ("amendment_to", "như cũ")),
        ({"to": ""}, ("amendment_to", "thành gì?")),
        ({"to": "Phạm Văn 2"}, ("amendment_to", "có chữ số")),
        ({"about": "Mục không có"}, ("amendment_about", "mục lạ")),
        ({"kind": "Việc lạ"}, ("amendment_kind", "mục lạ")),
        ({"date": "mồng mấy"}, ("amendment_date", "chưa hiểu ngày")),
        ({"number": "", "date": "", "authority": ""}, ("amendment_number", "căn cứ?")),
        ({"about": "", "kind": ""}, ("amendment_about", "mục nào?")),
    ],
)
def test_what_is_odd_in_a_note_is_said_at_its_field(parts, problem):
    assert problem in said(ENTRY | note(**(WHOLE | parts)))


@pytest.mark.parametrize(
    "parts",
    [
        {"date": "9/11/1999"},
        {"date": "1999"},  # may be later in that year
        {"from": "PHẠM VĂN TÍ"},
        {"kind": ""},
        {"number": ""},
    ],
)
def test_what_may_be_right_is_not_pointed_at(parts):
    assert said(ENTRY | note(**(WHOLE | parts))) == set()


def test_no_problem_of_a_note_stops_an_entry():
    values = ENTRY | note(**(WHOLE | {"about": "x", "to": "", "date": "1/1/1950", "number": ""}))
    assert not [p for p in rules.check(BIRTH, values) if p.blocking and p.field.startswith("amendment")]


def test_a_later_note_is_held_against_what_the_earlier_left():
    one = note(1, **WHOLE)
    right = note(2, **(WHOLE | {"from": "Phạm Văn Tý", "to": "Phạm Văn Tỷ", "date": "2010"}))
    wrong = note(2, **(WHOLE | {"to": "Phạm Văn Tỷ", "date": "2010"}))
    assert said(ENTRY | one | right) == set()
    assert said(ENTRY | one | wrong) == {("amendment_from__02", "khác sổ")}


def test_dates_from_and_in_the_book_are_the_same_in_any_form():
    parts = dict(WHOLE) | {"about": about("child_birth_date"), "from": "28.10.1999", "to": "28/10/1998"}
    assert said(ENTRY | note(**parts)) == set()
    assert said(ENTRY | note(**(parts | {"to": "28-10-1999"}))) == {("amendment_to", "như cũ")}


def test_a_note_of_a_kind_alone_changes_nothing_and_asks_for_nothing():
    values = ENTRY | note(kind="Ghi chú khác", number="5/2010", to="Đã ly hôn")
    assert said(values) == set()
    assert counting(BIRTH, values).notes == {}


# -- in a package --------------------------------------------------------------------------------------


def test_a_note_as_a_package_carries_it():
    (record,) = records(BIRTH, ENTRY | note(**WHOLE))
    assert record == {
        "field": "child_name",
        "about": about("child_name"),
        "kind": "cai_chinh",
        "kind_words": "Cải chính",
        "from": "Phạm Văn Tí",
        "from_mark": "",
        "to": "Phạm Văn Tý",
        "to_mark": "",
        "number": "12/QĐ-UBND",
        "date": "3/5/2004",
        "authority": "UBND xã Cẩm Lương",
        "basis": "12/QĐ-UBND ngày 3/5/2004 của UBND xã Cẩm Lương",
    }


def test_the_notes_of_a_package_give_the_same_values_again():
    values = (
        note(1, **WHOLE) | note(2, kind="Bổ sung", number="5") | {"amendment_to__02": Value("", Mark.TORN)}
    )
    assert of_records(records(BIRTH, values)) == values


def test_each_kind_has_a_code_and_other_words_have_none():
    kinds = [label for _, label in KINDS]
    found = [of_entry(BIRTH, note(kind=kind.upper()))[0].code for kind in [*kinds, "Lạ"]]
    assert found == [*(code for code, _ in KINDS), ""]
    (field,) = [f for f in BIRTH.open_to_notes().sections[-1].fields if f.key == "amendment_kind"]
    assert (field.kind, [label for _, label in field.options]) == (Kind.ENUM, kinds)
