"""Note of the sign-in page, kept unencrypted beside the store: the last login."""

import contextlib
import json
from pathlib import Path

from app import atomic, side_files
from app.services.office.home import LAST_FILE


def last(folder: Path) -> str:
    """Return the last login; empty when unknown."""
    data = side_files.read_json(folder / LAST_FILE)
    login = data.get("login") if isinstance(data, dict) else None
    return login if side_files.is_text(login) else ""


def keep_last(folder: Path, login: str) -> None:
    """Keep the login: after a lock the same officer comes back."""
    with contextlib.suppress(OSError):  # on a full disk the next officer chooses a card
        atomic.write(folder / LAST_FILE, json.dumps({"login": login}).encode())
