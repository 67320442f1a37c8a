"""What a volume is called where an office keeps the books of one commune, or of several."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.words.volume_identity import place_key
from app.services.entry import in_hand, listing, reading, volume_names, volumes
from app.services.entry.listing import EntryQuery
from app.services.entry.volume_names import VolumeNames
from app.services.entry.volumes import VolumeName
from tests.conftest import AT, JUSTICE, numbered

OLD, NEW = "xã Cẩm Tú, huyện Cẩm Thủy, tỉnh Thanh Hóa", "xã Cẩm Tú, tỉnh Thanh Hóa"
QUY = "xã Cẩm Quý, huyện Cẩm Thủy, tỉnh Thanh Hóa"


def volume(place: str, book_no: str = "01/1998", opened_year: str = "1998") -> VolumeName:
    return VolumeName(1, "khai_sinh", book_no, opened_year, place)


def test_one_place_needs_no_name():
    names = VolumeNames([QUY, QUY.upper(), QUY.replace(" ", "  ")])
    assert names.place(volume(QUY)) == ""
    assert names.name(volume(QUY)) == "Khai sinh 01/1998"
    assert names.brief(volume(QUY)) == "KS 01/1998"
    assert VolumeNames(()).number(volume(QUY)) == "01/1998"


def test_of_several_places_each_is_named_in_short():
    names = VolumeNames([OLD, QUY])
    assert names.name(volume(QUY)) == "Khai sinh 01/1998 · xã Cẩm Quý"
    assert names.brief(volume(OLD)) == "KS 01/1998 · xã Cẩm Tú"


def test_two_places_of_one_name_are_told_apart():
    names = VolumeNames([OLD, NEW, QUY])
    assert names.place(volume(OLD)) == "xã Cẩm Tú, huyện Cẩm Thủy"
    assert names.place(volume(NEW)) == "xã Cẩm Tú, tỉnh Thanh Hóa"
    assert names.place(volume(QUY)) == "xã Cẩm Quý"
    assert VolumeNames(["xã Cẩm Tú", OLD]).place(volume("xã Cẩm Tú")) == "xã Cẩm Tú"
    assert VolumeNames(["xã Cẩm Tú", OLD]).place(volume(OLD)) == "xã Cẩm Tú, huyện Cẩm Thủy"


def test_tones_make_another_place():
    names = VolumeNames(["xã Cẩm Tú", "xã Cẩm Tù"])
    assert names.place(volume("xã Cẩm Tú")) != names.place(volume("xã Cẩm Tù"))


def test_a_place_that_nobody_wrote_is_said():
    assert VolumeNames(["", QUY]).number(volume("")) == "01/1998 · chưa ghi nơi đăng ký"


def test_a_volume_without_a_number_is_called_by_its_year():
    names = VolumeNames([QUY])
    assert names.name(volume(QUY, "", "1985")) == "Khai sinh không số, mở năm 1985"
    assert names.name(volume(QUY, "", "")) == "Khai sinh không số"


parts = st.sampled_from(["xã Cẩm Tú", "Xã Cẩm  tú", "xã Quý", "huyện Cẩm Thủy", "tỉnh Thanh Hóa", ""])
places = st.lists(st.lists(parts, min_size=1, max_size=3).map(", ".join), min_size=1, max_size=6)


@given(places)
def test_no_two_places_of_an_office_have_one_name(written):
    names = VolumeNames(written)
    known = {place_key(place) for place in written}
    said = {names.place(volume(place)).casefold() for place in written}
    assert len(said) == len(known)
    assert all(said) or len(known) == 1


@pytest.fixture
def beside(session, ready):
    """The same number of another old commune beside the volume of the entry."""
    own = volumes.get(session, ready.volume_id)
    other = volumes.VolumeView(0, own.book_type, own.book_no, own.opened_year, "xã Cẩm Quý, tỉnh Thanh Hóa")
    volumes.add(session, other, by=JUSTICE, at=AT)
    return f"{own.book_no} · {own.place.split(',')[0]}"


def test_the_place_stands_in_hand_in_lists_and_on_the_sheet_to_read(session, ready, beside):
    assert in_hand.read(session, ready.entry_id).volume == beside
    begun = in_hand.begin(session, ready.volume_id, by=JUSTICE, at=AT, random=numbered("begun"))
    assert begun.volume == beside
    names = volume_names.read(session)
    (row,) = listing.read(session, listing.find(session, EntryQuery()).rows)
    assert names.name(row) == f"Khai sinh {beside}"
    (sheet,) = reading.of_entries(session, [ready.entry_id])
    assert f"quyển {beside}" in sheet.act
