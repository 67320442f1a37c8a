"""What became of each package that left, whatever else is out."""

from datetime import timedelta

import pytest

from app.models.store.tables import Answer, Entry, Package, PackageCopy, PackageEntry
from app.models.store.times import stamp
from app.models.words.codes import Branch
from app.models.words.purpose import Purpose
from app.models.words.states import EntryState, PackageState
from app.services.entry import entries
from app.services.exchange import deliveries, packages
from tests.conftest import AT, JUSTICE, POLICE
from tests.unit.services.entry.deciding import decide, searched
from tests.unit.services.entry.test_approval import approve, birth_volume, certify, store

__all__ = ["birth_volume", "certify", "store"]
PERSONS = ("child", "mother", "father")
ME, POLICE_SIDE = "a" * 32, "b" * 32


def later(days):
    return AT + timedelta(days=days)


@pytest.fixture
def approved(store, type_birth, random, certify):
    """Type, decide and approve a birth entry; called again for one of these, approve its next version."""
    police, signer = certify(POLICE)

    def one(again=None):
        entry_id = again or type_birth()
        for section in () if again else PERSONS:
            decide(store, entry_id, section, Branch.NOT_FOUND, random, search=searched())
        approve(store, entry_id, police, signer)
        return entry_id

    return one


@pytest.fixture
def send(store):
    """Send entries in one package, as an export marks and writes them, and return its number."""

    def one(*entry_ids, at=AT, written=True):
        with store.write() as session:
            no = packages.chain(session, ME, POLICE_SIDE).no + 1
            package = keep(session, Purpose.RESULTS, ME, POLICE_SIDE, no, {"khai_sinh": len(entry_ids)}, at)
            for entry_id in entry_ids:
                row = session.get(Entry, entry_id)
                session.add(PackageEntry(package_id=package, entry_id=entry_id, version=row.version))
                entries.move(session, row, EntryState.EXPORTED, by=JUSTICE.uid, at=at)
            if written:
                copy_of(session, package, at)
        return no

    return one


def copy_of(session, package, at):
    session.add(PackageCopy(package_id=package, file_name="1.htpkg", by=JUSTICE.uid, at=stamp(at)))


def keep(session, purpose, sender, receiver, no, counts, at):
    return packages.keep(
        session,
        package_id=f"{purpose}-{no}",
        purpose=purpose,
        sender_id=sender,
        receiver_id=receiver,
        package_no=no,
        manifest_sha256="0" * 64,
        file_name=f"{no}.htpkg",
        file_sha256="0" * 64,
        counts=counts,
        by=JUSTICE.uid,
        at=at,
    )


@pytest.fixture
def come(store):
    """Take in a package of the police: answers, or the number of a package that arrived."""

    def one(answers=(), *, arrived=0, at=AT, code="number_assigned", aside="", version=1):
        with store.write() as session:
            no = packages.chain(session, POLICE_SIDE, ME).no + 1
            counts = {packages.ACKNOWLEDGED_NO: arrived} if arrived else {"answers": len(answers)}
            purpose = Purpose.RECEIPT if arrived else Purpose.ANSWERS
            package = keep(session, purpose, POLICE_SIDE, ME, no, counts, at)
            for entry_id, section in answers:
                said = {"code": code, "personal_id": "", "message": "", "aside": aside, "at": stamp(at)}
                about = {"entry_id": entry_id, "version": version, "section": section}
                session.add(Answer(package_id=package, **about, **said))

    return one


@pytest.fixture
def left(store):
    """Return what became of the packages that left, by number."""

    def all_of_them(at=AT):
        with store.read() as session:
            rows = deliveries.history(session, at=at)
        return {one.package_no: one for one in rows if one.purpose == Purpose.RESULTS}

    return all_of_them


def everybody(*entry_ids):
    return [(entry_id, section) for entry_id in entry_ids for section in PERSONS]


def test_of_two_packages_out_the_answered_one_is_done_and_the_other_waits(approved, send, come, left):
    first, second, third = approved(), approved(), approved()
    send(first)
    send(second, third, at=later(8))
    come(everybody(first), at=later(9))
    made = left(later(12))
    assert (made[1].state, made[1].size, made[1].answered, made[1].late) == (PackageState.DONE, 1, 1, False)
    assert (made[2].state, made[2].size, made[2].answered, made[2].late) == (PackageState.SENT, 2, 0, False)


def test_of_three_packages_one_is_late_one_acknowledged_and_one_answered_in_part(approved, send, come, left):
    first, second, third, fourth = (approved() for _ in range(4))
    send(first)
    send(second, at=later(5))
    send(third, fourth, at=later(6))
    come(arrived=2, at=later(6))
    come(everybody(third), at=later(7))
    made = left(later(11))
    assert {no: (one.state, one.answered, one.late) for no, one in made.items()} == {
        1: (PackageState.SENT, 0, True),
        2: (PackageState.ACKNOWLEDGED, 0, False),
        3: (PackageState.PART, 1, False),
    }
    assert {no: one.days for no, one in made.items()} == {1: 11, 2: 6, 3: 5}


def test_a_package_is_late_after_ten_days_and_not_on_the_tenth(approved, send, left):
    send(approved())
    assert not left(later(10))[1].late
    assert left(later(11))[1].late


