"""Packages from anyone: bombs, files that change while they are read, and what does not fit into memory.

Whoever has the receiver's certificate can seal anything to it; so everything up to the signatures comes
from a stranger.
"""

import hashlib
import os
import random
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.crypto import canonical, container
from app.crypto.data_files import MAX_LINE
from app.crypto.package import PackageProblem, check_envelope
from app.crypto.sealing import PIECE
from app.errors import BadInput
from tests.conftest import numbered
from tests.unit.crypto.conftest import FILES, World, pack, seal
from tests.unit.crypto.test_checks import plain, signed
from tests.unit.crypto.test_package import ROWS, inside, opened, refused, rewrapped

MIB = 1 << 20
HELD = 40 * MIB  # what may be in memory while a package is opened
NOISE = random.Random(1).randbytes(4 * PIECE)
SCAN = "scans/1.jpg"
HANDLES = Path("/proc/self/fd")


def handles() -> int:
    return len(list(HANDLES.iterdir()))


def peak(work: Callable[[], object]) -> int:
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def rows_of(path: Path, world: World) -> Callable[[], object]:
    def read() -> None:
        with opened(world, path) as found:
            for _row in found.records(ROWS):
                pass

    return read


# -- bombs --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("manifest.json", 100 * MIB),
        ("manifest.json", container.MAX_MANIFEST + 1),
        (container.manifest_name(1), 100 * MIB),
        ("data/bom.jsonl", 100 * MIB),
        (ROWS, 100 * MIB),
    ],
)
def test_a_bomb_that_nobody_signed_never_goes_off(world: World, tmp_path: Path, name: str, size: int) -> None:
    world.write(tmp_path / "a")
    files = inside(world, tmp_path / "a")
    path = rewrapped(world, tmp_path / "b", {**files, name: b" " * size})
    del files
    assert path.stat().st_size < MIB
    assert peak(lambda: refused(world, path)) < 4 * MIB
    assert refused(world, path) == "CONTENT"


