"""Who is chosen as searches come and go: by the program, by the officer, by a decision."""

import dataclasses

import pytest

from app.matching.result import Candidate, Finding, Line, Result, Search
from app.models.registry.person import Person
from app.models.words.codes import Branch, Resolution
from app.services.entry.in_hand import Decided
from app.ui.entry.choices import Choices

A, B, C = (Person(f"03809900000{n}", f"Phạm Văn {name}") for n, name in enumerate("ABC"))
QUERY = (("full_name", "Phạm Văn A"), ("birth_date", "28/10/1999"))


def search(*people, finding=Finding.FOUND, query=QUERY, family=False):
    return Search(finding, tuple(Candidate(p, 0.9, "", household_only=family) for p in people), query)


def decision(person=A, branch=Branch.MATCH, rank=1, resolutions=(), notes=()):
    return Decided(branch, person, rank, dict(resolutions), dict(notes))


@pytest.fixture
def hand():
    return Choices()


@pytest.fixture
def handled(hand):
    """A was chosen by the program, and a line of the comparison with A is handled."""
    hand.found({"child": search(A, B)})
    hand.resolutions["child"] = {"mother_name": Resolution.CORRECT_BOOK}
    hand.notes["child"] = {"mother_name": "hỏi lại gia đình"}
    return hand


def chosen(hand):
    return hand.chosen.get("child")


NOBODY = {
    "somebody-else-is-more-likely": (search(B, A), B),
    "several-may-be": (search(A, B, finding=Finding.CHECK), None),
    "nobody-is-found": (search(A, finding=Finding.NOT_FOUND), None),
    "nobody-is-listed": (search(finding=Finding.NOT_FOUND), None),
    "only-the-family-says-so": (search(A, family=True), None),
    "the-name-is-gone": (search(A, query=(("birth_date", "1999"),)), None),
    "still-the-first": (search(A, C), A),
}


@pytest.mark.parametrize(("later", "who"), NOBODY.values(), ids=NOBODY.keys())
def test_what_the_program_chose_gives_way_to_a_better_finding(hand, later, who):
    hand.found({"child": search(A, B)})
    assert chosen(hand) == A
    hand.found({"child": later})
    assert chosen(hand) == who


@pytest.mark.parametrize(
    "later", [search(B, A), search(B, A, finding=Finding.CHECK), search(B, A, finding=Finding.NOT_FOUND)]
)
def test_whom_the_officer_chose_stays_while_listed(hand, later):
    hand.found({"child": search(B, A)})
    assert hand.choose("child", A.personal_id)
    hand.found({"child": later})
    assert chosen(hand) == A
    hand.found({"child": search(B, C)})
    assert chosen(hand) == B
    hand.found({"child": search(A, B)})
    assert chosen(hand) == A, "B was chosen by the program"


def test_nobody_but_a_candidate_can_be_chosen(hand):
    assert not hand.choose("child", A.personal_id)
    hand.found({"child": search(B)})
    assert not hand.choose("child", A.personal_id)
    assert chosen(hand) == B


@pytest.mark.parametrize("own", [False, True], ids=["by-the-program", "by-the-officer"])
def test_the_chosen_person_is_as_the_last_search_read_the_registry(hand, own):
    hand.found({"child": search(A, B)})
    if own:
        hand.choose("child", A.personal_id)
    newer = dataclasses.replace(A, mother_name="Bùi Thị Thuý")
    hand.found({"child": search(newer, B)})
    assert chosen(hand) == newer


def test_a_decision_in_force_keeps_who_was_decided_on_until_it_is_taken_back(hand):
    hand.load({"child": decision()})
    newer = dataclasses.replace(A, mother_name="Bùi Thị Thuý")
    hand.found({"child": search(newer, B)})
    assert chosen(hand) == A
    assert hand.outdated("child")
    hand.load({})
    assert chosen(hand) == newer
    assert not hand.outdated("child")


@pytest.mark.parametrize(("rank", "who"), [(1, B), (2, A)])
def test_a_decision_taken_back_leaves_the_choice_to_who_made_it(hand, rank, who):
    hand.load({"child": decision(rank=rank)})
    hand.found({"child": search(B, A)})
    hand.load({})
    assert chosen(hand) == who


def test_lines_and_notes_of_one_person_are_never_taken_for_another(handled):
    handled.found({"child": search(B, A)})
    assert chosen(handled) == B
    assert "child" not in handled.resolutions
    assert "child" not in handled.notes


