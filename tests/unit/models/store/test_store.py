import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError, IntegrityError

from app.errors import StoreProblem
from app.models.store.store import Store
from app.models.store.tables import AuditEvent, Meta
from app.services.office import audit
from tests.conftest import AT, KEY, POLICE


def test_no_plain_words_in_the_file(store, tmp_path):
    with store.write() as session:
        session.add(Meta(key="probe", value="Phạm Văn Tý"))
    for path in tmp_path.iterdir():
        assert "Phạm Văn Tý".encode() not in path.read_bytes()
        assert b"SQLite format 3" not in path.read_bytes()


def test_a_second_process_is_refused(store, tmp_path):
    with pytest.raises(StoreProblem, match="cửa sổ khác"):
        Store(tmp_path, KEY)


def test_an_empty_file_is_not_a_new_store(tmp_path):
    (tmp_path / "work.db").touch()
    with pytest.raises(StoreProblem, match="rỗng"):
        Store(tmp_path, KEY)


def test_a_damaged_file_is_named_so(tmp_path):
    Store(tmp_path, KEY, create=True).close()
    path = tmp_path / "work.db"
    damaged = bytearray(path.read_bytes())
    damaged[100] ^= 1
    path.write_bytes(bytes(damaged))
    with pytest.raises(StoreProblem, match="hỏng"):
        Store(tmp_path, KEY)


def test_any_flipped_bit_is_found_by_the_check(tmp_path):
    Store(tmp_path, KEY, create=True).close()
    path = tmp_path / "work.db"
    whole = path.read_bytes()
    for page in range(3, len(whole) // 4096, 7):
        damaged = bytearray(whole)
        damaged[page * 4096 + 1234] ^= 4
        path.write_bytes(bytes(damaged))
        try:
            store = Store(tmp_path, KEY)
        except StoreProblem:
            continue
        try:
            assert store.check()
        finally:
            store.close()


def test_a_newer_store_is_refused_untouched(tmp_path):
    store = Store(tmp_path, KEY, create=True)
    with store.write() as session:
        session.execute(text("PRAGMA user_version = 99"))
    store.close()
    before = (tmp_path / "work.db").read_bytes()
    with pytest.raises(StoreProblem, match="mới hơn"):
        Store(tmp_path, KEY)
    assert (tmp_path / "work.db").read_bytes() == before


def test_a_dropped_trigger_is_seen(tmp_path):
    store = Store(tmp_path, KEY, create=True)
    with store.write() as session:
        session.execute(text("DROP TRIGGER approval_four_eyes"))
    store.close()
    with pytest.raises(StoreProblem, match="approval_four_eyes"):
        Store(tmp_path, KEY)


def test_the_migration_makes_what_the_tables_declare(store):
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    from app.models.store.tables import Base

    with store.read() as session:
        differences = compare_metadata(MigrationContext.configure(session.connection()), Base.metadata)
    assert differences == []


def test_settings_of_the_house(store):
    with store.read() as session:
        pragmas = (
            "journal_mode",
            "synchronous",
            "foreign_keys",
            "temp_store",
            "recursive_triggers",
            "cipher_memory_security",
        )
        found = {name: session.execute(text(f"PRAGMA {name}")).scalar() for name in pragmas}
    assert {k: str(v) for k, v in found.items()} == {
        "journal_mode": "wal",
        "synchronous": "2",
        "foreign_keys": "1",
        "temp_store": "2",
        "recursive_triggers": "1",
        "cipher_memory_security": "1",
    }


def test_a_failed_action_leaves_nothing(store):
    with pytest.raises(ZeroDivisionError), store.write() as session:
        session.add(Meta(key="half", value="x"))
        session.flush()
        raise ZeroDivisionError
    with store.read() as session:
        assert session.get(Meta, "half") is None


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE audit_event SET uid = 'x' WHERE seq = 1",
        "DELETE FROM audit_event WHERE seq = 1",
        (
            "INSERT OR REPLACE INTO audit_event SELECT 1, ts, kind, 'x', subject, data, clock_back, prev, h"
            " FROM audit_event WHERE seq = 1"
        ),
        (
            "INSERT INTO audit_event SELECT 99, ts, kind, uid, subject, data, clock_back, prev, h"
            " FROM audit_event WHERE seq = 1"
        ),
    ],
)
def test_the_audit_cannot_be_rewritten(store, attack):
    with store.write() as session:
        audit.record(session, "test", subject="x", by=POLICE.uid, at=AT)
    with pytest.raises(DatabaseError), store.write() as session:
        session.execute(text(attack))
    with store.read() as session:
        assert audit.first_broken(session) is None


def test_a_forged_event_is_found(store):
    with store.write() as session:
        audit.record(session, "first", subject="x", by=POLICE.uid, at=AT)
        audit.record(session, "second", subject="x", by=POLICE.uid, at=AT)
        seq = audit.checkpoint(session).seq
    with store.write() as session:
        session.execute(text("DROP TRIGGER audit_event_no_update"))
        session.execute(text(f"UPDATE audit_event SET uid = 'x' WHERE seq = {seq - 1}"))
    with store.read() as session:
        assert audit.first_broken(session) == seq - 1
        assert session.get(AuditEvent, seq).uid == POLICE.uid


def test_history_needs_its_entry(store):
    sql = "INSERT INTO field_change VALUES (1, 'none', 1, 'f', '{}', '{}', 'x', 'y')"
    with pytest.raises(IntegrityError), store.write() as session:
        session.execute(text(sql))


def test_a_closed_store_makes_no_new_file(store, tmp_path):
    """After a wipe whatever comes late must not leave an empty store."""
    store.close()
    store.close()
    for path in tmp_path.iterdir():
        path.unlink()
    for opened in (store.write(), store.read()):
        with pytest.raises(StoreProblem, match="đã đóng"), opened as session:
            session.execute(text("SELECT 1"))
    assert list(tmp_path.iterdir()) == []
