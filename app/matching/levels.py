"""Levels of agreement between two writings of one field, strictest first (matching §4)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from rapidfuzz.distance import OSA

from app.matching.names.surnames import is_surname
from app.matching.places import places
from app.matching.places.place_keys import commune
from app.matching.record import WrittenName, hamlet
from app.matching.result import Result
from app.models.words import lunar
from app.models.words.partial_date import PartialDate

NAME_AGREES = frozenset(
    {"exact", "bare", "tone", "sound", "order", "middle", "part", "typo", "sound_given", "start", "crossed"}
)
WHOLE_NAME = frozenset({"exact", "bare", "tone", "sound", "order"})
"""Levels at which every part of a name agrees."""
NAME_DIFFERS = frozenset({"given", "head", "surname", "none"})
GIVEN_DIFFERS = frozenset({"head", "surname", "none"})
_CALENDARS_APART = range(12, 66)  # days, 31 a month; 15 to 59 were measured from 1900 to 2060
_AGE_SLIP = 5  # years of error in a stated age
DATE_DIFFERS = frozenset({"day_month", "same_year", "year_apart", "apart"})
_STRICTEST_DATE = (
    *("full", "month", "year", "swap", "near_year", "calendar", "near", "new_year", "year_month", "year_day"),
    *("year_near", "day_month", "same_year", "year_apart", "apart"),
)


_STRICTEST = (
    *("exact", "tone", "sound", "order", "middle", "part", "typo", "sound_given"),
    *("given", "head", "surname", "none"),
)


def name_level(ours: WrittenName, theirs: WrittenName) -> str:
    """Return how two names agree: exact, tone, sound, or as ``_part_level``; other names count too."""
    level = _level(ours, theirs)
    if level == "exact":
        return level
    for one, other in ((ours.other, theirs), (theirs.other, ours)):
        if one is not None:
            level = min(level, _level(one, other), key=_STRICTEST.index)
    if ours.other is not None and theirs.other is not None:
        level = min(level, _level(ours.other, theirs.other), key=_STRICTEST.index)
    return level


def agreeing(ours: WrittenName, theirs: WrittenName) -> WrittenName:
    """Return the one of our names that agrees best with theirs, to weigh how rare it is."""
    if ours.other is None:
        return ours
    alone = ours._replace(other=None)
    return min((alone, ours.other), key=lambda one: _STRICTEST.index(name_level(one, theirs)))


def _level(ours: WrittenName, theirs: WrittenName) -> str:
    if _joined(ours.canon) == _joined(theirs.canon):
        return "exact"
    if ours.fold.replace(" ", "") == theirs.fold.replace(" ", ""):
        return "tone"
    if ours.sound == theirs.sound:
        return "sound"
    if sorted(ours.fold.split()) == sorted(theirs.fold.split()):
        return "order"
    return _part_level(ours, theirs)


@lru_cache(maxsize=16384)
def _joined(canon: str) -> tuple[str, str]:
    """Return the letters and the tones of a name without spaces: Sa Rinh and Sarinh are one."""
    return "".join(c for c in canon if c.isalpha()), "".join(c for c in canon if c.isdecimal())


def _part_level(ours: WrittenName, theirs: WrittenName) -> str:
    """Return which parts agree: middle, part, typo, sound_given, given, head, surname, none."""
    same_surname = ours.surname == theirs.surname
    if ours.given == theirs.given:
        return "middle" if same_surname else _without_surname(ours, theirs)
    if _one_word_mistyped(ours.fold.split(), theirs.fold.split()):
        return "typo"
    if not same_surname:
        return "none"
    if ours.sound_given == theirs.sound_given:
        return "sound_given"
    return "head" if ours.middle and ours.middle == theirs.middle else "surname"


def _without_surname(ours: WrittenName, theirs: WrittenName) -> str:
    """Return how two names with one given name and other surnames agree: part, typo or given."""
    if _lacks_surname(ours, theirs) or _lacks_surname(theirs, ours):
        return "part"
    return "typo" if _one_word_mistyped(ours.fold.split(), theirs.fold.split()) else "given"


def _lacks_surname(short: WrittenName, whole: WrittenName) -> bool:
    """Tell whether a name is another one without its surname: A Páo, Y Bhăm, Lan."""
    if short.given != whole.given or not whole.surname:
        return False
    return not short.surname or (whole.fold.endswith(f" {short.fold}") and not is_surname(short.surname))


def _one_word_mistyped(ours: list[str], theirs: list[str]) -> bool:
    """Tell whether only one word differs, by one letter (two in a word of five or more)."""
    if len(ours) != len(theirs):
        return False
    apart = [(a, b) for a, b in zip(ours, theirs, strict=True) if a != b]
    if len(apart) != 1:
        return False
    one, other = apart[0]
    # one edit turns a word of two or three letters into many others: Hà, An, Na
    allowed = 2 if min(len(one), len(other)) >= 5 else int(max(len(one), len(other)) >= 3)
    return OSA.distance(one, other, score_cutoff=2) <= allowed


def begins(ours: WrittenName, theirs: WrittenName) -> bool:
    """Tell whether a half-typed name begins another one, tones ignored."""
    return theirs.fold.startswith(ours.fold)


def date_level(ours: PartialDate | None, theirs: PartialDate | None) -> str:
    """Return how two solar dates agree in the parts that both have; empty without such parts."""
    if ours is None or theirs is None:
        return ""
    days = ours.day, ours.month, theirs.day, theirs.month
    if ours.year is None or theirs.year is None:
        alike = "day_month" if days[:2] == days[2:] else "apart"
        return "" if None in days else alike
    return _partial_level(ours, theirs) if None in days else _full_level(ours, theirs)


def best_date_level(ours: Iterable[PartialDate | None], theirs: PartialDate | None) -> str:
    """Return the strictest level of the dates that a written one may mean; empty without common parts."""
    found = {level for day in ours if (level := date_level(day, theirs))}
    return min(found, key=_STRICTEST_DATE.index, default="")


def age_level(about: Iterable[int], theirs: PartialDate | None) -> str:
    """Return how the years computed from an age agree with a date; empty when either is unknown."""
    if theirs is None or theirs.year is None:
        return ""
    apart = min((abs(year - theirs.year) for year in about), default=None)
    if apart is None:
        return ""
    return "age" if apart <= 1 else "age_apart" if apart <= _AGE_SLIP else "year_apart"


def _partial_level(ours: PartialDate, theirs: PartialDate) -> str:
    """Return how two dates with a year agree when one lacks another part."""
    apart = abs((ours.year or 0) - (theirs.year or 0))
    if apart:
        return "year_near" if apart == 1 else "year_apart"
    if ours.month is None or theirs.month is None:
        return "year"
    return "month" if ours.month == theirs.month else "same_year"


def _full_level(ours: PartialDate, theirs: PartialDate) -> str:
    """Return how two full dates agree."""
    years = abs((ours.year or 0) - (theirs.year or 0))
    if (ours.day, ours.month) == (theirs.day, theirs.month):
        return ("full", "near_year")[years] if years <= 1 else "day_month"
    if years > 1:
        return "apart"
    if _may_be_calendars(ours, theirs) and (ours.year, ours.month, ours.day) in _in_other_calendar(theirs):
        return "calendar"
    return _within_year(ours, theirs) if years == 0 else _next_year(ours, theirs)


def year_slipped(ours: PartialDate | None, theirs: PartialDate | None) -> bool:
    """Tell whether two full dates differ only by a slip in the year.

    A slip is a year off by one, one wrong digit, or two swapped digits. 1 January does not count, because it
    replaces an unknown date.
    """
    if ours is None or theirs is None or ours.year is None or theirs.year is None:
        return False
    if abs(ours.year - theirs.year) == 1:
        return date_level(ours, theirs) in {"near_year", "near", "calendar"}
    days = {(ours.day, ours.month), (theirs.day, theirs.month)}
    same = len(days) == 1 and not days & {(1, 1), (None, None)}
    return same and OSA.distance(str(ours.year), str(theirs.year), score_cutoff=1) == 1


def _next_year(ours: PartialDate, theirs: PartialDate) -> str:
    """Return how two full dates in consecutive years agree; 1 January counts as a year only.

    Dates at most a day or a month apart are near too.
    """
    if (1, 1) in {(ours.day, ours.month), (theirs.day, theirs.month)}:
        return "year_near"
    steps = abs((ours.month or 0) - (theirs.month or 0)) + abs((ours.day or 0) - (theirs.day or 0))
    return "near" if steps == 1 else "apart"


def _within_year(ours: PartialDate, theirs: PartialDate) -> str:
    """Return how two different full dates of one year agree."""
    if (ours.day, ours.month) == (theirs.month, theirs.day):
        return "swap"
    if (1, 1) in {(ours.day, ours.month), (theirs.day, theirs.month)}:
        return "new_year"
    if ours.month == theirs.month:
        return "year_month"
    return "year_day" if ours.day == theirs.day else "same_year"


def _may_be_calendars(ours: PartialDate, theirs: PartialDate) -> bool:
    """Tell quickly whether two full dates may be one day in two calendars."""
    return abs(_about_days(ours) - _about_days(theirs)) in _CALENDARS_APART


def _about_days(day: PartialDate) -> int:
    """Return the number of a day in a calendar with months of 31 days."""
    return ((day.year or 0) * 12 + (day.month or 0)) * 31 + (day.day or 0)


@lru_cache(maxsize=16384)
def _in_other_calendar(day: PartialDate) -> tuple[tuple[int, int, int], ...]:
    """Return a full date converted both ways between the calendars, since clerks mix them up.

    The leap month of the same name, and the month before it, count too, because books omit “nhuận”.
    """
    solar = day.as_date()
    own = lunar.of_solar(solar) if solar else None
    written = [replace(day, lunar=True)]
    written += [replace(own, leap_month=leap) for leap in (False, True)] if own else []
    found = [(d.year, d.month, d.day) for w in written if (d := lunar.to_solar(w)) and d != solar]
    return (*found, (own.year or 0, own.month or 0, own.day or 0)) if own else tuple(found)


@lru_cache(maxsize=16384)
def place_level(ours: str, theirs: str) -> str:
    """Return how far two places agree: commune, district or other; empty when it is unclear."""
    if not ours or not theirs:
        return ""
    one, other = commune(ours), commune(theirs)
    if places.compare(ours, theirs).result is not Result.DIFFERENT:
        return "commune" if one and other else ""
    if one and one == other and places.may_be_one(ours, theirs):
        return "commune"  # a mark is wrong, or the district: the same name in another province is another
    return "district" if places.one_district(ours, theirs) and one != other else "other"


def same_hamlet(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """Tell whether any two places name a hamlet of one commune.

    Another hamlet says nothing: hamlets were merged and renamed without a table.
    """
    named = [(name, where) for name, where in map(hamlet, theirs) if name]
    return any(
        name == other and place_level(place, where) == "commune"
        for name, place in map(hamlet, ours)
        for other, where in named
    )


def number_level(ours: str, theirs: str) -> str:
    """Return equal, one_digit (one digit wrong, or two swapped) or other."""
    if ours == theirs:
        return "equal"
    return "one_digit" if OSA.distance(ours, theirs, score_cutoff=1) == 1 else "other"


def none_differs(found: Mapping[str, str]) -> bool:
    """Tell whether no name, date, sex or number of a row differs."""
    names = ("full_name", "father_name", "mother_name", "spouse_name")
    return (
        not any(found.get(column, "") in DATE_DIFFERS for column in ("birth_date", "death_date"))
        and not any(found.get(column, "") in NAME_DIFFERS for column in names)
        and not any(found.get(column, "") == "other" for column in ("sex", "personal_id", "cmnd"))
    )


_NAME_SAID = {
    "exact": ("khớp", ""),
    "start": ("khớp", "phần đã nhập"),
    "bare": ("khớp", "sổ không ghi dấu"),
    "tone": ("gần khớp", "lệch dấu"),
    "sound": ("gần khớp", "gần âm"),
    "order": ("gần khớp", "khác thứ tự chữ"),
    "middle": ("gần khớp", "khác chữ đệm"),
    "part": ("gần khớp", "thiếu họ"),
    "typo": ("gần khớp", "lệch chữ"),
    "sound_given": ("gần khớp", "gần âm"),
    "crossed": ("gần khớp", "đổi chỗ cha – mẹ"),
    "given": ("khác", "trùng tên, khác họ"),
    "head": ("khác", "khác tên"),
    "surname": ("khác", "chỉ trùng họ"),
    "none": ("khác", ""),
}
_DATE_SAID = {
    "full": ("khớp", ""),
    "year": ("khớp", "năm"),
    "month": ("khớp", "tháng, năm"),
    "age": ("khớp", "theo tuổi"),
    "age_apart": ("gần khớp", "lệch tuổi"),
    "swap": ("gần khớp", "đảo ngày và tháng"),
    "near_year": ("gần khớp", "lệch một năm"),
    "near": ("gần khớp", "lệch một năm và một ngày hoặc tháng"),
    "calendar": ("gần khớp", "âm lịch – dương lịch"),
    "year_near": ("gần khớp", "lệch một năm"),
    "new_year": ("gần khớp", "mặc định 01/01"),
    "year_month": ("gần khớp", "khác ngày"),
    "year_day": ("gần khớp", "khác tháng"),
    "day_month": ("khác", "khác năm"),
    "same_year": ("khác", "trùng năm"),
    "year_apart": ("khác", "khác năm"),
    "apart": ("khác", ""),
}
_OTHER_SAID = {
    "equal": ("khớp", ""),
    "one_digit": ("gần khớp", "lệch một chữ số"),
    "commune": ("khớp", ""),
    "district": ("khác", "cùng huyện"),
    "other": ("khác", ""),
}


def said(column: str, level: str) -> tuple[str, str]:
    """Return the group of a level in a sentence (khớp, gần khớp, khác) and the words in brackets."""
    if column.endswith("_name"):
        return _NAME_SAID[level]
    return (_DATE_SAID if column.endswith("_date") else _OTHER_SAID)[level]
