"""One fact, one item: a slip of the mother's name on four children and on herself, in two books."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from app.errors import Refused
from app.models.registry.person import Person
from app.models.store.tables import Decision, Discrepancy, Snapshot
from app.models.words.codes import Branch, Resolution
from app.models.words.states import EntryState, ItemState
from app.models.words.values import Value
from app.services.entry import decisions, discrepancies, entries, fact_list, papers, volume_names, volumes
from app.services.exchange import contents
from tests.conftest import AT, COMMUNE, JUSTICE
from tests.unit.services.conftest import put
from tests.unit.services.entry.births import BIRTH
from tests.unit.services.entry.deciding import searched

SCHEMA = json.loads(
    (Path(__file__).parents[4] / "docs/formats/discrepancy.schema.json").read_text(encoding="utf-8")
)
MOTHER = Person("038175990001", "BÙI THỊ THUÝ", sex="Nữ", birth_date="1975-03-04", life_status="còn sống")
FIX, VERIFY, WRONG = Resolution.FIX_POPULATION, Resolution.VERIFY, Resolution.CORRECT_BOOK


def child(n, **changes):
    person = Person(
        f"03809999{n:04d}",
        f"PHẠM VĂN {'ABCDEFGH'[n]}",
        sex="Nam",
        birth_date=f"1999-10-{n + 10}",
        mother_name=MOTHER.full_name,
        mother_id=MOTHER.personal_id,
    )
    return replace(person, **changes)


@pytest.fixture
def birth(session, random):
    """Make a birth of the mother's nth child in a volume; return its id."""
    made = {}

    def volume(book_no):
        if book_no not in made:
            view = volumes.VolumeView(0, "khai_sinh", book_no, book_no[-4:], COMMUNE)
            made[book_no] = volumes.add(session, view, by=JUSTICE, at=AT)
        return made[book_no]

    def make(n, book_no="02/1998", **changes):
        entry = entries.create(session, volume(book_no), by=JUSTICE, at=AT, random=random)
        own = {
            "registration_no": str(n + 1),
            "child_name": f"Phạm Văn {'ABCDEFGH'[n]}",
            "child_birth_date": f"{n + 10}/10/1999",
        }
        for key, text in {**BIRTH, **own, **changes}.items():
            entries.save(session, entry, key, Value.of(text), by=JUSTICE, at=AT)
        return entry

    return make


@pytest.fixture
def decide(session, random):
    def decide(entry, section, person, way=FIX, **ways):
        found = {"mother_name": way} if section == "child" else {"full_name": way}
        return decisions.decide(
            session,
            entry,
            section,
            Branch.MISMATCH_BASIC,
            by=JUSTICE,
            at=AT,
            random=random,
            person=person,
            snapshot_id=session.query(Snapshot).one().snapshot_id,
            search=searched(person),
            resolutions=found | ways,
        )

    return decide


@pytest.fixture(autouse=True)
def nothing_open(session):
    assert discrepancies.every(session) == []


@pytest.fixture
def family(birth, decide):
    """Four children of one mother in two books, each with herself, all decided; return the entries."""
    made = [birth(n, "02/1998" if n < 2 else "03/1999") for n in range(4)]
    for n, entry in enumerate(made):
        decide(entry, "child", child(n))
        decide(entry, "mother", MOTHER)
    return made


def every(session):
    return fact_list.every(session)


def ways(session):
    return {item.resolution for item in discrepancies.every(session)}


def states(session):
    return {item.state for item in discrepancies.every(session)}


def test_eight_items_in_two_books_are_one_fact(session, family):
    assert len(discrepancies.every(session)) == 8
    (fact,) = every(session)
    assert {item.entry_id for item in fact.items} == set(family)
    assert {item.book_no for item in fact.items} == {"02/1998", "03/1999"}
    assert (fact.head.field, fact.head.person_name, fact.head.personal_id) == (
        "full_name",
        "Bùi Thị Thuỷ",
        MOTHER.personal_id,
    )
    assert len(fact.others) == 7
    assert discrepancies.count(session) == 1


def test_without_her_number_in_the_row_who_was_decided_on_tells_it(session, birth, decide):
    one, other = birth(0), birth(1)
    decide(one, "child", child(0, mother_id=""))
    decide(other, "child", child(1, mother_id=""))
    assert discrepancies.count(session) == 2, "two mothers of one name may be two people"
    decide(one, "mother", MOTHER)
    assert discrepancies.count(session) == 2
    decide(other, "mother", MOTHER)
    assert discrepancies.count(session) == 1


