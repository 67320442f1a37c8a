"""Looking people up in a small encrypted registry, the way they are typed."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from app.errors import StoreProblem
from app.matching.result import Circumstances, Finding, Search
from app.models.books import ket_hon, khai_sinh, khai_tu
from app.models.declaration.book import BookType
from app.models.registry.reading import Registry
from app.models.words.values import Mark, Value
from app.progress import silent
from app.services.people import finder, lookup
from app.services.people.registry_file import build
from tests.invented import strangers
from tests.unit.services.people.registries import registry_of

KEY = bytes(range(32))
PLACE = "Xã Cẩm Lương, Huyện Cẩm Thủy, Tỉnh Thanh Hóa"
ELSEWHERE = "Xã Yên Phú, Huyện Yên Định, Tỉnh Thanh Hóa"
COMMUNE = "xã Cẩm Lương, huyện Cẩm Thủy, tỉnh Thanh Hóa"


def person(number: int, name: str, born: str, **more: str) -> dict[str, str]:
    row = {
        "personal_id": f"0381990{number:05d}",
        "full_name": name,
        "sex": "Nữ" if " Thị " in name else "Nam",
        "birth_date": born,
        "birth_place": PLACE,
        "home_origin": PLACE,
        "ethnicity": "Mường",
        "nationality": "Việt Nam",
        "father_name": "Trương Văn Lực",
        "mother_name": "Bùi Thị Thuỷ",
    }
    return row | more


OWN = (
    person(1, "Trương Thị Hoà", "1998-03-12"),
    person(2, "Trương Thị Hương", "1998-03-12"),  # the twin
    person(3, "Trương Văn Nghĩa", "1994-11-30"),  # bears the name of a dead elder brother
    person(4, "Trương Thị Ngát", "2001-07-05", mother_name=""),
    person(5, "Quách Văn Thắng", "1970-05-06", father_name="Quách Văn A", mother_name="Hà Thị B"),
    person(6, "Quách Văn Thắng", "1970-05-06", father_name="Quách Văn A", mother_name="Hà Thị B"),
    person(7, "Bùi Thị Thuỷ", "1975", father_name="", mother_name="", spouse_name="Trương Văn Lực"),
    person(8, "Đinh Công Tráng", "1950-01-01", father_name="", mother_name="", cmnd="171100913"),
    person(9, "Lường Văn Ích", "1975-03-03", father_name="", mother_name=""),
    person(10, "Lường Văn Ích", "1931-02-02", father_name="", mother_name=""),
    person(11, "Lường Văn Ích", "2004-04-04", father_name="", mother_name=""),
    person(12, "Lục Văn Ổn", "1975-03-03", father_name="", mother_name="", permanent_residence=ELSEWHERE),
    person(13, "Lục Văn Ổn", "1975-09-09", father_name="", mother_name="", permanent_residence=PLACE),
)
IDS = {n: row["personal_id"] for n, row in enumerate(OWN, 1)}


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    with registry_of(tmp_path_factory.mktemp("lookup"), [*OWN, *strangers(OWN)], issuer="thử") as opened:
        yield opened


def child(**typed: str) -> dict[str, Value]:
    given = {"child_name": "Trương Thị Hoà", "child_birth_date": "12/03/1998", "child_sex": "Nữ"}
    given |= {"father_name": "Trương Văn Lực", "mother_name": "Bùi Thị Thuỷ", "child_ethnicity": "Mường"}
    return {key: Value.of(text) for key, text in (given | typed).items() if text}


def look(registry: Registry, values: dict[str, Value], section: str = "child", **more: bool) -> tuple:
    found = lookup.search(registry, khai_sinh.BOOK, section, values, commune=COMMUNE, **more)
    return found.finding, [c.person.personal_id for c in found.candidates], found


def test_a_full_record_finds_the_child_before_its_twin(registry: Registry) -> None:
    finding, ids, found = look(registry, child())
    assert finding is Finding.FOUND
    assert ids[0] == IDS[1]
    assert found.candidates[0].probability > 0.9
    assert IDS[2] in ids  # the twin is listed as such
    twin = found.candidates[ids.index(IDS[2])]
    assert twin.probability < 0.05
    assert "có thể là anh, chị, em" in twin.reason
    assert dict(found.query)["full_name"] == "Trương Thị Hoà"
    assert dict(found.query)["mother_name"] == "Bùi Thị Thuỷ"
    assert found.query[-1] == ("commune", COMMUNE)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({"child_birth_date": "03/12/1998"}, 1),
        ({"child_birth_date": "12/03/1999"}, 1),
        ({"child_birth_date": "1998"}, 1),
        ({"child_name": "TRƯƠNG THỊ HOA"}, 1),
        ({"child_name": "Trương Ngọc Hoà"}, 1),
        ({"mother_name": ""}, 1),
        ({"mother_name": "Bùi Thị Thuý"}, 1),
        ({"child_name": "Trương Thị Ngát", "child_birth_date": "5/7/2001"}, 4),
        ({"child_name": "Chương Thị Ngát", "child_birth_date": "5/7/2001"}, 4),
    ],
)
def test_usual_errors_do_not_hide_the_person(
    registry: Registry, typed: dict[str, str], expected: int
) -> None:
    finding, ids, _ = look(registry, child(**typed))
    assert finding in {Finding.FOUND, Finding.CHECK}
    assert ids[0] == IDS[expected]


def test_words_of_an_old_encoding_are_read_by_the_evidence_of_the_entry(registry: Registry) -> None:
    coded = {"child_name": "Tr\u00ad¬ng ThÞ Hoµ", "child_sex": "N÷", "father_name": "Tr\u00ad¬ng V¨n Lùc"}
    finding, ids, found = look(
        registry, child(**coded, mother_name="Bïi ThÞ Thuû", child_ethnicity="M\u00adêng")
    )
    assert (finding, ids[0]) == (Finding.FOUND, IDS[1])
    assert (dict(found.query)["full_name"], dict(found.query)["mother_name"]) == (
        "Trương Thị Hoà",
        "Bùi Thị Thuỷ",
    )


@pytest.mark.parametrize(
    ("book", "field", "first"),
    [
        (khai_sinh.BOOK, "child_name", 11),
        (khai_sinh.BOOK, "father_name", 9),
        (khai_tu.BOOK, "deceased_name", 10),
    ],
    ids=["child", "father", "deceased"],
)
def test_of_namesakes_the_one_whose_age_suits_the_act_comes_first(
    registry: Registry, book: BookType, field: str, first: int
) -> None:
    section = next(s.key for s in book.sections if s.person and s.name_field == field)
    values = {field: Value.of("Lường Văn Ích"), "registration_date": Value.of("5/6/2004")}
    found = lookup.search(registry, book, section, values, commune=COMMUNE)
    assert found.finding is Finding.CHECK
    assert found.candidates[0].person.personal_id == IDS[first]
    assert {IDS[9], IDS[10]} <= {candidate.person.personal_id for candidate in found.candidates}


def test_of_namesakes_the_one_who_lives_where_the_act_is_entered_comes_first(registry: Registry) -> None:
    values = {"father_name": Value.of("Lục Văn Ổn"), "registration_date": Value.of("5/6/2004")}
    found = lookup.search(registry, khai_sinh.BOOK, "father", values, commune=COMMUNE)
    first, second = (c for c in found.candidates if c.person.full_name == "Lục Văn Ổn")
    assert (first.person.personal_id, second.person.personal_id) == (IDS[13], IDS[12])
    assert first.probability > second.probability
    assert "permanent_residence" not in dict(found.query)  # nobody typed it
    moved = values | {"father_residence": Value.of(ELSEWHERE)}
    found = lookup.search(registry, khai_sinh.BOOK, "father", moved, commune=COMMUNE)
    assert found.candidates[0].person.personal_id == IDS[12]


def test_a_dead_brother_is_not_the_one_who_got_his_name(registry: Registry) -> None:
    values = child(child_name="Trương Văn Nghĩa", child_birth_date="2/4/1990", child_sex="Nam")
    finding, ids, found = look(registry, values)
    assert finding is Finding.NOT_FOUND
    assert IDS[3] in ids
    assert "khác ngày sinh" in found.candidates[ids.index(IDS[3])].reason


def test_a_stranger_is_not_found(registry: Registry) -> None:
    values = child(child_name="Hoàng Thị Xuyến", child_birth_date="9/9/1959", father_name="", mother_name="")
    finding, _, found = look(registry, values)
    assert finding is Finding.NOT_FOUND
    assert found.query


def test_one_person_under_two_numbers_is_left_to_the_officer(registry: Registry) -> None:
    values = {
        "child_name": Value.of("Quách Văn Thắng"),
        "child_birth_date": Value.of("6/5/1970"),
        "father_name": Value.of("Quách Văn A"),
        "mother_name": Value.of("Hà Thị B"),
    }
    finding, ids, found = look(registry, values)
    assert finding is Finding.CHECK
    assert set(ids[:2]) == {IDS[5], IDS[6]}
    first, second = found.candidates[:2]
    assert first.probability == second.probability > 0.9, "two rows of one person are no rivals"
    assert (first.same_as, second.same_as) == (ids[1], ids[0])
    assert found.namesakes == 0, "one person with two rows is no namesake"
    assert first.reason.startswith(f"trùng hồ sơ với số {ids[1]}; khớp họ tên, ngày sinh")


@pytest.mark.parametrize("typed", ["Trương Thị Ng", "trương thị ngát", "truong thi nga"])
def test_a_half_typed_name_lists_those_who_begin_so(registry: Registry, typed: str) -> None:
    finding, ids, _ = look(registry, {"child_name": Value.of(typed)})
    assert finding is Finding.CHECK
    assert IDS[4] in ids


@pytest.mark.parametrize(
    ("key", "text", "expected"),
    [
        ("child_birth_date", "12/03/1998", 1),
        ("mother_name", "Bùi Thị Thuỷ", 1),
        ("father_name", "Trương Văn Lực", 1),
        ("child_personal_id", IDS[8], 8),
    ],
)
def test_any_one_field_starts_a_search(registry: Registry, key: str, text: str, expected: int) -> None:
    _, ids, found = look(registry, {key: Value.of(text)})
    assert IDS[expected] in ids
    assert found.query


def test_a_number_alone_finds_its_bearer(registry: Registry) -> None:
    for number in ("171 100 913", f"CCCD {IDS[8]}"):
        values = {"deceased_name": Value.of("Đinh Công Tráng"), "deceased_id_number": Value.of(number)}
        found = lookup.search(registry, khai_tu.BOOK, "deceased", values)
        assert found.finding is Finding.FOUND
        assert found.candidates[0].person.personal_id == IDS[8]


def test_the_role_implies_the_sex_and_a_year_is_only_a_hint(registry: Registry) -> None:
    values = {"mother_name": Value.of("Bùi Thị Thuỷ"), "mother_birth_date": Value.of("1975")}
    finding, ids, found = look(registry, values, "mother")
    assert finding is not Finding.NOT_FOUND
    assert ids[0] == IDS[7]
    assert "giới tính" in found.candidates[0].reason


def test_a_mother_by_her_age_at_the_registration(registry: Registry) -> None:
    values = {"mother_name": "Bùi Thị Thuỷ", "mother_birth_date": "23 tuổi", "registration_date": "1/4/1998"}
    written = {key: Value.of(text) for key, text in values.items()}
    _, ids, found = look(registry, written, "mother")
    assert ids[0] == IDS[7]
    assert "ngày sinh (theo tuổi)" in found.candidates[0].reason
    assert dict(found.query)["birth_date"] == "23 tuổi"
    later = written | {"registration_date": Value.of("1/4/2020")}
    assert "khác ngày sinh" in look(registry, later, "mother")[2].candidates[0].reason


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"child_name": Value.of("không rõ"), "child_birth_date": Value.of("nt")},
        {"child_name": Value.of("Trương Thị Hoà", Mark.ILLEGIBLE)},
        {"child_sex": Value.of("Nữ"), "child_ethnicity": Value.of("Mường")},
    ],
)
def test_nothing_to_search_by_is_no_answer(registry: Registry, values: dict[str, Value]) -> None:
    finding, ids, found = look(registry, values)
    assert (finding, ids, found.query) == (Finding.NOT_FOUND, [], ())


def test_at_most_ten_and_more_on_request(registry: Registry) -> None:
    _, ids, found = look(registry, {"child_name": Value.of("Lê")})
    assert len(ids) == 10
    assert len(look(registry, {"child_name": Value.of("Lê")}, more=True)[1]) > 10
    chances = [c.probability for c in found.candidates]
    assert chances == sorted(chances, reverse=True)


def test_everyone_is_found_by_their_own_data(registry: Registry) -> None:
    wrong = 0
    for row in islice(strangers(OWN), 500):
        found = finder.find(registry, {"one": row})["one"]
        assert found.candidates[0].person.personal_id == row["personal_id"]
        wrong += found.finding is not Finding.FOUND
    assert wrong == 0


def test_a_failed_search_raises(tmp_path: Path) -> None:
    path = tmp_path / "registry-1.db"
    build(path, KEY, OWN, {}, silent)
    opened = Registry.open(path, KEY)
    opened.close()
    with pytest.raises(StoreProblem, match="Tìm kiếm bị lỗi"):
        look(opened, child())


# --- namesakes


def test_those_of_one_name_and_year_are_told_with_what_tells_them_apart(tmp_path: Path) -> None:
    hai = person(31, "Lục Xuân Hải", "1985-02-03", father_name="", mother_name="", spouse_name="Hà Thị Mơ")
    hai["permanent_residence"] = "Thôn Gò Cao, " + PLACE
    other = person(
        32, "Lục Xuân Hải", "1985-09-09", father_name="", mother_name="", permanent_residence=PLACE
    )
    elder = person(33, "Lục Xuân Hải", "1980-09-09", father_name="", mother_name="")
    son = person(34, "Lục Văn Út", "2012-01-01", father_name="Lục Xuân Hải", father_id=hai["personal_id"])
    first = person(35, "Lục Thị Cả", "2008-01-01", father_name="Lục Xuân Hải", father_id=hai["personal_id"])
    near = person(36, "Lục Xuân Hải", "1986-09-09", father_name="", mother_name="")
    rows = [hai, other, elder, near, son, first]
    build(tmp_path / "r.db", KEY, [*rows, *strangers(rows)], {}, silent)
    registry = Registry.open(tmp_path / "r.db", KEY)

    def asked(**values: str) -> Search:
        typed = {"deceased_name": "Lục Xuân Hải"} | values
        return lookup.search(registry, khai_tu.BOOK, "deceased", {k: Value.of(v) for k, v in typed.items()})

    found = asked(deceased_birth_date="1985")
    assert (found.finding, found.namesakes) == (Finding.CHECK, 1)
    told = {c.person.personal_id: c.circumstances for c in found.candidates}
    children = ("Lục Thị Cả", "Lục Văn Út")
    assert told[hai["personal_id"]] == Circumstances("Thôn Gò Cao", "Hà Thị Mơ", children)
    assert told[other["personal_id"]] == Circumstances("Xã Cẩm Lương", "", ())
    dated = asked(deceased_birth_date="3/2/1985")
    assert (dated.finding, dated.namesakes) == (Finding.FOUND, 1)
    assert all(c.circumstances is None for c in dated.candidates), "nobody has to be chosen"
    assert asked().namesakes == asked(deceased_birth_date="1980").namesakes == 0
    assert asked(deceased_birth_date="1/1/1950").namesakes == 0
    aged = asked(deceased_birth_date="39 tuổi", deceased_death_date="1/6/2025")
    told = {c.person.personal_id: c.circumstances is not None for c in aged.candidates}
    assert (aged.finding, aged.namesakes) == (Finding.CHECK, 1)
    assert (told[other["personal_id"]], told[near["personal_id"]]) == (True, False), "born in another year"
    unlike = asked(deceased_birth_date="15/6/1985")
    assert (unlike.finding, unlike.namesakes) == (Finding.NOT_FOUND, 0)
    assert unlike.candidates[0].person.full_name == "Lục Xuân Hải"
    registry.close()


# --- relatives who came later


def test_a_later_spouse_and_adoptive_parents_are_explained_by_dates(tmp_path: Path) -> None:
    young = person(41, "Hà Thị Mơ", "1995-01-01", father_name="", mother_name="")
    hai = person(42, "Lục Xuân Hải", "1980-02-03", father_name="", mother_name="", spouse_name="Hà Thị Mơ")
    hai["spouse_id"] = young["personal_id"]
    girl = person(43, "Lò Thị Yến", "2005-06-01", father_name="Hà Văn Nhường", mother_name="")
    taker = person(44, "Hà Văn Nhường", "1995-03-08", father_name="", mother_name="")
    girl["father_id"] = taker["personal_id"]
    rows = [young, hai, girl, taker]
    build(tmp_path / "r.db", KEY, [*rows, *strangers(rows)], {}, silent)
    registry = Registry.open(tmp_path / "r.db", KEY)
    married = {"husband_name": "Lục Xuân Hải", "husband_birth_date": "3/2/1980", "wife_name": "Bùi Thị Nhặt"}
    married |= {"registration_date": "1/2/2004"}
    found = lookup.search(registry, ket_hon.BOOK, "husband", {k: Value.of(v) for k, v in married.items()})
    assert found.candidates[0].person.personal_id == hai["personal_id"]
    assert found.candidates[0].reason.endswith("; vợ/chồng trong CSDL là của lần kết hôn sau")
    born = {"child_name": "Lò Thị Yến", "child_birth_date": "1/6/2005", "father_name": "Lò Văn Pọm"}
    found = lookup.search(registry, khai_sinh.BOOK, "child", {k: Value.of(v) for k, v in born.items()})
    assert found.candidates[0].person.personal_id == girl["personal_id"]
    assert "; cha trong CSDL là do nhận nuôi hoặc nhận con, không phải cha đẻ" in found.candidates[0].reason
    alone = finder.find(
        registry, {"x": {"full_name": "Lò Thị Yến", "birth_date": "1/6/2005", "father_name": "Lò Văn Pọm"}}
    )
    assert "không phải cha đẻ" in alone["x"].candidates[0].reason
    registry.close()
