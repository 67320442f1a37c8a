"""Snapshots of the registry for a commune."""

import hashlib
import os
import unicodedata
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from io import BufferedReader
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

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
        self.dated = False
        self._numbers = array("Q")
        door = Door()
        for row in self._rows(door):
            self.size += len(row)
            self.people += 1
        self.met = door.report()
        _refuse_repeated(self._numbers)
        del self._numbers[:]

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
                self.dated |= bool(texts.get("birth_date"))
                self._numbers.append(int(texts["personal_id"]))
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
    doubt = next(
        (one for one in _DOUBTS if (one.unread, one.undated) == (bool(rows.met.unread), not rows.dated)), None
    )
    if doubt is not None and not ask(_question(_doubts(rows), doubt.prompt)):
        raise Refused(doubt.refusal)


class _Doubt(NamedTuple):
    """What is doubtful about a table, the question about it, and what is said when the answer is no."""

    unread: bool
    undated: bool
    prompt: str
    refusal: str


_DOUBTS = (
    _Doubt(
        unread=True,
        undated=False,
        prompt="Vẫn ký bản sao có những chỗ chưa đọc được này?",
        refusal="Chưa ký gì. Hãy sửa những chỗ chưa đọc được trong tệp rồi làm lại.",
    ),
    _Doubt(
        unread=False,
        undated=True,
        prompt="Vẫn ký bản sao không có ngày sinh này?",
        refusal="Chưa ký gì. Hãy xuất lại tệp có cột ngày sinh rồi làm lại.",
    ),
    _Doubt(
        unread=True,
        undated=True,
        prompt="Vẫn ký bản sao không có ngày sinh và có những chỗ chưa đọc được này?",
        refusal="Chưa ký gì. Hãy xuất lại tệp có cột ngày sinh, sửa những chỗ chưa đọc được rồi làm lại.",
    ),
)


def _doubts(rows: _Rows) -> list[str]:
    """Return what nobody may sign in silence: the unread, and that there are no births."""
    found = [f"Chưa đọc được: {one.sentence()}" for one in rows.met.unread]
    if not rows.dated:
        strange = f"; các cột không hiểu: {listed(rows.ignored)}" if rows.ignored else ""
        found.append(f"Tệp không có ngày sinh của người nào{strange}")
    return found


def _question(lines: Sequence[str], prompt: str) -> DeskQuestion:
    """Return the question about these sentences; its fingerprint is theirs."""
    shown = groups(hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16])
    return DeskQuestion((*lines, f"Dấu của danh sách này: {shown}"), shown, prompt)


def _refuse_repeated(numbers: Iterable[int]) -> None:
    """Refuse a table in which two people have one number: no commune can take it in."""
    repeated = next((one for one, other in pairwise(sorted(numbers)) if one == other), None)
    if repeated is not None:
        raise BadInput(
            "Số định danh {0} có ở hai dòng của tệp CSDL. Hãy bỏ dòng thừa rồi làm lại.", f"{repeated:012d}"
        )
