"""The words of a name: taken apart, put together, and turned."""

import pytest

from app.matching.names import name_words
from app.matching.names.name_words import apart, is_whole, turn


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("Nguyễn Văn Hùng", "Nguyễn Văn Hùng"),
        ("NguyễnVănHùng", "Nguyễn Văn Hùng"),
        ("nguyễnvănhùng", "nguyễn văn hùng"),
        ("NGUYỄNVĂNHÙNG", "NGUYỄN VĂN HÙNG"),
        ("nguyenvanhung", "nguyen van hung"),
        ("phamthithuyduong", "pham thi thuy duong"),
        ("Nguyễn-Văn - Hùng", "Nguyễn Văn Hùng"),
        ("Nguyên", "Nguyên"),
        ("Nguyẹt", "Nguyẹt"),
        ("Duuyen", "Duuyen"),
        ("Nghiêng", "Nghiêng"),
        ("Christopher", "Christopher"),
        ("H'Hen Niê", "H Hen Niê"),
        ("H' Hen Niê", "H Hen Niê"),
        ("HHen Niê", "H Hen Niê"),
        ("H'HenNiê", "H Hen Niê"),
        ("Y'Bhăm Êban", "Y Bhăm Êban"),
        ("YBhăm Êban", "Y Bhăm Êban"),
        ("YÊN", "YÊN"),
        ("Hà", "Hà"),
        ("Siu H'Biên", "Siu H Biên"),
        ("K'Brếp", "KBrếp"),
        ("K' Brếp", "KBrếp"),
        ("K Brếp", "KBrếp"),
        ("K", "K"),
        ("R'Com H'Nhung", "RCom H Nhung"),
        ("Fatimah binti Yusof", "Fatimah Yusof"),
        ("Mohamad Bin", "Mohamad Bin"),
        ("Trần Bin Hoa", "Trần Bin Hoa"),
        ("T0àn 3", "T0àn 3"),
        ("", ""),
    ],
)
def test_words(written: str, words: str) -> None:
    assert " ".join(apart(written)) == words


@pytest.mark.parametrize(
    ("word", "whole"),
    [("Nguyễn", True), ("VănHùng", False), ("nguyễnvăn", False), ("YBhăm", False), ("Êban", True)],
)
def test_whole_words(word: str, whole: bool) -> None:
    assert is_whole(word) is whole


@pytest.mark.parametrize(
    ("name", "at", "sure"),
    [
        ("Khánh Ngân Lê Thị", 2, True),
        ("khanh ngan le thi", 2, True),
        ("Hùng Nguyễn Văn", 1, True),
        ("Hà Nguyễn Thị", 1, True),
        ("Hà Nguyễn Văn", 1, False),
        ("Sỹ Quảng Lê", 2, False),
        ("Hùng Nguyễn", 1, False),
        ("Ánh Nguyễn Trần", 0, False),
        ("Nguyen Thi Van", 0, False),
        ("Lê Sỹ Quảng", 0, False),
        ("Hoàng Minh Lê", 0, False),
        ("Nguyễn Thị", 0, False),
        ("Chẩu Thị Lê", 0, False),
        ("Xìn Văn Phan", 0, False),
        ("Y Khoa Niê", 0, False),
        ("H Hen Niê", 0, False),
        ("Hùng", 0, False),
    ],
)
def test_where_the_surname_stands(name: str, at: int, sure: bool) -> None:
    assert turn(name.split()) == (at, sure)


def test_the_markers_are_words_of_a_letter() -> None:
    assert {"y", "h"} == name_words.MARKERS
