"""A commune and its police without any authority: every certificate is pinned, and the work goes on."""

import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.commands import desk
from app.crypto import certificates_file
from app.crypto.authority import issue
from app.crypto.certificate import fingerprint, groups, load
from app.crypto.certificates_file import CertificatesFile
from app.crypto.mandate import Mandate
from app.crypto.signing import load_key_pem
from app.crypto.trust import Untrusted
from app.demo import commune as demo
from app.desk.home import DeskHome
from app.desk.verify import verify
from app.errors import Refused
from app.models.store.tables import Trusted
from app.models.words.purpose import Purpose
from app.progress import silent
from app.services.exchange import packages
from app.services.office import accounts, founding, trusting, unlocking
from app.settings import DEMO_PASSWORD
from tests.conftest import AT, POLICE_OFFICE, Clock, numbered
from tests.unit.desk.test_authority import request_of
from tests.unit.desk.test_opening import Results

NEW_DESK = (
    "--office",
    "Công an xã Cẩm Lương",
    "--issuer-name",
    "Lê Thị Thảo",
    "--issuer-uid",
    "038070990000",
)


class Morning:
    """A commune and its police that never had an authority."""

    def __init__(self, folder: Any, say: Any) -> None:
        self.folders = demo.DemoFolders.under(folder)
        officers = [founding.NewOfficer(o, DEMO_PASSWORD) for o in demo.OFFICERS]
        made = founding.found(
            self.folders.store,
            commune=demo.COMMUNE,
            header_lines=demo.HEADER,
            officers=officers,
            at=AT,
            random=numbered("morning"),
            kdf=demo.KDF,
        )
        self.store, self.said = made.store, say
        self.request, self.answer = self.folders.stick / "R.json", self.folders.stick / "C.json"

    def keys(self, *more: str) -> int:
        with self.store.read() as session:
            self.request.write_bytes(trusting.request_file(session, on=AT.date()))
        words = ["--home", str(self.folders.desk), "keys", str(self.request), "--out", str(self.answer)]
        return desk.run([*words, *NEW_DESK, *more], now=Clock(), random=numbered("keys"))

    def take(self, data: bytes = b"", **given: Any) -> int:
        with self.store.write() as session:
            leader = accounts.get(session, demo.LEADER.uid)
            data = data or self.answer.read_bytes()
            return trusting.take_certificates(session, data, by=leader, at=AT, demo=False, **given)

    @property
    def home(self) -> DeskHome:
        return DeskHome(self.folders.desk)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Made once; the tests below read, or change what no other looks at."""
    morning = Morning(tmp_path_factory.mktemp("morning"), None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdin", io.StringIO("y\n" * 5))
        assert morning.keys("--no-authority") == 0
    morning.take()
    yield morning
    morning.store.close()


def test_the_file_has_no_root_and_rests_on_the_issuing_officer(made):
    file = certificates_file.read(made.answer.read_bytes())
    assert (file.root, file.issuing) == ("", ())
    anchor = trusting.trust_anchor(made.answer.read_bytes())
    assert not anchor.authority
    assert anchor.fingerprint == groups(fingerprint(load(file.issuer)))
    issuer = load(file.issuer)
    assert issuer.issuer == issuer.subject, "signed by its own key"


def test_every_certificate_is_pinned_with_what_it_lets_its_holder_do(made):
    with made.store.read() as session:
        rows = {(r.kind, r.party_id): r.mandate for r in session.query(Trusted)}
        store_id = made.home.partner("").store_id
    assert {kind for kind, _party in rows} == {"issuer", "receiver", "store", "officer"}
    assert rows["store", store_id] == {"unit": demo.COMMUNE, "store_id": store_id, "roles": ["store"]}
    assert rows["officer", demo.POLICE.uid]["roles"] == ["police"]
    assert rows["issuer", made.home.desk_id()]["roles"] == ["issuer"]


def test_no_demo_is_needed_for_pinned_certificates(made):
    with made.store.read() as session:
        trust = trusting.trust_store(session, demo=False)
        police = accounts.get(session, demo.POLICE.uid)
        store_id = made.home.partner("").store_id
    trust.verify_officer(load(police.certificate_pem), role="police", store_id=store_id, at=AT)
    with pytest.raises(Untrusted):
        trust.verify_officer(load(police.certificate_pem), role="justice", store_id=store_id, at=AT)


def test_a_package_goes_both_ways(made, tmp_path):
    table = tmp_path / "dan_cu.csv"
    demo.write_csv(demo.people(5, 1), table)
    snapshot = tmp_path / "S.htpkg"
    words = ["--home", str(made.folders.desk), "snapshot", str(table), "--out", str(snapshot)]
    assert desk.run(words, now=Clock(), random=numbered("snapshot")) == 0
    opened = packages.open_from_police(
        made.store, snapshot, purpose=Purpose.SNAPSHOT, at=AT, progress=silent, demo=False
    )
    assert opened.manifest["counts"] == {"people": 5}
    results = results_of(made)
    path = results.write(results.approved(results.entry()))
    assert (
        desk.run(
            ["--home", str(made.folders.desk), "open", path, "--out", str(tmp_path / "goi")],
            now=Clock(),
            random=numbered("open"),
        )
        == 0
    )


def test_whoever_has_the_pins_checks_a_result(made, tmp_path, capsys):
    results = results_of(made)
    path = results.write(results.approved(results.entry()))
    (tmp_path / "receiver-key.pem").write_text(made.home.receiver_key())
    (tmp_path / "receiver-cert.pem").write_text(made.home.receiver_certificate())
    (tmp_path / "root.pem").write_text(made.home.root())
    given = {"key": tmp_path / "receiver-key.pem", "roots": tmp_path / "root.pem", "at": AT}
    assert verify(Path(path), **given)
    (tmp_path / "root.pem").write_text(made.home.receiver_certificate())
    assert not verify(Path(path), **given)
    assert "UNTRUSTED" in capsys.readouterr().out


def results_of(made: Morning) -> Results:
    with made.store.read() as session:
        officers = accounts.every(session)
    signers = {o.uid: unlocking.signer(made.folders.store, o, DEMO_PASSWORD) for o in officers}
    return Results(made, signers)


def test_the_issuing_officers_key_certifies_nobody_who_is_not_pinned(made):
    """A leaf under the issuer's key has a path to nothing: at the desk and at the commune alike."""
    key = load_key_pem(json.loads((made.folders.desk / "desk.json").read_text())["issuer_key"])
    above = (load(made.home.issuer_certificate()), key)
    mandate = Mandate("x", made.home.desk_id(), frozenset({"issuer"}))
    forged = load(issue(request_of("038070990009"), issuer=above, usage="sign", at=AT, mandate=mandate))
    with made.store.read() as session:
        trusts = (trusting.trust_store(session, demo=False), made.home.trust())
    for trust in trusts:
        with pytest.raises(Untrusted) as caught:
            trust.verify(forged, at=AT, usage="sign", chain=[above[0]])
        assert caught.value.code == "UNTRUSTED"


def test_another_issuer_is_a_change_for_two(made):
    file = certificates_file.read(made.answer.read_bytes())
    other = DeskHome(made.folders.stick / "another desk")
    other.ensure(replace(POLICE_OFFICE, name="Công an khác"), AT, authority=False)
    changed = CertificatesFile(
        **{name: getattr(file, name) for name in CertificatesFile.__slots__}
        | {"issuer": other.issuer_certificate()}
    )
    data = certificates_file.write(changed, other.issuer(), AT)
    with pytest.raises(Refused, match="cùng xác nhận"):
        made.take(data)


def test_the_same_file_again_changes_nothing(made):
    with made.store.read() as session:
        before = session.query(Trusted).count()
    assert made.take() == 4
    with made.store.read() as session:
        assert session.query(Trusted).count() == before


def test_a_desk_with_an_authority_stays_one(certified, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n" * 5))
    request = certified.folders.stick / "yeu-cau-chung-thu.json"
    said = certified.refused("keys", request, "--out", certified.folders.stick / "X.json", "--no-authority")
    assert "đã có cơ quan cấp chứng thư" in said
