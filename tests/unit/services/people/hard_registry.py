"""A registry of some 19,000 strangers and a few families that are hard to tell apart, and how to ask it."""

from collections.abc import Mapping
from pathlib import Path

from app.matching import compare
from app.matching.result import Search
from app.models.declaration.book import BookType
from app.models.registry.person import Person
from app.models.registry.reading import Registry
from app.models.words.values import Value
from app.progress import silent
from app.services.people import bulk, lookup
from app.services.people.bulk import Linked
from app.services.people.registry_file import build
from tests.invented import strangers

KEY = bytes(range(32))
LUONG = "Xã Cẩm Lương, Huyện Cẩm Thủy, Tỉnh Thanh Hóa"
THANH = "Xã Cẩm Thành, Huyện Cẩm Thủy, Tỉnh Thanh Hóa"
COMMUNE = "xã Cẩm Lương, huyện Cẩm Thủy, tỉnh Thanh Hóa"

PEOPLE: dict[str, dict[str, str]] = {}
"""The handmade rows by a short key; a person's relatives are named and numbered as the registry does it."""


def _add(key: str, name: str, born: str, **more: str) -> None:
    """Add one person; ``father``, ``mother`` and ``spouse`` are keys, other words are columns."""
    sex = more.get("sex", "Nữ" if " Thị " in name else "Nam")
    year, serial = int(born[:4]), 900_000 + len(PEOPLE)
    row = {
        "personal_id": f"038{2 * (year >= 2000) + (sex == 'Nữ')}{year % 100:02d}{serial}",
        "full_name": name,
        "sex": sex,
        "birth_date": born,
        "birth_place": LUONG,
        "home_origin": LUONG,
        "ethnicity": "Mường",
        "nationality": "Việt Nam",
        "permanent_residence": LUONG,
    }
    for relative in ("father", "mother", "spouse"):
        if other := PEOPLE.get(more.pop(relative, "")):
            row |= {f"{relative}_name": other["full_name"], f"{relative}_id": other["personal_id"]}
            if relative == "spouse":
                other |= {"spouse_name": name, "spouse_id": row["personal_id"]}
    PEOPLE[key] = row | more


