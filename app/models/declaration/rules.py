"""Checks of typed values for the officer's attention; none of them stops saving.

Only a required field without words or mark stops completing an entry; everything else is shown beside it,
because the book is kept as it is (process 1292: intact and objective).
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from app.models.declaration.book import BookType, Field, Kind, Problem, Rule, Section, split_key
from app.models.declaration.lists import PROVINCE_PREFIXES
from app.models.words import ages
from app.models.words.partial_date import LAST_BOOK_YEAR, PartialDate
from app.models.words.values import Mark, Value
from app.models.words.written_date import read
from app.texts import Text

_BORN = "birth_date"
_KIND, _IN_TIME = "registration_kind", "đăng ký đúng hạn"
_LOOK = "{0} Xem lại sổ; nếu sổ ghi vậy thì giữ nguyên."


def check(book: BookType, values: Mapping[str, Value]) -> list[Problem]:
    """Return an entry's problems: fields in form order, then persons, then the book's own rules."""
    book = book.for_entry(values)
    problems: list[Problem] = []
    for field in book.all_fields():
        value = values.get(field.key, Value())
        if field.required and _missing(value):
            text = "{0}: cần ghi như sổ, hoặc đánh dấu F3 nếu sổ không có."
            problems.append(Problem(field.key, Text(text, Text(field.label)), blocking=True))
        elif value.text and (wrong := KIND_CHECKS[field.kind](field, value.text)):
            problems.append(Problem(field.key, Text("{0}: {1}", Text(field.label), Text(wrong))))
    for section in book.persons:
        problems += _number_fits(book, section, values)
    return problems + list(dict.fromkeys(_by_rules(book, values)))


def _by_rules(book: BookType, values: Mapping[str, Value]) -> Iterator[Problem]:
    """Apply the book's rules to every repeated row; a rule names the keys of the first row only."""
    rows = dict.fromkeys((s.rows, s.row) for s in book.sections if s.row > 1)
    moved = [
        {split_key(f.key)[0]: f.key for s in book.sections if (s.rows, s.row) == row for f in s.fields}
        for row in rows
    ]
    for rule in book.rules:
        for keys in ({}, *moved):
            of_row = {bare: values.get(key, Value()) for bare, key in keys.items()}
            for problem in rule(book.declared or book, {**values, **of_row}):
                yield replace(problem, field=keys.get(problem.field, problem.field))


def not_before(later: str, earlier: str, text: str) -> Rule:
    """Make a rule: the first date is not before the second, as far as both are known."""

    def rule(_book: BookType, values: Mapping[str, Value]) -> list[Problem]:
        a, b = _date(values, later), _date(values, earlier)
        if a is None or b is None:
            return []
        known = min(len(_parts(a)), len(_parts(b)))
        early = _parts(a)[:known] < _parts(b)[:known]
        return [Problem(later, Text(_LOOK, Text(text)))] if early else []

    return rule


def age_between(born: str, event: str, low: int, high: int, text: str) -> Rule:
    """Make a hint about a person's age at an event; the age fills the gap of the text.

    Two years without days leave the age uncertain by one year, and an age in the book may count to either of
    two events; the hint needs certainty.
    """

    def rule(book: BookType, values: Mapping[str, Value]) -> list[Problem]:
        may_be = _ages(book, values, born, event)
        if not may_be or any(most >= low and least <= high for least, most in may_be):
            return []
        return [Problem(born, Text(_LOOK, Text(text, may_be[0][1])))]

    return rule


def in_time(event: str, days: int, text: str) -> Rule:
    """Make a rule: what is registered "in time" is registered within so many days of its event.

    Where a day or month is unknown, the earliest registration and the latest event count.
    """

    def rule(_book: BookType, values: Mapping[str, Value]) -> list[Problem]:
        kind = values.get(_KIND, Value()).text.strip().casefold()
        registered, happened = _date(values, "registration_date"), _date(values, event)
        first = registered.earliest() if registered is not None else None
        last = happened.latest() if happened is not None else None
        late = first is not None and last is not None and (first - last).days > days
        return [Problem(_KIND, Text(_LOOK, Text(text)))] if late and kind == _IN_TIME else []

    return rule


def registered_after_opening(book: BookType, values: Mapping[str, Value]) -> list[Problem]:
    """Return a problem for an act dated before its volume was opened, a common slip of the year."""
    rule = not_before("registration_date", "book_opened_year", "Ngày đăng ký trước năm mở sổ.")
    return rule(book, values)


def _missing(value: Value) -> bool:
    # "uncertain" qualifies words, so it needs some
    return not value.text and value.mark in (None, Mark.UNCERTAIN)


def _free(_field: Field, _text: str) -> str:
    return ""


def _day(field: Field, text: str) -> str:
    understood = read(text, LAST_BOOK_YEAR)
    if understood is None and field.compare == _BORN and ages.needs_the_act(text):
        return ""  # an age; the rules of the book look at it
    if understood is None:
        return "không đọc ra ngày; giữ nguyên như sổ."
    return "ngày không có trong lịch; giữ nguyên như sổ." if understood.impossible else ""


def _choice(field: Field, text: str) -> str:
    labels = {label.lower() for _, label in field.options}
    return "" if text.lower() in labels else "không có trong danh sách; giữ nguyên như sổ."


def _personal_id(_field: Field, text: str) -> str:
    digits = text.replace(" ", "").replace(".", "")
    if not re.fullmatch(r"[0-9]{12}", digits):
        return "số định danh gồm 12 chữ số."
    return "" if digits[:3] in PROVINCE_PREFIXES else "ba số đầu không phải mã tỉnh nào."


