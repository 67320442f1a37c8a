"""What came from each commune: its packages in the order they were taken, and the entries in each.

The entries of a package stand in a file of their own, named by the hash of its manifest and written before
the package counts as taken; so a file that a stopped opening left is never read.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app import atomic, outside
from app.crypto import checks
from app.crypto.package import ChainState, PackageProblem
from app.errors import BadInput
from app.models.store.times import read
from app.models.words.moments import day_words

REPLAY = "REPLAY"
FOLDER = "da-nhan"

Entries = Mapping[str, tuple[int, str]]
"""Version and SHA-256 of approved entries, by id."""


@dataclass(frozen=True, slots=True)
class Received:
    """A package that was taken; ``at`` is empty when a desk from before kept only the last one."""

    no: int
    manifest_sha256: str
    at: str = ""
    restored: int = 0

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {
            "no": self.no,
            "manifest_sha256": self.manifest_sha256,
            "at": self.at,
            "restored": self.restored,
        }

    @staticmethod
    def from_json(value: Mapping[str, Any]) -> "Received":
        """Read the output of ``to_json``."""
        return Received(value["no"], value["manifest_sha256"], value["at"], value["restored"])

    def __str__(self) -> str:
        """Return number and day."""
        day = f" ({day_words(read(self.at))})" if self.at else ""
        return f"{self.no}{day}"


@dataclass(frozen=True, slots=True)
class Earlier:
    """An entry that came before, as it is or in a newer version, in the package with this number."""

    entry_id: str
    version: int
    package_no: int


def code_of(manifest: Mapping[str, Any], digest: str, known: Sequence[Received]) -> str:
    """Return how a package breaks its sender's chain: REPLAY, FORK, GAP, CHAIN; empty when it goes on."""
    if was_taken(digest, known):
        return REPLAY
    last = ChainState(known[-1].no, known[-1].manifest_sha256) if known else ChainState(0, "0" * 64)
    number = manifest["package_no"]
    try:
        checks.check_chain(manifest, digest, last, [])
    except PackageProblem as error:
        if error.code != REPLAY:
            return error.code
        if any(one.no == number for one in known):
            return "FORK"
        before_the_list = not known[0].at and number < known[0].no  # it came, and nothing else is known of it
        return REPLAY if before_the_list else "CHAIN"
    return ""


def came(manifest: Mapping[str, Any], digest: str, known: Sequence[Received]) -> bool:
    """Tell whether a package was taken before: it is on the list, or older than what the list begins with."""
    return code_of(manifest, digest, known) == REPLAY


def was_taken(digest: str, known: Sequence[Received]) -> bool:
    """Tell whether a package with this manifest is on the list of what was taken."""
    return any(one.manifest_sha256 == digest for one in known)


def restored_of(manifest: Mapping[str, Any]) -> int:
    """Return how often the sender's store was restored; 0 when the package does not say it."""
    store = manifest.get("store")
    times = store.get("restored") if isinstance(store, dict) else None
    return times if type(times) is int and times > 0 else 0


def keep_entries(folder: Path, store: str, manifest_sha256: str, entries: Entries) -> None:
    """Write the entries of a package, a line each; BadInput when that is not possible."""
    rows = ([entry_id, version, sha256] for entry_id, (version, sha256) in entries.items())
    data = "".join(json.dumps(row) + "\n" for row in rows)
    outside.write(_file(folder, store, manifest_sha256), data.encode(), below=_made(folder))


def earlier(
    folder: Path, store: str, known: Sequence[Received], entries: Entries
) -> tuple[list[Earlier], list[Earlier]]:
    """Return which entries came before as they are, and which with other words and no newer version.

    Of several packages with an entry the newest counts. BadInput when a list of entries is missing or
    damaged.
    """
    held: dict[str, tuple[int, tuple[int, str]]] = {}
    for package in known:
        if package.at:
            for entry_id, version, sha256 in _entries(_file(folder, store, package.manifest_sha256)):
                if entry_id in entries and entries[entry_id][0] <= version:
                    held[entry_id] = package.no, (version, sha256)
    same: list[Earlier] = []
    other: list[Earlier] = []
    for entry_id, (number, before) in held.items():
        version, sha256 = entries[entry_id]
        found = Earlier(entry_id, version, number)
        (same if before == (version, sha256) else other).append(found)
    return same, other


def _entries(path: Path) -> list[tuple[str, int, str]]:
    try:
        with outside.opened(path) as file:
            return [_entry(*json.loads(line)) for line in file]
    except (BadInput, ValueError, TypeError, RecursionError) as error:
        raise BadInput(
            "Danh sách trường hợp đã nhận ({0}) của bàn Công an bị mất hoặc hỏng. Không mở gói; hãy chép lại "
            "thư mục của bàn từ bản sao lưu.",
            path.name,
        ) from error


def _entry(entry_id: object, version: object, sha256: object) -> tuple[str, int, str]:
    if not isinstance(entry_id, str) or not isinstance(version, int) or not isinstance(sha256, str):
        raise TypeError
    return entry_id, version, sha256


def _file(folder: Path, store: str, manifest_sha256: str) -> Path:
    return folder / FOLDER / store / f"{manifest_sha256}.jsonl"


def _made(folder: Path) -> Path:
    try:
        atomic.make_folder(folder)
    except OSError as error:
        raise outside.not_written(error) from error
    return folder