@pytest.mark.parametrize(
    ("name", "size"),
    [("manifest.json", container.MAX_MANIFEST), (container.manifest_name(1), container.MAX_HELD)],
)
def test_nothing_large_is_held_before_anyone_has_signed(
    world: World, tmp_path: Path, name: str, size: int
) -> None:
    """Noise does not deflate: only the size itself tells."""
    world.write(tmp_path / "a")
    large = (NOISE * (size // len(NOISE) + 1))[: size + 1]
    path = rewrapped(world, tmp_path / "b", {**inside(world, tmp_path / "a"), name: large})
    del large
    assert peak(lambda: refused(world, path)) < 4 * MIB
    assert refused(world, path) == "CONTENT"


def test_a_manifest_that_the_reader_would_not_hold_is_not_written(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.write(tmp_path / "a")
    size = len(inside(world, tmp_path / "a")["manifest.json"])
    monkeypatch.setattr(container, "MAX_MANIFEST", size)
    world.write(tmp_path / "b")
    assert opened(world, tmp_path / "b")
    monkeypatch.setattr(container, "MAX_MANIFEST", size - 1)
    assert refused(world, tmp_path / "b") == "CONTENT"
    with pytest.raises(PackageProblem) as caught:
        world.write(tmp_path / "c")
    assert caught.value.code == "TOO_BIG"


@pytest.mark.parametrize("name", [ROWS, "manifest.json", container.manifest_name(1)])
def test_a_file_that_gives_more_than_it_says_is_stopped_there(
    world: World, tmp_path: Path, name: str
) -> None:
    """The directory tells the size that the rest expects; the stream holds 64 MiB."""
    world.write(tmp_path / "a")
    files = inside(world, tmp_path / "a")
    packed = pack({**files, name: b" " * (64 * MIB)}.items())
    lying = packed.replace((64 * MIB).to_bytes(4, "little"), len(files[name]).to_bytes(4, "little"))
    (tmp_path / "b").write_bytes(seal(lying, [world.receiver.certificate], numbered()))
    assert peak(lambda: refused(world, tmp_path / "b")) < 4 * MIB
    assert refused(world, tmp_path / "b") == "CONTENT"


def test_a_signed_bomb_is_one_too(world: World, tmp_path: Path) -> None:
    contents = {**dict(FILES), "data/bom.json": b" " * (8 * MIB)}
    listed = [
        {"name": n, "size": len(c), "sha256": hashlib.sha256(c).hexdigest()} for n, c in contents.items()
    ]
    listed.sort(key=lambda file: str(file["name"]))
    manifest = plain(world, tmp_path) | {"files": listed}
    assert refused(world, signed(world, tmp_path / "a", manifest, contents)) == "CONTENT"


def test_what_the_reader_calls_a_bomb_is_not_written(world: World, tmp_path: Path) -> None:
    for files in (
        [("data/bom.json", b" " * (8 * MIB))],
        [(f"data/{n}.json", b" " * MIB) for n in range(9)],
        [(f"data/{n}.json", b"") for n in range(container.MAX_FILES)],
    ):
        with pytest.raises(PackageProblem) as caught:
            world.write(tmp_path / "a", files=files, counts={})
        assert caught.value.code == "TOO_BIG"
    assert not list(tmp_path.iterdir())


def test_a_thousand_signers_are_not_asked(world: World, tmp_path: Path) -> None:
    world.write(tmp_path / "a")
    files = inside(world, tmp_path / "a")
    manifest = canonical.loads(files["manifest.json"])
    manifest["signers"] = manifest["signers"][:1] * 999
    changed = {"mimetype": files["mimetype"], "manifest.json": canonical.dumps(manifest)}
    for number in range(1, 1000):
        changed[container.manifest_name(number)] = NOISE[: 8 * 1024]
        changed[container.signature_name(number)] = b"x"
    path = rewrapped(world, tmp_path / "b", changed | dict(FILES))
    assert peak(lambda: refused(world, path)) < 8 * MIB
    assert refused(world, path) == "SIGNERS"


def test_a_signature_of_the_size_of_a_file_is_not_parsed(world: World, tmp_path: Path) -> None:
    world.write(tmp_path / "a")
    files = inside(world, tmp_path / "a")
    name = container.signature_name(1)
    for size, code in ((container.MAX_SIGNATURE, "SIGNATURE"), (container.MAX_SIGNATURE + 1, "CONTENT")):
        assert refused(world, rewrapped(world, tmp_path / "b", {**files, name: b"0" * size})) == code


@pytest.mark.parametrize(
    "value",
    [
        "[" * 1000 + "]" * 1000,
        "[" * 100_000,
        '{"a":' * 40 + "1" + "}" * 40,
        '"\\ud800"',
        '"\\udc00\\ud800"',
        "9" * 400,
        "-9007199254740992",
        "1" * 5000,
        "NaN",
        "-Infinity",
        "1e400",
        "1.0",
        '"\\u0000"',
        '"e\u0301"',
        "[" + "0," * 300_000 + "0]",
        "[" + "[]," * 300_000 + "[]]",
    ],
    ids=lambda value: value[:12],
)
def test_json_that_hurts_is_refused_as_manifest_and_as_row(world: World, tmp_path: Path, value: str) -> None:
    world.write(tmp_path / "a")
    files = inside(world, tmp_path / "a")
    head = files["manifest.json"][:-1] + b',"zzz":' + value.encode() + b"}"
    path = rewrapped(world, tmp_path / "b", {**files, "manifest.json": head})
    assert peak(lambda: refused(world, path)) < HELD
    assert refused(world, path) == "CONTENT"
    row = b'{"a":' + value.encode() + b"}\n"
    if len(row) <= MAX_LINE:
        world.write(tmp_path / "c", files=[(ROWS, row)], counts={})
        with opened(world, tmp_path / "c") as found, pytest.raises(PackageProblem) as caught:
            list(found.records(ROWS))
        assert caught.value.code == "CONTENT"


def test_a_line_without_end_is_not_gathered(world: World, tmp_path: Path) -> None:
    contents = {ROWS: b"x" * 100 + NOISE.replace(b"\n", b"n") * 20}
    listed = [
        {"name": n, "size": len(c), "sha256": hashlib.sha256(c).hexdigest()} for n, c in contents.items()
    ]
    manifest = plain(world, tmp_path) | {"files": listed, "counts": {}}
    path = signed(world, tmp_path / "a", manifest, contents)
    del contents

    def read() -> None:
        with pytest.raises(PackageProblem) as caught:
            rows_of(path, world)()
        assert caught.value.code == "CONTENT"

    assert peak(read) < 4 * MIB


# -- what does not fit into memory --------------------------------------------------------------------


def test_a_large_package_is_never_held(world: World, tmp_path: Path) -> None:
    some = [{"a": i, "b": hashlib.sha256(b"%d" % i).hexdigest() * 30} for i in range(10**4)]
    rows = [b"".join(canonical.dumps(row) + b"\n" for row in some)]
    del some
    assert len(rows[0]) > 18 * MIB
    scans = [(f"scans/{n}.jpg", Pattern(n, 4 * MIB)) for n in range(10)]
    counts = {"khai_sinh": 10**4, "scans": 10}
    files = [(ROWS, rows.pop()), *scans]
    assert peak(lambda: world.write(tmp_path / "a", files=files, counts=counts)) < 8 * MIB
    files.clear()
    assert (tmp_path / "a").stat().st_size > 40 * MIB
    assert peak(rows_of(tmp_path / "a", world)) < 8 * MIB


class Pattern:
    """A scan that is made while it is read."""

    def __init__(self, number: int, size: int) -> None:
        self.size = size
        self._piece = random.Random(number).randbytes(MIB)

    def chunks(self) -> Iterator[bytes]:
        for at in range(0, self.size, MIB):
            yield self._piece[: self.size - at]


def test_a_file_too_large_to_hold_comes_in_chunks_only(world: World, tmp_path: Path) -> None:
    large = Pattern(3, container.MAX_HELD + 1)
    least = Pattern(4, container.MAX_HELD)
    world.write(tmp_path / "a", files=[(SCAN, large), ("scans/2.jpg", least)], counts={})
    with opened(world, tmp_path / "a") as found:
        assert found.files["scans/2.jpg"] == b"".join(least.chunks())
        with pytest.raises(PackageProblem) as caught:
            found.files[SCAN]
        assert caught.value.code == "TOO_BIG"
        digest = hashlib.sha256()
        for chunk in found.files.chunks(SCAN):
            digest.update(chunk)
    assert digest.digest() == hashlib.sha256(b"".join(large.chunks())).digest()


def test_rows_are_found_across_the_pieces(world: World, tmp_path: Path) -> None:
    want = [{"a": i, "b": NOISE[i : i + 40].hex() * 50} for i in range(0, 4000, 7)]
    rows = b"".join(canonical.dumps(row) + b"\n" for row in want)
    assert len(rows) > 8 * PIECE
    world.write(tmp_path / "a", files=[(ROWS, rows)], counts={"khai_sinh": len(want)})
    with opened(world, tmp_path / "a") as found:
        assert list(found.records(ROWS)) == want
        assert found.files[ROWS] == rows


# -- what is written from a source --------------------------------------------------------------------


class Changing(Pattern):
    """A scan that is another one when it is read again."""

    def __init__(self, at: int, size: int) -> None:
        super().__init__(5, size)
        self._reads, self._at = 0, at

    def chunks(self) -> Iterator[bytes]:
        self._reads += 1
        for number, chunk in enumerate(super().chunks()):
            yield b"?" * len(chunk) if self._reads == 2 and number == self._at else chunk


class Unreadable(Pattern):
    """A scan that cannot be read to its end, the first time or the second."""

    def __init__(self, read: int) -> None:
        super().__init__(6, 2 * MIB)
        self._left = read

    def chunks(self) -> Iterator[bytes]:
        yield from super().chunks()
        self._left -= 1
        if not self._left:
            raise OSError("gone")


@pytest.mark.parametrize("at", [0, 1])
def test_a_scan_that_changes_while_it_is_packed_is_not_packed(world: World, tmp_path: Path, at: int) -> None:
    with pytest.raises(PackageProblem) as caught:
        world.write(tmp_path / "a", files=[(SCAN, Changing(at, 2 * MIB))], counts={})
    assert caught.value.code == "FILES"
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("read", [1, 2])
def test_a_scan_that_cannot_be_read_is_named_as_the_cause(world: World, tmp_path: Path, read: int) -> None:
    with pytest.raises(BadInput, match="một tệp cần đóng gói"):
        world.write(tmp_path / "a", files=[(SCAN, Unreadable(read))], counts={})
    assert not list(tmp_path.iterdir())


# -- a stick that changes the file --------------------------------------------------------------------


def scanned(world: World, path: Path, **changes: Any) -> Path:
    world.write(path, files=[*FILES, (SCAN, NOISE)], **changes)
    return path


def spoil(path: Path) -> None:
    """Change one byte in the middle of the scan."""
    with path.open("r+b") as file:
        at = path.stat().st_size - 2 * PIECE
        file.seek(at)
        byte = file.read(1)
        file.seek(at)
        file.write(bytes([byte[0] ^ 1]))


def test_what_changes_after_it_was_verified_is_refused(world: World, tmp_path: Path) -> None:
    path = scanned(world, tmp_path / "a")
    with opened(world, path) as found:
        assert found.files[SCAN] == NOISE
        spoil(path)
        with pytest.raises(PackageProblem) as caught:
            found.files[SCAN]
        assert caught.value.code == "ENV_TAMPERED"
        assert caught.value.checks == found.checks
        given = b""
        with pytest.raises(PackageProblem):
            for chunk in found.files.chunks(SCAN):
                given += chunk
        assert NOISE.startswith(given), "no changed byte is given out"
        assert list(found.records(ROWS)) == [{"child_name": "Lê Văn Tý"}]


def test_what_changes_while_it_is_verified_is_refused(world: World, tmp_path: Path) -> None:
    path = scanned(world, tmp_path / "a")
    told: list[int] = []

    def change(done: int, total: int) -> None:
        if not told and 2 * done >= total - 1:  # the tag was right
            told.append(done)
            spoil(path)

    assert refused(world, path, progress=change) == "ENV_TAMPERED"
    assert told


def test_a_package_swapped_by_name_is_not_read(world: World, tmp_path: Path) -> None:
    path = scanned(world, tmp_path / "a")
    want = hashlib.sha256(path.read_bytes()).hexdigest()
    scanned(world, tmp_path / "b", sender_id="ke-khac")
    with opened(world, path) as found:
        (tmp_path / "b").replace(path)
        assert found.files[SCAN] == NOISE
        assert list(found.records(ROWS)) == [{"child_name": "Lê Văn Tý"}]
        assert found.file_sha256 == want
    with pytest.raises(PackageProblem):
        opened(world, path)


def test_a_stick_that_was_pulled_is_said(world: World, tmp_path: Path) -> None:
    path = scanned(world, tmp_path / "a")
    found = opened(world, path)
    with found.files._content._plain._file as file:  # type: ignore[attr-defined]
        other = os.open(tmp_path, os.O_RDONLY)
        os.dup2(other, file.fileno())  # as when the device is gone: every read is an error now
        os.close(other)
        with pytest.raises(BadInput, match="USB"):
            found.files[SCAN]


# -- order and handles --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"chain": None, "signers": "none"}, "SIGNERS"),
        ({"me": "khac"}, "NOT_FOR_US"),
        ({"sender": "khac"}, "SENDER"),
        ({"purpose": "tra_loi"}, "PURPOSE"),
    ],
)
def test_no_data_is_decrypted_for_what_is_refused_by_its_manifest(
    world: World, tmp_path: Path, changes: dict[str, Any], code: str
) -> None:
    written = {"signers": []} if changes.pop("signers", "") else {}
    path = scanned(world, tmp_path / "a", **written)
    read: list[int] = []
    assert refused(world, path, progress=lambda done, _total: read.append(done), **changes) == code
    twice = (path.stat().st_size + 2 * PIECE) // 1024
    assert read[-1] <= twice + 1, "the tag, then the directory at the end and what stands at the front"


@pytest.mark.skipif(not HANDLES.exists(), reason="needs /proc")
def test_no_handle_stays_open(world: World, tmp_path: Path) -> None:
    path = scanned(world, tmp_path / "a")
    before = handles()
    with opened(world, path):
        assert handles() == before + 1
    with pytest.raises(PackageProblem) as caught:
        opened(world, path, me="khac")
    assert caught.value.__traceback__ is not None
    assert check_envelope(path)[1] == 1
    with pytest.raises(BadInput):
        opened(world, path, key_pem="x")
    assert handles() == before


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes in folders there")
def test_a_pipe_in_the_place_of_a_package_is_refused_at_once(world: World, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a")
    with pytest.raises(BadInput, match="USB"):
        opened(world, tmp_path / "a")
    with pytest.raises(BadInput, match="USB"):
        check_envelope(Path("/dev/zero"))
