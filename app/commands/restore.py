"""``restore``: a store from a backup, or with ``--drill`` the proof that a backup can be restored."""

import getpass
import sys
from argparse import Namespace
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from app.commands.progress_line import ProgressLine
from app.commands.usage import Parser, said
from app.errors import AppError
from app.models.words.moments import day_and_minute
from app.process.stopping import Stopping
from app.services.office import restoring, unlocking
from app.services.office.backing_up import Backup
from app.services.office.password_tries import AskedBy, PasswordTries
from app.services.office.restoring import ByPassword, BySheet, Opener

_DESCRIPTION = "Phục hồi kho từ bản sao lưu, bằng mật khẩu của một tài khoản hoặc hai nửa phiếu khôi phục."


def run(argv: list[str], *, now: Callable[[], datetime], **_around: object) -> int:
    """Restore the newest backup of a folder; status 1 when it cannot be, with nothing changed."""
    parser = Parser("restore", description=_DESCRIPTION)
    parser.add_argument("backup", type=Path, metavar="BẢN_SAO_LƯU", help="USB hoặc thư mục của bản sao lưu")
    parser.add_argument(
        "folder", type=Path, metavar="KHO", help="thư mục trống cho kho; với --drill: kho đang có"
    )
    parser.add_argument("--account", help="tên đăng nhập; bỏ trống thì dùng phiếu khôi phục")
    parser.add_argument(
        "--drill", action="store_true", help="chỉ thử trên một bản chép trong kho rồi xóa; cần --account"
    )
    options = parser.parse_args(argv)
    if options.drill and not options.account:
        parser.error("--drill cần --account")
    try:
        with Stopping():
            source = restoring.find(options.backup)[0]
            opener = _opener(options.account)
            print(
                "\n".join(
                    _drilled(source, opener, options, now)
                    if options.drill
                    else _restored(source, opener, options, now)
                )
            )
    except (AppError, EOFError) as error:
        print(said(error), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Đã dừng; chưa có gì thay đổi.", file=sys.stderr)
        return 1
    return 0


def _opener(login: str | None) -> Opener:
    if login:
        return ByPassword(login, getpass.getpass("Mật khẩu: "))
    return BySheet(input("Nửa A: "), input("Nửa B: "))


def _restored(source: Backup, opener: Opener, options: Namespace, now: Callable[[], datetime]) -> list[str]:
    restored = restoring.restore(source.path, options.folder, opener=opener, now=now, progress=ProgressLine())
    return [
        f"✓ Đã phục hồi bản sao lưu ngày {_day(restored.facts.created_at)} vào {options.folder}",
        "Việc làm sau ngày đó không có trong kho này: đối chiếu với sổ và các gói đã chuyển.",
        "Bản sao CSDL dân cư không nằm trong bản sao lưu: xin Công an cấp bản mới.",
        f"Lần phục hồi thứ {restored.times}; gói sau sẽ báo cho nơi nhận biết.",
    ]


def _drilled(source: Backup, opener: Opener, options: Namespace, now: Callable[[], datetime]) -> list[str]:
    assert isinstance(opener, ByPassword), "the parser asks for an account"
    tries = PasswordTries(options.folder)
    opened = unlocking.open_store(
        options.folder, opener.login, opener.password, AskedBy.DRILL, tries=tries, now=now
    )
    try:
        facts = restoring.drill(
            source.path,
            opened.store,
            by=opened.officer,
            opener=opener,
            tries=tries,
            now=now,
            progress=ProgressLine(),
        )
    finally:
        opened.store.close()
    return [f"✓ Bản sao lưu ngày {_day(facts.created_at)} phục hồi được: {facts.counts['entry']} trường hợp"]


def _day(stamp: str) -> str:
    return day_and_minute(datetime.fromisoformat(stamp))
