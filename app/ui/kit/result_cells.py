"""How the outcome of comparing a field is shown in a list: sign, word, differing letters."""

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
    Result.EXCLUDED: Sign.SKIP,
}
"""The sign a result is drawn with."""

_WORDS: dict[Result, str] = {
    Result.BOOK_BLANK: "sổ để trống",
    Result.REGISTRY_BLANK: "CSDL để trống",
    Result.BOTH_BLANK: "hai bên trống",
    Result.ILLEGIBLE: "không đọc được",
}
_SAID = {Mark.BLANK_IN_BOOK, Mark.ILLEGIBLE}  # the marks that the words of the result say already
DITTO = "như trên"
"""The word of a result that rests on a ditto mark and says no more."""

_ALIKE = 0.5  # below this two texts have too little in common for single letters to be worth marking


def book_cell(line: Line) -> Cell:
    """Return the book's words: serif, a mark or "(để trống)" in grey when nothing can be read."""
    if not line.book:
        words = tr(MARK_LABELS[line.mark] if line.mark else "để trống")
        return Cell(f"({words})", tone="ink_3", book=True, size="body", wrap=True)
    tone = "ink_2" if line.result == Result.EXCLUDED else "ink"
    return Cell(line.book, book=True, spans=line.book_spans, tone=tone, wrap=True, sub=read_as(line))


def read_as(line: Line) -> str:
    """Return the words under a ditto mark of the book that say what it was read as."""
    return str(Text("hiểu là: {0}", line.read_as)) if line.read_as else ""


def registry_cell(line: Line) -> Cell:
    """Return the registry's words at the size at which tones can be told apart."""
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
    """Return the word of the outcome; the detail ("dấu hỏi – sắc") or the mark says more than the word."""
    if said := line.own_detail or (tr(DITTO) if line.read_as else ""):
        return said
    marked = line.result in {Result.BOOK_BLANK, Result.ILLEGIBLE} and line.mark not in _SAID
    if marked and line.mark is not None:
        return tr(MARK_LOOK[line.mark][0])
    return tr(_WORDS.get(line.result) or WORDS[SIGNS[line.result]])


def result_cell(line: Line) -> Cell:
    """Return sign and word of the outcome."""
    sign, word = SIGNS[line.result], result_words(line)
    weight = 600 if sign == Sign.DIFFER else 500
    return Cell(word, tone=str(sign), icon=str(sign), size="label", weight=weight, wrap=True, tip=word)


def resolution_cell(resolution: str) -> Cell:
    """Return how a difference is handled as a chip; empty while nobody has said."""
    if not resolution:
        return Cell()
    word, tone, icon = RESOLUTION_LOOK[Resolution(resolution)]
    return Cell(tr(word), tone=tone, icon=icon, chip=True)


def differing(book: str, registry: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Return the letters of two texts that do not match, case ignored; none when little is alike.

    Only for drawing attention in a list; what differs is decided by ``matching``.
    """
    matcher = difflib.SequenceMatcher(None, book.lower(), registry.lower(), autojunk=False)
    if matcher.ratio() < _ALIKE:
        return (), ()
    changed = [op for op in matcher.get_opcodes() if op[0] != "equal"]
    left = tuple((a, b) for _tag, a, b, _c, _d in changed if b > a)
    right = tuple((c, d) for _tag, _a, _b, c, d in changed if d > c)
    return left, right
