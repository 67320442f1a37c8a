"""What the database refuses, clause by clause, when a program passes the services by."""

import json

import pytest
from sqlalchemy import UniqueConstraint, insert, text
from sqlalchemy.exc import IntegrityError

from app.models.store import migrate
from app.models.store.store import Store
from app.models.store.tables import (
    Answer,
    Approval,
    Base,
    BookLoss,
    Clearing,
    ColumnMapping,
    Decision,
    Discrepancy,
    Entry,
    EntryMove,
    FieldChange,
    ImportFile,
    ImportRow,
    Meta,
    Package,
    PackageCopy,
    PackageEntry,
    Page,
    Revocation,
    Setting,
    Snapshot,
    StateChange,
    StoreKey,
    Trusted,
    Volume,
)
from app.models.words.states import EntryState
from app.services.office import accounts, audit
from tests.conftest import AT, BOTH, COMMUNE, JUSTICE, KEY, LEADER, OFFICERS, POLICE, TYPIST

APPEND_ONLY = (
    "answer",
    "approval",
    "audit_event",
    "clearing",
    "entry_move",
    "field_change",
    "import_file",
    "package",
    "package_copy",
    "package_entry",
    "revocation",
    "state_change",
    "trusted",
)
FREE = {
    "account": {
        "active",
        "cert_sha256",
        "certificate_pem",
        "full_name",
        "organisation",
        "request_pem",
        "slot_id",
        "title",
    },
    "book_loss": {"already_electronic", "lost_on", "reason", "withdrawn"},
    "column_mapping": {"at", "book_type", "by", "columns"},
    "decision": {"lines", "active"},
    "discrepancy": {"resolution", "note", "evidence", "state"},
    "entry": {
        "amendments",
        "book_version",
        "changed_at",
        "main_name",
        "names",
        "note",
        "origin",
        "page_no",
        "position",
        "registered_year",
        "registration_no",
        "state",
        "values",
        "version",
        "volume_id",
    },
    "import_row": {"at", "by", "entry_id", "reasons", "said", "state", "volume_id"},
    "page": {"page_no"},
    "setting": {"value"},
    "snapshot": {"active", "key"},
    "store_key": {"certificate_pem"},
    "volume": {
        "already_electronic",
        "book_no",
        "closing_total",
        "condition",
        "condition_reason",
        "form",
        "keeper",
        "opened_year",
        "page_count",
        "place",
        "repeat_reason",
        "second_place",
        "year_from",
        "year_to",
    },
}
"""The tables of which a row goes on, each with the columns that may change."""

KEPT_WHOLE = (*APPEND_ONLY, *FREE)
FREELY_KEPT = {"entry_page", "recheck", "oddity"}
"""Without triggers: which scan shows which entry is for the officer to say, oddities are found anew."""

WITHOUT_NUMBER = ("account", "entry", "meta", "package_entry")
"""Tables whose own key is no number, so that SQLite keeps a ``rowid`` beside it."""

BEYOND = ("approved", "exported", "returned", "number_assigned", "handed_over")
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
    return row(Entry, **given, book_type="khai_sinh", values={}, amendments=[])


def moved(entry_id, before, after, by=TYPIST.uid):
    return row(EntryMove, entry_id=entry_id, before_volume=before, after_volume=after, by=by)


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
        session.add_all([Meta(key="store_id", value="x"), Meta(key="probe", value="x")])
        session.add_all([row(Trusted), row(Revocation), row(Setting), row(StoreKey)])
        session.add_all([row(BookLoss, id=1, withdrawn=False), row(BookLoss, id=2, withdrawn=True)])
        session.add_all([row(Snapshot, id=1), row(Snapshot, id=2, key=None, active=False)])
        session.add(row(Page, volume_id=1))
        session.add(row(Clearing, volume_id=1, entry_id="fresh"))
        session.add(moved("fresh", 1, 1))
        session.add(row(ColumnMapping, columns=[]))
        session.add(row(ImportFile, id=1))
        session.flush()
        imported = {"file_id": 1, "volume_id": 1, "entry_id": None, "cells": [], "reasons": []}
        session.add(row(ImportRow, id=1, **imported, state="waiting"))
        session.add(row(ImportRow, id=2, **{**imported, "entry_id": "fresh"}, state="taken"))
        session.flush()
        session.add(row(PackageCopy, package_id=1))
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
    changed = {"id": 99, "seq": 99, "entry_id": "fresh", "package_no": 99, "uid": "038090999998"}
    changed |= {"login": "other", "key": "other", "sha256": "other"}
    begun = {"state": "draft", "version": 1} if table == "entry" else {}
    statement = copied(session, table, **{k: v for k, v in changed.items() if k in others}, **begun)
    refused(session, statement, "append-only|never replaced|chain")


