"""The key file: a slot per officer opens the store, and a recovery slot for the two-part sheet.

A slot wraps the store's key by AES-256-GCM under Argon2id of the password, with every field of the slot as
associated data; the whole file carries an HMAC under a key derived from the store's key. An officer's slot
also holds the officer's signing key, wrapped under another key from the same password, not under the store's
key.

A login may have two slots for a moment: a new one is added first, the store then names it, and the old one
goes last (``services/office/key_slots``). Every writing raises the epoch; an epoch in the file is accepted
when it is equal to or above the store's. ``.bak`` is a second copy, so it keeps no slot that was removed.
"""

import base64
import contextlib
import hashlib
import hmac
import json
from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app import atomic, side_files
from app.crypto.recovery import read_half
from app.crypto.signing import PrivateKey, key_pem, load_key_pem
from app.crypto.stretching import DAMAGED, Kdf, Random, Sheet, Stretched, secret_of
from app.errors import NotUnlocked, StoreProblem
from app.models.words.moments import utc_second

_VERSION = 1
_RECOVERY = "recovery"
_HIGHEST_EPOCH = 2**53
WRONG = "Mật khẩu không đúng."
WRONG_SHEET = "Hai nửa phiếu không cùng một cặp hoặc đã được thay bằng phiếu mới."
_NOT_WRITTEN = "Chưa ghi được tệp khóa (ổ đĩa đầy hoặc không cho ghi). Tệp khóa cũ vẫn dùng được."


