"""How the work goes on: acts entered up to each day, beside the plan of the office."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.store.tables import Entry, StateChange
from app.models.words.states import UNFINISHED, EntryState
from app.services.entry import inventory
from app.services.office import office_settings

_HERE = "+7 hours"  # moments are kept in UTC, a day is one of Viet Nam (moments.day_of)


@dataclass(frozen=True, slots=True)
class Pace:
    """Acts entered by the end of each day on which any was finished, in order; acts to enter; the plan.

    The last sum is that of every other screen. ``begins`` and ``ends`` are None until the office sets them.
    """

    entered: tuple[tuple[date, int], ...]
    todo: int
    begins: date | None
    ends: date | None


def read(session: Session, *, on: date) -> Pace:
    """Read how far the work was on each day."""
    finished = (
        select(Entry.id, func.date(func.min(StateChange.at), _HERE).label("day"))
        .join(
            StateChange,
            (StateChange.subject == "entry")
            & (StateChange.subject_id == Entry.id)
            & (StateChange.after == EntryState.ENTERED),
        )
        .where(Entry.state.not_in(UNFINISHED))
        .group_by(Entry.id)
        .subquery()
    )
    days = select(finished.c.day, func.count()).group_by(finished.c.day).order_by(finished.c.day)
    sums, total = [], 0
    for day, count in session.execute(days):
        total += count
        sums.append((date.fromisoformat(day), total))
    return Pace(
        entered=tuple(sums),
        todo=inventory.read(session).counts.todo,
        begins=_day(session, office_settings.BEGINS, on),
        ends=_day(session, office_settings.ENDS, on),
    )


def _day(session: Session, setting: office_settings.OfficeSetting, on: date) -> date | None:
    value = office_settings.value(session, setting, on=on)
    return date.fromisoformat(value) if value else None
