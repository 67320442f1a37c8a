"""What goes over to the next entry by itself: place, volume, page, date, signer; the number counts up."""

from app.models.books import BOOKS
from app.models.words.registration_number import RegistrationNumber
from app.models.words.values import Source, Value
from app.services.entry.entries import EntryView
from app.services.entry.volumes import VolumeView


def from_volume(volume: VolumeView) -> dict[str, Value]:
    """Return what is known of a volume, as far as its book declares the fields: its first entry's values."""
    known = {
        "book_no": volume.book_no,
        "book_opened_year": volume.opened_year,
        "registration_place": volume.place,
    }
    declared = BOOKS[volume.book_type].fields
    return {
        key: Value.of(text, source=Source.CARRIED) for key, text in known.items() if text and key in declared
    }


def from_entry(last: EntryView) -> dict[str, Value]:
    """Return the sticky values of the entry before, and its number plus one ("09/2001" → "10/2001")."""
    values = {
        f.key: Value(last.values[f.key].text, None, Source.CARRIED)
        for f in last.book.all_fields()
        if f.sticky and last.values.get(f.key, Value()).text
    }
    number = last.values.get("registration_no", Value()).text
    following = RegistrationNumber.parse(number).following()
    if following and "registration_no" in last.book.fields:
        values["registration_no"] = Value(following, None, Source.CARRIED)
    return values
