"""A book without number, page, date or place of registration: nothing asks for what it has not."""

import pytest

from app.documents.kinds import DISCREPANCY_LIST
from app.models.books import BOOKS
from app.models.declaration.act import Registration
from app.models.declaration.book import BookType, Section
from app.models.declaration.parts import VOLUME, birth_date, name, sex
from app.models.words.codes import Branch, Resolution
from app.models.words.states import EntryState
from app.models.words.values import Value
from app.services.entry import carrying, discrepancies, entries, papers, volume_names, volumes
from app.services.entry.fact_list import Fact
from tests.conftest import AT, COMMUNE, JUSTICE
from tests.trial.road import approved, decide, exported, put, typed
from tests.unit.documents.conftest import pages

BARE = BookType(
    key="so_tran",
    title="Sổ trần",
    short="Sổ trần",
    file_prefix="ST",
    priority=20,
    version=1,
    main="person",
    sections=(
        Section("registration", "Quyển sổ", (VOLUME[0],)),
        Section(
            "person",
            "Người",
            (name("person", "n", "ai", required=True), sex("person", "n"), birth_date("person", "n", "ai")),
            person=True,
        ),
    ),
)


@pytest.fixture
def bare_volume(work, monkeypatch):
    monkeypatch.setitem(BOOKS, BARE.key, BARE)
    with work.store.write() as session:
        view = volumes.VolumeView(0, BARE.key, "01/2011", "2011", COMMUNE)
        return volumes.add(session, view, by=JUSTICE, at=AT)


def test_the_first_entry_takes_what_its_book_has(work, bare_volume):
    with work.store.read() as session:
        begun = carrying.from_volume(volumes.get(session, bare_volume))
    assert list(begun) == ["book_no"]
    assert BARE.registered({}, Registration.DATE) == ""


def test_it_goes_the_whole_road(work, screen, qtbot, certify, bare_volume):
    from app.ui.follow_up.screen import _row
    from app.ui.volumes.screen import VolumesScreen

    texts = {"person_name": "Phạm Văn Tý", "person_sex": "Nữ", "person_birth_date": "28/10/1999"}
    entry_id = typed(screen, bare_volume, texts)
    assert "trang" not in screen.head._title.text()
    assert "số" not in screen.head._title.text()
    assert "số" not in screen.strip._subject(screen._hand)
    assert not screen.complete()
    decide(screen, qtbot, "person", Branch.MISMATCH_BASIC, sex=Resolution.FIX_POPULATION)
    with work.store.read() as session:
        (item,), names = discrepancies.every(session), volume_names.read(session)
        fact = Fact((item,))
        persons = papers.persons_of([fact], names)
        (paper,) = pages(papers.make(session, DISCREPANCY_LIST, persons, by=JUSTICE, at=AT).data)
        assert entries.get(session, entry_id).state == EntryState.LISTED
    assert _row(fact, names, AT.date(), 15).title == "Sổ trần · 01/2011"
    assert "Q. 01/2011" in paper
    assert "Số ," not in paper
    inventory = VolumesScreen(work)
    qtbot.addWidget(inventory)
    inventory._show_numbers(bare_volume)
    _row_signed, files = approved(work, certify, entry_id)
    _out, cells, title = exported(files, BARE.key)
    assert (title, cells["nHoTen"]) == ("ST", "Phạm Văn Tý")
    screen.new_entry(bare_volume)
    assert screen.form.values()["book_no"].text == "01/2011"
    put(screen, "person_name", "Lò Văn Sử")
    assert screen._hand.values["person_name"] == Value("Lò Văn Sử")
