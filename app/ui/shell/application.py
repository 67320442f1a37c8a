"""The window process: set-up or sign-in, then the screens, until a lock or the idle time ends it."""

import argparse
import contextlib
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from app.crypto.stretching import Kdf
from app.documents.kinds import WIPE_RECORD
from app.errors import AppError, Refused
from app.models.words.roles import ROLE_LABELS
from app.process import covering
from app.process.covering import CoveredPlace
from app.process.supervisor import LOCKED
from app.services.entry import approval
from app.services.exchange import sealed_files, snapshots, wiping
from app.services.exchange.wiping import Wiped
from app.services.office import home, new_home, resume_point, spare_room, unlocking
from app.services.office.password_tries import PasswordTries, with_name
from app.services.office.unlocking import SignedIn
from app.settings import DEMO_PASSWORD, Settings
from app.ui.kit import printing, theme
from app.ui.kit.garbage import Garbage
from app.ui.kit.held_keys import HeldEnter
from app.ui.kit.jobs import Job
from app.ui.kit.messages import show_error
from app.ui.kit.translator import Translator
from app.ui.kit.within_window import WithinWindow
from app.ui.office.recovery_flow import RecoveryFlow, leaders_first
from app.ui.office.setup_screen import SetupScreen
from app.ui.shell import sign_in_notes
from app.ui.shell.bug_log import BugLog
from app.ui.shell.clock_gate import ClockGate
from app.ui.shell.desk_top import DeskTop
from app.ui.shell.ending import Ending, Pulse, QuietWatch
from app.ui.shell.main_window import MainWindow
from app.ui.shell.own_preferences import OwnPreferences
from app.ui.shell.panels.missing import KEYS as MISSING_KEYS
from app.ui.shell.panels.missing import MissingPanel
from app.ui.shell.panels.sign_in import KEYS as SIGN_IN_KEYS
from app.ui.shell.panels.sign_in import OfficerCard, SignInPanel
from app.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The folder, settings, clock and random bytes of the process."""

    folder: Path
    settings: Settings
    now: Callable[[], datetime]
    random: Callable[[int], bytes]


class Application(QObject):
    """Lead from sign-in to the screens and out again.

    A lock ends the process with status 75, so that the keys leave memory.
    """

    def __init__(self, around: Surroundings) -> None:
        """Make the window; ``start`` decides what it shows."""
        super().__init__()
        self._around = around
        self.window = MainWindow(self.tr("Đối Soát Hộ Tịch"))
        self.workspace: Workspace | None = None
        self.desk_top: DeskTop | None = None
        self.sign_in: SignInPanel | None = None
        self.setup: SetupScreen | None = None
        self.clock_gate: ClockGate | None = None
        self.recovery: RecoveryFlow | None = None
        self.missing: MissingPanel | None = None
        self.preferences: OwnPreferences | None = None
        self.tries = PasswordTries(around.folder)
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(around.settings.idle_typing * 1000)
        self._idle.timeout.connect(self.lock)
        self._locking = self._closing = False
        self._pulse = Pulse(self)
        self._quiet = QuietWatch(self.window.jobs, self)
        self._quiet.hangs.connect(self._end_at_once)
        self._login = ""
        self._held = HeldEnter(self)
        self._within = WithinWindow(self)
        self.cover: subprocess.Popen[bytes] | None = None
        """The process that covers the place of this window once it is locked."""
        self.window.lock_requested.connect(self.ask_lock)
        self.window.may_close = self._all_kept
        self.window.closed.connect(self._closed)
        self.window.scale_changed.connect(self._scale_changed)
        self.window.jobs.busy_changed.connect(self._busy_changed)

    def start(self) -> None:
        """Show the sign-in, the set-up in a folder without any file of a store, or else what is missing.

        A wipe or a founding that was interrupted is finished first.
        """
        try:
            wiping.finish(self._around.folder)
        except AppError as error:
            show_error(self.window, error)
        new_home.finish(self._around.folder)
        app = QApplication.instance()
        assert app is not None
        app.installEventFilter(self._held)
        app.installEventFilter(self._within)
        self._show_first()
        where = covering.place(self._around.folder)
        if where is not None and not self.window.isMaximized():
            self.window.setGeometry(where.x, where.y, where.width, where.height)
        self.window.show()
        QTimer.singleShot(0, self._take_cover_down)

    def _take_cover_down(self) -> None:
        """End the cover of the window before: this one is painted and takes the keys."""
        self.window.activateWindow()
        covering.uncover(self._around.folder)

    def _show_first(self) -> None:
        found = home.look(self._around.folder)
        if found.empty:
            self._show_setup()
        elif found.missing:
            self._show_missing(found)
        else:
            self.show_sign_in()

    def _show_setup(self) -> None:
        around = self._around
        self.setup = SetupScreen(around.folder, around.settings, around.now, around.random, self.window.jobs)
        self.setup.finished.connect(self.show_sign_in)
        self.window.closed.connect(self.setup.close_store)
        self.window.set_keys(self.setup.keys())
        self.window.show_alone(self.setup)

    def _show_missing(self, found: home.Home) -> None:
        self.missing = MissingPanel(str(self._around.folder), found.missing, found.found)
        self.missing.again.connect(self._show_first)
        self.window.set_keys(MISSING_KEYS)
        self.window.show_alone(self.missing)

    def show_sign_in(self) -> None:
        """Show the cards of the officers."""
        panel = SignInPanel()
        panel.set_officers(self.cards())
        panel.choose_officer(sign_in_notes.last(self._around.folder).login)
        if self._around.settings.demo:
            panel.set_demo_hint(
                self.tr("Xã mẫu, dữ liệu bịa. Mật khẩu của mọi tài khoản: {0}").format(DEMO_PASSWORD)
            )
        panel.password_given.connect(self._try)
        panel.officer_chosen.connect(self._show_wait)
        panel.recovery_requested.connect(self._recover)
        self.sign_in = panel
        self.setup = self.missing = None
        self.window.set_keys(SIGN_IN_KEYS)
        self.window.show_alone(panel)
        self._show_wait(panel.login)

    def _show_wait(self, login: str) -> None:
        """Show how long the officer must wait; a restart of the program does not shorten it."""
        self._login = login
        if self.sign_in is not None and (wait := self.tries.wait(login, at=self._around.now())):
            words = self.tr("Đã gõ sai mật khẩu {0} lần.").format(self.tries.count(login))
            self.sign_in.set_refusal(words, wait)

    @property
    def failures(self) -> int:
        """Return the wrong passwords in a row of the login tried or shown last."""
        return self.tries.count(self._login)

    def cards(self) -> list[OfficerCard]:
        """Return the officers who may sign in, in the order of the cards."""
        return _cards(self._around.folder)

    def enter(self, signed_in: SignedIn) -> None:
        """Open the screens for the officer whose password was right."""
        around, store, officer = self._around, signed_in.store, signed_in.officer
        workspace = Workspace(around.folder, store, officer, around.settings, around.now, around.random)
        workspace.store_key = signed_in.unlocked.store_key
        workspace.signing_key = signed_in.unlocked.signing_key
        workspace.tries = self.tries
        self.workspace = workspace
        with store.read() as session:
            snapshots.sweep(session, around.folder)
        spare_room.hold(around.folder, random=around.random)
        workspace.open_snapshot()
        sealed_files.settle(store, at=around.now())
        with store.write() as session:  # the police may have told of an end, or the program was stopped in it
            approval.send_back_ended(session, by=officer, at=around.now())
        self.window.setWindowTitle(self.tr("Đối Soát Hộ Tịch — {0}").format(workspace.commune.split(",")[0]))
        self.desk_top = DeskTop(workspace, self.window)
        self.window.show_work()
        with store.read() as session:
            place = resume_point.last(session, officer.uid)
        self.preferences = OwnPreferences(workspace, self.window, self.desk_top.entry.composer)
        self.preferences.changed.connect(self._set_idle)
        self.desk_top.safekeeping.wiped.connect(self._wiped)
        self.desk_top.begin(place)
        self._set_idle()
        app = QApplication.instance()
        assert app is not None
        app.installEventFilter(self)
        self._idle.start()
        self._pulse.start(around.settings.frozen)

    def _set_idle(self) -> None:
        if self.preferences is not None:
            self._idle.setInterval(self.preferences.lock_after * 1000)

    def ask_lock(self) -> None:
        """Lock for the officer who is there, unless words are on the screen that cannot be kept."""
        if self._all_kept():
            self.lock()

    def lock(self) -> None:
        """Save the field, keep the place, blank the windows and end the process.

        The process waits behind the cover for the end of a running job, as long as the job gives a sign of
        life. Nobody may be there, so a full disk does not keep the window open: what was typed is kept in
        the room held for it.
        """
        if self.workspace is None or self.desk_top is None or self._locking:
            return
        self._keep()
        self._locking = True
        with contextlib.suppress(AppError):
            self.desk_top.leave()
        self.window.cover(True)
        self._close_others()
        if self.window.jobs.busy:
            self._quiet.start()
        else:
            self._end()

    def _all_kept(self) -> bool:
        """Keep what is typed, and tell whether the window may go; say why not."""
        nobody_works = self.workspace is None or self.desk_top is None
        if nobody_works or self._locking or self._closing or self._keep():
            return True
        assert self.desk_top is not None
        self.desk_top.say_unkept(
            self.tr(
                "Chưa khóa, chưa đóng: ổ đĩa đầy hoặc không ghi được nên chữ vừa gõ chưa giữ được. Hãy xóa "
                "bớt tệp trên ổ, rồi làm lại."
            )
        )
        return False

    def _keep(self) -> bool:
        """Keep field and place, on a full disk in the room held for them; False when words would be lost."""
        assert self.desk_top is not None
        while True:
            try:
                self.desk_top.keep()
            except AppError:
                if not spare_room.give(self._around.folder):
                    return not self.desk_top.holds_words
            else:
                return True

    def run(self) -> int:
        """Show the window until it is closed or locked, and return the exit status.

        While a job hangs, this ends the process: neither its thread nor what it holds is waited for.
        """
        self.start()
        status = QApplication.exec()
        if self.window.hangs:
            os._exit(status)
        return status

    def close(self) -> None:
        """Close the window on a request from outside; keep what is typed."""
        self._closing = True
        self._close_others()
        self.window.close()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Start the idle time again at each key and click."""
        if event.type() in (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel):
            self._idle.start()
        return super().eventFilter(watched, event)

    def _end(self) -> None:
        self.window.shutdown()  # a thread that runs at exit aborts the process, without status 75
        self._shut()
        self._leave_cover()
        QApplication.exit(LOCKED)

    def _leave_cover(self) -> None:
        """Let another process cover the place: this one has closed its store and ends."""
        if self._around.settings.cover:
            at = self.window.geometry()
            where = CoveredPlace(at.x(), at.y(), at.width(), at.height(), theme.tokens().name)
            self.cover = covering.cover(self._around.folder, where)

    def _end_at_once(self) -> None:
        """End although a job runs: it has given no sign of life."""
        self.window.shutdown(0)
        self._shut()
        self._leave_cover()
        QApplication.exit(LOCKED)

    def _close_others(self) -> None:
        """Close dialogs, menus and tips: they show people above the cover."""
        for other in QApplication.topLevelWidgets():
            if other is self.window or not other.isVisible():
                continue
            if isinstance(other, QDialog):
                other.reject()
            other.hide()

    def _scale_changed(self, scale: float) -> None:
        """Keep the text size of the sign-in page, which belongs to nobody."""
        if self.preferences is None and self.sign_in is not None:  # a folder without a store stays empty
            note = sign_in_notes.last(self._around.folder)
            sign_in_notes.keep(self._around.folder, replace(note, scale=scale))

    def _busy_changed(self, busy: bool) -> None:  # noqa: FBT001 a Qt slot
        if self._locking and not busy:
            self._end()

    def _closed(self) -> None:
        if self.workspace is not None and self.desk_top is not None and not self._locking:
            with contextlib.suppress(AppError):
                self.desk_top.leave()
        for widget in self.window.findChildren(QWidget):
            widget.blockSignals(True)  # a list that is taken down would still ask the store for its rows
        self._shut()

    def _wiped(self, wiped: Wiped) -> None:
        """Show the record of the wipe, then end: there is no store to go back to."""
        self.workspace = self.desk_top = None
        self._shut()
        self.window.cover(True)
        if wiped.record:
            made = printing.preview(self.window, wiped.record, WIPE_RECORD.name)
            made.set_kept()
            made.messages.say(
                self.tr("Đã xóa kho. Biên bản đã lưu: {0}. In để hai bên ký.").format(wiped.path), "good"
            )
            made.exec()
        self.window.close()

    def _shut(self) -> None:
        self._idle.stop()
        self._pulse.stop()
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)
        if self.clock_gate is not None:
            self.clock_gate.close()
            self.clock_gate = None
        if self.workspace is not None and not self.window.hangs:  # a hanging job may hold the store
            self.workspace.close()
        self.workspace = None

    # -- signing in ----------------------------------------------------------------------------------

    def _recover(self) -> None:
        """Open the store with the recovery sheet; the leader signs in with the new password then."""
        around, window = self._around, self.window
        if window.jobs.busy:
            return  # a password is being tried
        self.recovery = RecoveryFlow(
            window,
            around.folder,
            [(card.login, f"{card.full_name} ({card.login})") for card in leaders_first(around.folder)],
            window.jobs,
            tries=self.tries,
            now=around.now,
            random=around.random,
            kdf=Kdf(m_kib=around.settings.kdf_memory_kib),
        )
        self.recovery.done.connect(self._recovered)
        self.recovery.show()

    def _recovered(self, login: str) -> None:
        self.show_sign_in()
        if self.sign_in is not None:
            self.sign_in.choose_officer(login)
            self.sign_in.set_refusal(
                self.tr("Đã đặt mật khẩu mới. Hãy đăng nhập, rồi vào Quản trị lập phiếu khôi phục mới.")
            )

    def _try(self, login: str, password: str) -> None:
        if self.sign_in is not None:
            self.sign_in.set_busy(busy=True)
        around, tries = self._around, self.tries

        def work(_progress: object) -> SignedIn:
            return unlocking.open_store(around.folder, login, password, tries=tries, now=around.now)

        self._login = login
        self.window.jobs.run(Job(work).then(self._opened, self._not_opened))

    def _opened(self, opened: SignedIn) -> None:
        """Ask about a clock in doubt, then let the officer in: nothing is stamped before."""
        around = self._around
        self.clock_gate = ClockGate(opened, self.tries, around.now, self.window)
        self.clock_gate.passed.connect(lambda: self._let_in(opened))
        self.clock_gate.left.connect(self._end)  # this process has held the key: a fresh one asks again
        self.clock_gate.begin(around.settings.idle_police)

    def _let_in(self, opened: SignedIn) -> None:
        self.clock_gate = None
        try:
            self.enter(unlocking.let_in(opened, tries=self.tries, at=self._around.now()))
        except AppError as error:
            self._shut()
            self.show_sign_in()
            self._not_opened(error)

    def _not_opened(self, error: Exception) -> None:
        if self.sign_in is None:
            return
        self.sign_in.set_busy(busy=False)
        if isinstance(error, Refused):
            self._show_wait(self._login)
        elif isinstance(error, AppError):
            refused = with_name(error) if self.sign_in.login_typed else error
            self.sign_in.set_refusal(str(refused), self.tries.wait(self._login, at=self._around.now()))
        else:
            show_error(self.window, error)


