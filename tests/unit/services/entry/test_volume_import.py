"""Lists of volumes from outside: usual writings are read, the rest refused by row; twice is once."""

import datetime as dt
from dataclasses import replace
from io import BytesIO

import openpyxl
import pytest
from sqlalchemy import select

from app.errors import BadInput, Refused
from app.models.store.tables import AuditEvent
from app.services.entry import losses, volume_import, volume_rows, volumes
from app.services.entry.losses import Loss
from app.services.entry.volume_import import RowStanding
from tests.conftest import AT, JUSTICE, LEADER, POLICE, TYPIST

PLACE = "UBND xã Cẩm Tú, huyện Cẩm Thủy, tỉnh Thanh Hóa"
HEAD = ("Loại sổ", "Quyển số", "Năm mở sổ", "Tổng số")
PLAIN = volumes.VolumeView(0, "khai_sinh", "01/1998", "1998", PLACE, closing_total=240)


@pytest.fixture
def session(store):
    """A transaction on a store without volumes, of which nothing is kept."""
    opened = store._write()
    yield opened
    opened.rollback()
    opened.close()


def pasted(*rows):
    """Return a table as the clipboard of Excel has it."""
    return "\n".join("\t".join(str(cell) for cell in row) for row in rows).encode()


def workbook(*rows, formats=(), merged=()):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(list(row))
    for cell, form in formats:
        sheet[cell].number_format = form
    for cells in merged:
        sheet.merge_cells(cells)
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def read(data, place=PLACE):
    return volume_rows.read(data, "bảng kê", place=place, at=AT)


def one(*cells, head=HEAD, place=PLACE):
    """Return the only row of a pasted table."""
    (row,) = read(pasted(head, cells), place).rows
    return row


def view_of(**cells):
    """Return the volume of a row with these cells beside the plain ones."""
    told = {"Loại sổ": "Khai sinh", "Quyển số": "01/1998", **cells}
    row = one(*told.values(), head=told.keys())
    assert row.view is not None, row.why
    return row.view


def why(**cells):
    told = {"Loại sổ": "Khai sinh", "Quyển số": "01/1998", **cells}
    row = one(*told.values(), head=told.keys())
    assert row.view is None
    return row.why


def test_a_row_is_a_volume():
    assert one("Khai sinh", "01/1998", 1998, 240).view == PLAIN


def test_a_type_alone_is_the_heading_of_rows_below():
    (row,) = read(pasted(("STT", *HEAD), ("I", "Kết hôn", "", "", ""), ("1", "", "1", "2001", "5"))).rows
    assert (row.line, row.view.book_type) == (3, "ket_hon")


@pytest.mark.parametrize("head", [label for labels in volume_rows._HEADINGS.values() for label in labels])
def test_every_heading_is_known(head):
    of_number = head in volume_rows._HEADINGS["Quyển số"]
    found = read(pasted((head, "x") if of_number else (head, "Quyển số"), ("", "1")))
    assert found.ignored == (("x",) if of_number else ())


@pytest.mark.parametrize(
    "head",
    [
        "QUYỂN SỐ",
        " quyen  so ",
        "Quyển số (ghi ở bìa)",
        "Quyển\tsố".replace("\t", " "),
        "Quyển số:",
        "Số quyển *",
    ],
)
def test_headings_in_other_writings(head):
    assert one("KS", "1", "1998", "5", head=("Loại sổ", head, "Năm mở", "Tổng số")).view.book_no == "1"


def test_a_heading_of_another_list_is_named():
    assert read(pasted((*HEAD, "Màu bìa"), ("KS", "1", "1998", "5", "xanh"))).ignored == ("Màu bìa",)


def test_a_table_without_the_number_of_volumes_is_refused_whole():
    with pytest.raises(BadInput, match="Thiếu cột Quyển số"):
        read(pasted(("Loại sổ", "Năm mở sổ"), ("KS", "1998")))


