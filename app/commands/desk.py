"""``desk``: the police side: certificates, snapshots, results, answers.

Its folder has the keys of authority, issuing officer and receiver, and the sequence of packages per partner.
It belongs to the police side: the store of the commune never reads it.
"""

from argparse import Namespace
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from pathlib import Path

from app.commands.usage import Parser
from app.desk.answering import acknowledge, reply
from app.desk.asking import Ask, DeskQuestion
from app.desk.authority import Reissue, certify
from app.desk.breaks import BreakAccepted
from app.desk.home import DeskHome
from app.desk.office import Office
from app.desk.opening import open_result
from app.desk.paper import print_fingerprints
from app.desk.snapshot import make_snapshot
from app.desk.work_list import write_work_list
from app.errors import AppError
from app.models.store.store import lock_folder

Clock = Callable[[], datetime]
Random = Callable[[int], bytes]


def run(argv: list[str], *, now: Clock, random: Random) -> int:
    """Run one desk command; return 1 with a message when it is refused."""
    options = _parser().parse_args(argv)
    try:
        with _alone(options):
            _run(options, now=now, random=random)
    except (AppError, OSError) as error:
        print(error)
        return 1
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        print("Tệp đưa vào không đúng định dạng. Không ghi gì ra; hãy xin lại tệp.")
        return 1
    return 0


def _alone(options: Namespace) -> AbstractContextManager[None]:
    """Keep other commands off the desk's folder: each writes back the whole of what it read.

    StoreProblem when another one is at work. A missing folder keeps nothing yet.
    """
    return lock_folder(options.home) if options.home.is_dir() else nullcontext()


def _run(options: Namespace, *, now: Clock, random: Random) -> None:
    home = DeskHome(options.home)
    home.check_out(options.out)
    match options.command:
        case "keys":
            certify(
                home,
                options.request,
                options.out,
                office=Office(options.office, options.issuer_name, options.issuer_uid),
                now=now,
                ask=_asking(options.confirm),
                reissue=Reissue(options.reissue, options.compromised) if options.reissue else None,
                authority=not options.no_authority,
            )
        case "paper":
            print_fingerprints(home, options.out, at=now())
        case "snapshot":
            make_snapshot(
                home,
                options.csv,
                options.out,
                store=options.store,
                now=now,
                random=random,
                ask=_asking(options.confirm),
            )
        case "open":
            reason = options.accept_break
            open_result(
                home,
                options.package,
                options.out,
                now=now,
                audit_reason=options.audit_reason,
                accepted=None if reason is None else BreakAccepted(reason, _asking(None)),
            )
        case "reply":
            reply(home, options.answers, options.out, store=options.store, now=now, random=random)
        case "ack":
            acknowledge(home, options.package, options.out, now=now, random=random)
        case "work-list":
            write_work_list(options.folder, options.out)


def _asking(confirmed: Sequence[str] | None) -> Ask:
    """Return who answers: the fingerprints given with --confirm, else the person at the terminal."""
    given = {"".join(one.split()).upper() for one in confirmed or ()}

    def ask(question: DeskQuestion) -> bool:
        print("\n".join(question.lines))
        if given:
            return question.fingerprint.replace(" ", "") in given
        try:
            answer = input(f"{question.prompt} [có/không] ")
        except EOFError:
            return False
        return answer.strip().casefold() in {"y", "yes", "c", "co", "có"}

    return ask


def _parser() -> Parser:
    parser = Parser("desk", description="Phía Công an.")
    parser.add_argument("--home", type=Path, required=True, help="thư mục giữ khóa và số thứ tự")
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("keys", help="cấp chứng thư theo tệp yêu cầu của một máy")
    one.add_argument("request", type=Path)
    one.add_argument("--out", type=Path, required=True)
    one.add_argument("--office", default="", help="tên cơ quan Công an (lần đầu)")
    one.add_argument("--issuer-name", default="", help="họ tên cán bộ phát hành (lần đầu)")
    one.add_argument("--issuer-uid", default="", help="số định danh của cán bộ phát hành (lần đầu)")
    one.add_argument(
        "--confirm",
        action="append",
        metavar="DẤU VÂN TAY",
        help="dấu vân tay khóa đã so với phiếu, lặp lại cho từng khóa; không có thì hỏi từng mục",
    )
    one.add_argument("--reissue", metavar="LÝ DO", default="", help="cấp lại và thu hồi chứng thư cũ")
    one.add_argument(
        "--compromised", action="store_true", help="khóa cũ đã lộ: mọi chữ ký của nó hết hiệu lực"
    )
    one.add_argument(
        "--no-authority", action="store_true", help="không có cơ quan cấp: chứng thư được ghim từng cái"
    )
    one = commands.add_parser("paper", help="phiếu dấu vân tay (PDF) để lãnh đạo xã so khi nạp chứng thư")
    one.add_argument("--out", type=Path, required=True)
    one = commands.add_parser("snapshot", help="bản sao CSDL từ tệp CSV, JSONL hoặc XLSX")
    one.add_argument("csv", type=Path)
    one.add_argument("--out", type=Path, required=True)
    one.add_argument("--store", default="", help="mã kho nhận (khi có nhiều xã)")
    one.add_argument(
        "--confirm",
        action="append",
        metavar="DẤU",
        help="dấu của danh sách chỗ chưa đọc được đã xem; không có thì hỏi",
    )
    one = commands.add_parser("open", help="mở và kiểm tra gói kết quả")
    one.add_argument("package", type=Path)
    one.add_argument("--out", type=Path, required=True)
    one.add_argument("--audit-reason", default="", help="vì sao nhận gói có nhật ký không nối tiếp")
    one.add_argument(
        "--accept-break",
        metavar="LÝ DO",
        help="vì sao nhận gói thiếu gói trước, trùng số, không nối tiếp hoặc có trường hợp khác bản đã nhận",
    )
    one = commands.add_parser("reply", help="trả lời, ghi vào danh sách việc (Excel) hoặc tệp JSONL")
    one.add_argument("answers", type=Path)
    one.add_argument("--out", type=Path, required=True)
    one.add_argument("--store", default="")
    one = commands.add_parser("ack", help="xác nhận đã nhận gói")
    one.add_argument("package", type=Path)
    one.add_argument("--out", type=Path, required=True)
    one = commands.add_parser(
        "work-list", help="danh sách việc (Excel) để nhập vào phần mềm khác và ghi trả lời"
    )
    one.add_argument("folder", type=Path)
    one.add_argument("--out", type=Path, required=True)
    return parser
