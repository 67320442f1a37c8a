"""Saved mappings: how the columns of somebody's files are read, under the name an officer gave it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import BadInput, Refused
from app.models.books import BOOKS
from app.models.declaration.act import Registration
from app.models.store.tables import ColumnMapping
from app.models.store.times import stamp
from app.models.words import incoming
from app.models.words.roles import Action
from app.readers.acts.layouts import Layout, PlacedColumn
from app.services.office import audit
from app.services.office.accounts import Officer
from app.services.office.permissions import require


@dataclass(frozen=True, slots=True)
class SavedMapping:
    """A mapping as it is kept."""

    name: str
    layout: Layout


def listed(session: Session) -> list[SavedMapping]:
    """Return the saved mappings in the order of their names."""
    rows = session.scalars(select(ColumnMapping).order_by(ColumnMapping.name))
    return [SavedMapping(row.name, _layout(row)) for row in rows]


def get(session: Session, name: str) -> SavedMapping:
    """Return one mapping; Refused when there is none of this name."""
    row = session.scalars(select(ColumnMapping).where(ColumnMapping.name == name)).first()
    if row is None:
        raise Refused("Không có cách xếp cột nào tên “{0}”. Chưa thay đổi gì.", name)
    return SavedMapping(row.name, _layout(row))


def save(
    session: Session, name: str, book_type: str, columns: Mapping[str, str], *, by: Officer, at: datetime
) -> SavedMapping:
    """Keep a mapping of headings to fields under a name; one of the same name is replaced.

    BadInput without a name, for a field that the book does not have, for one that two columns claim, or
    without the number and the name of whom the act is about, and for a heading that nobody could write.
    """
    require(by, Action.IMPORT_ENTRIES)
    name = " ".join(incoming.accepted(name, incoming.NAME).split())
    if not name:
        raise BadInput("Cần đặt tên cho cách xếp cột, ví dụ “Bản nhập thuê 2019”.")
    columns = {incoming.accepted(heading, incoming.NOTE): field for heading, field in columns.items()}
    layout = checked(book_type, columns, name=name)
    kept = [[column.heading, column.field] for column in layout.columns]
    row = session.scalars(select(ColumnMapping).where(ColumnMapping.name == name)).first()
    if row is None:
        row = ColumnMapping(name=name, book_type=book_type, columns=kept, by=by.uid, at=stamp(at))
        session.add(row)
    row.book_type, row.columns, row.by, row.at = book_type, kept, by.uid, stamp(at)
    session.flush()
    audit.record(
        session,
        "mapping_saved",
        subject=f"mapping:{row.id}",
        by=by.uid,
        at=at,
        data={"sha256": audit.digest(kept)},
    )
    return SavedMapping(name, layout)


def checked(book_type: str, columns: Mapping[str, str], *, name: str = "") -> Layout:
    """Return the layout of a mapping of headings to fields; BadInput as ``save``."""
    book = BOOKS[book_type]
    claimed: dict[str, str] = {}
    for heading, field in columns.items():
        if not field:
            continue
        try:
            label = book.field_at(field).label
        except KeyError:
            raise BadInput("Sổ {0} không có mục {1}. Chưa thay đổi gì.", book.short, field) from None
        if field in claimed:
            raise BadInput(
                "Hai cột “{0}” và “{1}” cùng xếp vào mục {2}. Mỗi mục chỉ một cột.",
                claimed[field],
                heading,
                label,
            )
        claimed[field] = heading
    for key in (book.mains[0].name_field, book.field_of(Registration.NUMBER)):
        if key not in claimed:
            raise BadInput("Chưa xếp cột nào vào mục {0}.", book.fields[key].label)
    placed = (PlacedColumn(at, heading, field) for at, (heading, field) in enumerate(columns.items()))
    return Layout(book, tuple(placed), name or "*")


def _layout(row: ColumnMapping) -> Layout:
    columns = (PlacedColumn(at, heading, field) for at, (heading, field) in enumerate(row.columns))
    return Layout(BOOKS[row.book_type], tuple(columns), row.name)
