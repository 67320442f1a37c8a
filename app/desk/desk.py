"""``desk``: the other end. A district authority and its certificates, snapshots, results, answers.

Its folder keeps the authority, the issuing officer's and the receiver's keys, and the sequence of packages
per partner. It is the police side's workbench, not the commune's: the commune's store never reads it.
"""

import csv
import io
import json
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509

from app import __version__, atomic
from app.commands.usage import Parser
from app.crypto import canonical
from app.crypto.package import Recipient, check_parties, open_package, write_package
from app.desk.home import DeskHome
from app.errors import AppError, BadInput
from app.models.books import BOOKS
from app.models.declaration.act import Registration
from app.models.registry.person import PERSON_COLUMNS
from app.models.store.times import stamp
from app.models.words.codes import ReturnCode
from app.models.words.purpose import Purpose, SignedAs
from app.services.exchange import returns, snapshots
from app.services.office import founding

Clock = Callable[[], datetime]
Random = Callable[[int], bytes]
_SNAPSHOT_DAYS = 90


def run(argv: list[str], *, now: Clock, random: Random) -> int:
    """Run one desk command; exit status 1 with a message when it is refused."""
    options = _parser().parse_args(argv)
    try:
        home = DeskHome(options.home)
        match options.command:
            case "keys":
                keys(home, options.request, options.out, name=options.name, now=now)
            case "snapshot":
                snapshot(home, options.csv, options.out, store=options.store, now=now, random=random)
            case "open":
                open_result(home, options.package, options.out, now=now)
            case "reply":
                reply(home, options.answers, options.out, store=options.store, now=now, random=random)
            case "ack":
                acknowledge(home, options.package, options.out, now=now, random=random)
            case "work-list":
                work_list(options.folder, options.out)
    except (AppError, OSError) as error:
        print(error)
        return 1
    except (ValueError, KeyError, TypeError) as error:
        print(f"Tệp đưa vào không đúng định dạng ({type(error).__name__}). Không ghi gì ra.")
        return 1
    return 0


def keys(home: DeskHome, request: Path, out: Path, *, name: str, now: Clock) -> None:
    """Certify what a PC asks for and write the certificates file; make the authority at the first call."""
    data = _json(request)
    if data.get("schema") != founding.REQUEST_SCHEMA:
        raise BadInput("Không phải tệp yêu cầu cấp chứng thư của phần mềm này.")
    at = now()
    home.ensure_authority(name, at)
    authority = home.authority()
    pems = authority.dump()
    store_certificate = authority.issue(data["store_request"], usage="encrypt", at=at)
    home.remember_store(data["store_id"], data["commune"], store_certificate)
    answer = {
        "schema": founding.CERTIFICATES_SCHEMA,
        "store_id": data["store_id"],
        "root": pems["root"],
        "issuing": [pems["issuing"]],
        "receiver": {"id": home.desk_id(), "name": name, "certificate": home.receiver_certificate()},
        "store_certificate": store_certificate,
        "officers": [
            {"uid": o["uid"], "certificate": authority.issue(o["request"], usage="sign", at=at)}
            for o in data["officers"]
        ],
    }
    roles = {o["uid"]: o.get("roles", []) for o in data["officers"]}
    for officer in answer["officers"]:
        home.remember_officer(officer["certificate"], roles[officer["uid"]])
    atomic.write(out, json.dumps(answer, ensure_ascii=False, indent=1).encode())
    print(f"Đã cấp {len(answer['officers'])} chứng thư cán bộ và 1 chứng thư của kho: {out}")
    print(f"Dấu vân tay chứng thư gốc: {founding.root_fingerprint(out.read_bytes())}")


