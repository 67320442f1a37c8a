"""Answers of the police: each reason against one has its own words, and nothing is half done."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.crypto import canonical
from app.crypto.package import ChainState, PackageProblem
from app.errors import AppError, BadInput, Refused, Stopped
from app.models.words.codes import NUMBERED, ReturnCode
from app.models.words.states import EntryState, PackageState
from app.services.entry import answers, approval, entries
from app.services.exchange import deliveries, returns
from app.services.office import audit
from tests.conftest import AT, BOTH, JUSTICE, LEADER, POLICE, TYPIST
from tests.unit.services.entry.deciding import FATHER, SAME_CHILD
from tests.unit.services.exchange.parties import DESK, Commune, answer_row

NUMBER = SAME_CHILD.personal_id
ASSIGNED = "038375990009"
OTHER_SEND = "Trả lời cho một lần gửi khác của trường hợp."
OTHER_PERSON = "Không có người này trong trường hợp."
BAD_NUMBER = "Báo đã có số nhưng số định danh không đủ 12 chữ số."
EARLIER = "Khác với trả lời trước cho cùng người này."
UNKNOWN = "Xác nhận một gói mà máy này chưa gửi."
DECIDED = "Số trả về khác số của người đã đối chiếu."
QUESTION = {"code": "needs_verification", "personal_id": ""}


def answers_for(entry_id: str, **child: Any) -> list[dict[str, Any]]:
    """Answer for all three persons of a birth with the numbers that were decided."""
    return [
        answer_row(entry_id, **child),
        answer_row(entry_id, section="father", personal_id=FATHER.personal_id, code="already_has_number"),
        answer_row(entry_id, section="mother", personal_id=ASSIGNED),
    ]


def state_of(commune: Commune, entry_id: str) -> EntryState:
    with commune.store.read() as session:
        return entries.get(session, entry_id).state


def answers_of(commune: Commune, entry_id: str) -> list[answers.AnswerView]:
    with commune.store.read() as session:
        return answers.of_entry(session, entry_id)


def resend(commune: Commune, entry_id: str) -> None:
    """Take an entry back as the next version, have it approved and send it again."""
    justice, police = commune.officer(JUSTICE.uid), commune.signing(POLICE.uid)
    with commune.store.write() as session:
        entries.take_back(session, entry_id, by=justice, at=AT)
        entries.complete(session, entry_id, by=justice, at=AT)
        shown = approval.freeze(session, entry_id)
        approval.approve(session, [shown], signer=police.signer, by=police.officer, at=AT)
    commune.export()


# -- what fits ----------------------------------------------------------------------------------------


def test_numbers_for_every_person_end_the_entry(exported: Commune) -> None:
    first, second = exported.entry_ids
    source = exported.answer(*answers_for(first, message="đã cập nhật"))
    assert exported.receive(source) == returns.AnswerReport(applied=3, aside=(), entries=1)
    assert state_of(exported, first) == EntryState.NUMBER_ASSIGNED
    assert state_of(exported, second) == EntryState.EXPORTED
    stamp = "2023-10-17T13:41:07.000Z"
    assert answers_of(exported, first) == [
        answers.AnswerView(first, 1, "child", "number_assigned", NUMBER, "đã cập nhật", "", stamp),
        answers.AnswerView(first, 1, "father", "already_has_number", FATHER.personal_id, "", "", stamp),
        answers.AnswerView(first, 1, "mother", "number_assigned", ASSIGNED, "", "", stamp),
    ]
    assert answers_of(exported, second) == []
    event = exported.rows("audit_event")[-1]
    with exported.store.read() as session:
        came = deliveries.history(session, at=AT)[0]
        assert audit.first_broken(session) is None
    assert (came.purpose, came.size, came.state) == ("tra_loi", 3, PackageState.TAKEN_IN)
    kept = exported.rows("package")[-1]
    assert (kept["id"], kept["counts"], kept["by"]) == (came.id, '{"answers": 3}', JUSTICE.uid)
    assert (event["kind"], event["uid"]) == ("answers_imported", JUSTICE.uid)
    manifest = kept["manifest_sha256"]
    assert json.loads(event["data"]) == {"applied": 3, "aside": 0, "manifest_sha256": manifest}
    assert event["subject"] == kept["package_id"]


def test_a_number_for_some_persons_only_leaves_the_entry_answered(exported: Commune) -> None:
    first, _ = exported.entry_ids
    assert exported.receive(exported.answer(*answers_for(first)[:2])).entries == 1
    assert state_of(exported, first) == EntryState.RETURNED
    again = exported.answer(answers_for(first)[0])
    assert exported.receive(again) == returns.AnswerReport(1, (), 0), "the same answer again moves nothing"
    assert exported.receive(exported.answer(answers_for(first)[2])).entries == 1
    assert state_of(exported, first) == EntryState.NUMBER_ASSIGNED
    assert exported.receive(exported.answer(answers_for(first)[2])).entries == 0, "it has all its numbers"


def test_an_entry_handed_over_since_is_not_moved_by_a_late_answer(exported: Commune) -> None:
    first, _ = exported.entry_ids
    exported.receive(exported.answer(*answers_for(first)))
    exported.execute("UPDATE entry SET state = 'handed_over' WHERE id = :id", id=first)
    assert exported.receive(exported.answer(answers_for(first)[0])) == returns.AnswerReport(1, (), 0)
    assert state_of(exported, first) == EntryState.HANDED_OVER


@pytest.mark.parametrize("code", [c for c in ReturnCode if c not in NUMBERED])
def test_an_answer_without_number_leaves_the_entry_answered(exported: Commune, code: ReturnCode) -> None:
    """It may name another person's number: a suspected duplicate does."""
    first, _ = exported.entry_ids
    rows = answers_for(first, code=code, personal_id="038099994199")
    assert exported.receive(exported.answer(*rows)) == returns.AnswerReport(3, (), 1)
    assert state_of(exported, first) == EntryState.RETURNED


