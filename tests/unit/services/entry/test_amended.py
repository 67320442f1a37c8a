"""An act that a note in the margin changed: what counts is compared, signed and sent; both are kept."""

import io
import json
from pathlib import Path

import openpyxl
import pytest
from jsonschema import Draft202012Validator
from sqlalchemy import select

from app.errors import Refused
from app.matching.result import Amended, DecidedLine, Result
from app.models.books import BOOKS
from app.models.declaration import amendments
from app.models.registry.person import Person
from app.models.store.tables import Entry, FieldChange
from app.models.words.codes import Branch, Resolution
from app.models.words.roles import Role
from app.models.words.states import EntryState
from app.models.words.values import Mark, Value
from app.services.entry import (
    approval,
    decisions,
    discrepancies,
    entries,
    fact_list,
    papers,
    reading,
    story,
    volume_names,
)
from app.services.entry.freeze import entry_data
from app.services.exchange import contents
from app.services.office import accounts
from tests.conftest import AT, JUSTICE
from tests.unit.services.entry.deciding import CHILD, FATHER, searched

SCHEMA = json.loads(
    (Path(__file__).parents[4] / "docs/formats/entry.schema.json").read_text(encoding="utf-8")
)
BASIS = "12/QĐ-UBND ngày 3/5/2004 của UBND xã Cẩm Lương"


def called(key):
    return next(name for name, named in amendments._names(BOOKS["khai_sinh"].sections) if named == key)


MOTHER = {
    "amendment_about": called("mother_name"),
    "amendment_kind": "Cải chính",
    "amendment_from": "Bùi Thị Thuỷ",
    "amendment_to": "Bùi Thị Thuý",
    "amendment_number": "12/QĐ-UBND",
    "amendment_date": "3/5/2004",
    "amendment_authority": "UBND xã Cẩm Lương",
}


def save(session, entry_id, words):
    for key, text in words.items():
        entries.save(session, entry_id, key, Value.of(text), by=JUSTICE, at=AT)


def amended(session, entry_id, **changes):
    """Type the note and finish the entry again."""
    save(session, entry_id, MOTHER | changes)
    entries.complete(session, entry_id, by=JUSTICE, at=AT)


def decide(session, entry_id, branch, random, person=CHILD, **more):
    return decisions.decide(
        session,
        entry_id,
        "child",
        branch,
        by=JUSTICE,
        at=AT,
        random=random,
        person=person,
        search=searched(person),
        snapshot_id="s1",
        **more,
    )


def line_of(session, entry_id, column):
    kept = entries.active_decisions(session, entry_id)["child"].lines
    return next(one.line for one in map(DecidedLine.from_json, kept) if one.line.field == column)


def test_a_registry_with_the_new_words_is_consistent(session, entry_id, random):
    with pytest.raises(Refused, match="khác nhau"):
        decide(session, entry_id, Branch.MATCH, random)
    amended(session, entry_id)
    decide(session, entry_id, Branch.MATCH, random)
    assert entries.active_decisions(session, entry_id)["child"].branch == Branch.MATCH
    assert discrepancies.every(session) == []
    line = line_of(session, entry_id, "mother_name")
    assert (line.written, line.book, line.result) == ("Bùi Thị Thuỷ", "Bùi Thị Thuý", Result.EQUAL)
    assert line.amended == (Amended("Cải chính", "Bùi Thị Thuý", BASIS),)
    assert str(line.history) == f"sổ ghi Bùi Thị Thuỷ → cải chính thành Bùi Thị Thuý theo {BASIS}"


def test_a_registry_with_the_old_words_differs_and_both_are_told(session, entry_id, random):
    amended(session, entry_id)
    old = Person(**{**vars_of(CHILD), "mother_name": "BÙI THỊ THUỶ"})
    ways = {"mother_name": Resolution.FIX_POPULATION}
    decide(session, entry_id, Branch.MISMATCH_BASIC, random, person=old, resolutions=ways)
    (item,) = discrepancies.every(session)
    assert (item.book, item.registry) == ("Bùi Thị Thuý", "BÙI THỊ THUỶ")
    assert str(item.amended) == f"sổ ghi Bùi Thị Thuỷ → cải chính thành Bùi Thị Thuý theo {BASIS}"
    (person,) = papers.persons_of(fact_list.every(session), volume_names.read(session))
    assert person.rows[0].detail.startswith("sổ ghi Bùi Thị Thuỷ → cải chính thành Bùi Thị Thuý")
    (sent,) = contents._items(session, [entry_id])
    assert (sent["book"], sent["written"]) == ("Bùi Thị Thuý", "Bùi Thị Thuỷ")


def vars_of(person):
    return {name: getattr(person, name) for name in person.__dataclass_fields__}


def test_a_note_asks_again_about_whom_it_changes_and_nobody_else(session, entry_id):
    assert entries.active_decisions(session, entry_id).keys() == {"child", "mother", "father"}
    amended(session, entry_id)
    assert entries.active_decisions(session, entry_id).keys() == {"father"}
    assert entries.get(session, entry_id).state == EntryState.ENTERED


def test_a_note_that_changes_no_compared_words_asks_nobody_again(session, entry_id):
    amended(session, entry_id, amendment_about="", amendment_kind="Ghi chú khác")
    assert entries.active_decisions(session, entry_id).keys() == {"child", "mother", "father"}
    assert entries.get(session, entry_id).state == EntryState.CHECKED
    save(session, entry_id, {"amendment_about__02": called("mother_name")})
    assert entries.active_decisions(session, entry_id).keys() == {"child", "mother", "father"}, "no words yet"


