"""The comparison of one person in a book and in the registry, field by field (matching §7)."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from app.matching import act_years, countries, dates, ethnic, identity, text, understood
from app.matching.act_years import ActYears
from app.matching.ditto import Readings
from app.matching.names import names
from app.matching.places import places, written_at
from app.matching.places.places import ANY, Window
from app.matching.record import sex_of
from app.matching.result import DITTO_SAID, TO_HANDLE, Amended, Line, Result, Span
from app.matching.verdict import Verdict
from app.models.declaration import amendments
from app.models.declaration.amendments import Counting
from app.models.declaration.book import BookType, Section
from app.models.registry.person import PERSON_LABELS, Person
from app.models.words import ages
from app.models.words.codes import Branch
from app.models.words.partial_date import parse as parse_date
from app.models.words.values import MARK_LABELS, Mark, Value

_PLACES = frozenset({"birth_place", "birth_registration_place", "home_origin"})
_NUMBERS = frozenset({"personal_id", "cmnd", "personal_id_or_cmnd"})

_SHOWN = {
    "permanent_residence": "không so nơi cư trú",
    "marital_status": "tình trạng lúc ghi sổ, không so",
}
"""Fields that change in a lifetime; they are shown, but never a difference."""
_NO_MARKS: Readings = {}
_NO_DEATH = "sổ ghi tuổi, chưa có ngày chết để tính năm sinh"
_NOT_BY_YEARS = frozenset({Result.BOOK_BLANK, Result.BOTH_BLANK, Result.REGISTRY_BLANK, Result.ILLEGIBLE})


def compare(
    book: BookType,
    section_key: str,
    values: Mapping[str, Value],
    person: Person,
    marks: Readings = _NO_MARKS,
    window: Window | None = None,
) -> tuple[Line, ...]:
    """Compare the person of one section of the book with a row of the registry.

    The lines come in the order of the form: the section's own fields, ``elsewhere``, relatives by name, then
    contradictions in the row itself, without a field of the book. ``marks`` gives the readings of ditto marks
    by registry column, the likeliest first. Places are read at the time of the act, or in
    ``window``. What counts after the notes in the margin is compared; the line holds what was written first.
    KeyError when the section is not the book's.
    """
    book = book.for_entry(values)
    now = amendments.counting(book, values)
    if now.notes:
        book = book.for_entry(now.values)  # a note may give the sex of a parent
    section = book.section(section_key)
    at = written_at.of_entry(book, now.values) if window is None else window
    lines = (
        *_field_lines(book, section, now.values, person, marks, at, _noted_at(now)),
        *_relative_lines(book, section, now.values, person, marks),
        *_status_lines(section, person),
    )
    return tuple(_with_notes(line, now, values) for line in lines) if now.notes else lines


def _noted_at(now: Counting) -> Mapping[str, Window]:
    """Return when the words of each changed field were noted, since places bear the names of that time."""
    return {key: written_at.between("", notes[-1].date) for key, notes in now.notes.items()}


def _with_notes(line: Line, now: Counting, values: Mapping[str, Value]) -> Line:
    """Return the line with what was written first, where notes in the margin changed its field."""
    notes = now.notes.get(line.book_field, ())
    steps = tuple(Amended(note.kind, note.after.text, note.basis) for note in notes)
    return replace(line, written=values.get(line.book_field, Value()).text, amended=steps) if steps else line


def _field_lines(
    book: BookType,
    section: Section,
    values: Mapping[str, Value],
    person: Person,
    marks: Readings,
    at: Window,
    noted_at: Mapping[str, Window],
) -> Iterator[Line]:
    """Compare the section's fields, and fields of other sections about this person."""
    years = act_years.of(book, section, values)
    for field in section.fields:
        if field.compare:
            value = values.get(field.key, Value())
            column = _column(field.compare, value, person, marks)
            label = PERSON_LABELS.get(column, field.label)
            own = noted_at.get(field.key, at)
            line = _line(column, field.key, label, value, person, marks, basic=field.basic, at=own)
            may_be_age = column == "birth_date" and understood.in_registry(column, person.birth_date)
            yield _by_years(line, person, years) if may_be_age else line
    for key, column in section.elsewhere:
        basic = book.fields[key].basic if key in book.fields else True
        value, own = values.get(key, Value()), noted_at.get(key, at)
        yield _line(column, key, PERSON_LABELS[column], value, person, marks, basic=basic, at=own)


