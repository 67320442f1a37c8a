"""The step between password and screens: a clock in doubt is asked about before anything is stamped."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QObject, QTimer, Signal

from app.errors import AppError
from app.models.words.moments import clock_words
from app.models.words.roles import Action
from app.services.office import accounts, clock, unlocking
from app.services.office.accounts import Officer
from app.services.office.password_tries import AskedBy, PasswordTries
from app.services.office.permissions import may
from app.services.office.unlocking import SignedIn
from app.ui.kit.password_try import PasswordTry
from app.ui.shell.main_window import MainWindow
from app.ui.shell.panels.clock_question import KEYS, ClockFacts, ClockPanel


class ClockGate(QObject):
    """Let an officer in whose clock may be right, or is confirmed.

    Emits ``passed``, or ``left`` when the officer goes back or nobody answers. Nothing is written before
    the confirmation.
    """

    passed = Signal()
    left = Signal()

    def __init__(
        self, opened: SignedIn, tries: PasswordTries, now: Callable[[], datetime], window: MainWindow
    ) -> None:
        """Ask nothing before ``begin``."""
        super().__init__(window)
        self._store, self._officer, self._tries, self._now = opened.store, opened.officer, tries, now
        self._window = window
        self._asked: clock.ClockQuestion | None = None
        self._try = PasswordTry(window.passwords, self)
        self.panel: ClockPanel | None = None
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.timeout.connect(self.left)

    def begin(self, idle_seconds: int) -> None:
        """Pass at once, or show the question; after the idle time it is left."""
        self._asked = self._question()
        if self._asked is None:
            self.passed.emit()
            return
        panel = ClockPanel()
        panel.looked_again.connect(self._look_again)
        panel.confirmed.connect(self._confirm)
        panel.left.connect(self.left)
        self.panel = panel
        panel.show_facts(self._facts(self._asked))
        self._window.set_keys(KEYS)
        self._window.show_alone(panel)
        panel.setFocus()
        self._idle.start(idle_seconds * 1000)

    def close(self) -> None:
        """Give up the question and the store."""
        self._idle.stop()
        self._try.drop()
        self._store.close()

    def _question(self) -> clock.ClockQuestion | None:
        with self._store.read() as session:
            return clock.question(session, at=self._now())

    def _look_again(self) -> None:
        self._idle.start()
        self._asked = self._question()
        if self._asked is None:
            self._pass()
        elif self.panel is not None:
            self.panel.show_facts(self._facts(self._asked))

    def _facts(self, asked: clock.ClockQuestion) -> ClockFacts:
        moments = (
            (self.tr("Việc gần nhất ở đây:"), asked.last),
            (self.tr("Bản sao CSDL cấp:"), asked.issued),
            (self.tr("Bản sao CSDL hết hạn:"), asked.expires),
        )
        known = tuple((title, clock_words(moment)) for title, moment in moments if moment is not None)
        return ClockFacts(clock_words(asked.now), str(asked.words), known, self._police(asked))

    def _police(self, asked: clock.ClockQuestion) -> tuple[tuple[str, str], ...]:
        """Return who may confirm with the officer who signs in; nobody when no one else is needed."""
        if not asked.needs_police or may(self._officer, Action.COUNTERSIGN):
            return ()
        with self._store.read() as session:
            every = accounts.every(session)
        return tuple((o.login, o.full_name) for o in every if may(o, Action.COUNTERSIGN))

    def _confirm(self, reason: str, login: str, password: str) -> None:
        self._idle.start()
        asked = self._asked
        if asked is None or self.panel is None:
            return
        if may(self._officer, Action.COUNTERSIGN) or not asked.needs_police:
            police = self._officer if asked.needs_police else None
            self._record(asked, reason, police)
            return
        if not reason.strip() or not password:
            self.panel.set_refusal(self.tr("Cần ghi lý do và mật khẩu của cán bộ Công an."))
            return
        self.panel.set_busy(busy=True)
        self._try.begin(
            lambda: unlocking.prove(
                self._store, login, password, AskedBy.CLOCK, tries=self._tries, now=self._now
            ),
            lambda police: self._record(asked, reason, police),
            self._refuse,
        )

    def _record(self, asked: clock.ClockQuestion, reason: str, police: Officer | None) -> None:
        try:
            with self._store.write() as session:
                clock.confirm(session, asked, reason, by=self._officer, police=police, at=self._now())
        except AppError as error:
            self._refuse(error)
            return
        self._pass()

    def _refuse(self, error: AppError) -> None:
        if self.panel is not None:
            self.panel.set_refusal(str(error))

    def _pass(self) -> None:
        self._idle.stop()
        self.passed.emit()
