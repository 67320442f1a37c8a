"""Building the registry file: rows of a snapshot, keyed and counted by the rules of matching."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from app.matching.rows import index
from app.models.registry_write import write
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