def _relative_lines(
    book: BookType, section: Section, values: Mapping[str, Value], person: Person, marks: Readings
) -> Iterator[Line]:
    """Compare the names of father, mother and spouse with those in this person's own row."""
    for relative in section.relatives:
        if relative.name in book.fields:
            value = values.get(relative.name, Value())
            lines = [
                _line(column, relative.name, PERSON_LABELS[column], value, person, marks, basic=False)
                for column in relative.relation.columns
            ]
            yield min(lines, key=_how_far)


def _how_far(line: Line) -> int:
    """Return a sort key for the columns that may hold one name: agreeing, unread, empty, differing."""
    if line.result in _AGREE:
        return 0
    return {Result.UNREAD: 1, Result.DIFFERENT: 3}.get(line.result, 2)


def _status_lines(section: Section, person: Person) -> Iterator[Line]:
    """Return lines where the row contradicts the act, or its own personal number."""
    for implied in section.implied:
        registry: str = getattr(person, implied.column)
        if _says(registry, implied.unless):
            words = implied.says, registry, f"CSDL ghi {implied.unless}"
            yield _status(implied.column, PERSON_LABELS[implied.column], *words)
    born = parse_date(person.birth_date) if understood.in_registry("birth_date", person.birth_date) else None
    wrong = identity.structure(person.personal_id, person.sex, born.year if born else None)
    if wrong and person.personal_id:
        yield _status("personal_id", "Cấu trúc số định danh", "", person.personal_id, "; ".join(wrong))


def _says(written: str, words: str) -> bool:
    """Tell whether a status of the registry contains these words."""
    return text.canon(words) in text.canon(written)


def _status(column: str, label: str, book: str, registry: str, detail: str) -> Line:
    """Make a line about the row as a whole."""
    return Line(column, "", label, book, registry, Result.DIFFERENT, detail, basic=False)


def _column(compare_with: str, value: Value, person: Person, marks: Readings) -> str:
    """Return the registry column of a field; the count of digits decides it for numbers, not the label."""
    if compare_with not in _NUMBERS:
        return compare_with
    preferred = "personal_id" if compare_with == "personal_id_or_cmnd" else compare_with
    if compare_with == "personal_id_or_cmnd" and "cmnd" in marks and text.is_ditto(value.text):
        preferred = "cmnd"
    if identity.lost_zeros(value.text, person.personal_id):
        return "personal_id"
    return identity.column_of(value.text) or preferred


def _line(
    column: str,
    key: str,
    label: str,
    value: Value,
    person: Person,
    marks: Readings,
    *,
    basic: bool,
    at: Window = ANY,
) -> Line:
    """Compare one field."""
    at = at if column in _PLACES else ANY
    raw: str = unicodedata.normalize("NFC", getattr(person, column))
    registry = dates.shown(raw) if column in {"birth_date", "death_date"} else raw
    verdict = _verdict(column, value, raw, at)
    if column == "full_name" and verdict.result is Result.DIFFERENT:
        verdict = names.compare(value.text, raw, person.other_name)
    read_as = ""
    if marks.get(column) and text.is_ditto(value.text):
        verdict, read_as = _ditto(column, value.text, marks[column], raw, at)
    return Line(
        column,
        key,
        label,
        value.text,
        registry,
        verdict.result,
        verdict.detail,
        value.mark,
        basic,
        verdict.book_spans,
        verdict.registry_spans,
        read_as,
    )


@lru_cache(maxsize=8192)
def _verdict(column: str, value: Value, registry: str, at: Window) -> Verdict:
    """Return the verdict of one field: marks and blanks first, then the words."""
    if column in _SHOWN:
        return Verdict(Result.EXCLUDED, _SHOWN[column])
    unread = Mark.ILLEGIBLE if text.is_unreadable(value.text) else value.mark
    if unread in {Mark.ILLEGIBLE, Mark.TORN}:
        return Verdict(Result.ILLEGIBLE, MARK_LABELS[unread])
    missing = text.is_blank(registry) and "?" not in registry
    blank = _blank_detail(value)
    if blank is not None and missing:
        return Verdict(Result.BOTH_BLANK, blank)
    if blank is not None and understood.in_registry(column, registry):
        return Verdict(Result.BOOK_BLANK, blank)
    if blank is not None:
        return Verdict(Result.UNREAD, understood.why_not(column, registry, "CSDL"))
    return _of_words(column, value.text, "" if missing else registry, at)


