"""Moving entries to the volume they stand in, numbering them anew: what goes along, what forbids it."""

import itertools
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from app.errors import Refused
from app.models.registry.person import PERSON_COLUMNS
from app.models.store.tables import AuditEvent, EntryMove
from app.models.words.codes import Branch, Resolution
from app.models.words.states import EntryState
from app.models.words.values import Source, Value
from app.services.entry import changing, discarding, entries, moving, story, volumes
from app.services.entry.moving import Move
from tests.conftest import AT, COMMUNE, JUSTICE, LEADER, POLICE, TYPIST, numbered
from tests.unit.services.entry.births import add_volume, type_entry
from tests.unit.services.entry.deciding import CHILD, decide, searched

_ids = itertools.count()
OTHER = "xã Phúc Do, huyện Cẩm Thủy, tỉnh Thanh Hóa"


def volume_of(store, book_no="02/1998", book_type="khai_sinh", opened="1998", place=COMMUNE, **more):
    with store.write() as session:
        view = volumes.VolumeView(0, book_type, book_no, opened, place, **more)
        return volumes.add(session, view, by=JUSTICE, at=AT)


@pytest.fixture
def volume(store):
    return add_volume(store)


@pytest.fixture
def other(store):
    return volume_of(store)


@pytest.fixture
def typed(store, random, volume):
    return type_entry(store, random, volume)


def begun(store, volume, number, **fields):
    """An entry with the words of its volume, as the form begins it."""
    with store.write() as session:
        view = volumes.get(session, volume)
        carried = {
            "book_no": view.book_no,
            "book_opened_year": view.opened_year,
            "registration_place": view.place,
        }
        known = {key: Value.of(words, source=Source.CARRIED) for key, words in carried.items()}
        made = entries.create(
            session, volume, by=JUSTICE, at=AT, random=numbered(str(next(_ids))), carried=known
        )
        for key, words in {"registration_no": number, **fields}.items():
            entries.save(session, made, key, Value.of(words), by=JUSTICE, at=AT)
    return made


def moved(store, ids, volume, *, number="", page="", reason="nhập nhầm quyển", by=JUSTICE, at=AT):
    asked = Move((ids,) if isinstance(ids, str) else tuple(ids), volume, number, page)
    with store.write() as session:
        return moving.move(session, asked, reason, by=by, at=at)


def previewed(store, ids, volume, *, number="", page=""):
    with store.read() as session:
        return moving.preview(session, Move(tuple(ids), volume, number, page))


def view(store, entry_id):
    with store.read() as session:
        return entries.get(session, entry_id)


def words(store, entry_id, key):
    return view(store, entry_id).values.get(key, Value()).text


def refusal(store, ids, volume, **asked):
    """The words of the preview, which a move raises too; nothing is moved."""
    ids = [ids] if isinstance(ids, str) else ids
    said = [str(line.refusal) for line in previewed(store, ids, volume, **asked) if line.refusal]
    before = [view(store, entry_id) for entry_id in ids]
    with pytest.raises(Refused) as raised:
        moved(store, ids, volume, **asked)
    assert said
    assert said[0] in str(raised.value)
    assert [view(store, entry_id) for entry_id in ids] == before
    return said[0]


