"""A name in any shape and order finds its bearer among strangers: by name and date, and with the parents."""

from collections.abc import Iterator

import pytest

from app.matching.result import Finding, Search
from app.models.books import khai_sinh
from app.models.registry.reading import Registry
from tests.invented import Invented
from tests.unit.services.people.hard_registry import LUONG, look
from tests.unit.services.people.registries import as_written, number_of, registry_of

BIRTH = khai_sinh.BOOK
PEOPLE = {
    "ngan": ("Lê Thị Khánh Ngân", "1997-02-11", "Lê Sỹ Quảng", "Đỗ Thị Sợi"),
    "hung": ("Nguyễn Văn Hùng", "1990-05-06", "Nguyễn Văn Cường", "Trần Thị Lan"),
    "nam": ("Vũ Văn Nam", "1985-03-04", "Vũ Đình Tứ", "Hoàng Thị Gấm"),
    "an": ("Chu Thị An", "1988-07-08", "Chu Văn Phúc", "Hoàng Thị Mận"),
    "hen": ("H'Hen Niê", "1992-05-15", "Y Krung Êban", "H'Ngơn Niê"),
    "bham": ("Y Bhăm Êban", "1960-08-17", "Y Dlăm Niê", "H'Bia Êban"),
    "bien": ("Siu H'Biên", "1979-10-20", "Ksor Blin", "Siu H'Chăm"),
    "rinh": ("Thạch Sa Rinh", "1966-11-12", "Thạch Sóc Kha", "Kim Thị Sa Vươn"),
    "ali": ("Mohamad Ali", "1970-12-01", "Ismael Yousof", "Fatimah"),
    "pao": ("Sùng Nhìa Páo", "1978-04-09", "Sùng Chứ Lầu", "Giàng Thị Dợ"),
    "brep": ("K'Brếp", "1980-01-22", "K'Tham", "Ka Hiền"),
}
"""Each person's name, date of birth, father and mother, as the registry has them."""


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    rows = [
        {
            "personal_id": _number(key),
            "full_name": name,
            "birth_date": born,
            "birth_place": LUONG,
            "father_name": father,
            "mother_name": mother,
        }
        for key, (name, born, father, mother) in PEOPLE.items()
    ]
    folder = tmp_path_factory.mktemp("names")
    with registry_of(folder, [*rows, *Invented(12).people(2000)]) as found:
        yield found


def _number(key: str) -> str:
    return number_of(PEOPLE, key)


def _born(key: str) -> str:
    return as_written(PEOPLE[key][1])


def child(registry: Registry, **typed: str) -> Search:
    return look(registry, BIRTH, **typed)["child"]


