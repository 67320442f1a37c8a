import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given
from hypothesis import strategies as st

from app.crypto import authority, container
from app.crypto.envelope import EnvelopeError, read_header, seal, unseal
from app.crypto.package import ChainState, PackageProblem, Recipient, check_envelope, open_package
from app.crypto.signing import certificate_request, key_pem, load_key_pem, new_signing_key
from app.errors import BadInput
from tests.conftest import AT, numbered
from tests.unit.crypto.conftest import FILES, START, Party, World

SCRIPT = Path(__file__).parents[3] / "docs" / "formats" / "verify_with_openssl.sh"


def opened(world, path, **changes):
    given = {
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


def refused(world, path, **changes) -> str:
    with pytest.raises(PackageProblem) as caught:
        opened(world, path, **changes)
    return caught.value.code


def test_what_was_written_is_read(world, tmp_path):
    sealed = world.write(tmp_path / "a.htpkg")
    package = opened(world, tmp_path / "a.htpkg")
    assert list(package.records("data/khai_sinh.jsonl")) == [{"child_name": "Lê Văn Tý"}]
    assert [(s.role, s.uid) for s in package.signers] == [
        ("tu_phap", "038085990001"),
        ("cong_an", "038090990002"),
    ]
    assert package.manifest_sha256 == sealed.manifest_sha256
    assert [c.code for c in package.checks] == [
        "ENVELOPE",
        "CONTAINER",
        "MANIFEST",
        "FILES",
        "SIGNATURE",
        "SIGNATURE",
        "FOUR_EYES",
        "ROUTE",
        "CHAIN",
        "COUNTS",
    ]
    assert not list(tmp_path.glob("*.part"))


def test_nothing_readable_outside(world, tmp_path):
    world.write(tmp_path / "a.htpkg")
    data = (tmp_path / "a.htpkg").read_bytes()
    assert b"khai_sinh" not in data
    assert check_envelope(tmp_path / "a.htpkg") == (len(data), 1)


def test_replay_gap_fork_and_chain_are_told_apart(world, tmp_path):
    one = world.write(tmp_path / "1.htpkg")
    first = ChainState(1, one.manifest_sha256)
    two = world.write(tmp_path / "2.htpkg", chain=first)
    second = ChainState(2, two.manifest_sha256)
    world.write(tmp_path / "3.htpkg", chain=second)
    world.write(tmp_path / "2b.htpkg", chain=first, counts={"khai_sinh": 2})
    world.write(tmp_path / "3b.htpkg", chain=ChainState(2, "1" * 64))
    assert opened(world, tmp_path / "2.htpkg", chain=first).manifest["package_no"] == 2
    assert refused(world, tmp_path / "1.htpkg", chain=first) == "REPLAY"
    assert refused(world, tmp_path / "1.htpkg", chain=second) == "REPLAY"
    assert refused(world, tmp_path / "3.htpkg", chain=first) == "GAP"
    assert refused(world, tmp_path / "2b.htpkg", chain=second) == "FORK"
    assert refused(world, tmp_path / "3b.htpkg", chain=second) == "CHAIN"


def test_the_wrong_receiver(world, tmp_path):
    other = world.party("khac", "encrypt")
    world.write(tmp_path / "a.htpkg")
    mine = {"key_pem": other.key_pem, "certificate_pem": other.certificate_pem}
    assert refused(world, tmp_path / "a.htpkg", **mine) == "NOT_FOR_US"
    assert refused(world, tmp_path / "a.htpkg", me="khac") == "NOT_FOR_US"
    # re-encrypted to somebody else: the signed manifest does not name that certificate
    plain = unseal(
        (tmp_path / "a.htpkg").read_bytes(), load_key_pem(world.receiver.key_pem), world.receiver.certificate
    )
    (tmp_path / "b.htpkg").write_bytes(seal(plain, [other.certificate], numbered()))
    assert refused(world, tmp_path / "b.htpkg", **mine) == "NOT_FOR_US"


def test_purpose_sender_and_roles(world, tmp_path):
    world.write(tmp_path / "a.htpkg")
    assert refused(world, tmp_path / "a.htpkg", purpose="tra_loi") == "PURPOSE"
    assert refused(world, tmp_path / "a.htpkg", sender="xa-khac") == "SENDER"
    world.write(tmp_path / "b.htpkg", signers=[("tu_phap", world.justice)])
    assert refused(world, tmp_path / "b.htpkg") == "SIGNERS"
    world.write(tmp_path / "c.htpkg", signers=[("cong_an", world.police), ("tu_phap", world.justice)])
    assert refused(world, tmp_path / "c.htpkg") == "SIGNERS"


def test_one_person_with_two_certificates(world, tmp_path):
    twice = world.officer("038085990001", "Cao Thị Nhàn")
    world.write(tmp_path / "a.htpkg", signers=[("tu_phap", world.justice), ("cong_an", twice)])
    assert refused(world, tmp_path / "a.htpkg") == "FOUR_EYES"


def test_times_and_authorities(world, tmp_path):
    expired = world.officer("038090990002", "Hết hạn", at=AT - timedelta(days=30), days=10)
    early = world.officer("038090990002", "Sớm", at=AT + timedelta(days=30))
    for name, signer, code in (("e", expired, "EXPIRED"), ("n", early, "NOT_YET")):
        world.write(tmp_path / name, signers=[("tu_phap", world.justice), ("cong_an", signer)])
        assert refused(world, tmp_path / name) == code
    stranger = World()
    world.write(tmp_path / "s", signers=[("tu_phap", world.justice), ("cong_an", stranger.police)])
    assert refused(world, tmp_path / "s") == "UNTRUSTED"
    world.write(tmp_path / "f", at=AT + timedelta(days=3))
    assert refused(world, tmp_path / "f") == "FUTURE"


def test_a_certificate_for_encryption_does_not_sign(world, tmp_path):
    key = new_signing_key()
    request = certificate_request(key, common_name="x", uid="038090990002", organisation="Thử")
    pem = world.authority.issue(request, usage="encrypt", at=AT)
    party = Party(key_pem(key), pem)
    from app.crypto.signing import SoftwareSigner

    signer = SoftwareSigner(key, party.certificate)
    world.write(tmp_path / "a", signers=[("tu_phap", world.justice), ("cong_an", signer)])
    assert refused(world, tmp_path / "a") == "USAGE"


def content(world, path) -> bytes:
    return unseal(path.read_bytes(), load_key_pem(world.receiver.key_pem), world.receiver.certificate)


def inside(world, path) -> dict[str, bytes]:
    return container.unpack(
        unseal(path.read_bytes(), load_key_pem(world.receiver.key_pem), world.receiver.certificate)
    )


def rewrapped(world, path, files: dict[str, bytes]):
    plain = container.pack(files.items())
    path.write_bytes(seal(plain, [world.receiver.certificate], numbered()))
    return path


def test_swapped_and_missing_signatures(world, tmp_path):
    world.write(tmp_path / "a")
    files = inside(world, tmp_path / "a")
    one, two = container.signature_name(1), container.signature_name(2)
    swapped = {**files, one: files[two], two: files[one]}
    assert refused(world, rewrapped(world, tmp_path / "b", swapped)) == "SIGNATURE"
    missing = {name: content for name, content in files.items() if name != two}
    assert refused(world, rewrapped(world, tmp_path / "c", missing)) == "FILES"


def test_changed_added_and_removed_files(world, tmp_path):
    world.write(tmp_path / "a")
    files = inside(world, tmp_path / "a")
    name = "data/khai_sinh.jsonl"
    assert refused(world, rewrapped(world, tmp_path / "b", {**files, name: b"{}\n"})) == "FILES"
    assert refused(world, rewrapped(world, tmp_path / "c", {**files, "data/them.jsonl": b""})) == "FILES"
    less = {k: v for k, v in files.items() if k != name}
    assert refused(world, rewrapped(world, tmp_path / "d", less)) == "FILES"
    assert refused(world, rewrapped(world, tmp_path / "e", {**files, "data/../x.jsonl": b""})) == "CONTENT"


def test_any_changed_byte_of_the_file_is_refused(world, tmp_path):
    world.write(tmp_path / "a")
    whole = (tmp_path / "a").read_bytes()
    for at in range(0, len(whole), 7):
        changed = bytearray(whole)
        changed[at] ^= 1 << (at % 8)
        (tmp_path / "b").write_bytes(bytes(changed))
        refused(world, tmp_path / "b")
    for size in range(0, len(whole), 97):
        (tmp_path / "b").write_bytes(whole[:size])
        refused(world, tmp_path / "b")
    (tmp_path / "b").write_bytes(whole + b"\0")
    refused(world, tmp_path / "b")


def test_any_changed_byte_of_the_container_is_refused(world, tmp_path):
    world.write(tmp_path / "a")
    whole = unseal(
        (tmp_path / "a").read_bytes(), load_key_pem(world.receiver.key_pem), world.receiver.certificate
    )
    original = container.unpack(whole)
    for at in range(0, len(whole), 5):
        changed = bytearray(whole)
        changed[at] ^= 1 << (at % 8)
        try:
            found = container.unpack(bytes(changed))
        except container.ContainerError:
            continue
        (tmp_path / "b").write_bytes(seal(bytes(changed), [world.receiver.certificate], numbered()))
        if found != original:
            refused(world, tmp_path / "b")


@given(st.dictionaries(st.from_regex(r"\Adata/[a-z][a-z0-9_]{0,20}\Z"), st.binary(max_size=5000), max_size=6))
def test_containers_come_back_whole(files):
    assert container.unpack(container.pack(files.items())) == files


def test_a_bomb_is_refused():
    small = container.pack([("data/bom.jsonl", b"\0" * (64 << 20))])
    with pytest.raises(container.ContainerError, match="ZIP_BOMB"):
        container.unpack(small)


@pytest.mark.parametrize("name", ["data/con.jsonl", "data/a/b", "data/A", "../x", "data/nul", "data/x."])
def test_names_that_hurt_are_refused(name):
    assert not container.good_name(name)
    with pytest.raises(container.ContainerError, match="ZIP_NAME"):
        container.unpack(container.pack([(name, b"")]))


def test_rsa_recipients_too(tmp_path):
    of = authority.create("Thử", "TEST ONLY", AT)
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    request = certificate_request(key, common_name="ca", uid="ca-huyen", organisation="Thử")
    certificate = Party("", of.issue(request, usage="encrypt", at=AT)).certificate
    sealed = seal(b"noi dung", [certificate], numbered())
    assert unseal(sealed, key, certificate) == b"noi dung"
    with pytest.raises(EnvelopeError):
        unseal(sealed[:-1] + bytes([sealed[-1] ^ 1]), key, certificate)
    assert len(read_header(sealed).recipients) == 1


def openssl(world, tmp_path, name="a.htpkg", out="out"):
    for file, pem in (
        ("key.pem", world.receiver.key_pem),
        ("cert.pem", world.receiver.certificate_pem),
        ("root.pem", world.authority.dump()["root"] + world.authority.dump()["issuing"]),
    ):
        (tmp_path / file).write_text(pem)
    command = [
        "sh",
        SCRIPT,
        tmp_path / name,
        *(tmp_path / n for n in ("key.pem", "cert.pem", "root.pem", out)),
    ]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_openssl_alone_opens_and_verifies(world, tmp_path):
    world.write(tmp_path / "a.htpkg")
    run = openssl(world, tmp_path)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "2 signature(s) by 2 person(s)" in run.stdout
    assert (tmp_path / "out/files/data/khai_sinh.jsonl").read_bytes() == FILES[0][1]


def test_openssl_refuses_what_we_refuse(world, tmp_path):
    world.write(tmp_path / "a.htpkg")
    files = inside(world, tmp_path / "a.htpkg")
    rewrapped(world, tmp_path / "b.htpkg", {**files, "data/khai_sinh.jsonl": b"{}\n"})
    rewrapped(world, tmp_path / "c.htpkg", {**files, "data/them.jsonl": b"{}\n"})
    for name in ("b.htpkg", "c.htpkg"):
        assert openssl(world, tmp_path, name, f"out-{name}").returncode == 1


def test_a_missing_folder_is_said_in_words(world, tmp_path):
    with pytest.raises(BadInput, match="USB"):
        world.write(tmp_path / "none" / "a.htpkg")
    with pytest.raises(BadInput, match="USB"):
        opened(world, tmp_path / "none.htpkg")
    assert Recipient(world.receiver.certificate)
