"""Dated settings: names and headings of the commune, each valid from a day on."""

import hashlib
import json
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


def get(session: Session, key: str, *, on: date, default: Any = "") -> Any:
    """Return the value that is valid on a day, or ``default``."""
    row = session.scalars(
        select(Setting)
        .where(Setting.key == key, Setting.valid_from <= on.isoformat())
        .order_by(Setting.valid_from.desc())
        .limit(1)
    ).first()
    return json.loads(row.value) if row else default


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
