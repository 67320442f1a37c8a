"""What the papers' tests share: poppler looks at the bytes through pipes, so no file is written."""

import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from html import unescape

import pytest

from app.documents import discrepancy_list
from app.documents.discrepancy_list import DiscrepancyPerson, DiscrepancyRow
from app.documents.kinds import DISCREPANCY_LIST
from app.documents.page import Letterhead, Signature
from app.documents.paper import Paper
from app.progress import Progress, silent

WORD = re.compile(r'xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>')
PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', re.DOTALL)


def poppler(*command: str, pdf: bytes) -> str:
    done = subprocess.run(
        [*command, "-", "-"] if command[0] == "pdftotext" else [*command, "-"],
        input=pdf,
        capture_output=True,
        check=True,
    )
    return done.stdout.decode()


def pages(pdf: bytes, mode: str = "-layout") -> list[str]:
    """Return the text of each page."""
    return poppler("pdftotext", mode, pdf=pdf).split("\f")[:-1]


def words(pdf: bytes) -> list[list[tuple[float, float, float, float, str]]]:
    """Return the boxes of the words of each page, in points from the upper left."""
    found = PAGE.findall(poppler("pdftotext", "-bbox", pdf=pdf))
    return [
        [(float(a), float(b), float(c), float(d), unescape(w)) for a, b, c, d, w in WORD.findall(body)]
        for _, _, body in found
    ]


def squeezed(text: str) -> str:
    """Return the text without its blanks."""
    return re.sub(r"\s+", "", text)


@dataclass(frozen=True)
class ListHead:
    """The list as declared, with the names of those who sign, and who issues it."""

    paper: Paper[Sequence[DiscrepancyPerson]]
    header: Letterhead


@pytest.fixture
def at() -> datetime:
    return datetime(2023, 10, 13, 3, 0, tzinfo=UTC)


@pytest.fixture
def head() -> ListHead:
    return make_head()


def make_head() -> ListHead:
    header = Letterhead(
        ("ỦY BAN NHÂN DÂN", "XÃ CẨM LƯƠNG"),
        "Số: 03/DS-UBND",
        "Cẩm Lương",
        date(2023, 10, 3),
        basis="Lập theo một quy trình",
    )
    signatures = (
        Signature(("NGƯỜI LẬP", "CÔNG CHỨC TƯ PHÁP - HỘ TỊCH"), name="Lê Thị Vân Anh"),
        Signature(("XÁC NHẬN CỦA CÔNG AN XÃ", "TRƯỞNG CÔNG AN XÃ"), name="Quách Đình Trường"),
        Signature(("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"), name="Phạm Hữu Khởi"),
    )
    return ListHead(replace(DISCREPANCY_LIST, signatures=signatures), header)


def render(
    head: ListHead, persons: Sequence[DiscrepancyPerson], *, at: datetime, progress: Progress = silent
) -> bytes:
    """Draw the list under this head."""
    return discrepancy_list.render(head.paper, persons, head.header, at, progress)


def make_persons(sizes: list[int]) -> list[DiscrepancyPerson]:
    """Make invented people with so many differing fields each; every value is its own."""
    return [
        DiscrepancyPerson(
            str(place),
            "Khai sinh",
            f"Số {place:02d}/1998, Q. 01, tr. {place}",
            f"Quách Thị Nụ {place}",
            f"{place % 28 + 1:02d}/3/1998",
            f"0381989{place:05d}",
            tuple(
                DiscrepancyRow(
                    f"Mường Ngọc {place}.{n}",
                    f"KINH LỘC {place}.{n}",
                    f"Trường {place}.{n}",
                    "Đúng theo Sổ",
                    resolution_label=("Điều chỉnh CSDLQGVDC", "Chờ xác minh")[n % 2],
                    note=f"Hẹn {place}.{n}",
                )
                for n in range(size)
            ),
        )
        for place, size in enumerate(sizes, 1)
    ]


def person(*rows: DiscrepancyRow, name: str = "Bùi Thị Thuỷ Ngân") -> DiscrepancyPerson:
    return DiscrepancyPerson(
        "a", "Khai sinh", "Số 07/1998, Q. 01, tr. 2", name, "12/3/1998", "038198990124", rows
    )
