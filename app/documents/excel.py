"""A book's entries as a workbook in the ministry's layout (docs/formats: the Excel layout).

The header row holds the ministry's keys, or our own key where the ministry has none; every cell is text.
"""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from app.documents.text import clean
from app.errors import BadInput
from app.models.declaration.book import BookType, Field, Kind
from app.models.words import partial_date
from app.models.words.values import Value
from app.texts import Text

MARKS_COLUMN = "trang_thai_doc"
_WIDEST = 36  # letters of a column: a longer heading takes more lines
MOST_LETTERS = 32_767  # UTF-16 units in one cell, a limit of the format

_CHOICES = "Danh_muc"
_FREE: Mapping[str, Sequence[str]] = {}
_UNWRITABLE = re.compile("[\ufffe\uffff]")
_CREATED = dt.datetime(1980, 1, 1)  # noqa: DTZ001 - the earliest a zip can tell; the format has no zone
_AS_TEXT = {"num_format": "@", "quote_prefix": True}  # keeps a cell as text when someone edits it
_MISREAD = re.compile(r"(?<=^<)(?=r>)|(?<=_)(?=x[0-9A-Fa-f]{4}_)")
"""The points where a text is cut into runs of one cell. XlsxWriter takes "<r>…</r>" for markup of its own,
and does not keep every text with something like Excel's escapes ("_x0041_") in it."""


def write_book(book: BookType, entries: Sequence[Mapping[str, Value]], *, foot: str = "") -> bytes:
    """Return an .xlsx of entries, which map field key to value; a missing key gives an empty cell.

    ``foot`` stands under every page that is printed. The same entries give the same bytes; no file is
    written. Raises BadInput for a value longer than a cell can hold.
    """
    fields = tuple(book.for_entry(*entries).all_fields())  # as many rows as the fullest entry has
    head = [*(field.excel_key or field.key for field in fields), MARKS_COLUMN]
    return write_rows(book.file_prefix, head, [_row(fields, entry) for entry in entries], foot=foot)


def write_rows(
    name: str,
    head: Sequence[str],
    rows: Sequence[Sequence[str | int]],
    *,
    foot: str = "",
    choices: Mapping[str, Sequence[str]] = _FREE,
    above: Sequence[str] = (),
) -> bytes:
    """Return an .xlsx of one sheet; text stays text, whatever stands in it, and whole numbers are numbers.

    ``choices`` offers words to choose from in the columns with these headings, where no lines stand ``above``
    the head.
    """
    target = BytesIO()
    workbook = Workbook(target, {"in_memory": True})  # otherwise parts go, unencrypted, to a temporary file
    workbook.set_properties({"created": _CREATED})
    sheet = workbook.add_worksheet(name)
    as_text, as_title = workbook.add_format(_AS_TEXT), workbook.add_format({**_AS_TEXT, "bold": True})
    as_head = workbook.add_format({**_AS_TEXT, "bold": True, "text_wrap": True})
    as_number = workbook.add_format({"num_format": "#,##0"})
    for line, words in enumerate(above):
        _write(sheet, line, 0, words, as_title)
    first = len(above)
    for column, title in enumerate(head):
        _write(sheet, first, column, title, as_head)
        sheet.set_column(column, column, min(_WIDEST, max(12, len(title) + 2)))
    for at, row in enumerate(rows, first + 1):
        for column, cell in enumerate(row):
            if isinstance(cell, int):
                sheet.write_number(at, column, cell, as_number)
            elif cell:
                _write(sheet, at, column, cell, as_text)
    sheet.freeze_panes(first + 1, 0)
    if choices and rows:
        _offer(workbook, sheet, {head.index(title): words for title, words in choices.items()}, len(rows))
    if foot:
        sheet.set_footer("&L" + foot.replace("&", "&&"))
    workbook.close()
    return target.getvalue()


def _offer(workbook: Workbook, sheet: Worksheet, choices: Mapping[int, Sequence[str]], rows: int) -> None:
    """Let the cells of some columns drop down their choices, which lie in a hidden sheet.

    In the rule itself a comma would part one choice into two.
    """
    lists = workbook.add_worksheet(_CHOICES)
    lists.hide()
    for at, (column, words) in enumerate(choices.items()):
        for line, word in enumerate(words):
            lists.write_string(line, at, word)
        first, last = (xl_rowcol_to_cell(line, at, True, True) for line in (0, len(words) - 1))
        rule = {"validate": "list", "source": f"={_CHOICES}!{first}:{last}", "error_type": "warning"}
        sheet.data_validation(1, column, rows, column, rule)


def date_text(text: str) -> str:
    """Return a date as dd.MM.yyyy, MM.yyyy or yyyy.

    A date that would lose information stays verbatim: unparsed, impossible, lunar, without a year, or with a
    day but no month.
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
        texts.append(cell_text(field.label, text))
        if value.mark is not None:
            marks.append(f"{field.key}={value.mark}")
    return [*texts, "; ".join(marks)]


def cell_text(label: str, text: str) -> str:
    """Return the text of a cell, without control characters; BadInput for more than a cell can hold."""
    written = _UNWRITABLE.sub("\ufffd", clean(text))
    if len(written.encode("utf-16-le")) > 2 * MOST_LETTERS:
        raise BadInput(
            "Mục “{0}” dài hơn {1} ký tự, tệp Excel không chứa được; chưa ghi tệp nào. Hãy "
            "rút ngắn mục này rồi xuất lại.",
            Text(label),
            MOST_LETTERS,
        )
    return written


def _write(sheet: Worksheet, row: int, column: int, text: str, form: Format) -> None:
    """Write a text so that Excel does not turn it into a formula, a number or a link."""
    pieces = _MISREAD.split(text)
    if len(pieces) == 1:
        sheet.write_string(row, column, text, form)
    else:
        runs = [part for piece in pieces for part in (form, piece)]
        sheet.write_rich_string(row, column, *runs, form)
