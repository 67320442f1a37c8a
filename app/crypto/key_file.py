"""The key file: a slot per officer opens the store, and a recovery slot for the two-part sheet.

A slot wraps the store's key by AES-256-GCM under Argon2id of the password, with every field of the slot as
associated data; the whole file carries an HMAC under a key derived from the store's key. An officer's slot
also holds the officer's signing key, wrapped under another key from the same password, not under the store's
key.

When slots change, the file is written first, with a new epoch, and the store second. So an epoch in the file
is accepted when it is equal to or above the store's.
"""

import base64
import hashlib
import hmac
import json
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app import atomic
from app.crypto.recovery import print_half, read_half
from app.crypto.signing import PrivateKey, key_pem, load_key_pem
from app.errors import BadInput, NotUnlocked, Refused, StoreProblem

Random = Callable[[int], bytes]
FLOOR_KIB, CEILING_KIB = 19 * 1024, 1024 * 1024
_VERSION = 1
_RECOVERY = "recovery"
_WRONG = "Tên hoặc mật khẩu không đúng."
_DAMAGED = (
    "Tệp khóa (keyfile.json) bị hỏng hoặc bị sửa. Hãy chép lại từ bản sao lưu; dữ liệu chưa bị thay đổi."
)
_NOT_WRITTEN = "Chưa ghi được tệp khóa (ổ đĩa đầy hoặc không cho ghi). Tệp khóa cũ vẫn dùng được."


@dataclass(frozen=True, slots=True)
class Kdf:
    """Argon2id parameters: memory in KiB (floor 19 MiB, OWASP), passes, lanes."""

    m_kib: int = 65536
    t: int = 3
    p: int = 1

    def derive(self, secret: bytes, salt: bytes) -> bytes:
        """Derive 32 bytes; StoreProblem for parameters below the floor or above the ceiling."""
        numbers = all(type(n) is int for n in (self.m_kib, self.t, self.p))  # the file may be forged
        if not numbers or not FLOOR_KIB <= self.m_kib <= CEILING_KIB:
            raise StoreProblem(_DAMAGED)
        if not (2 <= self.t <= 10 and 1 <= self.p <= 8):
            raise StoreProblem(_DAMAGED)
        kdf = Argon2id(salt=salt, length=32, iterations=self.t, lanes=self.p, memory_cost=self.m_kib)
        return kdf.derive(secret)


@dataclass(frozen=True, slots=True)
class Stretched:
    """A key derived from a password or code by ``stretch``, the slow step of making a slot."""

    kdf: Kdf
    salt: bytes
    derived: bytes

    def __repr__(self) -> str:
        """Keep keys out of logs."""
        return "Stretched()"


