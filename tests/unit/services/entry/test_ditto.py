"""Ditto marks of stored entries: what they stand for, and that decision and approval say the same."""

import pytest

from app.matching.result import Candidate, Finding, Search
from app.models.registry.person import Person
from app.models.store.tables import Snapshot
from app.models.words.codes import Branch, Resolution
from app.models.words.values import Mark, Value
from app.services.entry import approval, decisions, discrepancies, ditto, entries
from tests.conftest import AT, JUSTICE, POLICE

PLACE = "xóm Lương Thuận, xã Cẩm Lương"
CHILD = Person(
    "038099994127", "PHẠM VĂN TÝ", sex="Nam", birth_date="1999-10-28", ethnicity="Mường", mother_name=""
)


@pytest.fixture
def type_one(type_birth):
    """Type a birth with its number first; keys without a value are left out."""
    return lambda number, **more: type_birth(registration_no=number, **more)


@pytest.fixture
def read(store):
    def marks(entry_id, section="child"):
        with store.read() as session:
            return dict(ditto.of(session, entries.get(session, entry_id))[section])

    return marks


@pytest.fixture
def decide(store, random):
    """Decide about the child, who is found in the registry copy in force."""
    texts = dict.fromkeys(
        ("issuer", "scope", "issued_at", "expires_at", "file_name", "imported_by", "imported_at"), ""
    )
    with store.write() as session:
        session.add(Snapshot(snapshot_id="s1", row_count=1, key=b"", report={}, active=True, **texts))

    def decide(entry_id, branch, person=CHILD, **more):
        found = Search(Finding.FOUND, (Candidate(person, 0.97, "khớp"),), (("full_name", "Phạm Văn Tý"),))
        with store.write() as session:
            decisions.decide(
                session,
                entry_id,
                "child",
                branch,
                by=JUSTICE,
                at=AT,
                random=random,
                person=person,
                snapshot_id="s1",
                search=found,
                **more,
            )
        with store.read() as session:
            return entries.active_decisions(session, entry_id)["child"]

    return decide


def test_a_mark_stands_for_the_person_above(type_one, read):
    made = type_one("188", mother_residence=PLACE, father_residence="nt")
    assert read(made, "father") == {"permanent_residence": (PLACE,)}
    assert read(made, "child") == {}


def test_a_mark_stands_for_the_field_above_in_the_same_part(type_one, read):
    made = type_one("188", child_birth_place=PLACE, child_home_origin="như trên")
    assert read(made) == {"home_origin": (PLACE,)}


@pytest.mark.parametrize(
    ("before", "number"),
    [
        *(("187", "188"), ("09/1998", "10/1998"), ("187", "số 188"), ("099", "100"), ("187/1999", "188")),
        *(("12", "12a"), ("12a", "12b"), ("12a", "13"), ("007", "8")),
    ],
)
def test_a_mark_stands_for_the_entry_before(type_one, read, before, number):
    type_one(before, child_ethnicity="Dao")
    assert read(type_one(number, child_ethnicity='"')) == {"ethnicity": ("Dao",)}


@pytest.mark.parametrize(
    ("before", "number"),
    [
        ("186", "188"),
        ("188", "188"),
        ("187/1998", "188/1999"),
        ("1870", "188"),
        ("189", "188"),
        ("11", "12a"),
        ("12a", "12"),
    ],
)
def test_an_entry_that_is_not_right_before_says_nothing(type_one, read, before, number):
    type_one(before, child_ethnicity="Dao")
    assert read(type_one(number, child_ethnicity="nt")) == {"ethnicity": ()}


def test_of_two_entries_before_the_nearer_speaks(type_one, read):
    for number, words in (("187", "Kinh"), ("300", "Thái"), ("187", "Dao")):
        type_one(number, child_ethnicity=words)
    assert read(type_one("188", child_ethnicity="nt")) == {"ethnicity": ("Dao",)}


@pytest.mark.parametrize(
    ("before", "own"),
    [({"registration_date": ""}, {}), ({}, {"registration_date": ""}), ({"registration_date": ""},) * 2],
)
def test_a_year_that_is_not_known_parts_nobody(type_one, read, before, own):
    type_one("187", child_ethnicity="Dao", **before)
    assert read(type_one("188", child_ethnicity="nt", **own)) == {"ethnicity": ("Dao",)}


def test_without_a_number_the_entry_before_is_the_one_typed_before(type_one, read):
    type_one("187", child_ethnicity="Dao")
    assert read(type_one("không số", child_ethnicity="nt")) == {"ethnicity": ("Dao",)}


def test_a_gap_filled_in_later_is_the_entry_before(type_one, read):
    type_one("186", child_ethnicity="Kinh")
    made = type_one("188", child_ethnicity="nt")
    type_one("190", child_ethnicity="Thái")
    assert read(made) == {"ethnicity": ()}
    type_one("187", child_ethnicity="Dao")
    assert read(made) == {"ethnicity": ("Dao",)}


