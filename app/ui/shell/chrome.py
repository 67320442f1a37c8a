"""The window around every screen: top bar, rail of pages, key bar, and the cover of a locked window."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.texts import tr
from app.ui.kit import icons, parts, spoken, theme
from app.ui.kit.cut_label import CutLabel
from app.ui.kit.parts import GAP
from app.ui.kit.screen import Keys


class TopBar(QFrame):
    """The officers, the search, the age of the registry copy, and the lock."""

    justice_requested = Signal()
    police_requested = Signal()
    search_requested = Signal()
    lock_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "topbar")
        theme.fix(self, height=44)
        self._make_justice()
        self._make_police()
        self._make_right()
        parts.lay(
            self,
            *(self._justice, self._police, GAP, self._search, GAP, self._age_icon, self._age, 4, self._lock),
            pad=(12, 0, 6, 0),
            across=True,
        )
        self.set_police(None)

    def _make_justice(self) -> None:
        self._justice_name = parts.text("", "value")
        self._justice = parts.Card(
            self.tr("Người đang dùng máy"),
            icons.Icon("scales", "accent"),
            parts.text(self.tr("Tư pháp"), "caption", "accent"),
            self._justice_name,
            icons.Icon("caret-down", "ink_2", 12),
            kind="badge",
            pad=(8, 0, 8, 0),
        )
        self._justice_role = self._justice.findChildren(QLabel)[0]
        self._justice.clicked.connect(self.justice_requested)

    def _make_police(self) -> None:
        self._police_icon = icons.Icon("shield", "police")
        self._police_word = parts.text(self.tr("Công an"), "caption", "police")
        self._police_name = parts.text("", "muted")
        self._police_cap = parts.keycap("F12")
        self._police_note = parts.text(self.tr("đang duyệt"), "caption", "police_ink")
        self._police = parts.Card(
            self.tr("Công an"), self._police_icon, self._police_word, self._police_name, self._police_cap,
            self._police_note, kind="badge_police", pad=(8, 0, 8, 0),
        )  # fmt: skip
        self._police.clicked.connect(self.police_requested)

    def _make_right(self) -> None:
        self._search_word = parts.text("", "label")
        self._search = parts.Card(
            self.tr("Tìm mọi thứ"),
            icons.Icon("magnifying-glass"),
            self._search_word,
            GAP,
            parts.keycap("Ctrl+K"),
            kind="search",
            pad=(8, 0, 6, 0),
        )
        self._search.clicked.connect(self.search_requested)
        self._age_icon = icons.Icon("database")
        self._age = CutLabel("", "label")
        self._lock = parts.Card(
            self.tr("Khóa"),
            icons.Icon("lock-simple"),
            parts.text(self.tr("Khóa"), "label"),
            parts.keycap("Ctrl+L"),
            kind="bare",
            gap=6,
            pad=(6, 0, 6, 0),
        )
        self._lock.clicked.connect(self.lock_requested)
        for card in (self._justice, self._police, self._search, self._lock):
            theme.fix(card, height=32)
            card.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.set_narrow(on=False)

    def set_justice(self, name: str, role: str) -> None:
        """Show the justice officer and the role."""
        self._justice_name.setText(name)
        self._justice_role.setText(role)
        self._justice.setAccessibleName(f"{role}: {name}")

    def account_corner(self) -> QPoint:
        """Return where the menu of the account opens, on the screen."""
        return self._justice.mapToGlobal(self._justice.rect().bottomLeft())

    def set_police(self, name: str | None) -> None:
        """Show the police officer whose session is open, or that it is locked."""
        on = name is not None
        self._police_icon.set_icon("shield-check" if on else "shield", "police_ink" if on else "police")
        self._police_name.setText(name if name is not None else self.tr("đang khóa"))
        theme.set_prop(self._police_name, kind="value" if on else "muted", tone="police_ink" if on else "")
        theme.set_prop(self._police_word, tone="police_ink" if on else "police")
        theme.set_prop(self._police, kind="badge_police_on" if on else "badge_police")
        self._police_cap.setVisible(not on)
        self._police_note.setVisible(on)
        self._police.setAccessibleName(self.tr("Công an: {0}").format(self._police_name.text()))

    def set_snapshot(self, words: str, tone: str, detail: str = "") -> None:
        """Show the age of the registry copy, or why there is none; the tone is a colour token or empty."""
        self._age.say(words)
        self._age.setToolTip(detail or words)
        theme.set_prop(self._age, tone=tone)
        self._age_icon.set_icon("database", tone or "ink_2")
        self._age_icon.setVisible(bool(words))

    def set_narrow(self, *, on: bool) -> None:
        """Take less room for the search."""
        self._search_word.setText(self.tr("Tìm") if on else self.tr("Tìm số, tên, quyển…"))
        theme.fix(self._search, width=140 if on else 260)


class NavItem(parts.Card):
    """One page in the rail: icon, title, count of waiting things."""

    spoken_role = spoken.Role.PageTab

    def __init__(self, title: str, icon: str) -> None:
        self._icon = icons.Icon(icon, "ink_2", 18)
        self._word = parts.text(title, "muted")
        self._count = parts.text("", "caption")
        self._glyph, self._title = icon, title
        self._folded = self._on = False
        super().__init__(
            title, self._icon, (self._word, 1), self._count, kind="nav", gap=10, pad=(10, 0, 7, 0)
        )
        self.setToolTip(title)
        theme.fix(self, height=36)

    def set_on(self, *, on: bool) -> None:
        """Mark this as the page shown, or not."""
        if on != self._on:
            self._on = on
            spoken.tell_states(self, "selected")
        theme.set_prop(self, on=on)
        theme.set_prop(self._word, kind="strong" if on else "muted")
        self._icon.set_icon(self._glyph, "accent" if on else "ink_2")

    def spoken_states(self) -> tuple[str, ...]:
        """Say that one of the pages can be chosen, and whether this one is."""
        return ("selectable", "selected") if self._on else ("selectable",)

    def spoken_press(self) -> None:
        """Show the page."""
        self.click()

    def set_count(self, count: int) -> None:
        """Show how many things wait; 0 shows nothing."""
        self._count.setText(str(count) if count else "")
        self._count.setVisible(bool(count) and not self._folded)
        self.setAccessibleName(f"{self._title}, {count}" if count else self._title)

    def set_folded(self, *, on: bool) -> None:
        """Show the icon alone."""
        self._folded = on
        self._word.setVisible(not on)
        self._count.setVisible(not on and bool(self._count.text()))


class Rail(parts.TabRow):
    """The pages down the left side."""

    page_clicked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "rail")
        self.setAccessibleName(self.tr("Các màn hình"))
        self._items: dict[str, NavItem] = {}
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(6, 8, 6, 8)
        self._box.setSpacing(4)
        self._box.addStretch(1)
        self.set_folded(on=False)

    def add(self, key: str, title: str, icon: str, *, apart: bool) -> None:
        """Add a page below the others; ``apart`` leaves a little room above it."""
        item = NavItem(title, icon)
        item.setProperty("page", key)
        item.clicked.connect(self._on_clicked)
        if apart:
            self._box.insertSpacing(self._box.count() - 1, 4)
        self._box.insertWidget(self._box.count() - 1, item)
        if self._items:  # Tab goes down the rail; the page was made before its item
            QWidget.setTabOrder(list(self._items.values())[-1], item)
        self._items[key] = item
        item.set_folded(on=self.folded)

    def _on_clicked(self) -> None:
        self.page_clicked.emit(self.sender().property("page"))

    def set_on(self, key: str) -> None:
        """Mark the page shown."""
        for name, item in self._items.items():
            item.set_on(on=name == key)

    def item(self, key: str) -> NavItem:
        """Return one page's item; KeyError for an unknown page."""
        return self._items[key]

    def set_folded(self, *, on: bool) -> None:
        """Fold to icons or open again."""
        self.folded = on
        theme.fix(self, width=52 if on else 148)
        for item in self._items.values():
            item.set_folded(on=on)


