"""The simple pages of the set-up: office, header lines, accounts, certificates, summary."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLineEdit

from app.texts import Text, tr
from app.ui.kit import icons, parts
from app.ui.kit.flow import flow
from app.ui.kit.parts import GAP
from app.ui.kit.table import Table
from app.ui.kit.table_model import Cell, Column
from app.ui.office.panels.certificate_guide import CertificateGuide

_ROWS_SHOWN = 3  # of the officers, in a low window


@dataclass(frozen=True, slots=True)
class CommuneOffice:
    """The office this PC belongs to and the two header lines of its papers."""

    commune: str = ""
    province: str = ""
    unit_code: str = ""
    header_above: str = ""
    header_own: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class CertificateLine:
    """One officer's key: the fingerprint of the request, and the certificate's last day ("" none yet)."""

    uid: str
    name: str
    roles: str
    request: str
    valid_until: str = ""


class _Fields(QFrame):
    """Named lines of text; Enter goes to the next one, in the last it emits ``entered``."""

    changed = Signal()
    entered = Signal()

    def __init__(self, fields: Sequence[tuple[str, str, str]]) -> None:
        super().__init__()
        self._edits: dict[str, QLineEdit] = {}
        rows: list[parts.Item] = []
        for key, label, hint in fields:
            edit = QLineEdit()
            edit.setPlaceholderText(hint)
            edit.textChanged.connect(self.changed)
            edit.returnPressed.connect(self._on_return)
            self._edits[key] = edit
            rows.append(parts.labelled(label, edit, width=180))
        self.setFocusProxy(next(iter(self._edits.values())))
        self.setProperty("role", "panel")
        parts.lay(self, *rows, gap=8, pad=(16, 16, 16, 16))

    def text(self, key: str) -> str:
        return " ".join(self._edits[key].text().split())

    def set_text(self, key: str, words: str) -> None:
        self._edits[key].setText(words)

    def _on_return(self) -> None:
        if self.sender() is list(self._edits.values())[-1]:
            self.entered.emit()
        else:
            self.focusNextChild()


class OfficePage(QFrame):
    """The name of the commune."""

    changed = Signal()
    entered = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._fields = _Fields(
            (
                ("commune", self.tr("Đơn vị"), self.tr("UBND xã Cẩm Tú")),
                ("province", self.tr("Tỉnh, thành phố"), self.tr("tỉnh Thanh Hóa")),
                ("unit_code", self.tr("Mã đơn vị hành chính"), self.tr("5 chữ số")),
            )
        )
        self._fields.changed.connect(self.changed)
        self._fields.entered.connect(self.entered)
        self.setFocusProxy(self._fields)
        parts.lay(self, self._fields, GAP)

    def text(self, key: str) -> str:
        """Return what is typed in a field."""
        return self._fields.text(key)

    @property
    def missing(self) -> str:
        """Say what is missing first; empty when every required field is filled."""
        code = self.text("unit_code")
        if not self.text("commune"):
            return self.tr("Chưa ghi tên đơn vị.")
        if not self.text("province"):
            return self.tr("Chưa ghi tỉnh, thành phố.")
        good = code.isdecimal() and len(code) == 5
        return "" if good else self.tr("Mã đơn vị hành chính phải đủ 5 chữ số.")


class HeaderPage(QFrame):
    """The header lines of every paper, shown as printed."""

    changed = Signal()
    entered = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._fields = _Fields(
            (
                ("header_above", self.tr("Dòng cơ quan cấp trên"), self.tr("để trống nếu không in")),
                ("header_own", self.tr("Dòng tên cơ quan"), self.tr("ỦY BAN NHÂN DÂN XÃ CẨM TÚ")),
                ("place", self.tr("Địa danh khi ghi ngày"), self.tr("Cẩm Tú")),
            )
        )
        self._fields.changed.connect(self._on_changed)
        self._fields.entered.connect(self.entered)
        self.setFocusProxy(self._fields)
        self._above, self._own, self._date = (parts.text("", "book") for _ in range(3))
        nation = parts.text("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "book")
        motto = parts.text("Độc lập - Tự do - Hạnh phúc", "book")
        for label in (self._above, self._own, self._date, nation, motto):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            label.setWordWrap(True)
        paper = parts.row(
            (parts.column(self._above, self._own, GAP, gap=2), 1),
            (parts.column(nation, motto, self._date, GAP, gap=2), 1),
            gap=24,
            pad=(24, 20, 24, 20),
            role="panel",
        )
        parts.lay(self, self._fields, parts.text(self.tr("In ra sẽ như sau"), "section"), paper, GAP, gap=12)
        self._on_changed()

    def suggest(self, commune: str) -> None:
        """Fill empty lines from the office."""
        short = commune.removeprefix("UBND ").strip()
        for key, words in (
            ("header_own", f"ỦY BAN NHÂN DÂN {short}".upper()),
            ("place", short.removeprefix("xã ").removeprefix("phường ").removeprefix("đặc khu ")),
        ):
            if not self._fields.text(key):
                self._fields.set_text(key, words)

    def text(self, key: str) -> str:
        """Return what is typed in a field."""
        return self._fields.text(key)

    @property
    def missing(self) -> str:
        """Say what is missing first; empty when the line of the office and the place are filled."""
        if not self.text("header_own"):
            return self.tr("Chưa ghi dòng tên cơ quan.")
        return "" if self.text("place") else self.tr("Chưa ghi địa danh khi ghi ngày.")

    def _on_changed(self) -> None:
        self._above.setText(self.text("header_above"))
        self._own.setText(self.text("header_own"))
        place = self.text("place") or "…"
        self._date.setText(f"{place}, ngày … tháng … năm …")
        self.changed.emit()


class CertificatesPage(QFrame):
    """Save the requests and load the certificates; this step may be skipped."""

    requests_requested = Signal()
    paper_requested = Signal()
    certificate_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._table: Table[CertificateLine] = Table(
            (
                Column("Cán bộ", lambda c: Cell(c.name, sub=c.roles, weight=500)),
                Column("Yêu cầu cấp chứng thư", lambda c: Cell(c.request, tone="ink_2", size="label"), 340),
                Column("Chứng thư", _certificate, 180),
            ),
            name=self.tr("Chứng thư của cán bộ"),
            key=lambda c: c.uid,
            row_height=44,
        )
        self._table.set_empty(
            self.tr("Chưa có khóa nào"), self.tr("Khóa của từng người được tạo cùng tài khoản.")
        )
        self.setFocusProxy(self._table)
        save = parts.button(self.tr("Lưu tệp yêu cầu…"), icon="download-simple")
        save.clicked.connect(self.requests_requested)
        paper = parts.button(self.tr("In phiếu yêu cầu…"), icon="printer")
        paper.clicked.connect(self.paper_requested)
        load = parts.button(self.tr("Nạp chứng thư…"), icon="upload-simple")
        load.clicked.connect(self.certificate_requested)
        panel = parts.column((self._table, 1), gap=0, role="panel", pad=(1, 1, 1, 1))
        panel.setMinimumHeight(_ROWS_SHOWN * 44)
        later = parts.text(self.tr("Tệp trả về nạp ở đây, lúc này hoặc sau ở Quản trị."), "label")
        guide = parts.column(CertificateGuide(), gap=0, role="panel", pad=(16, 12, 16, 12))
        parts.lay(self, flow(save, paper, load, later), (panel, 1), guide, gap=12)

    def set_certificates(self, lines: Sequence[CertificateLine]) -> None:
        """Show the officers and their certificates."""
        self._table.show_rows(lines)


def _certificate(line: CertificateLine) -> Cell:
    if line.valid_until:
        return Cell(str(Text("đến {0}", line.valid_until)), tone="equal", icon="check", chip=True)
    return Cell(tr("chưa có"), tone="less", icon="hourglass", chip=True)


class SummaryPage(QFrame):
    """The summary of the set-up."""

    def __init__(self) -> None:
        super().__init__()
        self._box = parts.column(gap=8, pad=(16, 16, 16, 16), role="panel")
        parts.lay(self, self._box, GAP)

    def set_lines(self, lines: Sequence[tuple[str, str, bool]]) -> None:
        """Show (what, how, done); an icon marks what is not done yet."""
        layout = self._box.layout()
        assert layout is not None
        while (item := layout.takeAt(0)) is not None:
            before = item.widget()
            if before is not None:
                before.deleteLater()
        for what, how, done in lines:
            icon = icons.Icon("check-circle" if done else "hourglass", "equal" if done else "less", 18)
            layout.addWidget(
                parts.row(
                    icon, parts.text(what, "strong", width=200), (parts.text(how, wrap=True), 1), gap=12
                )
            )