@pytest.mark.parametrize(
    "change",
    [
        {"amendment_to": "Bùi Thị Thuỵ"},
        {"amendment_date": "4/5/2004"},
        {"amendment_about": ""},
        {"mother_name": "X"},
    ],
)
def test_whatever_changes_what_was_shown_asks_again(session, entry_id, random, change):
    amended(session, entry_id)
    decide(session, entry_id, Branch.MATCH, random)
    save(session, entry_id, change)
    assert "child" not in entries.active_decisions(session, entry_id)


def test_a_note_voids_an_approval_as_any_typing_does(session, entry_id, ready):
    row = session.get_one(Entry, entry_id)
    officer = police_of(session, ready)
    shown = approval.freeze(session, entry_id)
    approval.approve(session, [shown], signer=ready.signers[officer.uid], by=officer, at=AT)
    assert row.state == EntryState.APPROVED
    save(session, entry_id, {"amendment_kind": "Ghi chú khác"})
    assert (row.state, row.version) == (EntryState.DRAFT, 2)


def police_of(session, ready):
    """Return a police officer who may sign."""
    return next(o for o in accounts.every(session) if o.uid in ready.signers and Role.POLICE in o.roles)


def test_a_decision_from_before_a_note_cannot_be_signed(session, entry_id, random, ready):
    """Whatever way it came in: the words a decision rests on are held against those that count now."""
    row = session.get_one(Entry, entry_id)
    row.values = {**row.values, **{k: {"text": v, "source": "typed"} for k, v in MOTHER.items()}}
    session.flush()
    police = police_of(session, ready)
    assert any(
        "đã được sửa sau khi đối chiếu" in said for said in approval.obstacles(session, entry_id, by=police)
    )


def test_what_is_signed_is_what_was_shown(session, entry_id, random):
    amended(session, entry_id)
    decide(session, entry_id, Branch.MATCH, random)
    frozen = entry_data(session, entry_id)
    assert frozen["values"]["mother_name"]["text"] == "Bùi Thị Thuỷ"
    assert not any(key.startswith("amendment") for key in frozen["values"])
    (note,) = frozen["amendments"]
    assert (note["field"], note["kind"], note["basis"]) == ("mother_name", "cai_chinh", BASIS)
    lines = {line["field"]: line for line in frozen["persons"][0]["lines"]}
    assert (lines["mother_name"]["book"], lines["mother_name"]["written"]) == ("Bùi Thị Thuý", "Bùi Thị Thuỷ")
    assert "written" not in lines["full_name"]
    Draft202012Validator(SCHEMA).validate(frozen)


def test_the_workbook_holds_the_words_of_the_book_and_its_notes(session, entry_id):
    save(session, entry_id, MOTHER)
    sheet = contents._excel("khai_sinh", [entry_data(session, entry_id)])
    head, row = openpyxl.load_workbook(io.BytesIO(sheet)).worksheets[0].iter_rows(values_only=True)
    cells = dict(zip(head, row, strict=True))
    told = {key: cells[key] for key in MOTHER}
    assert told == MOTHER | {"amendment_date": "03.05.2004"}
    assert "Bùi Thị Thuỷ" in row


def test_a_name_is_found_as_it_was_and_as_it_is(session, entry_id):
    save(session, entry_id, MOTHER | {"amendment_to": "Bùi Thị Hạnh"})
    assert [row.id for row in entries.find(session, "bui thi thuy")] == [entry_id]
    assert [row.id for row in entries.find(session, "bui thi hanh")] == [entry_id]


def test_a_father_that_a_note_adds_is_to_be_decided_about(session, entry_id):
    blank = Value("", Mark.BLANK_IN_BOOK)
    for key in ("father_name", "father_birth_date"):
        entries.save(session, entry_id, key, blank, by=JUSTICE, at=AT)
    view = entries.get(session, entry_id)
    assert "father" not in entries.persons_to_decide(view.book, view.values)
    save(session, entry_id, {"amendment_about": called("father_name"), "amendment_to": "Phạm Văn Lực"})
    view = entries.get(session, entry_id)
    assert "father" in entries.persons_to_decide(view.book, view.values)


def test_what_a_note_takes_part_in_is_kept_step_by_step(session, entry_id):
    save(session, entry_id, MOTHER | {"amendment_to": "A"})
    save(session, entry_id, {"amendment_to": "B"})
    query = select(FieldChange).where(FieldChange.field == "amendment_to").order_by(FieldChange.id)
    assert [row.after["text"] for row in session.scalars(query)] == ["A", "B"]
    told = [str(step.said) for step in story.of_entry(session, entry_id, by=JUSTICE).steps]
    assert "Thành: “A” → “B”" in told


def test_the_notes_are_printed_with_the_entry(session, entry_id):
    save(session, entry_id, MOTHER)
    (one,) = reading.of_entries(session, [entry_id])
    told = dict(one.fields)
    assert (told["Từ"], told["Thành"]) == ("Bùi Thị Thuỷ", "Bùi Thị Thuý")
    assert (told["Số quyết định"], told["Do cơ quan"]) == ("12/QĐ-UBND", "UBND xã Cẩm Lương")


def test_nobody_else_is_compared_by_the_changed_words(session, entry_id, random):
    amended(session, entry_id)
    decisions.decide(
        session,
        entry_id,
        "father",
        Branch.MATCH,
        by=JUSTICE,
        at=AT,
        random=random,
        person=FATHER,
        search=searched(FATHER),
        snapshot_id="s1",
    )
    lines = [
        DecidedLine.from_json(x).line for x in entries.active_decisions(session, entry_id)["father"].lines
    ]
    assert all(line.history is None for line in lines)
