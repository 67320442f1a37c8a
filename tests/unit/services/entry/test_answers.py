"""What the police said of an entry: kept per person and code, until it left again or was finished again."""

import pytest

from app.models.store.tables import Answer, Entry, Package
from app.models.words.codes import NUMBERED, STANDING_LABELS, AnswerStanding, ReturnCode
from app.models.words.states import SEALED, EntryState
from app.models.words.values import Value
from app.services.entry import answers, approval, entries, in_hand
from tests.conftest import AT, COMMUNE, JUSTICE, POLICE
from tests.unit.services.conftest import put

NUMBER = "038099994128"


@pytest.fixture
def say(session, entry_id):
    """Let an answer come in about a person of the entry."""
    given = Package(
        package_id="p", purpose="tra_loi", sender_id="d", receiver_id="s", package_no=1, manifest_sha256="",
        file_name="", file_sha256="", counts={}, by="", at="2023-10-20T01:00:00Z",
    )  # fmt: skip
    session.add(given)
    session.flush()

    def say(code=ReturnCode.NEEDS_VERIFICATION, section="child", **more):
        about = {"entry_id": entry_id, "version": session.get_one(Entry, entry_id).version}
        said = {
            "code": code,
            "section": section,
            "personal_id": "",
            "message": "",
            "aside": "",
            "at": given.at,
        }
        row = Answer(package_id=given.id, **{**about, **said, **more})
        session.add(row)
        session.flush()
        return row.id

    return say


def standing(session):
    return [one.standing for one in answers.inbox(session)]


def take_back(session, entry_id):
    put(session, entry_id, EntryState.RETURNED)
    entries.take_back(session, entry_id, by=JUSTICE, at=AT)


def test_every_standing_has_its_words():
    assert set(STANDING_LABELS) == set(AnswerStanding)
    assert len(set(STANDING_LABELS.values())) == len(AnswerStanding)


def test_the_inbox_has_each_answer_with_the_words_of_the_police_and_its_person(session, entry_id, say):
    assert answers.inbox(session) == []
    say(message="Ngày sinh không khớp giấy chứng sinh")
    say(ReturnCode.NUMBER_ASSIGNED, "father", personal_id=NUMBER)
    newest, first = answers.inbox(session)
    assert (first.code, first.said.message) == (
        ReturnCode.NEEDS_VERIFICATION,
        "Ngày sinh không khớp giấy chứng sinh",
    )
    assert (first.said.entry_id, first.book_no, first.registration_no) == (entry_id, "01/1998", "188")
    assert (first.place, first.page_no, first.book_type) == (COMMUNE, "94", "khai_sinh")
    assert (first.person_name, first.person_role) == ("Phạm Văn Tý", "")
    assert (newest.code, newest.said.personal_id) == (ReturnCode.NUMBER_ASSIGNED, NUMBER)
    assert (newest.person_name, newest.person_role) == ("Phạm Văn Lực", "Cha")


@pytest.mark.parametrize("code", ReturnCode)
def test_only_a_number_asks_for_no_work(session, entry_id, say, code):
    put(session, entry_id, EntryState.RETURNED)
    say(code)
    number = code in NUMBERED
    assert standing(session) == [AnswerStanding.NUMBER if number else AnswerStanding.TO_HANDLE]
    assert answers.to_handle(session) == (0 if number else 1)


def test_acts_are_counted_not_persons(session, entry_id, say):
    put(session, entry_id, EntryState.RETURNED)
    say()
    say(section="mother")
    assert answers.to_handle(session) == 1
    assert len(answers.inbox(session)) == 2


def test_what_was_kept_aside_says_why_and_asks_for_nothing(session, entry_id, say):
    put(session, entry_id, EntryState.RETURNED)
    say(aside="Trả lời cho một lần gửi khác của bản ghi.")
    say(entry_id="elsewhere", aside="Không có bản ghi này trên máy.", message="Ai đó")
    assert standing(session) == [AnswerStanding.ASIDE] * 2
    there, here = answers.inbox(session)
    assert (there.book_type, there.person_name, there.said.message) == ("", "", "Ai đó")
    assert (here.said.aside, here.person_name) == ("Trả lời cho một lần gửi khác của bản ghi.", "Phạm Văn Tý")
    assert answers.to_handle(session) == 0


