"""Pictures of a PDF's pages, made in memory, for the preview and the printer."""

from collections.abc import Generator

import pypdfium2
from PIL import Image


def page_count(pdf: bytes) -> int:
    """Return how many pages a PDF has; raises pypdfium2.PdfiumError when the bytes are no PDF."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()


def page_images(pdf: bytes, dpi: int) -> Generator[Image.Image, None, None]:
    """Give each page as an RGB picture, one at a time; a page's size is its points times dpi / 72.

    Raises pypdfium2.PdfiumError when the bytes are no PDF.
    """
    document = pypdfium2.PdfDocument(pdf)
    try:
        for page in document:
            try:
                bitmap = page.render(scale=dpi / 72)
                # a copy: the bitmap's own memory ends with it
                picture = bitmap.to_pil().convert("RGB").copy()
                bitmap.close()
            finally:
                page.close()
            yield picture
    finally:
        document.close()
