"""Answers to a commune: the result for each person, and the receipt of a package."""

import codecs
import json
import unicodedata
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from app import outside
from app.crypto import canonical
from app.crypto.package import open_package
from app.desk import answer_sheet, received
from app.desk.home import DeskHome
from app.desk.sending import send
from app.errors import BadInput, Refused
from app.models.words.codes import ReturnCode
from app.models.words.purpose import Purpose
from app.readers.rows import listed
from app.services.exchange import returns

Clock = Callable[[], datetime]
Random = Callable[[int], bytes]


def reply(home: DeskHome, answers: Path, out: Path, *, store: str, now: Clock, random: Random) -> None:
    """Send answers back to a commune: the work list with answers in it, or JSONL rows of formats: Answer."""
    partner = home.partner(store)
    said = outside.read_all(answers)
    is_lines = said.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"{")
    rows = _answers(said) if is_lines else answer_sheet.read(said, "bảng trả lời")
    content = b"".join(canonical.dumps(row) + b"\n" for row in rows)
    send(
        home,
        partner.store_id,
        out,
        purpose=Purpose.ANSWERS,
        files=[(returns.ROWS, content)],
        counts={"answers": len(rows)},
        extra={},
        at=now(),
        random=random,
    )
    print(f"Đã ghi {len(rows)} trả lời: {out}")


def _answers(said: bytes) -> list[dict[str, Any]]:
    return [_answer(line, number) for number, line in enumerate(said.splitlines(), 1) if line.strip()]


def _answer(line: bytes, number: int) -> dict[str, Any]:
    """Parse one answer, its texts in NFC; BadInput names its line when the commune would refuse it."""
    try:
        answer = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict) or not isinstance(answer.get("code"), str):
        raise BadInput("Dòng {0} của tệp trả lời không phải là một trả lời JSON viết bằng UTF-8.", number)
    if answer["code"] not in set(ReturnCode):
        raise BadInput(
            "Dòng {0} của tệp trả lời có mã không có trong danh mục: {1}.", number, listed([answer["code"]])
        )
    row = {key: _composed(value) for key, value in answer.items()}
    if not returns.is_answer(row):
        raise BadInput(
            "Dòng {0} của tệp trả lời thiếu hoặc thừa mục, hay có mục không đúng dạng: cần {1}.",
            number,
            ", ".join(sorted(returns.KEYS)),
        )
    return row


def _composed(value: object) -> object:
    return unicodedata.normalize("NFC", value) if isinstance(value, str) else value


def acknowledge(home: DeskHome, source: Path, out: Path, *, now: Clock, random: Random) -> None:
    """Send a receipt for a package that was taken here: its number and manifest hash.

    Refused for one that was not opened: its commune would throw the only whole copy away.
    """
    with open_package(
        source,
        key_pem=home.receiver_key(),
        certificate_pem=home.receiver_certificate(),
        trust=home.trust(),
        me=home.desk_id(),
        purpose=Purpose.RESULTS,
        chain=None,
        at=now(),
    ) as package:
        number, sender = package.manifest["package_no"], home.partner(package.manifest["sender_id"]).store_id
        if not received.was_taken(package.manifest_sha256, home.received(sender)):
            raise Refused(
                "Gói số {0} chưa được mở ở đây, nên chưa xác nhận: nhận được xác nhận, xã sẽ không giữ gói "
                "nữa. Hãy mở gói (open) trước.",
                number,
            )
        said = {"package_no": number, "manifest_sha256": package.manifest_sha256}
        mark = home.audit_mark(sender)
        if mark is not None and mark.seq:
            said |= {"audit_seq": mark.seq, "audit_h": mark.h}  # their chain has an anchor here
    send(
        home,
        sender,
        out,
        purpose=Purpose.RECEIPT,
        files=[("data/xac_nhan.json", canonical.dumps(said))],
        counts={},
        extra={},
        at=now(),
        random=random,
    )
    print(f"Đã ghi xác nhận gói số {number}: {out}")
