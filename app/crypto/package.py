"""``.htpkg`` packages, signed by people and encrypted to one receiver.

ASiC-E with one CAdES-B-B signature per signer inside CMS AuthEnvelopedData (docs/formats/package.md). The
reader authenticates the whole file before parsing, and verifies everything before yielding a row.
"""

import hashlib
import io
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography import x509

from app.crypto import canonical, checks, container, medium
from app.crypto.certificate import Untrusted, fingerprint, uid_of
from app.crypto.checks import SCHEMA, ChainState, Check, PackageProblem, SignedBy
from app.crypto.envelope import EnvelopeError, read_header, seal
from app.crypto.mandate import RECEIVER, STORE
from app.crypto.signing import Signer, cades_sign, load_key_pem
from app.crypto.trust import TrustStore, Usage
from app.errors import BadInput, Refused
from app.models.words.purpose import Purpose, SignedAs
from app.progress import Progress, silent
from app.texts import Text

__all__ = [
    "ChainState",
    "Check",
    "OpenedPackage",
    "PackageProblem",
    "Recipient",
    "Sealed",
    "SignedBy",
    "check_envelope",
    "check_parties",
    "open_package",
    "read_sender",
    "write_package",
]

MAX_LINE = 256 * 1024
MAX_PACKAGE = 512 << 20  # held in memory, so that nothing decrypted touches a disk
_ENVELOPE = 1 << 20  # bytes; recipients and lengths need fewer
_STEPS = 4  # steps of progress


@dataclass(frozen=True, slots=True)
class Recipient:
    """A receiver to whom a package is encrypted."""

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
class OpenedPackage:
    """A package that passed every check."""

    manifest: Mapping[str, Any]
    manifest_sha256: str
    signers: tuple[SignedBy, ...]
    checks: tuple[Check, ...]
    files: Mapping[str, bytes]

    def records(self, name: str) -> Iterator[dict[str, Any]]:
        """Yield the rows of a data file; none when the package lacks the file.

        Raises PackageProblem CONTENT at a row that is not one canonical JSON object on one line.
        """
        for line in _lines(self.files.get(name, b"")):
            try:
                row = canonical.loads(line.removesuffix(b"\n")) if line.endswith(b"\n") else None
            except BadInput as error:
                raise PackageProblem("CONTENT", self.checks) from error
            if not isinstance(row, dict) or len(line) > MAX_LINE:
                raise PackageProblem("CONTENT", self.checks)
            yield row


def write_package(  # noqa: PLR0913 everything a package says is named
    target: Path,
    *,
    purpose: Purpose,
    sender_id: str,
    receiver_id: str,
    chain: ChainState,
    files: Sequence[tuple[str, bytes]],
    counts: Mapping[str, int],
    extra: Mapping[str, Any],
    signers: Sequence[tuple[SignedAs, Signer]],
    recipients: Sequence[Recipient],
    at: datetime,
    random: Callable[[int], bytes],
    issuing: Sequence[x509.Certificate] = (),
    progress: Progress = silent,
) -> Sealed:
    """Sign, encrypt and write a package; it gets its name after it was flushed and read back.

    ``counts`` holds the number of rows of each ``.jsonl`` (by its stem) and the number of ``scans``.
    ``extra`` holds further keys of the manifest (audit, snapshot, program). ``issuing`` holds the
    certificates between the signers' and the root, so that the receiver needs only the root. Raises BadInput
    when the medium returns other bytes, PackageProblem TOO_BIG; both leave no file.
    """
    if target.exists():
        raise BadInput(
            "Ở nơi ghi đã có một gói cùng tên; phần mềm không ghi đè. Hãy cất gói đó đi rồi làm lại."
        )
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
        "purpose": str(purpose),
        "created_at": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "counts": dict(counts),
        "to": [{"cert_sha256": fingerprint(r.certificate)} for r in recipients],
        "signers": [
            {"cert_sha256": hashlib.sha256(s.certificate).hexdigest(), "role": str(role)}
            for role, s in signers
        ],
        "files": [
            {"name": n, "size": len(contents[n]), "sha256": hashlib.sha256(contents[n]).hexdigest()}
            for n in sorted(contents)
        ],
    }
    head = canonical.dumps(manifest)
    if any(len(line) > MAX_LINE for n in contents if n.endswith(".jsonl") for line in _lines(contents[n])):
        raise PackageProblem("TOO_BIG")
    progress(1, _STEPS)
    signed = _signatures(head, manifest, signers, at, issuing)
    whole = {"mimetype": container.MIMETYPE, "manifest.json": head, **signed, **contents}
    plain = container.pack((name, whole[name]) for name in container.order(whole, len(signers)))
    if len(plain) > MAX_PACKAGE:
        raise PackageProblem("TOO_BIG")
    progress(2, _STEPS)
    sealed = seal(plain, [r.certificate for r in recipients], random)
    progress(3, _STEPS)
    digest = medium.write_whole(target, sealed, lambda: progress(_STEPS, _STEPS))
    return Sealed(
        target,
        manifest["package_id"],
        manifest["package_no"],
        hashlib.sha256(head).hexdigest(),
        digest,
        len(sealed),
        int(dict(extra).get("audit", {}).get("seq", 0)),
    )


