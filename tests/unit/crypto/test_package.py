"""Packages: what was written is read, and every named way of going wrong is told by its own code."""

import json
import random as seeded
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa

from app.crypto import canonical, container, data_files, package
from app.crypto.package import (
    ChainState,
    OpenedPackage,
    PackageProblem,
    Recipient,
    check_envelope,
    check_parties,
    open_package,
)
from app.crypto.sealing import PIECE
from app.crypto.signing import SoftwareSigner, load_key_pem
from app.errors import BadInput, Refused, Stopped
from app.models.words.purpose import Purpose, SignedAs
from tests.conftest import AT, numbered
from tests.unit.crypto.conftest import FILES, START, World, pack, seal, unpack, unseal
from tests.unit.crypto.test_trust import END, SIGN, built

SCHEMA = Path(__file__).parents[3] / "docs" / "formats" / "package-manifest.schema.json"
ROWS = "data/khai_sinh.jsonl"


def opened(world: World, path: Path, **changes: Any) -> OpenedPackage:
    given: dict[str, Any] = {
        "key_pem": world.receiver.key_pem,
        "certificate_pem": world.receiver.certificate_pem,
        "trust": world.trust,
        "me": "ca-huyen",
        "sender": "xa",
        "purpose": "ket_qua",
        "chain": START,
        "at": AT,
    }
    return open_package(path, **{**given, **changes})


def refused(world: World, path: Path, **changes: Any) -> str:
    with pytest.raises(PackageProblem) as caught:
        opened(world, path, **changes)
    return caught.value.code


def content(world: World, path: Path) -> bytes:
    key = load_key_pem(world.receiver.key_pem)
    return unseal(path.read_bytes(), key, world.receiver.certificate)


def inside(world: World, path: Path) -> dict[str, bytes]:
    return unpack(content(world, path))


def rewrapped(world: World, path: Path, files: dict[str, bytes]) -> Path:
    """Seal other content to the same receiver, as anybody with his certificate can."""
    path.write_bytes(seal(pack(files.items()), [world.receiver.certificate], numbered()))
    return path


def test_what_was_written_is_read(world: World, tmp_path: Path) -> None:
    sealed = world.write(tmp_path / "a.htpkg")
    found = opened(world, tmp_path / "a.htpkg")
    assert list(found.records(ROWS)) == [{"child_name": "Lê Văn Tý"}]
    assert list(found.records("data/khong_co.jsonl")) == []
    assert dict(found.files) == dict(FILES)
    assert [(s.role, s.uid, s.at) for s in found.signers] == [
        ("tu_phap", "038085990001", AT),
        ("cong_an", "038090990002", AT),
    ]
    assert found.manifest_sha256 == sealed.manifest_sha256
    codes = "ENVELOPE CONTAINER MANIFEST SIGNATURE SIGNATURE FOUR_EYES ROUTE CHAIN FILES COUNTS"
    assert [c.code for c in found.checks] == codes.split()
    assert [path.name for path in tmp_path.iterdir()] == ["a.htpkg"]


@pytest.mark.parametrize("kind", ["ec", "rsa"])
def test_every_recipient_opens_it(world: World, tmp_path: Path, kind: str) -> None:
    archive = world.party("luu-tru", rsa.generate_private_key(65537, 2048) if kind == "rsa" else None)
    both = [Recipient(world.receiver.certificate), Recipient(archive.certificate)]
    world.write(tmp_path / "a", recipients=both)
    other = {"key_pem": archive.key_pem, "certificate_pem": archive.certificate_pem}
    assert opened(world, tmp_path / "a").files == opened(world, tmp_path / "a", **other).files
    assert check_envelope(tmp_path / "a")[1] == 2


def test_nothing_readable_outside(world: World, tmp_path: Path) -> None:
    sealed = world.write(tmp_path / "a")
    data = (tmp_path / "a").read_bytes()
    for secret in (b"khai_sinh", b"T\xc3\xbd", b"manifest", b"mimetype"):
        assert secret not in data
    assert check_envelope(tmp_path / "a") == (len(data), 1) == (sealed.size, 1)


