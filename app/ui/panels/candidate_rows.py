"""How one candidate of the registry is listed."""

from dataclasses import dataclass

from app.matching.result import Candidate
from app.ui.table_model import Cell, Column


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """One candidate as listed."""

    number: int
    candidate: Candidate
    chosen: bool
    narrow: bool


def shown_date(iso: str) -> str:
    """Write a registry date as it is read: 28/10/1999, 10/1999 or 1999."""
    return "/".join(reversed(iso.split("-")))


def _name(row: CandidateRow) -> Cell:
    cap = str(row.number)
    return Cell(
        row.candidate.person.full_name.upper(), cap=cap, weight=600 if row.chosen else 400, size=_size(row)
    )


def _size(row: CandidateRow) -> str:
    return "label" if row.narrow else "body"


def _born(row: CandidateRow) -> Cell:
    weight = 500 if row.chosen else 400
    return Cell(shown_date(row.candidate.person.birth_date), weight=weight, size=_size(row))


def _parents(row: CandidateRow) -> Cell:
    person = row.candidate.person
    names = " – ".join(n for n in (person.father_name, person.mother_name) if n)
    return Cell(names, tone="ink_2", size=_size(row), tip=names)


def _number(row: CandidateRow) -> Cell:
    number = row.candidate.person.personal_id
    return Cell(f"…{number[-6:]}" if number else "", tone="ink_2", size="label")


def _chosen(row: CandidateRow) -> Cell:
    if not row.chosen:
        return Cell()
    words = "" if row.narrow else "đã chọn"
    return Cell(words, tone="accent", icon="check", size="label", weight=500, tip="đã chọn")


COLUMNS = (
    Column[CandidateRow]("Họ tên", _name),
    Column[CandidateRow]("Ngày sinh", _born, 112),
    Column[CandidateRow]("Giới tính", lambda row: Cell(row.candidate.person.sex, size=_size(row)), 52),
    Column[CandidateRow]("Cha, mẹ", _parents),
    Column[CandidateRow]("Số định danh", _number, 80),
    Column[CandidateRow]("", _chosen, 92),
)
"""The columns of the candidates, best first."""
