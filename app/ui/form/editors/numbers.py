"""Editors of numbers: digits stay as typed; grouping and warnings are shown beside them."""

import re

from app.models.declaration.lists import PROVINCE_PREFIXES
from app.ui.form.editors.base import LineEditor, Remark

_SPACES = re.compile(r"[\s.]")


def grouped(digits: str) -> str:
    """Group digits in threes from the left, as identity cards print them."""
    return " ".join(digits[at : at + 3] for at in range(0, len(digits), 3))


class PersonalIdEditor(LineEditor):
    """A personal number of 12 digits."""

    def remark(self, words: str) -> Remark | None:
        """Group a whole number; count the digits of any other."""
        digits = _SPACES.sub("", words)
        if not digits:
            return None
        if not digits.isdecimal():
            return Remark(self.tr("chỉ gồm chữ số"), "less", "warning", warning=True)
        if len(digits) != 12:
            return Remark(self.tr("{0} chữ số, cần 12").format(len(digits)), "less", "warning", warning=True)
        if digits[:3] not in PROVINCE_PREFIXES:
            return Remark(self.tr("mã tỉnh lạ"), "less", "warning", warning=True)
        return Remark(grouped(digits), "blank", "identification-card", solid=False)


class IdNumberEditor(LineEditor):
    """The number of an identity paper: 9 or 12 digits, or a passport's letters and digits."""

    def remark(self, words: str) -> Remark | None:
        """Group 9 or 12 digits; count the digits of any other all-digit number."""
        digits = _SPACES.sub("", words)
        if not digits.isdecimal():
            return None
        if len(digits) not in {9, 12}:
            return Remark(self.tr("{0} chữ số").format(len(digits)), "less", "warning", warning=True)
        return Remark(grouped(digits), "blank", "identification-card", solid=False)


class YearEditor(LineEditor):
    """A year of four digits."""

    def remark(self, words: str) -> Remark | None:
        """Point out anything but a year from 1800 to 2099."""
        year = words.strip()
        if year and not re.fullmatch(r"(18|19|20)\d\d", year):
            return Remark(self.tr("năm gồm 4 chữ số"), "less", "warning", warning=True)
        return None


class IntEditor(LineEditor):
    """A whole number."""

    def remark(self, words: str) -> Remark | None:
        """Point out anything but digits."""
        number = words.strip()
        if number and not number.isdecimal():
            return Remark(self.tr("chỉ gồm chữ số"), "less", "warning", warning=True)
        return None
