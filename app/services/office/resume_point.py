"""The place of an officer, with words not kept yet.

It is kept when the screen locks, and while a field is being typed in, so that a power cut loses no words.
"""

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

    An entry in which nothing is kept yet has no id but the ``volume_id`` it belongs to.

    ``unkept`` holds, by key, what the store does not hold of the entry, exactly as it stands in the fields:
    what it refused, and the open field. ``stood`` is what it holds of the open field instead.
    """

    page: str
    entry_id: str = ""
    field: str = ""
    caret: int = 0
    unkept: Mapping[str, Value] = dataclasses.field(default_factory=dict)
    stood: Mapping[str, Value] = dataclasses.field(default_factory=dict)
    volume_id: int = 0

    def missing(self, values: Mapping[str, Value]) -> dict[str, Value]:
        """Return what is still not kept of an entry with these values: a field changed since is newer."""
        return {
            key: value
            for key, value in self.unkept.items()
            if key not in self.stood or values.get(key, Value()) == self.stood[key]
        }


def keep(session: Session, uid: str, place: PlaceLeft) -> None:
    """Store an officer's place."""
    written = {
        "page": place.page,
        "entry_id": place.entry_id,
        "field": place.field,
        "caret": place.caret,
        "volume_id": place.volume_id,
        "unkept": _written(place.unkept),
        "stood": _written(place.stood),
    }
    session.merge(Meta(key=f"place:{uid}", value=json.dumps(written)))  # in ASCII: also half a letter


def last(session: Session, uid: str) -> PlaceLeft | None:
    """Return the officer's last place, or None."""
    row = session.get(Meta, f"place:{uid}")
    if row is None:
        return None
    written = json.loads(row.value)
    unkept, stood = (_read(written.pop(what, {})) for what in ("unkept", "stood"))
    return PlaceLeft(**written, unkept=unkept, stood=stood)


def _written(values: Mapping[str, Value]) -> dict[str, list[str | None]]:
    return {key: [one.text, one.mark, one.source] for key, one in values.items()}


def _read(written: Mapping[str, list[str]]) -> dict[str, Value]:
    return {
        key: Value(text, Mark(mark) if mark else None, Source(source))
        for key, (text, mark, source) in written.items()
    }
