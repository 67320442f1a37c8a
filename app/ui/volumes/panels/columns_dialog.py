"""The dialog in which the columns of a volume are ticked as its printed pages have them."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from app.models.declaration.book import BookType
from app.texts import tr
from app.ui.kit import parts, theme
from app.ui.kit.parts import GAP

_KEY = Qt.ItemDataRole.UserRole


class ColumnsDialog(parts.Dialog):
    """Tick the columns that a volume has; emits ``given(frozenset of keys it lacks)``."""

    given = Signal(object)

    def __init__(
        self, parent: QWidget, book: BookType, *, form: str, usual: frozenset[str], lacking: frozenset[str]
    ) -> None:
        """Show the columns of a book; ``form`` names its printed form, which lacks the ``usual`` columns."""
        super().__init__(parent, self.tr("Cột của quyển sổ"), 560)
        self._usual = usual
        words = self.tr(
            "Đánh dấu những cột mà trang sổ có in. Theo {0}; bảng này do phần mềm lập từ các văn bản, không "
            "phải từ mẫu in, nên hãy sửa theo sổ thật. Cột không có thì khi nhập được ẩn đi."
        ).format(form)
        self._list = QListWidget()
        self._list.setAccessibleName(self.tr("Cột"))
        for section in book.sections:
            for field in section.fields:
                item = QListWidgetItem(f"{tr(section.title)}: {tr(field.official)}")
                item.setData(_KEY, field.key)
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                self._list.addItem(item)
        self._list.setSpacing(2)
        self._tick(lacking)
        theme.fix(self._list, height=320)
        self._list.setCurrentRow(0)
        usually = parts.button(self.tr("Đúng như mẫu"))
        usually.clicked.connect(lambda: self._tick(self._usual))
        leave = parts.button(self.tr("Thôi"), key="Esc")
        leave.clicked.connect(self.reject)
        keep = parts.button(self.tr("Dùng các cột này"), "primary", key="Ctrl+S")
        keep.clicked.connect(self._give)
        parts.lay(
            self,
            parts.text(words, "label", wrap=True),
            self._list,
            parts.row(usually, GAP, leave, keep),
            gap=12,
            pad=(16, 12, 16, 12),
        )
        self._list.setFocus()

    def _tick(self, lacking: frozenset[str]) -> None:
        for item in self._items():
            there = item.data(_KEY) not in lacking
            item.setCheckState(Qt.CheckState.Checked if there else Qt.CheckState.Unchecked)

    def _items(self) -> list[QListWidgetItem]:
        return [self._list.item(at) for at in range(self._list.count())]

    def _give(self) -> None:
        unticked = (i for i in self._items() if i.checkState() == Qt.CheckState.Unchecked)
        self.given.emit(frozenset(item.data(_KEY) for item in unticked))
        self.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keep on Ctrl+S; Escape leaves."""
        if event.key() == Qt.Key.Key_S and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self._give()
        else:
            super().keyPressEvent(event)
