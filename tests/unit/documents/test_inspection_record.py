"""The record of the self-check: every line is on it, and the sum of what is wrong."""

from datetime import UTC, datetime

from app.documents.inspection_record import RecordRow
from app.documents.kinds import INSPECTION_RECORD
from app.documents.page import Letterhead
from tests.unit.documents.conftest import pages, squeezed

AT = datetime(2023, 10, 13, 3, 0, tzinfo=UTC)
HEAD = Letterhead(("UBND XÃ CẨM LƯƠNG",), place="Cẩm Lương", date=AT.date())


def printed(rows):
    return squeezed("".join(pages(INSPECTION_RECORD.render(INSPECTION_RECORD, rows, HEAD, AT), "-raw")))


def test_every_line_is_on_the_record():
    rows = [
        RecordRow(f"Phần {n // 9}", f"Nội dung {n}", f"kết quả rất dài của mục {n} " * 5, "đạt")
        for n in range(60)
    ]
    found = printed(rows)
    for row in rows:
        assert squeezed(row.words) in found
        assert squeezed(row.found.split(" của")[0]) in found


def test_what_is_wrong_is_summed():
    rows = [
        RecordRow("Kho", "a", "b", "đạt"),
        RecordRow("Kho", "c", "d", "KHÔNG ĐẠT", wrong=True),
        RecordRow("Kho", "e", "f", "cần xem lại", doubtful=True),
        RecordRow("Kho", "g", "h", "cần xem lại", doubtful=True),
        RecordRow("Căn cứ", "Luật", "", ""),
    ]
    assert squeezed("Đã tự kiểm tra 4 mục; không đạt 1 mục, cần xem lại 2 mục.") in printed(rows)
