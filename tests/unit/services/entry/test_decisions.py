import dataclasses

import pytest

from app.errors import Refused
from app.matching.result import Finding, Search
from app.models.books import BOOKS
from app.models.words.codes import Branch, Resolution
from app.models.words.states import EntryState, ItemState
from app.models.words.values import Value
from app.services.entry import decisions, discrepancies, entries
from tests.conftest import AT, JUSTICE, POLICE
from tests.unit.services.entry.deciding import CHILD, FATHER, SAME_CHILD, decide, in_force, searched


def test_match_is_refused_while_a_field_differs(store, type_birth, random):
    entry_id = type_birth()
    with pytest.raises(Refused, match="khác nhau"):
        decide(store, entry_id, "child", Branch.MATCH, random, person=CHILD, search=searched(CHILD))
    with store.read() as session:
        assert entries.active_decisions(session, entry_id) == {}


def test_match_is_refused_where_the_number_is_another_persons(store, type_birth, random):
    entry_id = type_birth(father_id_number="171222333")
    other = dataclasses.replace(FATHER, personal_id="038071990009", full_name="HÀ VĂN LỢI", cmnd="171222333")
    with pytest.raises(Refused, match="1 mục khác nhau"):
        decide(store, entry_id, "father", Branch.MATCH, random, person=FATHER, search=searched(FATHER, other))
    ways = {"cmnd": Resolution.VERIFY}
    two = searched(FATHER, other)
    decide(
        store, entry_id, "father", Branch.MISMATCH_BASIC, random, person=FATHER, search=two, resolutions=ways
    )
    with store.read() as session:
        lines = entries.active_decisions(session, entry_id)["father"].lines
    assert [x["detail"] for x in lines if x["field"] == "cmnd"] == ["là số của HÀ VĂN LỢI, 03/02/1972"]


def test_a_difference_needs_a_resolution_and_opens_an_item(store, type_birth, random):
    entry_id = type_birth()
    with pytest.raises(Refused, match="cách xử lý"):
        decide(store, entry_id, "child", Branch.MISMATCH_BASIC, random, person=CHILD, search=searched(CHILD))
    decide(
        store,
        entry_id,
        "child",
        Branch.MISMATCH_BASIC,
        random,
        person=CHILD,
        search=searched(CHILD),
        resolutions={"mother_name": Resolution.FIX_POPULATION},
    )
    with store.read() as session:
        (item,) = discrepancies.every(session)
        assert (item.book, item.registry) == ("Bùi Thị Thuỷ", "BÙI THỊ THUÝ")
        assert item.state == ItemState.DECIDED
        decision = entries.active_decisions(session, entry_id)["child"]
        assert decision.branch == Branch.MISMATCH_OTHER, "a parent's name is not a basic field"
        assert decision.search["chosen_rank"] == 1


def test_all_decided_moves_the_entry_on(store, type_birth, random):
    entry_id = type_birth()
    decide(store, entry_id, "child", Branch.MATCH, random, person=SAME_CHILD, search=searched(SAME_CHILD))
    decide(store, entry_id, "father", Branch.MATCH, random, person=FATHER, search=searched(FATHER))
    with store.read() as session:
        assert entries.get(session, entry_id).state == EntryState.ENTERED
    decide(store, entry_id, "mother", Branch.NOT_FOUND, random, search=searched())
    with store.read() as session:
        assert entries.get(session, entry_id).state == EntryState.CHECKED
        assert entries.active_decisions(session, entry_id)["mother"].provisional_id


def test_a_changed_value_reopens_only_what_rested_on_it(store, type_birth, random):
    entry_id = type_birth()
    decide(store, entry_id, "child", Branch.MATCH, random, person=SAME_CHILD, search=searched(SAME_CHILD))
    decide(store, entry_id, "father", Branch.MATCH, random, person=FATHER, search=searched(FATHER))
    with store.write() as session:
        entries.save(session, entry_id, "mother_name", Value.of("Bùi Thị Thu"), by=JUSTICE, at=AT)
    with store.read() as session:
        assert set(entries.active_decisions(session, entry_id)) == {"father"}
        assert entries.get(session, entry_id).state == EntryState.DRAFT


def rests_on(book):
    return {section.key: section.compared_keys for section in book.persons}


@pytest.mark.parametrize(
    ("section", "key"),
    [(section, key) for section, keys in rests_on(BOOKS["khai_sinh"]).items() for key in keys],
)
def test_every_compared_value_that_changes_reopens_the_decision(store, type_birth, random, section, key):
    entry_id = type_birth()
    decide(store, entry_id, section, Branch.NOT_FOUND, random, search=searched())
    with store.write() as session:
        entries.save(session, entry_id, key, Value.of("chữ khác"), by=JUSTICE, at=AT)
    with store.read() as session:
        assert section not in entries.active_decisions(session, entry_id)


def test_what_no_comparison_rests_on_leaves_the_decisions(store, type_birth, random):
    entry_id = type_birth()
    sections = rests_on(BOOKS["khai_sinh"])
    for section in sections:
        decide(store, entry_id, section, Branch.NOT_FOUND, random, search=searched())
    free = set(BOOKS["khai_sinh"].fields) - {key for keys in sections.values() for key in keys}
    with store.write() as session:
        for key in sorted(free):
            entries.save(session, entry_id, key, Value.of("chữ khác"), by=JUSTICE, at=AT)
        assert set(entries.active_decisions(session, entry_id)) == set(sections)


