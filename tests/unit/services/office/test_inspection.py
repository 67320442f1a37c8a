"""The self-check: every fact of the list, and when each is good, to be looked at, or wrong."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.errors import Refused
from app.models.store.tables import Package, Snapshot
from app.models.store.times import stamp
from app.models.words.purpose import Purpose
from app.process.machine import DiskEncryption, Machine
from app.services.office import accounts, anchors, audit, inspection
from app.services.office.inspection import Grade, Observed, inspect
from tests.conftest import AT, JUSTICE, LEADER, POLICE, TYPIST

MACHINE = Machine(DiskEncryption.SEEN, 50 * 1024**3, (), ())
AROUND = Observed("ab" * 32, MACHINE, 0)


def look(store, around=AROUND, *, by=LEADER, days=0.0):
    """Return found words and grade of each line by its words."""
    found = inspect(store, around, by=by, at=AT + timedelta(days=days))
    return {str(line.words): (str(line.found), line.grade) for line in found.lines}


def on(machine=MACHINE, **changes):
    return Observed("ab" * 32, replace(machine, **changes), 0)


def test_a_typist_may_not_inspect(store):
    with pytest.raises(Refused):
        inspect(store, AROUND, by=TYPIST, at=AT)


def test_a_sound_store_on_a_quiet_machine_has_nothing_wrong(store):
    found = inspect(store, AROUND, by=LEADER, at=AT)
    assert found.wrong == ()
    assert [str(line.words) for line in found.to_look_at] == ["Sao lưu gần nhất", "Thử phục hồi gần nhất"]


def test_program_and_store_are_named(store):
    lines = look(store)
    assert lines["Mã kho"] == ("a" * 32, Grade.FACT)
    assert lines["Mã băm của phần mềm (SHA-256)"][0] == " ".join(["ABAB"] * 8)
    assert lines["Tệp kho mã hóa (SQLCipher, AES-256)"] == ("đúng", Grade.GOOD)
    assert lines["Mọi trang đọc được, đúng cấu trúc"] == ("nguyên vẹn", Grade.GOOD)


def test_a_damaged_page_is_wrong(store):
    assert store.check() == []  # and the log is in the file now
    with store.path.open("r+b") as file:
        file.seek(store.path.stat().st_size - 2048)
        file.write(b"\0" * 64)
    found, grade = look(store)["Mọi trang đọc được, đúng cấu trúc"]
    assert grade is Grade.WRONG
    assert "lỗi" in found


@pytest.mark.parametrize(
    ("seen", "grade"),
    [
        (DiskEncryption.SEEN, Grade.GOOD),
        (DiskEncryption.NOT_SEEN, Grade.LOOK),
        (DiskEncryption.UNKNOWN, Grade.LOOK),
    ],
)
def test_the_encryption_of_the_disk_is_good_only_when_seen(store, seen, grade):
    assert look(store, on(disk_encryption=seen))["Mã hóa cả ổ đĩa"][1] is grade


ASIDE = "Phần ghi dở không thuộc kho này, đã cất riêng"


def test_a_log_that_was_moved_aside_is_told_while_it_lies_there(store):
    assert look(store)[ASIDE] == ("không có", Grade.GOOD)
    for name in ("work.db-wal.1", "work.db-journal.12", "work.db-wal.old", "work.db-wal.1.txt"):
        (store.folder / name).touch()
    found, grade = look(store)[ASIDE]
    assert grade is Grade.LOOK
    assert found == "work.db-journal.12, work.db-wal.1; báo người quản trị, không xóa"


CHAIN, ANCHORS = "Nhật ký liền mạch, khớp các mốc đã gửi", "Mốc nhật ký ở ngoài máy này"


def change_behind(store, statement):
    """Change an event though the database refuses it."""
    raw = store._engine.connect().connection.driver_connection
    (trigger,) = raw.execute("SELECT sql FROM sqlite_schema WHERE name = 'audit_event_no_update'").fetchone()
    raw.execute("DROP TRIGGER audit_event_no_update")
    raw.execute(statement)
    raw.execute(trigger)


def test_a_changed_event_is_wrong_until_it_is_explained(store):
    change_behind(store, "UPDATE audit_event SET subject = 'x' WHERE seq = 2")
    found, grade = look(store)[CHAIN]
    assert grade is Grade.WRONG
    assert "2" in found
    with store.write() as session:
        state = anchors.check(session, whole=True)
        anchors.explain(session, state, "sửa thử để kiểm tra", by=LEADER, police=POLICE, at=AT)
    assert look(store)[CHAIN] == ("đã giải thích 1 chỗ không khớp", Grade.LOOK)


def test_the_chain_is_told_with_its_mark(store):
    with store.read() as session:
        last = audit.checkpoint(session)
    assert look(store)[CHAIN] == (f"{last.seq} bước, mốc {last.h[:12]}", Grade.GOOD)


def test_the_marks_outside_are_told(store):
    assert look(store)[ANCHORS] == ("chưa có mốc nào", Grade.FACT)
    with store.write() as session:
        session.add(_package(1, audit.mark(session, 3)))
    assert look(store)[ANCHORS] == ("1 mốc, mốc cuối ở bước 3", Grade.FACT)


def _package(number, counts):
    return Package(
        package_id=str(number),
        purpose=Purpose.RESULTS,
        sender_id="a",
        receiver_id="b",
        package_no=number,
        manifest_sha256="",
        file_name="",
        file_sha256="",
        counts=counts,
        by=JUSTICE.uid,
        at=stamp(AT),
    )


def test_every_account_is_told_with_the_day_of_its_password(store):
    assert look(store)[JUSTICE.full_name] == ("Tư pháp; mật khẩu đặt ngày 17/10/2023", Grade.FACT)
    with store.write() as session:
        later = AT + timedelta(days=30)
        audit.record(session, "password_reset", subject=JUSTICE.uid, by=LEADER.uid, at=later)
    assert look(store, days=31)[JUSTICE.full_name][0] == "Tư pháp; mật khẩu đặt ngày 16/11/2023"


@pytest.mark.parametrize(("days", "grade"), [(365, Grade.FACT), (366, Grade.LOOK)])
def test_a_password_of_more_than_a_year_is_to_be_looked_at(store, days, grade):
    assert look(store, days=days)[JUSTICE.full_name][1] is grade


def test_a_closed_account_is_told_as_closed(store):
    with store.write() as session:
        accounts.deactivate(session, JUSTICE.uid, by=LEADER, at=AT)
    assert look(store)[JUSTICE.full_name] == ("tài khoản đã khóa", Grade.FACT)


def test_wrong_passwords_are_counted_from_the_first(store):
    assert look(store)["Nhập sai mật khẩu"][0] == "không lần nào"
    with store.write() as session:
        for days, failures in ((1, 0), (2, 3), (4, 2)):
            audit.record(
                session,
                "signed_in",
                subject=JUSTICE.uid,
                by=JUSTICE.uid,
                at=AT + timedelta(days=days),
                data={"failures": failures},
            )
    assert look(store, days=5)["Nhập sai mật khẩu"][0] == "5 lần từ ngày 19/10/2023"


@pytest.mark.parametrize(
    ("kind", "words", "days"),
    [("backed_up", "Sao lưu gần nhất", 7), ("drilled", "Thử phục hồi gần nhất", 180)],
)
def test_a_copy_and_a_drill_are_due_again(store, kind, words, days):
    assert look(store)[words] == ("chưa lần nào", Grade.LOOK)
    with store.write() as session:
        audit.record(session, kind, subject="x", by=LEADER.uid, at=AT)
    assert look(store, days=days)[words] == (f"17/10/2023 ({days} ngày trước)", Grade.GOOD)
    assert look(store, days=days + 1)[words][1] is Grade.LOOK


def test_the_snapshot_is_told_with_age_and_end(store):
    assert look(store)["Bản sao CSDL dân cư"] == ("chưa có", Grade.FACT)
    with store.write() as session:
        session.add(
            Snapshot(
                snapshot_id="s",
                issuer="CA",
                scope="x",
                issued_at=stamp(AT),
                expires_at=stamp(AT + timedelta(days=90)),
                row_count=1234,
                file_name="registry-1.db",
                key=None,
                report={},
                active=True,
                imported_by=JUSTICE.uid,
                imported_at=stamp(AT),
            )
        )
    words = "Bản sao CSDL dân cư"
    assert look(store, days=3)[words] == (
        "cập nhật 3 ngày trước, 1234 người, dùng đến 15/01/2024",
        Grade.GOOD,
    )
    assert look(store, days=91)[words] == ("đã hết hạn ngày 15/01/2024", Grade.LOOK)


@pytest.mark.parametrize(
    ("field", "words"),
    [("adapters", "Kết nối mạng đang mở"), ("removable", "USB, thẻ nhớ đang cắm")],
)
def test_an_open_network_and_a_stick_are_to_be_looked_at(store, field, words):
    assert look(store, on(**{field: ()}))[words] == ("không có", Grade.GOOD)
    assert look(store, on(**{field: ("một", "hai")}))[words] == ("một, hai", Grade.LOOK)
    assert look(store, on(**{field: None}))[words] == ("không xem được", Grade.LOOK)


def test_a_network_call_of_the_program_is_wrong(store):
    words = "Phần mềm mở kết nối mạng từ lúc chạy"
    assert look(store)[words] == ("không lần nào", Grade.GOOD)
    assert look(store, replace(AROUND, network_calls=2))[words] == ("2 lần", Grade.WRONG)


@pytest.mark.parametrize(
    ("free", "grade"), [(inspection.LOW_SPACE, Grade.GOOD), (inspection.LOW_SPACE - 1, Grade.LOOK)]
)
def test_little_space_is_to_be_looked_at(store, free, grade):
    assert look(store, on(free_bytes=free))["Chỗ trống trên ổ đĩa"] == ("2,0 GB", grade)


def test_a_clock_behind_the_last_work_is_wrong(store):
    assert look(store, days=-1 / 24 / 12)["Đồng hồ máy"][1] is Grade.GOOD
    found, grade = look(store, days=-1)["Đồng hồ máy"]
    assert grade is Grade.WRONG
    assert "17/10/2023" in found


def test_the_laws_of_the_day_are_named(store):
    found, grade = look(store)["Văn bản áp dụng"]
    assert found == "Luật Hộ tịch số 60/2014/QH13; Luật An ninh mạng số 24/2018/QH14"
    assert grade is Grade.FACT
