"""Communes, districts and hamlets, what they were called when, and the peoples who live there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

PROVINCE = "Thanh Hóa"
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
        return Place("", self.name, self.district, PROVINCE)

    @property
    def kind(self) -> str:
        return "Thị trấn" if self.name in TOWNS else "Xã"


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
        for i, name in enumerate(DISTRICTS[district][:count])
    ]


def same_place(book: Place, registry: Place) -> bool:
    """Tell whether two places agree at every level both give; a merged commune is its successor."""
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


def _renamed(one: str, other: str) -> bool:
    return any({one, other} <= {new, *old} for new, old in OLD_NAMES.items())


def official(place: Place) -> str:
    """Write a place as the registry does: ``Xã Cẩm Lương, Huyện Cẩm Thủy, Tỉnh Thanh Hóa``."""
    parts = []
    if place.hamlet:
        parts.append(f"Thôn {place.hamlet}")
    if place.commune:
        parts.append(f"{'Thị trấn' if place.commune in TOWNS and place.district else 'Xã'} {place.commune}")
    if place.district:
        parts.append(f"Huyện {place.district}")
    if place.province:
        parts.append(f"Tỉnh {place.province}" if place.province != "Hà Nội" else "Thành phố Hà Nội")
    return ", ".join(parts)