@pytest.mark.parametrize("key", ["registration_date", "child_birth_date"])
@pytest.mark.parametrize("age", ["24", "24 tuổi", "hai mươi tư tuổi", "Giáp Thìn"])
def test_a_date_of_the_act_reopens_the_decision_that_counts_an_age_by_it(store, type_birth, random, age, key):
    entry_id = type_birth(mother_birth_date=age)
    for section in ("mother", "father"):
        decide(store, entry_id, section, Branch.NOT_FOUND, random, search=searched())
    with store.write() as session:
        entries.save(session, entry_id, key, Value.of("9/11/1989"), by=JUSTICE, at=AT)
        assert set(entries.active_decisions(session, entry_id)) == {"father"}


@pytest.mark.parametrize("key", ["registration_no", "registration_date"])
def test_what_tells_the_entry_before_reopens_the_decision_that_reads_a_mark(store, type_birth, random, key):
    entry_id = type_birth(child_ethnicity="nt")
    for section in ("child", "father"):
        decide(store, entry_id, section, Branch.NOT_FOUND, random, search=searched())
    with store.write() as session:
        entries.save(session, entry_id, key, Value.of("9/11/1989"), by=JUSTICE, at=AT)
        assert set(entries.active_decisions(session, entry_id)) == {"father"}


def test_not_found_needs_a_search(store, type_birth, random):
    with pytest.raises(Refused):
        decide(store, type_birth(), "child", Branch.NOT_FOUND, random)


def test_police_do_not_decide(store, type_birth, random):
    entry_id = type_birth()
    with store.write() as session, pytest.raises(Refused):
        decisions.decide(session, entry_id, "child", Branch.NOT_COMPARED, by=POLICE, at=AT, random=random)


def test_undo_closes_the_items(store, type_birth, random):
    entry_id = type_birth()
    decide(
        store,
        entry_id,
        "child",
        Branch.MISMATCH_BASIC,
        random,
        person=CHILD,
        search=searched(CHILD),
        resolutions={"mother_name": Resolution.VERIFY},
    )
    with store.write() as session:
        assert decisions.undo(session, entry_id, "child", by=JUSTICE, at=AT)
    with store.read() as session:
        assert discrepancies.every(session) == []


def test_the_book_is_wrong_only_with_a_reason(store, type_birth, random):
    entry_id = type_birth()
    decide(
        store,
        entry_id,
        "child",
        Branch.MISMATCH_BASIC,
        random,
        person=CHILD,
        search=searched(CHILD),
        resolutions={"mother_name": Resolution.VERIFY},
    )
    with store.write() as session:
        (item,) = discrepancies.every(session)
        with pytest.raises(Refused, match="lý do"):
            discrepancies.resolve(session, item.id, Resolution.CORRECT_BOOK, by=JUSTICE, at=AT)
        discrepancies.resolve(
            session, item.id, Resolution.CORRECT_BOOK, by=JUSTICE, at=AT, note="giấy khai sinh gốc ghi Thuý"
        )
    with store.read() as session:
        assert discrepancies.every(session)[0].resolution == Resolution.CORRECT_BOOK
        assert [s.after for s in discrepancies.history(session, item.id)] == [ItemState.DECIDED]
        lines = entries.active_decisions(session, entry_id)["child"].lines
        assert [x["resolution"] for x in lines if x["field"] == "mother_name"] == ["correct_book"]


def test_an_empty_search_finds_nothing_and_proves_nothing(store, type_birth, random):
    empty = Search(Finding.NOT_FOUND, (), ())
    with pytest.raises(Refused, match="tìm"):
        decide(store, type_birth(), "child", Branch.NOT_FOUND, random, search=empty)


def test_a_decision_names_the_copy_in_force(store, type_birth, random):
    entry_id = type_birth()
    with store.write() as session:
        session.add(in_force())
    with store.write() as session, pytest.raises(Refused, match="đã đổi"):
        decisions.decide(
            session,
            entry_id,
            "child",
            Branch.NOT_FOUND,
            by=JUSTICE,
            at=AT,
            random=random,
            snapshot_id="s0",
            search=searched(),
        )


def test_the_follow_up_list_stands_in_the_order_of_the_book(store, type_birth, random):
    """Gaps are filled in later: what was typed first need not come first."""
    numbers = ["10/1999", "9/1999", "12", "12a", "01/2000", "11"]
    for number in numbers:
        date = "3/1/2000" if number == "01/2000" else "9/11/1999"
        entry_id = type_birth(registration_no=number, registration_date=date)
        decide(
            store,
            entry_id,
            "child",
            Branch.MISMATCH_BASIC,
            random,
            person=CHILD,
            search=searched(CHILD),
            resolutions={"mother_name": Resolution.FIX_POPULATION},
            again="ghi lại",
        )
    with store.read() as session:
        found = [item.registration_no for item in discrepancies.every(session)]
    assert found == ["9/1999", "10/1999", "11", "12", "12a", "01/2000"]