class TestMoved:
    def test_it_stands_in_the_other_volume_at_its_end(self, store, volume, other):
        begun(store, other, "1")
        entry = begun(store, volume, "45")
        moved(store, entry, other)
        assert (view(store, entry).volume_id, view(store, entry).position) == (other, 2)

    def test_carried_words_of_the_volume_become_those_of_the_other(self, store, volume):
        other = volume_of(store, "03/1999", opened="1999", place=OTHER)
        entry = begun(store, volume, "45")
        moved(store, entry, other)
        assert [
            words(store, entry, key) for key in ("book_no", "book_opened_year", "registration_place")
        ] == [
            "03/1999",
            "1999",
            OTHER,
        ]
        assert view(store, entry).values["registration_place"].source is Source.CARRIED

    def test_typed_words_of_the_volume_stay_and_are_named(self, store, typed):
        other = volume_of(store, place=OTHER)
        (line,) = previewed(store, [typed], other)
        assert line.kept == ("Quyển số", "Nơi đăng ký")
        moved(store, typed, other)
        assert words(store, typed, "registration_place") == COMMUNE

    def test_what_the_other_volume_does_not_say_is_not_carried(self, store, volume):
        other = volume_of(store, opened="", place="")
        entry = begun(store, volume, "45")
        moved(store, entry, other)
        assert words(store, entry, "book_opened_year") == words(store, entry, "registration_place") == ""

    def test_a_complete_entry_is_complete_afterwards(self, store, typed, other):
        moved(store, typed, other)
        assert view(store, typed).state is EntryState.ENTERED

    @pytest.mark.parametrize("state", ["parked", "sent_back"])
    def test_one_that_waits_for_somebody_is_not_completed(self, store, typed, other, state):
        with store.write() as session:
            session.execute(text(f"UPDATE entry SET state = '{state}'"))
        moved(store, typed, other, number="7")
        assert view(store, typed).state in (EntryState.PARKED, EntryState.DRAFT)

    def test_several_move_together_and_keep_their_order(self, store, volume, other):
        ids = [begun(store, volume, str(number)) for number in (3, 4, 5)]
        moved(store, ids, other)
        assert [view(store, entry).position for entry in ids] == [1, 2, 3]
        with store.read() as session:
            assert entries.of_volume(session, volume) == []

    def test_a_move_back_undoes_it(self, store, volume, other):
        ids = [begun(store, volume, str(number)) for number in (3, 4, 5)]
        before = [view(store, entry) for entry in ids]
        moved(store, ids[1], other)
        moved(store, ids[1], volume, reason="chuyển nhầm")
        after = [view(store, entry) for entry in ids]
        assert [(a.values, a.position, a.volume_id) for a in after] == [
            (b.values, b.position, b.volume_id) for b in before
        ]

    def test_a_place_that_was_taken_meanwhile_is_not_taken_again(self, store, volume, other):
        entry = begun(store, volume, "3")
        moved(store, entry, other)
        meanwhile = begun(store, volume, "4")
        moved(store, entry, volume)
        assert view(store, meanwhile).position == 1
        assert view(store, entry).position == 2


class TestNumbers:
    def test_number_and_page_of_one(self, store, volume):
        entry = begun(store, volume, "45", page_no="12")
        moved(store, entry, volume, number="46a", page="13")
        assert (words(store, entry, "registration_no"), words(store, entry, "page_no")) == ("46a", "13")

    def test_the_others_move_by_the_same_step(self, store, volume):
        numbers = ("045/1998", "46", "46a", "50")
        ids = [begun(store, volume, number, page_no="12") for number in numbers]
        moved(store, ids, volume, number="47", page="11")
        assert [words(store, e, "registration_no") for e in ids] == ["47", "48", "48a", "52"]
        assert {words(store, e, "page_no") for e in ids} == {"11"}

    def test_a_step_down_keeps_the_form(self, store, volume):
        ids = [begun(store, volume, number) for number in ("10/1998", "011/1998")]
        moved(store, ids, volume, number="09/1998")
        assert [words(store, e, "registration_no") for e in ids] == ["09/1998", "010/1998"]

    @pytest.mark.parametrize("number", ["", "không số", "1"])
    def test_a_number_that_cannot_be_counted_from_is_refused(self, store, volume, number):
        ids = [begun(store, volume, "5"), begun(store, volume, number)]
        assert "Không đọc ra số" in refusal(store, ids, volume, number="3")

    def test_one_alone_may_have_had_none(self, store, volume):
        entry = begun(store, volume, "")
        moved(store, entry, volume, number="3")
        assert words(store, entry, "registration_no") == "3"

    def test_the_same_step_over_one_another_is_no_repeat(self, store, volume):
        ids = [begun(store, volume, number) for number in ("5", "6")]
        moved(store, ids, volume, number="6")
        assert [words(store, e, "registration_no") for e in ids] == ["6", "7"]

    def test_nothing_to_do_is_said(self, store, volume):
        entry = begun(store, volume, "5")
        with pytest.raises(Refused, match="không có gì để chuyển"):
            moved(store, entry, volume, number="5")


