"""``check``: store and audit checks of a closed store."""

import getpass
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from app.commands.usage import Parser, said
from app.crypto import chain
from app.errors import AppError
from app.services.office.checking import StoreCheck, check_store
from app.texts import tr

ADVICE = (
    "Có thể kho được phục hồi từ bản sao lưu cũ, hoặc có người sửa kho ngoài phần mềm. Vẫn nhập được; trước "
    "khi xuất gói, lãnh đạo cùng Công an ghi giải thích ở Hôm nay."
)

NO_MARK = (
    "✗ nhật ký không có mốc {0} ghi trên giấy: giấy của kho khác, hoặc phần nhật ký từ lúc in giấy đã bị cắt "
    "hay viết lại. Xem lại từng chữ số; nếu vẫn thế, giữ tờ giấy, báo lãnh đạo và Công an."
)


def run(argv: list[str], *, now: Callable[[], datetime], **_around: object) -> int:
    """Check every page, the schema and the audit chain; exit status 1 when anything is wrong."""
    parser = Parser("check", description="Kiểm tra kho dữ liệu và chuỗi nhật ký.")
    parser.add_argument("--home", type=Path, required=True, help="thư mục của kho dữ liệu")
    parser.add_argument("--account", required=True, help="tên đăng nhập")
    parser.add_argument("--mark", default="", help="mốc nhật ký in ở chân một tờ giấy, để đối chiếu")
    options = parser.parse_args(argv)
    try:
        password = getpass.getpass("Mật khẩu: ")
        found = check_store(options.home, options.account, password, now=now, printed=options.mark)
    except (AppError, EOFError) as error:
        print(said(error))
        return 1
    except OSError as error:
        print(f"Không đọc được kho dữ liệu trong {options.home}: {error.strerror or 'lỗi ổ đĩa'}.")
        return 1
    _tell(found, options.mark)
    return 0 if found.good else 1


def _tell(found: StoreCheck, mark: str) -> None:
    """Print what was found, the faults first."""
    for problem in found.problems:
        print(f"✗ kho dữ liệu: {problem}")
    for one in found.audit.findings:
        if one.explanation is None:
            print(tr("✗ nhật ký: {0}").format(one.words))
        else:
            print(tr("! nhật ký: {0} Đã giải thích: {1}").format(one.words, one.explanation.reason))
    if found.audit.open:
        print(tr(ADVICE))
    if found.asked and found.printed is None:
        print(tr(NO_MARK).format(mark))
    if not found.good:
        return
    print("✓ mọi trang của kho dữ liệu và cấu trúc nguyên vẹn")
    last = found.audit.last
    if not found.audit.findings:
        print(f"✓ chuỗi nhật ký nguyên vẹn: {last.seq} mục, mốc {chain.printed(last.h)}")
    if found.printed:
        print(tr("✓ mốc {0} trên giấy là bước {1} của nhật ký").format(mark, found.printed.seq))
