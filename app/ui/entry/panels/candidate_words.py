"""What is said about a search and its candidates."""

from app.matching.result import Candidate, Finding, Search
from app.models.registry.person import PERSON_LABELS
from app.ui.entry.panels.candidate_rows import CandidateRow

FINDINGS = {
    Finding.FOUND: ("có người khớp", "equal", "check-circle"),
    Finding.CHECK: ("xem từng người", "less", "users"),
    Finding.NOT_FOUND: ("không thấy", "less", "user-minus"),
}
"""What a search came to: word, tone, icon."""
_FAMILY = ("theo gia đình", "less", "users-three")
_BY_FAMILY = "; chỉ nhờ gia đình: "
_LABELS = {column: label.lower() for column, label in PERSON_LABELS.items()} | {"commune": "xã"}


def finding_of(search: Search) -> tuple[str, str, str]:
    """Return word, tone and icon of what a search came to."""
    told = search.finding == Finding.FOUND and search.candidates[0].household_only
    return _FAMILY if told else FINDINGS[search.finding]


def how_found(search: Search) -> tuple[str, ...]:
    """Say how many people are listed and by what they were looked for, then ever shorter."""
    names: list[str] = []
    for field, _words in search.query:
        name = _LABELS.get(field, field)
        if name not in names:
            names.append(name)
    who = "người thân, gần giống" if search.finding == Finding.NOT_FOUND else "người"
    many = f"{len(search.candidates)} {who}"
    whole, begun = (f"{many} · tìm theo {', '.join(some)}" for some in (names, names[:2]))
    return whole, f"{begun}…", many, ""


def _why(candidate: Candidate) -> str:
    """Return the reason; where only the family speaks, what it says comes first and is not cut."""
    own, told, family = candidate.reason.partition(_BY_FAMILY)
    return f"{family}; {own}" if told else own


def differences_first(why: str) -> str:
    """Return a reason whose agreements come last: where there is no room for all, they are what goes."""
    clauses = why.split("; ")
    return "; ".join(sorted(clauses, key=lambda clause: clause.startswith("khớp ")))


def explained(search: Search, row: CandidateRow | None, *, here: bool) -> tuple[str, str]:
    """Say why the line looked at is listed, or what the keys do while none is: lead and sentence.

    ``here`` when the focus is in the list: elsewhere a digit is typed or does something else.
    """
    if row is None and search.finding == Finding.NOT_FOUND:
        nearest = search.candidates[0]
        return "Không thấy người này.", (
            f"{'1–9' if here else 'F7'} vẫn chọn được, F8 ghi “Không tìm thấy”; "
            f"gần nhất là số 1: {differences_first(_why(nearest))}"
        )
    if row is None and search.finding == Finding.FOUND:  # found, yet not by what the book says of them
        first = search.candidates[0]
        return f"Chưa chọn ai. Số 1{', chỉ theo gia đình' if first.household_only else ''}:", _why(first)
    if row is None:
        keys = "Phím 1–9 chọn, F7 người kế tiếp." if here else "F7 chọn từng người; F6 sang đây rồi 1–9."
        return "Xem từng người:", f"chưa chọn ai. {keys}"
    why = _why(row.candidate)
    if row.far and not row.chosen:
        return f"Gần giống, có lẽ không phải người này. Số {row.number}:", why
    family = row.candidate.household_only
    lead = f"Số {row.number}, chỉ theo gia đình:" if family else f"Vì sao số {row.number}:"
    if search.finding == Finding.CHECK and not row.chosen:
        lead = f"Chưa chọn ai. Số {row.number}{', chỉ theo gia đình' if family else ''}:"
    return lead, why
