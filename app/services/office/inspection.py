"""The self-check of a seconded PC for its inspection: facts of program, store, people, copies and machine."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import __version__
from app.crypto import chain
from app.crypto.certificate import groups
from app.models.store.store import Store
from app.models.store.tables import AuditEvent, Snapshot
from app.models.store.times import read
from app.models.store.write_ahead import set_aside
from app.models.words.moments import age_words, day_and_minute, day_of, day_words
from app.models.words.roles import Action
from app.process.machine import DiskEncryption, Machine
from app.services.office import accounts, anchors, dated_settings, laws, permissions
from app.services.office.accounts import Officer
from app.services.office.unlocking import roles_text
from app.texts import Text

BACKUP_DAYS, DRILL_DAYS, PASSWORD_DAYS = 7, 180, 365
"""After how many days a backup, a restore drill and a password are due again."""
LOW_SPACE = 2 * 1024**3
_PLAIN = b"SQLite format 3\0"
_CLOCK_BACK = timedelta(minutes=10)
_PASSWORD_KINDS = ("account_added", "password_reset", "password_changed")


class Grade(StrEnum):
    """What a line of the inspection says: good, to be looked at, wrong, or only a fact."""

    GOOD = "good"
    LOOK = "look"
    WRONG = "wrong"
    FACT = "fact"


@dataclass(frozen=True, slots=True)
class InspectionLine:
    """One line: what was looked at, what was found, and what that means."""

    group: str
    words: Text
    found: Text
    grade: Grade


@dataclass(frozen=True, slots=True)
class Inspection:
    """The whole self-check of one moment."""

    at: datetime
    lines: tuple[InspectionLine, ...]

    @property
    def wrong(self) -> tuple[InspectionLine, ...]:
        """Return the lines that stop the work."""
        return tuple(line for line in self.lines if line.grade is Grade.WRONG)

    @property
    def to_look_at(self) -> tuple[InspectionLine, ...]:
        """Return the lines that somebody must look at."""
        return tuple(line for line in self.lines if line.grade is Grade.LOOK)


@dataclass(frozen=True, slots=True)
class Observed:
    """What is not in the store: the program's fingerprint, the machine, network calls of this process."""

    program: str
    machine: Machine
    network_calls: int


def inspect(store: Store, around: Observed, *, by: Officer, at: datetime) -> Inspection:
    """Check the whole store and gather every fact; it reads every page, so it is for a job.

    Refused for an officer who may not see the office.
    """
    permissions.require(by, Action.SEE_OFFICE)
    problems = store.check()
    with store.path.open("rb") as file:
        encrypted = file.read(len(_PLAIN)) != _PLAIN
    with store.read() as session:
        lines = [
            *_program(session, around, at),
            *_store(problems, set_aside(store.path), around.machine, encrypted=encrypted),
            *_audit(session),
            *_people(session, at),
            *_copies(session, at),
            *_machine(around),
            _clock(session, at),
            _laws(session, at),
        ]
    return Inspection(at, tuple(lines))


_PROGRAM, _STORE, _PEOPLE, _COPIES = "Chương trình", "Kho dữ liệu", "Tài khoản", "Sao lưu và dữ liệu"
_MACHINE, _LAWS = "Máy tính", "Căn cứ"


def _program(session: Session, around: Observed, at: datetime) -> list[InspectionLine]:
    commune = dated_settings.get(session, "commune", on=day_of(at))
    return [
        _fact(_PROGRAM, Text("Đơn vị"), Text("{0}", commune)),
        _fact(_PROGRAM, Text("Mã kho"), Text("{0}", dated_settings.store_id(session))),
        _fact(_PROGRAM, Text("Phiên bản phần mềm"), Text("{0}", __version__)),
        _fact(_PROGRAM, Text("Mã băm của phần mềm (SHA-256)"), Text("{0}", groups(around.program[:32]))),
    ]


