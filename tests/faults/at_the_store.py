"""Work at the store that a stop may hit: typing, and the migration of an old store."""

import threading
from collections.abc import Sequence
from pathlib import Path

from alembic import command
from sqlalchemy import select

from app.models.store import migrate
from app.models.store import store as store_module
from app.models.store.store import APPLICATION_ID, WORK_FILE, Store
from app.models.store.tables import Answer, Meta, Package, PackageCopy, Trusted
from app.models.words.values import Value
from app.services.entry import entries, volumes
from app.services.office import accounts, audit
from tests.conftest import AT, COMMUNE, JUSTICE, KEY, LEADER, OFFICERS, numbered
from tests.faults.scenarios import Said, Scenario

FIELDS = ("child_name", "father_name", "mother_name", "child_birth_place", "child_ethnicity")
ROUNDS = 12


def _founded(folder: Path) -> None:
    store = Store(folder, KEY, create=True)
    with store.write() as session:
        session.add(Meta(key="store_id", value="a" * 32))
        for officer in OFFICERS:
            accounts.add(session, officer, by=LEADER.uid, at=AT)
        volumes.add(
            session, volumes.VolumeView(0, "khai_sinh", "01/1998", "1998", COMMUNE), by=JUSTICE, at=AT
        )
    store.close()


def _type(folder: Path, said: Said) -> None:
    store, random = Store(folder, KEY), numbered("typing")
    with store.write() as session:
        volume_id = volumes.inventory(session)[0].id
        entry_id = entries.create(session, volume_id, by=JUSTICE, at=AT, random=random)
    said(f"entry {entry_id}")
    for number in range(ROUNDS):
        for field in FIELDS:
            with store.write() as session:
                value = Value(f"Phạm Văn Tý {number}")
                entries.save(session, entry_id, field, value, by=JUSTICE, at=AT)
            said(f"left {field} {number}")
    store.close()


def _typed_is_there(folder: Path, said: Sequence[str]) -> None:
    store = Store(folder, KEY)
    try:
        assert store.check() == []
        with store.read() as session:
            assert audit.first_broken(session) is None
            for line in said:
                match line.split():
                    case "entry", entry_id:
                        values = entries.get(session, entry_id).values
                    case "left", field, number:
                        assert int(values[field].text.rsplit(" ", 1)[1]) >= int(number), line
    finally:
        store.close()


def _of_version_2(folder: Path) -> None:
    """Make a store as the program before left it, with a package and its answer."""
    engine = store_module._engine(folder / WORK_FILE, KEY, threading.Event())
    with engine.connect() as connection:
        connection.connection.driver_connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    with engine.begin() as connection:
        command.upgrade(migrate._config(connection), "0002")
        for statement in _ROWS_OF_VERSION_2:
            connection.exec_driver_sql(statement)
        connection.exec_driver_sql("PRAGMA user_version = 2")
    engine.dispose()


_ROWS_OF_VERSION_2 = (
    "INSERT INTO meta VALUES ('store_id', 'a')",
    """INSERT INTO package VALUES (1, 'p', 'ket_qua', 'a', 'b', 1, 'm', 'f', 's', '{}', 'u', 't')""",
    """INSERT INTO answer VALUES (1, 1, 'e', 1, 'child', 'ASSIGNED', '', '', '', 't')""",
    """INSERT INTO trusted VALUES (1, 'root', '', 'r', 'pem', 't', 'u')""",
)


def _migrate(folder: Path, said: Said) -> None:
    Store(folder, KEY).close()
    said("migrated")


def _old_or_new_and_whole(folder: Path, said: Sequence[str]) -> None:
    store = Store(folder, KEY)  # goes on with the migration where it was not finished
    try:
        assert store.check() == []
        with store.read() as session:
            (package,) = session.scalars(select(Package))
            assert (package.package_no, package.attempt) == (1, 1)
            assert [answer.package_id for answer in session.scalars(select(Answer))] == [1]
            assert [row.kind for row in session.scalars(select(Trusted))] == ["root"]
            assert len(list(session.scalars(select(PackageCopy)))) == 1
    finally:
        store.close()


SCENARIOS = (
    Scenario("typing", _founded, _type, _typed_is_there),
    Scenario("migration", _of_version_2, _migrate, _old_or_new_and_whole),
)
