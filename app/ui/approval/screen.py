"""Duyệt: the queue of the police officer; one password signs the entries shown or marked."""

from collections.abc import Collection

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.crypto.signing import SoftwareSigner
from app.errors import AppError
from app.models.declaration.act import Registration
from app.models.store.tables import Decision
from app.models.store.times import read
from app.models.words.codes import Branch
from app.models.words.moments import minute_words
from app.models.words.roles import Action
from app.services.entry import approval, entries, volume_names, volumes
from app.services.office import accounts
from app.services.office.accounts import Officer
from app.services.office.password_tries import AskedBy
from app.services.office.permissions import may
from app.texts import Text, tr
from app.ui.approval.panels.approval_detail import EntryForApproval
from app.ui.approval.panels.approval_queue import KEYS, ApprovalQueuePanel, QueueRow
from app.ui.approval.whole_entry import sections_of
from app.ui.kit.ask_bar import AskBar
from app.ui.kit.clock_ask import when_sure
from app.ui.kit.jobs import Jobs, Runner
from app.ui.kit.looks import BRANCH_LOOK, Look
from app.ui.kit.messages import MessageBar
from app.ui.kit.password_try import PasswordTry
from app.ui.kit.screen import Keys, Screen
from app.workspace import Workspace

REASONS = (
    "Tra cứu thiếu",
    "Nhầm người",
    "Khác sổ",
    "Thiếu căn cứ",
    "Chữ mờ",
    "Lý do khác",
)
_WEIGHTIEST = (
    Branch.MISMATCH_BASIC,
    Branch.MISMATCH_OTHER,
    Branch.AMBIGUOUS,
    Branch.NOT_COMPARED,
    Branch.NOT_FOUND,
    Branch.MATCH,
)
"""The order of branches: an entry of several persons shows the first that it has."""


