"""The discrepancy list: every value is there, whole, and the frame is the decree's."""

import random
import sys
import unicodedata
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from types import FrameType
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.documents.discrepancy_list import (
    BOOK_EMPTY,
    REGISTRY_EMPTY,
    DiscrepancyRow,
)
from app.documents.fonts import VIETNAMESE
from app.documents.page import Letterhead
from app.errors import Stopped
from app.models.words.values import MARK_LABELS, Mark
from tests.unit.documents.conftest import (
    ListHead,
    make_head,
    make_persons,
    pages,
    person,
    poppler,
    render,
    squeezed,
    words,
)

AT = datetime(2023, 10, 13, 3, 0, tzinfo=UTC)
MM = 72 / 25.4
NAMES = ("Lê Thị Vân Anh", "Quách Đình Trường", "Phạm Hữu Khởi")


def test_every_value_is_found_in_nfc(head: ListHead) -> None:
    people = make_persons([random.Random(3).choice([1, 1, 2, 3, 7]) for _ in range(25)])
    pdf = render(head, people, at=AT)
    text = "".join(pages(pdf, "-raw"))
    assert text == unicodedata.normalize("NFC", text)
    found = squeezed(text)
    for someone in people:
        for value in (someone.name, someone.birth, someone.personal_id):
            assert squeezed(value) in found
        for row in someone.rows:
            for value in (
                row.book_value,
                row.registry_value,
                row.field_label,
                row.resolution_label,
                row.note,
            ):
                assert squeezed(value) in found


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_every_vietnamese_letter_comes_back_from_every_face(
    head: ListHead, form: Literal["NFC", "NFD"]
) -> None:
    letters = " ".join(sorted(VIETNAMESE))
    text = unicodedata.normalize(form, letters)
    rows = DiscrepancyRow(text, "x", "Họ tên")
    pdf = render(head, [person(rows, name=text)], at=AT)
    found = squeezed("".join(pages(pdf, "-raw")))
    assert len(VIETNAMESE) == 146
    assert found.count(squeezed(letters)) == 2  # bold in the name, regular in the value


def test_fonts_are_embedded_and_of_the_family(head: ListHead) -> None:
    pdf = render(head, make_persons([2]), at=AT)
    fonts = poppler("pdffonts", pdf=pdf).splitlines()[2:]
    assert len(fonts) == 4
    for line in fonts:
        assert "LiberationSerif" in line
        assert line.split()[-5:-2] == ["yes", "yes", "yes"]


def test_pages_are_numbered_from_the_second_and_repeat_the_head_row(head: ListHead) -> None:
    pdf = render(head, make_persons([3] * 30), at=AT)
    every = pages(pdf)
    boxes = words(pdf)
    assert len(every) > 4
    assert min(box[1] for box in boxes[0]) > 19 * MM
    for number, (text, page) in enumerate(zip(every[1:], boxes[1:], strict=True), 2):
        assert text.strip().splitlines()[0].strip() == str(number)
        x0, y0, x1, _, _ = next(box for box in page if box[4] == str(number) and box[3] < 20 * MM)
        assert (x0 + x1) / 2 == pytest.approx((30 * MM + 282 * MM) / 2, abs=0.5)
        assert y0 > 0
        assert "(12)" in text
        assert "Hướng xử lý" in text


def test_nothing_stands_in_the_margins(head: ListHead) -> None:
    rng = random.Random(5)
    people = make_persons([rng.choice([1, 2, 4]) for _ in range(40)])
    people[7] = replace(people[7], name="Ỡm" * 200, father="Lò Văn " + "Ợ" * 60, role="cha")
    for place, page in enumerate(words(render(head, people, at=AT))):
        for x0, y0, x1, y1, word in page:
            number = place and word == str(place + 1)
            assert x0 > 30 * MM - 0.6, word
            assert x1 < 282 * MM + 0.6, word
            assert number or y0 > 19 * MM, word
            assert y1 < 190 * MM + 1.5, word


def test_a_person_over_a_page_is_repeated_as_continued(head: ListHead) -> None:
    text = pages(render(head, make_persons([14]), at=AT))
    assert len(text) == 2
    assert "(tiếp)" not in text[0]
    assert "(tiếp)" in text[1]
    assert "038198900001" in text[1]


def test_a_person_of_two_rows_stays_on_one_page(head: ListHead) -> None:
    people = make_persons([2] * 40)
    text = pages(render(head, people, at=AT))
    assert not any("(tiếp)" in page for page in text)
    for place in range(1, 41):
        assert any(f"Trường {place}.0" in page and f"Trường {place}.1" in page for page in text)


