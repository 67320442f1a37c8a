"""The invented commune: the same in every run, nobody in it real, every hard case in its books."""

import csv
import io
from collections import Counter

import pytest

from app.demo.clerk import move_tones
from app.demo.data import BRANCHES, COMMUNE, OLD_COMMUNES, Case, DemoVolume, people, volumes, write_csv
from app.matching.compare import branch_of, compare
from app.matching.places.old_communes import of_office
from app.models.books import BOOKS
from app.models.declaration.act import Registration
from app.models.declaration.rules import check
from app.models.registry.person import PERSON_COLUMNS, Person
from app.models.words.codes import Branch
from app.models.words.partial_date import parse
from app.models.words.values import Mark

SEED = 1292


@pytest.fixture(scope="module")
def registry() -> list[Person]:
    return people(5000, SEED)


@pytest.fixture(scope="module")
def books(registry) -> list[DemoVolume]:
    return volumes(registry, SEED)


def acts(books: list[DemoVolume]):
    for volume in books:
        for entry, case, person in zip(volume.entries, volume.cases, volume.persons, strict=True):
            yield BOOKS[volume.book_key], entry, case, person


def test_the_same_seed_gives_the_same_bytes(registry, books, tmp_path):
    first, second = tmp_path / "a.csv", tmp_path / "b.csv"
    write_csv(registry, first)
    write_csv(people(5000, SEED), second)
    assert first.read_bytes() == second.read_bytes()
    assert repr(volumes(registry, SEED)) == repr(books)
    assert people(50, SEED + 1) != people(50, SEED)
    assert repr(volumes(registry, SEED + 1)) != repr(books)


@pytest.mark.parametrize("count", [1, 2, 39, 400])
def test_as_many_people_as_asked_for(count):
    assert len(people(count, 3)) == count


def test_numbers_are_recognisably_invented_and_come_once(registry):
    assert all(p.personal_id[6:8] == "99" and len(p.personal_id) == 12 for p in registry)
    assert len({p.personal_id for p in registry}) == len(registry)
    assert all(p.cmnd == "" or (len(p.cmnd) == 9 and p.cmnd.startswith("1799")) for p in registry)


