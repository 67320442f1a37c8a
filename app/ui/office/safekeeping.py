"""Backup by one key from anywhere, the offer when a known stick appears, the drill and the wipe."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app import held_folder
from app.errors import AppError, Stopped
from app.held_folder import FolderId
from app.models.store.times import read
from app.models.words.moments import day_and_minute
from app.models.words.roles import Role
from app.process import machine
from app.progress import Progress
from app.services.exchange import wiping
from app.services.exchange.wiping import Consent, Wiped
from app.services.office import accounts, backing_up, dated_settings, restoring, unlocking
from app.services.office.backing_up import Backup
from app.services.office.restoring import Opener
from app.ui.kit import files, media
from app.ui.kit.jobs import Job, Runner
from app.ui.kit.media import MediaWatch, Medium
from app.ui.kit.messages import show_error
from app.ui.kit.notice import NoticePanel
from app.ui.office.panels.restore_dialog import RestoreDialog
from app.ui.office.panels.wipe_dialog import WipeChoice, WipeDialog
from app.ui.office.restore_flow import RestoreFlow
from app.workspace import Workspace


class Safekeeping(QObject):
    """Back up, drill and wipe for the signed-in officer.

    ``changed`` says that a backup or drill was made, ``wiped(Wiped)`` that the store is gone.
    """

    changed = Signal()
    wiped = Signal(object)

    def __init__(self, workspace: Workspace, runner: Runner, window: QWidget) -> None:
        """Watch for sticks with backups of this store."""
        super().__init__(window)
        self._workspace, self._runner, self._window = workspace, runner, window
        with workspace.store.read() as session:
            store_id = dated_settings.store_id(session)
        self._job: Job[Backup] | None = None
        self._dialog: WipeDialog | None = None
        self._gone: Wiped | None = None
        self._label = ""
        self.notice = NoticePanel(window)
        self.notice.taken.connect(self.back_up)
        self.watch = MediaWatch(lambda path: backing_up.knows(path, store_id), parent=self)
        self.watch.came.connect(self._came)

    # -- backup --------------------------------------------------------------------------------------

    def back_up(self) -> None:
        """Back up to the known stick, or ask for a folder."""
        if self._job is not None:
            self.notice.say(self.tr("Đang sao lưu; xong sẽ báo ở đây."), "info")
        elif self.watch.known:
            self.back_up_to(self.watch.known[0])
        else:
            found = files.choose_target(self._window, self.tr("Chọn USB để sao lưu"))
            if found is None:
                return
            folder, chosen = found
            if held_folder.same_disk(folder, self._workspace.folder):
                words = self.tr(
                    "Thư mục này nằm trên chính ổ đĩa đang giữ kho: máy hỏng hoặc mất là mất cả hai. Hãy cắm "
                    "USB, bấm Ctrl+Shift+B rồi chọn USB. Chưa ghi gì."
                )
                self.notice.say(words, "warn")
            else:
                self.back_up_to(Medium(folder, media.label_of(folder)), chosen)

    def back_up_to(self, medium: Medium, chosen: FolderId | None = None) -> None:
        """Back up in the worker thread; the officer works on. ``chosen`` is that of ``backing_up``."""
        work, self._label = self._workspace, medium.label

        def job(progress: Progress) -> Backup:
            return backing_up.back_up(
                work.store,
                medium.path,
                by=work.account,
                store_key=work.store_key,
                medium=medium.label,
                now=work.now,
                random=work.random,
                progress=progress,
                chosen=chosen,
            )

        self.notice.hide()
        self._job = Job(job).then(self._backed_up, self._not_backed_up)
        self._runner.run(
            self._job,
            self.tr("Đang sao lưu ra {0}").format(medium.label),
            self.tr("Dừng lúc này: các bản sao lưu trước vẫn còn."),
        )

    def _backed_up(self, made: Backup) -> None:
        self._job = None
        if machine.is_removable(made.path):
            words = self.tr("✓ Đã sao lưu ra {0} và đọc lại thấy nguyên vẹn ({1} MB). Rút USB được rồi.")
            place = self._label
        else:
            words = self.tr("✓ Đã sao lưu vào {0} và đọc lại thấy nguyên vẹn ({1} MB).")
            place = str(made.path)
        self.notice.say(words.format(place, -(-made.facts.size >> 20)))
        self.changed.emit()

    def _not_backed_up(self, error: Exception) -> None:
        self._job = None
        if isinstance(error, Stopped):
            self.notice.say(self.tr("Đã dừng sao lưu; các bản sao lưu trước vẫn còn."), "info")
        elif isinstance(error, AppError):
            self.notice.say(str(error), "warn")
        else:
            show_error(self._window, error)

    def _came(self, medium: Medium) -> None:
        """Offer a backup to the stick that was plugged in, if there is anything new."""
        work = self._workspace
        with work.store.read() as session:
            changed = backing_up.state(session).changed
        if changed and self._job is None:
            words = self.tr("Đã cắm USB sao lưu {0}; có việc mới từ lần sao lưu trước.").format(medium.label)
            self.notice.say(words, "info", offer=self.tr("Sao lưu"), key="Ctrl+Shift+B")

    # -- drill ---------------------------------------------------------------------------------------

    def drill(self) -> None:
        """Ask for a backup and the officer's password, and prove the backup on a copy."""
        work = self._workspace
        dialog = RestoreDialog(
            self._window,
            self.tr("Thử phục hồi"),
            self.tr(
                "Phục hồi bản sao lưu vào một chỗ tạm mã hóa trong máy, mở ra, so với kho đang dùng rồi xóa "
                "chỗ tạm. Kho đang dùng không đổi. Nên thử mỗi quý một lần."
            ),
            self.tr("Thử phục hồi"),
            work.account.login,
        )

        def proved(source: Path, opener: Opener, progress: Progress) -> str:
            facts = work.told(
                lambda: restoring.drill(
                    source,
                    work.store,
                    by=work.account,
                    opener=opener,
                    tries=work.tries,
                    now=work.now,
                    progress=progress,
                )
            )
            words = self.tr(
                "✓ Bản sao lưu ngày {0} phục hồi được: {1} trường hợp, nhật ký khớp với kho đang dùng."
            )
            return words.format(day_and_minute(read(facts.created_at)), facts.counts["entry"])

        flow = RestoreFlow(dialog, self._runner, proved)
        if self.watch.known:
            flow.look(self.watch.known[0].path)
        if flow.show():
            self.changed.emit()

    # -- wipe ----------------------------------------------------------------------------------------

    def wipe(self) -> None:
        """Say what is only on this PC, or ask two officers and wipe."""
        work = self._workspace
        with work.store.read() as session:
            found = [str(one) for one in wiping.obstacles(session, at=work.now())]
            code = wiping.code(session)
            officers = accounts.every(session)
        police = [
            (o.login, o.full_name) for o in officers if o.has(Role.POLICE) and o.uid != work.account.uid
        ]
        self._dialog = WipeDialog(
            self._window, code=code, obstacles=found, leader=work.account.full_name, police=police
        )
        self._dialog.folder_requested.connect(self._ask_record_folder)
        self._dialog.given.connect(self._wipe)
        self._dialog.exec()
        self._dialog.deleteLater()
        self._dialog = None
        if self._gone is not None:
            self.watch.stop()
            self.wiped.emit(self._gone)

    def _ask_record_folder(self) -> None:
        folder = files.choose_folder(self._dialog, self.tr("Chọn nơi lưu biên bản, ngoài máy này càng tốt"))
        if folder is not None and self._dialog is not None:
            self._dialog.set_folder(str(folder))

    def _wipe(self, choice: WipeChoice) -> None:
        work = self._workspace
        leader = Consent(work.account.login, choice.password)
        police = Consent(choice.police, choice.police_password)

        def job(_progress: Progress) -> Wiped:
            return work.told(
                lambda: wiping.wipe(
                    work.store,
                    Path(choice.folder),
                    leader=leader,
                    police=police,
                    typed=choice.typed,
                    tries=work.tries,
                    now=work.now,
                )
            )

        self._runner.run(Job[Any](job).then(self._was_wiped, self._not_wiped))

    def _was_wiped(self, wiped: Wiped) -> None:
        self._gone = wiped
        if self._dialog is not None:
            self._dialog.done(0)

    def _not_wiped(self, error: Exception) -> None:
        if self._dialog is not None:
            known = isinstance(error, AppError)
            self._dialog.set_error(str(error) if known else self.tr("Lỗi ngoài dự kiến."))
        if not isinstance(error, AppError):
            show_error(self._window, error)
        if not (self._workspace.folder / unlocking.KEY_FILE).exists():  # the key is gone, a file is not
            self._was_wiped(Wiped(b"", Path(), ()))
