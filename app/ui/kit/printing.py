"""Preview, print and save a paper held in memory; only saving makes a file."""

from pathlib import Path

from PIL import Image
from PySide6.QtCore import QMarginsF, Qt, Signal
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter, QPixmap
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QLabel, QScrollArea, QWidget

from app import outside
from app.documents.preview import page_count, page_images
from app.errors import AppError, Refused
from app.texts import tr
from app.ui.kit import files, parts, theme
from app.ui.kit.held_keys import Hotkey
from app.ui.kit.messages import MessageBar, confirm
from app.ui.kit.parts import GAP

SCREEN_DPI, PRINT_DPI = 96, 300
_BESIDE = 80  # margins and scroll bar beside a page
_FILE_WORDS = ("pdf", "xps", "onenote", "fax")  # in the names of printers that keep or send a file
SHOWN = 20  # pages in the preview; a long list would fill the memory with pictures


class Preview(QDialog):
    """The pages as the printer will print them.

    Emits ``printed()`` after paper was sent to a printer and ``saved(path)`` after a file was written, so
    that both can be recorded. Without a ``save_name`` the paper cannot be saved.
    """

    printed = Signal()
    saved = Signal(str)

    def __init__(self, parent: QWidget | None, pdf: bytes, title: str, save_name: str = "") -> None:
        """Draw the pages of ``pdf``."""
        super().__init__(parent)
        self._pdf, self._title, self._save_name = pdf, title, save_name
        self.count = page_count(pdf)
        self.setWindowTitle(title)
        self.resize(theme.px(960), theme.px(660))
        self.messages = MessageBar()
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setAccessibleName(self.tr("Các trang của {0}").format(title))
        area.setWidget(self._pages())
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        parts.lay(self, self.messages, (area, 1), self._foot(), gap=0)
        Hotkey("Ctrl+P", self, self._ask_printer)
        if save_name:
            Hotkey("Ctrl+S", self, self._ask_target)
        area.setFocus()

    def save_to(self, path: Path) -> None:
        """Write the file and emit ``saved``; show an error in the dialog."""
        try:
            save_pdf(self._pdf, path)
        except AppError as error:
            self.messages.say(str(error), "alarm")
            return
        words = self.tr("Đã lưu {0}. Tệp này không mã hóa: giữ nơi an toàn, xong việc thì xóa.")
        self.messages.say(words.format(path.name), "good")
        self.set_kept()
        self.saved.emit(str(path))

    def print_on(self, printer: QPrinter) -> None:
        """Paint the pages on a printer of paper and emit ``printed``; show an error in the dialog."""
        try:
            self._require_paper(printer)
            print_pdf(self._pdf, printer)
        except AppError as error:
            self.messages.say(str(error), "alarm")
            return
        self.messages.say(self.tr("Đã gửi tới máy in."), "good")
        self.printed.emit()

    def _require_paper(self, printer: QPrinter) -> None:
        """Refuse a printer that makes a file: nobody would be warned, and it would count as paper."""
        if not writes_file(printer):
            return
        if self._save_name:
            raise Refused(
                "Máy in này ghi ra tệp, không ra giấy. Chưa in gì. Hãy chọn máy in khác; cần tệp thì bấm "
                "Lưu PDF…"
            )
        raise Refused(
            "Máy in này ghi ra tệp, không ra giấy: ai có tệp đều đọc được cả tờ. Chưa in gì. Hãy chọn máy in "
            "giấy nối với máy này."
        )

    def _pages(self) -> QWidget:
        column = parts.column(gap=16, pad=(24, 16, 24, 16), role="client")
        layout = column.layout()
        assert layout is not None
        for number, picture in enumerate(page_images(self._pdf, SCREEN_DPI), 1):
            if number > SHOWN:
                break
            label = QLabel()
            shown = QPixmap.fromImage(_image(picture))
            room = self.width() - theme.px(_BESIDE)
            if shown.width() > room:  # a wide page is shrunk to the room, without scrolling
                shown = shown.scaledToWidth(room, Qt.TransformationMode.SmoothTransformation)
            label.setPixmap(shown)
            label.setAccessibleName(self.tr("Trang {0}").format(number))
            layout.addWidget(label)
            layout.setAlignment(label, Qt.AlignmentFlag.AlignHCenter)
        return column

    def _foot(self) -> QWidget:
        self._note = parts.text("", "label")
        self._show_note(self.tr("{0} trang, chưa ghi ra tệp nào"))
        close = parts.button(self.tr("Đóng"), key="Esc")
        close.clicked.connect(self.reject)
        self.save_button = parts.button(self.tr("Lưu PDF…"), key="Ctrl+S", icon="file-pdf")
        self.save_button.clicked.connect(self._ask_target)
        go = parts.button(self.tr("In…"), "primary", key="Ctrl+P", icon="printer")
        go.clicked.connect(self._ask_printer)
        for made in (close, self.save_button, go):
            made.setAutoDefault(False)
        foot = parts.row(self._note, GAP, close, self.save_button, go, pad=(12, 0, 12, 0), height=48)
        self.save_button.setVisible(bool(self._save_name))
        return foot

    def set_kept(self) -> None:
        """Say no more that the paper is in no file."""
        self._show_note(self.tr("{0} trang"))

    def _show_note(self, words: str) -> None:
        note = words.format(self.count)
        if self.count > SHOWN:
            note += self.tr("; chỉ xem trước {0} trang đầu, in và lưu đủ").format(SHOWN)
        self._note.setText(note)

    def _ask_printer(self) -> None:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(self._title)
        dialog = self.printer_dialog(printer)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.print_on(printer)

    def printer_dialog(self, printer: QPrinter) -> QPrintDialog:
        """Make the dialog that chooses a printer; it offers no file."""
        dialog = QPrintDialog(printer, self)
        dialog.setOption(QPrintDialog.PrintDialogOption.PrintToFile, on=False)
        dialog.setWindowTitle(self.tr("In {0}").format(self._title))
        return dialog

    def _ask_target(self) -> None:
        words = self.tr(
            "Tệp PDF sẽ chứa dữ liệu cá nhân KHÔNG mã hóa: ai có tệp đều đọc được. Chỉ lưu vào chỗ của cơ "
            "quan và xóa khi dùng xong. Nếu chỉ cần bản giấy, hãy in thẳng."
        )
        if not confirm(self, self.tr("Lưu tệp không mã hóa"), words, yes=self.tr("Chọn nơi lưu")):
            return
        path = files.save_file(self, self.tr("Lưu PDF"), self._save_name, self.tr("Tệp PDF (*.pdf)"))
        if path:
            self.save_to(path if path.suffix.lower() == ".pdf" else path.with_name(path.name + ".pdf"))


