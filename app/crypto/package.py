"""``.htpkg``: what leaves and enters the PC, signed by people and encrypted to one receiver.

ASiC-E with one CAdES-B-B signature per signer inside CMS AuthEnvelopedData (docs/formats/package.md). The
reader authenticates the whole file before it parses anything, and verifies everything before it yields a row.
"""

import hashlib
import os
import sys
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from app.crypto import canonical, container
from app.crypto.container import ContainerError
from app.crypto.envelope import EnvelopeError, read_header, seal, unseal
from app.crypto.signing import PrivateKey, Signer, cades_sign, cades_verify, load_key_pem
from app.crypto.trust import TrustStore, Untrusted, uid_of
from app.errors import AppError, BadInput
from app.progress import Progress, silent

SCHEMA = "vn.hotich.goi/1"
ZEROS = "0" * 64
MAX_LINE = 256 * 1024
MAX_PACKAGE = 512 << 20  # read and written in memory
CLOCK_TOLERANCE = timedelta(hours=26)
SIGNERS: dict[str, tuple[str, ...]] = {"ket_qua": ("tu_phap", "cong_an")}
"""The roles that sign, by purpose; every other purpose is signed by the issuing police officer."""
ISSUER = ("cong_an_phat_hanh",)
PURPOSES = ("anh_chup_dan_cu", "bo_sung_dan_cu", "ket_qua", "tra_loi", "xac_nhan")

_TEXTS = {
    "ENV_FORMAT": "Không phải gói của phần mềm này, hoặc tệp bị cắt cụt.",
    "ENV_ALG": "Gói dùng thuật toán không được phép.",
    "ENV_KEY": "Khoá của máy này không mở được gói.",
    "ENV_TAMPERED": "Gói đã bị thay đổi hoặc hỏng trên đường đi.",
    "NOT_FOR_US": "Gói gửi cho nơi khác, không phải cho máy này.",
    "CONTENT": "Nội dung gói không đúng định dạng.",
    "FILES": "Tệp trong gói không khớp danh mục đã ký.",
    "SIGNATURE": "Chữ ký số trong gói không đúng.",
    "SIGNERS": "Gói không có đủ chữ ký của đúng vai trò.",
    "FOUR_EYES": "Hai chữ ký là của cùng một người.",
    "FUTURE": "Thời điểm ký ở tương lai so với đồng hồ máy này.",
    "PURPOSE": "Gói thuộc loại khác với việc đang làm.",
    "SENDER": "Gói không đến từ nơi đã đăng ký.",
    "REPLAY": "Gói này đã nhận trước đây.",
    "GAP": "Thiếu gói trước gói này; hãy nhận các gói theo thứ tự hoặc xin gửi lại.",
    "FORK": "Nơi gửi có hai gói khác nhau cùng số: có thể họ đã phục hồi bản sao lưu. Hãy hỏi nơi gửi.",
    "CHAIN": "Gói không nối tiếp gói trước đã nhận. Hãy hỏi nơi gửi.",
    "EXPIRED": "Chứng thư của người ký đã hết hạn.",
    "NOT_YET": "Chứng thư của người ký chưa có hiệu lực.",
    "UNTRUSTED": "Chứng thư của người ký không do cơ quan tin cậy cấp.",
    "USAGE": "Chứng thư của người ký không dùng để ký được.",
    "NO_UID": "Chứng thư của người ký không ghi số định danh.",
    "TOO_BIG": "Gói quá lớn đối với phiên bản này (trên 512 MB).",
}


class PackageProblem(BadInput):
    """A package that is not taken; ``code`` names the check that failed, the text says it in Vietnamese."""

    def __init__(self, code: str, checks: Sequence["Check"] = ()) -> None:
        """Keep the code and the checks that passed before."""
        super().__init__(_TEXTS[code] + " Chưa thay đổi gì trên máy này.")
        self.code = code
        self.checks = tuple(checks)


@dataclass(frozen=True, slots=True)
class ChainState:
    """The last package between two parties: its number and the SHA-256 of its manifest."""

    no: int
    manifest_sha256: str


