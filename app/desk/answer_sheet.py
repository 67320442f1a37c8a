"""Answers that were written into the work list: one row per person, the empty ones not answered yet."""

import io
import re
from collections.abc import Iterator
from typing import Any
from unicodedata import normalize

from app.desk.work_list import ANSWER, ASSIGNED, LINE, MESSAGE
from app.errors import BadInput
from app.models.words import incoming
from app.models.words.codes import NUMBERED, RETURN_LABELS, ReturnCode
from app.models.words.vietnamese import fold
from app.readers import kinds
from app.readers.columns import FileColumn
from app.readers.rows import CellKind, Refusal, Row
from app.texts import Text

_MOST_SAID = 20  # cells named in one sentence
_COLUMNS = (
    FileColumn(LINE, required=True),
    FileColumn(ANSWER, required=True),
    FileColumn(ASSIGNED),
    FileColumn(MESSAGE, most=incoming.NOTE.letters),
)
_TOLD = {
    CellKind.FORMULA: Text("là công thức chưa tính: hãy gõ giá trị vào"),
    CellKind.ERROR: Text("đang báo lỗi: hãy gõ lại"),
    CellKind.DATE: Text("là ngày tháng: hãy gõ lại"),
    CellKind.MERGED: Text("bị gộp ô: hãy bỏ gộp rồi ghi từng dòng"),
}
_LINE = re.compile(r"([^/\s]{1,64})/([0-9]{1,9})/([a-z0-9_]{1,64})")
_NUMBER = re.compile(r"[0-9]{12}")
_BETWEEN = re.compile(r"[\s.]")
_CODES = {fold(label): code for code, label in RETURN_LABELS.items()}


def read(content: bytes, source: str) -> list[dict[str, Any]]:
    """Return the answers (formats: Answer) of a table, named ``source`` in sentences.

    BadInput names every cell that cannot be used by its row and column; a row without any is not answered.
    """
    rows = kinds.read(io.BufferedReader(io.BytesIO(content)), _COLUMNS, source).rows
    answers, wrong = [], list[Text]()
    lines: dict[str, int] = {}
    for row in rows:
        if isinstance(row, Refusal):
            wrong.append(Text("{0}", row.words))
        elif row.cells.keys() - {LINE} or row.told.keys() - {LINE}:
            found = list(_wrong_cells(row))
            wrong += found
            line = _cell(row, LINE)
            if before := lines.get(line):
                wrong.append(Text("Dòng {0}: trả lời lần nữa cho người ở dòng {1}.", row.line, before))
            elif not found:
                lines[line] = row.line
                answers.append(_answer(row))
    if wrong:
        said = "\n".join(map(str, wrong[:_MOST_SAID]))
        raise BadInput("Bảng trả lời còn {0} chỗ phải sửa, chưa ghi gì ra:\n{1}", len(wrong), said)
    if not answers:
        raise BadInput("Bảng trả lời chưa có trả lời nào: chọn ở cột “{0}” của từng dòng.", ANSWER)
    return answers


def _cell(row: Row, column: str) -> str:
    return normalize("NFC", row.cells.get(column, "")).strip()


def _number(row: Row) -> str:
    return _BETWEEN.sub("", _cell(row, ASSIGNED))


def _code(row: Row) -> ReturnCode | None:
    said = _cell(row, ANSWER)
    return ReturnCode(said) if said in set(ReturnCode) else _CODES.get(fold(said))


def _answer(row: Row) -> dict[str, Any]:
    """Return the answer of a row without wrong cells."""
    found, code = _LINE.fullmatch(_cell(row, LINE)), _code(row)
    assert found is not None, "the row was looked at"
    assert code is not None, "the row was looked at"
    return {
        "entry_id": found[1],
        "version": int(found[2]),
        "section": found[3],
        "code": str(code),
        "personal_id": _number(row),
        "message": _cell(row, MESSAGE),
    }


def _wrong_cells(row: Row) -> Iterator[Text]:
    """Yield a sentence for each cell of a row that cannot be used."""
    wrong = dict(_misread(row))
    wrong |= {column: _TOLD[told.kind] for column, told in row.told.items() if told.kind in _TOLD}
    for column, why in wrong.items():
        yield Text("Dòng {0}, cột “{1}” {2}.", row.line, column, why)


def _misread(row: Row) -> Iterator[tuple[str, Text]]:
    """Yield each column whose words mean nothing, with the reason."""
    code, number, message = _code(row), _number(row), _cell(row, MESSAGE)
    if _LINE.fullmatch(_cell(row, LINE)) is None:
        yield LINE, Text("không còn đúng mã của danh sách việc; hãy chép lại từ danh sách")
    if not _cell(row, ANSWER):
        yield ANSWER, Text("để trống trong khi dòng này đã ghi trả lời; hãy chọn một trả lời")
    elif code is None:
        yield (
            ANSWER,
            Text("“{0}” không có trong danh mục; hãy chọn trong danh sách của ô", _cell(row, ANSWER)),
        )
    if number and not _NUMBER.fullmatch(number):
        yield ASSIGNED, Text("“{0}” không đủ 12 chữ số; Excel có thể đã bỏ số 0 ở đầu", _cell(row, ASSIGNED))
    elif code in NUMBERED and not number:
        yield ASSIGNED, Text("để trống; trả lời “{0}” phải có số", Text(RETURN_LABELS[code]))
    if code is ReturnCode.OTHER and not message:
        yield MESSAGE, Text("để trống; trả lời “{0}” phải có lời", Text(RETURN_LABELS[code]))
    elif not incoming.is_accepted(message, incoming.NOTE):
        yield MESSAGE, Text("có ký tự không dùng được; hãy gõ lại")