def test_few_numbers_are_of_the_wrong_structure(registry):
    wrong = [
        p
        for p in registry
        if int(p.personal_id[3]) != 2 * (int(p.birth_date[:4]) // 100 - 19) + (p.sex == "Nữ")
    ]
    assert 0 < len(wrong) < 0.01 * len(registry)
    assert all(p.personal_id[4:6] == p.birth_date[2:4] for p in registry)


def test_families_are_consistent(registry):
    by_id = {p.personal_id: p for p in registry}
    born = {p.personal_id: int(p.birth_date[:4]) for p in registry}
    for person in registry:
        for number, name in ((person.father_id, person.father_name), (person.mother_id, person.mother_name)):
            assert not number or by_id[number].full_name == name
            assert not number or 15 <= born[person.personal_id] - born[number] <= 60
        if person.spouse_id:
            spouse = by_id[person.spouse_id]
            assert (spouse.spouse_id, spouse.full_name) == (person.personal_id, person.spouse_name)
            assert spouse.sex != person.sex
            assert not person.mother_id or person.mother_id != spouse.mother_id, "no brother and sister"
        if person.father_id:
            assert person.full_name.split()[0] == by_id[person.father_id].full_name.split()[0]
        assert (person.life_status == "Đã chết") == bool(person.death_date)
        assert not person.death_date or person.death_date > person.birth_date


def test_the_commune_looks_like_one(registry):
    groups = Counter(p.ethnicity for p in registry)
    assert groups.most_common(1)[0][0] == "Mường"
    assert set(groups) == {"Mường", "Kinh", "Dao", "HMông"}
    assert 0.03 < sum(bool(p.death_date) for p in registry) / len(registry) < 0.25
    assert any(p.birth_date.endswith("-01-01") for p in registry)
    assert any(len(p.birth_date) == 4 for p in registry)
    lived = Counter(
        place for p in registry for place in OLD_COMMUNES if p.permanent_residence.endswith(place)
    )
    assert lived.total() == len(registry)
    assert len(lived) == 4


def test_the_office_is_of_today_and_its_books_of_the_old_communes(books):
    assert set(OLD_COMMUNES) == set(of_office(COMMUNE, 1998))
    assert {volume.place for volume in books} == set(OLD_COMMUNES)
    assert "huyện" not in COMMUNE
    births = [v.place for v in books if (v.book_key, v.book_no) == ("khai_sinh", "01/1998")]
    assert len(births) == len(set(births)) == 3
    for volume in books:
        place = BOOKS[volume.book_key].field_of(Registration.PLACE)
        assert {entry[place].text for entry in volume.entries} == {volume.place}


def test_the_table_has_the_registrys_columns(registry, tmp_path):
    path = tmp_path / "dan_cu.csv"
    write_csv(registry[:20], path)
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
    assert tuple(rows[0]) == PERSON_COLUMNS
    assert [Person(**row) for row in rows] == registry[:20]


def test_every_book_every_case_and_every_branch(books):
    assert {v.book_key for v in books} == set(BOOKS)
    assert all(v.entries for v in books)
    cases = {case for volume in books for case in volume.cases}
    assert cases == set(Case)
    assert {BRANCHES[case] for case in cases} == set(Branch) - {Branch.NOT_COMPARED}


def test_every_entry_can_be_completed(books):
    for book, entry, _case, _person in acts(books):
        assert set(entry) <= set(book.fields)
        assert not [p for p in check(book, entry) if p.blocking]


def test_a_comparison_comes_to_the_branch_of_the_case(registry, books):
    by_id = {p.personal_id: p for p in registry}
    compared = Counter[Case]()
    for book, entry, case, number in acts(books):
        assert bool(number) == (BRANCHES[case] != Branch.NOT_FOUND)
        if not number or case == Case.NAMESAKES:
            continue
        lines = compare(book, book.main, entry, by_id[number])
        if case != Case.ALIVE:  # else a flaw of the registry row itself is beside the point
            lines = tuple(line for line in lines if line.book_field)
        assert branch_of(lines) == BRANCHES[case], (case, lines)
        compared[case] += 1
    assert set(compared) == {c for c in Case if BRANCHES[c] not in (Branch.NOT_FOUND, Branch.AMBIGUOUS)}


def test_strangers_are_not_in_the_registry(registry, books):
    known = {(p.full_name.upper(), p.birth_date) for p in registry}
    for book, entry, case, _person in acts(books):
        if case in (Case.STRANGER, Case.DEAD_SIBLING):
            section = book.section(book.main)
            birth = next(f.key for f in section.fields if f.compare == "birth_date")
            read = parse(entry[birth].text)
            assert (entry[section.name_field].text.upper(), read.iso() if read else "") not in known


def test_namesakes_cannot_be_told_apart(registry, books):
    for _book, entry, case, _person in acts(books):
        if case == Case.NAMESAKES:
            name, year = entry["child_name"].text, entry["child_birth_date"].text
            spellings = {name.upper(), move_tones(name).upper()}
            alike = [p for p in registry if p.full_name.upper() in spellings and p.birth_date[:4] == year]
            assert len(alike) > 1
            assert entry["mother_name"].mark == Mark.TORN


def test_twins_stand_side_by_side(books):
    for volume in books:
        places = [at for at, case in enumerate(volume.cases) if case == Case.TWINS]
        if places:
            first, second = (volume.entries[at] for at in places)
            assert places[1] == places[0] + 1
            assert first["child_birth_date"] == second["child_birth_date"]
            assert first["mother_name"] == second["mother_name"]


def test_the_words_are_those_of_the_case(books):
    found = {case: entry for _book, entry, case, _person in acts(books[:3])}
    assert "\u00d0" in found[Case.LOOK_ALIKE]["child_name"].text
    assert "(tức " in found[Case.ALIAS]["child_name"].text
    assert found[Case.AGE]["mother_birth_date"].text.endswith(" tuổi")
    assert found[Case.LUNAR_DATE]["child_birth_date"].text.endswith(" âl")
    assert found[Case.HMONG]["child_ethnicity"].text == "H\u2019Mông"
    assert "father_name" not in found[Case.NO_FATHER]
    impossible = parse(found[Case.IMPOSSIBLE_DATE]["child_birth_date"].text)
    assert impossible is not None
    assert impossible.impossible


def test_numbers_begin_anew_and_are_not_perfect(books):
    for volume in books:
        numbers = [entry["registration_no"].text for entry in volume.entries]
        assert all(
            n.endswith(e["registration_date"].text[-4:]) for n, e in zip(numbers, volume.entries, strict=True)
        )
        assert numbers[0].startswith("01/")
    every = Counter(e["registration_no"].text for e in books[0].entries)
    assert max(every.values()) == 2, "a number given twice is part of the demo"