@pytest.mark.parametrize("purpose", list(Purpose))
def test_the_manifest_is_as_documented(world: World, tmp_path: Path, purpose: Purpose) -> None:
    snapshot = {"id": "1", "issuer": "ca", "scope": "xa", "issued_at": "", "expires_at": "", "rows": 0}
    extra: dict[str, Any] = {
        "audit": {"seq": 7, "h": "0" * 64},
        "snapshot": {**snapshot, "schema": "vn.hotich.dan_cu/1"},
    }
    changes: dict[str, Any] = {"purpose": purpose, "extra": extra}
    if purpose != Purpose.RESULTS:
        changes["signers"] = [("cong_an_phat_hanh", world.issuer)]
    world.write(tmp_path / "a", **changes)
    manifest = opened(world, tmp_path / "a", purpose=purpose).manifest
    schema = json.loads(SCHEMA.read_bytes())
    assert set(schema["properties"]["purpose"]["enum"]) == set(Purpose)
    jsonschema.validate(manifest, schema)
    wrongs: list[dict[str, Any]] = [
        {"package_no": 0},
        {"signers": []},
        {"purpose": "khac"},
        {"to": []},
        {"counts": {"a": -1}},
    ]
    for wrong in wrongs:
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({**manifest, **wrong}, schema)


# -- number and chain ---------------------------------------------------------------------------------


def test_replay_gap_fork_and_chain_are_told_apart(world: World, tmp_path: Path) -> None:
    one = world.write(tmp_path / "1")
    first = ChainState(1, one.manifest_sha256)
    two = world.write(tmp_path / "2", chain=first)
    second = ChainState(2, two.manifest_sha256)
    world.write(tmp_path / "3", chain=second)
    world.write(tmp_path / "2b", chain=first, counts={"khai_sinh": 1, "scans": 0})
    world.write(tmp_path / "3b", chain=ChainState(2, "1" * 64))
    assert opened(world, tmp_path / "2", chain=first).manifest["package_no"] == 2
    assert refused(world, tmp_path / "1", chain=first) == "REPLAY"
    assert refused(world, tmp_path / "1", chain=second) == "REPLAY"
    assert refused(world, tmp_path / "3", chain=first) == "GAP"
    assert refused(world, tmp_path / "2b", chain=second) == "FORK"
    assert refused(world, tmp_path / "3b", chain=second) == "CHAIN"
    assert opened(world, tmp_path / "3b", chain=None).manifest["package_no"] == 3


# -- who, to whom, what -------------------------------------------------------------------------------


def test_the_wrong_receiver(world: World, tmp_path: Path) -> None:
    other = world.party("khac")
    world.write(tmp_path / "a")
    mine = {"key_pem": other.key_pem, "certificate_pem": other.certificate_pem}
    assert refused(world, tmp_path / "a", **mine) == "NOT_FOR_US"
    assert refused(world, tmp_path / "a", me="khac") == "NOT_FOR_US"
    assert refused(world, tmp_path / "a", key_pem=other.key_pem) == "ENV_KEY"
    # opened by the receiver and encrypted again to somebody else, whom the signed manifest does not name
    (tmp_path / "b").write_bytes(seal(content(world, tmp_path / "a"), [other.certificate], numbered()))
    assert refused(world, tmp_path / "b", **mine, me="") == "NOT_FOR_US"


def test_purpose_and_sender(world: World, tmp_path: Path) -> None:
    world.write(tmp_path / "a")
    assert refused(world, tmp_path / "a", purpose="tra_loi") == "PURPOSE"
    assert refused(world, tmp_path / "a", sender="xa-khac") == "SENDER"
    world.write(tmp_path / "b", purpose="ban_giao_tu_phap", signers=[("cong_an_phat_hanh", world.issuer)])
    assert refused(world, tmp_path / "b", purpose=None) == "PURPOSE"


