"""A book's person beside the registry's: the result, the words and the marked letters of each case."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.matching import compare as comparing
from app.matching import dates, identity
from app.matching.compare import branch_of, compare, summary
from app.matching.names import names
from app.matching.places import places
from app.matching.result import Line, Result
from app.models.books import BOOKS
from app.models.declaration.act import Implied, Relation, Relative
from app.models.declaration.book import BookType, Field, Kind, Section
from app.models.declaration.parts import DEAD, MARRIED
from app.models.registry.person import Person
from app.models.words.values import Mark, Value

E, F, V = Result.EQUAL, Result.EQUAL_FORMAT, Result.EQUAL_VARIANT
D, P, R, U = Result.DIFFERENT, Result.BOOK_PARTIAL, Result.REGISTRY_BLANK, Result.UNREAD

PERSON = Person(
    personal_id="038190000123",
    full_name="LÊ THỊ THUÝ",
    cmnd="171519365",
    other_name="LÊ THỊ TÝ",
    sex="Nữ",
    birth_date="1990-03-07",
    birth_place="Xã Cẩm Lương, Huyện Cẩm Thủy, Tỉnh Thanh Hóa",
    birth_registration_place="Xã Cẩm Lương, Huyện Cẩm Thủy, Tỉnh Thanh Hóa",
    home_origin="Cẩm Lương, Cẩm Thủy, Thanh Hóa",
    ethnicity="Mường",
    nationality="Việt Nam",
    marital_status="Chưa kết hôn",
    father_name="LÊ VĂN HÙNG",
    mother_name="BÙI THỊ HOÀ",
    spouse_name="HÀ VĂN NAM",
    life_status="Còn sống",
    permanent_residence="Thôn Lương Hòa, Xã Cẩm Lương",
)
COLUMNS = (
    "full_name",
    "sex",
    "birth_date",
    "birth_place",
    "home_origin",
    "ethnicity",
    "nationality",
    "permanent_residence",
    "personal_id_or_cmnd",
    "death_date",
)


RELATIONS = (Relation.FATHER, Relation.MOTHER, Relation.SPOUSE)


def a_book(*implied: Implied, columns: tuple[str, ...] = COLUMNS, sex: str = "") -> BookType:
    own = tuple(Field(f"own_{c}", c, Kind.TEXT, compare=c, basic=c != "death_date") for c in columns)
    relatives = tuple(Field(f"{r}_name", r, Kind.NAME) for r in ("father", "mother", "spouse"))
    return BookType(
        key="so_thu",
        title="Sổ thử",
        short="Thử",
        file_prefix="T",
        priority=1,
        version=1,
        sections=(
            Section("registration", "Đăng ký", (Field("place", "Nơi đăng ký", Kind.PLACE),)),
            Section(
                "own",
                "Người",
                own,
                person=True,
                relatives=tuple(Relative(r, f"{r}_name") for r in RELATIONS),
                elsewhere=(("place", "birth_registration_place"),),
                sex=sex,
                implied=implied,
            ),
            Section("relatives", "Thân nhân", relatives),
        ),
        main="own",
    )


def one(column: str, written: str | Value, registry: str, **more: str) -> Line:
    """Compare a single field; the number field finds its own column."""
    value = written if isinstance(written, Value) else Value.of(written)
    key = "personal_id_or_cmnd" if column in {"personal_id", "cmnd"} else column
    person = replace(PERSON, **{column: registry}, **more)
    lines = compare(a_book(), "own", {f"own_{key}": value}, person)
    return next(line for line in lines if line.book_field == f"own_{key}")


NAMES = {
    "capitals are no difference": ("Lê Thị Thuý", "LÊ THỊ THUÝ", E, ""),
    "tone placement": ("Lê Thị Thúy", "LÊ THỊ THUÝ", F, "cách đặt dấu"),
    "spaces": ("Lê  Thị\u00a0Thuý", "LÊ THỊ THUÝ", F, "khoảng trắng"),
    "honorific": ("bà Lê Thị Thuý", "LÊ THỊ THUÝ", F, "sổ ghi thêm chữ “bà”"),
    "alias": ("Lê Văn Tý (tức Bình)", "LÊ VĂN TÝ", F, "sổ ghi thêm tên gọi khác"),
    "honorific with a mark": ("Ông: Lê Văn Tý", "LÊ VĂN TÝ", F, "sổ ghi thêm chữ “ông”"),
    "honorific in brackets": ("(Bà) Lê Thị Thuý", "LÊ THỊ THUÝ", F, "sổ ghi thêm chữ “bà”"),
    "relation": ("Vợ: Lê Thị Thuý", "LÊ THỊ THUÝ", F, "sổ ghi thêm chữ “vợ”"),
    "martyr": ("liệt sỹ Lê Văn Tý", "LÊ VĂN TÝ", F, "sổ ghi thêm chữ “liệt sỹ”"),
    "honorific that is a surname": ("Ông Văn Tý", "ÔNG VĂN TÝ", E, ""),
    "surname like an honorific": ("Ông Văn Tí", "ÔNG VĂN TÝ", D, "i/y"),
    "full stop": ("Lê Thị Thuý.", "LÊ THỊ THUÝ", F, "dấu câu"),
    "alias in quotes": ("Lê Văn Tý “Bình”", "LÊ VĂN TÝ", F, "sổ ghi thêm tên gọi khác"),
    "alias after a dash": ("Lê Văn Tý - tức Bình", "LÊ VĂN TÝ", F, "sổ ghi thêm tên gọi khác"),
    "alias after a slash": ("Lê Văn Tý/Bình", "LÊ VĂN TÝ", F, "sổ ghi thêm tên gọi khác"),
    "alias and honorific": ("ông Lê Tý tức Bình", "LÊ VĂN TÝ", D, "thiếu chữ đệm Văn"),
    "apostrophe left out": ("H Bia Niê", "H'BIA NIÊ", F, "dấu nháy"),
    "words run together": ("Lê Hoà Bình", "LÊ HÒABÌNH", F, "khoảng trắng"),
    "plain alias": ("Lê Văn Tý tức Bình", "LÊ VĂN TÝ", F, "sổ ghi thêm tên gọi khác"),
    "other tone": ("Lê Thị Thuỷ", "LÊ THỊ THUÝ", D, "dấu hỏi – sắc"),
    "lost tone": ("Trần Thị Lanh", "TRẦN THỊ LÀNH", D, "dấu ngang – huyền"),
    "lost hat": ("Bùi Xuan Quốc", "BÙI XUÂN QUỐC", D, "chữ a – â"),
    "lost bar": ("Lê Văn Dức", "LÊ VĂN ĐỨC", D, "chữ d – đ"),
    "hat and tone": ("Lê Thị Hương", "LÊ THỊ HỒNG", D, "khác tên"),
    "i for y": ("Lê Thị Lí", "LÊ THỊ LÝ", D, "i/y"),
    "middle dropped": ("Lê Thuý", "LÊ THỊ THUÝ", D, "thiếu chữ đệm Thị"),
    "middle added": ("Lê Văn Nam", "LÊ NAM", D, "thừa chữ đệm Văn"),
    "middle changed": ("Phạm Văn Cần", "PHẠM HỮU CẦN", D, "khác chữ đệm Văn – Hữu"),
    "surname": ("Vũ Thị Thuý", "VÕ THỊ THUÝ", D, "khác họ"),
    "given name": ("Nguyễn Văn Tiến", "NGUYỄN VĂN DƯƠNG", D, "khác tên"),
    "known by the other name": ("Lê Thị Tý", "LÊ THỊ THUÝ", D, "trùng tên gọi khác trong CSDL"),
}


@pytest.mark.parametrize(("book", "registry", "result", "detail"), NAMES.values(), ids=NAMES)
def test_names(book, registry, result, detail):
    line = one("full_name", book, registry)
    assert (line.result, line.detail) == (result, detail)


DATES = {
    "same": ("07/03/1990", "1990-03-07", E, ""),
    "notation": ("7.3.1990", "1990-03-07", F, ""),
    "words": ("ngày 07 tháng 03 năm 1990", "1990-03-07", F, ""),
    "year only in the book": ("năm 1990", "1990-03-07", P, "sổ chỉ ghi năm"),
    "dots for day and month": ("../../1990", "1990-03-07", P, "sổ chỉ ghi năm"),
    "year against a default": ("1990", "1990-01-01", P, "sổ chỉ ghi năm, CSDL mặc định 01/01"),
    "month and year": ("3/1990", "1990-03-07", P, "sổ chỉ ghi tháng, năm"),
    "year only in the registry": ("07/03/1990", "1990", V, "CSDL ghi thiếu"),
    "other year": ("07/03/1991", "1990-03-07", D, "khác năm"),
    "other day": ("08/03/1990", "1990-03-07", D, "khác ngày"),
    "other month": ("07/04/1990", "1990-03-07", D, "khác tháng"),
    "day and year": ("08/03/1991", "1990-03-07", D, "khác ngày, khác năm"),
    "year alone is another": ("1991", "1990-03-07", D, "khác năm"),
    "swapped": ("03/07/1990", "1990-03-07", D, "đảo ngày và tháng"),
    "registry's default": ("25/12/1997", "1997-01-01", D, "mặc định 01/01"),
    "impossible": ("30/02/1990", "1990-03-01", D, "ngày không có trong lịch"),
    "lunar": ("6/8/1993 (ÂL)", "1993-09-21", F, "âm lịch, là 21/09/1993 dương lịch"),
    "lunar kept as solar": ("6/8/1993 âl", "1993-08-06", D, "CSDL ghi ngày âm lịch như dương lịch"),
    "lunar end of year": ("20/12/1989 âl", "1990-01-16", F, "âm lịch, là 16/01/1990 dương lịch"),
    "leap month written": ("10/2 nhuận 2004 âl", "2004-03-30", F, "âm lịch, là 30/03/2004 dương lịch"),
    "leap month not written": (
        "10/2/2004 âl",
        "2004-03-30",
        V,
        "âm lịch, tháng nhuận, là 30/03/2004 dương lịch",
    ),
    "no such leap month": ("10/3 nhuận 2004 âl", "2004-05-28", D, "ngày không có trong lịch"),
    "age": ("32 tuổi", "1990-03-07", P, "sổ ghi tuổi, không ghi ngày"),
    "age and year": ("1990 (30 tuổi)", "1990-03-07", P, "sổ chỉ ghi năm"),
    "the hour before": ("10 giờ 30 phút, ngày 07/03/1990", "1990-03-07", F, ""),
    "a short hour before": ("3h15 ngày 8/3/1990", "1990-03-07", D, "khác ngày"),
    "again in words": ("07/03/1990 (ngày bảy tháng ba năm chín mươi)", "1990-03-07", F, ""),
    "lunar again in words": ("6/8/1993 (âm lịch)", "1993-09-21", F, "âm lịch, là 21/09/1993 dương lịch"),
    "Roman month": ("7/III/1990", "1990-03-07", F, ""),
    "can chi": ("Canh Ngọ (1990)", "1990-03-07", P, "sổ chỉ ghi năm"),
    "a question mark": ("07/03/1990?", "1990-03-07", F, ""),
}


@pytest.mark.parametrize(("book", "registry", "result", "detail"), DATES.values(), ids=DATES)
def test_dates(book, registry, result, detail):
    line = one("birth_date", book, registry)
    assert (line.result, line.detail) == (result, detail)


FULL = "Xã Cẩm Lương, Huyện Cẩm Thủy, Tỉnh Thanh Hóa"
MERGED = "đổi tên địa giới: xã Cẩm Lương, huyện Cẩm Thủy → xã Cẩm Tú (từ 1/7/2025)"
PLACES = {
    "same": (FULL, FULL, E, ""),
    "short marks": ("x.Cẩm Lương, h.Cẩm Thuỷ, TH", FULL, F, ""),
    "dashes": ("Cẩm Lương - Cẩm Thủy - Thanh Hóa", FULL, F, ""),
    "tight dashes": ("Cẩm Lương-Cẩm Thủy-Thanh Hóa", FULL, F, ""),
    "province first": ("Thanh Hóa, Cẩm Thủy, Cẩm Lương", FULL, F, ""),
    "initials": ("C.Lương, C.Thuỷ, T.Hoá", FULL, F, ""),
    "bare initials": ("Cẩm Lương, CT, TH", FULL, F, ""),
    "bare initials of a district": ("xã Cẩm Lương, CT", FULL, P, "sổ ghi thiếu cấp"),
    "other initials": ("Cẩm Lương, NS, TH", FULL, D, "khác huyện"),
    "only the levels' words": ("xã Cẩm Lương huyện Cẩm Thuỷ tỉnh Thanh Hóa", FULL, F, ""),
    "hamlet before levels' words": ("thôn Kim xã Cẩm Vân huyện Cẩm Thuỷ tỉnh Thanh Hóa", FULL, D, "khác xã"),
    "town": ("thị xã Bỉm Sơn tỉnh Thanh Hóa", "Thị xã Bỉm Sơn, Tỉnh Thanh Hóa", F, ""),
    "slashes": ("Cẩm Lương/Cẩm Thuỷ/Thanh Hóa", FULL, F, ""),
    "what became of it": ("xã Cẩm Lương (nay là xã Cẩm Tú), h. Cẩm Thủy, TH", FULL, F, ""),
    "unmarked hamlet and commune": ("Kim Mẫm, Cẩm Lương", FULL, P, "sổ ghi thiếu cấp"),
    "unmarked hamlet and another commune": ("Kim Mẫm, Cẩm Vân", FULL, D, "khác huyện, khác xã"),
    "station without a name": ("Trạm xá xã", FULL, P, "sổ ghi thiếu cấp"),
    "hospital by its name": ("Bệnh viện Phụ sản Thanh Hóa", FULL, P, "sổ ghi thiếu cấp"),
    "hospital of another province": ("BV đa khoa tỉnh Nghệ An", FULL, D, "khác tỉnh"),
    "hospital of another district": ("Bệnh viện đa khoa huyện Ngọc Lặc", FULL, D, "khác huyện"),
    "hospital with its town": ("Bệnh viện Bạch Mai, Hà Nội", "Quận Ba Đình, Hà Nội", P, "sổ ghi thiếu cấp"),
    "hamlet dropped": ("Thôn Kim, xã Cẩm Lương, huyện Cẩm Thủy, tỉnh Thanh Hóa", FULL, F, ""),
    "health station": ("Trạm y tế xã Cẩm Lương", FULL, P, "sổ ghi thiếu cấp"),
    "hospital of the district": ("Bệnh viện đa khoa huyện Cẩm Thủy", FULL, P, "sổ ghi thiếu cấp"),
    "registry says less": (FULL, "Tỉnh Thanh Hóa", V, "CSDL ghi thiếu"),
    "other commune": ("xã Cẩm Vân", FULL, D, "khác xã"),
    "other district": ("Cẩm Lương, Nga Sơn, Thanh Hóa", FULL, D, "khác huyện"),
    "other province": ("Cẩm Lương, Cẩm Thủy, Nghệ An", FULL, D, "khác tỉnh"),
    "merged commune": ("Cẩm Lương, Cẩm Thủy, Thanh Hóa", "Xã Cẩm Tú, Tỉnh Thanh Hóa", V, MERGED),
    "neighbours before the merger": ("Xã Cẩm Tú, Huyện Cẩm Thủy, Tỉnh Thanh Hóa", FULL, D, "khác xã"),
    "merged province": ("Tỉnh Hà Tây", "Thành phố Hà Nội", V, "đổi tên địa giới: Hà Tây (đến 2008) → Hà Nội"),
    "hyphen inside a name": ("Bà Rịa - Vũng Tàu", "Tỉnh Bà Rịa - Vũng Tàu", F, ""),
    "one name fits no level": ("Nga Sơn", FULL, D, "khác nơi"),
}


@pytest.mark.parametrize(("book", "registry", "result", "detail"), PLACES.values(), ids=PLACES)
def test_places(book, registry, result, detail):
    line = one("birth_place", book, registry)
    assert (line.result, line.detail) == (result, detail)


WORDS = {
    "H'Mông": ("ethnicity", "H’Mông", "Mông", F, "cùng mã dân tộc 08"),
    "Hmông": ("ethnicity", "Hmông", "H'Mông", F, ""),
    "Mèo": ("ethnicity", "Mèo", "Mông", V, "cùng mã dân tộc 08"),
    "sub-name": ("ethnicity", "Dao (Dao Đỏ)", "Dao", F, "ghi thêm tên nhóm"),
    "dân tộc": ("ethnicity", "Dân tộc Mường", "Mường", F, ""),
    "used by several": ("ethnicity", "Thổ", "Tày", D, "tên gọi dùng cho nhiều dân tộc, cần xem lại"),
    "branch after the group": ("ethnicity", "Dao Quần Chẹt", "Dao", V, "cùng mã dân tộc 09"),
    "branch of another group": (
        "ethnicity",
        "Dao Thái Đen",
        "Dao",
        D,
        "tên gọi không có trong danh mục, cần xem lại",
    ),
    "own name of a group": ("ethnicity", "thổ", "Thổ", E, ""),
    "other group": ("ethnicity", "Kinh", "Mường", D, "khác dân tộc"),
    "VN": ("nationality", "VN", "Việt Nam", F, ""),
    "V.Nam": ("nationality", "V.Nam", "Việt Nam", F, ""),
    "the word nationality": ("nationality", "Quốc tịch Việt-Nam", "Việt Nam", F, ""),
    "the country before 1976": ("nationality", "VNDCCH", "Việt Nam", F, ""),
    "the word sex": ("sex", "Giới tính: nam", "Nam", F, ""),
    "a code for the sex": ("sex", "2", "Nam", D, ""),
    "number with its issuer": ("cmnd", "CM: 171519365 CA Thanh Hóa", "171519365", F, ""),
    "number and the day of issue": ("cmnd", "171519365 cấp ngày 03.05.1999", "171519365", F, ""),
    "day of issue first": ("cmnd", "ngày 03.05.1999: 171519365", "171519365", F, ""),
    "the whole name of the paper": ("cmnd", "Giấy CNCMND số 171519365", "171519365", F, ""),
    "the whole name of the paper, in words": (
        "cmnd",
        "Giấy chứng minh nhân dân số 171519365",
        "171519365",
        F,
        "",
    ),
    "card": ("personal_id", "Thẻ căn cước 038190000123", "038190000123", F, ""),
    "another paper": (
        "cmnd",
        "Giấy khai sinh số 171519366",
        "171519365",
        R,
        "CSDL không có loại giấy tờ này",
    ),
    "not issued yet": ("personal_id", "chưa cấp", "038190000123", Result.BOOK_BLANK, "sổ ghi không rõ"),
    "unreadable, typed": ("ethnicity", "[mờ]", "Mường", Result.ILLEGIBLE, "không đọc được"),
    "other country": ("nationality", "Lào", "Việt Nam", D, ""),
    "girl": ("sex", "Gái", "Nữ", F, ""),
    "other sex": ("sex", "Nam", "Nữ", D, ""),
    "number with spaces": ("cmnd", "171 519 365", "171519365", F, ""),
    "number with a prefix": ("cmnd", "CMND số 171519365", "171519365", F, ""),
    "one digit": ("cmnd", "171511365", "171519365", D, "sai 1 chữ số"),
    "digit missing": ("cmnd", "17151936", "171519365", D, "thiếu chữ số"),
    "whole number, none in the registry": ("cmnd", "171 519 365", "", R, ""),
    "digit missing, none in the registry": ("cmnd", "17151936", "", U, "số không đủ 9 hoặc 12 chữ số"),
    "another number": ("cmnd", "172888221", "171519365", D, "khác số"),
    "twelve digits": ("personal_id", "038190000123", "038190000123", E, ""),
    "ditto": ("ethnicity", "nt", "Mường", Result.BOOK_BLANK, "ghi như trên"),
    "unknown": ("birth_place", "Không rõ", FULL, Result.BOOK_BLANK, "sổ ghi không rõ"),
    "commas alone": ("home_origin", ", , , ", FULL, Result.BOOK_BLANK, ""),
    "dash": ("ethnicity", "-", "Mường", Result.BOOK_BLANK, ""),
    "registry blank": ("ethnicity", "Kinh", "", R, ""),
    "both blank": ("ethnicity", "", "", Result.BOTH_BLANK, ""),
    "residence": ("permanent_residence", "Hà Nội", "Cẩm Lương", Result.EXCLUDED, "không so nơi cư trú"),
}


@pytest.mark.parametrize(("column", "book", "registry", "result", "detail"), WORDS.values(), ids=WORDS)
def test_words_and_numbers(column, book, registry, result, detail):
    line = one(column, book, registry)
    assert (line.field, line.result, line.detail) == (column, result, detail)


def test_a_passport_has_nothing_to_compare_with():
    line = one("personal_id", "Hộ chiếu B1234567", "038190000123")
    assert (line.result, line.detail) == (R, "CSDL không có loại giấy tờ này")


@pytest.mark.parametrize(
    ("mark", "result", "detail"),
    [
        (Mark.ILLEGIBLE, Result.ILLEGIBLE, "không đọc được"),
        (Mark.TORN, Result.ILLEGIBLE, "rách, mất trang"),
        (Mark.NOT_IN_FORM, Result.BOOK_BLANK, "mẫu không có"),
        (Mark.BLANK_IN_BOOK, Result.BOOK_BLANK, "sổ để trống"),
        (Mark.UNKNOWN_IN_BOOK, Result.BOOK_BLANK, "sổ ghi không rõ"),
    ],
)
def test_marks(mark, result, detail):
    line = one("ethnicity", Value("", mark), "Mường")
    assert (line.result, line.detail, line.mark) == (result, detail, mark)


def test_an_uncertain_reading_is_compared():
    line = one("ethnicity", Value("Kinh", Mark.UNCERTAIN), "Mường")
    assert (line.result, line.mark) == (D, Mark.UNCERTAIN)


def test_the_structure_of_a_number_is_not_held_against_an_unread_year():
    person = replace(PERSON, birth_date="7/3/2090")
    assert not [line for line in compare(a_book(), "own", {}, person) if not line.book_field]


def marked(line: Line) -> tuple[list[str], list[str]]:
    """Cut out what the spans mark in both texts."""
    return [line.book[a:b] for a, b in line.book_spans], [line.registry[a:b] for a, b in line.registry_spans]


@pytest.mark.parametrize(
    ("column", "book", "registry", "expected"),
    [
        ("full_name", "Lê Thị Thuỷ", "LÊ THỊ THUÝ", (["ỷ"], ["Ý"])),
        ("full_name", "Lê Thuý", "LÊ THỊ THUÝ", ([], ["THỊ"])),
        ("full_name", "bà Lê Thị Tú", "LÊ THỊ TÁ", (["ú"], ["Á"])),
        ("full_name", "(Bà): Lê Thị Tú. (tức Bé)", "LÊ THỊ TÁ", (["ú"], ["Á"])),
        ("birth_date", "ngày 7 tháng 4 năm 1990", "1990-03-07", (["4"], ["03"])),
        ("birth_date", "07041991", "1990-03-07", (["04", "1991"], ["03", "1990"])),
        ("birth_date", "1990-04-07", "1990-03-07", (["04"], ["03"])),
        ("birth_place", "Thôn A, x.Cẩm Vân, h.Cẩm Thủy", FULL, (["Cẩm Vân"], ["Cẩm Lương"])),
        ("cmnd", "171 511 365", "171519365", (["1"], ["9"])),
        ("cmnd", "171511365 CA Thanh Hóa cấp", "171519365", (["1"], ["9"])),
    ],
)
def test_spans_mark_what_differs_in_the_shown_texts(column, book, registry, expected):
    ours, theirs = marked(one(column, book, registry))
    assert (ours, theirs) == expected


def test_registry_dates_are_shown_as_officers_write_them():
    assert one("birth_date", "1990", "1990-03-07").registry == "07/03/1990"
    assert dates.shown("1956-03") == "03/1956"
    assert dates.shown("1956") == "1956"


def test_relatives_are_compared_with_the_persons_own_row():
    values = {"father_name": Value("Lê Văn Hùng"), "mother_name": Value("Bùi Thị Hoa")}
    lines = {line.book_field: line for line in compare(a_book(), "own", values, PERSON)}
    assert lines["father_name"].result is E
    assert lines["mother_name"].label == "Họ tên mẹ"
    assert (lines["mother_name"].result, lines["mother_name"].detail) == (D, "dấu ngang – huyền")
    assert lines["spouse_name"].result is Result.BOOK_BLANK
    assert not any(lines[f"{r}_name"].basic for r in ("father", "mother", "spouse"))


def test_a_field_of_another_section_is_compared_too():
    lines = compare(a_book(), "own", {"place": Value("xã Cẩm Vân")}, PERSON)
    line = next(line for line in lines if line.book_field == "place")
    assert (line.field, line.result, line.detail) == ("birth_registration_place", D, "khác xã")


def test_a_sex_the_role_implies_is_not_compared_when_the_book_has_no_such_field():
    lines = compare(a_book(columns=("full_name",), sex="Nam"), "own", {}, PERSON)
    assert "sex" not in {line.field for line in lines}


def status(book: BookType, person: Person) -> list[tuple[str, str]]:
    """Return label and detail of the lines that no field of the book gave."""
    lines = [line for line in compare(book, "own", {}, person) if not line.book_field]
    assert all(line.result is D and not line.basic for line in lines)
    return [(line.label, line.detail) for line in lines]


def test_the_dead_are_not_alive():
    assert status(a_book(DEAD), PERSON) == [("Trạng thái", "CSDL ghi còn sống")]
    assert status(a_book(DEAD), replace(PERSON, life_status="Đã chết")) == []
    assert status(a_book(), PERSON) == []


def test_the_married_are_not_single():
    assert status(a_book(MARRIED), PERSON) == [("Tình trạng hôn nhân", "CSDL ghi chưa kết hôn")]
    assert status(a_book(MARRIED), replace(PERSON, marital_status="Ly hôn")) == []


@pytest.mark.parametrize(
    ("personal_id", "sex", "year", "wrong"),
    [
        ("038190000123", "Nữ", 1990, ()),
        ("038301000123", "Nữ", 2001, ()),
        ("038090000123", "Nữ", 1990, ("chữ số thứ 4 trái giới tính",)),
        ("038191000123", "Nữ", 1990, ("chữ số 5–6 trái năm sinh",)),
        ("038301000123", "Nữ", 1901, ("chữ số thứ 4 trái thế kỷ sinh",)),
        ("03819000012", "Nữ", 1990, ("số định danh không đủ 12 chữ số bắt đầu bằng 0",)),
        ("038090000123", "", None, ()),
    ],
)
def test_structure_of_the_personal_number(personal_id, sex, year, wrong):
    assert identity.structure(personal_id, sex, year) == wrong


def test_a_wrong_number_is_a_line_of_its_own():
    person = replace(PERSON, personal_id="038090000123")
    assert status(a_book(), person) == [("Cấu trúc số định danh", "chữ số thứ 4 trái giới tính")]


PARENT_BOOK = BookType(
    key="so_thu",
    title="Sổ thử",
    short="Thử",
    file_prefix="T",
    priority=1,
    version=1,
    main="child",
    sections=(
        Section(
            "child",
            "Con",
            (Field("child_name", "Tên", Kind.NAME, compare="full_name"),),
            person=True,
            relatives=(Relative(Relation.PARENT, "parent_name", sex="parent_sex"),),
        ),
        Section(
            "parent",
            "Cha/mẹ",
            (
                Field("parent_name", "Tên", Kind.NAME, compare="full_name"),
                Field("parent_sex", "Giới tính", Kind.TEXT, compare="sex"),
                Field("parent_state", "Tình trạng", Kind.TEXT, compare="marital_status"),
            ),
            person=True,
        ),
    ),
)


@pytest.mark.parametrize(
    ("name", "sex", "column", "result"),
    [
        ("Lê Văn Hùng", "", "father_name", E),
        ("Bùi Thị Hoà", "", "mother_name", E),
        ("Hà Thị Lan", "", "father_name", D),
        ("Hà Thị Lan", "Nữ", "mother_name", D),
        ("Lê Văn Hùng", "Nữ", "mother_name", D),
        ("Lê Văn Hùng", "Nam", "father_name", E),
    ],
)
def test_a_parent_stands_as_father_or_mother_until_the_sex_is_known(name, sex, column, result):
    values = {"child_name": Value("Lê Thị Thuý"), "parent_name": Value(name), "parent_sex": Value(sex)}
    lines = compare(PARENT_BOOK, "child", values, PERSON)
    (line,) = [line for line in lines if line.book_field == "parent_name"]
    assert (line.field, line.result) == (column, result)


@pytest.mark.parametrize(
    ("father", "mother", "column", "result"),
    [
        ("LÊ V?N HÙNG", "BÙI THỊ HOÀ", "mother_name", E),
        ("LÊ V?N HÙNG", "HÀ THỊ LAN", "father_name", U),
        ("LÊ V?N HÙNG", "", "father_name", U),
        ("LÊ VĂN HÙNG", "", "mother_name", R),
    ],
)
def test_of_both_parents_the_one_who_agrees_counts_then_what_is_unread(father, mother, column, result):
    values = {"child_name": Value("Lê Thị Thuý"), "parent_name": Value("Bùi Thị Hoà")}
    person = replace(PERSON, father_name=father, mother_name=mother)
    (line,) = [x for x in compare(PARENT_BOOK, "child", values, person) if x.book_field == "parent_name"]
    assert (line.field, line.result) == (column, result)


def test_of_the_readings_of_a_mark_one_that_agrees_comes_before_one_that_is_unread():
    marks = {"ethnicity": ("#N/A", "Mường")}
    lines = compare(a_book(), "own", {"own_ethnicity": Value("nt")}, PERSON, marks)
    (line,) = [line for line in lines if line.field == "ethnicity"]
    assert (line.result, line.read_as) == (F, "Mường")


def test_a_status_of_the_time_is_shown_and_never_differs():
    lines = compare(PARENT_BOOK, "parent", {"parent_state": Value("Đã ly hôn")}, PERSON)
    (line,) = [line for line in lines if line.field == "marital_status"]
    assert (line.result, line.registry) == (Result.EXCLUDED, "Chưa kết hôn")


def test_branches():
    same = compare(a_book(), "own", {"own_full_name": Value("Lê Thị Thuý")}, PERSON)
    other = compare(a_book(), "own", {"father_name": Value("Lê Văn Hưng")}, PERSON)
    basic = compare(a_book(), "own", {"own_sex": Value("Nam")}, PERSON)
    assert [branch_of(lines) for lines in (same, other, basic)] == [
        "match",
        "mismatch_other",
        "mismatch_basic",
    ]


def test_summary_in_one_sentence():
    values = {
        "own_full_name": Value("Lê Thị Thuý"),
        "own_birth_date": Value("07/03/1990"),
        "mother_name": Value("Bùi Thị Hoả"),
        "own_ethnicity": Value("Kinh"),
    }
    lines = compare(a_book(), "own", values, PERSON)
    assert summary(lines) == "khớp họ tên, ngày sinh; khác dân tộc, tên mẹ một dấu (Hoả – Hoà)"
    lines = compare(a_book(), "own", {"own_full_name": Value("Vũ Văn Thuý"), "own_sex": Value("Nam")}, PERSON)
    assert summary(lines) == "khác họ tên (họ, chữ đệm Văn – Thị), giới tính"
    assert summary(()) == "chưa có mục nào để so"


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("ông Nguyễn Văn A (tức B)", ("Nguyễn", "Văn", "A", "B")),
        ("Ông Thắng", ("Ông", "", "Thắng", "")),
        ("Ông Cao Thắng", ("Cao", "", "Thắng", "")),
        ("chị Hoa", ("", "", "Hoa", "")),
        ("(Bà): Lê Thị Hoa. - tức Bé", ("Lê", "Thị", "Hoa", "Bé")),
        ("mẹ Hoa", ("", "", "Hoa", "")),
        ("Lê Văn Tý/Bình", ("Lê", "Văn", "Tý", "Bình")),
        ("Tôn Nữ Hoàng Anh", ("Tôn Nữ", "Hoàng", "Anh", "")),
        ("Lê Hoa", ("Lê", "", "Hoa", "")),
        ("", ("", "", "", "")),
    ],
)
def test_parts_of_a_name(written, parts):
    name = names.parse(written)
    assert (name.surname, name.middle, name.given, name.alias) == parts


def test_levels_of_a_place():
    place = places.parse("Thôn Kim, TT. Phong Sơn, h.Cẩm Thủy, t.Thanh Hoá")
    units = (place.commune, place.district, place.province)
    assert [u.readings[0] if u else "" for u in units] == ["phong sơn", "câm2 thuy2", "thanh hoa4"]
    assert place.loose == ()


surnames = st.sampled_from(["NGUYỄN", "LÊ", "BÙI", "HÀ", "TRƯƠNG", "ÔNG", "ANH", "TÔN NỮ"])
words = st.sampled_from(["VĂN", "THỊ", "HOÀ", "THÚY", "LÝ", "ANH", "Đức", "quý", "H'BIA", "TỨC", "BÀ"])
years = st.integers(1905, 2025)
people = st.builds(
    Person,
    personal_id=st.just(""),
    full_name=st.builds(lambda s, w: " ".join([s, *w]), surnames, st.lists(words, min_size=1, max_size=4)),
    cmnd=st.from_regex(r"[0-9]{9}", fullmatch=True),
    sex=st.sampled_from(["Nam", "Nữ", ""]),
    birth_date=st.one_of(
        st.just(""),
        st.builds(str, years),
        st.builds("{:04d}-{:02d}".format, years, st.integers(1, 12)),
        st.builds("{:04d}-{:02d}-{:02d}".format, years, st.integers(1, 12), st.integers(1, 28)),
    ),
    birth_place=st.sampled_from([FULL, "", "Cẩm Tú, Thanh Hóa", "Thanh Hóa", "Xã A, Huyện B, Thành phố Huế"]),
    home_origin=st.sampled_from([FULL, "Cẩm Tú", "Cộng hòa Séc", "TP. Thanh Hóa, Thanh Hóa", "-"]),
    ethnicity=st.sampled_from(["Kinh", "Thổ", "HMông", "Ê-đê", "Bru-Vân Kiều", "Xá Khao", "khác"]),
    nationality=st.sampled_from(["Việt Nam", "Lào", ""]),
    mother_name=st.sampled_from(["", "BÙI THỊ HOÀ", "Nông Thị Lý (Tý)"]),
    permanent_residence=st.text(max_size=10),
)


@given(people, st.booleans())
def test_a_persons_own_values_never_differ(person, shown):
    def written(column: str) -> Value:
        text = getattr(person, "cmnd" if column == "personal_id_or_cmnd" else column)
        return Value.of(dates.shown(text) if shown and column.endswith("date") else text)

    values = {f"own_{c}": written(c) for c in COLUMNS} | {"mother_name": Value.of(person.mother_name)}
    lines = compare(a_book(), "own", values, person)
    assert [line for line in lines if line.result is D] == []


@given(people, people)
def test_spans_lie_inside_the_shown_texts(person, other):
    values = {f"own_{c}": Value.of(getattr(other, c, other.cmnd)) for c in COLUMNS}
    for line in compare(a_book(), "own", values, person):
        assert all(0 <= a < b <= len(line.book) for a, b in line.book_spans)
        assert all(0 <= a < b <= len(line.registry) for a, b in line.registry_spans)
        assert line.result is not D or line.field == "nationality" or line.detail or line.field == "sex"


def test_every_column_a_book_may_name_can_be_compared():
    known = comparing._COMPARE.keys() | {"permanent_residence"}
    for column in COLUMNS:
        assert {"personal_id_or_cmnd": "cmnd"}.get(column, column) in known


@pytest.mark.parametrize(
    ("written", "result", "detail"),
    [
        ("32 tuổi", P, "sổ ghi tuổi, sinh khoảng 1988"),
        ("30", P, "sổ ghi tuổi, sinh khoảng 1990"),
        ("27 tuổi", D, "lệch 3 tuổi"),
        ("45", Result.UNREAD, "chưa đọc được ngày ghi trong sổ"),
    ],
)
def test_an_age_counts_back_from_the_year_of_the_entry(written, result, detail):
    values = {"mother_birth_date": Value.of(written), "registration_date": Value.of("1/4/2020")}
    person = Person("038190000001", "Bùi Thị Thuỷ", birth_date="1990-03-07")
    lines = compare(BOOKS["khai_sinh"], "mother", values, person)
    (line,) = (line for line in lines if line.field == "birth_date")
    assert (line.result, line.detail) == (result, detail)


@pytest.mark.parametrize(
    ("column", "number", "result"),
    [
        ("cmnd", "171 519 365", F),
        ("cmnd", "171519366", D),
        ("personal_id", "038190000123", F),
    ],
)
def test_a_ditto_mark_for_a_number_is_compared_with_the_column_of_that_number(column, number, result):
    values = {"mother_id_number": Value.of("nt")}
    lines = compare(BOOKS["khai_sinh"], "mother", values, PERSON, {column: (number,)})
    (line,) = (line for line in lines if line.book_field == "mother_id_number")
    assert (line.field, line.book, line.read_as, line.result) == (column, "nt", number, result)
