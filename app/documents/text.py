"""Measuring and line breaking of text; no letter of a value is dropped."""

import functools
import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from reportlab.pdfbase import pdfmetrics

Span = tuple[int, int]


class TextLine(NamedTuple):
    """One line of a cell: its words, their start in the whole text, and their face."""

    text: str
    start: int
    face: str


_WORD = re.compile(r"[^ \n]+")
_PART = re.compile(r"[^/\-]*[/\-]|[^/\-]+")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def clean(text: str) -> str:
    """Return the text in NFC with control characters as blanks; line feeds stay."""
    return unicodedata.normalize("NFC", _SURROGATE.sub("\ufffd", _CONTROL.sub(" ", text)))


def moved(spans: tuple[Span, ...], text: str) -> tuple[Span, ...]:
    """Return the spans of ``text`` as spans of ``clean(text)``."""
    if not spans or unicodedata.is_normalized("NFC", text):
        return spans
    return tuple((len(clean(text[:start])), len(clean(text[:end]))) for start, end in spans)


@functools.lru_cache(maxsize=50_000)
def width(text: str, face: str, size: float) -> float:
    """Return the width in points; the faces must be registered."""
    return float(pdfmetrics.stringWidth(text, face, size))


@functools.lru_cache(maxsize=10_000)  # labels and names recur
def wrap(text: str, face: str, size: float, limit: float) -> tuple[TextLine, ...]:
    """Break at line feeds and blanks; break a too wide word after / or -, or else between letters."""
    lines: list[TextLine] = []
    at = 0
    for paragraph in text.split("\n"):
        lines += _paragraph(paragraph, at, face, size, limit)
        at += len(paragraph) + 1
    return tuple(lines)


def balanced(text: str, face: str, size: float, limit: float) -> list[str]:
    """Break into the fewest lines of even width, so that a title has no lone word."""
    lines = wrap(text, face, size, limit)
    low = max((width(word, face, size) for word in text.split()), default=0.0)
    high = limit
    while high - low > 1:
        middle = (low + high) / 2
        tried = wrap(text, face, size, middle)
        if len(tried) <= len(lines):
            lines, high = tried, middle
        else:
            low = middle
    return [line.text for line in lines]


def number(value: int) -> str:
    """Return a number with points between thousands, as ``1.750``."""
    return f"{value:,}".replace(",", ".")


def _paragraph(text: str, at: int, face: str, size: float, limit: float) -> list[TextLine]:
    if width(text, face, size) <= limit:
        return [TextLine(text, at, face)]
    lines: list[TextLine] = []
    space = width(" ", face, size)
    start = end = 0
    used = 0.0
    for first, last, wide in _pieces(text, face, size, limit):
        more = used + space * (first - end) + wide
        if end > start and more > limit:
            lines.append(TextLine(text[start:end], at + start, face))
            start, used = first, wide
        elif end > start:
            used = more
        else:
            start, used = first, wide
        end = last
    lines.append(TextLine(text[start:end], at + start, face))
    return lines


def _pieces(text: str, face: str, size: float, limit: float) -> Iterator[tuple[int, int, float]]:
    """Yield (start, end, width) of pieces for breaking, none wider than the limit."""
    for word in _WORD.finditer(text):
        wide = width(word.group(), face, size)
        if wide <= limit:
            yield word.start(), word.end(), wide
            continue
        for part in _PART.finditer(word.group()):
            wide = width(part.group(), face, size)
            start = word.start() + part.start()
            if wide <= limit:
                yield start, start + len(part.group()), wide
            else:
                yield from _letters(part.group(), start, face, size, limit)


def _letters(text: str, at: int, face: str, size: float, limit: float) -> Iterator[tuple[int, int, float]]:
    """Yield pieces cut between letters, but not before a combining mark."""
    start, used = 0, 0.0
    for here, letter in enumerate(text):
        wide = width(letter, face, size)
        if here > start and used + wide > limit and not unicodedata.combining(letter):
            yield at + start, at + here, used
            start, used = here, 0.0
        used += wide
    yield at + start, at + len(text), used
