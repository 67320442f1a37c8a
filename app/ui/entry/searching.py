"""Looking people up behind the screen: one worker thread, the newest question only."""

import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from app.errors import Stopped
from app.ui.entry.question import Question, Searches, look_up
from app.ui.kit.jobs import Job, Jobs

_SLOW_MS = 200  # a search quicker than this is not announced: words that flash by disturb


LookUp = Callable[[Question, Callable[[], bool]], Searches]
"""Answers a question in the worker thread; the second argument tells that nobody waits any more."""


class Searching(QObject):
    """Answers the newest question in a thread of its own; an older one is stopped and never heard of again.

    ``found`` gives question and ``Searches``, ``failed`` question and exception, ``slow`` says that an answer
    takes its time, ``dropped`` that none is awaited any more though none came. They come in the thread of
    this object, and only while the question still stands. The registry belongs to the worker thread: nobody
    else reads it, and ``halt`` comes before it is closed.
    """

    found = Signal(object, object)
    failed = Signal(object, object)
    slow = Signal()
    dropped = Signal()

    def __init__(
        self, answer: LookUp = look_up, *, delay_ms: int = 120, parent: QObject | None = None
    ) -> None:
        """Start no thread yet, the first question does; ``delay_ms`` is the pause that ``soon`` waits for."""
        super().__init__(parent)
        self._answer = answer
        self._jobs = Jobs(self)
        self._job: Job[Searches] | None = None
        self._stop = threading.Event()
        self._asked: Question | None = None
        self._answered: Question | None = None
        self._pause, self._patience = QTimer(self), QTimer(self)
        for timer, milliseconds in ((self._pause, delay_ms), (self._patience, _SLOW_MS)):
            timer.setSingleShot(True)
            timer.setInterval(milliseconds)
        self._pause.timeout.connect(self._start)
        self._patience.timeout.connect(self.slow)

    @property
    def busy(self) -> bool:
        """Tell whether an answer is still to come."""
        return self._asked is not None

    def knows(self, question: Question) -> bool:
        """Tell whether the last answer fits the question."""
        return question == self._answered

    def soon(self, question: Question) -> None:
        """Look someone up after a pause; another question begins the pause anew."""
        if self._take(question):
            self._pause.start()

    def ask(self, question: Question) -> None:
        """Look someone up now, unless that has been answered or is being answered."""
        if self._take(question) or self._pause.isActive():
            self._start()

    def cancel(self) -> None:
        """Wait for no answer: the search that runs ends at its next read."""
        waited = self.busy
        self._let_go()
        if waited:
            self.dropped.emit()

    def forget(self) -> None:
        """Cancel, and forget the last answer, so that the same question is looked up again."""
        self.cancel()
        self._answered = None

    def halt(self) -> None:
        """Forget, and return when the thread has ended; a later question starts it again."""
        self.forget()
        self._jobs.shutdown()

    def _take(self, question: Question) -> bool:
        """Let a question stand; False when it stood already or its answer is there."""
        if question == self._asked:
            return False
        if question == self._answered:
            self.cancel()
            return False
        self._let_go()
        self._asked = question
        return True

    def _let_go(self) -> None:
        self._pause.stop()
        self._patience.stop()
        self._stop.set()
        self._job, self._asked = None, None

    def _start(self) -> None:
        question, answer, stop = self._asked, self._answer, threading.Event()
        if question is None:
            return

        def work(_progress: object) -> Searches:
            if stop.is_set():
                raise Stopped("Đã thôi tìm: chữ đã đổi.")
            return answer(question, stop.is_set)

        self._pause.stop()
        self._patience.start()
        self._job, self._stop = Job(work).then(self._succeeded, self._failed), stop
        self._jobs.run(self._job)

    def _succeeded(self, searches: object) -> None:
        if (question := self._ended()) is not None:
            self._answered = question
            self.found.emit(question, searches)

    def _failed(self, error: object) -> None:
        if (question := self._ended()) is not None:
            self._answered = None
            self.failed.emit(question, error)

    def _ended(self) -> Question | None:
        """Return the question of the job that ended; None when nobody waits for it any more."""
        if self._job is None or self.sender() is not self._job:
            return None
        question = self._asked
        self._let_go()
        return question
