"""``.htpkg`` packages, signed by people and encrypted to one receiver.

ASiC-E with one CAdES-B-B signature per signer inside CMS AuthEnvelopedData (docs/formats/package.md). The
reader authenticates the whole file before parsing, and verifies everything before yielding a row.
"""

import hashlib
import io
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Self

from cryptography import x509

from app.crypto import canonical, checks, container, whole_file
from app.crypto.certificate import Untrusted, fingerprint, uid_of
from app.crypto.checks import SCHEMA, ChainState, Check, PackageProblem, SignedBy
from app.crypto.container import ContainerError, ContainerWriter
from app.crypto.data_files import MAX_LINE, DataFiles, FileSource, Meter, lines_of, listed, size_of, unchanged
from app.crypto.envelope import read_header
from app.crypto.mandate import RECEIVER, STORE
from app.crypto.sealing import Sealer, Unsealed
from app.crypto.signing import Signer, cades_sign, load_key_pem
from app.crypto.trust import TrustStore, Usage
from app.errors import BadInput, Refused
from app.models.words.moments import utc_second
from app.models.words.purpose import Purpose, SignedAs
from app.progress import Progress, silent
from app.texts import Text

__all__ = [
    "ChainState",
    "Check",
    "FileSource",
    "OpenedPackage",
    "PackageProblem",
    "Recipient",
    "Sealed",
    "SignedBy",
    "check_envelope",
    "check_parties",
    "open_package",
    "write_package",
]

MAX_PACKAGE = container.MAX_TOTAL + (1 << 20)  # recipients and lengths need less


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
    """A package that passed every check, and its file, open until ``close``."""

    manifest: Mapping[str, Any]
    manifest_sha256: str
    file_sha256: str
    signers: tuple[SignedBy, ...]
    checks: tuple[Check, ...]
    files: DataFiles
    close: Callable[[], object]

    def __enter__(self) -> Self:
        """Return the package; it is closed when the block ends."""
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def records(self, name: str) -> Iterator[dict[str, Any]]:
        """Yield the rows of a data file; none when the package lacks the file.

        Raises PackageProblem CONTENT at a row that is not one canonical JSON object on one line.
        """
        return (row for _line, row in self._rows(name))

    def approved(self, name: str) -> Iterator[tuple[dict[str, Any], bytes]]:
        """Yield the rows as ``records`` does, each with the bytes that its approval signs: all but itself."""
        for line, row in self._rows(name):
            yield row, canonical.without(line, row, "approval") if "approval" in row else line

    def _rows(self, name: str) -> Iterator[tuple[bytes, dict[str, Any]]]:
        for line in lines_of(self.files.chunks(name)) if name in self.files else ():
            try:
                row = canonical.loads(line[:-1]) if line.endswith(b"\n") and len(line) <= MAX_LINE else None
            except BadInput as error:
                raise PackageProblem("CONTENT", self.checks) from error
            if not isinstance(row, dict):
                raise PackageProblem("CONTENT", self.checks)
            yield line[:-1], row


def write_package(  # noqa: PLR0913 everything a package says is named
    target: Path,
    *,
    purpose: Purpose,
    sender_id: str,
    receiver_id: str,
    chain: ChainState,
    files: Sequence[tuple[str, bytes | FileSource]],
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
    meter = Meter(progress, 3 * sum(size_of(content) for content in contents.values()))
    entries = [listed(name, meter.through(contents[name])) for name in sorted(contents)]
    manifest = {
        **extra,
        "schema": SCHEMA,
        "package_id": str(uuid.UUID(bytes=random(16), version=4)),
        "package_no": chain.no + 1,
        "prev_manifest_sha256": chain.manifest_sha256,
        "sender_id": sender_id,
        "receiver_id": receiver_id,
        "purpose": str(purpose),
        "created_at": utc_second(at),
        "counts": dict(counts),
        "to": [{"cert_sha256": fingerprint(r.certificate)} for r in recipients],
        "signers": [
            {"cert_sha256": hashlib.sha256(s.certificate).hexdigest(), "role": str(role)}
            for role, s in signers
        ],
        "files": entries,
    }
    head = canonical.dumps(manifest)
    total = sum(entry["size"] for entry in entries)
    if len(head) > container.MAX_MANIFEST or total > container.MAX_TOTAL:
        raise PackageProblem("TOO_BIG")
    around = {"mimetype": container.MIMETYPE, "manifest.json": head}
    around |= _signatures(head, manifest, signers, at, issuing)
    with whole_file.writing(target, meter.end, meter.add) as file:
        sealer = Sealer(file, [r.certificate for r in recipients], random)
        try:
            packer = ContainerWriter(sealer.write)
            for name, content in around.items():
                packer.add(name, [content])
            for entry in entries:
                packer.add(entry["name"], unchanged(entry, meter.through(contents[entry["name"]])))
            packer.close()
        except ContainerError as error:
            raise PackageProblem("TOO_BIG") from error
        sealer.close()
    return Sealed(
        target,
        manifest["package_id"],
        manifest["package_no"],
        hashlib.sha256(head).hexdigest(),
        file.sha256,
        file.size,
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
    with _opened(source) as file, checks.told(()):
        header = read_header(file)
        return file.seek(0, io.SEEK_END), len(header.recipients)


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
    from that sender (None: not checked). Close the package: until then its file is open, the same file that
    was verified.
    """
    made: list[Check] = []
    file = _opened(source)
    try:
        with checks.told(made):
            meter = Meter(progress, 2 * file.seek(0, io.SEEK_END))
            certificate = x509.load_pem_x509_certificate(certificate_pem.encode())
            plain = Unsealed(file, load_key_pem(key_pem), certificate, meter.add)
            content = checks.opened(plain, made)
            head = content["manifest.json"]
            manifest = checks.manifest_of(head, made)
            checks.listed_files(manifest, content.parts, made)
            signers = checks.signers_of(head, manifest, content, trust, at, made)
            digest = hashlib.sha256(head).hexdigest()
            checks.check_route(manifest, certificate, made, me=me, sender=sender, purpose=purpose)
            if chain is not None:
                checks.check_chain(manifest, digest, chain, made)
            checks.check_data(manifest, content, made)
            meter.end()
            plain.passed = lambda _bytes: None
    except BaseException:
        file.close()
        raise
    hashes = {file["name"]: file["sha256"] for file in manifest["files"]}
    files = DataFiles(content, hashes, tuple(made))
    return OpenedPackage(manifest, digest, plain.file_sha256, signers, tuple(made), files, plain.close)


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


def _opened(source: Path) -> BinaryIO:
    file = whole_file.opened(source, MAX_PACKAGE)
    if file is None:
        raise PackageProblem("TOO_BIG")
    return file
