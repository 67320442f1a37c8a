"""From certificates to the answer, through the services and the desk, with real packages."""

import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from app.crypto.package import PackageProblem
from app.demo import commune as demo
from app.desk import answering, opening, verify
from app.desk.auditing import AuditMark, AuditProblem
from app.desk.breaks import ResultBreak
from app.desk.home import DeskHome
from app.errors import AppError, BadInput, Refused
from app.models.store.store import Store
from app.models.store.tables import Package
from app.models.words.states import EntryState, PackageState
from app.models.words.values import Value
from app.progress import silent
from app.services.entry import answers, approval, entries
from app.services.exchange import deliveries, exports, returns, sealed_files, snapshots
from app.services.office import accounts, anchors, audit, dated_settings, trusting, unlocking
from app.settings import DEMO_PASSWORD
from tests.conftest import Clock, numbered

SCRIPT = Path(__file__).parents[2] / "docs" / "formats" / "verify_with_openssl.sh"


@pytest.fixture
def copy(commune, tmp_path):
    """A copy of it for one test, with its open store."""
    for name in ("kho", "ban-cong-an", "usb"):
        shutil.copytree(commune.store.parent / name, tmp_path / name)
    folders = demo.DemoFolders.under(tmp_path)
    unlocked = unlocking.unlock(folders.store, "nhan.ct", DEMO_PASSWORD)
    store = Store(folders.store, unlocked.store_key)
    yield folders, store, unlocked
    store.close()


def signers(folders, store, unlocked):
    with store.read() as session:
        justice = accounts.get(session, demo.JUSTICE.uid)
        police = accounts.get(session, demo.POLICE.uid)
    own = exports.SigningOfficer(justice, unlocking.own_signer(justice, unlocked.signing_key))
    other = exports.SigningOfficer(police, unlocking.signer(folders.store, police, DEMO_PASSWORD))
    return own, other


def export(folders, store, unlocked, now=None):
    justice, police = signers(folders, store, unlocked)
    return exports.export(
        store,
        folders.stick,
        justice=justice,
        police=police,
        now=now or Clock(),
        random=numbered("export"),
        progress=silent,
        demo=True,
    )


def test_the_demo_has_every_branch_and_state(copy):
    _folders, store, _unlocked = copy
    with store.read() as session:
        counts = entries.counts(session)
        assert counts[EntryState.APPROVED] > 0
        assert counts[EntryState.LISTED] > 0
        assert counts[EntryState.CHECKED] > 0
        assert counts[EntryState.ENTERED] > 0
        assert audit.first_broken(session) is None
        assert snapshots.in_force(session).row_count == demo.PEOPLE


def test_there_and_back(copy, capsys):
    folders, store, unlocked = copy
    with store.read() as session:
        waiting = {row.id for row in exports.ready(session)}
    result = export(folders, store, unlocked)
    assert result.entries == len(waiting)
    with store.read() as session:
        assert {r.id for r in entries.in_states(session, EntryState.EXPORTED)} == waiting
    with pytest.raises(Refused):
        export(folders, store, unlocked)

    home = DeskHome(folders.desk)
    out = folders.desk / "goi"
    opening.open_result(home, result.path, out, now=Clock())
    lines = [x for p in (out / "data").glob("*.jsonl") for x in p.read_text(encoding="utf-8").splitlines()]
    rows = [row for row in map(json.loads, lines) if "approval" in row]
    assert {r["entry_id"] for r in rows} == waiting
    with pytest.raises(AppError):
        opening.open_result(home, result.path, folders.desk / "again", now=Clock())

    typed = folders.desk / "tra-loi.jsonl"
    lines = [
        json.dumps(a, sort_keys=True, separators=(",", ":"), ensure_ascii=False) for a in demo.answers(out)
    ]
    typed.write_text("\n".join(lines) + "\n", encoding="utf-8")
    reply = folders.stick / "tra-loi.htpkg"
    answering.reply(home, typed, reply, store="", now=Clock(), random=numbered("reply"))
    with store.read() as session:
        justice = accounts.get(session, demo.JUSTICE.uid)
    report = returns.receive(store, reply, by=justice, now=Clock(), progress=silent, demo=True)
    assert (report.aside, report.entries) == ((), len(waiting))
    with store.read() as session:
        assert {r.id for r in entries.in_states(session, EntryState.NUMBER_ASSIGNED)} == waiting
        one = answers.of_entry(session, next(iter(waiting)))
        assert all(len(a.personal_id) == 12 for a in one)
        assert [p.purpose for p in deliveries.history(session, at=Clock()())][:2] == ["tra_loi", "ket_qua"]
        assert audit.first_broken(session) is None
    with pytest.raises(AppError):
        returns.receive(store, reply, by=justice, now=Clock(), progress=silent, demo=True)
    assert "chữ ký duyệt" in capsys.readouterr().out


