"""How one candidate of the registry is listed."""

from dataclasses import dataclass

from app.matching.result import Candidate
from app.ui.table_model import Cell, Column


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """One candidate as listed; ``far`` when the search came to "nobody" and this is at most a relative."""

    number: int
    candidate: Candidate
    chosen: bool
    narrow: bool
    far: bool = False


def shown_date(iso: str) -> str:
    """Write a registry date as it is read: 28/10/1999, 10/1999 or 1999."""
    return "/".join(reversed(iso.split("-")))


def _place(row: CandidateRow) -> Cell:
    number = str(row.number)
    if row.number < 10:
        return Cell(cap=number)
    return Cell(number, tone="ink_3", size="label")  # no key chooses it: arrows and Enter do


def _name(row: CandidateRow) -> Cell:
    name = row.candidate.person.full_name.upper()
    return Cell(name, tone=_tone(row), weight=600 if row.chosen else 400, size=_size(row), tip=name)


def _tone(row: CandidateRow) -> str:
    return "ink_2" if row.far and not row.chosen else "ink"


def _size(row: CandidateRow) -> str:
    return "label" if row.narrow else "body"


def _born(row: CandidateRow) -> Cell:
    weight = 500 if row.chosen else 400
    born = shown_date(row.candidate.person.birth_date)
    return Cell(born, tone=_tone(row), weight=weight, size=_size(row))


def _parents(row: CandidateRow) -> Cell:
    person = row.candidate.person
    names = " – ".join(n for n in (person.father_name, person.mother_name) if n)
    if row.candidate.household_only:
        tip = f"{names}. Chỉ người thân trong bản ghi nói đây là người này."
        return Cell(names, tone="ink_2", size=_size(row), icon="users-three", icon_tone="less", tip=tip)
    return Cell(names, tone="ink_2", size=_size(row), tip=names)


def _number(row: CandidateRow) -> Cell:
    number = row.candidate.person.personal_id
    return Cell(f"…{number[-6:]}" if number else "", tone="ink_2", size="label")


def _mark(row: CandidateRow) -> Cell:
    if row.chosen:
        return _marked(row, "đã chọn", "accent", "check")
    if row.candidate.household_only:
        return _marked(row, "gia đình", "less", "users-three")
    return _marked(row, "gần giống", "ink_3", "user-minus") if row.far else Cell()


def _marked(row: CandidateRow, words: str, tone: str, icon: str) -> Cell:
    shown = "" if row.narrow else words
    return Cell(shown, tone=tone, icon=icon, size="label", weight=500, tip=words)


COLUMNS = (
    Column[CandidateRow]("Số", _place, 36),
    Column[CandidateRow]("Họ tên", _name),
    Column[CandidateRow]("Ngày sinh", _born, 112),
    Column[CandidateRow]("Giới tính", lambda row: Cell(row.candidate.person.sex, size=_size(row)), 52),
    Column[CandidateRow]("Cha, mẹ", _parents),
    Column[CandidateRow]("Số định danh", _number, 80),
    Column[CandidateRow]("", _mark, 100),
)
"""The columns of the candidates, best first."""
