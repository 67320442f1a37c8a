"""The audit chain: each event's hash covers the previous hash, which reveals a changed or missing event."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from app.crypto import canonical
from app.errors import BadInput

GENESIS = "0" * 64
_DOMAIN = b"audit-v1\0"
_PRINTED = 12  # digits

Event = tuple[int, str, Mapping[str, Any], str]
"""Seq, hash of the event before, fields, own hash."""


def event_hash(prev: str, fields: Mapping[str, Any]) -> str:
    """Return, in hex, SHA-256 of the domain, the 32 bytes of ``prev`` and the fields as canonical JSON."""
    return hashlib.sha256(_DOMAIN + bytes.fromhex(prev) + canonical.dumps(dict(fields))).hexdigest()


def printed(h: str) -> str:
    """Return what papers and screens print of a hash."""
    return h[:_PRINTED]


def verify(events: Iterable[Event]) -> int | None:
    """Check events from the first on; return the first seq that does not fit, or None."""
    return next(faults(events), None)


def faults(events: Iterable[Event], *, after: int = 0, h: str = GENESIS) -> Iterator[int]:
    """Check the events after one whose seq and hash are given; yield each seq that does not fit.

    Numbers go on by 1 without gaps; missing events are reported by the first of their numbers. Each event is
    held against the one before as it is now, so that one changed event is one fault. Only an anchor kept
    elsewhere reveals a missing tail, or a chain whose hashes were all made anew.
    """
    for seq, prev, fields, stored in events:
        if seq != after + 1:
            yield after + 1
        if not _fits(prev, fields, stored) or (seq == after + 1 and prev != h):
            yield seq
        after, h = seq, stored


def _fits(prev: str, fields: Mapping[str, Any], h: str) -> bool:
    try:
        return event_hash(prev, fields) == h
    except (BadInput, ValueError):
        return False
