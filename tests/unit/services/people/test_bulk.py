"""Linking in bulk: ditto marks, whole entries, the sentence of each answer, and several processes."""

import multiprocessing
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

from app.errors import StoreProblem
from app.models.registry.reading import Registry
from app.progress import silent
from app.services.people import bulk, bulk_workers, flat_kin
from app.services.people.bulk import LinkAnswer, Linked
from app.services.people.findings import CHECK, FOUND
from app.services.people.registry_file import build
from tests.invented import strangers
from tests.unit.services.people.hard_registry import COMMUNE, IDS, KEY, PEOPLE, key_of, link
from tests.unit.services.people.registries import registry_of

Record = dict[str, str]
BUT_SEX = "khớp họ tên, ngày sinh"


def entry(number: int, *people: Record, book_no: str = "01/1998", **common: str) -> list[Record]:
    """Make an entry of a book; a record is numbered by entry and role."""
    place = {"book_no": book_no, "register_place": COMMUNE, "entry_id": f"e{number}", "entry_no": str(number)}
    return [{"record_id": f"{number}.{p['role']}"} | place | common | p for p in people]


def said(role: str, name: str, **words: str) -> Record:
    return {"role": role, "full_name": name, **words}


HOA = said(
    "child",
    "Trương Thị Hoà",
    birth_date="12/3/1998",
    father_name="Trương Văn Lực",
    mother_name="Bùi Thị Thuỷ",
)
LUC, THUY = said("father", "Trương Văn Lực"), said("mother", "Bùi Thị Thuỷ")
TRANG = said("deceased", "Đinh Công Tráng", birth_date="2/10/1950", death_date="1/2/2020")


def told(answers: list[Linked]) -> list[tuple[str, str, str]]:
    """Return decision, person and sentence of each answer."""
    return [(a.decision, key_of(a.personal_id), a.reason) for a in answers]


# --- ditto marks


def test_a_ditto_for_the_ethnicity_above_in_the_entry(registry: Registry) -> None:
    mother, father = THUY | {"ethnicity": "nt", "nationality": '"'}, LUC | {"ethnicity": "như trên"}
    answers = link(registry, entry(1, HOA | {"ethnicity": "Mường", "nationality": "VN"}, mother, father))
    assert told(answers) == [
        ("consistent", "hoa", "khớp họ tên, ngày sinh, dân tộc, quốc tịch, tên cha, tên mẹ"),
        ("consistent", "thuy", "khớp họ tên, dân tộc, quốc tịch"),
        ("consistent", "luc", "khớp họ tên, dân tộc"),
    ]


def test_ditto_names_stand_for_those_of_the_entry_before(registry: Registry) -> None:
    twin = said("child", "Trương Thị Hương", birth_date="nt", father_name="nt", mother_name="-nt-")
    above = entry(1, HOA, THUY, LUC)
    answers = link(registry, above, entry(2, twin, said("mother", "nt"), said("father", "//")))
    assert told(answers[3:]) == [
        ("consistent", "huong", "khớp họ tên, ngày sinh, tên cha, tên mẹ"),
        ("consistent", "thuy", "khớp họ tên"),
        ("consistent", "luc", "khớp họ tên"),
    ]
    apart = link(registry, above, entry(4, said("mother", "nt")))
    assert told(apart[3:]) == [("not_found", "?", "bản ghi không có gì để tra cứu")]


@pytest.mark.parametrize(
    ("above", "before", "decision"),
    [("Mường", "Dao", "consistent"), ("Dao", "Mường", "check"), ("Dao", "Kinh", "mismatch")],
    ids=["the likeliest agrees", "another agrees", "none agrees"],
)
def test_a_ditto_agrees_by_its_likeliest_reading_only(
    registry: Registry, above: str, before: str, decision: str
) -> None:
    first = entry(1, HOA, THUY | {"ethnicity": before})
    child = said("child", "Trương Thị Hương", birth_date="12/3/1998", ethnicity=above)
    below = entry(2, child, THUY | {"ethnicity": "nt", "spouse_name": "Trương Văn Lực"})
    answer = link(registry, first, below)[-1]
    assert answer.decision == decision
    assert answer.candidates[0] == IDS["thuy"]
    assert ("chưa đọc được dân tộc" in answer.reason) is (decision == "check")


