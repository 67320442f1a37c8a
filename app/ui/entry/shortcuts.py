"""The keys of the entry screen: its shortcuts, its bar, its list of F1, and whose Ctrl+Z it is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from app.ui.entry.panels import approval_strip, candidates, comparison, decision
from app.ui.form import book_form
from app.ui.kit.held_keys import Hotkey
from app.ui.kit.screen import KeyGroup, Keys


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A key that works wherever the focus is on the screen.

    ``cap`` and ``words`` are shown; ``sequences`` are for ``QKeySequence``, the cap where there are none.
    ``persons`` marks a key about persons of the registry, whom a typist does not see. ``police`` marks a key
    that also works while the police look.
    """

    cap: str
    words: str
    sequences: tuple[str, ...] = ()
    persons: bool = False
    police: bool = False


SHORTCUTS = (
    Shortcut("F9", "lưu, tiếp"),
    Shortcut("Ctrl+S", "kiểm tra, ở lại trường hợp này"),
    Shortcut("F10", "tạm gác"),
    Shortcut("Ctrl+P", "tạm gác"),
    Shortcut("Ctrl+G", "đến số"),
    Shortcut("Ctrl+R", "sửa lại, xử lý lại, lấy lại"),
    Shortcut("Ctrl+D", "bỏ trường hợp nhập nhầm"),
    Shortcut("Ctrl+O", "xem trường hợp trùng, trở lại", police=True),
    Shortcut("F5", "tìm lại", persons=True),
    Shortcut("Shift+F5", "thêm người, gọn lại", persons=True),
    Shortcut("F7", "người kế tiếp", persons=True),
    Shortcut("Alt+← →", "sang người khác", ("Alt+Left", "Alt+Right"), persons=True, police=True),
    Shortcut("F8", "không tìm thấy", persons=True),
    Shortcut("Shift+F8", "có sai lệch", persons=True),
    Shortcut("Ctrl+I", "lý do một người ở hai trường hợp", persons=True),
    Shortcut("Ctrl+Z", "bỏ kết luận; trong ô: bỏ chữ", persons=True),
    Shortcut("F6", "đổi vùng", persons=True, police=True),
    Shortcut("Shift+F6", "vùng trước", persons=True, police=True),
    Shortcut("Shift+F1", "lịch sử của trường hợp", police=True),
)
"""``make`` makes each a ``Hotkey``; one without a slot is an error."""

_REPEATED = frozenset({"Alt+Left", "Alt+Right"})  # no other key says anything again while it is held down
_POLICE, _HELP = ("F12", "Công an duyệt"), ("F1", "phím")  # keys of the window
_BAR = (
    "F2",
    "F3",
    "F4",
    "F5",
    "F6",
    "F8",
    "F9",
    "F10",
    "F1",
    "F12",
    "Shift+F8",
    "F7",
    "Alt+← →",
    "Ctrl+G",
    "Ctrl+T",
)
_REGISTRY_IN_FORM = frozenset({"F4"})

Slots = Mapping[str, Callable[[], object]]


def make(screen: QWidget, slots: Slots) -> list[Hotkey]:
    """Make every key of the screen; ``slots`` by sequence, KeyError where one is missing.

    Returns the shortcuts that type or decide: the caller disables them while the police look.
    """
    to_close = []
    for key, sequence in ((k, s) for k in SHORTCUTS for s in k.sequences or (k.cap,)):
        context = Qt.ShortcutContext.WidgetWithChildrenShortcut
        shortcut = Hotkey(sequence, screen, slots[sequence], context)
        shortcut.setAutoRepeat(sequence in _REPEATED)
        if not key.police:
            to_close.append(shortcut)
    return to_close


def for_police() -> Keys:
    """Return the keys that work while the police look, their own first."""
    return (*approval_strip.KEYS, *((key.cap, key.words) for key in SHORTCUTS if key.police), _HELP)


def groups(*, compares: bool) -> list[KeyGroup]:
    """Return every key of the screen by where it works; without ``compares`` those of a typist."""
    form: Keys = book_form.KEYS
    if not compares:
        form = tuple(key for key in form if key[0] not in _REGISTRY_IN_FORM)
        return [("Trong ô của sổ", form), ("Trường hợp", _shown(persons=False))]
    return [
        ("Trong ô của sổ", form),
        ("Trường hợp", _shown(persons=False)),
        ("Đối chiếu, ở mọi vùng", _shown(persons=True)),
        ("Người trong CSDL", candidates.KEYS),
        ("So sánh sổ và CSDL", comparison.KEYS),
        ("Kết luận", decision.KEYS),
        ("Công an duyệt (F12)", approval_strip.KEYS),
    ]


def bar(*, compares: bool) -> Keys:
    """Return the keys of the bar, the most needed first: the last ones go where there is no room."""
    words = dict([key for _title, keys in groups(compares=compares) for key in keys] + [_POLICE, _HELP])
    return tuple((cap, words[cap]) for cap in _BAR if cap in words)


def _shown(*, persons: bool) -> Keys:
    return tuple((key.cap, key.words) for key in SHORTCUTS if key.persons == persons)


class UndoField(QObject):
    """Leave the Ctrl+Z of one field to the screen, until another key is typed there."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._field: QWidget | None = None

    def begin(self, field: QWidget) -> None:
        """Leave the next Ctrl+Z in this field to the screen."""
        self.end()
        self._field = field
        field.installEventFilter(self)

    def end(self) -> None:
        """Let the field undo its own words again."""
        if self._field is not None and shiboken6.isValid(self._field):
            self._field.removeEventFilter(self)
        self._field = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Pass Ctrl+Z by the field; end when the field is left or an input method writes there."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            if event.matches(QKeySequence.StandardKey.Undo):
                event.ignore()
                return True
        elif event.type() in {QEvent.Type.FocusOut, QEvent.Type.InputMethod}:
            self.end()
        return super().eventFilter(watched, event)
