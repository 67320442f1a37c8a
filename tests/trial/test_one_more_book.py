"""A book the product does not know goes the whole road: typed, decided, signed, packed."""

from app.models.store.tables import Entry
from app.models.words.codes import Branch
from app.models.words.states import EntryState
from app.services.entry import entries
from tests.trial.road import approved, decide, exported, typed, volume

GUESTS = "so_thu"
WRITTEN = {
    "registration_no": "7/2011",
    "registration_date": "9/11/2011",
    "guest_name": "Phạm Văn Tý",
    "guest_birth_date": "28/10/1999",
    "guest_comes_from": "Cẩm Thủy",
    "guest_name__02": "Người Lạ",
    "guest_birth_date__02": "1/1/1931",
}


def test_it_goes_the_whole_road(work, screen, qtbot, certify):
    entry_id = typed(screen, volume(work, GUESTS), WRITTEN)
    assert list(screen.persons.candidates._tabs) == ["guest", "guest__02"]
    assert not screen.complete()
    decide(screen, qtbot, "guest", Branch.MATCH)
    decide(screen, qtbot, "guest__02", Branch.NOT_FOUND)
    row, files = approved(work, certify, entry_id)
    assert {p["section"]: p["branch"] for p in row["persons"]} == {
        "guest": "match",
        "guest__02": "not_found",
    }
    _row, cells, title = exported(files, GUESTS)
    assert title == "ST"
    assert (cells["kHoTen"], cells["kHoTen__02"], cells["kTuDau"]) == (
        "Phạm Văn Tý",
        "Người Lạ",
        "Cẩm Thủy",
    )
    with work.store.read() as session:
        assert entries.get(session, entry_id).state == EntryState.APPROVED
        assert session.get(Entry, entry_id).book_type == GUESTS
