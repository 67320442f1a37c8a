"""Checks of typed values: what an officer should look at. Nothing here ever stops saving.

Only a required field without text or mark stops completing an entry; everything else is shown beside it.
"""

import re
from collections.abc import Mapping
from datetime import date

from app.models.book import BookType, Field, Kind, Problem, Rule
from app.models.partial_date import PartialDate, parse
from app.models.values import Value


def check(book: BookType, values: Mapping[str, Value]) -> list[Problem]:
    """Return the problems of an entry in the order of the form, then those of the book's own rules."""
    problems: list[Problem] = []
    for field in book.all_fields():
        value = values.get(field.key, Value())
        if value.is_empty:
            if field.required:
                text = f"{field.label}: cần ghi như sổ, hoặc đánh dấu F3 nếu sổ không có."
                problems.append(Problem(field.key, text, blocking=True))
        elif value.text:
            problems += _kind(field, value.text)
    for rule in book.rules:
        problems += rule(values)
    return problems


def not_before(later: str, earlier: str, text: str) -> Rule:
    """Make a rule: the first date is not before the second, as far as both are known."""

    def rule(values: Mapping[str, Value]) -> list[Problem]:
        a, b = _date(values, later), _date(values, earlier)
        if a is None or b is None or a.year is None or b.year is None:
            return []
        known = min(_depth(a), _depth(b))
        if _parts(a)[:known] < _parts(b)[:known]:
            return [Problem(later, text + " Xem lại sổ; nếu sổ ghi vậy thì giữ nguyên.")]
        return []

    return rule


def parent_older(parent: str, child: str, who: str) -> Rule:
    """Make a rule: a parent is between 12 and 80 years older than the child."""

    def rule(values: Mapping[str, Value]) -> list[Problem]:
        gap = _years(values, parent, child)
        if gap is None or 12 <= gap <= 80:
            return []
        return [Problem(parent, f"{who} hơn con {gap} tuổi. Xem lại năm sinh trong sổ.")]

    return rule


def of_age(birth: str, event: str, years: int, text: str) -> Rule:
    """Make a hint: the person was of age at the event (by years alone)."""

    def rule(values: Mapping[str, Value]) -> list[Problem]:
        gap = _years(values, birth, event)
        if gap is None or gap >= years:
            return []
        return [Problem(birth, text + " Xem lại sổ; nếu sổ ghi vậy thì giữ nguyên.")]

    return rule


_PATTERNS: dict[Kind, tuple[str, str]] = {
    Kind.PERSONAL_ID: (r"(\d *){12}", "số định danh gồm 12 chữ số."),
    Kind.YEAR: (r"(1[89]|20)\d\d", "năm gồm 4 chữ số."),
    Kind.INT: (r"\d{1,3}", "cần một số."),
    Kind.TIME_PARTIAL: (r".*\d.*", "không đọc ra giờ."),
}


def _kind(field: Field, text: str) -> list[Problem]:
    wrong = ""
    if field.kind == Kind.DATE_PARTIAL:
        understood = parse(text)
        if understood is None:
            wrong = "không đọc ra ngày; giữ nguyên như sổ."
        elif understood.impossible:
            wrong = "ngày không có trong lịch; giữ nguyên như sổ."
    elif field.kind in _PATTERNS:
        pattern, words = _PATTERNS[field.kind]
        wrong = "" if re.fullmatch(pattern, text) else words
    return [Problem(field.key, f"{field.label}: {wrong}")] if wrong else []


def _date(values: Mapping[str, Value], key: str) -> PartialDate | None:
    understood = parse(values.get(key, Value()).text)
    return None if understood is None or understood.impossible or understood.lunar else understood


def _depth(value: PartialDate) -> int:
    return {"none": 0, "year": 1, "month": 2, "day": 3}[value.precision]


def _parts(value: PartialDate) -> list[int]:
    return [value.year or 0, value.month or 0, value.day or 0]


def _years(values: Mapping[str, Value], earlier: str, later: str) -> int | None:
    a, b = _date(values, earlier), _date(values, later)
    if a is None or b is None or a.year is None or b.year is None:
        return None
    first, second = a.as_date(), b.as_date()
    if isinstance(first, date) and isinstance(second, date):
        return second.year - first.year - ((second.month, second.day) < (first.month, first.day))
    return b.year - a.year
