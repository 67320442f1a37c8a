"""What an entry says of its volume, held against the volume itself."""

from collections.abc import Mapping

from app.models.declaration.act import Registration
from app.models.declaration.book import BookType, Problem
from app.models.words.registration_number import RegistrationNumber
from app.models.words.values import Value
from app.texts import Text

_SHORT = "khác quyển"


def problems(book: BookType, values: Mapping[str, Value], *, book_no: str, opened_year: str) -> list[Problem]:
    """Return what an entry writes otherwise than the volume it is typed into; a blank says nothing."""
    found = []
    number = book.registered(values, Registration.VOLUME)
    own = RegistrationNumber.parse(book_no).dated(opened_year)  # it has the form of an act's
    if number and not RegistrationNumber.parse(number).same_as(own):
        said = Text("Quyển đang nhập là quyển {0}. Xem lại sổ; nếu sổ ghi vậy thì giữ nguyên.", book_no)
        found.append(Problem(book.field_of(Registration.VOLUME), said, short=Text(_SHORT)))
    year = book.registered(values, Registration.OPENED)
    if year and opened_year and year != opened_year:
        said = Text("Quyển đang nhập mở năm {0}. Xem lại sổ; nếu sổ ghi vậy thì giữ nguyên.", opened_year)
        found.append(Problem(book.field_of(Registration.OPENED), said, short=Text(_SHORT)))
    return found
