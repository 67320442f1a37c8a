"""A run over everything stored: a clean store gives nothing, and every planted fault is found."""

import itertools

import pytest
from sqlalchemy import select, text

from app.errors import Refused, Stopped
from app.models.store.tables import Clearing, Entry, Oddity, Recheck
from app.models.words.codes import Branch
from app.models.words.oddities import ODDITY_ADVICE, ODDITY_LABELS, OddityKind
from app.models.words.values import Value
from app.progress import silent
from app.services.entry import discarding, entries, volumes
from app.services.recheck import listing, running
from app.services.recheck.listing import OddityQuery
from tests.conftest import AT, COMMUNE, JUSTICE, POLICE, TYPIST, numbered
from tests.unit.services.entry.births import BIRTH
from tests.unit.services.entry.deciding import decide, searched

NAMES = ("Phạm Văn Tý", "Lê Thị Hoa", "Bùi Văn An", "Cao Thị Ý", "Hà Văn Sáu", "Lò Thị Bảy")


def volume_of(store, book_no="01/1998", place=COMMUNE, **more):
    with store.write() as session:
        view = volumes.VolumeView(0, "khai_sinh", book_no, "1998", place, **more)
        return volumes.add(session, view, by=JUSTICE, at=AT)


@pytest.fixture
def volume(store):
    return volume_of(store, closing_total=5)


@pytest.fixture
def clean(store, volume):
    """Five births of one volume, of two years: the numbers begin again with the second."""
    numbers = (("1", "1998"), ("2", "1998"), ("3", "1998"), ("1", "1999"), ("2", "1999"))
    return [
        type_entry(
            store,
            numbered(f"clean {number} {year}"),
            volume,
            registration_no=number,
            registration_date=f"{10 + int(number)}/11/{year}",
            child_birth_date=f"{10 + int(number)}/10/{year}",
            child_name=name,
        )
        for (number, year), name in zip(numbers, NAMES, strict=False)
    ]


def type_entry(store, random, volume, **changes):
    """Make a birth that is typed to the end, in one transaction."""
    typed = {key: Value.of(words) for key, words in {**BIRTH, **changes}.items()}
    with store.write() as session:
        made = entries.create(session, volume, by=JUSTICE, at=AT, random=random, carried=typed)
        assert not [p for p in entries.complete(session, made, by=JUSTICE, at=AT) if p.blocking]
    return made


def run(store, by=TYPIST):
    return running.run(store, by=by, at=AT, progress=silent)


def found(store, **asked):
    """Return kind and subject of what is odd."""
    run(store)
    with store.read() as session:
        ids = listing.find(session, OddityQuery(**asked)).ids
        return [(one.kind, one.entry_id, one.field, one.said) for one in listing.read(session, ids)]


def change(store, entry_id, **fields):
    """Type other words and finish the entry again."""
    with store.write() as session:
        for key, words in fields.items():
            entries.save(session, entry_id, key, Value.of(words), by=JUSTICE, at=AT)
        entries.complete(session, entry_id, by=JUSTICE, at=AT)


def put(store, statement, **values):
    """Change a volume or an entry past the program."""
    with store.write() as session:
        session.execute(text(statement), values)


def discard(store, entry_id):
    with store.write() as session:
        discarding.discard(session, entry_id, "nhập thử", by=JUSTICE, at=AT)


def test_a_clean_store_gives_nothing(store, clean):
    assert found(store) == []
    with store.read() as session:
        last = listing.last_run(session)
    assert (last.entries, last.open, last.who) == (5, 0, TYPIST.full_name)


@pytest.mark.usefixtures("clean")
def test_an_empty_volume_is_not_odd(store):
    volume_of(store, book_no="02/1998", closing_total=200)
    assert found(store) == []


