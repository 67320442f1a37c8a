# mypy: disable-error-code="no-untyped-call"
"""Signatures: what was signed is verified, and nothing else is."""

import base64
import hashlib
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import NameOID

from app.crypto import authority, canonical, signing
from app.crypto.signing import SoftwareSigner
from app.errors import BadInput, Refused
from tests.conftest import AT

DATA = "Danh sách bản ghi đã duyệt".encode()
CA = authority.create("Cơ quan thử", "TEST ONLY", AT)
STATEMENT: dict[str, Any] = {
    "store_id": "a" * 32,
    "entry_id": "7",
    "version": 3,
    "entry_sha256": "0" * 64,
    "uid": "038090990002",
    "at": "2023-10-17T13:41:07.000Z",
    "seq": 812,
}


def signer(key: signing.PrivateKey | None = None, uid: str = "038090990002") -> SoftwareSigner:
    key = key or signing.new_signing_key()
    request = signing.certificate_request(key, common_name="Trương Dũng", uid=uid, organisation="Công an")
    pem = CA.issue(request, usage="sign", at=AT)
    return SoftwareSigner(key, x509.load_pem_x509_certificate(pem.encode()))


def certificate(of: SoftwareSigner) -> x509.Certificate:
    return x509.load_der_x509_certificate(of.certificate)


EC_SIGNER = signer()
RSA_SIGNER = signer(rsa.generate_private_key(65537, 2048))
SIGNERS = pytest.mark.parametrize("one", [EC_SIGNER, RSA_SIGNER], ids=["ES256", "RS256"])
P7S = signing.cades_sign(EC_SIGNER, DATA, AT, chain=[CA.issuing])


def approval_of(one: SoftwareSigner) -> dict[str, Any]:
    signed = signing.sign_approval(one, **STATEMENT)
    fingerprint = certificate(one).fingerprint(hashes.SHA256()).hex()
    return {**STATEMENT, "cert_sha256": fingerprint, **asdict(signed)}


def test_request_carries_name_uid_and_organisation() -> None:
    key = signing.new_signing_key()
    pem = signing.certificate_request(key, common_name="Ủ" * 40, uid="038090990002", organisation="Công an")
    request = x509.load_pem_x509_csr(pem.encode())
    assert request.is_signature_valid
    assert request.public_key() == key.public_key()
    values = {a.oid: a.value for a in request.subject}
    assert values[NameOID.COMMON_NAME] == "Ủ" * 21  # cut between letters, within the bound
    assert values[NameOID.USER_ID] == "038090990002"
    assert values[NameOID.ORGANIZATION_NAME] == "Công an"


def test_key_reads_back_and_a_damaged_one_does_not() -> None:
    key = signing.new_signing_key()
    pem = signing.key_pem(key)
    assert signing.load_key_pem(pem).public_key() == key.public_key()
    with pytest.raises(BadInput):
        signing.load_key_pem(pem[:60] + "!" + pem[61:])


def test_signer_refuses_a_certificate_of_another_key() -> None:
    with pytest.raises(Refused):
        SoftwareSigner(signing.new_signing_key(), certificate(EC_SIGNER))


@SIGNERS
def test_raw_signature_verifies_only_with_its_algorithm_key_and_bytes(one: SoftwareSigner) -> None:
    signature = one.sign(DATA)
    signing.verify_raw(certificate(one), one.alg, DATA, signature)
    other = "RS256" if one.alg == "ES256" else "ES256"
    for cert, alg, data in (
        (certificate(one), other, DATA),
        (certificate(one), "none", DATA),
        (certificate(one), one.alg, DATA + b" "),
        (certificate(signer()), one.alg, DATA),
    ):
        with pytest.raises(BadInput):
            signing.verify_raw(cert, alg, data, signature)


@SIGNERS
def test_approval_verifies(one: SoftwareSigner) -> None:
    signing.verify_approval(approval_of(one), certificate(one))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("store_id", "b" * 32),
        ("entry_id", "8"),
        ("version", 4),
        ("version", "3"),
        ("version", 3.0),
        ("entry_sha256", "1" * 64),
        ("uid", "038085990001"),
        ("cert_sha256", "0" * 64),
        ("at", "2023-10-17T13:41:08.000Z"),
        ("seq", 813),
        ("alg", "RS256"),
        ("alg", None),
        ("signature", ""),
        ("signature", "không phải base64"),
        ("signature", base64.b64encode(bytes(70)).decode()),
    ],
)
def test_changed_approval_is_refused(field: str, value: object) -> None:
    with pytest.raises(BadInput):
        signing.verify_approval({**approval_of(EC_SIGNER), field: value}, certificate(EC_SIGNER))


