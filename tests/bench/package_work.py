"""A piece of work on a package, in a process of its own: ``python -m tests.bench.package_work WHAT FOLDER``.

Prints the seconds it took and the most memory the process ever had. ``scans`` and ``entries`` prepare a
folder, ``make`` and ``verify`` work on the scans, ``verify_entries`` and ``bare`` on the entries.
"""

import base64
import hashlib
import json
import random
import resource
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from app.crypto import authority, canonical, signing
from app.crypto.mandate import RECEIVER, Mandate
from app.crypto.package import ChainState, Recipient, open_package, write_package
from app.crypto.signing import SoftwareSigner, certificate_request, key_pem, load_key_pem, new_signing_key
from app.crypto.trust import TrustStore
from app.models.words.purpose import Purpose, SignedAs
from tests.bench.package_rows import entry

BIG, PACKAGE, KEY, CERTIFICATE = "scans.bin", "a.htpkg", "key.pem", "certificate.pem"
LINES, SIGNED, ROOTS = "entries.jsonl", "signed.jsonl", "roots.json"
ENTRIES = "data/khai_sinh.jsonl"
SCAN = 400 << 10  # bytes of a page in 200 dpi
AT = datetime(2023, 10, 17, 6, 30, tzinfo=UTC)
STORE, DESK = "xa", "ca-huyen"
JUSTICE, POLICE = "038085990001", "038090990002"
ROLES = {JUSTICE: "justice", POLICE: "police"}


@dataclass(frozen=True)
class Slice:
    """A part of a file on the disk."""

    path: Path
    start: int
    size: int

    def chunks(self) -> Iterator[bytes]:
        with self.path.open("rb") as file:
            file.seek(self.start)
            left = self.size
            while left:
                chunk = file.read(min(left, 1 << 18))
                left -= len(chunk)
                yield chunk


def scans(folder: Path, size: str) -> None:
    """Write the bytes of all scans: noise, as what a camera compressed is to every other program."""
    found(folder)
    rng, left = random.Random(1), int(size)
    with (folder / BIG).open("wb") as file:
        while left:
            left -= file.write(rng.randbytes(min(left, 1 << 20)))


def entries(folder: Path, count: str) -> None:
    """Write approved entries, what was signed of each, and the package of them."""
    (folder / PACKAGE).unlink(missing_ok=True)
    officers = found(folder)
    police = officers[POLICE]
    with (folder / LINES).open("wb") as lines, (folder / SIGNED).open("wb") as signed:
        for number in range(int(count)):
            row = entry(number)
            frozen = canonical.dumps(row)
            statement: dict[str, Any] = {
                "store_id": STORE,
                "entry_id": row["entry_id"],
                "version": 1,
                "entry_sha256": hashlib.sha256(frozen).hexdigest(),
                "uid": POLICE,
                "at": "2023-10-17T06:30:00.000Z",
                "seq": number + 1,
            }
            made = signing.sign_approval(police, **statement)
            statement["cert_sha256"] = hashlib.sha256(police.certificate).hexdigest()
            message = signing._APPROVAL + canonical.dumps(statement)
            signed.write(canonical.dumps([made.signature, base64.b64encode(message).decode()]) + b"\n")
            approval = {**statement, "alg": made.alg, "signature": made.signature}
            lines.write(canonical.dumps({**row, "approval": approval}) + b"\n")
    size = (folder / LINES).stat().st_size
    write(folder, [(ENTRIES, Slice(folder / LINES, 0, size))], {"khai_sinh": int(count)})


def make(folder: Path) -> None:
    """Sign, encrypt, write and read back a package of all scans."""
    size = (folder / BIG).stat().st_size
    starts = range(0, size, SCAN)
    files = [(f"scans/{at // SCAN:06d}.jpg", Slice(folder / BIG, at, min(SCAN, size - at))) for at in starts]
    write(folder, files, {"scans": len(files)})


def verify(folder: Path) -> None:
    """Verify a package whole."""
    opened(folder).close()