class KeyBar(QFrame):
    """The keys of the screen shown; the last ones are hidden where room is short."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "keybar")
        self.setAccessibleName(self.tr("Phím"))
        theme.fix(self, height=32)
        self.setMinimumWidth(1)
        self._box = QHBoxLayout(self)
        self._box.setContentsMargins(12, 0, 12, 0)
        self._box.setSpacing(14)
        self._items: list[QWidget] = []
        self.keys: tuple[tuple[str, str], ...] = ()

    def set_keys(self, keys: Keys) -> None:
        """Show these keys."""
        if tuple(keys) == self.keys:
            return
        self.keys = tuple(keys)
        parts.clear(self._box)
        self._items = [
            parts.row(parts.keycap(cap), parts.text(tr(word), "label"), gap=6) for cap, word in keys
        ]
        for item in self._items:
            self._box.addWidget(item)
        self._box.addStretch(1)
        self.setAccessibleDescription("; ".join(f"{cap}: {tr(word)}" for cap, word in keys))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Hide the keys that do not fit."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        left = self.width() - 24
        for item in self._items:
            item.ensurePolished()
            left -= item.sizeHint().width() + self._box.spacing()
            item.setVisible(left + self._box.spacing() >= 0)


class Cover(QFrame):
    """The page of a locked window: the mark and, if given, a field for the password."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "client")
        self._word = parts.text(self.tr("Đang khóa"), "heading")
        self._note = parts.text(
            self.tr("Việc đang làm đã được giữ lại; mở khóa để tiếp tục đúng chỗ."), "muted"
        )
        self._place = QVBoxLayout()
        mark = parts.row(GAP, icons.ProgramMark(48), GAP)
        for label in (self._word, self._note):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        parts.lay(self, GAP, mark, 8, self._word, self._note, 8, self._place, GAP, gap=4)

    def set_inner(self, widget: QWidget | None) -> None:
        """Show a widget under the words, or none."""
        while (item := self._place.takeAt(0)) is not None:
            inner = item.widget()
            if inner is not None:
                inner.setParent(None)
        if widget is not None:
            self._place.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
            widget.show()
