"""The PC's clock against the last moment known here: what is asked, and what people confirm."""

from datetime import UTC, datetime, timedelta

import pytest

from app.errors import Refused
from app.models.store.tables import Package, Snapshot
from app.models.store.times import read, stamp
from app.models.words.moments import clock_words
from app.services.office import audit, clock
from app.services.office.clock import Doubt
from tests.conftest import AT, JUSTICE, LEADER, POLICE, TYPIST


@pytest.fixture
def session(store):
    """A transaction on the founded store; the last thing done in it was at AT."""
    opened = store._write()
    yield opened
    opened.rollback()
    opened.close()


def do(session, kind="k", **after):
    audit.record(session, kind, subject="s", by="u", at=AT + timedelta(**after))


def asked(session, **after):
    found = clock.question(session, at=AT + timedelta(**after))
    return found and found.doubt


@pytest.mark.parametrize(
    ("after", "doubt"),
    [
        ({}, None),
        ({"minutes": -10}, None),
        ({"minutes": -10, "seconds": -1}, Doubt.EARLIER),
        ({"hours": 15}, None),  # a wrong time zone
        ({"days": 35}, None),
        ({"days": 35, "seconds": 1}, Doubt.LATER),
        ({"days": 365 * 76}, Doubt.LATER),
        ({"days": -5000}, Doubt.EARLIER),
    ],
    ids=str,
)
def test_a_clock_is_doubted_when(session, after, doubt):
    assert asked(session, **after) == doubt


def test_a_store_in_which_nothing_happened_has_only_the_day_of_the_program(tmp_path):
    from app.models.store.store import Store
    from tests.conftest import KEY

    store = Store(tmp_path, KEY, create=True)
    with store.read() as session:
        assert clock.last_moment(session) is None
        dead = clock.question(session, at=datetime(2009, 1, 1, tzinfo=UTC))
        assert (dead.doubt, dead.last, dead.needs_police) == (Doubt.TOO_OLD, None, True)
        assert str(dead.words).endswith("trước ngày có phần mềm này.")
        assert clock.question(session, at=clock.EARLIEST) is None
        assert clock.question(session, at=clock.EARLIEST - timedelta(seconds=1)).doubt == Doubt.TOO_OLD
    store.close()


def test_the_last_moment_is_the_latest_not_the_newest(session):
    do(session, days=3)
    do(session, days=1)
    assert clock.last_moment(session) == AT + timedelta(days=3)
    assert asked(session, days=2) == Doubt.EARLIER


def test_the_question_says_what_is_known(session):
    session.add(
        Snapshot(
            snapshot_id="s",
            issuer="x",
            scope="x",
            issued_at=stamp(AT - timedelta(days=1)),
            expires_at=stamp(AT + timedelta(days=89)),
            row_count=1,
            file_name="x",
            key=b"x",
            report={},
            active=True,
            imported_by="x",
            imported_at=stamp(AT),
        )
    )
    session.flush()
    at = AT - timedelta(days=2)
    found = clock.question(session, at=at)
    assert found == clock.ClockQuestion(
        Doubt.EARLIER, at, AT, AT - timedelta(days=1), AT + timedelta(days=89)
    )
    assert (
        str(found.words)
        == f"Đồng hồ máy chỉ {clock_words(at)}, trước việc gần nhất ở đây ({clock_words(AT)})."
    )
    later = clock.question(session, at=AT + timedelta(days=99))
    assert "quá xa sau việc gần nhất" in str(later.words)


def confirm(session, after, reason="pin máy hỏng, đã chỉnh", by=JUSTICE, police=POLICE, **changes):
    at = AT + after
    clock.confirm(session, clock.question(session, at=at), reason, by=by, police=police, at=at, **changes)


def test_a_confirmed_moment_counts_from_then_on(session):
    """A clock that ran far ahead must not make every right day look early for ever."""
    do(session, days=9000)
    confirm(session, timedelta(days=2))
    assert clock.last_moment(session) == AT + timedelta(days=2)
    assert asked(session, days=2) is None
    assert asked(session, days=1) == Doubt.EARLIER


