"""Books of which the product knows nothing: each is one file, found as a new one of its own would be."""

import importlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.models import books
from app.models.declaration.book import BookType

FOLDER = Path(__file__).parent / "books"
EXPECTED = json.loads(Path(__file__).with_name("books_expected.json").read_text(encoding="utf-8"))


@contextmanager
def shelved() -> Iterator[dict[str, BookType]]:
    """Let the listing of the books find these files too; give the books that it found new."""
    known = dict(books.BOOKS)
    books.__path__.append(str(FOLDER))
    try:
        importlib.invalidate_caches()
        found = books.listed()
        books.BOOKS.clear()
        books.BOOKS.update(found)
        yield {key: book for key, book in found.items() if key not in known}
    finally:
        books.__path__.remove(str(FOLDER))
        books.BOOKS.clear()
        books.BOOKS.update(known)


with shelved() as _found:
    TRIAL: dict[str, BookType] = _found
