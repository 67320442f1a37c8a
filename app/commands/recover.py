"""``recover``: open a store with both halves of the recovery sheet and give a leader a new password."""

import argparse
import getpass
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from app.crypto.key_file import Kdf, KeyFile, new_sheet
from app.errors import AppError
from app.models.store.store import Store
from app.models.words.roles import Action
from app.services.office import audit, permissions, unlocking


def run(argv: list[str], *, now: Callable[[], datetime], random: Callable[[int], bytes]) -> int:
    """Ask for the two halves and a new password; the sheet used is replaced by a new one.

    Never gives back a signing key: the leader's certificate is asked for anew.
    """
    parser = argparse.ArgumentParser(
        prog="recover",
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
    print("Đã đặt mật khẩu mới. Phiếu cũ không dùng được nữa; chép phiếu mới và cất riêng hai nơi:")
    for letter, half in zip("AB", halves, strict=True):
        print(f"  Nửa {letter}: {half}")
    return 0


def recover(
    folder: Path,
    login: str,
    halves: tuple[str, str],
    password: str,
    *,
    now: Callable[[], datetime],
    random: Callable[[int], bytes],
    kdf: Kdf,
) -> tuple[str, str]:
    """Reset a leader's password with the sheet and return the halves of the new sheet.

    BadInput for halves that do not open the store, Refused for an account that is no leader's; then nothing
    changed.
    """
    store_key = KeyFile.load(folder / unlocking.KEY_FILE).recover(*halves)
    secret = unlocking.prepare(password, kdf=kdf, random=random)
    sheet = new_sheet(kdf=kdf, random=random)
    store = Store(folder, store_key)
    try:
        with store.write() as session:
            leader = unlocking.officer_of(session, login)
            permissions.require(leader, Action.RECOVER)
            unlocking.reset_password(
                session,
                folder,
                leader,
                secret,
                store_key=store_key,
                by=leader,
                at=now(),
                random=random,
            )
            file = KeyFile.load(folder / unlocking.KEY_FILE)
            file.set_recovery(sheet, store_key, at=now(), random=random)
            file.save()
            audit.record(session, "recovered", subject=leader.uid, by=leader.uid, at=now())
    finally:
        store.close()
    return sheet.halves
