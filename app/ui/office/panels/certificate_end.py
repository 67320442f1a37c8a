"""The end of a certificate: since which day, why, and whether somebody else may have the key."""

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLineEdit

from app.models.words import partial_date
from app.models.words.moments import day_words
from app.texts import tr
from app.ui.kit import icons, parts
from app.ui.kit.messages import MessageBar
from app.ui.kit.parts import GAP

_LABEL = 112


@dataclass(frozen=True, slots=True)
class GivenEnd:
    """What an officer says of the end of a certificate."""

    day: date
    reason: str
    compromised: bool


class EndFields(QFrame):
    """Day, reason and the tick for a key that may be known to others; ``left`` on Return in the last line."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._reason, self._day = QLineEdit(), QLineEdit()
        self._reason.setMaxLength(200)
        self._day.setMaxLength(10)
        self._lost = parts.Tick(self.tr("Khóa ký hoặc mật khẩu đã lộ"))
        self._lost.setToolTip(
            self.tr("Chữ ký duyệt chưa xuất của khóa này mất hiệu lực; các trường hợp đó phải duyệt lại.")
        )
        self._reason.returnPressed.connect(self._day.setFocus)
        self._day.returnPressed.connect(self.left)
        self.setFocusProxy(self._reason)
        words = self.tr(
            "Chứng thư của người này chấm dứt. Việc đã duyệt trước ngày đó vẫn đúng, trừ khi khóa đã lộ. Lưu "
            "yêu cầu chứng thư rồi chuyển cho nơi cấp để họ biết."
        )
        parts.lay(
            self,
            parts.row(
                icons.Icon("warning", "less"),
                (parts.text(words, "label", wrap=True), 1),
                pad=(12, 6, 12, 6),
                role="warn",
            ),
            parts.labelled(self.tr("Lý do"), self._reason, width=_LABEL),
            parts.labelled(self.tr("Từ ngày"), self._day, width=_LABEL),
            parts.row(parts.text("", "label", width=_LABEL), self._lost, GAP),
        )

    def begin(self, today: date, reason: str = "") -> None:
        """Forget what was typed and propose today."""
        self._reason.setText(reason)
        self._day.setText(day_words(today))
        self._lost.setChecked(False)

    def given(self) -> GivenEnd | str:
        """Return what was typed, or the sentence for what is wrong with it."""
        reason = " ".join(self._reason.text().split())
        if not reason:
            return tr("Chưa ghi lý do.")
        day = partial_date.parse(self._day.text())
        if day is None or day.impossible or day.lunar or not (day.year and day.month and day.day):
            return tr("Ngày chấm dứt chứng thư cần đủ ngày, tháng, năm: 05/11/2023.")
        return GivenEnd(date(day.year, day.month, day.day), reason, self._lost.isChecked())


class CloseForm(QFrame):
    """The closing of the chosen account; emits ``given(GivenEnd or None)``, None without a certificate."""

    given = Signal(object)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._title = parts.text("", "title")
        self._end = EndFields()
        self._bar = MessageBar()
        self._close = parts.button(self.tr("Khóa tài khoản"), "primary", icon="lock-simple")
        self._close.clicked.connect(self._on_close)
        leave = parts.button(self.tr("Thôi"), key="Esc")
        leave.clicked.connect(self.left)
        self._end.left.connect(self._close.setFocus)
        words = self.tr("Người này sẽ không đăng nhập và ký được nữa. Việc đã làm vẫn ghi tên người này.")
        parts.lay(
            self,
            self._title,
            parts.text(words, "label", wrap=True),
            self._end,
            self._bar,
            parts.row(GAP, leave, self._close),
            GAP,
            pad=(16, 12, 16, 12),
        )

    def begin(self, name: str, today: date, *, certified: bool) -> None:
        """Begin for an officer; without a certificate there is nothing to ask."""
        self._title.setText(self.tr("Khóa tài khoản của {0}").format(name))
        self._end.begin(today)
        self._end.setVisible(certified)
        self._bar.clear()
        self.setFocusProxy(self._end if certified else self._close)

    def set_error(self, words: str) -> None:
        """Show why the account was not closed."""
        self._bar.say(words, "warn")

    def _on_close(self) -> None:
        end = None if self._end.isHidden() else self._end.given()
        if isinstance(end, str):
            self.set_error(end)
        else:
            self._bar.clear()
            self.given.emit(end)