def _pattern(pattern: str, words: str) -> Callable[[Field, str], str]:
    return lambda _field, text: "" if re.fullmatch(pattern, text) else words


KIND_CHECKS: Mapping[Kind, Callable[[Field, str], str]] = {
    Kind.TEXT: _free,
    Kind.TEXT_SUGGEST: _free,
    Kind.NOTE: _free,
    Kind.NAME: _pattern(r"[^0-9]*", "có chữ số trong tên."),
    Kind.PLACE: _free,
    Kind.ADMIN_UNIT: _free,
    Kind.DATE_PARTIAL: _day,
    Kind.TIME_PARTIAL: _pattern(
        r"(?s)\D*([01]?[0-9]|2[0-4])(?![0-9])(?!\s*[:.h]\s*[6-9][0-9]).*", "không đọc ra giờ."
    ),
    Kind.YEAR: _pattern(r"(1[89]|20)[0-9]{2}", "năm gồm 4 chữ số."),
    Kind.INT: _pattern(r"[0-9]{1,3}", "cần một số."),
    Kind.ENUM: _choice,
    Kind.ETHNICITY: _free,
    Kind.NATIONALITY: _free,
    Kind.PERSONAL_ID: _personal_id,
    Kind.ID_NUMBER: _free,  # passports and old papers hold letters
}
"""Checks by kind: each returns the hint for unusual words, or an empty text."""


def _number_fits(book: BookType, section: Section, values: Mapping[str, Value]) -> list[Problem]:
    """Compare a personal number with the sex and year of birth it encodes (NĐ 137/2015 Đ.13)."""

    def typed(*columns: str) -> tuple[str, str]:
        for field in section.fields:
            text = values.get(field.key, Value()).text
            if field.compare in columns and text:
                return field.key, text
        return "", ""

    key, text = typed("personal_id", "personal_id_or_cmnd")
    digits = text.replace(" ", "").replace(".", "")
    if not re.fullmatch(r"[0-9]{12}", digits):
        return []
    century, female = divmod(int(digits[3]), 2)
    year = 1900 + 100 * century + int(digits[4:6])
    sex = (typed("sex")[1] or section.sex).lower()
    wrong = []
    if sex in ("nam", "nữ") and (sex == "nữ") != bool(female):
        wrong.append(Text("giới tính"))
    if not _born_in(book, section, values, typed(_BORN)[1], year):
        wrong.append(Text("năm sinh"))
    if not wrong:
        return []
    what = Text("{0} và {1}", *wrong) if len(wrong) > 1 else wrong[0]
    return [Problem(key, Text(_LOOK, Text("Số định danh không khớp {0}.", what)))]


def _born_in(book: BookType, section: Section, values: Mapping[str, Value], written: str, year: int) -> bool:
    """Tell whether a written date of birth, or an age, may mean this year; an unknown one may."""
    found = read(written, LAST_BOOK_YEAR)
    if found is not None and found.can_chi is not None:
        return found.can_chi.fits(year) or found.can_chi.fits(year - 1)  # until Tết it is the year before
    if found is not None:
        return found.lunar or found.year in (None, year)
    age = ages.read(written)
    if age is None:
        return True
    known = [date.year for key in book.counted_to(section) if (date := _date(values, key)) is not None]
    return not known or any(abs(age.born(at or 0) - year) <= age.slip for at in known)


def _date(values: Mapping[str, Value], key: str) -> PartialDate | None:
    """Return a solar date with a year; only the year of an impossible date; None for a lunar date."""
    understood = read(values.get(key, Value()).text, LAST_BOOK_YEAR)
    if understood is None or understood.lunar or understood.year is None:
        return None
    return PartialDate(understood.year) if understood.impossible else understood


def _parts(value: PartialDate) -> list[int]:
    known: list[int] = []
    for part in (value.year, value.month, value.day):
        if part is None:
            break
        known.append(part)
    return known


def _ages(book: BookType, values: Mapping[str, Value], born: str, event: str) -> list[tuple[int, int]]:
    """Return the least and the greatest age at the event, for each meaning of the date of birth."""
    a, b = _date(values, born), _date(values, event)
    if a is None:
        return _stated_ages(book, values, born, event)
    if b is None or a.year is None or b.year is None:
        return []
    years = b.year - a.year
    first, second = a.as_date(), b.as_date()
    if isinstance(first, date) and isinstance(second, date):
        years -= (second.month, second.day) < (first.month, first.day)
        return [(years, years)]
    return [(years - 1, years)]


def _stated_ages(book: BookType, values: Mapping[str, Value], born: str, event: str) -> list[tuple[int, int]]:
    """Return the ages at the event by an age in the book, for each event it may count to.

    Whoever counts by Tết is up to two years younger by the calendar.
    """
    age = ages.instead_of_date(values.get(born, Value()).text)
    if age is None:
        return []
    section = next(s for s in book.sections if any(field.key == born for field in s.fields))
    roughly = age.slip - ages.SLIP
    least, most = age.years - 2 - roughly, age.years - age.by_tet + roughly
    found = []
    for key in book.counted_to(section):
        since, until = _date(values, key), _date(values, event)
        if key == event:
            found.append((least, most))
        elif since is not None and until is not None:
            years = (until.year or 0) - (since.year or 0)
            found.append((least + years - 1, most + years + 1))
    return found
