"""The table model of every list: rows are plain values, columns turn a row into cells."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar, overload

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from app.matching.result import Span
from app.texts import tr

T = TypeVar("T")
Index = QModelIndex | QPersistentModelIndex
CELL = int(Qt.ItemDataRole.UserRole)
"""The role of the whole ``Cell``, for the delegate."""

_NOWHERE = QModelIndex()
_LONG = 24  # characters; a longer text may be cut, so the tip repeats it


@dataclass(frozen=True, slots=True)
class Cell:
    """The content of one cell.

    ``book`` gives the document serif, ``registry`` the registry's size; ``sub`` is a quiet second line;
    ``spans`` are [start, end) letters that differ; ``chip`` puts the word on a soft ground, ``cap`` a key
    cap before it; ``check`` and ``progress`` (0–1, ``text`` beside it) replace the text; ``head`` is a
    group or sum row; ``open`` draws no line below; ``wrap`` takes as many lines as it needs;
    ``ground``, ``tone`` and ``icon_tone`` are colour tokens.
    """

    text: str = ""
    sub: str = ""
    tone: str = "ink"
    weight: int = 400
    size: str = ""
    book: bool = False
    registry: bool = False
    icon: str = ""
    icon_tone: str = ""
    chip: bool = False
    cap: str = ""
    spans: tuple[Span, ...] = ()
    ground: str = ""
    right: bool = False
    check: bool | None = None
    progress: float | None = None
    head: bool = False
    open: bool = False
    wrap: bool = False
    indent: int = 0
    tip: str = ""

    @property
    def spoken(self) -> str:
        """Return the cell for a screen reader."""
        if self.check is not None:
            return tr("đã đánh dấu") if self.check else tr("chưa đánh dấu")
        return ", ".join(part for part in (self.text, self.sub) if part)


def number(value: int) -> str:
    """Write a number in the Vietnamese way: 1.662."""
    return f"{value:,}".replace(",", ".")


def percent_cell(left: int, todo: int, *, head: bool = False) -> Cell:
    """Return a bar with the share that is entered; a dash when there is nothing to do."""
    if not todo:
        return Cell("–", tone="ink_3", head=head)
    share = (todo - left) / todo
    shown = min(99, round(share * 100)) if left else 100
    return Cell(f"{shown} %", progress=share, tone="ink" if left else "equal", head=head)


@dataclass(frozen=True)
class Column(Generic[T]):
    """One column: title, function from row to cell, width at 100 % (0 shares the rest).

    A ``spare`` column is hidden when a column that shares the rest would be narrower than its ``least``. One
    with a ``tight`` width, as a state has, is never hidden: it gets narrower and shows its icon alone.
    ``fit`` gives a width in pixels for the rows.
    """

    title: str
    cell: Callable[[T], Cell]
    width: int = 0
    right: bool = False
    ground: str = ""
    tip: str = ""
    spare: bool = False
    tight: int = 0
    least: int = 120
    fit: Callable[[Sequence[T]], int] | None = None


class LongRows(Sequence[T]):
    """The rows of a long list, read by pages when they are looked at.

    ``read`` gives the rows from one place to another.
    """

    PAGE: ClassVar[int] = 100
    _MOST: ClassVar[int] = 50  # pages kept

    def __init__(self, count: int, read: Callable[[int, int], Sequence[T]]) -> None:
        self._count, self._read = count, read
        self._pages: dict[int, Sequence[T]] = {}

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[T]: ...
    def __getitem__(self, at: int | slice) -> T | Sequence[T]:
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(self._count))]
        if not 0 <= at < self._count:
            raise IndexError(at)
        page, place = divmod(at, self.PAGE)
        if page not in self._pages:
            if len(self._pages) >= self._MOST:
                del self._pages[next(iter(self._pages))]
            first = page * self.PAGE
            self._pages[page] = self._read(first, min(first + self.PAGE, self._count))
        return self._pages[page][place]


class TableModel(QAbstractTableModel, Generic[T]):
    """The rows of a list; ``set_rows`` replaces them all, ``change`` one of them."""

    def __init__(self, columns: Sequence[Column[T]], rows: Sequence[T] = ()) -> None:
        super().__init__()
        self.columns: tuple[Column[T], ...] = tuple(columns)
        self._rows: Sequence[T] = list(rows)

    @property
    def rows(self) -> tuple[T, ...]:
        """Return the rows in the order shown."""
        return tuple(self._rows)

    def set_rows(self, rows: Sequence[T]) -> None:
        """Replace every row."""
        self.beginResetModel()
        self._rows = rows if isinstance(rows, LongRows) else list(rows)
        self.endResetModel()

    def change(self, at: int, row: T) -> None:
        """Replace one row; IndexError when there is none."""
        rows = list(self._rows)
        rows[at] = row
        self._rows = rows
        self.dataChanged.emit(self.index(at, 0), self.index(at, len(self.columns) - 1))

    def row_at(self, at: int) -> T:
        """Return one row; IndexError when there is none."""
        return self._rows[at]

    def cell(self, at: int, column: int) -> Cell:
        """Return one cell."""
        return self.columns[column].cell(self._rows[at])

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        """Return the title of a column, its tip or its alignment."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return tr(column.title)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tr(column.tip or column.title).replace("\n", " ")
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = 0) -> Any:
        """Return the cell for the delegate, and its words for everything else."""
        if not index.isValid():
            return None
        cell = self.cell(index.row(), index.column())
        if role == CELL:
            return cell
        if role == Qt.ItemDataRole.DisplayRole:
            return cell.text
        if role == Qt.ItemDataRole.ToolTipRole:
            return cell.tip or (cell.text if len(cell.text) > _LONG else None)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            title = tr(self.columns[index.column()].title).replace("\n", " ")
            return f"{title}: {cell.spoken}" if title else cell.spoken
        return None
