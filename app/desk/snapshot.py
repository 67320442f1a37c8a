"""Snapshots of the registry for a commune."""

import unicodedata
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from app import outside
from app.crypto import canonical
from app.desk.home import DeskHome
from app.desk.sending import send
from app.models.store.times import stamp
from app.models.words.purpose import Purpose
from app.readers.rows import listed
from app.services.exchange import snapshots
from app.services.people import flat_registry

_DAYS = 90  # until it expires


def make_snapshot(
    home: DeskHome,
    source: Path,
    out: Path,
    *,
    store: str,
    now: Callable[[], datetime],
    random: Callable[[int], bytes],
) -> None:
    """Make a signed, encrypted snapshot package from a table of people (CSV, JSONL or XLSX).

    Unknown columns are left out and reported.
    """
    partner = home.partner(store)
    outside.opened(source).close()  # a pipe or a device would never end
    ignored: set[str] = set()
    rows = [
        canonical.dumps({key: unicodedata.normalize("NFC", written) for key, written in row.items()}) + b"\n"
        for row in flat_registry.people(source, ignored.update)
    ]
    at = now()
    number = home.chain(partner.store_id, out_going=True).no + 1
    info = {
        "id": f"{home.desk_id()}-{number:06d}",
        "issuer": home.name(),
        "scope": partner.commune,
        "issued_at": stamp(at),
        "expires_at": stamp(at + timedelta(days=_DAYS)),
        "rows": len(rows),
        "schema": snapshots.SCHEMA,
    }
    send(
        home,
        partner.store_id,
        out,
        purpose=Purpose.SNAPSHOT,
        files=[(snapshots.ROWS, b"".join(rows))],
        counts={"people": len(rows)},
        extra={"snapshot": info},
        at=at,
        random=random,
    )
    if ignored:
        print(f"Lưu ý: bỏ qua các cột không dùng tới: {listed(ignored)}")
    print(f"Đã ghi bản sao CSDL {len(rows)} người: {out}")
