"""Packages to a commune: signed by the issuing officer, next in the chain."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography import x509

from app import __version__
from app.crypto.package import FileSource, Recipient, check_parties, write_package
from app.desk.home import DeskHome
from app.errors import BadInput
from app.models.words.purpose import Purpose, SignedAs


def send(
    home: DeskHome,
    store: str,
    out: Path,
    *,
    purpose: Purpose,
    files: Sequence[tuple[str, bytes | FileSource]],
    counts: dict[str, int],
    extra: dict[str, Any],
    at: datetime,
    random: Callable[[int], bytes],
) -> None:
    """Write the package and record it as the last one to this store; BadInput when ``out`` is a folder."""
    if out.is_dir():
        raise BadInput("{0} là một thư mục. Hãy ghi cả tên tệp, như {1}. Chưa ký gì.", out, out / "goi.htpkg")
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
