"""The checks of a package in their order: record each passed one, raise at the first failed one."""

import contextlib
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cryptography import x509

from app.crypto import canonical, container, whole_file
from app.crypto.certificate import Untrusted, fingerprint, name_of, uid_of
from app.crypto.container import Container, ContainerError, Part
from app.crypto.envelope import EnvelopeError
from app.crypto.mandate import ISSUER
from app.crypto.sealing import Unsealed
from app.crypto.signing import cades_verify
from app.crypto.trust import TrustStore
from app.errors import AppError, BadInput
from app.models.words.moments import day_and_minute
from app.models.words.purpose import Purpose, SignedAs
from app.models.words.roles import Role
from app.texts import Text

SCHEMA = "vn.hotich.goi/1"
CLOCK_TOLERANCE = timedelta(hours=26)
SIGNERS: dict[str, tuple[SignedAs, ...]] = {Purpose.RESULTS: (SignedAs.JUSTICE, SignedAs.POLICE)}
"""The signing roles by purpose; the issuing police officer signs every other purpose."""
_ISSUER = (SignedAs.ISSUER,)
ROLE_TO_SIGN: dict[str, str] = {
    SignedAs.JUSTICE: Role.JUSTICE,
    SignedAs.POLICE: Role.POLICE,
    SignedAs.ISSUER: ISSUER,
}
"""The role that the signer's certificate must hold, by the role somebody signs as."""
_PURPOSES = frozenset(Purpose)

_TEXTS = {
    "ENV_FORMAT": "Không phải gói của phần mềm này, hoặc tệp bị cắt cụt.",
    "ENV_ALG": "Gói dùng thuật toán không được phép.",
    "ENV_KEY": "Khóa của máy này không mở được gói.",
    "ENV_TAMPERED": "Gói đã bị thay đổi hoặc hỏng trên đường đi.",
    "NOT_FOR_US": "Gói gửi cho nơi khác, không phải cho máy này.",
    "CONTENT": "Nội dung gói không đúng định dạng.",
    "FILES": "Tệp trong gói không khớp danh mục đã ký.",
    "SIGNATURE": "Chữ ký số trong gói không đúng.",
    "SIGNERS": "Gói không có đủ chữ ký của đúng vai trò.",
    "FOUR_EYES": "Hai chữ ký là của cùng một người.",
    "FUTURE": "Thời điểm ký ở tương lai so với đồng hồ máy này. Hãy kiểm tra ngày giờ của máy.",
    "PURPOSE": "Gói thuộc loại khác với việc đang làm.",
    "SENDER": "Gói không đến từ nơi đã đăng ký.",
    "COUNTS": "Số dòng trong gói khác số đã ghi trong danh mục.",
    "REPLAY": "Gói này đã nhận trước đây.",
    "GAP": "Thiếu gói trước gói này; hãy nhận các gói theo thứ tự hoặc xin gửi lại.",
    "FORK": "Nơi gửi có hai gói khác nhau cùng số: có thể họ đã phục hồi bản sao lưu. Hãy hỏi nơi gửi.",
    "CHAIN": "Gói không nối tiếp gói trước đã nhận. Hãy hỏi nơi gửi.",
    "EXPIRED": "Chứng thư của người ký đã hết hạn. Hãy kiểm tra ngày giờ của máy.",
    "NOT_YET": "Chứng thư của người ký chưa có hiệu lực. Hãy kiểm tra ngày giờ của máy.",
    "UNTRUSTED": "Chứng thư của người ký không do cơ quan tin cậy cấp.",
    "USAGE": "Chứng thư của người ký không dùng để ký được.",
    "NO_UID": "Chứng thư của người ký không ghi số định danh.",
    "ROLE": "Chứng thư của người ký không cho ký với vai trò này thay mặt nơi gửi.",
    "REVOKED": "Chứng thư của người ký đã bị thu hồi trước khi ký, hoặc khóa ký đã lộ.",
    "ISSUER": "Người ký không phải cán bộ phát hành mà máy này đã ghim. Hãy hỏi Công an nơi gửi.",
    "TOO_BIG": "Gói quá lớn (trên 2 GB hoặc 20.000 tệp, một dòng trên 256 KB, hoặc một tệp nén quá mỏng).",
}


class PackageProblem(BadInput):
    """A refused package; ``code`` names the failed check, the text describes it in Vietnamese."""

    def __init__(self, code: str, checks: Sequence["Check"] = ()) -> None:
        """Store the code and the checks that passed before."""
        super().__init__("{0} Chưa thay đổi gì trên máy này.", Text(_TEXTS[code]))
        self.code = code
        self.checks = tuple(checks)


@dataclass(frozen=True, slots=True)
class ChainState:
    """The last package between two parties: its number and the SHA-256 of its manifest."""

    no: int
    manifest_sha256: str