def test_a_ditto_of_which_every_reading_differs(registry: Registry) -> None:
    mother = THUY | {"ethnicity": "nt", "spouse_name": "Trương Văn Lực"}
    answer = link(registry, entry(1, HOA | {"ethnicity": "Dao"}, mother))[1]
    assert told([answer]) == [
        ("mismatch", "thuy", "khớp họ tên, tên vợ/chồng; khác dân tộc (như trên: Dao)"),
    ]
    assert answer.differing_fields == ("ethnicity",)


# --- whole entries


def test_a_father_by_his_name_comes_through_the_child(registry: Registry) -> None:
    child = {key: HOA[key] for key in ("role", "full_name", "birth_date")}
    found = link(registry, entry(1, child, LUC))
    because = "khớp họ tên, giới tính; chỉ nhờ gia đình: CSDL ghi là cha của Trương Thị Hoà"
    assert told(found) == [("consistent", "hoa", BUT_SEX), ("check", "?", f"cần xem: {because}")]
    assert found[1].candidates[:2] == (IDS["luc"], IDS["luc_2"])


def test_a_link_by_the_household_alone_says_so(registry: Registry) -> None:
    child = said("child", "Trương Thị Hương", birth_date="12/3/1998", father_name="Trương Văn Lực")
    answer = link(registry, entry(1, child, THUY | {"ethnicity": "Kinh"}))[1]
    reason = "khớp họ tên, giới tính; khác dân tộc; chỉ nhờ gia đình: CSDL ghi là mẹ của Trương Thị Hương"
    assert told([answer]) == [("check", "?", f"cần xem: {reason}")]
    assert (answer.differing_fields, answer.candidates[0]) == ((), IDS["thuy"])
    assert answer.score > FOUND


def test_an_absent_father_is_not_his_namesake(registry: Registry) -> None:
    child = said("child", "Phạm Văn Khôi", birth_date="19/4/1985", father_name="Phạm Văn Bính")
    parents = said("father", "Phạm Văn Bính", birth_date="1952"), said("mother", "Hà Thị Mận")
    answers = link(registry, entry(1, child, *parents, book_no="03/1985"))
    assert [(a.decision, key_of(a.personal_id)) for a in answers] == [
        ("consistent", "khoi"),
        ("not_found", "?"),
        ("not_found", "?"),
    ]
    assert answers[1].candidates == (IDS["binh"],)
    assert answers[1].reason.startswith("chưa đủ căn cứ nhận người gần nhất: khớp họ tên, ngày sinh (năm)")


def test_whoever_declares_a_death_is_found_as_the_child(registry: Registry) -> None:
    answers = link(registry, entry(1, TRANG, said("declarant", "Đinh Công Thép"), book_no="02/2020"))
    assert [(a.decision, key_of(a.personal_id)) for a in answers] == [
        ("consistent", "trang"),
        ("check", "?"),
    ]
    assert answers[1].candidates == (IDS["thep"],)
    alone = link(registry, entry(1, said("declarant", "Đinh Công Thép"), book_no="02/2020"))
    assert answers[1].score > 0.99 > alone[0].score


def test_a_widow_declaring_is_told_from_her_namesake(registry: Registry) -> None:
    man = said("deceased", "Trương Văn Lực", birth_date="15/8/1972", death_date="1/2/2020")
    answer = link(registry, entry(1, man, said("declarant", "Bùi Thị Thuỷ"), book_no="02/2020"))[1]
    reason = "cần xem: khớp họ tên; chỉ nhờ gia đình: CSDL ghi là vợ/chồng của Trương Văn Lực"
    assert told([answer]) == [("check", "?", reason)]
    assert answer.candidates[0] == IDS["thuy"]


