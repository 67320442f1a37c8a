"""The ASiC-E container: what our writer makes is read, and nothing else is."""

import hashlib
import io
import random
import struct
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.crypto import container
from app.crypto.container import ContainerError, good_name
from tests.unit.crypto.conftest import pack, unpack

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


def test_the_writer_writes_what_the_reader_compares_with() -> None:
    """In one chunk or in many, each file in its order."""
    for size in (1, 7, 5000):
        held = bytearray()
        writer = container.ContainerWriter(held.extend)
        for name, content in FILES.items():
            writer.add(name, (content[at : at + size] for at in range(0, len(content), size)))
        writer.close()
        assert bytes(held) == PACKED


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
    some = [(f"data/{n}.jsonl", b"\0" * (1 << 20)) for n in range(9)]
    assert refused(pack(some)) == "ZIP_BOMB", "each is harmless, all together are not"
    assert unpack(pack([*some, ("scans/a", random.Random(1).randbytes(1 << 17))]))


def test_a_size_that_lies_is_refused() -> None:
    """A file that inflates to more than its header says is stopped at what the header says."""
    packed = pack([("data/a.jsonl", b"\0" * 500_000)])
    size = struct.pack("<I", 500_000)
    assert refused(packed.replace(size, struct.pack("<I", 1000))) == "ZIP_DEFLATE"


@pytest.mark.parametrize("more", [b"x", b"x" * 1000])
@pytest.mark.parametrize("ends", [900, 1000])
def test_bytes_after_the_end_of_a_file_are_refused(ends: int, more: bytes) -> None:
    """The bytes come in pieces of a thousand: the file ends within one, or with it."""
    noise = random.Random(1).randbytes(ends)
    sizes = range(ends - 50, ends)
    content = next(noise[:size] for size in sizes if len(deflated(noise[:size])) == ends)
    body = deflated(content)
    part = container.Part("data/a", 0, len(body) + len(more), len(content), zlib.crc32(content))
    packed = container._local_header("data/a") + body + more + container._descriptor(part)
    assert refused(packed + container._directory([part])) == "ZIP_DEFLATE"
    short = container.Part("data/a", 0, len(body) - 1, len(content), zlib.crc32(content))
    packed = container._local_header("data/a") + body[:-1] + container._descriptor(short)
    assert refused(packed + container._directory([short])) == "ZIP_DEFLATE"


def deflated(content: bytes) -> bytes:
    squeezer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return squeezer.compress(content) + squeezer.flush()


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


# -- bytes that never change --------------------------------------------------------------------------

KINDS = {
    "mimetype": container.MIMETYPE,
    "manifest.json": b"{}",
    "META-INF/ASiCManifest001.xml": b"<a/>" * 9,
    "META-INF/signature001.p7s": b"\x30" * 40,
    "data/a.jsonl": b'{"a":1}\n' * 9,
    "data/b.json": b"{}" * 9,
    "scans/b.jpg": b"\xff\xd8" * 20,
}
STORED_SHA256 = "a30a453ace34f9e68e453ff1f4bcc6320e8c4ad8183b1fedb90576dca716bc50"
STORED = {"mimetype", "META-INF/signature001.p7s", "scans/b.jpg"}


def test_a_container_is_written_in_the_same_bytes_for_ever() -> None:
    """Receivers compare the whole but for how a file was deflated, which differs between libraries."""
    stored_only = pack((name, content) for name, content in KINDS.items() if name in STORED)
    assert hashlib.sha256(stored_only).hexdigest() == STORED_SHA256
    packed = pack(KINDS.items())
    assert unpack(packed) == KINDS
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        for info in archive.infolist():
            stored = info.filename in STORED
            assert info.compress_type == (zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED)
            assert info.date_time == (2000, 1, 1, 0, 0, 0)
            assert (info.flag_bits, info.create_system, info.external_attr) == (0x08, 3, 0o644 << 16)


