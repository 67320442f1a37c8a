"""The cells of a comparison: sign, word, differing letters."""

import difflib

from app.matching.result import Line, Result, Span
from app.models.words.codes import Resolution
from app.models.words.values import MARK_LABELS, Mark
from app.texts import Text, tr
from app.ui.kit.icons import WORDS, Sign
from app.ui.kit.looks import MARK_LOOK, RESOLUTION_LOOK
from app.ui.kit.table_model import Cell

SIGNS: dict[Result, Sign] = {
    Result.EQUAL: Sign.EQUAL,
    Result.EQUAL_FORMAT: Sign.NEAR,
    Result.EQUAL_VARIANT: Sign.NEAR,
    Result.BOOK_PARTIAL: Sign.LESS,
    Result.BOOK_BLANK: Sign.BLANK,
    Result.REGISTRY_BLANK: Sign.BLANK,
    Result.BOTH_BLANK: Sign.BLANK,
    Result.DIFFERENT: Sign.DIFFER,
    Result.ILLEGIBLE: Sign.BLANK,
    Result.UNREAD: Sign.DIFFER,
    Result.EXCLUDED: Sign.SKIP,
}
"""The sign of each result."""

_WORDS: dict[Result, str] = {
    Result.BOOK_BLANK: "sổ để trống",
    Result.REGISTRY_BLANK: "CSDL để trống",
    Result.BOTH_BLANK: "hai bên trống",
    Result.ILLEGIBLE: "không đọc được",
    Result.UNREAD: "chưa đọc được",
}
_SAID = {Mark.BLANK_IN_BOOK, Mark.ILLEGIBLE}  # marks that the words of the result already name
DITTO = "như trên"
"""The words of a result for a ditto mark without detail."""

_ALIKE = 0.5  # two texts less alike than this get no marked letters


def book_cell(line: Line) -> Cell:
    """Return the book's words in serif; in grey a mark or "(để trống)" without words."""
    if not line.book:
        words = tr(MARK_LABELS[line.mark] if line.mark else "để trống")
        return Cell(f"({words})", tone="ink_3", book=True, size="body", wrap=True, sub=beneath(line))
    tone = "ink_2" if line.result == Result.EXCLUDED else "ink"
    return Cell(line.book, book=True, spans=line.book_spans, tone=tone, wrap=True, sub=beneath(line))


def beneath(line: Line) -> str:
    """Return the words below the book's: how notes changed them, or what a ditto mark was read as."""
    if line.history is not None:
        return str(line.history)
    return str(Text("hiểu là: {0}", line.read_as)) if line.read_as else ""


def registry_cell(line: Line) -> Cell:
    """Return the registry's words, large enough to tell tones apart."""
    if not line.registry:
        return Cell(tr("(để trống)"), tone="ink_3")
    tone = "ink_2" if line.result == Result.EXCLUDED else "ink"
    return Cell(
        line.registry,
        registry=True,
        weight=400 if line.result == Result.EXCLUDED else 500,
        spans=line.registry_spans,
        tone=tone,
        wrap=True,
    )


def result_words(line: Line) -> str:
    """Return the words of a result: its detail ("dấu hỏi – sắc") or mark, else its word."""
    if said := line.own_detail or (tr(DITTO) if line.read_as else ""):
        return said
    marked = line.result in {Result.BOOK_BLANK, Result.ILLEGIBLE} and line.mark not in _SAID
    if marked and line.mark is not None:
        return tr(MARK_LOOK[line.mark][0])
    return tr(_WORDS.get(line.result) or WORDS[SIGNS[line.result]])


def result_cell(line: Line) -> Cell:
    """Return sign and word of a result."""
    sign, word = SIGNS[line.result], result_words(line)
    weight = 600 if sign == Sign.DIFFER else 500
    return Cell(word, tone=str(sign), icon=str(sign), size="label", weight=weight, wrap=True, tip=word)


def resolution_cell(resolution: str) -> Cell:
    """Return a resolution as a chip; an empty cell without one."""
    if not resolution:
        return Cell()
    word, tone, icon = RESOLUTION_LOOK[Resolution(resolution)]
    return Cell(tr(word), tone=tone, icon=icon, chip=True)


def differing(book: str, registry: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Return the differing letters of two texts, case ignored; none when little is alike.

    This only marks letters in a list; ``matching`` decides what differs.
    """
    matcher = difflib.SequenceMatcher(None, book.lower(), registry.lower(), autojunk=False)
    if matcher.ratio() < _ALIKE:
        return (), ()
    changed = [op for op in matcher.get_opcodes() if op[0] != "equal"]
    left = tuple((a, b) for _tag, a, b, _c, _d in changed if b > a)
    right = tuple((c, d) for _tag, _a, _b, c, d in changed if d > c)
    return left, right
