"""Building the registry file: rows of a snapshot, keyed and counted by the rules of matching."""

import contextlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from app.matching.rows import index
from app.models.registry import KeyedOtherwise, Registry, people_of
from app.models.registry_write import write
from app.progress import Progress, silent


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
    cannot be read or has other columns.
    """
    meta, people = people_of(path, key)
    with contextlib.closing(people):  # also when it was not read to its end
        return write(path, key, people, meta, progress, index=index)


def open_current(path: Path, key: bytes, progress: Progress = silent) -> Registry:
    """Open a registry file, keying it anew first when another version of matching keyed it."""
    try:
        return Registry.open(path, key)
    except KeyedOtherwise:
        rebuild(path, key, progress)
        return Registry.open(path, key)
