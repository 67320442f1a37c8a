"""What an entry says of its volume otherwise than the volume itself."""

import pytest

from app.models.books import BOOKS
from app.models.words.values import Value
from app.services.entry import own_volume

BOOK = BOOKS["khai_sinh"]


@pytest.mark.parametrize(
    ("number", "volume", "differs"),
    [
        ("01/1998", "01/1998", False),
        ("1", "01/1998", False),
        ("01", "1/1998", False),
        ("02/1998", "01/1998", True),
        ("01/1999", "01/1998", True),
        ("01/1999", "01", True),
        ("01/1998", "01", False),
        ("1a", "01", True),
        ("01199820.4.98", "01/1998", True),
        ("", "01/1998", False),
    ],
)
def test_the_number_of_the_volume(number, volume, differs):
    found = own_volume.problems(BOOK, {"book_no": Value.of(number)}, book_no=volume, opened_year="1998")
    assert [(p.field, str(p.short)) for p in found] == ([("book_no", "khác quyển")] if differs else [])
    assert all(f"quyển {volume}." in p.text for p in found)


@pytest.mark.parametrize(
    ("year", "opened", "differs"),
    [("1998", "1998", False), ("1999", "1998", True), ("", "1998", False), ("1999", "", False)],
)
def test_the_year_of_the_volume(year, opened, differs):
    values = {"book_opened_year": Value.of(year)}
    found = own_volume.problems(BOOK, values, book_no="01", opened_year=opened)
    assert [p.field for p in found] == (["book_opened_year"] if differs else [])
