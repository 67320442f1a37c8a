"""The moves of entries and items, and the words of every code."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.words.codes import (
    BRANCH_LABELS,
    RESOLUTION_BASES,
    RESOLUTION_LABELS,
    RETURN_LABELS,
    Branch,
    Resolution,
    ReturnCode,
)
from app.models.words.states import (
    ENTRY_MOVES,
    ENTRY_STATE_LABELS,
    ITEM_MOVES,
    ITEM_STATE_LABELS,
    PACKAGE_MOVES,
    EntryState,
    ItemState,
    PackageState,
    can_move,
    can_move_item,
    can_move_package,
)

USUAL = ("draft", "entered", "listed", "approved", "exported", "returned", "number_assigned", "handed_over")


@pytest.mark.parametrize(
    ("codes", "labels"),
    [
        (Branch, BRANCH_LABELS),
        (Resolution, RESOLUTION_LABELS),
        (ReturnCode, RETURN_LABELS),
        (EntryState, ENTRY_STATE_LABELS),
        (ItemState, ITEM_STATE_LABELS),
    ],
)
def test_every_code_has_its_own_words(codes, labels):
    assert set(labels) == set(codes)
    assert len(set(labels.values())) == len(codes)


def test_bases_are_of_known_resolutions():
    assert set(RESOLUTION_BASES) < set(Resolution)


def test_every_state_says_where_it_leads():
    assert set(ENTRY_MOVES) == set(EntryState)
    assert set(ITEM_MOVES) == set(ItemState)
    assert set(PACKAGE_MOVES) == set(PackageState)


def test_the_usual_way():
    for before, after in itertools.pairwise(USUAL):
        assert can_move(EntryState(before), EntryState(after))


def test_nothing_is_approved_before_every_person_is_decided():
    ways = {s for s in EntryState if s != EntryState.APPROVED and can_move(s, EntryState.APPROVED)}
    assert ways == {EntryState.CHECKED, EntryState.LISTED}


def test_only_approved_entries_leave():
    ways = {s for s in EntryState if s != EntryState.EXPORTED and can_move(s, EntryState.EXPORTED)}
    assert ways == {EntryState.APPROVED}


@pytest.mark.parametrize("state", ["exported", "returned", "number_assigned", "handed_over"])
def test_what_has_left_is_not_typed_again_by_itself(state):
    assert not can_move(EntryState(state), EntryState.DRAFT)


@given(st.lists(st.sampled_from(sorted(EntryState)), max_size=30))
def test_no_walk_reaches_the_police_without_a_decision(steps):
    state, decided = EntryState.DRAFT, False
    for step in steps:
        if can_move(state, EntryState(step)):
            state = EntryState(step)
            decided = decided or state in (EntryState.CHECKED, EntryState.LISTED)
        assert decided or state not in (EntryState.APPROVED, EntryState.EXPORTED)


def test_items():
    assert can_move_item(ItemState.OPEN, ItemState.VERIFYING)
    assert can_move_item(ItemState.DECIDED, ItemState.GUIDED)
    assert can_move_item(ItemState.GUIDED, ItemState.CORRECTED)
    assert not can_move_item(ItemState.OPEN, ItemState.CORRECTED), "nobody said which side is right"
    assert not any(can_move_item(ItemState.CLOSED, s) for s in ItemState if s != ItemState.CLOSED)
    assert all(can_move_item(s, ItemState.CLOSED) for s in ItemState)


def test_packages():
    way = (PackageState.SENT, PackageState.ACKNOWLEDGED, PackageState.PART, PackageState.DONE)
    for at, before in enumerate(way):
        assert all(can_move_package(before, after) == (way.index(after) >= at) for after in way)
        assert not can_move_package(before, PackageState.TAKEN_IN)
    assert not any(can_move_package(PackageState.TAKEN_IN, after) for after in way)