def test_roles_of_the_signers(world: World, tmp_path: Path) -> None:
    for name, signers in {
        "one": [("tu_phap", world.justice)],
        "none": [],
        "turned": [("cong_an", world.police), ("tu_phap", world.justice)],
        "issuer": [("cong_an_phat_hanh", world.issuer)],
    }.items():
        world.write(tmp_path / name, signers=signers)
        assert refused(world, tmp_path / name) == "SIGNERS"
    world.write(tmp_path / "answer", purpose="tra_loi", signers=[("tu_phap", world.justice)])
    assert refused(world, tmp_path / "answer", purpose="tra_loi") == "SIGNERS"


def test_one_person_with_two_certificates(world: World, tmp_path: Path) -> None:
    twice = world.officer("038085990001", "Cao Thị Nhàn")
    world.write(tmp_path / "a", signers=[("tu_phap", world.justice), ("cong_an", twice)])
    assert refused(world, tmp_path / "a") == "FOUR_EYES"


def test_times_and_authorities(world: World, tmp_path: Path) -> None:
    stranger = World()  # the same names under another root
    for code, signer in {
        "EXPIRED": world.officer("038090990002", "Hết hạn", at=AT - timedelta(days=30), days=10),
        "NOT_YET": world.officer("038090990002", "Sớm", at=AT + timedelta(days=30)),
        "USAGE": world.officer("038090990002", "Mã hoá", usage="encrypt"),
        "UNTRUSTED": stranger.police,
    }.items():
        signers = [("tu_phap", world.justice), ("cong_an", signer)]
        world.write(tmp_path / code, signers=signers, issuing=[*world.trust.issuing, *stranger.trust.issuing])
        assert refused(world, tmp_path / code) == code


def test_a_signature_of_the_future(world: World, tmp_path: Path) -> None:
    world.write(tmp_path / "a", at=AT + timedelta(hours=27))
    assert refused(world, tmp_path / "a") == "FUTURE"
    assert opened(world, tmp_path / "a", at=AT + timedelta(hours=2)).signers


# -- changed on the way -------------------------------------------------------------------------------


def test_swapped_and_missing_signatures(world: World, tmp_path: Path) -> None:
    world.write(tmp_path / "a")
    files = inside(world, tmp_path / "a")
    one, two = container.signature_name(1), container.signature_name(2)
    swapped = {**files, one: files[two], two: files[one]}
    assert refused(world, rewrapped(world, tmp_path / "b", swapped)) == "SIGNATURE"
    missing = {name: data for name, data in files.items() if name != two}
    assert refused(world, rewrapped(world, tmp_path / "c", missing)) == "FILES"
    listing = {**files, container.manifest_name(1): files[container.manifest_name(2)]}
    assert refused(world, rewrapped(world, tmp_path / "d", listing)) == "FILES"


def test_a_signature_of_another_package(world: World, tmp_path: Path) -> None:
    world.write(tmp_path / "a")
    world.write(tmp_path / "b", files=[(ROWS, b'{"child_name":"An"}\n')])
    files, other = inside(world, tmp_path / "a"), inside(world, tmp_path / "b")
    name = container.signature_name(2)
    assert refused(world, rewrapped(world, tmp_path / "c", {**files, name: other[name]})) == "SIGNATURE"


def test_a_manifest_that_was_changed_after_it_was_signed(world: World, tmp_path: Path) -> None:
    world.write(tmp_path / "a")
    files = inside(world, tmp_path / "a")
    manifest = canonical.loads(files["manifest.json"])
    manifest["signers"][1]["cert_sha256"] = "1" * 64
    changed = {**files, "manifest.json": canonical.dumps(manifest)}
    assert refused(world, rewrapped(world, tmp_path / "b", changed)) == "FILES"


