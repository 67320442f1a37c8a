"""Baptismal names in their spellings, and names that only look like them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.matching.names import baptismal
from tests.unit.matching.names.test_names import people

SAINTS = [
    *(
        "Maria",
        "MARIA",
        "Ma-ri-a",
        "Ma Ri A",
        "Giuse",
        "Giu-se",
        "Giu Se",
        "Joseph",
        "Phêrô",
        "Phê-rô",
        "Phê Rô",
    ),
    *("Phero", "Peter", "Phaolô", "Phao-lô", "Paul", "Têrêsa", "Tê-rê-xa", "Tê Rê Sa", "Teresa", "Térêsa"),
    *(
        "Gioan",
        "Gio-an",
        "Gioan Baotixita",
        "Gioan Bao-ti-xi-ta",
        "Gioan Bautixita",
        "Gioan-Baotixita",
        "G.B.",
    ),
    *(
        "Gioan B.",
        "Gioan Kim",
        "Anna",
        "An Na",
        "Anê",
        "Inê",
        "Inhaxiô",
        "Antôn",
        "An-tôn",
        "Augustinô",
        "Anrê",
    ),
    *(
        "Đaminh",
        "Đa Minh",
        "Đa-minh",
        "Đôminicô",
        "Phanxicô",
        "Phan-xi-cô",
        "Phanxicô Xaviê",
        "Phan Xi Cô Xa Vi Ê",
    ),
    *(
        "Vinh Sơn",
        "Vincentê",
        "Tôma",
        "Tô Ma",
        "Tô-ma",
        "Mátthêu",
        "Micae",
        "Mi-ca-e",
        "Luca",
        "Máccô",
        "Marcô",
    ),
    *(
        "Maria Mađalêna",
        "Anna Maria",
        "Giuse Maria",
        "Têrêsa Hài Đồng Giêsu",
        "Rosa",
        "Rôsa",
        "Cêcilia",
        "Xêxilia",
    ),
    *(
        "Catarina",
        "Monica",
        "Mônica",
        "Isave",
        "Êlisabét",
        "Lucia",
        "Luxia",
        "Stêphanô",
        "Têphanô",
        "Laurensô",
    ),
    *(
        "Lôrensô",
        "Simon",
        "Giacôbê",
        "Gia-cô-bê",
        "Philipphê",
        "Bênêđictô",
        "Gabriel",
        "Raphael",
        "Clara",
        "Bosco",
    ),
]


@given(people, st.sampled_from(SAINTS), st.sampled_from([" ", ", ", " - ", ": "]))
def test_a_baptismal_name_before_a_name(name: str, saint: str, between: str) -> None:
    start, said = baptismal.find(f"{saint}{between}{name}")
    assert (said, f"{saint}{between}{name}"[start:]) == (saint, name)


@pytest.mark.parametrize(
    "said", ["(Maria) ", "Tên thánh: Maria ", "tên thánh Maria ", "thánh Maria, ", "[Maria] "]
)
def test_a_baptismal_name_with_a_label_or_brackets(said: str) -> None:
    assert baptismal.find(f"{said}Lê Thị Lan") == (len(said), "Maria")


def test_a_short_name_after_one_is_no_part_of_it() -> None:
    assert baptismal.find("Anna A Páo Sùng") == (5, "Anna")
    assert baptismal.find("Maria Hà Anh An") == (6, "Maria")


@given(people)
def test_a_plain_name_has_none(name: str) -> None:
    assert baptismal.find(name) == (0, "")
    assert baptismal.find(name.upper()) == (0, "")


@pytest.mark.parametrize(
    "name",
    [
        *(
            "Maria",
            "Maria Lan",
            "Têrêsa Maria",
            "Giuse Hùng",
            "Gioan Nguyễn",
            "Anna",
            "Lê Maria",
            "",
            "Tên",
            "M.",
        ),
        *(
            "Vinh Sơn Hải",
            "An Na Thị Hoa",
            "Tô Ma Văn Hùng",
            "Vi Tơ Đoàn Xoan",
            "Anh Phong Đặng Văn",
            "Ma Thị Ri",
        ),
        *("Luy Văn A", "Phan Xi Văn", "Gia Cô Thị Bê", "M. Văn Hùng"),
    ],
)
def test_names_that_only_look_like_one(name: str) -> None:
    assert baptismal.find(name) == (0, "")


@pytest.mark.parametrize("surname", ["maria", "Ma-ri-a", "MARIA"])
def test_a_name_that_the_registry_has_is_left(surname: str) -> None:
    assert baptismal.find("Maria Lê Thị Lan", surname) == (0, "")
    assert baptismal.find("Anna Lê Thị Lan", surname) == (5, "Anna")


@pytest.mark.parametrize("saint", [saint for saint in SAINTS if saint.split()[0].isalpha()])
def test_the_quick_look_misses_no_baptismal_name(saint: str) -> None:
    assert baptismal.may_begin(saint.casefold().split()[0])
    assert baptismal.may_begin("thánh")
    assert not baptismal.may_begin("nguyễn")
