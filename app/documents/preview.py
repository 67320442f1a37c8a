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
    """Yield each page as an RGB picture; its size is the page's points times dpi / 72.

    Raises pypdfium2.PdfiumError when the bytes are no PDF.
    """
    document = pypdfium2.PdfDocument(pdf)
    try:
        for page in document:
            try:
                bitmap = page.render(scale=dpi / 72)
                # a copy, because the bitmap's memory is freed with the bitmap
                picture = bitmap.to_pil().convert("RGB").copy()
                bitmap.close()
            finally:
                page.close()
            yield picture
    finally:
        document.close()
