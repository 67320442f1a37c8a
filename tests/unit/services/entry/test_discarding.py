"""An entry opened or typed by mistake is put away and taken back; a signed one never is."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from app.errors import Refused
from app.models.registry.person import PERSON_COLUMNS
from app.models.store.tables import Discrepancy, StateChange
from app.models.words.codes import Branch, Resolution
from app.models.words.entry_lists import EntryGroup
from app.models.words.states import EntryState, ItemState
from app.models.words.values import Mark, Source, Value
from app.services.entry import (
    approval,
    changing,
    decisions,
    discarding,
    discrepancies,
    entries,
    in_hand,
    listing,
    volumes,
)
from app.services.entry.listing import EntryQuery
from app.services.office import audit
from tests.conftest import AT, JUSTICE, POLICE, TYPIST, numbered
from tests.unit.services.entry.births import add_volume, type_entry
from tests.unit.services.entry.deciding import CHILD, decide, searched

MAY = (
    EntryState.DRAFT,
    EntryState.PARKED,
    EntryState.SENT_BACK,
    EntryState.ENTERED,
    EntryState.CHECKED,
    EntryState.LISTED,
)
CLOSED = tuple(state for state in EntryState if state not in MAY)


@pytest.fixture
def volume(store):
    return add_volume(store)


@pytest.fixture
def typed(store, random, volume):
    """A birth entry typed to the end."""
    return type_entry(store, random, volume)


def draft(store, volume, *, carried=None, seed="", **fields):
    with store.write() as session:
        random = numbered(seed + str(fields))
        made = entries.create(session, volume, by=JUSTICE, at=AT, random=random, carried=carried)
        for key, words in fields.items():
            entries.save(session, made, key, Value.of(words), by=JUSTICE, at=AT)
    return made


def put_away(store, entry_id, reason="nhập nhầm quyển", by=JUSTICE):
    with store.write() as session:
        discarding.discard(session, entry_id, reason, by=by, at=AT)


def state_of(store, entry_id):
    with store.read() as session:
        return entries.get(session, entry_id).state


def force(store, entry_id, state):
    """Give an entry a state, past the program."""
    with store.write() as session:
        connection = session.connection()
        connection.exec_driver_sql("DROP TRIGGER IF EXISTS entry_needs_approval")
        connection.exec_driver_sql("UPDATE entry SET state = ? WHERE id = ?", (state.value, entry_id))


def sign(store, entry_id):
    """Put an approval of the present version beside an entry, past the program."""
    with store.write() as session:
        connection = session.connection()
        for name in ("approval_of_what_waits", "approval_four_eyes"):
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        connection.exec_driver_sql(
            "INSERT INTO approval (entry_id, version, frozen, entry_sha256, uid, cert_sha256,"
            " certificate_pem, at, seq, alg, signature) VALUES (?, 1, x'00', '', ?, '', '', '', 1, '', '')",
            (entry_id, POLICE.uid),
        )


def test_an_empty_draft_needs_no_reason_and_one_with_words_does(store, volume):
    carried = {"registration_place": Value("xã Cẩm Lương", None, Source.CARRIED)}
    empty, full = draft(store, volume, carried=carried), draft(store, volume, child_name="Lê Thị Thuỷ")
    put_away(store, empty, "")
    for nothing in ("", "   "):
        with pytest.raises(Refused, match="cần ghi lý do"):
            put_away(store, full, nothing)
    assert (state_of(store, empty), state_of(store, full)) == (EntryState.DISCARDED, EntryState.DRAFT)
    with store.read() as session:
        assert entries.get(session, empty).note == discarding.EMPTY
    put_away(store, full, "  nhập nhầm quyển ")
    with store.read() as session:
        assert entries.get(session, full).note == "nhập nhầm quyển"


@pytest.mark.parametrize(
    ("value", "empty"),
    [
        (Value("Lê", None, Source.TYPED), False),
        (Value("Lê", None, Source.CONFIRMED), False),
        (Value("Lê", None, Source.IMPORTED), False),
        (Value("Lê", None, Source.CARRIED), True),
        (Value("", Mark.TORN), False),
        (Value(), True),
    ],
)
def test_a_mark_or_words_of_any_source_but_the_carried_ones_fill_an_entry(value, empty):
    carried = Value("01/1998", None, Source.CARRIED)
    assert discarding.is_empty({"book_no": carried, "child_name": value}) is empty
    assert discarding.is_empty({})


@pytest.mark.parametrize("state", MAY)
def test_whatever_was_never_signed_can_be_put_away(store, typed, state):
    force(store, typed, state)
    put_away(store, typed)
    assert state_of(store, typed) == EntryState.DISCARDED


@pytest.mark.parametrize("state", CLOSED)
def test_what_is_signed_sent_or_away_is_refused_with_the_way_to_change_it(store, typed, state):
    force(store, typed, state)
    with pytest.raises(Refused, match=r"Muốn|Thấy sai") as refused:
        put_away(store, typed)
    assert changing.way(state) in str(refused.value)
    assert state_of(store, typed) == state


def test_what_was_signed_once_is_never_put_away_though_it_is_typed_anew(store, typed):
    force(store, typed, EntryState.CHECKED)
    sign(store, typed)
    force(store, typed, EntryState.DRAFT)
    with pytest.raises(Refused, match=r"từng được Công an duyệt.*F10"):
        put_away(store, typed)
    assert state_of(store, typed) == EntryState.DRAFT


def test_the_database_itself_keeps_a_signed_entry_from_being_put_away(store, typed):
    sign(store, typed)
    with pytest.raises(DatabaseError, match="an approval covers it"), store.write() as session:
        session.execute(text("UPDATE entry SET state = 'discarded'"))


def test_history_and_values_stay_and_audit_and_state_say_who_and_why(store, typed):
    with store.read() as session:
        before = entries.get(session, typed).values
    put_away(store, typed, by=TYPIST)
    with store.read() as session:
        assert entries.get(session, typed).values == before
        step = session.scalars(select(StateChange).order_by(StateChange.id.desc())).first()
        assert (step.after, step.reason, step.by) == ("discarded", "nhập nhầm quyển", TYPIST.uid)
        event = list(audit.since(session, 0))[-1]
        assert (event["kind"], event["subject"], event["uid"]) == ("entry_discarded", typed, TYPIST.uid)


def test_it_comes_back_as_a_draft_that_can_be_typed_on(store, typed):
    put_away(store, typed)
    with store.write() as session:
        discarding.take_back(session, typed, by=JUSTICE, at=AT)
        entries.save(session, typed, "child_name", Value.of("Phạm Văn Tỵ"), by=JUSTICE, at=AT)
    with store.read() as session:
        view = entries.get(session, typed)
        kinds = [e["kind"] for e in audit.since(session, 0)]
    assert (view.state, view.note, view.version) == (EntryState.DRAFT, "", 1)
    assert "entry_taken_back" in kinds


def test_why_the_police_sent_it_back_is_told_again(store, random, volume):
    made = type_entry(store, random, volume, child_name="", mother_name="", father_name="")
    with store.write() as session:
        approval.send_back(session, made, "thiếu tên đệm", by=POLICE, at=AT)
    put_away(store, made)
    with store.write() as session:
        discarding.take_back(session, made, by=JUSTICE, at=AT)
    with store.read() as session:
        assert in_hand.read(session, made).sent_back_for == "thiếu tên đệm"
        (row,) = listing.read(session, listing.find(session, EntryQuery(group=EntryGroup.DRAFT)).rows)
    assert row.reason == "thiếu tên đệm"


def test_only_what_was_put_away_can_be_taken_back(store, typed):
    with pytest.raises(Refused, match="không nằm trong số đã bỏ"), store.write() as session:
        discarding.take_back(session, typed, by=JUSTICE, at=AT)


@pytest.mark.parametrize("work", ["save", "park", "decide", "undo"])
def test_nothing_is_done_to_an_entry_while_it_is_away(store, typed, work):
    put_away(store, typed)
    works = {
        "save": lambda s: entries.save(s, typed, "child_name", Value.of("x"), by=JUSTICE, at=AT),
        "park": lambda s: entries.park(s, typed, "chờ", by=JUSTICE, at=AT),
        "decide": lambda s: decisions.decide(
            s, typed, "child", Branch.NOT_COMPARED, by=JUSTICE, at=AT, random=numbered("d")
        ),
        "undo": lambda s: decisions.undo(s, typed, "child", by=JUSTICE, at=AT),
    }
    with pytest.raises(Refused, match=r"Trường hợp này đã bỏ.*Ctrl\+R"), store.write() as session:
        works[work](session)


def test_finishing_an_entry_that_is_away_changes_nothing(store, typed):
    put_away(store, typed)
    with store.write() as session:
        entries.complete(session, typed, by=JUSTICE, at=AT)
    assert state_of(store, typed) == EntryState.DISCARDED


def test_decisions_end_and_what_was_followed_up_is_closed(store, random, typed):
    decide(
        store,
        typed,
        "child",
        Branch.MISMATCH_BASIC,
        random,
        person=CHILD,
        search=searched(CHILD),
        resolutions=dict.fromkeys(PERSON_COLUMNS, Resolution.FIX_POPULATION),
    )
    with store.read() as session:
        assert discrepancies.count(session) > 0
    put_away(store, typed)
    with store.read() as session:
        assert entries.active_decisions(session, typed) == {}
        items = session.scalars(select(Discrepancy).where(Discrepancy.entry_id == typed)).all()
        assert {item.state for item in items} == {ItemState.CLOSED}
        assert discrepancies.count(session) == 0


def test_it_counts_nowhere_as_entered_or_listed(store, volume, typed):
    kept = draft(store, volume, registration_no="7")
    put_away(store, typed)
    with store.read() as session:
        assert volumes.get(session, volume).entered == 0
        assert [row.id for row in entries.of_volume(session, volume)] == [kept]
        found = listing.find(session, EntryQuery())
        assert [one.id for one in listing.read(session, found.rows)] == [kept]
        assert found.counts == {EntryGroup.EVERY: 1, EntryGroup.DRAFT: 1, EntryGroup.DISCARDED: 1}
        away = listing.find(session, EntryQuery(group=EntryGroup.DISCARDED))
        (row,) = listing.read(session, away.rows)
    assert (row.id, row.reason) == (typed, "nhập nhầm quyển")


def test_the_next_entry_is_carried_on_from_the_last_one_kept(store, volume):
    draft(store, volume, registration_no="7", registration_place="xã Cẩm Lương")
    wrong = draft(store, volume, registration_no="70")
    put_away(store, wrong)
    with store.read() as session:
        begun = in_hand.begin(session, volume, by=JUSTICE, at=AT, random=numbered("n"))
        assert begun.values["registration_no"].text == "8"
        assert begun.previous["registration_no"].text == "7"
        assert begun.entry.position == 3


def test_ditto_marks_leap_over_what_was_put_away(store, volume):
    first = draft(store, volume, child_name="Lê Thị Thuỷ", mother_name="Bùi Thị An")
    wrong = draft(store, volume, child_name="Lê Thị Lan", mother_name="Cao Thị Sai")
    last = draft(store, volume, child_name="Lê Văn Hùng", mother_name="nt")
    put_away(store, wrong)
    with store.read() as session:
        hand = in_hand.read(session, last)
        told = [words for person in hand.above for words in person.words.values()]
    assert "Bùi Thị An" in told
    assert "Cao Thị Sai" not in told
    assert first != last


def test_a_number_of_what_was_put_away_is_free_again(store, volume):
    wrong = draft(store, volume, registration_no="7")
    right = draft(store, volume, seed="right", registration_no="7")
    with store.read() as session:
        assert [repeat.other_id for repeat in in_hand.read(session, right).repeats] == [wrong]
    put_away(store, wrong)
    with store.read() as session:
        assert in_hand.read(session, right).repeats == ()
