"""The audit events of a result at the desk: from the last known one, whole, to the signed mark."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from app.crypto import canonical, chain
from app.crypto.package import OpenedPackage
from app.desk.auditing import BEGINNING, AuditMark, AuditProblem, check
from app.desk.home import DeskHome
from app.desk.received import Received
from app.models.store.times import stamp
from tests.conftest import AT, POLICE_OFFICE


def events(count: int, prev: str = chain.GENESIS, first: int = 1, uid: str = "u") -> list[dict[str, Any]]:
    made = []
    for seq in range(first, first + count):
        fields = {"seq": seq, "ts": "t", "kind": "k", "uid": uid, "subject": "s", "data": {}, "clock_back": 0}
        h = chain.event_hash(prev, fields)
        made.append({**fields, "prev": prev, "h": h})
        prev = h
    return made


WHOLE = events(10)


def mark(event: dict[str, Any]) -> AuditMark:
    return AuditMark(event["seq"], event["h"])


class Files(dict[str, bytes]):
    """The files of a package, held whole."""

    def chunks(self, name: str) -> Iterator[bytes]:
        yield self[name]


def package(rows: list[dict[str, Any]], audit: object = ...) -> OpenedPackage:
    said = {"seq": rows[-1]["seq"], "h": rows[-1]["h"]} if audit is ... else audit
    data = b"".join(canonical.dumps(row) + b"\n" for row in rows)
    return OpenedPackage({"audit": said}, "", "", (), (), Files({"data/audit.jsonl": data}), lambda: None)


def refused(rows: list[dict[str, Any]], last: AuditMark | None, audit: object = ...) -> tuple[str, str]:
    with pytest.raises(AuditProblem, match="Không mở gói") as caught:
        check(package(rows, audit), last)
    return caught.value.code, str(caught.value.words)


def test_the_first_events_begin_the_chain() -> None:
    assert check(package(WHOLE), BEGINNING) == mark(WHOLE[-1])


def test_the_next_events_go_on() -> None:
    assert check(package(WHOLE[4:]), mark(WHOLE[3])) == mark(WHOLE[-1])


@pytest.mark.parametrize("first", [0, 2, 3])
def test_they_may_begin_earlier(first: int) -> None:
    """A package made anew carries again what the refused one carried."""
    assert check(package(WHOLE[first:]), mark(WHOLE[3])) == mark(WHOLE[-1])


def test_nothing_new_happened() -> None:
    last = mark(WHOLE[3])
    assert check(package([], {"seq": last.seq, "h": last.h}), last) == last


def test_a_desk_from_before_takes_them_for_themselves() -> None:
    assert check(package(WHOLE[4:]), None) == mark(WHOLE[-1])
    last = mark(WHOLE[3])
    assert check(package([], {"seq": last.seq, "h": last.h}), None) == last


def test_missing_events_are_a_gap() -> None:
    assert refused(WHOLE[5:], mark(WHOLE[3])) == (
        "AUDIT_GAP",
        "Nhật ký của xã thiếu đoạn: ở đây có đến bước 4, gói bắt đầu từ bước 6.",
    )
    assert refused(WHOLE[1:], BEGINNING)[0] == "AUDIT_GAP"


def test_a_chain_made_anew_does_not_go_on() -> None:
    anew = events(10, uid="forged")
    code, words = refused(anew[4:], mark(WHOLE[3]))
    assert (code, words) == (
        "AUDIT_GAP",
        "Nhật ký của xã không nối tiếp bước 4 đã nhận ở đây: nó bị cắt hoặc viết lại.",
    )
    assert refused(anew, mark(WHOLE[3]))[0] == "AUDIT_GAP"


def test_a_chain_that_was_cut_does_not_reach_the_last_one() -> None:
    assert refused(WHOLE[:5], mark(WHOLE[7]))[0] == "AUDIT_GAP"


def test_a_changed_event_is_named() -> None:
    changed = [*WHOLE[:6], {**WHOLE[6], "uid": "forged"}, *WHOLE[7:]]
    assert refused(changed, BEGINNING) == ("AUDIT_BROKEN", "Nhật ký của xã bị sửa ở bước 7.")
    assert refused([*WHOLE[:6], *WHOLE[7:]], BEGINNING)[0] == "AUDIT_BROKEN"


@pytest.mark.parametrize("said", [{"seq": 9, "h": WHOLE[-1]["h"]}, {"seq": 10, "h": "f" * 64}])
def test_it_ends_at_the_signed_mark(said: object) -> None:
    code, words = refused(WHOLE, BEGINNING, said)
    assert code == "AUDIT_BROKEN"
    assert "kết thúc ở bước 10, khác mốc đã ký" in words


def test_no_events_where_the_mark_went_on() -> None:
    assert refused([], mark(WHOLE[3]), {"seq": 5, "h": WHOLE[4]["h"]})[0] == "AUDIT_BROKEN"


@pytest.mark.parametrize("said", [None, {}, {"seq": "10", "h": "x"}, {"seq": 10}, {"seq": True, "h": "x"}])
def test_a_package_without_a_mark(said: object) -> None:
    assert refused(WHOLE, BEGINNING, said) == ("AUDIT_BROKEN", "Gói không ghi mốc nhật ký.")


@pytest.mark.parametrize("row", [{"seq": 1}, {**WHOLE[0], "more": 1}, {**WHOLE[0], "seq": "1"}])
def test_a_row_of_another_form(row: dict[str, Any]) -> None:
    assert refused([row], BEGINNING, {"seq": 1, "h": "x"}) == (
        "AUDIT_BROKEN",
        "Nhật ký trong gói có dòng không đúng dạng.",
    )


class TestKept:
    """What the desk keeps of each commune."""

    @pytest.fixture
    def home(self, tmp_path: Any) -> DeskHome:
        made = DeskHome(tmp_path)
        made.ensure(POLICE_OFFICE, AT, authority=True)
        return made

    def test_a_new_commune_begins_at_the_beginning(self, home: DeskHome) -> None:
        assert home.audit_mark("xa") == BEGINNING

    def test_the_last_event_is_kept_with_the_package(self, home: DeskHome, tmp_path: Any) -> None:
        home.advance("xa", 1, "f" * 64, out_going=False, audit=mark(WHOLE[3]))
        assert DeskHome(tmp_path).audit_mark("xa") == mark(WHOLE[3])
        assert home.audit_mark("other") == BEGINNING

    def test_a_package_from_before_has_none(self, home: DeskHome) -> None:
        home.advance("xa", 1, "f" * 64, out_going=False)
        assert home.audit_mark("xa") is None

    def test_why_a_break_was_taken_is_kept(self, home: DeskHome, tmp_path: Any) -> None:
        note = {"code": "AUDIT_GAP", "reason": "phục hồi bản sao lưu"}
        taken = Received(2, "f" * 64, stamp(AT))
        home.take("xa", taken, mark(WHOLE[3]), {}, notes={"audit_accepted": note, "breaks_accepted": None})
        kept = json.loads((tmp_path / "desk.json").read_text(encoding="utf-8"))
        assert kept["audit_accepted"] == [{"store": "xa", "no": 2, "at": stamp(AT), **note}]
        assert "breaks_accepted" not in kept
        assert DeskHome(tmp_path).audit_mark("xa") == mark(WHOLE[3])
