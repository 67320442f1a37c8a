"""``check``: store and audit checks of a closed store."""

import getpass
from pathlib import Path

from app.commands.usage import Parser
from app.errors import AppError
from app.models.store.store import Store
from app.services.office import audit, unlocking


def run(argv: list[str], **_around: object) -> int:
    """Check every page, the schema and the audit chain; exit status 1 when anything is wrong."""
    parser = Parser("check", description="Kiểm tra kho dữ liệu và chuỗi nhật ký.")
    parser.add_argument("--home", type=Path, required=True, help="thư mục của kho dữ liệu")
    parser.add_argument("--account", required=True, help="tên đăng nhập")
    options = parser.parse_args(argv)
    try:
        unlocked = unlocking.unlock(options.home, options.account, getpass.getpass("Mật khẩu: "))
        store = Store(options.home, unlocked.store_key)
    except AppError as error:
        print(error)
        return 1
    try:
        problems = store.check()
        with store.read() as session:
            broken = audit.first_broken(session)
            last = audit.checkpoint(session)
    finally:
        store.close()
    for problem in problems:
        print(f"✗ kho dữ liệu: {problem}")
    if broken is not None:
        print(f"✗ chuỗi nhật ký bị đứt ở mục {broken}")
    if problems or broken is not None:
        return 1
    print("✓ mọi trang của kho dữ liệu và lược đồ nguyên vẹn")
    print(f"✓ chuỗi nhật ký nguyên vẹn: {last.seq} mục, mốc {last.h[:12]}")
    return 0
