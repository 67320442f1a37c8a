"""What goes over to the next entry by itself: place, volume, page, date, signer; the number counts up."""

from app.models.books import BOOKS
from app.models.declaration.act import Registration
from app.models.words.registration_number import RegistrationNumber
from app.models.words.values import Source, Value
from app.services.entry.entries import EntryView
from app.services.entry.volumes import VolumeView


def from_volume(volume: VolumeView) -> dict[str, Value]:
    """Return the values the first entry of a volume begins with, as far as its book has the fields."""
    known = {
        Registration.VOLUME: volume.book_no,
        Registration.OPENED: volume.opened_year,
        Registration.PLACE: volume.place,
    }
    book = BOOKS[volume.book_type]
    found = {book.field_of(what): Value.of(text, source=Source.CARRIED) for what, text in known.items()}
    return {key: value for key, value in found.items() if key and value.text}


def from_entry(last: EntryView) -> dict[str, Value]:
    """Return the sticky values of the entry before, and its number plus one ("09/2001" → "10/2001")."""
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
