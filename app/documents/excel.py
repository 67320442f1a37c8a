"""A book's entries as a workbook in the ministry's layout (docs/formats: the Excel layout).

The header row holds the ministry's keys, our own key where there is none; every cell is text.
"""

import datetime as dt
import re
import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from app.documents.text import clean
from app.errors import BadInput
from app.models.declaration.book import BookType, Field, Kind
from app.models.words import partial_date
from app.models.words.values import Value

MARKS_COLUMN = "trang_thai_doc"
MOST_LETTERS = 32_767  # of one cell, a limit of the format

_ESCAPE_LIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_UNWRITABLE = re.compile("[\ufffe\uffff]")
_FIRST_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can tell


def write_book(book: BookType, entries: Sequence[Mapping[str, Value]]) -> bytes:
    """Return an .xlsx of the entries: mappings from field key to value, a missing key being an empty cell.

    The same entries give the same bytes, and nothing is written to a disk. Raises BadInput for a value longer
    than a cell can hold.
    """
    workbook = Workbook()
    workbook.properties.created = workbook.properties.modified = dt.datetime(*_FIRST_DATE)  # noqa: DTZ001 - the format has none
    sheet = workbook.worksheets[0]
    sheet.title = book.file_prefix
    fields = tuple(book.for_entry(*entries).all_fields())  # as many rows as the fullest entry has
    head = [*(field.excel_key or field.key for field in fields), MARKS_COLUMN]
    for row, texts in enumerate([head, *(_row(fields, entry) for entry in entries)], 1):
        for column, text in enumerate(texts, 1):
            if text:
                cell = sheet.cell(row, column)
                cell.value = text
                cell.data_type = "s"  # after the value: a text such as "=1+1" was taken for a formula
                cell.number_format = "@"
                cell.quotePrefix = True  # and it stays a text when someone edits it
    for column, title in enumerate(head, 1):
        sheet.cell(1, column).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = max(12, len(title) + 2)
    sheet.freeze_panes = "A2"
    target = BytesIO()
    with _Archive(target, "w", zipfile.ZIP_DEFLATED) as archive:
        _Writer(workbook, archive).write_data()
    return target.getvalue()


def date_text(text: str) -> str:
    """Write a date as dd.MM.yyyy, MM.yyyy or yyyy.

    What would lose something stays verbatim: not understood, impossible, lunar, without a year, or with a day
    but no month.
    """
    date = partial_date.parse(text)
    if date is None or date.impossible or date.lunar or date.year is None:
        return text
    if date.month is None:
        return text if date.day is not None else f"{date.year:04d}"
    month = f"{date.month:02d}.{date.year:04d}"
    return month if date.day is None else f"{date.day:02d}.{month}"


def _row(fields: Sequence[Field], entry: Mapping[str, Value]) -> list[str]:
    """Write one entry: its fields in order, then its marks as ``key=mark; key=mark``."""
    texts: list[str] = []
    marks: list[str] = []
    for field in fields:
        value = entry.get(field.key, Value())
        text = date_text(value.text) if field.kind is Kind.DATE_PARTIAL else value.text
        texts.append(_cell(field, text))
        if value.mark is not None:
            marks.append(f"{field.key}={value.mark}")
    return [*texts, "; ".join(marks)]


def _cell(field: Field, text: str) -> str:
    """Return the text as a cell holds it: no control characters, nothing that Excel reads as an escape."""
    written = _ESCAPE_LIKE.sub("_x005F_", _UNWRITABLE.sub("\ufffd", clean(text)))
    if len(written) > MOST_LETTERS:
        raise BadInput(
            f"Trường “{field.label}” dài hơn {MOST_LETTERS} ký tự, tệp Excel không chứa được; chưa ghi tệp "
            "nào. Hãy rút ngắn trường này rồi xuất lại."
        )
    return written


class _Archive(zipfile.ZipFile):
    """A zip whose members bear no time of writing."""

    def writestr(self, name: str, data: str | bytes) -> None:  # type: ignore[override]
        member = zipfile.ZipInfo(name, _FIRST_DATE)
        member.compress_type = zipfile.ZIP_DEFLATED
        member.external_attr = 0o600 << 16
        super().writestr(member, data)


class _Writer(ExcelWriter):
    """A writer that keeps sheets in memory; openpyxl's own writes them, unencrypted, to a temporary file."""

    def __init__(self, workbook: Workbook, archive: zipfile.ZipFile) -> None:
        super().__init__(workbook, archive)
        self._members = archive

    def write_worksheet(self, ws: Worksheet) -> None:
        """Write one sheet from memory to the archive; a sheet of plain cells has no relations to keep."""
        memory = BytesIO()
        WorksheetWriter(ws, memory).write()
        ws._rels = []  # type: ignore[attr-defined]  # noqa: SLF001 - read by the caller
        self._members.writestr(ws.path[1:], memory.getvalue())
        self.manifest.append(ws)