NAN, HUNG = "Lê Thị Khánh Ngân", "Nguyễn Văn Hùng"
WAYS = [
    ("ngan", "Khánh Ngân Lê Thị"),
    ("ngan", "KHÁNH NGÂN LÊ THỊ"),
    ("ngan", "khanh ngan le thi"),
    ("ngan", "Ngân Lê Thị Khánh"),
    ("ngan", "Khánh-Ngân Lê-Thị"),
    ("ngan", "Lê Thị Ngân Khánh"),
    ("ngan", "LêThịKhánhNgân"),
    ("ngan", "lêthịkhánhngân"),
    ("ngan", "lethikhanhngan"),
    ("ngan", "LÊTHỊKHÁNHNGÂN"),
    ("ngan", "Lê Thị KhánhNgân"),
    ("ngan", "Maria Lê Thị Khánh Ngân"),
    ("ngan", "Têrêsa Khánh Ngân Lê Thị"),
    ("ngan", "bà Anna Maria Lê Thị Khánh Ngân"),
    ("hung", "Hùng Nguyễn Văn"),
    ("hung", "Hùng, Nguyễn Văn"),
    ("hung", "Văn Hùng Nguyễn"),
    ("hung", "Nguyễn-Văn-Hùng"),
    ("hung", "Nguyễn - Văn - Hùng"),
    ("hung", "Nguyễn‐Văn‐Hùng"),
    ("hung", "NguyễnVănHùng"),
    ("hung", "nguyenvanhung"),
    ("hung", "Nguyễn VănHùng"),
    ("hung", "Giuse Nguyễn Văn Hùng"),
    ("hung", "Gioan Baotixita Nguyễn Văn Hùng"),
    ("hung", "Gio-an Bao-ti-xi-ta Nguyễn Văn Hùng"),
    ("hung", "G.B. Nguyễn Văn Hùng"),
    ("hung", "Phao Lô NguyễnVănHùng"),
    ("nam", "Võ Văn Nam"),
    ("nam", "VO VAN NAM"),
    ("an", "Châu Thị An"),
    ("hen", "H'Hen Niê"),
    ("hen", "H’Hen Niê"),
    ("hen", "H’ Hen Niê"),
    ("hen", "H' Hen Niê"),
    ("hen", "H`Hen Niê"),
    ("hen", "H Hen Niê"),
    ("hen", "H-Hen Niê"),
    ("hen", "HHen Niê"),
    ("hen", "H.Hen Niê"),
    ("hen", "Hen Niê"),
    ("hen", "Niê H'Hen"),
    ("hen", "H'Hen"),
    ("bham", "Y Bhăm Êban"),
    ("bham", "Y-Bhăm Êban"),
    ("bham", "Y'Bhăm Êban"),
    ("bham", "YBhăm Êban"),
    ("bham", "Y Bhăm"),
    ("bham", "Êban Y Bhăm"),
    ("bham", "Bhăm Êban"),
    ("bien", "Siu H’ Biên"),
    ("bien", "Siu H Biên"),
    ("bien", "SiuH'Biên"),
    ("bien", "H'Biên Siu"),
    ("bien", "H'Biên"),
    ("rinh", "Thạch Sarinh"),
    ("rinh", "Thạch SaRinh"),
    ("rinh", "Sa Rinh Thạch"),
    ("ali", "Mohamad bin Ali"),
    ("ali", "Mohamad Bin Ali"),
    ("ali", "MohamadAli"),
    ("pao", "Sùng A Páo"),
    ("pao", "Nhìa Páo"),
    ("pao", "Páo Sùng Nhìa"),
    ("brep", "K’ Brếp"),
    ("brep", "K Brếp"),
    ("brep", "KBrếp"),
]


@pytest.mark.parametrize(("key", "written"), WAYS)
def test_a_name_and_a_date(registry: Registry, key: str, written: str) -> None:
    found = child(registry, child_name=written, child_birth_date=_born(key))
    assert found.finding in {Finding.FOUND, Finding.CHECK}
    assert found.candidates[0].person.personal_id == _number(key)


@pytest.mark.parametrize(("key", "written"), WAYS)
def test_a_name_and_a_year_with_the_parents(registry: Registry, key: str, written: str) -> None:
    _, born, father, mother = PEOPLE[key]
    found = child(
        registry, child_name=written, child_birth_date=born[:4], father_name=father, mother_name=mother
    )
    assert found.finding is Finding.FOUND
    assert found.candidates[0].person.personal_id == _number(key)


PARENTS = [
    ("ngan", "Sỹ Quảng Lê", "Sợi Đỗ Thị"),
    ("ngan", "Giuse Lê Sỹ Quảng", "Maria Đỗ Thị Sợi"),
    ("ngan", "LêSỹQuảng", "ĐỗThịSợi"),
    ("ngan", "Lê-Sỹ-Quảng", "Đỗ-Thị-Sợi"),
    ("hung", "Phêrô Cường Nguyễn Văn", "An Na Trần Thị Lan"),
    ("nam", "Võ Đình Tứ", "Huỳnh Thị Gấm"),
    ("an", "Châu Văn Phước", "Huỳnh Thị Mận"),
    ("hen", "Y-Krung Êban", "H’ Ngơn Niê"),
    ("bham", "YDlăm", "H Bia Êban"),
    ("bien", "Blin Ksor", "Siu H’Chăm"),
    ("rinh", "Thạch SócKha", "KimThị SaVươn"),
    ("brep", "K' Tham", "KaHiền"),
]


@pytest.mark.parametrize(("key", "father", "mother"), PARENTS)
def test_a_name_of_a_parent(registry: Registry, key: str, father: str, mother: str) -> None:
    name, born, *_ = PEOPLE[key]
    found = child(
        registry, child_name=name, child_birth_date=born[:4], father_name=father, mother_name=mother
    )
    assert found.finding is Finding.FOUND
    best = found.candidates[0]
    assert best.person.personal_id == _number(key)
    assert "khác tên" not in best.reason
