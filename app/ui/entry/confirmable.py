"""What F4 may offer: the registry's values for fields that the book's typist left empty."""

from collections.abc import Mapping

from app.models.declaration.book import Section
from app.models.registry.person import Person
from app.models.words.partial_date import parse
from app.models.words.values import Value


def confirmable(section: Section, values: Mapping[str, Value], person: Person | None) -> dict[str, str]:
    """Return registry values by field key, dates written the way books do.

    Nothing unless the person was chosen on a typed name and birth date; never for residence.
    """
    typed = {f.compare for f in section.fields if f.compare and values.get(f.key, Value()).text}
    if person is None or not {"full_name", "birth_date"} <= typed:
        return {}
    offered: dict[str, str] = {}
    for field in section.fields:
        if not field.compare or field.compare == "permanent_residence":
            continue
        column = "personal_id" if field.compare == "personal_id_or_cmnd" else field.compare
        text = getattr(person, column, "")
        if text and values.get(field.key, Value()).is_empty:
            offered[field.key] = _as_book(text) if column.endswith("date") else text
    return offered


def _as_book(iso: str) -> str:
    understood = parse(iso)
    if understood is None:
        return iso
    parts = [p for p in (understood.day, understood.month, understood.year) if p is not None]
    return "/".join(str(p) for p in parts)
