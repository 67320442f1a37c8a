"""The building of a registry file: rows of a snapshot, keyed and counted by matching."""

import contextlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from app.matching.rows import index
from app.models.registry.reading import people_of
from app.models.registry.writing import write
from app.progress import Progress


def build(
    path: Path,
    key: bytes,
    rows: Iterable[Mapping[str, str]],
    meta: Mapping[str, str | int],
    progress: Progress,
) -> int:
    """Write the rows as a new registry file and return how many there are; errors as ``write``."""
    return write(path, key, rows, meta, progress, index=index)


def rebuild(path: Path, key: bytes, progress: Progress) -> int:
    """Key the people of an older registry file anew, in place, and return how many there are.

    Errors as ``write``; the file stays as it was until the new one is whole. StoreProblem when the older one
    cannot be read or has other columns. The total in ``progress`` is the count stored in the older file.
    """
    meta, people = people_of(path, key)
    total = int(meta.get("count", 0))

    def of_all(done: int, _total: int) -> None:
        progress(done, total)

    with contextlib.closing(people):  # close the file even when the reading stopped early
        return write(path, key, people, meta, of_all, index=index)
