"""A tab per person of the entry, the candidates of the registry, and the reason for each."""

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QSizePolicy, QStackedLayout, QWidget

from app.matching.result import Finding, Result, Search
from app.ui.entry.panels.candidate_rows import COLUMNS, CandidateRow
from app.ui.entry.panels.candidate_words import differences_first, explained, finding_of, how_found
from app.ui.entry.panels.ground import Ground, Ring
from app.ui.entry.panels.no_candidates import LOOKS, NoCandidates
from app.ui.entry.panels.person_tab import PersonTab
from app.ui.kit import parts, theme
from app.ui.kit.cut_label import CutLabel
from app.ui.kit.held_keys import ENTER
from app.ui.kit.table import Table

KEYS = (
    ("1 … 9", "chọn người số đó"),
    ("↑ ↓", "người trên, người dưới"),
    ("PgUp PgDn", "nhiều người một lần"),
    ("Enter", "chọn; lần nữa: sang kết luận"),
    ("Space", "chọn người đang xem"),
    ("← →", "sang người khác"),
)
ROWS, TALL_ROWS = 3, 8
_NARROW = 700
_MOVES = frozenset(
    getattr(Qt.Key, f"Key_{name}") for name in ("Up", "Down", "PageUp", "PageDown", "Left", "Right")
)


