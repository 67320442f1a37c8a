"""The form of a new volume, or of a change to one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLineEdit, QWidget

from app.models.books import BOOKS
from app.models.declaration import printed_forms
from app.models.declaration.printed_forms import FormOfVolume
from app.texts import tr
from app.ui.kit import parts
from app.ui.kit.messages import MessageBar
from app.ui.kit.parts import GAP
from app.ui.volumes.panels.columns_dialog import ColumnsDialog
from app.ui.volumes.panels.place_edit import PlaceEdit

CONDITIONS: dict[str, str] = {
    "con": "còn",
    "hu_hong": "hư hỏng một phần",
    "mat": "mất",
    "muon": "mượn bản lưu",
}


@dataclass(frozen=True, slots=True)
class VolumeDraft:
    """A volume as typed; ``closing_total`` is None when unknown."""

    book_type: str = ""
    book_no: str = ""
    opened_year: str = ""
    place: str = ""
    year_from: str = ""
    year_to: str = ""
    page_count: str = ""
    closing_total: int | None = None
    already_electronic: int = 0
    condition: str = "con"
    condition_reason: str = ""
    keeper: str = ""
    form: str = ""
    second_place: str = ""
    repeat_reason: str = ""


_TEXTS = (
    ("book_no", "Số quyển", "01/1998"),
    ("opened_year", "Năm mở sổ", "1998"),
    ("place", "Nơi đăng ký", ""),
    ("year_from", "Từ năm", "1998"),
    ("year_to", "Đến năm", "2000"),
    ("page_count", "Số trang", "120"),
    ("closing_total", "Tổng số khi khóa sổ", "240"),
    ("already_electronic", "Đã có điện tử", "0"),
    ("keeper", "Nơi giữ", "tủ số 2"),
    ("second_place", "Nơi lưu sổ kép", "lưu trữ tỉnh"),
)
_NUMBERS = frozenset({"closing_total", "already_electronic"})


class VolumeForm(QFrame):
    """Type a volume: Enter goes to the next field and keeps in the last, Escape leaves without keeping.

    Emits ``given(id, VolumeDraft)`` with id 0 for a new volume, and ``left()`` when it was closed.
    """

    given = Signal(int, object)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.setAccessibleName(self.tr("Quyển sổ"))
        self._id, self._draft = 0, VolumeDraft()
        self._title = parts.text("", "title")
        self._type = parts.Combo()
        self._place = PlaceEdit()
        self._edits = {key: QLineEdit() for key, _label, _hint in _TEXTS} | {"place": self._place}
        self._places_of: Callable[[int | None], Sequence[str]] = lambda _year: ()
        self._edits["opened_year"].textChanged.connect(self._offer_places)
        self._condition = parts.Combo()
        for code, word in CONDITIONS.items():
            self._condition.addItem(tr(word), code)
        self._form = parts.Combo()
        self._form.setSizeAdjustPolicy(parts.Combo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._form.setMinimumContentsLength(12)  # else the longest title widens its column
        self._form.addItem(self.tr("theo năm mở sổ"), "")
        for form in (*printed_forms.FORMS, printed_forms.WHOLE):
            self._form.addItem(tr(form.title), form.key)
        self._of_form = FormOfVolume()
        self._form.activated.connect(self._on_form)
        self._type.currentIndexChanged.connect(self._on_form)  # other columns
        self._columns = parts.button(self.tr("Chọn cột…"))
        self._columns.clicked.connect(self._ask_columns)
        self._reason = QLineEdit()
        self._repeat = QLineEdit()
        self._repeat_word = parts.text(self.tr("Vì sao kê hai lần"), "label")
        self._condition.currentIndexChanged.connect(self._on_condition)
        self._bar = MessageBar()
        self._keep = parts.button(self.tr("Lưu quyển"), "primary", key="Ctrl+S")
        self._keep.clicked.connect(self._on_keep)
        leave = parts.button(self.tr("Thôi"), key="Esc")
        leave.clicked.connect(self._on_leave)
        head = parts.row(self._title, GAP, leave, self._keep, height=32)
        parts.lay(self, head, self._make_grid(), self._bar, pad=(16, 8, 12, 12))
        self._show_repeat(shown=False)
        self._on_condition()

    def _make_grid(self) -> QFrame:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        fields: list[tuple[str, QWidget]] = [(self.tr("Loại sổ"), self._type)]
        for key, label, hint in _TEXTS:
            edit = self._edits[key]
            edit.setPlaceholderText(self.tr("ví dụ {0}").format(tr(hint)) if hint else "")
            edit.returnPressed.connect(self._on_return)
            fields.append((tr(label), edit))
        self._reason.returnPressed.connect(self._on_return)
        fields += [(self.tr("Mẫu sổ"), self._form), (self.tr("Cột của sổ"), self._columns)]
        fields += [(self.tr("Tình trạng"), self._condition), (self.tr("Lý do"), self._reason)]
        for at, (label, widget) in enumerate(fields):
            line, column = divmod(at, 4)
            word = parts.text(label, "label")
            word.setBuddy(widget)
            widget.setAccessibleName(label)
            grid.addWidget(word, line * 2, column)
            grid.addWidget(widget, line * 2 + 1, column)
        line, column = divmod(len(fields), 4)
        self._repeat_word.setBuddy(self._repeat)
        self._repeat.setAccessibleName(self._repeat_word.text())
        self._repeat.returnPressed.connect(self._on_keep)
        grid.addWidget(self._repeat_word, line * 2, column)
        grid.addWidget(self._repeat, line * 2 + 1, column)
        for column in range(4):
            grid.setColumnStretch(column, 1)
        holder = QFrame()
        holder.setLayout(grid)
        return holder

    def set_books(self, books: Sequence[tuple[str, str]]) -> None:
        """Offer the types of books as (key, title)."""
        chosen = self._type.currentData()
        self._type.clear()
        for key, title in books:
            self._type.addItem(title, key)
        self._type.setCurrentIndex(max(0, self._type.findData(chosen)))

    def set_places(self, places_of: Callable[[int | None], Sequence[str]]) -> None:
        """Offer the places that a function knows for the year of a volume, None for an unknown year."""
        self._places_of = places_of

    def begin(self, volume_id: int, draft: VolumeDraft) -> None:
        """Open the form for a volume; 0 means a new one, whose place is only proposed."""
        self._id, self._draft = volume_id, draft
        self._title.setText(self.tr("Sửa quyển") if volume_id else self.tr("Thêm quyển"))
        self._type.setCurrentIndex(max(0, self._type.findData(draft.book_type)))
        self._type.setEnabled(not volume_id)
        for key, edit in self._edits.items():
            value = getattr(draft, key)
            edit.setText("" if value is None or (key in _NUMBERS and not value) else str(value))
        self._place.begin(draft.place, typed=bool(volume_id))
        self._offer_places()
        self._of_form = FormOfVolume.parse(draft.form)
        self._form.setCurrentIndex(max(0, self._form.findData(self._of_form.chosen)))
        self._condition.setCurrentIndex(max(0, self._condition.findData(draft.condition)))
        self._reason.setText(draft.condition_reason)
        self._repeat.setText(draft.repeat_reason)
        self._show_repeat(shown=bool(draft.repeat_reason))
        self._bar.clear()
        self.show()
        (self._edits["book_no"] if draft.book_type else self._type).setFocus()

    def draft(self) -> VolumeDraft:
        """Return the volume as typed, without a total that is not a number."""
        texts = {key: edit.text().strip() for key, edit in self._edits.items() if key not in _NUMBERS}
        total = self._edits["closing_total"].text().strip()
        electronic = self._edits["already_electronic"].text().strip()
        return replace(
            self._draft,
            book_type=self._type.currentData() or "",
            closing_total=int(total) if total.isdecimal() else None,
            already_electronic=int(electronic) if electronic.isdecimal() else 0,
            condition=self._condition.currentData(),
            form=self._of_form.text,
            condition_reason=self._reason.text().strip() if self._reason.isEnabled() else "",
            repeat_reason=self._repeat.text().strip() if self._repeat.isVisibleTo(self) else "",
            **texts,
        )

    def set_error(self, words: str) -> None:
        """Show why the volume was not kept."""
        self._bar.say(words, "warn")

    def ask_repeat(self, words: str) -> None:
        """Say that this volume stands here already and ask why it does again."""
        self._bar.say(words, "warn")
        self._show_repeat(shown=True)
        self._repeat.setFocus()

    def _show_repeat(self, *, shown: bool) -> None:
        self._repeat.setVisible(shown)
        self._repeat_word.setVisible(shown)

    def _offer_places(self) -> None:
        year = self._edits["opened_year"].text().strip()
        self._place.set_places(self._places_of(int(year) if len(year) == 4 and year.isdecimal() else None))

    def _on_form(self) -> None:
        """Take another form; what was told of single columns belonged to the one before."""
        self._of_form = FormOfVolume(self._form.currentData() or "")

    def _ask_columns(self) -> None:
        book = BOOKS.get(self._type.currentData() or "")
        if book is None:
            return
        year, told = self._edits["opened_year"].text().strip(), self._of_form
        dialog = ColumnsDialog(
            self,
            book,
            form=tr(told.form(year).title),
            usual=FormOfVolume(told.chosen).lacking(book, year),
            lacking=told.lacking(book, year),
        )
        dialog.given.connect(lambda lacking: self._take_columns(told.with_columns(book, year, lacking)))
        dialog.open()

    def _take_columns(self, told: FormOfVolume) -> None:
        self._of_form = told

    def _on_condition(self) -> None:
        self._reason.setEnabled(self._condition.currentData() != "con")

    def _on_return(self) -> None:
        last = self._reason if self._reason.isEnabled() else self._edits["second_place"]
        if self.sender() is last:
            self._on_keep()
        else:
            self.focusNextChild()

    def _on_keep(self) -> None:
        for key in _NUMBERS:
            typed = self._edits[key].text().strip()
            if typed and not typed.isdecimal():
                self.set_error(self.tr("Tổng số và số đã có điện tử chỉ gồm chữ số; không rõ thì để trống."))
                self._edits[key].setFocus()
                return
        self.given.emit(self._id, self.draft())

    def _on_leave(self) -> None:
        self.hide()
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave on Escape, keep on Ctrl+S."""
        if event.key() == Qt.Key.Key_Escape:
            self._on_leave()
        elif event.key() == Qt.Key.Key_S and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self._on_keep()
        else:
            super().keyPressEvent(event)
