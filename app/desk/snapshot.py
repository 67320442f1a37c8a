"""Snapshots of the registry for a commune."""

import hashlib
import os
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from io import BufferedReader
from pathlib import Path

from app import outside
from app.crypto import canonical
from app.crypto.certificate import groups
from app.desk.asking import Ask, DeskQuestion
from app.desk.home import DeskHome, Partner
from app.desk.sending import send
from app.errors import BadInput, Refused
from app.models.store.times import stamp
from app.models.words.purpose import Purpose
from app.readers.rows import listed
from app.services.exchange import snapshots
from app.services.people import flat_registry
from app.services.people.registry_door import Door

_DAYS = 90  # until it expires


class _Rows:
    """The people of a table as rows of a package; the table is read again each time, since it may be large.

    Always the file that was opened is read, whatever lies under its name by then. Raises BadInput for what
    cannot be read as ``flat_registry.people`` does.
    """

    def __init__(self, source: BufferedReader) -> None:
        """Read the table once: its people, the size of their rows, what is unread or left out."""
        self._source, self.ignored = source, set[str]()
        self.size = self.people = 0
        door = Door()
        for row in self._rows(door):
            self.size += len(row)
            self.people += 1
        self.met, self.dated = door.report(), door.saw("birth_date")

    def chunks(self) -> Iterator[bytes]:
        """Yield the rows; BadInput when they are not as many, as long and as well read as at first."""
        size = people = 0
        door = Door()
        for row in self._rows(door):
            size += len(row)
            people += 1
            yield row
        if (size, people, door.report()) != (self.size, self.people, self.met):
            raise BadInput("Tệp bảng bị đổi trong lúc đóng gói. Không ghi gì ra; hãy làm lại.")

    def _rows(self, door: Door) -> Iterator[bytes]:
        """Yield a row per person who comes through the door, its texts in NFC."""
        with os.fdopen(os.dup(self._source.fileno()), "rb") as file:  # readers may close what they read
            file.seek(0)
            for row in flat_registry.people(file, door, self.ignored.update):
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
    ask: Ask,
) -> None:
    """Make a signed, encrypted snapshot package from a table of people (CSV, JSONL or XLSX).

    Unknown columns are left out and reported. What is unread is shown and asked about before anything is
    signed; Refused when the answer is no.
    """
    partner = home.partner(store)
    with outside.opened(source) as file:  # a pipe or a device would never end
        rows = _Rows(file)
        _tell(rows, ask)
        _send(home, partner, rows, out, at=now(), random=random)
    print(f"Đã ghi bản sao CSDL {rows.people} người: {out}")


def _send(
    home: DeskHome,
    partner: Partner,
    rows: _Rows,
    out: Path,
    *,
    at: datetime,
    random: Callable[[int], bytes],
) -> None:
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


def _tell(rows: _Rows, ask: Ask) -> None:
    """Print what is left out, unread and read otherwise; Refused when the unread is not accepted."""
    if rows.ignored:
        print(f"Lưu ý: bỏ qua các cột không dùng tới: {listed(rows.ignored)}")
    for one in rows.met.mended:
        print(f"Lưu ý: {one.sentence()}")
    if (doubts := _doubts(rows)) and not ask(_question(doubts)):
        raise Refused("Chưa ký gì. Hãy sửa những chỗ chưa đọc được trong tệp rồi làm lại.")


def _doubts(rows: _Rows) -> list[str]:
    """Return what nobody may sign in silence: the unread, or strange columns where no births are."""
    found = [f"Chưa đọc được: {one.sentence()}" for one in rows.met.unread]
    if rows.ignored and not rows.dated:
        found.append(f"Không thấy cột ngày sinh; các cột không hiểu: {listed(rows.ignored)}")
    return found


def _question(lines: Sequence[str]) -> DeskQuestion:
    """Return the question about these sentences; its fingerprint is theirs."""
    shown = groups(hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16])
    whole = (*lines, f"Dấu của danh sách này: {shown}")
    return DeskQuestion(whole, shown, "Vẫn ký bản sao có những chỗ chưa đọc được này?")
