"""The command ``verify``: what passed, what failed, and what could not be checked."""

import pytest

from app.commands import verify
from app.desk.home import DeskHome
from tests.conftest import Clock
from tests.unit.desk.test_snapshot import CSV, make


@pytest.fixture
def package(certified):
    """A package of the desk for the commune, which has no key here."""
    assert certified.run(*make(certified, CSV.encode())) == 0
    certified.said()
    return certified.folders.stick / "S.htpkg"


def test_without_a_key_only_the_envelope_is_checked(package, capsys):
    assert verify.run([str(package)], now=Clock()) == 1
    said = capsys.readouterr().out
    assert "✓ Vỏ gói đúng định dạng" in said
    assert "✗ Không có khóa nhận nên chỉ kiểm tra được vỏ" in said


def test_a_package_for_somebody_else_does_not_pass(certified, package, capsys):
    home, keys = DeskHome(certified.folders.desk), certified.folders.stick / "keys"
    keys.mkdir()
    (keys / "receiver-key.pem").write_text(home.receiver_key())
    (keys / "receiver-cert.pem").write_text(home.receiver_certificate())
    (keys / "root.pem").write_text(home.root())
    assert verify.run([str(package)], now=Clock()) == 1
    assert "✗ " in capsys.readouterr().out


def test_a_file_that_is_no_package_and_one_that_is_not_there(tmp_path, capsys):
    (tmp_path / "P.htpkg").write_bytes(b"no package")
    for name in ("P.htpkg", "none.htpkg"):
        assert verify.run([str(tmp_path / name)], now=Clock()) == 1
        assert capsys.readouterr().out.startswith("✗ ")


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"]
)
@pytest.mark.parametrize("damaged", ["receiver-key.pem", "receiver-cert.pem", "root.pem", "receiver.p12"])
def test_damaged_keys_and_certificates_are_said_in_words(certified, package, capsys, damaged, content):
    home, keys = DeskHome(certified.folders.desk), certified.folders.stick / "keys"
    keys.mkdir()
    (keys / "receiver-key.pem").write_text(home.receiver_key())
    (keys / "receiver-cert.pem").write_text(home.receiver_certificate())
    (keys / "root.pem").write_text(home.root())
    (keys / damaged).write_bytes(content)
    words = ["--key", str(keys / damaged)] if damaged.endswith(".p12") else []
    assert verify.run([str(package), *words], now=Clock()) == 1
    assert capsys.readouterr().out.startswith("✗ ")


@pytest.mark.parametrize("name", ["k.pem", "k.p12", "k.pfx", "k"])
@pytest.mark.parametrize("content", [b"\xff\xfe\x00\x01" * 40, b"", b"-----BEGIN", None], ids=str)
def test_a_key_that_is_none_is_named_in_words(package, capsys, name, content):
    key = package.with_name(name)
    if content is not None:
        key.write_bytes(content)
    (package.parent / "receiver-cert.pem").write_bytes(b"")
    assert verify.run([str(package), "--key", str(key), "--roots", str(package)], now=Clock()) == 1
    said = capsys.readouterr().out
    assert said.startswith("✗ ")
    assert "Error" not in said