def test_a_stranger_declaring_is_not_taken_for_a_namesake(registry: Registry) -> None:
    answer = link(registry, entry(1, TRANG, said("declarant", "Trương Văn Lực"), book_no="02/2020"))[1]
    assert (answer.decision, answer.personal_id) == ("check", None)
    assert set(answer.candidates) == {IDS["luc"], IDS["luc_2"]}


def test_namesakes_are_told_as_such(registry: Registry) -> None:
    answer = link(registry, entry(1, said("child", "Quách Văn Thắng", birth_date="1970"), book_no="01/1970"))[
        0
    ]
    assert (answer.decision, answer.personal_id) == ("check", None)
    assert set(answer.candidates[:2]) == {IDS["thang"], IDS["thang_2"]}
    assert answer.reason == (
        "cần xem: 2 người phù hợp như nhau, không chọn được ai: "
        "khớp họ tên, ngày sinh (năm), nơi đăng ký khai sinh"
    )


def test_one_person_alone_is_not_called_several(registry: Registry) -> None:
    """Give one name that only one person bears: near enough to be shown, too little to be taken."""
    answer = link(registry, entry(1, said("declarant", "Vi Văn Sơn"), book_no="02/2020"))[0]
    assert (answer.decision, len(answer.candidates)) == ("check", 1)
    only = "cần xem: trùng họ tên, chưa có số giấy tờ, người thân hay ngày sinh đầy đủ: khớp họ tên"
    assert answer.reason == only


def test_twelve_digits_in_the_column_of_the_old_number(registry: Registry) -> None:
    number = f"{IDS['trang'][:6]} {IDS['trang'][6:]}"
    record = said("deceased", "Đinh Công Tráng", cmnd=number)
    answer = link(registry, entry(1, record, book_no="02/2020"))[0]
    assert told([answer]) == [("consistent", "trang", "khớp họ tên, số định danh")]


def test_nobody_born_after_the_death_is_meant(registry: Registry) -> None:
    record = said("deceased", "Đinh Công Thép", death_date="1/2/1978")
    answer = link(registry, entry(1, record, book_no="02/1999"))[0]
    assert told([answer]) == [("not_found", "?", "không có ai gần giống")]


@pytest.mark.parametrize(
    "words", [{}, {"full_name": "không rõ", "birth_date": "-"}], ids=["blank", "unknown"]
)
def test_a_record_that_says_nothing(registry: Registry, words: Record) -> None:
    answer = link(registry, [{"record_id": "1", "role": "child", **words}])
    assert answer == [Linked("1", LinkAnswer.NOT_FOUND, None, (), (), 0.0, "bản ghi không có gì để tra cứu")]


# --- the year of the book


@pytest.mark.parametrize("book_no", ["01/1988", "1996-1999", "Quyển 1 (1990-2000)", "01/1998"])
def test_the_books_own_date_is_believed_beside_the_year_of_the_volume(
    registry: Registry, book_no: str
) -> None:
    assert told(link(registry, entry(1, HOA, book_no=book_no)))[0][:2] == ("consistent", "hoa")


@pytest.mark.parametrize("role", ["", "Child", "con", "recognised_child"])
def test_a_role_that_is_not_known_is_no_adult(registry: Registry, role: str) -> None:
    assert told(link(registry, entry(1, HOA | {"role": role})))[0][:2] == ("consistent", "hoa")


def test_two_digits_for_an_age_or_for_a_year(registry: Registry) -> None:
    for written in ("28", "72"):  # in 2000: twenty-eight years old, or born in 1972
        child = HOA | {"birth_date": "", "full_name": ""}
        father = LUC | {"birth_date": written}
        answers = link(registry, entry(1, child, THUY, father, book_no="01/2000"))
        assert told(answers)[2][:2] == ("consistent", "luc")


