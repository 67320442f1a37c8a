"""The row of one candidate, and the columns of the list."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtGui import QFontMetrics

from app.matching.result import Candidate
from app.texts import Text, tr
from app.ui.kit import theme
from app.ui.kit.delegates import PAD, cell_font
from app.ui.kit.table_model import Cell, Column


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """One candidate of the list; ``far`` when the search found nobody and this is at most a relative."""

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


def name_width(rows: Sequence[CandidateRow]) -> int:
    """Return the pixels that the names need, within ``NAME_WIDTHS``."""
    cells = [_name(row) for row in rows]
    needed = [QFontMetrics(cell_font(cell)).horizontalAdvance(cell.text) + 2 * PAD + 4 for cell in cells]
    least, most = (theme.px(width) for width in NAME_WIDTHS)
    return max(least, min(most, max(needed, default=0)))


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
    if row.candidate.circumstances is not None:
        told = told_apart(row.candidate)
        return Cell(told, tone="ink_2", size="label", tip=" · ".join(part for part in (told, names) if part))
    if row.candidate.household_only:
        tip = str(Text("{0}. Chỉ người thân trong trường hợp nói đây là người này.", names))
        icon = "users-three" if row.chosen else ""  # before that the mark at the end says so
        return Cell(names, tone="ink_2", size="label", icon=icon, icon_tone="less", tip=tip)
    return Cell(names, tone="ink_2", size="label", tip=names)


def told_apart(candidate: Candidate, *, whole: bool = False) -> str:
    """Return what tells a namesake from another: hamlet, spouse, children; these by given name, or whole."""
    about = candidate.circumstances
    if about is None:
        return ""
    married = {"Nam": "vợ {0}", "Nữ": "chồng {0}"}.get(candidate.person.sex, "vợ/chồng {0}")
    spouse = str(Text(married, about.spouse)) if about.spouse else ""
    names = [name if whole else name.split()[-1] for name in about.children]
    children = str(Text("con {0}", ", ".join(names))) if names else ""
    return " · ".join(part for part in (about.hamlet, spouse, children) if part)


def _number(row: CandidateRow) -> Cell:
    number = row.candidate.person.personal_id
    return Cell(f"…{number[-6:]}" if number else "", tone="ink_2", size="label")


def _mark(row: CandidateRow) -> Cell:
    if row.chosen:
        return _marked(row, "đã chọn", "accent", "check")
    if row.candidate.household_only:
        return _marked(row, "gia đình", "less", "users-three")
    if row.candidate.same_as:
        return _marked(row, "trùng hồ sơ", "less", "copy")
    return _marked(row, "gần giống", "ink_3", "user-minus") if row.far else Cell()


def _marked(row: CandidateRow, words: str, tone: str, icon: str) -> Cell:
    shown = "" if row.narrow else tr(words)
    return Cell(shown, tone=tone, icon=icon, size="label", weight=500, tip=tr(words))


def _mark_width(rows: Sequence[CandidateRow]) -> int:
    """Return the pixels that the marks need: the sign alone where room is short, none without a mark."""
    marked = [row for row in rows if _mark(row).icon]
    if rows and (rows[0].narrow or not marked):
        return theme.px(36)
    return theme.px(128 if any(row.candidate.same_as for row in marked) else 104)


NAME_WIDTHS = (140, 220)
"""The least and the most room for names, at 100 %; the parents take the rest."""
COLUMNS = (
    Column[CandidateRow]("Số", _place, 34),
    Column[CandidateRow]("Họ tên", _name, NAME_WIDTHS[0], fit=name_width),
    Column[CandidateRow]("Ngày sinh", _born, 106),
    Column[CandidateRow]("Giới tính", lambda row: Cell(row.candidate.person.sex, size=_size(row)), 52),
    Column[CandidateRow]("Cha, mẹ", _parents),
    Column[CandidateRow]("Số định danh", _number, 80),
    Column[CandidateRow]("", _mark, 104, fit=_mark_width),
)
"""The columns of the candidates."""
