"""What is read with an entry: the volume, the entry before it, decisions, answers."""

import pytest
from sqlalchemy import event

from app.errors import Refused
from app.models.words.values import Value
from app.services.entry import entries, in_hand, volumes
from tests.conftest import AT, COMMUNE, JUSTICE


@pytest.fixture
def volume(store):
    with store.write() as session:
        view = volumes.VolumeView(0, "khai_sinh", "01/1998", "1998", COMMUNE)
        return volumes.add(session, view, by=JUSTICE, at=AT)


@pytest.fixture
def two(store, volume, random):
    """Two entries, the first with words."""
    with store.write() as session:
        made = [entries.create(session, volume, by=JUSTICE, at=AT, random=random) for _ in range(2)]
        for key, text in {"registration_no": "1/1998", "mother_name": "Bùi Thị Thuỷ"}.items():
            entries.save(session, made[0], key, Value.of(text), by=JUSTICE, at=AT)
        for key, text in {"registration_no": "2/1998", "mother_name": "nt"}.items():
            entries.save(session, made[1], key, Value.of(text), by=JUSTICE, at=AT)
    return made


def read(store, entry_id, before=None):
    """Read an entry and count the statements."""
    statements = []
    with store.read() as session:
        event.listen(session.connection(), "before_cursor_execute", lambda *a: statements.append(a[2]))
        return in_hand.read(session, entry_id, before=before), len(statements)


def test_the_first_entry_has_none_before_it(store, two):
    hand, _ = read(store, two[0])
    assert (hand.book_no, dict(hand.previous), list(hand.above)) == ("01/1998", {}, [])


def test_the_entry_before_gives_its_values_and_what_its_people_are_called(store, two):
    hand, _ = read(store, two[1])
    assert hand.previous["mother_name"].text == "Bùi Thị Thuỷ"
    (mother,) = (person for person in hand.above if person.role == "mother")
    assert mother.words["full_name"] == "Bùi Thị Thuỷ"


def test_after_a_field_was_kept_only_the_entry_and_its_decisions_are_read(store, two):
    before, whole = read(store, two[1])
    after, again = read(store, two[1], before)
    assert after == before
    assert again == 2 < whole


@pytest.mark.parametrize("key", ["registration_no", "registration_date"])
def test_another_number_or_date_may_mean_another_entry_before(store, two, key):
    before, whole = read(store, two[1])
    with store.write() as session:
        entries.save(session, two[1], key, Value.of("5/1998"), by=JUSTICE, at=AT)
    _, again = read(store, two[1], before)
    assert again >= whole - 1


def test_what_was_read_of_another_entry_is_not_taken_over(store, two):
    other, _ = read(store, two[0])
    hand, _ = read(store, two[1], other)
    assert hand.previous["mother_name"].text == "Bùi Thị Thuỷ"


def test_an_entry_that_is_not_there_is_said(store):
    with pytest.raises(Refused, match="Không có bản ghi"):
        read(store, "x")