class TestForbidden:
    @pytest.mark.parametrize("state", sorted(changing.WAYS))
    def test_a_closed_entry_says_how_it_is_changed(self, store, typed, other, state):
        with store.write() as session:
            session.connection().exec_driver_sql("DROP TRIGGER entry_needs_approval")
            session.execute(text(f"UPDATE entry SET state = '{state}'"))
        assert refusal(store, typed, other) == changing.WAYS[EntryState(state)]

    def test_a_number_the_volume_holds(self, store, volume, other):
        begun(store, other, "045", child_name="Lê Thị Hoa")
        entry = begun(store, volume, "45")
        assert "đã có số 45 (Lê Thị Hoa)" in refusal(store, entry, other)

    def test_a_number_of_another_year_is_another(self, store, volume, other):
        begun(store, other, "45", registration_date="1/2/1998")
        entry = begun(store, volume, "45", registration_date="1/2/1999")
        moved(store, entry, other)

    def test_a_number_of_one_that_was_put_away_is_free(self, store, volume, other):
        there = begun(store, other, "45", child_name="Lê Thị Hoa")
        with store.write() as session:
            discarding.discard(session, there, "nhập thử", by=JUSTICE, at=AT)
        moved(store, begun(store, volume, "45"), other)

    def test_two_with_one_number(self, store, volume, other):
        ids = [begun(store, volume, number) for number in ("45", "045")]
        assert "đã có số 045" in refusal(store, ids, other)

    def test_a_repeat_that_stood_there_does_not_stop_another_page(self, store, volume):
        ids = [begun(store, volume, number, page_no="1") for number in ("45", "045")]
        moved(store, ids[:1], volume, page="2")

    @pytest.mark.parametrize(
        ("day", "years", "fits"),
        [
            ("1/2/1997", {}, False),
            ("1/2/1998", {}, True),
            ("1/2/2003", {}, True),
            ("1/2/2003", {"year_to": "2002"}, False),
            ("1/2/2002", {"year_to": "2002"}, True),
            ("1/2/1996", {"year_from": "1996"}, True),
            ("1/2/1995", {"year_from": "1996"}, False),
            ("", {"year_to": "1998"}, True),
            ("không rõ", {"year_to": "1998"}, True),
        ],
    )
    def test_a_year_that_does_not_fit(self, store, volume, day, years, fits):
        other = volume_of(store, **years)
        entry = begun(store, volume, "45", registration_date=day)
        if fits:
            moved(store, entry, other)
        else:
            assert "không thuộc quyển 02/1998" in refusal(store, entry, other)

    def test_a_year_of_the_number_counts_too(self, store, volume, other):
        entry = begun(store, volume, "45/1997")
        assert "1997" in refusal(store, entry, other)

    def test_a_volume_of_another_type(self, store, volume):
        entry = begun(store, volume, "45")
        assert "cùng loại sổ" in refusal(store, entry, volume_of(store, book_type="khai_tu"))

    def test_a_reason_is_needed(self, store, volume, other):
        entry = begun(store, volume, "45")
        with pytest.raises(Refused, match="Cần ghi lý do"):
            moved(store, entry, other, reason="  ")
        assert view(store, entry).volume_id == volume

    @pytest.mark.parametrize("officer", [POLICE, LEADER], ids=["police", "leader"])
    def test_who_does_not_type_does_not_move(self, store, volume, other, officer):
        entry = begun(store, volume, "45")
        with pytest.raises(Refused):
            moved(store, entry, other, by=officer)

    def test_one_of_several_stops_all(self, store, volume, other):
        begun(store, other, "46")
        ids = [begun(store, volume, number) for number in ("45", "46")]
        refusal(store, ids, other)

    def test_an_unknown_entry_or_volume(self, store, volume):
        with pytest.raises(Refused):
            moved(store, "x", volume)
        with pytest.raises(Refused):
            moved(store, begun(store, volume, "1"), 99)

    def test_more_than_anybody_looks_at(self, store, volume):
        with pytest.raises(Refused, match="500"):
            previewed(store, ["x"] * 501, volume)