def test_each_row_stands_for_itself(exported: Commune) -> None:
    first, second = exported.entry_ids
    source = exported.answer(answer_row(first, personal_id=ASSIGNED), *answers_for(second, **QUESTION))
    assert exported.receive(source) == returns.AnswerReport(3, (DECIDED,), 1)
    assert state_of(exported, first) == EntryState.EXPORTED, "nothing about it was applied"
    assert state_of(exported, second) == EntryState.RETURNED


def test_the_answer_to_the_next_version_is_no_contradiction(exported: Commune) -> None:
    """A question, the entry taken back and sent again, then the number: the ordinary way."""
    first, _ = exported.entry_ids
    exported.receive(exported.answer(*answers_for(first, **QUESTION)))
    resend(exported, first)
    assert state_of(exported, first) == EntryState.EXPORTED
    rows = [row | {"version": 2} for row in answers_for(first)]
    assert exported.receive(exported.answer(*rows[:1])) == returns.AnswerReport(1, (), 1)
    assert state_of(exported, first) == EntryState.RETURNED, "answers to version 1 do not count for version 2"
    assert exported.receive(exported.answer(*rows[1:])) == returns.AnswerReport(2, (), 1)
    assert state_of(exported, first) == EntryState.NUMBER_ASSIGNED


def test_an_answer_kept_aside_contradicts_nothing(exported: Commune) -> None:
    first, _ = exported.entry_ids
    exported.receive(exported.answer(answer_row(first, section="mother", personal_id="12")))
    report = exported.receive(exported.answer(answer_row(first, section="mother", personal_id=ASSIGNED)))
    assert (report.applied, report.aside) == (1, ())