class CandidatesPanel(Ground):
    """Show the search for each person of an entry; a key chooses a candidate.

    ``person_selected`` gives the section turned to, ``chosen`` section and personal number,
    ``search_again`` the section (F5), ``more_wanted`` asks for more people or fewer (Shift+F5). Only that
    key changes the height, never typing. ``agreed_to`` says that Enter was pressed on the person chosen.
    """

    person_selected = Signal(str)
    chosen = Signal(str, str)
    search_again = Signal(str)
    more_wanted = Signal()
    agreed_to = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tabs: dict[str, PersonTab] = {}
        self._searches: dict[str, Search] = {}
        self._states: dict[str, tuple[str, str]] = {}
        self._chosen: dict[str, str] = {}
        self._section = ""
        self._busy = ""
        self._tall = False
        self._only_chosen = False
        self._narrow = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._found = CutLabel("", "caption")
        self._found.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        # the room beside the tabs
        self._found.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._finding = parts.Chip("")
        self._turn_key = parts.keycap("Alt+← →")
        self._bar = parts.TabRow()
        self._bar.setAccessibleName(self.tr("Người trong trường hợp"))
        parts.lay(
            self._bar,
            parts.text(self.tr("Đối chiếu"), "title"),
            8,
            self._turn_key,
            (self._found, 1),
            self._finding,
            parts.keycap("F5"),
            gap=4,
            pad=(12, 0, 12, 0),
            across=True,
        )
        self.table: Table[CandidateRow] = Table(
            COLUMNS,
            name=self.tr("Người trong CSDL"),
            key=lambda row: row.candidate.person.personal_id,
            header=False,
        )
        self.table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.table.clicked.connect(self._clicked)
        self.table.chosen.connect(self._moved)
        self._reason = parts.text("", "label", wrap=True)
        self._reason.setTextFormat(Qt.TextFormat.RichText)
        self._more = parts.text("", "caption")
        self._more_row = parts.row(parts.keycap("Shift+F5"), self._more, gap=6)
        self._reason_row = parts.row(
            (self._reason, 1), self._more_row, gap=12, pad=(12, 0, 12, 1), role="reason", height=40
        )
        self._build()
        self._show_search()

    def _build(self) -> None:
        found = parts.column((self.table, 1), self._reason_row, gap=0)
        self._said = NoCandidates()
        self._said.again_wanted.connect(self._search_again)
        self._body = QFrame()
        self._stack = QStackedLayout(self._body)
        self._stack.addWidget(found)
        self._stack.addWidget(self._said)
        parts.lay(self, self._bar, parts.rule(), self._body, gap=0)
        self._ring = Ring(self)
        self._measure()

    # -- showing -------------------------------------------------------------------------------------

    def set_persons(self, persons: Sequence[tuple[str, str]]) -> None:
        """Show one tab per person section (key, title) and forget every search."""
        layout = self._bar.layout()
        assert isinstance(layout, QBoxLayout), "the bar is a row"
        for tab in self._tabs.values():
            layout.removeWidget(tab)
            tab.hide()  # Qt deletes it only in the event loop
            tab.deleteLater()
        self._tabs, self._searches, self._states, self._chosen = {}, {}, {}, {}
        for key, title in persons:
            tab = PersonTab(key, title)
            tab.clicked.connect(self._select)
            self._tabs[key] = tab
        for at, tab in enumerate(self._tabs.values()):
            layout.insertWidget(2 + at, tab)
        self._section = persons[0][0] if persons else ""
        self._turn_key.setToolTip(self.tr("Sang người khác của trường hợp"))
        self._measure()
        self._turn()

    def select_person(self, section: str) -> None:
        """Turn to one person and emit nothing; KeyError for an unknown section."""
        if section != self._section:
            self._section = self._tabs[section].key
            self._turn()

    @property
    def section(self) -> str:
        """Return the section shown."""
        return self._section

    def set_search(self, section: str, search: Search) -> None:
        """Show a finished search; an equal one changes nothing."""
        if self._states.pop(section, None) is not None or self._searches.get(section) != search:
            self._searches[section] = search
            self._update(section)

    def set_state(self, section: str, state: str, text: str) -> None:
        """Say why there are no candidates: waiting, searching, failed, no_snapshot or hidden."""
        if state not in LOOKS:
            raise ValueError(f"no state {state}")
        self._searches.pop(section, None)
        self._states[section] = (state, text)
        self._update(section)

    def set_chosen(self, section: str, personal_id: str | None) -> None:
        """Show the person chosen, or nobody."""
        if self._chosen.get(section) != (personal_id or ""):
            self._chosen[section] = personal_id or ""
            self._update(section)

    def set_busy(self, words: str) -> None:
        """Show that a search takes long, beside the earlier candidates; empty ends it."""
        if words != self._busy:
            self._busy = words
            self._show_search()

    @property
    def has_more(self) -> bool:
        """Tell whether Shift+F5 has more people to show, or fewer."""
        search = self._searches.get(self._section)
        return self._tall or (search is not None and len(search.candidates) > ROWS)

    @property
    def tall(self) -> bool:
        """Tell whether the list shows many people."""
        return self._tall

    def set_tall(self, *, on: bool) -> None:
        """Show many people, or the usual three lines."""
        if on != self._tall:
            self._tall = on
            self._measure()
            self._show_search()

    def set_badge(self, section: str, result: Result | None, words: str, *, decided: bool = False) -> None:
        """Show the result of a person in its tab, and whether it is decided."""
        if section in self._tabs:
            self._tabs[section].set_badge(result, words, decided=decided)

    def set_only_chosen(self, on: bool) -> None:  # noqa: FBT001 - a plain slot
        """Show only the chosen candidate, so that the lines have room."""
        if on == self._only_chosen:
            return
        self._only_chosen = on
        self._measure()
        self._show_search()

    def next_candidate(self) -> None:
        """Choose the next candidate after the chosen one, the first after the last (F7)."""
        rows = self.table.table_model.rows
        if not rows:
            return
        at = next((i for i, row in enumerate(rows) if row.chosen), -1)
        self._choose((at + 1) % len(rows))

    # -- inside --------------------------------------------------------------------------------------

    def _update(self, section: str) -> None:
        if section == self._section:
            self._show_search()

    def _turn(self) -> None:
        for key, tab in self._tabs.items():
            tab.set_on(on=key == self._section)
        self.table.show_rows([])  # the current row is about the person before: Enter would choose it unseen
        self._show_search()

    def _select(self, section: str) -> None:
        if section != self._section:
            self.select_person(section)
            self.person_selected.emit(section)

    def _state(self) -> tuple[str, str]:
        if self._section in self._states and not self._busy:
            return self._states[self._section]
        search = self._searches.get(self._section)
        if search is None or not search.query:
            if self._busy:
                return "searching", self._busy.capitalize()
            return "waiting", self.tr(
                "Gõ họ tên, ngày sinh, số giấy tờ hay tên cha mẹ: người khớp trong CSDL hiện ở đây."
            )
        if not search.candidates:
            return "not_found", self.tr(
                "Đã tìm, không có ai khớp. Xem lại chữ đã gõ rồi F5, hoặc F8 để ghi “Không tìm thấy”."
            )
        return "", ""

    def _show_search(self) -> None:
        state, words = self._state()
        self._stack.setCurrentIndex(1 if state else 0)
        self._found.say("")
        self._finding.hide()
        self._more_row.setVisible(self.has_more and not self._only_chosen)
        if state:
            self._said.say(state, words)
            self.table.show_rows([])
            self.setAccessibleName(words)
            return
        search = self._searches[self._section]
        if self._busy:
            self._found.say(self._busy)
        else:
            whole, *shorter = how_found(search)
            self._found.say(whole, shorter=shorter)
        self._finding.set_chip(*finding_of(search))
        self._finding.setVisible(not self._busy)
        chosen = self._chosen.get(self._section, "")
        listed = [
            CandidateRow(
                number,
                candidate,
                bool(chosen) and candidate.person.personal_id == chosen,
                self._narrow,
                far=search.finding == Finding.NOT_FOUND,
            )
            for number, candidate in enumerate(search.candidates, start=1)
        ]
        if self._only_chosen:
            listed = [row for row in listed if row.chosen] or listed[:1]
        before = self.table.current()
        self.table.show_rows(listed)
        at = next((i for i, row in enumerate(listed) if row.chosen), -1)
        if at >= 0:
            self.table.choose(at)
        elif before is None or not self.hasFocus():
            self.table.setCurrentIndex(QModelIndex())
        self._explain()

    def _explain(self) -> None:
        search = self._searches.get(self._section)
        row = self.table.current()
        if search is None:
            return
        lead, why = explained(search, row, here=self.hasFocus())
        self._reason.setText(f"<b>{escape(lead)}</b> {escape(self._fitting(lead, why))}")
        self._reason.setToolTip(f"{lead} {why}")
        name = "" if row is None else row.candidate.person.full_name
        self.setAccessibleName(" ".join(part for part in (lead, name, why) if part))

    def _fitting(self, lead: str, why: str) -> str:
        """Cut the sentence to one line where room is short, else to two."""
        lines = 1 if self._narrow or self._only_chosen else 2
        measure = QFontMetrics(theme.font("label"))
        bold = QFontMetrics(theme.font("label", 700)).horizontalAdvance(lead + " ")
        # a line break between words leaves some room unused
        beside = 0 if self._more_row.isHidden() else self._more_row.sizeHint().width() + 12
        room = (self.width() - 24 - beside) * lines - bold - (lines - 1) * theme.px(80) - 8
        if measure.horizontalAdvance(why) <= room:
            return why
        return measure.elidedText(differences_first(why), Qt.TextElideMode.ElideRight, max(0, room))

    def _moved(self, _row: object) -> None:
        if not self._state()[0]:
            self._explain()

    def _clicked(self, index: QModelIndex | QPersistentModelIndex) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._choose(index.row())

    def _choose(self, at: int) -> None:
        rows = self.table.table_model.rows
        if 0 <= at < len(rows):
            self.table.choose(at)
            self.chosen.emit(self._section, rows[at].candidate.person.personal_id)

    def _choose_or_agree(self, at: int, *, agrees: bool) -> None:
        rows = self.table.table_model.rows
        if agrees and 0 <= at < len(rows) and rows[at].chosen:
            self.agreed_to.emit()
        else:
            self._choose(at)

    def _search_again(self) -> None:
        self.search_again.emit(self._section)

    def step_person(self, by: int) -> None:
        """Turn to the person ``by`` tabs further, if there is one, as a click on the tab does."""
        keys = list(self._tabs)
        at = keys.index(self._section) + by if self._section in keys else -1
        if 0 <= at < len(keys):
            self._select(keys[at])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose by number, F7 or Enter; move by arrows; search again on F5, for more on Shift+F5."""
        key = event.key()
        at, count = self.table.currentIndex().row(), self.table.table_model.rowCount()
        if event.isAutoRepeat() and key not in _MOVES:
            return  # a held key chooses nobody
        if Qt.Key.Key_1 <= key <= Qt.Key.Key_9:
            self._choose(key - Qt.Key.Key_1)
        elif key in {*ENTER, Qt.Key.Key_Space}:
            self._choose_or_agree(at, agrees=key in ENTER)
        elif key in {Qt.Key.Key_Up, Qt.Key.Key_Down} and count:
            self.table.choose(max(0, min(count - 1, at + (1 if key == Qt.Key.Key_Down else -1))))
        elif key in {Qt.Key.Key_PageUp, Qt.Key.Key_PageDown} and count:
            step = TALL_ROWS if self._tall else ROWS
            self.table.choose(max(0, min(count - 1, at + (step if key == Qt.Key.Key_PageDown else -step))))
        elif key in {Qt.Key.Key_Left, Qt.Key.Key_Right}:
            self.step_person(1 if key == Qt.Key.Key_Right else -1)
        elif key == Qt.Key.Key_F7:
            self.next_candidate()
        elif key == Qt.Key.Key_F5 and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.more_wanted.emit()
        elif key == Qt.Key.Key_F5:
            self._search_again()
        else:
            super().keyPressEvent(event)

    def _measure(self) -> None:
        """Fix the height, so that typing moves nothing below; only Shift+F5 changes it."""
        short = self._narrow or self._only_chosen
        theme.fix(self._bar, height=36 if self._narrow else 40)
        theme.fix(self._reason_row, height=28 if short else 40)
        self._turn_key.setVisible(len(self._tabs) > 1 and not self._narrow)
        more, fewer = self.tr("thêm người"), self.tr("gọn lại")
        self._more.setText(fewer if self._tall else more)
        letters = QFontMetrics(theme.font("caption"))
        self._more.setFixedWidth(max(letters.horizontalAdvance(words) for words in (more, fewer)) + 4)
        self._more.setVisible(not self._narrow)
        self._more_row.setVisible(self.has_more and not self._only_chosen)
        rows = 1 if self._only_chosen else TALL_ROWS if self._tall else ROWS
        theme.fix(self._body, height=28 * rows + (28 if short else 40))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use smaller letters, and a sign instead of words, where room is short."""
        super().resizeEvent(event)
        self._ring.setGeometry(self.rect())
        narrow = self.width() < theme.px(_NARROW)
        if narrow != self._narrow:
            self._narrow = narrow
            self._measure()
            self._show_search()
        elif not self._state()[0]:
            self._explain()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring and the keys that work here."""
        super().focusInEvent(event)
        self._moved(None)
        self._ring.show()
        self._ring.raise_()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the ring and show the key that leads here."""
        super().focusOutEvent(event)
        self._moved(None)
        self._ring.hide()
