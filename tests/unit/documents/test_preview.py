"""Pages as pictures, from memory."""

from datetime import datetime

import pypdfium2
import pytest

from app.documents.preview import page_images
from tests.unit.documents.conftest import ListHead, make_persons, render


def test_each_page_is_a_picture_of_its_size(head: ListHead, at: datetime) -> None:
    pictures = list(page_images(render(head, make_persons([3] * 8), at=at), 100))
    assert len(pictures) > 1
    for picture in pictures:
        assert picture.mode == "RGB"
        assert picture.size == pytest.approx((1169, 827), abs=1.5)
        low, high = picture.convert("L").getextrema()
        assert (low, high) == (0, 255)


def test_pictures_come_one_at_a_time_and_outlive_the_document(head: ListHead, at: datetime) -> None:
    every = page_images(render(head, make_persons([3] * 8), at=at), 50)
    first = next(every)
    every.close()
    assert first.getpixel((0, 0)) == (255, 255, 255)


def test_bytes_that_are_no_pdf_are_refused() -> None:
    with pytest.raises(pypdfium2.PdfiumError):
        list(page_images(b"%PDF-nothing", 100))
