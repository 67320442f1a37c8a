"""Small JSON files beside the store; anyone who reaches the folder can write anything into them."""

import json
from pathlib import Path
from typing import TypeGuard

_MOST_BYTES = 1 << 20


def read_json(path: Path) -> object:
    """Return what a small JSON file holds; None when it is missing, huge, no file or no JSON."""
    try:
        if not path.is_file():  # a pipe of this name would never end
            return None
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
        return json.loads(data.decode("utf-8")) if len(data) <= _MOST_BYTES else None
    except (OSError, ValueError, RecursionError):
        return None


def is_text(value: object, most: int = 200) -> TypeGuard[str]:
    """Tell whether a value is a text that can be shown: not empty, not long, nothing unprintable."""
    return isinstance(value, str) and 0 < len(value) <= most and value.isprintable()