@pytest.mark.parametrize(
    ("words", "book"),
    [
        ("Khai sinh", "khai_sinh"),
        ("SỔ ĐĂNG KÝ KHAI SINH", "khai_sinh"),
        ("Sổ khai sinh", "khai_sinh"),
        ("KS", "khai_sinh"),
        ("I. Sổ đăng ký khai sinh", "khai_sinh"),
        ("1) Đăng ký kết hôn", "ket_hon"),
        ("Sổ xác nhận TTHN", "xac_nhan_hon_nhan"),
        ("Sổ cấp Giấy xác nhận tình trạng hôn nhân", "xac_nhan_hon_nhan"),
        ("Sổ Đăng ký nhận cha, mẹ con", "nhan_cha_me_con"),
        ("Sổ Đăng ký nhận nuôi con nuôi", "nuoi_con_nuoi"),
        ("Sổ khai tử", "khai_tu"),
        ("cải chính hộ tịch", "thay_doi_cai_chinh"),
        ("giám hộ", "giam_ho"),
    ],
)
def test_types_in_the_words_of_archives(words, book):
    assert one(words, "1", "1998", "").view.book_type == book


def test_a_type_nobody_knows_is_refused_with_its_words():
    assert (
        one("Sổ địa chính", "1", "1998", "").why == "Cột “Loại sổ”: chưa hiểu “Sổ địa chính” là loại sổ nào."
    )
    assert "Chưa ghi loại sổ" in one("", "1", "1998", "").why


@pytest.mark.parametrize(
    ("cells", "years"),
    [
        ({"Năm mở sổ": "1998"}, ("1998", "", "")),
        ({"Năm mở sổ": "năm 1998"}, ("1998", "", "")),
        ({"Năm mở sổ": "1998-1999"}, ("1998", "1998", "1999")),
        ({"Năm mở sổ": "1998 – 1999"}, ("1998", "1998", "1999")),
        ({"Năm mở sổ": "1998-99"}, ("1998", "1998", "1999")),
        ({"Các năm": "từ 1998 đến 2001"}, ("1998", "1998", "2001")),
        ({"Thời gian": "từ năm 1998 đến năm 2001"}, ("1998", "1998", "2001")),
        ({"Từ năm": "1998", "Đến năm": "2001"}, ("1998", "1998", "2001")),
        ({"Ngày mở sổ": "05/01/1998", "Ngày khóa sổ": "31/12/1999"}, ("1998", "", "1999")),
        ({"Năm mở - năm khóa": "1998 - 1999"}, ("1998", "1998", "1999")),
        ({"Năm mở sổ": "-", "Các năm": ""}, ("1998", "", "")),
    ],
)
def test_years_in_the_usual_writings(cells, years):
    view = view_of(**cells)
    assert (view.opened_year, view.year_from, view.year_to) == years


@pytest.mark.parametrize(
    "cells",
    [
        {"Năm mở sổ": "98"},
        {"Năm mở sổ": "1999-1998"},
        {"Năm mở sổ": "2998"},
        {"Năm mở sổ": "không nhớ"},
        {"Từ năm": "2001", "Đến năm": "1998"},
        {"Các năm": "1998-2999"},
    ],
)
def test_years_that_cannot_be_are_refused_with_their_column(cells):
    assert "Cột “" in why(**cells)
    assert "năm" in why(**cells)


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("240", 240),
        ("0", 0),
        ("1.750", 1750),
        ("1 750", 1750),
        ("1,750", 1750),
        ("240,0", 240),
        ("240 trường hợp", 240),
        ("", None),
        ("-", None),
        ("không rõ", None),
        ("…", None),
    ],
)
def test_counts_in_the_usual_writings(words, count):
    assert view_of(**{"Tổng số": words}).closing_total == count
    assert view_of(**{"Đã có điện tử": words}).already_electronic == (count or 0)


@pytest.mark.parametrize("words", ["240a", "hai trăm", "-5", "2.40", "12/3"])
def test_what_is_no_count_is_refused(words):
    assert why(**{"Tổng số": words}) == f"Cột “Tổng số”: “{words}” không phải là một số."


def test_too_many_acts_are_refused():
    assert "từ 0 đến" in why(**{"Tổng số": "1234567"})


