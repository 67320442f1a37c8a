"""Dialogs that choose a file or a folder, in Vietnamese; they open in the folder used last.

A folder is asked for to carry something away or in: it is looked for on the stick that is plugged in.
"""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QDir
from PySide6.QtWidgets import QFileDialog, QWidget

from app.held_folder import FolderId, folder_id
from app.process import machine
from app.texts import tr

_LABELS = (
    (QFileDialog.DialogLabel.LookIn, "Trong thư mục:"),
    (QFileDialog.DialogLabel.FileName, "Tên:"),
    (QFileDialog.DialogLabel.FileType, "Loại tệp:"),
    (QFileDialog.DialogLabel.Reject, "Thôi"),
)
_GONE: FolderId = (-1, -1, "")
_last: list[str] = []  # the folder used last in this process


def open_file(parent: QWidget | None, title: str, kinds: str) -> Path | None:
    """Ask for a file that exists; None when the officer leaves."""
    dialog = file_dialog(parent, title, tr("Mở"), kinds)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    return _ask(dialog)


def save_file(parent: QWidget | None, title: str, name: str, kinds: str) -> Path | None:
    """Ask where to write a file, with a suggested name; None when the officer leaves."""
    dialog = file_dialog(parent, title, tr("Lưu"), kinds)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    _label(dialog, tr("Lưu"))
    dialog.selectFile(name)
    return _ask(dialog)


def choose_folder(parent: QWidget | None, title: str) -> Path | None:
    """Ask for a folder; None when the officer leaves."""
    dialog = file_dialog(parent, title, tr("Chọn"))
    dialog.setDirectory(where_to_begin(_folder_used_last(), machine.media()))
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    _label(dialog, tr("Chọn"))
    return _ask(dialog)


def choose_target(parent: QWidget | None, title: str) -> tuple[Path, FolderId] | None:
    """Ask for a folder to write to; return it with its identity, so that no other one is written to later.

    None when the officer leaves; the identity of no folder when it is gone already.
    """
    folder = choose_folder(parent, title)
    if folder is None:
        return None
    try:
        return folder, folder_id(folder)
    except OSError:
        return folder, _GONE


def where_to_begin(last: str, media: Sequence[Path]) -> str:
    """Return the folder used last where it lies on a medium or there is none, else the first medium."""
    if not media or any(Path(last).is_relative_to(medium) for medium in media):
        return last
    return str(media[0])


def _folder_used_last() -> str:
    return _last[0] if _last else QDir.homePath()


def file_dialog(parent: QWidget | None, title: str, accept: str, kinds: str = "") -> QFileDialog:
    """Make a dialog with Vietnamese labels in the folder used last, or at home."""
    dialog = QFileDialog(parent, title, _folder_used_last(), kinds)
    # the dialog of the system has the language of the system and no settable labels
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    _label(dialog, accept)
    return dialog


def _label(dialog: QFileDialog, accept: str) -> None:
    for label, words in _LABELS:
        dialog.setLabelText(label, tr(words))
    dialog.setLabelText(QFileDialog.DialogLabel.Accept, accept)


def _ask(dialog: QFileDialog) -> Path | None:
    taken = dialog.exec() == QFileDialog.DialogCode.Accepted
    chosen = dialog.selectedFiles()
    if taken and chosen:
        _last[:] = [dialog.directory().absolutePath()]
    dialog.deleteLater()
    return Path(chosen[0]) if taken and chosen else None
