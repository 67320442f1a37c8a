"""What a new entry begins with: what is carried on, the number plus one, the columns not printed."""

from collections.abc import Mapping

from app.models.books import BOOKS
from app.models.declaration.act import Registration
from app.models.declaration.book import BookType, Field, Kind
from app.models.declaration.printed_forms import FormOfVolume
from app.models.words import incoming
from app.models.words.partial_date import parse
from app.models.words.registration_number import RegistrationNumber
from app.models.words.values import Mark, Source, Value
from app.services.entry.entries import EntryView
from app.services.entry.volumes import VolumeView


def from_volume(volume: VolumeView) -> dict[str, Value]:
    """Return the values for the first entry of a volume, limited to fields of its book.

    A text that no longer comes in (``incoming``) is left out: it must not keep the next entry from opening.
    """
    known = {
        Registration.VOLUME: volume.book_no,
        Registration.OPENED: volume.opened_year,
        Registration.PLACE: volume.place,
    }
    book = BOOKS[volume.book_type]
    found = {book.field_of(what): Value.of(text, source=Source.CARRIED) for what, text in known.items()}
    return _carried({key: value for key, value in found.items() if key and value.text}, book)


def begun(volume: VolumeView, last: EntryView | None) -> dict[str, Value]:
    """Return the values of a new entry: carried on from the last one, else from the volume.

    A column that its printed form does not have is marked so where it would be asked for or compared.
    """
    carried = from_entry(last) if last else from_volume(volume)
    book = BOOKS[volume.book_type]
    lacking = FormOfVolume.parse(volume.form).lacking(book, volume.opened_year)
    not_printed = Value("", Mark.NOT_IN_FORM, Source.CARRIED)
    marked = {
        field.key: not_printed
        for field in book.all_fields()
        if field.key in lacking and field.key not in carried and (field.required or field.compare)
    }
    return {**carried, **marked}


def from_entry(last: EntryView) -> dict[str, Value]:
    """Return the sticky values of the previous entry, and its number plus one ("09/2001" → "10/2001")."""
    values = {
        f.key: Value(last.values[f.key].text, None, Source.CARRIED)
        for f in last.book.all_fields()
        if f.sticky and _is_understood(f, last.values.get(f.key, Value()).text)
    }
    field = last.book.field_of(Registration.NUMBER)
    following = RegistrationNumber.parse(last.book.registered(last.values, Registration.NUMBER)).following()
    if field and following:
        values[field] = Value(following, None, Source.CARRIED)
    return _carried(values, last.book)


def _is_understood(field: Field, text: str) -> bool:
    """Tell whether a text may be carried on: a date that nobody understood would spread."""
    return bool(text) and (field.kind != Kind.DATE_PARTIAL or parse(text) is not None)


def _carried(values: Mapping[str, Value], book: BookType) -> dict[str, Value]:
    return {
        key: value
        for key, value in values.items()
        if incoming.is_accepted(value.text, book.field_at(key).room)
    }
