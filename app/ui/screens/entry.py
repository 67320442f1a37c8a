"""Nhập: the work screen. Form on the left, persons on the right, approval below."""

from html import escape

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QSplitter, QVBoxLayout, QWidget

from app.errors import AppError
from app.models.book import Problem
from app.models.codes import Branch
from app.models.states import ENTRY_STATE_LABELS, SEALED, EntryState
from app.models.values import Value
from app.services import carrying, entries, progress, volumes
from app.services.accounts import Role
from app.services.approval import WAITING
from app.services.places import Place
from app.ui.ask_bar import AskBar
from app.ui.book_form import BookForm
from app.ui.composer import METHOD_WORDS, Composer
from app.ui.messages import MessageBar
from app.ui.panels.no_entry import NoEntry
from app.ui.parts import Chip, button, text
from app.ui.screens.persons import PersonsSide
from app.ui.screens.police_strip import PoliceStrip, answer_words
from app.workspace import Workspace

KEYS = (
    ("F2", "như trên"),
    ("F3", "không đọc được"),
    ("F4", "sổ ghi như CSDL"),
    ("F5", "tìm lại"),
    ("F6", "đổi vùng"),
    ("F8", "không tìm thấy"),
    ("F9", "lưu, tiếp"),
    ("F10", "để lại"),
    ("F12", "Công an duyệt"),
    ("Ctrl+G", "đến số"),
    ("Ctrl+T", "bộ gõ"),
    ("F7", "người kế tiếp"),
    ("Shift+F5", "thêm người, gọn lại"),
)


