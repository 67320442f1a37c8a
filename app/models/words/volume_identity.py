"""When two volumes of the inventory are the same one, and when two places are."""

import re
from collections.abc import Hashable

from app.models.words.registration_number import RegistrationNumber
from app.models.words.vietnamese import clean, fold

_SIGNS = re.compile(r"[^\w\s]+")
_COMMITTEES = (["uy", "ban", "nhan", "dan"], ["ubnd"])


def place_key(place: str) -> str:
    """Return by what a place is known: capitals, signs and "UBND" in front are no difference, tones are."""
    words = _SIGNS.sub(" ", clean(place)).casefold().split()
    for committee in _COMMITTEES:
        if [fold(word) for word in words[: len(committee)]] == committee:
            words = words[len(committee) :]
    return " ".join(words)


def volume_key(book_type: str, place: str, book_no: str, opened_year: str) -> Hashable | None:
    """Return by what a volume is known: type, place, number and year; None without a number.

    "1" of 1998, "01" of 1998 and "01/1998" are one number.
    """
    if not book_no.strip():
        return None
    number = RegistrationNumber.parse(book_no).dated(opened_year)
    said = number.counted if number.number is not None else " ".join(clean(book_no).casefold().split())
    return book_type, place_key(place), said, number.year
