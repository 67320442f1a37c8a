"""Each of the twelve books by the same road: form, comparison, approval, package, workbook."""

import pytest

from app.matching.compare import branch_of, compare
from app.models.books import BOOKS
from app.models.declaration.book import Kind
from app.models.registry.person import Person
from app.models.words.codes import Branch
from app.models.words.states import EntryState
from app.services.entry import entries
from tests.conftest import COMMUNE
from tests.trial.road import approved, decide, exported, put, typed, volume

WORDS = {
    Kind.NAME: "Lò Văn Sự",
    Kind.PLACE: COMMUNE,
    Kind.YEAR: "2011",
    Kind.ETHNICITY: "Mường",
    Kind.NATIONALITY: "Việt Nam",
}


def words_of(field):
    """Return what an officer may type in a field that a book asks for."""
    if field.kind == Kind.DATE_PARTIAL:
        return "28/10/1980" if field.compare == "birth_date" else "5/3/2011"
    if field.kind in WORDS:
        return WORDS[field.kind]
    return field.options[1][1] if len(field.options) > 1 else "12"


@pytest.mark.parametrize("key", list(BOOKS))
def test_a_book_goes_the_whole_road(work, screen, qtbot, certify, key):
    book = BOOKS[key]
    entry_id = typed(screen, volume(work, key), {})
    carried = screen.form.values()
    asked = {f.key: words_of(f) for f in book.all_fields() if f.required}
    for field, words in asked.items():
        if field not in carried or not carried[field].text:
            put(screen, field, words)
    entry_id = screen.entry_id
    assert not screen.complete()
    with work.store.read() as session:
        view = entries.get(session, entry_id)
    assert view.state == EntryState.ENTERED
    persons = entries.persons_to_decide(view.book, view.values)
    assert book.main in persons
    for section in persons:
        name = view.values[view.book.section(section).name_field].text
        person = Person("038080990001", full_name=name, birth_date="1980-10-28")
        lines = compare(view.book, section, view.values, person)
        told = tuple(line for line in lines if line.field in ("full_name", "birth_date"))
        assert len(told) == 2
        assert branch_of(told) == Branch.MATCH
        decide(screen, qtbot, section, Branch.NOT_FOUND)
    row, files = approved(work, certify, entry_id)
    out, cells, title = exported(files, key)
    assert {**out, "approval": None} == {**row, "approval": None}
    assert title == book.file_prefix
    assert {key: row["values"][key]["text"] for key in asked} == {key: view.values[key].text for key in asked}
    assert row["volume"]["registration_place"] == COMMUNE
    assert view.values[book.section(book.main).name_field].text in cells.values()
