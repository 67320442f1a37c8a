"""A store of another version, a foreign file, and a schema that someone changed."""

import shutil

import pytest
import sqlcipher3
from sqlalchemy import text

from app.errors import StoreProblem
from app.models.store import migrate
from app.models.store.cipher_file import prepare
from app.models.store.store import Store
from app.models.store.tables import Meta
from tests.conftest import KEY


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A folder with a closed store that holds a row."""
    folder = tmp_path_factory.mktemp("made")
    store = Store(folder, KEY, create=True)
    with store.write() as session:
        session.add(Meta(key="probe", value="x"))
    store.close()
    return folder


@pytest.fixture
def changed(made, tmp_path):
    """Copy the store, let statements change it behind the program's back, and return the file's bytes."""

    def change(*statements):
        shutil.copy(made / "work.db", tmp_path)
        store = Store(tmp_path, KEY)
        with store.write() as session:
            for statement in statements:
                session.execute(text(statement))
        store.close()
        return (tmp_path / "work.db").read_bytes()

    return change


@pytest.fixture
def as_of_version_1():
    """Statements that make a store what the first version of the program left behind."""
    return (
        "DROP INDEX ix_audit_event_subject_kind",
        "DROP TRIGGER approval_four_eyes",
        "DROP TRIGGER decision_no_replace",
        "CREATE TRIGGER of_the_first BEFORE DELETE ON meta BEGIN SELECT 1; END",
        "UPDATE alembic_version SET version_num = '0001'",
        "PRAGMA user_version = 1",
    )


def facts(folder):
    """Return the version, the revision, the names of the schema, and the kept row, without a ``Store``."""
    raw = sqlcipher3.connect(folder / "work.db")
    prepare(raw, KEY)
    try:
        names = {name for (name,) in raw.execute("SELECT name FROM sqlite_schema")}
        (version,) = raw.execute("PRAGMA user_version").fetchone()
        (revision,) = raw.execute("SELECT version_num FROM alembic_version").fetchone()
        (kept,) = raw.execute("SELECT value FROM meta WHERE key = 'probe'").fetchone()
        return version, revision, names, kept
    finally:
        raw.close()


def test_a_store_of_the_first_version_is_brought_up_whole(made, changed, tmp_path, as_of_version_1):
    before = changed(*as_of_version_1)
    Store(tmp_path, KEY).close()
    assert facts(tmp_path) == facts(made)
    assert (tmp_path / "work.db.before-1").read_bytes() == before


def test_a_store_of_this_version_is_not_copied(changed, tmp_path):
    changed()
    Store(tmp_path, KEY).close()
    assert facts(tmp_path)[0] == migrate.SCHEMA_VERSION
    assert not list(tmp_path.glob("*.before-*"))


def test_a_new_store_has_nothing_to_copy(made):
    assert not list(made.glob("*.before-*"))


def test_a_migration_that_fails_changes_nothing(changed, tmp_path, as_of_version_1):
    changed(*as_of_version_1, "DROP TABLE answer")
    with pytest.raises(StoreProblem):
        Store(tmp_path, KEY)
    version, revision, names, kept = facts(tmp_path)
    assert (version, revision, kept) == (1, "0001", "x")
    assert "of_the_first" in names
    assert "ix_audit_event_subject_kind" not in names


@pytest.mark.parametrize("version", [0, 1, migrate.SCHEMA_VERSION])
def test_a_foreign_database_is_refused_untouched(changed, tmp_path, version):
    before = changed("PRAGMA application_id = 7", f"PRAGMA user_version = {version}")
    with pytest.raises(StoreProblem, match="không phải kho dữ liệu của phần mềm này"):
        Store(tmp_path, KEY)
    assert (tmp_path / "work.db").read_bytes() == before
    assert not list(tmp_path.glob("*.before-*"))


def test_the_next_version_is_refused_untouched(changed, tmp_path):
    before = changed(f"PRAGMA user_version = {migrate.SCHEMA_VERSION + 1}")
    with pytest.raises(StoreProblem, match="phiên bản mới hơn"):
        Store(tmp_path, KEY)
    assert (tmp_path / "work.db").read_bytes() == before


@pytest.mark.parametrize(
    ("statements", "words"),
    [
        (["DROP TRIGGER approval_no_delete"], "thiếu trigger approval_no_delete"),
        (
            [
                "DROP TRIGGER account_kept",
                """UPDATE account SET roles = '["police"]'""",
            ],
            "thiếu trigger account_kept",
        ),
        (["CREATE TRIGGER mine BEFORE DELETE ON meta BEGIN SELECT 1; END"], "trigger lạ mine"),
        (
            [
                "DROP TRIGGER approval_no_delete",
                "CREATE TRIGGER approval_no_delete BEFORE DELETE ON approval BEGIN SELECT 1; END",
            ],
            "trigger approval_no_delete bị sửa",
        ),
        (["DROP TABLE entry_page"], "thiếu bảng entry_page"),
    ],
)
def test_a_changed_schema_is_named(changed, tmp_path, statements, words):
    changed(*statements)
    with pytest.raises(StoreProblem, match=rf"\({words}\)"):
        Store(tmp_path, KEY)


def test_a_trigger_may_be_written_over_other_lines(changed, tmp_path):
    """What counts is what a trigger says: a program may lay its text out anew."""
    trigger = next(sql for sql in migrate.TRIGGERS if "approval_by_police" in sql)
    changed("DROP TRIGGER approval_by_police", trigger.replace(" ", "\n  "))
    Store(tmp_path, KEY).close()