def _store(
    problems: Sequence[str], aside: Sequence[Path], machine: Machine, *, encrypted: bool
) -> list[InspectionLine]:
    words = {
        DiskEncryption.SEEN: (Text("có (dm-crypt)"), Grade.GOOD),
        DiskEncryption.NOT_SEEN: (Text("không thấy; nên mã hóa cả ổ đĩa"), Grade.LOOK),
        DiskEncryption.UNKNOWN: (Text("không xem được từ phần mềm; hỏi người quản trị máy"), Grade.LOOK),
    }
    disk, grade = words[machine.disk_encryption]
    return [
        _checked(
            _STORE,
            Text("Tệp kho mã hóa (SQLCipher, AES-256)"),
            Text("đúng") if encrypted else Text("KHÔNG mã hóa"),
            good=encrypted,
        ),
        _checked(
            _STORE,
            Text("Mọi trang đọc được, đúng cấu trúc"),
            Text("{0} lỗi: {1}", len(problems), problems[0]) if problems else Text("nguyên vẹn"),
            good=not problems,
        ),
        InspectionLine(_STORE, Text("Mã hóa cả ổ đĩa"), disk, grade),
        _set_aside(aside),
    ]


def _set_aside(files: Sequence[Path]) -> InspectionLine:
    words = Text("Phần ghi dở không thuộc kho này, đã cất riêng")
    if not files:
        return InspectionLine(_STORE, words, Text("không có"), Grade.GOOD)
    names = ", ".join(file.name for file in files)
    found = Text("{0}; báo người quản trị, không xóa", names)
    return InspectionLine(_STORE, words, found, Grade.LOOK)


def _audit(session: Session) -> list[InspectionLine]:
    state = anchors.check(session, whole=True)
    words = Text("Nhật ký liền mạch, khớp các mốc đã gửi")
    if state.open:
        line = InspectionLine(_STORE, words, state.open[0].words, Grade.WRONG)
    elif state.findings:
        line = InspectionLine(
            _STORE, words, Text("đã giải thích {0} chỗ không khớp", len(state.findings)), Grade.LOOK
        )
    else:
        found = Text("{0} bước, mốc {1}", state.last.seq, chain.printed(state.last.h))
        line = InspectionLine(_STORE, words, found, Grade.GOOD)
    known = anchors.known(session)
    anchor = (
        Text("{0} mốc, mốc cuối ở bước {1}", len(known), known[-1].seq) if known else Text("chưa có mốc nào")
    )
    return [line, _fact(_STORE, Text("Mốc nhật ký ở ngoài máy này"), anchor)]


def _people(session: Session, at: datetime) -> list[InspectionLine]:
    changed = _last_by_subject(session, _PASSWORD_KINDS)
    lines = []
    for officer in accounts.every(session):
        if not officer.active:
            lines.append(_fact(_PEOPLE, Text("{0}", officer.full_name), Text("tài khoản đã khóa")))
            continue
        since = changed.get(officer.uid)
        found = (
            Text("{0}; mật khẩu đặt ngày {1}", _roles(officer), day_words(since))
            if since
            else Text("{0}; không rõ ngày đặt mật khẩu", _roles(officer))
        )
        old = since is None or at - since > timedelta(days=PASSWORD_DAYS)
        grade = Grade.LOOK if old else Grade.FACT
        lines.append(InspectionLine(_PEOPLE, Text("{0}", officer.full_name), found, grade))
    failures, first = _failures(session)
    tries = Text("{0} lần từ ngày {1}", failures, day_words(first)) if first else Text("không lần nào")
    return [*lines, _fact(_PEOPLE, Text("Nhập sai mật khẩu"), tries)]


def _roles(officer: Officer) -> Text:
    return Text("{0}", roles_text(officer))


def _failures(session: Session) -> tuple[int, datetime | None]:
    events = session.scalars(
        select(AuditEvent).where(AuditEvent.kind == "signed_in").order_by(AuditEvent.seq)
    ).all()
    wrong = [event for event in events if event.data.get("failures")]
    return sum(int(e.data["failures"]) for e in wrong), read(wrong[0].ts) if wrong else None


def _copies(session: Session, at: datetime) -> list[InspectionLine]:
    return [
        _due(session, "backed_up", Text("Sao lưu gần nhất"), BACKUP_DAYS, at),
        _due(session, "drilled", Text("Thử phục hồi gần nhất"), DRILL_DAYS, at),
        _snapshot(session, at),
    ]


