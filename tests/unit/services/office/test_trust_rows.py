"""What is trusted against the audit chain: a row put in by SQL, changed, or taken away is named."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.commands import check
from app.crypto.certificate import fingerprint, groups, load
from app.crypto.trust import Ended
from app.errors import Refused
from app.models.store.tables import AuditEvent, Package, Trusted
from app.models.store.times import stamp
from app.services.office import anchors, audit, revoking, trust_rows
from tests.conftest import AT, LEADER, POLICE
from tests.unit.services.exchange.parties import DESK, PASSWORD, Commune

MARK = "UPDATE trusted SET {} WHERE kind = 'receiver'"


@pytest.fixture
def foreign(commune: Commune) -> str:
    """A certificate of somebody else's under no root of ours."""
    return type(commune.desk)().certificate_pem


def smuggle(session: Session, pem: str, **changes: str) -> None:
    """Put a receiver into the store as a program that knows the key would: no trigger forbids an INSERT."""
    given = {"kind": "receiver", "party_id": DESK, "name": "Công an tỉnh", "pem": pem, "mandate": "{}"}
    given |= {"added_at": stamp(AT), "added_by": LEADER.uid, "confirmed_by": POLICE.uid, **changes}
    columns = "kind, party_id, name, certificate_pem, mandate, added_at, added_by, confirmed_by"
    values = ", ".join(f":{key}" for key in given)
    session.execute(text(f"INSERT INTO trusted ({columns}) VALUES ({values})"), given)


def behind(session: Session, *statements: str) -> None:
    """Change rows with the triggers away."""
    for name in session.scalars(text("SELECT name FROM sqlite_schema WHERE type = 'trigger'")).all():
        session.execute(text(f"DROP TRIGGER {name}"))
    for statement in statements:
        session.execute(text(statement))
    session.expire_all()


def said(session: Session, *, whole: bool = False) -> list[str]:
    return [str(one.words) for one in anchors.check(session, whole=whole).findings]


def test_what_came_with_a_file_and_what_ended_is_told(commune: Commune) -> None:
    with commune.store.write() as session:
        assert session.query(Trusted).count() == 4
        end = Ended(AT, "mất máy", compromised=False)
        revoking.end(session, "ab" * 32, POLICE.uid, end, by=LEADER.uid, at=AT)
        revoking.end(
            session,
            "ab" * 32,
            POLICE.uid,
            Ended(AT - timedelta(days=1), "x", compromised=False),
            by="u",
            at=AT,
        )
        assert said(session) == said(session, whole=True) == []


def test_a_certificate_put_in_by_sql_is_named_and_stops_the_export(commune: Commune, foreign: str) -> None:
    with commune.store.write() as session:
        smuggle(session, foreign)
        (words,) = said(session)
        shown = groups(fingerprint(load(foreign)))
        assert words == (
            f"Chứng thư đang tin “Công an tỉnh” (thêm ngày 17/10/2023, vân tay {shown}) không có trong nhật "
            "ký: có người sửa kho ngoài phần mềm."
        )
        with pytest.raises(Refused, match=r"Công an tỉnh.*Chưa xuất gì"):
            anchors.require_explained(session)
        anchors.explain(
            session, anchors.check(session), "thử máy", by=LEADER, police=POLICE, at=AT + timedelta(days=1)
        )
        (found,) = anchors.check(session).findings
        assert found.explanation is not None
        smuggle(session, foreign)
        assert len(anchors.check(session).open) == 1, "a second one is not explained by the first"


def test_it_is_found_after_an_anchor_that_fits_too(commune: Commune, foreign: str) -> None:
    with commune.store.write() as session:
        audit.record(session, "k", subject="s", by="u", at=AT)
        last = audit.checkpoint(session)
        texts = ("package_id", "sender_id", "receiver_id", "manifest_sha256", "file_sha256", "by")
        given = dict.fromkeys(texts, "x") | {"purpose": "ket_qua", "file_name": "1.htpkg", "at": stamp(AT)}
        session.add(Package(**given, package_no=9, counts=audit.mark(session, last.seq)))
        smuggle(session, foreign)
        state = anchors.check(session)
        assert not state.whole
        assert len(state.findings) == 1


@pytest.mark.parametrize(
    "change",
    [
        "kind = 'issuer'",
        "party_id = 'ca-2'",
        "name = 'Công an khác'",
        """mandate = '{"roles": ["receiver"]}'""",
        "added_at = '2023-10-01T00:00:00.000Z'",
        "added_by = '038070000000'",
        "confirmed_by = '038070000000'",
        "certificate_pem = (SELECT certificate_pem FROM trusted WHERE kind = 'root')",
        "certificate_pem = 'x'",
        "certificate_pem = x'ff'",
    ],
)
def test_every_changed_value_is_named(commune: Commune, change: str) -> None:
    with commune.store.write() as session:
        behind(session, MARK.format(change))
        found = said(session, whole=True)
        assert len(found) == 2
        assert "không có trong nhật ký" in found[0]
        assert "nay không còn như đã ghi trong kho" in found[1]
        assert len(said(session)) == 1 + anchors.check(session).whole


