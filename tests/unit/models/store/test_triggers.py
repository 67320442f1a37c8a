"""What the database refuses, clause by clause, when a program passes the services by."""

import json

import pytest
from sqlalchemy import UniqueConstraint, insert, text
from sqlalchemy.exc import IntegrityError

from app.models.store.store import Store
from app.models.store.tables import (
    Answer,
    Approval,
    Base,
    Decision,
    Discrepancy,
    Entry,
    FieldChange,
    Package,
    PackageEntry,
    StateChange,
    Volume,
)
from app.models.words.states import EntryState
from app.services.office import accounts, audit
from tests.conftest import AT, BOTH, COMMUNE, JUSTICE, KEY, LEADER, OFFICERS, POLICE, TYPIST

APPEND_ONLY = (
    "answer",
    "approval",
    "audit_event",
    "field_change",
    "package",
    "package_entry",
    "state_change",
)
KEPT_WHOLE = (*APPEND_ONLY, "decision", "discrepancy", "entry")
BEYOND = ("approved", "exported", "returned", "number_assigned", "handed_over")
FREE = {"decision": {"lines", "active"}, "discrepancy": {"resolution", "note", "evidence", "state"}}
DESCRIBED = ("volume_added", "volume_changed")


def row(table, **given):
    """Fill the columns of a table that are not given with something of their kind."""
    filled = {}
    for column in table.__table__.columns:
        if column.name in given:
            filled[column.name] = given[column.name]
        elif column.name != "id":
            kind = column.type.python_type
            filled[column.name] = {int: 1, bool: True, bytes: b"x", dict: {}}.get(kind, "x")
    return table(**filled)


def entry(entry_id, volume_id=1):
    given = {"id": entry_id, "volume_id": volume_id, "state": "draft", "version": 1}
    return row(Entry, **given, values={}, amendments=[])


