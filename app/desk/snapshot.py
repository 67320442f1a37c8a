"""Snapshots of the registry for a commune."""

import unicodedata
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from app import outside
from app.crypto import canonical
from app.desk.home import DeskHome
from app.desk.sending import send
from app.errors import BadInput
from app.models.store.times import stamp
from app.models.words.purpose import Purpose
from app.readers.rows import listed
from app.services.exchange import snapshots
from app.services.people import flat_registry

_DAYS = 90  # until it expires


class _Rows:
    """The people of a table as rows of a package; the table is read again each time, since it may be large.

    Raises BadInput for what cannot be read as ``flat_registry.people`` does.
    """

    def __init__(self, source: Path) -> None:
        """Read the table once: its people, the size of their rows, and the columns left out."""
        self._source, self.ignored = source, set[str]()
        self.size = self.people = 0
        for row in self._rows():
            self.size += len(row)
            self.people += 1

    def chunks(self) -> Iterator[bytes]:
        """Yield the rows; BadInput when they are not as many and as long as at first."""
        size = people = 0
        for row in self._rows():
            size += len(row)
            people += 1
            yield row
        if (size, people) != (self.size, self.people):
            raise BadInput("Tệp bảng bị đổi trong lúc đóng gói. Không ghi gì ra; hãy làm lại.")

    def _rows(self) -> Iterator[bytes]:
        """Yield a row per person, its texts in NFC."""
        for row in flat_registry.people(self._source, self.ignored.update):
            texts = {key: unicodedata.normalize("NFC", written) for key, written in row.items()}
            yield canonical.dumps(texts) + b"\n"


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
    rows = _Rows(source)
    at = now()
    number = home.chain(partner.store_id, out_going=True).no + 1
    info = {
        "id": f"{home.desk_id()}-{number:06d}",
        "issuer": home.name(),
        "scope": partner.commune,
        "issued_at": stamp(at),
        "expires_at": stamp(at + timedelta(days=_DAYS)),
        "rows": rows.people,
        "schema": snapshots.SCHEMA,
    }
    send(
        home,
        partner.store_id,
        out,
        purpose=Purpose.SNAPSHOT,
        files=[(snapshots.ROWS, rows)],
        counts={"people": rows.people},
        extra={"snapshot": info},
        at=at,
        random=random,
    )
    if rows.ignored:
        print(f"Lưu ý: bỏ qua các cột không dùng tới: {listed(rows.ignored)}")
    print(f"Đã ghi bản sao CSDL {rows.people} người: {out}")