@pytest.mark.parametrize("count", range(1, 34))
def test_signatures_never_stand_alone(head: ListHead, count: int) -> None:
    last = pages(render(head, make_persons([1] * count), at=AT))[-1]
    assert f"Trường {count}.0" in last
    assert all(name in last for name in NAMES)


@pytest.mark.parametrize("count", range(1, 34))
def test_signatures_stand_with_the_last_row_of_a_long_person(head: ListHead, count: int) -> None:
    last = pages(render(head, make_persons([1, count]), at=AT))[-1]
    assert f"Trường 2.{count - 1}" in last
    assert all(name in last for name in NAMES)


def test_the_foot_counts_acts_people_rows_and_ways(head: ListHead) -> None:
    text = squeezed(pages(render(head, make_persons([1] * 1200), at=AT), "-raw")[-1])
    assert squeezed("Danh sách có 1.200 trường hợp, 1.200 người, 1.200 thông tin chưa thống nhất") in text
    assert squeezed("điều chỉnh CSDLQGVDC 1.200.") in text


def test_the_persons_of_an_act_are_one_act_whatever_number_the_book_gives_it(head: ListHead) -> None:
    child, mother, other, last = make_persons([2, 1, 1, 1])
    mother = replace(mother, entry_id=child.entry_id)
    other = replace(other, act=child.act)  # the book gives the number twice
    text = squeezed(pages(render(head, [child, mother, other, last], at=AT), "-raw")[-1])
    assert squeezed("Danh sách có 3 trường hợp, 4 người, 5 thông tin chưa thống nhất") in text


def test_an_empty_list_says_so_and_has_its_signatures(head: ListHead) -> None:
    text = pages(render(head, [], at=AT))
    assert len(text) == 1
    assert "Không có thông tin nào chưa thống nhất." in text[0]
    assert all(name in text[0] for name in NAMES)


def test_the_heading_is_the_decrees_and_time_is_viet_nams(head: ListHead) -> None:
    text = pages(render(head, make_persons([1]), at=AT))[0]
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text
    assert "Độc lập - Tự do - Hạnh phúc" in text
    assert "Cẩm Lương, ngày 03 tháng 10 năm 2023" in text
    assert "số liệu đến 10 giờ 00 phút ngày 13/10/2023" in text


def test_months_one_and_two_have_two_digits() -> None:
    def words_of(month: int) -> str:
        return Letterhead((), place="Cẩm Lương", date=datetime(2024, month, 5, tzinfo=UTC).date()).place_date

    assert words_of(2) == "Cẩm Lương, ngày 05 tháng 02 năm 2024"
    assert words_of(3) == "Cẩm Lương, ngày 05 tháng 3 năm 2024"


def test_marks_are_words_beside_the_value(head: ListHead) -> None:
    rows = (
        DiscrepancyRow("", "Kinh", "Dân tộc", book_mark=Mark.ILLEGIBLE),
        DiscrepancyRow("Lò", "LÔ", "Họ tên", book_mark=Mark.UNCERTAIN),
        DiscrepancyRow("Dao", "", "Dân tộc"),
        DiscrepancyRow("", "Nam", "Giới tính"),
    )
    text = squeezed("".join(pages(render(head, [person(*rows)], at=AT), "-raw")))
    for mark in (Mark.ILLEGIBLE, Mark.UNCERTAIN):
        assert squeezed(f"({MARK_LABELS[mark]})") in text
    assert squeezed(MARK_LABELS[Mark.BLANK_IN_BOOK]) not in text
    assert squeezed(BOOK_EMPTY) in text
    assert squeezed(REGISTRY_EMPTY) in text


def test_a_cut_row_tells_its_field_on_every_page(head: ListHead) -> None:
    row = DiscrepancyRow("Thôn Ngọc, xã Cẩm Lương. " * 80, "Xã Cẩm Thành", "Quê quán")
    every = [squeezed(page) for page in pages(render(head, [person(row)], at=AT), "-raw")]
    assert len(every) > 3
    assert "Quêquán(tiếp)" not in every[0]
    assert all("Quêquán(tiếp)" in page for page in every[1:])


