"""One declaration per book type; a new book needs only a file here with a ``BOOK``."""

import importlib
import pkgutil
from dataclasses import replace

from app.models.declaration.amendments import MARGIN
from app.models.declaration.book import BookType


def listed() -> dict[str, BookType]:
    """Return the books declared in this folder by key, in the legal order of entry; all have a margin."""
    found = [
        importlib.import_module(f"{__name__}.{module.name}").BOOK for module in pkgutil.iter_modules(__path__)
    ]
    return {book.key: replace(book, margin=MARGIN) for book in sorted(found, key=lambda b: b.priority)}


BOOKS: dict[str, BookType] = listed()
"""Every book type by key, in the legal order of entry."""
