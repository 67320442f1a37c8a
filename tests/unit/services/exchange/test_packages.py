"""Packages on this side: the chain of each pair, what is kept of each, and what opens them."""

import hashlib
from typing import Any

import pytest

from app.crypto.package import ChainState, PackageProblem
from app.errors import Refused
from app.models.store.tables import Trusted
from app.models.words.purpose import PURPOSE_LABELS, Purpose
from app.progress import silent
from app.services.exchange import packages
from tests.conftest import AT, BOTH, JUSTICE, LEADER, POLICE, TYPIST
from tests.unit.services.exchange.parties import DESK, Commune

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


@pytest.mark.parametrize("uid", [JUSTICE.uid, LEADER.uid, TYPIST.uid])
def test_whoever_is_no_police_officer_here_signs_nothing_from_outside(commune: Commune, uid: str) -> None:
    source = commune.answer(signers=[("cong_an_phat_hanh", commune.signers[uid])])
    with pytest.raises(PackageProblem, match="cán bộ của chính máy này"):
        open_from(commune, source)


@pytest.mark.parametrize("uid", [POLICE.uid, BOTH.uid])
def test_a_police_officer_here_may_have_signed(commune: Commune, uid: str) -> None:
    source = commune.answer(signers=[("cong_an_phat_hanh", commune.signers[uid])])
    assert open_from(commune, source).signers[0].uid == uid


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("DELETE FROM trusted", "chưa nhận chứng thư"),
        ("DELETE FROM trusted WHERE kind = 'receiver'", "Chưa có chứng thư của Công an"),
        ("UPDATE store_key SET certificate_pem = ''", "chưa có chứng thư giải mã"),
        ("DELETE FROM store_key", "chưa có chứng thư giải mã"),
    ],
)
def test_without_certificates_nothing_opens(commune: Commune, statement: str, words: str) -> None:
    source = commune.answer()
    commune.execute("DROP TRIGGER trusted_no_delete", statement)
    with pytest.raises(Refused, match=words):
        open_from(commune, source)


def test_the_issuing_certificate_here_is_enough(commune: Commune) -> None:
    assert open_from(commune, commune.answer(issuing=()))
    commune.execute("DROP TRIGGER trusted_no_delete", "DELETE FROM trusted WHERE kind = 'issuing'")
    with pytest.raises(PackageProblem, match="không do cơ quan tin cậy"):
        open_from(commune, commune.answer(issuing=()))
    assert open_from(commune, commune.answer())


def test_a_package_is_for_the_receiver_named_else_for_the_newest(commune: Commune) -> None:
    _key, pem = commune.desk.authority.issue_encryption("Công an khác", "ca-2", at=AT)
    with commune.store.write() as session:
        other = {"kind": "receiver", "party_id": "ca-2", "name": "Công an khác", "certificate_pem": pem}
        session.add(Trusted(**other, added_at="", added_by=""))
    with pytest.raises(Refused, match="Chưa có chứng thư của Công an nhận gói"):
        commune.export(receiver_id="ca-3")
    made = commune.export(receiver_id=DESK)
    assert chain(commune, commune.store_id, DESK) == ChainState(1, made.sealed.manifest_sha256)
    assert chain(commune, commune.store_id, "ca-2") == START
