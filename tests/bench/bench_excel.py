"""20,000 acts read and checked, beside openpyxl's read-only mode on the same workbook, in one run."""

import io
import random
import resource
import sys
from time import process_time
from typing import cast

import openpyxl

from app.documents.excel import write_rows
from app.models.books import BOOKS
from app.models.declaration.book import BookType
from app.readers import kinds
from app.readers.acts import layouts
from app.readers.acts.act_rows import ActReader
from tests.bench.figures import Figures

ROWS = 20_000
QUICK_ROWS = 2_000
ROUNDS = 2
SURNAMES = ("Lê", "Nguyễn", "Phạm", "Trương", "Bùi", "Trịnh", "Hoàng", "Quách", "Hà", "Cao")
MIDDLE = ("Văn", "Thị", "Đức", "Thị Thu", "Quang", "Ngọc")
GIVEN = ("Ngân", "Tý", "Sửu", "Giang", "Định", "Ngát", "Thắng", "Hằng", "Quỳnh", "Thuận", "Lụa", "Điểu")
PLACE = "UBND xã Cẩm Lương, huyện Cẩm Thủy, tỉnh Thanh Hóa"


def workbook(book: BookType, rows: int) -> bytes:
    """Make a workbook of invented births with the columns of the ministry's."""
    rng = random.Random(13)
    fields = [field for field in book.all_fields() if field.excel_key]
    head = ["STT", *(field.excel_key for field in fields)]
    return write_rows("DL Import", head, [_row(rng, number, head) for number in range(1, rows + 1)])


def _row(rng: random.Random, number: int, head: list[str]) -> list[str]:
    year = rng.randint(1977, 2010)
    said = {
        "STT": str(number),
        "so": f"{number % 300 + 1:02d}/{year}",
        "quyenSo": f"01/{year}",
        "trangSo": str(number % 200 + 1),
        "ngayDangKy": _day(rng, year),
        "loaiDangKy": rng.choice("1246"),
        "noiDangKy": PLACE,
        "nguoiKy": _name(rng),
        "chucVuNguoiKy": "Chủ tịch UBND",
        "nksHoTen": _name(rng),
        "nksGioiTinh": rng.choice("12"),
        "nksNgaySinh": _day(rng, year),
        "nksNoiSinh": f"Thôn {rng.randint(1, 12)}, xã Cẩm Lương, huyện Cẩm Thủy, tỉnh Thanh Hóa",
        "nksDanToc": rng.choice(("Mường", "Kinh", "Dao")),
        "nksQuocTich": "Việt Nam",
        "nksLoaiKhaiSinh": "1",
        "meHoTen": _name(rng),
        "meNgaySinh": str(year - rng.randint(18, 40)),
        "meDanToc": "Mường",
        "meSoGiayToTuyThan": f"17{rng.randint(1000000, 9999999)}",
        "meNoiCuTru": f"Thôn {rng.randint(1, 12)}, xã Cẩm Lương",
        "chaHoTen": _name(rng),
        "chaNgaySinh": str(year - rng.randint(18, 50)),
        "chaDanToc": "Mường",
        "nycHoTen": _name(rng),
        "nycQuanHe": "Cha",
    }
    return [said.get(heading, "") for heading in head]


def _name(rng: random.Random) -> str:
    return f"{rng.choice(SURNAMES)} {rng.choice(MIDDLE)} {rng.choice(GIVEN)}"


def _day(rng: random.Random, year: int) -> str:
    return f"{rng.randint(1, 28):02d}/{rng.randint(1, 12):02d}/{year}"


def ours(content: bytes, book: BookType) -> int:
    """Read every row and check it, as a dry run does; return how many can be taken."""
    file = io.BufferedReader(cast("io.RawIOBase", io.BytesIO(content)))
    table = layouts.opened(kinds.tables(file, "tệp đo")[0])
    found = layouts.head_of(book, table)
    assert found is not None
    return sum(not act.reasons for act in ActReader(table, *found).rows())


def peer(content: bytes, _book: BookType) -> int:
    """Read every cell by openpyxl."""
    sheet = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets[0]
    return sum(any(cell.value for cell in row) for row in sheet.iter_rows()) - 1


def main(rows: int = ROWS) -> None:
    """Print times and memory and add them to bench-results.json."""
    book = BOOKS["khai_sinh"]
    content = workbook(book, rows)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    best = {"ours": float("inf"), "peer": float("inf")}
    most = 0
    for _ in range(ROUNDS):
        for name, way in (("ours", ours), ("peer", peer)):
            start = process_time()
            taken = way(content, book)
            best[name] = min(best[name], process_time() - start)
            assert taken == rows
            if name == "ours":
                most = max(most, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    ratio = best["ours"] / best["peer"]
    sys.stdout.write(
        f"{rows} rows read and checked: {best['ours']:.1f} s CPU; openpyxl read-only {best['peer']:.1f} s; "
        f"ratio {ratio:.2f} (at most 1.5)\n"
        f"peak memory {most / 1024:.0f} MB (at most 300), {(most - before) / 1024:.0f} MB more than before\n"
    )
    figures = Figures("excel")
    figures.ours_by_peer(f"read_{rows}", best["ours"], best["peer"], "openpyxl read-only", "s CPU, the best")
    figures.alone("read_memory", most / 1024, "MB at most in the process; the limit is 300")


def quick() -> None:
    """Measure a tenth of it."""
    main(QUICK_ROWS)


if __name__ == "__main__":
    main()
