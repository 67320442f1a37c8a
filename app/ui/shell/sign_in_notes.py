"""Note of the sign-in page, kept unencrypted beside the store: the last login and its looks."""

import contextlib
import dataclasses
import json
from dataclasses import dataclass
from pathlib import Path

from app import atomic, side_files
from app.services.office.home import LAST_FILE
from app.ui.kit import theme


@dataclass(frozen=True, slots=True)
class SignInNote:
    """The last login ("" unknown), its theme ("" none chosen) and text size."""

    login: str = ""
    theme: str = ""
    scale: float = 1.0


def last(folder: Path) -> SignInNote:
    """Return what is known of the last officer; nothing of a file that somebody changed."""
    data = side_files.read_json(folder / LAST_FILE)
    if not isinstance(data, dict):
        return SignInNote()
    login, name, scale = (data.get(key) for key in ("login", "theme", "scale"))
    return SignInNote(
        login if side_files.is_text(login) else "",
        name if name in theme.THEMES else "",
        scale if scale in theme.SCALES else 1.0,
    )


def keep(folder: Path, note: SignInNote) -> None:
    """Keep the note: after a lock the same officer comes back to the same looks."""
    with contextlib.suppress(OSError):  # on a full disk the next officer chooses a card
        atomic.write(folder / LAST_FILE, json.dumps(dataclasses.asdict(note)).encode())
