"""Building the registry file: rows of a snapshot, keyed and counted by the rules of matching."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from app.matching import rows as registry_rows
from app.matching import text
from app.models.registry_write import Indexed, write
from app.progress import Progress


def build(
    path: Path,
    key: bytes,
    rows: Iterable[Mapping[str, str]],
    meta: Mapping[str, str | int],
    progress: Progress,
) -> int:
    """Write the rows as a new registry file and return how many there are; errors as ``write``."""
    return write(path, key, rows, meta, progress, index=_index)


def _index(row: Mapping[str, str]) -> Indexed:
    """Return the keys, the counts and the folded name of a row."""
    found, counts = registry_rows.keys_and_counts(row)
    return Indexed(found, counts, text.fold(row.get("full_name", "")))