def stretch(password: str, *, kdf: Kdf, random: Random) -> Stretched:
    """Derive the key of a password; it takes about a second, so call it before taking a lock."""
    return _stretch(_secret(password), kdf, random)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A new recovery code: its two printed halves, and the key derived from it.

    Both halves are needed; one alone reveals nothing about the code.
    """

    halves: tuple[str, str]
    secret: Stretched

    def __repr__(self) -> str:
        """Keep the halves out of logs."""
        return "Sheet()"


def new_sheet(*, kdf: Kdf, random: Random) -> Sheet:
    """Make a recovery code and derive its key; as slow as ``stretch``."""
    code, half_a = random(32), random(32)
    half_b = bytes(a ^ b for a, b in zip(code, half_a, strict=True))
    return Sheet((print_half(half_a), print_half(half_b)), _stretch(code, kdf, random))


def _stretch(secret: bytes, kdf: Kdf, random: Random) -> Stretched:
    salt = random(16)
    return Stretched(kdf, salt, kdf.derive(secret, salt))


@dataclass(frozen=True, slots=True)
class Unlocked:
    """The keys that a password opened: the store's raw key, and the officer's own signing key."""

    store_key: bytes
    signing_key: PrivateKey | None
    login: str

    def __repr__(self) -> str:
        """Keep keys out of logs."""
        return f"Unlocked({self.login!r})"


class KeyFile:
    """The key file of one store; changes stay in memory until ``save``."""

    def __init__(self, path: Path, data: dict[str, Any]) -> None:
        """Hold the parsed file; use ``create`` or ``load``."""
        self._path = path
        self._data = data

    @staticmethod
    def create(path: Path, *, store_id: str, store_key: bytes) -> "KeyFile":
        """Make a file without slots for a new store."""
        file = KeyFile(path, {"v": _VERSION, "store_id": store_id, "epoch": 0, "slots": [], "mac": ""})
        file._seal(store_key)
        return file

    @staticmethod
    def load(path: Path) -> "KeyFile":
        """Load the file; StoreProblem when it is missing or damaged."""
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            good = (
                data["v"] == _VERSION and isinstance(data["slots"], list) and isinstance(data["epoch"], int)
            )
            good = good and all(isinstance(data[k], str) for k in ("store_id", "mac"))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise StoreProblem(_DAMAGED) from error
        if not good:
            raise StoreProblem(_DAMAGED)
        return KeyFile(path, data)

    def save(self) -> None:
        """Write the whole file; keep the previous one as ``.bak``.

        StoreProblem when the disk is full or read-only; the previous file stays in force.
        """
        try:
            if self._path.exists():
                atomic.write(self._path.with_name(self._path.name + ".bak"), self._path.read_bytes())
            atomic.write(self._path, json.dumps(self._data, indent=1, sort_keys=True).encode())
        except OSError as error:
            raise StoreProblem(_NOT_WRITTEN) from error

    @property
    def epoch(self) -> int:
        """Return the number of the last change of slots."""
        return int(self._data["epoch"])

    @property
    def store_id(self) -> str:
        """Return the id of the store that this file opens."""
        return str(self._data["store_id"])

    @property
    def logins(self) -> list[str]:
        """Return the logins that have a slot."""
        return [str(slot["user"]) for slot in self._data["slots"] if slot.get("kind") == "password"]

    def add_officer(
        self,
        login: str,
        secret: Stretched,
        *,
        store_key: bytes,
        signing_key: PrivateKey | None,
        at: datetime,
        random: Random,
    ) -> None:
        """Add a slot; Refused when the login has one."""
        if login in self.logins:
            raise Refused("Tên đăng nhập này đã có khóa.")
        self._data["slots"].append(self._slot("password", login, secret, store_key, signing_key, at, random))
        self._seal(store_key)

    def unlock(self, login: str, password: str) -> Unlocked:
        """Open a slot; an unknown login and a wrong password give NotUnlocked in the same words and time.

        StoreProblem when the slot opens but the file's MAC is wrong.
        """
        slot = self._find("password", login)
        store_key, derived = self._open(slot, _secret(password))
        self._check(store_key)
        return Unlocked(store_key, self._signing_key(slot, derived), login)

    def unlock_signing(self, login: str, password: str) -> PrivateKey:
        """Open an officer's signing key only; Refused when the slot holds none."""
        slot = self._find("password", login)
        store_key, derived = self._open(slot, _secret(password))
        self._check(store_key)
        key = self._signing_key(slot, derived)
        if key is None:
            raise Refused("Tài khoản này chưa có khóa ký.")
        return key

    def change_password(
        self, login: str, old: str, new: str, *, at: datetime, kdf: Kdf, random: Random
    ) -> None:
        """Change an own password; the signing key stays."""
        unlocked = self.unlock(login, old)
        self._drop("password", login)
        self.add_officer(
            login,
            stretch(new, kdf=kdf, random=random),
            store_key=unlocked.store_key,
            signing_key=unlocked.signing_key,
            at=at,
            random=random,
        )

    def remove(self, login: str, *, store_key: bytes) -> None:
        """Remove an officer's slot; an old copy of the file still opens the store."""
        self._drop("password", login)
        self._seal(store_key)

    def set_recovery(self, sheet: Sheet, store_key: bytes, *, at: datetime, random: Random) -> None:
        """Replace the recovery slot: only the new sheet opens the store."""
        self._drop("recovery", _RECOVERY)
        slot = self._slot("recovery", _RECOVERY, sheet.secret, store_key, None, at, random)
        self._data["slots"].append(slot)
        self._seal(store_key)

    def recover(self, half_a: str, half_b: str) -> bytes:
        """Return the store's key from the two halves; never a signing key. BadInput names a typing error."""
        code = bytes(a ^ b for a, b in zip(read_half(half_a), read_half(half_b), strict=True))
        try:
            store_key, _derived = self._open(self._find("recovery", _RECOVERY), code)
        except NotUnlocked as error:
            raise BadInput("Hai nửa phiếu không cùng một cặp hoặc đã được thay bằng phiếu mới.") from error
        self._check(store_key)
        return store_key

    # -- private -------------------------------------------------------------------------------------

    def _slot(
        self,
        kind: str,
        user: str,
        secret: Stretched,
        store_key: bytes,
        signing_key: PrivateKey | None,
        at: datetime,
        random: Random,
    ) -> dict[str, Any]:
        nonce, sign_nonce = random(12), random(12)
        slot: dict[str, Any] = {
            "id": random(8).hex(),
            "kind": kind,
            "user": user,
            "created": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "kdf": asdict(secret.kdf),
            "salt": _b64(secret.salt),
            "nonce": _b64(nonce),
            "sign_nonce": _b64(sign_nonce),
        }
        derived, bound = secret.derived, self._bound(slot)
        slot["wrapped"] = _b64(AESGCM(_subkey(derived, b"open")).encrypt(nonce, store_key, bound))
        slot["signing"] = ""
        if signing_key is not None:
            pem = key_pem(signing_key).encode()
            slot["signing"] = _b64(AESGCM(_subkey(derived, b"sign")).encrypt(sign_nonce, pem, bound))
        return slot

    def _bound(self, slot: dict[str, Any]) -> bytes:
        names = ("id", "kind", "user", "created", "kdf", "salt", "nonce", "sign_nonce")
        fields = {"store_id": self.store_id, **{name: slot[name] for name in names}}
        return json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()

    def _find(self, kind: str, user: str) -> dict[str, Any] | None:
        return next((s for s in self._slots() if s.get("kind") == kind and s.get("user") == user), None)

    def _slots(self) -> Iterator[dict[str, Any]]:
        yield from (slot for slot in self._data["slots"] if isinstance(slot, dict))

    def _open(self, slot: dict[str, Any] | None, secret: bytes) -> tuple[bytes, bytes]:
        if slot is None:
            # the same work as for a known login, so that the time reveals nothing
            self._template().derive(secret, b"\0" * 16)
            raise NotUnlocked(_WRONG)
        try:
            kdf = Kdf(**slot["kdf"])
            salt, nonce, wrapped = (base64.b64decode(slot[n]) for n in ("salt", "nonce", "wrapped"))
            derived = kdf.derive(secret, salt)
            store_key = AESGCM(_subkey(derived, b"open")).decrypt(nonce, wrapped, self._bound(slot))
        except InvalidTag as error:
            raise NotUnlocked(_WRONG) from error
        except (KeyError, TypeError, ValueError) as error:
            raise StoreProblem(_DAMAGED) from error
        return store_key, derived

    def _template(self) -> Kdf:
        try:
            return Kdf(**next(self._slots())["kdf"])
        except (StopIteration, KeyError, TypeError):
            return Kdf()

    def _signing_key(self, slot: dict[str, Any] | None, derived: bytes) -> PrivateKey | None:
        if slot is None or not slot.get("signing"):
            return None
        try:
            nonce, wrapped = base64.b64decode(slot["sign_nonce"]), base64.b64decode(slot["signing"])
            pem = AESGCM(_subkey(derived, b"sign")).decrypt(nonce, wrapped, self._bound(slot))
        except (InvalidTag, KeyError, ValueError) as error:
            raise StoreProblem(_DAMAGED) from error
        return load_key_pem(pem.decode())

    def _drop(self, kind: str, user: str) -> None:
        self._data["slots"] = [s for s in self._slots() if (s.get("kind"), s.get("user")) != (kind, user)]

    def _seal(self, store_key: bytes) -> None:
        self._data["epoch"] += 1
        self._data["mac"] = self._mac(store_key)

    def _mac(self, store_key: bytes) -> str:
        body = {name: value for name, value in self._data.items() if name != "mac"}
        text = json.dumps(body, sort_keys=True, separators=(",", ":")).encode()
        return hmac.new(_subkey(store_key, b"keyfile-mac-v1"), text, hashlib.sha256).hexdigest()

    def _check(self, store_key: bytes) -> None:
        if not hmac.compare_digest(self._mac(store_key).encode(), self._data["mac"].encode()):
            raise StoreProblem(_DAMAGED)


def _secret(password: str) -> bytes:
    """Return the bytes of a password in one form, because systems type it as NFC or NFD."""
    return unicodedata.normalize("NFKC", password).encode()


def _subkey(key: bytes, purpose: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, None, purpose).derive(key)


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()
