"""The files of a store's folder: which are ours, and what is missing of them."""

from dataclasses import dataclass
from pathlib import Path

from app.crypto.key_file import copy_of
from app.models.store.store import OURS, WORK_FILE

KEY_FILE = "keyfile.json"
CARDS_FILE = "officers.json"  # read by the sign-in screen before anything is unlocked
TRIES_FILE = "sign-in-failures.json"
LAST_FILE = "sign-in-last.json"
_NO_STORE = ("store.lock", "store.spare", "cover.json", "founding-", "thu-phuc-hoi-", "loi.log")
"""What is no part of a store begins so: lock, held room, cover, log of errors, what was stopped."""


@dataclass(frozen=True, slots=True)
class Home:
    """What lies in a folder: the names of our files, and those without which the store does not open."""

    found: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def empty(self) -> bool:
        """Tell whether a new store may be made here."""
        return not self.found


def is_within(path: Path) -> bool:
    """Tell whether a path, free of links, is that of a file of a store, or of one in a folder of a store."""
    for folder in path.parents:
        ours = path.relative_to(folder).parts[0].startswith(OURS)
        if ours and not {WORK_FILE, KEY_FILE, copy_of(Path(KEY_FILE)).name}.isdisjoint(look(folder).found):
            return True
    return False


def look(folder: Path) -> Home:
    """Look at a folder, which may be missing; the key file's copy is as good as the key file.

    A ``.part`` is what a stopped writing left, and counts for nothing; where nothing else is than what is no
    part of a store, a new one may be made.
    """
    names = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    ours = (name for name in names if name.startswith(OURS) and not name.startswith(_NO_STORE))
    found = sorted(name for name in ours if not name.endswith(".part"))
    there = {WORK_FILE: WORK_FILE in found, KEY_FILE: {KEY_FILE, copy_of(Path(KEY_FILE)).name} & {*found}}
    return Home(tuple(found), tuple(name for name, good in there.items() if not good))
