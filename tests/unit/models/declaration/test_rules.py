"""What an officer is told of typed values; only a required field without words or mark stops completing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.books import BOOKS
from app.models.declaration.book import Field, Kind
from app.models.declaration.rules import KIND_CHECKS, check
from app.models.words.values import Mark, Value

every_book = pytest.mark.parametrize("book", BOOKS.values(), ids=list(BOOKS))


def told(book: str, **texts: str) -> dict[str, str]:
    found = check(BOOKS[book], {k: Value.of(t) for k, t in texts.items()})
    return {p.field: p.text for p in found if not p.blocking}


def said_of(kind: Kind, text: str, **more) -> str:
    return KIND_CHECKS[kind](Field("x", "X", kind, **more), text)


@every_book
def test_required_fields_need_words_or_a_mark(book):
    needed = {f.key for f in book.all_fields() if f.required}
    assert {p.field for p in check(book, {}) if p.blocking} == needed
    for mark in Mark:
        marked = {k: Value("", mark) for k in needed}
        blocked = {p.field for p in check(book, marked) if p.blocking}
        assert blocked == (needed if mark == Mark.UNCERTAIN else set())


@every_book
@given(st.data())
def test_no_words_ever_stop_completing(book, data):
    texts = st.text(min_size=1, max_size=12).filter(lambda t: t.strip())
    values = {f.key: Value.of(data.draw(texts)) for f in book.all_fields() if f.required}
    values |= {f.key: Value.of(data.draw(st.text(max_size=6))) for f in list(book.all_fields())[::5]}
    needed = [f.key for f in book.all_fields() if f.required and not values[f.key].text]
    assert {p.field for p in check(book, values) if p.blocking} == set(needed)
    assert all(p.field in book.fields and p.text for p in check(book, values))


@pytest.mark.parametrize(
    ("kind", "fine", "odd"),
    [
        (Kind.DATE_PARTIAL, "1975", "72 tuổi"),
        (Kind.DATE_PARTIAL, "29/02/2000", "30/02/2000"),
        (Kind.TIME_PARTIAL, "06 giờ 30 phút", "sáng sớm"),
        (Kind.TIME_PARTIAL, "12h30", "25:00"),
        (Kind.TIME_PARTIAL, "23:59", "23:75"),
        (Kind.YEAR, "1998", "98"),
        (Kind.INT, "1", "một"),
        (Kind.PERSONAL_ID, "038 099 004 127", "03809900412"),
        (Kind.PERSONAL_ID, "038099004127", "999099004127"),
        (Kind.NAME, "Lê Văn Tý tức Bình", "Lê Văn Tý 2"),
        (Kind.ID_NUMBER, "B 1234567", None),
        (Kind.PLACE, "nt", None),
        (Kind.ETHNICITY, "Mường (Mol)", None),
    ],
)
def test_words_that_do_not_look_like_their_kind(kind, fine, odd):
    assert not said_of(kind, fine)
    assert odd is None or said_of(kind, odd)


def test_a_choice_in_other_words_is_kept_and_told():
    options = (("1", "Nam"), ("2", "Nữ"))
    assert not said_of(Kind.ENUM, "nữ", options=options)
    assert said_of(Kind.ENUM, "gái", options=options)


@pytest.mark.parametrize(
    ("book", "field", "texts"),
    [
        ("khai_sinh", "registration_date", ("registration_date=1/1/1998", "child_birth_date=2/1/1998")),
        ("khai_sinh", "registration_date", ("registration_date=5/5/1997", "book_opened_year=1998")),
        ("khai_sinh", "mother_birth_date", ("mother_birth_date=1990", "child_birth_date=1/1/1998")),
        ("khai_sinh", "father_birth_date", ("father_birth_date=1900", "child_birth_date=1/1/1998")),
        ("ket_hon", "wife_birth_date", ("wife_birth_date=6/5/1987", "registration_date=5/5/2005")),
        ("ket_hon", "husband_birth_date", ("husband_birth_date=1990", "registration_date=5/5/2005")),
        ("khai_tu", "death_date", ("death_date=1990", "deceased_birth_date=1991")),
        ("khai_tu", "registration_date", ("registration_date=1/2/1990", "death_date=3/2/1990")),
        ("khai_tu", "registration_date", ("registration_date=1/2/1990", "death_date=8/1990")),
        ("khai_tu", "registration_date", ("registration_date=1/2/1990", "death_date=1991")),
        ("khai_tu", "registration_date", ("registration_date=1/2/1990", "death_date=20/11/1990 âl")),
        ("khai_tu", "registration_date", ("registration_date=1/2/1990", "death_date=11/1990 âl")),
        ("khai_tu", "registration_date", ("registration_date=1/1/1990", "death_date=1990 âl")),
        (
            "khai_tu",
            "registration_date",
            ("registration_date=1/2/1990", "death_date=ngày hai mươi tháng mười một năm 1990"),
        ),
        ("khai_sinh", "registration_date", ("registration_date=1/1/1998", "child_birth_date=15/12/1998 âl")),
        (
            "nuoi_con_nuoi",
            "adoptive_mother_birth_date",
            ("adoptive_mother_birth_date=1990", "adopted_birth_date=2000"),
        ),
        (
            "nuoi_con_nuoi",
            "adopted_birth_date",
            ("adopted_birth_date=1/1/1990", "registration_date=2/1/2010"),
        ),
    ],
)
def test_dates_and_ages_that_need_a_second_look(book, field, texts):
    assert field in told(book, **dict(t.split("=") for t in texts))


@pytest.mark.parametrize(
    ("book", "texts"),
    [
        ("khai_sinh", ("registration_date=1998", "child_birth_date=2/1/1998", "book_opened_year=1998")),
        ("khai_sinh", ("mother_birth_date=1975", "child_birth_date=1/1/1998")),
        ("khai_sinh", ("registration_date=13/1/1998", "child_birth_date=15/12/1998 âl")),  # of 1997, perhaps
        ("khai_sinh", ("registration_date=28/1/1999", "child_birth_date=15/12/1998 âl")),
        ("khai_sinh", ("registration_date=1/1/1998", "child_birth_date=12/1998 âl")),
        ("khai_sinh", ("registration_date=2/3/1998", "child_birth_date=30/2/1998 âl")),
        # two years alone: 17 or 18 at the time, so nothing is certain
        ("ket_hon", ("wife_birth_date=1987", "registration_date=1/1/2005")),
        ("ket_hon", ("wife_birth_date=5/5/1987", "registration_date=5/5/2005")),
        ("nuoi_con_nuoi", ("adopted_birth_date=1/1/1990", "registration_date=31/12/2007")),
        ("khai_tu", ("deceased_birth_date=1918", "death_date=2/3/1990")),
    ],
)
def test_what_fits_is_not_told(book, texts):
    assert told(book, **dict(t.split("=") for t in texts)) == {}


MOTHER = {"child_birth_date": "1/6/1995", "registration_date": "5/6/2015"}


@pytest.mark.parametrize(
    ("book", "field", "texts"),
    [
        ("khai_sinh", "mother_birth_date", {**MOTHER, "mother_birth_date": "tám tuổi"}),
        ("khai_sinh", "mother_birth_date", {**MOTHER, "mother_birth_date": "79 tuổi"}),
        ("khai_sinh", "father_birth_date", {**MOTHER, "father_birth_date": "mười một tuổi"}),
        ("ket_hon", "wife_birth_date", {"wife_birth_date": "17 tuổi", "registration_date": "5/5/2005"}),
        (
            "ket_hon",
            "husband_birth_date",
            {"husband_birth_date": "mười chín tuổi", "registration_date": "2005"},
        ),
        ("ket_hon", "husband_birth_date", {"husband_birth_date": "tuổi mụ 20", "registration_date": "2005"}),
        ("khai_tu", "deceased_birth_date", {"deceased_birth_date": "119 tuổi", "death_date": "1979"}),
        ("khai_tu", "deceased_birth_date", {"deceased_birth_date": "hưởng thọ 118 tuổi"}),
        (
            "nuoi_con_nuoi",
            "adoptive_father_birth_date",
            {
                "adoptive_father_birth_date": "25 tuổi",
                "adopted_birth_date": "2000",
                "registration_date": "2008",
            },
        ),
        (
            "nuoi_con_nuoi",
            "adopted_birth_date",
            {"adopted_birth_date": "20 tuổi", "registration_date": "2/1/2010"},
        ),
        ("khai_sinh", "mother_birth_date", {**MOTHER, "mother_birth_date": "250 tuổi"}),
    ],
)
def test_ages_that_need_a_second_look(book, field, texts):
    assert field in told(book, **texts)


@pytest.mark.parametrize(
    ("book", "texts"),
    [
        ("khai_sinh", {**MOTHER, "mother_birth_date": "25 tuổi"}),  # at the birth
        ("khai_sinh", {**MOTHER, "mother_birth_date": "45 tuổi"}),  # at the registration, 25 at the birth
        ("khai_sinh", {**MOTHER, "mother_birth_date": "57 tuổi"}),  # counted by Tết, or 37 at the birth
        ("khai_sinh", {**MOTHER, "mother_birth_date": "hai mươi lăm tuổi", "father_birth_date": "30t"}),
        ("khai_sinh", {"mother_birth_date": "13 tuổi", "child_birth_date": "1995"}),
        ("ket_hon", {"wife_birth_date": "18 tuổi", "registration_date": "5/5/2005"}),
        ("ket_hon", {"husband_birth_date": "20 tuổi", "registration_date": "5/5/2005"}),
        (
            "khai_tu",
            {"deceased_birth_date": "72 tuổi", "death_date": "1979", "registration_date": "12/5/2015"},
        ),
        ("khai_tu", {"deceased_birth_date": "hưởng thọ 117 tuổi", "death_date": "1979"}),
        ("khai_tu", {"deceased_birth_date": "Giáp Thìn", "death_date": "1979"}),
        ("nuoi_con_nuoi", {"adopted_birth_date": "3 tháng tuổi", "registration_date": "2/1/2010"}),
    ],
)
def test_ages_that_fit_are_not_told(book, texts):
    assert told(book, **texts) == {}


@pytest.mark.parametrize(
    ("born", "fits"),
    [
        *(("72 tuổi", True), ("hưởng thọ 73 tuổi", True), ("69 tuổi", False), ("bảy mươi lăm tuổi", False)),
        *(("Đinh Mùi", True), ("Bính Ngọ", True), ("Mậu Thân", False), ("1907", True), ("1908", False)),
    ],
)
def test_a_number_is_compared_with_an_age_or_a_named_year(born, fits):
    texts = {"deceased_id_number": "038007900101", "deceased_sex": "Nam", "death_date": "20/11/1979"}
    assert ("deceased_id_number" not in told("khai_tu", deceased_birth_date=born, **texts)) == fits


def test_the_age_stands_in_the_sentence():
    words = told("ket_hon", wife_birth_date="mười bốn tuổi", registration_date="2005")["wife_birth_date"]
    assert words.startswith("Vợ 14 tuổi khi đăng ký.")
    words = told("ket_hon", wife_birth_date="6/5/1990", registration_date="5/5/2005")["wife_birth_date"]
    assert words.startswith("Vợ 14 tuổi")


def test_the_kind_of_birth_and_the_parents():
    without_father = "Chưa xác định được cha"
    assert told("khai_sinh", child_birth_kind=without_father, mother_name="Bùi Thị Lan") == {}
    assert "father_name" in told(
        "khai_sinh", child_birth_kind=without_father, mother_name="Bùi Thị Lan", father_name="Lê Ba"
    )
    both = "Đã xác định được cả cha lẫn mẹ"
    assert set(told("khai_sinh", child_birth_kind=both)) == {"father_name", "mother_name"}
    marked = {"child_birth_kind": Value.of(both), "father_name": Value("", Mark.TORN)}
    fields = {p.field for p in check(BOOKS["khai_sinh"], marked) if not p.blocking}
    assert fields == {"mother_name"}, "a torn name is known to be there"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("038099994127", ""),
        ("038199994127", "giới tính"),
        ("038098994127", "năm sinh"),
        ("038300994127", "giới tính và năm sinh"),
    ],
)
def test_a_personal_number_tells_sex_and_year(number, words):
    found = told("khai_sinh", child_personal_id=number, child_sex="Nam", child_birth_date="28/10/1999")
    assert ("child_personal_id" in found) == bool(words)
    assert not words or f"không khớp {words}." in found["child_personal_id"]


def test_a_role_tells_the_sex():
    assert "husband_id_number" in told("ket_hon", husband_id_number="038180990001")
    assert told("ket_hon", husband_id_number="171234567") == {}


@pytest.mark.parametrize(
    ("book", "event", "registered", "kind", "late"),
    [
        ("khai_sinh", "1/1/1998", "2/3/1998", "Đăng ký đúng hạn", False),  # 60 days
        ("khai_sinh", "1/1/1998", "3/3/1998", "Đăng ký đúng hạn", True),
        ("khai_sinh", "1/1/1998", "3/3/1998", "ĐĂNG KÝ ĐÚNG HẠN ", True),
        ("khai_sinh", "1/1/1998", "3/3/2018", "Đăng ký quá hạn", False),
        ("khai_sinh", "1/1/1998", "3/3/2018", "Đăng ký lại", False),
        ("khai_sinh", "1/1/1998", "3/3/2018", "", False),
        ("khai_sinh", "1998", "1999", "Đăng ký đúng hạn", False),
        ("khai_sinh", "1998", "2/3/1999", "Đăng ký đúng hạn", True),
        ("khai_sinh", "2/1998", "29/4/1998", "Đăng ký đúng hạn", False),
        ("khai_sinh", "2/1998", "30/4/1998", "Đăng ký đúng hạn", True),
        # lunar 1/1/1998 is 28/1/1998: 60 days later it is 29/3/1998
        ("khai_sinh", "1/1/1998 âl", "29/3/1998", "Đăng ký đúng hạn", False),
        ("khai_sinh", "1/1/1998 âl", "30/3/1998", "Đăng ký đúng hạn", True),
        ("khai_sinh", "mồng 1 tháng giêng năm 1998", "30/3/1998", "Đăng ký đúng hạn", True),
        ("khai_sinh", "1998 âl", "20/4/1999", "Đăng ký đúng hạn", False),
        ("khai_sinh", "1998 âl", "24/4/1999", "Đăng ký đúng hạn", True),
        ("khai_sinh", "năm Mậu Dần", "20/4/1999", "Đăng ký đúng hạn", False),
        ("khai_sinh", "năm Mậu Dần", "3/3/2010", "Đăng ký đúng hạn", True),
        ("khai_sinh", "28/10", "3/3/2010", "Đăng ký đúng hạn", False),
        ("khai_sinh", "15/12/1900 âl", "3/3/2010", "Đăng ký đúng hạn", True),
        ("khai_sinh", "15/12/1890 âl", "3/3/2010", "Đăng ký đúng hạn", True),
        ("khai_sinh", "1/1/1998", "3/3", "Đăng ký đúng hạn", False),
        ("khai_sinh", "31/2/1998", "1/2/1999", "Đăng ký đúng hạn", False),
        ("khai_sinh", "31/2/1998", "2/3/1999", "Đăng ký đúng hạn", True),
        ("khai_tu", "20/11/1979 âl", "22/1/1980", "Đăng ký đúng hạn", False),
        ("khai_tu", "20/11/1979 âl", "23/1/1980", "Đăng ký đúng hạn", True),
        ("khai_sinh", "nt", "3/3/2018", "Đăng ký đúng hạn", False),
        ("khai_tu", "20/11/1979", "5/12/1979", "Đăng ký đúng hạn", False),
        ("khai_tu", "20/11/1979", "6/12/1979", "Đăng ký đúng hạn", True),
        ("khai_tu", "1979", "12/05/2015", "Đăng ký đúng hạn", True),
        ("khai_tu", "1979", "12/05/2015", "Đăng ký quá hạn", False),
    ],
)
def test_what_is_registered_late_is_not_in_time(book, event, registered, kind, late):
    key = {"khai_sinh": "child_birth_date", "khai_tu": "death_date"}[book]
    found = told(book, **{key: event}, registration_date=registered, registration_kind=kind)
    assert ("đúng hạn nhưng" in found.get("registration_kind", "")) == late


MANY = "L" * 81
ODD_NAMES = {
    "1": "có chữ số",
    "12345": "có chữ số",
    "Lê Văn 2": "có chữ số",
    "٣٤٥": "có chữ số",
    "Lê Văn 😀": "ký tự lạ",
    "😀😀": "ký tự lạ",
    "Lê\ufffd Văn": "ký tự lạ",
    "Lê@Văn": "ký tự lạ",
    "!!!": "ký tự lạ",
    ")(": "không có chữ",
    MANY: "quá dài",
}


@pytest.mark.parametrize(("name", "short"), ODD_NAMES.items(), ids=range(len(ODD_NAMES)))
def test_a_name_that_is_none(name, short):
    (found,) = [p for p in check(BOOKS["khai_sinh"], {"child_name": Value.of(name)}) if not p.blocking]
    assert (found.field, str(found.short)) == ("child_name", short)
    assert found.text.startswith("Họ, chữ đệm, tên: ")


@pytest.mark.parametrize(
    "name",
    [
        "H'Mông",
        "Lê Văn Tý (tức Bình)",
        "Y-Ban",
        "Sùng A Lử",
        "nt",
        "“",
        "〃",
        "-",
        "…",
        "?",
        "Lê V. An",
        MANY[1:],
    ],
)
def test_a_name_as_books_have_it(name):
    assert told("khai_sinh", child_name=name) == {}


@pytest.mark.parametrize(
    "key",
    ["child_name", "child_birth_place", "remarks", "signer_title", "child_ethnicity", "mother_id_number"],
)
def test_a_pictogram_is_odd_anywhere(key):
    assert "ký tự lạ" in told("khai_sinh", **{key: "xã 😀"})[key]
    assert "ký tự lạ" not in told("khai_sinh", **{key: "Tờ № 5, 37°"}).get(key, "")


@pytest.mark.parametrize(
    ("written", "told_of"),
    [
        ("tám mươi tuổi", "80 tuổi"),
        ("mười tuổi", "10 tuổi"),
        ("hai mươi tám tuổi", ""),
        ("chín mươi hai tuổi", "92 tuổi"),
        ("10", "10 tuổi"),
        ("28", ""),
        ("80", ""),  # 1980
    ],
)
def test_an_age_in_words_or_alone_is_held_against_the_birth(written, told_of):
    found = told(
        "khai_sinh", mother_birth_date=written, child_birth_date="1/1/1998", registration_date="5/1/1998"
    )
    assert (told_of in found["mother_birth_date"]) if told_of else found == {}


@pytest.mark.parametrize("written", ["một trăm mười tám tuổi", "hưởng thọ 118 tuổi", "118 tuổi"])
def test_an_age_at_death_nobody_reaches(written):
    found = told("khai_tu", deceased_birth_date=written, death_date="1990", registration_date="1990")
    assert "118 tuổi" in found["deceased_birth_date"] or "117 tuổi" in found["deceased_birth_date"]


@pytest.mark.parametrize(
    ("book", "texts", "field", "short"),
    [
        ("khai_sinh", {"child_birth_date": "31/2/1998"}, "child_birth_date", "sai ngày"),
        ("khai_sinh", {"child_birth_date": "mùa gặt"}, "child_birth_date", "chưa hiểu ngày"),
        ("khai_sinh", {"child_sex": "gái"}, "child_sex", "mục lạ"),
        ("khai_sinh", {"child_personal_id": "038"}, "child_personal_id", "cần 12 số"),
        ("khai_sinh", {"child_personal_id": "999099994127"}, "child_personal_id", "mã tỉnh lạ"),
        (
            "khai_sinh",
            {"child_personal_id": "038199994127", "child_sex": "Nam"},
            "child_personal_id",
            "lệch giới tính",
        ),
        ("khai_sinh", {"book_opened_year": "98"}, "book_opened_year", "cần 4 số"),
        ("khai_tu", {"death_time": "sáng sớm"}, "death_time", "chưa hiểu giờ"),
        ("ket_hon", {"husband_marriage_order": "một"}, "husband_marriage_order", "cần số"),
        (
            "khai_tu",
            {"registration_date": "1/2/1990", "death_date": "3/2/1990"},
            "registration_date",
            "sai thứ tự ngày",
        ),
        (
            "khai_sinh",
            {"mother_birth_date": "1990", "child_birth_date": "1/1/1998"},
            "mother_birth_date",
            "8 tuổi?",
        ),
        (
            "khai_tu",
            {"death_date": "1979", "registration_date": "1990", "registration_kind": "Đăng ký đúng hạn"},
            "registration_kind",
            "quá hạn?",
        ),
    ],
)
def test_the_reason_fits_beside_the_field(book, texts, field, short):
    found = {
        p.field: p for p in check(BOOKS[book], {k: Value.of(t) for k, t in texts.items()}) if not p.blocking
    }
    assert str(found[field].short) == short


@every_book
def test_what_must_be_written_is_said_in_short_too(book):
    assert {str(p.short) for p in check(book, {}) if p.blocking} == {"cần ghi"}
