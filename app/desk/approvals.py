"""The entries of a result, checked again: each once, approved by a certified officer of that commune."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cryptography import x509

from app.crypto.certificate import load
from app.crypto.signing import verify_approval
from app.desk.home import DeskHome
from app.desk.received import Entries
from app.errors import AppError, BadInput
from app.models.words import moments
from app.models.words.roles import Role

_FORM = {"entry_id": str, "version": int, "approval": dict, "typed_by": list, "decided_by": list}


class ApprovalCheck:
    """Check the entries of one commune one by one, then ``finish``; they need not fit into the memory.

    A certificate is checked at the first and the last moment of its approvals: it is valid in between too.
    """

    def __init__(self, home: DeskHome, store_id: str) -> None:
        self._home, self._store_id = home, store_id
        self._certificates: dict[str, x509.Certificate | None] = {}
        self._moments: dict[str, list[tuple[datetime, str]]] = {}
        self._seen: dict[str, tuple[int, str]] = {}

    @property
    def entries(self) -> Entries:
        """Return version and SHA-256 of the entries that were checked."""
        return self._seen

    def check(self, book: str, number: int, entry: Mapping[str, Any], frozen: bytes) -> None:
        """Check the form, book, and approval of an entry, whose signed bytes are ``frozen``.

        BadInput names the first entry that is not good, or comes twice.
        """
        formed = all(type(entry.get(key)) is kind for key, kind in _FORM.items())
        if not formed or entry.get("book_type") != book:
            raise BadInput(
                "Dòng {0} của {1} không phải trường hợp đã được Công an duyệt. Không mở gói.", number, book
            )
        entry_id = entry["entry_id"]
        try:
            good = self._is_approved(entry, frozen)
        except AppError as error:
            raise _bad(entry_id, error) from error
        if not good:
            raise BadInput("Chữ ký duyệt của trường hợp {0} không hợp lệ. Không mở gói.", entry_id)
        if entry_id in self._seen:
            raise BadInput("Trường hợp {0} có hai lần trong gói. Không mở gói.", entry_id)
        self._seen[entry_id] = (entry["version"], entry["approval"]["entry_sha256"])

    def finish(self) -> None:
        """Check the certificates at the moments of their approvals; BadInput names an entry."""
        trust = self._home.trust()
        for cert_sha256, signed in self._moments.items():
            certificate = self._certificates[cert_sha256]
            assert certificate is not None, "an approval of an unknown certificate was refused"
            for at, entry_id in signed:
                try:
                    trust.verify_officer(certificate, role=Role.POLICE, store_id=self._store_id, at=at)
                except AppError as error:
                    raise _bad(entry_id, error) from error

    def _is_approved(self, entry: Mapping[str, Any], frozen: bytes) -> bool:
        """Check the approval's bytes, signature and four eyes, and note its moment."""
        approval = entry["approval"]
        cert_sha256 = str(approval.get("cert_sha256"))
        certificate = self._certificate(cert_sha256)
        if certificate is None:
            return False
        verify_approval(approval, certificate)
        self._note(cert_sha256, _moment(approval["at"]), entry["entry_id"])
        return bool(
            approval["store_id"] == self._store_id
            and (approval["entry_id"], approval["version"]) == (entry["entry_id"], entry["version"])
            and approval["entry_sha256"] == hashlib.sha256(frozen).hexdigest()
            and approval["uid"] not in (*entry["typed_by"], *entry["decided_by"])
        )

    def _certificate(self, cert_sha256: str) -> x509.Certificate | None:
        """Return a certificate issued here to an officer of that commune."""
        if cert_sha256 not in self._certificates:
            issued = self._home.certificate(cert_sha256)
            mine = issued is not None and issued.store_id == self._store_id
            self._certificates[cert_sha256] = load(issued.certificate) if issued and mine else None
        return self._certificates[cert_sha256]

    def _note(self, cert_sha256: str, at: datetime, entry_id: str) -> None:
        """Keep the first and the last moment."""
        signed = [*self._moments.get(cert_sha256, []), (at, entry_id)]
        self._moments[cert_sha256] = [min(signed), max(signed)]


def _bad(entry_id: str, error: AppError) -> BadInput:
    return BadInput("Chữ ký duyệt của trường hợp {0} không hợp lệ: {1} Không mở gói.", entry_id, error)


def _moment(text: object) -> datetime:
    """Read the time of an approval; BadInput for one without zone."""
    try:
        return moments.told(str(text))
    except ValueError as error:
        raise BadInput("Thời điểm duyệt không đọc được, hoặc không ghi múi giờ.") from error
