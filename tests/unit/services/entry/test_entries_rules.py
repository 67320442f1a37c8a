"""Each refusal and each move of an entry while it is typed, completed, parked and taken back."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from app.errors import Refused
from app.models.books import BOOKS
from app.models.store.tables import AuditEvent, Decision, Discrepancy, Entry, FieldChange, StateChange
from app.models.words.states import SEALED, EntryState, can_move
from app.models.words.values import Mark, Origin, Source, Value
from app.services.entry import changing, entries, freeze, volumes
from tests.conftest import AT, BOTH, JUSTICE, LEADER, POLICE, TYPIST
from tests.unit.services.conftest import put

LEFT = sorted(SEALED)
TYPED = (JUSTICE, TYPIST, BOTH)
NOT_TYPED = (POLICE, LEADER, replace(JUSTICE, active=False), replace(TYPIST, active=False))
COMPLETED = {EntryState.ENTERED, EntryState.CHECKED, EntryState.LISTED}
FOR_TYPISTS = "chỉ Người nhập hoặc Tư pháp được làm"


def roles(officer):
    return "+".join(sorted(officer.roles)) + ("" if officer.active else " closed")


def events(session, *kinds):
    rows = session.scalars(select(AuditEvent).where(AuditEvent.kind.in_(kinds)).order_by(AuditEvent.seq))
    return [(e.kind, e.subject, e.uid, e.data) for e in rows]


def last_step(session):
    row = session.scalars(select(StateChange).order_by(StateChange.id.desc()).limit(1)).one()
    return row.subject, row.subject_id, row.before, row.after, row.reason, row.by


def steps(session):
    return len(session.scalars(select(StateChange.id)).all())


def active(session, entry_id):
    return set(entries.active_decisions(session, entry_id))


def decide_again(session, old, **changes):
    """Put a decision like a retired one in force."""
    names = [c.name for c in Decision.__table__.columns if c.name not in ("id", "active")]
    session.add(Decision(**{**{name: getattr(old, name) for name in names}, **changes}, active=True))
    session.flush()


class TestCreate:
    @pytest.mark.parametrize("by", TYPED, ids=roles)
    def test_by_who_types(self, session, ready, random, by):
        assert entries.create(session, ready.volume_id, by=by, at=AT, random=random)

    @pytest.mark.parametrize("by", NOT_TYPED, ids=roles)
    def test_not_by_others(self, session, ready, random, by):
        with pytest.raises(Refused, match=FOR_TYPISTS):
            entries.create(session, ready.volume_id, by=by, at=AT, random=random)

    def test_not_in_a_volume_that_is_not_here(self, session, random):
        with pytest.raises(Refused, match="Không có quyển sổ này"):
            entries.create(session, 99, by=JUSTICE, at=AT, random=random)

    def test_the_first_of_a_volume(self, session, random):
        view = volumes.VolumeView(0, "khai_tu", "01", "", "")
        volume_id = volumes.add(session, view, by=JUSTICE, at=AT)
        made = entries.create(session, volume_id, by=JUSTICE, at=AT, random=random)
        assert entries.get(session, made).position == 1
        assert entries.get(session, made).book.key == "khai_tu"

    def test_at_the_end_with_what_is_carried(self, session, ready, random):
        carried = {"registration_place": Value.of("Cẩm Lương", source=Source.CARRIED)}
        made = [
            entries.create(session, ready.volume_id, by=TYPIST, at=AT, random=random, carried=carried)
            for _ in range(2)
        ]
        first, second = (entries.get(session, one) for one in made)
        assert (first.position, second.position) == (2, 3)
        assert (first.state, first.version, first.origin) == (EntryState.DRAFT, 1, "paper")
        assert first.values == carried
        assert session.get_one(Entry, made[0]).created_by == TYPIST.uid

    def test_what_comes_from_a_file_says_so_wherever_the_entry_goes(self, session, ready, random):
        given = {"child_name": Value.of("Phạm Văn Tý", source=Source.IMPORTED)}
        made = entries.create(
            session,
            ready.volume_id,
            by=JUSTICE,
            at=AT,
            random=random,
            carried=given,
            origin=Origin.ELECTRONIC,
        )
        assert entries.get(session, made).origin is Origin.ELECTRONIC
        rows = {row.id: row.origin for row in entries.of_volume(session, ready.volume_id)}
        assert rows == {ready.entry_id: Origin.PAPER, made: Origin.ELECTRONIC}
        leaves = freeze.entry_data(session, made)
        assert leaves["origin"] == "electronic"
        assert leaves["values"]["child_name"]["source"] == "imported"


class TestSave:
    @pytest.fixture
    def save(self, session, entry_id):
        def save(key="remarks", words="Cấp lại", by=JUSTICE):
            return entries.save(session, entry_id, key, Value.of(words), by=by, at=AT)

        return save

    @pytest.mark.parametrize("by", TYPED, ids=roles)
    def test_by_who_types(self, save, by):
        assert save(by=by)

    @pytest.mark.parametrize("by", NOT_TYPED, ids=roles)
    def test_not_by_others(self, save, by):
        with pytest.raises(Refused, match=FOR_TYPISTS):
            save(by=by)

    @pytest.mark.parametrize("state", LEFT)
    def test_not_what_has_left(self, session, entry_id, save, state):
        put(session, entry_id, state)
        with pytest.raises(Refused) as refused:
            save()
        assert changing.way(EntryState(state)) in str(refused.value)

    def test_not_an_entry_that_is_not_here(self, session):
        with pytest.raises(Refused, match="Không có trường hợp này"):
            entries.save(session, "none", "remarks", Value.of("x"), by=JUSTICE, at=AT)

    @pytest.mark.parametrize("state", sorted({*EntryState} - {*SEALED, EntryState.DISCARDED}))
    def test_a_changed_value_leads_back_to_typing(self, session, entry_id, save, state):
        put(session, entry_id, state)
        save()
        view = entries.get(session, entry_id)
        assert view.state == (state if state in ("draft", "parked") else EntryState.DRAFT)
        assert view.version == (2 if state == "approved" else 1)
        voided = [("approval_voided", entry_id, JUSTICE.uid, {"version": 2})]
        assert events(session, "approval_voided") == (voided if state == "approved" else [])

    def test_the_same_value_leads_nowhere(self, session, entry_id, save):
        put(session, entry_id, "approved")
        assert not save("child_sex", "Nam")
        assert entries.get(session, entry_id).state == EntryState.APPROVED

    @pytest.mark.parametrize(
        "value",
        [
            Value("Nam", Mark.UNCERTAIN),
            Value("Nam", source=Source.CARRIED),
            Value("nam"),
            Value(""),
        ],
    )
    def test_another_mark_source_or_letter_is_a_change(self, session, entry_id, value):
        assert entries.save(session, entry_id, "child_sex", value, by=JUSTICE, at=AT)
        assert entries.get(session, entry_id).values.get("child_sex", Value()) == value

    def test_the_history_says_what_stood_before(self, session, entry_id, save):
        put(session, entry_id, "approved")
        save("child_sex", "Nữ", by=TYPIST)
        change = session.scalars(select(FieldChange).order_by(FieldChange.id.desc()).limit(1)).one()
        assert (change.entry_id, change.version, change.field) == (entry_id, 2, "child_sex")
        assert change.before == {"text": "Nam", "source": "typed"}
        assert change.after == {"text": "Nữ", "source": "typed"}
        assert change.by == TYPIST.uid

    @pytest.mark.parametrize(
        ("key", "left"),
        [
            ("child_name", {"father", "mother"}),
            ("child_sex", {"father", "mother"}),
            ("father_birth_date", {"child", "mother"}),
            ("father_name", {"mother"}),
            ("mother_name", {"father"}),
            ("remarks", {"child", "father", "mother"}),
        ],
    )
    def test_it_retires_the_decisions_that_rest_on_it(self, session, entry_id, save, key, left):
        save(key, "khác")
        assert active(session, entry_id) == left

    def test_a_ditto_mark_rests_on_every_compared_value(self, session, entry_id, save):
        decision = entries.active_decisions(session, entry_id)["father"]
        save("father_ethnicity", "nt")
        decide_again(session, decision)
        save("remarks", "không so sánh")
        assert active(session, entry_id) == {"father", "mother", "child"}
        save("child_ethnicity", "Thái")
        assert active(session, entry_id) == {"mother"}

    def test_the_columns_of_the_lists_follow(self, session, entry_id, save):
        for key, words in {
            "registration_no": "07",
            "page_no": "3",
            "registration_date": "1/2/2001",
            "child_name": "Đỗ Thị Ẩn",
        }.items():
            save(key, words)
        row = session.get_one(Entry, entry_id)
        assert (row.registration_no, row.page_no, row.registered_year) == ("07", "3", "2001")
        assert row.main_name == "Đỗ Thị Ẩn"
        assert row.names.split("\n") == ["do thi an", "bui thi thuy", "pham van luc"]
        for key in ("registration_date", "child_name", "mother_name", "father_name"):
            save(key, "")
        assert (row.registered_year, row.main_name, row.names) == ("", "", "")


class TestTakeBack:
    @pytest.mark.parametrize("by", [TYPIST, POLICE, LEADER, replace(JUSTICE, active=False)], ids=roles)
    def test_only_by_justice(self, session, entry_id, by):
        put(session, entry_id, "returned")
        with pytest.raises(Refused, match="chỉ Tư pháp được làm"):
            entries.take_back(session, entry_id, by=by, at=AT)

    @pytest.mark.parametrize("state", sorted({*EntryState} - {"returned"}))
    def test_only_what_was_answered(self, session, entry_id, state):
        put(session, entry_id, state)
        with pytest.raises(Refused, match="đã có trả lời"):
            entries.take_back(session, entry_id, by=JUSTICE, at=AT)

    def test_as_the_next_version(self, session, entry_id):
        put(session, entry_id, "returned")
        entries.take_back(session, entry_id, by=JUSTICE, at=AT)
        view = entries.get(session, entry_id)
        assert (view.state, view.version) == (EntryState.SENT_BACK, 2)
        reason = "xử lý theo trả lời"
        assert last_step(session) == ("entry", entry_id, "returned", "sent_back", reason, JUSTICE.uid)
        assert events(session, "taken_back") == [("taken_back", entry_id, JUSTICE.uid, {"version": 2})]


class TestComplete:
    @pytest.mark.parametrize("by", NOT_TYPED, ids=roles)
    def test_not_by_others(self, session, entry_id, by):
        with pytest.raises(Refused, match=FOR_TYPISTS):
            entries.complete(session, entry_id, by=by, at=AT)

    @pytest.mark.parametrize("state", ["draft", "parked", "sent_back"])
    def test_what_was_typed_moves_on_as_far_as_it_is_decided(self, session, entry_id, state):
        put(session, entry_id, state)
        entries.complete(session, entry_id, by=TYPIST, at=AT)
        assert entries.get(session, entry_id).state == EntryState.CHECKED
        told = events(session, "entry_completed")[-1]
        assert told == ("entry_completed", entry_id, TYPIST.uid, {"version": 1})

    @pytest.mark.parametrize("state", sorted({*EntryState} - {"draft", "parked", "sent_back"}))
    def test_what_is_complete_stays(self, session, entry_id, state):
        put(session, entry_id, state)
        before = events(session, "entry_completed")
        entries.complete(session, entry_id, by=TYPIST, at=AT)
        assert entries.get(session, entry_id).state == state
        assert events(session, "entry_completed") == before

    def test_what_lacks_a_required_field_stays(self, session, entry_id):
        entries.save(session, entry_id, "child_name", Value(), by=JUSTICE, at=AT)
        problems = entries.complete(session, entry_id, by=JUSTICE, at=AT)
        assert [p.field for p in problems if p.blocking] == ["child_name"]
        assert entries.get(session, entry_id).state == EntryState.DRAFT

    def test_a_problem_that_does_not_block_is_shown(self, session, entry_id):
        entries.save(session, entry_id, "child_birth_date", Value.of("31/2/1999"), by=JUSTICE, at=AT)
        problems = entries.complete(session, entry_id, by=JUSTICE, at=AT)
        assert problems
        assert entries.get(session, entry_id).state == EntryState.ENTERED


class TestPark:
    @pytest.mark.parametrize("by", NOT_TYPED, ids=roles)
    def test_not_by_others(self, session, entry_id, by):
        with pytest.raises(Refused, match=FOR_TYPISTS):
            entries.park(session, entry_id, "chờ", by=by, at=AT)

    @pytest.mark.parametrize("state", [*LEFT, "approved"])
    def test_not_what_is_approved(self, session, entry_id, state):
        put(session, entry_id, state)
        with pytest.raises(Refused) as refused:
            entries.park(session, entry_id, "chờ", by=JUSTICE, at=AT)
        assert changing.way(EntryState(state)) in str(refused.value)

    @pytest.mark.parametrize("state", ["draft", "entered", "checked", "listed", "sent_back"])
    def test_any_other_with_its_reason(self, session, entry_id, state):
        put(session, entry_id, state)
        entries.park(session, entry_id, "chờ hỏi", by=TYPIST, at=AT)
        view = entries.get(session, entry_id)
        assert (view.state, view.note) == (EntryState.PARKED, "chờ hỏi")
        assert last_step(session) == ("entry", entry_id, state, "parked", "chờ hỏi", TYPIST.uid)


class TestSettle:
    @pytest.mark.parametrize("state", sorted({*EntryState} - COMPLETED))
    def test_only_what_is_complete(self, session, entry_id, state):
        put(session, entry_id, state)
        assert entries.settle(session, entry_id, by=JUSTICE.uid, at=AT) == state
        assert entries.get(session, entry_id).state == state

    @pytest.mark.parametrize("state", sorted(COMPLETED))
    @pytest.mark.parametrize(
        ("branches", "target"),
        [
            ({}, "checked"),
            ({"child": "not_found"}, "checked"),
            ({"child": "not_compared"}, "checked"),
            ({"child": "mismatch_basic"}, "listed"),
            ({"mother": "mismatch_other"}, "listed"),
            ({"child": "ambiguous"}, "entered"),
            ({"child": "ambiguous", "mother": "mismatch_other"}, "entered"),
            ({"father": None}, "entered"),
            ({"father": None, "child": "mismatch_basic"}, "entered"),
        ],
    )
    def test_its_state_follows_the_decisions(self, session, entry_id, state, branches, target):
        put(session, entry_id, state)
        for section, branch in branches.items():
            old = entries.active_decisions(session, entry_id)[section]
            old.active = False
            session.flush()
            if branch:
                decide_again(session, old, branch=branch)
        before = steps(session)
        assert entries.settle(session, entry_id, by=JUSTICE.uid, at=AT) == target
        assert entries.get(session, entry_id).state == target
        assert steps(session) - before == (state != target)


class TestMove:
    @pytest.mark.parametrize("before", sorted(EntryState))
    def test_a_move_that_is_forbidden_is_a_bug(self, session, entry_id, before):
        for after in EntryState:
            row = put(session, entry_id, before)
            if can_move(before, after):
                entries.move(session, row, after, by=JUSTICE.uid, at=AT, reason="x")
                assert row.state == after
                if before != after:
                    assert last_step(session) == ("entry", entry_id, before, after, "x", JUSTICE.uid)
            else:
                with pytest.raises(ValueError, match=f"{before} -> {after}"):
                    entries.move(session, row, after, by=JUSTICE.uid, at=AT)

    def test_staying_is_no_step(self, session, entry_id):
        before = steps(session)
        row = session.get_one(Entry, entry_id)
        entries.move(session, row, EntryState.CHECKED, by=JUSTICE.uid, at=AT)
        assert steps(session) == before


class TestRetire:
    def test_it_closes_what_is_open_and_tells(self, session, entry_id):
        decision = entries.active_decisions(session, entry_id)["child"]
        names = ("field", "label", "book_text", "registry_text", "result", "detail", "opened_by", "opened_at")
        about = {"entry_id": entry_id, "section": "child", **dict.fromkeys(names, "x")}
        of = {"open": decision.id, "decided": decision.id, "closed": decision.id}
        other = entries.active_decisions(session, entry_id)["father"].id
        items = [Discrepancy(**about, decision_id=of[state], state=state) for state in of]
        kept = Discrepancy(**about, decision_id=other, state="open")
        session.add_all([*items, kept])
        session.flush()
        before = steps(session)
        assert entries.retire(session, entry_id, "child", by=JUSTICE, at=AT)
        assert [item.state for item in items] == ["closed"] * 3
        assert kept.state == "open"
        assert not decision.active
        moved = session.scalars(select(StateChange).where(StateChange.subject == "discrepancy")).all()
        assert {(m.subject_id, m.before, m.after, m.reason, m.by) for m in moved} == {
            (str(items[0].id), "open", "closed", "quyết định được thay", JUSTICE.uid),
            (str(items[1].id), "decided", "closed", "quyết định được thay", JUSTICE.uid),
        }
        assert steps(session) - before == 3, "the entry moved too"
        assert entries.get(session, entry_id).state == EntryState.ENTERED
        told = {"section": "child", "decision": decision.id}
        assert events(session, "decision_reopened") == [("decision_reopened", entry_id, JUSTICE.uid, told)]

    def test_where_there_is_none(self, session, entry_id):
        entries.retire(session, entry_id, "child", by=JUSTICE, at=AT)
        assert not entries.retire(session, entry_id, "child", by=JUSTICE, at=AT)
        assert len(events(session, "decision_reopened")) == 1


@pytest.mark.parametrize(
    ("values", "sections"),
    [
        ({}, []),
        ({"child_sex": "Nam", "mother_birth_date": "1975"}, []),
        ({"mother_name": "Bùi Thị Thuỷ"}, ["mother"]),
        ({"child_personal_id": "038099994127"}, ["child"]),
        ({"father_id_number": "172000001"}, ["father"]),
    ],
)
def test_a_name_or_a_number_is_to_be_decided(values, sections):
    book = BOOKS["khai_sinh"]
    assert values.keys() <= book.fields.keys()
    given = {key: Value.of(words) for key, words in values.items()}
    assert entries.persons_to_decide(book, given) == sections


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        (Value(), {}),
        (Value("x"), {"text": "x", "source": "typed"}),
        (Value("", Mark.BLANK_IN_BOOK), {"text": "", "source": "typed", "mark": "blank_in_book"}),
        (Value("x", Mark.UNCERTAIN, Source.CARRIED), {"text": "x", "source": "carried", "mark": "uncertain"}),
    ],
)
def test_a_value_is_stored_and_read(value, stored):
    assert entries.plain(value) == stored
    assert entries.value_of(stored) == value


def test_nothing_is_read_as_an_empty_value():
    assert entries.value_of(None) == Value()


def test_entries_are_counted_by_state(session, ready, entry_id, random):
    for _ in range(2):
        entries.create(session, ready.volume_id, by=JUSTICE, at=AT, random=random)
    assert entries.counts(session) == {EntryState.DRAFT: 2, EntryState.CHECKED: 1}
    assert {row.id for row in entries.in_states(session, EntryState.CHECKED)} == {entry_id}


def test_an_emptied_field_is_not_among_the_values(session, entry_id):
    entries.save(session, entry_id, "page_no", Value(), by=JUSTICE, at=AT)
    assert "page_no" not in entries.get(session, entry_id).values


@pytest.mark.parametrize("words", ["7", "07", "7,", "số 7;", "7.", "0007"])
def test_a_number_is_found_however_it_is_written(session, entry_id, words):
    entries.save(session, entry_id, "registration_no", Value.of("0007"), by=JUSTICE, at=AT)
    assert [row.id for row in entries.find(session, words)] == [entry_id]


def test_entries_of_one_number_are_found_in_the_order_of_the_volume(session, ready, random):
    made = [entries.create(session, ready.volume_id, by=JUSTICE, at=AT, random=random) for _ in range(3)]
    for number, one in enumerate(made):
        entries.save(session, one, "registration_no", Value.of("9"), by=JUSTICE, at=AT)
        session.get_one(Entry, one).position = 9 - number
    session.flush()
    assert [row.id for row in entries.find(session, "9")] == made[::-1]
