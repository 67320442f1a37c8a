"""Moves of a discrepancy item between states; no other code makes one."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.errors import Refused
from app.models.store.tables import Discrepancy, StateChange
from app.models.store.times import stamp
from app.models.words.states import ITEM_STATE_LABELS, ItemState, can_move_item
from app.texts import Text


def move_item(
    session: Session, item: Discrepancy, target: ItemState, *, by: str, at: datetime, reason: str
) -> None:
    """Move an item and record who and when; Refused when the procedure forbids the move."""
    before = ItemState(item.state)
    if not can_move_item(before, target):
        raise Refused(
            "Mục đang “{0}”, không chuyển sang “{1}” được.",
            Text(ITEM_STATE_LABELS[before]),
            Text(ITEM_STATE_LABELS[target]),
        )
    if before == target:
        return
    item.state = target
    session.add(
        StateChange(
            subject="discrepancy",
            subject_id=str(item.id),
            before=before,
            after=target,
            reason=reason,
            by=by,
            at=stamp(at),
        )
    )
    session.flush()
