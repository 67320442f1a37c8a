"""A window that says when an officer can type: that of the program, or a bare one of Qt.

Called with ``bare`` or ``program`` and the folder of a store. The program has two processes, as ``main.py``
starts them; the second is called with ``window``.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

READY = "ready"


def bare(_home: str) -> int:
    """Show a field in a window, and leave when it can be typed in."""
    from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow

    app = QApplication([])
    window, field = QMainWindow(), QLineEdit()
    window.setCentralWidget(field)
    window.show()
    field.setFocus()
    _say_when(lambda: field.hasFocus() and window.isActiveWindow())
    return app.exec()


def program(home: str) -> int:
    """Start as ``main.py`` does, with this file as the program of the window."""
    import main  # noqa: F401 what the first process reads
    from app.process.supervisor import keep_window

    return keep_window(["window", home], main=Path(__file__))


def window(home: str) -> int:
    """Show the sign-in, and leave when the password can be typed."""
    import main
    from app.ui.shell import application

    class Ready(application.Application):
        def run(self) -> int:
            _say_when(self._can_type)
            return super().run()

        def _can_type(self) -> bool:
            from PySide6.QtWidgets import QApplication, QLineEdit

            return self.sign_in is not None and isinstance(QApplication.focusWidget(), QLineEdit)

    application.Application = Ready  # type: ignore[misc] the same window, and a word when it is there
    return application.run_window(["--attached", "--home", home], now=main.now, random=os.urandom)  # noqa: TID251 as main.py


def _say_when(ready: Callable[[], bool]) -> None:
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    app = QApplication.instance()
    timer = QTimer(app)

    def look() -> None:
        if ready():
            timer.stop()
            print(READY, flush=True)
            os._exit(0)  # the end of the program is not measured

    timer.timeout.connect(look)
    timer.start(1)


if __name__ == "__main__":
    kind, given = sys.argv[-2:]
    made = {"bare": bare, "program": program, "window": window}
    sys.exit(made[kind](given))