def test_one_child_in_two_entries_is_one_cell_of_the_registry(session, birth, decide):
    kid = child(0, mother_id="")
    one, other = birth(0), birth(0, "03/1999", registration_kind="Đăng ký lại")
    decide(one, "child", kid)
    decide(other, "child", kid)
    assert discrepancies.count(session) == 1, "nobody knows the mother, but the cell is the same"
    decide(one, "mother", MOTHER)
    assert discrepancies.count(session) == 1, "who she is in one entry, she is in the other"
    decide(other, "mother", replace(MOTHER, personal_id="038175990009"))
    assert discrepancies.count(session) == 2, "two people of the registry"


def test_an_old_number_in_the_row_is_hers_too(session, birth, decide):
    entry = birth(0)
    decide(entry, "child", child(0, mother_id="171234567"))
    decide(entry, "mother", replace(MOTHER, cmnd="171234567"))
    assert discrepancies.count(session) == 1


@pytest.mark.parametrize(
    "of_row",
    [{"mother_id": "038175990009"}, {"mother_name": "BÙI THỊ THUỶ TIÊN"}],
    ids=["another person", "another registry value"],
)
def test_another_person_or_registry_value_stays_apart(session, birth, decide, of_row):
    entry = birth(0)
    decide(entry, "child", child(0, **of_row))
    decide(entry, "mother", MOTHER)
    assert discrepancies.count(session) == 2


def test_another_value_in_the_book_stays_apart(session, birth, decide):
    decide(birth(0), "mother", MOTHER)
    decide(birth(1, mother_name="Bùi Thị Thuỵ"), "mother", MOTHER)
    decide(birth(2, mother_name="BÙI THỊ THỦY"), "mother", MOTHER)  # case and place of the tone
    assert sorted(len(fact.items) for fact in every(session)) == [1, 2]


def test_another_field_of_the_same_person_stays_apart(session, birth, decide):
    decide(birth(0, mother_birth_date="1970"), "mother", MOTHER, birth_date=FIX)
    assert discrepancies.count(session) == 2


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("4/3/1970", "04.03.1970", True),
        ("1970", "năm 1970", True),
        ("4/3/1970", "5/3/1970", False),
        ("1970", "4/3/1970", False),
    ],
)
def test_a_date_is_the_same_in_any_form(session, birth, decide, one, other, same):
    for n, born in enumerate((one, other)):
        decide(birth(n, mother_birth_date=born, mother_name="Bùi Thị Thuý"), "mother", MOTHER, birth_date=FIX)
    assert discrepancies.count(session) == (1 if same else 2)


def test_one_age_in_acts_of_two_years_is_two_values(session, birth, decide):
    for n, year in enumerate((1999, 1999, 2003)):
        words = {
            "mother_birth_date": "40 tuổi",
            "registration_date": f"9/11/{year}",
            "mother_name": "Bùi Thị Thuý",
        }
        decide(birth(n, **words), "mother", MOTHER, birth_date=FIX)
    assert sorted(len(fact.items) for fact in every(session)) == [1, 2]


def test_a_ditto_mark_is_the_words_it_was_read_as(session, birth, decide):
    kinh = replace(MOTHER, ethnicity="Kinh", full_name="BÙI THỊ THUỶ")
    written = {"father_ethnicity": "Mường", "mother_ethnicity": "Mường", "child_ethnicity": "Mường"}
    decide(birth(0, **written), "mother", kinh, ethnicity=FIX)
    decide(birth(1, **(written | {"mother_ethnicity": "nt"})), "mother", kinh, ethnicity=FIX)
    decide(
        birth(2, **{**written, "child_ethnicity": "Thái", "mother_ethnicity": "nt"}),
        "mother",
        kinh,
        ethnicity=FIX,
    )
    assert sorted(len(fact.items) for fact in every(session)) == [1, 2]


# -- seen to once --------------------------------------------------------------------------------------


def test_it_is_resolved_once_and_every_decision_tells_it(session, family):
    (fact,) = every(session)
    discrepancies.resolve(session, fact.key, WRONG, by=JUSTICE, at=AT, note="xem bản lưu", evidence="CCCD")
    assert ways(session) == {WRONG}
    (fact,) = every(session)
    assert (fact.resolution, fact.note, fact.evidence, fact.state) == (
        WRONG,
        "xem bản lưu",
        "CCCD",
        ItemState.DECIDED,
    )
    told = {
        line["resolution"]
        for row in session.query(Decision).filter(Decision.active.is_(True))
        for line in row.lines
        if line["result"] == "different"
    }
    assert told == {WRONG}
    events = [row.subject for row in audits(session, "item_resolved")]
    assert sorted(map(int, events)) == sorted(item.id for item in fact.items)


def audits(session, kind):
    from app.models.store.tables import AuditEvent

    return session.query(AuditEvent).filter(AuditEvent.kind == kind).all()


