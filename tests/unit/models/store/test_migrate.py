"""A store of another version, a foreign file, and a schema that someone changed."""

import contextlib
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from app.errors import StoreProblem
from app.models.store import migrate
from app.models.store.store import Store
from app.models.store.tables import Meta
from tests.conftest import KEY
from tests.sticks import mounted, needs_mount
from tests.unit.models.store.older import make, raw_of, rows_of

ROOT = Path(__file__).parents[4]


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


def schema_of(folder):
    """Return the version, the revision and the schema of a store, past the program."""
    raw = raw_of(folder / "work.db")
    try:
        names = {name for (name,) in raw.execute("SELECT name FROM sqlite_schema")}
        (version,) = raw.execute("PRAGMA user_version").fetchone()
        (revision,) = raw.execute("SELECT version_num FROM alembic_version").fetchone()
        return version, revision, names, rows_of(raw)
    finally:
        raw.close()


def is_new(found, made, rows):
    """Check that a store has the schema of today and every row of before."""
    version, revision, names, after = found
    today = schema_of(made)
    assert (version, revision, names) == today[:3]
    for table, before in rows.items():
        kept = [{key: row[key] for key in old} for row, old in zip(after[table], before, strict=True)]
        assert kept == before, table
    return after


@pytest.fixture(params=["0001", "0002", "0003", "0004", "0005", "0006", "0007"])
def older(request, tmp_path):
    """A folder with a store of an earlier version, and its rows."""
    return tmp_path, request.param, make(tmp_path / "work.db", request.param)


def test_every_table_of_an_older_store_has_rows(older):
    """What a trigger names most of all: these tables are rebuilt or looked at while others are."""
    _folder, _revision, rows = older
    assert {table: len(found) for table, found in rows.items()} == dict.fromkeys(rows, 2)
    assert {"package", "package_entry", "answer", "trusted", "approval", "audit_event"} <= rows.keys()


def test_an_older_store_is_brought_up_whole(made, older):
    folder, revision, rows = older
    before = (folder / "work.db").read_bytes()
    Store(folder, KEY).close()
    after = is_new(schema_of(folder), made, rows)
    if revision < "0003":
        assert [(p["attempt"], p["reason"], p["sealed_name"]) for p in after["package"]] == [(1, "", "")] * 2
        assert [c["package_id"] for c in after["package_copy"]] == [1]  # of the results, which are on a stick
        assert [(t["mandate"], t["confirmed_by"]) for t in after["trusted"]] == [("{}", "")] * 2
    if revision < "0004":
        assert [d["again"] for d in after["decision"]] == ["{}"] * 2
    if revision < "0005":
        assert {c["removable"] for c in after["package_copy"]} == {0}, "of a copy from before it is not known"
    if revision < "0006":
        assert [(v["second_place"], v["repeat_reason"]) for v in after["volume"]] == [("", "")] * 2
        assert after["book_loss"] == []
    if revision < "0007":
        assert [after[table] for table in ("entry_move", "recheck", "oddity", "clearing")] == [[]] * 4
    assert [after[table] for table in ("import_file", "import_row", "column_mapping")] == [[], [], []]
    assert (folder / f"work.db.before-{int(revision)}").read_bytes() == before
    store = Store(folder, KEY)
    assert store.check() == []
    store.close()


def test_the_rows_of_an_older_store_are_append_only_afterwards(older):
    folder, _revision, _rows = older
    Store(folder, KEY).close()
    store = Store(folder, KEY)
    try:
        for table in ("package", "package_entry", "answer", "trusted", "audit_event", "package_copy"):
            for attack in (f"UPDATE {table} SET rowid = 77", f"DELETE FROM {table}"):
                with pytest.raises(DatabaseError, match="append-only"), store.write() as session:
                    session.execute(text(attack))
    finally:
        store.close()


def killed_at(folder, statement):
    """Open a store and be killed before a statement of the migration; return whether it got there."""
    command = [sys.executable, "-m", "tests.unit.models.store.killed_migrating", folder, str(statement)]
    return subprocess.run(command, cwd=ROOT, check=False).returncode == -signal.SIGKILL


def check_killed(tmp_path, made, statements):
    """Kill before each statement: the old store is whole, and the next opening makes the new one."""
    template = tmp_path / "template"
    template.mkdir()
    rows = make(template / "work.db", "0002")
    version, revision, names, _rows = schema_of(template)
    reached = []
    for statement in statements:
        folder = tmp_path / str(statement)
        shutil.copytree(template, folder)
        reached.append(killed_at(folder, statement))
        if reached[-1]:
            assert schema_of(folder) == (version, revision, names, rows)
        Store(folder, KEY).close()
        is_new(schema_of(folder), made, rows)
    return reached


