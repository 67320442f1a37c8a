"""Where an officer was when the screen locked: ids only, in the encrypted store."""

import json
from dataclasses import asdict, dataclass

from sqlalchemy.orm import Session

from app.models.tables import Meta


@dataclass(frozen=True, slots=True)
class Place:
    """The screen, and in the entry screen the entry, field and caret."""

    page: str
    entry_id: str = ""
    field: str = ""
    caret: int = 0


def keep(session: Session, uid: str, place: Place) -> None:
    """Remember an officer's place."""
    session.merge(Meta(key=f"place:{uid}", value=json.dumps(asdict(place))))


def last(session: Session, uid: str) -> Place | None:
    """Return the officer's last place, or None."""
    row = session.get(Meta, f"place:{uid}")
    return Place(**json.loads(row.value)) if row else None
