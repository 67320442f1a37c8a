"""The minutes of lost books: every fact of each, the parts of the decree's form, inside the margins."""

from datetime import date

import pytest

from app.documents.kinds import LOSS_RECORD
from app.documents.loss_record import LostBooks, render
from app.documents.page import Letterhead
from tests.unit.documents.conftest import pages, squeezed, words

HEADER = Letterhead(
    ("ỦY BAN NHÂN DÂN", "XÃ CẨM LƯƠNG"), number="Số: ……/BB-UBND", place="Cẩm Lương", date=date(2026, 12, 1)
)
MM = 72 / 25.4
FLOOD = LostBooks(
    "Sổ đăng ký khai sinh: toàn bộ các quyển", "UBND xã Cẩm Lương", "10/2007", "Do lũ lụt mất hết sổ.", 1750
)


def test_what_is_lost_stands_there_with_the_parts_of_the_form(at):
    (page,) = pages(render(LOSS_RECORD, (FLOOD,), HEADER, at), "-raw")
    said = squeezed(page)
    for part in (
        "BIÊN BẢN",
        "Xác nhận việc mất sổ hộ tịch",
        "Số: ……/BB-UBND",
        "Thời gian bắt đầu:",
        "Địa điểm:",
        "Thành phần tham dự:",
        "Chủ trì (chủ tọa):",
        "1. Sổ đăng ký khai sinh: toàn bộ các quyển, nơi đăng ký: UBND xã Cẩm Lương. Thời gian mất: 10/2007.",
        "Lý do: Do lũ lụt mất hết sổ. Số trường hợp đã có trong cơ sở dữ liệu hộ tịch điện tử: 1.750;",
        "số trường hợp phải nhập: 0.",
        "Biên bản kết thúc",
        "Lưu: VT, Hồ sơ.",
    ):
        assert squeezed(part) in said, part
    assert said.index("THƯKÝ") < said.index("CHỦTỌA")


def test_it_has_no_line_of_place_and_date(at):
    (page,) = pages(render(LOSS_RECORD, (FLOOD,), HEADER, at), "-raw")
    assert "ngày01tháng12" not in squeezed(page), "minutes tell their time in the text (NĐ 30/2020)"


def test_what_is_not_known_is_said(at):
    lost = LostBooks("Sổ đăng ký kết hôn: một quyển không số", "", "", "cháy", 0)
    (page,) = pages(render(LOSS_RECORD, (FLOOD, lost), HEADER, at), "-raw")
    said = squeezed(page)
    assert (
        squeezed("2. Sổ đăng ký kết hôn: một quyển không số. Thời gian mất: không rõ. Lý do: cháy.") in said
    )


@pytest.mark.parametrize("count", [1, 12, 60])
def test_it_goes_on_to_the_next_page_inside_the_margins(at, count):
    found = words(render(LOSS_RECORD, (FLOOD,) * count, HEADER, at))
    assert len(found) > count // 12
    for page in found:
        assert min(box[0] for box in page) > 30 * MM - 0.6
        assert max(box[2] for box in page) < 195 * MM + 0.6
        assert max(box[3] for box in page) < 277 * MM + 0.6
