"""A package that the receiver refuses is made anew under its own number."""

import hashlib
import json
from typing import Any

import pytest

from app.crypto import canonical
from app.crypto.package import ChainState, PackageProblem
from app.crypto.signing import key_pem
from app.errors import AppError, Refused, Stopped
from app.models.words.roles import APART
from app.models.words.states import PackageState
from app.services.entry import approval
from app.services.exchange import packages
from tests.conftest import AT, JUSTICE, LEADER, POLICE, TYPIST
from tests.unit.services.entry.deciding import SAME_CHILD
from tests.unit.services.exchange.arrivals import opened
from tests.unit.services.exchange.parties import DESK, Commune, answer_row, decide_all
from tests.unit.services.exchange.test_exports import sign_again
from tests.unit.services.exchange.test_returns import resend
from tests.unit.services.pinning import pin

REASON = "đồng hồ máy sai"
START = ChainState(0, "0" * 64)


def left(commune: Commune) -> Any:
    return next(one for one in commune.history() if one.purpose == "ket_qua")


def results(commune: Commune) -> list[dict[str, Any]]:
    return [row for row in commune.rows("package") if row["purpose"] == "ket_qua"]


def refused(commune: Commune, words: str, error: type[AppError] = Refused, **changes: Any) -> None:
    before, stick = commune.everything(), sorted(commune.stick.iterdir())
    with pytest.raises(error, match=words):
        commune.renew(changes.pop("package", left(commune).id), **changes)
    assert commune.everything() == before
    assert sorted(commune.stick.iterdir()) == stick


def test_a_package_refused_for_its_clock_is_taken_when_it_was_made_anew(commune: Commune) -> None:
    commune.clock.move(days=3)
    first = commune.export()
    commune.clock.at = AT
    with pytest.raises(PackageProblem) as caught:
        opened(commune, first.path)
    assert caught.value.code == "FUTURE"
    second = commune.renew(left(commune).id)
    package = opened(commune, second.path)
    assert package.manifest["package_no"] == 1
    assert package.manifest["prev_manifest_sha256"] == START.manifest_sha256
    assert [(s.role, s.uid) for s in package.signers] == [("tu_phap", JUSTICE.uid), ("cong_an", POLICE.uid)]
    assert [r["entry_id"] for r in package.records("data/khai_sinh.jsonl")] == list(commune.entry_ids)
    assert second.path.name == first.path.name.replace(".htpkg", "-lan-2.htpkg")
    assert second.problem is None


def test_who_had_taken_the_first_sees_a_fork(exported: Commune) -> None:
    first = results(exported)[0]["manifest_sha256"]
    second = exported.renew(left(exported).id)
    with pytest.raises(PackageProblem) as caught:
        opened(exported, second.path, ChainState(1, first))
    assert caught.value.code == "FORK"


def test_a_lost_certificate_of_the_receiver_is_replaced(exported: Commune) -> None:
    key, pem = exported.desk.receiving(DESK)
    with exported.store.write() as session:
        pin(session, "receiver", pem, DESK, "Công an huyện")
    second = exported.renew(left(exported).id)
    exported.desk.key_pem, exported.desk.certificate_pem, before = (
        key_pem(key),
        pem,
        (exported.desk.key_pem, exported.desk.certificate_pem),
    )
    try:
        assert opened(exported, second.path).manifest["package_no"] == 1
    finally:
        exported.desk.key_pem, exported.desk.certificate_pem = before  # the desk is shared by the tests


def test_what_is_recorded_of_a_second_attempt(exported: Commune) -> None:
    (kept,) = exported.kept()
    exported.clock.move(days=1)
    made = exported.renew(left(exported).id, reason="  " + REASON + " ")
    first, second = results(exported)
    assert (second["package_no"], second["attempt"], second["reason"]) == (1, 2, REASON)
    assert (first["attempt"], first["reason"]) == (1, "")
    assert second["package_id"] != first["package_id"]
    assert second["file_sha256"] == hashlib.sha256(made.path.read_bytes()).hexdigest()
    assert [path.name for path in exported.kept()] == [second["sealed_name"]] != [kept.name]
    chain = ChainState(1, second["manifest_sha256"])
    with exported.store.read() as session:
        assert packages.chain(session, exported.store_id, DESK) == chain
    kinds = [event["kind"] for event in exported.rows("audit_event")]
    assert kinds[-2:] == ["exported_again", "package_written"]
    moved = [row["after"] for row in exported.rows("state_change")]
    assert moved.count("exported") == 2, "the entries left once"