def run_window(argv: Sequence[str], *, now: Callable[[], datetime], random: Callable[[int], bytes]) -> int:
    """Run the window process and return its exit status (75: locked)."""
    parser = argparse.ArgumentParser(prog="--window")
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--demo", action="store_true")
    parser.add_argument("--attached", action="store_true", help="end when the standard input ends")
    parser.add_argument("--theme", default="light", choices=theme.THEMES)
    options = parser.parse_args(argv)
    app = QApplication([])
    Garbage(app)
    app.setApplicationName("Đối Soát Hộ Tịch")
    translator = Translator()
    app.installTranslator(translator)
    note = sign_in_notes.last(options.home)
    theme.apply(app, note.theme or options.theme, note.scale)
    settings = Settings(theme=options.theme, demo=options.demo)
    application = Application(Surroundings(options.home, settings, now, random))
    sys.excepthook = BugLog(options.home, application.window, now, random).caught
    ending = Ending(app)
    ending.asked.connect(application.close)
    if options.attached:
        ending.watch_parent()
    application.window.fit(app.primaryScreen().availableSize())
    return application.run()


def _cards(folder: Path) -> list[OfficerCard]:
    by_label = {label: role for role, label in ROLE_LABELS.items()}
    return [
        OfficerCard(
            c.login, c.full_name, next((by_label[r] for r in c.roles.split(", ") if r in by_label), None)
        )
        for c in unlocking.cards(folder)
    ]