def _of_words(column: str, book: str, registry: str, at: Window) -> Verdict:
    """Return the verdict of words in the book and the registry's, which may be empty."""
    if column in _NUMBERS and identity.is_other_paper(book):
        return Verdict(Result.REGISTRY_BLANK, "CSDL không có loại giấy tờ này")
    if not understood.in_book(column, book):
        return Verdict(Result.UNREAD, understood.why_not(column, book, "sổ"))
    if not registry and column in _NUMBERS and not identity.is_whole(book):
        return Verdict(Result.UNREAD, "số không đủ 9 hoặc 12 chữ số")
    if not registry:
        return Verdict(Result.REGISTRY_BLANK)
    if not understood.in_registry(column, registry):
        return Verdict(Result.UNREAD, understood.why_not(column, registry, "CSDL"))
    return places.compare(book, registry, at) if column in _PLACES else _COMPARE[column](book, registry)


def _by_years(line: Line, person: Person, years: ActYears) -> Line:
    """Return the line of a birth by an age or a named year, compared by the years of the act."""
    written = line.read_as or line.book
    born = parse_date(person.birth_date)
    if line.result in _NOT_BY_YEARS or born is None or born.year is None:
        return line
    if named := years.born_by_name(written):
        fits = line.result is Result.DIFFERENT or not set(named).isdisjoint(dates.years_named(born))
        return line if fits else _years_apart(line, min(abs(year - born.year) for year in named))
    about = years.born_by_age(written, parse_date(person.death_date))
    if not about:
        undated = years.to_death and ages.at_death(written) is not None
        return replace(line, detail=_read_as(line, _NO_DEATH)) if undated else line
    bare = ages.bare(written) is not None
    nearest = min(about, key=lambda year: abs(year - (born.year or 0)))
    apart, age = abs(nearest - born.year), ages.read(written)
    if bare and line.result is Result.BOOK_PARTIAL:  # the digits end the registry's year
        doubt = _read_as(line, f"{written} là tuổi hay năm sinh {born.year}")
        return line if apart <= ages.SLIP else replace(line, result=Result.UNREAD, detail=doubt)
    if apart > (ages.SLIP if age is None else age.slip):
        return line if bare else _years_apart(line, apart)
    until = ", tính đến ngày chết trong CSDL" if years.to_death and not years.counted_to else ""
    said = f"sổ ghi tuổi, sinh khoảng {nearest}{until}"
    return replace(line, result=Result.BOOK_PARTIAL, detail=_read_as(line, said))


def _years_apart(line: Line, apart: int) -> Line:
    spans = ((0, len(line.book)),)
    said = _read_as(line, f"lệch {apart} tuổi")
    return replace(line, result=Result.DIFFERENT, detail=said, book_spans=spans)


def _read_as(line: Line, said: str) -> str:
    """Return the detail of a line after the words that a ditto mark was read as."""
    return f"{DITTO_SAID}{line.read_as} ({said})" if line.read_as else said


def _ditto(
    column: str, mark: str, readings: tuple[str, ...], registry: str, at: Window
) -> tuple[Verdict, str]:
    """Return the verdict of the likeliest reading that is understood, and that reading.

    Where it differs and another one agrees, nobody knows which is meant: the mark is unread.
    """
    judged = [(_verdict(column, Value.of(reading), registry, at), reading) for reading in readings]
    best, reading = next((one for one in judged if one[0].result is not Result.UNREAD), judged[0])
    other = next((said for verdict, said in judged if verdict.result not in TO_HANDLE), None)
    spans = ((0, len(mark)),)
    if best.result in TO_HANDLE and other is not None:
        return Verdict(Result.UNREAD, f"{DITTO_SAID}{reading} (hoặc {other})", spans), reading
    detail = DITTO_SAID + reading + (f" ({best.detail})" if best.detail else "")
    if best.result is Result.EQUAL:
        return Verdict(Result.EQUAL_FORMAT, detail), reading
    return Verdict(
        best.result, detail, spans if best.result in TO_HANDLE else (), best.registry_spans
    ), reading


def _blank_detail(value: Value) -> str | None:
    """Return why the book's field is blank ("" without a reason); None when it has words."""
    if value.mark is Mark.NOT_IN_FORM:
        return "mẫu không có"
    if value.mark in {Mark.BLANK_IN_BOOK, Mark.UNKNOWN_IN_BOOK}:
        return MARK_LABELS[value.mark]
    if value.text and text.is_ditto(value.text):
        return "ghi như trên"
    if text.is_blank(value.text):
        return "sổ ghi không rõ" if re.search(r"\w", value.text) else ""
    return None