def test_changed_added_and_removed_files(world: World, tmp_path: Path) -> None:
    world.write(tmp_path / "a")
    files = inside(world, tmp_path / "a")
    less = {name: data for name, data in files.items() if name != ROWS}
    other_order = dict(sorted(files.items(), reverse=True))
    for name, changed, code in (
        ("b", {**files, ROWS: b"{}\n"}, "FILES"),
        ("c", {**files, "data/them.jsonl": b""}, "FILES"),
        ("d", less, "FILES"),
        ("e", other_order, "FILES"),
        ("f", {**files, "data/../x.jsonl": b""}, "CONTENT"),
        ("g", {**files, "META-INF/signature003.p7s": b""}, "FILES"),
        ("h", {n: d for n, d in files.items() if n != "manifest.json"}, "CONTENT"),
        ("i", {**files, "mimetype": b"application/zip"}, "CONTENT"),
    ):
        assert refused(world, rewrapped(world, tmp_path / name, changed)) == code, name


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"[]",
        b"null",
        b"\xff",
        b"[" * 100_000,
        b'{"schema":"vn.hotich.goi/2"}',
        b'{ "schema":"vn.hotich.goi/1"}',
    ],
)
def test_a_manifest_of_another_form(world: World, tmp_path: Path, head: bytes) -> None:
    world.write(tmp_path / "a")
    files = {**inside(world, tmp_path / "a"), "manifest.json": head}
    assert refused(world, rewrapped(world, tmp_path / "b", files)) == "CONTENT"


@pytest.mark.parametrize("value", [None, [], {}, 5, -1, "x", [5], [[]], {"a": []}, [{"name": 5}]])
def test_a_manifest_with_values_of_other_kinds(world: World, tmp_path: Path, value: object) -> None:
    """Anybody can encrypt to the receiver: what no one has signed must not do more than be refused."""
    world.write(tmp_path / "a")
    files = inside(world, tmp_path / "a")
    manifest = canonical.loads(files["manifest.json"])
    changes: list[dict[str, Any]] = [{**manifest, key: value} for key in manifest if key != "audit"]
    for part in ("files", "signers", "to"):
        first, *rest = manifest[part]
        changes += [{**manifest, part: [{**first, key: value}, *rest]} for key in first]
    for changed in changes:
        again = {**files, "manifest.json": canonical.dumps(changed)}
        assert refused(world, rewrapped(world, tmp_path / "b", again), me="", sender="", purpose=None) in (
            "CONTENT",
            "FILES",
            "SIGNERS",
        )


def test_certificates_are_checked_before_anything_is_signed(world: World) -> None:
    good = [(SignedAs.JUSTICE, world.justice)]
    to = [Recipient(world.receiver.certificate)]
    check_parties(world.trust, signers=good, recipients=to, at=AT)
    with pytest.raises(Refused, match=r"người ký.*hết hạn"):
        check_parties(world.trust, signers=good, recipients=to, at=AT + timedelta(days=1826))
    with pytest.raises(Refused, match="nơi nhận"):
        check_parties(World().trust, signers=[], recipients=to, at=AT)
    nameless = SoftwareSigner(*built(world.authority.issuing.subject, world.authority.issuing_key, END, SIGN))
    with pytest.raises(Refused, match=r"người ký.*UID"):
        check_parties(world.trust, signers=[("tu_phap", nameless)], recipients=to, at=AT)
    signs = x509.load_der_x509_certificate(world.justice.certificate)
    with pytest.raises(Refused, match="nơi nhận"):
        check_parties(world.trust, signers=[], recipients=[Recipient(signs)], at=AT)


def test_any_changed_byte_of_the_file_is_refused(world: World, tmp_path: Path) -> None:
    world.write(tmp_path / "a")
    whole = (tmp_path / "a").read_bytes()
    bad = tmp_path / "b"
    for at in range(0, len(whole), 7):
        changed = bytearray(whole)
        changed[at] ^= 1 << (at % 8)
        bad.write_bytes(changed)
        assert refused(world, bad)
    for size in range(0, len(whole), 97):
        bad.write_bytes(whole[:size])
        assert refused(world, bad) in ("ENV_FORMAT", "ENV_TAMPERED")
    bad.write_bytes(whole + b"\0")
    assert refused(world, bad) == "ENV_FORMAT"


