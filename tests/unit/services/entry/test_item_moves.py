"""Items of the follow-up list go from state to state by one table, and every step is kept."""

import itertools
import re

import pytest
from sqlalchemy import text

from app.errors import Refused
from app.models.store.tables import Discrepancy
from app.models.words.codes import Branch, Resolution
from app.models.words.states import ITEM_MOVES, ITEM_STATE_LABELS, ItemState
from app.services.entry import decisions, discrepancies
from app.services.entry.item_moves import move_item
from tests.conftest import AT, JUSTICE
from tests.unit.services.entry.deciding import CHILD, decide, searched


@pytest.fixture
def item_id(store, type_birth, random):
    """A difference of one entry."""
    decide(
        store,
        type_birth(),
        "child",
        Branch.MISMATCH_BASIC,
        random,
        person=CHILD,
        search=searched(CHILD),
        resolutions={"mother_name": Resolution.VERIFY},
    )
    with store.read() as session:
        (item,) = discrepancies.every(session)
    return item.id


def test_an_item_moves_where_the_table_allows_and_nowhere_else(store, item_id):
    kept = 0
    with store.write() as session:
        session.execute(
            text("DROP TRIGGER discrepancy_kept")
        )  # only behind its back a closed item opens again
    for before, after in itertools.product(ItemState, ItemState):
        with store.write() as session:
            item = session.get(Discrepancy, item_id)
            item.state = before
            if after == before or after in ITEM_MOVES[before]:
                move_item(session, item, after, by=JUSTICE.uid, at=AT, reason="thử")
                kept += after != before
                assert item.state == after
            else:
                with pytest.raises(Refused, match=re.escape(ITEM_STATE_LABELS[after])):
                    move_item(session, item, after, by=JUSTICE.uid, at=AT, reason="thử")
                assert item.state == before
            steps = discrepancies.history(session, item_id)
        assert len(steps) == kept
        if after != before and after in ITEM_MOVES[before]:
            assert (steps[-1].before, steps[-1].after, steps[-1].reason) == (before, after, "thử")


@pytest.mark.parametrize("state", [state for state in ItemState if state != ItemState.CLOSED])
def test_a_decision_that_ends_closes_its_items_from_any_state(store, item_id, state):
    with store.write() as session:
        item = session.get(Discrepancy, item_id)
        item.state = state
        assert decisions.undo(session, item.entry_id, "child", by=JUSTICE, at=AT)
    with store.read() as session:
        assert session.get(Discrepancy, item_id).state == ItemState.CLOSED
        (step,) = discrepancies.history(session, item_id)
    assert (step.before, step.after, step.by) == (state, ItemState.CLOSED, JUSTICE.uid)


def test_what_was_closed_before_is_not_closed_again(store, item_id):
    with store.write() as session:
        item = session.get(Discrepancy, item_id)
        move_item(session, item, ItemState.CLOSED, by=JUSTICE.uid, at=AT, reason="thử")
        decisions.undo(session, item.entry_id, "child", by=JUSTICE, at=AT)
        assert len(discrepancies.history(session, item_id)) == 1