def _due(session: Session, kind: str, words: Text, days: int, at: datetime) -> InspectionLine:
    last = session.scalars(
        select(AuditEvent).where(AuditEvent.kind == kind).order_by(AuditEvent.seq.desc()).limit(1)
    ).first()
    if last is None:
        return InspectionLine(_COPIES, words, Text("chưa lần nào"), Grade.LOOK)
    then = read(last.ts)
    age = (day_of(at) - day_of(then)).days
    grade = Grade.LOOK if age > days else Grade.GOOD
    return InspectionLine(_COPIES, words, Text("{0} ({1} ngày trước)", day_words(then), age), grade)


def _snapshot(session: Session, at: datetime) -> InspectionLine:
    words = Text("Bản sao CSDL dân cư")
    row = session.scalars(select(Snapshot).where(Snapshot.active)).first()
    if row is None:
        return _fact(_COPIES, words, Text("chưa có"))
    until, age = read(row.expires_at), (day_of(at) - day_of(read(row.issued_at))).days
    if at > until:
        return InspectionLine(_COPIES, words, Text("đã hết hạn ngày {0}", day_words(until)), Grade.LOOK)
    found = Text("{0}, {1} người, dùng đến {2}", age_words(age), row.row_count, day_words(until))
    return InspectionLine(_COPIES, words, found, Grade.GOOD)


def _machine(around: Observed) -> list[InspectionLine]:
    machine = around.machine
    return [
        _absent(Text("Kết nối mạng đang mở"), machine.adapters),
        _checked(
            _MACHINE,
            Text("Phần mềm mở kết nối mạng từ lúc chạy"),
            Text("{0} lần", around.network_calls) if around.network_calls else Text("không lần nào"),
            good=not around.network_calls,
        ),
        _absent(Text("USB, thẻ nhớ đang cắm"), machine.removable),
        InspectionLine(
            _MACHINE,
            Text("Chỗ trống trên ổ đĩa"),
            Text("{0} GB", f"{machine.free_bytes / 1024**3:.1f}".replace(".", ",")),
            Grade.GOOD if machine.free_bytes >= LOW_SPACE else Grade.LOOK,
        ),
    ]


def _absent(words: Text, found: tuple[str, ...] | None) -> InspectionLine:
    """Return a line that is good when nothing was found."""
    if found is None:
        return InspectionLine(_MACHINE, words, Text("không xem được"), Grade.LOOK)
    if not found:
        return InspectionLine(_MACHINE, words, Text("không có"), Grade.GOOD)
    return InspectionLine(_MACHINE, words, Text("{0}", ", ".join(found)), Grade.LOOK)


def _clock(session: Session, at: datetime) -> InspectionLine:
    words, last = (
        Text("Đồng hồ máy"),
        session.scalars(select(AuditEvent).order_by(AuditEvent.ts.desc()).limit(1)).first(),
    )
    shown = Text("{0}", day_and_minute(at))
    if last is not None and at < read(last.ts) - _CLOCK_BACK:
        found = Text("{0}; sớm hơn việc đã làm ngày {1}: chỉnh lại giờ", shown, day_words(read(last.ts)))
        return InspectionLine(_MACHINE, words, found, Grade.WRONG)
    return InspectionLine(_MACHINE, words, shown, Grade.GOOD)


def _laws(session: Session, at: datetime) -> InspectionLine:
    return _fact(
        _LAWS, Text("Văn bản áp dụng"), Text("{0}", "; ".join(laws.in_force(session, on=day_of(at))))
    )


def _last_by_subject(session: Session, kinds: Sequence[str]) -> dict[str, datetime]:
    events = session.scalars(select(AuditEvent).where(AuditEvent.kind.in_(kinds)).order_by(AuditEvent.seq))
    return {event.subject: read(event.ts) for event in events}


def _checked(group: str, words: Text, found: Text, *, good: bool) -> InspectionLine:
    return InspectionLine(group, words, found, Grade.GOOD if good else Grade.WRONG)


def _fact(group: str, words: Text, found: Text) -> InspectionLine:
    return InspectionLine(group, words, found, Grade.FACT)
