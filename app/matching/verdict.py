"""The verdict on two writings of one field, before it becomes a line of the panel."""

from dataclasses import dataclass

from app.matching.result import Result, Span


@dataclass(frozen=True, slots=True)
class Verdict:
    """A result, its words, and the differing spans in the shown texts."""

    result: Result
    detail: str = ""
    book_spans: tuple[Span, ...] = ()
    registry_spans: tuple[Span, ...] = ()
