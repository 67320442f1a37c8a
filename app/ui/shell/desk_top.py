"""The screens of a signed-in officer in the main window, and their connections."""

import contextlib

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QToolTip, QWidget

from app.errors import AppError
from app.models.store.times import read
from app.models.words.entry_lists import EntryGroup
from app.models.words.moments import day_words
from app.models.words.roles import FOREMOST, ROLE_LABELS
from app.models.words.states import ENTRY_STATE_LABELS
from app.services.entry import answers, discrepancies, entries, volume_names, volumes
from app.services.entry.approval import WAITING
from app.services.office import resume_point
from app.services.office.permissions import may
from app.services.office.resume_point import PlaceLeft
from app.texts import tr
from app.ui.approval.screen import ApprovalScreen
from app.ui.entries.screen import EntriesScreen
from app.ui.entry.screen import EntryScreen
from app.ui.exchange.answers_screen import AnswersScreen
from app.ui.exchange.screen import TransferScreen
from app.ui.follow_up.screen import DiscrepanciesScreen
from app.ui.kit.screen import Screen
from app.ui.office.admin_screen import AdminScreen
from app.ui.office.inspection_screen import InspectionScreen
from app.ui.office.own_password import OwnPassword
from app.ui.office.safekeeping import Safekeeping
from app.ui.recheck.screen import RecheckScreen
from app.ui.shell.audit_watch import AuditWatch
from app.ui.shell.key_help import KeyHelp
from app.ui.shell.main_window import MainWindow
from app.ui.shell.panels.search import Found, SearchPanel
from app.ui.shell.panels.story import StoryDialog
from app.ui.shell.rebuilding import Rebuilding
from app.ui.shell.story import read_story
from app.ui.today.screen import TodayScreen
from app.ui.volumes.screen import VolumesScreen
from app.workspace import Workspace

_MOST_FOUND = 50


