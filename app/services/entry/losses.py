"""Types of books of which a place has no volume left: why, since when, what is electronic all the same."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import BadInput, Refused
from app.models.books import BOOKS
from app.models.store.tables import BookLoss, Volume
from app.models.store.times import stamp
from app.models.words import incoming, partial_date
from app.models.words.moments import day_of
from app.models.words.roles import Action
from app.models.words.volume_identity import place_key
from app.services.office import audit
from app.services.office.accounts import Officer
from app.services.office.permissions import require

MOST_ELECTRONIC = 999_999
"""Of all books of one type of one commune."""


@dataclass(frozen=True, slots=True)
class Loss:
    """All volumes of a type of a place are lost; ``id`` is 0 before it is stored.

    ``reason`` stands in the annex as it is written, ``lost_on`` is a date as far as it is known.
    """

    id: int
    book_type: str
    place: str
    reason: str
    lost_on: str = ""
    already_electronic: int = 0


def add(session: Session, loss: Loss, *, by: Officer, at: datetime) -> int:
    """Note that no volume is left and return the number of the note.

    Refused while a volume of this type and place is on the shelf, and when it is noted already.
    """
    require(by, Action.DESCRIBE_VOLUMES)
    loss = _checked(loss, at)
    if find(session, loss.book_type, loss.place) is not None:
        raise Refused("Loại sổ này của nơi này đã được ghi là mất hết. Hãy sửa dòng đã có.")
    _refuse_with_volumes(session, loss)
    row = BookLoss(
        book_type=loss.book_type, place=loss.place, created_at=stamp(at), created_by=by.uid, withdrawn=False
    )
    _copy(loss, row)
    session.add(row)
    session.flush()
    _record(session, "book_loss_noted", row, by=by, at=at)
    return row.id


def change(session: Session, loss: Loss, *, by: Officer, at: datetime) -> None:
    """Change the reason, the date or the count of electronic acts; type and place stay."""
    require(by, Action.DESCRIBE_VOLUMES)
    loss = _checked(loss, at)
    row = _standing(session, loss.id)
    if (row.book_type, row.place) != (loss.book_type, loss.place):
        raise Refused("Không đổi được loại sổ và nơi của dòng này. Hãy bỏ dòng này rồi ghi dòng khác.")
    _copy(loss, row)
    _record(session, "book_loss_changed", row, by=by, at=at)


def withdraw(session: Session, loss_id: int, *, by: Officer, at: datetime) -> None:
    """Take a note back: it was a mistake, or a volume was found."""
    require(by, Action.DESCRIBE_VOLUMES)
    row = _standing(session, loss_id)
    row.withdrawn = True
    _record(session, "book_loss_withdrawn", row, by=by, at=at)


def every(session: Session) -> list[Loss]:
    """Return the notes that stand, in the order they were made."""
    rows = session.scalars(select(BookLoss).where(BookLoss.withdrawn.is_(False)).order_by(BookLoss.id))
    return [_loss(row) for row in rows]


def find(session: Session, book_type: str, place: str) -> Loss | None:
    """Return the note about a type of a place, however the place is written."""
    rows = session.scalars(
        select(BookLoss).where(BookLoss.withdrawn.is_(False), BookLoss.book_type == book_type)
    )
    return next((_loss(row) for row in rows if place_key(row.place) == place_key(place)), None)


def _standing(session: Session, loss_id: int) -> BookLoss:
    row = session.get(BookLoss, loss_id)
    if row is None or row.withdrawn:
        raise Refused("Không còn dòng “mất hết sổ” này.")
    return row


def _refuse_with_volumes(session: Session, loss: Loss) -> None:
    rows = session.scalars(
        select(Volume).where(Volume.book_type == loss.book_type, Volume.condition != "mat")
    )
    there = sum(place_key(row.place) == place_key(loss.place) for row in rows)
    if there:
        raise Refused(
            "Nơi này còn kê {0} quyển của loại sổ này chưa ghi là mất, nên chưa phải mất hết sổ. Hãy sửa "
            "tình trạng của các quyển ấy trước. Chưa thay đổi gì.",
            there,
        )


def _checked(loss: Loss, at: datetime) -> Loss:
    """Return the note with its texts as they are kept; BadInput when one cannot be."""
    loss = replace(
        loss,
        place=incoming.accepted(loss.place, incoming.NAME).strip(),
        reason=incoming.accepted(loss.reason, incoming.FIELD).strip(),
        lost_on=incoming.accepted(loss.lost_on, incoming.NAME).strip(),
    )
    if loss.book_type not in BOOKS:
        raise BadInput("Chưa chọn loại sổ.")
    if not loss.place:
        raise BadInput("Cần ghi nơi đăng ký: sổ của xã nào đã mất.")
    if not loss.reason:
        raise BadInput("Cần ghi lý do, ví dụ: Do lũ lụt mất hết sổ.")
    if loss.lost_on:
        _check_date(loss.lost_on, at)
    if not 0 <= loss.already_electronic <= MOST_ELECTRONIC:
        raise BadInput("Số đã có điện tử là từ 0 đến {0}.", MOST_ELECTRONIC)
    return loss


def _check_date(words: str, at: datetime) -> None:
    date = partial_date.parse(words)
    if date is None or date.year is None:
        raise BadInput("Ngày mất sổ ghi dạng 05/10/2007, 10/2007 hoặc 2007; không rõ thì để trống.")
    today = day_of(at)
    if date.lunar or date.impossible:
        later = date.year > today.year
    else:
        later = (date.year, date.month or 1, date.day or 1) > (today.year, today.month, today.day)
    if later:
        raise BadInput("Ngày mất sổ ở sau hôm nay. Hãy xem lại.")


def _copy(loss: Loss, row: BookLoss) -> None:
    row.reason, row.lost_on, row.already_electronic = loss.reason, loss.lost_on, loss.already_electronic


def _loss(row: BookLoss) -> Loss:
    return Loss(row.id, row.book_type, row.place, row.reason, row.lost_on, row.already_electronic)


def _record(session: Session, kind: str, row: BookLoss, *, by: Officer, at: datetime) -> None:
    said = {
        "book_type": row.book_type,
        "place": row.place,
        "reason": row.reason,
        "lost_on": row.lost_on,
        "already_electronic": row.already_electronic,
    }
    data = {"book_type": row.book_type, "sha256": audit.digest(said)}
    audit.record(session, kind, subject=f"book_loss:{row.id}", by=by.uid, at=at, data=data)
