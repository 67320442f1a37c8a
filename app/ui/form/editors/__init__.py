"""One editor per kind of field; a test finds a kind without one."""

import re

from app.models.declaration.book import Field, Kind
from app.ui.form.editors.base import LineEditor, Remark
from app.ui.form.editors.choice import EnumEditor, EthnicityEditor, NationalityEditor, SuggestEditor
from app.ui.form.editors.dates import DateEditor, TimeEditor
from app.ui.form.editors.note import NoteEditor
from app.ui.form.editors.numbers import IdNumberEditor, IntEditor, PersonalIdEditor, YearEditor

Editor = LineEditor | NoteEditor


class NameEditor(LineEditor):
    """A person's name: a digit in it is pointed out, nothing is corrected."""

    def remark(self, words: str) -> Remark | None:
        """Point out digits."""
        if re.search(r"\d", words):
            return Remark(self.tr("tên có chữ số"), "less", "warning", warning=True)
        return None


EDITORS: dict[Kind, type[LineEditor] | type[NoteEditor]] = {
    Kind.TEXT: LineEditor,
    Kind.TEXT_SUGGEST: SuggestEditor,
    Kind.NOTE: NoteEditor,
    Kind.NAME: NameEditor,
    Kind.PLACE: LineEditor,
    Kind.ADMIN_UNIT: SuggestEditor,
    Kind.DATE_PARTIAL: DateEditor,
    Kind.TIME_PARTIAL: TimeEditor,
    Kind.YEAR: YearEditor,
    Kind.INT: IntEditor,
    Kind.ENUM: EnumEditor,
    Kind.ETHNICITY: EthnicityEditor,
    Kind.NATIONALITY: NationalityEditor,
    Kind.PERSONAL_ID: PersonalIdEditor,
    Kind.ID_NUMBER: IdNumberEditor,
}


def editor(field: Field) -> Editor:
    """Make the editor of a field; KeyError for a kind without one."""
    return EDITORS[field.kind](field)


__all__ = ["EDITORS", "Editor", "NoteEditor", "Remark", "editor"]
