"""Communes, districts and hamlets, what they were called when, and the peoples who live there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from app.matching.places import communes as table

PROVINCE = "Thanh Hóa"
CITIES = frozenset({"Hà Nội", "Hải Phòng", "Huế", "Đà Nẵng", "Hồ Chí Minh", "Cần Thơ"})
TOWNS = frozenset(
    [
        "Phong Sơn",
        "Cành Nàng",
        "Ngọc Lặc",
        "Kim Tân",
        "Vĩnh Lộc",
        "Quán Lào",
        "Thọ Xuân",
        "Triệu Sơn",
        "Lang Chánh",
    ]
)

_COMMUNES = """
Cẩm Thủy: Phong Sơn,Cẩm Thạch,Cẩm Lương,Cẩm Tú,Cẩm Giang,Cẩm Quý,Cẩm Thành,Cẩm Liên,Cẩm Bình,Cẩm Châu,\
Cẩm Tâm,Cẩm Yên,Cẩm Vân,Cẩm Ngọc,Cẩm Long,Cẩm Tân,Cẩm Phú
Bá Thước: Cành Nàng,Điền Lư,Điền Quang,Điền Hạ,Lương Trung,Lương Ngoại,Ái Thượng,Thiết Ống,Văn Nho,\
Kỳ Tân,Thành Lâm,Cổ Lũng,Lũng Niêm,Ban Công,Hạ Trung
Ngọc Lặc: Ngọc Lặc,Lam Sơn,Mỹ Tân,Thúy Sơn,Thạch Lập,Vân Am,Cao Ngọc,Ngọc Khê,Quang Trung,Đồng Thịnh,\
Ngọc Liên,Ngọc Sơn,Ngọc Trung,Nguyệt Ấn,Kiên Thọ,Minh Tiến,Phùng Giáo
Thạch Thành: Kim Tân,Thạch Lâm,Thạch Quảng,Thạch Tượng,Thạch Cẩm,Thạch Sơn,Thạch Bình,Thạch Định,\
Thành Minh,Thành Mỹ,Thành Yên,Thành Vinh,Thành Trực,Ngọc Trạo,Thạch Long
Vĩnh Lộc: Vĩnh Lộc,Vĩnh Quang,Vĩnh Yên,Vĩnh Tiến,Vĩnh Long,Vĩnh Phúc,Vĩnh Hưng,Vĩnh Hòa,Vĩnh Hùng,\
Minh Tân,Ninh Khang,Vĩnh Thịnh,Vĩnh An
Yên Định: Quán Lào,Yên Phú,Yên Lâm,Yên Tâm,Yên Giang,Quý Lộc,Yên Thọ,Yên Trung,Yên Trường,Yên Phong,\
Yên Thái,Yên Hùng,Yên Thịnh,Định Tăng,Định Hưng,Định Long
Thọ Xuân: Thọ Xuân,Xuân Hồng,Xuân Giang,Xuân Trường,Xuân Hòa,Thọ Hải,Tây Hồ,Xuân Sinh,Xuân Hưng,Xuân Lai,\
Xuân Lập,Nam Giang,Bắc Lương,Thọ Lộc,Xuân Phong,Xuân Tín
Triệu Sơn: Triệu Sơn,Thọ Sơn,Bình Sơn,Hợp Lý,Hợp Tiến,Hợp Thành,Hợp Thắng,Triệu Thành,Minh Sơn,Dân Lực,\
Dân Lý,Dân Quyền,An Nông,Văn Sơn,Thái Hòa,Nông Trường
Lang Chánh: Lang Chánh,Yên Khương,Yên Thắng,Trí Nang,Giao An,Giao Thiện,Tân Phúc,Tam Văn,Lâm Phú,\
Đồng Lương
"""
DISTRICTS: Mapping[str, tuple[str, ...]] = {
    district: tuple(names.split(","))
    for district, names in (line.split(": ") for line in _COMMUNES.split("\n") if line)
}
# The mergers of 1 July 2025 in Cẩm Thủy, and the older names of its town.
SUCCESSOR: Mapping[str, str] = {
    "Phong Sơn": "Cẩm Thủy", "Cẩm Sơn": "Cẩm Thủy", "Cẩm Phong": "Cẩm Thủy", "Cẩm Ngọc": "Cẩm Thủy",
    "Cẩm Thành": "Cẩm Thạch", "Cẩm Thạch": "Cẩm Thạch", "Cẩm Liên": "Cẩm Thạch", "Cẩm Bình": "Cẩm Thạch",
    "Cẩm Quý": "Cẩm Tú", "Cẩm Lương": "Cẩm Tú", "Cẩm Giang": "Cẩm Tú", "Cẩm Tú": "Cẩm Tú",
    "Cẩm Châu": "Cẩm Vân", "Cẩm Tâm": "Cẩm Vân", "Cẩm Yên": "Cẩm Vân", "Cẩm Vân": "Cẩm Vân",
    "Cẩm Long": "Cẩm Tân", "Cẩm Tân": "Cẩm Tân", "Cẩm Phú": "Cẩm Tân",
}  # fmt: skip
OLD_NAMES: Mapping[str, tuple[str, ...]] = {"Phong Sơn": ("Cẩm Sơn", "Cẩm Phong")}
PEOPLES: Mapping[str, Mapping[str, float]] = {
    "Cẩm Thủy": {"Mường": 54, "Kinh": 42, "Dao": 3, "Thái": 1},
    "Bá Thước": {"Mường": 50, "Thái": 34, "Kinh": 16},
    "Ngọc Lặc": {"Mường": 69, "Kinh": 29, "Dao": 2},
    "Thạch Thành": {"Mường": 50, "Kinh": 50},
    "Lang Chánh": {"Thái": 53, "Mường": 33, "Kinh": 13, "Mông": 1},
}
DELTA: Mapping[str, float] = {"Kinh": 98, "Mường": 2}
SUB_NAMES: Mapping[str, tuple[str, ...]] = {
    "Thái": ("Tày Đeng", "Tày Dọ"), "Mường": ("Mol", "Ao Tá"), "Dao": ("Dao Quần Chẹt", "Mán"),
    "Mông": ("Mông Trắng",),
}  # fmt: skip
ETHNIC_SPELLINGS: Mapping[str, tuple[str, ...]] = {"Mông": ("H'Mông", "Hmông", "Mông")}
HAMLETS = [
    "Kim Mẫm",
    "Lương Hòa",
    "Lương Ngọc",
    "Lương Thành",
    "Đồi Vàng",
    "Minh Khai",
    "Phúc Lộc",
    "Tân Thành",
    "Thành Long",
    "Bình Hòa",
    "Chiềng Trám",
    "Làng Trung",
    "Vĩnh Quang",
    "Trường Sơn",
    "Đồng Tiến",
    "Hòa Thuận",
    "Cẩm Hoa",
    "Tây Sơn",
    "Xủ Xuyên",
    "Thuần Lương",
    "Quyết Thắng",
    "Gò Cao",
    "Đồng Chạ",
    "Làng Sống",
    "Én",
    "Bèo",
    "Sành",
    "Nghéo",
    "Eo Lê",
    "Đồng Thanh",
]


class Place(NamedTuple):
    """A place at up to four levels; an empty level was not given."""

    hamlet: str = ""
    commune: str = ""
    district: str = ""
    province: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Commune:
    """A commune with its own share of peoples: number, name, district."""

    number: int
    name: str
    district: str
    peoples: Mapping[str, float]
    hamlets: tuple[str, ...]

    @property
    def place(self) -> Place:
        return Place("", self.name, self.district, HERE.province)


@dataclass(slots=True)
class Home:
    """Where a case is set; with ``today`` the registry speaks in the units since 01/7/2025."""

    province: str = PROVINCE
    districts: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: DISTRICTS)
    old_names: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: OLD_NAMES)
    today: bool = False

    def settle(self, district: str, province: str) -> None:
        """Move the case to another district, named first, and the others of its province.

        ValueError when there are no such communes in the table of units.
        """
        found: dict[str, list[str]] = {}
        for one in _communes_in(province):
            names = found.setdefault(one.districts[0].name, [])
            if len(one.onward) == 1 and not one.name[-1].isdigit() and one.name not in names:
                names.append(one.name)
        if district not in found:
            raise ValueError(district)
        ordered = (district, *(name for name in found if name != district))
        self.province, self.old_names = province, {}
        self.districts = {name: tuple(found[name][:17]) for name in ordered if found[name]}


HERE = Home()
"""The place of the case that this process writes."""


def _communes_in(province: str) -> list[table.Commune]:
    """Return the communes of a province in June 2025; ValueError for an unknown province."""
    if province not in table.provinces():
        raise ValueError(province)
    block = table.block(table.provinces()[province])
    every = (one for same in block.communes.values() for one in same)
    return [one for one in every if one.time == table.JUNE and province in one.provinces]


@lru_cache(maxsize=4096)
def _unit(place: Place) -> table.Commune | None:
    """Return the commune of June 2025 that a place names; None when the table lacks it."""
    named = table.named(table.joined(place.commune), frozenset({place.province}))
    fits = [one for one in named if one.time == table.JUNE and one.districts[0].name == place.district]
    return next(iter(fits), None)


def today_of(place: Place) -> Place:
    """Return a place under its name of today; as it is when the table does not tell one."""
    unit = _unit(place) if place.commune and place.district else None
    if unit is None or len(unit.onward) != 1:
        return place
    (became,) = unit.onward
    return Place(place.hamlet, became.name, "", table.provinces()[place.province])


FAR_AWAY = tuple(
    Place("", *names.split("|"))
    for names in (
        "Nghĩa Sơn|Nghĩa Đàn|Nghệ An", "Quỳnh Thắng|Quỳnh Lưu|Nghệ An", "Yên Từ|Yên Mô|Ninh Bình",
        "Mai Hịch|Mai Châu|Hòa Bình", "Phú Nghĩa|Lạc Thủy|Hòa Bình", "Chiềng Sơn|Mộc Châu|Sơn La",
        "Hải Minh|Hải Hậu|Nam Định", "Ea Kao|Krông Pắc|Đắk Lắk", "Tân Hòa|Quốc Oai|Hà Nội",
        "Phú Túc|Phú Xuyên|Hà Nội",
    )
)  # fmt: skip


def communes_of(district: str, first: int, count: int) -> list[Commune]:
    """Make the first ``count`` communes of a district, numbered from ``first``."""
    peoples = PEOPLES.get(district, DELTA)
    return [
        Commune(
            first + i,
            name,
            district,
            peoples,
            tuple(HAMLETS[(first * 7 + i * 5 + j * 3) % len(HAMLETS)] for j in range(8)),
        )
        for i, name in enumerate(HERE.districts[district][:count])
    ]


def same_place(book: Place, registry: Place) -> bool:
    """Tell whether two places agree at every level both give; a merged commune is its successor."""
    if HERE.today and registry.commune and not registry.district:
        return _became(book, registry)
    for level in (3, 2):
        if book[level] and registry[level] and book[level] != registry[level]:
            return False
    if not book.commune or not registry.commune:
        return True
    if book.commune == registry.commune:
        return True
    if "Cẩm Thủy" not in (book.district, registry.district) and (book.district and registry.district):
        return False
    return (not registry.district and SUCCESSOR.get(book.commune) == registry.commune) or _renamed(
        book.commune, registry.commune
    )


def _became(book: Place, registry: Place) -> bool:
    """Tell whether a book's place became a place of today, or a commune of its district did."""
    if not book.district:
        return book[1:] == registry[1:]
    if book.commune:
        return today_of(book)[1:] == registry[1:]
    known = (Place("", name, book.district, book.province) for name in HERE.districts.get(book.district, ()))
    return any(today_of(place)[1:] == registry[1:] for place in known)