def test_lines_and_notes_wait_for_the_same_person_to_be_chosen_again(handled):
    kept = dict(handled.resolutions), dict(handled.notes)
    handled.found({"child": search(A, B, finding=Finding.CHECK)})
    assert chosen(handled) is None
    handled.choose("child", A.personal_id)
    assert (handled.resolutions, handled.notes) == kept
    handled.choose("child", B.personal_id)
    handled.choose("child", A.personal_id)
    assert (handled.resolutions, handled.notes) == ({}, {})


def test_lines_of_a_decision_are_not_taken_for_the_person_chosen_after_it(hand):
    ways, notes = {"mother_name": Resolution.CORRECT_BOOK}, {"mother_name": "hỏi lại"}
    rows = {"child": decision(branch=Branch.MISMATCH_BASIC, resolutions=ways, notes=notes)}
    hand.load(rows)
    assert hand.resolutions == {"child": {"mother_name": Resolution.CORRECT_BOOK}}
    assert hand.notes == {"child": {"mother_name": "hỏi lại"}}
    hand.found({"child": search(A, B)})
    hand.choose("child", B.personal_id)
    hand.load(rows)
    assert chosen(hand) == B
    assert "child" not in hand.resolutions
    assert "child" not in hand.notes


def test_look_ups_before_a_failed_one_are_still_to_be_recorded(hand):
    hand.found({"child": search(A, B), "mother": search(C), "father": search(query=())})
    hand.failed()
    assert hand.open_searches() == [("child", 2), ("mother", 1)]
    hand.load({"mother": decision(C)})
    assert hand.open_searches() == [("child", 2)]


def test_someone_far_down_is_known_to_be_in_a_long_list_only(hand):
    people = [Person(f"0380990001{n:02d}", "Lò Văn Sử") for n in range(12)]
    hand.found({"child": search(*people, finding=Finding.CHECK)})
    hand.choose("child", people[9].personal_id)
    assert not hand.chosen_far
    hand.choose("child", people[10].personal_id)
    assert hand.chosen_far


def of_mother(book, registry="BÙI THỊ THUÝ", result=Result.DIFFERENT):
    return Line("mother_name", "mother_name", "Họ tên mẹ", book, registry, result)


def test_a_resolution_counts_while_its_difference_stands(hand):
    hand.found({"child": search(A, B)})
    before = of_mother("Bùi Thị Thuỷ")
    hand.resolve("child", [before], "mother_name", Resolution.FIX_POPULATION)
    assert hand.answers("child", [before]) == {"mother_name": Resolution.FIX_POPULATION}
    for other in (
        of_mother("Bùi Thị Thúy", result=Result.EQUAL_FORMAT),
        of_mother("Bùi Thị Thơm"),
        of_mother("Bùi Thị Thuỷ", registry="BÙI THỊ THƠM"),
    ):
        assert hand.answers("child", [other]) == {}
    assert hand.answers("child", [before]) == {"mother_name": Resolution.FIX_POPULATION}, "it was not lost"


def test_a_resolution_taken_back_is_gone(hand):
    hand.found({"child": search(A, B)})
    line = of_mother("Bùi Thị Thuỷ")
    hand.resolve("child", [line], "mother_name", Resolution.FIX_POPULATION)
    hand.resolve("child", [line], "mother_name", None)
    assert hand.answers("child", [line]) == {}
    hand.resolve("child", [of_mother("Bùi Thị Thơm")], "mother_name", Resolution.VERIFY)
    assert hand.answers("child", [line]) == {}


def test_a_resolution_of_a_kept_decision_answers_the_lines_it_is_shown_with(hand):
    ways = {"mother_name": Resolution.CORRECT_BOOK}
    hand.load({"child": decision(branch=Branch.MISMATCH_BASIC, resolutions=ways)})
    line = of_mother("Bùi Thị Thuỷ")
    assert hand.answers("child", [line]) == ways
    assert hand.answers("child", [of_mother("Bùi Thị Thơm")]) == {}


def test_the_answers_go_with_their_person(hand):
    hand.found({"child": search(A, B)})
    line = of_mother("Bùi Thị Thuỷ")
    hand.resolve("child", [line], "mother_name", Resolution.FIX_POPULATION)
    hand.choose("child", B.personal_id)
    hand.resolve("child", [of_mother("Bùi Thị Thơm")], "mother_name", Resolution.VERIFY)
    assert hand.answers("child", [line]) == {}


def test_why_a_person_stands_in_two_entries_goes_with_another_person(handled):
    handled.again["child"] = "ghi lại"
    handled.found({"child": search(A, B)})
    assert handled.again == {"child": "ghi lại"}
    handled.choose("child", B.personal_id)
    assert handled.again == {}


def test_why_a_person_stands_in_two_entries_is_loaded_with_the_decision(hand):
    hand.load({"child": dataclasses.replace(decision(), again="ghi lại")})
    assert hand.again == {"child": "ghi lại"}
