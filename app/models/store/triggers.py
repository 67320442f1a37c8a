"""The rules that the database enforces on every program.

Each migration recreates the triggers (Alembic's batch mode drops them silently); the schema check covers
them.
"""

_APPEND_ONLY: dict[str, tuple[str, ...]] = {
    "audit_event": ("seq",),
    "field_change": ("id",),
    "state_change": ("id",),
    "approval": ("id", "entry_id, version", "seq"),
    "answer": ("id",),
    "package": ("id", "sender_id, receiver_id, package_no, attempt"),
    "package_entry": ("package_id, entry_id",),
    "package_copy": ("id",),
    "trusted": ("id",),
    "revocation": ("id",),
}
"""Tables whose rows never change, each with its unique keys."""

_BEYOND_APPROVAL = "('approved', 'exported', 'returned', 'number_assigned', 'handed_over')"


def _append_only(table: str, keys: tuple[str, ...]) -> list[str]:
    refusal = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    verbs = ("UPDATE", "DELETE")
    return [
        *(f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} {refusal}" for verb in verbs),
        _no_replace(table, *keys, refusal=f"{table} is append-only"),
    ]


def _no_replace(table: str, *keys: str, refusal: str) -> str:
    """Refuse INSERT OR REPLACE, which deletes the old row without firing a DELETE trigger."""
    same = " OR ".join(f"({key}) = ({', '.join('NEW.' + c for c in key.split(', '))})" for key in keys)
    return (
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) BEGIN SELECT RAISE(ABORT, '{refusal}'); END"
    )


def _kept(table: str, ended: str, columns: str) -> list[str]:
    """Refuse to change these columns of a row, and any column of a row that has ended."""
    changed = " OR ".join(f'NEW."{column}" IS NOT OLD."{column}"' for column in columns.split())
    update = (
        f"CREATE TRIGGER {table}_kept BEFORE UPDATE ON {table} WHEN {ended} OR {changed} "
        f"BEGIN SELECT RAISE(ABORT, 'a {table} is replaced, never changed'); END"
    )
    return [update, *_whole(table)]


def _whole(table: str) -> list[str]:
    delete = (
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} rows are never deleted'); END"
    )
    return [delete, _no_replace(table, "id", refusal=f"{table} rows are never replaced")]


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
  OR EXISTS (SELECT 1 FROM audit_event a JOIN entry e ON a.subject = CAST(e.volume_id AS TEXT)
    WHERE e.id = NEW.entry_id AND a.kind IN ('volume_added', 'volume_changed') AND a.uid = NEW.uid)
BEGIN SELECT RAISE(ABORT, 'four eyes'); END"""

_OF_WHAT_WAITS = """CREATE TRIGGER approval_of_what_waits BEFORE INSERT ON approval
WHEN NOT EXISTS (SELECT 1 FROM entry
  WHERE id = NEW.entry_id AND version = NEW.version AND state IN ('checked', 'listed'))
BEGIN SELECT RAISE(ABORT, 'not what waits for approval'); END"""

_APPROVED_STATE = f"""CREATE TRIGGER entry_needs_approval BEFORE UPDATE OF state, version ON entry
WHEN NEW.state IN {_BEYOND_APPROVAL}
  AND NOT EXISTS (SELECT 1 FROM approval WHERE entry_id = NEW.id AND version = NEW.version)
BEGIN SELECT RAISE(ABORT, 'not approved'); END"""

_ENTRY_GOES_ON = """CREATE TRIGGER entry_goes_on BEFORE UPDATE OF id, version ON entry
WHEN NEW.id <> OLD.id OR NEW.version < OLD.version
BEGIN SELECT RAISE(ABORT, 'an entry keeps its id and its version never falls'); END"""

_ENTRY_BEGINS = """CREATE TRIGGER entry_begins_as_draft BEFORE INSERT ON entry
WHEN NEW.state <> 'draft' OR NEW.version <> 1
BEGIN SELECT RAISE(ABORT, 'an entry begins as a draft'); END"""

_POLICE_ONLY = """CREATE TRIGGER approval_by_police BEFORE INSERT ON approval
WHEN NOT EXISTS (SELECT 1 FROM account a JOIN json_each(a.roles) r
  WHERE a.uid = NEW.uid AND a.active = 1 AND r.value = 'police')
BEGIN SELECT RAISE(ABORT, 'not a police officer'); END"""

_DECISION = _kept(
    "decision",
    "OLD.active = 0",
    "id entry_id version section branch personal_id provisional_id snapshot_id"
    " book_values registry_values search by at",
)

_DISCREPANCY = _kept(
    "discrepancy",
    "OLD.state = 'closed'",
    "id entry_id decision_id section field label book_text registry_text result detail opened_by opened_at",
)

TRIGGERS: tuple[str, ...] = (
    *(sql for table, keys in _APPEND_ONLY.items() for sql in _append_only(table, keys)),
    _AUDIT_CHAIN,
    _FOUR_EYES,
    _POLICE_ONLY,
    _OF_WHAT_WAITS,
    _APPROVED_STATE,
    _ENTRY_BEGINS,
    _ENTRY_GOES_ON,
    *_whole("entry"),
    *_DECISION,
    *_DISCREPANCY,
)


def name_of(trigger: str) -> str:
    """Return the name in a CREATE TRIGGER statement."""
    return trigger.split()[2]
