"""Checks of typed values for the officer's attention; none of them stops saving.

Only a required field without words or mark stops completing an entry; everything else is shown beside it,
because the book is kept as it is (process 1292: intact and objective).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from app.models.declaration.act import Age
from app.models.declaration.book import BookType, Problem, Rule, Section, split_key
from app.models.declaration.kind_checks import KIND_CHECKS, strange
from app.models.words import ages, lunar
from app.models.words.oddities import OddityKind
from app.models.words.partial_date import LAST_BOOK_YEAR, PartialDate
from app.models.words.values import Mark, Value
from app.models.words.written_date import read
from app.texts import Text

_BORN = "birth_date"
_KIND, _IN_TIME = "registration_kind", "đăng ký đúng hạn"
_CYCLE = 59  # years after which a year named by can and chi comes again, less one
_LOOK = "{0} Xem lại sổ; nếu sổ ghi vậy thì giữ nguyên."


def check(book: BookType, values: Mapping[str, Value]) -> list[Problem]:
    """Return an entry's problems: fields in form order, then persons, then the book's own rules."""
    book = book.for_entry(values)
    problems: list[Problem] = []
    for field in book.all_fields():
        value = values.get(field.key, Value())
        if field.required and _missing(value):
            text = "{0}: cần ghi như sổ, hoặc đánh dấu F3 nếu sổ không có."
            said = Text(text, Text(field.label))
            problems.append(
                Problem(field.key, said, blocking=True, short=Text("cần ghi"), kind=OddityKind.MISSING)
            )
        elif value.text and (odd := strange(value.text) or KIND_CHECKS[field.kind](field, value.text)):
            said = Text("{0}: {1}", Text(field.label), Text(odd.words))
            problems.append(Problem(field.key, said, short=Text(odd.short)))
    for section in book.persons:
        problems += _number_fits(book, section, values)
    problems += book.margin.problems(book, values) if book.margin else []
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
    """Make a rule: the first date is not before the second, whatever days both may mean."""

    def rule(_book: BookType, values: Mapping[str, Value]) -> list[Problem]:
        a, b = _span(values, later), _span(values, earlier)
        early = a is not None and b is not None and a[1] < b[0]
        return (
            [Problem(later, Text(_LOOK, Text(text)), short=Text("sai thứ tự ngày"), kind=OddityKind.DATES)]
            if early
            else []
        )

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
        age = may_be[0][1]
        return [
            Problem(born, Text(_LOOK, Text(text, age)), short=Text("{0} tuổi?", age), kind=OddityKind.AGE)
        ]

    return rule


def in_time(event: str, days: int, text: str) -> Rule:
    """Make a rule: what is registered "in time" is registered within so many days of its event.

    Of all days that the dates may mean, the earliest registration and the latest event count.
    """

    def rule(_book: BookType, values: Mapping[str, Value]) -> list[Problem]:
        kind = values.get(_KIND, Value()).text.strip().casefold()
        registered = _span(values, "registration_date")
        if registered is None or kind != _IN_TIME:
            return []
        happened = _span(values, event, by=registered[1].year)
        late = happened is not None and (registered[0] - happened[1]).days > days
        return (
            [Problem(_KIND, Text(_LOOK, Text(text)), short=Text("quá hạn?"), kind=OddityKind.DATES)]
            if late
            else []
        )

    return rule


def registered_after_opening(book: BookType, values: Mapping[str, Value]) -> list[Problem]:
    """Return a problem for an act dated before its volume was opened, a common slip of the year."""
    rule = not_before("registration_date", "book_opened_year", "Ngày đăng ký trước năm mở sổ.")
    return rule(book, values)


def _missing(value: Value) -> bool:
    # "uncertain" qualifies words, so it needs some
    return not value.text and value.mark in (None, Mark.UNCERTAIN)


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
    said = Text(_LOOK, Text("Số định danh không khớp {0}.", what))
    return [Problem(key, said, short=Text("lệch {0}", what), kind=OddityKind.NUMBER)]


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


def _span(values: Mapping[str, Value], key: str, *, by: int = 0) -> tuple[date, date] | None:
    """Return the first and last solar day that a date may mean; None when its year is unknown.

    A year named by can and chi is the last one up to ``by``, and unknown without.
    """
    understood = read(values.get(key, Value()).text, LAST_BOOK_YEAR)
    if understood is not None and understood.can_chi is not None and by:
        latest = next(iter(understood.can_chi.years(by - _CYCLE, by)), None)
        understood = replace(understood, year=latest, can_chi=None, lunar=True)
    if understood is None or understood.year is None:
        return None
    if understood.impossible:
        understood = PartialDate(understood.year)
    if understood.lunar:
        return _lunar_span(understood)
    first, last = understood.earliest(), understood.latest()
    return (first, last) if first is not None and last is not None else None


def _lunar_span(lunar_date: PartialDate) -> tuple[date, date]:
    """Return the first and last solar day that a lunar date may mean; Tết is in January or February."""
    year = lunar_date.year or 0
    days: list[date] = []
    if lunar.is_reckoned(year) and lunar_date.month is not None and lunar_date.day is None:
        days = [day for span in lunar.month_of(lunar_date) for day in span if span[1].year >= year]
    elif lunar.is_reckoned(year) and lunar_date.month is not None:
        # the last two months may be called by the year in which they end
        before = lunar.may_be(replace(lunar_date, year=year - 1))
        days = [*lunar.may_be(lunar_date), *(day for day in before if day.year == year)]
    return (min(days), max(days)) if days else (date(year, 1, 20), date(year + 1, 2, 21))


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
    section = next(s for s in book.sections if any(field.key == born for field in s.fields))
    age = ages.stated(values.get(born, Value()).text, to_death=section.age == Age.DECEASED)
    if age is None:
        return []
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
