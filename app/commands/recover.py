"""``recover``: open a store with both halves of the recovery sheet and give a leader a new password."""

import getpass
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from app.commands.usage import Parser, said
from app.crypto.stretching import Kdf
from app.errors import AppError
from app.services.office.password_tries import PasswordTries
from app.services.office.recovering import Recovered, confirm_sheet, recover

_TRIES = 3


def run(argv: list[str], *, now: Callable[[], datetime], random: Callable[[int], bytes]) -> int:
    """Ask for the two halves and a new password; make a new sheet for the used one.

    The used sheet goes when a group of each new half was typed back. This never restores a signing key: the
    leader needs a new certificate.
    """
    parser = Parser(
        "recover",
        description="Mở lại kho bằng hai nửa phiếu khôi phục và đặt mật khẩu mới cho lãnh đạo.",
    )
    parser.add_argument("--home", type=Path, required=True, help="thư mục của kho dữ liệu")
    parser.add_argument("--account", required=True, help="tên đăng nhập của lãnh đạo")
    options = parser.parse_args(argv)
    try:
        made = recover(
            options.home,
            options.account,
            (input("Nửa A: "), input("Nửa B: ")),
            getpass.getpass("Mật khẩu mới: "),
            tries=PasswordTries(options.home),
            now=now,
            random=random,
            kdf=Kdf(),
        )
    except (AppError, EOFError) as error:
        print(said(error))
        return 1
    except OSError as error:
        print(f"Không đọc hoặc ghi được kho dữ liệu trong {options.home}: {error.strerror or 'lỗi ổ đĩa'}.")
        return 1
    try:
        return _hand_over(options.home, made, now=now, random=random)
    finally:
        made.store.close()


def _hand_over(
    home: Path, made: Recovered, *, now: Callable[[], datetime], random: Callable[[int], bytes]
) -> int:
    """Show the new sheet; the old one goes once a group of each half was typed back."""
    print("Đã đặt mật khẩu mới. Chép phiếu mới và cất riêng hai nơi:")
    for letter, half in zip("AB", made.halves, strict=True):
        print(f"  Nửa {letter}: {half}")
    if not all(_typed_back(letter, half, random) for letter, half in zip("AB", made.halves, strict=True)):
        print(
            "Chưa xác nhận phiếu mới, nên phiếu cũ vẫn dùng được. Đăng nhập, vào Quản trị và lập phiếu mới."
        )
        return 1
    try:
        confirm_sheet(made.store, home, store_key=made.store_key, by=made.leader, at=now())
    except AppError as error:
        print(error)
        return 1
    print("Đã xác nhận phiếu mới; phiếu cũ không dùng được nữa, hãy hủy.")
    return 0


def _typed_back(letter: str, half: str, random: Callable[[int], bytes]) -> bool:
    groups = half.split()
    place = int.from_bytes(random(4)) % len(groups)
    try:
        return any(
            "".join(input(f"Gõ lại nhóm {place + 1} nửa {letter}: ").split()).upper() == groups[place]
            for _ in range(_TRIES)
        )
    except EOFError:
        return False
