"""What a disk holds after a kill or a power cut at any moment of a program's run.

The run happens under a shim (``disk.c``) that logs every change below one folder in order. A kill ends the
process before a chosen change. A power cut is computed from the log: before the cut, data is on the disk if
its file was flushed after it, a name if its folder was. Of the rest, each write is there or not, or torn at a
sector; names come in the order in which they were made, as a journal keeps them, up to a random moment.
(After ALICE, Pillai et al., OSDI 2014.)
"""

import os
import random
import shutil
import struct
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
ACK = "ACK"
"""The file in which a run says what it has finished; it is no part of the disk."""

_SECTOR = 512
_RECORD = struct.Struct("<cHHQQQ")
_NAMES = "CRUMX"  # changes of names, as opposed to contents


@dataclass(frozen=True)
class Change:
    """One change in the order of the log; paths are relative to the folder."""

    op: str
    path: str
    other: str
    inode: int
    at: int
    data: bytes

    @property
    def parents(self) -> set[str]:
        """Return the folders whose flush makes a change of names durable."""
        return {str(Path(path).parent).removeprefix(".") for path in (self.path, self.other) if path}


@cache
def shim(into: Path) -> Path:
    """Compile the shim once per test process."""
    made = into / "disk.so"
    source = Path(__file__).with_name("disk.c")
    command = ["gcc", "-shared", "-fPIC", "-O1", "-o", made, source, "-ldl", "-pthread"]
    subprocess.run(command, check=True, capture_output=True)
    return made


