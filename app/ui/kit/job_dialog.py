"""Progress of a job, in a corner of the window: nothing modal, shown only when it takes a while."""

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QFrame, QProgressBar, QWidget

from app.ui.kit import icons, parts, theme
from app.ui.kit.jobs import Job

PATIENCE_MS = 500
_MARGIN = 12


class JobPanel(QFrame):
    """Title, bar and a stop button; it says what stopping does."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self.setProperty("role", "float")
        self.setAccessibleName(self.tr("Tiến độ công việc"))
        theme.fix(self, width=420)
        self._job: Job | None = None
        self._title = parts.text("", "strong")
        self._figure = parts.text("", "label")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Tiến độ"))
        self._note = parts.text("", "caption", wrap=True)
        self._stop = parts.button(self.tr("Dừng"), icon="x", small=True)
        self._stop.clicked.connect(self._on_stop)
        parts.lay(
            self,
            parts.row(icons.Icon("hourglass", "accent"), (self._title, 1), self._figure),
            self._bar,
            parts.row((self._note, 1), self._stop),
            gap=8,
            pad=(16, 12, 12, 12),
        )
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PATIENCE_MS)
        self._timer.timeout.connect(self._on_patience_over)
        parent.installEventFilter(self)
        self.hide()

    def watch(self, job: Job, title: str, stopping: str) -> None:
        """Follow a job: shown after half a second, gone when it ends. ``stopping`` says what a stop does."""
        self._job = job
        self._title.setText(title)
        self._figure.setText("")
        self._note.setText(stopping or self.tr("Dừng lúc nào cũng được; dừng thì chưa có gì thay đổi."))
        self._bar.setRange(0, 0)
        parts.relabel(self._stop, self.tr("Dừng"), icon="x")
        self._stop.setEnabled(True)
        job.progressed.connect(self._on_progressed)
        job.succeeded.connect(self._on_ended)
        job.failed.connect(self._on_ended)
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

    def _on_ended(self, _outcome: object) -> None:
        if self.sender() is self._job:
            self._job = None
            self._timer.stop()
            self.hide()

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
