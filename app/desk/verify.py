"""The report on a package: signers, covered files, and passed checks."""

import json
import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12

from app import outside
from app.crypto.certificate import fingerprint, load
from app.crypto.mandate import mandate_of
from app.crypto.package import OpenedPackage, PackageProblem, check_envelope, open_package
from app.crypto.signing import PrivateKey, key_pem
from app.crypto.trust import TrustStore
from app.errors import AppError, BadInput
from app.models.words.moments import day_and_minute

_MOST = 1 << 20  # bytes of a file with a key or certificates
KEYS = "keys"
KEY_FILE, CERT_FILE, ROOT_FILE = "receiver-key.pem", "receiver-cert.pem", "root.pem"


def verify(package: Path, *, key: Path | None, roots: Path | None, at: datetime) -> bool:
    """Print every check of a package and return whether all passed; without a key check only the envelope.

    The default place of key and roots is the folder ``keys`` beside the package.
    """
    folder = package.parent / KEYS
    named = key is not None
    key, roots = key or folder / KEY_FILE, roots or folder / ROOT_FILE
    try:
        outside.opened(package).close()  # a pipe would never end
        if named or os.path.lexists(key):
            _whole(package, key, roots, at=at)
            return True
        size, recipients = check_envelope(package)
        print(f"✓ Vỏ gói đúng định dạng: {size} byte, {recipients} nơi nhận")
        print("✗ Không có khóa nhận nên chỉ kiểm tra được vỏ: chưa biết ai ký và nội dung gì.")
    except PackageProblem as error:
        for check in error.checks:
            print(f"✓ {check.label}: {check.detail}")
        print(f"✗ {error.code}: {error}")
    except (AppError, OSError) as error:
        print(f"✗ {error}")
    return False


def _whole(package: Path, key: Path, roots: Path, *, at: datetime) -> None:
    trust = _trust(_split(outside.read_all(roots).decode("ascii", "replace")))
    private, certificate = _receiver(key)
    with open_package(
        package,
        key_pem=private,
        certificate_pem=certificate,
        trust=trust,
        me="",
        purpose=None,
        chain=None,
        at=at,
    ) as found:
        _report(found)


def _report(found: OpenedPackage) -> None:
    for check in found.checks:
        print(f"✓ {check.label}: {check.detail}" if check.detail else f"✓ {check.label}")
    for signer in found.signers:
        print(f"  ký: {signer.role} — {signer.name}, {day_and_minute(signer.at)}")
    print(f"  loại gói: {found.manifest['purpose']}, số {found.manifest['package_no']}")
    print(f"  số lượng: {json.dumps(found.manifest['counts'], ensure_ascii=False)}")
    print(f"  SHA-256 của danh mục: {found.manifest_sha256}")


def _trust(pems: Sequence[str]) -> TrustStore:
    """Return the trust in a root and its issuing certificates, or in pinned leaves, which have a mandate."""
    pins = {}
    above = []
    for pem in pems:
        mandate = mandate_of(load(pem))
        if mandate is None:
            above.append(pem)
        else:
            pins[fingerprint(load(pem))] = mandate
    return TrustStore([pem.encode() for pem in above[:1]], above[1:], allow_test_roots=True, pins=pins)


def _receiver(key: Path) -> tuple[str, str]:
    """Return private key and certificate as PEM; a PEM key has receiver-cert.pem beside it."""
    if key.suffix.lower() not in (".p12", ".pfx"):
        pem = outside.read_all(key.with_name(CERT_FILE)).decode("ascii", "replace")
        load(pem)
        return outside.read_all(key).decode("ascii", "replace"), pem
    try:
        loaded, certificate, _more = pkcs12.load_key_and_certificates(outside.read_all(key), None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise BadInput("Tệp P12 không đọc được, hoặc có mật khẩu.") from error
    if not isinstance(loaded, PrivateKey) or certificate is None:
        raise BadInput("Tệp P12 không có khóa (EC hoặc RSA) và chứng thư.")
    return key_pem(loaded), certificate.public_bytes(Encoding.PEM).decode()


def _split(text: str) -> list[str]:
    end = "-----END CERTIFICATE-----"
    parts = [part.strip() + "\n" + end + "\n" for part in text.split(end) if "BEGIN CERTIFICATE" in part]
    if not parts:
        raise BadInput("Tệp chứng thư gốc không có chứng thư nào.")
    return parts