def test_a_chain_that_was_made_anew_stops_at_the_desk(copy, capsys):
    """Every hash after a change is made anew before the first package: only what the desk has can tell."""
    folders, store, unlocked = copy
    home = DeskHome(folders.desk)
    first = export(folders, store, unlocked)
    held = AuditMark(first.sealed.audit_seq, "f" * 64)  # the desk saw another chain up to there
    home.advance(home.partner("").store_id, 0, "0" * 64, out_going=False, audit=held)
    with pytest.raises(AuditProblem, match=r"không nối tiếp bước .* Không mở gói") as caught:
        opening.open_result(home, first.path, folders.desk / "goi", now=Clock())
    assert caught.value.code == "AUDIT_GAP"
    assert not (folders.desk / "goi").exists()
    reason = "xã phục hồi bản sao lưu, có biên bản"
    opening.open_result(home, first.path, folders.desk / "goi", now=Clock(), audit_reason=reason)
    assert reason in capsys.readouterr().out
    kept = json.loads((folders.desk / "desk.json").read_text(encoding="utf-8"))["audit_accepted"]
    assert [(one["no"], one["code"], one["reason"]) for one in kept] == [(1, "AUDIT_GAP", reason)]
    assert home.audit_mark(home.partner("").store_id).h == events_mark(store, first.sealed.audit_seq)


def events_mark(store, seq):
    with store.read() as session:
        return audit.mark(session, seq)["audit_h"]


def test_a_receipt_brings_the_mark_of_the_desk_home(copy):
    folders, store, unlocked = copy
    sent = export(folders, store, unlocked)
    home = DeskHome(folders.desk)
    opening.open_result(home, sent.path, folders.desk / "goi", now=Clock())
    receipt = folders.stick / "xac-nhan.htpkg"
    answering.acknowledge(home, sent.path, receipt, now=Clock(), random=numbered("ack"))
    with store.read() as session:
        justice = accounts.get(session, demo.JUSTICE.uid)
    report = returns.receive(store, receipt, by=justice, now=Clock(), progress=silent, demo=True)
    assert report.acknowledged == 1
    with store.read() as session:
        assert [one.file_name for one in anchors.known(session)] == [sent.path.name, receipt.name]
        assert anchors.check(session, whole=True).findings == ()