def preview(parent: QWidget | None, pdf: bytes, title: str, save_name: str = "") -> Preview:
    """Make the preview of a paper; connect ``saved`` and ``printed``, then ``exec`` it."""
    return Preview(parent, pdf, title, save_name)


def ask_workbook(parent: QWidget, name: str) -> Path | None:
    """Warn that a workbook is not encrypted and ask where to write it; None when the officer leaves."""
    words = tr(
        "Tệp Excel sẽ chứa dữ liệu cá nhân KHÔNG mã hóa: ai có tệp đều đọc được. Chỉ lưu vào chỗ của cơ "
        "quan và xóa khi dùng xong."
    )
    if not confirm(parent, tr("Lưu tệp không mã hóa"), words, yes=tr("Chọn nơi lưu")):
        return None
    path = files.save_file(parent, tr("Lưu Excel"), name, tr("Tệp Excel (*.xlsx)"))
    if path is None or path.suffix.lower() == ".xlsx":
        return path
    return path.with_name(path.name + ".xlsx")


def save_pdf(pdf: bytes, path: Path) -> None:
    """Write the whole file; BadInput, and no file, when the disk refuses."""
    outside.write(path, pdf)


def writes_file(printer: QPrinter) -> bool:
    """Tell whether what is printed becomes a file, as far as system and name of the printer say."""
    native = printer.outputFormat() == QPrinter.OutputFormat.NativeFormat
    name = printer.printerName().casefold()
    return not native or bool(printer.outputFileName()) or any(word in name for word in _FILE_WORDS)


def print_pdf(pdf: bytes, printer: QPrinter) -> None:
    """Paint the chosen pages at 300 dpi, each on a sheet turned like the page.

    Raises Refused when the printer cannot be opened or fails.
    """
    first, last = printer.fromPage() or 1, printer.toPage() or page_count(pdf)
    printer.setResolution(PRINT_DPI)
    painter = QPainter()
    try:
        for number, picture in enumerate(page_images(pdf, PRINT_DPI), 1):
            if not first <= number <= last:
                continue
            printer.setPageLayout(_layout(wide=picture.width > picture.height))
            going = printer.newPage() if painter.isActive() else painter.begin(printer)
            if not going:
                raise Refused("Máy in không nhận. Hãy kiểm tra máy in rồi in lại.")
            painter.drawImage(printer.pageLayout().fullRectPixels(printer.resolution()), _image(picture))
    finally:
        if painter.isActive():
            painter.end()


def _layout(*, wide: bool) -> QPageLayout:
    way = QPageLayout.Orientation.Landscape if wide else QPageLayout.Orientation.Portrait
    made = QPageLayout(QPageSize(QPageSize.PageSizeId.A4), way, QMarginsF(0, 0, 0, 0))
    made.setMode(QPageLayout.Mode.FullPageMode)  # the page has its own margins
    return made


def _image(picture: Image.Image) -> QImage:
    width, height = picture.size
    shown = QImage(picture.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888)
    return shown.copy()  # QImage does not own the bytes
