"""The argument of every screen: open store, officer, registry, clock and random bytes."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy.orm import Session

from app.crypto.signing import PrivateKey, SoftwareSigner
from app.errors import AppError, NotUnlocked, StoreProblem
from app.models.registry.reading import KeyedOtherwise, Registry
from app.models.store.store import Store
from app.models.words import moments
from app.services.exchange import snapshots
from app.services.office import accounts, clock, unlocking
from app.services.office import dated_settings as dated
from app.services.office.accounts import Officer
from app.services.office.anchors import AuditState
from app.services.office.password_tries import AskedBy, PasswordTries, tell_audit
from app.settings import Settings
from app.texts import Text, tr

CLOCK_CODES = frozenset({"EXPIRED", "NOT_YET", "FUTURE"})
"""Refusals that a wrong clock makes too."""

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
    expired: snapshots.SnapshotView | None = None
    """The snapshot in force once it may no longer be used; ``snapshot`` is None then."""
    audit: AuditState | None = None
    """What the last check of the audit chain found; None before the first."""
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
        return self.told(lambda: self.tries.counted(officer.login, asked_by, self.now, work))

    def told(self, work: Callable[[], T]) -> T:
        """Run what counts wrong passwords itself; the audit has them at once."""
        try:
            return work()
        except NotUnlocked:
            with suppress(AppError):  # on a full disk the next sign-in tells it
                tell_audit(self.store, self.tries, by=self.account.uid, at=self.now())
            raise

    def today(self) -> date:
        """Return the local day of the clock."""
        return moments.day_of(self.now())

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
            if self.snapshot is not None and self.snapshot.expired(self.now()):
                self.expired = self.snapshot
            if self.registry is None:
                self.snapshot = None

    def signing_doubt(self) -> Text | None:
        """Return what must be asked about the clock before a signature; None when it may be right."""
        with self.store.read() as session:
            asked = clock.before_signing(session, at=self.now())
        return asked.words if asked else None

    def confirm_signing(self, session: Session, reason: str, *, by: Officer, police: Officer) -> None:
        """Record, with a reason given, that people hold the clock for right as they sign."""
        asked = clock.before_signing(session, at=self.now()) if reason else None
        if asked is not None:
            clock.confirm(session, asked, reason, by=by, police=police, at=self.now(), signing=True)

    def said(self, error: AppError) -> str:
        """Return the words of an error, with the date of this PC where a wrong clock may be the cause."""
        cause: BaseException | None = error
        while cause is not None:
            if getattr(cause, "code", "") in CLOCK_CODES:
                return tr("{0} Đồng hồ máy này chỉ {1}.").format(error, moments.clock_words(self.now()))
            cause = cause.__cause__
        return str(error)

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
        self.expired = None

    def close(self) -> None:
        """Close both files."""
        self.close_snapshot()
        self.store.close()
