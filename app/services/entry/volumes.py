"""The inventory of volumes."""

import re
from collections.abc import Hashable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, cast, func, select
from sqlalchemy.orm import Session

from app.errors import BadInput, Refused
from app.models.books import BOOKS
from app.models.store.tables import Entry, Volume
from app.models.store.times import stamp
from app.models.words import incoming
from app.models.words.registration_number import RegistrationNumber
from app.models.words.roles import Action
from app.models.words.states import SEALED, UNFINISHED, EntryState
from app.models.words.volume_identity import volume_key
from app.services.entry import losses
from app.services.office import audit
from app.services.office.accounts import Officer
from app.services.office.permissions import require

SIGNED = ("book_no", "opened_year", "place")
"""The columns of a volume that the approval of each entry covers."""
CONDITIONS = ("con", "hu_hong", "mat", "muon")
LOST = "mat"
"""The condition of a volume that nobody can read any more."""
_MOST_ACTS = 99_999  # of a volume, which has some hundreds of pages


@dataclass(frozen=True, slots=True)
class VolumeView:
    """A volume with its counts; ``id`` is 0 before the volume is stored."""

    id: int
    book_type: str
    book_no: str
    opened_year: str
    place: str
    year_from: str = ""
    year_to: str = ""
    page_count: str = ""
    closing_total: int | None = None
    condition: str = "con"
    condition_reason: str = ""
    keeper: str = ""
    form: str = ""
    already_electronic: int = 0
    second_place: str = ""
    repeat_reason: str = ""
    entered: int = 0
    approved: int = 0

    @property
    def total(self) -> int:
        """Return how many acts can be read in the volume: its closing total; none in a lost one."""
        return 0 if self.condition == LOST else self.closing_total or 0

    @property
    def todo(self) -> int:
        """Return how many acts are to be entered: the total minus the electronic ones."""
        return max(0, self.total - self.already_electronic)

    @property
    def left(self) -> int:
        """Return how many acts are still to be entered."""
        return max(0, self.todo - self.entered)


@dataclass(frozen=True, slots=True)
class VolumeName:
    """What a volume is called."""

    id: int
    book_type: str
    book_no: str
    opened_year: str
    place: str


def add(session: Session, view: VolumeView, *, by: Officer, at: datetime) -> int:
    """Store a new volume and return its id.

    Refused where all volumes of its type and place are noted as lost; BadInput for the same volume again
    without a reason.
    """
    require(by, Action.DESCRIBE_VOLUMES)
    view = with_repeat(session, checked(view))
    if view.condition != LOST:
        refuse_lost(session, view)
    row = Volume(created_at=stamp(at), created_by=by.uid)
    _copy(view, row)
    session.add(row)
    session.flush()
    audit.record(
        session,
        "volume_added",
        subject=str(row.id),
        by=by.uid,
        at=at,
        data={"book_type": row.book_type, **_said(row)},
    )
    return row.id


def change(session: Session, view: VolumeView, *, by: Officer, at: datetime) -> None:
    """Change a volume; its type stays. Refused, and BadInput, as for a new one."""
    require(by, Action.DESCRIBE_VOLUMES)
    view = checked(view)
    row = session.get(Volume, view.id)
    if row is None or row.book_type != view.book_type:
        raise Refused("Không có quyển sổ này.")
    view = with_repeat(session, view)
    if view.condition != LOST:
        refuse_lost(session, view)
    if any(getattr(view, name) != getattr(row, name) for name in SIGNED):
        _refuse_signed(session, row.id)
    _copy(view, row)
    audit.record(session, "volume_changed", subject=str(row.id), by=by.uid, at=at, data=_said(row))


def get(session: Session, volume_id: int) -> VolumeView:
    """Return one volume with its counts."""
    row = session.get(Volume, volume_id)
    if row is None:
        raise Refused("Không có quyển sổ này.")
    return _view(row, *_counts(session, Entry.volume_id == volume_id).get(volume_id, (0, 0)))


def inventory(session: Session) -> list[VolumeView]:
    """Return every volume in legal order of the books, then by year and number."""
    counts = _counts(session)
    rows = sorted(session.scalars(select(Volume)), key=shelf_order)
    return [_view(row, *counts.get(row.id, (0, 0))) for row in rows]


def shelf(session: Session) -> list[VolumeName]:
    """Return what every volume is called, in the order of the inventory; nothing is counted."""
    rows = sorted(session.scalars(select(Volume)), key=shelf_order)
    return [_name(row) for row in rows]


def shelf_order(row: Volume) -> tuple[object, ...]:
    """Return a sort key: legal order of the books, then year and number (2/1998, 10/1998)."""
    number = RegistrationNumber.parse(row.book_no).dated(row.opened_year)  # it has the form of an act's
    return BOOKS[row.book_type].priority, row.opened_year, number.sort_key, row.id


def _counts(session: Session, *only: ColumnElement[bool]) -> dict[int, tuple[int, int]]:
    """Count per volume the entries that are complete and those that are approved or have left."""
    complete = func.sum(cast(Entry.state.not_in(UNFINISHED), Integer))
    signed = func.sum(cast(Entry.state.in_((EntryState.APPROVED, *SEALED)), Integer))
    query = select(Entry.volume_id, complete, signed).where(*only).group_by(Entry.volume_id)
    return {row[0]: (row[1], row[2]) for row in session.execute(query)}


