"""Who issues which certificate, what it is for, and what can be done before it is there."""

from PySide6.QtWidgets import QFrame

from app.texts import tr
from app.ui.kit import icons, parts

ISSUED_BY = (
    "Mọi chứng thư do đơn vị Công an nhận gói dữ liệu của xã cấp, trên phần mềm phía Công an. Xã gửi tệp yêu "
    "cầu kèm phiếu yêu cầu đã ký; đơn vị ấy so phiếu rồi trả về một tệp chứng thư."
)
WITHOUT = (
    ("check-circle", "equal", "Chưa có chứng thư vẫn làm được", "kê sổ, nhập sổ, in, sao lưu"),
    (
        "hourglass",
        "less",
        "Phải chờ chứng thư",
        "nạp bản sao CSDL để đối chiếu, Công an duyệt, chuyển gói",
    ),
)
USED_FOR = (
    ("Cán bộ Tư pháp", "ký gói dữ liệu gửi đi"),
    ("Cán bộ Công an", "ký duyệt từng trường hợp, ký gói dữ liệu gửi đi"),
    ("Kho của máy này", "mở bản sao CSDL và gói trả lời của Công an"),
    ("Nơi nhận gói", "khóa gói gửi đi, chỉ nơi nhận mở được"),
    ("Cán bộ phát hành", "bảo đảm bản sao CSDL và gói trả lời đúng là của Công an"),
    ("Gốc, cấp phát", "bảo đảm mọi chứng thư trên; khi nạp phải so dấu vân tay với giấy của nơi cấp"),
)


class CertificateGuide(QFrame):
    """The guide as a few lines."""

    def __init__(self) -> None:
        super().__init__()
        without = [
            parts.row(
                icons.Icon(icon, tone),
                parts.text(tr(title), "strong", width=232),
                (parts.text(tr(words), wrap=True), 1),
            )
            for icon, tone, title, words in WITHOUT
        ]
        used = [
            parts.row(parts.text(tr(holder), "label", width=128), (parts.text(tr(words), wrap=True), 1))
            for holder, words in USED_FOR
        ]
        parts.lay(
            self,
            *without,
            4,
            parts.text(self.tr("Ai cấp"), "section"),
            parts.text(tr(ISSUED_BY), wrap=True),
            4,
            parts.text(self.tr("Chứng thư của ai, dùng vào việc gì"), "section"),
            *used,
            gap=4,
        )
