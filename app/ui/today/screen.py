"""Hôm nay: waiting work, due dates, progress of each book."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.errors import AppError
from app.models.books import BOOKS
from app.models.declaration.book import BookType
from app.models.store.times import read
from app.models.store.write_ahead import set_aside
from app.models.words.codes import Branch
from app.models.words.entry_lists import EntryGroup
from app.models.words.moments import day_words
from app.models.words.roles import Action
from app.models.words.states import EntryState
from app.services.entry import answers, pace, workload
from app.services.exchange import deliveries, snapshots
from app.services.office import accounts, anchors, backing_up, office_settings
from app.services.office.accounts import Officer
from app.services.office.anchors import AuditState
from app.services.office.backing_up import BackupState
from app.services.office.password_tries import AskedBy
from app.services.office.permissions import may
from app.services.recheck import listing
from app.texts import tr
from app.ui.kit.ask_bar import AskBar
from app.ui.kit.jobs import Jobs, Runner
from app.ui.kit.messages import show_error
from app.ui.kit.password_try import PasswordTry
from app.ui.kit.screen import Keys, Screen
from app.ui.today import office_notices, recheck_card
from app.ui.today.panels.chart import Progress
from app.ui.today.panels.notices import Notice, NoticesPanel
from app.ui.today.panels.today import KEYS, BookProgress, Due, TodayPanel, WaitingWork
from app.workspace import Workspace

_LISTED = {
    "draft": EntryGroup.DRAFT,
    "parked": EntryGroup.PARKED,
    "sent_back": EntryGroup.SENT_BACK,
    "approval": EntryGroup.WAITING,
    "approved": EntryGroup.APPROVED,
}
"""The entries that each card counts."""
_WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")


class TodayScreen(Screen):
    """The first screen after sign-in."""

    key, icon, action = "today", "house", Action.SEE_WORK
    page_wanted = Signal(str)
    entry_wanted = Signal(str)
    answers_wanted = Signal()
    list_wanted = Signal(object)  # the EntryGroup of a card
    audit_explained = Signal()
    backup_wanted = Signal()

    def __init__(
        self, workspace: Workspace, passwords: Runner | None = None, parent: QWidget | None = None
    ) -> None:
        """Build the screen; ``refresh`` fills it; ``passwords`` runs the tries of passwords."""
        super().__init__(parent)
        self._workspace = workspace
        self._try = PasswordTry(passwords or Jobs(self), self)
        self._last_entry = ""
        self.panel = TodayPanel()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self.notices, self.ask = NoticesPanel(), AskBar()
        layout.addWidget(self.notices)
        layout.addWidget(self.ask)
        layout.addWidget(self.panel, 1)
        self.setFocusProxy(self.panel)
        self.panel.opened.connect(self._open)
        self.panel.continued.connect(self._go_on)
        self.notices.acted.connect(self._explain)

    @property
    def title(self) -> str:
        """Return the name in the rail."""
        return self.tr("Hôm nay")

    def keys(self) -> Keys:
        """Return the keys of this screen."""
        return KEYS

    def refresh(self) -> None:
        """Read the counts again."""
        work = self._workspace
        with work.store.read() as session:
            overview = workload.overview(session, uid=work.account.uid)
            unwritten = deliveries.unwritten(session, at=work.now())
            backup = backing_up.state(session)
            answered = answers.to_handle(session)
            far, last_run = pace.read(session, on=work.today()), listing.last_run(session)
        counts = overview.states
        waiting = counts.get(EntryState.CHECKED, 0) + counts.get(EntryState.LISTED, 0)
        self._last_entry = overview.last_draft
        today = work.today()
        self.panel.set_head(
            f"{tr(_WEEKDAYS[today.weekday()])}, {today.day}/{today.month}/{today.year}",
            self.tr("{0} trường hợp đã nhập").format(overview.done),
            self._next_words(waiting),
        )
        cards = [
            self._waiting(
                "draft", "pencil-line", "Đang nhập dở", counts.get(EntryState.DRAFT, 0), "chưa lưu xong"
            ),
            self._waiting("parked", "clock", "Tạm gác", counts.get(EntryState.PARKED, 0), "chờ hỏi thêm"),
            self._waiting(
                "sent_back",
                "arrow-bend-up-left",
                "Công an trả lại",
                counts.get(EntryState.SENT_BACK, 0),
                "cần sửa",
                "less",
            ),
            self._waiting(
                "discrepancies",
                "arrows-left-right",
                "Sai lệch",
                overview.items,
                "đang theo dõi",
                "differ",
            ),
            self._waiting("approval", "check-circle", "Chờ Công an duyệt", waiting, "", "police"),
            *recheck_card.cards(work.account, last_run),
            *self._answers_waiting(answered),
            self._waiting(
                "approved", "package", "Đã duyệt, chờ xuất", counts.get(EntryState.APPROVED, 0), ""
            ),
        ]
        self.panel.set_waiting(sorted(cards, key=self._rank))
        due = [self._snapshot_due(), *self._packages_due(len(unwritten)), self._backup_due(backup)]
        self.panel.set_due(due)
        self.panel.set_progress([self._book(BOOKS[key], counts) for key, counts in overview.books.items()])
        self.panel.set_chart(Progress(far.entered, far.todo, work.today(), far.begins, far.ends))
        self.show_notices()

    def show_notices(self) -> None:
        """Show logs that were moved aside, and what the last check of the audit found, explained or not."""
        state = self._workspace.audit
        audit = () if state is None else self._notices(state)
        self.notices.show_notices([*self._aside_notices(), *audit, *self._office_notices()])

    def _office_notices(self) -> list[Notice]:
        """Tell whoever sets the office's values which of them end."""
        work = self._workspace
        if not may(work.account, Action.SET_OFFICE):
            return []
        today = work.today()
        with work.store.read() as session:
            ending = office_settings.ending(session, on=today)
            empty = office_settings.empty(session, on=today)
        return office_notices.of_day(ending, empty, on=today)

    def _aside_notices(self) -> list[Notice]:
        """Say which logs were found that do not belong to this store, while they lie there."""
        return [
            Notice(
                self.tr(
                    "Khi mở kho, phần mềm thấy một phần ghi dở không thuộc kho này (thường do có người chép "
                    "tệp của bản khác vào thư mục kho). Phần mềm không mở nó, không xóa, đã cất riêng: {0}. "
                    "Mọi thứ đang hiện là của work.db; thấy thiếu việc đã làm thì ngừng nhập. Báo người "
                    "quản trị."
                ).format(path),
                "warn",
            )
            for path in set_aside(self._workspace.store.path)
        ]

    def _notices(self, state: AuditState) -> list[Notice]:
        notices = [self._open_notice(state)] if state.open else []
        with self._workspace.store.read() as session:
            names = {officer.uid: officer.full_name for officer in accounts.every(session)}
        told = {one.explanation: one for one in state.findings if one.explanation is not None}
        notices += [
            Notice(
                self.tr("{0} Đã giải thích ngày {1} ({2}, {3}): {4}").format(
                    one.words,
                    day_words(read(why.at)),
                    names.get(why.by, ""),
                    names.get(why.police, ""),
                    why.reason,
                ),
                "note",
            )
            for why, one in told.items()
        ]
        return notices

    def _open_notice(self, state: AuditState) -> Notice:
        leader = may(self._workspace.account, Action.EXPLAIN_AUDIT)
        words = self.tr(
            "{0} Có thể kho được phục hồi từ bản sao lưu cũ, hoặc có người sửa kho ngoài phần mềm. Vẫn nhập "
            "được; trước khi xuất gói, lãnh đạo cùng Công an phải ghi giải thích. ({1} chỗ)"
        ).format(state.open[0].words, len(state.open))
        return Notice(words, "alarm", self.tr("Ghi giải thích") if leader else "")

    def _explain(self) -> None:
        """Ask for the reason, then for the password of the police officer who confirms it."""
        police = self._countersigner()
        if police is None:
            return
        question = self.tr("Vì sao nhật ký không khớp?")
        self.ask.ask(question, lambda reason: self._ask_password(reason, police))

    def _ask_password(self, reason: str, police: Officer) -> None:
        secret = self.tr("Mật khẩu của {0} (Công an) để xác nhận").format(police.full_name)
        self.ask.ask(secret, lambda password: self._confirm(reason, police, password), secret=True)

    def _confirm(self, reason: str, police: Officer, password: str) -> None:
        work, state = self._workspace, self._workspace.audit
        if state is None:
            return

        def explained(_unlocked: object) -> None:
            try:
                with work.store.write() as session:
                    anchors.explain(session, state, reason, by=work.account, police=police, at=work.now())
            except AppError as error:
                show_error(self, error)
                return
            self.audit_explained.emit()

        def refused(error: AppError) -> None:
            show_error(self, error)
            self._ask_password(reason, police)  # the reason that was typed is kept

        self._try.begin(lambda: work.prove(police, password, AskedBy.AUDIT), explained, refused)

    def _countersigner(self) -> Officer | None:
        with self._workspace.store.read() as session:
            every = accounts.every(session)
        own = self._workspace.account.uid
        return next((o for o in every if may(o, Action.COUNTERSIGN) and o.uid != own), None)

    @property
    def _police(self) -> bool:
        """Tell whether the officer comes to approve, and types nothing."""
        account = self._workspace.account
        return may(account, Action.APPROVE) and not may(account, Action.TYPE_ENTRIES)

    def _next_words(self, waiting: int) -> str:
        """Return what the first button does: the work of this officer."""
        if self._police:
            return self.tr("Duyệt {0} trường hợp").format(waiting) if waiting else self.tr("Xem Duyệt")
        return self.tr("Nhập tiếp") if self._last_entry else self.tr("Mở sổ để nhập")

    def _rank(self, card: WaitingWork) -> int:
        """Put first what the police do, where they look; the others keep their order."""
        first = ("approval", "sent_back", "answers", "approved") if self._police else ()
        return first.index(card.key) if card.key in first else len(first)

    def _answers_waiting(self, count: int) -> list[WaitingWork]:
        """Say how many acts the police answered; nothing to whom may not see the answers."""
        if not may(self._workspace.account, Action.SEE_REGISTRY):
            return []
        note = "trường hợp cần xử lý"
        return [self._waiting("answers", "envelope-open", "Công an trả lời", count, note, "less")]

    @staticmethod
    def _waiting(key: str, icon: str, title: str, count: int, note: str, tone: str = "") -> WaitingWork:
        return WaitingWork(key, icon, tr(title), count, tr(note), tone if count else "")

    def _snapshot_due(self) -> Due:
        view = self._workspace.snapshot
        if self._workspace.expired is not None:
            return self._expired(self._workspace.expired)
        if view is None:
            older, problem = self._workspace.older, self._workspace.snapshot_problem
            value = self.tr("đang chuẩn bị") if older else self.tr("chưa có")
            note = self.tr("cứ nhập, đối chiếu sau") if older else self.tr("nạp ở Chuyển giao")
            if problem:
                value, note = self.tr("chưa dùng được"), self.tr("nạp lại ở Chuyển giao")
            return Due("transfer", "database", self.tr("Bản sao CSDL"), value, note, "less")
        now = self._workspace.now()
        value = str(view.age_words(now))
        note = self.tr("{0} người, dùng đến {1}").format(view.row_count, day_words(read(view.expires_at)))
        return Due(
            "transfer",
            "database",
            self.tr("Bản sao CSDL"),
            value,
            note,
            "differ" if view.expired(now) else "",
        )

    def _packages_due(self, count: int) -> list[Due]:
        if not count:
            return []
        value, note = self.tr("{0} gói").format(count), self.tr("cắm USB, ghi ở Chuyển giao")
        return [Due("transfer", "package", self.tr("Gói chưa ghi ra USB"), value, note, "differ")]

    def _expired(self, view: snapshots.SnapshotView) -> Due:
        """Say since when, and that a wrong clock may be the cause."""
        return Due(
            "transfer",
            "database",
            self.tr("Bản sao CSDL"),
            self.tr("đã hết hạn ngày {0}").format(day_words(read(view.expires_at))),
            self.tr("đồng hồ máy chỉ ngày {0}: xem lại giờ máy, hoặc nạp bản mới").format(
                day_words(self._workspace.today())
            ),
            "differ",
        )

    def _backup_due(self, backup: BackupState) -> Due:
        now = self._workspace.now()
        title, days = self.tr("Sao lưu"), backup.days(now)
        if not backup.at:
            return Due("backup", "download-simple", title, self.tr("chưa lần nào"), "Ctrl+Shift+B", "differ")
        value = self.tr("{0} ngày trước").format(days) if days else self.tr("hôm nay")
        note = self.tr("Có việc mới: Ctrl+Shift+B") if backup.changed else self.tr("chưa có việc mới")
        return Due("backup", "download-simple", title, value, note, "less" if backup.due(now) else "")

    @staticmethod
    def _book(book: BookType, one: workload.BookCounts) -> BookProgress:
        return BookProgress(
            book.short,
            one.todo,
            one.done,
            one.left,
            one.branches.get(Branch.MATCH, 0),
            sum(one.branches.get(branch, 0) for branch in Branch if branch.is_mismatch),
            one.branches.get(Branch.NOT_FOUND, 0),
        )

    def _open(self, key: str) -> None:
        if key == "backup":
            self.backup_wanted.emit()
        elif key == "answers":
            self.answers_wanted.emit()
        elif key == "approval" and may(self._workspace.account, Action.APPROVE):
            self.page_wanted.emit(key)
        elif key in _LISTED:
            self.list_wanted.emit(_LISTED[key])
        else:
            self.page_wanted.emit(key)

    def _go_on(self) -> None:
        if self._police:
            self.page_wanted.emit("approval")
        elif self._last_entry:
            self.entry_wanted.emit(self._last_entry)
        else:
            self.page_wanted.emit("volumes")
