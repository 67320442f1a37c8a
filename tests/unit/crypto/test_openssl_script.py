"""The second implementation, openssl and unzip: it takes what we take and refuses what we refuse."""

import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from app.crypto import container
from app.crypto.package import Recipient
from tests.conftest import AT, numbered
from tests.unit.crypto.conftest import FILES, Party, World, seal
from tests.unit.crypto.test_package import content, inside, rewrapped

SCRIPT = Path(__file__).parents[3] / "docs" / "formats" / "verify_with_openssl.sh"


def script(
    world: World, package: Path, out: Path, *, receiver: Party | None = None, root: str = ""
) -> subprocess.CompletedProcess[str]:
    receiver = receiver or world.receiver
    pems = (receiver.key_pem, receiver.certificate_pem, root or world.authority.dump()["root"])
    paths = [package.with_name(name) for name in ("key.pem", "cert.pem", "root.pem")]
    for path, pem in zip(paths, pems, strict=True):
        path.write_text(pem)
    return subprocess.run(["sh", SCRIPT, package, *paths, out], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("kind", ["ec", "rsa"])
def test_openssl_alone_opens_and_verifies(world: World, tmp_path: Path, kind: str) -> None:
    receiver, police = world.receiver, world.police
    if kind == "rsa":
        receiver = world.party("ca-huyen", rsa.generate_private_key(65537, 2048))
        police = world.officer("038090990002", "Trương Dũng", key=rsa.generate_private_key(65537, 2048))
    signers = [("tu_phap", world.justice), ("cong_an", police)]
    world.write(tmp_path / "a", recipients=[Recipient(receiver.certificate)], signers=signers)
    run = script(world, tmp_path / "a", tmp_path / "out", receiver=receiver)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "2 signature(s) by 2 person(s): tu_phap cong_an" in run.stdout
    assert "ket_qua no 1 from xa to ca-huyen" in run.stdout
    for name, data in FILES:
        assert (tmp_path / "out/files" / name).read_bytes() == data


def changed(world: World, tmp_path: Path) -> Path:
    world.write(tmp_path / "a")
    files = {**inside(world, tmp_path / "a"), FILES[0][0]: b"{}\n"}
    return rewrapped(world, tmp_path / "b", files)


def added(world: World, tmp_path: Path) -> Path:
    world.write(tmp_path / "a")
    return rewrapped(world, tmp_path / "b", {**inside(world, tmp_path / "a"), "data/them.jsonl": b"{}\n"})


def swapped(world: World, tmp_path: Path) -> Path:
    world.write(tmp_path / "a")
    files = inside(world, tmp_path / "a")
    one, two = container.signature_name(1), container.signature_name(2)
    return rewrapped(world, tmp_path / "b", {**files, one: files[two], two: files[one]})


def unsigned(world: World, tmp_path: Path) -> Path:
    world.write(tmp_path / "a")
    files = inside(world, tmp_path / "a")
    left = {
        n: d for n, d in files.items() if n not in (container.signature_name(2), container.manifest_name(2))
    }
    return rewrapped(world, tmp_path / "b", left)


def bare(world: World, tmp_path: Path) -> Path:
    world.write(tmp_path / "a", signers=[])
    return tmp_path / "a"


def flipped(world: World, tmp_path: Path) -> Path:
    world.write(tmp_path / "a")
    data = bytearray((tmp_path / "a").read_bytes())
    data[-1] ^= 1
    (tmp_path / "a").write_bytes(data)
    return tmp_path / "a"


def same_person(world: World, tmp_path: Path) -> Path:
    twice = world.officer("038085990001", "Cao Thị Nhàn")
    world.write(tmp_path / "a", signers=[("tu_phap", world.justice), ("cong_an", twice)])
    return tmp_path / "a"


def expired(world: World, tmp_path: Path) -> Path:
    old = world.officer("038090990002", "Hết hạn", at=AT - timedelta(days=30), days=10)
    world.write(tmp_path / "a", signers=[("tu_phap", world.justice), ("cong_an", old)])
    return tmp_path / "a"


def for_encryption(world: World, tmp_path: Path) -> Path:
    wrong = world.officer("038090990002", "Mã hoá", usage="encrypt")
    world.write(tmp_path / "a", signers=[("tu_phap", world.justice), ("cong_an", wrong)])
    return tmp_path / "a"


def roles(world: World, tmp_path: Path) -> Path:
    world.write(tmp_path / "a", signers=[("cong_an", world.police), ("tu_phap", world.justice)])
    return tmp_path / "a"


def climbing(world: World, tmp_path: Path) -> Path:
    world.write(tmp_path / "a")
    return rewrapped(world, tmp_path / "b", {**inside(world, tmp_path / "a"), "../../out-of-it": b"x"})


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (changed, "a file was changed"),
        (added, "does not cover exactly"),
        (swapped, "signature 001"),
        (unsigned, "is signed by: tu_phap cong_an"),
        (bare, "no signature"),
        (flipped, "does not decrypt"),
        (same_person, "one person signed twice"),
        (expired, "signature 002"),
        (for_encryption, "not for signing"),
        (roles, "is signed by: tu_phap cong_an"),
        (climbing, "name that is not allowed"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_openssl_refuses_what_we_refuse(
    world: World, tmp_path: Path, make: Callable[[World, Path], Path], says: str
) -> None:
    run = script(world, make(world, tmp_path), tmp_path / "out")
    assert (run.returncode, says in run.stdout) == (1, True), run.stdout + run.stderr
    assert not (tmp_path / "out").exists()
    assert not (tmp_path.parent / "out-of-it").exists()


def test_another_root_and_another_receiver(world: World, tmp_path: Path) -> None:
    world.write(tmp_path / "a")
    run = script(world, tmp_path / "a", tmp_path / "out", root=World().authority.dump()["root"])
    assert (run.returncode, "FAILED: signature 001" in run.stdout) == (1, True)
    other = world.party("khac")
    (tmp_path / "b").write_bytes(seal(content(world, tmp_path / "a"), [other.certificate], numbered()))
    run = script(world, tmp_path / "b", tmp_path / "out", receiver=other)
    assert (run.returncode, "another receiver" in run.stdout) == (1, True)


def test_wrong_usage(world: World, tmp_path: Path) -> None:
    world.write(tmp_path / "a")
    assert subprocess.run(["sh", SCRIPT], capture_output=True, check=False).returncode == 2
    assert script(world, tmp_path / "a", tmp_path).returncode == 2
    assert script(world, tmp_path / "none", tmp_path / "out").returncode == 2
