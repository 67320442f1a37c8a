"""Dialogs that choose a file or a folder, in Vietnamese; they open in the folder used last."""

from pathlib import Path

from PySide6.QtCore import QDir
from PySide6.QtWidgets import QFileDialog, QWidget

from app.held_folder import FolderId, folder_id
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


def file_dialog(parent: QWidget | None, title: str, accept: str, kinds: str = "") -> QFileDialog:
    """Make a dialog with Vietnamese labels in the folder used last, or at home."""
    dialog = QFileDialog(parent, title, _last[0] if _last else QDir.homePath(), kinds)
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
