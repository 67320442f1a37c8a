"""What is read with an entry: the volume, the entry before it, decisions, answers."""

import dataclasses

import pytest
from sqlalchemy import event

from app.errors import Refused
from app.models.words.codes import Branch, Resolution
from app.models.words.values import Value
from app.services.entry import entries, in_hand, volumes, workload
from tests.conftest import AT, COMMUNE, JUSTICE
from tests.unit.services.entry.deciding import FATHER, SAME_CHILD, decide, searched


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
    with pytest.raises(Refused, match="Không có trường hợp"):
        read(store, "x")


def test_a_decision_comes_with_the_row_its_place_the_ways_and_the_notes(ready_store, entry_id, random):
    changed = dataclasses.replace(SAME_CHILD, birth_date="1999-10-29")
    decide(
        ready_store,
        entry_id,
        "child",
        Branch.MISMATCH_BASIC,
        random,
        person=changed,
        search=searched(FATHER, changed),
        resolutions={"birth_date": Resolution.CORRECT_BOOK},
        notes={"birth_date": "hỏi lại gia đình"},
    )
    hand, _ = read(ready_store, entry_id)
    child = hand.decided["child"]
    assert (child.branch, child.person, child.rank) == (Branch.MISMATCH_BASIC, changed, 2)
    assert dict(child.resolutions) == {"birth_date": Resolution.CORRECT_BOOK}
    assert dict(child.notes) == {"birth_date": "hỏi lại gia đình"}
    assert (hand.decided["mother"].branch, hand.decided["mother"].person) == (Branch.NOT_FOUND, None)


def test_only_decisions_in_force_are_counted(ready_store, entry_id):
    with ready_store.write() as session:
        before = workload.overview(session, uid=JUSTICE.uid).books["khai_sinh"].branches
        entries.save(session, entry_id, "mother_name", Value.of("Bùi Thị Khác"), by=JUSTICE, at=AT)
        after = workload.overview(session, uid=JUSTICE.uid).books["khai_sinh"].branches
    assert before == {"match": 2, "not_found": 1}
    assert sum(after.values()) < 3
