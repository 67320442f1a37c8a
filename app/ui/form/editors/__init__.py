"""One editor per kind of field; a kind without one is found by a test."""

from app.models.declaration.book import Field, Kind
from app.ui.form.editors.base import LineEditor, Remark
from app.ui.form.editors.choice import EnumEditor, EthnicityEditor, NationalityEditor, SuggestEditor
from app.ui.form.editors.dates import DateEditor, TimeEditor
from app.ui.form.editors.note import NoteEditor
from app.ui.form.editors.numbers import IdNumberEditor, IntEditor, PersonalIdEditor, YearEditor
from app.ui.form.editors.words import NameEditor, PlaceEditor, TextEditor

Editor = LineEditor | NoteEditor

EDITORS: dict[Kind, type[LineEditor] | type[NoteEditor]] = {
    Kind.TEXT: TextEditor,
    Kind.TEXT_SUGGEST: SuggestEditor,
    Kind.NOTE: NoteEditor,
    Kind.NAME: NameEditor,
    Kind.PLACE: PlaceEditor,
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
