"""The preferences of the officer who is signed in: put into force, changed and kept."""

import contextlib
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from app.errors import AppError
from app.models.words.preferences import Preferences, lock_after, lock_times
from app.models.words.roles import Role
from app.services.office import preferences
from app.ui.form.composer import METHODS, OFF, Composer
from app.ui.kit import theme
from app.ui.shell import sign_in_notes
from app.ui.shell.main_window import MainWindow
from app.ui.shell.panels.preferences import Offered, PreferencesDialog
from app.ui.shell.sign_in_notes import SignInNote
from app.workspace import Workspace


class OwnPreferences(QObject):
    """Hold the preferences; ``changed`` says that the time to the lock may be another."""

    changed = Signal()

    def __init__(self, workspace: Workspace, window: MainWindow, composer: Composer) -> None:
        """Put what the officer chose earlier into force."""
        super().__init__(window)
        self._workspace, self._window, self._composer = workspace, window, composer
        with workspace.store.read() as session:
            self.now = preferences.of(session, workspace.account.uid)
        self._put_into_force()
        composer.method_changed.connect(self._method_changed)
        window.scale_changed.connect(self._scale_changed)
        window.preferences_requested.connect(self.ask)

    @property
    def longest(self) -> int:
        """Return when the window locks at the latest, in seconds: sooner while only the police sit here."""
        settings = self._workspace.settings
        only_police = self._workspace.account.roles == {Role.POLICE}
        return settings.idle_police if only_police else settings.idle_typing

    @property
    def lock_after(self) -> int:
        """Return after how many seconds without a key the window locks."""
        return lock_after(self.now, self.longest)

    def ask(self) -> None:
        """Show the preferences to be changed."""
        choices = Offered(lock_times(self.longest), self.lock_after, theme.tokens().name)
        dialog = PreferencesDialog(self._window, self._shown, choices)
        dialog.chosen.connect(self.choose)
        dialog.password_requested.connect(self._window.password_requested)
        dialog.open()

    def choose(self, new: Preferences) -> None:
        """Use other preferences from now on, and keep them; on a full disk they last until the lock."""
        self.now = new
        self._put_into_force()
        self._keep()

    @property
    def _shown(self) -> Preferences:
        return replace(self.now, method=self._composer.method, scale=theme.tokens().scale)

    def _put_into_force(self) -> None:
        now, looks = self.now, theme.tokens()
        name = now.theme if now.theme in theme.THEMES else self._workspace.settings.theme
        scale = now.scale if now.scale in theme.SCALES else looks.scale
        if (name, scale) != (looks.name, looks.scale):
            self._window.change_looks(name, scale)
        self._composer.set_old_style(on=now.old_tones)
        self._composer.set_method(now.method if now.method in METHODS else OFF)
        self.changed.emit()
        self._note()

    def _method_changed(self, method: str) -> None:
        if method != self.now.method:
            self.now = replace(self.now, method=method)
            self._keep()

    def _scale_changed(self, scale: float) -> None:
        self.now = replace(self.now, scale=scale)
        self._keep()
        self._note()

    def _keep(self) -> None:
        work = self._workspace
        with contextlib.suppress(AppError), work.store.write() as session:
            preferences.keep(session, work.account.uid, self.now)

    def _note(self) -> None:
        """Let the sign-in page look the same."""
        note = SignInNote(self._workspace.account.login, self.now.theme, theme.tokens().scale)
        sign_in_notes.keep(self._workspace.folder, note)
