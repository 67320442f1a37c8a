"""Going to a register number, and looking for missing ones, in whatever way the book writes numbers."""

import pytest

from app.services.entry import volumes
from app.ui.entry.writer import EntryWriter
from app.ui.volumes.panels.gap_strip import GapStrip
from app.ui.volumes.screen import VolumesScreen
from tests.ui.desk import entry, go_to


def with_numbers(work, *numbers):
    """Type entries with these numbers; return their ids by number."""
    return {number: entry(work, registration_no=number) for number in numbers}


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("1", "01/2010"),
        ("01", "01/2010"),
        ("1/2010", "01/2010"),
        ("số 1", "01/2010"),
        ("1/2011", ""),
        ("12", "12"),
        ("12a", "12A"),
        ("12b", ""),
        ("2", ""),
        ("không số", "Không số"),
        ("", ""),
    ],
)
def test_a_number_is_found_as_it_is_meant(work, wanted, found):
    made = with_numbers(work, "01/2010", "12A", "12", "Không số")
    writer = EntryWriter(work)
    assert writer.numbered(writer.read(made["12"]), wanted) == (made[found] if found else "")


def test_a_number_without_a_year_means_the_year_in_hand(work):
    made = with_numbers(work, "01/2010", "02/2010", "01/2011", "02/2011")
    writer = EntryWriter(work)
    for here, there in (("02/2010", "01/2010"), ("02/2011", "01/2011")):
        hand = writer.read(made[here])
        assert writer.numbered(hand, "1") == made[there]
        assert writer.numbered(hand, "1/2010") == made["01/2010"]


def test_the_screen_goes_to_a_number_written_with_zeros_and_a_year(screen, work):
    made = with_numbers(work, "01/2010")
    go_to(screen, "1")
    assert screen.entry_id == made["01/2010"]


@pytest.fixture
def strip(themed, work, qtbot):
    """Return what the screen of volumes says of the numbers of these entries."""

    def read(*numbers):
        with_numbers(work, *numbers)
        page = VolumesScreen(work)
        qtbot.addWidget(page)
        page.refresh()
        with work.store.read() as session:
            page.panel.choose(volumes.inventory(session)[0].id)
        return page.findChild(GapStrip).numbers

    return read


def test_missing_and_repeated_numbers_are_found_in_every_writing(strip):
    of = strip("01/1998", "số 2", "4", "04", "12a", "²", "không số")
    assert of.entered == {1, 2, 4}
    assert (of.gaps, of.twice, of.next) == ((3,), (4,), 0)


def test_a_number_that_begins_anew_each_year_is_not_given_twice(strip):
    of = strip("01/1998", "01/1999", "2/1998")
    assert of.twice == ()


def test_a_personal_number_in_the_wrong_field_is_no_number_of_an_act(strip):
    of = strip("1", "038085990001", "123456789")
    assert (of.last, of.entered) == (1, {1})
