"""The strokes of the discrepancy list, seen in pictures of it: underlines, carets, rules."""

import unicodedata
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PIL import ImageChops

from app.documents.discrepancy_list import DiscrepancyRow
from app.documents.preview import page_images
from tests.unit.documents.conftest import ListHead, make_persons, person, render, words

AT = datetime(2023, 10, 13, 3, 0, tzinfo=UTC)
MM = 72 / 25.4


def test_the_letters_that_differ_are_underlined(head: ListHead) -> None:
    plain = DiscrepancyRow("Lò Văn Khặm", "LÒ VĂN KHĂM", "Họ tên")
    marked = replace(plain, book_spans=((7, 11),))
    box = next(box for box in words(render(head, [person(plain)], at=AT))[0] if box[4] == "Khặm")
    left, top, right, bottom = _changed(
        render(head, [person(plain)], at=AT), render(head, [person(marked)], at=AT)
    )
    assert left == pytest.approx(box[0], abs=0.7)
    assert right == pytest.approx(box[2], abs=0.7)
    assert bottom - top < 2
    assert box[1] < top < box[3] + 2


def test_a_span_over_two_lines_is_underlined_on_both(head: ListHead) -> None:
    plain = DiscrepancyRow("Phạm Nguyễn Hoàng Thiên Hương Giang", "X", "Họ tên")
    marked = replace(plain, book_spans=((5, 35),))
    before, after = (next(page_images(render(head, [person(row)], at=AT), 216)) for row in (plain, marked))
    boxes = {box[4]: box for box in words(render(head, [person(plain)], at=AT))[0]}
    for first, last in (("Hoàng", "Thiên"), ("Hương", "Giang")):
        line = (0, int(3 * boxes[last][1]), before.width, int(3 * (boxes[last][3] + 1)))
        changed = ImageChops.difference(before.crop(line), after.crop(line)).getbbox()
        assert changed is not None
        assert changed[0] / 3 == pytest.approx(boxes[first][0], abs=0.7)
        assert changed[2] / 3 == pytest.approx(boxes[last][2], abs=0.7)


def test_a_line_parts_the_fields_of_a_person_but_not_the_person(head: ListHead) -> None:
    pdf = render(head, make_persons([2]), at=AT)
    tops = {box[4]: box[1] for box in words(pdf)[0]}
    picture = next(page_images(pdf, 216)).convert("L")
    between = range(int(3 * tops["1.0"] + 25), int(3 * tops["1.1"]))

    def ruled(left: float, right: float) -> bool:
        box = (int(3 * left), between.start, int(3 * right), between.stop)
        rows = picture.crop(box)
        return any(max(rows.crop((0, y, rows.width, y + 1)).tobytes()) < 160 for y in range(rows.height))

    assert ruled(150 * MM, 281 * MM)
    assert not ruled(75 * MM, 98 * MM)


def test_spans_of_decomposed_text_mark_the_same_letters(head: ListHead) -> None:
    composed = person(DiscrepancyRow("Lò Văn Khặm", "", "Họ tên", book_spans=((7, 11),)))
    text = unicodedata.normalize("NFD", "Lò Văn Khặm")
    decomposed = person(DiscrepancyRow(text, "", "Họ tên", book_spans=((len(text) - 6, len(text)),)))
    assert render(head, [composed], at=AT) == render(head, [decomposed], at=AT)


def test_a_missing_word_is_marked_by_a_caret_where_it_is_missing(head: ListHead) -> None:
    plain = DiscrepancyRow("Lò Văn Khặm", "LÒ KHĂM", "Họ tên")
    marked = replace(plain, registry_spans=((2, 2),))
    before = next(box for box in words(render(head, [person(plain)], at=AT))[0] if box[4] == "LÒ")
    left, _, right, _ = _changed(render(head, [person(plain)], at=AT), render(head, [person(marked)], at=AT))
    assert before[2] - 1.5 < left < right < before[2] + 4


def _changed(before: bytes, after: bytes) -> tuple[float, float, float, float]:
    """Return in points where the first pages differ."""
    one, other = (next(page_images(pdf, 216)) for pdf in (before, after))
    box = ImageChops.difference(one, other).getbbox()
    assert box is not None
    left, top, right, bottom = box
    return left / 3, top / 3, right / 3, bottom / 3
