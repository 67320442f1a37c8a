"""Look up the persons of the entry shown, and say why nobody is looked up."""

from collections.abc import Mapping
from enum import StrEnum
from functools import partial

import shiboken6
from PySide6.QtCore import QObject, Signal

from app.errors import AppError
from app.models.store.times import read
from app.models.words.moments import day_words
from app.models.words.roles import Action
from app.models.words.values import Value
from app.services.entry.in_hand import EntryInHand
from app.services.exchange import snapshots
from app.services.office.permissions import may
from app.ui.entry.question import Question
from app.ui.entry.searching import Searching
from app.workspace import Workspace


class Kept(StrEnum):
    """Why nobody is looked up."""

    HIDDEN = "hidden"  # a typist may not see registry data
    NO_SNAPSHOT = "no_snapshot"


class PersonLookup(QObject):
    """Look up the persons of one entry as its values change.

    ``found`` gives the ``Searches`` for what is typed now, ``failed`` a sentence. ``slow`` says that the
    search takes long, ``dropped`` that it was cancelled. No signal is about an earlier entry or earlier
    words.
    """

    found = Signal(object)
    failed = Signal(str)
    slow = Signal()
    dropped = Signal()

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        """Search in the registry that the workspace has open at that time."""
        super().__init__(parent)
        self._workspace = workspace
        self._hand: EntryInHand | None = None
        self._values: Mapping[str, Value] = {}
        self._more = False
        self._broken = False  # the last search failed
        self._bugs: set[type[Exception]] = set()
        # no parent: the thread must end before the object is deleted, or the process aborts
        self._searching = Searching(delay_ms=workspace.settings.lookup_delay_ms)
        workspace.readers.append(self._searching.halt)
        self.destroyed.connect(partial(_end, self._searching, workspace))
        self._searching.found.connect(self._found)
        self._searching.failed.connect(self._failed)
        self._searching.slow.connect(self.slow)
        self._searching.dropped.connect(self.dropped)

    @property
    def question(self) -> Question | None:
        """Return the question for what is typed now; None when nobody is looked up."""
        work, hand = self._workspace, self._hand
        if hand is None or work.registry is None or not may(work.account, Action.LOOK_UP):
            return None
        return Question(
            work.registry,
            hand.id,
            hand.book.for_entry(self._values),
            self._values,
            work.commune,
            more=self._more,
            above=hand.above,
        )

    @property
    def kept(self) -> Kept | None:
        """Return why nobody is looked up in this entry; None when they are."""
        if not may(self._workspace.account, Action.LOOK_UP):
            return Kept.HIDDEN
        return Kept.NO_SNAPSHOT if self._workspace.registry is None else None

    @property
    def kept_words(self) -> str:
        """Return the sentence why nobody is looked up; empty when they are."""
        kept, work = self.kept, self._workspace
        if kept is None:
            return ""
        if kept == Kept.HIDDEN:
            return self.tr("Người nhập không xem dữ liệu dân cư.")
        missing = self.tr("Chưa có bản sao CSDL")
        if work.expired is not None:
            day = day_words(read(work.expired.expires_at))
            return self.tr(
                "Bản sao CSDL đã hết hạn ngày {0}, đồng hồ máy chỉ ngày {1}: nhập trước, đối chiếu sau."
            ).format(day, day_words(work.today()))
        if work.older:
            missing = self.tr("Bản sao CSDL đang được chuẩn bị")
        elif work.snapshot_problem:
            missing = self.tr("Chưa dùng được bản sao CSDL")
        return self.tr("{0}: nhập trước, đối chiếu sau.").format(missing)

    @property
    def busy(self) -> bool:
        """Tell whether a search runs or waits."""
        return self._searching.busy

    @property
    def answered(self) -> bool:
        """Tell whether what is typed was searched without failure, or needs no search."""
        question = self.question
        return question is None or self._searching.knows(question)

    def show(self, hand: EntryInHand | None) -> None:
        """Turn to an entry, or to none; forget the question about another entry."""
        if hand is None or self._hand is None or hand.id != self._hand.id:
            self._searching.forget()
            self._more = False
        self._hand = hand
        self._values = hand.values if hand else {}

    def typed(self, values: Mapping[str, Value]) -> None:
        """Search the values being typed, after a pause."""
        self._values = dict(values)
        if (question := self.question) is not None:
            self._searching.soon(question)

    def now(self) -> None:
        """Search now, unless what is typed is searched or being searched."""
        if (question := self.question) is not None:
            self._searching.ask(question)

    def again(self) -> None:
        """Search again; after a failed search reopen the file first."""
        self._searching.forget()
        if self._broken:
            self._reopen()
        self.now()

    def list_more(self, *, on: bool) -> None:
        """Ask for long lists, or for short ones."""
        self._more = on
        self.now()

    def _reopen(self) -> None:
        """Reopen the registry file: a connection that read a damaged page gives no more answers.

        When the file does not open keep the old connection: the next search says what is wrong.
        """
        work = self._workspace
        try:
            with work.store.read() as session:
                fresh = snapshots.open_registry(session, work.folder, at=work.now())
        except AppError:
            return
        if fresh is None or work.registry is None:
            return
        for stop in work.readers:
            stop()
        work.registry.close()
        work.registry = fresh

    def _found(self, _question: Question, searches: object) -> None:
        self._broken = False
        self.found.emit(searches)

    def _failed(self, _question: Question, error: Exception) -> None:
        """Emit the sentence; raise a bug once for the bug log, not again at every key."""
        self._broken = True
        if isinstance(error, AppError):
            self.failed.emit(str(error))
            return
        words = self.tr(
            "Tìm kiếm gặp lỗi ngoài dự kiến. Đây không phải là kết quả “không thấy”. "
            "Chữ đã gõ vẫn được lưu: bấm F5 tìm lại, hoặc F10 tạm gác trường hợp này."
        )
        self.failed.emit(words)
        if type(error) not in self._bugs:
            self._bugs.add(type(error))
            raise error


def _end(searching: Searching, workspace: Workspace, *_gone: object) -> None:
    """End the thread of a deleted look-up and take it off the list of readers."""
    if shiboken6.isValid(searching):  # at the end of the process Qt may have deleted it already
        searching.blockSignals(True)
        searching.halt()
    if searching.halt in workspace.readers:
        workspace.readers.remove(searching.halt)
