"""A book that declares nothing but a name: every screen that lists entries shows it."""

import pytest

from app.models.books import BOOKS
from app.models.declaration.book import BookType, Field, Kind, Section
from app.models.words.codes import Branch
from app.services.entry import decisions, volumes
from app.ui.approval.screen import ApprovalScreen
from app.ui.entry.screen import EntryScreen
from app.ui.follow_up.screen import DiscrepanciesScreen
from app.ui.today.screen import TodayScreen
from app.ui.volumes.screen import VolumesScreen
from tests.conftest import AT, COMMUNE, JUSTICE
from tests.ui.desk import field, go_to
from tests.ui.keys import type_text

NAME = Field("someone_name", "Tên", Kind.NAME, compare="full_name")


def bare(*sections: Section) -> BookType:
    return BookType("bare", "Sổ thử", "Thử", "TH", 9, 1, sections)


@pytest.fixture
def bare_entry(themed, work, qtbot, monkeypatch):
    """The entry screen over the first entry of such a book."""

    def open_first(book: BookType) -> EntryScreen:
        monkeypatch.setitem(BOOKS, book.key, book)
        with work.store.write() as session:
            view = volumes.VolumeView(0, book.key, "02", "2001", COMMUNE)
            volume = volumes.add(session, view, by=JUSTICE, at=AT)
        screen = EntryScreen(work)
        qtbot.addWidget(screen)
        screen.volume = volume
        screen.open_volume(volume)
        screen.show()
        screen.activateWindow()
        qtbot.waitUntil(screen.isActiveWindow)
        qtbot.waitUntil(lambda: not screen.persons.searching)
        return screen

    return open_first


def test_an_entry_with_nothing_but_a_name_goes_through_every_screen(bare_entry, work, qtbot):
    work.close_snapshot()
    work.snapshot = work.registry = None
    screen = bare_entry(bare(Section("someone", "Người", (NAME,), person=True)))
    assert screen.form.current()[0] == "someone_name"
    type_text(field(screen, "someone_name"), "Lò Thị Hoa")
    assert screen.complete() == []
    with work.store.write() as session:
        entry_id = screen.entry_id
        decisions.decide(
            session, entry_id, "someone", Branch.NOT_COMPARED, by=JUSTICE, at=AT, random=work.random
        )
    screen.open_entry(entry_id)
    go_to(screen, "1")
    assert "chưa có trường hợp số 1" in screen.messages.words
    for page in (
        TodayScreen(work),
        VolumesScreen(work),
        ApprovalScreen(work),
        DiscrepanciesScreen(work),
    ):
        qtbot.addWidget(page)
        page.refresh()
    screen.new_entry(screen.volume)
    assert screen.entry_id != entry_id


def test_a_finished_entry_without_names_begins_in_its_first_field(bare_entry):
    number = Field("someone_personal_id", "Số định danh", Kind.PERSONAL_ID, compare="personal_id")
    screen = bare_entry(bare(Section("someone", "Người", (number,), person=True)))
    type_text(field(screen, number.key), "038099994127")
    assert screen.complete() == []
    screen.open_entry(screen.entry_id)
    assert screen.form.current()[0] == number.key