def test_what_was_answered_for_another_person_or_entry_contradicts_nothing(exported: Commune) -> None:
    first, second = exported.entry_ids
    exported.receive(exported.answer(answer_row(first, **QUESTION)))
    rows = [
        answer_row(second, code="refused", personal_id=""),
        answer_row(first, section="father", code="refused", personal_id=""),
    ]
    assert exported.receive(exported.answer(*rows)) == returns.AnswerReport(2, (), 1)


# -- kept aside ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"entry_id": "khong-co"}, "Không có trường hợp này trên máy."),
        ({"entry_id": "draft"}, OTHER_SEND),
        ({"version": 2}, OTHER_SEND),
        ({"version": 0}, OTHER_SEND),
        ({"section": "declarant"}, OTHER_PERSON),
        ({"section": "husband"}, OTHER_PERSON),
        ({"section": ""}, OTHER_PERSON),
        ({"personal_id": ""}, BAD_NUMBER),
        ({"personal_id": NUMBER[:11]}, BAD_NUMBER),
        ({"personal_id": NUMBER + "1"}, BAD_NUMBER),
        ({"personal_id": NUMBER[:11] + "x"}, BAD_NUMBER),
        ({"section": "mother", "personal_id": NUMBER[:11] + "²"}, BAD_NUMBER),
        ({"section": "mother", "personal_id": "٠١٢٣٤٥٦٧٨٩٠١"}, BAD_NUMBER),
        ({"section": "mother", "personal_id": "", "code": "already_has_number"}, BAD_NUMBER),
        ({"personal_id": ASSIGNED}, DECIDED),
        ({"personal_id": ASSIGNED, "code": "already_has_number"}, DECIDED),
    ],
)
def test_what_does_not_fit_is_kept_aside(exported: Commune, changes: dict[str, Any], reason: str) -> None:
    first, _ = exported.entry_ids
    row = answer_row(first) | changes
    if row["entry_id"] == "draft":
        row["entry_id"] = exported.draft_id
    before = exported.rows("entry")
    assert exported.receive(exported.answer(row)) == returns.AnswerReport(0, (reason,), 0)
    assert exported.rows("entry") == before
    (kept,) = answers_of(exported, row["entry_id"])
    assert (kept.aside, kept.section, kept.code, kept.personal_id) == (
        reason,
        row["section"],
        row["code"],
        row["personal_id"],
    )
    event = exported.rows("audit_event")[-1]
    said = json.loads(event["data"])
    assert (said["applied"], said["aside"]) == (0, 1)


@pytest.mark.parametrize(
    "changes",
    [{"code": "refused", "personal_id": ""}, {"personal_id": "038375990008"}, {"code": "already_has_number"}],
    ids=["no number after all", "another number", "another code"],
)
def test_an_answer_against_an_earlier_one_is_kept_aside(exported: Commune, changes: dict[str, str]) -> None:
    first, _ = exported.entry_ids
    row = answer_row(first, section="mother", personal_id=ASSIGNED)
    exported.receive(exported.answer(row))
    before = exported.rows("entry")
    assert exported.receive(exported.answer(row | changes)) == returns.AnswerReport(0, (EARLIER,), 0)
    assert exported.rows("entry") == before


def test_two_answers_of_one_package_against_each_other(exported: Commune) -> None:
    first, _ = exported.entry_ids
    row = answer_row(first, section="mother", personal_id=ASSIGNED)
    report = exported.receive(exported.answer(row, row | {"personal_id": "038375990008"}))
    assert report == returns.AnswerReport(1, (EARLIER,), 1)


def test_a_late_answer_to_the_version_before_is_kept_aside(exported: Commune) -> None:
    first, _ = exported.entry_ids
    exported.receive(exported.answer(answer_row(first, **QUESTION)))
    with exported.store.write() as session:
        entries.take_back(session, first, by=exported.officer(JUSTICE.uid), at=AT)
    late = answer_row(first, section="mother", personal_id=ASSIGNED)
    assert exported.receive(exported.answer(late)) == returns.AnswerReport(0, (OTHER_SEND,), 0)
    assert state_of(exported, first) == EntryState.SENT_BACK
    resend_first = answer_row(first, section="mother", personal_id=ASSIGNED, version=2)
    assert exported.receive(exported.answer(resend_first)).aside == (OTHER_SEND,), "version 2 has not left"


