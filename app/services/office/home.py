"""The files of a store's folder: which are ours, and what is missing of them."""

from dataclasses import dataclass
from pathlib import Path

from app.crypto.key_file import copy_of
from app.models.store.store import WORK_FILE

KEY_FILE = "keyfile.json"
CARDS_FILE = "officers.json"  # read by the sign-in screen before anything is unlocked
TRIES_FILE = "sign-in-failures.json"
LAST_FILE = "sign-in-last.json"
OURS = (
    f"{WORK_FILE}*",
    f"{KEY_FILE}*",
    f"{CARDS_FILE}*",
    f"{TRIES_FILE}*",
    f"{LAST_FILE}*",
    "registry-*.db*",
    "packages",
    "scans",
    "backups",
)
"""Patterns of everything that a store leaves in its folder; where one of them is, no new store is made."""


@dataclass(frozen=True, slots=True)
class Home:
    """What lies in a folder: the names of our files, and those without which the store does not open."""

    found: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def empty(self) -> bool:
        """Tell whether a new store may be made here."""
        return not self.found


def look(folder: Path) -> Home:
    """Look at a folder, which may be missing; the key file's copy is as good as the key file.

    A ``.part`` is what a stopped writing left, and counts for nothing.
    """
    names = {path.name for pattern in OURS for path in folder.glob(pattern)}
    found = sorted(name for name in names if not name.endswith(".part"))
    there = {WORK_FILE: WORK_FILE in found, KEY_FILE: {KEY_FILE, copy_of(Path(KEY_FILE)).name} & {*found}}
    return Home(tuple(found), tuple(name for name, good in there.items() if not good))
