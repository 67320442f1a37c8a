"""Dated settings: names and headings of the commune, each valid from a day on."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.store.tables import Meta, Setting
from app.models.words import incoming
from app.services.office import audit


def put(session: Session, key: str, value: Any, *, valid_from: date, by: str, at: datetime) -> None:
    """Set a value that is valid from a day on; earlier papers keep the earlier value.

    BadInput for a text that cannot be printed (``incoming``).
    """
    text = json.dumps(_accepted(value), ensure_ascii=False)
    row = session.scalars(
        select(Setting).where(Setting.key == key, Setting.valid_from == valid_from.isoformat())
    ).first()
    if row:
        row.value = text
    else:
        session.add(Setting(key=key, valid_from=valid_from.isoformat(), value=text))
    audit.record(session, "setting", subject=key, by=by, at=at, data=_data(valid_from, text))


def _data(valid_from: date, text: str) -> dict[str, str]:
    return {"valid_from": valid_from.isoformat(), "sha256": hashlib.sha256(text.encode()).hexdigest()}


@dataclass(frozen=True, slots=True)
class Dated:
    """A value and the day from which it holds."""

    value: Any
    since: date


def newest(session: Session, key: str, *, on: date) -> Dated | None:
    """Return the value set last among those that hold on a day."""
    return next(iter(_newest_first(session, key, until=on)), None)


def every(session: Session, key: str) -> list[Dated]:
    """Return every value that was ever set, the newest day first."""
    return _newest_first(session, key, until=date.max)


def _newest_first(session: Session, key: str, *, until: date) -> list[Dated]:
    rows = session.scalars(
        select(Setting)
        .where(Setting.key == key, Setting.valid_from <= until.isoformat())
        .order_by(Setting.valid_from.desc())
    )
    return [Dated(json.loads(row.value), date.fromisoformat(row.valid_from)) for row in rows]


def get(session: Session, key: str, *, on: date, default: Any = "") -> Any:
    """Return the value that is valid on a day, or ``default``."""
    found = newest(session, key, on=on)
    return found.value if found else default


def _accepted(value: Any) -> Any:
    """Return a text, or each text of a list, as it is kept."""
    if isinstance(value, str):
        return incoming.accepted(value, incoming.NAME)
    return [_accepted(one) for one in value] if isinstance(value, list) else value


def store_id(session: Session) -> str:
    """Return the identity of this store."""
    row = session.get(Meta, "store_id")
    assert row is not None, "a store without identity"
    return row.value