@pytest.mark.parametrize("table", WITHOUT_NUMBER)
def test_a_row_is_not_replaced_by_the_number_that_the_database_gave_it(session, table):
    """Such a number is no column, but INSERT and UPDATE can name it."""
    names = columns(table)
    said = {
        name: f"'other {name}'" if name in ("key", "login", "uid", "entry_id", "id") else f'"{name}"'
        for name in names
    }
    said |= {"state": "'draft'", "version": "1"} if table == "entry" else {}
    listed = ", ".join(f'"{name}"' for name in names)
    statement = (
        f"INSERT OR REPLACE INTO {table} (rowid, {listed}) "
        f"SELECT rowid, {', '.join(said[name] for name in names)} FROM {table} LIMIT 1"
    )
    refused(session, statement, "append-only|never replaced|its identity")
    refused(session, f"UPDATE OR REPLACE {table} SET rowid = 99", "append-only|never changed|its identity")


@pytest.mark.parametrize(("table", "column"), [(t, c) for t in FREE for c in columns(t) if c not in FREE[t]])
def test_a_column_that_says_what_a_row_is_does_not_change(session, table, column):
    kinds = {int: "99", bool: "99"}
    kind = Base.metadata.tables[table].columns[column].type.python_type
    session.execute(text("PRAGMA foreign_keys = OFF"))
    statement = f'UPDATE OR REPLACE {table} SET "{column}" = {kinds.get(kind, repr("y"))}'
    refused(session, statement, "never changed|keeps its id")


def test_every_table_is_decided_about(session):
    triggers = session.execute(text("SELECT tbl_name FROM sqlite_schema WHERE type = 'trigger'")).scalars()
    assert set(triggers) == {*KEPT_WHOLE, "meta"}
    assert set(Base.metadata.tables) == {*KEPT_WHOLE, "meta"} | FREELY_KEPT


def test_replacing_a_row_counts_as_deleting_it(session):
    """What the keys of a trigger forget, the trigger on DELETE tells."""
    for table in KEPT_WHOLE:
        for name in (
            session.execute(
                text("SELECT name FROM sqlite_schema WHERE type = 'trigger' AND name LIKE '%_no_replace'")
            )
            .scalars()
            .all()
        ):
            session.execute(text(f"DROP TRIGGER {name}"))
        if table in ("audit_event", "entry", "decision", "discrepancy", "approval"):
            continue  # their own triggers on INSERT speak first
        names = ", ".join(f'"{name}"' for name in columns(table))
        refused(
            session,
            f"INSERT OR REPLACE INTO {table} ({names}) SELECT {names} FROM {table}",
            "append-only|never deleted",
        )


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

    def test_by_who_moved_it(self, session):
        add(session, moved("fresh", 1, 1, by=POLICE.uid))
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
        add(session, moved("other", 2, 2, by=POLICE.uid))
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
    @pytest.mark.parametrize("column", columns("discrepancy"))
    def test_a_closed_one_stays_as_it_ended(self, session, column):
        refused(session, f'UPDATE discrepancy SET "{column}" = "{column}" WHERE id = 2', "never changed")

    @pytest.mark.parametrize("column", sorted(FREE["discrepancy"]))
    def test_how_it_is_handled_may_change(self, session, column):
        session.execute(text(f"UPDATE discrepancy SET {column} = 'y' WHERE id = 1"))

    def test_a_new_one_of_a_decision_that_waits_is_taken(self, session):
        add(session, row(Discrepancy, id=3, decision_id=1, entry_id="fresh", state="open"))


class TestImportRow:
    @pytest.mark.parametrize("column", ["said", "reasons", "state", "entry_id", "volume_id", "by", "at"])
    def test_a_row_that_no_longer_waits_stays_as_it_was_taken(self, session, column):
        given = {"entry_id": "'signed'", "volume_id": "2"}.get(column, "'x'")
        session.execute(text(f'UPDATE import_row SET "{column}" = {given} WHERE id = 1'))
        refused(session, f'UPDATE import_row SET "{column}" = {given} WHERE id = 2', "never changed")