@dataclass(frozen=True, slots=True)
class Check:
    """One passed check: code, Vietnamese words, and details."""

    code: str
    label: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class SignedBy:
    """A signature that verified."""

    role: str
    uid: str
    name: str
    cert_sha256: str
    at: datetime


@contextlib.contextmanager
def told(made: Sequence[Check]) -> Iterator[None]:
    """Turn what goes wrong while a package is read into words for the person at the screen."""
    try:
        with whole_file.reading():
            yield
    except EnvelopeError as error:
        raise PackageProblem(error.code, made) from error
    except ContainerError as error:
        raise PackageProblem("CONTENT", made) from error


def opened(plain: Unsealed, made: list[Check]) -> Container:
    """Read the directory of the container and its kind."""
    made.append(
        Check("ENVELOPE", "Toàn bộ tệp nguyên vẹn và mã hóa cho nơi nhận này", f"{plain.file_size} byte")
    )
    content = Container(plain)
    if "manifest.json" not in content or content.get("mimetype") != container.MIMETYPE:
        raise PackageProblem("CONTENT", made)
    made.append(Check("CONTAINER", "Mục lục của vỏ ASiC-E đúng từng byte", f"{len(content)} tệp"))
    return content


_MANIFEST_TYPES: dict[str, type] = {
    "package_id": str,
    "package_no": int,
    "prev_manifest_sha256": str,
    "sender_id": str,
    "receiver_id": str,
    "purpose": str,
    "created_at": str,
    "counts": dict,
    "to": list,
    "signers": list,
    "files": list,
}


_ROW_TYPES: dict[str, dict[str, type]] = {
    "files": {"name": str, "size": int, "sha256": str},
    "signers": {"cert_sha256": str, "role": str},
    "to": {"cert_sha256": str},
}
_SHA256 = re.compile(r"[0-9a-f]{64}")


def manifest_of(head: bytes, made: list[Check]) -> dict[str, Any]:
    """Parse the manifest and check its form."""
    try:
        manifest = canonical.loads(head)
        good = manifest["schema"] == SCHEMA and all(
            type(manifest[k]) is kind for k, kind in _MANIFEST_TYPES.items()
        )
        good = good and manifest["package_no"] >= 1
        good = good and all(type(n) is int and n >= 0 for n in manifest["counts"].values())
        good = good and all(_has(row, kinds) for k, kinds in _ROW_TYPES.items() for row in manifest[k])
    except (AppError, KeyError, TypeError, ValueError) as error:
        raise PackageProblem("CONTENT", made) from error
    if not good:
        raise PackageProblem("CONTENT", made)
    made.append(Check("MANIFEST", "Danh mục gói đúng định dạng", f"gói số {manifest['package_no']}"))
    return dict(manifest)


def _has(row: object, kinds: Mapping[str, type]) -> bool:
    """Tell whether a row has exactly these keys with values of these types; hashes as 64 hex digits."""
    if not isinstance(row, dict) or row.keys() != kinds.keys():
        return False
    hashes = (row[key] for key in row if key.endswith("sha256"))
    return all(type(row[k]) is t for k, t in kinds.items()) and all(map(_SHA256.fullmatch, hashes))


def listed_files(manifest: Mapping[str, Any], parts: Mapping[str, Part], made: list[Check]) -> None:
    """Check that the files are exactly the listed ones, in order and size; ``check_data`` reads them."""
    names = [f["name"] for f in manifest["files"]]
    count = len(manifest["signers"])
    expected = {"mimetype", "manifest.json", *names}
    for number in range(1, count + 1):
        expected |= {container.manifest_name(number), container.signature_name(number)}
    good = (
        names == sorted(set(names))
        and all(container.good_name(n) for n in names)
        and set(parts) == expected
        and list(parts) == container.order(parts, count)
        and all(parts[f["name"]].size == f["size"] for f in manifest["files"])
    )
    if not good:
        raise PackageProblem("FILES", made)


def check_data(manifest: Mapping[str, Any], content: Container, made: list[Check]) -> None:
    """Read every listed file: its hash must be the listed one, its rows as many as counted."""
    rows: dict[str, int] = {}
    for file in manifest["files"]:
        name, digest = file["name"], hashlib.sha256()
        rows[name] = 0
        for chunk in content.chunks(name):
            digest.update(chunk)
            rows[name] += chunk.count(b"\n")
        if digest.hexdigest() != file["sha256"]:
            raise PackageProblem("FILES", made)
    made.append(Check("FILES", "Mọi tệp khớp danh mục (SHA-256)", f"{len(rows)} tệp dữ liệu"))
    check_counts(manifest, rows, made)