@pytest.mark.parametrize(
    ("words", "note", "found"),
    [
        ("", "", ("con", "")),
        ("Còn tốt", "", ("con", "")),
        ("Bình thường", "", ("con", "")),
        ("không rách", "", ("con", "")),
        ("Hư hỏng", "", ("hu_hong", "Hư hỏng")),
        ("Rách bìa", "14 trang ố nước", ("hu_hong", "Rách bìa; 14 trang ố nước")),
        ("Mối mọt", "", ("hu_hong", "Mối mọt")),
        ("Mất do lũ lụt", "", ("mat", "Mất do lũ lụt")),
        ("thất lạc", "2007", ("mat", "thất lạc; 2007")),
        ("Mượn bản lưu", "", ("muon", "Mượn bản lưu")),
        ("còn", "thiếu số 31", ("con", "thiếu số 31")),
    ],
)
def test_conditions_in_the_words_of_archives(words, note, found):
    view = view_of(**{"Tình trạng": words, "Ghi chú": note})
    assert (view.condition, view.condition_reason) == found


def test_a_condition_nobody_knows_is_refused():
    assert "chưa hiểu “xanh”" in why(**{"Tình trạng": "xanh"})


def test_places_keepers_pages_and_second_volumes():
    view = view_of(
        **{"Xã cũ": "xã Cẩm Giang", "Số trang": "120", "Nơi lưu giữ": "tủ 2", "Sổ kép": "lưu trữ tỉnh"}
    )
    assert (view.place, view.page_count, view.keeper, view.second_place) == (
        "xã Cẩm Giang",
        "120",
        "tủ 2",
        "lưu trữ tỉnh",
    )


def test_a_volume_without_a_number_is_one_with_a_year():
    assert one("KS", "", "1976", "").view.book_no == ""
    assert one("KS", "không số", "1976", "").view.book_no == ""
    assert "Cần ghi số quyển" in one("KS", "", "", "5").why


def test_titles_heads_of_types_numbers_of_columns_and_sums_are_no_volumes():
    found = read(
        pasted(
            ("BẢNG KÊ SỔ HỘ TỊCH", "", "", ""),
            ("STT", "Quyển số", "Năm mở - năm khóa", "Số sự kiện (khi khóa sổ)"),
            ("(1)", "(2)", "(3)", "(4)"),
            ("I", "SỔ ĐĂNG KÝ KHAI SINH", "", "702"),
            ("1", "01/1998", "1998 - 1999", "78"),
            ("II", "SỔ ĐĂNG KÝ KẾT HÔN", "", "286"),
            ("2", "01/2003", "2003", "46"),
            ("", "Tổng cộng", "", "988"),
        )
    )
    assert [(row.line, row.view.book_type, row.view.closing_total) for row in found.rows] == [
        (5, "khai_sinh", 78),
        (7, "ket_hon", 46),
    ]


def test_a_workbook_with_numbers_dates_and_merged_cells():
    data = workbook(
        HEAD,
        ("Khai sinh", dt.date(1998, 1, 1), 1998, 240.0),
        (None, 2, dt.date(1999, 1, 5), "1.750"),
        ("Kết hôn", dt.date(1998, 2, 1), 1998, 10),
        ("Kết hôn", "03", 1998, dt.date(1998, 2, 1)),
        formats=[("B2", "mm/yyyy"), ("B4", "d-mmm")],
        merged=["A2:A3"],
    )
    rows = read(data).rows
    assert [row.view and (row.view.book_type, row.view.book_no, row.view.closing_total) for row in rows] == [
        ("khai_sinh", "01/1998", 240),
        ("khai_sinh", "2", 1750),
        None,
        None,
    ]
    assert rows[1].view.opened_year == "1999"
    assert "Excel đã đổi số quyển thành ngày" in rows[2].why
    assert "Cột “Tổng số”" in rows[3].why


def test_a_formula_without_a_value_is_refused():
    (row,) = read(workbook(HEAD, ("Khai sinh", "1", 1998, "=SUM(1,2)"))).rows
    assert "Cột “Tổng số”: ô là công thức" in row.why


@pytest.mark.parametrize("data", [b"PK\x03\x04 damaged", b"<html>", b"%PDF-1.7", b"\xff\xfe\x00"])
def test_what_is_no_table_is_refused_whole(data):
    with pytest.raises(BadInput):
        read(data)


