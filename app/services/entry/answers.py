"""The answers of the police about an entry."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.store.tables import Answer


@dataclass(frozen=True, slots=True)
class AnswerView:
    """One answer; ``aside`` is the reason why it was not applied, or empty."""

    entry_id: str
    section: str
    code: str
    personal_id: str
    message: str
    aside: str
    at: str


def of_entry(session: Session, entry_id: str) -> list[AnswerView]:
    """Return the answers to an entry, the oldest first."""
    rows = session.scalars(select(Answer).where(Answer.entry_id == entry_id).order_by(Answer.id))
    return [AnswerView(r.entry_id, r.section, r.code, r.personal_id, r.message, r.aside, r.at) for r in rows]