def test_parents_and_role_stand_in_the_name_cell(head: ListHead) -> None:
    someone = replace(
        person(DiscrepancyRow("a", "b", "Quê quán")), role="chồng", father="Lò Văn Tý", mother="Hà Thị Ợt"
    )
    text = squeezed("".join(pages(render(head, [someone], at=AT), "-raw")))
    assert "BùiThịThuỷNgân(chồng)Cha:LòVănTýMẹ:HàThịỢt" in text


def test_the_same_list_gives_the_same_bytes(head: ListHead) -> None:
    assert render(head, make_persons([3]), at=AT) == render(head, make_persons([3]), at=AT)


def test_progress_is_told_and_may_stop_the_work(head: ListHead) -> None:
    told: list[tuple[int, int]] = []
    render(head, make_persons([1, 1]), at=AT, progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 2), (2, 2)]

    def stop(_done: int, _total: int) -> None:
        raise Stopped("Đã dừng.")

    with pytest.raises(Stopped):
        render(head, make_persons([1, 1]), at=AT, progress=stop)


def _calls(rows: int) -> int:
    """Count the calls the work takes: a measure of time that no other program disturbs."""
    count = 0

    def saw(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    people = make_persons([3] * (rows // 3))
    head = make_head()
    sys.setprofile(saw)
    try:
        render(head, people, at=AT)
    finally:
        sys.setprofile(None)
    return count


def test_work_grows_with_the_rows() -> None:
    render(make_head(), [], at=AT)
    small, large = _calls(501), _calls(2004)
    assert large < 4.4 * small


def test_the_last_line_says_how_many_are_followed_no_more() -> None:
    row = DiscrepancyRow("a", "b", "x", state_label="Đã kết thúc: đã cải chính", ended=True)
    text = " ".join(" ".join(pages(render(make_head(), [person(row, row)], at=AT))).split())
    assert "Đã kết thúc:" in text
    assert "chưa có hướng xử lý 2; đã kết thúc theo dõi 2." in text
    still = render(make_head(), [person(replace(row, ended=False))], at=AT)
    assert "đã kết thúc theo dõi" not in " ".join(" ".join(pages(still)).split())


def test_a_long_heading_and_a_tall_row_stay_in_the_margins() -> None:
    header = Letterhead(("ỦY BAN NHÂN DÂN XÃ " + "CẨM " * 20,), superior_lines=("ỦY BAN NHÂN DÂN TỈNH",) * 5)
    head = ListHead(replace(make_head().paper, title="Thông tin hộ tịch " * 12), header)
    for lines in (12, 17, 18, 19, 40):
        pdf = render(head, [person(DiscrepancyRow("\n".join("ạ" * lines), "b", "x"))] * 3, at=AT)
        assert max(box[3] for page in words(pdf) for box in page) < 190 * MM + 1.5
        assert sum(box[4] == "ạ" for page in words(pdf) for box in page) == 3 * lines


FRAME_LETTERS = set("".join(pages(render(make_head(), make_persons([1]), at=AT)))) | set("(tiếp)")
RARE = "".join(sorted(VIETNAMESE - FRAME_LETTERS))
SHORT = st.text(RARE + " /-\n", max_size=30)
LONG = SHORT | st.builds(lambda text, times: (text * times)[:900], SHORT, st.integers(1, 60))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.tuples(LONG, LONG, LONG), min_size=1, max_size=4), min_size=1, max_size=4))
def test_no_letter_is_lost_or_doubled_however_long_the_values(
    values: list[list[tuple[str, str, str]]],
) -> None:
    people = [person(*(DiscrepancyRow(a, b, "x", note=c) for a, b, c in rows), name="x") for rows in values]
    pdf = render(make_head(), people, at=AT)
    found = Counter("".join(pages(pdf, "-raw")))
    given_letters = Counter("".join(text for rows in values for row in rows for text in row))
    assert {letter: found[letter] for letter in RARE} == {letter: given_letters[letter] for letter in RARE}
    assert max(box[3] for page in words(pdf) for box in page) < 190 * MM + 1.5
    assert all(name in pages(pdf)[-1] for name in NAMES)


@settings(max_examples=30, deadline=None)
@given(st.text(RARE + " -", min_size=1, max_size=2500), st.text(RARE + " ", max_size=1500))
def test_no_letter_of_a_long_name_is_lost(name: str, mother: str) -> None:
    someone = replace(person(DiscrepancyRow("x", "y", "x"), name=name), mother=mother)
    found = Counter("".join(pages(render(make_head(), [someone], at=AT), "-raw")))
    wanted = Counter(name + mother)
    assert all(found[letter] >= wanted[letter] for letter in RARE)