def _refuse_signed(session: Session, volume_id: int) -> None:
    """Refuse a change of a volume that an approval covers."""
    states = (EntryState.APPROVED, *SEALED)
    count = session.scalar(
        select(func.count()).where(Entry.volume_id == volume_id, Entry.state.in_(states)).select_from(Entry)
    )
    if count:
        raise Refused(
            "Quyển này có {0} trường hợp đã duyệt hoặc đã xuất: số quyển, năm mở và nơi đăng ký đã "
            "được ký nên không sửa được nữa. Chưa thay đổi gì.",
            count,
        )


def key_of(view: VolumeView) -> Hashable | None:
    """Return by what a volume is known, the same for the same volume written otherwise."""
    return volume_key(view.book_type, view.place, view.book_no, view.opened_year)


def same(session: Session, view: VolumeView) -> list[VolumeName]:
    """Return the other volumes of the inventory that this one seems to be, whatever was said of them."""
    return [_name(row) for row in _same(session, view)]


def with_repeat(session: Session, view: VolumeView) -> VolumeView:
    """Return the view, without a reason where none is needed; BadInput where one is missing.

    Of volumes that are the same all but one need the reason why they stand there too.
    """
    others = _same(session, view)
    if not others:
        return replace(view, repeat_reason="")
    if not view.repeat_reason and not all(row.repeat_reason for row in others):
        raise BadInput(
            "Quyển này đã được kê: cùng loại sổ, nơi đăng ký, số quyển và năm. Kê nhầm thì bấm Thôi; nếu "
            "thật có hai quyển như vậy, hãy ghi lý do vào ô “Vì sao kê hai lần” rồi lưu lại."
        )
    return view


def refuse_lost(session: Session, view: VolumeView) -> None:
    """Refuse a volume at hand where all volumes of its type and place are noted as lost."""
    if losses.find(session, view.book_type, view.place) is not None:
        raise Refused(
            "Loại sổ này của nơi này đang ghi là mất hết sổ. Nếu tìm lại được quyển này, hãy bỏ dòng “mất "
            "hết sổ” trước (chọn dòng ấy, nhấn Delete). Chưa thay đổi gì."
        )


def _same(session: Session, view: VolumeView) -> list[Volume]:
    key = key_of(view)
    if key is None:
        return []
    rows = session.scalars(select(Volume).where(Volume.book_type == view.book_type, Volume.id != view.id))
    return [row for row in rows if volume_key(row.book_type, row.place, row.book_no, row.opened_year) == key]


def checked(view: VolumeView) -> VolumeView:
    """Return the view with its texts as they are kept; BadInput when one cannot be."""
    texts = {name: getattr(view, name) for name in _COPIED if isinstance(getattr(view, name), str)}
    rooms = {"condition_reason": incoming.NOTE, "repeat_reason": incoming.FIELD, "form": incoming.FIELD}
    taken: dict[str, Any] = {
        name: incoming.accepted(text, rooms.get(name, incoming.NAME)).strip() for name, text in texts.items()
    }
    view = replace(view, **taken)
    if view.book_type not in BOOKS:
        raise BadInput("Chưa chọn loại sổ.")
    if not (view.book_no or view.opened_year or view.year_from):
        raise BadInput(
            "Cần ghi số quyển, ví dụ 01/1998. Sổ không có số thì ghi năm mở sổ hoặc từ năm nào, để còn biết "
            "là quyển nào."
        )
    if view.opened_year and not re.fullmatch("[0-9]{4}", view.opened_year):
        raise BadInput("Năm mở sổ gồm 4 chữ số, ví dụ 1998.")
    if view.condition not in CONDITIONS:
        raise BadInput("Chưa chọn tình trạng của quyển sổ.")
    if view.condition != "con" and not view.condition_reason:
        raise BadInput("Sổ hư hỏng, mất hoặc mượn: cần ghi lý do.")
    if not all(0 <= number <= _MOST_ACTS for number in (view.closing_total or 0, view.already_electronic)):
        raise BadInput("Số trường hợp của một quyển sổ là từ 0 đến {0}.", _MOST_ACTS)
    return view


_COPIED = (
    "book_type",
    "book_no",
    "opened_year",
    "place",
    "year_from",
    "year_to",
    "page_count",
    "closing_total",
    "condition",
    "condition_reason",
    "keeper",
    "form",
    "already_electronic",
    "second_place",
    "repeat_reason",
)


def _copy(view: VolumeView, row: Volume) -> None:
    for name in _COPIED:
        setattr(row, name, getattr(view, name))


def _said(row: Volume) -> dict[str, str]:
    return {"sha256": audit.digest({name: getattr(row, name) for name in _COPIED})}


def _name(row: Volume) -> VolumeName:
    return VolumeName(row.id, row.book_type, row.book_no, row.opened_year, row.place)


def _view(row: Volume, entered: int, approved: int) -> VolumeView:
    return VolumeView(
        id=row.id, entered=entered, approved=approved, **{name: getattr(row, name) for name in _COPIED}
    )
