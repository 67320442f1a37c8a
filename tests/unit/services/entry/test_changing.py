"""Who can still change an entry, and by which step, whatever became of it."""

import pytest

from app.errors import Refused
from app.models.words.states import ENTRY_MOVES, SEALED, EntryState
from app.services.entry import changing

OPEN = {
    EntryState.DRAFT,
    EntryState.PARKED,
    EntryState.SENT_BACK,
    EntryState.ENTERED,
    EntryState.CHECKED,
    EntryState.LISTED,
}


@pytest.mark.parametrize("state", EntryState)
def test_what_is_not_typed_in_says_how_it_is_changed(state):
    assert bool(changing.way(state)) == (state not in OPEN)
    assert changing.WAYS.keys() == {*SEALED, EntryState.APPROVED, EntryState.DISCARDED}


@pytest.mark.parametrize("state", EntryState)
def test_what_is_closed_is_refused_in_the_same_words_and_what_is_open_is_not(state):
    if state in OPEN:
        changing.refuse_closed(state)
        return
    with pytest.raises(Refused) as refused:
        changing.refuse_closed(state)
    assert str(refused.value) == f"{changing.way(state)} Chưa thay đổi gì."


@pytest.mark.parametrize(
    ("state", "who", "step", "then"),
    [
        (EntryState.APPROVED, "Công an", "F12", EntryState.SENT_BACK),
        (EntryState.EXPORTED, "báo Công an", "Ctrl+R", EntryState.RETURNED),
        (EntryState.RETURNED, "Tư pháp", "Ctrl+R", EntryState.SENT_BACK),
        (EntryState.DISCARDED, "lấy lại", "Ctrl+R", EntryState.DRAFT),
        (EntryState.NUMBER_ASSIGNED, "Công an", "văn bản", None),
        (EntryState.HANDED_OVER, "Sở Tư pháp", "văn bản", None),
    ],
)
def test_the_way_names_who_and_the_step_that_the_states_allow(state, who, step, then):
    assert who in changing.way(state)
    assert step in changing.way(state)
    open_again = ENTRY_MOVES[state] - {
        EntryState.NUMBER_ASSIGNED,
        EntryState.EXPORTED,
        EntryState.HANDED_OVER,
    }
    assert then in open_again if then else not open_again
