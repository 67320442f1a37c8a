"""Preview and print a paper from memory; a file is written only where the officer chooses."""

import os
from pathlib import Path

from PIL.Image import Image
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPixmap
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QFileDialog, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.documents.preview import page_images
from app.errors import AppError
from app.ui import parts
from app.ui.messages import MessageBar, confirm
from app.ui.parts import GAP

SCREEN_DPI, PRINT_DPI = 96, 300


class Preview(QDialog):
    """The pages of a paper, one under the other; In, Lưu PDF, Đóng.

    Emits ``printed()`` and ``saved(path)``, so that both can be recorded.
    """

    printed = Signal()
    saved = Signal(str)

    def __init__(self, parent: QWidget | None, pdf: bytes, title: str, save_name: str) -> None:
        """Show a PDF from memory."""
        super().__init__(parent)
        self.setWindowTitle(title)
        self._pdf, self._save_name = pdf, save_name
        self.resize(980, 660)
        self.messages = MessageBar()
        pages = QWidget()
        column = QVBoxLayout(pages)
        self.count = 0
        for image in page_images(pdf, SCREEN_DPI):
            label = QLabel()
            label.setPixmap(QPixmap.fromImage(_qimage(image)))
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            self.count += 1
            label.setAccessibleName(self.tr("Trang {0}").format(self.count))
            column.addWidget(label)
        scroll = QScrollArea()
        scroll.setWidget(pages)
        scroll.setWidgetResizable(True)
        save = parts.button(self.tr("Lưu PDF…"), key="Ctrl+S", icon="file-pdf")
        save.setShortcut("Ctrl+S")
        save.clicked.connect(self._ask_where)
        printing = parts.button(self.tr("In"), "primary", key="Ctrl+P", icon="printer")
        printing.setShortcut("Ctrl+P")
        printing.clicked.connect(self._print)
        close = parts.button(self.tr("Đóng"), key="Esc")
        close.clicked.connect(self.reject)
        words = parts.text(self.tr("{0} trang, chưa ghi ra tệp nào").format(self.count), "label")
        foot = parts.row(words, GAP, close, save, printing, pad=(12, 8, 12, 8))
        parts.lay(self, self.messages, (scroll, 1), foot, gap=0)

    def save(self, path: Path) -> None:
        """Write the PDF where the officer chose."""
        try:
            save_pdf(self._pdf, path)
        except AppError as error:
            self.messages.say(str(error), "alarm")
            return
        self.messages.say(
            self.tr("Đã lưu. Tệp này không mã hoá: giữ nơi an toàn, xong việc thì xoá."), "good"
        )
        self.saved.emit(str(path))

    def _ask_where(self) -> None:
        sure = confirm(
            self,
            self.tr("Lưu ra tệp PDF"),
            self.tr("Tệp PDF chứa dữ liệu cá nhân và không được mã hoá. Vẫn lưu?"),
            yes=self.tr("Chọn nơi lưu"),
        )
        if not sure:
            return
        name, _kind = QFileDialog.getSaveFileName(self, self.tr("Lưu PDF"), self._save_name, "PDF (*.pdf)")
        if name:
            self.save(Path(name))

    def _print(self) -> None:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        if QPrintDialog(printer, self).exec() != QDialog.DialogCode.Accepted:
            return
        paint(self._pdf, printer)
        self.printed.emit()


def preview(parent: QWidget | None, pdf: bytes, title: str, save_name: str) -> Preview:
    """Make the preview of a paper; the caller connects its signals and runs it."""
    return Preview(parent, pdf, title, save_name)


def paint(pdf: bytes, printer: QPrinter) -> None:
    """Paint every page at 300 dpi onto a printer."""
    painter = QPainter(printer)
    for number, image in enumerate(page_images(pdf, PRINT_DPI)):
        if number:
            printer.newPage()
        painter.drawImage(painter.viewport(), _qimage(image))
    painter.end()


def save_pdf(pdf: bytes, path: Path) -> None:
    """Write a PDF whole or not at all; AppError when the place cannot be written."""
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as file:
            file.write(pdf)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise AppError("Không ghi được tệp ở nơi đã chọn. Hãy chọn nơi khác; chưa có tệp nào.") from error


def _qimage(image: Image) -> QImage:
    rgb = image.convert("RGB")
    shown = QImage(rgb.tobytes(), rgb.width, rgb.height, rgb.width * 3, QImage.Format.Format_RGB888)
    return shown.copy()  # QImage does not own the bytes