def test_a_ditto_never_means_the_book_of_another_kind(registry: Registry) -> None:
    nt = said("mother", "nt")
    first = entry(45, HOA, THUY, book_type="birth")
    other = entry(46, said("child", "Lò Thị Yến", birth_date="1/6/2005"), nt, book_type="adoption")
    assert told(link(registry, first, other))[3][0] == "not_found"
    same = entry(46, said("child", "Trương Thị Hương", birth_date="12/3/1998"), nt, book_type="birth")
    assert link(registry, first, same)[3].candidates[0] == IDS["thuy"]


@pytest.mark.parametrize(
    ("above", "below", "follows"),
    [
        ("x. Cẩm Lương", "Xã Cẩm Lương, Huyện Cẩm Thủy, Tỉnh Thanh Hóa", True),
        ("Xã Cẩm Lương, Huyện Cẩm Thủy, Tỉnh Thanh Hóa", "UBND xã Cẩm Lương", True),
        ("x. Cẩm Lương", "nt", True),
        ("x. Cẩm Lương", "x. Cẩm Vân", False),
        ("x. Cẩm Lương", "", False),
        ("Xã Cẩm Lương, Cẩm Thủy, Thanh Hóa", "Xã Cẩm Tú, Thanh Hóa", False),
    ],
)
def test_a_ditto_means_the_entry_before_however_the_place_is_written(above, below, follows) -> None:
    first = entry(1, HOA, THUY | {"ethnicity": "Mường"}, register_place=above)
    second = entry(2, said("child", "Trương Thị Hương"), said("mother", "nt"), register_place=below)
    marks = list(bulk.jobs([first, second]))[1].marks
    assert bool(marks[1].get("full_name")) is follows


@pytest.mark.parametrize(
    ("words", "decision"),
    [
        ({"registration_date": "12/3/1998"}, "mismatch"),
        ({"registration_date": "12/3/2026"}, "consistent"),
        ({"event_date": "12/3/1998"}, "mismatch"),
        ({"book_no": "01/1998"}, "mismatch"),
        ({"book_no": "01/1998", "registration_date": "mờ"}, "mismatch"),
        ({"book_no": "01/2026"}, "consistent"),
        ({"book_no": "1"}, "consistent"),
    ],
)
def test_a_place_is_read_at_the_time_of_the_record(registry: Registry, words, decision) -> None:
    born = HOA | {"birth_place": "Xã Cẩm Tú, Thanh Hóa"}
    assert link(registry, entry(1, born, **({"book_no": "2"} | words)))[0].decision == decision


def test_a_ditto_under_twins_means_the_nearer(registry: Registry) -> None:
    first = said("child", "Trương Thị Hoà", birth_date="12/3/1998", mother_name="Cao Thị Mơ")
    second = said("child", "Trương Thị Hương", birth_date="12/3/1998", mother_name="Bùi Thị Thuỷ")
    below = said("child", "Trương Văn Nghĩa", birth_date="30/11/1994", mother_name="nt")
    marks = list(bulk.jobs([entry(1, first, second), entry(2, below)]))[1].marks
    assert marks == [{"mother_name": ("Bùi Thị Thuỷ",)}]


# --- several processes


def work(count: int) -> list[bulk.EntryJob]:
    """Make entries of two handmade people each, over and over."""
    people = [said("person", p["full_name"], birth_date=p["birth_date"]) for p in PEOPLE.values()]
    people.append(said("person", "Khuất Thị Vắng", birth_date="1/2/1961"))
    entries = (
        entry(n, people[n % len(people)], people[n * 7 % len(people)] | {"role": "other"})
        for n in range(count)
    )
    return list(bulk.jobs(entries))


def test_two_workers_answer_as_one_in_the_same_order(registry: Registry, folder: Path) -> None:
    jobs, path = work(130), folder / "registry-1.db"
    one = list(bulk_workers.link_all(path, KEY, jobs, workers=1))
    two = list(bulk_workers.link_all(path, KEY, jobs, workers=2))
    assert one == two
    records = list(chain.from_iterable(job.entry for job in jobs))
    assert [a.record_id for a in chain.from_iterable(two)] == [r["record_id"] for r in records]
    assert {a.decision for a in chain.from_iterable(two)} >= {"consistent", "not_found"}
    assert registry.count == len(strangers(PEOPLE.values())) + len(PEOPLE)


