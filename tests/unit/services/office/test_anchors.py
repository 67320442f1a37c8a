"""The audit chain against what is kept elsewhere: a cut end, a chain made anew, a changed event, a gap."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from app.crypto import chain
from app.errors import Refused
from app.models.store.store import Store
from app.models.store.tables import AuditEvent, Package
from app.models.store.times import stamp
from app.services.office import anchors, audit
from tests.conftest import AT, BOTH, JUSTICE, KEY, LEADER, POLICE


@pytest.fixture
def session(tmp_path):
    """A transaction on a store of twenty events, of which the eighth and the sixteenth left in packages."""
    store = Store(tmp_path, KEY, create=True)
    opened = store._write()
    for number in range(1, 21):
        audit.record(opened, "k", subject="s", by="u", at=AT + timedelta(minutes=number), data={"n": number})
        if number in (8, 16):
            opened.add(package(f"{number}.htpkg", audit.mark(opened, number)))
            opened.flush()
    yield opened
    opened.rollback()
    opened.close()
    store.close()


def package(name, counts):
    texts = ("package_id", "sender_id", "receiver_id", "manifest_sha256", "file_sha256", "by")
    number = int(name.split(".")[0])
    return Package(
        purpose="ket_qua",
        package_no=number,
        file_name=name,
        counts=counts,
        at=stamp(AT),
        **dict.fromkeys(texts, "x"),
    )


def behind(session, *statements):
    """Change the store behind its triggers, as a program that knows the key would."""
    names = session.scalars(text("SELECT name FROM sqlite_schema WHERE type = 'trigger'")).all()
    for name in names:
        session.execute(text(f"DROP TRIGGER {name}"))
    for statement in statements:
        session.execute(text(statement))
    session.expire_all()


def rehash(session, seq):
    """Change an event and make every hash after it anew: by itself the chain is whole again."""
    behind(session)
    event = session.get_one(AuditEvent, seq)
    event.uid, prev = "forged", event.prev
    for one in [e for e in session.query(AuditEvent).order_by(AuditEvent.seq) if e.seq >= seq]:
        one.prev = prev
        one.h = prev = chain.event_hash(prev, audit.fields_of(one))
    session.flush()


def said(state):
    return [str(one.words) for one in state.findings]


def test_a_whole_chain_with_its_anchors(session):
    state = anchors.check(session)
    assert (state.findings, state.last.seq, state.anchor.seq, state.whole) == ((), 20, 16, False)
    assert [(one.seq, one.file_name) for one in anchors.known(session)] == [(8, "8.htpkg"), (16, "16.htpkg")]
    assert anchors.check(session, whole=True).whole


def test_without_an_anchor_the_whole_chain_is_read(session):
    behind(session, "DELETE FROM package", "UPDATE audit_event SET uid = 'forged' WHERE seq = 3")
    state = anchors.check(session)
    assert (state.anchor, state.whole) == (None, True)
    assert said(state) == ["Bước 3 của nhật ký (17/10/2023) bị sửa sau khi ghi."]


def test_a_changed_event_may_say_anything_of_its_time(session):
    behind(session, "DELETE FROM package", "UPDATE audit_event SET ts = 'hôm nay' WHERE seq = 3")
    assert said(anchors.check(session)) == ["Bước 3 của nhật ký (hôm nay) bị sửa sau khi ghi."]


def test_a_package_from_before_anchors_is_none(session):
    session.add(package("3.htpkg", {"audit_seq": 3}))
    session.flush()
    assert [one.seq for one in anchors.known(session)] == [8, 16]


def test_an_event_after_the_last_anchor_is_found_at_once(session):
    behind(session, "UPDATE audit_event SET uid = 'forged' WHERE seq = 18")
    assert len(anchors.check(session).findings) == 1


def test_an_event_before_it_is_found_by_reading_the_whole(session):
    behind(session, "UPDATE audit_event SET uid = 'forged' WHERE seq = 3")
    assert anchors.check(session).findings == ()
    assert len(anchors.check(session, whole=True).findings) == 1


def test_a_lost_event_is_named(session):
    behind(session, "DELETE FROM audit_event WHERE seq = 18")
    assert said(anchors.check(session)) == ["Nhật ký mất bước 18."]


def test_a_cut_end_is_found_by_the_anchor_alone(session):
    behind(session, "DELETE FROM audit_event WHERE seq > 12")
    assert audit.first_broken(session) is None
    (words,) = said(anchors.check(session))
    assert "thiếu các bước từ 13 đến 16, đã ghi trong tệp 16.htpkg ngày 17/10/2023" in words


def test_a_chain_made_anew_is_found_by_the_anchors_alone(session):
    rehash(session, 12)
    assert audit.first_broken(session) is None
    state = anchors.check(session)
    assert said(state) == [
        "Nhật ký không khớp mốc đã ghi trong tệp 16.htpkg ngày 17/10/2023: có bước từ 9 đến 16 bị viết lại."
    ]
    assert state.anchor.seq == 8, "what follows the last anchor that fits was read"


def test_a_chain_made_anew_from_its_begin_is_against_every_anchor(session):
    rehash(session, 1)
    assert len(anchors.check(session).findings) == 2


def explain(session, state, reason="Máy hỏng, phục hồi bản sao lưu", **changes):
    anchors.explain(session, state, reason, **{"by": LEADER, "police": POLICE, "at": AT, **changes})


def test_what_is_explained_stays_shown_as_explained(session):
    behind(session, "DELETE FROM audit_event WHERE seq > 12")
    state = anchors.check(session)
    with pytest.raises(Refused, match=r"thiếu các bước từ 13 đến 16.*Chưa xuất gì và không mất gì"):
        anchors.require_explained(session)
    explain(session, state)
    anchors.require_explained(session)
    (found,) = anchors.check(session).findings
    assert found.explanation == anchors.Explanation(
        "Máy hỏng, phục hồi bản sao lưu", LEADER.uid, POLICE.uid, stamp(AT)
    )
    assert anchors.check(session).open == ()
    for _ in range(8):  # the chain grows past the number of the anchor
        audit.record(session, "k", subject="s", by="u", at=AT)
    assert anchors.check(session).open == ()


def test_an_explanation_does_not_cover_the_next_change(session):
    behind(session, "UPDATE audit_event SET uid = 'forged' WHERE seq = 18")
    explain(session, anchors.check(session))
    behind(session, "UPDATE audit_event SET uid = 'again' WHERE seq = 18")
    assert len(anchors.check(session).open) == 1
    behind(session, "UPDATE audit_event SET uid = 'forged' WHERE seq IN (18, 19)")
    assert [str(one.words)[:7] for one in anchors.check(session).open] == ["Bước 19"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"by": JUSTICE}, "chỉ Lãnh đạo được làm"),
        ({"police": LEADER}, "chỉ Công an được làm"),
        ({"reason": " \n"}, "Cần ghi lý do"),
        ({"reason": "a" * 501}, "dài quá 500"),
    ],
)
def test_who_explains_and_how(session, changes, words):
    with pytest.raises(Refused, match=words):
        explain(session, anchors.check(session), **changes)


def test_one_person_does_not_explain_alone(session):
    from dataclasses import replace

    alone = replace(BOTH, roles=LEADER.roles | POLICE.roles)
    with pytest.raises(Refused, match="hai người khác nhau"):
        explain(session, anchors.check(session), by=alone, police=alone)


def test_a_reason_is_kept_in_one_form(session):
    explain(session, anchors.check(session), "  phục\n hồi\t")
    assert (
        session.scalars(text("SELECT data FROM audit_event ORDER BY seq DESC LIMIT 1"))
        .one()
        .startswith('{"reason": "ph\\u1ee5c h\\u1ed3i"')
    )


@pytest.mark.parametrize(("days", "due"), [(0, False), (6.9, False), (7, True), (-0.1, True)], ids=str)
def test_the_whole_chain_is_read_once_a_week(session, days, due):
    assert anchors.due(session, at=AT), "it was never read"
    anchors.record_check(session, anchors.check(session, whole=True), by=JUSTICE, at=AT)
    assert anchors.due(session, at=AT + timedelta(days=days)) == due


def test_the_reading_is_an_event_with_the_mark(session):
    last = audit.checkpoint(session)
    anchors.record_check(session, anchors.check(session, whole=True), by=JUSTICE, at=AT)
    (event,) = audit.since(session, last.seq)
    assert (event["kind"], event["data"]) == ("audit_checked", {"seq": last.seq, "h": last.h, "findings": 0})


@pytest.mark.parametrize(
    "receipt",
    [None, [], {}, {"audit_seq": 3}, {"audit_seq": "3", "audit_h": "x"}, {"audit_seq": 3, "audit_h": 4}],
)
def test_a_receipt_without_a_mark(receipt):
    assert anchors.of_receipt(receipt) == {}


def test_a_receipt_of_the_police_is_an_anchor(session):
    mark = anchors.of_receipt({"package_no": 1, "audit_seq": 18, "audit_h": "f" * 64})
    session.add(package("30.htpkg", {"acknowledged_no": 1, **mark}))
    session.flush()
    (words,) = said(anchors.check(session))
    assert "trong tệp 30.htpkg" in words
    assert "từ 17 đến 18 bị viết lại" in words
