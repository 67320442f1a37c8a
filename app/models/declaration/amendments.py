"""MarginNotes notes that change what a book says: what was written first, and what counts since.

Civil status is changed, corrected and supplemented by a decision, which is noted in the book (Luật Hộ tịch
2014 Đ.28, 29); the words written first stay. What counts is compared with the registry.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.models.declaration.act import Registration
from app.models.declaration.book import BookType, Field, Kind, MarginNotes, Problem, Section, row_key
from app.models.declaration.kind_checks import KIND_CHECKS
from app.models.declaration.rules import not_before
from app.models.words.values import Mark, Value
from app.models.words.vietnamese import clean, fold, tone_of, toneless
from app.models.words.written_date import read
from app.texts import Text

ROWS = "amendment"
"""The name of the rows of margin notes, and the key of their section."""
KINDS: tuple[tuple[str, str], ...] = (
    ("cai_chinh", "Cải chính"),
    ("thay_doi", "Thay đổi"),
    ("bo_sung", "Bổ sung"),
    ("xac_dinh_lai_dan_toc", "Xác định lại dân tộc"),
    ("xac_dinh_lai_gioi_tinh", "Xác định lại giới tính"),
    ("ghi_chu_khac", "Ghi chú khác"),
)
"""The kinds of margin notes: code of the package, words."""
_ABOUT, _KIND, _FROM, _TO = "about", "kind", "from", "to"
_NUMBER, _DATE, _AUTHORITY = "number", "date", "authority"
_IN_RECORD: Mapping[str, str] = {
    _ABOUT: "about",
    _KIND: "kind_words",
    _FROM: "from",
    _TO: "to",
    _NUMBER: "number",
    _DATE: "date",
    _AUTHORITY: "authority",
}
"""The parts of a note, and where a record has their words."""
_LOOK = "{0} Xem lại sổ; nếu sổ ghi vậy thì giữ nguyên."
_EARLY = "Ngày quyết định trước ngày đăng ký."


@dataclass(frozen=True, slots=True)
class Amendment:
    """One margin note as written.

    ``row`` counts the notes in the order of the page, ``field`` is the key of the field it changes, empty
    when its words name none.
    """

    row: int
    field: str
    about: str
    kind: str
    before: Value
    after: Value
    number: str
    date: str
    authority: str

    @property
    def code(self) -> str:
        """Return the code of the kind; empty for other words."""
        return next((code for code, label in KINDS if fold(label) == fold(self.kind)), "")

    @property
    def basis(self) -> str:
        """Return what the change rests on, as it is cited; empty when nothing is written."""
        told = ("{}", self.number), ("ngày {}", self.date), ("của {}", self.authority)
        return " ".join(words.format(written) for words, written in told if written)

    @property
    def changes(self) -> bool:
        """Tell whether it gives a field of the book other words."""
        return bool(self.field) and not self.after.is_empty


@dataclass(frozen=True, slots=True)
class Counting:
    """The values of an entry that count, and by field the notes that made them, in the order of effect."""

    values: Mapping[str, Value]
    notes: Mapping[str, tuple[Amendment, ...]]


def counting(book: BookType, values: Mapping[str, Value]) -> Counting:
    """Return the values that count after the notes, each over what the earlier ones left."""
    now, notes = dict(values), dict[str, tuple[Amendment, ...]]()
    for note in in_order(of_entry(book, values)):
        if note.changes:
            now[note.field] = note.after
            notes[note.field] = (*notes.get(note.field, ()), note)
    return Counting(now if notes else values, notes)


def of_entry(book: BookType, values: Mapping[str, Value]) -> tuple[Amendment, ...]:
    """Return the margin notes of an entry in the order of the page."""
    if not any(key.startswith(ROWS) for key in values):
        return ()
    book = book.for_entry(values)
    names = {fold(name): key for name, key in _names(book.sections)}
    return tuple(_note(section.row, names, values) for section in book.sections if section.rows == ROWS)


def in_order(notes: Sequence[Amendment]) -> list[Amendment]:
    """Return the notes in the order of effect: by date, as on the page where dates leave it open.

    A note without a whole date stays behind the one above it as long as its date allows that.
    """
    keyed: list[tuple[date, Amendment]] = []
    above = date.min
    for note in notes:
        first, last = _span(note.date)
        above = above if first <= above <= last else first
        keyed.append((above, note))
    return [note for _, note in sorted(keyed, key=lambda one: one[0])]


def records(book: BookType, values: Mapping[str, Value]) -> list[dict[str, str]]:
    """Return the notes as a package carries them (formats: Entry), in the order of the page."""
    return [
        {
            "field": note.field,
            "about": note.about,
            "kind": note.code,
            "kind_words": note.kind,
            "from": note.before.text,
            "from_mark": str(note.before.mark or ""),
            "to": note.after.text,
            "to_mark": str(note.after.mark or ""),
            "number": note.number,
            "date": note.date,
            "authority": note.authority,
            "basis": note.basis,
        }
        for note in of_entry(book, values)
    ]


def of_records(found: Sequence[Mapping[str, str]]) -> dict[str, Value]:
    """Return the values of notes that a package carries, for a table of an entry."""
    out: dict[str, Value] = {}
    for row, record in enumerate(found, 1):
        for what, key in _IN_RECORD.items():
            mark = record.get(f"{key}_mark", "")
            value = Value(record[key], Mark(mark) if mark else None)
            if not value.is_empty:
                out[_key(what, row)] = value
    return out


def is_of_margin(key: str) -> bool:
    """Tell whether a field belongs to a margin note."""
    return key.startswith(f"{ROWS}_")


def _key(what: str, row: int = 1) -> str:
    return row_key(f"{ROWS}_{what}", row)


def _note(row: int, names: Mapping[str, str], values: Mapping[str, Value]) -> Amendment:
    def value(what: str) -> Value:
        return values.get(_key(what, row), Value())

    about = value(_ABOUT).text
    return Amendment(
        row,
        names.get(fold(about), ""),
        about,
        value(_KIND).text,
        value(_FROM),
        value(_TO),
        value(_NUMBER).text,
        value(_DATE).text,
        value(_AUTHORITY).text,
    )


def _names(sections: Sequence[Section]) -> Iterator[tuple[str, str]]:
    """Yield what each field of an entry is called in a note, and its key."""
    for section in sections:
        labels = [field.label for field in section.fields]
        for field in section.fields if section.rows != ROWS else ():
            label = field.label if labels.count(field.label) == 1 else field.official
            yield f"{section.short or section.title}: {label}", field.key


def _section(sections: Sequence[Section]) -> Section:
    """Return the section of one margin note for a book of these sections."""
    names = tuple((name, name) for name, _ in _names(sections))
    kinds = tuple((str(at), label) for at, (_, label) in enumerate(KINDS, 1))
    fields = (
        Field(_key(_ABOUT), "Mục thay đổi", Kind.ENUM, options=names),
        Field(_key(_KIND), "Loại việc", Kind.ENUM, options=kinds),
        Field(_key(_FROM), "Từ", Kind.TEXT, hint="Nội dung trước khi thay đổi"),
        Field(_key(_TO), "Thành", Kind.TEXT, hint="Nội dung sau khi thay đổi"),
        Field(_key(_NUMBER), "Số quyết định", Kind.TEXT, hint="Số quyết định, trích lục hoặc bản án"),
        Field(_key(_DATE), "Ngày quyết định", Kind.DATE_PARTIAL),
        Field(_key(_AUTHORITY), "Do cơ quan", Kind.TEXT, hint="Cơ quan ra quyết định"),
    )
    return Section(ROWS, "Ghi chú thay đổi, cải chính", fields, folded=True, short="Ghi chú", rows=ROWS)


def _span(written: str) -> tuple[date, date]:
    """Return the first and last day that a date may mean; without one that is read, any day."""
    found = read(written) if written else None
    if found is None or found.year is None:
        return date.min, date.max
    sure = (
        found if not (found.lunar or found.impossible) else replace(found, month=None, day=None, lunar=False)
    )
    return sure.earliest() or date.min, sure.latest() or date.max


def _problems(book: BookType, values: Mapping[str, Value]) -> list[Problem]:
    """Return what to look at in the notes: field, date, what was there before and what came."""
    registered = book.field_of(Registration.DATE)
    now = dict(values)
    found: list[Problem] = []
    for note in in_order(of_entry(book, values)):
        if registered:
            found += not_before(_key(_DATE, note.row), registered, _EARLY)(book, values)
        found += _of_words(book, note, now.get(note.field, Value()))
        if note.changes:
            now[note.field] = note.after
    return found


def _of_words(book: BookType, note: Amendment, before: Value) -> Iterator[Problem]:
    """Yield what is odd in the words of one note over what counted before it."""
    if not note.field and not note.kind:
        said = Text("Ghi chú thay đổi: chưa ghi mục thay đổi hoặc loại việc.")
        yield Problem(_key(_ABOUT, note.row), said, short=Text("mục nào?"))
    if not note.basis:
        said = Text("Ghi chú thay đổi: chưa ghi số, ngày hoặc cơ quan ra quyết định.")
        yield Problem(_key(_NUMBER, note.row), said, short=Text("căn cứ?"))
    if note.about and not note.field:
        said = Text(
            "“{0}” không phải mục nào của sổ này, nên ghi chú chưa được tính khi đối chiếu.", note.about
        )
        yield Problem(_key(_ABOUT, note.row), said, short=Text("mục lạ"))
    if not note.field:
        return
    field = book.fields[note.field]
    if note.after.is_empty:
        said = Text("Ghi chú thay đổi: chưa ghi nội dung mới của {0}, nên chưa tính.", Text(field.label))
        yield Problem(_key(_TO, note.row), said, short=Text("thành gì?"))
    elif _same(field, note.after, before):
        said = Text(_LOOK, Text("Nội dung mới của {0} giống nội dung đang có.", Text(field.label)))
        yield Problem(_key(_TO, note.row), said, short=Text("như cũ"))
    elif note.after.text and (odd := KIND_CHECKS[field.kind](field, note.after.text)):
        yield Problem(
            _key(_TO, note.row), Text("{0}: {1}", Text(field.label), Text(odd.words)), short=Text(odd.short)
        )
    if not _same(field, note.before, before):
        words = before.text or Text("(để trống)")
        said = Text("Ghi chú thay đổi từ nội dung khác: mục {0} đang là “{1}”.", Text(field.label), words)
        yield Problem(_key(_FROM, note.row), Text(_LOOK, said), short=Text("khác sổ"))


def _same(field: Field, one: Value, other: Value) -> bool:
    """Tell whether two values of a field say the same: case, place of the tone and form of a date aside."""
    if not one.text or not other.text:
        return one.text == other.text
    if field.kind is Kind.DATE_PARTIAL:
        first, second = read(one.text), read(other.text)
        if first is not None and second is not None:
            return first == second
    return _said(one.text) == _said(other.text)


def _said(text: str) -> list[tuple[str, int]]:
    return [(toneless(word), tone_of(word)) for word in clean(text).casefold().split()]


MARGIN = MarginNotes(_section, _problems)
