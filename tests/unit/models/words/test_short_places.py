"""The shortest names that tell the places of an office apart."""

from app.models.words.short_places import short_places
from app.models.words.volume_identity import place_key

OLD, NEW = "xã Cẩm Tú, huyện Cẩm Thủy, tỉnh Thanh Hóa", "xã Cẩm Tú, tỉnh Thanh Hóa"


def test_as_many_parts_as_are_needed():
    names = short_places([OLD, NEW, "xã Cẩm Quý, tỉnh Thanh Hóa", ""])
    assert names[place_key(OLD)] == "xã Cẩm Tú, huyện Cẩm Thủy"
    assert names[place_key(NEW)] == NEW
    assert names[place_key("xã Cẩm Quý, tỉnh Thanh Hóa")] == "xã Cẩm Quý"
    assert names[""] == ""


def test_a_name_that_begins_another_is_another():
    names = short_places(["xã Cẩm, huyện A", "xã Cẩm Tú, huyện A"])
    assert list(names.values()) == ["xã Cẩm Tú", "xã Cẩm"]


def test_two_writings_are_one_place():
    assert len(short_places([OLD, OLD.upper(), f"UBND {OLD}"])) == 1
