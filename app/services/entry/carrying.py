"""Values carried into the next entry: place, volume, page, date, signer, and the number plus one."""

from app.models.books import BOOKS
from app.models.declaration.act import Registration
from app.models.words.registration_number import RegistrationNumber
from app.models.words.values import Source, Value
from app.services.entry.entries import EntryView
from app.services.entry.volumes import VolumeView


def from_volume(volume: VolumeView) -> dict[str, Value]:
    """Return the values for the first entry of a volume, limited to fields of its book."""
    known = {
        Registration.VOLUME: volume.book_no,
        Registration.OPENED: volume.opened_year,
        Registration.PLACE: volume.place,
    }
    book = BOOKS[volume.book_type]
    found = {book.field_of(what): Value.of(text, source=Source.CARRIED) for what, text in known.items()}
    return {key: value for key, value in found.items() if key and value.text}


def from_entry(last: EntryView) -> dict[str, Value]:
    """Return the sticky values of the previous entry, and its number plus one ("09/2001" → "10/2001")."""
    values = {
        f.key: Value(last.values[f.key].text, None, Source.CARRIED)
        for f in last.book.all_fields()
        if f.sticky and last.values.get(f.key, Value()).text
    }
    field = last.book.field_of(Registration.NUMBER)
    following = RegistrationNumber.parse(last.book.registered(last.values, Registration.NUMBER)).following()
    if field and following:
        values[field] = Value(following, None, Source.CARRIED)
    return values
