"""What the screen makes of one person in hand: the lines compared, the likely branch, the badge."""

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from app.matching.compare import compare, summary
from app.matching.result import Finding, Line, Result
from app.models.registry.person import Person
from app.models.words.codes import Branch
from app.models.words.values import Value
from app.services.entry import ditto
from app.services.entry.entries import EntryView
from app.ui.entry.choices import Choices
from app.ui.entry.panels.person_tab import badge_of

_TELLING = frozenset({"birth_date", "personal_id", "cmnd"})


def lines_of(
    entry: EntryView, section: str, values: Mapping[str, Value], above: ditto.Above, person: Person | None
) -> tuple[Line, ...]:
    """Compare what is typed about a person with a registry row; nothing where none is chosen."""
    if person is None:
        return ()
    marks = ditto.marks(entry.book, values, above)[section]
    return compare(entry.book, section, values, person, marks)


def differ(lines: tuple[Line, ...]) -> bool:
    """Tell whether a line differs."""
    return any(line.result == Result.DIFFERENT for line in lines)


def open_lines(hand: Choices, section: str, lines: tuple[Line, ...]) -> list[str]:
    """Return the fields that differ and have no way of handling yet."""
    handled = hand.resolutions.get(section, {})
    return [x.field for x in lines if x.result == Result.DIFFERENT and x.field not in handled]


def likely(hand: Choices, section: str, lines: tuple[Line, ...], *, typing: bool = False) -> str:
    """Return the branch that is likely where a registry is at hand; empty when nothing is.

    While the person is still being typed nobody is "not found" by a name, or a number, alone.
    """
    if hand.person(section) is not None:
        return Branch.MISMATCH_BASIC if differ(lines) else Branch.MATCH
    search = hand.searches.get(section)
    if search is None or not search.query or search.finding != Finding.NOT_FOUND:
        return ""
    by = dict(search.query).keys()
    enough = "full_name" in by and bool(_TELLING & by)
    return Branch.NOT_FOUND if enough or not typing else ""


def in_short(lines: tuple[Line, ...]) -> tuple[str, ...]:
    """Say what agrees and what differs in one sentence, then ever shorter for where there is less room."""
    if not lines:
        return ("",)
    whole = summary(lines)
    differing = sum(line.result == Result.DIFFERENT for line in lines)
    if not differing:
        return whole, QCoreApplication.translate("PersonsSide", "không mục nào khác")
    counted = QCoreApplication.translate("PersonsSide", "{0} mục khác").format(differing)
    return whole, whole.rpartition("; ")[2], counted


def badge(hand: Choices, section: str, lines: tuple[Line, ...]) -> tuple[Result | None, str]:
    """Return result and words for a person's tab; none and "" where there is nothing to say."""
    if hand.decided.get(section) == Branch.NOT_FOUND:
        return Result.BOOK_BLANK, QCoreApplication.translate("PersonsSide", "không có")
    if hand.person(section) is None:
        return None, ""
    result, differing = badge_of(lines)
    words = {
        Result.DIFFERENT: QCoreApplication.translate("PersonsSide", "{0} khác").format(differing),
        Result.BOOK_PARTIAL: QCoreApplication.translate("PersonsSide", "ít hơn"),
    }
    return result, words.get(result, QCoreApplication.translate("PersonsSide", "giống"))