class TestDecisions:
    @pytest.fixture
    def decided(self, store, random, typed):
        ways = dict.fromkeys(PERSON_COLUMNS, Resolution.FIX_POPULATION)
        decide(
            store,
            typed,
            "child",
            Branch.MISMATCH_BASIC,
            random,
            person=CHILD,
            search=searched(CHILD),
            resolutions=ways,
        )
        decide(store, typed, "mother", Branch.NOT_FOUND, random, search=searched())
        decide(store, typed, "father", Branch.NOT_FOUND, random, search=searched())
        return typed

    def in_force(self, store, entry_id):
        with store.read() as session:
            return set(entries.active_decisions(session, entry_id))

    def test_they_stay_where_nothing_they_rest_on_changed(self, store, decided, other):
        (line,) = previewed(store, [decided], other, number="7", page="3")
        assert line.again == {}
        moved(store, decided, other, number="7", page="3")
        assert self.in_force(store, decided) == {"child", "mother", "father"}
        assert view(store, decided).state is EntryState.LISTED

    def test_the_place_of_registration_is_compared_with_the_child(self, store, decided):
        with store.write() as session:
            carried = Value.of(COMMUNE, source=Source.CARRIED)
            entries.save(session, decided, "registration_place", carried, by=JUSTICE, at=AT)
            row = session.execute(text("SELECT id FROM decision WHERE section = 'child'")).scalar()
            assert row
        self.again(store, decided)
        other = volume_of(store, place=OTHER)
        (line,) = previewed(store, [decided], other)
        assert line.again == {"child": "Con"}
        moved(store, decided, other)
        assert self.in_force(store, decided) == {"mother", "father"}
        assert view(store, decided).state is EntryState.ENTERED

    def again(self, store, entry_id):
        ways = dict.fromkeys(PERSON_COLUMNS, Resolution.FIX_POPULATION)
        found = {"person": CHILD, "search": searched(CHILD), "resolutions": ways}
        decide(store, entry_id, "child", Branch.MISMATCH_BASIC, numbered("again"), **found)
        with store.write() as session:
            entries.complete(session, entry_id, by=JUSTICE, at=AT)

    @pytest.fixture
    def below(self, store, random, typed, volume):  # noqa: ARG002 it stands above
        """The next entry, whose mother is the one above."""
        made = type_entry(store, random, volume, registration_no="189", mother_name="như trên")
        decide(store, made, "mother", Branch.NOT_FOUND, random, search=searched())
        return made

    def test_a_ditto_mark_that_means_another_now_is_decided_anew(self, store, typed, below, other):
        moved(store, typed, other)
        assert self.in_force(store, below) == set()

    def test_one_that_means_the_same_stays(self, store, random, below, volume, other):
        far = type_entry(store, random, volume, registration_no="300", child_name="Lê Văn Xa")
        moved(store, far, other)
        assert self.in_force(store, below) == {"mother"}

    def test_its_own_ditto_marks_lose_what_stood_above(self, store, below, other):
        (line,) = previewed(store, [below], other)
        assert line.again == {"mother": "Mẹ"}
        moved(store, below, other)
        assert self.in_force(store, below) == set()

    def test_a_signed_entry_whose_mark_means_it_keeps_it_there(self, store, random, typed, below, other):
        for section in ("child", "father"):
            decide(store, below, section, Branch.NOT_FOUND, random, search=searched())
        with store.write() as session:
            session.connection().exec_driver_sql("DROP TRIGGER entry_needs_approval")
            session.execute(text("UPDATE entry SET state = 'approved' WHERE id = :id"), {"id": below})
        with pytest.raises(Refused, match=r"Trường hợp số 189.*Trả lại"):
            moved(store, typed, other)
        assert self.in_force(store, below) == {"child", "mother", "father"}


class TestTold:
    def test_the_story_says_where_it_was_and_why(self, store, volume):
        other = volume_of(store, place=OTHER)
        entry = begun(store, volume, "45")
        moved(store, entry, other, reason="nhập nhầm quyển", at=AT + timedelta(hours=1))
        with store.read() as session:
            steps = story.of_entry(session, entry, by=JUSTICE).steps
        (told,) = [step for step in steps if step.reason == "nhập nhầm quyển"]
        assert str(told.said) == "Chuyển từ quyển 01/1998 · xã Cẩm Lương sang quyển 02/1998 · xã Phúc Do"
        assert told.who == JUSTICE.full_name

    def test_numbering_anew_is_told_with_its_reason(self, store, volume):
        entry = begun(store, volume, "45")
        moved(store, entry, volume, number="46", reason="lệch một số")
        with store.read() as session:
            steps = story.of_entry(session, entry, by=JUSTICE).steps
        assert [str(s.said) for s in steps if s.reason == "lệch một số"] == ["Đánh lại số, trang"]
        assert "Việc đăng ký, Số đăng ký: “45” → “46”" in [str(step.said) for step in steps]

    def test_it_is_audited_by_numbers_alone(self, store, volume, other):
        entry = begun(store, volume, "45")
        moved(store, entry, other)
        with store.read() as session:
            (event,) = session.scalars(select(AuditEvent).where(AuditEvent.kind == "entry_moved"))
        assert (event.subject, event.uid) == (entry, JUSTICE.uid)
        assert {key: event.data[key] for key in ("version", "from", "to")} == {
            "version": 1,
            "from": volume,
            "to": other,
        }
        assert "nhầm" not in str(event.data)

    def test_who_moved_it_counts_as_having_typed(self, store, volume, other):
        entry = begun(store, volume, "45")
        moved(store, entry, other, by=TYPIST)
        with store.read() as session:
            assert TYPIST.uid in entries.typists(session, entry)
            assert session.scalars(select(EntryMove.by)).all() == [TYPIST.uid]
