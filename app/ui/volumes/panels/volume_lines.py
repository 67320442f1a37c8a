"""The lines of the inventory: places, types with their sums, volumes; and the columns that show them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.models.words.short_places import short_places
from app.models.words.volume_identity import place_key
from app.texts import tr
from app.ui.kit.table_model import Cell, Column, number, percent_cell
from app.ui.volumes.panels.loss_form import LossDraft
from app.ui.volumes.panels.volume_form import CONDITIONS, VolumeDraft

_LOOK = {
    "con": ("equal", "check"),
    "hu_hong": ("less", "warning"),
    "mat": ("differ", "x"),
    "muon": ("near", "arrow-bend-up-left"),
}
_SHORT = {"con": "còn", "hu_hong": "hư hỏng", "mat": "mất", "muon": "mượn"}
_STEP = 20  # of the indent of a level


@dataclass(frozen=True, slots=True)
class VolumeRow:
    """A volume in the inventory; ``total`` is None when unknown; ``twice``: the same stands there again."""

    id: int
    draft: VolumeDraft
    total: int | None
    electronic: int
    todo: int
    entered: int
    left: int
    twice: bool = False

    @property
    def lost(self) -> bool:
        """Tell whether nobody can read it any more."""
        return self.draft.condition == "mat"

    @property
    def waiting(self) -> bool:
        """Tell whether acts of this volume are still to type."""
        return not self.lost and (self.total is None or self.left > 0)


@dataclass(frozen=True, slots=True)
class LossRow:
    """The note that no volume of a type is left."""

    id: int
    draft: LossDraft


@dataclass(frozen=True, slots=True)
class BookGroup:
    """The volumes of one type of book of one place, in the legal order of types."""

    key: str
    title: str
    volumes: tuple[VolumeRow, ...]
    place: str = ""
    loss: LossRow | None = None


@dataclass(frozen=True, slots=True)
class ShelfLine:
    """A line: a place, a type with its sums, a volume, or the sum of all; ``groups`` are those it sums."""

    key: str
    place: str
    number: str
    title: str
    groups: tuple[BookGroup, ...]
    volume: VolumeRow | None = None
    level: int = 0
    open: bool = True
    total: bool = False

    @property
    def volumes(self) -> tuple[VolumeRow, ...]:
        """Return the volumes that it sums."""
        if self.volume is not None:
            return (self.volume,)
        return tuple(volume for group in self.groups for volume in group.volumes)

    @property
    def losses(self) -> tuple[LossRow, ...]:
        """Return the notes of loss that it sums."""
        return tuple(group.loss for group in self.groups if group.loss is not None)

    @property
    def loss(self) -> LossRow | None:
        """Return the note of loss of this type."""
        return self.losses[0] if self.key and self.volume is None and self.losses else None

    @property
    def folds(self) -> tuple[str, str]:
        """Return by what it is known when it is folded away."""
        return self.place, self.key

    def sum(self, name: str) -> int:
        """Return a sum over its volumes, and what of lost books is electronic."""
        lost = sum(one.draft.already_electronic for one in self.losses) if name == "electronic" else 0
        return lost + sum(0 if name == "total" and v.lost else getattr(v, name) or 0 for v in self.volumes)


def lines_of(groups: Sequence[BookGroup], closed: set[tuple[str, str]]) -> Iterator[ShelfLine]:
    """Yield the lines of an inventory; places have a level of their own where there are several."""
    places = list(dict.fromkeys(group.place for group in groups))
    if len(places) < 2:
        yield from _books(groups, closed, 0)
        return
    names = short_places(places)
    for at, place in enumerate(places, 1):
        own = tuple(group for group in groups if group.place == place)
        is_open = (place, "") not in closed
        title = names[place_key(place)] or tr("Chưa ghi nơi đăng ký")
        yield ShelfLine("", place, str(at), title, own, open=is_open)
        if is_open:
            yield from _books(own, closed, 1)


def _books(groups: Sequence[BookGroup], closed: set[tuple[str, str]], level: int) -> Iterator[ShelfLine]:
    for at, group in enumerate(groups, 1):
        is_open = (group.place, group.key) not in closed
        yield ShelfLine(group.key, group.place, f"{at:02}", group.title, (group,), level=level, open=is_open)
        if is_open:
            for volume in group.volumes:
                yield ShelfLine(group.key, group.place, "", "", (), volume, level=level + 1)


def _number(line: ShelfLine) -> Cell:
    return Cell(line.number, weight=600, head=line.volume is None)


def _title(line: ShelfLine) -> Cell:
    indent = line.level * _STEP
    if line.volume is None:
        folds = not line.total and (line.volumes or not line.key)
        caret = "" if not folds else "caret-down" if line.open else "caret-right"
        tip = "" if line.key else line.place
        return Cell(line.title, weight=600, head=True, icon=caret, icon_tone="ink_2", indent=indent, tip=tip)
    draft = line.volume.draft
    years = "–".join(part for part in (draft.year_from, draft.year_to) if part) or (
        "" if draft.book_no else draft.opened_year
    )
    twice = tr("kê hai lần") if line.volume.twice else ""
    words = "   ·   ".join(part for part in (draft.book_no or tr("không số"), years, twice) if part)
    tip = "\n".join(part for part in (draft.place, draft.repeat_reason) if part)
    icon, tone = ("copy", "less") if twice else ("", "")
    return Cell(words, tone=_ink(line), icon=icon, icon_tone=tone, indent=indent, tip=tip)


def _ink(line: ShelfLine) -> str:
    return "ink_3" if line.volume is not None and line.volume.lost else "ink"


def _condition(line: ShelfLine) -> Cell:
    if line.volume is None:
        if line.loss is None:
            return Cell(head=True)
        tip = tr("Loại sổ này không còn quyển nào")
        return Cell(tr("mất hết"), tone="differ", icon="x", size="label", weight=500, head=True, tip=tip)
    code = line.volume.draft.condition
    tone, icon = _LOOK[code]
    return Cell(tr(_SHORT[code]), tone=tone, icon=icon, size="label", weight=500, tip=tr(CONDITIONS[code]))


def _total(line: ShelfLine) -> Cell:
    if line.volume is None:
        return Cell(number(line.sum("total")), weight=600, head=True)
    told = line.volume.total
    if line.volume.lost:
        tip = tr("Sổ đã mất; lời khóa sổ ghi {0}").format(number(told)) if told else tr("Sổ đã mất")
        return Cell("0", tone="ink_3", tip=tip)
    return Cell(tr("không rõ") if told is None else number(told))


def _count(title: str, name: str, width: int, *, weight: int = 400, tip: str = "") -> Column[ShelfLine]:
    def cell(line: ShelfLine) -> Cell:
        if line.volume is None:
            return Cell(number(line.sum(name)), weight=600, head=True)
        return Cell(number(getattr(line.volume, name)), weight=weight, tone=_ink(line))

    return Column(title, cell, width, right=True, tip=tip)


def _share(line: ShelfLine) -> Cell:
    return percent_cell(line.sum("left"), line.sum("todo"), head=line.volume is None)


def _note(line: ShelfLine) -> Cell:
    if line.volume is None:
        if line.loss is None:
            return Cell(head=True)
        loss = line.loss.draft
        words = ", ".join(part for part in (loss.reason, loss.lost_on) if part)
        return Cell(words, tone="ink_2", size="label", head=True, tip=words)
    draft = line.volume.draft
    second = tr("sổ kép: {0}").format(draft.second_place) if draft.second_place else ""
    words = ", ".join(part for part in (draft.condition_reason, draft.keeper, second) if part)
    return Cell(words, tone="ink_2", size="label", tip=words)


COLUMNS: tuple[Column[ShelfLine], ...] = (
    Column("STT", _number, 44, spare=True),
    Column("Loại sổ", _title, least=220),
    Column("Tình trạng", _condition, 96),
    Column("Tổng số", _total, 76, right=True, tip="Tổng số theo lời khóa sổ của các quyển còn"),
    _count("Đã nhập vào\nCSDL HTĐT", "electronic", 98, tip="Số đã có trong cơ sở dữ liệu hộ tịch điện tử"),
    _count("Phải nhập vào\nCSDL HTĐT", "todo", 104, tip="Số phải nhập vào cơ sở dữ liệu hộ tịch điện tử"),
    _count("Đã nhập", "entered", 70, weight=500),
    _count("Còn lại", "left", 66),
    Column("Tiến độ", _share, 124),
    Column("Ghi chú", _note, 180, spare=True),
)
