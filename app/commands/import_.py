"""``import``: bring the acts of a file into a closed store, or say what would come of it."""

import getpass
import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from app.commands.usage import Parser, said
from app.errors import AppError, BadInput, Refused
from app.models.books import BOOKS
from app.models.words.values import Origin
from app.models.words.vietnamese import fold
from app.readers.acts.layouts import Layout
from app.services.entry import volumes
from app.services.importing import files, mappings, planning, taking
from app.services.importing.planning import Outcome, Plan
from app.services.office import unlocking
from app.services.office.password_tries import AskedBy, PasswordTries
from app.services.office.unlocking import SignedIn
from app.texts import tr

_MOST_LINES = 200  # sentences about rows that are printed


def run(argv: list[str], *, now: Callable[[], datetime], random: Callable[[int], bytes]) -> int:
    """Ask for the password and take a file in; status 1 when nothing could be read or a row waits."""
    parser = Parser("import", description="Nhập trường hợp từ tệp Excel (.xlsx) hoặc CSV.")
    parser.add_argument("file", type=Path, metavar="TỆP", help="tệp .xlsx hoặc .csv")
    parser.add_argument("--home", type=Path, required=True, help="thư mục của kho dữ liệu")
    parser.add_argument("--account", required=True, help="tên đăng nhập")
    parser.add_argument("--book", choices=sorted(BOOKS), help="loại sổ; không ghi thì theo tiêu đề của tệp")
    parser.add_argument("--volume", default="", help="số quyển nhận mọi dòng, ví dụ 01/1998")
    parser.add_argument("--place", default="", help="nơi đăng ký của quyển, khi nhiều quyển cùng số")
    parser.add_argument("--layout", default="", help="tên cách xếp cột đã lưu; không ghi thì theo mẫu")
    parser.add_argument(
        "--column",
        action="append",
        default=[],
        metavar="TIÊU_ĐỀ=MỤC",
        help="xếp một cột vào một mục, ví dụ “Họ tên con=child_name”; cùng --book và --layout thì lưu lại",
    )
    parser.add_argument("--paper", action="store_true", help="chép từ sổ giấy, không phải từ CSDL điện tử")
    parser.add_argument("--dry-run", action="store_true", help="chỉ xem, không thay đổi gì")
    options = parser.parse_args(argv)
    try:
        opened = unlocking.open_store(
            options.home,
            options.account,
            getpass.getpass("Mật khẩu: "),
            AskedBy.IMPORT,
            tries=PasswordTries(options.home),
            now=now,
        )
        try:
            return _import(opened, vars(options), now=now, random=random)
        finally:
            opened.store.close()
    except (AppError, EOFError) as error:
        print(said(error), file=sys.stderr)
        return 1


def _import(
    opened: SignedIn, given: Mapping[str, Any], *, now: Callable[[], datetime], random: Callable[[int], bytes]
) -> int:
    """Read the file, tell what it would become, and take it in unless it is a dry run."""
    mapping = _mapping(opened, given, at=now())
    file = files.read(given["file"], BOOKS[given["book"]] if given["book"] else None, mapping)
    book = file.layout.book
    for notice in file.notices:
        print(f"! {notice}")

    def planned(session: Session) -> Plan:
        volume_id = _volume(session, book.key, given["volume"], given["place"]) if given["volume"] else None
        return planning.plan(
            session, book, file.acts, by=opened.officer, holds=file.layout.holds, volume_id=volume_id
        )

    if given["dry_run"]:
        with opened.store.read() as session:
            plan = planned(session)
        _tell(plan)
        print(tr("Chỉ xem: chưa thay đổi gì."))
        return int(plan.count(Outcome.WAITS) > 0)
    origin = Origin.PAPER if given["paper"] else Origin.ELECTRONIC
    with opened.store.write() as session:
        plan = planned(session)
        done = taking.take_in(session, file, plan, origin=origin, by=opened.officer, at=now(), random=random)
    _tell(plan)
    if done.unfinished:
        print(tr("Trong đó {0} trường hợp còn mục phải ghi, ở trạng thái Đang nhập.").format(done.unfinished))
    return int(done.waiting > 0)


def _mapping(opened: SignedIn, given: Mapping[str, Any], *, at: datetime) -> Layout | None:
    """Return the mapping that is named, after keeping the columns that are given with it."""
    if not given["column"]:
        with opened.store.read() as session:
            return mappings.get(session, given["layout"]).layout if given["layout"] else None
    if not given["layout"] or not given["book"]:
        raise BadInput("Xếp cột cần có --book (loại sổ) và --layout (tên để lưu). Chưa thay đổi gì.")
    pairs = dict(one.rpartition("=")[::2] for one in given["column"])
    with opened.store.write() as session:
        return mappings.save(session, given["layout"], given["book"], pairs, by=opened.officer, at=at).layout


def _volume(session: Session, book_type: str, number: str, place: str) -> int:
    """Return the volume of this number, and of this place where several have it."""
    shelf = [one for one in volumes.shelf(session) if one.book_type == book_type and one.book_no == number]
    if place:
        shelf = [one for one in shelf if fold(one.place) == fold(place)]
    if not shelf:
        raise Refused("Không có quyển {0} trong Sổ. Hãy thêm quyển đó trước. Chưa thay đổi gì.", number)
    if len(shelf) > 1:
        places = "; ".join(f"{one.place} ({one.opened_year})" for one in shelf)
        raise Refused("Có nhiều quyển {0}: {1}. Hãy ghi thêm --place. Chưa thay đổi gì.", number, places)
    return shelf[0].id


def _tell(plan: Plan) -> None:
    """Print what is said of each row, then the counts."""
    told = list(planning.lines(plan.rows, plan.book))
    for line, words in told[:_MOST_LINES]:
        print(tr("Dòng {0}: {1}").format(line, words))
    if len(told) > _MOST_LINES:
        print(tr("… và {0} điều nữa").format(len(told) - _MOST_LINES))
    counts = [plan.count(one) for one in (Outcome.NEW, Outcome.CHANGED, Outcome.SAME, Outcome.WAITS)]
    print(tr("{0}: {1} mới, {2} sửa thành bản mới, {3} đã có, {4} chờ sửa").format(plan.book.short, *counts))
