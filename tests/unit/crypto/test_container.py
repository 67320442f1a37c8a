"""The ASiC-E container: what our writer makes is read, and nothing else is."""

import io
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.crypto import container
from app.crypto.container import ContainerError, good_name, pack, unpack

NAMES = st.from_regex(r"(data|scans)/[a-z][a-z0-9_]{0,20}", fullmatch=True).filter(good_name)
FILES = {"mimetype": container.MIMETYPE, "data/a.jsonl": b'{"a":1}\n' * 50, "scans/b.jpg": b"\xff\xd8" * 50}
PACKED = pack(FILES.items())


def refused(data: bytes) -> str:
    with pytest.raises(ContainerError) as caught:
        unpack(data)
    return caught.value.code


@given(st.dictionaries(NAMES, st.binary(max_size=3000), max_size=6))
def test_containers_come_back_whole(files: dict[str, bytes]) -> None:
    packed = pack(files.items())
    assert unpack(packed) == files
    assert pack(files.items()) == packed


def test_any_other_program_reads_it() -> None:
    with zipfile.ZipFile(io.BytesIO(PACKED)) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == FILES
        assert archive.namelist()[0] == "mimetype"
        assert PACKED[38:].startswith(container.MIMETYPE)  # stored first: its kind shows at a fixed place


def test_the_archive_of_another_program_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in FILES.items():
            archive.writestr(name, content)
    assert refused(out.getvalue()) in ("ZIP_FORMAT", "ZIP_CRC")


def test_every_changed_byte_is_refused_or_reads_the_same() -> None:
    same = 0
    for at in range(len(PACKED)):
        for bit in (1, 16, 128):
            changed = bytearray(PACKED)
            changed[at] ^= bit
            try:
                found = unpack(bytes(changed))
            except ContainerError:
                continue
            same += 1
            assert found == FILES
    assert same <= 3  # unused bits at the end of the one deflate stream


def test_every_cut_and_every_addition_is_refused() -> None:
    for size in range(len(PACKED)):
        assert refused(PACKED[:size])
    for place in (0, 38, len(PACKED) - 22, len(PACKED)):
        assert refused(PACKED[:place] + b"\0" + PACKED[place:])
    assert refused(PACKED + PACKED)


def test_a_bomb_is_refused() -> None:
    assert refused(pack([("data/bom.jsonl", b"\0" * (8 << 20))])) == "ZIP_BOMB"
    assert unpack(pack([("data/ok.jsonl", b"\0" * (1 << 20))]))  # small enough to be harmless


def test_a_size_that_lies_is_refused() -> None:
    """A file that inflates to more than its header says is stopped at what the header says."""
    packed = pack([("data/a.jsonl", b"\0" * 500_000)])
    size = struct.pack("<I", 500_000)
    assert refused(packed.replace(size, struct.pack("<I", 1000))) == "ZIP_DEFLATE"


def test_too_many_files_and_too_much_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert refused(pack([(f"data/{n}", b"") for n in range(container.MAX_FILES + 1)])) == "ZIP_TOO_MANY"
    monkeypatch.setattr(container, "MAX_TOTAL", 100)
    assert refused(PACKED) == "ZIP_BOMB"


def test_a_file_twice_is_refused() -> None:
    assert refused(pack([("data/a", b"1"), ("data/a", b"2")])) == "ZIP_DUPLICATE"


BAD_NAMES = [
    "data/con.jsonl",
    "data/nul",
    "data/com1.json",
    "data/a/b",
    "data/A",
    "data/é",
    "data/x.",
    "data/",
]
BAD_NAMES += ["../x", "/data/x", "data\\x", "data/a..b", "data/x\n", "data/.x", "c:x", "data/" + "a" * 101]


@pytest.mark.parametrize("name", BAD_NAMES)
def test_names_that_hurt_are_refused(name: str) -> None:
    assert not good_name(name)
    assert refused(pack([(name, b"")])) in ("ZIP_NAME", "ZIP_FORMAT")


@pytest.mark.parametrize("name", ["META-INF/signature001.xml", "META-INF/x", "manifest.json\n", "mimetype "])
def test_other_parts_are_refused(name: str) -> None:
    assert refused(pack([(name, b"")])) == "ZIP_NAME"


def test_listings_are_escaped_and_numbered() -> None:
    listing = container.asic_manifest(12, [("data/a.jsonl", b"\0" * 32)]).decode()
    assert 'URI="META-INF/signature012.p7s"' in listing
    assert 'URI="data/a.jsonl" MimeType="application/jsonl"' in listing
