"""The audit chain: each event's hash covers the previous hash, which reveals a changed or missing event."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from app.crypto import canonical
from app.errors import BadInput

GENESIS = "0" * 64
_DOMAIN = b"audit-v1\0"


def event_hash(prev: str, fields: Mapping[str, Any]) -> str:
    """Return, in hex, SHA-256 of the domain, the 32 bytes of ``prev`` and the fields as canonical JSON."""
    return hashlib.sha256(_DOMAIN + bytes.fromhex(prev) + canonical.dumps(dict(fields))).hexdigest()


def verify(events: Iterable[tuple[int, str, Mapping[str, Any], str]]) -> int | None:
    """Check events (seq, prev, fields, hash) from the first on; return the first seq that does not fit.

    Numbers start at 1 without gaps; a missing event is reported by its own number. Only an anchor kept
    elsewhere reveals a missing tail.
    """
    before = GENESIS
    for expected, (seq, prev, fields, h) in enumerate(events, start=1):
        if seq != expected or prev != before or not _fits(prev, fields, h):
            return expected
        before = h
    return None


def _fits(prev: str, fields: Mapping[str, Any], h: str) -> bool:
    try:
        return event_hash(prev, fields) == h
    except (BadInput, ValueError):
        return False
