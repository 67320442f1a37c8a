"""What a link may rest on.

A name with a year or an age is borne by strangers too. Only a number, a relative, or a full date that no
namesake shares makes somebody found; such a date does not where both parents are others. One relative is not
enough where the age is off and a name agrees in part only, because namesakes may be a couple as well.
"""

from collections.abc import Iterable

from app.matching.levels import DATE_DIFFERS, GIVEN_DIFFERS, NAME_AGREES, WHOLE_NAME
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
    in_time = any(scored.levels.get(column, "") in _DATED for column in _DATES)
    return not in_time and not by_number(scored) and not by_relative(scored)


def contradicted(scored: Scored) -> bool:
    """Tell whether given name or date of birth is another one, and no number says that it is a slip."""
    given = scored.levels.get("full_name", "") in GIVEN_DIFFERS
    return not by_number(scored) and (given or scored.levels.get("birth_date", "") in DATE_DIFFERS)


def enough(scored: Scored, others: Iterable[Scored], *, by_family: bool = False) -> bool:
    """Tell whether a row may be found; ``others`` are the rows of other people.

    ``by_family`` tells that the rows of relatives name it, so that it needs no words of its own.
    """
    if by_number(scored):
        return True
    if _another_sex(scored):
        return False
    if by_family:
        return True
    if _shares_only_kin(scored):
        return False
    if _relatives_enough(scored):
        return True
    return by_full_date(scored) and not _other_parents(scored) and not any(map(by_full_date, others))


def _other_parents(scored: Scored) -> bool:
    """Tell whether both parents are other people: by adoption or recognition, or a namesake of one day."""
    return all(scored.levels.get(column, "") in GIVEN_DIFFERS for column in ("father_name", "mother_name"))


def _shares_only_kin(scored: Scored) -> bool:
    """Tell whether what agrees may be the family's: a twin's date and parents, or a dead child's name."""
    if scored.levels.get("full_name", "") in GIVEN_DIFFERS:
        return True
    other_date = scored.levels.get("birth_date") in {"apart", "year_apart"}
    return other_date and scored.levels.get("spouse_name", "") not in NAME_AGREES


def is_like_another(scored: Scored) -> bool:
    """Tell whether the age is off and a name agrees in part only: the relative may be a namesake's too."""
    names = (scored.levels.get(column, "") for column in ("full_name", *RELATIVES))
    slipped = any(level in NAME_AGREES - WHOLE_NAME for level in names)
    return slipped and scored.levels.get("birth_date") == "age_apart"


def _relatives_enough(scored: Scored) -> bool:
    """Tell whether relatives make it the person: several, or one whom no age contradicts."""
    agreeing = sum(scored.levels.get(column, "") in NAME_AGREES for column in RELATIVES)
    return agreeing > 1 or (agreeing == 1 and not is_like_another(scored))


def _another_sex(scored: Scored) -> bool:
    """Tell whether sex and a part of the name differ, as of a brother and a sister (Văn Hòa, Thị Hòa)."""
    return scored.levels.get("sex") == "other" and scored.levels.get("full_name", "") not in WHOLE_NAME


def _named(scored: Scored) -> bool:
    return scored.levels.get("full_name", "") in NAME_AGREES
