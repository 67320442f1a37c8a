"""When the persons of the entry in front are looked up, and why they are not."""

from collections.abc import Mapping
from enum import StrEnum
from functools import partial

import shiboken6
from PySide6.QtCore import QObject, Signal

from app.errors import AppError
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

    HIDDEN = "hidden"  # who only types sees no registry data
    NO_SNAPSHOT = "no_snapshot"


class PersonLookup(QObject):
    """Looks the persons of one entry up as its values change.

    ``found`` gives the ``Searches`` that fit what is typed now, ``failed`` a sentence, ``slow`` says that a
    search takes its time, ``dropped`` that it is awaited no more. Nothing is ever told about an entry or
    words that stand there no longer.
    """

    found = Signal(object)
    failed = Signal(str)
    slow = Signal()
    dropped = Signal()

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        """Search in the workspace's registry, whichever is open then."""
        super().__init__(parent)
        self._workspace = workspace
        self._hand: EntryInHand | None = None
        self._values: Mapping[str, Value] = {}
        self._more = False
        self._broken = False  # the last search failed
        self._bugs: set[type[Exception]] = set()
        # without a parent: its thread has to end before it goes, a running one would abort the process
        self._searching = Searching(delay_ms=workspace.settings.lookup_delay_ms)
        workspace.readers.append(self._searching.halt)
        self.destroyed.connect(partial(_end, self._searching, workspace))
        self._searching.found.connect(self._found)
        self._searching.failed.connect(self._failed)
        self._searching.slow.connect(self.slow)
        self._searching.dropped.connect(self.dropped)

    @property
    def question(self) -> Question | None:
        """Return what is to be asked now; None when nobody is looked up here."""
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
        """Return the sentence why nobody is looked up in this entry; empty when they are."""
        kept, work = self.kept, self._workspace
        if kept is None:
            return ""
        if kept == Kept.HIDDEN:
            return self.tr("Người nhập không xem dữ liệu dân cư.")
        missing = self.tr("Chưa có bản sao CSDL")
        if work.older:
            missing = self.tr("Bản sao CSDL đang được lập lại chỉ mục")
        elif work.snapshot_problem:
            missing = self.tr("Chưa dùng được bản sao CSDL")
        return self.tr("{0}: nhập trước, đối chiếu sau.").format(missing)

    @property
    def busy(self) -> bool:
        """Tell whether what is typed has still to be searched."""
        return self._searching.busy

    @property
    def answered(self) -> bool:
        """Tell whether a search of exactly what is typed has ended well, or none is to be made."""
        question = self.question
        return question is None or self._searching.knows(question)

    def show(self, hand: EntryInHand | None) -> None:
        """Turn to an entry, or to none; what is asked about another is forgotten."""
        if hand is None or self._hand is None or hand.id != self._hand.id:
            self._searching.forget()
            self._more = False
        self._hand = hand
        self._values = hand.values if hand else {}

    def typed(self, values: Mapping[str, Value]) -> None:
        """Take the values as they are being typed; they are searched after a pause."""
        self._values = dict(values)
        if (question := self.question) is not None:
            self._searching.soon(question)

    def now(self) -> None:
        """Search now, unless what is typed has been searched or is being searched."""
        if (question := self.question) is not None:
            self._searching.ask(question)

    def again(self) -> None:
        """Search now, whatever is known; after a failed search in a file opened anew."""
        self._searching.forget()
        if self._broken:
            self._reopen()
        self.now()

    def list_more(self, *, on: bool) -> None:
        """Ask for long lists, or for short ones."""
        self._more = on
        self.now()

    def _reopen(self) -> None:
        """Open the registry file anew: a connection that met a damaged page answers nothing any more.

        Where it cannot be opened the one there is stays, and the next search says what is wrong.
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
        """Tell the sentence; a bug is raised for the bug log, but not again at every key."""
        self._broken = True
        if isinstance(error, AppError):
            self.failed.emit(str(error))
            return
        words = self.tr(
            "Tìm kiếm gặp lỗi ngoài dự kiến. Đây không phải là kết quả “không thấy”. "
            "Chữ đã gõ vẫn được lưu: bấm F5 tìm lại, hoặc F10 để bản ghi lại."
        )
        self.failed.emit(words)
        if type(error) not in self._bugs:
            self._bugs.add(type(error))
            raise error


def _end(searching: Searching, workspace: Workspace, *_gone: object) -> None:
    """End the thread of a look-up that is gone; closing the registry need not wait for it any more."""
    if shiboken6.isValid(searching):  # at the end of the process Qt may have taken it first
        searching.blockSignals(True)
        searching.halt()
    if searching.halt in workspace.readers:
        workspace.readers.remove(searching.halt)
