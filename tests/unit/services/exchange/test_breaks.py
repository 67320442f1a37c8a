"""A package that does not follow the last one: said what it is, and taken only by two persons."""

import hashlib
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.crypto.package import ChainState, PackageProblem
from app.errors import Refused
from app.models.store.times import stamp
from app.services.exchange import packages, returns
from app.services.exchange.packages import Agreement, ChainBreak
from app.services.office import audit
from tests.conftest import AT, JUSTICE, LEADER, POLICE, TYPIST
from tests.unit.services.exchange.parties import DESK, Commune, answer_row

REASON = "Công an huyện nói qua điện thoại là gói 2 bị hỏng"
QUESTION = {"code": "needs_verification", "personal_id": ""}


def answer(commune: Commune, no: int, after: str = "0" * 64, which: int = 0, **changes: Any) -> Path:
    """Write an answer of the police with a number of its own."""
    row = answer_row(commune.entry_ids[which], **{**QUESTION, **changes})
    return commune.answer(row, chain=ChainState(no - 1, after))


def last(commune: Commune) -> str:
    return str(commune.rows("package")[-1]["manifest_sha256"])


def broken(commune: Commune, source: Path, **changes: Any) -> ChainBreak:
    """Return how a package breaks its chain; nothing changes."""
    before = commune.everything()
    with pytest.raises(ChainBreak) as caught:
        commune.receive(source, **changes)
    assert commune.everything() == before
    return caught.value


def agreement(commune: Commune, found: ChainBreak, **changes: Any) -> Agreement:
    given: dict[str, Any] = {
        "manifest_sha256": found.manifest_sha256,
        "reason": REASON,
        "first": commune.officer(JUSTICE.uid),
        "police": commune.officer(POLICE.uid),
    }
    return Agreement(**{**given, **changes})


def start(commune: Commune) -> str:
    """Return the manifest of the first package of the police: the snapshot of the commune."""
    (row,) = (row for row in commune.rows("package") if row["sender_id"] == DESK)
    return str(row["manifest_sha256"])


# -- what is said -------------------------------------------------------------------------------------


def test_a_gap_names_what_is_missing_and_what_is_here(exported: Commune) -> None:
    found = broken(exported, answer(exported, 4, "3" * 64))
    assert (found.code, found.package_no, found.last_no) == ("GAP", 4, 1)
    assert (found.missing, found.sender, found.taken_at) == ((2, 3), "Công an huyện", "")
    assert [(k.package_no, k.purpose, k.at) for k in found.known] == [(1, "anh_chup_dan_cu", stamp(AT))]
    assert [c.code for c in found.checks][-1] == "COUNTS", "every other check was made before"


def test_a_replay_says_when_it_was_taken(exported: Commune) -> None:
    first = answer(exported, 2, start(exported))
    exported.clock.move(days=2)
    exported.receive(first)
    second = answer(exported, 3, last(exported))
    exported.receive(second)
    exported.clock.move(days=2)
    for source in (first, second):
        found = broken(exported, source)
        assert (found.code, found.taken_at) == ("REPLAY", stamp(AT + timedelta(days=2)))


def test_another_package_under_a_known_number_is_a_fork(exported: Commune) -> None:
    exported.receive(answer(exported, 2, start(exported)))
    exported.receive(answer(exported, 3, last(exported)))
    for number in (2, 3):
        found = broken(exported, answer(exported, number, which=1))
        assert (found.code, found.taken_at, found.last_no) == ("FORK", "", 3)


def test_one_that_follows_something_else_breaks_the_chain(exported: Commune) -> None:
    found = broken(exported, answer(exported, 2, "f" * 64))
    assert (found.code, found.missing) == ("CHAIN", ())


def test_one_that_was_missed_and_comes_late_is_no_replay(exported: Commune) -> None:
    before = start(exported)
    gap = answer(exported, 3, "2" * 64)
    exported.receive(gap, agreement=agreement(exported, broken(exported, gap)))
    late = answer(exported, 2, before, which=1)
    found = broken(exported, late)
    assert (found.code, found.last_no) == ("CHAIN", 3)
    report = exported.receive(late, agreement=agreement(exported, found))
    assert report.applied == 1
    with exported.store.read() as session:
        assert packages.chain(session, DESK, exported.store_id).no == 3


