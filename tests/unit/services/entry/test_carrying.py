"""What the first and the next entry of a volume begin with, in whatever its book declares."""

import pytest

from app.documents.excel import write_book
from app.models.books import BOOKS
from app.models.declaration.act import Registration
from app.models.declaration.book import BookType, Field, Kind, Section
from app.models.words.codes import Branch
from app.models.words.states import EntryState
from app.models.words.values import Mark, Source, Value
from app.services.entry import carrying, decisions, entries, freeze, volumes, workload
from tests.conftest import AT, COMMUNE, JUSTICE, TYPIST

BARE = BookType(
    "bare",
    "Sổ thử",
    "Thử",
    "TH",
    9,
    1,
    (
        Section(
            "someone", "Người", (Field("someone_name", "Tên", Kind.NAME, compare="full_name"),), person=True
        ),
    ),
)


@pytest.fixture
def bare_volume(store, monkeypatch):
    """A volume of a book that declares one name and nothing else."""
    monkeypatch.setitem(BOOKS, BARE.key, BARE)
    view = volumes.VolumeView(0, BARE.key, "02", "2001", COMMUNE)
    with store.write() as session:
        return volumes.add(session, view, by=JUSTICE, at=AT)


def begin(store, random, volume_id):
    """Open an entry as the screen does."""
    with store.write() as session:
        rows = entries.of_volume(session, volume_id)
        carried = (
            carrying.from_entry(entries.get(session, rows[-1].id))
            if rows
            else carrying.from_volume(volumes.get(session, volume_id))
        )
        return entries.create(session, volume_id, by=JUSTICE, at=AT, random=random, carried=carried)


@pytest.mark.parametrize("key", sorted(BOOKS))
def test_the_first_entry_begins_with_what_is_known_of_the_volume(store, random, key):
    with store.write() as session:
        view = volumes.VolumeView(0, key, "02", "2001", COMMUNE)
        volume_id = volumes.add(session, view, by=JUSTICE, at=AT)
    made = begin(store, random, volume_id)
    with store.read() as session:
        values = entries.get(session, made).values
    assert values == {
        "book_no": Value("02", None, Source.CARRIED),
        "book_opened_year": Value("2001", None, Source.CARRIED),
        BOOKS[key].field_of(Registration.PLACE): Value(COMMUNE, None, Source.CARRIED),
    }


def test_nothing_is_carried_that_the_volume_does_not_say(store, birth_volume):
    with store.read() as session:
        view = volumes.get(session, birth_volume)
    assert set(carrying.from_volume(view)) == {"book_no", "book_opened_year", "registration_place"}
    empty = volumes.VolumeView(1, "khai_sinh", "01", "", "")
    assert set(carrying.from_volume(empty)) == {"book_no"}


def test_a_book_without_the_fields_of_the_others_is_typed_decided_and_frozen(store, random, bare_volume):
    first = begin(store, random, bare_volume)
    with store.write() as session:
        entries.save(session, first, "someone_name", Value.of("Lò Thị Hoa"), by=JUSTICE, at=AT)
        assert entries.complete(session, first, by=JUSTICE, at=AT) == []
        decisions.decide(session, first, "someone", Branch.NOT_COMPARED, by=JUSTICE, at=AT, random=random)
        view = entries.get(session, first)
        assert view.state == EntryState.CHECKED
        assert [row.main_name for row in entries.find(session, "lo thi hoa")] == ["Lò Thị Hoa"]
        assert freeze.entry_data(session, first)["values"] == {
            "someone_name": {"text": "Lò Thị Hoa", "source": "typed"}
        }
        assert workload.overview(session, uid=JUSTICE.uid).books[BARE.key].done == 1
    assert write_book(BARE, [view.values])
    second = begin(store, random, bare_volume)
    with store.read() as session:
        assert entries.get(session, second).values == {}


