"""Đăng nhập: a card per officer and one password."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLineEdit, QWidget

from app.models.words.roles import ROLE_LABELS, Role
from app.texts import tr
from app.ui.kit import icons, parts, theme
from app.ui.kit.held_keys import Hotkey
from app.ui.kit.parts import GAP
from app.ui.kit.scrolled import Scrolled

KEYS = (
    ("← →", "chọn người"),
    ("Ctrl+T", "gõ tên đăng nhập"),
    ("Enter", "vào"),
    ("Ctrl+R", "phiếu khôi phục"),
    ("Ctrl+=", "chữ to hơn"),
)
_PER_ROW = 4
_LOW = 480
"""Below this height (logical pixels at 100 % text size) cards and password need all the room."""
_LOOKS = {
    Role.JUSTICE: ("scales", "accent"),
    Role.POLICE: ("shield", "police"),
    Role.TYPIST: ("keyboard", "near"),
    Role.LEADER: ("buildings", "less"),
}
_UNKNOWN = ("key", "near")  # the tone of a card needs a soft one beside it


@dataclass(frozen=True, slots=True)
class OfficerCard:
    """An officer to choose: login, name, and the role shown; None when only the login is known."""

    uid: str
    name: str
    role: Role | None

    @property
    def initials(self) -> str:
        """Return the first letters of the first and the last word of the name."""
        words = self.name.split()
        return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()


class Initials(QWidget):
    """The initials of an officer in a circle."""

    def __init__(self, letters: str, tone: str) -> None:
        super().__init__()
        self._letters, self._tone, self._on = letters, tone, False
        theme.fix(self, width=48, height=48)

    def set_on(self, *, on: bool) -> None:
        """Show whether the card is chosen."""
        self._on = on
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the circle."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.color(self._tone) if theme.outlined() else Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("surface" if self._on else f"{self._tone}_soft"))
        painter.drawEllipse(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        painter.setFont(theme.font("title", 600))
        painter.setPen(theme.color(self._tone))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._letters)
        painter.end()


class _Card(parts.Card):
    """One officer; chosen like a radio button."""

    def __init__(self, officer: OfficerCard) -> None:
        role = tr(ROLE_LABELS[officer.role]) if officer.role else tr("tên đăng nhập")
        icon, tone = _LOOKS[officer.role] if officer.role else _UNKNOWN
        self.officer = officer
        self._round = Initials(officer.initials, tone)
        under = parts.row(GAP, icons.Icon(icon, tone, 14), parts.text(role, "caption", tone), GAP, gap=6)
        super().__init__(
            f"{officer.name}, {role}",
            parts.row(GAP, self._round, GAP, gap=0),
            4,
            parts.row(GAP, parts.text(officer.name, "strong"), GAP, gap=0),
            under,
            kind="card",
            gap=4,
            pad=(8, 16, 8, 12),
            across=False,
        )
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        theme.fix(self, width=176, height=124)
        self.toggled.connect(self._on_toggled)

    def _on_toggled(self, on: bool) -> None:  # noqa: FBT001 - Qt's signal
        self._round.set_on(on=on)


class SignInPanel(QFrame):
    """Sign in: arrows choose an officer, Ctrl+T types a login instead, Enter sends the password.

    Emits ``officer_chosen(login)``, ``password_given(login, password)`` and ``recovery_requested()``.
    After a refusal call ``set_refusal``: it counts down the delay and enables the field. Call ``set_busy``
    while the password is checked. Without cards the login is always typed.
    """

    officer_chosen = Signal(str)
    password_given = Signal(str, str)
    recovery_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._cards: list[_Card] = []
        self._refusal, self._seconds = "", 0
        self._title = parts.text(self.tr("Đối Soát Hộ Tịch"), "heading")
        self._question = parts.text(self.tr("Chọn cán bộ đăng nhập"), "title")
        self._grid = QGridLayout()
        self._grid.setSpacing(12)
        self._make_box()
        self._hint = parts.text("", "label", wrap=True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._hint.hide()
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)  # never ahead of the clock that is asked
        self._timer.timeout.connect(self._on_second)
        self._arrange()
        self.setFocusProxy(self._secret)
        context = Qt.ShortcutContext.WidgetWithChildrenShortcut
        Hotkey("Ctrl+T", self, self.type_login, context)
        Hotkey("Ctrl+R", self, self.recovery_requested.emit, context)

    def _make_box(self) -> None:
        self._whose = parts.text("", "label_on")
        self._login = QLineEdit()
        self._login.setMaxLength(64)
        self._login.setPlaceholderText(self.tr("ví dụ nhan.ct"))
        self._login.returnPressed.connect(self._on_login)
        theme.fix(self._login, height=36)
        self._login_row = parts.labelled(self.tr("Tên đăng nhập"), self._login, width=112)
        self._login_row.hide()
        self._type = parts.button(self.tr("Gõ tên đăng nhập"), "quiet", key="Ctrl+T", small=True)
        self._type.clicked.connect(self.type_login)
        self._secret = QLineEdit()
        self._secret.setEchoMode(QLineEdit.EchoMode.Password)
        self._secret.setMaxLength(256)
        theme.fix(self._secret, height=36)
        for watched in (self._secret, self._type):
            watched.installEventFilter(self)
        self._secret.returnPressed.connect(self._on_enter)
        self._eye = parts.button(self.tr("Hiện mật khẩu"), "quiet", icon="eye", small=True)
        self._eye.setText("")
        self._eye.setToolTip(self.tr("Hiện mật khẩu khi giữ chuột"))
        self._eye.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # no key that goes astray uncovers a password
        self._eye.pressed.connect(self._on_eye_pressed)
        self._eye.released.connect(self._on_eye_released)
        self._enter = parts.button(self.tr("Vào"), "primary", key="Enter")
        theme.fix(self._enter, width=112)
        self._enter.clicked.connect(self._on_enter)
        self._recovery = parts.button(
            self.tr("Quên mật khẩu? Mở bằng phiếu khôi phục…"), "quiet", key="Ctrl+R", small=True
        )
        self._recovery.clicked.connect(self.recovery_requested)
        self._warn_icon = icons.Icon("clock", "less")
        self._warn_words = parts.text("", "label", "less", wrap=True)
        self._warn = parts.row(self._warn_icon, (self._warn_words, 1), pad=(12, 6, 8, 6), role="warn")
        self._warn.hide()

    def _arrange(self) -> None:
        whose = parts.text(self.tr("Mật khẩu của"), "label")
        head = parts.row(whose, self._whose, GAP, self._type, self._eye, gap=4)
        box = parts.column(
            self._login_row,
            head,
            parts.row((self._secret, 1), self._enter),
            self._warn,
            parts.row(self._recovery, GAP),
            pad=(16, 10, 16, 16),
            role="panel",
        )
        theme.fix(box, width=560)
        for label in (self._title, self._question):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        grid = QFrame()
        grid.setLayout(self._grid)
        mark, cards, below = (parts.row(GAP, item, GAP, gap=0) for item in (icons.ProgramMark(48), grid, box))
        self._sign = parts.column(mark, self._title, gap=12)
        page = parts.column(
            *(GAP, self._sign, 12, self._question, cards, below, self._hint, GAP), pad=(24, 12, 24, 12)
        )
        parts.lay(self, (Scrolled(page), 1), gap=0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the sign of the program out of a low window."""
        super().resizeEvent(event)
        self._sign.setVisible(self.height() >= theme.px(_LOW))

    def set_officers(self, officers: Sequence[OfficerCard]) -> None:
        """Show the cards; the first one is chosen."""
        for card in self._cards:
            card.hide()
            card.deleteLater()
        self._cards = [_Card(officer) for officer in officers]
        for at, card in enumerate(self._cards):
            self._grid.addWidget(card, at // _PER_ROW, at % _PER_ROW)
            card.clicked.connect(self._on_card)
        self._type.setVisible(bool(officers))
        self.type_login() if not officers else self.choose(0)

    def set_demo_hint(self, words: str) -> None:
        """Show the line about the demo accounts, or nothing."""
        self._hint.setText(words)
        self._hint.setVisible(bool(words))

    @property
    def chosen(self) -> OfficerCard | None:
        """Return the officer whose card is chosen."""
        return next((card.officer for card in self._cards if card.isChecked()), None)

    def choose(self, at: int) -> None:
        """Choose a card by its place; after the last comes the first."""
        if not self._cards:
            return
        card = self._cards[at % len(self._cards)]
        card.setChecked(True)
        self._login_row.hide()
        self.setFocusProxy(self._secret)
        self._say_whose(card.officer.name)
        self.officer_chosen.emit(card.officer.uid)

    def type_login(self) -> None:
        """Type a login instead of choosing a card."""
        for card in self._cards:
            card.setAutoExclusive(False)  # else one of them stays chosen
            card.setChecked(False)
            card.setAutoExclusive(True)
        self.setFocusProxy(self._login)
        self._login_row.show()
        self._login.clear()
        self._say_whose(self.tr("tên đăng nhập trên"))
        self._login.setFocus()

    @property
    def login_typed(self) -> bool:
        """Tell whether the login is typed, not chosen."""
        return not self._login_row.isHidden()

    @property
    def login(self) -> str:
        """Return the login that is chosen or typed."""
        if self.login_typed:
            return self._login.text().strip()
        return self.chosen.uid if self.chosen else ""

    def _say_whose(self, name: str) -> None:
        self._whose.setText(name)
        self._secret.setAccessibleName(self.tr("Mật khẩu của {0}").format(name))
        self.clear()

    def choose_officer(self, uid: str) -> None:
        """Choose the card of an officer, if there is one."""
        for at, card in enumerate(self._cards):
            if card.officer.uid == uid:
                self.choose(at)

    def set_busy(self, *, busy: bool) -> None:
        """Disable the input while the password is checked."""
        self._secret.setEnabled(not busy)
        self._enter.setEnabled(not busy)
        if busy:
            parts.relabel(self._enter, self.tr("Đang mở…"))
        else:
            parts.relabel(self._enter, self.tr("Vào"), key="Enter")
            self._secret.setFocus()

    def set_refusal(self, words: str, seconds: int = 0) -> None:
        """Show a refusal; with seconds disable the input and count them down."""
        self._refusal, self._seconds = words, seconds
        self._secret.clear()
        self._show_refusal()
        self._warn.show()
        self.set_busy(busy=False)
        if seconds > 0:
            self._type.setFocus()  # it takes the arrows meanwhile: another officer need not wait
            self._secret.setEnabled(False)
            self._enter.setEnabled(False)
            self._timer.start()
        else:
            self._timer.stop()

    def clear(self) -> None:
        """Forget the password typed and the refusal."""
        self._timer.stop()
        self._warn.hide()
        self._secret.clear()
        self.set_busy(busy=False)

    def _show_refusal(self) -> None:
        wait = self._wait_words() if self._seconds > 0 else ""
        self._warn_words.setText(f"{self._refusal} {wait}".strip())
        self._warn_icon.set_icon("clock" if self._seconds > 0 else "warning", "less")

    def _wait_words(self) -> str:
        minutes, seconds = divmod(self._seconds, 60)
        if minutes:
            return self.tr("Thử lại sau {0} phút {1} giây.").format(minutes, seconds)
        return self.tr("Thử lại sau {0} giây.").format(seconds)

    def _on_second(self) -> None:
        self._seconds -= 1
        self._show_refusal()
        if self._seconds <= 0:
            self._timer.stop()
            self.set_busy(busy=False)

    def _on_card(self) -> None:
        sender = self.sender()
        if isinstance(sender, _Card):
            self.choose(self._cards.index(sender))
            self._secret.setFocus()

    def _on_enter(self) -> None:
        login, secret = self.login, self._secret.text()
        if login and secret and self._secret.isEnabled():
            self.password_given.emit(login, secret)

    def _on_login(self) -> None:
        self.officer_chosen.emit(self.login)
        self._secret.setFocus()

    def _on_eye_pressed(self) -> None:
        self._secret.setEchoMode(QLineEdit.EchoMode.Normal)

    def _on_eye_released(self) -> None:
        self._secret.setEchoMode(QLineEdit.EchoMode.Password)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Choose a card by arrows while no password is typed."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and not self._secret.text():
            step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
            if step is not None and self._cards:
                before = -1 if step > 0 else 0  # a login is being typed: begin at either end
                at = next((i for i, card in enumerate(self._cards) if card.isChecked()), before)
                self.choose(at + step)
                return True
        return super().eventFilter(watched, event)
