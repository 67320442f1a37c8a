"""Sai lệch: follow each difference as an item, and print the list."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.documents.kinds import DISCREPANCY_LIST
from app.errors import AppError
from app.models.store.times import read
from app.models.words.codes import RESOLUTION_LABELS, Resolution
from app.models.words.moments import day_and_minute, day_of
from app.models.words.roles import Action
from app.models.words.states import FOLLOWED, ITEM_STATE_LABELS, ItemState
from app.services.entry import discrepancies, fact_list, papers, volume_names
from app.services.entry.discrepancies import Item
from app.services.entry.fact_list import Fact
from app.services.entry.papers import PaperStep
from app.services.entry.volume_names import VolumeNames
from app.services.office import accounts, office_settings
from app.texts import Text, tr
from app.ui.follow_up.panels.discrepancies import KEYS, DiscrepanciesPanel
from app.ui.follow_up.panels.item_acts import ActRow
from app.ui.follow_up.panels.item_detail import HistoryStep, ItemRow
from app.ui.kit import printing
from app.ui.kit.ask_bar import AskBar
from app.ui.kit.messages import MessageBar
from app.ui.kit.screen import Keys, Screen
from app.workspace import Workspace

UNDONE = "bấm nhầm, hoàn tác"  # a reason that is stored


class DiscrepanciesScreen(Screen):
    """Follow each difference until it is settled; print the list."""

    key, icon, action = "discrepancies", "arrows-left-right", Action.SEE_REGISTRY
    entry_wanted = Signal(str)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        """Build the screen; ``refresh`` fills it."""
        super().__init__(parent)
        self._workspace = workspace
        self._facts: dict[int, Fact] = {}
        self.panel = DiscrepanciesPanel()
        self.messages, self.ask = MessageBar(), AskBar()
        self._ended: int | None = None  # the item that Ctrl+Z follows again
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.messages)
        layout.addWidget(self.ask)
        layout.addWidget(self.panel, 1)
        self.setFocusProxy(self.panel)
        self.panel.resolved.connect(self._resolve)
        self.panel.state_moved.connect(self._move)
        self.panel.end_wanted.connect(self._ask_end)
        self.panel.reopen_wanted.connect(self._ask_reopen)
        self.panel.undone.connect(self._undo)
        self.panel.item_chosen.connect(self._show_history)
        self.panel.entry_opened.connect(self.entry_wanted)
        self.panel.print_requested.connect(self.print_list)

    @property
    def title(self) -> str:
        """Return the name in the rail."""
        return self.tr("Sai lệch")

    def keys(self) -> Keys:
        """Return the keys of this screen."""
        return KEYS

    def refresh(self) -> None:
        """Read the items again."""
        today = self._workspace.today()
        with self._workspace.store.read() as session:
            self._facts = {fact.key: fact for fact in fact_list.every(session)}
            names = volume_names.read(session)
            late = office_settings.value(session, office_settings.ITEM_DAYS, on=today)
            bases = {
                resolution: office_settings.value(session, setting, on=today)
                for resolution, setting in office_settings.BASES.items()
            }
        self.panel.set_office(bases=bases, late_days=late)
        self.panel.set_items([_row(fact, names, today, late) for fact in self._facts.values()])

    def leave(self) -> None:
        """Close an open question: another page opens."""
        self.ask.leave()

    def make_list(self, ids: list[int] | None = None) -> papers.MadePaper:
        """Make the list of the given items, or of all."""
        work = self._workspace
        wanted = [self._facts[i] for i in ids if i in self._facts] if ids else list(self._facts.values())
        with work.store.write() as session:
            persons = papers.persons_of(wanted, volume_names.read(session))
            return papers.make(session, DISCREPANCY_LIST, persons, by=work.account, at=work.now())

    def print_list(self, ids: list[int] | None = None) -> None:
        """Preview the list; only saving writes a file."""
        self.refresh()
        if not self._facts:
            self.messages.say(self.tr("Chưa có mục sai lệch nào để in."), "warn")
            return
        try:
            made = self.make_list(list(ids or []))
        except AppError as error:
            self.messages.say(str(error), "alarm")
            return
        self.preview_of(made).exec()

    def preview_of(self, made: papers.MadePaper) -> printing.Preview:
        """Return the preview of a list; what is printed or saved there is recorded."""
        dialog = printing.preview(self, made.data, made.paper.name, made.paper.file_name)
        dialog.saved.connect(lambda _path: self._record(made, PaperStep.SAVED))
        dialog.printed.connect(lambda: self._record(made, PaperStep.PRINTED))
        return dialog

    def _record(self, made: papers.MadePaper, step: PaperStep) -> None:
        work = self._workspace
        with work.store.write() as session:
            papers.record(session, made, step, by=work.account, at=work.now())

    def _resolve(self, item_id: int, resolution: str, note: str, evidence: str) -> None:
        work = self._workspace
        try:
            with work.store.write() as session:
                discrepancies.resolve(
                    session,
                    item_id,
                    Resolution(resolution),
                    by=work.account,
                    at=work.now(),
                    note=note,
                    evidence=evidence,
                )
        except AppError as error:
            self.panel.set_error(str(error))
            return
        self._again(item_id)

    def _move(self, item_id: int, state: ItemState) -> None:
        work = self._workspace
        try:
            with work.store.write() as session:
                discrepancies.advance(session, item_id, state, by=work.account, at=work.now())
        except AppError as error:
            self.panel.set_error(str(error))
            return
        self._again(item_id)

    def _ask_end(self, item_id: int) -> None:
        question = self.tr("Vì sao kết thúc theo dõi {0} của {1}?").format(*self._named(item_id))
        self.ask.ask(question, lambda reason: self._end(item_id, reason))

    def _ask_reopen(self, item_id: int) -> None:
        question = self.tr("Vì sao mở lại {0} của {1}?").format(*self._named(item_id))
        self.ask.ask(question, lambda reason: self._reopen(item_id, reason))

    def _named(self, item_id: int) -> tuple[str, str]:
        item = self._facts[item_id].head
        return tr(item.label), item.person_name

    def _end(self, item_id: int, reason: str) -> None:
        if self._changed(item_id, reason, discrepancies.end):
            self._ended = item_id
            words = self.tr(
                "Đã kết thúc theo dõi {0} của {1}; vẫn ở danh sách và bản in. Ctrl+Z để hoàn tác."
            )
            self.messages.say(words.format(*self._named(item_id)), "good")

    def _reopen(self, item_id: int, reason: str) -> None:
        if self._changed(item_id, reason, discrepancies.reopen):
            self._ended = None
            self.messages.say(self.tr("Theo dõi lại {0} của {1}.").format(*self._named(item_id)), "good")

    def _undo(self) -> None:
        if self._ended in self._facts and self._facts[self._ended].state == ItemState.ENDED:
            self._reopen(self._ended, UNDONE)
        else:
            self.messages.say(self.tr("Không có gì để hoàn tác. Mở lại mục đã kết thúc: chọn mục, phím K."))

    def _changed(self, item_id: int, reason: str, change: Callable[..., None]) -> bool:
        """End or reopen an item; show why it was refused and return False."""
        work = self._workspace
        try:
            with work.store.write() as session:
                change(session, item_id, reason, by=work.account, at=work.now())
        except AppError as error:
            self.panel.set_error(str(error))
            return False
        self._again(item_id)
        return True

    def _again(self, item_id: int) -> None:
        self.refresh()
        self.panel.choose(item_id)
        self._show_history(item_id)
        self.changed.emit()

    def _show_history(self, item_id: int) -> None:
        fact = self._facts.get(item_id)
        if fact is None:
            return
        with self._workspace.store.read() as session:
            steps = discrepancies.history(session, item_id)
            names = {o.uid: o.full_name for o in accounts.every(session)}
        first = HistoryStep(_when(fact.opened_at), self.tr("Ghi nhận sai lệch khi đối chiếu"))
        self.panel.set_history([first, *(HistoryStep(_when(s.at), _words(s, names)) for s in steps)])


def _words(step: discrepancies.ItemStep, names: dict[str, str]) -> str:
    state = tr(ITEM_STATE_LABELS[ItemState(step.after)])
    reason = tr(RESOLUTION_LABELS[Resolution(step.reason)]) if step.reason in set(Resolution) else step.reason
    return f"{names.get(step.by, '')}: {state}" + (f" — {reason}" if reason else "")


def _when(text: str) -> str:
    return day_and_minute(read(text))


def _act(item: Item, names: VolumeNames) -> str:
    parts = (("{0}", names.number(item)), ("trang {0}", item.page_no), ("số {0}", item.registration_no))
    told = (str(Text(what, number)) for what, number in parts if number)
    return " · ".join([tr(item.book_short), *told])


def _acts(fact: Fact, names: VolumeNames) -> tuple[ActRow, ...]:
    """Return where a fact shows, an entry each: in which fields, with its own words where they are others."""
    fields: dict[str, list[str]] = {}
    acts: dict[str, str] = {}
    for item in (fact.head, *fact.others):
        named = Text("{0}, {1}", Text(item.section_title), Text(item.label))
        said = named if item.book == fact.head.book else Text("{0} (ghi “{1}”)", named, item.book)
        fields.setdefault(item.entry_id, []).append(str(said))
        acts.setdefault(item.entry_id, _act(item, names))
    return tuple(ActRow(entry, f"{act}: {'; '.join(fields[entry])}") for entry, act in acts.items())


def _row(fact: Fact, names: VolumeNames, today: date, late_days: int) -> ItemRow:
    item, acts = fact.head, _acts(fact, names)
    days = (today - day_of(read(fact.opened_at))).days
    more = str(Text("+{0} nơi", len(acts) - 1)) if len(acts) > 1 else ""
    where = names.brief(item), item.registration_no, more
    return ItemRow(
        id=fact.key,
        entry_id=item.entry_id,
        person=item.person_name,
        where=" · ".join(filter(None, where)),
        title=_act(item, names),
        book_type=tr(item.book_short),
        label=tr(item.label),
        book=item.book,
        registry=item.registry,
        detail="; ".join(filter(None, (item.detail, str(item.amended or "")))),
        state=fact.state,
        days=days,
        late=fact.state in FOLLOWED and days > late_days,
        resolution=fact.resolution,
        note=fact.note,
        evidence=fact.evidence,
        end_reason=fact.end_reason,
        book_spans=item.book_spans,
        registry_spans=item.registry_spans,
        acts=acts,
    )
