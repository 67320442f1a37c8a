"""The acts entered day by day, and the plan: the last sum is that of the other screens."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.models.store.tables import Entry
from app.models.words.states import UNFINISHED, EntryState
from app.services.entry import entries, pace, volumes, workload
from app.services.office import office_settings
from tests.conftest import COMMUNE, JUSTICE, LEADER
from tests.unit.services.conftest import put
from tests.unit.services.entry.births import type_entry

LATE = datetime(2023, 10, 16, 18, 30, tzinfo=UTC)  # 1:30 of the 17th in Viet Nam


@pytest.fixture
def shelf(store):
    with store.write() as session:
        view = volumes.VolumeView(0, "khai_sinh", "02/1999", "1999", COMMUNE, closing_total=40)
        return volumes.add(session, view, by=JUSTICE, at=LATE)


def finish(session, entry_id, at):
    """Finish an entry anew at a moment."""
    put(session, entry_id, EntryState.DRAFT)
    assert not any(p.blocking for p in entries.complete(session, entry_id, by=JUSTICE, at=at))


def typed(store, random, shelf, number):
    return type_entry(store, random, shelf, registration_no=number)


def read(session):
    return pace.read(session, on=date(2023, 11, 1))


def test_without_work_and_plan_there_is_nothing(store):
    with store.read() as session:
        assert read(session) == pace.Pace((), 0, None, None)


def test_days_are_those_of_viet_nam_and_sums_grow(store, random, shelf):
    made = [typed(store, random, shelf, str(number)) for number in range(3)]
    with store.write() as session:
        session.connection().exec_driver_sql("DROP TRIGGER IF EXISTS state_change_no_delete")
        session.connection().exec_driver_sql("DELETE FROM state_change")
        for entry_id, later in zip(made, (0, 0, 3), strict=True):
            finish(session, entry_id, LATE + timedelta(days=later))
        assert read(session).entered == ((date(2023, 10, 17), 2), (date(2023, 10, 20), 3))
        assert read(session).todo == 40


def test_an_act_counts_from_the_day_it_was_finished_first(store, random, shelf):
    made = typed(store, random, shelf, "1")
    with store.write() as session:
        before = read(session).entered
        finish(session, made, LATE + timedelta(days=30))
        assert read(session).entered == before


@pytest.mark.parametrize("state", EntryState)
def test_the_last_sum_is_what_every_screen_says(store, random, shelf, state):
    made = typed(store, random, shelf, "1")
    with store.write() as session:
        put(session, made, state)
        session.flush()
        done = workload.overview(session, uid=JUSTICE.uid).done
        assert done == (0 if state in UNFINISHED else 1)
        assert [total for _day, total in read(session).entered] == [done] * done
        assert session.get_one(Entry, made).state == state


def test_the_plan_is_that_of_the_office_on_the_day(store):
    with store.write() as session:
        for setting, words in ((office_settings.BEGINS, "01/10/2023"), (office_settings.ENDS, "31/12/2023")):
            office_settings.put(session, setting, words, valid_from=date(2023, 10, 1), by=LEADER, at=LATE)
        found = read(session)
        assert (found.begins, found.ends) == (date(2023, 10, 1), date(2023, 12, 31))
        assert pace.read(session, on=date(2023, 9, 1)).begins is None