class TestBookLoss:
    @pytest.mark.parametrize("column", ["reason", "lost_on", "already_electronic", "withdrawn"])
    def test_a_withdrawn_one_stays_as_it_ended(self, session, column):
        session.execute(text(f"UPDATE book_loss SET {column} = 1 WHERE id = 1"))
        refused(session, f"UPDATE book_loss SET {column} = 0 WHERE id = 2", "never changed")


class TestSigned:
    """What an approval covers: the present version of ``signed`` has one."""

    @pytest.fixture(autouse=True)
    def rows(self, session):
        session.execute(text("DROP TRIGGER decision_after_approval"))
        session.execute(text("DROP TRIGGER discrepancy_after_approval"))
        add(session, row(Decision, id=7, entry_id="signed", by=JUSTICE.uid, lines=[], active=True))
        add(session, row(Discrepancy, id=7, decision_id=7, entry_id="signed", state="open"))
        for trigger in migrate.TRIGGERS:
            if "_after_approval" in trigger:
                session.execute(text(trigger))

    def next_version(self, session):
        session.execute(text("UPDATE entry SET version = 2, state = 'draft' WHERE id = 'signed'"))

    @pytest.mark.parametrize(
        ("column", "value"),
        [
            ("values", '{"child_name": {"text": "y"}}'),
            ("amendments", '["y"]'),
            ("book_version", 9),
            ("origin", "file"),
            ("position", 9),
        ],
    )
    def test_the_values_of_an_approved_version_stay(self, session, column, value):
        statement = f"UPDATE entry SET \"{column}\" = '{value}' WHERE id = "
        refused(session, f"{statement}'signed'", "an approval covers it")
        session.execute(text(f"{statement}'fresh'"))
        self.next_version(session)
        session.execute(text(f"{statement}'signed'"))

    def test_the_values_may_change_in_the_step_to_the_next_version(self, session):
        session.execute(
            text("UPDATE entry SET \"values\" = '[1]', version = 2, state = 'draft' WHERE id = 'signed'")
        )

    def test_an_approval_of_another_version_does_not_keep_them(self, session):
        self.next_version(session)
        session.execute(text("UPDATE entry SET \"values\" = '{\"b\": {}}' WHERE id = 'signed'"))

    @pytest.mark.parametrize("change", ["lines = '[1]'", "active = 0"])
    def test_a_decision_stays(self, session, change):
        refused(session, f"UPDATE decision SET {change} WHERE id = 7", "an approval covers it")
        self.next_version(session)
        session.execute(text(f"UPDATE decision SET {change} WHERE id = 7"))

    def test_no_decision_comes_after(self, session):
        late = {"entry_id": "signed", "by": JUSTICE.uid, "lines": [], "active": True}
        refused(session, row(Decision, id=8, **late), "an approval covers it")
        session.rollback()
        self.next_version(session)
        add(session, row(Decision, id=8, **late))

    @pytest.mark.parametrize("column", ["resolution", "note", "evidence"])
    def test_how_a_difference_is_handled_stays(self, session, column):
        refused(session, f"UPDATE discrepancy SET {column} = 'y' WHERE id = 7", "an approval covers it")
        self.next_version(session)
        session.execute(text(f"UPDATE discrepancy SET {column} = 'y' WHERE id = 7"))

    def test_an_item_moves_on(self, session):
        session.execute(text("UPDATE discrepancy SET state = 'guided' WHERE id = 7"))

    def test_no_item_comes_after(self, session):
        late = {"decision_id": 7, "entry_id": "signed", "state": "open"}
        refused(session, row(Discrepancy, id=8, **late), "an approval covers it")

    @pytest.mark.parametrize("column", ["book_no", "opened_year", "place"])
    def test_its_volume_keeps_what_was_signed(self, session, column):
        refused(session, f"UPDATE volume SET {column} = 'y' WHERE id = 2", "an approval covers it")
        session.execute(text(f"UPDATE volume SET {column} = 'y' WHERE id = 1"))
        self.next_version(session)
        session.execute(text(f"UPDATE volume SET {column} = 'y' WHERE id = 2"))

    def test_its_volume_may_move_to_another_shelf(self, session):
        session.execute(text("UPDATE volume SET keeper = 'y', condition = 'y' WHERE id = 2"))