def verify_entries(folder: Path) -> None:
    """Verify a package and each approval in it."""
    pem = json.loads((folder / ROOTS).read_text())["officers"][POLICE][1]
    certificate = x509.load_pem_x509_certificate(pem.encode())
    with opened(folder) as package:
        for row, frozen in package.approved(ENTRIES):
            approval = row["approval"]
            signing.verify_approval(approval, certificate)
            assert approval["entry_sha256"] == hashlib.sha256(frozen).hexdigest()
            assert (approval["entry_id"], approval["version"]) == (row["entry_id"], row["version"])


def bare(folder: Path) -> None:
    """Check nothing but the signatures, and parse the rows."""
    pem = json.loads((folder / ROOTS).read_text())["officers"][POLICE][1]
    key = x509.load_pem_x509_certificate(pem.encode()).public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    with (folder / LINES).open("rb") as lines, (folder / SIGNED).open("rb") as signed:
        for line, pair in zip(lines, signed, strict=True):
            json.loads(line)
            signature, message = map(base64.b64decode, json.loads(pair))
            key.verify(signature, message, ec.ECDSA(hashes.SHA256()))


def found(folder: Path) -> dict[str, SoftwareSigner]:
    """Found an authority, two officers and a receiver in the folder; return the officers."""
    made = authority.create("Thử", "TEST ONLY", AT)
    officers: dict[str, tuple[str, str]] = {}
    for uid, role in ROLES.items():
        key = new_signing_key()
        request = certificate_request(key, common_name="Cán bộ", uid=uid, organisation="Thử")
        mandate = Mandate("Thử", STORE, frozenset({role}))
        officers[uid] = key_pem(key), made.issue(request, usage="sign", at=AT, mandate=mandate)
    key = new_signing_key()
    request = certificate_request(key, common_name=DESK, uid=DESK, organisation="Thử")
    (folder / KEY).write_text(key_pem(key))
    mandate = Mandate("Thử", DESK, frozenset({RECEIVER}))
    (folder / CERTIFICATE).write_text(made.issue(request, usage="encrypt", at=AT, mandate=mandate))
    (folder / ROOTS).write_text(json.dumps({**made.dump(), "officers": officers}))
    return signers_of(officers)


def signers_of(officers: dict[str, tuple[str, str]]) -> dict[str, SoftwareSigner]:
    return {
        uid: SoftwareSigner(load_key_pem(key), x509.load_pem_x509_certificate(pem.encode()))
        for uid, (key, pem) in officers.items()
    }


def write(folder: Path, files: list[tuple[str, Slice]], counts: dict[str, int]) -> None:
    pems = json.loads((folder / ROOTS).read_text())
    officers = signers_of(pems["officers"])
    receiver = x509.load_pem_x509_certificate((folder / CERTIFICATE).read_bytes())
    write_package(
        folder / PACKAGE,
        purpose=Purpose.RESULTS,
        sender_id=STORE,
        receiver_id=DESK,
        chain=ChainState(0, "0" * 64),
        files=files,
        counts=counts,
        extra={},
        signers=[(SignedAs.JUSTICE, officers[JUSTICE]), (SignedAs.POLICE, officers[POLICE])],
        recipients=[Recipient(receiver)],
        at=AT,
        random=random.Random(2).randbytes,
        issuing=[x509.load_pem_x509_certificate(pems["issuing"].encode())],
    )


def opened(folder: Path) -> Any:
    pems = json.loads((folder / ROOTS).read_text())
    return open_package(
        folder / PACKAGE,
        key_pem=(folder / KEY).read_text(),
        certificate_pem=(folder / CERTIFICATE).read_text(),
        trust=TrustStore([pems["root"].encode()], [pems["issuing"]], allow_test_roots=True),
        me=DESK,
        sender=STORE,
        purpose=Purpose.RESULTS,
        chain=ChainState(0, "0" * 64),
        at=AT,
    )


WORK: dict[str, tuple[Callable[..., None], Callable[[], float]]] = {
    "scans": (scans, time.perf_counter),
    "entries": (entries, time.perf_counter),
    "make": (make, time.perf_counter),
    "verify": (verify, time.perf_counter),
    # no disk is waited for, and other programs on the machine do not count
    "verify_entries": (verify_entries, time.process_time),
    "bare": (bare, time.process_time),
}

if __name__ == "__main__":
    does, clock = WORK[sys.argv[1]]
    start = clock()
    does(Path(sys.argv[2]), *sys.argv[3:])
    took = clock() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": took, "megabytes": peak}))
