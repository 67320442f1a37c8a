"""The words about a search and its candidates."""

from app.matching.number_owner import owner
from app.matching.result import Candidate, Finding, Search
from app.models.registry.person import PERSON_LABELS
from app.texts import Text, tr
from app.ui.entry.panels.candidate_rows import CandidateRow, told_apart

FINDINGS = {
    Finding.FOUND: ("có người khớp", "equal", "check-circle"),
    Finding.CHECK: ("xem từng người", "less", "users"),
    Finding.NOT_FOUND: ("không thấy", "less", "user-minus"),
}
"""A finding: word, tone, icon."""
_FAMILY = ("theo gia đình", "less", "users-three")
_MAY_BE = ": có thể là "
_BY_FAMILY = "; chỉ nhờ gia đình: "
_LABELS = {column: label.lower() for column, label in PERSON_LABELS.items()} | {"commune": "xã"}


def finding_of(search: Search) -> tuple[str, str, str]:
    """Return word, tone and icon for the finding of a search."""
    told = search.finding == Finding.FOUND and search.candidates[0].household_only
    return _FAMILY if told else FINDINGS[search.finding]


def how_found(search: Search) -> tuple[str, ...]:
    """Say how many people are listed and which fields were searched, then in fewer words."""
    names: list[str] = []
    for field, _words in search.query:
        name = tr(_LABELS.get(field, field))
        if name not in names:
            names.append(name)
    counted = "{0} người thân, gần giống" if search.finding == Finding.NOT_FOUND else "{0} người"
    many = str(Text(counted, len(search.candidates)))
    whole, begun = (str(Text("{0} · tìm theo {1}", many, ", ".join(some))) for some in (names, names[:2]))
    return whole, f"{begun}…", many, ""


def _why(candidate: Candidate) -> str:
    """Return the reason; the evidence of the family comes first, so that it is not cut."""
    own, told, family = candidate.reason.partition(_BY_FAMILY)
    return f"{family}; {own}" if told else own


def differences_first(why: str) -> str:
    """Return a reason whose agreements come last, so that these are cut first."""
    clauses = why.split("; ")
    return "; ".join(sorted(clauses, key=lambda clause: clause.startswith("khớp ")))


def explained(search: Search, row: CandidateRow | None, *, here: bool) -> tuple[str, str]:
    """Return lead and sentence: why the current row is listed, or without one what the keys do.

    ``here`` tells that the focus is in the list: elsewhere digits do not choose.
    """
    if row is None and search.finding == Finding.NOT_FOUND:
        why = differences_first(_why(search.candidates[0]))
        keys = "1–9" if here else "F7"
        words = "{0} vẫn chọn được, F8 ghi “Không tìm thấy”; gần nhất là số 1: {1}"
        return tr("Không thấy người này."), str(Text(words, keys, why))
    if (
        row is None and search.finding == Finding.FOUND
    ):  # found, but only by the family or without name and number
        first = search.candidates[0]
        return _unchosen(1, by_family=first.household_only), _why(first)
    if row is None:
        keys = "Phím 1–9 chọn, F7 người kế tiếp." if here else "F7 chọn từng người; F6 sang đây rồi 1–9."
        return _to_check(search), _unsaid(search, keys)
    why = _with_namesakes(_why(row.candidate), search)
    if told := told_apart(row.candidate, whole=True):
        why = f"{told}; {why}"
    if row.far and not row.chosen:
        return str(Text("Gần giống, có lẽ không phải người này. Số {0}:", row.number)), why
    family = row.candidate.household_only
    if search.finding == Finding.CHECK and not row.chosen:
        return _unchosen(row.number, by_family=family), why
    return str(Text("Số {0}, chỉ theo gia đình:" if family else "Vì sao số {0}:", row.number)), why


def _to_check(search: Search) -> str:
    """Return why each of the listed people has to be looked at."""
    if search.candidates[0].same_as:
        return tr("Trùng hồ sơ, xem từng hồ sơ:")
    if search.namesakes:
        return str(Text("Còn {0} người cùng tên và năm sinh:", search.namesakes))
    return tr("Xem từng người:")


def _unsaid(search: Search, keys: str) -> str:
    """Say that nobody is chosen, and why the first is not, where that is alone or another than the book's."""
    if bearer := _bearer(search):
        words = "chưa chọn ai. Số giấy tờ trong sổ là của số {0}, {1}: xem lại số trên giấy."
        return str(Text(words, *bearer))
    why = search.candidates[0].reason
    alone = len(search.candidates) == 1
    if (alone or _MAY_BE in why) and not search.namesakes:
        return str(Text("chưa chọn ai. Số 1 {0}", differences_first(why)))  # the keys stand in the bar
    return str(Text("chưa chọn ai. {0}", Text(keys)))


def _bearer(search: Search) -> tuple[int, str] | None:
    """Return number and name of a row below the first that bears the book's number; None for none."""
    asked = dict(search.query)
    first = search.candidates[0]
    for column in ("personal_id", "cmnd"):
        found = owner(asked.get(column, ""), search.candidates)
        if found is not None and found is not first and not {found.same_as, first.same_as} - {""}:
            return search.candidates.index(found) + 1, found.person.full_name
    return None


def _with_namesakes(why: str, search: Search) -> str:
    """Add how many share name and year of birth with the one who is found."""
    if not search.namesakes or search.finding != Finding.FOUND:
        return why
    return str(Text("{0}; còn {1} người cùng tên và năm sinh", why, search.namesakes))


def _unchosen(number: int, *, by_family: bool) -> str:
    words = "Chưa chọn ai. Số {0}, chỉ theo gia đình:" if by_family else "Chưa chọn ai. Số {0}:"
    return str(Text(words, number))
