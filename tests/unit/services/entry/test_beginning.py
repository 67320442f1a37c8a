"""An entry that was begun is in no store before its first words."""

import pytest

from app.errors import BadInput, Refused
from app.models.words.states import EntryState
from app.models.words.values import Source, Value
from app.services.entry import entries, in_hand
from tests.conftest import AT, JUSTICE, numbered
from tests.unit.services.entry.births import add_volume, type_entry


@pytest.fixture
def volume(store):
    return add_volume(store)


def begin(session, volume):
    return in_hand.begin(session, volume, by=JUSTICE, at=AT, random=numbered("begun"))


def test_the_first_of_a_volume_has_its_facts_and_is_not_stored(store, volume):
    with store.write() as session:
        hand = begin(session, volume)
    assert not hand.stored
    assert hand.values["book_no"] == Value("01/1998", None, Source.CARRIED)
    assert (hand.state, hand.entry.position, hand.book_no) == (EntryState.DRAFT, 1, "01/1998")
    with store.read() as session:
        assert entries.of_volume(session, volume) == []


def test_the_next_of_a_volume_has_the_sticky_values_and_the_next_number(store, volume, random):
    typed = type_entry(store, random, volume)
    with store.read() as session:
        hand = begin(session, volume)
        assert hand.values["registration_no"] == Value("189", None, Source.CARRIED)
        assert hand.previous == entries.get(session, typed).values
        assert [person.words.get("full_name") for person in hand.above] == [
            "Phạm Văn Tý",
            "Bùi Thị Thuỷ",
            "Phạm Văn Lực",
        ]
        assert hand.entry.position == 2
        assert [row.id for row in entries.of_volume(session, volume)] == [typed]


def test_it_is_stored_under_its_id_with_what_was_carried(store, volume):
    with store.write() as session:
        hand = begin(session, volume)
        in_hand.store(session, hand, by=JUSTICE, at=AT, random=numbered("other"))
    with store.read() as session:
        view = entries.get(session, hand.id)
        assert view.values == hand.values
        assert in_hand.read(session, hand.id).stored


def test_its_carried_number_is_said_to_stand_there_already(store, volume, random):
    first = type_entry(store, random, volume)
    type_entry(store, random, volume, registration_no="187", child_name="Cao Văn Ba")
    with store.read() as session:
        hand = begin(session, volume)
    assert hand.values["registration_no"].text == "188"
    assert [repeat.other_id for repeat in hand.repeats] == [first]


def test_a_volume_that_is_not_there_begins_nothing(store):
    with store.read() as session, pytest.raises(Refused):
        begin(session, 77)


def test_words_that_no_paper_has_store_nothing(store, volume):
    with store.read() as session:
        hand = begin(session, volume)
    with pytest.raises(BadInput), store.write() as session:
        in_hand.store(session, hand, by=JUSTICE, at=AT, random=numbered("other"))
        entries.save(session, hand.id, "child_name", Value("a\0b"), by=JUSTICE, at=AT)
    with store.read() as session:
        assert entries.of_volume(session, volume) == []
