"""How headings are recognised."""

import pytest

from app.readers.columns import FileColumn, recognise
from tests.unit.readers.reading import COLUMNS


@pytest.mark.parametrize(
    "heading",
    [
        "name",
        "NAME",
        "Họ tên",
        "ho ten",
        "HỌ TÊN",
        "HoTen",
        "Ho\u0323 te\u0302n",
        "Họ, chữ đệm, tên",
        "Họ tên\n(viết hoa)",
        "Họ\ntên",
    ],
)
def test_a_heading_is_understood_however_it_is_written(heading):
    assert recognise([heading], COLUMNS) == ([(0, "name")], set())


def test_the_key_itself_goes_before_other_headings_wherever_it_stands():
    assert recognise(["Họ tên", "number", "name"], COLUMNS) == ([(1, "number"), (2, "name")], {"Họ tên"})


def test_of_two_headings_that_mean_one_column_the_first_counts():
    assert recognise(["Họ tên", "HO TEN"], COLUMNS) == ([(0, "name")], {"HO TEN"})


def test_unknown_headings_are_told_and_blank_ones_are_not():
    assert recognise(["", "Tôn giáo", "Số định danh cha", "!"], COLUMNS) == (
        [],
        {"Tôn giáo", "Số định danh cha", "!"},
    )


@pytest.mark.parametrize("heading", ["Tổng số (khi khóa sổ)", "(3) Tổng số", "Tổng số [theo lời khóa]"])
@pytest.mark.parametrize("noted", [True, False])
def test_only_a_noted_column_has_a_note_in_its_heading(heading, noted):
    column = FileColumn("total", ("Tổng số",), noted=noted)
    placed, ignored = recognise([heading], [column])
    assert (list(placed), ignored) == (([(0, "total")], set()) if noted else ([], {heading}))
