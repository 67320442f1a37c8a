"""What an approval signs of an entry, to the letter."""

import pytest
from sqlalchemy import text

from app.crypto import canonical
from app.models.store.tables import Entry, Volume
from app.models.words.codes import Branch, Resolution
from app.models.words.values import Mark, Value
from app.services.entry import decisions, entries
from app.services.entry.freeze import entry_bytes, entry_data
from tests.conftest import AT, COMMUNE, JUSTICE, TYPIST
from tests.unit.services.entry.births import BIRTH
from tests.unit.services.entry.deciding import CHILD, searched

LINE = {"field", "book", "registry", "result", "detail", "resolution", "note"}


def test_an_entry_as_it_leaves(session, ready, entry_id):
    frozen = entry_data(session, entry_id)
    persons = frozen.pop("persons")
    values = frozen.pop("values")
    assert frozen == {
        "schema": "vn.hotich.muc/1",
        "entry_id": entry_id,
        "version": 1,
        "book_type": "khai_sinh",
        "book_version": 1,
        "origin": "paper",
        "volume": {"book_no": "01/1998", "book_opened_year": "1998", "registration_place": COMMUNE},
        "amendments": [],
        "typed_by": [JUSTICE.uid],
        "decided_by": [JUSTICE.uid],
    }
    typed = {key: value for key, value in values.items() if value["text"]}
    assert {key: value["text"] for key, value in typed.items()} == BIRTH
    marked = [value for value in values.values() if not value["text"]]
    assert all(value == {"text": "", "source": "typed", "mark": "blank_in_book"} for value in marked)
    assert {key: value["parsed"] for key, value in values.items() if "parsed" in value} == {
        "registration_date": {"date": "1999-11-09", "calendar": "solar"},
        "child_birth_date": {"date": "1999-10-28", "calendar": "solar"},
        "mother_birth_date": {"date": "1975", "calendar": "solar"},
        "father_birth_date": {"date": "1972", "calendar": "solar"},
    }
    assert [(p["section"], p["branch"], p["personal_id"], p["snapshot_id"]) for p in persons] == [
        ("child", "match", "038099994128", "s1"),
        ("mother", "not_found", None, "s1"),
        ("father", "match", "038072990001", "s1"),
    ]
    kept = entries.active_decisions(session, entry_id)
    assert [p["provisional_id"] for p in persons] == [None, kept["mother"].provisional_id, None]
    assert [p["search"] for p in persons] == [kept[p["section"]].search for p in persons]
    assert [len(p["lines"]) for p in persons] == [len(kept[p["section"]].lines) for p in persons]
    assert all(set(line) == LINE for p in persons for line in p["lines"])
    assert entry_bytes(session, entry_id) == canonical.dumps(entry_data(session, entry_id))


@pytest.mark.parametrize(
    ("words", "parsed"),
    [
        ("28/10/1999", {"date": "1999-10-28", "calendar": "solar"}),
        ("10/1999", {"date": "1999-10", "calendar": "solar"}),
        ("15/8/1999 âm lịch", {"date": "1999-08-15", "calendar": "lunar"}),
        ("3/5 nhuận/1998 âm lịch", {"date": "1998-05-03", "calendar": "lunar", "leap_month": True}),
        ("31/2/1999", None),
        ("khoảng mùa gặt", None),
    ],
)
def test_a_date_says_how_it_was_understood(session, entry_id, words, parsed):
    entries.save(session, entry_id, "child_birth_date", Value.of(words), by=JUSTICE, at=AT)
    value = entry_data(session, entry_id)["values"]["child_birth_date"]
    assert value["text"] == words
    assert value.get("parsed") == parsed


def test_a_line_leaves_with_what_was_said_of_it(session, entry_id, random):
    decisions.decide(
        session,
        entry_id,
        "child",
        Branch.MISMATCH_OTHER,
        by=JUSTICE,
        at=AT,
        random=random,
        person=CHILD,
        snapshot_id="s1",
        search=searched(CHILD),
        resolutions={"mother_name": Resolution.FIX_POPULATION},
        notes={"mother_name": "hỏi bà nội"},
    )
    (child,) = [p for p in entry_data(session, entry_id)["persons"] if p["section"] == "child"]
    kept = entries.active_decisions(session, entry_id)["child"]
    assert child["lines"] == [{key: line[key] for key in LINE} for line in kept.lines]
    assert child["search"] == kept.search


def test_an_emptied_field_does_not_leave(session, entry_id):
    entries.save(session, entry_id, "page_no", Value(), by=JUSTICE, at=AT)
    assert "page_no" not in entry_data(session, entry_id)["values"]


def change_value(session, ready):
    entries.save(session, ready.entry_id, "page_no", Value.of("95"), by=JUSTICE, at=AT)


def change_mark(session, ready):
    value = Value("94", Mark.UNCERTAIN)
    entries.save(session, ready.entry_id, "page_no", value, by=JUSTICE, at=AT)


def type_by_another(session, ready):
    for words in ("95", "94"):
        entries.save(session, ready.entry_id, "page_no", Value.of(words), by=TYPIST, at=AT)


def raise_version(session, ready):
    session.get_one(Entry, ready.entry_id).version = 2


def change_origin(session, ready):
    session.get_one(Entry, ready.entry_id).origin = "electronic"


def change_number(session, ready):
    session.get_one(Volume, ready.volume_id).book_no = "02"


def change_year(session, ready):
    session.get_one(Volume, ready.volume_id).opened_year = "1999"


def change_place(session, ready):
    session.get_one(Volume, ready.volume_id).place = "xã khác"


def undo(session, ready):
    decisions.undo(session, ready.entry_id, "father", by=JUSTICE, at=AT)


def in_decision(column, value):
    def change(session, _ready):
        session.execute(text("DROP TRIGGER decision_kept"))
        session.execute(
            text(f"UPDATE decision SET {column} = :value WHERE section = 'father'"), {"value": value}
        )
        session.expire_all()

    change.__name__ = column
    return change


@pytest.mark.parametrize(
    "change",
    [
        change_value,
        change_mark,
        type_by_another,
        raise_version,
        change_origin,
        change_number,
        change_year,
        change_place,
        undo,
        in_decision("branch", "not_found"),
        in_decision("personal_id", "038072990009"),
        in_decision("provisional_id", "x"),
        in_decision("snapshot_id", "s2"),
        in_decision("search", "{}"),
        in_decision("lines", "[]"),
        in_decision("again", '{"reason": "x", "entries": ["y"]}'),
        in_decision("by", TYPIST.uid),
    ],
    ids=lambda change: change.__name__,
)
def test_no_change_leaves_the_bytes_the_same(session, ready, change):
    before = entry_bytes(session, ready.entry_id)
    change(session, ready)
    assert entry_bytes(session, ready.entry_id) != before