class ApprovalScreen(Screen):
    """Look through the waiting entries, sign or send back; leaving ends the police session."""

    key, icon, action = "approval", "check-circle", Action.SEE_REGISTRY

    def __init__(
        self, workspace: Workspace, passwords: Runner | None = None, parent: QWidget | None = None
    ) -> None:
        """Build the screen; ``refresh`` fills it; ``passwords`` runs the tries of passwords."""
        super().__init__(parent)
        self._workspace = workspace
        self._try = PasswordTry(passwords or Jobs(self), self)
        self._trying = ""
        self._try.busy_changed.connect(self._busy_changed)
        self._officer: Officer | None = None
        self._asked: Officer | None = None
        self._waiting: set[str] = set()
        self._shown: dict[str, approval.Shown] = {}  # of those that can be signed
        self.panel = ApprovalQueuePanel()
        self.messages = MessageBar()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self.ask = AskBar()
        layout.addWidget(self.messages)
        layout.addWidget(self.ask)
        layout.addWidget(self.panel, 1)
        self.setFocusProxy(self.panel)
        self.panel.set_reasons(REASONS)
        self.panel.entry_chosen.connect(self._show_entry)
        self.panel.approved.connect(self._approve)
        self.panel.sent_back.connect(self._send_back)
        self.panel.session_requested.connect(self.next_officer)
        self.panel.session_ended.connect(self.end_session)
        self.panel.cancelled.connect(self._try.drop)
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(workspace.settings.idle_police * 1000)
        self._idle.timeout.connect(self.end_session)

    @property
    def title(self) -> str:
        """Return the name in the rail."""
        return self.tr("Duyệt")

    def keys(self) -> Keys:
        """Return the keys of this screen."""
        return KEYS

    def call_police(self) -> bool:
        """Open the police session."""
        self.next_officer()
        return True

    def refresh(self) -> None:
        """Read the queue again."""
        own = self._workspace.account
        if self._officer is None and may(own, Action.APPROVE):
            self._begin(own)
        with self._workspace.store.read() as session:
            rows = approval.waiting(session)
            names, shelf = volume_names.read(session), {v.id: v for v in volumes.shelf(session)}
            self._shown = approval.freeze_all(session, rows)
            queue = [
                self._row(r, names.brief(shelf[r.volume_id]), entries.active_decisions(session, r.id))
                for r in rows
            ]
        self._waiting = {row.id for row in rows}
        self.panel.set_queue(queue)
        self.panel.set_session(self._officer.full_name if self._officer else None, self._left())
        for target in self.panel.targets[:1]:
            self._show_entry(target)

    @property
    def officer(self) -> Officer | None:
        """Return whose police session is open."""
        return self._officer

    def next_officer(self) -> None:
        """Open the police session; a second call is for the next police officer of this PC.

        Whoever is signed in has given the password for that; another officer gives it here.
        """
        if self._try.busy:
            return
        with self._workspace.store.read() as session:
            police = [o for o in accounts.every(session) if may(o, Action.APPROVE)]
        if not police:
            self.messages.say(self.tr("Chưa có tài khoản Công an. Thêm ở Quản trị."), "warn")
            return
        police.sort(key=lambda one: one.uid != self._workspace.account.uid)  # whoever is signed in first
        uids = [o.uid for o in police]
        at = uids.index(self._officer.uid) + 1 if self._officer and self._officer.uid in uids else 0
        self._asked = police[at % len(police)]
        if self._asked.uid == self._workspace.account.uid:
            self._begin(self._asked)
            self.refresh()
            return
        question = self.tr("Mật khẩu của {0} (Công an) để mở phiên duyệt").format(self._asked.full_name)
        self.ask.ask(question, self._open_session, secret=True)

    def _open_session(self, password: str) -> None:
        asked, work = self._asked, self._workspace
        if asked is None:
            return

        def begin(_proved: None) -> None:
            self._begin(asked)
            self.refresh()
            self.panel.setFocus()

        self._trying = self.tr("Đang mở phiên của {0}… Esc để thôi").format(asked.full_name)
        self._try.begin(lambda: work.prove(asked, password, AskedBy.APPROVAL), begin, self._not_opened)

    def _begin(self, officer: Officer) -> None:
        self.messages.clear()
        self._officer = officer
        self._idle.start()

    def _not_opened(self, error: AppError) -> None:
        self.messages.say(str(error), "alarm")

    def _busy_changed(self, busy: bool) -> None:  # noqa: FBT001 a Qt slot
        self.panel.set_busy(self._trying if busy else "")

    def end_session(self) -> None:
        """Forget the police officer and drop a running try."""
        self._try.drop()
        self._officer = None
        self._idle.stop()
        self.panel.clear_marks()
        self.panel.set_session(None)

    def leave(self) -> None:
        """Close an open question: another page opens."""
        self.ask.leave()

    def hideEvent(self, event: QHideEvent) -> None:
        """End the police session on leaving the screen."""
        self.end_session()
        super().hideEvent(event)

    def _left(self) -> str:
        return self.tr("tự khóa sau {0} phút").format(self._workspace.settings.idle_police // 60)

    def _row(self, row: entries.EntryRow, volume: str, decisions: dict[str, Decision]) -> QueueRow:
        found = {Branch(d.branch) for d in decisions.values()} or {Branch.NOT_COMPARED}
        return QueueRow(
            entry_id=row.id,
            name=row.main_name,
            where=" · ".join(filter(None, (volume, row.registration_no))),
            branch=next(branch for branch in _WEIGHTIEST if branch in found),
            when=minute_words(read(row.changed_at)),
            batch=found == {Branch.MATCH} and row.id in self._shown,  # every other entry is signed singly
        )

    def _show_entry(self, entry_id: str) -> None:
        if entry_id not in self._waiting:
            return
        with self._workspace.store.read() as session:
            entry = entries.get(session, entry_id)
            volume, called = volumes.get(session, entry.volume_id), volume_names.read(session)
            decisions = entries.active_decisions(session, entry_id)
            unfit = [] if entry_id in self._shown else approval.unfit_words(session, entry_id)
            found = approval.obstacles(session, entry_id, by=self._officer) if self._officer else unfit
            told = approval.warnings(session, entry_id)
            names = {officer.uid: officer.full_name for officer in accounts.every(session)}
            typed, decided = entries.typists(session, entry_id), entries.deciders(session, entry_id)
        sections = sections_of(
            entry,
            volume,
            decisions,
            typed_by=[names.get(uid, uid) for uid in typed],
            decided_by=[names.get(uid, uid) for uid in decided],
        )
        labels = {field.key: field.label for field in entry.book.all_fields()}
        chip, tone, icon = chip_of({Branch(d.branch) for d in decisions.values()})
        number = entry.book.registered(entry.values, Registration.NUMBER)
        self._idle.start() if self._officer else None
        self.panel.set_entry(
            EntryForApproval(
                entry_id=entry_id,
                name=entry.book.main_name(entry.values),
                where=called.name(volume) + (f" · {Text('số {0}', number)}" if number else ""),
                chip=tr(chip),
                chip_tone=tone,
                chip_icon=icon,
                sections=sections,
                obstacles=tuple(found),
                sha256=self._shown[entry_id].entry_sha256 if entry_id in self._shown else "",
                warnings=tuple((labels.get(one.field, ""), one.text) for one in told),
            )
        )

    def _approve(self, ids: tuple[str, ...], password: str) -> None:
        work, officer = self._workspace, self._officer
        if officer is None:
            self.panel.set_refusal(self.tr("Mở phiên Công an (F12) trước."))
            return
        shown = [self._shown[i] for i in ids if i in self._shown]
        if len(shown) < len(ids):  # their obstacles stand beside them
            self.panel.set_refusal(self.tr("Có trường hợp chưa ký được. Chưa duyệt trường hợp nào."))
            return
        when_sure(self.ask, work.signing_doubt(), lambda reason: self._sign(officer, shown, password, reason))

    def _sign(self, officer: Officer, shown: list[approval.Shown], password: str, reason: str) -> None:
        """Sign what was shown when the password was given; ``reason`` says why a doubted clock is right."""
        work = self._workspace

        def sign(signer: SoftwareSigner) -> None:
            try:
                with work.store.write() as session:
                    work.confirm_signing(session, reason, by=officer, police=officer)
                    approval.approve(session, shown, signer=signer, by=officer, at=work.now())
            except AppError as error:
                self._refuse(error)
                return
            self.panel.clear_marks()
            self.messages.say(self.tr("Đã ký duyệt {0} trường hợp.").format(len(shown)), "good")
            self.refresh()
            self.changed.emit()

        self._trying = self.tr("Đang mở khóa ký cho {0} trường hợp… Esc để thôi").format(len(shown))
        self._try.begin(lambda: work.signer(officer, password, AskedBy.APPROVAL), sign, self._refuse)

    def _refuse(self, error: AppError) -> None:
        self.panel.set_refusal(self._workspace.said(error))

    def _send_back(self, entry_id: str, reason: str) -> None:
        work, officer = self._workspace, self._officer
        if officer is None:
            self.panel.set_refusal(self.tr("Mở phiên Công an (F12) trước."))
            return
        try:
            with work.store.write() as session:
                approval.send_back(session, entry_id, reason, by=officer, at=work.now())
        except AppError as error:
            self.panel.set_refusal(str(error))
            return
        self.messages.say(self.tr("Đã trả lại: {0}").format(tr(reason)))
        self.refresh()
        self.changed.emit()


def chip_of(branches: Collection[Branch]) -> Look:
    """Return what stands beside the name of an entry: whether it differs, or has a person to enter anew."""
    if any(branch.is_mismatch for branch in branches):
        return "có sai lệch", "differ", "differ"
    if Branch.NOT_FOUND in branches:
        return BRANCH_LOOK[Branch.NOT_FOUND]
    return "không sai lệch", "equal", "equal"
