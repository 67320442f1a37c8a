"""The forms on which books were printed, and the columns that each surely lacked.

A table of our own, made from the decrees and not from printed copies: Điều lệ đăng ký hộ tịch 1961 (NĐ 4-CP),
NĐ 83/1998, NĐ 158/2005 with QĐ 01/2006 and TT 08.a/2010, TT 15/2015, TT 04/2020. A column that may have been
there stays in sight. A volume may differ: it keeps what was told of it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.models.declaration.book import BookType, split_key

_IDENTITY = ("_id_number", "_id_kind", "_id_other", "_id_issue_date", "_id_issue_place")


@dataclass(frozen=True, slots=True)
class PrintedForm:
    """A form: its key in the store, what screens call it, its first year, and endings of keys it lacks."""

    key: str
    title: str
    first: int
    lacks: tuple[str, ...]


FORMS: tuple[PrintedForm, ...] = (
    PrintedForm(
        "1961",
        "Mẫu 1961 (trước 1998)",
        0,
        (*_IDENTITY, "_nationality", "_nationality_other", "_residence_kind", "_personal_id"),
    ),
    PrintedForm("1998", "Mẫu 1998 (NĐ 83/1998)", 1998, ("_personal_id",)),
    PrintedForm("2006", "Mẫu 2006 (QĐ 01/2006, TT 08.a/2010)", 2006, ("_personal_id",)),
    PrintedForm("2016", "Mẫu 2016 (TT 15/2015)", 2016, ("_occupation",)),
    PrintedForm("2020", "Mẫu 2020 (TT 04/2020)", 2020, ("_occupation",)),
)
"""Every form, the oldest first."""
WHOLE = PrintedForm("whole", "Đủ mọi cột", 0, ())
"""No form: every column in sight."""
_OF_YEAR = "year"
_BY_KEY = {form.key: form for form in (*FORMS, WHOLE)}
_WRITTEN = re.compile(r"([a-z0-9]*)((?: [+-][a-z][a-z0-9_]*)*)")


@dataclass(frozen=True, slots=True)
class FormOfVolume:
    """The form of a volume: one that was chosen, else that of its year, and columns told to differ."""

    chosen: str = ""
    there: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()

    @classmethod
    def parse(cls, text: str) -> "FormOfVolume":
        """Read the output of ``text``; anything else is the form of the year."""
        found = _WRITTEN.fullmatch(text.strip())
        if found is None or found[1] not in {"", _OF_YEAR, *_BY_KEY}:
            return cls()
        told = found[2].split()
        return cls(
            found[1].removeprefix(_OF_YEAR),
            frozenset(key[1:] for key in told if key[0] == "+"),
            frozenset(key[1:] for key in told if key[0] == "-"),
        )

    @property
    def text(self) -> str:
        """Return it as the store keeps it: "1961 +child_nationality"."""
        told = [f"+{key}" for key in sorted(self.there)] + [f"-{key}" for key in sorted(self.missing)]
        return " ".join([self.chosen or _OF_YEAR, *told]) if told else self.chosen

    def form(self, opened_year: str) -> PrintedForm:
        """Return the form chosen, else that of the year in which the volume was opened."""
        return _BY_KEY[self.chosen] if self.chosen else of_year(opened_year)

    def lacking(self, book: BookType, opened_year: str) -> frozenset[str]:
        """Return the declared keys of the columns that the volume does not have."""
        usual = _lacking(book, self.form(opened_year))
        return frozenset((usual - self.there) | (self.missing & set(book.fields)))

    def with_columns(self, book: BookType, opened_year: str, lacking: Iterable[str]) -> "FormOfVolume":
        """Return the form of a volume that lacks these columns and no others."""
        usual, wanted = _lacking(book, self.form(opened_year)), frozenset(lacking)
        return replace(self, there=usual - wanted, missing=wanted - usual)


def of_year(opened_year: str) -> PrintedForm:
    """Return the form in use when a volume was opened; all columns where the year is not known."""
    if not re.fullmatch("[0-9]{4}", opened_year):
        return WHOLE
    return next(form for form in reversed(FORMS) if form.first <= int(opened_year))


def is_lacking(key: str, lacking: frozenset[str]) -> bool:
    """Tell whether a field, in any row, is one of these columns."""
    return split_key(key)[0] in lacking


def _lacking(book: BookType, form: PrintedForm) -> frozenset[str]:
    return frozenset(key for key in book.fields if key.endswith(form.lacks))
