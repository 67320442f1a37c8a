"""The chain as the services write it: numbers, links, a clock that ran back, and what leaves."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from app.crypto import chain
from app.models.store.store import Store
from app.models.store.tables import AuditEvent
from app.models.store.times import stamp
from app.services.office import audit
from tests.conftest import AT, KEY


@pytest.fixture
def empty(tmp_path):
    """A store in which nothing happened yet."""
    store = Store(tmp_path, KEY, create=True)
    opened = store._write()
    yield opened
    opened.rollback()
    opened.close()
    store.close()


def tell(session, *minutes):
    return [
        audit.record(session, "k", subject=f"s{m}", by="u", at=AT + timedelta(minutes=m), data={"m": m})
        for m in minutes
    ]


def test_nothing_happened_yet(empty):
    assert audit.checkpoint(empty) == audit.Checkpoint(0, chain.GENESIS)
    assert audit.since(empty, 0) == []
    assert audit.first_broken(empty) is None


def test_each_event_goes_on_from_the_one_before(empty):
    assert tell(empty, 0, 1) == [1, 2]
    first, second = (empty.get_one(AuditEvent, seq) for seq in (1, 2))
    assert (first.prev, second.prev) == (chain.GENESIS, first.h)
    assert first.h == chain.event_hash(chain.GENESIS, audit.fields_of(first))
    assert audit.fields_of(first) == {
        "seq": 1,
        "ts": stamp(AT),
        "kind": "k",
        "uid": "u",
        "subject": "s0",
        "data": {"m": 0},
        "clock_back": 0,
    }
    assert audit.checkpoint(empty) == audit.Checkpoint(2, second.h)
    assert audit.first_broken(empty) is None


def test_a_clock_that_ran_back_is_said(empty):
    tell(empty, 5, 5, 4, 4, 6)
    found = [empty.get_one(AuditEvent, seq).clock_back for seq in range(1, 6)]
    assert found == [0, 0, 1, 0, 0]


def test_an_event_without_data(empty):
    audit.record(empty, "k", subject="s", by="u", at=AT)
    assert empty.get_one(AuditEvent, 1).data == {}


def test_what_happened_after_a_number_leaves(empty):
    tell(empty, 0, 1, 2)
    events = audit.since(empty, 1)
    assert [e["seq"] for e in events] == [2, 3]
    last = empty.get_one(AuditEvent, 3)
    assert events[1] == {**audit.fields_of(last), "prev": last.prev, "h": last.h}
    assert chain.verify((e["seq"], e["prev"], _fields(e), e["h"]) for e in audit.since(empty, 0)) is None


def _fields(event):
    return {key: value for key, value in event.items() if key not in ("prev", "h")}


@pytest.mark.parametrize("column", ["ts", "kind", "uid", "subject", "data", "clock_back", "prev", "h"])
def test_any_column_that_was_changed_is_found(empty, column):
    tell(empty, 0, 1, 2)
    value = {"data": "'{\"m\": 7}'", "clock_back": "1"}.get(column, "'x'")
    empty.execute(text("DROP TRIGGER audit_event_no_update"))
    empty.execute(text(f"UPDATE audit_event SET {column} = {value} WHERE seq = 2"))
    empty.expire_all()
    assert audit.first_broken(empty) == 2


def test_a_gap_is_found(empty):
    tell(empty, 0, 1, 2)
    empty.execute(text("DROP TRIGGER audit_event_no_delete"))
    empty.execute(text("DELETE FROM audit_event WHERE seq = 2"))
    assert audit.first_broken(empty) == 2
