"""What the window tells of a registry copy that came in."""

from pathlib import Path

from app.services.exchange.sealed_files import WrittenCopy
from app.services.exchange.snapshots import SnapshotReport
from app.services.people.registry_door import DoorReport, Mended, Unread
from app.ui.exchange import reports

UNREAD = Unread("birth_date", 2, 40, 7, "3/12/98")
MENDED = Mended("personal_id", 39, 2, "38198900103", "038198900103")


def told(met: DoorReport) -> list[tuple[str, str, str]]:
    checks = reports.snapshot(SnapshotReport("s2", 40, (), met)).checks
    return [(check.words, check.value, check.state) for check in checks[1:-1]]


def test_a_copy_that_was_read_whole_says_so():
    assert told(DoorReport()) == [("Mọi dòng đọc được, tệp mới đã kiểm tra", "40", "ok")]


def test_what_is_unread_is_told_in_its_place_and_what_was_read_otherwise_after_it():
    unread = ("Ngày sinh: 2 trong 40 ô chưa đọc được, như dòng 7: “3/12/98”", "", "bad")
    zeros = "Số định danh: 39 số đã được trả lại số 0 đầu, như dòng 2: “38198900103” là 038198900103"
    assert told(DoorReport((UNREAD,), (MENDED,))) == [unread, (zeros, "", "note")]
    assert told(DoorReport((), (MENDED,)))[1:] == [(zeros, "", "note")]


def test_only_a_stick_may_be_pulled_out():
    copy = WrittenCopy(Path("/nha/goi.htpkg"), 1, "ab" * 32, 5)
    assert reports.written(copy, removable=True).title == "Đã ghi xong, rút USB được rồi"
    assert reports.written(copy, removable=False).title == (
        "Đã ghi xong vào /nha: không phải USB, hãy chép tiếp ra USB để giao"
    )
