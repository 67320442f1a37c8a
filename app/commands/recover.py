"""``recover``: open a store with both halves of the recovery sheet and give a leader a new password."""

import getpass
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from app.commands.usage import Parser
from app.crypto.key_file import Kdf
from app.errors import AppError
from app.services.office.recovering import recover


def run(argv: list[str], *, now: Callable[[], datetime], random: Callable[[int], bytes]) -> int:
    """Ask for the two halves and a new password; make a new sheet for the used one.

    This never restores a signing key: the leader needs a new certificate.
    """
    parser = Parser(
        "recover",
        description="Mở lại kho bằng hai nửa phiếu khôi phục và đặt mật khẩu mới cho lãnh đạo.",
    )
    parser.add_argument("--home", type=Path, required=True, help="thư mục của kho dữ liệu")
    parser.add_argument("--account", required=True, help="tên đăng nhập của lãnh đạo")
    options = parser.parse_args(argv)
    try:
        halves = recover(
            options.home,
            options.account,
            (input("Nửa A: "), input("Nửa B: ")),
            getpass.getpass("Mật khẩu mới: "),
            now=now,
            random=random,
            kdf=Kdf(),
        )
    except (AppError, EOFError) as error:
        print(error or "Chưa nhập đủ.")
        return 1
    except OSError as error:
        print(f"Không đọc hoặc ghi được kho dữ liệu trong {options.home}: {error.strerror or 'lỗi ổ đĩa'}.")
        return 1
    print("Đã đặt mật khẩu mới. Phiếu cũ không dùng được nữa; chép phiếu mới và cất riêng hai nơi:")
    for letter, half in zip("AB", halves, strict=True):
        print(f"  Nửa {letter}: {half}")
    return 0
