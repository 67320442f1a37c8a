"""The minutes that books are lost: what, when and why, signed by who took part (NĐ 30/2020, Mẫu 1.9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from app.documents.fact_page import FactPage
from app.documents.page import (
    PORTRAIT,
    Letterhead,
    closing_height,
    draw_closing,
    draw_heading,
    draw_title,
    open_canvas,
)
from app.documents.paper import Paper
from app.documents.text import number

_LINE = "." * 58
_TIME = "...... giờ ......, ngày ...... tháng ...... năm ............"
_TO_FILL_IN = (
    ("Thời gian bắt đầu:", _TIME),
    ("Địa điểm:", _LINE),
    ("Thành phần tham dự:", f"{_LINE}\n{_LINE}\n{_LINE}"),
    ("Chủ trì (chủ tọa):", _LINE),
    ("Thư ký:", _LINE),
)
_OPENING = (
    "Các thành phần có tên trên đã kiểm tra nơi lưu giữ và xác nhận những sổ hộ tịch sau đây không còn:"
)
_UNKNOWN = (
    "Số sự kiện đã đăng ký trong sổ bị mất không xác định được từ sổ. Nếu tìm lại được sổ, hoặc có bản lưu ở "
    "nơi khác, thì kê lại và nhập theo sổ."
)
_CLOSING = (
    f"Biên bản kết thúc vào lúc {_TIME}, đã đọc lại cho những người tham dự cùng nghe, mọi người thống nhất "
    "và ký tên dưới đây."
)


@dataclass(frozen=True, slots=True)
class LostBooks:
    """What is lost in words ("Sổ đăng ký khai sinh, toàn bộ các quyển"), of which place, when and why."""

    what: str
    place: str
    lost_on: str
    reason: str
    electronic: int

    @property
    def sentence(self) -> str:
        """Return it as a sentence of the minutes."""
        owner = f", nơi đăng ký: {self.place}" if self.place else ""
        when = self.lost_on or "không rõ"
        return (
            f"{self.what}{owner}. Thời gian mất: {when}. Lý do: {self.reason.rstrip(' .')}. Số trường hợp đã "
            f"có trong cơ sở dữ liệu hộ tịch điện tử: {number(self.electronic)}; số trường hợp phải nhập: 0."
        )


def render(paper: Paper[Any], lost: Sequence[LostBooks], header: Letterhead, at: datetime) -> bytes:
    """Return the PDF; raises AppError when the fonts are missing."""
    target = BytesIO()
    canvas = open_canvas(target, PORTRAIT, title=paper.title, header=header, at=at)
    agency = Letterhead(header.agency_lines, header.number, superior_lines=header.superior_lines)
    y = draw_heading(canvas, PORTRAIT, agency) - 18
    y = draw_title(canvas, PORTRAIT, y, paper.heading, paper.title) - 14
    page = FactPage(canvas)
    for label, value in _TO_FILL_IN:
        y = page.draw_fact(label, value, y)
    said = [f"{at}. {one.sentence}" for at, one in enumerate(lost, 1)]
    for words in (_OPENING, *said, _UNKNOWN, _CLOSING):
        y = page.draw_words(words, y - 6)
    y = page.room(y, closing_height(PORTRAIT, paper.signatures, paper.recipients) + 18)
    draw_closing(canvas, PORTRAIT, y - 18, paper.signatures, paper.recipients)
    canvas.showPage()
    canvas.save()
    return target.getvalue()
