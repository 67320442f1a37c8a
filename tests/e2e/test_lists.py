"""From the cards of Hôm nay and the rows of Sổ to the same entries in the list, by keys alone."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.models.words.entry_lists import EntryGroup
from app.models.words.roles import Role
from app.models.words.states import EntryState
from app.models.words.values import Value
from app.services.entry import entries, volumes
from app.services.office import accounts
from app.ui.kit.parts import Card
from tests.conftest import AT
from tests.e2e.officer import sign_in
from tests.ui.driver import rows_of, says, seen, table
from tests.ui.keys import press


def officer(session, role):
    return next(one for one in accounts.every(session) if one.has(role))


@pytest.fixture
def at_work(signed_in):
    """The demo commune with a draft, an entry put aside and one sent back, at Hôm nay."""
    work = signed_in.workspace
    with work.store.write() as session:
        justice = officer(session, Role.JUSTICE)
        first = volumes.inventory(session)[0].id
        made = [entries.create(session, first, by=justice, at=AT, random=work.random) for _ in range(3)]
        for at, one in enumerate(made):
            entries.save(session, one, "registration_no", Value.of(str(9000 + at)), by=justice, at=AT)
        entries.park(session, made[1], "chờ hỏi", by=justice, at=AT)
    signed_in.window.show_page("entry")
    signed_in.window.show_page("today")
    return signed_in


def cards(application):
    return {card.property("key"): card for card in seen(application.desk_top.today, Card)}


def count_of(card):
    """Return the count that a card says."""
    return int(card.accessibleName().split(": ")[1].split(",")[0].replace(".", ""))


GROUPS = {
    "draft": {EntryState.DRAFT},
    "parked": {EntryState.PARKED},
    "sent_back": {EntryState.SENT_BACK},
    "approval": {EntryState.CHECKED, EntryState.LISTED},
    "approved": {EntryState.APPROVED},
}


@pytest.mark.parametrize("key", GROUPS)
def test_a_card_leads_to_the_entries_that_it_counts(at_work, key):
    card = cards(at_work)[key]
    count = count_of(card)
    card.setFocus()
    press(card, Qt.Key.Key_Return)
    assert at_work.window.page == "entries"
    listed = rows_of(table(at_work.desk_top.entries))
    assert len(listed) == count
    assert {line.state for line in listed} <= GROUPS[key]
    assert count or key == "sent_back"
    with at_work.workspace.store.read() as session:
        assert len(entries.in_states(session, *GROUPS[key])) == count


def test_the_police_are_led_from_what_waits_to_approving(start, qtbot):
    application = start()
    sign_in(application, qtbot, login="dung.tv")
    card = cards(application)["approval"]
    press(card, Qt.Key.Key_Return)
    assert application.window.page == "approval"


def test_l_on_a_volume_lists_its_entries_with_the_count_of_the_row(at_work):
    window, shelf = at_work.window, at_work.desk_top.volumes
    window.show_page("volumes")
    grid = table(shelf, "Bảng kê sổ hộ tịch")
    line = grid.current()
    press(window.focusWidget(), Qt.Key.Key_L)
    assert window.page == "entries"
    listed = at_work.desk_top.entries
    assert listed.panel.volume_id == line.volume.id
    assert says(listed, f": {line.volume.entered} đã nhập xong")
    with at_work.workspace.store.read() as session:
        assert len(rows_of(table(listed))) == len(entries.of_volume(session, line.volume.id))


def test_l_on_a_type_of_book_lists_the_entries_of_all_its_volumes(at_work):
    window, shelf = at_work.window, at_work.desk_top.volumes
    window.show_page("volumes")
    grid = table(shelf, "Bảng kê sổ hộ tịch")
    grid.choose(next(at for at, one in enumerate(rows_of(grid)) if one.volume is None and one.key))
    line = grid.current()
    press(window.focusWidget(), Qt.Key.Key_L)
    listed = at_work.desk_top.entries
    assert (listed.panel.volume_id, listed.panel.book_type) == (0, line.key)
    lines = [one for one in rows_of(grid) if one.volume is None and one.key == line.key]
    assert says(listed, f": {sum(one.sum('entered') for one in lines)} đã nhập xong")


def test_an_entry_of_the_list_is_opened_in_the_form_and_the_list_keeps_its_place(at_work):
    window, listed = at_work.window, at_work.desk_top.entries
    window.show_page("entries")
    for _ in range(3):
        press(window.focusWidget(), Qt.Key.Key_Down)
    wanted = listed.panel.current.id
    press(window.focusWidget(), Qt.Key.Key_Return)
    assert (window.page, at_work.desk_top.entry.entry_id) == ("entry", wanted)
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    assert (window.page, listed.panel.current.id) == ("entries", wanted)
    assert listed.panel.group is EntryGroup.EVERY
