"""The one window: top bar, rail, pages, key bar; a full page for sign-in; a cover while locked."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QDeadlineTimer, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu, QStackedWidget, QVBoxLayout, QWidget

from app.models.words.roles import ROLE_LABELS, Role
from app.texts import tr
from app.ui.kit import icons, theme
from app.ui.kit.held_keys import Hotkey
from app.ui.kit.job_dialog import JobPanel
from app.ui.kit.jobs import PATIENCE_MS, Jobs
from app.ui.kit.parts import lay, row
from app.ui.kit.screen import Keys
from app.ui.shell.chrome import Cover, KeyBar, Rail, TopBar

USUAL = QSize(1366, 698)
"""The size of the window at the start: the small laptop that most communes have."""
TITLE_BAR = 32
"""What the title bar takes of the screen (logical pixels)."""
NARROW = 1200
"""Below this width (logical pixels at 100 % text size) the rail folds by itself."""
_MOST_KEYS = 10  # digits


@dataclass(frozen=True, slots=True)
class RailPage:
    """One screen in the rail."""

    key: str
    title: str
    icon: str
    widget: QWidget


class MainWindow(QMainWindow):
    """The window of the program; its title never names a person."""

    lock_requested = Signal()
    police_requested = Signal()
    preferences_requested = Signal()
    password_requested = Signal()
    search_requested = Signal()
    help_requested = Signal()
    backup_requested = Signal()
    page_changed = Signal(str)
    scale_changed = Signal(float)
    closed = Signal()

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setWindowTitle(title)
        self.setWindowIcon(icons.mark_icon())
        self.resize(USUAL)
        self.jobs = Jobs(self)
        self.passwords = Jobs(self)  # a queue of its own: signing must not wait for a rebuild of the registry
        self.pages: dict[str, RailPage] = {}
        self.page = ""
        self.may_close: Callable[[], bool] = lambda: True
        """Is asked before the window closes; it says itself why not."""
        self.hangs = False
        """A job hangs and holds its thread; the process must end without waiting for it."""
        self._focus_before: QWidget | None = None
        self._build()
        self._job_panel = JobPanel(self, self.jobs)
        self._add_shortcuts()
        self.show_alone(None)

    def _build(self) -> None:
        self.top_bar, self.rail, self.key_bar, self._cover = TopBar(), Rail(), KeyBar(), Cover()
        self._stack = QStackedWidget()
        self._stack.setMinimumSize(1, 1)
        work = QWidget()
        lay(work, self.top_bar, (row(self.rail, (self._stack, 1), gap=0), 1), gap=0)
        self._alone = QWidget()
        self._alone_box = QVBoxLayout(self._alone)
        self._alone_box.setContentsMargins(0, 0, 0, 0)
        self._body = QStackedWidget()
        self._body.addWidget(work)
        self._body.addWidget(self._alone)
        shown = QWidget()
        shown.setObjectName("client")
        shown.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        lay(shown, (self._body, 1), self.key_bar, gap=0)
        self._front = QStackedWidget()
        self._front.setMinimumSize(1, 1)
        self._front.addWidget(shown)
        self._front.addWidget(self._cover)
        self.setCentralWidget(self._front)
        self.rail.page_clicked.connect(self.show_page)
        self.top_bar.lock_requested.connect(self.lock_requested)
        self.top_bar.police_requested.connect(self.police_requested)
        self.top_bar.justice_requested.connect(self._show_account_menu)
        self.top_bar.search_requested.connect(self.search_requested)

    def _add_shortcuts(self) -> None:
        self._shortcuts = [
            Hotkey(keys, self, slot)
            for keys, slot in (
                ("Ctrl+K", self.search_requested.emit),
                ("Ctrl+L", self.lock_requested.emit),
                ("F12", self.police_requested.emit),
                ("F1", self.help_requested.emit),
                ("Ctrl+Shift+B", self.backup_requested.emit),
                ("Ctrl+Shift+P", self.password_requested.emit),
                ("Ctrl+,", self.preferences_requested.emit),
            )
        ]
        for keys, slot in (("Ctrl+=", self.enlarge), ("Ctrl++", self.enlarge), ("Ctrl+-", self.reduce)):
            Hotkey(keys, self, slot)

    def _show_account_menu(self) -> None:
        """Offer what an officer does with the own account."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        theme.dress(menu)
        for words, keys, wanted in (
            (self.tr("Tùy chọn của tôi…"), "Ctrl+,", self.preferences_requested),
            (self.tr("Đổi mật khẩu…"), "Ctrl+Shift+P", self.password_requested),
            (self.tr("Khóa máy"), "Ctrl+L", self.lock_requested),
        ):
            menu.addAction(f"{words}\t{keys}", wanted.emit)
        menu.setActiveAction(menu.actions()[0])
        menu.popup(self.top_bar.account_corner())

    # pages

    def add_page(self, key: str, title: str, icon: str, widget: QWidget, *, apart: bool = False) -> None:
        """Add a screen to the rail; Alt and its place (1–9, 0) show it. ``apart`` leaves room above it."""
        self.pages[key] = RailPage(key, title, icon, widget)
        self._stack.addWidget(widget)
        self.rail.add(key, title, icon, apart=apart)
        if len(self.pages) <= _MOST_KEYS:
            keys = f"Alt+{len(self.pages) % _MOST_KEYS}"
            self.rail.item(key).setToolTip(f"{title}  ({keys})")
            shortcut = Hotkey(keys, self, self.rail.item(key).click)
            shortcut.setEnabled(self.at_work)
            self._shortcuts.append(shortcut)

    def show_page(self, key: str) -> None:
        """Show a screen; KeyError for an unknown one."""
        page = self.pages[key]
        theme.dress(page.widget)
        self._stack.setCurrentWidget(page.widget)
        self.rail.set_on(key)
        if key != self.page:
            self.page = key
            self.page_changed.emit(key)
            page.widget.setFocus()  # only now is the page filled and can take the focus

    def set_count(self, key: str, count: int) -> None:
        """Show beside the title of a screen how many things wait there."""
        self.rail.item(key).set_count(count)

    def set_keys(self, keys: Keys) -> None:
        """Show the keys of the screen shown."""
        self.key_bar.set_keys(keys)

    def set_justice(self, name: str, role: str = ROLE_LABELS[Role.JUSTICE]) -> None:
        """Show the justice officer."""
        self.top_bar.set_justice(name, tr(role))

    def set_police(self, name: str | None) -> None:
        """Show the open police session, or that it is locked."""
        self.top_bar.set_police(name)

    def set_snapshot(self, words: str, tone: str = "", detail: str = "") -> None:
        """Show how old the registry copy is; tones: "", "less", "differ". ``detail`` is the tip."""
        self.top_bar.set_snapshot(words, tone, detail)

    # what is shown

    @property
    def at_work(self) -> bool:
        """Tell whether the screens are shown: no sign-in page, no cover."""
        return self._body.currentIndex() == 0 and self._front.currentIndex() == 0

    @property
    def covered(self) -> bool:
        """Tell whether the cover hides everything."""
        return self._front.currentIndex() == 1

    def show_alone(self, widget: QWidget | None) -> None:
        """Show one widget without top bar and rail (sign-in, set-up); delete the one before."""
        while (item := self._alone_box.takeAt(0)) is not None:
            before = item.widget()
            if before is not None and before is not widget:
                before.setParent(None)
        if widget is not None:
            self._alone_box.addWidget(widget)
            widget.show()
            widget.setFocus()
        self._body.setCurrentIndex(1)
        self._enable_shortcuts()

    def show_work(self) -> None:
        """Show the screens."""
        self._body.setCurrentIndex(0)
        self._enable_shortcuts()
        self._fold()

    def cover(self, on: bool, widget: QWidget | None = None) -> None:  # noqa: FBT001 - one switch, like Qt
        """Cover the window (with a widget to unlock), or uncover it with the same caret."""
        if on and not self.covered:
            self._focus_before = self.focusWidget()
        self._cover.set_inner(widget if on else None)
        self._front.setCurrentIndex(1 if on else 0)
        self._enable_shortcuts()
        if on and widget is not None:
            widget.setFocus()
        elif not on and self._focus_before is not None:
            self._focus_before.setFocus()
            self._focus_before = None

    def _enable_shortcuts(self) -> None:
        for shortcut in getattr(self, "_shortcuts", ()):
            shortcut.setEnabled(self.at_work)

    # room

    def fit(self, room: QSize) -> None:
        """Fill a screen without room for the usual size: a small one, or one that the system enlarges."""
        if room.width() < USUAL.width() or room.height() < USUAL.height() + TITLE_BAR:
            self.setWindowState(self.windowState() | Qt.WindowState.WindowMaximized)

    @property
    def narrow(self) -> bool:
        """Tell whether the window is too narrow for the open rail."""
        return self.width() < theme.px(NARROW)

    def _fold(self) -> None:
        if self.narrow != self.rail.folded:
            self.rail.set_folded(on=self.narrow)
        self.top_bar.set_narrow(on=self.narrow)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold or open the rail."""
        super().resizeEvent(event)
        self._fold()

    def enlarge(self) -> None:
        """Use the next larger text size."""
        self._step(1)

    def reduce(self) -> None:
        """Use the next smaller text size."""
        self._step(-1)

    def _step(self, by: int) -> None:
        now = theme.tokens()
        at = min(range(len(theme.SCALES)), key=lambda i: abs(theme.SCALES[i] - now.scale)) + by
        if not 0 <= at < len(theme.SCALES):
            return
        self.change_looks(now.name, theme.SCALES[at])
        self.scale_changed.emit(theme.SCALES[at])

    def change_looks(self, name: str, scale: float) -> None:
        """Use another theme or text size: at once for what is in sight, for a page when it is shown."""
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        theme.change(app, name, scale)
        self._dress()
        self._fold()

    def _dress(self) -> None:
        pages = [page.widget for page in self.pages.values()]
        apart = [self.top_bar, self.rail, self.key_bar, self._cover, self._alone]
        floating = [one for one in (*self.children(), *self._stack.children()) if isinstance(one, QWidget)]
        for widget in (*apart, *floating):
            if widget is not self._front and widget not in pages:
                theme.dress(widget)
        if self.page:
            theme.dress(self.pages[self.page].widget)

    # work

    def shutdown(self, patience: int = PATIENCE_MS) -> None:
        """Stop running and waiting jobs, wait for the threads to end, and set ``hangs`` when one does not."""
        until = QDeadlineTimer(patience)
        ended = [jobs.end(until) for jobs in (self.jobs, self.passwords)]
        self.hangs = not all(ended)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop the running jobs, wait for them as long as they live, and emit ``closed``, if it may close."""
        if not self.may_close():
            event.ignore()
            return
        self.shutdown()
        self.closed.emit()
        super().closeEvent(event)
