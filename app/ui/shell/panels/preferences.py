"""Tùy chọn của tôi: looks, input method, when the window locks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.models.words.preferences import Preferences
from app.texts import Text, tr
from app.ui.form.composer import METHOD_WORDS
from app.ui.form.syllable import TONE_WORDS
from app.ui.kit import parts, theme
from app.ui.kit.parts import GAP, Combo

THEME_WORDS = {"light": "Sáng", "dark": "Tối", "contrast": "Tương phản cao"}


@dataclass(frozen=True, slots=True)
class Offered:
    """The times to lock that the office allows, the one in force, and the theme in force."""

    lock_times: Sequence[int]
    lock_after: int
    theme: str


class PreferencesDialog(parts.Dialog):
    """Whatever is chosen is in force at once: ``chosen(Preferences)``; ``password_requested()`` leads on."""

    chosen = Signal(object)
    password_requested = Signal()

    def __init__(self, parent: QWidget, shown: Preferences, choices: Offered) -> None:
        super().__init__(parent, tr("Tùy chọn của tôi"), 520)
        self._now = shown
        self._theme = _combo(((name, tr(words)) for name, words in THEME_WORDS.items()), choices.theme)
        self._scale = _combo(((one, f"{one * 100:.0f} %") for one in theme.SCALES), shown.scale)
        self._method = _combo(((name, tr(words)) for name, words in METHOD_WORDS.items()), shown.method)
        self._tones = _combo(((old, tr(words)) for old, words in TONE_WORDS.items()), shown.old_tones)
        self._lock = _combo(((one, _minutes(one)) for one in choices.lock_times), choices.lock_after)
        for box in (self._theme, self._scale, self._method, self._tones, self._lock):
            box.activated.connect(self._on_chosen)
        password = parts.button(self.tr("Đổi mật khẩu…"), key="Ctrl+Shift+P", icon="key")
        password.clicked.connect(self._on_password)
        close = parts.button(self.tr("Đóng"), "primary", key="Esc")
        close.clicked.connect(self.accept)
        parts.lay(
            self,
            parts.text(self.tr("Của riêng tài khoản này, giữ cho những lần sau."), "label"),
            parts.labelled(self.tr("Màu màn hình"), self._theme, width=168),
            parts.labelled(self.tr("Cỡ chữ (Ctrl+= Ctrl+-)"), self._scale, width=168),
            parts.labelled(self.tr("Bộ gõ tiếng Việt (Ctrl+T)"), self._method, width=168),
            parts.text(self.tr("Máy đã có UniKey hay EVKey thì để tắt."), "caption"),
            parts.labelled(self.tr("Bộ gõ đặt dấu"), self._tones, width=168),
            parts.labelled(self.tr("Tự khóa khi không gõ"), self._lock, width=168),
            parts.row(password, GAP, close),
            pad=(20, 16, 20, 16),
        )
        self._scale.setAccessibleName(self.tr("Cỡ chữ"))
        self._method.setAccessibleName(self.tr("Bộ gõ tiếng Việt"))

    def _on_chosen(self) -> None:
        self._now = replace(
            self._now,
            theme=self._theme.currentData(),
            scale=self._scale.currentData(),
            method=self._method.currentData(),
            old_tones=self._tones.currentData(),
            lock_after=self._lock.currentData(),
        )
        self.chosen.emit(self._now)
        theme.dress(self)
        self.fit()

    def _on_password(self) -> None:
        self.accept()
        self.password_requested.emit()


def _combo(items: Iterable[tuple[object, str]], chosen: object) -> Combo:
    box = Combo()
    for data, words in items:
        box.addItem(words, data)
    box.setCurrentIndex(max(0, box.findData(chosen)))
    return box


def _minutes(seconds: int) -> str:
    return str(Text("{0} phút", seconds // 60) if seconds % 60 == 0 else Text("{0} giây", seconds))
