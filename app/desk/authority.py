"""Certificates for a commune: each request is shown, compared with the signed paper, and confirmed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app import outside
from app.crypto import certificates_file
from app.crypto.certificate import groups
from app.crypto.certificates_file import CertificatesFile, Revoked
from app.crypto.mandate import STORE
from app.crypto.trust import Ended
from app.desk import request_file
from app.desk.asking import Ask, DeskQuestion
from app.desk.home import DeskHome
from app.desk.issued import Issued
from app.desk.office import Office
from app.desk.request_file import Asked, Request
from app.errors import BadInput, Refused
from app.models.words.moments import day_and_minute
from app.models.words.roles import ROLE_LABELS, Role
from app.services.office import trusting

_MOST = 4 << 20  # bytes of a request


@dataclass(frozen=True, slots=True)
class Reissue:
    """Why holders get a certificate for another key, role or store; their old certificates end."""

    reason: str
    compromised: bool = False


def certify(
    home: DeskHome,
    source: Path,
    out: Path,
    *,
    office: Office,
    now: Callable[[], datetime],
    ask: Ask,
    reissue: Reissue | None = None,
    authority: bool = True,
) -> None:
    """Certify the requests of a PC and write the signed certificates file; the first call makes the keys.

    The first call needs the whole ``office`` (``DeskHome.check``). ``ask`` shows one question to a person;
    one no, and nothing is issued. Refused when somebody known, or a known store, has another key, role or
    store, unless it is a ``reissue``; BadInput for a reason that no file carries. Without ``authority`` a new
    desk certifies leaves that count by being pinned.
    """
    home.check(office, authority=authority)
    if reissue is not None:
        certificates_file.check_reason(reissue.reason)
    request = request_file.read(source)
    renewed = [asked for asked in request.asked if _is_renewed(home, request, asked)]
    if renewed and reissue is None:
        raise Refused(
            "{0} đã được cấp chứng thư cho khóa, vai trò hoặc kho khác. Nếu đúng là cấp lại (đổi máy, đặt "
            'lại mật khẩu, chuyển xã), chạy lại lệnh với --reissue "lý do"; chứng thư cũ sẽ bị thu hồi. '
            "Không cấp gì.",
            ", ".join(asked.name for asked in renewed),
        )
    reported = _reported(home, request)
    for question in [*_questions(request, renewed, reissue), *_ends(home, reported)]:
        if not ask(question):
            raise Refused("Chưa xác nhận đủ từng mục với phiếu yêu cầu đã ký. Không cấp gì.")
    at = now()
    home.ensure(office, at, authority=authority)
    ended = [*reported, *_replaced(home, renewed, reported, reissue, at)]
    issued = [
        home.issue(asked, request.store_id, usage="encrypt" if STORE in asked.roles else "sign", at=at)
        for asked in request.asked
    ]
    home.record(request.store_id, request.commune, issued, ended)
    outside.write(out, _file(home, request.store_id, issued, at))
    print(f"Đã cấp {len(issued) - 1} chứng thư cán bộ và 1 chứng thư của kho: {out}")
    anchor = trusting.trust_anchor(out.read_bytes())
    whose = "chứng thư gốc" if anchor.authority else "chứng thư của cán bộ phát hành"
    print(f"Dấu vân tay {whose}: {anchor.fingerprint}")


def _is_renewed(home: DeskHome, request: Request, asked: Asked) -> bool:
    """Tell whether somebody known asks with another key, roles or store; BadInput for another's key."""
    if any(one.uid != asked.uid for one in home.holding(asked.fingerprint)):
        raise BadInput("Khóa của {0} đã thuộc về người hoặc kho khác. Không cấp gì.", asked.name)
    new = (asked.fingerprint, asked.roles, request.store_id)
    again = any((one.fingerprint, one.roles, one.store_id) == new for one in home.in_force(asked.uid))
    return bool(home.issued_to(asked.uid)) and not again


def _replaced(
    home: DeskHome, renewed: list[Asked], reported: list[Revoked], reissue: Reissue | None, at: datetime
) -> list[Revoked]:
    """Return the ends of the certificates that a reissue replaces; one that is reported ended already."""
    if reissue is None:
        return []
    end = Ended(at, reissue.reason, reissue.compromised)
    over = set() if reissue.compromised else {one.cert_sha256 for one in reported}
    old = [one for asked in renewed for one in home.in_force(asked.uid)]
    return [Revoked(one.sha256, one.uid, end) for one in old if one.sha256 not in over]


def _questions(request: Request, renewed: list[Asked], reissue: Reissue | None) -> list[DeskQuestion]:
    """Return one question per certificate asked for."""
    found = []
    for number, asked in enumerate(request.asked, 1):
        roles = [_role(role) for role in asked.roles]
        shown = groups(asked.fingerprint)
        lines = [
            f"Yêu cầu {number}/{len(request.asked)} của {request.commune}",
            f"  Tên: {asked.name}",
            f"  Số định danh: {asked.uid}",
            f"  Vai trò: {', '.join(roles)}",
            f"  Đơn vị: {asked.unit}",
            f"  Dấu vân tay khóa: {shown}",
        ]
        if asked in renewed and reissue:
            lost = " (khóa cũ đã lộ)" if reissue.compromised else ""
            lines.append(f"  CẤP LẠI, thu hồi chứng thư cũ{lost}. Lý do: {reissue.reason}")
        found.append(DeskQuestion(tuple(lines), shown))
    return found


def _reported(home: DeskHome, request: Request) -> list[Revoked]:
    """Return the reported ends that are new here; BadInput for a certificate of another store."""
    found = []
    for one in request.revoked:
        issued = home.certificate(one.cert_sha256)
        if issued is None or home.knows(one):
            continue
        if issued.store_id != request.store_id or issued.uid != one.uid:
            raise BadInput("Tệp yêu cầu báo thu hồi chứng thư của kho hoặc người khác. Không cấp gì.")
        found.append(one)
    return found


def _ends(home: DeskHome, reported: list[Revoked]) -> list[DeskQuestion]:
    """Return one question per reported end of a certificate."""
    found = []
    for one in reported:
        issued = home.certificate(one.cert_sha256)
        assert issued is not None, "only ends of certificates issued here are asked about"
        lines = (
            f"Xã báo thu hồi chứng thư của {issued.name}",
            f"  Số định danh: {one.uid}",
            f"  Từ: {day_and_minute(one.end.since)}",
            f"  Lý do: {one.end.reason}{' (khóa đã lộ)' if one.end.compromised else ''}",
            f"  Dấu vân tay khóa: {groups(issued.fingerprint)}",
        )
        found.append(DeskQuestion(lines, groups(issued.fingerprint)))
    return found


def _role(role: str) -> str:
    return "kho dữ liệu (nhận gói)" if role == STORE else ROLE_LABELS[Role(role)]


def _file(home: DeskHome, store_id: str, issued: list[Issued], at: datetime) -> bytes:
    root, issuing = home.authority_pems()
    store, *officers = issued
    file = CertificatesFile(
        store_id=store_id,
        root=root,
        issuing=issuing,
        issuer=home.issuer_certificate(),
        receiver_id=home.desk_id(),
        receiver_name=home.name(),
        receiver=home.receiver_certificate(),
        store_certificate=store.certificate,
        officers=tuple((one.uid, one.certificate) for one in officers),
        revoked=tuple(home.ends_of(store_id)),
    )
    return certificates_file.write(file, home.issuer(), at)