def test_the_history_counts_its_entries_once(exported: Commune) -> None:
    exported.clock.move(days=1)
    exported.renew(left(exported).id)
    sent = [one for one in exported.history() if one.purpose == "ket_qua"]
    assert len(sent) == 1
    assert (sent[0].size, sent[0].state, sent[0].package_no) == (2, PackageState.SENT, 1)
    assert [(a.number, a.reason) for a in sent[0].attempts] == [(1, ""), (2, REASON)]
    assert len(sent[0].copies) == 2
    assert [row["version"] for row in exported.rows("package_entry")] == [1] * 4


def test_answers_and_the_next_package_go_on_from_the_second(exported: Commune) -> None:
    first = exported.entry_ids[0]
    second = exported.renew(left(exported).id)
    exported.receive(exported.answer(answer_row(first, code="needs_verification", personal_id="")))
    assert left(exported).state == PackageState.PART
    resend(exported, first)
    path = exported.stick / f"{exported.store_id:.8}-cahuyen-000002.htpkg"
    package = opened(exported, path, ChainState(1, second.sealed.manifest_sha256))
    seqs = [event["seq"] for event in package.records("data/audit.jsonl")]
    assert seqs[0] == second.sealed.audit_seq + 1


def test_its_events_begin_where_the_package_before_ended(exported: Commune) -> None:
    first = exported.entry_ids[0]
    before = results(exported)[0]
    exported.receive(exported.answer(answer_row(first, code="needs_verification", personal_id="")))
    resend(exported, first)
    again = exported.renew(left(exported).id)
    once_more = exported.renew(left(exported).id)
    follows = ChainState(1, before["manifest_sha256"])
    for made, number in ((again, 2), (once_more, 3)):
        package = opened(exported, made.path, follows)
        assert (package.manifest["package_no"], made.path.stem[-1]) == (2, str(number))
        seqs = [event["seq"] for event in package.records("data/audit.jsonl")]
        assert seqs == list(range(exported_until(before) + 1, package.manifest["audit"]["seq"] + 1))


def exported_until(row: dict[str, Any]) -> int:
    return int(json.loads(row["counts"])["audit_seq"])


# -- refused ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("", "ghi lý do"),
        ("  ", "ghi lý do"),
        ("x" * 501, "dài quá"),
        ("a\u200bb", "ký tự"),
        ("a\0b", "ký tự"),
    ],
)
def test_a_reason_is_needed(exported: Commune, reason: str, words: str) -> None:
    refused(exported, words, reason=reason)


def test_a_reason_is_kept_in_one_form(exported: Commune) -> None:
    exported.renew(left(exported).id, reason="lý do" + "x" * 495)
    assert results(exported)[-1]["reason"] == "lý do" + "x" * 495


@pytest.mark.parametrize("uid", [POLICE.uid, LEADER.uid, TYPIST.uid])
def test_a_justice_officer_signs_first(exported: Commune, uid: str) -> None:
    refused(exported, "chỉ Tư pháp", justice=exported.signing(uid))


@pytest.mark.parametrize("uid", [JUSTICE.uid, LEADER.uid, TYPIST.uid])
def test_a_police_officer_signs_second(exported: Commune, uid: str) -> None:
    refused(exported, "chỉ Công an", police=exported.signing(uid))


def test_one_person_does_not_sign_alone(exported: Commune) -> None:
    alone = exported.signing(POLICE.uid, roles=APART)
    refused(exported, "hai người khác nhau", justice=alone, police=alone)


ONLY = "Chỉ làm lại được gói cuối cùng"


def test_not_once_it_was_acknowledged(exported: Commune) -> None:
    said = {name: results(exported)[0][name] for name in ("package_no", "manifest_sha256")}
    files = [("data/xac_nhan.json", canonical.dumps(said))]
    exported.receive(exported.send("xac-nhan.htpkg", purpose="xac_nhan", files=files))
    refused(exported, ONLY)


@pytest.mark.parametrize("fits", [True, False])
def test_not_once_anything_was_answered(exported: Commune, fits: bool) -> None:
    section = "child" if fits else "husband"
    report = exported.receive(exported.answer(answer_row(exported.entry_ids[0], section=section)))
    assert bool(report.applied) == fits
    refused(exported, ONLY)


