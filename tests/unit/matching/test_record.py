"""A person taken apart: numbers, other names, writing without diacritics."""

from app.matching import record


def test_a_person_without_another_name_keeps_the_old_number() -> None:
    assert record.read({"full_name": "Lê Thị Hoa", "cmnd": "171 700 913"}).cmnd == "171700913"


def test_another_name_stands_beside_the_name() -> None:
    found = record.read({"full_name": "Lê Thị Hoa", "other_name": "Lê Thị Huệ", "cmnd": "171700913"})
    assert found.cmnd == "171700913"
    assert found.name is not None
    assert found.name.other is not None
    assert found.name.other.fold == "le thi hue"


def test_a_nickname_takes_the_place_of_the_given_name() -> None:
    name = record.written("Bùi Kim Liễu tức là Huệ")
    assert name is not None
    assert name.other is not None
    assert (name.fold, name.other.fold) == ("bui kim lieu", "bui kim hue")


def test_writing_without_diacritics_is_told_by_all_its_words() -> None:
    assert record.read({"full_name": "Bui Thi Lien", "birth_place": "xa Yen Phu"}).bare
    assert not record.read({"full_name": "Bui Thi Lan", "birth_place": "xã Yên Phú"}).bare