FAULTS = {
    "registered before birth": (
        {"child_birth_date": "1/1/2000"},
        OddityKind.DATES,
        "registration_date",
        "trước ngày sinh",
    ),
    "registered before the volume was opened": (
        {"registration_date": "1/2/1997", "child_birth_date": "1/2/1997"},
        OddityKind.DATES,
        "registration_date",
        "năm mở sổ",
    ),
    "a mother of nine": ({"mother_birth_date": "1990"}, OddityKind.AGE, "mother_birth_date", "Mẹ"),
    "a father of a hundred": ({"father_birth_date": "1890"}, OddityKind.AGE, "father_birth_date", "Cha"),
    "a number of the other sex": (
        {"child_personal_id": "038199004127"},
        OddityKind.NUMBER,
        "child_personal_id",
        "giới tính",
    ),
    "a number of another year": (
        {"child_personal_id": "038050004127"},
        OddityKind.NUMBER,
        "child_personal_id",
        "năm sinh",
    ),
    "another volume's number": ({"book_no": "09/1998"}, OddityKind.VOLUME, "book_no", "01/1998"),
    "a figure in a name": ({"child_name": "Phạm Văn 7"}, OddityKind.WORDS, "child_name", "chữ số"),
    "a province that was long gone": (
        {"child_birth_place": "huyện Kim Sơn, tỉnh Hà Nam Ninh"},
        OddityKind.PLACE,
        "child_birth_place",
        "Hà Nam Ninh",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found_at_its_field(store, clean, fault):
    fields, kind, field, said = FAULTS[fault]
    change(store, clean[2], **fields)
    told = [one for one in found(store) if one[0] not in (OddityKind.GAP, OddityKind.REPEAT)]
    assert (kind, clean[2], field) in [one[:3] for one in told]
    assert any(said in one[3] for one in told)
    assert {one[1] for one in told} == {clean[2]}


class TestNumbers:
    def test_a_gap_is_told_at_the_number_after_it(self, store, clean):
        change(store, clean[2], registration_no="7")
        ((kind, entry_id, field, said),) = found(store)
        assert (kind, entry_id, field) == (OddityKind.GAP, clean[2], "registration_no")
        assert said == "Thiếu số 3–6 của năm 1998, trước số 7."

    def test_a_missing_first_number_too(self, store, clean):
        change(store, clean[3], registration_no="3")
        assert [one[3] for one in found(store)] == ["Thiếu số 1 của năm 1999, trước số 2."]

    @pytest.mark.usefixtures("volume")
    @pytest.mark.usefixtures("clean")
    def test_but_not_where_the_year_began_in_another_volume(self, store):
        second = volume_of(store, book_no="02/1998")
        for number in ("4", "5"):
            day = f"{20 + int(number)}/11/1998"
            names = {"child_name": NAMES[5], "child_birth_date": day, "book_no": "02/1998"}
            type_entry(
                store, numbered(number), second, registration_no=number, registration_date=day, **names
            )
        assert found(store) == []

    @pytest.mark.usefixtures("clean")
    def test_another_commune_is_another_row_of_numbers(self, store):
        other = volume_of(store, place="xã Phúc Do, huyện Cẩm Thủy, tỉnh Thanh Hóa")
        for number in ("4", "5"):
            day = f"{20 + int(number)}/11/1998"
            names = {"child_name": NAMES[5], "child_birth_date": day}
            type_entry(store, numbered(number), other, registration_no=number, registration_date=day, **names)
        assert [one[3] for one in found(store)] == ["Thiếu số 1–3 của năm 1998, trước số 4."]

    def test_a_repeat_is_told_at_the_later_one(self, store, clean):
        change(store, clean[2], registration_no="02")
        assert [one[:3] for one in found(store)] == [(OddityKind.REPEAT, clean[2], "registration_no")] or [
            one[:3] for one in found(store)
        ] == [(OddityKind.REPEAT, clean[1], "registration_no")]

    @pytest.mark.usefixtures("clean")
    def test_an_inserted_number_is_neither(self, store, volume):
        put(store, "UPDATE volume SET closing_total = 6")
        day = "25/11/1998"
        type_entry(
            store,
            numbered("2a"),
            volume,
            registration_no="2a",
            registration_date=day,
            child_birth_date=day,
            child_name=NAMES[5],
        )
        assert found(store) == []

    def test_what_was_put_away_is_no_number(self, store, clean):
        discard(store, clean[1])
        assert [one[0] for one in found(store)] == [OddityKind.TOTAL, OddityKind.GAP] or [
            one[0] for one in found(store)
        ] == [OddityKind.GAP, OddityKind.TOTAL]


class TestTotals:
    @pytest.mark.parametrize(("total", "words"), [(6, "thiếu 1"), (4, "thừa 1")])
    @pytest.mark.usefixtures("clean")
    def test_a_total_that_differs(self, store, total, words):
        put(store, "UPDATE volume SET closing_total = :total", total=total)
        ((kind, entry_id, _field, said),) = found(store)
        assert (kind, entry_id) == (OddityKind.TOTAL, "")
        assert words in said

    @pytest.mark.usefixtures("clean")
    def test_what_is_electronic_counts(self, store):
        put(store, "UPDATE volume SET closing_total = 8, already_electronic = 3")
        assert found(store) == []


class TestTwice:
    @pytest.mark.usefixtures("clean")
    def test_the_same_act_in_another_volume(self, store):
        second = volume_of(store, book_no="02/1998")
        again = type_entry(
            store,
            numbered("again"),
            second,
            registration_no="4",
            registration_date="11/11/1998",
            child_birth_date="11/10/1998",
            child_name=NAMES[0],
        )
        told = [one for one in found(store) if one[0] is OddityKind.TWICE]
        assert [one[:3] for one in told] == [(OddityKind.TWICE, again, "child_name")]
        assert "Khai sinh 01/1998, số 1" in told[0][3]

    def test_the_same_names_of_other_days_are_two(self, store, clean):
        change(store, clean[1], child_name=NAMES[0])
        assert found(store) == []


class TestLeft:
    @pytest.mark.parametrize("state", ["draft", "parked", "sent_back"])
    def test_what_is_not_finished_is_that_alone(self, store, clean, state):
        change(store, clean[2], mother_birth_date="1990")
        put(store, "UPDATE entry SET state = :state WHERE id = :id", state=state, id=clean[2])
        assert [one[:2] for one in found(store)] == [(OddityKind.DRAFT, clean[2])]


class TestOld:
    def test_a_decision_with_the_copy_in_force_is_not_old(self, store, clean):
        decide(store, clean[0], "child", Branch.NOT_FOUND, numbered("d"), search=searched())
        assert found(store) == []

    def test_one_with_a_copy_of_before_is(self, store, clean):
        decide(store, clean[0], "child", Branch.NOT_FOUND, numbered("d"), search=searched())
        put(store, "UPDATE snapshot SET active = 0")
        put(
            store,
            "INSERT INTO snapshot SELECT id + 1, 's2', issuer, scope, issued_at, expires_at, row_count, "
            "file_name, key, report, 1, imported_by, imported_at FROM snapshot",
        )
        assert [one[:3] for one in found(store)] == [(OddityKind.OLD, clean[0], "child_name")]


class TestRuns:
    def test_a_run_takes_the_place_of_the_one_before(self, store, clean):
        change(store, clean[2], registration_no="7")
        run(store)
        run(store)
        with store.read() as session:
            assert len(session.scalars(select(Recheck)).all()) == 1
            assert len(session.scalars(select(Oddity)).all()) == 1

    def test_a_stopped_one_leaves_the_one_before(self, store, clean):
        change(store, clean[2], registration_no="7")
        before = found(store)
        change(store, clean[2], registration_no="3")

        def stop(done, total):
            if done:
                raise Stopped("x")

        with pytest.raises(Stopped):
            running.run(store, by=TYPIST, at=AT, progress=stop)
        with store.read() as session:
            ids = listing.find(session, OddityQuery()).ids
            assert [one.said for one in listing.read(session, ids)] == [one[3] for one in before]
            assert [one.changed for one in listing.read(session, ids)] == [False]

    @pytest.mark.usefixtures("clean")
    def test_what_a_killed_one_left_counts_for_nothing_and_goes(self, store):
        with store.write() as session:
            session.add(Recheck(id=50, begun_at="x", by="x"))
            session.flush()
            about = {"volume_id": 1, "said": "x", "digest": "x"}
            session.add(Oddity(recheck_id=50, kind=OddityKind.GAP, **about))
        with store.read() as session:
            assert listing.last_run(session) is None
            assert list(listing.find(session, OddityQuery()).ids) == []
        assert found(store) == []

    @pytest.mark.usefixtures("clean")
    def test_it_says_how_far_it_is(self, store):
        told = []
        running.run(store, by=TYPIST, at=AT, progress=lambda done, total: told.append((done, total)))
        assert told[0] == (0, 5)
        assert told[-1] == (5, 5)
        assert all(a <= b for a, b in itertools.pairwise(told))

    def test_who_only_approves_does_not_run_it(self, store):
        with pytest.raises(Refused):
            run(store, by=POLICE)


class TestCleared:
    @pytest.fixture
    def odd(self, store, clean):
        change(store, clean[2], mother_birth_date="1990")
        run(store)
        with store.read() as session:
            (one,) = listing.find(session, OddityQuery()).ids
        return one

    def clear(self, store, oddity_id, reason="sổ ghi đúng như vậy"):
        with store.write() as session:
            listing.clear(session, oddity_id, reason, by=JUSTICE, at=AT)

    def test_it_is_listed_apart_with_its_reason(self, store, odd):
        self.clear(store, odd)
        with store.read() as session:
            assert list(listing.find(session, OddityQuery()).ids) == []
            (one,) = listing.read(session, listing.find(session, OddityQuery(cleared=True)).ids)
            assert listing.last_run(session).open == 0
        assert (one.reason, one.who) == ("sổ ghi đúng như vậy", JUSTICE.full_name)

    def test_it_stays_so_in_the_next_run(self, store, odd):
        self.clear(store, odd)
        assert found(store) == []
        assert len(found(store, cleared=True)) == 1

    def test_it_comes_back_when_the_entry_changes(self, store, odd, clean):
        self.clear(store, odd)
        change(store, clean[2], remarks="xem lại")
        assert [one[0] for one in found(store)] == [OddityKind.AGE]

    def test_it_is_taken_back(self, store, odd):
        self.clear(store, odd)
        with store.write() as session:
            listing.reopen(session, odd, by=JUSTICE, at=AT)
        with store.read() as session:
            assert list(listing.find(session, OddityQuery()).ids) == [odd]
            assert len(session.scalars(select(Clearing)).all()) == 2

    def test_it_needs_a_reason(self, store, odd):
        with pytest.raises(Refused, match="lý do"):
            self.clear(store, odd, "  ")

    def test_what_was_not_cleared_is_not_taken_back(self, store, odd):
        with pytest.raises(Refused, match="chưa ghi"), store.write() as session:
            listing.reopen(session, odd, by=JUSTICE, at=AT)

    def test_one_of_a_run_before_is_refused(self, store, odd):
        run(store)
        with pytest.raises(Refused, match="không còn"):
            self.clear(store, odd + 99)

    def test_an_entry_that_changed_since_is_told(self, store, odd, clean):
        put(store, "UPDATE entry SET changed_at = 'later' WHERE id = :id", id=clean[2])
        with store.read() as session:
            (one,) = listing.read(session, [odd])
        assert one.changed


class TestLists:
    @pytest.fixture
    def several(self, store, clean):
        change(store, clean[0], mother_birth_date="1990")
        change(store, clean[1], child_name="Bùi Văn 7")
        change(store, clean[2], registration_no="7")
        run(store)

    @pytest.mark.usefixtures("several")
    def test_kinds_are_counted_whatever_is_asked_for(self, store):
        with store.read() as session:
            asked = listing.find(session, OddityQuery(kind=OddityKind.AGE))
        assert dict(asked.counts) == {OddityKind.AGE: 1, OddityKind.WORDS: 1, OddityKind.GAP: 1}
        assert len(asked.ids) == 1

    @pytest.mark.usefixtures("several")
    def test_by_kind_and_by_volume(self, store, volume):
        with store.read() as session:
            by_kind = listing.read(session, listing.find(session, OddityQuery(by_kind=True)).ids)
            none = listing.find(session, OddityQuery(volume_id=volume + 1)).ids
        assert [one.kind for one in by_kind] == [OddityKind.GAP, OddityKind.AGE, OddityKind.WORDS]
        assert list(none) == []

    @pytest.mark.usefixtures("several")
    def test_on_paper_it_says_what_to_do(self, store):
        with store.read() as session:
            papers = listing.on_paper(session, listing.find(session, OddityQuery()).ids)
        assert {one.advice for one in papers} == {ODDITY_ADVICE[k] for k in ("age", "words", "gap")}


def test_every_kind_has_its_words():
    assert set(ODDITY_LABELS) == set(ODDITY_ADVICE) == set(OddityKind)
    assert Entry.__tablename__
