"""The place of an officer when the screen locked, as ids only, and the officer's input method."""

import json
from dataclasses import asdict, dataclass

from sqlalchemy.orm import Session

from app.models.store.tables import Meta


@dataclass(frozen=True, slots=True)
class PlaceLeft:
    """The screen, and in the entry screen the entry, field and caret."""

    page: str
    entry_id: str = ""
    field: str = ""
    caret: int = 0


def keep(session: Session, uid: str, place: PlaceLeft) -> None:
    """Store an officer's place."""
    session.merge(Meta(key=f"place:{uid}", value=json.dumps(asdict(place))))


def last(session: Session, uid: str) -> PlaceLeft | None:
    """Return the officer's last place, or None."""
    row = session.get(Meta, f"place:{uid}")
    return PlaceLeft(**json.loads(row.value)) if row else None


def keep_method(session: Session, uid: str, method: str) -> None:
    """Store the input method that an officer chose."""
    session.merge(Meta(key=f"input_method:{uid}", value=method))


def method(session: Session, uid: str) -> str:
    """Return the officer's last input method; empty when none was chosen."""
    row = session.get(Meta, f"input_method:{uid}")
    return row.value if row else ""