@pytest.mark.parametrize("answered", [False, True])
def test_an_acknowledged_or_partly_answered_package_is_late_too(approved, send, come, left, answered):
    first, second = approved(), approved()
    send(first, second)
    come(arrived=1)
    if answered:
        come(everybody(first))
    assert left(later(11))[1].late
    assert left(later(11))[1].state == (PackageState.PART if answered else PackageState.ACKNOWLEDGED)


def test_a_done_package_is_never_late_and_its_days_end_with_the_last_answer(approved, send, come, left):
    first, second = approved(), approved()
    send(first, second)
    come(everybody(first), at=later(3))
    come(everybody(second), at=later(12))
    made = left(later(300))[1]
    assert (made.state, made.late, made.days) == (PackageState.DONE, False, 12)


def test_an_entry_is_answered_when_each_of_its_persons_is(approved, send, come, left):
    entry = approved()
    send(entry)
    come([(entry, "child"), (entry, "mother")])
    assert (left()[1].state, left()[1].answered) == (PackageState.PART, 0)
    come([(entry, "father")], code="refused")
    assert (left()[1].state, left()[1].answered) == (PackageState.DONE, 1)


def test_an_answer_kept_aside_answers_nothing(approved, send, come, left):
    entry = approved()
    send(entry)
    come(everybody(entry), aside="Không khớp.")
    assert (left()[1].state, left()[1].answered) == (PackageState.SENT, 0)


def test_an_acknowledgement_after_an_answer_changes_nothing(approved, send, come, left):
    first, second = approved(), approved()
    send(first, second)
    come(everybody(first))
    come(arrived=1)
    assert left()[1].state == PackageState.PART


def test_an_entry_sent_again_waits_in_the_later_package_alone(store, approved, send, come, left):
    entry = approved()
    send(entry)
    come([(entry, "child")], code="needs_verification", at=later(2))
    with store.write() as session:
        entries.move(session, session.get(Entry, entry), EntryState.RETURNED, by=JUSTICE.uid, at=later(2))
        entries.take_back(session, entry, by=JUSTICE, at=later(3))
        entries.complete(session, entry, by=JUSTICE, at=later(3))
    assert (left()[1].state, left()[1].answered) == (PackageState.DONE, 1)
    approved(again=entry)
    send(entry, at=later(4))
    made = left(later(13))
    assert (made[1].state, made[1].answered, made[1].late) == (PackageState.DONE, 1, False)
    assert (made[2].state, made[2].answered, made[2].late) == (PackageState.SENT, 0, False)
    come(everybody(entry), version=2, at=later(14))
    assert left(later(14))[2].state == PackageState.DONE


def test_what_came_in_is_counted_and_awaits_nothing(store, approved, send, come):
    entry = approved()
    send(entry)
    come(everybody(entry))
    come(arrived=1)
    with store.write() as session:
        other = "c" * 32
        keep(session, "anh_chup_dan_cu", POLICE_SIDE, other, 1, {"people": 1500}, AT)
    with store.read() as session:
        came = [one for one in deliveries.history(session, at=later(90)) if one.purpose != Purpose.RESULTS]
        assert session.query(Package).count() == 4
    assert [(one.purpose, one.size) for one in came] == [
        ("anh_chup_dan_cu", 1500),
        ("xac_nhan", 0),
        ("tra_loi", 3),
    ]
    assert {(one.state, one.late, one.answered) for one in came} == {(PackageState.TAKEN_IN, False, 0)}


def test_an_acknowledgement_of_another_receiver_is_of_another_package(store, approved, send, left):
    send(approved())
    with store.write() as session:
        keep(session, Purpose.RECEIPT, "d" * 32, ME, 1, {packages.ACKNOWLEDGED_NO: 1}, AT)
    assert left()[1].state == PackageState.SENT


def test_the_newest_package_stands_first(approved, send, come, store):
    send(approved())
    come(arrived=1)
    send(approved())
    with store.read() as session:
        rows = deliveries.history(session, at=AT)
    assert [(row.purpose, row.package_no) for row in rows] == [
        (Purpose.RESULTS, 2),
        (Purpose.RECEIPT, 1),
        (Purpose.RESULTS, 1),
    ]


def test_a_package_that_no_stick_has_is_made_and_never_late(approved, send, left):
    send(approved(), written=False)
    made = left(later(40))[1]
    assert (made.state, made.late, made.copies) == (PackageState.MADE, False, ())


def test_what_arrived_was_sent_whatever_is_recorded(approved, send, come, left):
    """The power was cut between the name on the stick and the record of the copy."""
    send(approved(), written=False)
    come(arrived=1)
    assert left()[1].state == PackageState.ACKNOWLEDGED


def test_the_days_count_from_the_first_copy(store, approved, send, left):
    send(approved(), written=False)
    with store.write() as session:
        for day in (4, 6):
            copy_of(session, 1, later(day))
    made = left(later(14))[1]
    assert (made.days, made.late) == (10, False)
    assert [(copy.at, copy.by) for copy in made.copies] == [
        (stamp(later(day)), JUSTICE.full_name) for day in (4, 6)
    ]
    assert left(later(15))[1].late


def test_a_package_of_an_older_store_was_sent_and_is_not_kept(approved, send, left):
    send(approved())
    made = left()[1]
    assert (made.state, made.kept, made.renewable) == (PackageState.SENT, False, True)