def test_whichever_item_is_taken_it_is_the_same_fact(session, family):
    for item in discrepancies.every(session):
        discrepancies.resolve(session, item.id, VERIFY, by=JUSTICE, at=AT)
        assert ways(session) == {VERIFY}
        discrepancies.resolve(session, item.id, FIX, by=JUSTICE, at=AT)
        assert ways(session) == {FIX}


def test_it_moves_ends_and_is_followed_again_as_one(session, family):
    (fact,) = every(session)
    discrepancies.advance(session, fact.key, ItemState.GUIDED, by=JUSTICE, at=AT)
    assert states(session) == {ItemState.GUIDED}
    discrepancies.end(session, fact.key, "đã xong", by=JUSTICE, at=AT)
    (fact,) = every(session)
    assert (fact.state, fact.end_reason, discrepancies.count(session)) == (ItemState.ENDED, "đã xong", 0)
    discrepancies.reopen(session, fact.items[-1].id, "nhầm", by=JUSTICE, at=AT)
    assert states(session) == {ItemState.GUIDED}
    assert discrepancies.count(session) == 1
    assert [step.after for step in discrepancies.history(session, fact.key)] == ["guided", "ended", "guided"]


def test_a_new_place_of_an_ended_fact_is_to_be_seen_to_again(session, family, birth, decide):
    (fact,) = every(session)
    discrepancies.end(session, fact.key, "đã xong", by=JUSTICE, at=AT)
    decide(birth(4, "03/1999"), "child", child(4))
    (fact,) = every(session)
    assert (fact.state, fact.end_reason, len(fact.items)) == (ItemState.DECIDED, "", 9)
    assert discrepancies.count(session) == 1
    with pytest.raises(Refused, match="đang được theo dõi"):
        discrepancies.reopen(session, fact.key, "x", by=JUSTICE, at=AT)
    discrepancies.end(session, fact.key, "xong cả", by=JUSTICE, at=AT)
    assert states(session) == {ItemState.ENDED}


def test_what_is_furthest_behind_says_where_a_fact_stands(session, family):
    (fact,) = every(session)
    discrepancies.advance(session, fact.key, ItemState.CORRECTED, by=JUSTICE, at=AT)
    session.get_one(Discrepancy, fact.items[3].id).state = ItemState.DECIDED
    session.flush()
    assert every(session)[0].state == ItemState.DECIDED
    discrepancies.advance(session, fact.key, ItemState.GUIDED, by=JUSTICE, at=AT)
    assert states(session) == {ItemState.CORRECTED, ItemState.GUIDED}, "what is further stays"


def test_a_fact_that_one_item_holds_back_is_refused_whole(session, family):
    (fact,) = every(session)
    session.get_one(Discrepancy, fact.items[3].id).state = ItemState.VERIFYING
    session.flush()
    with pytest.raises(Refused, match="Đang xác minh"):
        discrepancies.end(session, fact.key, "xong", by=JUSTICE, at=AT)
    assert ItemState.ENDED not in states(session)


def test_several_ways_are_shown_as_none_until_it_is_resolved(session, family, birth, decide):
    decide(birth(4), "child", child(4), VERIFY)
    (fact,) = every(session)
    assert (fact.resolution, fact.state) == ("", ItemState.VERIFYING)
    discrepancies.resolve(session, fact.key, FIX, by=JUSTICE, at=AT)
    assert every(session)[0].resolution == FIX


@pytest.mark.parametrize("state", [EntryState.APPROVED, EntryState.EXPORTED, EntryState.RETURNED])
def test_what_is_signed_otherwise_holds_the_others_back_and_is_named(session, family, state):
    (fact,) = every(session)
    put(session, family[2], state)
    with pytest.raises(Refused, match=r"quyển 03/1999, số 3: Trường hợp đã"):
        discrepancies.resolve(session, fact.key, VERIFY, by=JUSTICE, at=AT)
    assert ways(session) == {FIX}


def test_what_is_signed_the_same_stays_and_the_others_follow(session, family, birth, decide):
    other = birth(4)
    decide(other, "child", child(4), VERIFY)
    put(session, family[2], EntryState.EXPORTED)
    (fact,) = every(session)
    discrepancies.resolve(session, fact.key, FIX, by=JUSTICE, at=AT, note="theo sổ")
    notes = {(item.entry_id, item.note) for item in discrepancies.every(session)}
    assert (other, "theo sổ") in notes
    assert (family[2], "") in notes


def test_when_all_is_signed_nothing_is_changed(session, family):
    for entry in family:
        put(session, entry, EntryState.EXPORTED)
    with pytest.raises(Refused, match="rời máy"):
        discrepancies.resolve(session, every(session)[0].key, FIX, by=JUSTICE, at=AT)


# -- apart again, and nothing lost ---------------------------------------------------------------------