class DeskTop(QObject):
    """The screens that the permissions allow; each refreshes when it is shown."""

    def __init__(self, workspace: Workspace, window: MainWindow) -> None:
        """Build the screens that the officer may use and add them to the window."""
        super().__init__(window)
        self._workspace, self._window = workspace, window
        self.today = TodayScreen(workspace, window.passwords)
        self.volumes = VolumesScreen(workspace)
        self.entries = EntriesScreen(workspace)
        self.entry = EntryScreen(workspace, window.passwords)
        self.discrepancies = DiscrepanciesScreen(workspace)
        self.approval = ApprovalScreen(workspace, window.passwords)
        self.transfer = TransferScreen(workspace, window.jobs)
        self.answers = AnswersScreen(workspace)
        self.recheck = RecheckScreen(workspace, window.jobs)
        self.admin = AdminScreen(workspace, window.jobs)
        self.inspection = InspectionScreen(workspace, window.jobs)
        typing: list[Screen] = [
            *(self.today, self.volumes, self.entries, self.entry),
            *(self.discrepancies, self.approval),
        ]
        office: list[Screen] = [self.transfer, self.answers, self.admin, self.inspection, self.recheck]
        self._screens = {s.key: s for s in (*typing, *office) if may(workspace.account, s.action)}
        for key, screen in self._screens.items():
            window.add_page(key, screen.title, screen.icon, screen, apart=screen is office[0])
        self._front: Screen = self.today
        area = self.today.parentWidget()
        assert area is not None, "the pages lie in the window"
        self.search = SearchPanel(area)
        self._focus_before: QWidget | None = None
        self._rebuilding = Rebuilding(workspace, window.jobs, self)
        self._audit = AuditWatch(workspace, window.jobs, self)
        self.safekeeping = Safekeeping(workspace, window.jobs, window)
        self._connect()
        self._rebuilding.begin()
        self._audit.begin()
        self._show_counts()

    def begin(self, place: PlaceLeft | None) -> None:
        """Show the first screen, or the place before the lock."""
        if place is None or place.page not in self._screens:
            self._window.show_page(self.today.key)
            return
        self._window.show_page(self.entry.key if place.unkept else place.page)
        if self._front is self.entry:
            self.entry.come_back(place)

    def leave(self) -> None:
        """Save the field being typed, keep the place and record searches without a decision.

        A rebuild of the snapshot is stopped, not waited for.
        """
        self._rebuilding.stop()
        self._audit.stop()
        self.safekeeping.watch.stop()
        self.keep()
        self.entry.persons.leave()

    def keep(self) -> None:
        """Save the field being typed and keep the place; AppError when the store takes nothing."""
        self.entry.save_current()
        self._keep_place()

    @property
    def holds_words(self) -> bool:
        """Tell whether words stand on the screen that the store does not hold as values."""
        place = self.entry.place()
        return place is not None and bool(place.unkept)

    def say_unkept(self, words: str) -> None:
        """Say beside the words that they are not kept."""
        if self._front is not self.entry:
            self._window.show_page(self.entry.key)
        self.entry.messages.say(words, "alarm")

    def _keep_place(self) -> None:
        """Keep where the officer is, with the words that the store does not hold."""
        place = self.entry.place()
        if self._front is not self.entry and place is not None and not place.unkept:
            place = None
        with self._workspace.store.write() as session:
            resume_point.keep(session, self._workspace.account.uid, place or PlaceLeft(self._window.page))

    def _rested(self) -> None:
        """Keep the words of the open field; on a full disk they are said to be unkept when it is left."""
        with contextlib.suppress(AppError):
            self._keep_place()

    def _connect(self) -> None:
        self._window.page_changed.connect(self._shown)
        self._window.police_requested.connect(self._police)
        self._window.search_requested.connect(self._search)
        self._window.help_requested.connect(self._help)
        self._window.password_requested.connect(self._change_password)
        self.search.searched.connect(self._find)
        self.search.opened.connect(self._open_entry)
        self.search.left.connect(self._left_search)
        self.today.page_wanted.connect(self._show_wanted)
        self.today.entry_wanted.connect(self._open_entry)
        self.today.list_wanted.connect(lambda group: self._show_list(group=group))
        self.volumes.volume_wanted.connect(self.open_volume)
        self.volumes.entry_wanted.connect(self._open_entry)
        self.volumes.list_wanted.connect(
            lambda volume_id, book: self._show_list(volume_id=volume_id, book_type=book)
        )
        self.entries.entry_wanted.connect(self._open_entry)
        self.entries.story_wanted.connect(self._show_story)
        self.entry.story_wanted.connect(self._show_story)
        self.discrepancies.entry_wanted.connect(self._open_entry)
        self.answers.entry_wanted.connect(self._open_entry)
        self.recheck.entry_wanted.connect(self._open_at)
        self.recheck.list_wanted.connect(lambda volume_id: self._show_list(volume_id=volume_id))
        self.today.answers_wanted.connect(self._show_answers)
        for screen in self._screens.values():
            screen.changed.connect(self._show_counts)
            screen.keys_changed.connect(self._show_keys)
        self.transfer.snapshot_changed.connect(self._snapshot_changed)
        self.entry.police_shown.connect(self._police_shown)
        self.entry.rested.connect(self._rested)
        keeping, buttons = self.safekeeping, self.admin.panel.safekeeping
        for asked in (self._window.backup_requested, buttons.backup_requested, self.today.backup_wanted):
            asked.connect(keeping.back_up)
        buttons.drill_requested.connect(keeping.drill)
        buttons.wipe_requested.connect(keeping.wipe)
        keeping.changed.connect(self._refresh_front)
        self._rebuilding.progressed.connect(self._show_snapshot_age)
        self._rebuilding.succeeded.connect(self._snapshot_changed)
        self._rebuilding.failed.connect(self._show_snapshot)
        self._audit.checked.connect(self._audit_checked)
        self.transfer.finished.connect(self._audit.begin)
        self.today.audit_explained.connect(self._audit.begin)

    def _audit_checked(self) -> None:
        if self._front is self.today:
            self.today.show_notices()

    def _show_wanted(self, key: str) -> None:
        if key in self._screens:
            self._window.show_page(key)

    def _shown(self, key: str) -> None:
        self.search.close_panel()
        self._front.leave()
        self._front = self._screens[key]
        self._front.refresh()
        self._show_keys()
        self._show_counts()

    def _show_answers(self) -> None:
        self.answers.show_to_handle()
        self._show_wanted(self.answers.key)

    def _refresh_front(self) -> None:
        """Show the new backup where backups are shown."""
        if self._front in (self.today, self.admin):
            self._front.refresh()

    def _show_keys(self) -> None:
        self._window.set_keys(self._front.keys())

    def _open_entry(self, entry_id: str) -> None:
        self.search.close_panel()
        self._focus_before = None
        self._window.show_page(self.entry.key)
        self.entry.open_entry(entry_id)

    def _open_at(self, entry_id: str, field: str) -> None:
        """Open an entry with the caret in a field."""
        self._open_entry(entry_id)
        if field:
            self.entry.form.focus_field(field, None)

    def _show_list(
        self, *, volume_id: int = 0, book_type: str = "", group: EntryGroup = EntryGroup.EVERY
    ) -> None:
        """List the entries of a volume, a type of book or a group."""
        self.entries.ask_for(volume_id=volume_id, book_type=book_type, group=group)
        self._show_wanted(self.entries.key)

    def _show_story(self, entry_id: str) -> None:
        """Show what happened to an entry."""
        StoryDialog(self._window, *read_story(self._workspace, entry_id)).open()

    def open_volume(self, volume_id: int) -> None:
        """Open a volume to type in."""
        self._window.show_page(self.entry.key)
        self.entry.open_volume(volume_id)

    # -- search and help -----------------------------------------------------------------------------

    def _search(self) -> None:
        if not self.search.isVisible():
            self._focus_before = self._window.focusWidget()
        self.search.open()

    def _find(self, words: str) -> None:
        with self._workspace.store.read() as session:
            rows = entries.find(session, words, _MOST_FOUND + 1)
            names, shelf = volume_names.read(session), {v.id: v for v in volumes.shelf(session)}
        found = [
            Found(
                row.id,
                row.registration_no,
                row.main_name,
                names.name(shelf[row.volume_id]),
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
        """Show help on the field with the caret, and the keys of the screen shown."""
        QToolTip.hideText()
        KeyHelp(self._window, self._front.key_groups(), self._front.field_help()).open()

    def _change_password(self) -> None:
        self.search.close_panel()
        OwnPassword(self._workspace, self._window.passwords, self._window).open()

    # -- the rest ------------------------------------------------------------------------------------

    def _police(self) -> None:
        self.search.close_panel()
        if not self._front.call_police():
            self._show_wanted(self.approval.key)

    def _police_shown(self, words: str) -> None:
        self._window.set_police(words or None)

    def _snapshot_changed(self) -> None:
        self._workspace.open_snapshot()
        self._rebuilding.begin()
        self._show_snapshot()

    def _show_snapshot(self) -> None:
        """Search the persons of the entry in the open snapshot, or show why there is none."""
        persons = self.entry.persons
        persons.leave_decision()  # the next Enter there could press another decision than the officer sees
        persons.select(persons.section)
        if self._front is self.today:
            self.today.refresh()
        self._show_counts()

    def _show_counts(self) -> None:
        work = self._workspace
        with work.store.read() as session:
            counts = entries.counts(session)
            items, answered = discrepancies.count(session), answers.to_handle(session)
        waiting = sum(counts.get(state, 0) for state in WAITING)
        shown = ((self.discrepancies, items), (self.approval, waiting), (self.answers, answered))
        for screen, count in shown:
            if screen.key in self._screens:
                self._window.set_count(screen.key, count)
        role = next(role for role in FOREMOST if role in work.account.roles)
        self._window.set_justice(work.account.full_name, ROLE_LABELS[role])
        self._show_snapshot_age()

    def _show_snapshot_age(self) -> None:
        work, percent = self._workspace, self._rebuilding.percent
        if percent is not None:
            words = self.tr("Đang chuẩn bị bản sao CSDL… {0} %").format(percent)
            self._window.set_snapshot(words, "less")
        elif work.snapshot_problem:
            words = self.tr("Chưa dùng được bản sao CSDL: nạp lại gói bản sao")
            self._window.set_snapshot(words, "differ", work.snapshot_problem)
        elif work.expired is not None:
            words = self.tr("Bản sao CSDL đã hết hạn ngày {0}").format(
                day_words(read(work.expired.expires_at))
            )
            self._window.set_snapshot(words, "differ")
        elif work.snapshot is None:
            self._window.set_snapshot(self.tr("Chưa có bản sao CSDL"), "less")
        else:
            age = work.snapshot.age_words(work.now())
            tone = "differ" if work.snapshot.expired(work.now()) else ""
            self._window.set_snapshot(self.tr("Bản sao CSDL: {0}").format(age), tone)
