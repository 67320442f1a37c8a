"""The discrepancy list beside ReportLab's own LongTable: the same 2,000 rows, columns and sizes, in one run.

LongTable has the easier job: no shared cells, no underlines, no "(tiếp)".
"""

import random
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from io import BytesIO
from time import process_time
from xml.sax.saxutils import escape

from reportlab.lib.colors import black
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import LongTable, Paragraph, SimpleDocTemplate, TableStyle

from app.documents import fonts, list_table
from app.documents.discrepancy_list import DiscrepancyPerson, DiscrepancyRow, render
from app.documents.kinds import DISCREPANCY_LIST
from app.documents.page import Letterhead
from tests.bench.figures import Figures

ROWS = 2000
ROUNDS = 3
AT = datetime(2023, 10, 13, 3, 0, tzinfo=UTC)
SURNAMES = ("Lê", "Nguyễn", "Phạm", "Trương", "Bùi", "Trịnh", "Hoàng", "Quách")
GIVEN = ("Ngân", "Tý", "Sửu", "Hương Giang", "Định", "Ngát", "Thắng", "Hằng", "Như Quỳnh", "Thuận")
FIELDS = ("Họ, chữ đệm, tên", "Ngày, tháng, năm sinh", "Quê quán", "Dân tộc")


def people(rows: int) -> list[DiscrepancyPerson]:
    """Make invented people with one to four rows each."""
    rng = random.Random(3)
    made: list[DiscrepancyPerson] = []
    left = rows
    while left:
        count = min(left, rng.choices((1, 2, 3, 4), (56, 28, 11, 5))[0])
        left -= count
        place = len(made) + 1
        name = f"{rng.choice(SURNAMES)} Thị {rng.choice(GIVEN)}"
        act = f"Số {place:02d}/1998, Q. 01, tr. {place % 200 + 1}"
        found = tuple(_row(rng, name) for _ in range(count))
        made.append(
            DiscrepancyPerson(str(place), "Khai sinh", act, name, "12/3/1998", f"038198{place:06d}", found)
        )
    return made


def _row(rng: random.Random, name: str) -> DiscrepancyRow:
    field = rng.choice(FIELDS)
    book, registry = {
        FIELDS[0]: (name, name.upper()[:-1] + "X"),
        FIELDS[1]: (f"{rng.randint(1, 28):02d}/3/1998", f"{rng.randint(1, 28):02d}/03/1998"),
        FIELDS[2]: ("Làng Ngọc, C.Lương, C.Thủy, T.Hoá", "Xã Cẩm Thành, huyện Cẩm Thủy, tỉnh Thanh Hóa"),
        FIELDS[3]: ("Mường", "Kinh"),
    }[field]
    spans = ((0, 2),)
    return DiscrepancyRow(
        book, registry, field, "Đúng theo Sổ", "", "Điều chỉnh CSDLQGVDC", "", "Hẹn ngày 20/10", spans, spans
    )


def ours(persons: list[DiscrepancyPerson]) -> bytes:
    """Draw the list as the product does."""
    header = Letterhead(
        ("ỦY BAN NHÂN DÂN", "XÃ CẨM LƯƠNG"), "Số: 03/DS-UBND", "Cẩm Lương", date(2023, 10, 13)
    )
    return render(DISCREPANCY_LIST, persons, header, AT)


def peer(persons: list[DiscrepancyPerson]) -> bytes:
    """Draw the same cells by platypus."""
    style = ParagraphStyle(
        "cell", fontName=fonts.REGULAR, fontSize=list_table.SIZE, leading=list_table.LEADING
    )
    columns = DISCREPANCY_LIST.columns
    data = [[Paragraph(escape(column.heading), style) for column in columns]]
    for place, person in enumerate(persons, 1):
        for at, row in enumerate(person.rows):
            shared = (str(place), person.book, person.act, person.name, person.birth, person.personal_id)
            own = (
                row.field_label,
                row.book_value,
                row.registry_value,
                row.result_words,
                row.resolution_label,
                row.note,
            )
            texts = (*(shared if at == 0 else ("",) * len(shared)), *own)
            data.append([Paragraph(escape(text), style) for text in texts])
    table = LongTable(data, colWidths=[column.width * mm for column in columns], repeatRows=1)
    looks = TableStyle(
        [
            ("FONT", (0, 0), (-1, -1), fonts.REGULAR, list_table.SIZE),
            ("GRID", (0, 0), (-1, -1), 0.5, black),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), list_table.PAD),
            ("RIGHTPADDING", (0, 0), (-1, -1), list_table.PAD),
            ("TOPPADDING", (0, 0), (-1, -1), 2.6),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 3.6),
        ]
    )
    table.setStyle(looks)
    target = BytesIO()
    SimpleDocTemplate(
        target,
        pagesize=landscape(A4),
        leftMargin=30 * mm,
        rightMargin=15 * mm,
        topMargin=20 * mm,
        bottomMargin=20 * mm,
    ).build([table])
    return target.getvalue()


def main() -> None:
    """Print the ratio and add it to bench-results.json."""
    fonts.register()
    persons = people(ROWS)
    took = _best({"ours": ours, "peer": peer}, persons)
    ratio = took["peer"] / took["ours"]
    table = (
        f"{'':<28}{'CPU s':>8}",
        f"{f'list of {ROWS} rows, ours':<28}{took['ours']:>8.2f}",
        f"{'reportlab LongTable':<28}{took['peer']:>8.2f}",
        f"LongTable takes {ratio:.1f} times as long",
    )
    sys.stdout.write("\n".join(table) + "\n")
    unit = "s CPU, the best of three rounds"
    figures = Figures("documents")
    figures.peer_by_ours(f"list_{ROWS}", took["ours"], took["peer"], "reportlab LongTable", unit)


def _best(
    ways: dict[str, Callable[[list[DiscrepancyPerson]], bytes]], persons: list[DiscrepancyPerson]
) -> dict[str, float]:
    """Take turns, so that a busy machine is busy for both; keep each one's best CPU time."""
    best = dict.fromkeys(ways, float("inf"))
    for _ in range(ROUNDS):
        for name, way in ways.items():
            start = process_time()
            way(persons)
            best[name] = min(best[name], process_time() - start)
    return best


if __name__ == "__main__":
    main()