def _renamed(one: str, other: str) -> bool:
    return any({one, other} <= {new, *old} for new, old in OLD_NAMES.items())


def official(place: Place) -> str:
    """Write a place as the registry does: ``Xã Cẩm Lương, Huyện Cẩm Thủy, Tỉnh Thanh Hóa``."""
    parts = []
    if place.hamlet:
        parts.append(f"Thôn {place.hamlet}")
    if place.commune:
        parts.append(f"{_word(place)} {place.commune}")
    if place.district:
        unit = _unit(place) if HERE.province != PROVINCE else None
        word = unit.districts[0].word.capitalize() if unit is not None else "Huyện"
        parts.append(f"{word} {place.district}")
    if place.province:
        parts.append(f"Thành phố {place.province}" if place.province in CITIES else f"Tỉnh {place.province}")
    return ", ".join(parts)


def _word(place: Place) -> str:
    """Return the word for the level of a commune."""
    if HERE.province == PROVINCE and not HERE.today:
        return "Thị trấn" if place.commune in TOWNS and place.district else "Xã"
    named = table.named(table.joined(place.commune), frozenset(table.provinces()))
    time = table.JUNE if place.district else table.TODAY
    unit = _unit(place) if place.district else None
    fits = [one for one in named if one.time == time and one.name == place.commune]
    here = [one for one in fits if HERE.province in one.provinces]
    found = unit or next(iter(here or fits), None)
    return found.word.capitalize() if found is not None else "Xã"
