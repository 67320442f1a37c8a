"""What is said of an entry when another one has its person, its number or its act."""

import pytest

from app.errors import Refused
from app.matching.compare import compare
from app.matching.result import TO_HANDLE
from app.models.declaration.act import Once
from app.models.store.tables import AuditEvent, Decision
from app.models.words.codes import Branch, Resolution
from app.models.words.values import Value
from app.services.entry import approval, decisions, discarding, entries, in_hand, repeats, volumes
from app.services.entry.freeze import entry_data
from app.services.entry.repeats import Same
from tests.conftest import AT, COMMUNE, JUSTICE, POLICE
from tests.unit.services.entry.births import add_volume, type_entry
from tests.unit.services.entry.deciding import FATHER, SAME_CHILD, decide, searched

AGAIN = "Đăng ký lại"
OTHER_ACT = {
    "registration_no": "12",
    "registration_date": "3/3/2000",
    "child_birth_date": "1/3/2000",
    "child_name": "Phạm Văn Tí",
}
WEDDING = {
    "registration_no": "5",
    "registration_date": "2/2/1995",
    "registration_kind": "Đăng ký lần đầu",
    "registration_place": COMMUNE,
    "husband_name": "Phạm Văn Lực",
    "husband_birth_date": "3/2/1972",
    "wife_name": "Bùi Thị Thuỷ",
    "wife_birth_date": "1975",
}


def write(store, random, volume, **texts):
    """Write an entry field by field, unfinished."""
    with store.write() as session:
        made = entries.create(session, volume, by=JUSTICE, at=AT, random=random)
        for key, text in texts.items():
            entries.save(session, made, key, Value.of(text), by=JUSTICE, at=AT)
    return made


def change(store, entry_id, **texts):
    with store.write() as session:
        for key, text in texts.items():
            entries.save(session, entry_id, key, Value.of(text), by=JUSTICE, at=AT)


def shelf(store, book="khai_sinh", number="02/1999", place=COMMUNE):
    with store.write() as session:
        view = volumes.VolumeView(0, book, number, "1998", place)
        return volumes.add(session, view, by=JUSTICE, at=AT)


def choose(store, entry_id, random, section="child", person=SAME_CHILD, **more):
    """Decide that a person of an entry is this row of the registry, whatever differs."""
    with store.read() as session:
        entry = entries.get(session, entry_id)
        lines = compare(entry.book, section, entry.values, person)
    open_lines = [line for line in lines if line.result in TO_HANDLE]
    ways = {x.field: next(way for way in Resolution if x.takes(way)) for x in open_lines}
    branch = Branch.MISMATCH_BASIC if ways else Branch.MATCH
    return decide(
        store,
        entry_id,
        section,
        branch,
        random,
        person=person,
        search=searched(person),
        resolutions=ways,
        **more,
    )


def of_person(store, entry_id, section="child", person=SAME_CHILD):
    with store.read() as session:
        return repeats.of_person(session, entries.get(session, entry_id), section, person.personal_id)


def of_entry(store, entry_id):
    with store.read() as session:
        return repeats.of_entry(session, entries.get(session, entry_id))


@pytest.fixture
def volume(store):
    return add_volume(store)


@pytest.fixture
def two(store, random, volume):
    """Two births; the child of the first is a row of the registry."""
    first = type_entry(store, random, volume)
    second = type_entry(store, random, volume, **OTHER_ACT)
    choose(store, first, random)
    return first, second


def test_a_second_birth_is_named_before_it_is_decided(store, two):
    first, second = two
    (found,) = of_person(store, second)
    assert (found.what, found.other_id, found.once, found.open) == (Same.PERSON, first, Once.EVER, True)
    assert str(found.said) == (
        "Người này còn ở mục “Người được khai sinh” của Khai sinh quyển 01/1998, số 188, Phạm Văn Tý."
    )


def test_a_second_birth_is_refused_and_changes_nothing(store, two, random):
    first, second = two
    with pytest.raises(Refused, match=r"Mỗi người chỉ được đăng ký một lần.*Đăng ký lại.*Ctrl\+I"):
        choose(store, second, random)
    with store.read() as session:
        assert entries.active_decisions(session, second) == {}
        assert set(entries.active_decisions(session, first)) == {"child"}


def test_blanks_are_no_reason(store, two, random):
    with pytest.raises(Refused, match="một lần"):
        choose(store, two[1], random, again="  \n ")


