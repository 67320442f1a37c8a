"""Choosing files: Vietnamese words, and the folder used last."""

from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QFileDialog

from app.ui.kit import files

Label = QFileDialog.DialogLabel


def test_every_word_is_vietnamese(themed, qtbot):
    dialog = files.file_dialog(None, "Chọn gói", "Mở", "Gói dữ liệu (*.htpkg)")
    qtbot.addWidget(dialog)
    words = [dialog.labelText(label) for label in Label]
    assert words == ["Trong thư mục:", "Tên:", "Loại tệp:", "Mở", "Thôi"]
    assert dialog.testOption(QFileDialog.Option.DontUseNativeDialog)


@pytest.mark.parametrize(
    ("last", "media", "begins"),
    [
        ("/home/a", (), "/home/a"),
        ("/home/a", ("/media/a/USB",), "/media/a/USB"),
        ("/media/a/USB/gói", ("/media/a/USB",), "/media/a/USB/gói"),
        ("/media/a/USB", ("/media/a/USB",), "/media/a/USB"),
        ("/media/a/USB 2/gói", ("/media/a/USB", "/media/a/USB 2"), "/media/a/USB 2/gói"),
        ("/media/a/USB cũ", ("/media/a/USB",), "/media/a/USB"),
        ("/home/a", ("/media/a/USB", "/media/a/USB 2"), "/media/a/USB"),
    ],
)
def test_a_folder_is_looked_for_on_the_stick(last, media, begins):
    assert files.where_to_begin(last, [Path(one) for one in media]) == begins


def test_the_next_dialog_begins_where_the_last_one_ended(themed, qtbot, tmp_path):
    (tmp_path / "goi.htpkg").write_bytes(b"x")

    def choose():
        dialog = QApplication.activeModalWidget()
        dialog.setDirectory(str(tmp_path))
        dialog.selectFile(str(tmp_path / "goi.htpkg"))
        dialog.accept()

    QTimer.singleShot(0, choose)
    assert files.open_file(None, "Chọn gói", "Gói dữ liệu (*.htpkg)") == tmp_path / "goi.htpkg"
    again = files.file_dialog(None, "Chọn gói", "Mở")
    qtbot.addWidget(again)
    assert again.directory().absolutePath() == str(tmp_path)