def test_whoever_stops_asking_stops_the_workers(registry: Registry, folder: Path) -> None:
    answers = bulk_workers.link_all(folder / "registry-1.db", KEY, work(600), workers=2)
    assert len(next(answers)) == 2
    assert multiprocessing.active_children()
    answers.close()
    assert not multiprocessing.active_children()
    assert registry.count


@pytest.mark.parametrize("workers", [1, 2])
def test_a_registry_that_cannot_be_read_is_no_answer(folder: Path, registry: Registry, workers: int) -> None:
    with pytest.raises(StoreProblem):
        list(bulk_workers.link_all(folder / "registry-1.db", bytes(32), work(3), workers=workers))
    assert not multiprocessing.active_children()
    assert registry.count


# --- one couple in several entries


def test_a_couple_lends_its_dates_to_an_entry_that_gives_none(registry: Registry) -> None:
    dated = LUC | {"birth_date": "15/8/1972"}, THUY | {"birth_date": "20/2/1975"}
    first = entry(4, said("child", "Trương Văn Nghĩa", birth_date="30/11/1994"), *dated, book_no="02/1994")
    unknown = said("child", "Trương Văn Vắng", birth_date="1/1/1997")
    answers = link(registry, first, entry(9, unknown, LUC, THUY))
    lent = "; ngày sinh, số giấy tờ theo mục số 4, quyển 02/1994 của cùng cha mẹ"
    assert told(answers[4:]) == [
        ("consistent", "luc", f"khớp họ tên{lent}"),
        ("consistent", "thuy", f"khớp họ tên{lent}"),
    ]


def test_nothing_is_lent_that_entries_contradict_or_that_cannot_be(registry: Registry) -> None:
    def lent(*births: str, year: str = "2001") -> list[str]:
        entries = [
            entry(n, LUC | {"birth_date": born}, THUY, book_no=f"{n:02d}/1995")
            for n, born in enumerate(births, 1)
        ]
        last = entry(99, LUC, THUY, book_no=f"09/{year}")
        return [*list(bulk.jobs([*entries, last]))[-1].lent[0].words.values()]

    assert lent("15/8/1972") == ["15/8/1972"]
    assert lent("15/8/1972", "1972") == ["15/8/1972"]
    assert lent("15/8/1972", "1964") == []
    assert lent("15/8/1972", year="1980") == []
    assert lent("32 tuổi") == []
    assert lent("không rõ") == []


def test_a_list_under_one_number_is_no_household() -> None:
    people = [said("person", p["full_name"]) | {"record_id": key} for key, p in PEOPLE.items()]
    assert len(people) > 20
    assert flat_kin.kin_of(people) == []
    assert flat_kin.kin_of(people[:3]) != []


# --- what an answer rests on

KIEN = {"personal_id": "038083123001", "full_name": "Lục Xuân Kiên", "birth_date": "1983-06-21"}
KIEN |= {"sex": "Nam", "cmnd": "171800900", "father_name": "Lục Văn Tài", "birth_place": COMMUNE}


