"""The place of an officer when the screen locked, with words not kept yet, and the officer's input method."""

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.models.store.tables import Meta
from app.models.words.values import Mark, Source, Value


@dataclass(frozen=True, slots=True)
class PlaceLeft:
    """The screen, and in the entry screen the entry, field and caret.

    ``unkept`` holds, by key, what the store refused of the entry: exactly as it stands in the fields.
    """

    page: str
    entry_id: str = ""
    field: str = ""
    caret: int = 0
    unkept: Mapping[str, Value] = dataclasses.field(default_factory=dict)


def keep(session: Session, uid: str, place: PlaceLeft) -> None:
    """Store an officer's place."""
    written = {
        "page": place.page,
        "entry_id": place.entry_id,
        "field": place.field,
        "caret": place.caret,
        "unkept": {key: [one.text, one.mark, one.source] for key, one in place.unkept.items()},
    }
    session.merge(Meta(key=f"place:{uid}", value=json.dumps(written)))  # in ASCII: also half a letter


def last(session: Session, uid: str) -> PlaceLeft | None:
    """Return the officer's last place, or None."""
    row = session.get(Meta, f"place:{uid}")
    if row is None:
        return None
    written = json.loads(row.value)
    unkept = {
        key: Value(text, Mark(mark) if mark else None, Source(source))
        for key, (text, mark, source) in written.pop("unkept", {}).items()
    }
    return PlaceLeft(**written, unkept=unkept)


def keep_method(session: Session, uid: str, method: str) -> None:
    """Store the input method that an officer chose."""
    session.merge(Meta(key=f"input_method:{uid}", value=method))


def method(session: Session, uid: str) -> str:
    """Return the officer's last input method; empty when none was chosen."""
    row = session.get(Meta, f"input_method:{uid}")
    return row.value if row else ""
