"""A process that types an entry in the real form and says what it has left; its parent kills it."""

import sys
from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.models.store.store import Store
from app.services.office import accounts
from app.settings import Settings
from app.ui.entry.screen import EntryScreen
from app.ui.kit import theme
from app.workspace import Workspace
from tests.conftest import JUSTICE, KEY, Clock, numbered

WORDS = ("Phạm Văn Tý", "1998", "Cẩm Lương, Cẩm Thuỷ", "Mường", "12/3/1998", "188", "Nguyễn Thị Ợt")


def main(folder: Path, volume_id: int) -> None:
    app = QApplication(["typist", "-platform", "offscreen"])
    theme.apply(app)
    store = Store(folder, KEY)
    with store.read() as session:
        officer = accounts.get(session, JUSTICE.uid)
    work = Workspace(folder, store, officer, Settings(), Clock(), numbered("typist"))
    screen = EntryScreen(work)
    screen.resize(1366, 600)
    screen.show()
    screen.activateWindow()
    QTest.qWaitForWindowActive(screen)
    screen.new_entry(volume_id)
    print(f"entry {screen.entry_id}", flush=True)
    round_ = 0
    while True:
        for field in screen.form.values().keys() | {f.key for f in work_fields(screen)}:
            screen.form.focus_field(field, None)
            words = f"{WORDS[round_ % len(WORDS)]} {round_}"
            widget = screen.focusWidget()
            QTest.keyClick(widget, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
            for letter in words:
                QApplication.sendEvent(
                    widget, QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, letter)
                )
            screen.form.commit_current()
            print(f"left {field}\t{words}", flush=True)
            round_ += 1


def work_fields(screen: EntryScreen):
    from app.models.books import BOOKS

    return [f for f in BOOKS["khai_sinh"].all_fields() if f.kind in ("text", "name", "place", "date_partial")]


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
