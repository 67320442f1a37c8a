"""The audit chain: any change, gap or swap shows at the first event it touches."""

import hashlib
from typing import Any

import pytest

from app.crypto import chain

Event = tuple[int, str, dict[str, Any], str]


def build(count: int) -> list[Event]:
    events: list[Event] = []
    prev = chain.GENESIS
    for seq in range(1, count + 1):
        fields = {"seq": seq, "kind": "approved", "data": {"version": seq}}
        h = chain.event_hash(prev, fields)
        events.append((seq, prev, fields, h))
        prev = h
    return events


def test_hash_is_the_documented_one() -> None:
    expected = hashlib.sha256(b"audit-v1\0" + bytes(32) + b'{"a":1,"b":"x"}').hexdigest()
    assert chain.event_hash(chain.GENESIS, {"b": "x", "a": 1}) == expected


def test_whole_chain_and_empty_chain_fit() -> None:
    assert chain.verify(build(20)) is None
    assert chain.verify([]) is None


def change_field(events: list[Event]) -> None:
    seq, prev, fields, h = events[6]
    events[6] = (seq, prev, {**fields, "kind": "sent_back"}, h)


def rehash_one(events: list[Event]) -> None:
    seq, prev, fields, _ = events[5]
    changed = {**fields, "kind": "sent_back"}
    events[5] = (seq, prev, changed, chain.event_hash(prev, changed))


def remove_one(events: list[Event]) -> None:
    del events[6]


def cut_head(events: list[Event]) -> None:
    del events[0]


def swap(events: list[Event]) -> None:
    events[6], events[7] = events[7], events[6]


def repeat(events: list[Event]) -> None:
    events.insert(6, events[5])


def renumber(events: list[Event]) -> None:
    _seq, prev, fields, h = events[6]
    events[6] = (9, prev, fields, h)


def damage_hash(events: list[Event]) -> None:
    seq, prev, fields, _ = events[6]
    events[6] = (seq, prev, fields, "không phải hex")


def unwritable(events: list[Event]) -> None:
    seq, prev, fields, h = events[6]
    events[6] = (seq, prev, {**fields, "kind": "\ud800"}, h)


def unhashable(events: list[Event]) -> None:
    seq, prev, fields, h = events[6]
    events[6] = (seq, prev, {**fields, "data": 1.5}, h)


@pytest.mark.parametrize(
    ("attack", "first"),
    [
        (change_field, 7),
        (rehash_one, 7),
        (remove_one, 7),
        (cut_head, 1),
        (swap, 7),
        (repeat, 7),
        (renumber, 7),
        (damage_hash, 7),
        (unwritable, 7),
        (unhashable, 7),
    ],
)
def test_attacks_are_found_at_the_first_broken_event(attack: Any, first: int) -> None:
    events = build(10)
    attack(events)
    assert chain.verify(events) == first
