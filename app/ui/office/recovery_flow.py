"""Opening a store with the recovery sheet at the sign-in: what ``recover`` does, from the window."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.crypto.stretching import Kdf
from app.errors import AppError
from app.models.words.roles import ROLE_LABELS, Role
from app.services.office import recovering, unlocking
from app.services.office.password_tries import PasswordTries
from app.services.office.unlocking import SignInCard
from app.ui.kit.jobs import Job, Runner
from app.ui.kit.messages import show_error
from app.ui.office.panels.recovery_dialog import RecoveryDialog, RecoveryGiven


class RecoveryFlow(QObject):
    """Answer one dialog; emits ``done(login)`` when that leader has a new password.

    The store is closed then: the officer signs in like everybody. The new sheet waits until one is made and
    typed back in Quản trị; the used one opens the store until then.
    """

    done = Signal(str)

    def __init__(
        self,
        parent: QWidget,
        folder: Path,
        accounts: Sequence[tuple[str, str]],
        runner: Runner,
        *,
        tries: PasswordTries,
        now: Callable[[], datetime],
        random: Callable[[int], bytes],
        kdf: Kdf,
    ) -> None:
        """Make the dialog; ``show`` opens it."""
        super().__init__(parent)
        self._folder, self._runner, self._tries = folder, runner, tries
        self._now, self._random, self._kdf = now, random, kdf
        self.dialog = RecoveryDialog(parent, accounts)
        self.dialog.given.connect(self._begin)

    def show(self) -> None:
        """Show the dialog."""
        self.dialog.open()

    def _begin(self, given: RecoveryGiven) -> None:
        def work(_progress: object) -> str:
            recovering.recover(
                self._folder,
                given.login,
                given.halves,
                given.password,
                tries=self._tries,
                now=self._now,
                random=self._random,
                kdf=self._kdf,
            ).store.close()
            return given.login

        self._runner.run(Job(work).then(self._recovered, self._failed))

    def _recovered(self, login: str) -> None:
        self.dialog.forget()
        self.dialog.accept()
        self.done.emit(login)

    def _failed(self, error: Exception) -> None:
        if isinstance(error, AppError):
            self.dialog.set_error(str(error))
        else:
            self.dialog.set_error(self.tr("Chưa làm được. Chưa thay đổi gì."))
            show_error(self.dialog, error)


def leaders_first(folder: Path) -> list[SignInCard]:
    """Return who may be chosen, leaders first; a card says roles, the store decides."""
    return sorted(unlocking.cards(folder), key=lambda card: ROLE_LABELS[Role.LEADER] not in card.roles)
