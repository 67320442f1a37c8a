"""Sổ thử: a book of no law, with people that repeat."""

from app.models.declaration.book import BookType, Field, Kind, Section
from app.models.declaration.parts import REMARKS, birth_date, name, registration, sex

BOOK = BookType(
    key="so_thu",
    title="Sổ thử",
    short="Sổ thử",
    file_prefix="ST",
    priority=13,
    version=1,
    main="guest",
    sections=(
        Section("registration", "Việc đăng ký", registration()),
        Section(
            "guest",
            "Khách",
            (
                name("guest", "k", "khách", required=True),
                sex("guest", "k"),
                birth_date("guest", "k", "khách"),
                Field("guest_comes_from", "Từ đâu", Kind.TEXT, excel_key="kTuDau"),
            ),
            person=True,
            rows="guest",
        ),
        REMARKS,
    ),
)
