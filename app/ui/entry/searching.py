"""Look people up in a worker thread: only the newest question is answered."""

import threading
from collections.abc import Callable

from PySide6.QtCore import QDeadlineTimer, QObject, QTimer, Signal

from app.errors import Stopped
from app.ui.entry.question import Question, Searches, look_up
from app.ui.kit.jobs import Job, Jobs

_SLOW_MS = 200  # a quicker search is not announced: words that flash disturb


LookUp = Callable[[Question, Callable[[], bool]], Searches]
"""Answers a question in the worker thread; the second argument returns True once the answer is unwanted."""


class Searching(QObject):
    """Answer the newest question in a worker thread; stop and drop an older one.

    ``found`` gives question and ``Searches``, ``failed`` question and exception. ``slow`` says that the
    answer takes long, ``dropped`` that a question was cancelled. Signals come in the thread of this object,
    and only for the question asked last. Only the worker thread reads the registry: call ``halt`` before
    closing it.
    """

    found = Signal(object, object)
    failed = Signal(object, object)
    slow = Signal()
    dropped = Signal()

    def __init__(
        self, answer: LookUp = look_up, *, delay_ms: int = 120, parent: QObject | None = None
    ) -> None:
        """Start no thread before the first question; ``delay_ms`` is the pause of ``soon``."""
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
        """Tell whether a question waits for its answer."""
        return self._asked is not None

    def knows(self, question: Question) -> bool:
        """Tell whether the last answer fits the question."""
        return question == self._answered

    def soon(self, question: Question) -> None:
        """Answer the question after a pause; another question restarts the pause."""
        if self._accept(question):
            self._pause.start()

    def ask(self, question: Question) -> None:
        """Answer the question now, unless it is answered or being answered."""
        if self._accept(question) or self._pause.isActive():
            self._start()

    def cancel(self) -> None:
        """Drop the question; the running search ends at its next read."""
        waited = self.busy
        self._drop_question()
        if waited:
            self.dropped.emit()

    def forget(self) -> None:
        """Cancel and forget the last answer: the same question is then searched again."""
        self.cancel()
        self._answered = None

    def halt(self) -> None:
        """Forget and wait for the thread to end; a later question starts it again."""
        self.forget()
        self._jobs.shutdown(QDeadlineTimer(QDeadlineTimer.ForeverConstant.Forever))  # a local file

    def _accept(self, question: Question) -> bool:
        """Accept a question; False when it is asked or answered already."""
        if question == self._asked:
            return False
        if question == self._answered:
            self.cancel()
            return False
        self._drop_question()
        self._asked = question
        return True

    def _drop_question(self) -> None:
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
        """Return the question of the job that ended; None when it was dropped."""
        if self._job is None or self.sender() is not self._job:
            return None
        question = self._asked
        self._drop_question()
        return question