def test_any_changed_byte_of_the_container_changes_nothing_that_is_read(world: World, tmp_path: Path) -> None:
    """Sealed again after each change: the few that pass (unused bits of a deflate stream) read the same."""
    world.write(tmp_path / "a")
    whole = content(world, tmp_path / "a")
    good = opened(world, tmp_path / "a")
    bad = tmp_path / "b"
    passed = 0
    for at in range(0, len(whole), 7):
        changed = bytearray(whole)
        changed[at] ^= 1 << (at % 8)
        bad.write_bytes(seal(bytes(changed), [world.receiver.certificate], numbered()))
        try:
            found = opened(world, bad)
        except PackageProblem:
            continue
        passed += 1
        assert (found.files, found.manifest) == (good.files, good.manifest)
    assert passed <= 5  # at most the last byte of each


# -- rows ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rows",
    [
        b'{"a":1}',
        b'{"a":1}\r\n',
        b"\n",
        b'{"a":1} \n',
        b'{"b":1,"a":1}\n',
        b'{"a":1,"a":1}\n',
        b'{"a":1.0}\n',
        b"[1]\n",
        b'\xef\xbb\xbf{"a":1}\n',
        b'{"a":"\xff"}\n',
    ],
)
def test_rows_that_are_not_canonical_are_refused(world: World, tmp_path: Path, rows: bytes) -> None:
    world.write(tmp_path / "a", files=[(ROWS, rows)], counts={})
    found = opened(world, tmp_path / "a")
    with pytest.raises(PackageProblem, match="định dạng"):
        list(found.records(ROWS))


def test_a_row_comes_with_the_bytes_that_its_approval_signs(world: World, tmp_path: Path) -> None:
    rows = [
        {"amendments": [{"approval": {"uid": "1"}}], "approval": {"uid": "1"}, "b": 1},
        {"approval": {"uid": "2"}, "b": 1},
        {"approval": {}},
        {"b": "Lê"},
    ]
    lines = b"".join(canonical.dumps(row) + b"\n" for row in rows)
    world.write(tmp_path / "a", files=[(ROWS, lines)], counts={})
    with opened(world, tmp_path / "a") as found:
        for row, (got, signed) in zip(rows, found.approved(ROWS), strict=True):
            assert got == row
            assert signed == canonical.dumps({key: row[key] for key in row if key != "approval"})


def test_rows_and_scans_are_counted(world: World, tmp_path: Path) -> None:
    files = [*FILES, ("scans/1.jpg", b"\xff\xd8")]
    world.write(tmp_path / "a", files=files, counts={"khai_sinh": 1, "sai_lech": 0, "scans": 1, "khac": 9})
    assert opened(world, tmp_path / "a")
    for name, counts in (("b", {"khai_sinh": 2}), ("c", {"scans": 0}), ("d", {"sai_lech": 1})):
        world.write(tmp_path / name, files=files, counts=counts)
        assert refused(world, tmp_path / name) == "COUNTS"


def test_a_row_the_reader_would_refuse_is_not_written(world: World, tmp_path: Path) -> None:
    row = canonical.dumps({"a": "x" * data_files.MAX_LINE}) + b"\n"
    with pytest.raises(PackageProblem) as caught:
        world.write(tmp_path / "a", files=[(ROWS, row)])
    assert caught.value.code == "TOO_BIG"
    assert not list(tmp_path.iterdir())


# -- the stick ----------------------------------------------------------------------------------------


def test_a_missing_folder_is_said_in_words(world: World, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"Không ghi được ra nơi đã chọn.*USB.*Chưa thay đổi gì"):
        world.write(tmp_path / "none" / "a.htpkg")
    with pytest.raises(BadInput, match="USB"):
        opened(world, tmp_path / "none.htpkg")