@dataclass(frozen=True, slots=True)
class Unlocked:
    """The keys that a slot opened: the store's raw key, and of an officer the own signing key."""

    store_key: bytes
    signing_key: PrivateKey | None
    login: str
    slot_id: str

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
        file.seal(store_key)
        return file

    @staticmethod
    def load(path: Path, store_key: bytes | None = None) -> "KeyFile":
        """Load the file, or its copy when it is missing or damaged; StoreProblem when neither is good.

        Only who has the store's key can tell whether something else than its form was changed.
        """
        return KeyFile(path, _good(path, store_key)[0][1])

    @staticmethod
    def opened(path: Path, work: Callable[["KeyFile"], Unlocked]) -> Unlocked:
        """Open a slot of the file, else of its copy where that is another one; the errors are the file's."""
        found = [KeyFile(path, data) for _place, data in _good(path)]
        try:
            return work(found[0])
        except (NotUnlocked, StoreProblem):
            for copy in found[1:]:
                with contextlib.suppress(NotUnlocked, StoreProblem):
                    return work(copy)
            raise

    def check(self, store_key: bytes) -> None:
        """Raise StoreProblem when somebody without the store's key changed the file."""
        if not _is_genuine(self._data, store_key):
            raise StoreProblem(DAMAGED)

    def save(self) -> None:
        """Write the copy, then the file; remove what a stopped writing left, since it may hold old slots.

        StoreProblem when the disk is full or read-only; the previous file stays in force.
        """
        data = self._bytes()
        try:
            atomic.write(copy_of(self._path), data)
            atomic.write(self._path, data)
            for left in self._left():
                left.unlink(missing_ok=True)
        except OSError as error:
            raise StoreProblem(_NOT_WRITTEN) from error

    @property
    def written(self) -> bool:
        """Tell whether the file and its copy hold exactly this, and no third one lies about."""
        try:
            return not self._left() and all(
                one.read_bytes() == self._bytes() for one in (self._path, copy_of(self._path))
            )
        except OSError:
            return False

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
        """Return the logins that have a slot, each once."""
        return list(dict.fromkeys(slot["user"] for slot in self._slots if slot["kind"] == "password"))

    @property
    def ids(self) -> set[str]:
        """Return the ids of all slots."""
        return {slot["id"] for slot in self._slots}

    def slot_ids(self, login: str) -> list[str]:
        """Return the ids of an officer's slots, the newest last."""
        return [slot["id"] for slot in self._find("password", login)]

    @property
    def sheet_ids(self) -> list[str]:
        """Return the ids of the recovery slots, the newest last."""
        return [slot["id"] for slot in self._find("recovery", _RECOVERY)]

    def add_officer(
        self,
        login: str,
        secret: Stretched,
        *,
        store_key: bytes,
        signing_key: PrivateKey | None,
        at: datetime,
        random: Random,
    ) -> str:
        """Add a slot beside those of the login and return its id."""
        return self._add("password", login, secret, store_key, signing_key, at, random)

    def add_sheet(self, sheet: Sheet, *, store_key: bytes, at: datetime, random: Random) -> str:
        """Add a recovery slot beside the present one and return its id."""
        return self._add("recovery", _RECOVERY, sheet.secret, store_key, None, at, random)

    def keep(self, ids: Collection[str], *, store_key: bytes) -> int:
        """Remove every slot but these and return how many; an old copy of the file still opens the store."""
        kept = [slot for slot in self._slots if slot["id"] in ids]
        removed = len(self._slots) - len(kept)
        self._data["slots"] = kept
        self.seal(store_key)
        return removed

    def seal(self, store_key: bytes) -> None:
        """Raise the epoch and seal the file anew."""
        self._data["epoch"] += 1
        self._data["mac"] = _mac(self._data, store_key)

    def unlock(self, login: str, password: str, *, slot_id: str | None = None) -> Unlocked:
        """Open a slot; an unknown login and a wrong password give NotUnlocked in the same words and time.

        With ``slot_id`` no other slot of the login is tried. StoreProblem when the slot opens but the file's
        MAC is wrong.
        """
        slots = [s for s in self._find("password", login) if slot_id in (None, s["id"])]
        slot, store_key, derived = self._open_one(slots, secret_of(password))
        return Unlocked(store_key, self._signing_key(slot, derived), login, slot["id"])

    def recover(self, half_a: str, half_b: str) -> Unlocked:
        """Open the store with the two halves; never a signing key.

        BadInput names a typing error, NotUnlocked says that the halves are no pair or were replaced.
        """
        code = bytes(a ^ b for a, b in zip(read_half(half_a), read_half(half_b), strict=True))
        try:
            slot, store_key, _derived = self._open_one(self._find("recovery", _RECOVERY), code)
        except NotUnlocked as error:
            raise NotUnlocked(WRONG_SHEET) from error
        return Unlocked(store_key, None, "", slot["id"])

    # -- private -------------------------------------------------------------------------------------

    def _add(
        self,
        kind: str,
        user: str,
        secret: Stretched,
        store_key: bytes,
        signing_key: PrivateKey | None,
        at: datetime,
        random: Random,
    ) -> str:
        nonce, sign_nonce = random(12), random(12)
        slot: dict[str, Any] = {
            "id": random(8).hex(),
            "kind": kind,
            "user": user,
            "created": utc_second(at),
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
        self._data["slots"].append(slot)
        self.seal(store_key)
        return str(slot["id"])

    def _bound(self, slot: dict[str, Any]) -> bytes:
        names = ("id", "kind", "user", "created", "kdf", "salt", "nonce", "sign_nonce")
        fields = {"store_id": self.store_id, **{name: slot[name] for name in names}}
        return json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()

    @property
    def _slots(self) -> list[dict[str, Any]]:
        return list(self._data["slots"])

    def _find(self, kind: str, user: str) -> list[dict[str, Any]]:
        return [slot for slot in self._slots if (slot["kind"], slot["user"]) == (kind, user)]

    def _open_one(self, slots: list[dict[str, Any]], secret: bytes) -> tuple[dict[str, Any], bytes, bytes]:
        """Return the newest of the slots that opens, the store's key and the derived key."""
        if not slots:
            # the same work as for a known login, so that the time reveals nothing
            self._template().derive(secret, b"\0" * 16)
        for slot in reversed(slots):
            try:
                store_key, derived = self._open(slot, secret)
            except InvalidTag:
                continue
            self.check(store_key)
            return slot, store_key, derived
        raise NotUnlocked(WRONG)

    def _open(self, slot: dict[str, Any], secret: bytes) -> tuple[bytes, bytes]:
        try:
            kdf = Kdf(**slot["kdf"])
            salt, nonce, wrapped = (base64.b64decode(slot[n]) for n in ("salt", "nonce", "wrapped"))
            derived = kdf.derive(secret, salt)
            return AESGCM(_subkey(derived, b"open")).decrypt(nonce, wrapped, self._bound(slot)), derived
        except (KeyError, TypeError, ValueError) as error:
            raise StoreProblem(DAMAGED) from error

    def _template(self) -> Kdf:
        try:
            return Kdf(**self._slots[0]["kdf"])
        except (IndexError, KeyError, TypeError):
            return Kdf()

    def _signing_key(self, slot: dict[str, Any], derived: bytes) -> PrivateKey | None:
        if not slot.get("signing"):
            return None
        try:
            nonce, wrapped = base64.b64decode(slot["sign_nonce"]), base64.b64decode(slot["signing"])
            pem = AESGCM(_subkey(derived, b"sign")).decrypt(nonce, wrapped, self._bound(slot))
            return load_key_pem(pem.decode())
        except (InvalidTag, KeyError, TypeError, ValueError) as error:
            raise StoreProblem(DAMAGED) from error

    def _left(self) -> list[Path]:
        return list(self._path.parent.glob(f"{self._path.name}*.part"))

    def _bytes(self) -> bytes:
        return json.dumps(self._data, indent=1, sort_keys=True).encode()


def copy_of(path: Path) -> Path:
    """Return the place of the second copy of a key file."""
    return path.with_name(path.name + ".bak")


def good_one(path: Path, store_key: bytes) -> Path:
    """Return the place that ``KeyFile.load`` reads, file or copy; StoreProblem when neither is good."""
    return _good(path, store_key)[0][0]


def _good(path: Path, store_key: bytes | None = None) -> list[tuple[Path, dict[str, Any]]]:
    """Return the file and its copy, each once and as far as it is good; StoreProblem when neither is."""
    found: list[tuple[Path, dict[str, Any]]] = []
    for one in (path, copy_of(path)):
        data = side_files.read_json(one)
        if not isinstance(data, dict) or not _well_formed(data) or data in [known for _, known in found]:
            continue
        if store_key is None or _is_genuine(data, store_key):
            found.append((one, data))
    if not found:
        raise StoreProblem(DAMAGED)
    return found


def _is_genuine(data: dict[str, Any], store_key: bytes) -> bool:
    return hmac.compare_digest(_mac(data, store_key).encode(), data["mac"].encode())


def _mac(data: dict[str, Any], store_key: bytes) -> str:
    body = {name: value for name, value in data.items() if name != "mac"}
    text = json.dumps(body, sort_keys=True, separators=(",", ":")).encode()
    return hmac.new(_subkey(store_key, b"keyfile-mac-v1"), text, hashlib.sha256).hexdigest()


def _well_formed(data: dict[str, Any]) -> bool:
    """Tell whether the parts have their form; whether they are genuine only the MAC tells."""
    epoch, slots = data.get("epoch"), data.get("slots")
    texts = all(isinstance(data.get(k), str) and data[k].isascii() for k in ("store_id", "mac"))
    numbers = data.get("v") == _VERSION and type(epoch) is int and 0 <= epoch < _HIGHEST_EPOCH
    return texts and numbers and isinstance(slots, list) and all(_is_slot(slot) for slot in slots)


def _is_slot(slot: object) -> bool:
    return isinstance(slot, dict) and all(isinstance(slot.get(k), str) for k in ("id", "kind", "user"))


def _subkey(key: bytes, purpose: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, None, purpose).derive(key)


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()
