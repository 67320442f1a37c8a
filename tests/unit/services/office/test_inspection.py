"""The self-check: every fact of the list, and when each is good, to be looked at, or wrong."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.errors import Refused
from app.models.store.tables import Package, Snapshot
from app.models.store.times import stamp
from app.models.words.purpose import Purpose
from app.process.machine import DiskEncryption, Machine
from app.services.office import accounts, audit, inspection
from app.services.office.inspection import Surroundings, Verdict, inspect
from tests.conftest import AT, JUSTICE, LEADER, TYPIST

MACHINE = Machine(DiskEncryption.SEEN, 50 * 1024**3, (), ())
AROUND = Surroundings("ab" * 32, MACHINE, 0)


def look(store, around=AROUND, *, by=LEADER, days=0.0):
    """Return found words and verdict of each line by its words."""
    found = inspect(store, around, by=by, at=AT + timedelta(days=days))
    return {str(line.words): (str(line.found), line.verdict) for line in found.lines}


def on(machine=MACHINE, **changes):
    return Surroundings("ab" * 32, replace(machine, **changes), 0)


def test_a_typist_may_not_inspect(store):
    with pytest.raises(Refused):
        inspect(store, AROUND, by=TYPIST, at=AT)


def test_a_sound_store_on_a_quiet_machine_has_nothing_wrong(store):
    found = inspect(store, AROUND, by=LEADER, at=AT)
    assert found.wrong == ()
    assert [str(line.words) for line in found.to_look_at] == ["Sao lưu gần nhất", "Thử phục hồi gần nhất"]


def test_program_and_store_are_named(store):
    lines = look(store)
    assert lines["Mã kho"] == ("a" * 32, Verdict.FACT)
    assert lines["Mã băm của phần mềm (SHA-256)"][0] == " ".join(["ABAB"] * 8)
    assert lines["Tệp kho mã hóa (SQLCipher, AES-256)"] == ("đúng", Verdict.GOOD)
    assert lines["Mọi trang đọc được, đúng cấu trúc"] == ("nguyên vẹn", Verdict.GOOD)


def test_a_damaged_page_is_wrong(store):
    assert store.check() == []  # and the log is in the file now
    with store.path.open("r+b") as file:
        file.seek(store.path.stat().st_size - 2048)
        file.write(b"\0" * 64)
    found, verdict = look(store)["Mọi trang đọc được, đúng cấu trúc"]
    assert verdict is Verdict.WRONG
    assert "lỗi" in found


@pytest.mark.parametrize(
    ("seen", "verdict"),
    [
        (DiskEncryption.SEEN, Verdict.GOOD),
        (DiskEncryption.NOT_SEEN, Verdict.LOOK),
        (DiskEncryption.UNKNOWN, Verdict.LOOK),
    ],
)
def test_the_encryption_of_the_disk_is_good_only_when_seen(store, seen, verdict):
    assert look(store, on(disk_encryption=seen))["Mã hóa cả ổ đĩa"][1] is verdict


def test_a_changed_event_is_wrong(store):
    raw = store._engine.connect().connection.driver_connection
    (trigger,) = raw.execute("SELECT sql FROM sqlite_schema WHERE name = 'audit_event_no_update'").fetchone()
    raw.execute("DROP TRIGGER audit_event_no_update")
    raw.execute("UPDATE audit_event SET subject = 'x' WHERE seq = 2")
    raw.execute(trigger)
    assert look(store)["Nhật ký liền mạch"] == ("đứt ở bước 2", Verdict.WRONG)


def test_the_chain_is_told_with_its_mark(store):
    with store.read() as session:
        last = audit.checkpoint(session)
    assert look(store)["Nhật ký liền mạch"] == (f"{last.seq} bước, mốc {last.h[:12]}", Verdict.GOOD)


def test_the_last_mark_that_left_is_told(store):
    assert look(store)["Mốc nhật ký đã gửi ra ngoài"] == ("chưa có gói nào gửi đi", Verdict.FACT)
    with store.write() as session:
        for number, purpose in ((1, Purpose.RESULTS), (2, Purpose.RESULTS), (9, Purpose.SNAPSHOT)):
            session.add(_package(number, purpose))
    assert look(store)["Mốc nhật ký đã gửi ra ngoài"][0] == "2 gói đã gửi; gói số 2 mang mốc 20"


def _package(number, purpose):
    return Package(
        package_id=str(number),
        purpose=purpose,
        sender_id="a",
        receiver_id="b",
        package_no=number,
        manifest_sha256="",
        file_name="",
        file_sha256="",
        counts={"audit_seq": number * 10},
        by=JUSTICE.uid,
        at=stamp(AT),
    )


def test_every_account_is_told_with_the_day_of_its_password(store):
    assert look(store)[JUSTICE.full_name] == ("Tư pháp; mật khẩu đặt ngày 17/10/2023", Verdict.FACT)
    with store.write() as session:
        later = AT + timedelta(days=30)
        audit.record(session, "password_reset", subject=JUSTICE.uid, by=LEADER.uid, at=later)
    assert look(store, days=31)[JUSTICE.full_name][0] == "Tư pháp; mật khẩu đặt ngày 16/11/2023"


@pytest.mark.parametrize(("days", "verdict"), [(365, Verdict.FACT), (366, Verdict.LOOK)])
def test_a_password_of_more_than_a_year_is_to_be_looked_at(store, days, verdict):
    assert look(store, days=days)[JUSTICE.full_name][1] is verdict


def test_a_closed_account_is_told_as_closed(store):
    with store.write() as session:
        accounts.deactivate(session, JUSTICE.uid, by=LEADER, at=AT)
    assert look(store)[JUSTICE.full_name] == ("tài khoản đã khóa", Verdict.FACT)


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
    assert look(store)[words] == ("chưa lần nào", Verdict.LOOK)
    with store.write() as session:
        audit.record(session, kind, subject="x", by=LEADER.uid, at=AT)
    assert look(store, days=days)[words] == (f"17/10/2023 ({days} ngày trước)", Verdict.GOOD)
    assert look(store, days=days + 1)[words][1] is Verdict.LOOK


def test_the_snapshot_is_told_with_age_and_end(store):
    assert look(store)["Bản sao CSDL dân cư"] == ("chưa có", Verdict.FACT)
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
    assert look(store, days=3)[words] == ("3 ngày tuổi, 1234 người, dùng đến 15/01/2024", Verdict.GOOD)
    assert look(store, days=91)[words] == ("đã hết hạn ngày 15/01/2024", Verdict.LOOK)


@pytest.mark.parametrize(
    ("field", "words"),
    [("adapters", "Kết nối mạng đang mở"), ("removable", "USB, thẻ nhớ đang cắm")],
)
def test_an_open_network_and_a_stick_are_to_be_looked_at(store, field, words):
    assert look(store, on(**{field: ()}))[words] == ("không có", Verdict.GOOD)
    assert look(store, on(**{field: ("một", "hai")}))[words] == ("một, hai", Verdict.LOOK)
    assert look(store, on(**{field: None}))[words] == ("không xem được", Verdict.LOOK)


def test_a_network_call_of_the_program_is_wrong(store):
    words = "Phần mềm mở kết nối mạng từ lúc chạy"
    assert look(store)[words] == ("không lần nào", Verdict.GOOD)
    assert look(store, replace(AROUND, network_calls=2))[words] == ("2 lần", Verdict.WRONG)


@pytest.mark.parametrize(
    ("free", "verdict"), [(inspection.LOW_SPACE, Verdict.GOOD), (inspection.LOW_SPACE - 1, Verdict.LOOK)]
)
def test_little_space_is_to_be_looked_at(store, free, verdict):
    assert look(store, on(free_bytes=free))["Chỗ trống trên ổ đĩa"] == ("2,0 GB", verdict)


def test_a_clock_behind_the_last_work_is_wrong(store):
    assert look(store, days=-1 / 24 / 12)["Đồng hồ máy"][1] is Verdict.GOOD
    found, verdict = look(store, days=-1)["Đồng hồ máy"]
    assert verdict is Verdict.WRONG
    assert "17/10/2023" in found


def test_the_laws_of_the_day_are_named(store):
    assert look(store)["Luật Hộ tịch số 60/2014/QH13"][1] is Verdict.FACT
