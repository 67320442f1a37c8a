"""``backup``: back a closed store up into a folder of a stick."""

import getpass
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from app.commands.progress_line import ProgressLine
from app.commands.usage import Parser, said
from app.errors import AppError
from app.held_folder import same_disk
from app.process.stopping import Stopping
from app.services.office import backing_up, unlocking
from app.services.office.password_tries import AskedBy, PasswordTries


def run(argv: list[str], *, now: Callable[[], datetime], random: Callable[[int], bytes]) -> int:
    """Ask for the password and back up; status 1 when nothing new counts as a backup."""
    parser = Parser("backup", description="Sao lưu kho ra USB, đọc lại và kiểm tra.")
    parser.add_argument("target", type=Path, metavar="USB", help="thư mục của USB")
    parser.add_argument("--home", type=Path, required=True, help="thư mục của kho dữ liệu")
    parser.add_argument("--account", required=True, help="tên đăng nhập")
    options = parser.parse_args(argv)
    try:
        with Stopping():
            opened = unlocking.open_store(
                options.home,
                options.account,
                getpass.getpass("Mật khẩu: "),
                AskedBy.BACKUP,
                tries=PasswordTries(options.home),
                now=now,
            )
            try:
                made = backing_up.back_up(
                    opened.store,
                    options.target,
                    by=opened.officer,
                    store_key=opened.unlocked.store_key,
                    medium=options.target.name,
                    now=now,
                    random=random,
                    progress=ProgressLine(),
                )
            finally:
                opened.store.close()
    except (AppError, EOFError) as error:
        print(said(error), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Đã dừng; các bản sao lưu trước vẫn còn.", file=sys.stderr)
        return 1
    print(f"✓ Đã sao lưu và đọc lại {made.facts.size / 1e6:,.1f} MB: {made.path}")
    if same_disk(made.path, options.home):
        print(
            "Chú ý: bản này nằm cùng ổ đĩa với kho, máy hỏng là mất cả hai. Hãy sao lưu ra USB nữa.",
            file=sys.stderr,
        )
    return 0