def test_approval_with_a_field_missing_is_refused() -> None:
    whole = approval_of(EC_SIGNER)
    for field in whole:
        with pytest.raises(BadInput):
            signing.verify_approval({k: v for k, v in whole.items() if k != field}, certificate(EC_SIGNER))


def test_approval_of_another_officer_is_refused() -> None:
    justice = signer(uid="038085990001")
    with pytest.raises(Refused):
        signing.sign_approval(justice, **STATEMENT)
    with pytest.raises(BadInput):
        signing.verify_approval(approval_of(EC_SIGNER), certificate(signer()))


@SIGNERS
def test_cades_says_who_signed_when_and_brings_the_chain(one: SoftwareSigner) -> None:
    found = signing.cades_verify(signing.cades_sign(one, DATA, AT, chain=[CA.issuing, CA.root]), DATA)
    assert found.certificate == certificate(one)
    assert set(found.chain) == {CA.issuing, CA.root}
    assert found.signing_time == AT


def test_cades_signing_time_after_2049() -> None:
    late = datetime(2051, 1, 2, 3, 4, 5, tzinfo=UTC) + timedelta(microseconds=9)
    found = signing.cades_verify(signing.cades_sign(EC_SIGNER, DATA, late), DATA)
    assert found.signing_time == late.replace(microsecond=0)


def test_cades_refuses_other_data() -> None:
    with pytest.raises(BadInput):
        signing.cades_verify(P7S, DATA + b"\n")


def test_cades_refuses_every_single_changed_byte() -> None:
    """Every byte is signed or belongs to a form that is fixed."""
    alone = signing.cades_sign(EC_SIGNER, DATA, AT)
    for place in range(len(alone)):
        for bit in (0x01, 0x80):  # the high bit of a length makes it indefinite
            damaged = bytearray(alone)
            damaged[place] ^= bit
            with pytest.raises(BadInput):
                signing.cades_verify(bytes(damaged), DATA)


@pytest.mark.parametrize(
    "data",
    [b"", b"\x30\x80", P7S + b"\0", P7S[:-1], P7S[:100], b"<xml/>"],
    ids=["empty", "indefinite", "longer", "shorter", "cut", "xml"],
)
def test_cades_refuses_other_files(data: bytes) -> None:
    with pytest.raises(BadInput):
        signing.cades_verify(data, DATA)


PUT: dict[str, tuple[Any, ...]] = {
    "another kind of content": ("content_type", "digested_data"),
    "a revocation list": (
        "content",
        "crls",
        [
            cms.RevocationInfoChoice(
                "other", {"other_rev_info_format": "1.2.3", "other_rev_info": core.Null()}
            )
        ],
    ),
    "two digests": ("content", "digest_algorithms", [{"algorithm": "sha256"}, {"algorithm": "sha512"}]),
    "digest of the whole": ("content", "digest_algorithms", [{"algorithm": "sha512"}]),
    "version of the whole": ("content", "version", "v3"),
    "version of the signer": ("content", "signer_infos", 0, "version", "v3"),
    "parameters of the signature": (
        "content",
        "signer_infos",
        0,
        "signature_algorithm",
        {"algorithm": "sha256_ecdsa", "parameters": core.Integer(1)},
    ),
}


def rebuilt(change: str) -> bytes:
    """Change a correct signature in one structural point and encode it again."""
    outer = cms.ContentInfo.load(P7S)
    signed = outer["content"]
    info = signed["signer_infos"][0]
    if change == "content inside":
        signed["encap_content_info"] = {"content_type": "data", "content": DATA}
    elif change == "content type":
        signed["encap_content_info"] = {"content_type": "enveloped_data"}
    elif change == "two signers":
        other = cms.ContentInfo.load(signing.cades_sign(RSA_SIGNER, DATA, AT))["content"]["signer_infos"][0]
        signed["signer_infos"] = [info, other]
    elif change == "no signer":
        signed["signer_infos"] = []
    elif change == "no certificate of the signer":
        others = [c for c in signed["certificates"] if c.chosen.dump() != EC_SIGNER.certificate]
        signed["certificates"] = others
    elif change == "unsigned attribute":
        info["unsigned_attrs"] = [info["signed_attrs"][0]]
    elif change == "digest algorithm":
        info["digest_algorithm"] = {"algorithm": "sha1"}
    elif change == "signature algorithm":
        info["signature_algorithm"] = {"algorithm": "sha384_ecdsa"}
    elif change in PUT:
        *steps, last, value = PUT[change]
        part = outer
        for step in steps:
            part = part[step]
        part[last] = value
    else:  # an attribute left out, signed again with the right key
        kept = cms.CMSAttributes([a for a in info["signed_attrs"] if a["type"].native != change])
        info["signed_attrs"] = kept
        info["signature"] = EC_SIGNER.sign(kept.untag().dump(force=True))
    return bytes(outer.dump(force=True))


