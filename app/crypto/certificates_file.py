"""The certificates file: what the police give a store, signed by the issuing officer (formats: certificates).

``{"content": …, "signature": …}``: CAdES-B-B in base64 over the canonical JSON of the content.
"""

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from app.crypto import canonical
from app.crypto.canonical import fields
from app.crypto.certificate import load
from app.crypto.signing import Signer, cades_sign, cades_verify
from app.crypto.trust import Ended
from app.errors import AppError, BadInput
from app.models.words import moments

SCHEMA = "vn.hotich.chung_thu/2"
_UNREADABLE = "Tệp chứng thư không đọc được. Hãy chép lại từ cơ quan cấp."
_FORM = "Tệp chứng thư không đúng định dạng. Hãy chép lại từ cơ quan cấp."
_SHA256 = re.compile(r"[0-9a-f]{64}")
LONGEST_REASON = 200  # letters


@dataclass(frozen=True, slots=True)
class Revoked:
    """The end of one certificate as files carry it; ``uid`` names its holder."""

    cert_sha256: str
    uid: str
    end: Ended

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {
            "cert_sha256": self.cert_sha256,
            "uid": self.uid,
            "since": self.end.since.astimezone(UTC).isoformat(timespec="milliseconds"),
            "reason": self.end.reason,
            "compromised": self.end.compromised,
        }

    @staticmethod
    def from_json(value: object) -> "Revoked":
        """Read the output of ``to_json``; BadInput for anything else."""
        given = fields(value, cert_sha256=str, uid=str, since=str, reason=str, compromised=bool)
        try:
            since = moments.told(given["since"])
        except ValueError as error:
            raise BadInput("Thời điểm thu hồi chứng thư không đọc được.") from error
        if not _SHA256.fullmatch(given["cert_sha256"]):
            raise BadInput("Mục thu hồi chứng thư không đúng định dạng.")
        check_reason(given["reason"])
        return Revoked(
            given["cert_sha256"], given["uid"], Ended(since, given["reason"], given["compromised"])
        )


def check_reason(reason: str) -> None:
    """Refuse a reason that no file carries: none, too long, or with hidden signs (BadInput)."""
    if not reason.strip() or len(reason) > LONGEST_REASON or not reason.isprintable():
        raise BadInput(
            "Lý do thu hồi chứng thư bị thiếu, dài quá {0} chữ hoặc có ký tự không dùng được. "
            "Chưa thay đổi gì.",
            LONGEST_REASON,
        )


@dataclass(frozen=True, slots=True)
class CertificatesFile:
    """A certificates file whose signature is correct; who signed is still to be trusted.

    ``root`` is empty where there is no authority: then ``issuing`` is empty too, and every certificate counts
    by being pinned.
    """

    store_id: str
    root: str
    issuing: tuple[str, ...]
    issuer: str
    receiver_id: str
    receiver_name: str
    receiver: str
    store_certificate: str
    officers: tuple[tuple[str, str], ...]
    revoked: tuple[Revoked, ...]

    def content(self) -> dict[str, Any]:
        """Return what is signed, as JSON values."""
        receiver = {
            "id": self.receiver_id,
            "name": self.receiver_name,
            "certificate": self.receiver,
        }
        return {
            "schema": SCHEMA,
            "store_id": self.store_id,
            "root": self.root,
            "issuing": list(self.issuing),
            "issuer": self.issuer,
            "receiver": receiver,
            "store_certificate": self.store_certificate,
            "officers": [{"uid": uid, "certificate": pem} for uid, pem in self.officers],
            "revoked": [one.to_json() for one in self.revoked],
        }


def write(file: CertificatesFile, signer: Signer, at: datetime) -> bytes:
    """Sign the file with the issuer's key and return its bytes."""
    content = file.content()
    signature = base64.b64encode(cades_sign(signer, canonical.dumps(content), at)).decode()
    return json.dumps({"content": content, "signature": signature}, ensure_ascii=False, indent=1).encode()


def read(data: bytes) -> CertificatesFile:
    """Read a file and check that the issuer it names signed it; BadInput otherwise."""
    content, signature = _outer(data)
    try:
        signed = cades_verify(base64.b64decode(signature, validate=True), canonical.dumps(content))
    except (AppError, ValueError) as error:
        raise BadInput(
            "Chữ ký của tệp chứng thư không đúng: tệp đã bị sửa hoặc chép hỏng. Hãy chép lại từ nơi cấp. "
            "Chưa thay đổi gì."
        ) from error
    file = _file(content)
    if signed.certificate != load(file.issuer):
        raise BadInput("Tệp chứng thư không do chính cán bộ phát hành ghi trong tệp ký. Chưa thay đổi gì.")
    return file


def _outer(data: bytes) -> tuple[dict[str, Any], str]:
    try:
        outer = json.loads(data)
        content, signature = outer["content"], outer["signature"]
        schema = content["schema"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise BadInput(_UNREADABLE) from error
    if schema != SCHEMA:
        raise BadInput("Không phải tệp chứng thư của phần mềm này, hoặc thuộc phiên bản khác.")
    fields(outer, content=dict, signature=str)
    return content, signature


def _file(content: Mapping[str, Any]) -> CertificatesFile:
    given = fields(
        content,
        schema=str,
        store_id=str,
        root=str,
        issuing=list,
        issuer=str,
        receiver=dict,
        store_certificate=str,
        officers=list,
        revoked=list,
    )
    receiver = fields(given["receiver"], id=str, name=str, certificate=str)
    officers = [fields(one, uid=str, certificate=str) for one in given["officers"]]
    if not all(isinstance(pem, str) for pem in given["issuing"]):
        raise BadInput(_FORM)
    return CertificatesFile(
        given["store_id"],
        given["root"],
        tuple(given["issuing"]),
        given["issuer"],
        receiver["id"],
        receiver["name"],
        receiver["certificate"],
        given["store_certificate"],
        tuple((one["uid"], one["certificate"]) for one in officers),
        tuple(Revoked.from_json(one) for one in given["revoked"]),
    )