def signers_of(
    head: bytes,
    manifest: Mapping[str, Any],
    files: Mapping[str, bytes],
    trust: TrustStore,
    at: datetime,
    made: list[Check],
) -> tuple[SignedBy, ...]:
    """Check each signature over every file, its certificate and role, and that no person signed twice."""
    roles = tuple(s["role"] for s in manifest["signers"])
    if roles != SIGNERS.get(manifest["purpose"], _ISSUER):
        raise PackageProblem("SIGNERS", made)
    covered = digests(head, manifest)
    found = []
    for number, role in enumerate(roles, start=1):
        if files[container.manifest_name(number)] != container.asic_manifest(number, covered):
            raise PackageProblem("FILES", made)
        found.append(_signed_by(number, role, manifest, files, trust, at, made))
    if len({s.uid for s in found}) != len(found):
        raise PackageProblem("FOUR_EYES", made)
    if len(found) > 1:
        made.append(Check("FOUR_EYES", "Hai người khác nhau đã ký"))
    return tuple(found)


def _signed_by(
    number: int,
    role: str,
    manifest: Mapping[str, Any],
    files: Mapping[str, bytes],
    trust: TrustStore,
    at: datetime,
    made: list[Check],
) -> SignedBy:
    listing = files[container.manifest_name(number)]
    try:
        result = cades_verify(files[container.signature_name(number)], listing)
    except BadInput as error:
        raise PackageProblem("SIGNATURE", made) from error
    certificate = result.certificate
    if fingerprint(certificate) != manifest["signers"][number - 1]["cert_sha256"]:
        raise PackageProblem("SIGNATURE", made)
    if result.signing_time > at + CLOCK_TOLERANCE:
        raise PackageProblem("FUTURE", made)
    try:
        mandate = trust.verify(certificate, at=result.signing_time, usage="sign", chain=result.chain)
        uid = uid_of(certificate)
    except Untrusted as error:
        raise PackageProblem(error.code, made) from error
    if not mandate.lets(ROLE_TO_SIGN[role], manifest["sender_id"]):
        raise PackageProblem("ROLE", made)
    name = name_of(certificate)
    made.append(
        Check(
            "SIGNATURE",
            f"Chữ ký {number} đúng, chứng thư tin cậy, đúng vai trò",
            f"{role}: {name}, {day_and_minute(result.signing_time)}",
        )
    )
    return SignedBy(role, uid, name, fingerprint(certificate), result.signing_time)


def check_route(
    manifest: Mapping[str, Any],
    certificate: x509.Certificate,
    made: list[Check],
    *,
    me: str,
    sender: str,
    purpose: Purpose | None,
) -> None:
    """Check purpose, sender and receiver; skip an expectation that is empty or None."""
    if manifest["purpose"] not in _PURPOSES:
        raise PackageProblem("PURPOSE", made)
    to = {t["cert_sha256"] for t in manifest["to"]}
    if (me and manifest["receiver_id"] != me) or fingerprint(certificate) not in to:
        raise PackageProblem("NOT_FOR_US", made)
    if purpose and manifest["purpose"] != purpose:
        raise PackageProblem("PURPOSE", made)
    if sender and manifest["sender_id"] != sender:
        raise PackageProblem("SENDER", made)
    made.append(Check("ROUTE", "Đúng loại gói, đúng nơi gửi và nơi nhận", str(manifest["purpose"])))


def check_chain(manifest: Mapping[str, Any], digest: str, chain: ChainState, made: list[Check]) -> None:
    """Check that the package follows the last accepted one; the code is REPLAY, FORK, GAP or CHAIN."""
    number = manifest["package_no"]
    if number == chain.no:
        raise PackageProblem("REPLAY" if digest == chain.manifest_sha256 else "FORK", made)
    if number < chain.no:
        raise PackageProblem("REPLAY", made)
    if number > chain.no + 1:
        raise PackageProblem("GAP", made)
    if manifest["prev_manifest_sha256"] != chain.manifest_sha256:
        raise PackageProblem("CHAIN", made)
    made.append(Check("CHAIN", "Nối tiếp gói trước", f"gói số {number}"))


def check_counts(manifest: Mapping[str, Any], rows: Mapping[str, int], made: list[Check]) -> None:
    """Compare the counts of the manifest with the actual rows, given for every file, and scans."""
    counts = manifest["counts"]
    found = {"scans": sum(name.startswith("scans/") for name in rows)}
    for name, number in rows.items():
        if name.startswith("data/") and name.endswith(".jsonl"):
            found[name.removeprefix("data/").removesuffix(".jsonl")] = number
    if any(number != found[what] for what, number in counts.items() if what in found):
        raise PackageProblem("COUNTS", made)
    made.append(Check("COUNTS", "Số dòng đúng như danh mục", str(sum(counts.values()))))


def digests(head: bytes, manifest: Mapping[str, Any]) -> list[tuple[str, bytes]]:
    """Return the SHA-256 of everything a signature covers: the manifest and every data file."""
    first = [("manifest.json", hashlib.sha256(head).digest())]
    return first + [(f["name"], bytes.fromhex(f["sha256"])) for f in manifest["files"]]