# -- refused whole ------------------------------------------------------------------------------------


def without(key: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda row: {k: v for k, v in row.items() if k != key}


FORM = "^Dòng 2 của gói trả lời không đúng định dạng"
CODE = "^Dòng 2 của gói trả lời có mã mà phần mềm này không biết"


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        *((without(key), FORM) for key in answer_row("")),
        *((lambda row, key=key: row | {key: 5}, FORM) for key in answer_row("") if key != "version"),
        (lambda row: row | {"more": ""}, FORM),
        (lambda row: row | {"version": "1"}, FORM),
        (lambda row: row | {"version": True}, FORM),
        (lambda row: row | {"version": None}, FORM),
        (lambda row: row | {"message": "a\u202eb"}, FORM),
        (lambda row: row | {"message": "a\x1b[2Jb"}, FORM),
        (lambda row: row | {"message": "a" * 4001}, FORM),
        (lambda row: row | {"section": "a" * 201}, FORM),
        (lambda row: row | {"personal_id": "1\n2"}, FORM),
        (lambda row: row | {"code": "khac"}, CODE),
        (lambda row: row | {"code": ""}, CODE),
        (lambda _row: [], "định dạng"),
        (lambda _row: "x", "định dạng"),
    ],
)
def test_a_row_of_another_form_refuses_the_package(
    exported: Commune, spoil: Callable[[dict[str, Any]], object], words: str
) -> None:
    first, _ = exported.entry_ids
    good = answer_row(first)
    source = exported.answer(good, spoil(good))
    before = exported.everything()
    with pytest.raises(BadInput, match=words):
        exported.receive(source)
    assert exported.everything() == before


@pytest.mark.parametrize("uid", [LEADER.uid, TYPIST.uid])
def test_only_justice_and_police_take_answers(exported: Commune, uid: str) -> None:
    source = exported.answer(answer_row(exported.entry_ids[0]))
    before = exported.everything()
    with pytest.raises(Refused, match="chỉ Tư pháp hoặc Công an"):
        exported.receive(source, by=exported.officer(uid))
    assert exported.everything() == before
    assert exported.receive(source, by=exported.officer(POLICE.uid)).applied == 1


def signed_by(uid: str) -> Callable[[Commune], Path]:
    def make(commune: Commune) -> Path:
        signer = commune.desk.issuer if uid == "" else commune.signers[uid]
        return commune.answer(answer_row(commune.entry_ids[0]), signers=[("cong_an_phat_hanh", signer)])

    return make


def sent_with(**changes: Any) -> Callable[[Commune], Path]:
    return lambda commune: commune.answer(answer_row(commune.entry_ids[0]), **changes)


def signed_for_another(commune: Commune) -> Path:
    """Our issuer signs in the name of another office."""
    signers = [("cong_an_phat_hanh", commune.desk.issuer)]
    return commune.answer(answer_row(commune.entry_ids[0]), sender_id="ca-khac", signers=signers)