def run(
    module: str, *arguments: str, folder: Path, library: Path, log: Path, kill_at: int | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a module in a process of its own on this folder; with ``kill_at`` it ends before that change."""
    around = {
        **os.environ,  # noqa: TID251
        "LD_PRELOAD": str(library),
        "DISK_FOLDER": str(folder),
        "DISK_LOG": str(log),
        "QT_QPA_PLATFORM": "offscreen",
        **({"DISK_KILL": str(kill_at)} if kill_at is not None else {}),
    }
    command = [sys.executable, "-m", module, *arguments, str(folder)]
    return subprocess.run(
        command, check=False, cwd=ROOT, env=around, capture_output=True, text=True, timeout=120
    )


def said_in(folder: Path) -> list[str]:
    """Return what a run has said; the last line may be torn."""
    return (folder / ACK).read_text().split("\n")[:-1]


def inodes_of(folder: Path) -> dict[int, str]:
    """Return the names of the files by inode."""
    return {p.stat().st_ino: str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()}


def read_log(log: Path, folder: Path) -> list[Change]:
    """Return the changes of a run."""
    return list(_changes(log.read_bytes(), f"{folder}/"))


def _changes(log: bytes, root: str) -> Iterator[Change]:
    at = 0
    while at < len(log):
        op, first, second, inode, where, size = _RECORD.unpack_from(log, at)
        at += _RECORD.size
        path, at = log[at : at + first].decode(), at + first
        other, at = log[at : at + second].decode(), at + second
        data, at = log[at : at + size], at + size
        names = (path.removeprefix(root), other.removeprefix(root))
        names = tuple("" if name == root.rstrip("/") else name for name in names)
        yield Change(op.decode(), *names, inode, where, data)


@dataclass
class Tree:
    """Files and folders by path; a file's content by a number that is never used twice."""

    folders: set[str]
    files: dict[str, int]
    contents: dict[int, bytearray]

    @staticmethod
    def of(folder: Path) -> tuple["Tree", dict[int, int]]:
        """Read a folder; return it and the numbers of the contents by inode."""
        tree, numbers = Tree({""}, {}, {}), {}
        for path in sorted(folder.rglob("*")):
            name = str(path.relative_to(folder))
            if path.is_dir():
                tree.folders.add(name)
            elif name != ACK:
                number = len(tree.contents)
                tree.files[name], tree.contents[number] = number, bytearray(path.read_bytes())
                numbers[path.stat().st_ino] = number
        return tree, numbers

    def write(self, folder: Path) -> None:
        """Write it out; what lies in a folder that is not there is lost."""
        shutil.rmtree(folder, ignore_errors=True)
        for name in sorted(self.folders):
            if (folder / name).parent.is_dir():
                (folder / name).mkdir(mode=0o700)
        for name, number in self.files.items():
            if (folder / name).parent.is_dir():
                (folder / name).write_bytes(self.contents[number])

    def rename(self, before: str, after: str) -> None:
        """Move a file or a folder with all that is in it."""
        if before in self.files:
            self.files[after] = self.files.pop(before)
        elif before in self.folders:
            inside = f"{before}/"
            self.folders = {
                _moved(n, before, after) if n == before or n.startswith(inside) else n for n in self.folders
            }
            self.files = {
                _moved(n, before, after) if n.startswith(inside) else n: number
                for n, number in self.files.items()
            }


def _moved(name: str, before: str, after: str) -> str:
    return after + name.removeprefix(before)


def power_cut(
    folder: Path,
    before: Path,
    changes: Sequence[Change],
    cut: int,
    rnd: random.Random,
    *,
    inodes: dict[int, str],
) -> list[str]:
    """Write into ``folder`` what the disk holds when power goes before change ``cut``; return what was said.

    ``before`` holds the disk at the start of the run, ``inodes`` the names of its files by inode.
    """
    tree, _ = Tree.of(before)
    numbers = {inode: tree.files[name] for inode, name in inodes.items() if name in tree.files}
    happened = changes[:cut]
    owners = _owners(happened, numbers, tree)
    durable = _durable(happened, owners)
    until: dict[str, int] = {}  # how many changes of names came: in one order, or in one per folder
    each = rnd.random() < 0.3
    kept: list[tuple[str, str]] = []  # folders that still have their old names
    said = b""
    for place, change in enumerate(happened):
        if change.path == ACK:
            said += change.data
            continue
        if change.op in _NAMES:
            change = _under_old_names(change, kept)  # noqa: PLW2901
            parent = str(Path(change.other or change.path).parent).removeprefix(".") if each else ""
            limit = until.setdefault(parent, rnd.choice((0, rnd.randrange(cut + 1), cut)))
            if place in durable or place < limit:
                _name(tree, change, owners.get(place))
            elif change.op == "R" and change.path in tree.folders:
                kept.append((change.path, change.other))
        elif change.op in "WT" and (place in durable or rnd.random() < 0.5):
            _fill(tree.contents[owners[place]], change, None if place in durable else rnd)
    tree.write(folder)
    return said.decode().split("\n")[:-1]


def _under_old_names(change: Change, kept: Sequence[tuple[str, str]]) -> Change:
    """Return a change within a folder whose new name did not come to the disk: it is the same folder."""

    def real(path: str) -> str:
        for before, after in reversed(kept):
            if path.startswith(f"{after}/"):
                path = _moved(path, after, before)
        return path

    return replace(change, path=real(change.path), other=real(change.other))


def _owners(changes: Sequence[Change], numbers: dict[int, int], tree: Tree) -> dict[int, int]:
    """Return the number of the content that each change belongs to; a used inode comes again."""
    known, owners = dict(numbers), {}
    for place, change in enumerate(changes):
        if change.path == ACK or change.op in "DMX":
            continue
        if change.op == "C" or change.inode not in known:
            known[change.inode] = len(tree.contents)
            tree.contents[known[change.inode]] = bytearray()
        owners[place] = known[change.inode]
    return owners


def _durable(changes: Sequence[Change], owners: dict[int, int]) -> set[int]:
    """Return the places of the changes that were flushed."""
    found: set[int] = set()
    waiting: list[int] = []
    for place, change in enumerate(changes):
        if change.op == "S":
            flushed = {p for p in waiting if changes[p].op in "WT" and owners[p] == owners.get(place)}
        elif change.op == "D":
            flushed = {p for p in waiting if changes[p].op in _NAMES and change.path in changes[p].parents}
        else:
            if change.path != ACK:
                waiting.append(place)
            continue
        found |= flushed
        waiting = [p for p in waiting if p not in flushed]
    return found


def _name(tree: Tree, change: Change, number: int | None) -> None:
    match change.op:
        case "C":
            assert number is not None
            tree.files[change.path] = number
        case "R":
            tree.rename(change.path, change.other)
        case "U":
            tree.files.pop(change.path, None)
        case "M":
            tree.folders.add(change.path)
        case "X":
            tree.folders.discard(change.path)


def _fill(content: bytearray, change: Change, torn: random.Random | None) -> None:
    if change.op == "T":
        del content[change.at :]
        content.extend(bytes(change.at - len(content)))
        return
    data = change.data
    if torn is not None and torn.random() < 0.3:
        data = data[: _SECTOR * torn.randrange(max(1, len(data) // _SECTOR))]
    if len(content) < change.at:
        content.extend(bytes(change.at - len(content)))
    content[change.at : change.at + len(data)] = data