def test_a_list_longer_than_any_office_has_is_refused(monkeypatch):
    monkeypatch.setattr(volume_rows, "MOST_ROWS", 3)
    with pytest.raises(BadInput, match="hơn 3 dòng"):
        read(pasted(HEAD, *(("KS", n, 1998, 1) for n in range(5))))


LIST = pasted(
    HEAD,
    ("Khai sinh", "01/1998", "1998", "240"),
    ("Kết hôn", "1", "2001", "30"),
    ("Khai tử", "", "1976", "5"),
    ("Khai tử", "", "1976", "5"),
    ("Khai sinh", "1", "1998", "9"),
    ("Sổ đất", "1", "1998", "9"),
)


def take(session, data, by=JUSTICE):
    found = read(data)
    return volume_import.take(session, found, volume_import.plan(session, found), by=by, at=AT)


@pytest.mark.parametrize("by", [JUSTICE, LEADER])
def test_a_list_is_taken_in_once(session, by):
    found = read(LIST)
    plan = volume_import.plan(session, found)
    assert [str(row.standing) for row in plan.rows] == ["new", "new", "new", "new", "again", "refused"]
    assert "dòng 2" in plan.rows[4].why
    assert volumes.inventory(session) == [], "a plan keeps nothing"
    made = volume_import.take(session, found, plan, by=by, at=AT)
    assert len(made) == 4 == len(volumes.inventory(session))
    again = volume_import.plan(session, found)
    assert [str(row.standing) for row in again.rows] == [
        "there",
        "there",
        "there",
        "there",
        "again",
        "refused",
    ]
    assert volume_import.take(session, found, again, by=by, at=AT) == []
    assert len(volumes.inventory(session)) == 4
    events = session.scalars(select(AuditEvent).order_by(AuditEvent.seq)).all()
    kinds = [event.kind for event in events if event.kind.startswith("volume")]
    assert kinds == ["volume_added"] * 4 + ["volumes_imported"] * 2
    assert events[-2].data["new"] == 4 or events[-1].data["new"] == 0


@pytest.mark.parametrize("by", [TYPIST, POLICE])
def test_not_by_others(session, by):
    with pytest.raises(Refused, match="chỉ Tư pháp hoặc Lãnh đạo"):
        take(session, LIST, by=by)


def test_163_volumes_come_in_at_one_go(session):
    rows = [
        (book, f"{n:02d}/{year}", year, n)
        for book in ("KS", "KH", "KT")
        for year in range(1960, 1989)
        for n in (1, 2)
    ]
    data = workbook(HEAD, *rows[:163])
    assert len(take(session, data)) == 163
    assert take(session, data) == []


def test_what_stands_here_otherwise_is_told_and_kept(session):
    volumes.add(session, replace(PLAIN, closing_total=250, keeper="tủ 1"), by=JUSTICE, at=AT)
    plan = volume_import.plan(session, read(LIST))
    assert plan.rows[0].standing is RowStanding.DIFFERS
    assert "Tổng số 250 → 240" in plan.rows[0].why
    assert "Nơi giữ" not in plan.rows[0].why, "what the row does not tell is no difference"
    take(session, LIST)
    assert volumes.inventory(session)[0].closing_total == 250


def test_a_type_noted_as_lost_is_refused(session):
    losses.add(session, Loss(0, "khai_sinh", PLACE, "Do lũ lụt mất hết sổ"), by=JUSTICE, at=AT)
    plan = volume_import.plan(session, read(LIST))
    assert (plan.rows[0].standing, "mất hết sổ" in plan.rows[0].why) == (RowStanding.REFUSED, True)
    assert len(take(session, LIST)) == 3


def test_another_thing_than_was_seen_is_not_taken(session):
    found = read(LIST)
    seen = volume_import.plan(session, found)
    volumes.add(session, PLAIN, by=JUSTICE, at=AT)
    with pytest.raises(Refused, match="vừa thay đổi"):
        volume_import.take(session, found, seen, by=JUSTICE, at=AT)
    assert len(volumes.inventory(session)) == 1
