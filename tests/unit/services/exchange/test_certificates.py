"""What screens say about certificates."""

import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization

from app.crypto import authority
from app.crypto.signing import certificate_request, new_signing_key, subject
from app.errors import BadInput
from app.services.exchange import certificates
from tests.conftest import AT

LIMIT = 4 * 1024 * 1024


def test_a_file_is_read_up_to_its_limit(tmp_path: Path) -> None:
    path = tmp_path / "chung-thu.json"
    path.write_bytes(b"x" * LIMIT)
    assert certificates.read_file(path) == b"x" * LIMIT
    path.write_bytes(b"x" * (LIMIT + 1))
    with pytest.raises(BadInput, match="quá lớn"):
        certificates.read_file(path)
    with pytest.raises(BadInput, match="Không đọc được"):
        certificates.read_file(tmp_path / "none")
    with pytest.raises(BadInput, match="không phải một tệp thường"):
        certificates.read_file(tmp_path)


def test_fingerprints_stand_in_groups_of_four() -> None:
    pems = authority.create("Thử", "TEST ONLY", AT).dump()
    shown = certificates.certificate_fingerprint(pems["root"])
    root = x509.load_pem_x509_certificate(pems["root"].encode())
    assert shown.split(" ") == [
        root.fingerprint(hashes.SHA256()).hex().upper()[i : i + 4] for i in range(0, 64, 4)
    ]


def test_a_request_shows_the_beginning_of_the_hash_of_its_key() -> None:
    key = new_signing_key()
    request = certificate_request(key, common_name="x", uid="1", organisation="x")
    digest = hashes.Hash(hashes.SHA256())
    digest.update(
        key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
    )
    text = digest.finalize().hex().upper()
    assert certificates.request_fingerprint(request) == " ".join(text[i : i + 4] for i in range(0, 32, 4))
    assert certificates.request_fingerprint("") == ""


def test_the_last_day_of_a_certificate() -> None:
    root = authority.create("Thử", "TEST ONLY", AT).dump()["root"]
    assert certificates.last_day(root) == (AT + timedelta(days=3650)).astimezone().date()
    assert certificates.last_day("") is None


@pytest.fixture
def east(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The zone of Viet Nam."""
    monkeypatch.setenv("TZ", "Asia/Ho_Chi_Minh")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.skipif(sys.platform == "win32", reason="the zone of Unix")
@pytest.mark.usefixtures("east")
def test_a_certificate_without_an_end_has_a_last_day() -> None:
    """RFC 5280 §4.1.2.5: 99991231235959Z; east of Greenwich no calendar has that moment."""
    key, name = new_signing_key(), subject("Gốc", "", "TEST ONLY")
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), 1)
        .not_valid_before(AT)
        .not_valid_after(datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC))
        .sign(key, hashes.SHA256())
    )
    pem = made.public_bytes(serialization.Encoding.PEM).decode()
    assert certificates.last_day(pem) == date(9999, 12, 31)
