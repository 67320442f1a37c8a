"""Editors of plain words: text, names and places are kept exactly as the book writes them."""

import re

from app.ui.form.editors.base import LineEditor, Remark

_DIGIT = re.compile(r"\d")


class TextEditor(LineEditor):
    """Any words."""


class NameEditor(LineEditor):
    """A person's name; a digit in it is pointed out, nothing is corrected."""

    def remark(self, words: str) -> Remark | None:
        """Point out digits."""
        if _DIGIT.search(words):
            return Remark(self.tr("tên có chữ số"), "less", "warning", warning=True)
        return None


class PlaceEditor(LineEditor):
    """A place, verbatim: old names of units stay as they are."""