def approval(entry_id, uid=POLICE.uid, version=1, seq=2):
    return row(Approval, entry_id=entry_id, uid=uid, version=version, seq=seq)


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A store with two entries that wait, the second with an approval, and rows in every kept table."""
    store = Store(tmp_path_factory.mktemp("kept"), KEY, create=True)
    with store.write() as session:
        for officer in OFFICERS:
            accounts.add(session, officer, by=LEADER.uid, at=AT)
        for number in (1, 2):
            session.add(row(Volume, id=number, book_type="khai_sinh", place=COMMUNE))
            audit.record(session, "volume_added", subject=str(number), by="038000999999", at=AT)
        session.flush()
        session.add_all([entry("fresh"), entry("signed", 2)])
        session.flush()
        session.execute(text("UPDATE entry SET state = 'checked'"))
        for entry_id in ("fresh", "signed"):
            session.add(row(FieldChange, entry_id=entry_id, by=TYPIST.uid, before={}, after={}))
        decided = {"entry_id": "fresh", "by": JUSTICE.uid, "lines": []}
        session.add(row(Decision, id=1, **decided, active=True))
        session.add(row(Decision, id=2, **decided, active=False))
        session.flush()
        differing = {"decision_id": 1, "entry_id": "fresh", "opened_by": JUSTICE.uid}
        session.add(row(Discrepancy, id=1, **differing, state="open"))
        session.add(row(Discrepancy, id=2, **differing, state="closed"))
        session.add(row(StateChange, subject="discrepancy", subject_id="1", by=JUSTICE.uid))
        session.add(row(Package, id=1, counts={}))
        session.flush()
        session.add(row(PackageEntry, package_id=1, entry_id="signed"))
        session.add(row(Answer, package_id=1, entry_id="signed"))
        session.add(approval("signed", seq=1))
    yield store
    store.close()


@pytest.fixture
def session(kept):
    """A transaction of which nothing is kept."""
    opened = kept._write()
    yield opened
    opened.rollback()
    opened.close()


def add(session, *rows):
    """Insert the rows in this order: a session of its own accord sorts them."""
    for made in rows:
        session.add(made)
        session.flush()


def refused(session, statement, words):
    with pytest.raises(IntegrityError, match=words):
        if isinstance(statement, str):
            session.execute(text(statement))
        else:
            add(session, statement)


def columns(table):
    return [column.name for column in Base.metadata.tables[table].columns]


def keys(table):
    """Return by which columns a row of a table is known."""
    made = Base.metadata.tables[table]
    unique = [c for c in made.constraints if isinstance(c, UniqueConstraint)]
    return [tuple(c.name for c in key.columns) for key in (made.primary_key, *unique)]


def sql(value):
    return f"'{value}'" if isinstance(value, str) else str(value)


def copied(session, table, **changed):
    """Return an INSERT OR REPLACE of the first row of a table with some columns changed."""
    names = ", ".join(f'"{name}"' for name in columns(table))
    values = ", ".join(sql(changed[name]) if name in changed else f'"{name}"' for name in columns(table))
    return f"INSERT OR REPLACE INTO {table} ({names}) SELECT {values} FROM {table} LIMIT 1"


@pytest.mark.parametrize("table", KEPT_WHOLE)
def test_a_kept_row_is_not_deleted(session, table):
    refused(session, f"DELETE FROM {table}", "append-only|never deleted")


@pytest.mark.parametrize(
    ("table", "column"), [(table, column) for table in APPEND_ONLY for column in columns(table)]
)
def test_a_row_of_history_is_not_changed(session, table, column):
    refused(session, f'UPDATE {table} SET "{column}" = "{column}"', "append-only")
    refused(session, f'UPDATE OR REPLACE {table} SET "{column}" = "{column}"', "append-only")


@pytest.mark.parametrize(("table", "key"), [(table, key) for table in KEPT_WHOLE for key in keys(table)])
def test_a_kept_row_is_not_replaced_by_any_of_its_keys(session, table, key):
    """INSERT OR REPLACE deletes the row before, and no DELETE trigger tells."""
    others = {name for other in keys(table) for name in other} - set(key)
    changed = {"id": 99, "seq": 99, "entry_id": "fresh", "package_no": 99}
    begun = {"state": "draft", "version": 1} if table == "entry" else {}
    statement = copied(session, table, **{k: v for k, v in changed.items() if k in others}, **begun)
    refused(session, statement, "append-only|never replaced|chain")


def test_every_table_with_a_trigger_is_tested_here(session):
    triggers = session.execute(text("SELECT tbl_name FROM sqlite_schema WHERE type = 'trigger'")).scalars()
    assert set(triggers) == set(KEPT_WHOLE)


class TestAudit:
    @pytest.fixture
    def link(self, session):
        point = audit.checkpoint(session)
        given = {"ts": "x", "kind": "x", "uid": "x", "subject": "x", "data": "{}", "clock_back": 0, "h": "x"}

        def add(seq=point.seq + 1, prev=point.h):
            session.execute(insert(Base.metadata.tables["audit_event"]).values(**given, seq=seq, prev=prev))

        return point, add

    def test_the_next_link_is_taken(self, link):
        _point, add = link
        add()

    @pytest.mark.parametrize("step", [-1, 0, 2])
    def test_a_link_out_of_its_number(self, link, step):
        point, add = link
        with pytest.raises(IntegrityError, match="chain broken"):
            add(seq=point.seq + step)

    @pytest.mark.parametrize("prev", ["0" * 64, "f" * 64, ""])
    def test_a_link_on_another_hash(self, link, prev):
        _point, add = link
        with pytest.raises(IntegrityError, match="chain broken"):
            add(prev=prev)

    @pytest.mark.parametrize(("seq", "prev"), [(1, "1" * 64), (2, "0" * 64), (0, "0" * 64)])
    def test_the_first_link_begins_at_the_genesis(self, tmp_path, seq, prev):
        store = Store(tmp_path, KEY, create=True)
        values = "({}, 'x', 'x', 'x', 'x', '{{}}', 0, '{}', 'x')"
        try:
            with store.write() as session:
                with pytest.raises(IntegrityError, match="chain broken"):
                    session.execute(text(f"INSERT INTO audit_event VALUES {values.format(seq, prev)}"))
                session.execute(text(f"INSERT INTO audit_event VALUES {values.format(1, '0' * 64)}"))
        finally:
            store.close()


class TestApproval:
    def test_a_police_officer_who_did_nothing_else_is_taken(self, session):
        add(session, approval("fresh"))

    def test_by_who_typed_a_field(self, session):
        add(session, row(FieldChange, entry_id="fresh", by=POLICE.uid, before={}, after={}))
        refused(session, approval("fresh"), "four eyes")

    def test_by_who_decided(self, session):
        add(session, row(Decision, entry_id="fresh", by=POLICE.uid, lines=[], active=False))
        refused(session, approval("fresh"), "four eyes")

    def test_by_who_moved_an_item(self, session):
        add(session, row(StateChange, subject="discrepancy", subject_id="1", by=POLICE.uid))
        refused(session, approval("fresh"), "four eyes")

    @pytest.mark.parametrize("kind", DESCRIBED)
    def test_by_who_described_the_volume(self, session, kind):
        audit.record(session, kind, subject="1", by=POLICE.uid, at=AT)
        refused(session, approval("fresh"), "four eyes")

    def test_by_who_did_all_that_for_another_entry(self, session):
        add(session, entry("other", 2))
        add(session, row(FieldChange, entry_id="other", by=POLICE.uid, before={}, after={}))
        add(session, row(Decision, id=3, entry_id="other", by=POLICE.uid, lines=[], active=True))
        opened = {"id": 3, "decision_id": 3, "entry_id": "other", "state": "open"}
        add(session, row(Discrepancy, **opened))
        add(session, row(StateChange, subject="discrepancy", subject_id="3", by=POLICE.uid))
        add(session, row(StateChange, subject="entry", subject_id="1", by=POLICE.uid))
        add(session, row(StateChange, subject="entry", subject_id="fresh", by=POLICE.uid))
        for kind in DESCRIBED:
            audit.record(session, kind, subject="2", by=POLICE.uid, at=AT)
        audit.record(session, "account_added", subject="1", by=POLICE.uid, at=AT)
        add(session, approval("fresh"))

    @pytest.mark.parametrize("officer", [JUSTICE, LEADER, TYPIST], ids=lambda o: min(o.roles))
    def test_by_another_role(self, session, officer):
        add(session, entry("other", 2))
        session.execute(text("UPDATE entry SET state = 'checked' WHERE id = 'other'"))
        refused(session, approval("other", officer.uid), "not a police officer")

    def test_by_an_officer_without_the_role(self, session):
        session.execute(text(f"UPDATE account SET roles = '[\"justice\"]' WHERE uid = '{BOTH.uid}'"))
        refused(session, approval("fresh", BOTH.uid), "not a police officer")

    def test_by_one_of_two_roles(self, session):
        add(session, approval("fresh", BOTH.uid))

    def test_by_a_closed_account(self, session):
        session.execute(text(f"UPDATE account SET active = 0 WHERE uid = '{POLICE.uid}'"))
        refused(session, approval("fresh"), "not a police officer")

    def test_by_nobody(self, session):
        refused(session, approval("fresh", "038090999999"), "not a police officer")

    @pytest.mark.parametrize("version", [0, 2])
    def test_of_another_version(self, session, version):
        refused(session, approval("fresh", version=version), "not what waits")

    @pytest.mark.parametrize("state", sorted({*EntryState} - {"checked", "listed"} - set(BEYOND)))
    def test_of_an_entry_that_does_not_wait(self, session, state):
        session.execute(text(f"UPDATE entry SET state = '{state}' WHERE id = 'fresh'"))
        refused(session, approval("fresh"), "not what waits")

    @pytest.mark.parametrize("state", ["checked", "listed"])
    def test_of_an_entry_that_waits(self, session, state):
        session.execute(text(f"UPDATE entry SET state = '{state}' WHERE id = 'fresh'"))
        add(session, approval("fresh"))


class TestEntry:
    @pytest.mark.parametrize("state", BEYOND)
    def test_no_state_beyond_approval_without_one(self, session, state):
        refused(session, f"UPDATE entry SET state = '{state}' WHERE id = 'fresh'", "not approved")

    @pytest.mark.parametrize("state", BEYOND)
    def test_every_state_beyond_approval_with_one(self, session, state):
        session.execute(text(f"UPDATE entry SET state = '{state}' WHERE id = 'signed'"))

    @pytest.mark.parametrize("state", sorted({*EntryState} - set(BEYOND)))
    def test_the_other_states_need_none(self, session, state):
        session.execute(text(f"UPDATE entry SET state = '{state}' WHERE id = 'fresh'"))

    @pytest.mark.parametrize("state", BEYOND)
    def test_an_approval_of_the_version_before_does_not_serve(self, session, state):
        session.execute(text("UPDATE entry SET version = 2 WHERE id = 'signed'"))
        refused(session, f"UPDATE entry SET state = '{state}' WHERE id = 'signed'", "not approved")

    @pytest.mark.parametrize("state", BEYOND)
    def test_an_approved_entry_does_not_become_another_version(self, session, state):
        session.execute(text(f"UPDATE entry SET state = '{state}' WHERE id = 'signed'"))
        refused(session, "UPDATE entry SET version = 2 WHERE id = 'signed'", "not approved")
        session.execute(text("UPDATE entry SET version = 2, state = 'sent_back' WHERE id = 'signed'"))

    def test_a_list_column_of_an_approved_entry_may_change(self, session):
        session.execute(text("UPDATE entry SET state = 'approved' WHERE id = 'signed'"))
        session.execute(text("UPDATE entry SET main_name = 'y', state = state, version = version"))

    def test_a_version_never_falls(self, session):
        session.execute(text("UPDATE entry SET version = 3 WHERE id = 'signed'"))
        refused(session, "UPDATE entry SET version = 2 WHERE id = 'signed'", "never falls")

    def test_an_entry_keeps_its_id(self, session):
        add(session, entry("other"))
        refused(session, "UPDATE OR REPLACE entry SET id = 'fresh' WHERE id = 'other'", "keeps its id")

    @pytest.mark.parametrize("state", sorted({*EntryState} - {"draft"}))
    def test_it_begins_as_a_draft(self, session, state):
        begun = entry("other")
        begun.state = state
        refused(session, begun, "begins as a draft")

    @pytest.mark.parametrize("version", [0, 2])
    def test_it_begins_with_its_first_version(self, session, version):
        begun = entry("other")
        begun.version = version
        refused(session, begun, "begins as a draft")

    def test_its_first_version_is_one(self, session):
        for name in ("entry_begins_as_draft", "entry_goes_on"):
            session.execute(text(f"DROP TRIGGER {name}"))
        refused(session, "UPDATE entry SET version = 0", "CHECK")


class TestDecision:
    @pytest.mark.parametrize("column", [c for c in columns("decision") if c not in FREE["decision"]])
    def test_what_it_says_is_not_changed(self, session, column):
        value = 9 if column in ("id", "version") else "signed" if column == "entry_id" else '"y"'
        refused(session, f"UPDATE decision SET \"{column}\" = '{value}' WHERE id = 1", "never changed")

    @pytest.mark.parametrize("column", ["personal_id", "provisional_id", "snapshot_id"])
    def test_what_it_may_lack_does_not_come_or_go(self, session, column):
        refused(session, f"UPDATE decision SET {column} = NULL WHERE id = 1", "never changed")
        add(session, row(Decision, id=5, entry_id="fresh", lines=[], **{column: None}))
        refused(session, f"UPDATE decision SET {column} = 'y' WHERE id = 5", "never changed")

    @pytest.mark.parametrize("column", columns("decision"))
    def test_a_retired_one_stays_as_it_is(self, session, column):
        value = "1" if column == "active" else f'"{column}"'
        refused(session, f'UPDATE decision SET "{column}" = {value} WHERE id = 2', "never changed")

    def test_it_may_be_retired_and_its_lines_retold(self, session):
        retold = json.dumps([{"field": "x"}])
        session.execute(text("UPDATE decision SET lines = :lines WHERE id = 1"), {"lines": retold})
        session.execute(text("UPDATE decision SET active = 0 WHERE id = 1"))


class TestDiscrepancy:
    @pytest.mark.parametrize("column", [c for c in columns("discrepancy") if c not in FREE["discrepancy"]])
    def test_what_it_is_about_is_not_changed(self, session, column):
        value = {"id": 9, "decision_id": 2, "entry_id": "signed"}.get(column, "y")
        refused(session, f"UPDATE discrepancy SET \"{column}\" = '{value}' WHERE id = 1", "never changed")

    @pytest.mark.parametrize("column", columns("discrepancy"))
    def test_a_closed_one_stays_as_it_ended(self, session, column):
        refused(session, f'UPDATE discrepancy SET "{column}" = "{column}" WHERE id = 2', "never changed")

    @pytest.mark.parametrize("column", sorted(FREE["discrepancy"]))
    def test_how_it_is_handled_may_change(self, session, column):
        session.execute(text(f"UPDATE discrepancy SET {column} = 'y' WHERE id = 1"))