def test_the_limits_and_the_steps_of_reading(world: World, tmp_path: Path) -> None:
    assert (data_files.MAX_LINE, package.MAX_PACKAGE) == (256 * 1024, (2 << 30) + (1 << 20))
    noise = ("scans/1.jpg", seeded.Random(1).randbytes(3 * PIECE))
    written: list[tuple[int, int]] = []
    read: list[tuple[int, int]] = []
    world.write(tmp_path / "a", files=[*FILES, noise], progress=lambda *step: written.append(step))
    found = opened(world, tmp_path / "a", progress=lambda *step: read.append(step))
    kib, size = 3 * PIECE // 1024, (tmp_path / "a").stat().st_size
    for told, total in ((written, 3 * kib + 1), (read, 2 * size // 1024 + 1)):
        assert len(told) >= 7
        assert told == sorted(told)
        assert {t for _, t in told} == {total}
        assert told[-1] == (total, total)
    assert {kib, 2 * kib} <= {done for done, _ in written}
    before = len(read)
    assert found.files["scans/1.jpg"]
    assert len(read) == before, "what is read later is no part of the opening"


def test_a_name_that_is_taken_is_not_written_over(world: World, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"cu")
    with pytest.raises(BadInput, match="không ghi đè"):
        world.write(tmp_path / "a")
    assert (tmp_path / "a").read_bytes() == b"cu"


def test_what_the_writer_says_of_a_package(world: World, tmp_path: Path) -> None:
    sealed = world.write(tmp_path / "a")
    assert (sealed.package_no, sealed.audit_seq) == (1, 7)
    assert uuid.UUID(sealed.package_id).version == 4
    assert world.write(tmp_path / "b", extra={}).audit_seq == 0
    assert world.write(tmp_path / "c", extra={"audit": {}}).audit_seq == 0


def test_a_line_beyond_the_limit_is_not_read(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.write(tmp_path / "a")
    found = opened(world, tmp_path / "a")
    monkeypatch.setattr(package, "MAX_LINE", 10)
    with pytest.raises(PackageProblem, match="định dạng"):
        list(found.records(ROWS))


def test_only_rows_have_a_longest_line(world: World, tmp_path: Path) -> None:
    longest = b'{"a":"' + b"x" * (data_files.MAX_LINE - 9) + b'"}\n'
    assert len(longest) == data_files.MAX_LINE
    files = [(ROWS, longest), ("data/b.json", b"x" * (data_files.MAX_LINE + 1))]
    world.write(tmp_path / "a", files=files)
    assert len(list(opened(world, tmp_path / "a").records(ROWS))) == 1


def test_stopping_at_any_step_leaves_nothing(world: World, tmp_path: Path) -> None:
    told: list[int] = []
    world.write(tmp_path / "a.htpkg", progress=lambda done, _total: told.append(done))
    (tmp_path / "a.htpkg").unlink()
    for step in range(len(told)):
        left = iter(range(step))

        def stop(_done: int, _total: int, left: Iterator[int] = left) -> None:
            if next(left, None) is None:
                raise Stopped("Đã dừng.")

        with pytest.raises(Stopped):
            world.write(tmp_path / "a.htpkg", progress=stop)
        assert not list(tmp_path.iterdir())


def test_a_package_beyond_the_limit_is_neither_written_nor_read(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    noise = seeded.Random(1).randbytes(1 << 20)
    world.write(tmp_path / "a", files=[("scans/1.jpg", noise)], counts={})
    monkeypatch.setattr(package, "MAX_PACKAGE", 1000)
    monkeypatch.setattr(container, "MAX_TOTAL", 1000)
    assert refused(world, tmp_path / "a") == "TOO_BIG"
    with pytest.raises(PackageProblem) as caught:
        world.write(tmp_path / "b", files=[("scans/1.jpg", noise)], counts={})
    assert caught.value.code == "TOO_BIG"
    assert not (tmp_path / "b").exists()


def test_another_medium_than_files_is_refused(world: World, tmp_path: Path) -> None:
    checks: list[Callable[[], object]] = [
        lambda: opened(world, tmp_path),
        lambda: check_envelope(tmp_path),
        lambda: world.write(tmp_path),
    ]
    for check in checks:
        with pytest.raises(BadInput):
            check()
