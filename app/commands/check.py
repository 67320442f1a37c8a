"""``check``: store and audit checks of a closed store."""

import getpass
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from app.commands.usage import Parser
from app.errors import AppError
from app.services.office.checking import check_store
from app.texts import tr

ADVICE = (
    "Có thể kho được phục hồi từ bản sao lưu cũ, hoặc có người sửa kho ngoài phần mềm. Vẫn nhập được; trước "
    "khi xuất gói, lãnh đạo cùng Công an ghi giải thích ở Hôm nay."
)


def run(argv: list[str], *, now: Callable[[], datetime], **_around: object) -> int:
    """Check every page, the schema and the audit chain; exit status 1 when anything is wrong."""
    parser = Parser("check", description="Kiểm tra kho dữ liệu và chuỗi nhật ký.")
    parser.add_argument("--home", type=Path, required=True, help="thư mục của kho dữ liệu")
    parser.add_argument("--account", required=True, help="tên đăng nhập")
    options = parser.parse_args(argv)
    try:
        found = check_store(options.home, options.account, getpass.getpass("Mật khẩu: "), now=now)
    except (AppError, EOFError) as error:
        print(str(error) or "Chưa nhập mật khẩu.")
        return 1
    except OSError as error:
        print(f"Không đọc được kho dữ liệu trong {options.home}: {error.strerror or 'lỗi ổ đĩa'}.")
        return 1
    for problem in found.problems:
        print(f"✗ kho dữ liệu: {problem}")
    for one in found.audit.findings:
        if one.explanation is None:
            print(tr("✗ nhật ký: {0}").format(one.words))
        else:
            print(tr("! nhật ký: {0} Đã giải thích: {1}").format(one.words, one.explanation.reason))
    if found.audit.open:
        print(tr(ADVICE))
    if not found.good:
        return 1
    print("✓ mọi trang của kho dữ liệu và lược đồ nguyên vẹn")
    last = found.audit.last
    if not found.audit.findings:
        print(f"✓ chuỗi nhật ký nguyên vẹn: {last.seq} mục, mốc {last.h[:12]}")
    return 0
