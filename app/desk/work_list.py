"""The work list: entries to type into another program, in the order of the books, and room for answers."""

import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from app import outside
from app.crypto import canonical
from app.documents import excel
from app.errors import BadInput
from app.models.books import BOOKS
from app.models.declaration.act import Registration
from app.models.declaration.book import BookType, Section
from app.models.words.codes import BRANCH_LABELS, RETURN_LABELS, Branch

LINE, ANSWER, ASSIGNED, MESSAGE = (
    "Mã dòng (giữ nguyên)",
    "Trả lời",
    "Số định danh trả lời",
    "Nội dung trả lời",
)
"""The columns that ``answer_sheet`` reads back: whom a row is about, and what the police say."""
HEADINGS = (
    *(
        "Loại sổ",
        "Quyển số",
        "Nơi đăng ký",
        "Số đăng ký",
        "Người",
        "Họ, chữ đệm, tên",
        "Kết luận",
        "Số định danh trong CSDL",
    ),
    *(ANSWER, ASSIGNED, MESSAGE, LINE),
)
_TO_ANSWER = ("", "", "")


def write_work_list(folder: Path, out: Path) -> None:
    """Write the list of an opened result as a workbook: one line per person of an entry.

    BadInput names a line that is no row of a result; nothing is written then.
    """
    paths = sorted((folder / "data").glob("*.jsonl"))
    if not paths:
        raise BadInput("{0} không phải là thư mục của một gói đã mở: không có data/*.jsonl.", folder)
    lines = [line for path in paths for line in _lines(path)]
    choices = {ANSWER: tuple(RETURN_LABELS.values())}
    outside.write(out, excel.write_rows("Viec_can_lam", HEADINGS, lines, choices=choices))
    print(f"Đã ghi {len(lines)} dòng việc: {out}")


def _lines(path: Path) -> Iterator[list[str]]:
    """Yield the lines of one file of rows."""
    for number, line in enumerate(io.BytesIO(outside.read_all(path)), 1):
        try:
            row = canonical.loads(line.removesuffix(b"\n"))
            yield from _persons(row)
        except (BadInput, KeyError, TypeError, AttributeError, ValueError) as error:
            raise BadInput(
                "Dòng {0} của {1} không phải là dòng của một gói đã mở. Không ghi gì ra.", number, path.name
            ) from error


def _persons(row: Any) -> list[list[str]]:
    """Return the cells of each person of a row; an error of Python for a row of another form."""
    return [
        [
            *map(excel.cell_text, HEADINGS, _said(row, person)),
            *_TO_ANSWER,
            excel.cell_text(LINE, f"{row['entry_id']}/{row['version']}/{person['section']}"),
        ]
        for person in row.get("persons", ())
    ]


def _said(row: Mapping[str, Any], person: Mapping[str, Any]) -> list[str]:
    """Return what a row says of a person, in words; a key that this program does not know stays as it is."""
    book, key = BOOKS.get(row["book_type"]), person["section"]
    section = _section(book, key) if book is not None else None
    found = [
        book.title if book is not None else row["book_type"],
        row["volume"]["book_no"],
        row["volume"]["registration_place"],
        _text(row, book.field_of(Registration.NUMBER)) if book is not None else "",
        section.title if section is not None else key,
        _text(row, section.name_field) if section is not None else "",
        BRANCH_LABELS[Branch(person["branch"])],
        person["personal_id"] or person["provisional_id"] or "",
    ]
    if not all(isinstance(cell, str) for cell in found):
        raise TypeError
    return found


def _section(book: BookType, key: str) -> Section | None:
    try:
        return book.section(key)
    except KeyError:
        return None


def _text(row: Mapping[str, Any], key: str) -> str:
    """Return what the book says in a field; empty where the act has none."""
    words: str = row["values"].get(key, {}).get("text", "")
    return words
