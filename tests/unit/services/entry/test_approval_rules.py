"""Each thing that stands against an approval, alone; the triggers' half is in models/test_triggers."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from app.crypto.mandate import Mandate
from app.crypto.trust import Ended
from app.errors import AppError, Refused
from app.matching.result import Result
from app.models.store.tables import (
    Approval,
    AuditEvent,
    Decision,
    Discrepancy,
    Entry,
    FieldChange,
    StateChange,
    Volume,
)
from app.models.words.codes import Resolution
from app.models.words.states import ENTRY_STATE_LABELS, EntryState
from app.models.words.values import Value
from app.services.entry import approval, entries
from app.services.office import accounts, audit, dated_settings, revoking
from tests.conftest import AT, BOTH, JUSTICE, LEADER, POLICE, TYPIST
from tests.unit.services.conftest import certify, put
from tests.unit.services.entry.deciding import FATHER

WAITING = {EntryState.CHECKED, EntryState.LISTED}
TYPED = "Người duyệt đã nhập trường hợp này; cần cán bộ Công an khác."
DECIDED = "Người duyệt đã kết luận đối chiếu trường hợp này; cần cán bộ Công an khác."


@pytest.fixture
def officer(session, ready):
    """Return an account as it stands, with its certificate."""
    return lambda one: accounts.get(session, one.uid)


@pytest.fixture
def approve(session, ready, officer, entry_id):
    def approve(by=None, *, shown=None, signer=None, at=AT):
        by = by or officer(POLICE)
        shown = shown or approval.freeze(session, entry_id)
        return approval.approve(session, [shown], signer=signer or ready.signers[by.uid], by=by, at=at)

    return approve


def typed(session, entry_id, uid):
    given = {"version": 1, "field": "remarks", "before": {}, "after": {}, "at": "x"}
    session.add(FieldChange(entry_id=entry_id, by=uid, **given))
    session.flush()


def decided(session, entry_id, uid, **more):
    given = {"version": 1, "section": "child", "branch": "match", "at": "x", "lines": [], "active": False}
    values = {key: {} for key in ("book_values", "registry_values", "search")}
    made = Decision(entry_id=entry_id, by=uid, **{**given, **values, **more})
    session.add(made)
    session.flush()
    return made


def item_of(session, decision, state="open"):
    names = ("field", "label", "book_text", "registry_text", "result", "detail", "opened_by", "opened_at")
    about = {"entry_id": decision.entry_id, "decision_id": decision.id, "section": decision.section}
    made = Discrepancy(**about, state=state, **dict.fromkeys(names, "x"))
    session.add(made)
    session.flush()
    return made


def moved(session, subject, subject_id, uid):
    given = {"before": "open", "after": "decided", "at": "x"}
    session.add(StateChange(subject=subject, subject_id=str(subject_id), by=uid, **given))
    session.flush()


def last_event(session):
    return session.scalars(select(AuditEvent).order_by(AuditEvent.seq.desc()).limit(1)).one()


class TestObstacles:
    def test_none(self, session, entry_id, officer):
        assert approval.obstacles(session, entry_id, by=officer(POLICE)) == []

    @pytest.mark.parametrize(
        "by",
        [LEADER, TYPIST, replace(POLICE, active=False), replace(POLICE, roles=frozenset())],
        ids=["leader", "typist", "closed", "without roles"],
    )
    def test_no_police_officer(self, session, entry_id, by):
        assert approval.obstacles(session, entry_id, by=by) == ["Chỉ cán bộ Công an được duyệt."]

    @pytest.mark.parametrize("state", sorted(EntryState))
    def test_a_state_that_does_not_wait(self, session, entry_id, state):
        put(session, entry_id, state)
        waits = f"Trường hợp chưa ở trạng thái chờ duyệt ({ENTRY_STATE_LABELS[EntryState(state)]})."
        found = approval.obstacles(session, entry_id, by=POLICE)
        assert found == ([] if state in WAITING else [waits])

    def test_typed_any_field(self, session, entry_id):
        typed(session, entry_id, POLICE.uid)
        assert approval.obstacles(session, entry_id, by=POLICE) == [TYPED]

    @pytest.mark.parametrize("kind", ["volume_added", "volume_changed"])
    def test_described_the_volume(self, session, ready, entry_id, kind):
        audit.record(session, kind, subject=str(ready.volume_id), by=POLICE.uid, at=AT)
        assert approval.obstacles(session, entry_id, by=POLICE) == [TYPED]

    def test_decided(self, session, entry_id):
        decided(session, entry_id, POLICE.uid)
        assert approval.obstacles(session, entry_id, by=POLICE) == [DECIDED]

    def test_moved_an_item(self, session, entry_id):
        item = item_of(session, decided(session, entry_id, JUSTICE.uid))
        moved(session, "discrepancy", item.id, POLICE.uid)
        assert approval.obstacles(session, entry_id, by=POLICE) == [DECIDED]

    def test_all_that_for_another_entry(self, session, ready, entry_id, random):
        other_volume = Volume(book_type="khai_sinh", book_no="2", opened_year="", place="")
        other_volume.created_at = other_volume.created_by = ""
        session.add(other_volume)
        session.flush()
        other = entries.create(session, other_volume.id, by=JUSTICE, at=AT, random=random)
        typed(session, other, POLICE.uid)
        own = item_of(session, decided(session, entry_id, JUSTICE.uid))
        item = item_of(session, decided(session, other, POLICE.uid))
        moved(session, "discrepancy", item.id, POLICE.uid)
        moved(session, "entry", own.id, POLICE.uid)
        moved(session, "entry", entry_id, POLICE.uid)
        audit.record(session, "volume_added", subject=str(other_volume.id), by=POLICE.uid, at=AT)
        audit.record(session, "answers_imported", subject=str(ready.volume_id), by=POLICE.uid, at=AT)
        assert approval.obstacles(session, entry_id, by=POLICE) == []

    def test_a_person_without_decision(self, session, entry_id):
        session.execute(text("UPDATE decision SET active = 0 WHERE section = 'mother'"))
        found = approval.obstacles(session, entry_id, by=POLICE)
        assert found == ["Mẹ: chưa kết luận đối chiếu."]

    def test_a_person_of_whom_nothing_was_concluded(self, session, entry_id):
        session.execute(text("DROP TRIGGER decision_kept"))
        session.execute(text("UPDATE decision SET branch = 'ambiguous' WHERE section = 'mother'"))
        found = approval.obstacles(session, entry_id, by=POLICE)
        assert found == ["Mẹ: chưa kết luận đối chiếu."]

    def test_a_compared_value_that_changed(self, session, entry_id):
        row = session.get_one(Entry, entry_id)
        row.values = {**row.values, "father_name": {"text": "Phạm Văn Lục", "source": "typed"}}
        found = approval.obstacles(session, entry_id, by=POLICE)
        assert any(o.startswith("Cha: sổ đã được sửa sau khi đối chiếu") for o in found)

    @pytest.mark.parametrize("resolution", ["verify", "fix_population", ""])
    def test_a_line_that_waits_to_be_verified(self, session, entry_id, resolution):
        decision = entries.active_decisions(session, entry_id)["child"]
        settled = {**decision.lines[0], "resolution": ""}
        decision.lines = [settled, {**settled, "resolution": resolution}, settled]
        found = approval.obstacles(session, entry_id, by=POLICE)
        assert bool(found) == (resolution == "verify")
        assert all("còn mục chờ xác minh" in o for o in found)


class TestApprove:
    def test_it_numbers_signs_moves_and_tells(self, session, approve, entry_id):
        shown = approval.freeze(session, entry_id)
        assert approve(shown=shown) == [1]
        row = session.scalars(select(Approval)).one()
        assert (row.entry_id, row.version, row.seq, row.uid) == (entry_id, 1, 1, POLICE.uid)
        step = session.scalars(select(StateChange).order_by(StateChange.id.desc()).limit(1)).one()
        assert (step.subject_id, step.before, step.after) == (entry_id, "checked", "approved")
        assert step.by == POLICE.uid
        event = last_event(session)
        assert (event.kind, event.subject, event.uid) == ("approved", entry_id, POLICE.uid)
        assert event.data == {"version": 1, "entry_sha256": shown.entry_sha256, "seq": 1}

    def test_only_what_waits_is_listed(self, session, entry_id):
        assert [row.id for row in approval.waiting(session)] == [entry_id]
        put(session, entry_id, "listed")
        assert [row.id for row in approval.waiting(session)] == [entry_id]
        put(session, entry_id, "entered")
        assert approval.waiting(session) == []

    @pytest.mark.parametrize("by", [JUSTICE, LEADER, replace(POLICE, active=False)])
    def test_only_by_police(self, ready, approve, by):
        with pytest.raises(Refused, match="chỉ Công an được làm"):
            approve(by, signer=ready.signers[POLICE.uid])

    def test_an_account_closed_since_the_sign_in(self, session, officer, approve):
        """The officer of an old sign-in still says active; the account is asked before the database."""
        police = officer(POLICE)
        accounts.deactivate(session, POLICE.uid, by=LEADER, at=AT)
        with pytest.raises(Refused, match="Trương Văn Dũng đã bị khóa"):
            approve(police)
        with pytest.raises(Refused, match="Trương Văn Dũng đã bị khóa"):
            approval.send_back(session, "any", "khác sổ", by=police, at=AT)

    def test_a_certificate_that_ended_since_the_sign_in(self, session, officer, approve):
        police = officer(POLICE)
        revoking.end(
            session,
            police.cert_sha256,
            POLICE.uid,
            Ended(AT, "mất khóa", compromised=False),
            by=LEADER.uid,
            at=AT,
        )
        with pytest.raises(AppError, match="đã bị thu hồi"):
            approve(police)

    @pytest.mark.parametrize("of", ["other roles", "another store"])
    def test_a_certificate_without_the_role_here(self, ready_store, ready, of):
        """The account says police, the certificate does not, or says it of another store."""
        with ready_store.read() as session:
            store_id = dated_settings.store_id(session)
        others = frozenset({"justice", "leader", "typist"})
        here, elsewhere = Mandate("x", store_id, others), Mandate("x", "b" * 32, POLICE.roles)
        mandate = here if of == "other roles" else elsewhere
        signer = certify(ready_store, ready.issuer, POLICE, mandate=mandate)
        with ready_store.write() as session:
            shown = approval.freeze(session, ready.entry_id)
            by = accounts.get(session, POLICE.uid)
            with pytest.raises(AppError, match="không ghi vai trò này"):
                approval.approve(session, [shown], signer=signer, by=by, at=AT)

    def test_an_officer_without_certificate(self, officer, approve):
        with pytest.raises(Refused, match="chưa có chứng thư"):
            approve(replace(officer(POLICE), cert_sha256=""))

    def test_the_key_of_another_officer(self, ready, approve):
        with pytest.raises(Refused, match="chưa có chứng thư"):
            approve(signer=ready.signers[BOTH.uid])

    @pytest.mark.parametrize("days", [-2, 1830])
    def test_a_certificate_out_of_its_time(self, approve, days):
        with pytest.raises(AppError, match=r"hạn|hiệu lực"):
            approve(at=AT + timedelta(days=days))

    def test_a_certificate_for_encryption(self, ready_store, ready):
        signer = certify(ready_store, ready.issuer, POLICE, usage="encrypt")
        with ready_store.write() as session:
            police = accounts.get(session, POLICE.uid)
            shown = approval.freeze(session, ready.entry_id)
            with pytest.raises(AppError):
                approval.approve(session, [shown], signer=signer, by=police, at=AT)

    def test_what_stands_against_it_is_said(self, session, entry_id, approve):
        typed(session, entry_id, POLICE.uid)
        with pytest.raises(Refused, match="Chưa duyệt được: Người duyệt đã nhập"):
            approve()

    def test_another_version_than_was_shown(self, session, entry_id, approve):
        shown = approval.freeze(session, entry_id)
        with pytest.raises(Refused, match="đã thay đổi sau khi hiện"):
            approve(shown=replace(shown, version=2))

    @pytest.mark.parametrize("column", ["book_no", "opened_year", "place"])
    def test_a_volume_that_changed_since_it_was_shown(self, session, ready, entry_id, approve, column):
        shown = approval.freeze(session, entry_id)
        setattr(session.get_one(Volume, ready.volume_id), column, "1999")
        with pytest.raises(Refused, match="đã thay đổi sau khi hiện"):
            approve(shown=shown)

    @pytest.mark.parametrize(
        ("column", "value"),
        [
            ("registry", "khác"),
            ("resolution", Resolution.FORMAT_ONLY),
            ("note", "khác"),
            ("detail", "khác"),
            ("result", Result.ILLEGIBLE),
            ("book", "khác"),
        ],
    )
    def test_a_line_that_changed_since_it_was_shown(self, session, entry_id, approve, column, value):
        shown = approval.freeze(session, entry_id)
        decision = entries.active_decisions(session, entry_id)["child"]
        decision.lines = [{**decision.lines[0], column: value}, *decision.lines[1:]]
        with pytest.raises(Refused, match="đã thay đổi sau khi hiện"):
            approve(shown=shown)

    def test_an_approved_entry_is_not_approved_again(self, approve):
        approve()
        with pytest.raises(Refused, match="chưa ở trạng thái chờ duyệt"):
            approve()


class TestSendBack:
    @pytest.mark.parametrize("by", [JUSTICE, LEADER, TYPIST, replace(POLICE, active=False)])
    def test_only_by_police(self, session, entry_id, by):
        with pytest.raises(Refused, match="chỉ Công an được làm"):
            approval.send_back(session, entry_id, "sai", by=by, at=AT)

    @pytest.mark.parametrize("reason", ["", " \n"])
    def test_only_with_a_reason(self, session, entry_id, reason):
        with pytest.raises(Refused, match="lý do"):
            approval.send_back(session, entry_id, reason, by=POLICE, at=AT)

    def test_only_an_entry_that_is_here(self, session):
        with pytest.raises(Refused, match="không ở trạng thái chờ duyệt"):
            approval.send_back(session, "none", "sai", by=POLICE, at=AT)

    @pytest.mark.parametrize("state", sorted({*EntryState} - WAITING - {EntryState.APPROVED}))
    def test_only_what_waits_or_is_approved(self, session, entry_id, state):
        put(session, entry_id, state)
        with pytest.raises(Refused, match="không ở trạng thái chờ duyệt"):
            approval.send_back(session, entry_id, "sai", by=POLICE, at=AT)

    @pytest.mark.parametrize(("state", "version"), [("checked", 1), ("listed", 1), ("approved", 2)])
    def test_an_approved_entry_becomes_the_next_version(self, session, entry_id, state, version):
        put(session, entry_id, state)
        approval.send_back(session, entry_id, "nhầm người", by=POLICE, at=AT)
        view = entries.get(session, entry_id)
        assert (view.state, view.version, view.note) == (EntryState.SENT_BACK, version, "nhầm người")
        step = session.scalars(select(StateChange).order_by(StateChange.id.desc()).limit(1)).one()
        assert (step.before, step.after, step.reason) == (state, "sent_back", "nhầm người")
        event = last_event(session)
        assert (event.kind, event.subject, event.uid) == ("sent_back", entry_id, POLICE.uid)
        assert event.data == {"version": version}

    def test_the_approval_before_does_not_fit_the_entry_sent_back(self, session, entry_id, approve):
        approve()
        approval.send_back(session, entry_id, "nhầm người", by=POLICE, at=AT)
        entries.save(session, entry_id, "remarks", Value.of("Cấp lại"), by=JUSTICE, at=AT)
        entries.complete(session, entry_id, by=JUSTICE, at=AT)
        with pytest.raises(IntegrityError, match="not approved"), session.begin_nested():
            session.execute(text("UPDATE entry SET state = 'approved'"))
        assert approve() == [2]
        versions = session.scalars(select(Approval.version).order_by(Approval.seq)).all()
        assert versions == [1, 2]


def test_the_registry_row_that_was_chosen_is_signed(session, entry_id):
    """Who was chosen is part of what is shown: another person of the same words is another hash."""
    father = entries.active_decisions(session, entry_id)["father"]
    assert father.personal_id == FATHER.personal_id
    before = approval.freeze(session, entry_id)
    session.execute(text("DROP TRIGGER decision_kept"))
    session.execute(text("UPDATE decision SET personal_id = '038072990009' WHERE section = 'father'"))
    session.expire_all()
    assert approval.freeze(session, entry_id) != before
