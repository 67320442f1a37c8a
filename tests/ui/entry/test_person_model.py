"""The persons of the entry in hand without a window: who is asked about, chosen, and what is likely."""

import dataclasses

import pytest

from app.matching.result import Candidate, Finding, Search
from app.models.books import BOOKS
from app.models.registry.person import Person
from app.models.words.codes import Branch, Resolution
from app.models.words.states import EntryState
from app.models.words.values import Value
from app.services.entry.entries import EntryView
from app.services.entry.in_hand import Decided, EntryInHand
from app.ui.entry.person_model import Judgement, PersonModel
from app.ui.entry.question import Question

TY = Person("038099000001", "Phạm Văn Tý", sex="Nam", birth_date="1999-10-28", ethnicity="Mường")
TI = dataclasses.replace(TY, personal_id="038099000002", full_name="Phạm Văn Tí")
LUC = Person("038072000003", "Phạm Văn Lực", sex="Nam", birth_date="1972-02-03")
WORDS = {
    "child_name": "Phạm Văn Tý",
    "child_sex": "Nam",
    "child_birth_date": "28/10/1999",
    "child_ethnicity": "Mường",
    "father_name": "Phạm Văn Lực",
}
BOTH = (("full_name", "Phạm Văn Tý"), ("birth_date", "28/10/1999"))


def hand(entry_id="a", decided=None, **words):
    values = {key: Value.of(text) for key, text in (WORDS | words).items() if text}
    view = EntryView(
        entry_id, BOOKS["khai_sinh"], 1, 1, "paper", EntryState.ENTERED, 1, values, note="", changed_at=""
    )
    return EntryInHand(view, "01/1998", "01/1998", "1998", {}, (), decided or {}, ())


def search(*people, finding=Finding.FOUND, query=BOTH, family=False):
    return Search(finding, tuple(Candidate(p, 0.9, "", household_only=family) for p in people), query)


def question(model, **values):
    return Question(None, model.hand.id, model.hand.book, {**model.values, **values})


@pytest.fixture
def model():
    made = PersonModel()
    made.show(hand())
    made.found({"child": search(TY)})
    return made


def step(model, branch, *, searched=True):
    return model.judge(branch, question(model), searched=searched)


def test_without_an_entry_there_is_nobody():
    model = PersonModel()
    assert (model.sections, model.section, model.lines("child"), model.next_undecided()) == ((), "", (), "")
    assert model.likely(has_registry=True) is None


def test_the_first_person_is_shown_and_stays_shown_as_fields_are_kept(model):
    assert model.section == "child"
    model.turn("father")
    assert not model.show(hand(child_ethnicity="Kinh")), "the same entry"
    assert model.section == "father"


def test_another_entry_forgets_who_was_chosen(model):
    assert model.person("child") == TY
    assert model.show(hand("b"))
    assert model.person("child") is None
    assert model.section == "child"


def test_who_is_chosen_and_alike_is_likely_the_same(model):
    assert model.likely(has_registry=True) == Branch.MATCH
    model.typed({**model.values, "child_birth_date": Value.of("28/10/1998")})
    assert model.likely(has_registry=True) == Branch.MISMATCH_BASIC
    assert model.open_lines() == ["birth_date"]


def test_without_a_registry_nothing_is_compared(model):
    assert model.likely(has_registry=False) == Branch.NOT_COMPARED


NOBODY = Finding.NOT_FOUND
LIKELY = {
    "nobody-found-by-name-and-date": (search(finding=NOBODY), "child", Branch.NOT_FOUND),
    "by-a-name-alone-while-typing": (
        search(finding=NOBODY, query=(("full_name", "Phạm Văn Tý"),)),
        "child",
        None,
    ),
    "by-a-number-alone-while-typing": (search(finding=NOBODY, query=(("personal_id", "0"),)), "child", None),
    "by-a-name-alone-once-typed": (
        search(finding=NOBODY, query=(("full_name", "Phạm Văn Tý"),)),
        "",
        Branch.NOT_FOUND,
    ),
    "nothing-was-searched-by": (search(finding=NOBODY, query=()), "", None),
    "several-may-be": (search(TY, TI, finding=Finding.CHECK), "", None),
}


@pytest.mark.parametrize(("found", "caret", "likely"), LIKELY.values(), ids=LIKELY.keys())
def test_what_is_likely_where_nobody_is_chosen(model, found, caret, likely):
    model.found({"child": found})
    model.caret = caret
    assert model.likely(has_registry=True) == likely


def test_a_line_that_is_handled_is_open_no_more_and_opens_again(model):
    model.typed({**model.values, "child_birth_date": Value.of("28/10/1998")})
    model.resolve("birth_date", Resolution.CORRECT_BOOK)
    assert model.open_lines() == []
    model.resolve("birth_date", None)
    assert model.open_lines() == ["birth_date"]


def test_a_decision_waits_for_the_search_of_what_is_typed(model):
    assert step(model, Branch.MATCH, searched=False) == Judgement.SEARCH
    waiting = model.waiting
    assert (waiting.section, waiting.branch, waiting.person) == ("child", Branch.MATCH, TY)
    assert not model.shows_others(waiting)
    model.found({"child": search(TI)})
    assert model.shows_others(waiting)


