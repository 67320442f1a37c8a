"""A field is called so that nobody takes it for another one of the same label."""

from collections import Counter

import pytest

from app.models.books import BOOKS
from app.services.entry.field_names import name_of


@pytest.mark.parametrize("book", BOOKS.values(), ids=BOOKS)
def test_no_two_fields_of_a_book_are_called_alike(book):
    names = Counter(str(name_of(book, field.key)) for field in book.all_fields())
    labels = {
        (section.short or section.title, field.label) for section in book.sections for field in section.fields
    }
    if len(labels) == len(list(book.all_fields())):  # a section itself may have a label twice
        assert [name for name, count in names.items() if count > 1] == []


def test_whose_it_is_stands_before_the_label_of_a_person_and_of_one_like_another():
    book = BOOKS["khai_sinh"]
    assert str(name_of(book, "page_no")) == "Trang số"
    assert str(name_of(book, "registration_no")) == "Việc đăng ký, Số đăng ký"  # another paper has one too
    assert str(name_of(book, "child_name")) == "Con, Họ, chữ đệm, tên"
    names = [str(name_of(book, field.key)) for field in book.all_fields()]
    assert "Họ, chữ đệm, tên" not in names