def test_only_the_last_of_its_chain(exported: Commune) -> None:
    package = left(exported).id
    decide_all(exported.store, exported.draft_id, exported.random, SAME_CHILD)
    police = exported.signing(POLICE.uid)
    with exported.store.write() as session:
        shown = approval.freeze(session, exported.draft_id)
        approval.approve(session, [shown], signer=police.signer, by=police.officer, at=AT)
    exported.export()
    refused(exported, ONLY, package=package)
    assert left(exported).renewable
    first = exported.history()[-2]
    assert (first.package_no, first.state, first.renewable) == (1, PackageState.SENT, False)


def test_only_its_newest_attempt(exported: Commune) -> None:
    package = left(exported).id
    exported.renew(package)
    refused(exported, ONLY, package=package)


def test_not_a_package_that_came_in(exported: Commune) -> None:
    refused(exported, ONLY, package=next(o.id for o in exported.history() if o.purpose != "ket_qua"))
    refused(exported, ONLY, package=99)


def test_an_approval_that_no_longer_verifies_does_not_leave_again(exported: Commune) -> None:
    sign_again(exported, lambda record: record.update(version=2))
    refused(exported, "không thuộc về trường hợp")


def test_an_entry_that_is_no_longer_as_it_left(exported: Commune) -> None:
    exported.execute(
        "DROP TRIGGER entry_needs_approval",
        "UPDATE entry SET state = 'sent_back' WHERE id = :id",
        id=exported.entry_ids[0],
    )
    refused(exported, "đã đổi sau khi xuất")


def test_a_file_of_the_same_name_is_not_overwritten(exported: Commune) -> None:
    (exported.stick / f"{exported.store_id:.8}-cahuyen-000001-lan-2.htpkg").write_bytes(b"cu")
    refused(exported, "không ghi đè", AppError)


# -- stopped ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("third", [0, 1, 2, 3])
def test_stopping_before_it_is_recorded_keeps_the_first(exported: Commune, third: int) -> None:
    def stop(done: int, total: int) -> None:
        if 6 * done // total == third:  # the other half is the copying
            raise Stopped("dừng")

    refused(exported, "dừng", Stopped, progress=stop)
    written = exported.write_again(left(exported).id)
    assert opened(exported, written.path)


def test_the_first_kept_file_goes_only_after_the_second_is_recorded(exported: Commune) -> None:
    """The store takes no mark: the attempt before can still be written."""
    exported.execute(
        "CREATE TRIGGER full BEFORE INSERT ON package_entry BEGIN SELECT RAISE(ABORT, 'disk is full'); END"
    )
    (kept,) = exported.kept()
    with pytest.raises(Exception, match="full"):
        exported.renew(left(exported).id)
    assert exported.kept() == [kept]
    assert exported.write_again(left(exported).id)


def test_a_second_attempt_that_did_not_get_to_the_stick_is_written_later(exported: Commune) -> None:
    def stop(done: int, total: int) -> None:
        if 2 * done > total:
            raise Stopped("dừng")

    made = exported.renew(left(exported).id, progress=stop)
    assert made.problem is not None
    shown = left(exported)
    assert (shown.state, len(shown.copies)) == (PackageState.MADE, 1), "a copy of the first is not one of it"
    written = exported.write_again(shown.id)
    assert opened(exported, written.path)


# -- what arrived was the first -----------------------------------------------------------------------


def test_the_chain_goes_on_from_the_attempt_that_is_acknowledged(exported: Commune) -> None:
    first = results(exported)[0]
    exported.renew(left(exported).id)
    said = {name: first[name] for name in ("package_no", "manifest_sha256")}
    files = [("data/xac_nhan.json", canonical.dumps(said))]
    report = exported.receive(exported.send("xac-nhan.htpkg", purpose="xac_nhan", files=files))
    assert report.acknowledged == 1
    assert "bản làm trước" in report.aside[0]
    with exported.store.read() as session:
        chain = packages.chain(session, exported.store_id, DESK)
    assert chain == ChainState(1, first["manifest_sha256"])
    assert exported.kept() == []


def test_an_acknowledged_second_attempt_is_followed(exported: Commune) -> None:
    made = exported.renew(left(exported).id)
    said = {"package_no": 1, "manifest_sha256": made.sealed.manifest_sha256}
    files = [("data/xac_nhan.json", canonical.dumps(said))]
    report = exported.receive(exported.send("xac-nhan.htpkg", purpose="xac_nhan", files=files))
    assert (report.acknowledged, report.aside) == (1, ())
    with exported.store.read() as session:
        chain = packages.chain(session, exported.store_id, DESK)
    assert chain == ChainState(1, made.sealed.manifest_sha256)