def test_what_was_confirmed_is_kept_with_a_flag(session):
    confirm(session, timedelta(days=-2))
    event = audit.since(session, audit.checkpoint(session).seq - 1)[0]
    assert (event["kind"], event["uid"], event["clock_back"]) == ("clock_confirmed", JUSTICE.uid, 1)
    assert event["data"] == {
        "doubt": "earlier",
        "last": stamp(AT),
        "reason": "pin máy hỏng, đã chỉnh",
        "police": POLICE.uid,
        "signing": False,
    }
    assert read(event["ts"]) == AT - timedelta(days=2)


@pytest.mark.parametrize(
    ("after", "changes", "words"),
    [
        (timedelta(days=-2), {"police": None}, "cần cả cán bộ Công an"),
        (timedelta(days=-2), {"police": LEADER}, "chỉ Công an được làm"),
        (timedelta(days=-2), {"reason": " "}, "Cần ghi lý do"),
        (timedelta(days=99), {"reason": ""}, "Cần ghi lý do"),
    ],
)
def test_a_confirmation_that_is_refused(session, after, changes, words):
    with pytest.raises(Refused, match=words):
        confirm(session, after, **changes)


def test_a_later_clock_needs_no_police(session):
    confirm(session, timedelta(days=99), by=TYPIST, police=None)
    assert asked(session, days=99) is None


class TestSigning:
    def asked(self, session, **after):
        found = clock.before_signing(session, at=AT + timedelta(**after))
        return found and found.doubt

    @pytest.mark.parametrize("kind", ["approved", "exported", "exported_again"])
    def test_no_signature_before_an_earlier_one(self, session, kind):
        do(session, kind, minutes=5)
        assert self.asked(session, minutes=5) is None
        assert self.asked(session, minutes=4) == Doubt.EARLIER
        assert asked(session, minutes=4) is None, "for typing, minutes do not matter"

    def test_other_work_may_be_minutes_later(self, session):
        do(session, "typed", minutes=5)
        assert self.asked(session, minutes=4) is None

    def test_a_clock_that_was_set_while_the_program_runs(self, session):
        assert self.asked(session, days=-1) == Doubt.EARLIER
        assert self.asked(session, days=36) == Doubt.LATER

    def heard(self, session, **after):
        counts = {"answers": 1}
        texts = (
            "package_id",
            "sender_id",
            "receiver_id",
            "manifest_sha256",
            "file_sha256",
            "by",
            "file_name",
        )
        at = stamp(AT + timedelta(**after))
        session.add(
            Package(purpose="tra_loi", package_no=1, counts=counts, at=at, **dict.fromkeys(texts, "x"))
        )
        session.flush()

    def test_far_from_all_that_the_police_sent(self, session):
        self.heard(session)
        do(session, days=80)
        assert self.asked(session, days=90) is None
        found = clock.before_signing(session, at=AT + timedelta(days=90, seconds=1))
        assert (found.doubt, found.last, found.needs_police) == (Doubt.UNSIGNED, AT, False)
        assert "nơi nhận có thể từ chối" in str(found.words)

    def test_what_the_police_sent_later_counts(self, session):
        self.heard(session)
        do(session, days=80)
        counts = {"audit_seq": 1}
        texts = (
            "package_id",
            "sender_id",
            "receiver_id",
            "manifest_sha256",
            "file_sha256",
            "by",
            "file_name",
        )
        at = stamp(AT + timedelta(days=80))
        session.add(
            Package(purpose="ket_qua", package_no=2, counts=counts, at=at, **dict.fromkeys(texts, "x"))
        )
        assert self.asked(session, days=91) == Doubt.UNSIGNED, "what this PC sent says nothing of theirs"

    def test_a_confirmation_holds_for_a_day(self, session):
        self.heard(session)
        do(session, days=91)
        at = AT + timedelta(days=91)
        found = clock.before_signing(session, at=at)
        clock.confirm(session, found, "xã xa, chưa đi nộp", by=POLICE, police=None, at=at, signing=True)
        assert self.asked(session, days=91, hours=23) is None
        assert self.asked(session, days=92) == Doubt.UNSIGNED

    def test_the_one_at_sign_in_does_not_count_for_a_signature(self, session):
        self.heard(session)
        confirm(session, timedelta(days=99), police=None)
        assert self.asked(session, days=99) == Doubt.UNSIGNED
