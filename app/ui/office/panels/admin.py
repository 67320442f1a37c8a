"""Quản trị: accounts, passwords and certificates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QStackedWidget

from app.models.words.roles import ROLE_LABELS, Role
from app.texts import Text, tr
from app.ui.kit import parts
from app.ui.kit.flow import flow
from app.ui.kit.held_keys import Hotkey
from app.ui.kit.messages import MessageBar
from app.ui.kit.panes import Panes
from app.ui.kit.parts import GAP
from app.ui.kit.scrolled import Scrolled
from app.ui.kit.stages import FocusTo, Regions
from app.ui.kit.table import Table
from app.ui.kit.table_model import Cell, Column
from app.ui.office.panels.account_form import AccountForm, PasswordForm
from app.ui.office.panels.certificate_end import CloseForm, GivenEnd
from app.ui.office.panels.certificate_guide import CertificateGuide
from app.ui.office.panels.exposed_keys import EndedKey, ExposedForm
from app.ui.office.panels.safekeeping import SafekeepingRow

KEYS = (
    ("↑ ↓", "chọn tài khoản"),
    ("Ctrl+N", "thêm tài khoản"),
    ("Esc", "đóng"),
    ("F6", "đổi vùng"),
    ("Ctrl+L", "khóa"),
    ("F1", "phím"),
)


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account in the list; ``valid_until`` is the certificate's last day, ``expiring`` warns of it.

    ``locked_out`` tells that nobody can sign in until a new password is given; ``ended`` are the old keys
    that nobody else is said to have, and ``tells`` that the issuer has an end of one to learn.
    """

    uid: str
    name: str
    title: str
    organisation: str
    roles: tuple[Role, ...]
    active: bool
    request: str = ""
    valid_until: str = ""
    expiring: bool = False
    locked_out: bool = False
    ended: tuple[EndedKey, ...] = ()
    tells: bool = False


@dataclass(frozen=True, slots=True)
class TrustRow:
    """A certificate that is trusted: the root, an issuer, or a receiver of packages."""

    kind: str
    name: str
    fingerprint: str


def _certificate(row: AccountRow) -> Cell:
    if not row.valid_until:
        word = "chờ chứng thư" if row.request else "chưa có khóa"
        return Cell(tr(word), tone="less", icon="hourglass", chip=True)
    if row.expiring:
        return Cell(str(Text("đến {0}", row.valid_until)), tone="less", icon="warning", chip=True)
    return Cell(str(Text("đến {0}", row.valid_until)), tone="equal", icon="check", chip=True)


def _active(row: AccountRow) -> Cell:
    if row.active and row.locked_out:
        return Cell(tr("cần mật khẩu"), tone="less", size="label")
    return Cell(
        tr("đang dùng" if row.active else "đã khóa"), tone="ink_2" if row.active else "differ", size="label"
    )


COLUMNS: tuple[Column[AccountRow], ...] = (
    Column(
        "Cán bộ",
        lambda row: Cell(
            row.name,
            sub=", ".join(part for part in (row.title, row.organisation) if part),
            weight=500,
            tone="ink" if row.active else "ink_3",
        ),
    ),
    Column("Vai trò", lambda row: Cell(", ".join(tr(ROLE_LABELS[r]) for r in row.roles), size="label"), 160),
    Column("Chứng thư", _certificate, 148),
    Column("Trạng thái", _active, 104),
)


