"""What a link may rest on.

A name with a year or an age is borne by strangers too. Only a number, a relative, or a full date that no
namesake shares makes somebody found.
"""

from collections.abc import Iterable

from app.matching.levels import DATE_DIFFERS, GIVEN_DIFFERS, NAME_AGREES
from app.matching.score import Scored

_NUMBERS = ("personal_id", "cmnd")
RELATIVES = ("father_name", "mother_name", "spouse_name")
NUMBER_AGREES = frozenset({"equal", "one_digit"})
_DATES = ("birth_date", "death_date")
_FULL = frozenset({"full", "swap", "calendar", "near_year"})
"""Levels of a full date, as written or with one slip."""
_DATED = _FULL | {
    "year",
    "month",
    "age",
    "age_apart",
    "near",
    "year_month",
    "year_day",
    "new_year",
    "year_near",
}


def by_number(scored: Scored) -> bool:
    """Tell whether a number of the book is the row's, at most one digit apart."""
    return any(scored.levels.get(column) in NUMBER_AGREES for column in _NUMBERS)


def by_relative(scored: Scored) -> bool:
    """Tell whether a parent or the spouse in the book has the name in the row."""
    return any(scored.levels.get(column, "") in NAME_AGREES for column in RELATIVES)


def by_full_date(scored: Scored) -> bool:
    """Tell whether name and a full date of birth or death agree."""
    return _named(scored) and any(scored.levels.get(column, "") in _FULL for column in _DATES)


def only_name(scored: Scored) -> bool:
    """Tell whether no date, number or relative agrees."""
    dated = any(scored.levels.get(column, "") in _DATED for column in _DATES)
    return not dated and not by_number(scored) and not by_relative(scored)


def contradicted(scored: Scored) -> bool:
    """Tell whether given name or date of birth is another one, and no number says that it is a slip."""
    given = scored.levels.get("full_name", "") in GIVEN_DIFFERS
    return not by_number(scored) and (given or scored.levels.get("birth_date", "") in DATE_DIFFERS)


def enough(scored: Scored, others: Iterable[Scored]) -> bool:
    """Tell whether a row may be found on its own words; ``others`` are the rows of other people."""
    if by_number(scored) or by_relative(scored):
        return True
    return by_full_date(scored) and not any(map(by_full_date, others))


def _named(scored: Scored) -> bool:
    return scored.levels.get("full_name", "") in NAME_AGREES