@pytest.mark.skipif(sys.platform == "win32", reason="kills as POSIX does")
def test_a_migration_killed_in_its_midst_leaves_the_old_store_or_the_new_one(tmp_path, made):
    reached = check_killed(tmp_path, made, [1, 30, 45, 60, 1000])
    assert reached == [True, True, True, True, False]


@pytest.mark.soak
@pytest.mark.skipif(sys.platform == "win32", reason="kills as POSIX does")
def test_a_migration_killed_at_each_statement_leaves_the_old_store_or_the_new_one(tmp_path, made):
    reached = check_killed(tmp_path, made, range(1, 150))
    assert reached.count(True) >= 50


@needs_mount
def test_a_migration_on_a_full_disk_says_so_and_leaves_the_old_store(tmp_path):
    with mounted(tmp_path, "size=3m"):
        rows = make(tmp_path / "work.db", "0002")
        filler = tmp_path / "filler"
        with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
            while True:
                file.write(bytes(4096))
        with pytest.raises(StoreProblem, match=r"đầy.*dữ liệu còn nguyên"):
            Store(tmp_path, KEY)
        assert not list(tmp_path.glob("*.before-*"))
        filler.unlink()
        assert schema_of(tmp_path)[3] == rows


def test_copies_from_before_are_kept_but_only_the_newest(tmp_path):
    """Each backup that is put back is another store; a try that fails again is not."""
    bytes_of = []
    for _ in range(5):
        (tmp_path / "work.db").unlink(missing_ok=True)
        make(tmp_path / "work.db", "0002")
        bytes_of.append((tmp_path / "work.db").read_bytes())
        Store(tmp_path, KEY).close()
        (tmp_path / "work.db").rename(tmp_path / "migrated")
    kept = [copy.read_bytes() for copy in tmp_path.glob("work.db.before-2*")]
    assert len(kept) == 3
    assert {*kept} == {*bytes_of[-3:]}


def test_a_store_of_this_version_is_not_copied(changed, tmp_path):
    changed()
    Store(tmp_path, KEY).close()
    assert schema_of(tmp_path)[0] == migrate.SCHEMA_VERSION
    assert not list(tmp_path.glob("*.before-*"))


def test_a_new_store_has_nothing_to_copy(made):
    assert not list(made.glob("*.before-*"))


def test_a_migration_that_fails_changes_nothing_and_says_where_the_copy_is(tmp_path):
    make(tmp_path / "work.db", "0002")
    raw = raw_of(tmp_path / "work.db")
    raw.execute("CREATE TABLE revocation (id INTEGER)")  # somebody's own: the migration makes this one
    raw.close()
    before, schema = (tmp_path / "work.db").read_bytes(), schema_of(tmp_path)
    for _ in range(2):  # the second try makes no second copy
        with pytest.raises(
            StoreProblem, match=r"kho cũ còn nguyên vẹn.*work\.db\.before-2.*không cần phục hồi"
        ):
            Store(tmp_path, KEY)
        assert schema_of(tmp_path) == schema
        assert [copy.name for copy in tmp_path.glob("*.before-*")] == ["work.db.before-2"]
    assert (tmp_path / "work.db.before-2").read_bytes() == before


def test_a_row_that_names_a_missing_one_stops_the_migration(tmp_path):
    make(tmp_path / "work.db", "0002")
    raw = raw_of(tmp_path / "work.db")
    raw.execute("DROP TRIGGER package_no_delete")
    raw.execute("DELETE FROM package")
    raw.close()
    schema = schema_of(tmp_path)
    with pytest.raises(StoreProblem, match="kho cũ còn nguyên vẹn"):
        Store(tmp_path, KEY)
    assert schema_of(tmp_path) == schema


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
        (["CREATE TABLE mine (x)"], "bảng lạ mine"),
        (["CREATE TABLE mine (x UNIQUE)", "CREATE INDEX m ON mine (x)"], "bảng lạ mine"),
        (["CREATE VIEW mine AS SELECT 1"], "view lạ mine"),
        (["DROP INDEX ix_entry_state"], "thiếu mục lục ix_entry_state"),
        (["CREATE INDEX mine ON entry (note)"], "mục lục lạ mine"),
        (
            ["DROP INDEX ix_entry_state", "CREATE INDEX ix_entry_state ON entry (note)"],
            "mục lục ix_entry_state bị sửa",
        ),
        (
            ["DROP INDEX ix_entry_state", "CREATE UNIQUE INDEX ix_entry_state ON entry (state)"],
            "mục lục ix_entry_state bị sửa",
        ),
        (
            ["DROP INDEX ix_entry_state", "CREATE INDEX ix_entry_state ON entry (state) WHERE version > 1"],
            "mục lục ix_entry_state bị sửa",
        ),
        (["ALTER TABLE volume ADD COLUMN mine VARCHAR"], "cột lạ volume.mine"),
        (["ALTER TABLE volume DROP COLUMN keeper"], "thiếu cột volume.keeper"),
        (["ALTER TABLE volume RENAME COLUMN keeper TO mine"], "cột lạ volume.mine; thiếu cột volume.keeper"),
        (
            ["DROP TRIGGER account_kept", "DROP TABLE entry_page", "ALTER TABLE volume ADD COLUMN mine"],
            "cột lạ volume.mine; thiếu bảng entry_page; thiếu trigger account_kept",
        ),
    ],
)
def test_a_changed_schema_is_named(changed, tmp_path, statements, words):
    changed(*statements)
    with pytest.raises(StoreProblem) as caught:
        Store(tmp_path, KEY)
    assert f"({words})" in str(caught.value)


