"""The frame of Decree 30/2020 as any paper may use it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO

import pytest

from app.documents.page import (
    LANDSCAPE,
    PORTRAIT,
    Letterhead,
    PageForm,
    Signature,
    closing_height,
    draw_closing,
    draw_heading,
    draw_page_number,
    draw_signatures,
    draw_title,
    open_canvas,
    signatures_height,
)
from tests.unit.documents.conftest import pages, words

MM = 72 / 25.4
AT = datetime(2023, 10, 13, tzinfo=UTC)
HEADER = Letterhead(
    ("ỦY BAN NHÂN DÂN", "XÃ CẨM LƯƠNG"),
    "Số: 07/BC-UBND",
    "Cẩm Lương",
    date(2024, 2, 5),
    ("ỦY BAN NHÂN DÂN HUYỆN CẨM THỦY, TỈNH THANH HÓA",),
)
SIGNATURES = (
    Signature(("NGƯỜI LẬP",), "(Ký, ghi rõ họ tên)", "Lê Thị Vân Anh"),
    Signature(("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"), name="Phạm Hữu Khởi"),
)


def paper_with_all(form: PageForm, header: Letterhead = HEADER) -> bytes:
    target = BytesIO()
    canvas = open_canvas(target, form, title="Thử", header=header, at=AT)
    draw_page_number(canvas, form, 1)
    y = draw_heading(canvas, form, HEADER)
    y = draw_title(canvas, form, y - 20, "BÁO CÁO", "Kết quả nhập dữ liệu hộ tịch " * 4, "(Kèm theo)")
    end = draw_signatures(canvas, form, y - 20, SIGNATURES)
    assert y - 20 - end == pytest.approx(signatures_height(form, SIGNATURES))
    canvas.showPage()
    draw_page_number(canvas, form, 2)
    canvas.showPage()
    canvas.save()
    return target.getvalue()


@pytest.mark.parametrize("form", [PORTRAIT, LANDSCAPE])
def test_all_parts_stand_in_the_text_area(form: PageForm) -> None:
    first, second = words(paper_with_all(form))
    assert [box[4] for box in second] == ["2"]
    assert "1" not in {box[4] for box in first}
    assert min(box[0] for box in first) > 30 * MM - 0.6
    assert max(box[2] for box in first) < form.width - 15 * MM + 0.6
    assert min(box[1] for box in first) > 20 * MM - 2


@pytest.mark.parametrize("form", [PORTRAIT, LANDSCAPE])
def test_the_foot_stands_in_the_lower_margin_of_every_page(form: PageForm) -> None:
    without, with_foot = paper_with_all(form), paper_with_all(form, replace(HEADER, foot="mốc 0123 & 4567"))
    assert len(words(with_foot)) == 2
    for before, after in zip(words(without), words(with_foot), strict=True):
        foot = [box for box in after if box not in before]
        assert [box[4] for box in foot] == ["mốc", "0123", "&", "4567"]
        assert min(box[0] for box in foot) == pytest.approx(30 * MM, abs=1)
        assert min(box[1] for box in foot) > form.height - 20 * MM
        assert max(box[3] for box in foot) < form.height - 8 * MM


def test_names_are_level_and_so_are_first_lines() -> None:
    first, _ = words(paper_with_all(PORTRAIT))
    tops = {box[4]: box[1] for box in first}
    assert tops["Anh"] == pytest.approx(tops["Khởi"], abs=0.1)
    assert tops["LẬP"] == pytest.approx(tops["TM."], abs=0.1)
    assert tops["Số:"] == pytest.approx(tops["ngày"], abs=2)


def test_minutes_have_no_place_date_line() -> None:
    target = BytesIO()
    canvas = open_canvas(target, PORTRAIT, title="Thử", header=HEADER, at=AT)
    with_number = draw_heading(canvas, PORTRAIT, Letterhead(("XÃ CẨM LƯƠNG",), "Số: 02/BB-UBND"))
    assert draw_heading(canvas, PORTRAIT, Letterhead(("XÃ CẨM LƯƠNG",))) > with_number
    canvas.save()
    assert "ngày" not in pages(target.getvalue())[0]


@pytest.mark.parametrize("form", [PORTRAIT, LANDSCAPE])
def test_who_gets_the_paper_stands_at_the_left_of_or_under_the_signatures(form: PageForm) -> None:
    """Decree 30/2020, Annex I: at the left, each line with a dash and a semicolon, the last with a stop."""
    target = BytesIO()
    canvas = open_canvas(target, form, title="Thử", header=HEADER, at=AT)
    recipients = ("Công an xã", "Lưu: VT, Hồ sơ")
    end = draw_closing(canvas, form, 400, SIGNATURES, recipients)
    assert 400 - end == pytest.approx(closing_height(form, SIGNATURES, recipients))
    canvas.save()
    told = [" ".join(line.split()) for line in pages(target.getvalue(), "-raw")[0].splitlines()]
    at = told.index("Nơi nhận:")
    assert told[at : at + 3] == ["Nơi nhận:", "- Công an xã;", "- Lưu: VT, Hồ sơ."]
    (boxes,) = words(target.getvalue())
    listed = [box for box in boxes if box[4] in ("Nơi", "-")]
    assert {round(box[0]) for box in listed} == {round(30 * MM)}
    signed = [box for box in boxes if box[4] in ("TM.", "Khởi")]
    if form is PORTRAIT:
        assert min(box[1] for box in listed) > max(box[3] for box in signed)
    else:
        assert max(box[2] for box in listed) < min(box[0] for box in signed)
        assert closing_height(form, SIGNATURES, recipients) == signatures_height(form, SIGNATURES, indent=60)
    assert max(box[2] for box in boxes) < form.width - 15 * MM + 0.6


def test_more_recipients_than_signatures_are_high_still_have_room() -> None:
    many = tuple(f"Nơi {n}" for n in range(12))
    assert closing_height(LANDSCAPE, SIGNATURES, many) == 13 * 14
    assert closing_height(LANDSCAPE, (), many) == 13 * 14


def test_without_recipients_nothing_is_drawn_under_the_signatures() -> None:
    assert closing_height(PORTRAIT, SIGNATURES, ()) == signatures_height(PORTRAIT, SIGNATURES)
    target = BytesIO()
    canvas = open_canvas(target, PORTRAIT, title="Thử", header=HEADER, at=AT)
    assert draw_closing(canvas, PORTRAIT, 400, SIGNATURES, ()) == pytest.approx(
        400 - signatures_height(PORTRAIT, SIGNATURES)
    )
    canvas.save()
    assert "Nơi nhận" not in pages(target.getvalue())[0]