@pytest.fixture(scope="module")
def two_of_a_name(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    """Open a registry with one man of a rare name, and two of another name and date."""
    other = KIEN | {"full_name": "Lục Xuân Ổn", "cmnd": "", "father_name": ""}
    twice = [other | {"personal_id": f"03808312300{n}"} for n in (2, 3)]
    folder = tmp_path_factory.mktemp("grounds")
    with registry_of(folder, [KIEN, *twice, *strangers([KIEN])]) as found:
        yield found


@pytest.mark.parametrize(
    ("more", "decision"),
    [
        ({}, "check"),
        ({"birth_date": "1983"}, "check"),
        ({"birth_date": "37 tuổi"}, "check"),
        ({"birth_date": "1983", "birth_place": COMMUNE}, "check"),
        ({"birth_date": "1983", "father_name": "Lục Văn Tài"}, "consistent"),
        ({"birth_date": "1983", "cmnd": "171800900"}, "consistent"),
        ({"birth_date": "21/6/1983"}, "consistent"),
    ],
    ids=["name", "year", "age", "place", "relative", "number", "date"],
)
def test_an_answer_rests_on_more_than_name_and_year(
    two_of_a_name: Registry, more: Record, decision: str
) -> None:
    record = said("person", "Lục Xuân Kiên", **more)
    [answer] = link(two_of_a_name, entry(1, record, book_no="01/2020"))
    assert (answer.decision, answer.candidates[0]) == (decision, KIEN["personal_id"])
    assert answer.personal_id == (KIEN["personal_id"] if decision == "consistent" else None)
    assert answer.score > CHECK


def test_a_full_date_that_two_of_a_name_share_is_to_be_checked(two_of_a_name: Registry) -> None:
    record = said("person", "Lục Xuân Ổn", birth_date="21/6/1983")
    [answer] = link(two_of_a_name, entry(1, record, book_no="01/2020"))
    assert answer.decision is LinkAnswer.TO_CHECK
    assert set(answer.candidates[:2]) == {"038083123002", "038083123003"}
    assert answer.reason.startswith("cần xem: 2 người phù hợp như nhau, không chọn được ai")


@pytest.mark.parametrize(("age", "decision"), [("32 tuổi", "check"), ("29 tuổi", "mismatch")])
def test_a_couple_of_namesakes_is_no_ground_where_the_age_is_off(
    folder: Path, age: str, decision: str
) -> None:
    place = {"permanent_residence": "Xã Cẩm Thạch, Huyện Cẩm Thủy, Tỉnh Thanh Hóa"}
    huy = {
        "personal_id": "038066678573",
        "full_name": "Bùi Văn Huy",
        "birth_date": "1966-06-08",
        "sex": "Nam",
    }
    thuong = {"personal_id": "038166275255", "full_name": "Nguyễn Thị Thương", "birth_date": "1965-08-06"}
    huy |= place | {"sex": "Nam", "spouse_name": thuong["full_name"], "spouse_id": thuong["personal_id"]}
    thuong |= place | {"sex": "Nữ", "spouse_name": huy["full_name"], "spouse_id": huy["personal_id"]}
    path = folder / "registry-couple.db"
    build(path, KEY, [huy, thuong, *strangers([huy, thuong])], {}, silent)
    registry = Registry.open(path, KEY)
    father = said("father", "Bùi Huy", birth_date=age)
    mother = said("mother", "Nguyễn Thị Thương", birth_date="29 tuổi")
    answer = link(registry, entry(1, father, mother, book_no="01/1994"))[0]
    registry.close()
    assert (answer.decision, answer.candidates[0]) == (decision, huy["personal_id"])


def test_two_rows_of_one_person_are_no_rivals(folder: Path) -> None:
    path = folder / "registry-twice.db"
    again = KIEN | {"personal_id": "038083123009", "cmnd": "", "spouse_name": "Hà Thị Mơ"}
    build(path, KEY, [KIEN, again, *strangers([KIEN])], {}, silent)
    registry = Registry.open(path, KEY)
    record = said("person", "Lục Xuân Kiên", birth_date="21/6/1983", father_name="Lục Văn Tài")
    [answer] = link(registry, entry(1, record, book_no="01/2020"))
    registry.close()
    assert (answer.decision, set(answer.candidates[:2])) == ("check", {KIEN["personal_id"], "038083123009"})
    assert FOUND / 2 < answer.score <= 0.5, "either number may be the one that counts"
    other = answer.candidates[1]
    assert answer.reason.startswith(f"cần xem: trùng hồ sơ với số {other}; khớp họ tên, ngày sinh, tên cha")
