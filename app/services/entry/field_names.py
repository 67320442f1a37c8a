"""What a field is called outside its form: with whose it is, wherever the label alone would not say."""

from app.models.declaration.book import BookType
from app.texts import Text


def name_of(book: BookType, key: str) -> Text:
    """Return the label of a field, behind the title of its section where several have one of that label."""
    section = next((s for s in book.sections if any(f.key == key for f in s.fields)), None)
    label = book.field_at(key).label
    alike = sum(field.label == label for field in book.all_fields())
    if section is None or (alike == 1 and not section.person):
        return Text(label)
    return Text("{0}, {1}", Text(section.short or section.title), Text(label))
