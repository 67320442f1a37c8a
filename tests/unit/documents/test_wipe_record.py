"""The record of a wipe: every fact is on it, nothing runs over its column or the margins."""

import itertools
from datetime import datetime

import pytest

from app.documents.kinds import WIPE_RECORD
from app.documents.page import Letterhead
from app.documents.wipe_record import render
from tests.unit.documents.conftest import pages, squeezed, words

HEADER = Letterhead(("ỦY BAN NHÂN DÂN", "XÃ CẨM LƯƠNG"))
MM = 72 / 25.4
FACTS = [("Mã kho", "4a98284c55cde1b98c8734aec0389f4e"), ("Trường hợp: Trong danh sách theo dõi riêng", "9")]


def test_every_fact_and_both_signers_are_on_it(at: datetime) -> None:
    (text,) = (squeezed(page) for page in pages(render(WIPE_RECORD, FACTS, HEADER, at), "-raw"))
    shown = [part for fact in FACTS for part in fact]
    for part in (*shown, "BIÊN BẢN", "CÔNG AN XÃ", "TM. ỦY BAN NHÂN DÂN", "10 giờ 00 phút ngày 13/10/2023"):
        assert squeezed(part) in text, part


@pytest.mark.parametrize("count", [1, 20, 90])
def test_it_stays_inside_the_margins_and_goes_on_to_the_next_page(at: datetime, count: int) -> None:
    facts = [(f"Trường hợp: Trong danh sách theo dõi riêng {n}", "rất dài " * 20) for n in range(count)]
    found = words(render(WIPE_RECORD, facts, HEADER, at))
    assert len(found) > count // 20
    for page in found:
        assert min(box[0] for box in page) > 30 * MM - 0.6
        assert max(box[2] for box in page) < 195 * MM + 0.6
        assert max(box[3] for box in page) < 277 * MM + 0.6


def test_a_long_label_never_runs_into_its_value(at: datetime) -> None:
    (page,) = words(render(WIPE_RECORD, FACTS, HEADER, at))
    overlaps = [
        (one, other)
        for one, other in itertools.combinations(page, 2)
        if min(one[2], other[2]) - max(one[0], other[0]) > 0.5
        and min(one[3], other[3]) - max(one[1], other[1]) > 6  # points of a line of 17
    ]
    assert overlaps == []
