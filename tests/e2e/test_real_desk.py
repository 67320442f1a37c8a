"""A new commune and a new desk, neither of the demo: certified, then files go both ways."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from app.commands import desk
from app.crypto.certificate import fingerprint, groups, load
from app.demo import commune as demo
from app.desk.home import DeskHome
from app.errors import Refused
from app.models.store.store import Store
from app.models.words.states import EntryState, PackageState
from app.progress import silent
from app.services.entry import answers, approval, entries
from app.services.exchange import deliveries, exports, returns, snapshots
from app.services.office import accounts, backing_up, founding, restoring, trusting, unlocking
from tests.conftest import AT, COMMUNE, JUSTICE, LEADER, POLICE, TYPIST, Clock, numbered
from tests.unit.services.entry.births import add_volume, type_entry
from tests.unit.services.entry.deciding import SAME_CHILD
from tests.unit.services.exchange import parties

GIVEN = ("--office", "Công an xã Cẩm Lương", "--issuer-name", POLICE.full_name, "--issuer-uid", POLICE.uid)
REASON = "xã phục hồi kho từ bản sao lưu, có biên bản"


class Places:
    """The store, the desk and the stick between them; the police officer of the commune issues."""

    def __init__(self, folder: Path, say: Any, answer: Any) -> None:
        self.folder, self.say, self._answer = folder, say, answer
        self.stick, self.desk = folder / "usb", folder / "ban"
        self.stick.mkdir()
        founded = founding.found(
            folder / "kho",
            commune=COMMUNE,
            header_lines=["ỦY BAN NHÂN DÂN", "XÃ CẨM LƯƠNG"],
            officers=[founding.NewOfficer(o, parties.PASSWORD) for o in (JUSTICE, POLICE, LEADER, TYPIST)],
            at=AT,
            random=numbered("found"),
            kdf=parties.KDF,
        )
        self.store, self.store_key = founded.store, founded.store_key
        self.random, self.clock = numbered("real"), Clock()

    def run(self, *words: object, yes: int = 0) -> tuple[int, str]:
        self._answer("y\n" * yes)
        self.say()
        status = desk.run(["--home", str(self.desk), *map(str, words)], now=self.clock, random=self.random)
        return status, self.say()

    def officer(self, uid: str) -> accounts.Officer:
        with self.store.read() as session:
            return accounts.get(session, uid)

    def certify(self, *more: str) -> str:
        """Certify, compare the fingerprint that the desk shows, and take the certificates."""
        request, answer = self.stick / "yc.json", self.stick / "ct.json"
        with self.store.read() as session:
            request.write_bytes(trusting.request_file(session, on=self.clock().date()))
        status, said = self.run("keys", request, "--out", answer, *GIVEN, *more, yes=5)
        assert status == 0
        anchor = trusting.trust_anchor(answer.read_bytes())
        assert anchor.fingerprint in said
        with self.store.write() as session:
            given = {"by": self.officer(LEADER.uid), "at": self.clock(), "demo": False}
            assert trusting.take_certificates(session, answer.read_bytes(), **given) == 4
        return anchor.fingerprint

    def take_snapshot(self) -> None:
        table, package = self.folder / "dan_cu.jsonl", self.stick / "S.htpkg"
        package.unlink(missing_ok=True)
        table.write_text("".join(json.dumps(parties.person_row(p)) + "\n" for p in parties.PEOPLE))
        assert self.run("snapshot", table, "--out", package)[0] == 0
        given = {"by": self.officer(POLICE.uid), "now": self.clock, "random": self.random}
        snapshots.receive(self.store, self.store.folder, package, progress=silent, demo=False, **given)

    def approve(self, number: str, volume: int) -> str:
        entry_id = type_entry(self.store, self.random, volume, registration_no=number)
        with self.store.read() as session:
            registry = snapshots.in_force(session).snapshot_id
        parties.decide_all(self.store, entry_id, self.random, SAME_CHILD, registry)
        with self.store.write() as session:
            shown = approval.freeze(session, entry_id)
            police = accounts.get(session, POLICE.uid)
            approval.approve(session, [shown], signer=self.signer(POLICE.uid), by=police, at=self.clock())
        return entry_id

    def signer(self, uid: str) -> Any:
        return unlocking.signer(self.store.folder, self.officer(uid), parties.PASSWORD)

    def export(self) -> exports.Exported:
        signing = {
            key: exports.SigningOfficer(self.officer(uid), self.signer(uid))
            for key, uid in (("justice", JUSTICE.uid), ("police", POLICE.uid))
        }
        around = {"now": self.clock, "random": self.random, "progress": silent, "demo": False}
        made = exports.export(self.store, self.stick, **signing, **around)
        assert made.problem is None
        return made

    def receive(self, source: Path) -> returns.AnswerReport:
        by = self.officer(JUSTICE.uid)
        return returns.receive(self.store, source, by=by, now=self.clock, progress=silent, demo=False)


@pytest.fixture
def places(tmp_path, capsys, monkeypatch):
    made = Places(
        tmp_path,
        lambda: capsys.readouterr().out,
        lambda words: monkeypatch.setattr("sys.stdin", io.StringIO(words)),
    )
    yield made
    made.store.close()


@pytest.mark.parametrize("more", [(), ("--no-authority",)], ids=["authority", "pins"])
def test_a_commune_and_its_police_begin_and_exchange_everything(places, more):
    compared = places.certify(*more)
    home = DeskHome(places.desk)
    rests_on = home.authority_pems()[0] or home.issuer_certificate()
    assert bool(home.authority_pems()[0]) == (not more)
    assert compared == groups(fingerprint(load(rests_on)))
    places.take_snapshot()
    entry_id = places.approve("188", add_volume(places.store))

    result, out = places.export(), places.folder / "goi"
    status, said = places.run("open", result.path, "--out", out)
    assert (status, "Đã mở 1 trường hợp" in said) == (0, True), said
    receipt = places.stick / "xac-nhan.htpkg"
    assert places.run("ack", result.path, "--out", receipt)[0] == 0
    places.receive(receipt)
    with places.store.read() as session:
        assert deliveries.one(session, result.package, at=places.clock()).state == PackageState.ACKNOWLEDGED

    rows, reply = places.folder / "tra-loi.jsonl", places.stick / "tra-loi.htpkg"
    rows.write_text("".join(json.dumps(row) + "\n" for row in demo.answers(out)), encoding="utf-8")
    assert places.run("reply", rows, "--out", reply)[0] == 0
    assert places.receive(reply).aside == ()
    with places.store.read() as session:
        assert entries.get(session, entry_id).state == EntryState.NUMBER_ASSIGNED
        assert {one.personal_id for one in answers.of_entry(session, entry_id)} >= {SAME_CHILD.personal_id}


def test_a_restored_store_sends_a_number_again_and_people_take_it(places):
    """The backup is older than the last package: the same number comes with an entry that came before."""
    places.certify()
    places.take_snapshot()
    volume = add_volume(places.store)
    first = places.approve("188", volume)
    backup = backing_up.back_up(
        places.store,
        places.stick,
        by=places.officer(JUSTICE.uid),
        store_key=places.store_key,
        medium="USB",
        now=places.clock,
        random=places.random,
        progress=silent,
    )
    before = places.export()
    assert places.run("open", before.path, "--out", places.folder / "goi")[0] == 0
    opener = restoring.ByPassword(places.officer(LEADER.uid).login, parties.PASSWORD)
    places.store.close()

    before.path.rename(places.stick / "truoc.htpkg")
    restoring.restore(
        backup.path, places.folder / "may-moi", opener=opener, now=places.clock, progress=silent
    )
    places.store = Store(places.folder / "may-moi", places.store_key)
    places.take_snapshot()
    places.approve("189", volume)
    fork, out = places.export(), places.folder / "goi-2"
    assert (fork.sealed.package_no, fork.entries) == (1, 2)
    status, said = places.run("open", fork.path, "--out", out)
    assert status == 1
    assert "Xã có hai gói khác nhau cùng số 1" in said
    assert "phục hồi từ bản sao lưu 1 lần" in said
    assert "gói số 1 (17/10/2023)" in said
    words = ("open", fork.path, "--out", out, "--accept-break", REASON)
    assert "Nhật ký của xã không nối tiếp" in places.run(*words, yes=1)[1], "it has a reason of its own"
    assert places.run(*words, "--audit-reason", REASON)[0] == 1, "nobody said yes"
    assert not out.exists()
    status, said = places.run(*words, "--audit-reason", REASON, yes=1)
    assert status == 0
    assert f"Trường hợp {first} (bản 1): đã nhận ở gói số 1." in said
    places.approve("190", volume)
    next_one = places.export()
    assert places.run("open", next_one.path, "--out", places.folder / "goi-3")[0] == 0, "the chain goes on"


def test_a_desk_of_the_demo_is_none_for_a_real_store(places):
    request, answer = places.stick / "yc.json", places.stick / "ct.json"
    with places.store.read() as session:
        request.write_bytes(trusting.request_file(session, on=places.clock().date()))
    home = DeskHome(places.desk)
    demo.certify_at_desk(home, request, answer, office=demo.OFFICE, now=places.clock, ask=demo.confirm)
    with pytest.raises(Refused, match="chỉ để thử"), places.store.write() as session:
        given = {"by": places.officer(LEADER.uid), "at": places.clock(), "demo": False}
        trusting.take_certificates(session, answer.read_bytes(), **given)
