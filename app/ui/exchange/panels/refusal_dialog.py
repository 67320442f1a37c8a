"""Why a package from outside was not taken, what is known here, what to do, and a decision of two."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QWidget

from app.texts import tr
from app.ui.kit import icons, parts
from app.ui.kit.messages import MessageBar
from app.ui.kit.parts import GAP

_WIDTH = 640
_LABEL = 160
_SHOWN = 3  # known packages; the older ones are counted


@dataclass(frozen=True, slots=True)
class PackageRefusal:
    """A refused package for people: what happened, the packages known here, what to do.

    ``sender`` is a name, empty when that is not certain. ``deciders`` are uid and name of those of whom one
    must agree with who is signed in, so that the package is taken all the same; empty when that cannot be.
    """

    title: str
    what: str
    to_do: tuple[str, ...]
    sender: str = ""
    known: tuple[tuple[str, str], ...] = ()
    deciders: tuple[tuple[str, str], ...] = ()


class RefusalDialog(parts.Dialog):
    """Explain a refusal; Escape closes.

    Emits ``decided(reason, uid, password)`` when two persons want the package all the same. It stays open
    until ``accept`` or ``set_error``.
    """

    decided = Signal(str, str, str)

    def __init__(self, parent: QWidget, refusal: PackageRefusal) -> None:
        super().__init__(parent, tr("Chưa nạp gói"), _WIDTH)
        self._close = parts.button(self.tr("Đóng"), "primary", key="Esc")
        self._close.clicked.connect(self.reject)
        self._decision = self._make_decision(refusal.deciders)
        parts.lay(
            self,
            parts.row(icons.Icon("warning", "less", 20), (parts.text(refusal.title, "title", wrap=True), 1)),
            parts.text(refusal.what, wrap=True),
            *self._make_known(refusal),
            self._make_to_do(refusal.to_do),
            parts.row(
                icons.Icon("check-circle", "equal"),
                (
                    parts.text(self.tr("Dữ liệu trên máy và tệp trên USB vẫn nguyên như cũ."), wrap=True),
                    1,
                ),
            ),
            *([parts.rule(), self._decision] if refusal.deciders else []),
            parts.row(GAP, self._close, *([self._decide] if refusal.deciders else []), height=36),
            gap=12,
            pad=(20, 16, 20, 12),
        )
        self._close.setFocus()

    def set_error(self, words: str) -> None:
        """Show why it was not taken, and let it be tried again."""
        self._set_busy(busy=False)
        self._secret.setFocus()
        self._bar.say(words, "warn")
        self.fit()

    def _make_known(self, refusal: PackageRefusal) -> list[QWidget]:
        if not refusal.sender and not refusal.known:
            return []
        about = self.tr("Gói của {0} đã nhận ở máy này").format(refusal.sender)
        head = parts.text(about if refusal.sender else self.tr("Gói đã nhận gần đây ở máy này"), "section")
        rows: list[QWidget] = [
            parts.row(parts.text(name, "value"), GAP, parts.text(day, "label"))
            for name, day in refusal.known[:_SHOWN]
        ]
        if not rows:
            rows = [parts.text(self.tr("Chưa nhận gói nào."), "muted")]
        older = len(refusal.known) - _SHOWN
        if older > 0:
            rows.append(parts.text(self.tr("và {0} gói cũ hơn, xem ở Lịch sử gói").format(older), "caption"))
        return [parts.column(head, *rows, gap=4, pad=(12, 8, 12, 8), role="sunken")]

    def _make_to_do(self, sentences: Sequence[str]) -> QFrame:
        lines = [
            parts.row(
                parts.text(f"{number}.", "strong", width=20), (parts.text(words, "body", wrap=True), 1), gap=4
            )
            for number, words in enumerate(sentences, 1)
        ]
        return parts.column(parts.text(self.tr("Việc cần làm"), "section"), *lines, gap=4)

    def _make_decision(self, deciders: Sequence[tuple[str, str]]) -> QFrame:
        self._reason, self._secret, self._who = QLineEdit(), QLineEdit(), parts.Combo()
        self._reason.setMaxLength(500)
        self._reason.setPlaceholderText(self.tr("ai đã xác nhận, vì sao nhận"))
        self._secret.setEchoMode(QLineEdit.EchoMode.Password)
        self._secret.setMaxLength(256)
        for uid, name in deciders:
            self._who.addItem(name, uid)
        self._bar = MessageBar()
        self._decide = parts.button(self.tr("Hai người quyết định nhận gói này"), "police", icon="check")
        self._reason.returnPressed.connect(self._secret.setFocus)
        self._secret.returnPressed.connect(self._on_decide)
        self._decide.clicked.connect(self._on_decide)
        return parts.column(
            parts.text(self.tr("Vẫn nhận theo quyết định của hai người (được ghi lại)"), "section"),
            parts.labelled(self.tr("Lý do"), self._reason, width=_LABEL),
            parts.labelled(self.tr("Người cùng quyết định"), self._who, width=_LABEL),
            parts.labelled(self.tr("Mật khẩu người đó"), self._secret, width=_LABEL),
            self._bar,
            gap=8,
        )

    def _on_decide(self) -> None:
        reason, secret = self._reason.text().strip(), self._secret.text()
        if not reason:
            self._reason.setFocus()
        elif not secret:
            self._secret.setFocus()
        else:
            self._bar.clear()
            self._secret.clear()
            self._set_busy(busy=True)
            self.decided.emit(reason, self._who.currentData(), secret)

    def _set_busy(self, *, busy: bool) -> None:
        self._decision.setDisabled(busy)
        self._decide.setDisabled(busy)
