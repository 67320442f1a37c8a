"""Packages of a store of version 2: each counts as written to a stick, and nothing of it is kept."""

import pytest
from sqlalchemy import text

from app.models.store.store import Store
from app.models.words.purpose import Purpose
from tests.conftest import KEY

OLD_TABLE = """CREATE TABLE package (
    id INTEGER NOT NULL,
    package_id VARCHAR NOT NULL,
    purpose VARCHAR NOT NULL,
    sender_id VARCHAR NOT NULL,
    receiver_id VARCHAR NOT NULL,
    package_no INTEGER NOT NULL,
    manifest_sha256 VARCHAR NOT NULL,
    file_name VARCHAR NOT NULL,
    file_sha256 VARCHAR NOT NULL,
    counts JSON NOT NULL,
    "by" VARCHAR NOT NULL,
    at VARCHAR NOT NULL,
    CONSTRAINT pk_package PRIMARY KEY (id),
    CONSTRAINT uq_package_sender_id_receiver_id_package_no UNIQUE (sender_id, receiver_id, package_no)
)"""
TRUSTED = ("mandate", "confirmed_by")


@pytest.fixture
def of_version_2(tmp_path):
    """The folder of a store of version 2 with a sent and a received package."""
    store = Store(tmp_path, KEY, create=True)
    with store.write() as session:
        for (name,) in session.execute(text("SELECT name FROM sqlite_schema WHERE type = 'trigger'")).all():
            session.execute(text(f"DROP TRIGGER {name}"))
        for table in ("package_copy", "revocation", "package"):
            session.execute(text(f"DROP TABLE {table}"))
        for column in TRUSTED:
            session.execute(text(f"ALTER TABLE trusted DROP COLUMN {column}"))
        session.execute(text(OLD_TABLE))
        for number, purpose in ((1, Purpose.RESULTS), (2, Purpose.ANSWERS)):
            session.execute(
                text(
                    "INSERT INTO package VALUES (:id, 'p', :purpose, 'a', 'b', :id, 'm', 'x.htpkg', 'f',"
                    " '{}', '038', '2023-10-17T13:41:07.000Z')"
                ),
                {"id": number, "purpose": purpose},
            )
        session.execute(text("UPDATE alembic_version SET version_num = '0002'"))
        session.execute(text("PRAGMA user_version = 2"))
    store.close()
    return tmp_path


def test_old_packages_count_as_written(of_version_2):
    store = Store(of_version_2, KEY)
    with store.read() as session:
        rows = session.execute(text("SELECT id, attempt, reason, sealed_name FROM package")).all()
        copies = session.execute(text('SELECT package_id, file_name, "by", at FROM package_copy')).all()
    assert [tuple(row) for row in rows] == [(1, 1, "", ""), (2, 1, "", "")]
    assert [tuple(row) for row in copies] == [(1, "x.htpkg", "038", "2023-10-17T13:41:07.000Z")]
    assert store.check() == []
    store.close()