@pytest.mark.parametrize(
    "change",
    [
        *PUT,
        "content inside",
        "content type",
        "two signers",
        "no signer",
        "no certificate of the signer",
        "unsigned attribute",
        "digest algorithm",
        "signature algorithm",
        "signing_certificate_v2",
        "signing_time",
        "message_digest",
        "content_type",
    ],
)
def test_cades_refuses_other_structures(change: str) -> None:
    damaged = rebuilt(change)
    assert damaged != P7S
    with pytest.raises(BadInput):
        signing.cades_verify(damaged, DATA)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs the openssl program")
@SIGNERS
def test_openssl_verifies_the_same_file(one: SoftwareSigner, tmp_path: Path) -> None:
    (tmp_path / "data").write_bytes(DATA)
    (tmp_path / "sig").write_bytes(signing.cades_sign(one, DATA, AT, chain=[CA.issuing]))
    (tmp_path / "root").write_text(CA.dump()["root"])
    command = "openssl cms -verify -binary -cades -inform DER -in sig -content data -CAfile root -purpose any"
    command += f" -attime {int(AT.timestamp())} -out out"
    done = subprocess.run(command.split(), cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out").read_bytes() == DATA


def test_approval_keys_are_p256() -> None:
    assert isinstance(signing.new_signing_key().curve, ec.SECP256R1)


def signed_with(
    *attributes: tuple[str, list[object]], one: SoftwareSigner = EC_SIGNER, **changes: object
) -> bytes:
    """Sign again with other signed attributes: everything else is as it should be."""
    outer = cms.ContentInfo.load(signing.cades_sign(one, DATA, AT, chain=[CA.issuing]))
    info = outer["content"]["signer_infos"][0]
    values: dict[str, list[object]] = {a["type"].native: list(a["values"]) for a in info["signed_attrs"]}
    kept = [*{**values, **dict(attributes)}.items()]
    attrs = cms.CMSAttributes([cms.CMSAttribute({"type": k, "values": v}) for k, v in kept])
    for name, value in changes.items():
        info[name] = value
    info["signed_attrs"] = attrs
    info["signature"] = one.sign(attrs.untag().dump(force=True))
    return bytes(outer.dump(force=True))


def ess(**changes: Any) -> object:
    return tsp.ESSCertIDv2({"cert_hash": hashlib.sha256(EC_SIGNER.certificate).digest(), **changes})


def certs(*ids: object) -> list[object]:
    return [tsp.SigningCertificateV2({"certs": ids})]


def sid(**changes: Any) -> object:
    own = asn1_x509.Certificate.load(EC_SIGNER.certificate)
    whole = {"issuer": own.issuer, "serial_number": own.serial_number, **changes}
    return cms.SignerIdentifier({"issuer_and_serial_number": whole})


OTHER_HASH = {"cert_hash": hashlib.sha256(RSA_SIGNER.certificate).digest()}
TIME = cms.Time({"utc_time": AT})


def test_a_signature_made_again_is_as_good() -> None:
    """What the tests below spoil is taken as long as nothing in it is wrong."""
    assert signing.cades_verify(signed_with(), DATA).certificate == certificate(EC_SIGNER)
    whole = signed_with(("signing_certificate_v2", certs(ess())), sid=sid())
    assert signing.cades_verify(whole, DATA).signing_time == AT


@pytest.mark.parametrize(
    "damaged",
    [
        lambda: signed_with(("signing_certificate_v2", certs(ess(**OTHER_HASH)))),
        lambda: signed_with(("signing_certificate_v2", certs(ess(), ess()))),
        lambda: signed_with(("signing_certificate_v2", certs())),
        lambda: signed_with(("signing_certificate_v2", certs(ess(hash_algorithm={"algorithm": "sha512"})))),
        lambda: signed_with(("content_type", [cms.ContentType("enveloped_data")])),
        lambda: signed_with(("signing_time", [TIME, TIME])),
        lambda: signed_with(("message_digest", [core.OctetString(bytes(32))])),
        lambda: signed_with(("message_digest", [core.OctetString(hashlib.sha256(DATA).digest())] * 2)),
        lambda: signed_with(("1.2.3", [core.Null()])),
        lambda: signed_with(sid=sid(serial_number=7)),
        lambda: signed_with(sid=sid(issuer=asn1_x509.Name.build({"common_name": "khác"}))),
        lambda: signed_with(sid=cms.SignerIdentifier("subject_key_identifier", b"x")),
    ],
    ids=[
        "the hash of another certificate",
        "two certificates named",
        "no certificate named",
        "another hash of the certificate",
        "another content type",
        "two times",
        "another digest",
        "two digests",
        "one attribute more",
        "another serial number",
        "another issuer",
        "a key identifier",
    ],
)
def test_cades_refuses_other_attributes_though_correctly_signed(damaged: Callable[[], bytes]) -> None:
    with pytest.raises(BadInput):
        signing.cades_verify(damaged(), DATA)


@pytest.mark.parametrize(
    ("key", "alg"),
    [(ec.generate_private_key(ec.SECP384R1()), "ES256"), (rsa.generate_private_key(65537, 1024), "RS256")],
    ids=["P-384", "RSA 1024"],
)
def test_keys_of_other_sizes_do_not_verify(key: signing.PrivateKey, alg: str) -> None:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "x")])
    builder = x509.CertificateBuilder(name, name, key.public_key(), 7)
    own = builder.not_valid_before(AT).not_valid_after(AT + timedelta(days=1)).sign(key, hashes.SHA256())
    one = SoftwareSigner(key, own)
    assert one.alg == alg
    with pytest.raises(BadInput, match="thuật toán không được phép"):
        signing.verify_raw(own, alg, DATA, one.sign(DATA))