@pytest.mark.parametrize(
    "change",
    [
        "cert_sha256 = 'cd'",
        "uid = '038070000000'",
        "since = '2023-10-16T00:00:00.000Z'",
        "reason = 'khác'",
        "compromised = 0",
        "added_at = '2023-10-01T00:00:00.000Z'",
        "added_by = '038070000000'",
    ],
)
def test_every_changed_value_of_an_end_is_named(commune: Commune, change: str) -> None:
    with commune.store.write() as session:
        end = Ended(AT, "mất máy", compromised=True)
        revoking.end(session, "ab" * 32, POLICE.uid, end, by=LEADER.uid, at=AT)
        behind(session, f"UPDATE revocation SET {change}")
        found = said(session, whole=True)
        assert len(found) == 2
        assert "Việc chấm dứt chứng thư" in found[0]
        assert "nay kho không còn ghi như vậy" in found[1]


def test_what_was_taken_away_is_named(commune: Commune) -> None:
    with commune.store.write() as session:
        end = Ended(AT, "mất máy", compromised=True)
        revoking.end(session, "ab" * 32, POLICE.uid, end, by=LEADER.uid, at=AT)
        behind(session, "DELETE FROM revocation", "DELETE FROM trusted WHERE kind = 'receiver'")
        words = sorted(said(session, whole=True))
    trusted, ended = groups(fingerprint(load(commune.desk.certificate_pem))), groups("ab" * 32)
    gone = f"Chứng thư {trusted} được tin ngày 17/10/2023 theo nhật ký, nay không còn như đã ghi trong kho"
    lifted = f"Chứng thư {ended} đã chấm dứt theo nhật ký ngày 17/10/2023, nay kho không còn ghi như vậy"
    assert words == sorted(f"{one}: có người sửa kho ngoài phần mềm." for one in (gone, lifted))


def test_one_event_tells_of_one_row(commune: Commune) -> None:
    with commune.store.write() as session:
        columns = "kind, party_id, name, certificate_pem, mandate, added_at, added_by, confirmed_by"
        session.execute(
            text(f"INSERT INTO trusted ({columns}) SELECT {columns} FROM trusted WHERE kind = 'receiver'")
        )
        (words,) = said(session)
        assert "Công an huyện" in words


def test_an_event_of_another_kind_tells_of_nothing(commune: Commune, foreign: str) -> None:
    with commune.store.write() as session:
        smuggle(session, foreign)
        event = session.query(AuditEvent).filter_by(kind="trusted").order_by(AuditEvent.seq).first()
        data = event.data
        sha = fingerprint(load(foreign))
        for kind, subject in (("snapshot_received", sha), ("trusted", "0" * 64), ("trusted", sha)):
            audit.record(session, kind, subject=subject, by=LEADER.uid, at=AT, data=data)
        assert sum("không có trong nhật ký" in words for words in said(session)) == 1


def test_the_check_of_a_closed_store_says_it(
    commune: Commune, foreign: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with commune.store.write() as session:
        smuggle(session, foreign)
    login = commune.officer(LEADER.uid).login
    commune.store.close()
    monkeypatch.setattr("getpass.getpass", lambda _prompt: PASSWORD)
    assert check.run(["--home", str(commune.folder), "--account", login], now=commune.clock) == 1
    assert "✗ nhật ký: Chứng thư đang tin “Công an tỉnh”" in capsys.readouterr().out


def forget_hashes(session: Session) -> None:
    """Write the events as programs before schema 4 did: without the hash of their row."""
    behind(session, "UPDATE audit_event SET data = json_remove(data, '$.row') WHERE kind = 'trusted'")


def test_events_of_an_older_store_tell_of_their_rows(commune: Commune, foreign: str) -> None:
    with commune.store.write() as session:
        forget_hashes(session)
        assert list(trust_rows.strangers(session)) == list(trust_rows.missing(session)) == []
        smuggle(session, foreign)
        assert len(list(trust_rows.strangers(session))) == 1
        behind(session, "DELETE FROM trusted WHERE kind = 'root'")
        assert len(list(trust_rows.missing(session))) == 1


def test_an_older_event_tells_of_one_row_only(commune: Commune) -> None:
    with commune.store.write() as session:
        forget_hashes(session)
        row = session.query(Trusted).filter_by(kind="receiver").one()
        same = {"added_at": row.added_at, "added_by": row.added_by, "confirmed_by": row.confirmed_by}
        smuggle(session, row.certificate_pem, **same)
        assert len(list(trust_rows.strangers(session))) == 1
