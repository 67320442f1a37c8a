"""The police strip of the entry screen: one password signs exactly the entry shown."""

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.crypto.signing import SoftwareSigner
from app.errors import AppError, Refused
from app.models.declaration.act import Registration
from app.models.words.codes import RETURN_LABELS, ReturnCode
from app.models.words.roles import Action
from app.models.words.states import SEALED, EntryState
from app.services.entry import approval
from app.services.entry.in_hand import EntryInHand
from app.services.office import unlocking
from app.services.office.accounts import Officer, every
from app.services.office.password_tries import AskedBy
from app.services.office.permissions import may
from app.texts import Text, tr
from app.ui.entry.panels.approval_strip import ApprovalStrip
from app.ui.kit.jobs import Runner
from app.ui.kit.password_try import PasswordTry
from app.workspace import Workspace


class PoliceStrip(QWidget):
    """Freeze the entry shown, ask for the password, sign or send back; close when idle.

    Emits ``signed()``, ``sent_back(reason)`` and ``closed()`` (after either, on Escape and when idle), and
    ``officer_shown(name)`` when another officer is chosen.
    """

    signed = Signal()
    sent_back = Signal(str)
    closed = Signal()
    officer_shown = Signal(str)

    def __init__(self, workspace: Workspace, passwords: Runner, parent: QWidget | None = None) -> None:
        """Build the strip, hidden."""
        super().__init__(parent)
        self._workspace = workspace
        self._try = PasswordTry(passwords, self)
        self._try.busy_changed.connect(self._busy_changed)
        self._shown: approval.Shown | None = None
        self.panel = ApprovalStrip()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.panel)
        self.setFocusProxy(self.panel)
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(workspace.settings.idle_police * 1000)
        self._idle.timeout.connect(self.close_strip)
        self.panel.password.installEventFilter(self)
        self.panel.approved.connect(self._approve)
        self.panel.sent_back.connect(self._send_back)
        self.panel.cancelled.connect(self.close_strip)
        self.panel.officer.activated.connect(self._officer_chosen)
        self.hide()

    def open_for(self, hand: EntryInHand) -> None:
        """Show exactly what the password will sign."""
        with self._workspace.store.read() as session:
            officers = [o for o in every(session) if may(o, Action.APPROVE)]
            self._shown = approval.freeze(session, hand.id)
        digest = self._shown.entry_sha256.upper()
        self.panel.set_officers([(o.login, o.full_name) for o in officers])
        self.panel.set_subject(
            self._subject(hand), fingerprint=" ".join(digest[i : i + 4] for i in range(0, 16, 4))
        )
        self.panel.set_blocked(self._obstacle(hand.state))
        self.show()
        self.panel.setFocus()
        self._idle.start()
        self._officer_chosen()

    def _subject(self, hand: EntryInHand) -> str:
        """Describe in one line the entry to sign."""
        number = hand.book.registered(hand.values, Registration.NUMBER)
        words = self.tr("1 trường hợp: {0}, quyển {1}, {2} người")
        if number:
            words = self.tr("1 trường hợp: {0} số {3}, quyển {1}, {2} người")
        return words.format(tr(hand.book.short), hand.volume, len(hand.decided), number)

    def _obstacle(self, state: EntryState) -> str:
        if state in approval.WAITING:
            return ""
        if state == EntryState.ENTERED:
            return self.tr("Chưa duyệt được: còn người chưa kết luận đối chiếu.")
        if state in (*SEALED, EntryState.APPROVED):
            return self.tr("Trường hợp này đã duyệt.")
        return self.tr("Chưa duyệt được: trường hợp chưa nhập xong (F9).")

    def _officer_chosen(self) -> None:
        self.officer_shown.emit(self.panel.officer.currentText())

    def close_strip(self) -> None:
        """Hide the strip and forget what was shown."""
        if self._shown is None:
            return
        self._shown = None
        self._try.drop()
        self._idle.stop()
        self.panel.password.clear()
        self.hide()
        self.closed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Start the idle time again at each key."""
        if event.type() == QEvent.Type.KeyPress and self._shown is not None:
            self._idle.start()
        return super().eventFilter(watched, event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Drop the try: nothing out of sight is signed."""
        self._try.drop()
        super().hideEvent(event)

    def _busy_changed(self, busy: bool) -> None:  # noqa: FBT001 a Qt slot
        self.panel.set_busy(busy=busy)

    def _approve(self, login: str, password: str) -> None:
        work, shown = self._workspace, self._shown
        officer = self._officer(login)
        if shown is None or officer is None:
            return
        if (doubt := work.signing_doubt()) is not None:
            self._refuse(
                Refused("{0} Sai thì chỉnh giờ máy; đúng thì ký ở màn hình Duyệt, nơi ghi lý do.", doubt)
            )
            return

        def sign(signer: SoftwareSigner) -> None:
            try:
                with work.store.write() as session:
                    approval.approve(session, [shown], signer=signer, by=officer, at=work.now())
            except AppError as error:
                self._refuse(error)
                return
            self.signed.emit()
            self.close_strip()

        self._try.begin(lambda: work.signer(officer, password, AskedBy.STRIP), sign, self._refuse)

    def _send_back(self, login: str, password: str, reason: str) -> None:
        work, shown = self._workspace, self._shown
        officer = self._officer(login)
        if shown is None or officer is None:
            return

        def send(_proved: None) -> None:
            try:
                with work.store.write() as session:
                    approval.send_back(session, shown.entry_id, reason, by=officer, at=work.now())
            except AppError as error:
                self._refuse(error)
                return
            self.sent_back.emit(reason)
            self.close_strip()

        self._try.begin(lambda: work.prove(officer, password, AskedBy.STRIP), send, self._refuse)

    def _officer(self, login: str) -> Officer | None:
        """Return the officer who signs; show the reason and return None for a closed account."""
        try:
            with self._workspace.store.read() as session:
                return unlocking.officer_of(session, login)
        except AppError as error:
            self._refuse(error)
            return None

    def _refuse(self, error: AppError) -> None:
        self.panel.set_error(self._workspace.said(error))


def told_by_police(hand: EntryInHand) -> str:
    """Say why the police sent an entry back and what they answered about its persons; else empty."""
    back = [Text("Công an trả lại: {0}", hand.sent_back_for)] if hand.sent_back_for else []
    return "\n".join(map(str, (*back, *_answers(hand))))


def _answers(hand: EntryInHand) -> list[Text]:
    words = [
        f"{tr(hand.book.section(a.section).title)}: {a.personal_id or tr(RETURN_LABELS[ReturnCode(a.code)])}"
        + (f" ({a.message})" if a.message else "")
        for a in hand.answers
    ]
    if not words:
        return []
    again = hand.answers[0].version < hand.entry.version
    what = "Công an đã trả lời lần gửi trước: {0}" if again else "Công an trả lời: {0}"
    return [Text(what, " · ".join(words))]