def test_a_value_the_book_does_not_declare_any_more_is_not_carried(store, random, bare_volume):
    made = begin(store, random, bare_volume)
    with store.read() as session:
        view = entries.get(session, made)
    kept = {"registration_no": Value("09/2001"), "book_no": Value("02")}
    older = entries.EntryView(
        view.id, BARE, bare_volume, 1, "paper", EntryState.DRAFT, 1, kept, "", view.changed_at
    )
    assert carrying.from_entry(older) == {}


@pytest.mark.parametrize(
    ("written", "carried"), [("28/10/1998", True), ("10/1998", True), ("28.1o.9x", False), ("hôm qua", False)]
)
def test_a_date_that_was_not_understood_does_not_spread(
    store, type_birth, birth_volume, random, written, carried
):
    made = type_birth(by=TYPIST)
    with store.write() as session:
        entries.save(session, made, "registration_date", Value.of(written), by=JUSTICE, at=AT)
    following = begin(store, random, birth_volume)
    with store.read() as session:
        values = entries.get(session, following).values
    assert ("registration_date" in values) == carried


def test_the_next_entry_takes_over_words_without_mark_and_counts_on(store, type_birth, birth_volume, random):
    made = type_birth(by=TYPIST, registration_no="09/1998")
    with store.write() as session:
        torn = Value("94", Mark.UNCERTAIN)
        entries.save(session, made, "page_no", torn, by=JUSTICE, at=AT)
    following = begin(store, random, birth_volume)
    with store.read() as session:
        values = entries.get(session, following).values
    assert values["registration_no"] == Value("10/1998", None, Source.CARRIED)
    assert values["page_no"] == Value("94", None, Source.CARRIED)
    assert "child_name" not in values


def opened(store, random, book_type, year, form=""):
    """Open the first and the second entry of a volume; return both with what they hold."""
    with store.write() as session:
        view = volumes.VolumeView(0, book_type, "01", year, COMMUNE, form=form)
        volume_id = volumes.add(session, view, by=JUSTICE, at=AT)
        found = []
        for _ in range(2):
            last = entries.last_of(session, volume_id)
            begun = carrying.begun(volumes.get(session, volume_id), last)
            made = entries.create(session, volume_id, by=JUSTICE, at=AT, random=random, carried=begun)
            found.append(entries.get(session, made))
    return found


def test_columns_that_the_form_did_not_have_are_marked_in_every_entry(store, random):
    not_printed = Value("", Mark.NOT_IN_FORM, Source.CARRIED)
    for entry in opened(store, random, "khai_sinh", "1974"):
        marked = {key for key, value in entry.values.items() if value == not_printed}
        assert marked == {
            "child_nationality",
            "child_personal_id",
            *(f"{who}_{what}" for who in ("mother", "father") for what in ("nationality", "id_number")),
        }, "asked for or compared; others are only hidden"
        assert entry.values["book_no"].text == "01"


@pytest.mark.parametrize(
    ("year", "form", "marked"),
    [
        ("1998", "", {"child_personal_id"}),
        ("1998", "whole", set()),
        ("2016", "", set()),
        ("", "", set()),
        ("1998", "year +child_personal_id -child_sex", {"child_sex"}),
        ("1998", "whole -signer_title", set()),
    ],
)
def test_a_volume_tells_which_columns_it_has(store, random, year, form, marked):
    entry = opened(store, random, "khai_sinh", year, form)[0]
    assert {key for key, value in entry.values.items() if value.mark is Mark.NOT_IN_FORM} == marked


def test_what_is_carried_on_is_not_covered_by_a_mark(store, random):
    first, second = opened(store, random, "khai_sinh", "1998", "whole -registration_place")
    assert first.values["registration_place"].text == COMMUNE
    assert second.values["registration_place"].text == COMMUNE


def test_a_required_column_that_was_not_printed_asks_for_nothing(store, random):
    entry = opened(store, random, "khai_sinh", "1974")[0]
    with store.write() as session:
        problems = entries.complete(session, entry.id, by=JUSTICE, at=AT)
    assert "child_nationality" not in [problem.field for problem in problems]
    assert "child_ethnicity" in [problem.field for problem in problems]