# a couple with twins, a son named after his dead brother, and a daughter whose row knows no mother
_add("luc", "Trương Văn Lực", "1972-08-15", father_name="Trương Văn Mạnh", mother_name="Cao Thị Nhẫn")
_add("thuy", "Bùi Thị Thuỷ", "1975-02-20", spouse="luc", father_name="Bùi Văn Én", mother_name="Hà Thị Sáo")
_add("hoa", "Trương Thị Hoà", "1998-03-12", father="luc", mother="thuy")
_add("huong", "Trương Thị Hương", "1998-03-12", father="luc", mother="thuy")
_add("nghia", "Trương Văn Nghĩa", "1994-11-30", father="luc", mother="thuy")
_add("ngat", "Trương Thị Ngát", "2001-07-05", father="luc")
# namesakes of that couple, with families of their own
_add("luc_2", "Trương Văn Lực", "1971-04-02", birth_place=THANH, home_origin=THANH, permanent_residence=THANH)
_add("nhung", "Lê Thị Nhung", "1973-06-06", spouse="luc_2", birth_place=THANH, home_origin=THANH)
_add("thuy_2", "Bùi Thị Thuỷ", "1975-10-11")
_add("tam", "Cao Văn Tâm", "1970-01-17", spouse="thuy_2")
# two of one name, year and commune
_add("thang", "Quách Văn Thắng", "1970-05-06", father_name="Quách Văn Ấm", mother_name="Hà Thị Bướm")
_add("thang_2", "Quách Văn Thắng", "1970-09-21", father_name="Quách Văn Ích", mother_name="Lê Thị Chắt")
# a son whose dead father has no row, and a man of the father's name
_add("khoi", "Phạm Văn Khôi", "1985-04-19", father_name="Phạm Văn Bính", mother_name="Hà Thị Mận")
_add("binh", "Phạm Văn Bính", "1952-03-03", mother_name="Vũ Thị Tơ")
_add("loi", "Đỗ Thị Lợi", "1955-12-12", spouse="binh")
# an old man, his wife and son
_add("trang", "Đinh Công Tráng", "1950-10-02", cmnd="171100913", father_name="Đinh Công Ẩn")
_add("sen", "Phạm Thị Sen", "1953-01-01", spouse="trang", father_name="Phạm Văn Độ")
_add("thep", "Đinh Công Thép", "1979-09-09", father="trang", mother="sen", cmnd="172345678")
# a son whose father has a number but no row, and a man of the father's name
_add("son", "Vi Văn Sơn", "1984-05-05", father_name="Vi Văn Khai", father_id="038058999999")
_add("khai", "Vi Văn Khai", "1958-07-07")
# an adopted girl whose row keeps the parents of birth, and the couple that took her
_add("pom", "Lò Văn Pọm", "1980-02-02")
_add("yen", "Lò Thị Yến", "2005-06-01", father="pom", mother_name="Hà Thị Lả")
_add("nhuong", "Hà Văn Nhường", "1970-03-08")
_add("mo", "Cao Thị Mơ", "1972-04-09", spouse="nhuong")
# single people, each with one trap
_add("chien", "Hà Văn Chiến", "1961-01-01", father_name="Hà Văn Đuốc", mother_name="Lò Thị Ngoan")
_add(
    "sung",
    "Giàng A Sùng",
    "1983-05-14",
    ethnicity="Mông",
    father_name="Giàng A Chớ",
    mother_name="Vàng Thị Máy",
)
_add("my", "Lý Thị Mỵ", "1969-11-23", ethnicity="Dao", father_name="Lý Văn Quý", mother_name="Triệu Thị Vy")
_add("ngai", "Bùi Thị Ngải", "1988-02-27", father_name="Bùi Văn Thưởng", mother_name="Đinh Thị Vũ")
_add("nam", "Lương Văn Nam", "1977-06-18", father_name="Lương Văn Lịch", mother_name="Nông Thị Lụa")
_add("trung", "Trần Văn Trung", "1990-12-25", father_name="Trần Văn Triệu", mother_name="Chu Thị Trà")
_add("lieu", "Bùi Thị Liễu", "1964-08-08", father_name="Bùi Văn Hới", mother_name="Trương Thị Ghềnh")
_add("hue", "Bùi Thị Huệ", "1966-03-29", father_name="Bùi Văn Rạng", mother_name="Quách Thị Đầm")
_add("xuan", "Cao Thị Xuân", "1968-10-06", father_name="Cao Văn Đông", mother_name="Hà Thị Hạ")
_add("nhuan", "Cao Văn Nhuận", "1968-09-02", father_name="Cao Văn Chạp", mother_name="Bùi Thị Giêng")
_add("ram", "Hà Thị Rằm", "1974-07-15", father_name="Hà Văn Vọng", mother_name="Bùi Thị Sóc")
_add(
    "hien",
    "Vũ Thị Hiên",
    "1982-07-03",
    father_name="Vũ Đình Chức",
    mother_name="Đào Thị Nguyệt",
    birth_place="Xã Hùng Sơn, Huyện Kim Bôi, Tỉnh Hòa Bình",
    home_origin="Tỉnh Hòa Bình",
)

IDS = {key: row["personal_id"] for key, row in PEOPLE.items()}


def opened(folder: Path) -> Registry:
    """Build the registry file and open it."""
    build(folder / "registry-1.db", KEY, [*PEOPLE.values(), *strangers(PEOPLE.values())], {}, silent)
    return Registry.open(folder / "registry-1.db", KEY)


def keys(found: Search) -> list[str]:
    """Return the candidates by their short keys, best first; the invented ones are "?"."""
    return [key_of(c.person.personal_id) for c in found.candidates]


def key_of(personal_id: str | None) -> str:
    """Return the short key of a handmade person; "?" for others."""
    return next((key for key, number in IDS.items() if number == personal_id), "?")


def answer(found: Search) -> tuple[str, str, str]:
    """Return the finding, the first candidate's key and the sentence beside it."""
    return found.finding.value, keys(found)[0], found.candidates[0].reason


def sentence(found: Search, key: str) -> str:
    """Return the sentence beside one of the candidates."""
    return found.candidates[keys(found).index(key)].reason


def typed(values: Mapping[str, str]) -> dict[str, Value]:
    """Make the values of a form from what was typed."""
    return {key: Value.of(text) for key, text in values.items()}


def look(registry: Registry, book: BookType, **values: str) -> dict[str, Search]:
    """Look up an entry as typed at the workstation of Cẩm Lương."""
    return lookup.search_entry(registry, book, typed(values), commune=COMMUNE)


def told(book: BookType, section: str, key: str, **values: str) -> str:
    """Return what the comparison says beside the row of a handmade person."""
    return compare.summary(compare.compare(book, section, typed(values), Person(**PEOPLE[key])))


def link(registry: Registry, *entries: list[dict[str, str]]) -> list[Linked]:
    """Link flat entries in the order of the book."""
    return [one for job in bulk.jobs(entries) for one in bulk.link(registry, job)]
