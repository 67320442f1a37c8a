"""Hôm nay: waiting work, due dates, progress of each book."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.models.books import BOOKS
from app.models.declaration.book import BookType
from app.models.words.codes import Branch
from app.models.words.roles import Action
from app.models.words.states import EntryState
from app.services.entry import workload
from app.services.exchange import snapshots
from app.services.office import backing_up
from app.services.office.backing_up import BackupState
from app.texts import tr
from app.ui.kit.screen import Keys, Screen
from app.ui.today.panels.today import KEYS, BookProgress, Due, TodayPanel, WaitingWork
from app.workspace import Workspace

_WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")


class TodayScreen(Screen):
    """The first screen after sign-in."""

    key, icon, action = "today", "house", Action.SEE_WORK
    page_wanted = Signal(str)
    entry_wanted = Signal(str)
    backup_wanted = Signal()

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        """Build the screen; ``refresh`` fills it."""
        super().__init__(parent)
        self._workspace = workspace
        self._last_entry = ""
        self.panel = TodayPanel()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.panel)
        self.setFocusProxy(self.panel)
        self.panel.opened.connect(self._open)
        self.panel.continued.connect(self._go_on)

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
            backup = backing_up.state(session)
        counts = overview.states
        self._last_entry = overview.last_draft
        today = work.today()
        self.panel.set_head(
            f"{tr(_WEEKDAYS[today.weekday()])}, {today.day}/{today.month}/{today.year}",
            self.tr("{0} bản ghi đã nhập").format(overview.done),
            self.tr("Nhập tiếp") if self._last_entry else self.tr("Mở sổ để nhập"),
        )
        waiting = counts.get(EntryState.CHECKED, 0) + counts.get(EntryState.LISTED, 0)
        self.panel.set_waiting(
            [
                self._waiting(
                    "draft", "pencil-line", "Đang nhập dở", counts.get(EntryState.DRAFT, 0), "mở bản gần nhất"
                ),
                self._waiting("parked", "clock", "Để lại", counts.get(EntryState.PARKED, 0), "chờ hỏi thêm"),
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
                self._waiting(
                    "transfer", "package", "Đã duyệt, chờ xuất", counts.get(EntryState.APPROVED, 0), ""
                ),
            ]
        )
        self.panel.set_due([self._snapshot_due(), self._backup_due(backup)])
        self.panel.set_progress([self._book(book, overview) for book in BOOKS.values()])

    @staticmethod
    def _waiting(key: str, icon: str, title: str, count: int, note: str, tone: str = "") -> WaitingWork:
        return WaitingWork(key, icon, tr(title), count, tr(note), tone if count else "")

    def _snapshot_due(self) -> Due:
        view = self._workspace.snapshot
        if view is None:
            older, problem = self._workspace.older, self._workspace.snapshot_problem
            value = self.tr("đang lập lại chỉ mục") if older else self.tr("chưa có")
            note = self.tr("cứ nhập, đối chiếu sau") if older else self.tr("nhập ở Chuyển giao")
            if problem:
                value, note = self.tr("chưa dùng được"), self.tr("nhập lại ở Chuyển giao")
            return Due("transfer", "database", self.tr("Bản sao CSDL"), value, note, "less")
        now = self._workspace.now()
        value = self.tr("{0} ngày tuổi").format(view.age_days(now))
        note = self.tr("{0} người, dùng đến {1}").format(view.row_count, snapshots.day(view.expires_at))
        return Due(
            "transfer",
            "database",
            self.tr("Bản sao CSDL"),
            value,
            note,
            "differ" if view.expired(now) else "",
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
    def _book(book: BookType, overview: workload.Overview) -> BookProgress:
        one = overview.books[book.key]
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
        if key == "draft":
            self._go_on()
        elif key == "backup":
            self.backup_wanted.emit()
        elif key in ("parked", "sent_back"):
            with self._workspace.store.read() as session:
                from app.services.entry import entries

                rows = entries.in_states(session, EntryState(key))
            if rows:
                self.entry_wanted.emit(rows[0].id)
        else:
            self.page_wanted.emit(key)

    def _go_on(self) -> None:
        if self._last_entry:
            self.entry_wanted.emit(self._last_entry)
        else:
            self.page_wanted.emit("volumes")
