"""The keys of the entry screen: the shortcuts, the bar and the list of F1 are made from what stands here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.ui.entry.panels import approval_strip, candidates, comparison, decision
from app.ui.form import book_form
from app.ui.kit.screen import KeyGroup, Keys


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A key that works wherever the focus is on the screen.

    ``cap`` and ``words`` are what is shown; ``sequences`` are what ``QKeySequence`` reads, the cap itself
    where there are none. ``persons`` tells that it is about persons of the registry, whom a typist does not
    see, ``police`` that it also works while the police look.
    """

    cap: str
    words: str
    sequences: tuple[str, ...] = ()
    persons: bool = False
    police: bool = False


SHORTCUTS = (
    Shortcut("F9", "lưu, tiếp"),
    Shortcut("Ctrl+S", "kiểm tra, ở lại bản ghi này"),
    Shortcut("F10", "để lại"),
    Shortcut("Ctrl+P", "để lại"),
    Shortcut("Ctrl+G", "đến số"),
    Shortcut("Ctrl+R", "xử lý lại bản ghi Công an trả về"),
    Shortcut("F5", "tìm lại", persons=True),
    Shortcut("Shift+F5", "thêm người, gọn lại", persons=True),
    Shortcut("F7", "người kế tiếp", persons=True),
    Shortcut("Alt+← →", "sang người khác", ("Alt+Left", "Alt+Right"), persons=True, police=True),
    Shortcut("F8", "không tìm thấy", persons=True),
    Shortcut("Ctrl+Z", "bỏ kết luận; trong ô: bỏ chữ", persons=True),
    Shortcut("F6", "đổi vùng", persons=True, police=True),
    Shortcut("Shift+F6", "vùng trước", persons=True, police=True),
)
"""Each is made into a ``QShortcut``; one without a slot is an error when the screen is built."""

_ONCE = frozenset({"F8", "Ctrl+Z"})  # held down is no second "yes"
_POLICE, _HELP = ("F12", "Công an duyệt"), ("F1", "phím")  # the window's own
_BAR = ("F2", "F3", "F4", "F5", "F6", "F8", "F9", "F10", "F1", "F12", "F7", "Alt+← →", "Ctrl+G", "Ctrl+T")
_REGISTRY_IN_FORM = frozenset({"F4"})

Slots = Mapping[str, Callable[[], object]]


def make(screen: QWidget, slots: Slots) -> list[QShortcut]:
    """Make every shortcut work on the screen; ``slots`` by sequence, KeyError where one is missing.

    Returns those that have to be closed while the police look: they type or decide.
    """
    to_close = []
    for key, sequence in ((k, s) for k in SHORTCUTS for s in k.sequences or (k.cap,)):
        shortcut = QShortcut(QKeySequence(sequence), screen)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.setAutoRepeat(sequence not in _ONCE)
        shortcut.activated.connect(slots[sequence])
        if not key.police:
            to_close.append(shortcut)
    return to_close


def for_police() -> Keys:
    """Return the keys that work while the police look, their own first."""
    return (*approval_strip.KEYS, *((key.cap, key.words) for key in SHORTCUTS if key.police), _HELP)


def groups(*, compares: bool, rows: bool = False) -> list[KeyGroup]:
    """Return every key of the screen by where it works; without ``compares`` those of a typist.

    ``rows`` tells that something of the book repeats.
    """
    form = (*book_form.KEYS, *(book_form.ROW_KEYS if rows else ()))
    if not compares:
        form = tuple(key for key in form if key[0] not in _REGISTRY_IN_FORM)
        return [("Trong ô của sổ", form), ("Bản ghi", _shown(persons=False))]
    return [
        ("Trong ô của sổ", form),
        ("Bản ghi", _shown(persons=False)),
        ("Đối chiếu, ở mọi vùng", _shown(persons=True)),
        ("Người trong CSDL", candidates.KEYS),
        ("So sánh sổ và CSDL", comparison.KEYS),
        ("Kết luận", decision.KEYS),
        ("Công an duyệt (F12)", approval_strip.KEYS),
    ]


def bar(*, compares: bool) -> Keys:
    """Return the keys of the bar, the most needed first: what does not fit is left out from the end."""
    words = dict([key for _title, keys in groups(compares=compares) for key in keys] + [_POLICE, _HELP])
    return tuple((cap, words[cap]) for cap in _BAR if cap in words)


def _shown(*, persons: bool) -> Keys:
    return tuple((key.cap, key.words) for key in SHORTCUTS if key.persons == persons)
