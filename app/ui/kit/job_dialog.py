"""Progress of a long job, in a corner of the window."""

from typing import Any

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QFrame, QProgressBar, QWidget

from app.ui.kit import icons, parts, theme
from app.ui.kit.jobs import Job, Jobs

PATIENCE_MS = 500
_MARGIN = 12


class JobPanel(QFrame):
    """The running job: title, bar, stop button, what a stop does and how many jobs wait."""

    def __init__(self, parent: QWidget, jobs: Jobs) -> None:
        super().__init__(parent)
        self._window, self._jobs = parent, jobs
        self.setProperty("role", "float")
        self.setAccessibleName(self.tr("Tiến độ công việc"))
        theme.fix(self, width=420)
        self._job: Job[Any] | None = None
        self._title = parts.text("", "strong")
        self._figure = parts.text("", "label")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Tiến độ"))
        self._note = parts.text("", "caption", wrap=True)
        self._waiting = parts.text("", "caption")
        self._stop = parts.button(self.tr("Dừng"), icon="x", small=True)
        self._stop.clicked.connect(self._on_stop)
        parts.lay(
            self,
            parts.row(icons.Icon("hourglass", "accent"), (self._title, 1), self._figure),
            self._bar,
            self._waiting,
            parts.row((self._note, 1), self._stop),
            gap=8,
            pad=(16, 12, 12, 12),
        )
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PATIENCE_MS)
        self._timer.timeout.connect(self._on_patience_over)
        parent.installEventFilter(self)
        jobs.moved.connect(self._follow)
        self.hide()

    def _follow(self) -> None:
        """Show a running job with a title after half a second, until it ends."""
        waiting = self._jobs.waiting
        self._waiting.setText(self.tr("Còn {0} việc chờ đến lượt").format(waiting))
        self._waiting.setVisible(bool(waiting))
        job = self._jobs.running
        if job is self._job:
            self._place()
            return
        self._job = job
        self._timer.stop()
        self.hide()
        if job is not None and job.title:
            self._begin(job)

    def _begin(self, job: Job[Any]) -> None:
        self._title.setText(job.title)
        self._figure.setText("")
        self._note.setText(job.stopping or self.tr("Dừng lúc nào cũng được; dừng thì chưa có gì thay đổi."))
        self._bar.setRange(0, 0)
        parts.relabel(self._stop, self.tr("Dừng"), icon="x")
        self._stop.setEnabled(True)
        job.progressed.connect(self._on_progressed)
        self._timer.start()

    def _on_patience_over(self) -> None:
        self._place()
        self.show()
        self.raise_()

    def _on_progressed(self, done: int, total: int) -> None:
        if self.sender() is not self._job:
            return
        self._bar.setRange(0, max(0, total))
        self._bar.setValue(done)
        self._figure.setText(f"{100 * done // total} %" if total > 0 else str(done))

    def _on_stop(self) -> None:
        if self._job is not None:
            self._job.stop()
            self._stop.setEnabled(False)
            parts.relabel(self._stop, self.tr("Đang dừng…"), icon="x")

    def _place(self) -> None:
        parent = self._window
        self.adjustSize()
        below = theme.size("key_bar") + _MARGIN
        self.move(parent.width() - self.width() - _MARGIN, parent.height() - self.height() - below)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the corner of the window."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)