def check_parties(
    trust: TrustStore,
    *,
    signers: Sequence[tuple[SignedAs, Signer]],
    recipients: Sequence[Recipient],
    at: datetime,
) -> None:
    """Refuse certificates that the receiver would refuse; call it before signing."""
    for signed_as, signer in signers:
        certificate = x509.load_der_x509_certificate(signer.certificate)
        roles = {checks.ROLE_TO_SIGN[signed_as]}
        _check_party("Chứng thư của người ký", trust, certificate, "sign", at, roles)
    for recipient in recipients:
        _check_party("Chứng thư của nơi nhận", trust, recipient.certificate, "encrypt", at, {RECEIVER, STORE})


def _check_party(
    whose: str, trust: TrustStore, certificate: x509.Certificate, usage: Usage, at: datetime, roles: set[str]
) -> None:
    try:
        mandate = trust.verify(certificate, at=at, usage=usage)
        uid_of(certificate)
        if not mandate.roles & roles:
            raise Untrusted("ROLE", "Chứng thư không ghi vai trò này. Hãy xin cấp lại chứng thư.")
    except Untrusted as error:
        raise Refused("{0} không dùng được: {1} Chưa ký và chưa ghi gì.", Text(whose), error) from error


def check_envelope(source: Path) -> tuple[int, int]:
    """Parse the outer structure without a key; return (size, number of recipients). Raises PackageProblem."""
    data = _read(source)
    try:
        return len(data), len(read_header(data).recipients)
    except EnvelopeError as error:
        raise PackageProblem(error.code) from error


def read_sender(source: Path, *, key_pem: str, certificate_pem: str) -> str:
    """Return the claimed sender of an unverified package, for looking up its chain."""
    certificate = x509.load_pem_x509_certificate(certificate_pem.encode())
    files = checks.opened(_read(source), load_key_pem(key_pem), certificate, [])
    return str(checks.manifest_of(files["manifest.json"], [])["sender_id"])


def open_package(
    source: Path,
    *,
    key_pem: str,
    certificate_pem: str,
    trust: TrustStore,
    me: str,
    purpose: Purpose | None,
    chain: ChainState | None,
    at: datetime,
    sender: str = "",
    progress: Progress = silent,
) -> OpenedPackage:
    """Verify a package whole and return it; PackageProblem names the first check that failed.

    ``me`` is the receiving store (empty: any holder of the key, only for inspection), ``sender`` the required
    sender (empty: any), ``purpose`` the required purpose (None: any), ``chain`` the last package accepted
    from that sender (None: not checked).
    """
    data = _read(source)
    progress(1, _STEPS)
    made: list[Check] = []
    key = load_key_pem(key_pem)
    certificate = x509.load_pem_x509_certificate(certificate_pem.encode())
    files = checks.opened(data, key, certificate, made)
    progress(2, _STEPS)
    head = files["manifest.json"]
    manifest = checks.manifest_of(head, made)
    listed = checks.listed_files(manifest, files, made)
    signers = checks.signers_of(head, manifest, files, trust, at, made)
    progress(3, _STEPS)
    digest = hashlib.sha256(head).hexdigest()
    checks.check_route(manifest, certificate, made, me=me, sender=sender, purpose=purpose)
    if chain is not None:
        checks.check_chain(manifest, digest, chain, made)
    checks.check_counts(manifest, files, made)
    progress(_STEPS, _STEPS)
    return OpenedPackage(manifest, digest, signers, tuple(made), {name: files[name] for name in listed})


def _signatures(
    head: bytes,
    manifest: Mapping[str, Any],
    signers: Sequence[tuple[SignedAs, Signer]],
    at: datetime,
    issuing: Sequence[x509.Certificate],
) -> dict[str, bytes]:
    covered = checks.digests(head, manifest)
    files: dict[str, bytes] = {}
    for number, (_role, signer) in enumerate(signers, start=1):
        listing = container.asic_manifest(number, covered)
        files[container.manifest_name(number)] = listing
        files[container.signature_name(number)] = cades_sign(signer, listing, at, chain=issuing)
    return files


def _read(source: Path) -> bytes:
    data = medium.read_whole(source, MAX_PACKAGE + _ENVELOPE)
    if data is None:
        raise PackageProblem("TOO_BIG")
    return data


def _lines(content: bytes) -> Iterator[bytes]:
    """Yield lines with their LF; no other line end counts."""
    return iter(io.BytesIO(content))