class TestMeta:
    def test_the_identity_stays(self, session):
        refused(session, "UPDATE meta SET value = 'y' WHERE key = 'store_id'", "its identity")
        refused(session, "DELETE FROM meta WHERE key = 'store_id'", "its identity")

    @pytest.mark.parametrize("key", ["store_id", "probe"])
    def test_nothing_is_replaced(self, session, key):
        refused(session, f"INSERT OR REPLACE INTO meta (key, value) VALUES ('{key}', 'y')", "its identity")

    def test_nothing_becomes_the_identity(self, session):
        refused(session, "UPDATE OR REPLACE meta SET key = 'store_id' WHERE key = 'probe'", "its identity")
        refused(session, "UPDATE meta SET key = 'other' WHERE key = 'probe'", "its identity")

    def test_the_rest_goes_on(self, session):
        session.execute(text("UPDATE meta SET value = 'y' WHERE key = 'probe'"))
        session.execute(text("INSERT INTO meta (key, value) VALUES ('other', 'y')"))
        session.execute(text("DELETE FROM meta WHERE key = 'probe'"))


class TestAccount:
    def test_it_may_be_closed_opened_and_certified(self, session):
        session.execute(text("UPDATE account SET active = 0, certificate_pem = 'y', cert_sha256 = 'y'"))
        session.execute(text("UPDATE account SET active = 1, request_pem = 'y', certificate_pem = ''"))

    def test_a_self_approval_is_not_forged_by_a_role_for_a_moment(self, session):
        """The justice officer becomes police, approves, and becomes what they were."""
        roles = '["police"]'
        refused(session, f"UPDATE account SET roles = '{roles}' WHERE uid = '{JUSTICE.uid}'", "never changed")
        refused(session, copied(session, "account", roles=roles), "never replaced")
        refused(session, f"DELETE FROM account WHERE uid = '{JUSTICE.uid}'", "never deleted|FOREIGN")
        refused(session, approval("fresh", JUSTICE.uid), "not a police officer")


class TestSnapshot:
    def test_its_key_is_forgotten_once(self, session):
        session.execute(text("UPDATE snapshot SET active = 0, key = NULL WHERE id = 1"))
        refused(session, "UPDATE snapshot SET key = 'y' WHERE id = 1", "never changed")

    def test_its_key_is_not_another(self, session):
        refused(session, "UPDATE snapshot SET key = 'y' WHERE id = 1", "never changed")

    def test_a_replaced_one_does_not_come_back(self, session):
        refused(session, "UPDATE snapshot SET active = 1 WHERE id = 2", "never changed")

    def test_it_ends_without_losing_its_key(self, session):
        session.execute(text("UPDATE snapshot SET active = 0 WHERE id = 1"))


def test_the_other_columns_change(session):
    session.execute(text("UPDATE setting SET value = 'y'"))
    session.execute(text("UPDATE store_key SET certificate_pem = 'y'"))
    session.execute(text("UPDATE page SET page_no = 'y'"))


class TestMoves:
    MOVE = "UPDATE entry SET volume_id = 2 WHERE id = 'fresh'"

    def test_a_move_that_was_told_is_made(self, session):
        add(session, moved("fresh", 1, 2))
        session.execute(text(self.MOVE))

    @pytest.mark.parametrize(
        "told",
        [[], [("fresh", 2, 2)], [("fresh", 1, 1)], [("signed", 1, 2)], [("fresh", 1, 2), ("fresh", 1, 1)]],
    )
    def test_a_move_that_was_not_told_so_is_refused(self, session, told):
        for one in told:
            add(session, moved(*one))
        refused(session, self.MOVE, "told first")

    def test_a_way_back_is_told_too(self, session):
        add(session, moved("fresh", 1, 2))
        session.execute(text(self.MOVE))
        back = "UPDATE entry SET volume_id = 1 WHERE id = 'fresh'"
        refused(session, back, "told first")
        add(session, moved("fresh", 2, 1))
        session.execute(text(back))

    def test_into_a_volume_of_another_type_of_book(self, session):
        add(session, row(Volume, id=3, book_type="khai_tu"), moved("fresh", 1, 3))
        refused(session, "UPDATE entry SET volume_id = 3 WHERE id = 'fresh'", "told first")

    def test_what_an_approval_covers_does_not_move(self, session):
        add(session, moved("signed", 2, 1))
        refused(session, "UPDATE entry SET volume_id = 1 WHERE id = 'signed'", "an approval covers it")

    def test_its_next_version_does(self, session):
        session.execute(text("UPDATE entry SET version = 2, state = 'draft' WHERE id = 'signed'"))
        add(session, moved("signed", 2, 1))
        session.execute(text("UPDATE entry SET volume_id = 1 WHERE id = 'signed'"))