def test_an_act_written_in_between_is_the_entry_before(type_one, read):
    type_one("12a", child_ethnicity="Dao")
    type_one("12", child_ethnicity="Kinh")
    assert read(type_one("13", child_ethnicity="nt")) == {"ethnicity": ("Dao",)}
    assert read(type_one("12b", child_ethnicity="nt")) == {"ethnicity": ("Dao",)}


def test_marks_are_read_through_entries_that_hold_marks_too(type_one, read):
    type_one("185", child_ethnicity="Kinh")
    type_one("186", child_ethnicity="Dao")
    type_one("187", child_ethnicity="//")
    assert read(type_one("188", child_ethnicity="nt")) == {"ethnicity": ("Dao",)}


def test_marks_are_read_a_page_back_and_no_further(type_one, read):
    type_one("100", child_ethnicity="Dao")
    last = [type_one(str(n), child_ethnicity="nt") for n in range(101, 112)]
    assert read(last[9]) == {"ethnicity": ("Dao",)}
    assert read(last[10]) == {"ethnicity": ()}


def test_a_word_that_cannot_be_read_is_not_repeated(store, type_one, read):
    first = type_one("187", child_ethnicity="Dao")
    with store.write() as session:
        entries.save(session, first, "child_ethnicity", Value.of("Dao", Mark.ILLEGIBLE), by=JUSTICE, at=AT)
    assert read(type_one("188", child_ethnicity="nt")) == {"ethnicity": ()}


@pytest.mark.parametrize(("number", "column"), [("171 100 913", "cmnd"), ("038 072 990 001", "personal_id")])
def test_a_mark_for_a_number_is_a_number_of_that_kind(type_one, read, number, column):
    type_one("187", father_id_number=number)
    made = type_one("188", father_id_number="nt")
    assert read(made, "father") == {column: (number,)}


def test_a_decision_keeps_the_mark_and_says_what_it_stands_for(type_one, decide):
    type_one("187", child_ethnicity="Mường")
    kept = decide(type_one("188", child_ethnicity="nt", mother_name=""), Branch.MATCH)
    (line,) = (line for line in kept.lines if line["field"] == "ethnicity")
    assert (line["book"], line["result"], line["detail"]) == ("nt", "equal_format", "như trên: Mường")
    assert kept.book_values["child_ethnicity"]["text"] == "nt"


def test_what_a_mark_stands_for_can_differ_from_the_registry(store, type_one, decide):
    type_one("187", child_ethnicity="Dao")
    made = type_one("188", child_ethnicity="nt", mother_name="")
    kept = decide(made, Branch.MISMATCH_BASIC, resolutions={"ethnicity": Resolution.FIX_POPULATION})
    assert kept.branch == Branch.MISMATCH_BASIC
    with store.read() as session:
        (item,) = discrepancies.every(session)
        assert (item.book, item.registry, item.detail) == ("nt", "Mường", "như trên: Dao (khác dân tộc)")


def test_a_mark_that_stands_for_other_words_later_is_compared_anew(store, type_one, decide):
    before = type_one("187", child_ethnicity="Mường")
    made = type_one("188", child_ethnicity="nt", mother_name="", father_name="")
    decide(made, Branch.MATCH)
    with store.read() as session:
        assert approval.obstacles(session, made, by=POLICE) == []
    with store.write() as session:
        entries.save(session, before, "child_ethnicity", Value.of("Dao"), by=JUSTICE, at=AT)
    with store.read() as session:
        (words,) = approval.obstacles(session, made, by=POLICE)
    assert "sửa sau khi đối chiếu" in words


def test_a_changed_value_reopens_the_decision_about_whoever_shares_it_by_a_mark(store, type_one, decide):
    made = type_one("188", child_birth_place=PLACE, child_ethnicity="nt", mother_name="")
    decide(made, Branch.MATCH)
    with store.write() as session:
        entries.save(session, made, "remarks", Value.of("chép lại"), by=JUSTICE, at=AT)
        assert set(entries.active_decisions(session, made)) == {"child"}
        entries.save(session, made, "father_ethnicity", Value.of("Dao"), by=JUSTICE, at=AT)
        assert set(entries.active_decisions(session, made)) == set()


def test_a_mark_that_names_a_parent_stands_for_that_parent(type_one, read):
    type_one("187", child_ethnicity="Thái")
    parents = {"mother_ethnicity": "Dao", "father_ethnicity": "Kinh"}
    assert read(type_one("188", child_ethnicity="như cha", **parents)) == {"ethnicity": ("Kinh",)}
    assert read(type_one("190", child_ethnicity="như mẹ", **parents)) == {"ethnicity": ("Dao",)}
