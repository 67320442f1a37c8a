"""Going to a register number, and looking for missing ones, in whatever way the book writes numbers."""

import pytest
from PySide6.QtCore import QPoint, Qt

from app.services.entry import volumes
from app.ui.entry.writer import EntryWriter
from app.ui.volumes.panels.gap_strip import GapStrip
from app.ui.volumes.screen import VolumesScreen
from tests.ui.desk import entry, go_to
from tests.ui.driver import choose


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


@pytest.fixture
def dated(themed, work, qtbot):
    """The screen of volumes over acts of two years, numbered anew; their ids by date and number."""
    made = {
        (date, number): entry(work, registration_no=number, registration_date=f"5/3/{date}")
        for date, number in (("1998", "1"), ("1998", "2"), ("1998", "4"), ("1999", "1"), ("1999", "3"))
    }
    page = VolumesScreen(work)
    qtbot.addWidget(page)
    page.refresh()
    with work.store.read() as session:
        page.panel.choose(volumes.inventory(session)[0].id)
    page.resize(1200, 640)
    page.show()
    return page, made


def test_each_year_has_its_own_numbers_and_gaps(dated):
    page, _made = dated
    strip = page.findChild(GapStrip)
    assert (strip.numbers.year, strip.numbers.gaps, strip.numbers.twice) == ("1999", (2,), ())
    choose(page, "Năm của số đăng ký", "1998")
    assert (strip.numbers.year, strip.numbers.gaps, strip.numbers.last) == ("1998", (3,), 4)
    page._show_numbers(strip.numbers.volume_id)
    assert strip.numbers.year == "1998", "the year stays when the numbers are read again"


def test_numbers_that_go_on_over_the_years_are_one_line(strip):
    of = strip("1/1998", "2/1998", "3/1999", "5/1999")
    assert (of.year, of.gaps, of.last) == ("", (4,), 5)


def test_a_cell_leads_to_its_entry_and_a_missing_one_to_typing(dated, qtbot):
    page, made = dated
    strip = page.findChild(GapStrip)
    cells = strip.cells

    def at(number):
        step = (cells.width() - 44) / 80
        return QPoint(round(44 + (number - 0.5) * step), 8)

    qtbot.waitExposed(page)
    qtbot.waitUntil(lambda: cells.width() > 400)
    with qtbot.waitSignal(page.entry_wanted) as opened:
        qtbot.mouseClick(cells, Qt.MouseButton.LeftButton, pos=at(3))
    assert opened.args == [made["1999", "3"]]
    with qtbot.waitSignal(page.volume_wanted), qtbot.assertNotEmitted(page.entry_wanted):
        qtbot.mouseClick(cells, Qt.MouseButton.LeftButton, pos=at(2))
    with qtbot.assertNotEmitted(page.entry_wanted), qtbot.assertNotEmitted(page.volume_wanted):
        qtbot.mouseClick(cells, Qt.MouseButton.LeftButton, pos=at(60))
        qtbot.mouseClick(cells, Qt.MouseButton.LeftButton, pos=QPoint(4, 8))


def test_a_personal_number_in_the_wrong_field_is_no_number_of_an_act(strip):
    of = strip("1", "038085990001", "123456789")
    assert (of.last, of.entered) == (1, {1})