def test_an_approval_must_name_the_officer_of_its_certificate() -> None:
    """Signed by the right key over another officer's number."""
    fingerprint = certificate(EC_SIGNER).fingerprint(hashes.SHA256()).hex()
    for change in ({"uid": "038085990001"}, {"cert_sha256": "0" * 64}):
        statement = {**STATEMENT, "cert_sha256": fingerprint, **change}
        signature = EC_SIGNER.sign(signing._APPROVAL + canonical.dumps(statement))
        approval = {**statement, "alg": "ES256", "signature": base64.b64encode(signature).decode()}
        with pytest.raises(BadInput, match="không phải của người đã duyệt"):
            signing.verify_approval(approval, certificate(EC_SIGNER))


def test_the_bytes_that_an_approval_signs_stay_the_same() -> None:
    """Approvals are verified years later: statement and prefix never change."""
    approval = approval_of(EC_SIGNER)
    keys = ("store_id", "entry_id", "version", "entry_sha256", "uid", "cert_sha256", "at", "seq")
    data = b"vn.hotich.duyet/1\0" + canonical.dumps({key: approval[key] for key in keys})
    signing.verify_raw(certificate(EC_SIGNER), "ES256", data, base64.b64decode(approval["signature"]))


def test_a_key_of_another_kind_is_refused() -> None:
    pem = ed25519.Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with pytest.raises(BadInput, match="thuộc loại không dùng"):
        signing.load_key_pem(pem.decode())


def test_a_name_holds_only_what_is_given() -> None:
    assert [a.value for a in signing.subject("A", "", "B")] == ["A", "B"]
    assert [a.value for a in signing.subject("A" * 70, "1", "")] == ["A" * 64, "1"]


@pytest.mark.parametrize("serial", [0, -5])
def test_a_certificate_with_a_number_of_no_use_is_refused(serial: int) -> None:
    """A library only warns of it."""
    outer = cms.ContentInfo.load(P7S)
    chosen = outer["content"]["certificates"][1].chosen
    chosen["tbs_certificate"]["serial_number"] = serial
    with pytest.raises(BadInput, match="CAdES"):
        signing.cades_verify(bytes(outer.dump(force=True)), DATA)


@pytest.mark.parametrize("year", [2049, 2050])
def test_the_form_of_a_time_changes_with_2050(year: int) -> None:
    at = datetime(year, 6, 1, tzinfo=UTC)
    p7s = signing.cades_sign(EC_SIGNER, DATA, at)
    assert signing.cades_verify(p7s, DATA).signing_time == at
    info = cms.ContentInfo.load(p7s)["content"]["signer_infos"][0]
    (time,) = [a["values"][0] for a in info["signed_attrs"] if a["type"].native == "signing_time"]
    assert time.name == ("utc_time" if year == 2049 else "generalized_time")


def test_a_signing_time_without_zone_is_refused_though_correctly_signed() -> None:
    good = signing.cades_sign(RSA_SIGNER, DATA, AT.replace(year=2050))
    changed = good.replace(b"20501017134107Z", b"205010171341.07")
    assert changed != good
    (info,) = cms.ContentInfo.load(changed)["content"]["signer_infos"]
    signature = RSA_SIGNER.sign(b"\x31" + info["signed_attrs"].dump()[1:])
    with pytest.raises(BadInput, match="không đúng định dạng"):
        signing.cades_verify(changed.replace(info["signature"].native, signature), DATA)
