import pytest

from app.errors import Refused
from app.models.books import BOOKS
from app.models.store.store import Store
from app.models.words.states import EntryState
from app.models.words.values import Mark, Source, Value
from app.services.entry import entries, volumes
from tests.conftest import AT, COMMUNE, JUSTICE, POLICE, TYPIST


def test_a_left_field_is_kept_word_for_word(store, birth_volume, random):
    with store.write() as session:
        entry_id = entries.create(session, birth_volume, by=TYPIST, at=AT, random=random)
        assert entries.save(session, entry_id, "child_name", Value.of("Lê  Văn Hoà"), by=TYPIST, at=AT)
    with store.read() as session:
        assert entries.get(session, entry_id).values["child_name"] == Value("Lê  Văn Hoà")
        assert entries.of_volume(session, birth_volume)[0].main_name == "Lê  Văn Hoà"


def test_the_same_words_again_change_nothing(store, type_birth):
    entry_id = type_birth()
    with store.write() as session:
        assert not entries.save(session, entry_id, "child_sex", Value.of("Nam"), by=JUSTICE, at=AT)
        assert entries.get(session, entry_id).state == EntryState.ENTERED


def test_a_required_field_needs_text_or_mark(store, birth_volume, random):
    with store.write() as session:
        entry_id = entries.create(session, birth_volume, by=JUSTICE, at=AT, random=random)
        problems = entries.complete(session, entry_id, by=JUSTICE, at=AT)
        assert "child_name" in {p.field for p in problems if p.blocking}
        assert entries.get(session, entry_id).state == EntryState.DRAFT


def test_typists_are_remembered(store, type_birth):
    entry_id = type_birth(by=TYPIST)
    with store.write() as session:
        entries.save(session, entry_id, "child_home_origin", Value.of("Cẩm Lương"), by=JUSTICE, at=AT)
    with store.read() as session:
        assert entries.typists(session, entry_id) == sorted([JUSTICE.uid, TYPIST.uid])


def test_police_do_not_type(store, birth_volume, random):
    with store.write() as session, pytest.raises(Refused):
        entries.create(session, birth_volume, by=POLICE, at=AT, random=random)


def test_an_unknown_field_is_a_bug(store, type_birth):
    entry_id = type_birth()
    with store.write() as session, pytest.raises(KeyError):
        entries.save(session, entry_id, "religion", Value.of("x"), by=JUSTICE, at=AT)


def test_parked_and_back(store, type_birth):
    entry_id = type_birth()
    with store.write() as session:
        entries.park(session, entry_id, "chờ hỏi ông Ba", by=JUSTICE, at=AT)
    with store.read() as session:
        row = entries.in_states(session, EntryState.PARKED)[0]
        assert row.note == "chờ hỏi ông Ba"
    with store.write() as session:
        entries.complete(session, entry_id, by=JUSTICE, at=AT)
        assert entries.get(session, entry_id).state == EntryState.ENTERED


@pytest.mark.parametrize("key", sorted(BOOKS))
def test_every_field_of_every_book_survives(store: Store, random, key):
    view = volumes.VolumeView(0, key, "02", "2001", COMMUNE)
    with store.write() as session:
        volume = volumes.add(session, view, by=JUSTICE, at=AT)
        entry_id = entries.create(session, volume, by=JUSTICE, at=AT, random=random)
        for number, field in enumerate(BOOKS[key].all_fields()):
            value = Value.of(f"chữ {number}", Mark.UNCERTAIN, Source.TYPED)
            entries.save(session, entry_id, field.key, value, by=JUSTICE, at=AT)
    with store.read() as session:
        values = entries.get(session, entry_id).values
        assert [values[f.key].text for f in BOOKS[key].all_fields()] == [
            f"chữ {n}" for n in range(len(list(BOOKS[key].all_fields())))
        ]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("188", ["188", "188a"]),
        ("0188", ["188", "188a"]),
        ("18", ["188", "188a", "18%"]),
        ("18%", ["18%"]),
        ("1_8", []),
        ("88", []),
        ("bùi thị thủy", ["188"]),  # the mother; the book writes Thuỷ
        ("VAN TY", ["188"]),
        ("van 7", ["007"]),
        ("số 7, quyển 01/1998", ["007"]),
        ("1/1998", ["188", "188a", "18%", "007"]),
        ("van%", []),
        ("'; --", []),
        ("  ", []),
    ],
)
def test_an_entry_is_found_by_number_name_and_book(store, type_birth, words, found):
    type_birth()
    for number, name in (("188a", "Lò Thị Hoa"), ("18%", "Lò Thị Mai"), ("007", "Hà Văn Lượng")):
        type_birth(registration_no=number, child_name=name, mother_name="Lò Thị Ơn", father_name="Lò A Páo")
    with store.read() as session:
        assert [row.registration_no for row in entries.find(session, words)] == found
        assert [row.registration_no for row in entries.find(session, words, limit=1)] == found[:1]


def test_the_whole_number_comes_first(store, type_birth):
    for number in ("1881", "188"):
        type_birth(registration_no=number)
    with store.read() as session:
        assert [row.registration_no for row in entries.find(session, "188")] == ["188", "1881"]


@pytest.mark.parametrize("typed", ["188", "0188"])
def test_the_whole_number_comes_first_whatever_its_zeros_and_year(store, type_birth, typed):
    for number in ("1881", "188/1999", "0188"):
        type_birth(registration_no=number)
    with store.read() as session:
        found = [row.registration_no for row in entries.find(session, typed)]
    assert found == ["188/1999", "0188", "1881"]


def test_volumes_stand_on_the_shelf_by_book_year_and_number(store):
    shelf = [("khai_tu", "01", "1990"), ("khai_sinh", "10/1998", "1998"), ("khai_sinh", "2/1998", "1998")]
    shelf += [("khai_sinh", "03", "1997"), ("khai_sinh", "phụ", "1998")]
    with store.write() as session:
        for key, book_no, year in shelf:
            volumes.add(session, volumes.VolumeView(0, key, book_no, year, COMMUNE), by=JUSTICE, at=AT)
        found = [view.book_no for view in volumes.inventory(session)]
    assert found == ["03", "2/1998", "10/1998", "phụ", "01"]
