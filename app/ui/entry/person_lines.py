"""What is said in a few words of the lines of one person: the summary, the badge on the tab."""

from PySide6.QtCore import QCoreApplication

from app.matching.compare import summary
from app.matching.result import Line, Result
from app.models.words.codes import Branch
from app.ui.entry.panels.person_tab import badge_of
from app.ui.entry.person_model import PersonModel


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


def badge(model: PersonModel, section: str) -> tuple[Result | None, str]:
    """Return result and words for a person's tab; none and "" where there is nothing to say."""
    if model.decided.get(section) == Branch.NOT_FOUND:
        return Result.BOOK_BLANK, QCoreApplication.translate("PersonsSide", "không có")
    if model.person(section) is None:
        return None, ""
    result, differing = badge_of(model.lines(section))
    words = {
        Result.DIFFERENT: QCoreApplication.translate("PersonsSide", "{0} khác").format(differing),
        Result.BOOK_PARTIAL: QCoreApplication.translate("PersonsSide", "ít hơn"),
    }
    return result, words.get(result, QCoreApplication.translate("PersonsSide", "giống"))
