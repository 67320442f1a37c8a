"""The moves of entries and items, and the words of every code."""

import ast
import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.words.codes import (
    BRANCH_LABELS,
    RESOLUTION_LABELS,
    RETURN_LABELS,
    Branch,
    Resolution,
    ReturnCode,
)
from app.models.words.states import (
    ENTRY_MOVES,
    ENTRY_STATE_LABELS,
    FOLLOWED,
    ITEM_MOVES,
    ITEM_STATE_LABELS,
    PACKAGE_MOVES,
    SEALED,
    EntryState,
    ItemState,
    PackageState,
    can_move,
    can_move_item,
    can_move_package,
)

APP = Path(__file__).parents[4] / "app"
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


def test_every_state_says_where_it_leads():
    assert set(ENTRY_MOVES) == set(EntryState)
    assert set(ITEM_MOVES) == set(ItemState)
    assert set(PACKAGE_MOVES) == set(PackageState)


SHORT = {"numbered": "number_assigned", "handed": "handed_over"}
ENTRY_TABLE = """
          draft parked entered checked listed approved exported returned numbered handed sent_back discarded
draft     x     x      x       .       .      .        .        .        .        .      .         x
parked    x     x      x       .       .      .        .        .        .        .      .         x
entered   x     x      x       x       x      .        .        .        .        .      .         x
checked   x     x      x       x       x      x        .        .        .        .      x         x
listed    x     x      x       x       x      x        .        .        .        .      x         x
approved  x     .      .       .       .      x        x        .        .        .      x         .
exported  .     .      .       .       .      .        x        x        x        .      .         .
returned  .     .      .       .       .      .        .        x        x        x      x         .
numbered  .     .      .       .       .      .        .        .        x        x      .         .
handed    .     .      .       .       .      .        .        .        .        x      .         .
sent_back x     x      x       .       .      .        .        .        .        .      x         x
discarded x     .      .       .       .      .        .        .        .        .      .         x
"""
ITEM_TABLE = """
          open verifying decided guided corrected ended closed
open      x    x         x       .      .         .     x
verifying .    x         x       .      .         .     x
decided   .    x         x       x      x         x     x
guided    .    x         x       x      x         x     x
corrected .    x         x       .      x         x     x
ended     .    .         x       x      x         x     x
closed    .    .         .       .      .         .     x
"""


def pairs(table):
    """Read a table of crosses: row, column, and whether the move is allowed."""
    head, *rows = ([SHORT.get(word, word) for word in line.split()] for line in table.strip().splitlines())
    return [(row[0], column, cell == "x") for row in rows for column, cell in zip(head, row[1:], strict=True)]


@pytest.mark.parametrize(("before", "after", "allowed"), pairs(ENTRY_TABLE))
def test_every_pair_of_entry_states(before, after, allowed):
    assert can_move(EntryState(before), EntryState(after)) is allowed


@pytest.mark.parametrize(("before", "after", "allowed"), pairs(ITEM_TABLE))
def test_every_pair_of_item_states(before, after, allowed):
    assert can_move_item(ItemState(before), ItemState(after)) is allowed


def test_the_tables_name_every_state():
    assert {before for before, _after, _allowed in pairs(ENTRY_TABLE)} == set(EntryState)
    assert {before for before, _after, _allowed in pairs(ITEM_TABLE)} == set(ItemState)


def test_what_has_left_is_sealed():
    assert set(SEALED) == {"exported", "returned", "number_assigned", "handed_over"}


def test_the_usual_way():
    for before, after in itertools.pairwise(USUAL):
        assert can_move(EntryState(before), EntryState(after))


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


def test_only_what_is_concluded_ends_and_goes_back_to_where_it_stood():
    concluded = {ItemState.DECIDED, ItemState.GUIDED, ItemState.CORRECTED}
    assert {s for s in FOLLOWED if can_move_item(s, ItemState.ENDED)} == concluded
    assert ITEM_MOVES[ItemState.ENDED] == concluded | {ItemState.CLOSED}
    assert set(ItemState) - set(FOLLOWED) == {ItemState.ENDED, ItemState.CLOSED}


def test_the_branches_of_the_process():
    assert {b for b in Branch if b.is_mismatch} == {Branch.MISMATCH_BASIC, Branch.MISMATCH_OTHER}
    assert {b for b in Branch if b.is_found} == {Branch.MATCH, Branch.MISMATCH_BASIC, Branch.MISMATCH_OTHER}


def raw_states(tree):
    """Find comparisons with, and assignments of, a state, a branch or a resolution written as text."""
    codes = {str(code) for kind in (EntryState, ItemState, Branch, Resolution) for code in kind} | {
        "mismatch"
    }
    for node in ast.walk(tree):
        match node:
            case ast.Compare(left=left, comparators=[*others]):
                values, names = [left, *others], ast.unparse(node)
            case ast.Call(func=ast.Attribute(value=value, attr="startswith"), args=args):
                values, names = args, ast.unparse(value)
            case ast.Assign(targets=[ast.Attribute(attr=names)], value=value):
                values = [value]
            case ast.keyword(arg="before" | "after" | "state" | "branch" | "resolution", value=value):
                values, names = [value], "state"
            case _:
                continue
        told = any(word in names for word in ("state", "branch", "resolution"))
        if told and any(isinstance(v, ast.Constant) and v.value in codes for v in values):
            yield ast.unparse(node)


@pytest.mark.parametrize(
    "written",
    [
        'item.state != "closed"',
        'item.state = "closed"',
        'StateChange(after="closed")',
        'd.branch.startswith("mismatch")',
        'line["resolution"] == "verify"',
    ],
)
def test_a_code_written_as_text_is_seen(written):
    assert list(raw_states(ast.parse(written)))


def test_no_state_branch_or_resolution_is_written_as_text():
    found = {
        path.relative_to(APP).as_posix(): list(raw_states(ast.parse(path.read_text(encoding="utf-8"))))
        for path in APP.rglob("*.py")
    }
    assert {path: raw for path, raw in found.items() if raw} == {}


def test_packages():
    way = (
        PackageState.MADE,
        PackageState.SENT,
        PackageState.ACKNOWLEDGED,
        PackageState.PART,
        PackageState.DONE,
    )
    for at, before in enumerate(way):
        assert all(can_move_package(before, after) == (way.index(after) >= at) for after in way)
        assert not can_move_package(before, PackageState.TAKEN_IN)
    assert not any(can_move_package(PackageState.TAKEN_IN, after) for after in way)
