"""Where an officer was when the screen locked, by ids only, and how they type: in the encrypted store."""

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
    """Remember an officer's place."""
    session.merge(Meta(key=f"place:{uid}", value=json.dumps(asdict(place))))


def last(session: Session, uid: str) -> PlaceLeft | None:
    """Return the officer's last place, or None."""
    row = session.get(Meta, f"place:{uid}")
    return PlaceLeft(**json.loads(row.value)) if row else None


def keep_method(session: Session, uid: str, method: str) -> None:
    """Remember by which input method of the program an officer types."""
    session.merge(Meta(key=f"input_method:{uid}", value=method))


def method(session: Session, uid: str) -> str:
    """Return the input method an officer chose last; empty when none was chosen yet."""
    row = session.get(Meta, f"input_method:{uid}")
    return row.value if row else ""