def test_not_found_waits_for_nobody_new(model):
    model.found({"child": search(finding=NOBODY)})
    step(model, Branch.NOT_FOUND, searched=False)
    model.found({"child": search(TI, finding=Finding.CHECK)})
    assert model.shows_others(model.waiting), "TI was not on the screen when the key was pressed"


def test_not_found_asks_once_about_who_is_found(model):
    assert step(model, Branch.NOT_FOUND) == Judgement.ASK
    assert model.asked == TY
    assert step(model, Branch.NOT_FOUND) == Judgement.KEEP


CHANGES = {
    "somebody-else-is-found": lambda model: model.found({"child": search(TI)}),
    "the-search-failed": lambda model: model.failed(),
    "words-are-typed": lambda model: model.typed({**model.values, "child_name": Value.of("Phạm Văn T")}),
    "other-words-were-kept": lambda model: model.show(hand(child_name="Phạm Văn T")),
    "another-person-is-shown": lambda model: model.turn("father"),
    "another-candidate-is-chosen": lambda model: model.choose("child", TI.personal_id),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_the_question_is_dropped_when(model, change):
    model.found({"child": search(TY, TI)})
    step(model, Branch.NOT_FOUND)
    assert model.asked == TY
    change(model)
    assert model.asked is None


def test_the_question_stands_while_the_same_is_found_again(model):
    step(model, Branch.NOT_FOUND)
    model.found({"child": search(TY, TI)})
    model.show(hand())
    model.turn("child")
    assert model.asked == TY


def test_nobody_is_asked_about_where_nobody_can_be_looked_up(model):
    assert model.judge(Branch.NOT_FOUND, None, searched=False) == Judgement.KEEP


def test_alike_is_refused_while_a_field_differs(model):
    assert step(model, Branch.MATCH) == Judgement.KEEP
    model.typed({**model.values, "child_birth_date": Value.of("28/10/1998")})
    assert step(model, Branch.MATCH) == Judgement.REFUSE
    assert step(model, Branch.MISMATCH_BASIC) == Judgement.KEEP


def test_what_was_not_read_is_told_from_what_differs(model):
    assert not model.only_unread
    model.typed({**model.values, "child_birth_date": Value.of("nhà máy")})
    assert step(model, Branch.MATCH) == Judgement.REFUSE
    assert model.only_unread
    model.typed({**model.values, "child_sex": Value.of("Nữ")})
    assert not model.only_unread


def test_alike_is_refused_where_the_number_is_another_persons(model):
    hoa = Person("038175000004", "Bùi Thị Hoà", sex="Nữ", birth_date="1975-04-05")
    sen = Person("038171000005", "Lò Thị Sen", sex="Nữ", birth_date="1971-05-06", cmnd="171222333")
    model.show(hand(mother_name="Bùi Thị Hoà", mother_id_number="171222333"))
    model.turn("mother")
    model.found({"mother": search(hoa)})
    assert step(model, Branch.MATCH) == Judgement.KEEP
    model.found({"mother": search(hoa, sen)})
    assert step(model, Branch.MATCH) == Judgement.REFUSE
    (line,) = (x for x in model.lines("mother") if x.field == "cmnd")
    assert line.detail == "là số của Lò Thị Sen, 06/05/1971"


def test_a_decided_person_is_not_exchanged(model):
    model.found({"child": search(TY, TI)})
    model.show(hand(decided={"child": Decided(Branch.MATCH, TY, 1)}))
    assert model.choose("child", TI.personal_id) == Branch.MATCH
    assert model.choose("child", TY.personal_id) is None
    assert model.person("child") == TY


def test_the_persons_are_decided_in_the_order_of_the_form(model):
    assert model.next_undecided() == "child"
    model.show(hand(decided={"child": Decided(Branch.MATCH, TY, 1)}))
    assert model.next_undecided() == "father", "nothing is written of a mother"
    model.show(hand(decided={key: Decided(Branch.NOT_FOUND) for key in ("child", "father")}))
    assert model.next_undecided() == ""


def test_undo_is_about_the_person_shown_or_else_the_last(model):
    assert model.to_undo() == ""
    model.show(hand(decided={"child": Decided(Branch.MATCH, TY, 1)}))
    assert model.to_undo() == "child"
    model.turn("father")
    assert model.to_undo() == ""
    model.decided_about("child")
    assert model.to_undo() == "child"
    model.show(hand())
    assert model.to_undo() == ""


def test_nobody_is_offered_for_confirming_after_a_failed_search(model):
    model.show(hand(child_ethnicity=""))
    assert model.confirmable()["child_ethnicity"] == "Mường"
    model.failed()
    assert model.confirmable() == {}


def test_the_first_candidate_need_not_be_chosen(model):
    model.found({"child": search(LUC, finding=Finding.CHECK)})
    assert model.first_candidate == LUC
    model.found({"child": search(finding=NOBODY)})
    assert model.first_candidate is None