def test_a_listing_is_written_in_the_same_words_for_ever() -> None:
    etsi, w3 = "http://uri.etsi.org/02918/v1.2.1#", "http://www.w3.org/2000/09/xmldsig#"
    names = ["manifest.json", "data/a.jsonl", "data/b.xlsx", "scans/c.jpg"]
    assert container.asic_manifest(1, [(n, bytes(32)) for n in names]).decode().splitlines() == [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<asic:ASiCManifest xmlns:asic="{etsi}" xmlns:ds="{w3}">',
        '<asic:SigReference URI="META-INF/signature001.p7s" MimeType="application/pkcs7-signature"/>',
        *(
            f'<asic:DataObjectReference URI="{name}" MimeType="{kind}">'
            '<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>'
            f"<ds:DigestValue>{'A' * 43}=</ds:DigestValue></asic:DataObjectReference>"
            for name, kind in zip(
                names,
                ("application/json", "application/jsonl", "application/octet-stream", "image/jpeg"),
                strict=True,
            )
        ),
        "</asic:ASiCManifest>",
    ]
    assert container.asic_manifest(1, []).endswith(b">\n")


def test_parts_stand_in_one_order() -> None:
    assert container.order(dict.fromkeys(reversed(KINDS), b""), 1) == list(KINDS)
    assert container.order({"data/a": b""}, 2)[2:6] == [
        "META-INF/ASiCManifest001.xml",
        "META-INF/signature001.p7s",
        "META-INF/ASiCManifest002.xml",
        "META-INF/signature002.p7s",
    ]


def test_the_limits_themselves_are_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (container.MAX_FILES, container.MAX_TOTAL, container.MAX_RATIO) == (20_000, 2 << 30, 200)
    monkeypatch.setattr(container, "MAX_TOTAL", sum(map(len, FILES.values())))
    monkeypatch.setattr(container, "MAX_FILES", len(FILES))
    assert unpack(PACKED) == FILES
    exact = [("data/a", b"\0" * (1 << 20))]
    monkeypatch.setattr(container, "MAX_TOTAL", 1 << 21)
    monkeypatch.setattr(container, "MAX_RATIO", 1)
    assert unpack(pack(exact)), "a file of one MiB may be as thin as it likes"
    assert refused(pack([("data/a", b"\0" * ((1 << 20) + 1))])) == "ZIP_BOMB"
    noise = random.Random(1).randbytes((1 << 20) + 1)
    assert unpack(pack([("scans/a", noise)])), "one that is stored is as large as it says"


END, DIRECTORY = len(PACKED) - 22, PACKED.index(b"PK\1\2")


@pytest.mark.parametrize(
    ("at", "new"),
    [
        (END, b"XX"),
        (END + 8, b"\x02"),  # files of this disk, and of all
        (END + 10, b"\x02"),
        (END + 16, b"\x01"),  # where the directory begins
        (END + 20, b"\x01"),  # a comment
        (DIRECTORY, b"XX"),
        (DIRECTORY + 10, b"\x0c"),  # another method
        (DIRECTORY + 38, b"\x01"),  # attributes
        (0, b"XX"),  # the first local header
    ],
)
def test_each_field_of_another_value_is_another_format(at: int, new: bytes) -> None:
    assert refused(PACKED[:at] + new + PACKED[at + len(new) :]) == "ZIP_FORMAT"


def test_what_does_not_inflate_or_fit_its_header() -> None:
    name = b"data/a.jsonl"
    body = PACKED.index(name) + len(name)
    assert refused(PACKED[:body] + b"\xff" + PACKED[body + 1 :]) == "ZIP_DEFLATE"
    crc = DIRECTORY + 16
    assert refused(PACKED[:crc] + bytes([PACKED[crc] ^ 1]) + PACKED[crc + 1 :]) == "ZIP_CRC"
    size = DIRECTORY + 24  # of the mimetype, which is stored
    assert refused(PACKED[:size] + bytes([PACKED[size] ^ 1]) + PACKED[size + 1 :]) == "ZIP_CRC"