@pytest.mark.parametrize("changes", [{"counts": {"tra_loi": 2}}, {"receiver_id": "b" * 32}])
def test_a_package_with_another_fault_is_never_only_out_of_order(
    exported: Commune, changes: dict[str, Any]
) -> None:
    source = exported.answer(answer_row(exported.entry_ids[0]), chain=ChainState(5, "0" * 64), **changes)
    with pytest.raises(PackageProblem) as caught:
        exported.receive(source)
    assert not isinstance(caught.value, ChainBreak)


# -- two persons --------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["GAP", "FORK", "CHAIN"])
def test_two_persons_take_it(exported: Commune, code: str) -> None:
    exported.receive(answer(exported, 2, start(exported)))
    number, after = {"GAP": (5, "4" * 64), "FORK": (2, "0" * 64), "CHAIN": (3, "f" * 64)}[code]
    source = answer(exported, number, after, which=1)
    found = broken(exported, source)
    assert found.code == code
    report = exported.receive(source, agreement=agreement(exported, found))
    assert report.applied == 1
    row = exported.rows("package")[-1]
    attempt = 2 if code == "FORK" else 1
    assert (row["package_no"], row["attempt"], row["reason"]) == (number, attempt, REASON)
    events = [e for e in exported.rows("audit_event") if e["kind"] == "break_accepted"]
    assert len(events) == 1
    assert (events[0]["uid"], events[0]["subject"]) == (JUSTICE.uid, row["package_id"])
    assert json.loads(events[0]["data"]) == {
        "code": code,
        "package_no": number,
        "attempt": attempt,
        "police": POLICE.uid,
        "reason_sha256": hashlib.sha256(REASON.encode()).hexdigest(),
    }
    assert exported.history()[0].reason == REASON
    with exported.store.read() as session:
        assert audit.first_broken(session) is None
        assert packages.chain(session, DESK, exported.store_id) == ChainState(number, last(exported))
    exported.receive(answer(exported, number + 1, last(exported)))


def test_a_leader_may_be_the_first_of_the_two(exported: Commune) -> None:
    source = answer(exported, 4)
    agreed = agreement(exported, broken(exported, source), first=exported.officer(LEADER.uid))
    assert exported.receive(source, by=exported.officer(POLICE.uid), agreement=agreed).applied == 1


ALONE = replace(LEADER, roles=LEADER.roles | POLICE.roles)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"first": POLICE}, "chỉ Tư pháp hoặc Lãnh đạo"),
        ({"first": TYPIST}, "chỉ Tư pháp hoặc Lãnh đạo"),
        ({"first": replace(JUSTICE, active=False)}, "chỉ Tư pháp hoặc Lãnh đạo"),
        ({"police": JUSTICE}, "chỉ Công an"),
        ({"police": LEADER}, "chỉ Công an"),
        ({"police": replace(POLICE, active=False)}, "chỉ Công an"),
        ({"first": ALONE, "police": ALONE}, "hai người khác nhau"),
        ({"reason": " "}, "ghi lý do"),
        ({"reason": "a\0"}, "ký tự"),
    ],
)
def test_who_may_not_decide(exported: Commune, changes: dict[str, Any], words: str) -> None:
    source = answer(exported, 4)
    agreed = agreement(exported, broken(exported, source), **changes)
    before = exported.everything()
    with pytest.raises(Refused, match=words):
        exported.receive(source, agreement=agreed)
    assert exported.everything() == before


def test_what_was_agreed_to_is_one_package(exported: Commune) -> None:
    found = broken(exported, answer(exported, 4))
    broken(exported, answer(exported, 4, which=1), agreement=agreement(exported, found))


def test_nobody_agrees_to_a_replay(exported: Commune) -> None:
    source = answer(exported, 2, start(exported))
    exported.receive(source)
    found = broken(exported, source)
    assert broken(exported, source, agreement=agreement(exported, found)).code == "REPLAY"


def test_an_agreement_to_what_follows_after_all_leaves_no_trace(exported: Commune) -> None:
    """What was missing has been received meanwhile."""
    exported.receive(answer(exported, 2, start(exported)))
    third = answer(exported, 3, last(exported), which=1)
    opened = packages.open_from_police(
        exported.store, third, purpose=None, at=AT, progress=lambda _d, _t: None, demo=True
    )
    agreed = Agreement(opened.manifest_sha256, REASON, JUSTICE, POLICE)
    exported.receive(third, agreement=agreed)
    assert exported.rows("package")[-1]["reason"] == ""
    assert "break_accepted" not in {event["kind"] for event in exported.rows("audit_event")}


