"""The preferences of officers, kept with their accounts."""

import dataclasses
import json

from sqlalchemy.orm import Session

from app.models.store.tables import Meta
from app.models.words.preferences import Preferences


def of(session: Session, uid: str) -> Preferences:
    """Return the preferences of an officer."""
    row = session.get(Meta, _key(uid))
    try:
        return Preferences.read(json.loads(row.value) if row else None)
    except ValueError:  # JSON of another program
        return Preferences()


def keep(session: Session, uid: str, preferences: Preferences) -> None:
    """Keep the preferences of an officer."""
    session.merge(Meta(key=_key(uid), value=json.dumps(dataclasses.asdict(preferences))))


def _key(uid: str) -> str:
    return f"preferences:{uid}"
