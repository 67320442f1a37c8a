"""Packages on this side: the chain of each pair, what is kept of each, and what opens them."""

import hashlib
from typing import Any

import pytest

from app.crypto.package import ChainState, PackageProblem
from app.crypto.trust import Ended
from app.errors import Refused
from app.models.words.purpose import PURPOSE_LABELS, Purpose
from app.progress import silent
from app.services.exchange import packages
from app.services.office import revoking
from tests.conftest import AT, BOTH, JUSTICE, LEADER, POLICE, TYPIST
from tests.unit.services.exchange.parties import DESK, Commune
from tests.unit.services.pinning import pin

START = ChainState(0, "0" * 64)


def keep(commune: Commune, **changes: Any) -> int:
    given: dict[str, Any] = {
        "package_id": "p",
        "purpose": "ket_qua",
        "sender_id": "a",
        "receiver_id": "b",
        "package_no": 1,
        "manifest_sha256": "1" * 64,
        "file_name": "x.htpkg",
        "file_sha256": "2" * 64,
        "counts": {"khai_sinh": 1},
        "by": JUSTICE.uid,
        "at": AT,
    }
    with commune.store.write() as session:
        return packages.keep(session, **{**given, **changes})


def chain(commune: Commune, sender: str, receiver: str) -> ChainState:
    with commune.store.read() as session:
        return packages.chain(session, sender, receiver)


def test_a_chain_is_that_of_one_sender_and_one_receiver(commune: Commune) -> None:
    assert chain(commune, "a", "b") == START
    keep(commune, package_no=2, manifest_sha256="2" * 64)
    keep(commune, package_no=1)
    keep(commune, package_no=7, sender_id="c", manifest_sha256="7" * 64)
    keep(commune, package_no=8, receiver_id="c", manifest_sha256="8" * 64)
    keep(commune, package_no=9, sender_id="b", receiver_id="a", manifest_sha256="9" * 64)
    assert chain(commune, "a", "b") == ChainState(2, "2" * 64)
    assert chain(commune, "c", "b") == ChainState(7, "7" * 64)
    assert chain(commune, "b", "c") == START


def test_every_purpose_has_words() -> None:
    assert set(PURPOSE_LABELS) == set(Purpose)


def test_what_came_in_is_kept_with_its_hash(commune: Commune) -> None:
    source = commune.answer()
    commune.receive(source)
    row = commune.rows("package")[-1]
    opened = open_from(commune, commune.answer(), purpose="tra_loi")
    assert opened.manifest["prev_manifest_sha256"] == row["manifest_sha256"]
    assert {
        name: row[name]
        for name in ("purpose", "sender_id", "receiver_id", "package_no", "file_name", "file_sha256", "by")
    } == {
        "purpose": "tra_loi",
        "sender_id": DESK,
        "receiver_id": commune.store_id,
        "package_no": 2,
        "file_name": source.name,
        "file_sha256": hashlib.sha256(source.read_bytes()).hexdigest(),
        "by": JUSTICE.uid,
    }
    assert len(row["package_id"]) == 36
    assert chain(commune, DESK, commune.store_id) == ChainState(2, row["manifest_sha256"])


def open_from(commune: Commune, source: Any, purpose: str = "", **changes: Any) -> Any:
    given = {"purpose": purpose, "at": AT, "progress": silent, "demo": True}
    return packages.open_from_police(commune.store, source, **{**given, **changes})


@pytest.mark.parametrize("uid", [o.uid for o in (JUSTICE, LEADER, TYPIST, POLICE, BOTH)])
@pytest.mark.parametrize("purpose", ["tra_loi", "anh_chup_dan_cu", "bo_sung_dan_cu", "xac_nhan"])
def test_nobody_certified_for_this_store_signs_what_comes_from_outside(
    commune: Commune, uid: str, purpose: str
) -> None:
    source = commune.answer(purpose=purpose, signers=[("cong_an_phat_hanh", commune.signers[uid])])
    with pytest.raises(PackageProblem) as caught:
        open_from(commune, source, purpose)
    assert caught.value.code == "ROLE"


@pytest.mark.parametrize("roles", [("police",), ("receiver",), ("store",), ("police", "leader"), ()])
def test_only_the_role_of_an_issuer_issues(commune: Commune, roles: tuple[str, ...]) -> None:
    """Somebody of the same desk under the same root, certified for anything else."""
    signer = commune.desk.officer("038070990009", *roles)
    with pytest.raises(PackageProblem) as caught:
        open_from(commune, commune.answer(signers=[("cong_an_phat_hanh", signer)]))
    assert caught.value.code == "ROLE"


def test_an_issuer_that_is_not_pinned_issues_nothing(commune: Commune) -> None:
    source = commune.answer(signers=[("cong_an_phat_hanh", commune.issuer_of(DESK))])
    with pytest.raises(PackageProblem, match="không phải cán bộ phát hành mà máy này đã ghim") as caught:
        open_from(commune, source)
    assert caught.value.code == "ISSUER"
    assert caught.value.checks[-1].code == "COUNTS", "the checks before it are kept for the screen"


def test_an_issuer_whose_certificate_ended_issues_nothing(commune: Commune) -> None:
    source = commune.answer()
    digest = hashlib.sha256(commune.desk.issuer.certificate).hexdigest()
    with commune.store.write() as session:
        revoking.end(session, digest, "x", Ended(AT, "nghỉ việc", compromised=False), by=LEADER.uid, at=AT)
    with pytest.raises(PackageProblem) as caught:
        open_from(commune, source)
    assert caught.value.code == "REVOKED"


@pytest.mark.parametrize(
    ("where", "words"), [("1", "chưa nạp chứng thư"), ("kind = 'receiver'", "Chưa có chứng thư của Công an")]
)
def test_without_pinned_certificates_nothing_opens(commune: Commune, where: str, words: str) -> None:
    source = commune.answer()
    commune.untrust(where)
    with pytest.raises(Refused, match=words):
        open_from(commune, source)


@pytest.mark.parametrize("statement", ["UPDATE store_key SET certificate_pem = ''", "DELETE FROM store_key"])
def test_without_its_own_certificate_nothing_opens(commune: Commune, statement: str) -> None:
    source = commune.answer()
    commune.execute("DROP TRIGGER store_key_no_delete", statement)
    with pytest.raises(Refused, match="chưa có chứng thư giải mã"):
        open_from(commune, source)


def test_the_issuing_certificate_here_is_enough(commune: Commune) -> None:
    assert open_from(commune, commune.answer(issuing=()))
    commune.untrust("kind = 'issuing'")
    with pytest.raises(PackageProblem, match="không do cơ quan tin cậy"):
        open_from(commune, commune.answer(issuing=()))
    assert open_from(commune, commune.answer())


def test_a_package_is_for_the_receiver_named_else_for_the_newest(commune: Commune) -> None:
    _key, pem = commune.desk.receiving("ca-2")
    with commune.store.write() as session:
        pin(session, "receiver", pem, "ca-2", "Công an khác")
    with pytest.raises(Refused, match="Chưa có chứng thư của Công an nhận gói"):
        commune.export(receiver_id="ca-3")
    made = commune.export(receiver_id=DESK)
    assert chain(commune, commune.store_id, DESK) == ChainState(1, made.sealed.manifest_sha256)
    assert chain(commune, commune.store_id, "ca-2") == START
