"""The folder of a new store: made apart, then put in place, so that a stop leaves no half of a store.

The work store is made in a folder of its own, the key file is written, and the work store moves last. Stopped
before the key file, nobody has the key of what was made and it is swept away; stopped after it, the next
start moves the work store.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from app.crypto.key_file import KeyFile, copy_of
from app.errors import Refused, StoreProblem
from app.models.store.store import WORK_FILE, lock_folder
from app.services.office.home import KEY_FILE, look

_APART = "founding-"


@contextmanager
def new_home(folder: Path, store_id: str) -> Iterator[Path]:
    """Yield a folder to make and close the work store in.

    The caller writes the key file last, into ``folder``. Refused where any file of a store is: nothing is
    replaced. An error inside leaves no file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with lock_folder(folder):
        if found := look(folder).found:
            raise Refused(
                "Thư mục {0} đã có tệp của một kho dữ liệu ({1}). Chưa tạo gì, không thay tệp nào.",
                folder,
                ", ".join(found),
            )
        for left in folder.glob(f"{_APART}*"):
            _sweep(left)
        apart = folder / f"{_APART}{store_id}"
        apart.mkdir(mode=0o700)
        try:
            yield apart
        except BaseException:
            for path in (folder / KEY_FILE, copy_of(folder / KEY_FILE)):  # there was none before
                path.unlink(missing_ok=True)
            _sweep(apart)
            raise
        _move(apart, folder)


def finish(folder: Path) -> None:
    """Put a work store in place whose founding was stopped after its key file was written."""
    if KEY_FILE in look(folder).missing:
        return
    with suppress(StoreProblem):  # damaged, or in use by the window that is founding
        store_id = KeyFile.load(folder / KEY_FILE).store_id
        apart = folder / f"{_APART}{store_id}"
        if re.fullmatch("[0-9a-f]{32}", store_id) and apart.is_dir():
            with lock_folder(folder):
                _move(apart, folder)


def _move(apart: Path, folder: Path) -> None:
    """Move the work store, flushed when it was closed; ``finish`` repeats what a power cut undoes."""
    made, place = apart / WORK_FILE, folder / WORK_FILE
    if made.exists() and not place.exists():
        made.rename(place)
    if not made.exists():
        _sweep(apart)


def _sweep(apart: Path) -> None:
    """Remove a folder that a founding made, with the files that a store makes and no others."""
    if apart.is_symlink():
        return
    with suppress(OSError):
        for path in (*apart.glob(f"{WORK_FILE}*"), apart / "store.lock"):
            path.unlink(missing_ok=True)
        apart.rmdir()
