"""Registries of handmade people among strangers, built and opened for the tests of a file."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from app.models.registry.reading import Registry
from app.progress import silent
from app.services.people.registry_file import build
from tests.unit.services.people.hard_registry import KEY


@contextmanager
def registry_of(folder: Path, rows: Iterable[Mapping[str, str]], **meta: str) -> Iterator[Registry]:
    """Build a registry file in a folder with what it says of itself, yield it open, and close it."""
    path = folder / "registry-1.db"
    build(path, KEY, rows, meta, silent)
    opened = Registry.open(path, KEY)
    yield opened
    opened.close()


def number_of(people: Collection[str], key: str) -> str:
    """Return the personal number of a handmade person by the place of its key."""
    return f"038099{900_000 + list(people).index(key)}"


def as_written(born: str) -> str:
    """Return a day of the registry as a book writes it: 05/06/1990."""
    year, month, day = born.split("-")
    return f"{day}/{month}/{year}"
