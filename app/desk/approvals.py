"""The entries of a result, checked again: each once, approved by a certified officer of that commune."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from app.crypto import canonical
from app.crypto.certificate import load
from app.crypto.signing import verify_approval
from app.crypto.trust import TrustStore
from app.desk.home import DeskHome
from app.errors import AppError, BadInput
from app.models.words.roles import Role

_FORM = {"entry_id": str, "version": int, "approval": dict, "typed_by": list, "decided_by": list}


def check_entries(home: DeskHome, store_id: str, book: str, entries: Sequence[Mapping[str, Any]]) -> None:
    """Check the form, book, and approval of every entry; BadInput names the first that is not good."""
    trust = home.trust()
    for number, entry in enumerate(entries, 1):
        formed = all(type(entry.get(key)) is kind for key, kind in _FORM.items())
        if not formed or entry.get("book_type") != book:
            raise BadInput(
                "Dòng {0} của {1} không phải bản ghi đã được Công an duyệt. Không mở gói.", number, book
            )
        try:
            good = _is_approved(home, trust, store_id, entry)
        except AppError as error:
            raise BadInput(
                "Chữ ký duyệt của bản ghi {0} không hợp lệ: {1} Không mở gói.", entry["entry_id"], error
            ) from error
        if not good:
            raise BadInput("Chữ ký duyệt của bản ghi {0} không hợp lệ. Không mở gói.", entry["entry_id"])


def check_once(entries: Sequence[Mapping[str, Any]]) -> None:
    """Refuse an entry that comes twice in one package."""
    seen: set[str] = set()
    for entry in entries:
        if entry["entry_id"] in seen:
            raise BadInput("Bản ghi {0} có hai lần trong gói. Không mở gói.", entry["entry_id"])
        seen.add(entry["entry_id"])


def _is_approved(home: DeskHome, trust: TrustStore, store_id: str, entry: Mapping[str, Any]) -> bool:
    """Check the approval's bytes, signature, certificate at its time, and four eyes."""
    approval = entry["approval"]
    issued = home.certificate(str(approval.get("cert_sha256")))
    frozen = canonical.dumps({key: value for key, value in entry.items() if key != "approval"})
    if issued is None or issued.store_id != store_id:
        return False
    verify_approval(approval, load(issued.certificate))
    at = _moment(approval["at"])
    trust.verify_officer(load(issued.certificate), role=Role.POLICE, store_id=store_id, at=at)
    return bool(
        approval["store_id"] == store_id
        and (approval["entry_id"], approval["version"]) == (entry["entry_id"], entry["version"])
        and approval["entry_sha256"] == hashlib.sha256(frozen).hexdigest()
        and approval["uid"] not in (*entry["typed_by"], *entry["decided_by"])
    )


def _moment(text: object) -> datetime:
    """Read the time of an approval; BadInput for one without zone."""
    try:
        at = datetime.fromisoformat(str(text))
    except ValueError as error:
        raise BadInput("Thời điểm duyệt không đọc được.") from error
    if at.tzinfo is None:
        raise BadInput("Thời điểm duyệt không ghi múi giờ.")
    return at
