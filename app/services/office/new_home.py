"""The folder of a new store: made apart, then put in place, so that a stop leaves no half of a store.

The work store is made in a folder of its own, the key file is written, and the work store moves last. Stopped
before the key file, nobody has the key of what was made and it is swept away; stopped after it, the next
start moves the work store.
"""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from app import atomic
from app.crypto.key_file import KeyFile, copy_of
from app.errors import Refused, StoreProblem
from app.models.store import problems, write_ahead
from app.models.store.store import WORK_FILE, lock_folder
from app.services.office.home import KEY_FILE, look

_APART = "founding-"


@contextmanager
def new_home(folder: Path, store_id: str) -> Iterator[Path]:
    """Yield a folder to make and close the work store in.

    The caller writes the key file last, into ``folder``, after ``require_whole``. Refused where any file of a
    store is: nothing is replaced. An error inside leaves no file.
    """
    with ExitStack() as held:
        with problems.told(folder / WORK_FILE):
            atomic.make_folder(folder)
            held.enter_context(lock_folder(folder))
        if found := look(folder).found:
            raise Refused(
                "Thư mục {0} đã có tệp của một kho dữ liệu ({1}). Chưa tạo gì, không thay tệp nào.",
                folder,
                ", ".join(found),
            )
        for left in folder.glob(f"{_APART}*"):
            _sweep(left)
        apart = folder / f"{_APART}{store_id}"
        try:
            with problems.told(apart / WORK_FILE):
                atomic.make_folder(apart)
            yield apart
        except BaseException:
            for path in (folder / KEY_FILE, copy_of(folder / KEY_FILE)):  # there was none before
                path.unlink(missing_ok=True)
            _sweep(apart)
            raise
        with problems.told(folder / WORK_FILE):
            _move(apart, folder)


def require_whole(apart: Path) -> None:
    """Refuse to go on with a work store of which a part is still in its log, which does not move with it.

    Raises StoreProblem.
    """
    if write_ahead.log_size(apart / WORK_FILE):
        raise StoreProblem(
            "Chưa ghi trọn được kho dữ liệu mới xuống ổ đĩa (ổ đĩa đầy hoặc đang bận) nên chưa tạo kho; "
            "những gì đã nhập vẫn còn trên màn hình. Hãy giải phóng chỗ trên ổ đĩa rồi tạo lại."
        )


def finish(folder: Path) -> None:
    """Put a work store in place whose founding was stopped after its key file was written."""
    if KEY_FILE in look(folder).missing:
        return
    with (
        suppress(StoreProblem),
        problems.told(folder / WORK_FILE),
    ):  # damaged, or in use by the window that is founding
        store_id = KeyFile.load(folder / KEY_FILE).store_id
        apart = folder / f"{_APART}{store_id}"
        if re.fullmatch("[0-9a-f]{32}", store_id) and apart.is_dir():
            with lock_folder(folder):
                _move(apart, folder)


def _move(apart: Path, folder: Path) -> None:
    """Move the work store, flushed when it was closed; ``finish`` repeats what a power cut undoes."""
    names = (write_ahead.bases_file(apart / WORK_FILE).name, WORK_FILE)  # the store opens once it is there
    for name in names:
        if (apart / name).exists() and not (folder / name).exists():
            atomic.move(apart / name, folder / name)
    if not (apart / WORK_FILE).exists():
        _sweep(apart)


def _sweep(apart: Path) -> None:
    """Remove a folder that a founding made, with the files that a store makes and no others."""
    if apart.is_symlink():
        return
    with suppress(OSError):
        for path in (*apart.glob(f"{WORK_FILE}*"), apart / "store.lock"):
            path.unlink(missing_ok=True)
        apart.rmdir()
