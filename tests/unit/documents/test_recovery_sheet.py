"""The recovery sheet: each half on its own page, nothing of the other half on it."""

from datetime import datetime

import pytest

from app.documents.kinds import RECOVERY_SHEET
from app.documents.page import Letterhead
from app.documents.recovery_sheet import render
from tests.unit.documents.conftest import pages, poppler, squeezed, words

A = [f"A{first}{second}K" for first in "2345" for second in "BCDE"][:14]
B = [f"Z{first}{second}W" for first in "2345" for second in "GHJM"][:14]
HEADER = Letterhead(("ỦY BAN NHÂN DÂN", "XÃ CẨM LƯƠNG"))
MM = 72 / 25.4


def test_each_half_has_its_page_and_its_groups_in_order(at: datetime) -> None:
    first, second = (squeezed(text) for text in pages(render(RECOVERY_SHEET, (A, B), HEADER, at), "-raw"))
    for own, other, text, keeper in ((A, B, first, "Ủy ban nhân dân giữ"), (B, A, second, "Công an xã giữ")):
        order = [text.index(f"{group}nhóm{place}") for place, group in enumerate(own, 1)]
        assert order == sorted(order)
        assert not any(group in text for group in other)
        assert squeezed(keeper) in text
        assert squeezed("10 giờ 00 phút ngày 13/10/2023") in text


@pytest.mark.parametrize("count", [1, 13, 14, 16])
def test_it_stays_inside_the_margins(at: datetime, count: int) -> None:
    every = (A + B)[:count]
    pdf = render(RECOVERY_SHEET, (every, every), HEADER, at)
    assert len(words(pdf)) == 2
    for page in words(pdf):
        assert min(box[0] for box in page) > 30 * MM - 0.6
        assert max(box[2] for box in page) < 195 * MM + 0.6
        assert max(box[3] for box in page) < 277 * MM - 60


def test_fonts_are_embedded(at: datetime) -> None:
    fonts = poppler("pdffonts", pdf=render(RECOVERY_SHEET, (A, B), HEADER, at)).splitlines()[2:]
    assert fonts
    assert all("LiberationSerif" in line and line.split()[-5] == "yes" for line in fonts)
