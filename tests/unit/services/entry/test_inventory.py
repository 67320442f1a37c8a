"""The shelves: by old commune and type, and one set of counts for Sổ, Hôm nay and the annex."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.models.books import BOOKS
from app.services.entry import annex, entries, inventory, losses, pace, volumes, workload
from app.services.entry.losses import Loss
from tests.conftest import AT, JUSTICE
from tests.unit.services.conftest import put

DAY = AT.date()
PLACES = ("xã Cẩm Tú, huyện Cẩm Thủy", "xã Cẩm Lương, huyện Cẩm Thủy", "xã Cẩm Quý", "")
STATES = ("draft", "parked", "entered", "checked", "exported", "discarded", "sent_back")
counts = st.integers(0, 400)
shelf = st.builds(
    volumes.VolumeView,
    id=st.just(0),
    book_type=st.sampled_from(list(BOOKS)),
    book_no=st.sampled_from(["", "1", "01/1998", "2", "bis"]),
    opened_year=st.sampled_from(["1998", "2001"]),
    place=st.sampled_from([*PLACES, PLACES[0].upper()]),
    closing_total=st.none() | counts,
    condition=st.sampled_from(volumes.CONDITIONS),
    condition_reason=st.just("lũ"),
    already_electronic=counts,
    repeat_reason=st.just("sổ kép"),
)
lost = st.builds(
    Loss,
    id=st.just(0),
    book_type=st.sampled_from(list(BOOKS)),
    place=st.just("xã Cẩm Giang"),
    reason=st.just("Do lũ lụt mất hết sổ"),
    already_electronic=counts,
)


@pytest.fixture
def session(store):
    """A transaction on a store without volumes, of which nothing is kept."""
    opened = store._write()
    yield opened
    opened.rollback()
    opened.close()


@given(
    views=st.lists(shelf, max_size=8),
    noted=st.lists(lost, max_size=4, unique_by=lambda loss: loss.book_type),
    states=st.lists(st.tuples(st.integers(0, 7), st.sampled_from(STATES)), max_size=6),
)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_screens_and_annex_say_the_same_of_any_mix(session, random, views, noted, states):
    with session.begin_nested() as mix:
        ids = [volumes.add(session, view, by=JUSTICE, at=AT) for view in views]
        for loss in noted:
            losses.add(session, loss, by=JUSTICE, at=AT)
        for at, state in states:
            if ids:
                made = entries.create(session, ids[at % len(ids)], by=JUSTICE, at=AT, random=random)
                put(session, made, state)
        found = inventory.read(session)
        rows = annex.read(session, on=DAY).rows
        today = workload.overview(session, uid=JUSTICE.uid)
        every = volumes.inventory(session)
        begun = pace.read(session, on=DAY)
        mix.rollback()
    every_shelf = [(s.place, s.book_type) for s in found.shelves]
    assert len(every_shelf) == len(set(every_shelf)), "a shelf stands once"
    assert sorted(v.id for s in found.shelves for v in s.volumes) == sorted(v.id for v in every)
    whole = found.counts
    electronic = sum(v.already_electronic for v in every) + sum(loss.already_electronic for loss in noted)
    assert whole.electronic == electronic
    assert (whole.total, whole.entered) == (sum(v.total for v in every), sum(v.entered for v in every))
    assert inventory.total(c.counts for c in found.communes) == whole
    books = [row for row in rows if row.label and not row.head]
    sums = [sum(getattr(row, name) for row in books) for name in ("total", "electronic", "todo")]
    assert sums == [whole.total, whole.electronic, whole.todo]
    if len(found.communes) > 1:
        last = rows[-1]
        assert [last.total, last.electronic, last.todo] == sums
        heads = [row for row in rows[:-1] if row.head]
        assert [row.total for row in heads] == [commune.counts.total for commune in found.communes]
    on_today = today.books.values()
    assert sum(b.todo for b in on_today) == whole.todo == begun.todo
    assert (sum(b.done for b in on_today), sum(b.left for b in on_today)) == (whole.entered, whole.left)


def add(session, book="khai_sinh", number="01", year="1998", place=PLACES[0], **more):
    view = volumes.VolumeView(0, book, number, year, place, **more)
    return volumes.add(session, view, by=JUSTICE, at=AT)


def test_shelves_stand_by_place_then_in_the_order_of_the_law(session):
    for place in PLACES:
        add(session, "khai_tu", place=place)
        add(session, "khai_sinh", place=place)
    add(session, "khai_sinh", "02", place=f"UBND {PLACES[0]}")
    found = inventory.read(session)
    assert [commune.place for commune in found.communes] == [PLACES[1], PLACES[2], PLACES[0], ""]
    for commune in found.communes:
        assert [one.book_type for one in commune.shelves] == ["khai_sinh", "khai_tu"]
    assert [len(one.volumes) for one in found.communes[2].shelves] == [2, 1]


def test_the_same_volume_twice_is_told(session):
    first = add(session)
    again = add(session, number="1/1998", repeat_reason="sổ kép")
    add(session, number="2")
    assert inventory.read(session).repeated == {first, again}


def test_an_office_without_volumes_has_no_shelf(session):
    assert inventory.read(session) == inventory.Inventory(())
    assert inventory.read(session).counts == inventory.Counts()


def test_what_is_entered_is_left_no_more(session, random):
    volume = add(session, closing_total=3, already_electronic=1)
    made = entries.create(session, volume, by=JUSTICE, at=AT, random=random)
    put(session, made, "entered")
    (one,) = inventory.read(session).shelves
    assert one.counts == inventory.Counts(total=3, electronic=1, todo=2, entered=1, left=1)
    assert inventory.counts_of(replace(one.volumes[0], entered=5)).left == 0
