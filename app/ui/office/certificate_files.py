"""The dialogs of certificates: choose files, and compare fingerprints with the paper."""

from pathlib import Path

from PySide6.QtWidgets import QWidget

from app import outside
from app.services.exchange import certificates
from app.services.office import trusting
from app.texts import Text, tr
from app.ui.kit import files
from app.ui.kit.messages import confirm

REQUEST_NAME = "yeu-cau-chung-thu.json"
NOT_CONFIRMED = "Chưa nạp chứng thư: dấu vân tay chưa được xác nhận là khớp. Chưa thay đổi gì."


def ask_target(parent: QWidget) -> Path | None:
    """Ask where to write the request file; None when the officer leaves."""
    return files.save_file(
        parent, tr("Lưu tệp yêu cầu cấp chứng thư"), REQUEST_NAME, tr("Tệp yêu cầu (*.json)")
    )


def ask_source(parent: QWidget) -> Path | None:
    """Ask for the file from the authority; None when the officer leaves."""
    return files.open_file(parent, tr("Chọn tệp chứng thư nơi cấp gửi về"), tr("Tệp chứng thư (*.json)"))


def write(path: Path, data: bytes) -> None:
    """Write the whole request file; BadInput when the disk or stick refuses."""
    outside.write(path, data)


def compare_anchor(parent: QWidget, data: bytes) -> bool:
    """Ask to compare the fingerprint with the paper of the police; True when they are the same.

    Raises BadInput for a file without certificates.
    """
    anchor = trusting.trust_anchor(data)
    groups = anchor.fingerprint.split()
    lines = "\n".join("   ".join(groups[at : at + 4]) for at in range(0, len(groups), 4))
    if anchor.authority:
        words = Text(
            "So từng nhóm dưới đây với dấu vân tay chứng thư gốc in trên giấy của nơi cấp (không so với tệp "
            "trên cùng USB). Khác một nhóm cũng không nạp.\n\n{0}",
            lines,
        )
    else:
        words = Text(
            "Tệp này không có cơ quan cấp: mọi chứng thư trong tệp do cán bộ phát hành của Công an bảo đảm. "
            "So từng nhóm dưới đây với dấu vân tay của cán bộ ấy in trên giấy (không so với tệp trên cùng "
            "USB). Khác một nhóm cũng không nạp.\n\n{0}",
            lines,
        )
    return confirm(
        parent,
        tr("Đối chiếu dấu vân tay"),
        str(words),
        yes=tr("Khớp từng nhóm, nạp"),
        no=tr("Không khớp, không nạp"),
    )


def read(path: Path) -> bytes:
    """Read a certificates file; BadInput when it cannot be read."""
    return certificates.read_file(path)
