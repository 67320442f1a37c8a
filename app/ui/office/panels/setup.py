"""Thiết lập lần đầu: six steps from an empty PC to an empty, encrypted store."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QStackedWidget, QWidget

from app.texts import tr
from app.ui.kit import parts, theme
from app.ui.kit.held_keys import Hotkey
from app.ui.kit.messages import MessageBar
from app.ui.kit.parts import GAP
from app.ui.kit.scrolled import Scrolled
from app.ui.kit.stages import Step
from app.ui.office.panels.setup_accounts import AccountsPage
from app.ui.office.panels.setup_pages import (
    CertificateLine,
    CertificatesPage,
    CommuneOffice,
    HeaderPage,
    OfficePage,
    SummaryPage,
)
from app.ui.office.panels.setup_sheet import RecoveryPage, RecoverySheet

KEYS = (("Alt+←", "bước trước"), ("Ctrl+P", "in phiếu"), ("Enter", "ô sau, bước sau"), ("Ctrl+Enter", "tiếp"))
STEPS = (
    ("office", "Đơn vị", "Máy này thuộc ủy ban nào. Tên này đứng trên mọi giấy tờ và gói dữ liệu."),
    ("header", "Dòng đầu văn bản", "Hai dòng đầu trang theo thể thức văn bản hành chính."),
    (
        "accounts",
        "Tài khoản đầu tiên",
        "Mỗi người một tài khoản và khóa ký riêng. Người duyệt không được là người nhập, kết luận.",
    ),
    (
        "recovery",
        "Phiếu khôi phục",
        (
            "Quên mật khẩu hoặc hỏng máy thì chỉ phiếu này mở lại được dữ liệu. Phiếu chia hai nửa, hai "
            "người giữ; phải có đủ cả hai. Phần mềm không lưu phiếu."
        ),
    ),
    (
        "certificates",
        "Chứng thư",
        "Chứng thư cho biết khóa ký là của ai. Có thể đi tiếp khi chưa có, nạp sau ở Quản trị.",
    ),
    ("summary", "Kho dữ liệu trống", "Kho đã được tạo và mã hóa. Xem lại rồi bắt đầu."),
)
_NARROW = 1000
"""Below this width (logical pixels at 100 % text size) the title says the step and the rail goes."""
_KEYS = [key for key, _title, _words in STEPS]


class SetupPanel(QFrame):
    """The wizard.

    ``accounts_given(CommuneOffice, accounts)`` asks for the store: answer with ``set_sheet`` (goes on) or
    ``set_error``. Then ``print_requested()`` (answer ``set_printed``), ``sheet_confirmed()``,
    ``requests_requested()``, ``paper_requested()``, ``certificate_requested()`` and at the end
    ``finished()``. ``restore_requested()`` asks for a store from a backup instead.
    """

    accounts_given = Signal(object, object)
    print_requested = Signal()
    sheet_confirmed = Signal()
    requests_requested = Signal()
    paper_requested = Signal()
    certificate_requested = Signal()
    finished = Signal()
    restore_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.step = "office"
        self._made = self._folded = False
        self._steps = {key: Step(at + 1, title) for at, (key, title, _words) in enumerate(STEPS)}
        self._make_pages()
        self._title, self._words = parts.text("", "heading"), parts.text("", "muted", wrap=True)
        self._bar = MessageBar()
        self._back = parts.button(self.tr("Bước trước"), key="Alt+←")
        self._back.clicked.connect(self.go_back)
        self._next = parts.button("", "primary", key="Ctrl+Enter")
        self._next.clicked.connect(self.go_on)
        title = parts.column(
            parts.text(self.tr("Thiết lập lần đầu"), "title"),
            parts.text(self.tr("Làm một lần, khoảng 15 phút"), "caption"),
            gap=0,
            pad=(12, 8, 12, 8),
        )
        self._restore = parts.button(self.tr("Phục hồi từ bản sao lưu…"), icon="upload-simple")
        self._restore.clicked.connect(self.restore_requested)
        self._rail = parts.column(
            title,
            *self._steps.values(),
            GAP,
            gap=4,
            pad=(12, 12, 12, 12),
            role="rail",
            width=272,
        )
        self._missing = parts.text("", "label", "less", wrap=True)
        self._missing.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        page = parts.column(
            *(self._title, self._words, (self._stack, 1), self._bar),
            parts.row(self._restore, (self._missing, 1), self._back, self._next, height=40),
            gap=12,
            pad=(24, 16, 24, 12),
        )
        parts.lay(self, self._rail, (page, 1), gap=0, across=True)
        context = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for keys, slot in (
            ("Alt+Left", self.go_back),
            ("Ctrl+Return", self.go_on),
            ("Ctrl+Enter", self.go_on),
            ("Ctrl+P", self._on_print),
        ):
            Hotkey(keys, self, slot, context)
        self._show_step("office")

    def _make_pages(self) -> None:
        self._office, self._header, self._accounts = OfficePage(), HeaderPage(), AccountsPage()
        self._recovery, self._certificates, self._summary = RecoveryPage(), CertificatesPage(), SummaryPage()
        for page in (self._office, self._header):
            page.changed.connect(self._update_buttons)
            page.entered.connect(self.go_on)
        self._accounts.changed.connect(self._update_buttons)
        self._recovery.changed.connect(self._update_buttons)
        self._recovery.entered.connect(self.go_on)
        self._recovery.print_requested.connect(self.print_requested)
        self._certificates.requests_requested.connect(self.requests_requested)
        self._certificates.paper_requested.connect(self.paper_requested)
        self._certificates.certificate_requested.connect(self.certificate_requested)
        self._pages: dict[str, QWidget] = {
            "office": self._office,
            "header": self._header,
            "accounts": self._accounts,
            "recovery": self._recovery,
            "certificates": self._certificates,
            "summary": self._summary,
        }
        self._stack = QStackedWidget()
        self._stack.setMinimumSize(1, 1)
        for widget in self._pages.values():
            self._stack.addWidget(Scrolled(widget))

    @property
    def office(self) -> CommuneOffice:
        """Return what is typed about the office."""
        first = {key: self._office.text(key) for key in ("commune", "province", "unit_code")}
        second = {key: self._header.text(key) for key in ("header_above", "header_own", "place")}
        return CommuneOffice(**first, **second)

    def set_error(self, words: str) -> None:
        """Show what failed; keep everything typed."""
        self._bar.say(words, "warn")
        self._update_buttons()

    def say(self, words: str, level: str = "good") -> None:
        """Show what was done or is being done, until the next step."""
        self._bar.say(words, level)

    def set_sheet(self, sheet: RecoverySheet) -> None:
        """Show the sheet of the new store as the next step; forget the passwords typed."""
        people = len(self._accounts.accounts)
        self._made = True
        self._steps["accounts"].set_state("done", self.tr("{0} người").format(people))
        self._accounts.forget()
        self._recovery.set_sheet(sheet)
        self._show_step("recovery")

    def set_printed(self, words: str) -> None:
        """Show when and where the sheet was printed."""
        self._recovery.set_printed(words)

    def set_certificates(self, lines: Sequence[CertificateLine]) -> None:
        """Show the officers' requests and certificates."""
        self._certificates.set_certificates(lines)

    def set_summary(self, lines: Sequence[tuple[str, str, bool]]) -> None:
        """Show the lines of the summary: (what, how, done)."""
        self._summary.set_lines(lines)

    def go_on(self) -> None:
        """Go to the next step when this one is complete."""
        if not self._next.isEnabled():
            return
        self._bar.clear()
        if self.step == "accounts":
            self._next.setEnabled(False)
            self.accounts_given.emit(self.office, self._accounts.accounts)
            return
        if self.step == "summary":
            self.finished.emit()
            return
        if self.step == "recovery":
            self._recovery.set_sheet(None)
            self.sheet_confirmed.emit()
        self._show_step(_KEYS[_KEYS.index(self.step) + 1])

    def go_back(self) -> None:
        """Go to the step before; the store, once made, stays."""
        if self._back.isEnabled():
            self._show_step(_KEYS[_KEYS.index(self.step) - 1])

    def _show_step(self, key: str) -> None:
        self.step = key
        if key == "header":
            self._header.suggest(self._office.text("commune"))
        if key == "accounts":
            self._accounts.set_office(self._office.text("commune"))
        at = _KEYS.index(key)
        self._words.setText(tr(STEPS[at][2]))
        self._show_title()
        self._stack.setCurrentIndex(at)
        notes = {
            "office": self._office.text("commune"),
            "header": self.tr("2 dòng"),
        }
        for number, name in enumerate(_KEYS):
            step = self._steps[name]
            if number < at:
                kept = step.note if step.state == "done" else ""
                step.set_state("done", notes.get(name) or kept or self.tr("xong"))
            else:
                step.set_state("now" if number == at else "next", self.tr("đang làm") if number == at else "")
        self._bar.clear()
        self._update_buttons()
        self.setFocusProxy(self._pages[key])  # the window may show the panel later
        self._pages[key].setFocus()

    def _show_title(self) -> None:
        at = _KEYS.index(self.step)
        title = tr(STEPS[at][1])
        step = self.tr("Bước {0}/{1}: {2}").format(at + 1, len(STEPS), title)
        self._title.setText(step if self._folded else title)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the steps beside the page where there is room."""
        super().resizeEvent(event)
        folded = self.width() < theme.px(_NARROW)
        if folded != self._folded:
            self._folded = folded
            self._rail.setVisible(not folded)
            self._show_title()

    def _update_buttons(self) -> None:
        at = _KEYS.index(self.step)
        missing = {
            "office": self._office.missing,
            "header": self._header.missing,
            "accounts": self._accounts.missing,
            "recovery": self._recovery.missing,
        }.get(self.step, "")
        self._missing.setText(missing)
        self._next.setEnabled(not missing)
        self._next.setAccessibleDescription(missing)
        before_store = self.step in {"header", "accounts"}
        self._back.setEnabled(before_store or self.step == "summary")
        self._restore.setVisible(not self._made)
        last = self.step == "summary"
        label = self.tr("Bắt đầu dùng") if last else self.tr("Tiếp: {0}").format(tr(STEPS[at + 1][1]).lower())
        parts.relabel(self._next, label, key="Ctrl+Enter")

    def _on_print(self) -> None:
        if self.step == "recovery":
            self.print_requested.emit()