class EntryScreen(QWidget):
    """Type an entry, compare its persons, decide, approve.

    Each field is in the store when it is left; nothing waits for F9.
    """

    changed = Signal()  # counts elsewhere may have changed
    police_shown = Signal(str)  # the officer at the strip, or empty

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        """Build the screen; it says how to begin until an entry is opened."""
        super().__init__(parent)
        self._workspace = workspace
        self._entry: entries.EntryView | None = None
        self.form = BookForm()
        self.composer = Composer(self)
        self.form.set_composer(self.composer)
        self.persons = PersonsSide(workspace)
        self.strip = PoliceStrip(workspace)
        self.messages = MessageBar()
        self.ask = AskBar()
        self._title = text("", "title")
        self._title.setTextFormat(Qt.TextFormat.RichText)
        self._state = Chip("", "accent", "pencil-line")
        self._saved = text("", "caption")
        self._method = text("", "caption")
        self._answers = text("", "label", "police")
        self._go = QLineEdit()
        self._before_number: QWidget | None = None
        self._undo_field: QWidget | None = None  # where Ctrl+Z is that of the decision just made
        self._build()
        self._connect()
        self._shortcuts()

    # -- opening -------------------------------------------------------------------------------------

    def open_entry(self, entry_id: str, place: Place | None = None) -> None:
        """Show an entry; with ``place`` go back to the same field and caret."""
        self.messages.clear()
        self.form.commit_current()
        if self._entry is not None and self._entry.id != entry_id:
            self.persons.leave()
        with self._workspace.store.read() as session:
            entry = entries.get(session, entry_id)
            rows = entries.of_volume(session, entry.volume_id)
            before = [r for r in rows if r.position < entry.position]
            previous = entries.get(session, before[-1].id).values if before else {}
        self._entry = entry
        self._empty.hide()
        self._work.show()
        self._state.show()
        self._new.setVisible(self._may_type)
        self.setFocusProxy(self.form)
        self.strip.close_strip()
        self.form.set_book(entry.book)
        self.form.set_values(entry.values)
        self.form.set_previous(previous)
        self._freeze()
        self.form.set_problems([])
        self.persons.show_entry(entry)
        self._tell()
        if place:
            self.form.focus_field(place.field, place.caret)
        else:
            self.form.focus_field(self._first_empty(entry), None)
        self._follow(None, QApplication.focusWidget())

    def open_volume(self, volume_id: int) -> None:
        """Go on in a volume: its last draft, or a new entry."""
        with self._workspace.store.read() as session:
            rows = entries.of_volume(session, volume_id)
        drafts = [r for r in rows if r.state in (EntryState.DRAFT, EntryState.SENT_BACK)]
        if drafts:
            self.open_entry(drafts[-1].id)
        else:
            self.new_entry(volume_id)

    def new_entry(self, volume_id: int) -> None:
        """Open the next entry of a volume: sticky fields carried over, the number counted up."""
        with self._workspace.store.read() as session:
            volume = volumes.get(session, volume_id)
            rows = entries.of_volume(session, volume_id)
            last = entries.get(session, rows[-1].id) if rows else None
        carried = carrying.from_volume(volume) if last is None else carrying.from_entry(last)
        try:
            with self._workspace.store.write() as session:
                entry_id = entries.create(
                    session,
                    volume_id,
                    by=self._workspace.account,
                    at=self._workspace.now(),
                    random=self._workspace.random,
                    carried=carried,
                )
        except AppError as error:
            self._refuse(str(error))
            return
        self.open_entry(entry_id)
        self.changed.emit()

    def refresh(self) -> None:
        """Offer the last draft while no entry is open."""
        if self._entry is not None:
            return
        with self._workspace.store.read() as session:
            draft = progress.overview(session, uid=self._workspace.account.uid).last_draft
        self._empty.set_draft(draft if self._may_type else "")

    @property
    def _may_type(self) -> bool:
        account = self._workspace.account
        return account.has(Role.JUSTICE) or account.has(Role.TYPIST)

    def _freeze(self) -> None:
        done = self._entry is not None and self._entry.state in (*SEALED, EntryState.APPROVED)
        self.form.set_frozen(done or not self._may_type)

    def place(self) -> Place | None:
        """Return where the officer is, for coming back after a lock."""
        if self._entry is None:
            return None
        key, caret = self.form.current()
        return Place("entry", self._entry.id, key, caret)

    def save_current(self) -> None:
        """Keep the field being typed."""
        self.form.commit_current()

    def leave_page(self) -> None:
        """Keep the field being typed and take open questions back: another page comes in front."""
        self.save_current()
        self.ask.leave()
        self._leave_number()

    @property
    def entry_id(self) -> str:
        """Return the entry shown; empty when none is."""
        return self._entry.id if self._entry else ""

    # -- typing --------------------------------------------------------------------------------------

    def _keep(self, key: str, value: Value) -> None:
        if self._entry is None:
            return
        try:
            with self._workspace.store.write() as session:
                changed = entries.save(
                    session,
                    self._entry.id,
                    key,
                    value,
                    by=self._workspace.account,
                    at=self._workspace.now(),
                )
                self._entry = entries.get(session, self._entry.id)
        except AppError as error:
            self.form.set_unkept(key, self._entry.values.get(key, Value()))
            self._refuse(str(error))
            return
        if changed:
            at = self._workspace.now().astimezone()
            self._saved.setText(self.tr("✓ đã lưu {0}").format(at.strftime("%H:%M:%S")))
            self.persons.show_entry(self._entry)
            self.persons.typed(self._entry.values)
            self._tell()
            self.form.commit_unkept()

    def _typing(self, key: str, text: str) -> None:
        self._undo_in(None)
        if self._entry is None:
            return
        self.persons.typed({**self._entry.values, key: Value.of(text)})

    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Let the panel show the person whose field the focus came to, also when it comes back there."""
        # the focus also moves while the window is being taken down
        if now is None or not shiboken6.isValid(self) or not shiboken6.isValid(self.persons):
            return
        if self._in_form(now):
            self.persons.caret_in(self._person_at_caret())
        elif self.persons.isAncestorOf(now):
            self.persons.caret_in("")

    def _in_form(self, widget: QWidget | None) -> bool:
        return widget is not None and shiboken6.isValid(self.form) and self.form.isAncestorOf(widget)

    def _person_at_caret(self) -> str:
        """Return the person section that holds the caret; empty when the field is about no person."""
        key, _caret = self.form.current()
        persons = self._entry.book.persons if self._entry else ()
        return next((s.key for s in persons if any(f.key == key for f in s.fields)), "")

    def complete(self) -> list[Problem]:
        """Check and finish the entry; stay on it (Ctrl+S)."""
        if self._entry is None:
            return []
        self.form.commit_current()
        try:
            with self._workspace.store.write() as session:
                problems = entries.complete(
                    session, self._entry.id, by=self._workspace.account, at=self._workspace.now()
                )
                self._entry = entries.get(session, self._entry.id)
        except AppError as error:
            self._refuse(str(error))
            return [Problem("", str(error), blocking=True)]
        self.form.set_problems(problems)
        blocking = [p for p in problems if p.blocking]
        if blocking:
            self.form.focus_field(blocking[0].field, None)
            words = self.tr("Mọi ô đã lưu. Còn {0} ô bắt buộc chưa có chữ hoặc dấu (F3).")
            self.messages.say(words.format(len(blocking)), "warn")
        else:
            self._say_ready()
        self._tell()
        self.changed.emit()
        return blocking

    def _say_ready(self) -> None:
        if self._entry is not None and self._entry.state in WAITING:
            self.messages.say(self.tr("Đã kết luận đủ. Công an duyệt: F12; sang bản ghi tiếp: F9."), "good")
        else:
            self.messages.clear()

    def complete_and_next(self) -> None:
        """Finish the entry; go to the next person to decide, or to the next entry (F9)."""
        if self._entry is None or self.complete():
            return
        if self._workspace.account.has(Role.JUSTICE) and self.persons.next_undecided():
            self.messages.say(self.tr("Đã lưu. Còn người chưa kết luận đối chiếu."))
            self.persons.focus_decision()
            return
        self.new_entry(self._entry.volume_id)

    def park(self) -> None:
        """Ask for a reason in the message bar and put the entry aside (F10)."""
        if self._entry is None:
            return
        self.form.commit_current()
        self.ask.ask(self.tr("Để lại vì sao?"), self._park_with)

    def _park_with(self, reason: str) -> None:
        if self._entry is None or not reason.strip():
            return
        try:
            with self._workspace.store.write() as session:
                entries.park(
                    session, self._entry.id, reason, by=self._workspace.account, at=self._workspace.now()
                )
                self._entry = entries.get(session, self._entry.id)
        except AppError as error:
            self._refuse(str(error))
            return
        self.messages.say(self.tr("Đã để lại; mở lại từ Hôm nay."))
        self._tell()
        self.changed.emit()

    # -- police --------------------------------------------------------------------------------------

    def show_strip(self) -> None:
        """Open the police strip for exactly the entry shown (F12)."""
        if self._entry is None:
            return
        self.form.commit_current()
        self.form.set_frozen(True)
        self.persons.set_for_police(True)
        self.strip.open_for(self._entry, self._subject())

    def _signed(self) -> None:
        self._read_again()
        self.messages.say(self.tr("Công an đã duyệt và ký bản ghi này."), "good")

    def _sent_back(self, reason: str) -> None:
        self._read_again()
        self.messages.say(self.tr("Công an trả lại: {0}").format(reason), "warn")

    def _strip_closed(self) -> None:
        self.persons.set_for_police(False)
        self._freeze()
        self.police_shown.emit("")
        self.form.setFocus()

    def _read_again(self) -> None:
        if self._entry is None:
            return
        with self._workspace.store.read() as session:
            self._entry = entries.get(session, self._entry.id)
        self._tell()
        self.changed.emit()

    # -- inside --------------------------------------------------------------------------------------

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(12, 0, 12, 12)
        outer.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(4, 0, 0, 0)
        head.addWidget(self._title)
        head.addWidget(self._state)
        head.addStretch(1)
        head.addWidget(self._method)
        head.addSpacing(12)
        head.addWidget(self._saved)
        self._go.setPlaceholderText(self.tr("đến số…"))
        self._go.setAccessibleName(self.tr("Đến số đăng ký"))
        self._go.setFixedWidth(90)
        self._go.hide()
        head.addWidget(self._go)
        self._bar = QWidget()
        self._bar.setFixedHeight(40)
        self._bar.setLayout(head)
        outer.addWidget(self._bar)
        outer.addWidget(self._answers)
        outer.addWidget(self.messages)
        outer.addWidget(self.ask)
        self._work = QSplitter(Qt.Orientation.Horizontal)
        self._work.setChildrenCollapsible(False)
        self._work.setHandleWidth(12)
        self._work.setStyleSheet("QSplitter::handle { image: none; }")
        self._work.addWidget(self.form)
        self._work.addWidget(self.persons)
        self._work.setSizes([420, 762])
        self._work.setStretchFactor(0, 35)
        self._work.setStretchFactor(1, 65)
        self._work.hide()
        outer.addWidget(self._work, 1)
        self._empty = NoEntry()
        self.setFocusProxy(self._empty)
        outer.addWidget(self._empty, 1)
        outer.addWidget(self.strip)
        self._new = button(self.tr("Bản ghi mới"), "quiet", small=True)
        self._new.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # F9 is its key; the focus stays with the work
        self._new.hide()
        self._state.hide()
        self._again = button(self.tr("Xử lý lại"), "quiet", small=True)
        self._again.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._again.setShortcut("Ctrl+R")
        self._again.hide()
        head.addWidget(self._again)
        head.addWidget(self._new)

    def take_back(self) -> None:
        """Work again on an entry that came back with a question or a refusal (Ctrl+R)."""
        if self._entry is None:
            return
        entry_id = self._entry.id
        try:
            with self._workspace.store.write() as session:
                entries.take_back(session, entry_id, by=self._workspace.account, at=self._workspace.now())
        except AppError as error:
            self._refuse(str(error))
            return
        self.open_entry(entry_id)
        self.changed.emit()

    def _connect(self) -> None:
        self._again.clicked.connect(self.take_back)
        self.form.value_left.connect(self._keep)
        self.form.typing.connect(self._typing)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._follow)
        self.form.completed.connect(self.complete_and_next)
        self.composer.method_changed.connect(self._method_changed)
        self._empty.draft_wanted.connect(self.open_entry)
        self.persons.confirmable.connect(self.form.set_confirmable)
        self.persons.refused.connect(self._refuse)
        self.persons.decided.connect(self._after_decision)
        self.persons.taken_back.connect(self._after_undo)
        self.strip.signed.connect(self._signed)
        self.strip.sent_back.connect(self._sent_back)
        self.strip.closed.connect(self._strip_closed)
        self.strip.officer_shown.connect(self.police_shown)
        self._go.returnPressed.connect(self._go_to)
        self._new.clicked.connect(self._new_clicked)
        escape = QShortcut(QKeySequence("Esc"), self._go)
        escape.setContext(Qt.ShortcutContext.WidgetShortcut)
        escape.activated.connect(self._leave_number)

    def _shortcuts(self) -> None:
        for keys_, slot in (
            ("F5", self._search_again),
            ("Shift+F5", self.persons.toggle_more),
            ("F7", self.persons.candidates.next_candidate),
            ("F6", self._next_area),
            ("Shift+F6", self._previous_area),
            ("F8", self._not_found),
            ("F9", self.complete_and_next),
            ("Ctrl+S", self._check_and_stay),
            ("F10", self.park),
            ("Ctrl+P", self.park),
            ("Ctrl+G", self._ask_number),
            ("Ctrl+Z", self._undo_decision),
        ):
            shortcut = QShortcut(QKeySequence(keys_), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.setAutoRepeat(keys_ not in {"F8", "Ctrl+Z"})  # held down is no second "yes"
            shortcut.activated.connect(slot)

    def _refuse(self, words: str) -> None:
        self.messages.say(words, "alarm")

    def _method_changed(self, method: str) -> None:
        self._method.setText(self.tr("Bộ gõ: {0} (Ctrl+T đổi)").format(METHOD_WORDS[method]))

    def _search_again(self) -> None:
        self.persons.candidates.search_again.emit(self.persons.section)

    def _not_found(self) -> None:
        """Decide about the person whose field holds the caret; from the panel, about the one it shows."""
        self.form.commit_current()
        if self._in_form(self.focusWidget()):
            person = self._person_at_caret()
            if not person:
                self._refuse(
                    self.tr("Chưa ghi kết luận: ô này không thuộc về ai. Vào ô của người đó rồi bấm F8.")
                )
                return
            self.persons.caret_in(person)
        self.persons.decide(Branch.NOT_FOUND)

    def _check_and_stay(self) -> None:
        self.complete()

    def _undo_decision(self) -> None:
        self.persons.undo()

    def _new_clicked(self) -> None:
        if self._entry:
            self.form.commit_current()
            self.new_entry(self._entry.volume_id)

    def _areas(self) -> list[QWidget]:
        areas: list[QWidget] = [self.form, self.persons.candidates, self.persons.comparison]
        areas.append(self.strip if self.strip.isVisible() else self.persons.decision)
        return areas

    def _next_area(self) -> None:
        self._step_area(1)

    def _previous_area(self) -> None:
        self._step_area(-1)

    def _step_area(self, step: int) -> None:
        areas = self._areas()
        focused = self.focusWidget()
        here = next(
            (i for i, a in enumerate(areas) if focused and (a is focused or a.isAncestorOf(focused))), 0
        )
        if here == 0:
            self.form.commit_current()
        target = areas[(here + step) % len(areas)]
        if target is self.form:
            key, caret = self.form.current()
            self.form.focus_field(key, caret)
        else:
            self.persons.caret_in("")  # before the focus comes: the likely button then is the one it goes to
            target.setFocus(Qt.FocusReason.ShortcutFocusReason)
            if target is self.persons.comparison:
                self.persons.comparison.focus_open_line()

    def _ask_number(self) -> None:
        if self._entry is None:
            return
        if self._go.isHidden():
            self._before_number = self.window().focusWidget()
        self._go.show()
        self._go.setFocus()

    def _leave_number(self) -> None:
        had = self._go.hasFocus()
        self._go.clear()
        self._go.hide()
        before, self._before_number = self._before_number, None
        if had and before is not None and shiboken6.isValid(before):
            before.setFocus(Qt.FocusReason.OtherFocusReason)

    def _go_to(self) -> None:
        wanted = self._go.text().strip()
        self._leave_number()
        if self._entry is None:
            return
        with self._workspace.store.read() as session:
            rows = entries.of_volume(session, self._entry.volume_id)
        found = next((r for r in rows if r.registration_no.split("/")[0] == wanted.split("/")[0]), None)
        if found:
            self.open_entry(found.id)
        else:
            self.messages.say(self.tr("Quyển này chưa có bản ghi số {0}.").format(wanted), "warn")

    def _after_decision(self) -> None:
        if self._entry is None:
            return
        self._read_again()
        self._say_ready()
        if self._in_form(field := self.focusWidget()):
            self._undo_in(field)
            return  # the caret stays: letters typed on are no commands about another person
        if self.persons.next_undecided():
            self.persons.focus_decision()
        else:
            self.form.focus_field(*self.form.current())

    def _undo_in(self, field: QWidget | None) -> None:
        """Let Ctrl+Z in this field take the decision back, until another key is typed there; None ends it."""
        if self._undo_field is not None and shiboken6.isValid(self._undo_field):
            self._undo_field.removeEventFilter(self)
        self._undo_field = field
        if field is not None:
            field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep Ctrl+Z from the field that would take its typing back instead of the decision."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            if event.matches(QKeySequence.StandardKey.Undo):
                event.ignore()
                return True
        elif event.type() in {QEvent.Type.FocusOut, QEvent.Type.InputMethod}:
            self._undo_in(None)
        return super().eventFilter(watched, event)

    def _after_undo(self) -> None:
        self._undo_in(None)
        self._read_again()
        self._say_ready()
        if not self._in_form(self.focusWidget()):
            self.persons.focus_decision()

    def _tell(self) -> None:
        if self._entry is None:
            return
        with self._workspace.store.read() as session:
            volume = volumes.get(session, self._entry.volume_id)
        page = self._entry.values.get("page_no", Value()).text or "…"
        number = self._entry.values.get("registration_no", Value()).text or "…"
        dot = "&nbsp; ·&nbsp; "
        where = self.tr("quyển {0}").format(volume.book_no), self.tr("trang {0}").format(page)
        plain = f"{dot}{dot.join(map(escape, where))}{dot}"
        number = self.tr("số {0}").format(number)
        self._title.setText(
            f"{escape(self._entry.book.short)}<span style='font-weight: 400'>{plain}</span>{escape(number)}"
        )
        words = ENTRY_STATE_LABELS[self._entry.state]
        if self._entry.note and self._entry.state in (EntryState.PARKED, EntryState.SENT_BACK):
            words += f": {self._entry.note}"
        self._state.set_chip(words, "accent", "pencil-line")
        answered = answer_words(self._workspace, self._entry)
        self._answers.setText(answered)
        self._answers.setVisible(bool(answered))
        returned = self._entry.state == EntryState.RETURNED
        self._again.setVisible(returned and self._workspace.account.has(Role.JUSTICE))

    def _subject(self) -> str:
        if self._entry is None:
            return ""
        number = self._entry.values.get("registration_no", Value()).text
        with self._workspace.store.read() as session:
            volume = volumes.get(session, self._entry.volume_id)
            people = len(entries.active_decisions(session, self._entry.id))
        return self.tr("1 bản ghi: {0} số {1}, quyển {2}, {3} người").format(
            self._entry.book.short, number, volume.book_no, people
        )

    @staticmethod
    def _first_empty(entry: entries.EntryView) -> str:
        fields = list(entry.book.all_fields())
        if entry.state not in (EntryState.DRAFT, EntryState.PARKED, EntryState.SENT_BACK):
            return entry.book.persons[0].name_field
        empty = (f.key for f in fields if entry.values.get(f.key, Value()).is_empty)
        return next(empty, fields[0].key)
