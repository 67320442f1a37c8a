"""``wipe``: remove the store of a PC that is given back, by a leader and a police officer together."""

import getpass
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from app.commands.usage import Parser, said
from app.errors import AppError
from app.services.exchange import wiping
from app.services.exchange.wiping import Consent
from app.services.office import unlocking
from app.services.office.password_tries import AskedBy, PasswordTries


def run(argv: list[str], *, now: Callable[[], datetime], **_around: object) -> int:
    """Ask for both passwords and the code of the store; status 1 when nothing was wiped."""
    parser = Parser("wipe", description="Xóa kho để trả máy; chỉ khi không còn gì chỉ có trên máy này.")
    parser.add_argument("--home", type=Path, required=True, help="thư mục của kho dữ liệu")
    parser.add_argument("--leader", required=True, help="tên đăng nhập của lãnh đạo")
    parser.add_argument("--police", required=True, help="tên đăng nhập của cán bộ Công an")
    parser.add_argument("--record", type=Path, required=True, help="thư mục để lưu biên bản, ngoài kho")
    options = parser.parse_args(argv)
    try:
        leader = Consent(options.leader, getpass.getpass("Mật khẩu của lãnh đạo: "))
        police = Consent(options.police, getpass.getpass("Mật khẩu của Công an: "))
        tries = PasswordTries(options.home)
        store = unlocking.open_store(
            options.home, leader.login, leader.password, AskedBy.WIPE, tries=tries, now=now
        ).store
        try:
            with store.read() as session:
                print(f"Mã kho: {wiping.code(session)}")
            typed = input("Gõ lại mã kho để xóa: ")
            wiped = wiping.wipe(
                store, options.record, leader=leader, police=police, typed=typed, tries=tries, now=now
            )
        finally:
            store.close()
    except (AppError, EOFError) as error:
        print(said(error), file=sys.stderr)
        return 1
    print(f"✓ Đã xóa kho. Biên bản: {wiped.path}")
    for name in wiped.stayed:
        print(f"  không phải tệp của phần mềm, còn lại: {name}")
    return 0