@pytest.mark.parametrize("which", [0, 1])
def test_a_registration_again_needs_no_reason_whichever_entry_says_so(store, two, random, which):
    change(store, two[which], registration_kind=AGAIN.upper())
    choose(store, two[0], random)  # the decision about the first, which the change may have ended
    (found,) = of_person(store, two[1])
    assert not found.open
    choose(store, two[1], random)
    with store.read() as session:
        assert entries.active_decisions(session, two[1])["child"].again == {}


def test_with_a_reason_it_is_kept_with_the_decision_audit_and_package(store, two, random):
    first, second = two
    number = choose(store, second, random, again=" sổ cũ cháy, ghi lại ")
    kept = {"reason": "sổ cũ cháy, ghi lại", "entries": [first]}
    with store.read() as session:
        assert session.get_one(Decision, number).again == kept
        assert in_hand.read(session, second).decided["child"].again == kept["reason"]
        (person,) = entry_data(session, second)["persons"]
        assert person["again"] == kept
        (other,) = entry_data(session, first)["persons"]
        assert "again" not in other
        said = session.query(AuditEvent).filter_by(kind="decided", subject=second).one().data
    assert len(said["again_sha256"]) == 64
    assert "cháy" not in str(said)


def test_a_reason_is_kept_only_where_one_was_needed(store, random, volume):
    alone = type_entry(store, random, volume)
    number = choose(store, alone, random, again="không cần")
    with store.read() as session:
        assert session.get_one(Decision, number).again == {}


def test_the_reason_of_one_speaks_for_both_but_not_for_a_third(store, two, random, volume):
    first, second = two
    choose(store, second, random, again="ghi lại")
    assert [(r.other_id, r.open, r.reason) for r in of_person(store, first)] == [(second, False, "ghi lại")]
    choose(store, first, random)  # deciding anew needs no second reason
    third = type_entry(store, random, volume, **OTHER_ACT | {"registration_no": "13"})
    assert {(r.other_id, r.open) for r in of_person(store, third)} == {(first, True), (second, True)}
    with pytest.raises(Refused, match="một lần"):
        choose(store, third, random)


def test_a_decision_no_longer_in_force_is_no_repeat(store, two, random):
    first, second = two
    with store.write() as session:
        decisions.undo(session, first, "child", by=JUSTICE, at=AT)
    assert of_person(store, second) == ()
    choose(store, second, random)


def test_a_parent_may_stand_in_many_births(store, two, random):
    first, second = two
    choose(store, first, random, "father", FATHER)
    assert of_person(store, second, "father", FATHER) == ()
    choose(store, second, random, "father", FATHER)


def test_who_is_a_parent_elsewhere_may_be_the_child_here(store, two, random):
    first, second = two
    choose(store, first, random, section="father", person=FATHER)
    assert of_person(store, second, section="child", person=FATHER) == ()


def test_a_child_may_be_a_parent_later(store, two):
    assert of_person(store, two[1], "father", SAME_CHILD) == ()


def test_another_person_is_no_repeat(store, two):
    assert of_person(store, two[1], "child", FATHER) == ()


def test_books_do_not_count_together(store, two, random):
    """Who was born may die."""
    death = write(
        store, random, shelf(store, "khai_tu"), deceased_name="Phạm Văn Tý", deceased_birth_date="28/10/1999"
    )
    assert of_person(store, death, "deceased") == ()
    choose(store, death, random, "deceased")
    again = write(store, random, shelf(store, "khai_tu", "03"), deceased_name="Phạm Văn Tý")
    (found,) = of_person(store, again, "deceased")
    assert (found.other_id, found.once, found.open) == (death, Once.EVER, True)
    with pytest.raises(Refused, match="một lần"):
        choose(store, again, random, "deceased")


def test_a_second_marriage_asks_for_a_reason_on_either_side(store, random):
    first, second = (write(store, random, shelf(store, "ket_hon", no), **WEDDING) for no in ("01", "02"))
    choose(store, first, random, "husband", FATHER)
    for section in ("husband", "wife"):
        (found,) = of_person(store, second, section, FATHER)
        assert (found.title, found.once, found.open) == ("Chồng", Once.REASON, True)
    with pytest.raises(Refused, match=r"Ctrl\+I ghi vì sao được đăng ký lần nữa") as refused:
        choose(store, second, random, "husband", FATHER)
    assert "một lần:" not in str(refused.value)
    choose(store, second, random, "husband", FATHER, again="vợ trước đã chết")
    assert [r.reason for r in of_person(store, first, "husband", FATHER)] == ["vợ trước đã chết"]


