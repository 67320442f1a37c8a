"""The screens of a signed-in officer in the main window, and what connects them."""

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QToolTip, QWidget

from app.models.books import BOOKS
from app.models.words.roles import ROLE_LABELS, Role
from app.models.words.states import ENTRY_STATE_LABELS
from app.services.entry import discrepancies, entries, volumes
from app.services.entry.approval import WAITING
from app.services.office import resume_point
from app.services.office.resume_point import PlaceLeft
from app.texts import tr
from app.ui.approval.screen import ApprovalScreen
from app.ui.entry.screen import EntryScreen
from app.ui.exchange.screen import TransferScreen
from app.ui.follow_up.screen import DiscrepanciesScreen
from app.ui.office.admin_screen import AdminScreen
from app.ui.shell.key_help import KeyHelp
from app.ui.shell.main_window import MainWindow
from app.ui.shell.panels.search import Found, SearchPanel
from app.ui.shell.rebuilding import Rebuilding
from app.ui.today.screen import TodayScreen
from app.ui.volumes.screen import VolumesScreen
from app.workspace import Workspace

_MOST_FOUND = 50
_FOR_TYPISTS = ("today", "volumes", "entry")


class DeskTop(QObject):
    """Seven screens in one window; each refreshes when it is shown.

    An account that only types sees three of them: the others show registry data or decide about it.
    """

    def __init__(self, workspace: Workspace, window: MainWindow) -> None:
        """Build the screens the officer may use and put them into the window."""
        super().__init__(window)
        self._workspace, self._window = workspace, window
        self.today = TodayScreen(workspace)
        self.volumes = VolumesScreen(workspace)
        self.entry = EntryScreen(workspace)
        self.discrepancies = DiscrepanciesScreen(workspace, window)
        self.approval = ApprovalScreen(workspace)
        self.transfer = TransferScreen(workspace, window)
        self.admin = AdminScreen(workspace, window)
        for key, title, icon, screen, apart in (
            ("today", self.tr("Hôm nay"), "house", self.today, False),
            ("volumes", self.tr("Sổ"), "books", self.volumes, False),
            ("entry", self.tr("Nhập"), "pencil-line", self.entry, False),
            ("discrepancies", self.tr("Sai lệch"), "arrows-left-right", self.discrepancies, False),
            ("approval", self.tr("Duyệt"), "check-circle", self.approval, False),
            ("transfer", self.tr("Chuyển giao"), "package", self.transfer, True),
            ("admin", self.tr("Quản trị"), "sliders", self.admin, False),
        ):
            if key in _FOR_TYPISTS or workspace.account.roles != {Role.TYPIST}:
                window.add_page(key, title, icon, screen, apart=apart)
        area = self.today.parentWidget()
        assert area is not None, "the pages lie in the window"
        self.search = SearchPanel(area)
        self._focus_before: QWidget | None = None
        self._rebuilding = Rebuilding(workspace, window.jobs, self)
        self._connect()
        self._rebuilding.begin()
        self._tell()

    def begin(self, place: PlaceLeft | None) -> None:
        """Show the first screen, or go back to where the officer was."""
        if place is not None and place.page in self._window.pages:
            if place.page == "entry" and place.entry_id:
                self._window.show_page("entry")
                self.entry.open_entry(place.entry_id, place)
                return
            self._window.show_page(place.page)
        else:
            self._window.show_page("today")

    def leave(self) -> None:
        """Save the field being typed, keep the place and record look-ups that ended without a decision.

        A rebuild of the snapshot does not hold it up.
        """
        self._rebuilding.stop()
        self.entry.save_current()
        place = self.entry.place() if self._window.page == "entry" else None
        with self._workspace.store.write() as session:
            resume_point.keep(session, self._workspace.account.uid, place or PlaceLeft(self._window.page))
        self.entry.persons.leave()

    def _connect(self) -> None:
        self._window.page_changed.connect(self._shown)
        self._window.police_requested.connect(self._police)
        self._window.search_requested.connect(self._search)
        self._window.help_requested.connect(self._help)
        self.search.searched.connect(self._find)
        self.search.opened.connect(self._open_entry)
        self.search.left.connect(self._left_search)
        self.today.page_wanted.connect(self._show_wanted)
        self.today.entry_wanted.connect(self._open_entry)
        self.volumes.volume_wanted.connect(self.open_volume)
        self.discrepancies.entry_wanted.connect(self._open_entry)
        for screen in (self.entry, self.discrepancies, self.approval, self.transfer):
            screen.changed.connect(self._tell)
        self.transfer.snapshot_changed.connect(self._snapshot_changed)
        self.entry.police_shown.connect(self._police_shown)
        self._rebuilding.progressed.connect(self._tell_snapshot)
        self._rebuilding.succeeded.connect(self._snapshot_changed)
        self._rebuilding.failed.connect(self._show_snapshot)

    def _show_wanted(self, key: str) -> None:
        if key in self._window.pages:
            self._window.show_page(key)

    def _shown(self, key: str) -> None:
        self.search.close_panel()
        if key != "entry":
            self.entry.leave_page()
        screen = self._window.pages[key].widget
        refresh = getattr(screen, "refresh", None)
        if refresh is not None:
            refresh()
        self._window.set_keys(screen.keys())  # type: ignore[attr-defined]
        self._tell()

    def _open_entry(self, entry_id: str) -> None:
        self.search.close_panel()
        self._focus_before = None
        self._window.show_page("entry")
        self.entry.open_entry(entry_id)

    def open_volume(self, volume_id: int) -> None:
        """Go on typing in a volume."""
        self._window.show_page("entry")
        self.entry.open_volume(volume_id)

    # -- search and help -----------------------------------------------------------------------------

    def _search(self) -> None:
        if not self.search.isVisible():
            self._focus_before = self._window.focusWidget()
        self.search.open()

    def _find(self, words: str) -> None:
        with self._workspace.store.read() as session:
            rows = entries.find(session, words, _MOST_FOUND + 1)
            books = {v.id: v.book_no for v in volumes.inventory(session)} if rows else {}
        found = [
            Found(
                row.id,
                row.registration_no,
                row.main_name,
                f"{tr(BOOKS[row.book_type].short)} {books[row.volume_id]}",
                tr(ENTRY_STATE_LABELS[row.state]),
            )
            for row in rows[:_MOST_FOUND]
        ]
        self.search.set_found(found, more=len(rows) > _MOST_FOUND)

    def _left_search(self) -> None:
        if self._focus_before is not None:
            self._focus_before.setFocus(Qt.FocusReason.OtherFocusReason)
        self._focus_before = None

    def _help(self) -> None:
        """List the keys of the screen in front, under what belongs in the field that holds the caret."""
        QToolTip.hideText()
        page = self._window.pages[self._window.page]
        if page.widget is self.entry:
            KeyHelp(self._window, self.entry.key_groups(), self.entry.form.help_lines()).open()
        else:
            KeyHelp(self._window, [(page.title, self._window.key_bar.keys)]).open()

    # -- the rest ------------------------------------------------------------------------------------

    def _police(self) -> None:
        self.search.close_panel()
        if self._window.page == "entry":
            self.entry.show_strip()
        elif self._window.page == "approval":
            self.approval.next_officer()
        else:
            self._show_wanted("approval")

    def _police_shown(self, words: str) -> None:
        self._window.set_police(words or None)
        if self._window.page == "entry":
            self._window.set_keys(self.entry.keys())

    def _snapshot_changed(self) -> None:
        self._workspace.open_snapshot()
        self._rebuilding.begin()
        self._show_snapshot()

    def _show_snapshot(self) -> None:
        """Look the persons of the entry in front up in the snapshot that is open, or show why none is."""
        persons = self.entry.persons
        persons.leave_decision()  # the next Enter there would press another decision than the officer sees
        persons.select(persons.section)
        if self._window.page == "today":
            self.today.refresh()
        self._tell()

    def _tell(self) -> None:
        work = self._workspace
        with work.store.read() as session:
            counts = entries.counts(session)
            items = discrepancies.count(session)
        waiting = sum(counts.get(state, 0) for state in WAITING)
        for key, count in (("discrepancies", items), ("approval", waiting)):
            if key in self._window.pages:
                self._window.set_count(key, count)
        role = next(
            r for r in (Role.JUSTICE, Role.TYPIST, Role.POLICE, Role.LEADER) if r in work.account.roles
        )
        self._window.set_justice(work.account.full_name, ROLE_LABELS[role])
        self._tell_snapshot()

    def _tell_snapshot(self) -> None:
        work, percent = self._workspace, self._rebuilding.percent
        if percent is not None:
            words = self.tr("Đang lập lại chỉ mục bản sao CSDL… {0} %").format(percent)
            self._window.set_snapshot(words, "less")
        elif work.snapshot_problem:
            words = self.tr("Chưa dùng được bản sao CSDL: nhập lại gói bản sao")
            self._window.set_snapshot(words, "differ", work.snapshot_problem)
        elif work.snapshot is None:
            self._window.set_snapshot(self.tr("Chưa có bản sao CSDL"), "less")
        else:
            days = work.snapshot.age_days(work.now())
            tone = "differ" if work.snapshot.expired(work.now()) else ""
            self._window.set_snapshot(self.tr("Bản sao CSDL: {0} ngày tuổi").format(days), tone)