def snapshot(home: DeskHome, source: Path, out: Path, *, store: str, now: Clock, random: Random) -> None:
    """Make a signed, encrypted snapshot package from a CSV of *Person* rows."""
    partner = home.partner(store)
    rows = [canonical.dumps(row) + b"\n" for row in _csv_rows(source)]
    at = now()
    number = home.chain(partner.store_id, out_going=True).no + 1
    info = {
        "id": f"{home.desk_id()}-{number:06d}",
        "issuer": home.name(),
        "scope": partner.commune,
        "issued_at": stamp(at),
        "expires_at": stamp(at + timedelta(days=_SNAPSHOT_DAYS)),
        "rows": len(rows),
        "schema": snapshots.SCHEMA,
    }
    _send(
        home,
        partner.store_id,
        out,
        purpose=Purpose.SNAPSHOT,
        files=[(snapshots.ROWS, b"".join(rows))],
        counts={"people": len(rows)},
        extra={"snapshot": info},
        at=at,
        random=random,
    )
    print(f"Đã ghi bản sao CSDL {len(rows)} người: {out}")


def open_result(home: DeskHome, source: Path, out: Path, *, now: Clock) -> dict[str, int]:
    """Open and verify a result package into a folder; every approval is checked again."""
    sender = home.sender_of(source)
    package = open_package(
        source,
        key_pem=home.receiver_key(),
        certificate_pem=home.receiver_certificate(),
        trust=home.trust(),
        me=home.desk_id(),
        purpose=Purpose.RESULTS,
        chain=home.chain(sender, out_going=False) if sender else None,
        at=now(),
    )
    partner = home.partner(package.manifest["sender_id"])
    entries = [
        row
        for key in BOOKS
        if f"data/{key}.jsonl" in package.files
        for row in package.records(f"data/{key}.jsonl")
    ]
    if any("approval" not in row for row in entries):
        raise BadInput("Gói có bản ghi chưa được Công an duyệt. Không mở gói.")
    home.check_approvals(partner.store_id, entries)
    out.mkdir(parents=True, exist_ok=True)
    for name, content in package.files.items():
        target = out / name
        target.parent.mkdir(exist_ok=True)
        atomic.write(target, content)
    home.advance(partner.store_id, package.manifest["package_no"], package.manifest_sha256, out_going=False)
    for check in package.checks:
        print(f"✓ {check.label}: {check.detail}" if check.detail else f"✓ {check.label}")
    print(f"✓ {len(entries)} chữ ký duyệt của Công an đúng")
    print(f"Đã mở {len(entries)} bản ghi vào {out}")
    return dict(package.manifest["counts"])


def reply(home: DeskHome, answers: Path, out: Path, *, store: str, now: Clock, random: Random) -> None:
    """Send answers (JSONL rows of formats: Answer) back to a commune."""
    partner = home.partner(store)
    rows = [json.loads(line) for line in answers.read_bytes().splitlines() if line.strip()]
    unknown = {row["code"] for row in rows} - set(ReturnCode)
    if unknown:
        raise BadInput("Mã trả lời không có trong danh mục: {0}.", ", ".join(sorted(unknown)))
    content = b"".join(canonical.dumps(row) + b"\n" for row in rows)
    _send(
        home,
        partner.store_id,
        out,
        purpose=Purpose.ANSWERS,
        files=[(returns.ROWS, content)],
        counts={"answers": len(rows)},
        extra={},
        at=now(),
        random=random,
    )
    print(f"Đã ghi {len(rows)} trả lời: {out}")


def acknowledge(home: DeskHome, source: Path, out: Path, *, now: Clock, random: Random) -> None:
    """Say that a package arrived whole: its number and manifest hash."""
    package = open_package(
        source,
        key_pem=home.receiver_key(),
        certificate_pem=home.receiver_certificate(),
        trust=home.trust(),
        me=home.desk_id(),
        purpose=Purpose.RESULTS,
        chain=None,
        at=now(),
    )
    content = canonical.dumps(
        {"package_no": package.manifest["package_no"], "manifest_sha256": package.manifest_sha256}
    )
    _send(
        home,
        package.manifest["sender_id"],
        out,
        purpose=Purpose.RECEIPT,
        files=[("data/xac_nhan.json", content)],
        counts={},
        extra={},
        at=now(),
        random=random,
    )
    print(f"Đã ghi xác nhận gói số {package.manifest['package_no']}: {out}")


def _number(row: Mapping[str, Any]) -> str:
    """Return the number of an act; empty when its book has none, or this program does not know the book."""
    book = BOOKS.get(row["book_type"])
    key = book.field_of(Registration.NUMBER) if book else ""
    number: str = row["values"].get(key, {}).get("text", "")
    return number


