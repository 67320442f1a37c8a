"""The sentence beside a candidate: what agrees, what differs, and who it may be instead.

A row that name, date or sex contradicts begins with the contradiction, so that nobody reads past it.
"""

from collections.abc import Mapping
from functools import lru_cache

from app.matching import grounds, levels
from app.matching.score import Scored

_SHORT = {
    "full_name": "họ tên",
    "birth_date": "ngày sinh",
    "death_date": "ngày mất",
    "sex": "giới tính",
    "father_name": "tên cha",
    "mother_name": "tên mẹ",
    "spouse_name": "tên vợ/chồng",
    "ethnicity": "dân tộc",
    "birth_place": "nơi sinh",
    "birth_registration_place": "nơi đăng ký khai sinh",
    "home_origin": "quê quán",
    "hamlet": "thôn",
    "personal_id": "số định danh",
    "cmnd": "số CMND",
}
_OTHER_DAY = frozenset({"year_month", "year_day"})
"""Levels of a full date whose day or month is another one; they are near, and yet namesakes have them too."""
_SAME_DAY = frozenset({"full", "swap"})
_AGAIN = frozenset({"apart", "year_apart", "year_near"})
"""Levels of dates at least a year apart, as between two children of one couple."""


def reason(scored: Scored, name: str = "") -> str:
    """Return the reason in one Vietnamese sentence: "khớp họ tên, ngày sinh; khác tên mẹ".

    ``name`` is the person's in the book, whose brother or sister the row may be.
    """
    return _sentence(tuple(scored.levels.items()), scored.against, name)


@lru_cache(maxsize=4096)
def _sentence(found: tuple[tuple[str, str], ...], against: tuple[str, ...], name: str) -> str:
    """Return the sentence of a reason; cached, because most rows differ in few ways."""
    given = dict(found)
    first = _contradicting(given)
    groups: dict[str, list[str]] = {"khớp": [], "gần khớp": [], "khác": []}
    for column in _SHORT:
        if column in given and column not in first:
            groups[levels.said(column, given[column])[0]].append(_said(column, given[column]))
    parts = [f"{group} {', '.join(words)}" for group, words in groups.items() if words]
    if first:
        kind = _kind(given, name)
        differing = _differing(given, first)
        parts.insert(0, f"{differing}: {kind}" if kind else differing)
    return "; ".join([*against, *parts]) or "chưa có mục nào để so"


def _said(column: str, level: str) -> str:
    detail = levels.said(column, level)[1]
    return f"{_SHORT[column]} ({detail})" if detail else _SHORT[column]


def _differing(given: Mapping[str, str], columns: list[str]) -> str:
    """Return what differs; of a date that is near only its part: "khác ngày"."""
    born = given.get("birth_date", "")
    if columns == ["birth_date"] and born in _OTHER_DAY:
        return levels.said("birth_date", born)[1]
    return f"khác {', '.join(_said(column, given[column]) for column in columns)}"


def _contradicting(given: Mapping[str, str]) -> list[str]:
    """Return the columns that make the row another person, in the order of the form; none beside a number."""
    if any(given.get(column) in grounds.NUMBER_AGREES for column in ("personal_id", "cmnd")):
        return []
    born = given.get("birth_date", "")
    differs = {
        "full_name": given.get("full_name", "") in levels.NAME_DIFFERS,
        "birth_date": born in levels.DATE_DIFFERS or (born in _OTHER_DAY and not _relatives(given)),
        "sex": given.get("sex") == "other",
    }
    return [column for column, other in differs.items() if other]


def _relatives(given: Mapping[str, str]) -> list[str]:
    """Return the relatives who agree."""
    return [column for column in grounds.RELATIVES if given.get(column, "") in levels.NAME_AGREES]


def _kind(given: Mapping[str, str], name: str) -> str:
    """Return who a contradicted row may be; empty where it is not known."""
    born, named, relatives = given.get("birth_date", ""), given.get("full_name", ""), _relatives(given)
    parents = [column for column in relatives if column != "spouse_name"]
    if named in levels.GIVEN_DIFFERS and parents:
        if born not in _SAME_DAY:
            return "có thể là anh, chị, em"
        return f"có thể là anh, chị, em sinh đôi của {name}" if name else "có thể là anh, chị, em sinh đôi"
    if named not in levels.NAME_AGREES:
        return ""
    if parents and born in _AGAIN:
        return "có thể là con khác của cùng cha mẹ, được đặt lại tên này"
    return "" if relatives else "có thể là người khác"