def test_a_child_adopted_again_asks_for_a_reason(store, random):
    child = {"adopted_name": "Phạm Văn Tý", "adopted_birth_date": "28/10/1999"}
    shelves = (shelf(store, "nuoi_con_nuoi", number) for number in ("01", "02"))
    first, second = (write(store, random, one, **child) for one in shelves)
    choose(store, first, random, "adopted_child")
    (found,) = of_person(store, second, "adopted_child")
    assert (found.once, found.open) == (Once.REASON, True)


def test_where_two_communes_kept_books_the_place_is_named(store, two, random):
    elsewhere = write(store, random, shelf(store, place="xã Cẩm Thạch"), child_name="Phạm Văn Tý")
    (found,) = of_person(store, elsewhere)
    assert f"Khai sinh quyển 01/1998 · {COMMUNE.split(',')[0]}, số 188" in str(found.said)


# -- approval ---------------------------------------------------------------------------------------


def test_nobody_signs_a_second_birth_without_reason(store, two, random):
    """The kind of registration changes after the decision, which does not rest on it."""
    _first, second = two
    change(store, second, registration_kind=AGAIN)
    choose(store, second, random)
    change(store, second, registration_kind="Đăng ký quá hạn")
    with store.write() as session:
        assert set(entries.active_decisions(session, second)) == {"child"}
        entries.complete(session, second, by=JUSTICE, at=AT)
        for entry_id in two:
            told = " ".join(approval.obstacles(session, entry_id, by=POLICE))
            assert "Người này còn ở mục “Người được khai sinh”" in told
            assert "Chưa có lý do" in told


def test_a_reason_lifts_the_obstacle_of_both(store, two, random):
    choose(store, two[1], random, again="ghi lại")
    with store.read() as session:
        for entry_id in two:
            assert "Chưa có lý do" not in " ".join(approval.obstacles(session, entry_id, by=POLICE))
            (found,) = repeats.of_decided(session, entries.get(session, entry_id))
            assert found.reason == "ghi lại"


# -- numbers ----------------------------------------------------------------------------------------


def numbers(store, entry_id):
    return [r.other_id for r in of_entry(store, entry_id) if r.what == Same.NUMBER]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"registration_no": "12"}, {"registration_no": "12"}, True),
        ({"registration_no": "12"}, {"registration_no": "012"}, True),
        ({"registration_no": "12"}, {"registration_no": "Số 12"}, True),
        ({"registration_no": "12"}, {"registration_no": "12a"}, False),
        ({"registration_no": "12"}, {"registration_no": "112"}, False),
        ({"registration_no": "12/1998"}, {"registration_no": "12/1999"}, False),
        ({"registration_no": "12/1998"}, {"registration_no": "12"}, True),
        # the numbers begin anew each year
        (
            {"registration_no": "12", "registration_date": "1/2/1998"},
            {"registration_no": "12", "registration_date": "1/2/1999"},
            False,
        ),
        (
            {"registration_no": "12", "registration_date": "1/2/1998"},
            {"registration_no": "12", "registration_date": "30/2/1998"},
            True,
        ),
        (
            {"registration_no": "12/1998"},
            {"registration_no": "12", "registration_date": "1/2/1999"},
            False,
        ),
        ({"registration_no": "k/s"}, {"registration_no": "k/s"}, False),
        ({}, {}, False),
    ],
)
def test_a_number_twice_in_a_volume(store, random, volume, one, other, same):
    first, second = (write(store, random, volume, **texts) for texts in (one, other))
    assert (numbers(store, first), numbers(store, second)) == (([second], [first]) if same else ([], []))


def test_a_number_of_another_volume_is_no_repeat(store, random, volume):
    write(store, random, shelf(store), registration_no="12")
    assert numbers(store, write(store, random, volume, registration_no="12")) == []


def test_what_is_said_of_a_number(store, random, volume):
    write(store, random, volume, registration_no="12", child_name="Lê Văn Ba")
    (found,) = of_entry(store, write(store, random, volume, registration_no="12"))
    assert found.field == "registration_no"
    assert (
        str(found.said)
        == "Trùng số đăng ký trong quyển: Khai sinh quyển 01/1998, số 12, Lê Văn Ba. Ctrl+O mở."
    )


# -- acts -------------------------------------------------------------------------------------------

ACT = {
    "registration_no": "1",
    "registration_date": "9/11/1999",
    "child_name": "Phạm Văn Tý",
    "child_birth_date": "28/10/1999",
    "mother_name": "Bùi Thị Thuỷ",
}