def signed_by_another_issuer(commune: Commune) -> Path:
    """The same person, desk and role under the same root, but not the certificate that is pinned."""
    signers = [("cong_an_phat_hanh", commune.issuer_of(DESK))]
    return commune.answer(answer_row(commune.entry_ids[0]), signers=signers)


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (sent_with(purpose="anh_chup_dan_cu"), "PURPOSE"),
        (sent_with(purpose="bo_sung_dan_cu"), "PURPOSE"),
        (sent_with(sender_id="ca-khac"), "SENDER"),
        (signed_for_another, "ROLE"),
        (signed_by_another_issuer, "ISSUER"),
        (sent_with(receiver_id="b" * 32), "NOT_FOR_US"),
        (sent_with(chain=ChainState(0, "0" * 64)), "FORK"),
        (sent_with(chain=ChainState(5, "0" * 64)), "GAP"),
        (sent_with(chain=ChainState(1, "1" * 64)), "CHAIN"),
        (sent_with(counts={"tra_loi": 2}), "COUNTS"),
        (sent_with(files=[("data/tra_loi.jsonl", b'{"a": 1}\n')]), "CONTENT"),
        *((signed_by(officer.uid), "ROLE") for officer in (JUSTICE, LEADER, POLICE, BOTH)),
    ],
)
def test_a_package_that_is_not_ours_to_take_changes_nothing(
    exported: Commune, make: Callable[[Commune], Path], code: str
) -> None:
    source = make(exported)
    before = exported.everything()
    with pytest.raises(PackageProblem) as caught:
        exported.receive(source)
    assert caught.value.code == code
    assert caught.value.checks, "the checks before it are kept for the screen"
    assert exported.everything() == before


def test_a_package_is_taken_once(exported: Commune) -> None:
    source = exported.answer(answer_row(exported.entry_ids[0]))
    exported.receive(source)
    before = exported.everything()
    with pytest.raises(PackageProblem) as caught:
        exported.receive(source)
    assert caught.value.code == "REPLAY"
    assert exported.everything() == before


def acknowledge(commune: Commune, said: bytes) -> Path:
    return commune.send("xac-nhan.htpkg", purpose="xac_nhan", files=[("data/xac_nhan.json", said)])


def test_an_acknowledgement_only_moves_the_chain_on(exported: Commune) -> None:
    (sent,) = (row for row in exported.rows("package") if row["sender_id"] == exported.store_id)
    said = {name: sent[name] for name in ("package_no", "manifest_sha256")}
    source = acknowledge(exported, canonical.dumps(said))
    before = exported.rows("entry")
    assert exported.receive(source) == returns.AnswerReport(0, (), 0, acknowledged=1)
    assert exported.rows("entry") == before
    kept = exported.rows("package")[-1]
    assert (kept["package_no"], kept["counts"]) == (
        2,
        '{"acknowledged_no": 1, "acknowledged_attempt": 1}',
    )
    with pytest.raises(PackageProblem):
        exported.receive(source)


def test_an_acknowledgement_that_names_no_package_goes_aside(exported: Commune) -> None:
    source = acknowledge(exported, b"{}")
    before = exported.rows("entry")
    assert exported.receive(source) == returns.AnswerReport(0, (UNKNOWN,), 0, acknowledged=0)
    assert exported.rows("entry") == before
    assert exported.rows("package")[-1]["package_no"] == 2


def test_stopping_while_a_package_is_read_changes_nothing(exported: Commune) -> None:
    def stop(done: int, total: int) -> None:
        if done == total:
            raise Stopped("dừng")

    source = exported.answer(answer_row(exported.entry_ids[0]))
    before = exported.everything()
    with pytest.raises(Stopped):
        exported.receive(source, progress=stop)
    assert exported.everything() == before


def test_the_test_root_does_not_count_outside_the_demo(exported: Commune) -> None:
    source = exported.answer(answer_row(exported.entry_ids[0]))
    with pytest.raises(AppError, match="chỉ để thử"):
        exported.receive(source, demo=False)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every name is Unicode")
def test_a_package_with_a_name_that_is_no_unicode_comes_in(exported: Commune) -> None:
    source = exported.answer(answer_row(exported.entry_ids[0]))
    named = source.rename(source.with_name(os.fsdecode(b"tra-l\xf5i\x01.htpkg")))
    assert exported.receive(named).applied == 1
    assert exported.rows("package")[-1]["file_name"] == "tra-l\ufffdi\ufffd.htpkg"
