"""The rules the database itself keeps, whatever a program tells it.

Recreated after every migration (Alembic's batch mode drops triggers silently) and part of the schema check.
"""

_APPEND_ONLY = ("audit_event", "field_change", "state_change", "approval", "answer")


def _append_only(table: str) -> list[str]:
    return [
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for verb in ("UPDATE", "DELETE")
    ]


_AUDIT_CHAIN = """CREATE TRIGGER audit_event_chain BEFORE INSERT ON audit_event
WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM audit_event)
  OR NEW.prev <> coalesce((SELECT h FROM audit_event ORDER BY seq DESC LIMIT 1), '0000000000000000000000000000000000000000000000000000000000000000')
BEGIN SELECT RAISE(ABORT, 'audit chain broken'); END"""  # noqa: E501

_FOUR_EYES = """CREATE TRIGGER approval_four_eyes BEFORE INSERT ON approval
WHEN EXISTS (SELECT 1 FROM field_change WHERE entry_id = NEW.entry_id AND "by" = NEW.uid)
  OR EXISTS (SELECT 1 FROM decision WHERE entry_id = NEW.entry_id AND "by" = NEW.uid)
  OR EXISTS (SELECT 1 FROM discrepancy d JOIN state_change s
    ON s.subject = 'discrepancy' AND s.subject_id = CAST(d.id AS TEXT)
    WHERE d.entry_id = NEW.entry_id AND s."by" = NEW.uid)
BEGIN SELECT RAISE(ABORT, 'four eyes'); END"""

_APPROVED_STATE = """CREATE TRIGGER entry_needs_approval BEFORE UPDATE OF state ON entry
WHEN NEW.state IN ('approved', 'exported', 'returned', 'number_assigned', 'handed_over')
  AND OLD.state <> NEW.state
  AND NOT EXISTS (SELECT 1 FROM approval WHERE entry_id = NEW.id AND version = NEW.version)
BEGIN SELECT RAISE(ABORT, 'not approved'); END"""

_ENTRY_BEGINS = """CREATE TRIGGER entry_begins_as_draft BEFORE INSERT ON entry
WHEN NEW.state <> 'draft' OR NEW.version <> 1
BEGIN SELECT RAISE(ABORT, 'an entry begins as a draft'); END"""

_POLICE_ONLY = """CREATE TRIGGER approval_by_police BEFORE INSERT ON approval
WHEN NOT EXISTS (SELECT 1 FROM account a JOIN json_each(a.roles) r
  WHERE a.uid = NEW.uid AND a.active = 1 AND r.value = 'police')
BEGIN SELECT RAISE(ABORT, 'not a police officer'); END"""

_DECISION_KEPT = """CREATE TRIGGER decision_kept BEFORE UPDATE ON decision
WHEN OLD.active = 0 OR NEW.entry_id <> OLD.entry_id OR NEW."by" <> OLD."by" OR NEW.section <> OLD.section
  OR NEW.branch <> OLD.branch OR NEW.at <> OLD.at OR NEW.version <> OLD.version
  OR NEW.personal_id IS NOT OLD.personal_id OR NEW.provisional_id IS NOT OLD.provisional_id
  OR NEW.snapshot_id IS NOT OLD.snapshot_id OR NEW.book_values <> OLD.book_values
  OR NEW.registry_values <> OLD.registry_values OR NEW.search <> OLD.search
BEGIN SELECT RAISE(ABORT, 'a decision is replaced, never changed'); END"""

_DECISION_DELETE = (
    "CREATE TRIGGER decision_no_delete BEFORE DELETE ON decision "
    "BEGIN SELECT RAISE(ABORT, 'a decision is replaced, never deleted'); END"
)

TRIGGERS: tuple[str, ...] = (
    *(sql for table in _APPEND_ONLY for sql in _append_only(table)),
    _AUDIT_CHAIN,
    _FOUR_EYES,
    _APPROVED_STATE,
    _ENTRY_BEGINS,
    _POLICE_ONLY,
    _DECISION_KEPT,
    _DECISION_DELETE,
)


def name_of(trigger: str) -> str:
    """Return the name in a CREATE TRIGGER statement."""
    return trigger.split()[2]