@pytest.mark.parametrize(
    ("table", "before", "after", "words"),
    [
        ("volume", "keeper VARCHAR NOT NULL", "keeper TEXT NOT NULL", "cột volume.keeper bị sửa"),
        ("volume", "keeper VARCHAR NOT NULL", "keeper VARCHAR", "cột volume.keeper bị sửa"),
        (
            "volume",
            "keeper VARCHAR NOT NULL",
            "keeper VARCHAR NOT NULL DEFAULT 'x'",
            "cột volume.keeper bị sửa",
        ),
        ("trusted", "DEFAULT '{}'", "DEFAULT '[]'", "cột trusted.mandate bị sửa"),
        (
            "trusted",
            "mandate JSON NOT NULL DEFAULT '{}'",
            "mandate JSON NOT NULL",
            "cột trusted.mandate bị sửa",
        ),
        ("page", "CONSTRAINT pk_page PRIMARY KEY (id),", "", "cột page.id bị sửa"),
        ("page", "REFERENCES volume (id)", "REFERENCES entry (id)", "khóa ngoại page.volume_id bị sửa"),
        (
            "page",
            "REFERENCES volume (id)",
            "REFERENCES volume (id) ON DELETE CASCADE",
            "khóa ngoại page.volume_id bị sửa",
        ),
        (
            "page",
            ",\n    CONSTRAINT fk_page_volume_id_volume FOREIGN KEY(volume_id) REFERENCES volume (id)",
            "",
            "thiếu khóa ngoại page.volume_id",
        ),
        (
            "answer",
            "version INTEGER NOT NULL",
            "version INTEGER NOT NULL REFERENCES volume (id)",
            "khóa ngoại lạ answer.version",
        ),
        (
            "account",
            "UNIQUE (login)",
            "UNIQUE (title)",
            "mục lục lạ account(title); thiếu mục lục account(login)",
        ),
        ("entry", "CHECK (version >= 1)", "CHECK (version >= 0)", "bảng entry bị sửa"),
        ("entry", "note VARCHAR", "note VARCHAR COLLATE NOCASE", "bảng entry bị sửa"),
    ],
)
def test_a_table_made_otherwise_is_named(changed, tmp_path, table, before, after, words):
    changed()
    raw = raw_of(tmp_path / "work.db")
    query = (
        "SELECT sql FROM sqlite_schema WHERE tbl_name = ? AND sql IS NOT NULL ORDER BY type = 'table' DESC"
    )
    (made, *others) = [sql for (sql,) in raw.execute(query, (table,)).fetchall()]
    assert before in made, made
    raw.execute(f"DROP TABLE {table}")
    for statement in (made.replace(before, after), *others):
        raw.execute(statement)
    raw.close()
    with pytest.raises(StoreProblem) as caught:
        Store(tmp_path, KEY)
    assert f"({words})" in str(caught.value)


def test_a_table_may_be_written_in_other_quotes_and_lines(changed, tmp_path):
    changed()
    raw = raw_of(tmp_path / "work.db")
    (made,) = raw.execute("SELECT sql FROM sqlite_schema WHERE name = 'entry_page'").fetchone()
    raw.execute("DROP TABLE entry_page")
    raw.execute(
        made.replace("entry_page (", '"entry_page"   (', 1).replace("page_id INTEGER", '"page_id"\n INTEGER')
    )
    raw.close()
    Store(tmp_path, KEY).close()


def test_a_trigger_may_be_written_over_other_lines(changed, tmp_path):
    """What counts is what a trigger says: a program may lay its text out anew."""
    trigger = next(sql for sql in migrate.TRIGGERS if "approval_by_police" in sql)
    changed("DROP TRIGGER approval_by_police", trigger.replace(" ", "\n  "))
    Store(tmp_path, KEY).close()
