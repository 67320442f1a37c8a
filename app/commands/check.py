"""``check``: store and audit checks of a closed store."""

import getpass
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from app.commands.usage import Parser
from app.errors import AppError
from app.services.office.checking import check_store


def run(argv: list[str], *, now: Callable[[], datetime], **_around: object) -> int:
    """Check every page, the schema and the audit chain; exit status 1 when anything is wrong."""
    parser = Parser("check", description="Kiểm tra kho dữ liệu và chuỗi nhật ký.")
    parser.add_argument("--home", type=Path, required=True, help="thư mục của kho dữ liệu")
    parser.add_argument("--account", required=True, help="tên đăng nhập")
    options = parser.parse_args(argv)
    try:
        found = check_store(options.home, options.account, getpass.getpass("Mật khẩu: "), now=now)
    except AppError as error:
        print(error)
        return 1
    for problem in found.problems:
        print(f"✗ kho dữ liệu: {problem}")
    if found.broken is not None:
        print(f"✗ chuỗi nhật ký bị đứt ở mục {found.broken}")
    if not found.good:
        return 1
    print("✓ mọi trang của kho dữ liệu và lược đồ nguyên vẹn")
    print(f"✓ chuỗi nhật ký nguyên vẹn: {found.entries} mục, mốc {found.mark[:12]}")
    return 0