def _by_key(key: Callable[[str], str], book: str, registry: str) -> Verdict:
    """Compare two words of a short list by ``key``, which normalises their writing."""
    if book.casefold() == registry.casefold():
        return Verdict(Result.EQUAL)
    if key(book) == key(registry):
        return Verdict(Result.EQUAL_FORMAT)
    return Verdict(Result.DIFFERENT, "", ((0, len(book)),), ((0, len(registry)),))


def _sex(book: str, registry: str) -> Verdict:
    return _by_key(lambda word: sex_of(word) or text.canon(word), book, registry)


_COMPARE: dict[str, Callable[[str, str], Verdict]] = {
    "full_name": names.compare,
    "father_name": names.compare,
    "mother_name": names.compare,
    "spouse_name": names.compare,
    "other_name": names.compare,
    "sex": _sex,
    "birth_date": dates.compare,
    "death_date": dates.compare,
    **dict.fromkeys(_PLACES, places.compare),
    "ethnicity": ethnic.compare,
    "nationality": countries.compare,
    "personal_id": identity.compare,
    "cmnd": identity.compare,
}


def branch_of(lines: Iterable[Line]) -> Branch:
    """Return the branch that the lines give: a match or one of the two mismatches (domain §2.3)."""
    different = [line for line in lines if line.result in TO_HANDLE]
    if not different:
        return Branch.MATCH
    return Branch.MISMATCH_BASIC if any(line.basic for line in different) else Branch.MISMATCH_OTHER


_SHORT: dict[str, str] = {
    "full_name": "họ tên",
    "father_name": "tên cha",
    "mother_name": "tên mẹ",
    "spouse_name": "tên vợ/chồng",
}
_AGREE = frozenset({Result.EQUAL, Result.EQUAL_FORMAT, Result.EQUAL_VARIANT})


def summary(lines: Iterable[Line]) -> str:
    """Return one sentence on what agrees and differs: "khớp họ tên; khác tên mẹ một dấu (Thuỷ – Thuý)"."""
    every = list(lines)
    agree = [_agreement(line) for line in every if line.result in _AGREE]
    differ = [_difference(line) for line in every if line.result is Result.DIFFERENT]
    unread = [_short(line) for line in every if line.result is Result.UNREAD]
    said = [f"khớp {', '.join(agree)}"] if agree else []
    if differ:
        said.append(f"khác {', '.join(differ)}")
    if unread:
        said.append(f"chưa đọc được {', '.join(unread)}")
    return "; ".join(said) or "chưa có mục nào để so"


def _agreement(line: Line) -> str:
    """Return what agrees for use in a sentence, with how a program's number was read."""
    told = line.detail == identity.LOST_ZERO or line.detail.startswith(dates.BY_EXCEL)
    return f"{_short(line)} ({line.detail})" if told else _short(line)


def _short(line: Line) -> str:
    """Return the name of a line for use in a sentence."""
    label = PERSON_LABELS.get(line.field, line.label) if line.book_field else line.label
    return _SHORT.get(line.field) or (label if label.startswith("CMND") else label[:1].lower() + label[1:])


_LEADING = re.compile(r"(?:^|(?<=, ))khác ")  # the sentence has it once, before the differences


def _difference(line: Line) -> str:
    """Return a difference for use in a sentence, with both words when only one mark differs."""
    one_mark = line.detail.startswith("dấu ") and "," not in line.detail
    ours, theirs = _marked_word(line.book, line.book_spans), _marked_word(line.registry, line.registry_spans)
    if one_mark and ours and theirs:
        return f"{_short(line)} một dấu ({ours.title()} – {theirs.title()})"
    short = _short(line)
    detail = _LEADING.sub("", line.detail.replace(f" (khác {short})", ""))  # "như trên: Dao (khác dân tộc)"
    repeats = line.field not in _SHORT and detail in short  # "số định danh (số)" adds nothing
    return short if repeats else f"{short} ({detail})"


def _marked_word(written: str, spans: tuple[Span, ...]) -> str:
    """Return the word that contains the first marked letters."""
    if not spans:
        return ""
    return next(
        (m.group() for m in re.finditer(r"[^\s\-]+", written) if m.start() <= spans[0][0] < m.end()), ""
    )