class AdminPanel(QFrame):
    """Accounts on the left; a new account, a password or certificates on the right.

    Emits ``account_given(NewAccount)``, ``password_given(uid, password, GivenEnd or None)``,
    ``close_given(uid, GivenEnd or None)``, ``exposed_given(uid, keys, reason)``, ``reopen_requested(uid)``,
    ``request_requested(uid)`` (save the certificate request), ``paper_requested()`` (print the
    requests to be compared), ``certificate_requested()`` (load the file with the certificates of officers,
    root, issuers and receiver), ``sheet_requested()`` (make a new recovery sheet),
    ``values_requested()`` (the office's own values).
    """

    account_given = Signal(object)
    password_given = Signal(str, str, object)
    close_given = Signal(str, object)
    exposed_given = Signal(str, object, str)
    reopen_requested = Signal(str)
    request_requested = Signal(str)
    paper_requested = Signal()
    certificate_requested = Signal()
    sheet_requested = Signal()
    values_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._office, self._today = "", date.min
        self._may_manage = False
        self._table: Table[AccountRow] = Table(
            COLUMNS, name=self.tr("Tài khoản"), key=lambda row: row.uid, row_height=44
        )
        self._table.set_empty(self.tr("Chưa có tài khoản"), self.tr("Nhấn Ctrl+N để thêm cán bộ."))
        self._table.chosen.connect(self._on_chosen)
        self._form = AccountForm()
        self._form.given.connect(self.account_given)
        self._reset = PasswordForm()
        self._reset.given.connect(self._on_password)
        self._reset.left.connect(self.show_overview)
        self._closing = CloseForm()
        self._closing.given.connect(self._on_close)
        self._closing.left.connect(self.show_overview)
        self._exposed = ExposedForm()
        self._exposed.given.connect(self._on_exposed)
        self._exposed.left.connect(self.show_overview)
        self._side = QStackedWidget()
        forms = (self._reset, self._closing, self._exposed)
        for page in (self._make_overview(), self._make_new(), *forms, self._make_guide()):
            self._side.addWidget(page)
        side = parts.column((self._side, 1), gap=0, role="panel", pad=(1, 1, 1, 1))
        left = parts.column(
            (self._table, 1), parts.rule(), self._make_actions(), gap=0, role="panel", pad=(1, 1, 1, 1)
        )
        both = Panes((self.tr("Tài khoản"), left), (self.tr("Chứng thư, sao lưu"), side), fixed=(1, 440))
        self._bar = MessageBar()
        parts.lay(self, self._make_head(), self._bar, (both, 1), pad=(12, 8, 12, 12))
        FocusTo(self, self._table)
        self._regions = Regions(self, self._table, self._side)
        context = Qt.ShortcutContext.WidgetWithChildrenShortcut
        Hotkey("Ctrl+N", self, self.begin_new, context)
        self._enable_actions()

    def _make_head(self) -> QFrame:
        self._add = parts.button(self.tr("Thêm tài khoản"), "primary", key="Ctrl+N", icon="user-plus")
        self._add.clicked.connect(self.begin_new)
        values = parts.button(self.tr("Cài đặt của cơ quan…"), icon="sliders")
        values.clicked.connect(self.values_requested)
        return parts.row(
            *(
                parts.text(self.tr("Quản trị"), "heading"),
                parts.text(self.tr("tài khoản, chứng thư"), "label"),
            ),
            *(GAP, values, self._add),
            gap=12,
            height=36,
        )

    def _make_actions(self) -> QFrame:
        self._save = parts.button(self.tr("Lưu yêu cầu…"), icon="download-simple")
        self._save.clicked.connect(self._on_request)
        self._password = parts.button(self.tr("Mật khẩu…"), icon="key")
        self._password.clicked.connect(self._on_reset)
        self._switch = parts.button("", icon="lock-simple")
        self._switch.clicked.connect(self._on_switch)
        self._old = parts.button(self.tr("Khóa cũ đã lộ…"), icon="warning")
        self._old.clicked.connect(self._on_old)
        self._sheet = parts.button(self.tr("Phiếu khôi phục…"), icon="printer")
        self._sheet.clicked.connect(self.sheet_requested)
        made = flow(self._save, self._password, self._switch, self._old, self._sheet)
        return parts.column(made, pad=(12, 8, 12, 8))

    def _make_overview(self) -> QFrame:
        self._trust: Table[TrustRow] = Table(
            (
                Column("Chứng thư tin cậy", lambda row: Cell(row.name, sub=row.fingerprint, weight=500)),
                Column("Loại", lambda row: Cell(row.kind, size="label"), 136),
            ),
            name=self.tr("Chứng thư tin cậy"),
            key=lambda row: (row.kind, row.fingerprint),
            row_height=44,
            quiet=True,
        )
        self._trust.set_empty(
            self.tr("Chưa có chứng thư tin cậy nào"), self.tr("Nạp chứng thư gốc và của nơi nhận gói.")
        )
        load = parts.button(self.tr("Nạp chứng thư…"), icon="upload-simple")
        load.clicked.connect(self.certificate_requested)
        paper = parts.button(self.tr("In phiếu yêu cầu…"), icon="printer")
        paper.clicked.connect(self.paper_requested)
        guide = parts.button(self.tr("Ai cấp, để làm gì?"), "quiet", icon="question")
        guide.clicked.connect(self.show_guide)
        self.safekeeping = SafekeepingRow()
        return parts.column(
            flow(load, paper, guide),
            (self._trust, 1),
            parts.rule(),
            self.safekeeping,
            gap=8,
            pad=(12, 12, 12, 12),
        )

    def _make_new(self) -> QFrame:
        leave = parts.button(self.tr("Thôi"), key="Esc")
        leave.clicked.connect(self.show_overview)
        title = parts.row(parts.text(self.tr("Tài khoản mới"), "title"), GAP, leave)
        return parts.column(title, self._form, GAP, gap=12, pad=(16, 12, 16, 12))

    def _make_guide(self) -> QFrame:
        self._leave_guide = parts.button(self.tr("Thôi"), key="Esc")
        self._leave_guide.clicked.connect(self.show_overview)
        title = parts.row(parts.text(self.tr("Về chứng thư"), "title"), GAP, self._leave_guide)
        page = parts.column(
            title, Scrolled(parts.column(CertificateGuide(), GAP)), gap=12, pad=(16, 12, 16, 12)
        )
        page.setFocusProxy(self._leave_guide)
        return page

    def show_guide(self) -> None:
        """Tell who issues which certificate, and what can be done before it is there."""
        self._side.setCurrentIndex(5)
        self._leave_guide.setFocus()

    def set_accounts(self, rows: Sequence[AccountRow], *, office: str, may_manage: bool, today: date) -> None:
        """Show the accounts; ``may_manage`` enables the changes."""
        self._office, self._may_manage, self._today = office, may_manage, today
        self._table.show_rows(rows)
        self._enable_actions()

    def set_trusted(self, rows: Sequence[TrustRow]) -> None:
        """Show the certificates that are trusted."""
        self._trust.show_rows(rows)

    def say(self, words: str, level: str = "good") -> None:
        """Show what was done, or with ``warn`` what was not."""
        self._bar.say(words, level)

    def set_form_error(self, words: str) -> None:
        """Show in the open form why nothing was kept."""
        self._form.set_error(words)
        self._reset.set_error(words)
        self._closing.set_error(words)
        self._exposed.set_error(words)

    def begin_new(self) -> None:
        """Open the form of a new account."""
        if self._may_manage:
            self._form.begin(office=self._office, role=Role.TYPIST)
            self._side.setCurrentIndex(1)
            self._form.setFocus()

    def show_overview(self) -> None:
        """Close the open form and forget what was typed in it."""
        self._form.begin(office=self._office)
        self._reset.forget()
        self._side.setCurrentIndex(0)
        self._table.setFocus()

    def _enable_actions(self) -> None:
        row = self._table.current()
        chosen = row is not None and self._may_manage
        self._add.setEnabled(self._may_manage)
        self._sheet.setEnabled(self._may_manage)
        for button in (self._password, self._switch):
            button.setEnabled(chosen)
        self._save.setEnabled(row is not None and (bool(row.request) or not row.active or row.tells))
        self._old.setVisible(chosen and bool(row and row.ended))
        on = row is None or row.active
        parts.relabel(self._switch, self.tr("Khóa…") if on else self.tr("Mở lại"), icon="lock-simple")

    def _on_chosen(self, _row: AccountRow | None) -> None:
        if self._side.currentWidget() in (self._reset, self._closing, self._exposed):
            self.show_overview()
        self._enable_actions()

    def _on_request(self) -> None:
        row = self._table.current()
        if row is not None:
            self.request_requested.emit(row.uid)

    def _on_reset(self) -> None:
        row = self._table.current()
        if row is not None:
            self._reset.begin(row.name, self._today, certified=bool(row.valid_until))
            self._side.setCurrentWidget(self._reset)
            self._reset.setFocus()

    def _on_password(self, password: str, end: GivenEnd | None) -> None:
        row = self._table.current()
        if row is not None:
            self.password_given.emit(row.uid, password, end)

    def _on_switch(self) -> None:
        row = self._table.current()
        if row is not None and row.active:
            self._closing.begin(row.name, self._today, certified=bool(row.valid_until))
            self._side.setCurrentWidget(self._closing)
            self._closing.setFocus()
        elif row is not None:
            self.reopen_requested.emit(row.uid)

    def _on_close(self, end: GivenEnd | None) -> None:
        row = self._table.current()
        if row is not None:
            self.close_given.emit(row.uid, end)

    def _on_old(self) -> None:
        row = self._table.current()
        if row is not None:
            self._exposed.begin(row.name, row.ended)
            self._side.setCurrentWidget(self._exposed)
            self._exposed.setFocus()

    def _on_exposed(self, keys: Sequence[str], reason: str) -> None:
        row = self._table.current()
        if row is not None:
            self.exposed_given.emit(row.uid, keys, reason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close the open form on Escape."""
        if event.key() == Qt.Key.Key_Escape and self._side.currentIndex() > 0:
            self.show_overview()
        else:
            super().keyPressEvent(event)
