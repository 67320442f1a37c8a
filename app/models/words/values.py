"""The value of one field: the words, a mark about the page, and the source."""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum


class Origin(StrEnum):
    """The origins of an entry."""

    PAPER = "paper"
    ELECTRONIC = "electronic"  # an electronic register or file; a page of a book may still back it


class Source(StrEnum):
    """The sources of a value."""

    TYPED = "typed"
    CONFIRMED = "confirmed"  # the registry's value, confirmed as what the book says (F4)
    CARRIED = "carried"  # carried over from the previous entry
    IMPORTED = "imported"  # read from a file


class Mark(StrEnum):
    """Marks: the state of the page at a field (workflow_codes: marks)."""

    BLANK_IN_BOOK = "blank_in_book"
    UNKNOWN_IN_BOOK = "unknown_in_book"
    ILLEGIBLE = "illegible"
    TORN = "torn"
    NOT_IN_FORM = "not_in_form"
    UNCERTAIN = "uncertain"


MARK_LABELS: dict[Mark, str] = {
    Mark.BLANK_IN_BOOK: "sổ để trống",
    Mark.UNKNOWN_IN_BOOK: "sổ ghi không rõ",
    Mark.ILLEGIBLE: "không đọc được",
    Mark.TORN: "rách, mất trang",
    Mark.NOT_IN_FORM: "mẫu sổ không có mục này",
    Mark.UNCERTAIN: "đọc không chắc",
}


@dataclass(frozen=True, slots=True)
class Value:
    """The value of one field: verbatim NFC text, an optional mark, and the source."""

    text: str = ""
    mark: Mark | None = None
    source: Source = Source.TYPED

    @property
    def is_empty(self) -> bool:
        """Tell whether there is neither text nor mark."""
        return not self.text and self.mark is None

    @staticmethod
    def of(text: str, mark: Mark | None = None, source: Source = Source.TYPED) -> "Value":
        """Make a value from typed text in NFC without outer spaces, otherwise unchanged."""
        return Value(unicodedata.normalize("NFC", text).strip(), mark, source)
