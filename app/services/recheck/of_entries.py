"""What is odd about one entry: the rules of the form, its volume, its places, what is left to do."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from app.matching import compare
from app.matching.places import not_then, written_at
from app.matching.result import DecidedLine
from app.models.books import BOOKS
from app.models.declaration import rules
from app.models.declaration.act import Registration
from app.models.declaration.book import Kind, Problem
from app.models.registry.person import Person
from app.models.store.tables import Decision, Entry, Volume
from app.models.words.codes import Branch
from app.models.words.oddities import OddityKind
from app.models.words.states import COMPLETED, ENTRY_STATE_LABELS, EntryState
from app.models.words.values import Value
from app.services.entry import entries, own_volume
from app.services.entry.field_names import name_of
from app.services.recheck.found import FoundOddity
from app.texts import Text

_LEFT = (EntryState.DRAFT, EntryState.PARKED, EntryState.SENT_BACK)
_BY_CANDIDATES = ("personal_id", "cmnd")
"""Columns whose lines also rest on the candidates of the search, which nobody keeps."""


def of_entry(
    row: Entry, volume: Volume, decided: Sequence[Decision], snapshot_id: str | None
) -> list[FoundOddity]:
    """Return what is odd about an entry, at the field where it is; of one not finished only that.

    ``decided`` holds its decisions in force, ``snapshot_id`` names the registry copy in force.
    """
    about = FoundOddity(
        OddityKind.DRAFT, volume.id, Text(""), entry_id=row.id, rests_on=row.values, changed_at=row.changed_at
    )
    if row.state in _LEFT:
        state = Text(ENTRY_STATE_LABELS[EntryState(row.state)])
        said = Text("{0}: {1}", state, row.note) if row.note else state
        return [replace(about, said=said)]
    values = entries.values_of(row)
    book = BOOKS[row.book_type].for_entry(values)
    beside = own_volume.problems(book, values, book_no=volume.book_no, opened_year=volume.opened_year)
    told = [
        *((problem, problem.kind) for problem in rules.check(book, values)),
        *((problem, OddityKind.VOLUME) for problem in beside),
    ]
    told += [(problem, OddityKind.PLACE) for problem in _places(row, values)]
    if not any(problem.field == book.field_of(Registration.DATE) for problem, _kind in told):
        told += [(problem, OddityKind.DATES) for problem in _year(row, volume)]
    found = [replace(about, kind=kind, field=problem.field, said=problem.said) for problem, kind in told]
    if row.state in COMPLETED:
        found += [
            replace(about, kind=OddityKind.OLD, field=field, said=said, rests_on=[row.values, snapshot_id])
            for field, said in _old(row, values, decided, snapshot_id)
        ]
    return found


def _places(row: Entry, values: Mapping[str, Value]) -> Iterator[Problem]:
    """Yield the places that did not exist when the entry was written."""
    book = BOOKS[row.book_type].for_entry(values)
    window = written_at.of_entry(book, values)
    for field in book.all_fields():
        if field.kind is Kind.PLACE and (text := values.get(field.key, Value()).text):
            said = not_then.said(text, window)
            if said is not None:
                yield Problem(field.key, Text("{0}: {1}", name_of(book, field.key), said))


def _year(row: Entry, volume: Volume) -> Iterator[Problem]:
    """Yield the year of an act that lies outside those of its volume."""
    book = BOOKS[row.book_type]
    if not row.registered_year.isdecimal():
        return
    year = int(row.registered_year)
    first = [int(text) for text in (volume.opened_year, volume.year_from) if text.isdecimal()]
    last = int(volume.year_to) if volume.year_to.isdecimal() else year
    if (first and year < min(first)) or year > last:
        years = "–".join(filter(None, (volume.year_from or volume.opened_year, volume.year_to)))
        words = "Năm đăng ký {0} không thuộc các năm của quyển sổ ({1})."
        yield Problem(book.field_of(Registration.DATE), Text(words, year, years))


def _old(
    row: Entry, values: Mapping[str, Value], decided: Sequence[Decision], snapshot_id: str | None
) -> Iterator[tuple[str, Text]]:
    """Yield the persons that were decided about with another registry copy, or as nobody compares now."""
    book = BOOKS[row.book_type].for_entry(values)
    for one in decided:
        section = book.section(one.section)
        title = Text(section.short or section.title)
        if snapshot_id is not None and one.snapshot_id is None:
            yield section.name_field, Text("{0}: chưa đối chiếu, nay đã có bản sao CSDL.", title)
        elif snapshot_id is not None and one.snapshot_id != snapshot_id:
            yield section.name_field, Text("{0}: kết luận theo bản sao CSDL đã được thay.", title)
        elif Branch(one.branch).is_found and one.registry_values and _otherwise(row, values, one):
            yield section.name_field, Text("{0}: theo quy tắc đối chiếu hiện nay kết quả đã khác.", title)


def _otherwise(row: Entry, values: Mapping[str, Value], decision: Decision) -> bool:
    """Tell whether the rules of today compare what was compared otherwise."""
    marks = {column: tuple(words) for column, words in decision.book_values.get("nt", {}).items()}
    person = Person(**decision.registry_values)
    today = compare.compare(BOOKS[row.book_type], decision.section, values, person, marks)
    kept = {one.line.field: one.line.result for one in map(DecidedLine.from_json, decision.lines)}
    now = {line.field: line.result for line in today}
    return any(now.get(field) != kept.get(field) for field in {*now, *kept} if field not in _BY_CANDIDATES)
