"""The reason that officers give for what they decide about a package."""

import unicodedata

from app.errors import Refused

LONGEST = 500


def check(reason: str) -> str:
    """Return a reason as it is kept; Refused when it is empty, too long or more than one line of text."""
    kept = unicodedata.normalize("NFC", reason.strip())
    if not kept:
        raise Refused("Hãy ghi lý do. Chưa thay đổi gì.")
    if len(kept) > LONGEST:
        raise Refused("Lý do dài quá {0} chữ; hãy ghi ngắn hơn. Chưa thay đổi gì.", LONGEST)
    if not kept.isprintable():
        raise Refused("Lý do có ký tự không dùng được; hãy gõ lại trên một dòng. Chưa thay đổi gì.")
    return kept