def acts(store, entry_id):
    return [r.other_id for r in of_entry(store, entry_id) if r.what == Same.ACT]


@pytest.mark.parametrize("elsewhere", [False, True])
def test_an_act_typed_twice_is_named_in_one_volume_or_two(store, random, volume, elsewhere):
    first = write(store, random, volume, **ACT)
    second = write(store, random, shelf(store) if elsewhere else volume, **ACT | {"registration_no": "2"})
    assert (acts(store, first), acts(store, second)) == ([second], [first])
    (found,) = of_entry(store, second)
    assert found.field == "child_name"
    said = "Có thể đã nhập trường hợp này: Khai sinh quyển 01/1998, số 1, Phạm Văn Tý. Ctrl+O mở."
    assert str(found.said) == said


@pytest.mark.parametrize(
    ("changes", "same"),
    [
        ({"registration_date": "09-11-1999"}, True),
        ({"child_name": "PHẠM VĂN TÝ"}, True),
        ({"child_birth_date": "1999"}, True),
        ({"child_birth_date": "1998"}, False),
        ({"child_birth_date": ""}, True),
        ({"registration_date": "10/11/1999"}, True),  # one child has one day of birth
        ({"registration_date": "10/11/1999", "child_birth_date": "1999"}, False),
        ({"registration_date": ""}, True),
        ({"child_birth_date": "27/10/1999"}, False),
        ({"child_name": "Phạm Văn Sửu"}, False),
        ({"mother_name": "Bùi Thị Lan"}, False),
        ({"mother_name": ""}, False),
        ({"father_name": "Phạm Văn Lực"}, False),
        ({"registration_kind": AGAIN}, False),
    ],
)
def test_which_acts_are_one(store, random, volume, changes, same):
    first = write(store, random, volume, **ACT)
    second = write(store, random, volume, **{k: v for k, v in (ACT | changes).items() if v})
    assert acts(store, second) == ([first] if same else [])


def test_an_act_registered_again_twice_is_one(store, random, volume):
    first, second = (write(store, random, volume, **ACT, registration_kind=AGAIN) for _ in range(2))
    assert acts(store, second) == [first]


def test_two_entries_without_names_are_no_act(store, random, volume):
    write(store, random, volume, registration_date="9/11/1999")
    assert acts(store, write(store, random, volume, registration_date="9/11/1999")) == []


def test_the_same_people_in_another_book_are_another_act(store, random, volume):
    write(store, random, volume, child_name="Phạm Văn Tý", registration_date="9/11/1999")
    death = {"deceased_name": "Phạm Văn Tý", "registration_date": "9/11/1999"}
    assert acts(store, write(store, random, shelf(store, "khai_tu"), **death)) == []


# -- with the entry in hand -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "key", ["registration_no", "registration_date", "child_name", "mother_name", "child_birth_date"]
)
def test_what_is_typed_is_compared_at_once(store, random, volume, key):
    """Every value that makes an act the same, or another, is looked at when it is written."""
    write(store, random, volume, **ACT)
    second = write(store, random, volume, **{k: v for k, v in ACT.items() if k != key})
    with store.read() as session:
        before = in_hand.read(session, second)
    change(store, second, **{key: ACT[key]})
    with store.read() as session:
        after = in_hand.read(session, second, before=before)
        assert after.repeats == in_hand.read(session, second).repeats
    assert {r.what for r in after.repeats} == {Same.NUMBER, Same.ACT}


def test_the_kind_of_registration_is_looked_at_too(store, random, volume):
    write(store, random, volume, **ACT)
    second = write(store, random, volume, **ACT)
    with store.read() as session:
        before = in_hand.read(session, second)
    change(store, second, registration_kind=AGAIN)
    with store.read() as session:
        after = in_hand.read(session, second, before=before)
    assert ({r.what for r in before.repeats}, {r.what for r in after.repeats}) == (
        {Same.NUMBER, Same.ACT},
        {Same.NUMBER},
    )


def test_a_discarded_entry_is_no_repeat(store, two, random, volume):
    first, second = two
    third = write(store, random, volume, **ACT)
    fourth = write(store, random, volume, **ACT)
    assert {r.what for r in of_entry(store, fourth)} == {Same.NUMBER, Same.ACT}
    with store.write() as session:
        discarding.discard(session, third, "nhập nhầm", by=JUSTICE, at=AT)
        discarding.discard(session, first, "nhập nhầm", by=JUSTICE, at=AT)
    assert third not in {r.other_id for r in of_entry(store, fourth)}
    assert of_person(store, second) == ()