def test_openssl_and_verify_agree(copy, tmp_path, capsys):
    folders, store, unlocked = copy
    result = export(folders, store, unlocked)
    home = DeskHome(folders.desk)
    pems = folders.stick / "keys"
    pems.mkdir()
    (pems / "receiver-key.pem").write_text(home.receiver_key())
    (pems / "receiver-cert.pem").write_text(home.receiver_certificate())
    (pems / "root.pem").write_text(home.root())
    command = [
        "sh",
        SCRIPT,
        result.path,
        pems / "receiver-key.pem",
        pems / "receiver-cert.pem",
        pems / "root.pem",
    ]
    run = subprocess.run([*command, tmp_path / "out"], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert verify.verify(result.path, key=None, roots=None, at=Clock()())
    words = capsys.readouterr().out
    assert "Cao Thị Nhàn" in words
    assert "Trương Văn Dũng" in words
    shutil.rmtree(pems)
    assert not verify.verify(result.path, key=None, roots=None, at=Clock()())


def test_an_unsigned_approval_never_leaves(copy):
    """Someone with the store's key sets the state by hand: the package is refused."""
    folders, store, unlocked = copy
    with store.write() as session:
        row = entries.in_states(session, EntryState.CHECKED, EntryState.LISTED)[0]
        session.execute(text("DROP TRIGGER entry_needs_approval"))
        session.execute(text(f"UPDATE entry SET state = 'approved' WHERE id = '{row.id}'"))
    with pytest.raises(Refused, match="không có chữ ký"):
        export(folders, store, unlocked)
    assert not list(folders.stick.glob("*.part"))


def test_a_changed_frozen_entry_never_leaves(copy):
    folders, store, unlocked = copy
    with store.write() as session:
        session.execute(text("DROP TRIGGER approval_no_update"))
        session.execute(
            text("UPDATE approval SET frozen = CAST(replace(frozen, 'typed', 'tiped') AS BLOB) WHERE id = 1")
        )
    with pytest.raises(Refused, match="không hợp lệ"):
        export(folders, store, unlocked)


def test_the_snapshot_cannot_be_taken_twice_or_by_justice(copy):
    folders, store, _unlocked = copy
    with store.read() as session:
        police = accounts.get(session, demo.POLICE.uid)
        justice = accounts.get(session, demo.JUSTICE.uid)
    arguments = {"now": Clock(), "random": numbered("x"), "progress": silent, "demo": True}
    package = folders.stick / "ban-sao-csdl.htpkg"
    before = sorted(p.name for p in folders.store.iterdir())
    with pytest.raises(AppError):
        snapshots.receive(store, folders.store, package, by=police, **arguments)
    with pytest.raises(Refused):
        snapshots.receive(store, folders.store, package, by=justice, **arguments)
    assert sorted(p.name for p in folders.store.iterdir()) == before


def test_nothing_of_a_citizen_lies_in_clear(copy):
    folders, _store, _unlocked = copy
    names = [p.full_name.encode() for p in demo.people(40, demo.SEED)]
    for path in folders.store.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert not any(name in content for name in names), path.name


def test_approving_needs_the_password(copy):
    folders, store, _unlocked = copy
    with store.read() as session:
        police = accounts.get(session, demo.POLICE.uid)
    with pytest.raises(AppError, match="Mật khẩu"):
        unlocking.signer(folders.store, police, "sai mat khau roi")
    assert approval.WAITING


def test_a_question_is_taken_back_as_the_next_version(copy):
    """The police ask about one person: the entry opens for work again and is signed anew."""
    folders, store, unlocked = copy
    result = export(folders, store, unlocked)
    home, out = DeskHome(folders.desk), folders.desk / "goi"
    opening.open_result(home, result.path, out, now=Clock())
    rows = [
        {**a, "code": "needs_verification", "personal_id": "", "message": "hỏi lại"}
        for a in demo.answers(out)
    ]
    typed, reply = folders.desk / "hoi.jsonl", folders.stick / "hoi.htpkg"
    typed.write_text("".join(json.dumps(a) + "\n" for a in rows), encoding="utf-8")
    answering.reply(home, typed, reply, store="", now=Clock(), random=numbered("ask"))
    with store.read() as session:
        justice = accounts.get(session, demo.JUSTICE.uid)
    returns.receive(store, reply, by=justice, now=Clock(), progress=silent, demo=True)
    with store.write() as session:
        entry_id = entries.in_states(session, EntryState.RETURNED)[0].id
        with pytest.raises(Refused, match="Công an đã trả lời"):
            entries.save(session, entry_id, "remarks", Value.of("x"), by=justice, at=Clock()())
        entries.take_back(session, entry_id, by=justice, at=Clock()())
        entries.save(session, entry_id, "remarks", Value.of("đã hỏi gia đình"), by=justice, at=Clock()())
        entries.complete(session, entry_id, by=justice, at=Clock()())
        view = entries.get(session, entry_id)
        assert (view.version, view.state in approval.WAITING) == (2, True)


def test_an_acknowledgement_moves_the_chain_on(copy):
    folders, store, unlocked = copy
    result = export(folders, store, unlocked)
    home, ack = DeskHome(folders.desk), folders.stick / "xac-nhan.htpkg"
    opening.open_result(home, result.path, folders.desk / "goi", now=Clock())
    answering.acknowledge(home, result.path, ack, now=Clock(), random=numbered("ack"))
    with store.read() as session:
        justice = accounts.get(session, demo.JUSTICE.uid)
    report = returns.receive(store, ack, by=justice, now=Clock(), progress=silent, demo=True)
    assert (report.applied, report.entries, report.aside, report.acknowledged) == (0, 0, (), 1)
    with store.read() as session:
        came, left = deliveries.history(session, at=Clock()())[:2]
        assert (came.purpose, came.size, came.state) == ("xac_nhan", 0, PackageState.TAKEN_IN)
        assert (left.package_no, left.state) == (1, PackageState.ACKNOWLEDGED)


def test_an_acknowledgement_of_a_package_this_pc_never_sent_is_kept_aside(copy):
    folders, store, unlocked = copy
    result = export(folders, store, unlocked)
    home, ack = DeskHome(folders.desk), folders.stick / "xac-nhan.htpkg"
    opening.open_result(home, result.path, folders.desk / "goi", now=Clock())
    answering.acknowledge(home, result.path, ack, now=Clock(), random=numbered("ack"))
    with store.write() as session:
        justice = accounts.get(session, demo.JUSTICE.uid)
        session.execute(text("DROP TRIGGER package_no_update"))
        session.query(Package).filter(Package.purpose == "ket_qua").update({"manifest_sha256": "f" * 64})
    report = returns.receive(store, ack, by=justice, now=Clock(), progress=silent, demo=True)
    assert report.acknowledged == 0
    assert report.aside == ("Xác nhận một gói mà máy này chưa gửi.",)
    with store.read() as session:
        assert deliveries.history(session, at=Clock()())[1].state == PackageState.SENT


def test_an_answer_to_what_was_sent_again_is_no_contradiction(copy):
    """The first version came back with a question; the second gets its numbers."""
    folders, store, unlocked = copy
    first = export(folders, store, unlocked)
    home = DeskHome(folders.desk)
    with store.read() as session:
        justice, police = accounts.get(session, demo.JUSTICE.uid), accounts.get(session, demo.POLICE.uid)

    def answer(package, name, **changes):
        out, rows = folders.desk / name, folders.desk / f"{name}.jsonl"
        opening.open_result(home, package.path, out, now=Clock())
        lines = [json.dumps({**a, **changes}) + "\n" for a in demo.answers(out)]
        rows.write_text("".join(lines), encoding="utf-8")
        reply = folders.stick / f"{name}.htpkg"
        answering.reply(home, rows, reply, store="", now=Clock(), random=numbered(name))
        return returns.receive(store, reply, by=justice, now=Clock(), progress=silent, demo=True)

    answer(first, "hoi", code="needs_verification", personal_id="", message="hỏi lại")
    signer = unlocking.signer(folders.store, police, DEMO_PASSWORD)
    with store.write() as session:
        entry_id = entries.in_states(session, EntryState.RETURNED)[0].id
        entries.take_back(session, entry_id, by=justice, at=Clock()())
        entries.complete(session, entry_id, by=justice, at=Clock()())
        shown = [approval.freeze(session, entry_id)]
        approval.approve(session, shown, signer=signer, by=police, at=Clock()())
    second = export(folders, store, unlocked)
    with store.read() as session:
        newest, asked = [p for p in deliveries.history(session, at=Clock()()) if p.purpose == "ket_qua"]
        assert (newest.state, newest.answered, newest.size) == (PackageState.SENT, 0, 1)
        assert (asked.state, asked.answered) == (PackageState.DONE, asked.size)
    report = answer(second, "lai")
    assert (report.aside, report.entries) == ((), 1)
    with store.read() as session:
        assert entries.get(session, entry_id).state == EntryState.NUMBER_ASSIGNED


def test_a_lost_stick_is_written_again_and_the_desk_opens_it(copy):
    folders, store, unlocked = copy
    result = export(folders, store, unlocked)
    bytes_ = result.path.read_bytes()
    result.path.unlink()
    justice, _police = signers(folders, store, unlocked)
    with store.read() as session:
        left = deliveries.history(session, at=Clock()())[0]
    again = sealed_files.write_again(
        store, left.id, folders.stick, by=justice.officer, now=Clock(), progress=silent
    )
    assert (again.path, again.path.read_bytes()) == (result.path, bytes_)
    opening.open_result(DeskHome(folders.desk), again.path, folders.desk / "goi", now=Clock())


def test_a_package_made_anew_is_opened_by_the_desk_that_refused_the_first(copy):
    """The clock of the PC was three days ahead."""
    folders, store, unlocked = copy
    home, ahead = DeskHome(folders.desk), Clock()
    ahead.move(days=3)
    first = export(folders, store, unlocked, ahead)
    with pytest.raises(PackageProblem, match="tương lai"):
        opening.open_result(home, first.path, folders.desk / "goi", now=Clock())
    justice, police = signers(folders, store, unlocked)
    with store.read() as session:
        left = deliveries.history(session, at=Clock()())[0]
    second = exports.renew(
        store,
        left.id,
        folders.stick,
        reason="đồng hồ máy nhanh ba ngày",
        justice=justice,
        police=police,
        now=Clock(),
        random=numbered("renew"),
        progress=silent,
        demo=True,
    )
    opening.open_result(home, second.path, folders.desk / "goi", now=Clock())
    with pytest.raises(ResultBreak) as refused:
        opening.open_result(home, first.path, folders.desk / "cu", now=ahead)
    assert refused.value.code == "FORK"


@pytest.mark.skipif(sys.platform == "win32", reason="links and pipes of POSIX")
def test_a_prepared_stick_reaches_nothing_of_the_store(copy, tmp_path):
    """Links, pipes and folders lie at every name that can be guessed: of packages, parts and opened files."""
    folders, store, unlocked = copy
    kept = {
        path: path.read_bytes() for path in folders.store.iterdir() if path.name.endswith((".json", ".bak"))
    }
    with store.read() as session:
        receiver = trusting.receiver(session, "").party_id.replace("-", "")
    name = f"{store_id(store)[:8]}-{receiver[:8]}-000001.htpkg"
    for number, ending in enumerate((".part", ".tmp", ".new", "~")):
        (folders.stick / f"{name}{ending}").symlink_to(list(kept)[number % len(kept)])
    os.mkfifo(folders.stick / f".{name}")
    result = export(folders, store, unlocked)
    assert result.path == folders.stick / name
    assert not result.path.is_symlink()

    home = DeskHome(folders.desk)
    key_file = folders.store / "keyfile.json"
    for trap in ("link to a file", "pipe", "link as folder"):
        out = tmp_path / trap
        out.mkdir()
        if trap == "link as folder":
            (out / "data").symlink_to(folders.store)
        else:
            (out / "data").mkdir()
            there = out / "data" / "khai_sinh.jsonl"
            if trap == "pipe":
                os.mkfifo(there)
            else:
                there.symlink_to(key_file)
        with pytest.raises(BadInput, match="USB có thể đã bị gài"):
            opening.open_result(home, result.path, out, now=Clock())
    assert {path: path.read_bytes() for path in kept} == kept
    assert not list(folders.store.glob("*.jsonl*"))
    out = tmp_path / "good" / "folder"
    opening.open_result(home, result.path, out, now=Clock())  # what was refused counts as not opened
    assert (out / "data" / "khai_sinh.jsonl").is_file()
    assert {stat.S_IMODE(one.stat().st_mode) for one in (out, out.parent, out / "data")} == {0o700}


def store_id(store):
    with store.read() as session:
        return dated_settings.store_id(session)
