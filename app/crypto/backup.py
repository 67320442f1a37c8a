"""The list of a backup: what it holds, and its own key wrapped by the key of the store.

The key is wrapped by AES-256-GCM with every fact of the list as associated data, so a changed fact opens
nothing. The plain digest names damage without any key.
"""

import base64
import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.crypto import canonical
from app.errors import BadInput

SCHEMA = "vn.hotich.sao_luu/1"
WORK, KEYS = "work.db.backup", "keyfile.json"
_NAME = re.compile(r"(packages|scans)/[A-Za-z0-9][A-Za-z0-9._-]{0,120}")
_DAMAGED = "Bản sao lưu bị hỏng ở tệp sao-luu.json. Hãy dùng bản sao lưu khác; chưa thay đổi gì."


@dataclass(frozen=True, slots=True)
class FileFact:
    """A file of a backup as it lies on the medium."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class BackupFacts:
    """What a backup says of itself.

    ``counts`` are the rows of the store's tables, ``seq`` and ``h`` the last event of its audit chain.
    """

    store_id: str
    epoch: int
    schema_version: int
    program: str
    created_at: str
    seq: int
    h: str
    counts: Mapping[str, int]
    files: tuple[FileFact, ...]

    @property
    def size(self) -> int:
        """Return the bytes of all files."""
        return sum(file.size for file in self.files)


def write_list(
    facts: BackupFacts, *, store_key: bytes, backup_key: bytes, random: Callable[[int], bytes]
) -> bytes:
    """Return the list with the wrapped key as canonical JSON."""
    body, nonce = _body(facts), random(12)
    wrapped = AESGCM(_wrapping(store_key)).encrypt(nonce, backup_key, canonical.dumps(body))
    content = {"facts": body, "nonce": _b64(nonce), "wrapped": _b64(wrapped)}
    return canonical.dumps({**content, "sha256": hashlib.sha256(canonical.dumps(content)).hexdigest()})


def read_list(data: bytes) -> BackupFacts:
    """Return the facts of a list; BadInput when a byte of it was changed by accident.

    Only ``open_key`` proves who wrote it.
    """
    return _facts(_content(data)["facts"])


def open_key(data: bytes, store_key: bytes) -> bytes:
    """Return the key of the backup; BadInput when the list is not of this store or was changed."""
    content = _content(data)
    try:
        nonce, wrapped = (base64.b64decode(content[name], validate=True) for name in ("nonce", "wrapped"))
        facts = canonical.dumps(content["facts"])
        return AESGCM(_wrapping(store_key)).decrypt(nonce, wrapped, facts)
    except (InvalidTag, KeyError, TypeError, ValueError) as error:
        raise BadInput(_DAMAGED) from error


def _content(data: bytes) -> dict[str, Any]:
    try:
        content = canonical.loads(data)
        rest = {name: value for name, value in content.items() if name != "sha256"}
        if content["sha256"] == hashlib.sha256(canonical.dumps(rest)).hexdigest():
            return dict(content)
    except (BadInput, AttributeError, KeyError, TypeError) as error:
        raise BadInput(_DAMAGED) from error
    raise BadInput(_DAMAGED)


def _body(facts: BackupFacts) -> dict[str, Any]:
    return {"schema": SCHEMA, **asdict(facts)}


def _facts(body: Any) -> BackupFacts:
    try:
        if body["schema"] != SCHEMA:
            raise BadInput("Bản sao lưu thuộc phiên bản khác của phần mềm. Hãy cài phiên bản mới hơn.")
        files = tuple(FileFact(f["name"], f["size"], f["sha256"]) for f in body["files"])
        facts = BackupFacts(**{k: v for k, v in body.items() if k not in ("schema", "files")}, files=files)
    except (KeyError, TypeError) as error:
        raise BadInput(_DAMAGED) from error
    names = [file.name for file in files]
    good = all(type(f.size) is int and isinstance(f.sha256, str) for f in files)
    good = good and all(isinstance(n, str) and (n in (WORK, KEYS) or _NAME.fullmatch(n)) for n in names)
    good = good and len(set(names)) == len(names) and {WORK, KEYS} <= set(names)
    good = good and all(isinstance(t, str) for t in (facts.store_id, facts.created_at, facts.h))
    good = good and all(type(n) is int for n in (facts.epoch, facts.seq, facts.schema_version))
    if not good or not isinstance(facts.counts, dict):
        raise BadInput(_DAMAGED)
    return facts


def _wrapping(store_key: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, None, b"backup-wrap-v1").derive(store_key)


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()
