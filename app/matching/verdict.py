"""What comparing two writings of one field says, before it becomes a line of the panel."""

from dataclasses import dataclass

from app.matching.result import Result, Span


@dataclass(frozen=True, slots=True)
class Verdict:
    """A result, the words for it, and the spans that differ in the texts as shown."""

    result: Result
    detail: str = ""
    book_spans: tuple[Span, ...] = ()
    registry_spans: tuple[Span, ...] = ()
