"""Sổ: the inventory of physical books."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import partial
from itertools import combinations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.errors import AppError
from app.matching.places import old_communes
from app.models.books import BOOKS
from app.models.declaration.act import Registration
from app.models.words.registration_number import RegistrationNumber
from app.models.words.roles import Action
from app.services.entry import entries, inventory, losses, volume_names, volumes
from app.services.entry.inventory import Inventory
from app.services.entry.losses import Loss
from app.services.entry.volumes import VolumeView
from app.texts import tr
from app.ui.kit.messages import MessageBar, confirm
from app.ui.kit.screen import Keys, Screen
from app.ui.volumes.importing import VolumeImport
from app.ui.volumes.panels.gap_strip import NumberLine
from app.ui.volumes.panels.loss_form import LossDraft
from app.ui.volumes.panels.volume_form import VolumeDraft
from app.ui.volumes.panels.volume_lines import BookGroup, LossRow, ShelfLine, VolumeRow
from app.ui.volumes.panels.volumes import KEYS, VolumesPanel
from app.ui.volumes.printed import VolumePapers
from app.workspace import Workspace

_MOST = 99_999  # a higher number is no number of an act, but a personal number typed here


class VolumesScreen(Screen):
    """List the volumes, add or change one, and open one to type in."""

    key, icon, action = "volumes", "books", Action.SEE_WORK
    volume_wanted = Signal(int)
    list_wanted = Signal(int, str)
    entry_wanted = Signal(str)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        """Build the screen; ``refresh`` fills it."""
        super().__init__(parent)
        self._workspace = workspace
        self.panel = VolumesPanel()
        self.messages = MessageBar()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.messages)
        layout.addWidget(self.panel, 1)
        self.setFocusProxy(self.panel)
        self.panel.volume_opened.connect(self.volume_wanted)
        self.panel.list_wanted.connect(self.list_wanted)
        self.panel.gap_opened.connect(self._open_gap)
        self.panel.number_opened.connect(self.entry_wanted)
        self.panel.volume_chosen.connect(self._show_numbers)
        self.panel.volume_given.connect(self._keep)
        self.panel.loss_given.connect(self._keep_loss)
        self.panel.loss_withdrawn.connect(self._withdraw_loss)
        self.papers = VolumePapers(self, workspace)
        self.panel.annex_wanted.connect(self._show_annex)
        self.panel.minutes_wanted.connect(self._show_minutes)
        self.panel.import_wanted.connect(self._import)

    @property
    def title(self) -> str:
        """Return the name in the rail."""
        return self.tr("Sổ")

    def keys(self) -> Keys:
        """Return the keys of this screen."""
        return KEYS

    def refresh(self) -> None:
        """Read the inventory again."""
        with self._workspace.store.read() as session:
            found = inventory.read(session)
        office = self._workspace.commune
        self.panel.set_places(partial(old_communes.of_office, office))
        # the wording of today is no place of an old volume
        own = "" if old_communes.of_office(office, None) else office
        books = [(key, tr(book.short)) for key, book in BOOKS.items()]
        self.panel.set_books(_groups(found), place=own, books=books)

    def _open_gap(self, volume_id: int, _number: int) -> None:
        self.volume_wanted.emit(volume_id)

    def _show_numbers(self, volume_id: int) -> None:
        with self._workspace.store.read() as session:
            view = volumes.get(session, volume_id) if volume_id else None
            rows = entries.of_volume(session, volume_id) if volume_id else []
            names = volume_names.read(session)
        if view is None or not BOOKS[view.book_type].field_of(Registration.NUMBER):
            self.panel.set_numbers()
            return
        numbers = {r.id: RegistrationNumber.parse(r.registration_no).dated(r.registered_year) for r in rows}
        self.panel.set_numbers(*_lines(view, numbers, names.name(view)))

    def _keep(self, volume_id: int, draft: VolumeDraft) -> None:
        work = self._workspace
        view = VolumeView(id=volume_id, **asdict(draft))
        try:
            with work.store.write() as session:
                if volume_id:
                    volumes.change(session, view, by=work.account, at=work.now())
                else:
                    volume_id = volumes.add(session, view, by=work.account, at=work.now())
        except AppError as error:
            self._refused(view, error)
            return
        self.panel.close_form()
        self.refresh()
        self.panel.choose(volume_id)

    def _refused(self, view: VolumeView, error: AppError) -> None:
        """Say why a volume was not kept; ask for a reason where it stands here already."""
        with self._workspace.store.read() as session:
            again = volumes.same(session, view)
        if again and not view.repeat_reason:
            self.panel.ask_repeat(str(error))
        else:
            self.panel.set_form_error(str(error))

    def _keep_loss(self, loss_id: int, draft: LossDraft) -> None:
        work, loss = self._workspace, Loss(id=loss_id, **asdict(draft))
        try:
            with work.store.write() as session:
                if loss_id:
                    losses.change(session, loss, by=work.account, at=work.now())
                else:
                    losses.add(session, loss, by=work.account, at=work.now())
        except AppError as error:
            self.panel.set_loss_error(str(error))
            return
        self.panel.close_form()
        self.refresh()
        self.panel.choose_book(draft.place, draft.book_type)

    def _withdraw_loss(self, loss_id: int) -> None:
        words = self.tr("Bỏ dòng “mất hết sổ” này? Nhật ký vẫn giữ việc đã ghi và việc bỏ.")
        if confirm(self, self.tr("Bỏ ghi mất hết sổ"), words, yes=self.tr("Bỏ dòng này")):
            self.withdraw(loss_id)

    def withdraw(self, loss_id: int) -> None:
        """Take the note of a loss back."""
        work = self._workspace
        try:
            with work.store.write() as session:
                losses.withdraw(session, loss_id, by=work.account, at=work.now())
        except AppError as error:
            self.messages.say(str(error), "warn")
        self.refresh()

    def begin_import(self) -> VolumeImport:
        """Begin to take in a list of volumes."""
        made = VolumeImport(self._workspace, self)
        made.taken.connect(self.refresh)
        return made

    def _import(self, paste: bool) -> None:  # noqa: FBT001 a Qt slot
        begun = self.begin_import()
        if paste:
            begun.paste()
        begun.dialog.exec()
        begun.deleteLater()

    def _show_annex(self) -> None:
        self.papers.show_annex()

    def _show_minutes(self, line: ShelfLine) -> None:
        try:
            preview = self.papers.minutes_of(line)
        except AppError as error:
            self.messages.say(str(error), "warn")
            return
        preview.exec()


def _groups(found: Inventory) -> list[BookGroup]:
    """Return the types of book to show: every one where there is one place, else those a place has."""
    shelves = {(shelf.place, shelf.book_type): shelf for shelf in found.shelves}
    places = [commune.place for commune in found.communes] or [""]
    groups = []
    for place in places:
        for key, book in BOOKS.items():
            shelf = shelves.get((place, key))
            if shelf is None:
                if len(places) == 1:
                    groups.append(BookGroup(key, tr(book.short), (), place))
                continue
            rows = tuple(_row(view, twice=view.id in found.repeated) for view in shelf.volumes)
            groups.append(BookGroup(key, tr(book.short), rows, place, _loss_row(shelf.loss)))
    return groups


def _loss_row(loss: Loss | None) -> LossRow | None:
    if loss is None:
        return None
    names = LossDraft.__dataclass_fields__
    return LossRow(loss.id, LossDraft(**{name: getattr(loss, name) for name in names}))


def _row(view: VolumeView, *, twice: bool) -> VolumeRow:
    names = VolumeDraft.__dataclass_fields__
    draft = VolumeDraft(**{name: getattr(view, name) for name in names})
    return VolumeRow(
        view.id,
        draft,
        view.closing_total,
        view.already_electronic,
        todo=view.todo,
        entered=view.entered,
        left=view.left,
        twice=twice,
    )


def _lines(view: VolumeView, numbers: Mapping[str, RegistrationNumber], name: str) -> list[NumberLine]:
    """Return the numbers of a volume to draw, by entry: of each year where they begin anew with it."""
    years: dict[int, dict[str, RegistrationNumber]] = {}
    for entry_id, one in numbers.items():
        years.setdefault(one.year or 0, {})[entry_id] = one
    counted = [{one.counted for one in of.values()} for year, of in years.items() if year]
    if not any(one & other for one, other in combinations(counted, 2)):
        line = _numbers(view, numbers, name, "", view.closing_total or 0)
        return [line] if line else []
    lines = [
        _numbers(view, years[year], name, str(year) if year else tr("chưa rõ năm"), 0)
        for year in sorted(years)
    ]
    return [line for line in lines if line is not None]


def _numbers(
    view: VolumeView, numbers: Mapping[str, RegistrationNumber], name: str, year: str, total: int
) -> NumberLine | None:
    """Return numbers to draw, up to a closing total if there is one; numbers like 12a have no cell."""
    written: dict[int, list[RegistrationNumber]] = {}
    ids: dict[int, str] = {}
    for entry_id, one in numbers.items():
        if one.number is not None and one.number <= _MOST and not one.suffix:
            written.setdefault(one.number, []).append(one)
            ids.setdefault(one.number, entry_id)
    highest = max(written, default=0)
    last = max(total, highest)
    if not last:
        return None
    return NumberLine(
        volume_id=view.id,
        title=name,
        last=last,
        entered=frozenset(written),
        gaps=tuple(n for n in range(1, highest) if n not in written),
        twice=tuple(n for n in sorted(written) if _twice(written[n])),
        next=highest + 1 if highest < last else 0,
        year=year,
        ids=ids,
    )


def _twice(numbers: Sequence[RegistrationNumber]) -> bool:
    """Tell whether two acts of one year have the same number."""
    return any(one.same_as(other) for one, other in combinations(numbers, 2))