@dataclass(frozen=True, slots=True)
class Check:
    """One check that was made: code, Vietnamese words, and what was seen."""

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


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom a package is encrypted to."""

    certificate: x509.Certificate


@dataclass(frozen=True, slots=True)
class Sealed:
    """A package that was written, flushed and read back."""

    path: Path
    package_id: str
    package_no: int
    manifest_sha256: str
    file_sha256: str
    size: int
    audit_seq: int


@dataclass(frozen=True)
class Package:
    """A package that passed every check."""

    manifest: Mapping[str, Any]
    manifest_sha256: str
    signers: tuple[SignedBy, ...]
    checks: tuple[Check, ...]
    files: Mapping[str, bytes]

    def records(self, name: str) -> Iterator[dict[str, Any]]:
        """Yield the rows of a data file; nothing when the package has no such file."""
        for line in self.files.get(name, b"").splitlines():
            if len(line) > MAX_LINE:
                raise PackageProblem("CONTENT", self.checks)
            row = canonical.loads(line)
            if not isinstance(row, dict):
                raise PackageProblem("CONTENT", self.checks)
            yield row


def write_package(  # noqa: PLR0913 everything a package says is named
    target: Path,
    *,
    purpose: str,
    sender_id: str,
    receiver_id: str,
    chain: ChainState,
    files: Sequence[tuple[str, bytes]],
    counts: Mapping[str, int],
    extra: Mapping[str, Any],
    signers: Sequence[tuple[str, Signer]],
    recipients: Sequence[Recipient],
    at: datetime,
    random: Callable[[int], bytes],
    progress: Progress = silent,
) -> Sealed:
    """Sign, encrypt and write a package; it has its name only after it was flushed and read back.

    ``extra`` are further keys of the manifest (audit, snapshot, program). Raises BadInput when the medium
    gives back other bytes than were written.
    """
    steps = 4
    contents = dict(files)
    assert len(contents) == len(files), "a file twice"
    assert all(container.good_name(name) for name in contents), "a file name the reader refuses"
    manifest = {
        **extra,
        "schema": SCHEMA,
        "package_id": str(uuid.UUID(bytes=random(16), version=4)),
        "package_no": chain.no + 1,
        "prev_manifest_sha256": chain.manifest_sha256,
        "sender_id": sender_id,
        "receiver_id": receiver_id,
        "purpose": purpose,
        "created_at": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "counts": dict(counts),
        "to": [{"cert_sha256": _fingerprint(r.certificate)} for r in recipients],
        "signers": [
            {"cert_sha256": hashlib.sha256(s.certificate).hexdigest(), "role": role} for role, s in signers
        ],
        "files": [
            {"name": n, "size": len(contents[n]), "sha256": hashlib.sha256(contents[n]).hexdigest()}
            for n in sorted(contents)
        ],
    }
    head = canonical.dumps(manifest)
    progress(1, steps)
    signed = _signatures(head, manifest, signers, at)
    whole = {"mimetype": container.MIMETYPE, "manifest.json": head, **signed, **contents}
    plain = container.pack((name, whole[name]) for name in container.order(whole, len(signers)))
    if len(plain) > MAX_PACKAGE:
        raise PackageProblem("TOO_BIG")
    progress(2, steps)
    sealed = seal(plain, [r.certificate for r in recipients], random)
    digest = _write(target, sealed, progress)
    progress(steps, steps)
    return Sealed(
        target,
        manifest["package_id"],
        manifest["package_no"],
        hashlib.sha256(head).hexdigest(),
        digest,
        len(sealed),
        int(dict(extra).get("audit", {}).get("seq", 0)),
    )


def check_envelope(source: Path) -> tuple[int, int]:
    """Read the outer structure without a key; return (size, number of recipients). Raises PackageProblem."""
    data = _read(source)
    try:
        return len(data), len(read_header(data).recipients)
    except EnvelopeError as error:
        raise PackageProblem(error.code) from error


def read_sender(source: Path, *, key_pem: str, certificate_pem: str) -> str:
    """Return who says to have sent a package, so that its chain can be looked up before it is verified."""
    certificate = x509.load_pem_x509_certificate(certificate_pem.encode())
    files = _unwrap(_read(source), load_key_pem(key_pem), certificate, [])
    return str(_manifest(files["manifest.json"], [])["sender_id"])


def open_package(
    source: Path,
    *,
    key_pem: str,
    certificate_pem: str,
    trust: TrustStore,
    me: str,
    purpose: str,
    chain: ChainState | None,
    at: datetime,
    sender: str = "",
    progress: Progress = silent,
) -> Package:
    """Verify a package whole and return it; PackageProblem names the first check that failed.

    ``me`` is the receiving store (empty: whoever holds the key, for looking only), ``sender`` the one it
    must come from (empty: anyone), ``chain`` the last package taken from that sender (None: not checked).
    """
    data = _read(source)
    progress(1, 4)
    made: list[Check] = []
    key = load_key_pem(key_pem)
    certificate = x509.load_pem_x509_certificate(certificate_pem.encode())
    files = _unwrap(data, key, certificate, made)
    progress(2, 4)
    head = files["manifest.json"]
    manifest = _manifest(head, made)
    listed = _listed(manifest, files, made)
    signers = _signers(head, manifest, files, trust, at, made)
    progress(3, 4)
    digest = hashlib.sha256(head).hexdigest()
    _route(manifest, certificate, made, me=me, sender=sender, purpose=purpose)
    if chain is not None:
        _follow(manifest, digest, chain, made)
    progress(4, 4)
    return Package(manifest, digest, signers, tuple(made), {name: files[name] for name in listed})


def _signatures(
    head: bytes, manifest: Mapping[str, Any], signers: Sequence[tuple[str, Signer]], at: datetime
) -> dict[str, bytes]:
    digests = _digests(head, manifest)
    files: dict[str, bytes] = {}
    for number, (_role, signer) in enumerate(signers, start=1):
        listing = container.asic_manifest(number, digests)
        files[container.manifest_name(number)] = listing
        files[container.signature_name(number)] = cades_sign(signer, listing, at)
    return files


def _digests(head: bytes, manifest: Mapping[str, Any]) -> list[tuple[str, bytes]]:
    first = [("manifest.json", hashlib.sha256(head).digest())]
    return first + [(f["name"], bytes.fromhex(f["sha256"])) for f in manifest["files"]]


def _write(target: Path, data: bytes, progress: Progress) -> str:
    """Write as ``.part``, flush, read back from the medium, rename; return the SHA-256 in hex."""
    part = target.with_name(target.name + ".part")
    wanted = hashlib.sha256(data).hexdigest()
    try:
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            if hasattr(os, "posix_fadvise"):  # so that the read comes from the stick, not from memory
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        progress(3, 4)
        with part.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        if found != wanted:
            raise BadInput(
                "Đọc lại từ USB thấy khác với dữ liệu đã ghi. Hãy dùng USB khác; chưa đánh dấu gì."
            )
        part.replace(target)
        if sys.platform != "win32":
            handle = os.open(target.parent, os.O_RDONLY)
            os.fsync(handle)
            os.close(handle)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise BadInput(
            "Không ghi được ra thư mục đích (USB đầy, bị rút hoặc chỉ đọc). Chưa đánh dấu xuất bản ghi nào."
        ) from error
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return wanted


def _read(source: Path) -> bytes:
    try:
        if source.stat().st_size > MAX_PACKAGE + (1 << 20):
            raise PackageProblem("TOO_BIG")
        return source.read_bytes()
    except OSError as error:
        raise BadInput("Không đọc được tệp gói. Kiểm tra lại USB. Chưa thay đổi gì.") from error


def _unwrap(
    data: bytes, key: PrivateKey, certificate: x509.Certificate, made: list[Check]
) -> dict[str, bytes]:
    try:
        plain = unseal(data, key, certificate)
    except EnvelopeError as error:
        raise PackageProblem(error.code, made) from error
    made.append(Check("ENVELOPE", "Toàn bộ tệp nguyên vẹn và mã hoá cho nơi nhận này", f"{len(data)} byte"))
    try:
        files = container.unpack(plain)
    except ContainerError as error:
        raise PackageProblem("CONTENT", made) from error
    if files.get("mimetype") != container.MIMETYPE or "manifest.json" not in files:
        raise PackageProblem("CONTENT", made)
    made.append(Check("CONTAINER", "Vỏ ASiC-E đúng từng byte", f"{len(files)} tệp"))
    return files


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


def _manifest(head: bytes, made: list[Check]) -> dict[str, Any]:
    try:
        manifest = canonical.loads(head)
        good = (
            manifest["schema"] == SCHEMA
            and all(type(manifest[k]) is t for k, t in _MANIFEST_TYPES.items())
            and all(set(f) == {"name", "size", "sha256"} for f in manifest["files"])
            and all(
                type(f["size"]) is int and len(bytes.fromhex(f["sha256"])) == 32 for f in manifest["files"]
            )
            and all(set(s) == {"cert_sha256", "role"} for s in manifest["signers"])
            and all(set(t) == {"cert_sha256"} for t in manifest["to"])
        )
    except (AppError, KeyError, TypeError, ValueError) as error:
        raise PackageProblem("CONTENT", made) from error
    if not good:
        raise PackageProblem("CONTENT", made)
    made.append(Check("MANIFEST", "Danh mục gói đúng định dạng", f"gói số {manifest['package_no']}"))
    return dict(manifest)


def _listed(manifest: Mapping[str, Any], files: Mapping[str, bytes], made: list[Check]) -> list[str]:
    names = [f["name"] for f in manifest["files"]]
    count = len(manifest["signers"])
    expected = {"mimetype", "manifest.json", *names}
    for number in range(1, count + 1):
        expected |= {container.manifest_name(number), container.signature_name(number)}
    good = (
        names == sorted(set(names))
        and all(container.good_name(n) for n in names)
        and set(files) == expected
        and list(files) == container.order(files, count)
        and all(
            len(files[f["name"]]) == f["size"] and hashlib.sha256(files[f["name"]]).hexdigest() == f["sha256"]
            for f in manifest["files"]
        )
    )
    if not good:
        raise PackageProblem("FILES", made)
    made.append(Check("FILES", "Mọi tệp khớp danh mục (SHA-256)", f"{len(names)} tệp dữ liệu"))
    return names


def _signers(
    head: bytes,
    manifest: Mapping[str, Any],
    files: Mapping[str, bytes],
    trust: TrustStore,
    at: datetime,
    made: list[Check],
) -> tuple[SignedBy, ...]:
    roles = tuple(s["role"] for s in manifest["signers"])
    if roles != SIGNERS.get(manifest["purpose"], ISSUER):
        raise PackageProblem("SIGNERS", made)
    digests = _digests(head, manifest)
    found = []
    for number, role in enumerate(roles, start=1):
        if files[container.manifest_name(number)] != container.asic_manifest(number, digests):
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
    if _fingerprint(certificate) != manifest["signers"][number - 1]["cert_sha256"]:
        raise PackageProblem("SIGNATURE", made)
    if result.signing_time > at + CLOCK_TOLERANCE:
        raise PackageProblem("FUTURE", made)
    try:
        trust.verify(certificate, at=result.signing_time, usage="sign", chain=result.chain)
        uid = uid_of(certificate)
    except Untrusted as error:
        raise PackageProblem(error.code, made) from error
    names = certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    name = str(names[0].value) if names else ""
    made.append(
        Check(
            "SIGNATURE",
            f"Chữ ký {number} đúng, chứng thư tin cậy",
            f"{role}: {name}, {result.signing_time:%d/%m/%Y %H:%M}",
        )
    )
    return SignedBy(role, uid, name, _fingerprint(certificate), result.signing_time)


def _route(
    manifest: Mapping[str, Any],
    certificate: x509.Certificate,
    made: list[Check],
    *,
    me: str,
    sender: str,
    purpose: str,
) -> None:
    to = {t["cert_sha256"] for t in manifest["to"]}
    if (me and manifest["receiver_id"] != me) or _fingerprint(certificate) not in to:
        raise PackageProblem("NOT_FOR_US", made)
    if purpose and manifest["purpose"] != purpose:
        raise PackageProblem("PURPOSE", made)
    if sender and manifest["sender_id"] != sender:
        raise PackageProblem("SENDER", made)
    made.append(Check("ROUTE", "Đúng loại gói, đúng nơi gửi và nơi nhận", str(manifest["purpose"])))


def _follow(manifest: Mapping[str, Any], digest: str, chain: ChainState, made: list[Check]) -> None:
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


def _fingerprint(certificate: x509.Certificate) -> str:
    return hashlib.sha256(certificate.public_bytes(serialization.Encoding.DER)).hexdigest()