def test_the_check_is_made_again_where_it_is_recorded(exported: Commune) -> None:
    """Whatever came between reading and recording."""
    source = answer(exported, 2, start(exported))
    package = packages.open_from_police(
        exported.store, source, purpose=None, at=AT, progress=lambda _d, _t: None, demo=True
    )
    exported.receive(source)
    with pytest.raises(ChainBreak), exported.store.write() as session:
        packages.keep_received(session, package, source, {}, by=JUSTICE.uid, at=AT)


# -- a snapshot ---------------------------------------------------------------------------------------


def test_a_snapshot_past_a_gap_is_taken_by_two(commune: Commune) -> None:
    source = commune.snapshot("s9.htpkg", chain=ChainState(8, "8" * 64))
    before = commune.everything()
    with pytest.raises(ChainBreak) as caught:
        commune.take_snapshot(source)
    assert commune.everything() == before
    report = commune.take_snapshot(source, agreement=agreement(commune, caught.value))
    assert report.snapshot_id == "s2"
    assert commune.rows("package")[-1]["reason"] == REASON


# -- several offices ----------------------------------------------------------------------------------


@pytest.fixture
def two_offices(exported: Commune) -> Commune:
    """A second office was added later, so that it is the newest receiver."""
    exported.know("ca-tinh", "Công an tỉnh")
    return exported


def test_each_office_has_its_own_chain(two_offices: Commune) -> None:
    assert two_offices.receive(answer(two_offices, 2, start(two_offices))).applied == 1
    source = two_offices.answer(
        answer_row(two_offices.entry_ids[1], **QUESTION), sender_id="ca-tinh", chain=ChainState(0, "0" * 64)
    )
    assert two_offices.receive(source).applied == 1
    assert [one.party for one in two_offices.history()[:2]] == ["Công an tỉnh", "Công an huyện"]
    with two_offices.store.read() as session:
        assert packages.chain(session, DESK, two_offices.store_id).no == 2
        assert packages.chain(session, "ca-tinh", two_offices.store_id).no == 1


def test_a_break_names_the_office_it_is_about(two_offices: Commune) -> None:
    source = two_offices.answer(
        answer_row(two_offices.entry_ids[0]), sender_id="ca-tinh", chain=ChainState(4, "4" * 64)
    )
    found = broken(two_offices, source)
    assert (found.code, found.sender, found.known, found.last_no) == ("GAP", "Công an tỉnh", (), 0)


def test_an_office_that_is_not_known_sends_nothing(two_offices: Commune) -> None:
    source = two_offices.answer(answer_row(two_offices.entry_ids[0]), sender_id="ca-la")
    with pytest.raises(PackageProblem) as caught:
        two_offices.receive(source)
    assert (caught.value.code, isinstance(caught.value, ChainBreak)) == ("SENDER", False)


def test_a_receipt_is_about_a_package_to_its_sender(two_offices: Commune) -> None:
    sent = next(r for r in two_offices.rows("package") if r["sender_id"] == two_offices.store_id)
    said = f'{{"manifest_sha256":"{sent["manifest_sha256"]}","package_no":1}}'.encode()
    files = [(returns.ARRIVED, said)]
    chain = ChainState(0, "0" * 64)
    source = two_offices.send("x.htpkg", purpose="xac_nhan", files=files, sender_id="ca-tinh", chain=chain)
    report = two_offices.receive(source)
    assert (report.acknowledged, report.aside) == (0, ("Xác nhận một gói mà máy này chưa gửi.",))
    assert len(two_offices.kept()) == 1


def test_an_issuer_of_one_office_signs_for_no_other(two_offices: Commune) -> None:
    """Both are pinned here; each counts for its own office alone."""
    for sender, signer in (("ca-tinh", two_offices.desk.issuer), (DESK, two_offices.issuer_of("ca-tinh"))):
        signers = [("cong_an_phat_hanh", signer)]
        source = two_offices.answer(answer_row(two_offices.entry_ids[0]), sender_id=sender, signers=signers)
        with pytest.raises(PackageProblem) as caught:
            two_offices.receive(source)
        assert caught.value.code == "ROLE"
