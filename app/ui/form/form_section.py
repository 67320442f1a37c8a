"""The heading of one section of a form: its title, how many fields are filled, open or closed."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame

from app.ui.kit import icons, parts, theme
from app.ui.kit.parts import GAP


class Caret(QFrame):
    """The small arrow that says whether a section is open."""

    def __init__(self) -> None:
        super().__init__()
        self._open = True
        theme.fix(self, width=12, height=12)

    def set_open(self, *, opened: bool) -> None:
        """Turn the arrow."""
        self._open = opened
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the arrow."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        icons.draw(painter, "caret-down" if self._open else "caret-right", QRectF(self.rect()), "accent")
        painter.end()


class SectionHead(QFrame):
    """A heading that a click opens or closes; ``toggled`` and ``row_wanted`` give the section's key.

    With ``repeats`` a button offers another row.
    """

    toggled = Signal(str)
    row_wanted = Signal(str)

    def __init__(self, *, repeats: bool = False) -> None:
        super().__init__()
        self.key = ""
        self._caret = Caret()
        self._title = parts.text("", "section")
        self._note = parts.text("", "caption")
        self.setProperty("role", "section")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.more = parts.button(self.tr("thêm"), "quiet", icon="plus", small=True)
        self.more.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the caret goes to the new row
        self.more.setToolTip(self.tr("Thêm dòng hoặc người (Ctrl+Enter)"))
        self.more.setVisible(repeats)
        self.more.clicked.connect(lambda: self.row_wanted.emit(self.key))
        parts.lay(
            self, self._caret, self._title, GAP, self.more, self._note, gap=6, pad=(10, 0, 12, 0), across=True
        )
        self.set_compact(compact=False)

    def show_section(self, key: str, title: str, note: str, *, opened: bool) -> None:
        """Say what the section is, how far it is filled and whether it is open."""
        self.key = key
        self._title.setText(title)
        self._note.setText(note)
        self._caret.set_open(opened=opened)
        state = self.tr("mở") if opened else self.tr("đóng")
        self.setAccessibleName(f"{title}, {note}, {state}")

    @property
    def note(self) -> str:
        """Return what is said at the right."""
        return self._note.text()

    def set_compact(self, *, compact: bool) -> None:
        """Take the height of a row."""
        theme.fix(self, height=24 if compact else 28)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open or close the section."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.toggled.emit(self.key)
