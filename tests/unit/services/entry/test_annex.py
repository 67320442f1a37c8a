"""The annex of the plan to the letter, its notes, its levels, its dated words."""

from datetime import date

import pytest

from app.documents.annex import AnnexRow
from app.documents.kinds import ANNEX
from app.services.entry import annex, losses, volumes
from app.services.entry.losses import Loss
from app.services.office import office_settings
from tests.conftest import AT, JUSTICE, LEADER

DAY = AT.date()
PLACE = "UBND xã Cẩm Lương, huyện Cẩm Thủy, tỉnh Thanh Hóa"
FLOOD = "Do lũ lụt mất hết sổ"
OF_PLAN = (
    ("khai_sinh", "Sổ khai sinh", 1750),
    ("khai_tu", "Sổ khai tử", 258),
    ("ket_hon", "Sổ kết hôn", 459),
    ("xac_nhan_hon_nhan", "Sổ xác nhận TTHN", 142),
    ("nhan_cha_me_con", "Sổ Đăng ký nhận cha, mẹ con", 0),
    ("nuoi_con_nuoi", "Sổ Đăng ký nhận nuôi con nuôi", 0),
)


@pytest.fixture
def session(store):
    """A transaction on a store without volumes, of which nothing is kept."""
    opened = store._write()
    yield opened
    opened.rollback()
    opened.close()


def add(session, book="khai_sinh", number="01", place=PLACE, **more):
    view = volumes.VolumeView(0, book, number, "1998", place, **more)
    return volumes.add(session, view, by=JUSTICE, at=AT)


def test_the_annex_of_the_plan_to_the_letter(session):
    for book, _label, electronic in OF_PLAN:
        loss = Loss(0, book, PLACE, FLOOD, "", electronic)
        losses.add(session, loss, by=JUSTICE, at=AT)
    found = annex.read(session, on=DAY)
    assert found.rows == (
        *(
            AnnexRow(f"{at:02d}", label, 0, electronic, 0, FLOOD)
            for at, (_book, label, electronic) in enumerate(OF_PLAN, 1)
        ),
        AnnexRow("07"),
        AnnexRow("08"),
    )
    assert found.rows[0].cells == ("01", "Sổ khai sinh", 0, 1750, 0, FLOOD)
    assert found.rows[6].cells == ("07", "", "", "", "", "")
    assert [column.heading for column in ANNEX.columns] == [
        "STT",
        "Loại sổ",
        "Tổng số",
        "Số trường hợp đã nhập vào cơ sở dữ liệu hộ tịch điện tử",
        "Số trường hợp đăng ký hộ tịch phải nhập vào cơ sở dữ liệu hộ tịch điện tử",
        "Ghi chú",
    ]


def test_an_office_without_anything_has_zeros(session):
    rows = annex.read(session, on=DAY).rows
    assert [row.label for row in rows] == [label for _book, label, _count in OF_PLAN] + ["", ""]
    assert all(row.cells[2:] == (0, 0, 0, "") for row in rows[:6])


def test_other_types_follow_in_the_order_of_the_law(session):
    for book in ("giam_ho", "thay_doi_cai_chinh", "ghi_chu_ly_hon"):
        add(session, book, closing_total=5)
    rows = annex.read(session, on=DAY).rows
    assert [(row.number, row.total) for row in rows[6:]] == [("07", 5), ("08", 5), ("09", 5)]
    assert rows[6].label.startswith("Sổ đăng ký giám hộ")


def test_several_communes_have_a_level_of_their_own(session):
    add(session, closing_total=10, already_electronic=4, place="xã B")
    add(session, closing_total=7, place="xã A")
    rows = annex.read(session, on=DAY).rows
    heads = [row for row in rows if row.head]
    assert [(row.number, row.label, row.total, row.electronic, row.todo) for row in heads] == [
        ("I", "xã A", 7, 0, 7),
        ("II", "xã B", 10, 4, 6),
        ("", "Tổng cộng", 17, 4, 13),
    ]
    assert len(rows) == 15
    assert all(row.label for row in rows)


@pytest.mark.parametrize(
    ("told", "note"),
    [
        ([{"closing_total": 5}], ""),
        ([{"closing_total": 0}], ""),
        ([{}, {"closing_total": 5}], "1 quyển chưa rõ tổng số"),
        ([{"condition": "mat", "condition_reason": "lũ 2007"}], "mất 1 quyển: lũ 2007"),
        (
            [{"condition": "mat", "condition_reason": why} for why in ("lũ", "cháy", "lũ")],
            "mất 2 quyển: lũ; mất 1 quyển: cháy",
        ),
        (
            [{"condition": "hu_hong", "condition_reason": "mối", "closing_total": 5}, {}],
            "hư hỏng 1 quyển; 1 quyển chưa rõ tổng số",
        ),
        ([{"condition": "muon", "condition_reason": "sổ lưu", "closing_total": 5}], ""),
    ],
)
def test_the_note_says_what_is_to_be_known(session, told, note):
    for at, more in enumerate(told):
        add(session, number=str(at + 1), **more)
    assert annex.read(session, on=DAY).rows[0].note == note


def test_its_words_are_those_of_the_day(session):
    def put(setting, words, day):
        office_settings.put(session, setting, words, valid_from=day, by=LEADER, at=AT)

    put(office_settings.COMMUNE, "xã Cẩm Tú, tỉnh Thanh Hóa", date(2026, 1, 1))
    put(office_settings.ANNEX_PLAN, "Kế hoạch số 12/KH-UBND ngày 05/7/2026", date(2026, 7, 5))
    before = annex.read(session, on=date(2026, 7, 4))
    assert before.area == "xã Cẩm Tú"
    assert before.attached.startswith("Kế hoạch số: ....../KH-UBND ngày ......")
    assert before.attached.endswith("của Chủ tịch UBND xã Cẩm Tú")
    assert annex.read(session, on=date(2026, 7, 5)).attached == "Kế hoạch số 12/KH-UBND ngày 05/7/2026"


@pytest.mark.parametrize(
    ("number", "roman"), [(1, "I"), (4, "IV"), (9, "IX"), (10, "X"), (14, "XIV"), (39, "XXXIX")]
)
def test_communes_are_numbered_in_roman_letters(number, roman):
    assert annex._roman(number) == roman
