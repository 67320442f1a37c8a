"""Taking in a list of volumes: looked at whole before anything is kept; the same again changes nothing."""

from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from app.errors import Refused
from app.models.books import BOOKS
from app.models.words.roles import Action
from app.models.words.volume_identity import place_key
from app.services.entry import losses, volumes
from app.services.entry.volume_rows import ReadList
from app.services.entry.volumes import VolumeView
from app.services.office import audit
from app.services.office.accounts import Officer
from app.services.office.permissions import require
from app.texts import Text, tr

_TOLD: tuple[tuple[str, str], ...] = (
    ("year_from", "Từ năm"),
    ("year_to", "Đến năm"),
    ("page_count", "Số trang"),
    ("closing_total", "Tổng số"),
    ("already_electronic", "Đã có điện tử"),
    ("condition", "Tình trạng"),
    ("keeper", "Nơi giữ"),
    ("second_place", "Nơi lưu sổ kép"),
)
"""What a row may tell otherwise than the volume that stands here."""


class RowStanding(StrEnum):
    """What becomes of a row of a list."""

    NEW = "new"
    THERE = "there"
    DIFFERS = "differs"
    AGAIN = "again"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """A row of the list, what becomes of it, and why; ``name`` is the volume in words."""

    line: int
    standing: RowStanding
    name: str
    why: str
    view: VolumeView | None = None


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What taking a list in would do; nothing is stored by it."""

    rows: tuple[PlannedRow, ...]
    ignored: tuple[str, ...]
    sha256: str

    def count(self, standing: RowStanding) -> int:
        """Return how many rows stand so."""
        return sum(row.standing is standing for row in self.rows)

    @property
    def new(self) -> tuple[VolumeView, ...]:
        """Return the volumes that would be added."""
        return tuple(row.view for row in self.rows if row.view and row.standing is RowStanding.NEW)


def plan(session: Session, read: ReadList) -> ImportPlan:
    """Hold a list against the volumes here and against itself."""
    stored: dict[Hashable, list[VolumeView]] = {}
    for here in volumes.inventory(session):
        stored.setdefault(_key(here), []).append(here)
    lost = {(place_key(loss.place), loss.book_type) for loss in losses.every(session)}
    first_lines: dict[Hashable, int] = {}
    met: Counter[Hashable] = Counter()
    rows = []
    for row in read.rows:
        view = row.view
        if view is None:
            rows.append(PlannedRow(row.line, RowStanding.REFUSED, "", row.why))
            continue
        key = _key(view)
        met[key] += 1
        standing, why = _standing(view, stored.get(key, []), first_lines.get(key, 0), met[key])
        at_hand = view.condition != volumes.LOST
        if standing is RowStanding.NEW and at_hand and (place_key(view.place), view.book_type) in lost:
            standing, why = RowStanding.REFUSED, tr("Loại sổ này của nơi này đang ghi là mất hết sổ.")
        first_lines.setdefault(key, row.line)
        rows.append(PlannedRow(row.line, standing, name_of(view), why, view))
    return ImportPlan(tuple(rows), read.ignored, read.sha256)


def take(session: Session, read: ReadList, seen: ImportPlan, *, by: Officer, at: datetime) -> list[int]:
    """Add the new volumes of a list as it was looked at and return their ids.

    Refused when the volumes here have changed since then, so that another thing would be taken in than seen.
    """
    require(by, Action.DESCRIBE_VOLUMES)
    if plan(session, read) != seen:
        raise Refused("Bảng kê trong máy vừa thay đổi. Chưa nhận gì; hãy xem lại báo cáo rồi nhận.")
    ids = [volumes.add(session, view, by=by, at=at) for view in seen.new]
    counts = {str(standing): seen.count(standing) for standing in RowStanding}
    data = {**counts, "sha256": seen.sha256}
    audit.record(session, "volumes_imported", subject="volumes", by=by.uid, at=at, data=data)
    return ids


def name_of(view: VolumeView) -> str:
    """Return a volume in words: its type, number, year and place."""
    number = Text("quyển {0}", view.book_no) if view.book_no else Text("không số")
    parts = (tr(BOOKS[view.book_type].short), str(number), view.opened_year or view.year_from, view.place)
    return ", ".join(filter(None, parts))


def _standing(
    view: VolumeView, stored: list[VolumeView], first_line: int, met: int
) -> tuple[RowStanding, str]:
    """Return what becomes of a row; ``met`` counts the rows of the list up to it that tell of its volume."""
    if volumes.key_of(view) is None:  # without a number as many are meant as there are rows
        return (RowStanding.THERE, "") if met <= len(stored) else (RowStanding.NEW, "")
    if first_line:
        words = Text("Trùng với dòng {0}. Nếu thật có hai quyển, kê quyển thứ hai bằng tay.", first_line)
        return RowStanding.AGAIN, str(words)
    if not stored:
        return RowStanding.NEW, ""
    differing = min((_differing(view, one) for one in stored), key=len)
    if not differing:
        return RowStanding.THERE, ""
    return RowStanding.DIFFERS, str(Text("Trong máy khác: {0}. Giữ nguyên; đúng thì sửa tay.", differing))


def _differing(view: VolumeView, stored: VolumeView) -> str:
    """Return what the row tells otherwise; what it does not tell is no difference."""
    said = []
    for name, label in _TOLD:
        told, here = getattr(view, name), getattr(stored, name)
        if told not in ("", None) and told != here and not (name == "already_electronic" and not told):
            said.append(f"{tr(label)} {here if here not in ('', None) else '…'} → {told}")
    return "; ".join(said)


def _key(view: VolumeView) -> Hashable:
    """Return by what a row is known: a volume without a number by all that is told of it."""
    known = volumes.key_of(view)
    if known is not None:
        return known
    told = tuple(getattr(view, name) for name, _label in _TOLD)
    return (view.book_type, place_key(view.place), view.opened_year, *told)
