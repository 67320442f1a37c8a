"""The page of the set-up for the first accounts."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from app.models.words.roles import ROLE_LABELS, Role
from app.texts import tr
from app.ui.kit import icons, parts
from app.ui.kit.parts import GAP
from app.ui.kit.table import Table
from app.ui.kit.table_model import Cell, Column
from app.ui.office.panels.account_form import AccountForm, NewAccount

REQUIRED_ROLES = (Role.JUSTICE, Role.POLICE, Role.LEADER)


class AccountsPage(QFrame):
    """The first accounts; a justice officer, a police officer and a leader are needed, as three people."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._accounts: list[NewAccount] = []
        self._office = ""
        self._needs = {role: icons.Icon("circle", "ink_3") for role in REQUIRED_ROLES}
        self._form = AccountForm()
        self._form.given.connect(self._on_given)
        self._form.changed.connect(self.changed)
        self.setFocusProxy(self._form)
        self._table: Table[NewAccount] = Table(
            (
                Column("Cán bộ", lambda a: Cell(a.full_name, sub=a.title or a.organisation, weight=500)),
                Column("Vai trò", _roles, 150),
            ),
            name=self.tr("Tài khoản đã thêm"),
            key=lambda a: a.uid,
            row_height=44,
        )
        self._table.set_empty(self.tr("Chưa có tài khoản"), self.tr("Thêm từng người ở bên trái."))
        remove = parts.button(self.tr("Bỏ người đang chọn"), icon="x")
        remove.clicked.connect(self._on_remove)
        needs = [
            parts.row(icon, parts.text(self.tr("{0}: bắt buộc").format(tr(ROLE_LABELS[role])), "label"), GAP)
            for role, icon in self._needs.items()
        ]
        left = parts.column(self._form, GAP, gap=0, pad=(16, 16, 16, 12), role="panel")
        right = parts.column(
            *needs,
            (self._table, 1),
            parts.row(GAP, remove),
            gap=8,
            pad=(12, 12, 12, 12),
            role="panel",
        )
        parts.lay(self, (left, 1), (right, 1), gap=12, across=True)

    def set_office(self, office: str) -> None:
        """Set the office of the next account."""
        self._office = office
        if not self._form.touched:
            self._begin()

    def set_error(self, words: str) -> None:
        """Show why the accounts were not kept."""
        self._form.set_error(words)

    @property
    def accounts(self) -> tuple[NewAccount, ...]:
        """Return the accounts added."""
        return tuple(self._accounts)

    @property
    def missing(self) -> str:
        """Say what is missing; empty when each needed role has somebody and nobody is half typed."""
        if self._form.touched:
            return self.tr("Người đang gõ chưa được thêm: bấm Thêm tài khoản, hoặc xóa những gì đã gõ.")
        roles = self.missing_roles
        names = ", ".join(tr(ROLE_LABELS[role]) for role in roles)
        return self.tr("Còn thiếu tài khoản: {0}.").format(names) if roles else ""

    @property
    def missing_roles(self) -> list[Role]:
        """Return the roles without an account."""
        held = {role for account in self._accounts for role in account.roles}
        return [role for role in REQUIRED_ROLES if role not in held]

    def forget(self) -> None:
        """Forget accounts and passwords, which the store holds now."""
        self._accounts.clear()
        self._form.begin()
        self._table.show_rows([])

    def _begin(self) -> None:
        missing = self.missing_roles
        self._form.begin(office=self._office, role=missing[0] if missing else Role.TYPIST)

    def _on_given(self, account: NewAccount) -> None:
        if any(other.uid == account.uid for other in self._accounts):
            self._form.set_error(self.tr("Số định danh này đã có tài khoản; mỗi người chỉ có một tài khoản."))
            return
        self._accounts.append(account)
        self._show_accounts()
        self._begin()
        self._form.setFocus()

    def _on_remove(self) -> None:
        chosen = self._table.current()
        if chosen is not None:
            self._accounts.remove(chosen)
            self._show_accounts()

    def _show_accounts(self) -> None:
        self._table.show_rows(self._accounts)
        for role, icon in self._needs.items():
            done = role not in self.missing_roles
            icon.set_icon("check-circle" if done else "circle", "equal" if done else "ink_3")
        self.changed.emit()


def _roles(account: NewAccount) -> Cell:
    return Cell(", ".join(tr(ROLE_LABELS[role]) for role in account.roles), size="label")