def work_list(folder: Path, out: Path) -> None:
    """Write an ordered list for keying results into another program: one line per person of an entry."""
    columns = ("book_type", "volume", "registration_no", "section", "branch", "personal_id", "entry_id")
    lines = [
        {
            "book_type": row["book_type"],
            "volume": row["volume"]["book_no"],
            "registration_no": _number(row),
            "section": person["section"],
            "branch": person["branch"],
            "personal_id": person["personal_id"] or person["provisional_id"] or "",
            "entry_id": row["entry_id"],
        }
        for path in sorted((folder / "data").glob("*.jsonl"))
        for row in map(canonical.loads, path.read_bytes().splitlines())
        for person in row.get("persons", ())
    ]
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, columns)
    writer.writeheader()
    writer.writerows(lines)
    atomic.write(out, file.getvalue().encode("utf-8-sig"))
    print(f"Đã ghi {len(lines)} dòng việc: {out}")


def _send(
    home: DeskHome,
    store: str,
    out: Path,
    *,
    purpose: Purpose,
    files: list[tuple[str, bytes]],
    counts: dict[str, int],
    extra: dict[str, Any],
    at: datetime,
    random: Random,
) -> None:
    trust, signers = home.trust(), [(SignedAs.ISSUER, home.issuer())]
    recipients = [Recipient(x509.load_pem_x509_certificate(home.partner(store).certificate.encode()))]
    check_parties(trust, signers=signers, recipients=recipients, at=at)
    sealed = write_package(
        out,
        purpose=purpose,
        sender_id=home.desk_id(),
        receiver_id=store,
        chain=home.chain(store, out_going=True),
        files=files,
        counts=counts,
        extra={**extra, "program": {"name": "doi-soat-ho-tich desk", "version": __version__}},
        signers=signers,
        issuing=trust.issuing,
        recipients=recipients,
        at=at,
        random=random,
    )
    home.advance(store, sealed.package_no, sealed.manifest_sha256, out_going=True)


def _csv_rows(source: Path) -> Iterator[dict[str, str]]:
    with source.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if not reader.fieldnames or not {"personal_id", "full_name"} <= set(reader.fieldnames):
            raise BadInput("Tệp CSV cần ít nhất hai cột personal_id và full_name.")
        known = [c for c in PERSON_COLUMNS if c in reader.fieldnames]
        for row in reader:
            yield {column: unicodedata.normalize("NFC", row[column] or "") for column in known}


def _json(path: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, TypeError) as error:
        raise BadInput("Không đọc được {0}.", path.name) from error


def _parser() -> Parser:
    parser = Parser("desk", description="Phía Công an.")
    parser.add_argument("--home", type=Path, required=True, help="thư mục giữ khóa và số thứ tự")
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("keys", help="cấp chứng thư theo tệp yêu cầu của một máy")
    one.add_argument("request", type=Path)
    one.add_argument("--out", type=Path, required=True)
    one.add_argument("--name", default="Công an huyện (thử)")
    one = commands.add_parser("snapshot", help="bản sao CSDL từ tệp CSV")
    one.add_argument("csv", type=Path)
    one.add_argument("--out", type=Path, required=True)
    one.add_argument("--store", default="", help="mã kho nhận (khi có nhiều xã)")
    one = commands.add_parser("open", help="mở và kiểm tra gói kết quả")
    one.add_argument("package", type=Path)
    one.add_argument("--out", type=Path, required=True)
    one = commands.add_parser("reply", help="trả lời từ tệp JSONL")
    one.add_argument("answers", type=Path)
    one.add_argument("--out", type=Path, required=True)
    one.add_argument("--store", default="")
    one = commands.add_parser("ack", help="xác nhận đã nhận gói")
    one.add_argument("package", type=Path)
    one.add_argument("--out", type=Path, required=True)
    one = commands.add_parser("work-list", help="danh sách việc để nhập tay vào phần mềm khác")
    one.add_argument("folder", type=Path)
    one.add_argument("--out", type=Path, required=True)
    return parser
