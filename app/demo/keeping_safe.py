"""The last step of the tour: a backup by one key, the drill that proves it, and a lost stick."""

from pathlib import Path

from PySide6.QtCore import Qt

from app.demo.tour_driver import Driver
from app.errors import AppError
from app.progress import silent
from app.services.office import backing_up, restoring
from app.services.office.restoring import ByPassword
from app.settings import DEMO_PASSWORD
from app.ui.kit.media import Medium
from app.ui.shell.desk_top import DeskTop
from app.workspace import Workspace


def keep_safe(d: Driver, work: Workspace, desk_top: DeskTop, stick: Path) -> None:
    """Back up to the stick, prove the backup on a copy, and read the stick as a finder would."""
    d.step("Sao lưu ra USB, thử phục hồi, và chuyện mất USB")
    keeping = desk_top.safekeeping
    keeping.watch.known = (Medium(stick, "USB sao lưu"),)
    d.press(Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    d.wait(lambda: "Đã sao lưu" in keeping.notice.words, "sao lưu xong")
    d.shot(keeping.notice.window(), "sao-luu")
    (found,) = restoring.find(stick)
    d.check("một phím sao lưu cả kho và đọc lại đúng", good=True, detail=f"{found.facts.size} byte")
    opener = ByPassword(work.account.login, DEMO_PASSWORD)
    facts = restoring.drill(
        found.path,
        work.store,
        by=work.account,
        opener=opener,
        tries=work.tries,
        now=work.now,
        progress=silent,
    )
    with work.store.read() as session:
        state = backing_up.state(session)
    d.check(
        "thử phục hồi trên một bản chép: đủ trường hợp, nhật ký khớp", facts.seq > 0, facts.counts["entry"]
    )
    d.check("sau sao lưu và thử, không còn việc nào chưa sao lưu", not state.changed)
    _lose(d, work, found.path)


def _lose(d: Driver, work: Workspace, path: Path) -> None:
    """Check what somebody finds on a lost stick: nothing without a password."""
    refused = ""
    try:
        restoring.restore(
            path,
            work.folder.parent / "nguoi-nhat-duoc",
            opener=ByPassword(work.account.login, "doan mat khau xem"),
            now=work.now,
            progress=silent,
        )
    except AppError as error:
        refused = str(error)
    d.check("ai nhặt được USB cũng không mở được", bool(refused), refused)
    d.check("lần thử đó không để lại gì", not (work.folder.parent / "nguoi-nhat-duoc").exists())
