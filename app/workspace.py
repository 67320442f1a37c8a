"""The argument of every screen: open store, officer, registry, clock and random bytes."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

from app.crypto.signing import PrivateKey, SoftwareSigner
from app.errors import AppError, NotUnlocked, StoreProblem
from app.models.registry.reading import KeyedOtherwise, Registry
from app.models.store.store import Store
from app.services.exchange import snapshots
from app.services.office import accounts, unlocking
from app.services.office import dated_settings as dated
from app.services.office.accounts import Officer
from app.services.office.password_tries import AskedBy, PasswordTries, tell_audit
from app.settings import Settings

T = TypeVar("T")


@dataclass
class Workspace:
    """One signed-in session on one store; ``main.py`` or a test builds it and passes it to the screens."""

    folder: Path
    store: Store
    account: Officer
    settings: Settings
    now: Callable[[], datetime]
    random: Callable[[int], bytes]
    registry: Registry | None = None
    snapshot: snapshots.SnapshotView | None = None
    older: bool = False
    """True when the snapshot in force has keys of another version of matching and must be rebuilt."""
    snapshot_problem: str = ""
    """Why the snapshot in force cannot be used; empty when it can or there is none."""
    commune: str = ""
    store_key: bytes = field(default=b"", repr=False)  # for enrolling officers; only in memory
    readers: list[Callable[[], None]] = field(default_factory=list, repr=False)
    """Callbacks before the registry file is closed; each stops its reading and waits for the end."""
    signing_key: PrivateKey | None = field(default=None, repr=False)  # the signed-in officer's own
    tries: PasswordTries = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Go on counting wrong passwords where the sign-in left off."""
        self.tries = PasswordTries(self.folder)

    def signer(self, officer: Officer, password: str, asked_by: AskedBy) -> SoftwareSigner:
        """Open an officer's own signing key with the password given on a screen."""
        return self.counted(officer, asked_by, lambda: unlocking.signer(self.folder, officer, password))

    def prove(self, officer: Officer, password: str, asked_by: AskedBy) -> None:
        """Raise NotUnlocked unless the password given on a screen is the officer's."""
        slot_id = officer.slot_id
        self.counted(
            officer,
            asked_by,
            lambda: unlocking.unlock(self.folder, officer.login, password, slot_id=slot_id),
        )

    def counted(self, officer: Officer, asked_by: AskedBy, work: Callable[[], T]) -> T:
        """Run what a password opens; a wrong one is counted, delays the next and goes into the audit."""
        try:
            return self.tries.counted(officer.login, asked_by, self.now, work)
        except NotUnlocked:
            with suppress(AppError):  # on a full disk the next sign-in tells it
                tell_audit(self.store, self.tries, by=self.account.uid, at=self.now())
            raise

    def today(self) -> date:
        """Return the local day of the clock."""
        return self.now().astimezone().date()

    def open_snapshot(self) -> None:
        """Close the open snapshot and open the one in force, unless it has expired.

        Typing continues without an unreadable one; ``older`` and ``snapshot_problem`` hold the reason.
        """
        self.close_snapshot()
        with self.store.read() as session:
            self.account = accounts.get(session, self.account.uid)
            self.commune = dated.get(session, "commune", on=self.today())
            self.snapshot = snapshots.in_force(session)
            try:
                self.registry = snapshots.open_registry(session, self.folder, at=self.now())
            except KeyedOtherwise:
                self.older = True
            except StoreProblem as error:
                self.snapshot_problem = str(error)
            if self.registry is None:
                self.snapshot = None

    def refresh_account(self) -> None:
        """Reload the signed-in officer after a certificate arrived."""
        with self.store.read() as session:
            self.account = accounts.get(session, self.account.uid)

    def close_snapshot(self) -> None:
        """Close the registry file after its readers have stopped."""
        for stop in self.readers:
            stop()
        if self.registry is not None:
            self.registry.close()
        self.registry, self.snapshot, self.older, self.snapshot_problem = None, None, False, ""

    def close(self) -> None:
        """Close both files."""
        self.close_snapshot()
        self.store.close()
