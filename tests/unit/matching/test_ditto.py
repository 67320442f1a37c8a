"""What ditto marks may stand for, by the person above and by the entry before."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.matching import ditto, text
from app.matching.ditto import Written

MARKS = ("nt", "N.T", "-nt-", '"', "”", "//", "như trên", "Như trên.", "như cha", "như mẹ")
ROLES = ("child", "father", "mother")
SHARED = ("birth_place", "home_origin", "permanent_residence", "ethnicity", "nationality")
OWN = ("full_name", "birth_date", "father_name", "cmnd")
WORDS = ("Mường", "Dao", "xã Cẩm Lương", "Lê Văn An", "12/3/1998", "", "không rõ", "-")


def entries() -> st.SearchStrategy[list[Written]]:
    words = st.dictionaries(st.sampled_from(SHARED + OWN), st.sampled_from(WORDS + MARKS), max_size=6)
    person = st.builds(Written, st.sampled_from(ROLES), words)
    return st.lists(person, max_size=4)


@given(entries(), entries())
def test_every_mark_and_nothing_else_has_readings(entry: list[Written], before: list[Written]) -> None:
    found = ditto.readings(entry, before)
    assert len(found) == len(entry)
    for person, own in zip(entry, found, strict=True):
        assert set(own) == {column for column, word in person.words.items() if text.is_ditto(word)}


@given(entries(), entries())
def test_a_reading_is_a_word_that_stands_somewhere(entry: list[Written], before: list[Written]) -> None:
    written = {word for person in (*entry, *before) for word in person.words.values()}
    for own in ditto.readings(entry, before):
        for said in own.values():
            assert set(said) <= written
            assert len(set(said)) == len(said)
            assert not any(text.is_ditto(word) or text.is_blank(word) for word in said)


@given(entries(), entries())
def test_resolved_words_hold_no_marks_and_keep_the_others(
    entry: list[Written], before: list[Written]
) -> None:
    for person, own in zip(entry, ditto.readings(entry, before), strict=True):
        settled = ditto.resolved(person.words, own)
        assert not any(text.is_ditto(word) for word in settled.values())
        kept = {c: w for c, w in person.words.items() if w and not text.is_ditto(w)}
        assert {column: settled[column] for column in kept} == kept


@given(entries())
def test_without_marks_nothing_is_read(entry: list[Written]) -> None:
    plain = [Written(p.role, {c: w for c, w in p.words.items() if not text.is_ditto(w)}) for p in entry]
    assert all(own == {} for own in ditto.readings(plain, entry))


@given(st.sampled_from(OWN), st.sampled_from(MARKS))
def test_what_is_ones_own_is_never_read_from_the_person_above(column: str, mark: str) -> None:
    above, person = Written("child", {column: "Lê Văn An"}), Written("father", {column: mark})
    assert ditto.readings([above, person])[1] == {column: ()}
    before = [Written("father", {column: "Hà Văn Bình"})]
    assert ditto.readings([above, person], before)[1] == {column: ("Hà Văn Bình",)}


CALLED = {"father": ("cha",), "mother": ("mẹ",)}
Person = tuple[str, dict[str, str]]


def readings(*entry: Person, before: tuple[Person, ...] = ()) -> list[dict[str, tuple[str, ...]]]:
    found = ditto.readings(*([Written(*p, CALLED.get(p[0], ())) for p in of] for of in (entry, before)))
    return [dict(own) for own in found]


def test_the_person_above_is_likelier_than_the_entry_before() -> None:
    found = readings(
        ("child", {"ethnicity": "Mường"}),
        ("mother", {"ethnicity": "nt"}),
        before=(("child", {"ethnicity": "Kinh"}), ("mother", {"ethnicity": "Dao"})),
    )
    assert found == [{}, {"ethnicity": ("Mường", "Dao")}]


def test_a_mark_below_a_mark_stands_for_the_same() -> None:
    marked = {"ethnicity": "nt"}
    found = readings(("child", {"ethnicity": "Mường"}), ("mother", marked), ("father", marked))
    assert found[1] == found[2] == {"ethnicity": ("Mường",)}


def test_a_blank_above_is_passed_over() -> None:
    found = readings(
        ("child", {"ethnicity": "Mường"}),
        ("mother", {"ethnicity": "không rõ"}),
        ("father", {"ethnicity": "nt"}),
    )
    assert found[2] == {"ethnicity": ("Mường",)}


@pytest.mark.parametrize(("mark", "place"), [("như cha", "xã A"), ("như bố", "xã A"), ("như mẹ", "xã B")])
def test_a_mark_may_name_whom_it_means(mark: str, place: str) -> None:
    parents = ("father", {"home_origin": "xã A"}), ("mother", {"home_origin": "xã B"})
    assert readings(*parents, ("child", {"home_origin": mark}))[2] == {"home_origin": (place,)}


def test_of_several_children_one_below_is_read_by_the_one_above() -> None:
    twins = ("child", {"birth_date": "12/3/1998"}), ("child", {"birth_date": "nt"})
    before = (("child", {"birth_date": "1/1/1990"}),)
    assert readings(*twins, before=before)[1] == {"birth_date": ("12/3/1998", "1/1/1990")}


def test_a_place_may_be_that_of_the_field_before() -> None:
    person = "child", {"birth_place": "xã A", "home_origin": "nt", "permanent_residence": "nt"}
    assert readings(person) == [{"home_origin": ("xã A",), "permanent_residence": ("xã A",)}]


def test_the_entry_before_is_read_by_role() -> None:
    names = {"father_name": "Lê Văn An", "mother_name": "Hà Thị Bình"}
    below = ("child", {"father_name": "nt", "mother_name": "nt"})
    assert readings(below, before=(("mother", {"mother_name": "Vũ Thị X"}), ("child", names))) == [
        {"father_name": ("Lê Văn An",), "mother_name": ("Hà Thị Bình",)}
    ]
    assert readings(below, before=(("mother", names),)) == [{"father_name": (), "mother_name": ()}]