def test_a_person_the_book_does_not_have_has_no_name(session, say):
    say(section="nobody", aside="Không có người này trong bản ghi.")
    (one,) = answers.inbox(session)
    assert (one.person_name, one.person_role, one.registration_no) == ("", "", "188")


def test_what_became_of_an_answer(session, entry_id, say):
    say()
    put(session, entry_id, EntryState.RETURNED)
    assert standing(session) == [AnswerStanding.TO_HANDLE]
    take_back(session, entry_id)
    for state in set(EntryState) - set(SEALED):
        put(session, entry_id, state)
        assert standing(session) == [AnswerStanding.IN_HAND], state
        assert answers.to_handle(session) == 0
    for state in SEALED:
        put(session, entry_id, state)
        assert standing(session) == [AnswerStanding.SENT_AGAIN], state
        assert answers.to_handle(session) == 0


def test_answers_stay_with_the_entry_while_it_is_worked_on_again(session, entry_id, say):
    say(message="Xem lại ngày sinh")
    put(session, entry_id, EntryState.RETURNED)
    assert [a.message for a in in_hand.read(session, entry_id).answers] == ["Xem lại ngày sinh"]
    take_back(session, entry_id)
    for state in set(EntryState) - set(SEALED):
        put(session, entry_id, state)
        said = in_hand.read(session, entry_id).answers
        assert [(a.message, a.version) for a in said] == [("Xem lại ngày sinh", 1)], state


def test_what_left_again_waits_for_new_answers(session, entry_id, say):
    say(message="lần một")
    take_back(session, entry_id)
    put(session, entry_id, EntryState.EXPORTED)
    assert in_hand.read(session, entry_id).answers == ()
    say(message="lần hai")
    put(session, entry_id, EntryState.RETURNED)
    assert [a.message for a in in_hand.read(session, entry_id).answers] == ["lần hai"]
    take_back(session, entry_id)
    assert [a.message for a in in_hand.read(session, entry_id).answers] == ["lần hai"]


def test_an_answer_kept_aside_is_not_shown_with_the_entry(session, entry_id, say):
    say(message="x", aside="Không có người này trong bản ghi.")
    put(session, entry_id, EntryState.RETURNED)
    assert in_hand.read(session, entry_id).answers == ()


class TestSentBack:
    """Why the police sent an entry back is told until it is finished again."""

    @pytest.fixture
    def told(self, session, entry_id):
        approval.send_back(session, entry_id, "Chữ mờ, xem lại quyển gốc", by=POLICE, at=AT)

        def told():
            return in_hand.read(session, entry_id).sent_back_for

        return told

    def test_at_once(self, told):
        assert told() == "Chữ mờ, xem lại quyển gốc"

    def test_while_it_is_typed_again(self, session, entry_id, told):
        entries.save(session, entry_id, "child_name", Value.of("Phạm Văn Tý Em"), by=JUSTICE, at=AT)
        assert entries.get(session, entry_id).state == EntryState.DRAFT
        assert told() == "Chữ mờ, xem lại quyển gốc"

    def test_also_when_it_is_parked_for_another_reason(self, session, entry_id, told):
        entries.park(session, entry_id, "chờ quyển gốc ở huyện", by=JUSTICE, at=AT)
        assert told() == "Chữ mờ, xem lại quyển gốc"
        assert entries.get(session, entry_id).note == "chờ quyển gốc ở huyện"

    def test_no_longer_once_it_is_finished(self, session, entry_id, told):
        assert not any(p.blocking for p in entries.complete(session, entry_id, by=JUSTICE, at=AT))
        assert entries.get(session, entry_id).state != EntryState.SENT_BACK
        assert told() == ""
        entries.save(session, entry_id, "child_name", Value.of("Phạm Văn Tý Em"), by=JUSTICE, at=AT)
        assert told() == "", "an older reason does not come back"

    def test_the_newest_reason_counts(self, session, entry_id, told):
        entries.complete(session, entry_id, by=JUSTICE, at=AT)
        approval.send_back(session, entry_id, "Nhầm người", by=POLICE, at=AT)
        assert told() == "Nhầm người"


def test_taken_back_for_an_answer_the_police_sent_nothing_back(session, entry_id, say):
    say()
    take_back(session, entry_id)
    assert in_hand.read(session, entry_id).sent_back_for == ""


def test_what_was_never_sent_back_says_nothing(session, entry_id):
    assert answers.sent_back_for(session, entry_id) == ""
    assert in_hand.read(session, entry_id).sent_back_for == ""