def test_one_place_corrected_leaves_the_others_together(session, family, decide):
    (fact,) = every(session)
    discrepancies.resolve(session, fact.key, FIX, by=JUSTICE, at=AT, evidence="CCCD")
    entries.save(session, family[0], "mother_name", Value.of("Bùi Thị Thuỵ"), by=JUSTICE, at=AT)
    (fact,) = every(session)
    assert {item.entry_id for item in fact.items} == set(family[1:])
    assert (fact.resolution, fact.evidence) == (FIX, "CCCD")
    decide(family[0], "mother", MOTHER, VERIFY)
    assert sorted((len(f.items), f.resolution) for f in every(session)) == [(1, VERIFY), (6, FIX)]


def test_undone_and_decided_again_it_is_the_fact_of_before_with_its_evidence(session, family, decide):
    (fact,) = every(session)
    discrepancies.resolve(session, fact.key, FIX, by=JUSTICE, at=AT, note="theo sổ", evidence="CCCD")
    decisions.undo(session, family[0], "mother", by=JUSTICE, at=AT)
    assert len(every(session)[0].items) == 7
    decide(family[0], "mother", MOTHER)
    (fact,) = every(session)
    again = next(i for i in fact.items if (i.entry_id, i.section) == (family[0], "mother"))
    assert (len(fact.items), again.evidence, again.note) == (8, "CCCD", "theo sổ")


@pytest.mark.parametrize(
    ("way", "name"),
    [(WRONG, "Bùi Thị Thuỷ"), (FIX, "Bùi Thị Thuỵ")],
    ids=["another way", "another difference"],
)
def test_evidence_is_of_the_difference_it_answers(session, birth, decide, way, name):
    entry = birth(0)
    decide(entry, "mother", MOTHER)
    discrepancies.resolve(session, every(session)[0].key, FIX, by=JUSTICE, at=AT, evidence="CCCD")
    entries.save(session, entry, "mother_name", Value.of(name), by=JUSTICE, at=AT)
    decide(entry, "mother", MOTHER, way)
    assert every(session)[0].evidence == ""


# -- on paper and in the package -----------------------------------------------------------------------


def test_the_paper_has_one_row_that_names_the_other_acts(session, family):
    (person,) = papers.persons_of(every(session), volume_names.read(session))
    (row,) = person.rows
    assert (person.name, row.book_value, row.registry_value) == (
        "Bùi Thị Thuỷ",
        "Bùi Thị Thuỷ",
        "BÙI THỊ THUÝ",
    )
    for said in ("Số 2, Q. 02/1998", "Số 3, Q. 03/1999", "Số 4, Q. 03/1999"):
        assert row.note.count(said) == 1


def test_a_package_has_one_record_with_the_items_of_its_entries(session, family):
    (sent,) = contents._items(session, family[:2])
    found = {(item["entry_id"], item["section"]) for item in sent["items"]}
    assert found == {(entry, section) for entry in family[:2] for section in ("child", "mother")}
    assert sent["item_id"] == min(item["item_id"] for item in sent["items"])
    Draft202012Validator(SCHEMA).validate(sent)


# -- whatever the order --------------------------------------------------------------------------------

STEPS = [(n, section) for n in range(3) for section in ("child", "mother")]


def grouped(session, made):
    """Return the facts as sets of (child, section)."""
    at = {entry: n for n, entry in made.items()}
    return {frozenset((at[i.entry_id], i.section) for i in fact.items) for fact in every(session)}


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(STEPS), known=st.tuples(*[st.booleans()] * 3), spoilt=st.integers(0, 2))
def test_facts_do_not_depend_on_the_order_and_fall_apart_as_they_came(
    session, birth, decide, order, known, spoilt
):
    birth(7)  # the volume stays
    with session.begin_nested() as nested:
        made = {n: birth(n) for n in range(3)}
        for n, section in order:
            decide(
                made[n],
                section,
                MOTHER if section == "mother" else child(n, **({} if known[n] else {"mother_id": ""})),
            )
        assert grouped(session, made) == {frozenset(STEPS)}
        entries.save(session, made[spoilt], "mother_name", Value.of("Bùi Thị Thuỵ"), by=JUSTICE, at=AT)
        rest = frozenset(step for step in STEPS if step[0] != spoilt)
        assert grouped(session, made) == {rest}
        for n, section in order:
            if n == spoilt:
                decide(made[n], section, MOTHER if section == "mother" else child(n))
        assert grouped(session, made) == {rest, frozenset((spoilt, s) for s in ("child", "mother"))}
        entries.save(session, made[spoilt], "mother_name", Value.of("BÙI THỊ THUỶ"), by=JUSTICE, at=AT)
        for section in ("mother", "child"):
            decide(made[spoilt], section, MOTHER if section == "mother" else child(spoilt))
        assert grouped(session, made) == {frozenset(STEPS)}
        nested.rollback()
