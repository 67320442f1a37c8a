"""The rules that the database enforces on every program.

Each migration recreates the triggers (Alembic's batch mode drops them silently); the schema check covers
them.
"""

_APPEND_ONLY: dict[str, tuple[str, ...]] = {
    "audit_event": ("seq",),
    "clearing": ("id",),
    "entry_move": ("id",),
    "field_change": ("id",),
    "state_change": ("id",),
    "approval": ("id", "entry_id, version", "seq"),
    "answer": ("id",),
    "package": ("id", "sender_id, receiver_id, package_no, attempt"),
    "package_entry": ("package_id, entry_id", "rowid"),
    "package_copy": ("id",),
    "trusted": ("id",),
    "revocation": ("id",),
    "import_file": ("id",),
}
"""Tables whose rows never change, each with its unique keys.

A key that is no whole number leaves SQLite's own ``rowid`` beside it, by which a row can be replaced too.
"""

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


def _kept(table: str, columns: str, *keys: str, closed: str = "") -> list[str]:
    """Refuse to replace a row, to change these columns of it, and any change while it is ``closed``."""
    changed = _differs(*columns.split())
    update = (
        f"CREATE TRIGGER {table}_kept BEFORE UPDATE ON {table} "
        f"WHEN {f'{closed} OR {changed}' if closed else changed} "
        f"BEGIN SELECT RAISE(ABORT, '{table} rows are replaced, never changed'); END"
    )
    return [update, *_whole(table, *keys)]


def _whole(table: str, *keys: str) -> list[str]:
    delete = (
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} rows are never deleted'); END"
    )
    return [delete, _no_replace(table, *(keys or ("id",)), refusal=f"{table} rows are never replaced")]


def _signed(entry_id: str) -> str:
    """Tell whether the present version of an entry is approved."""
    return (
        "EXISTS (SELECT 1 FROM entry e JOIN approval p ON p.entry_id = e.id AND p.version = e.version "
        f"WHERE e.id = {entry_id})"
    )


def _sealed(name: str, event: str, table: str, when: str) -> str:
    return (
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {when} "
        "BEGIN SELECT RAISE(ABORT, 'an approval covers it'); END"
    )


def _differs(*columns: str) -> str:
    return " OR ".join(f'NEW."{column}" IS NOT OLD."{column}"' for column in columns)


_AUDIT_CHAIN = """CREATE TRIGGER audit_event_chain BEFORE INSERT ON audit_event
WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM audit_event)
  OR NEW.prev <> coalesce((SELECT h FROM audit_event ORDER BY seq DESC LIMIT 1), '0000000000000000000000000000000000000000000000000000000000000000')
BEGIN SELECT RAISE(ABORT, 'audit chain broken'); END"""  # noqa: E501

_FOUR_EYES = """CREATE TRIGGER approval_four_eyes BEFORE INSERT ON approval
WHEN EXISTS (SELECT 1 FROM field_change WHERE entry_id = NEW.entry_id AND "by" = NEW.uid)
  OR EXISTS (SELECT 1 FROM entry_move WHERE entry_id = NEW.entry_id AND "by" = NEW.uid)
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

_DISCARDED_UNSIGNED = """CREATE TRIGGER entry_discarded_unsigned BEFORE UPDATE OF state ON entry
WHEN NEW.state = 'discarded' AND EXISTS (SELECT 1 FROM approval WHERE entry_id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'an approval covers it'); END"""

_ENTRY_GOES_ON = """CREATE TRIGGER entry_goes_on BEFORE UPDATE OF id, version ON entry
WHEN NEW.id <> OLD.id OR NEW.version < OLD.version
BEGIN SELECT RAISE(ABORT, 'an entry keeps its id and its version never falls'); END"""

_ENTRY_BEGINS = """CREATE TRIGGER entry_begins_as_draft BEFORE INSERT ON entry
WHEN NEW.state <> 'draft' OR NEW.version <> 1
BEGIN SELECT RAISE(ABORT, 'an entry begins as a draft'); END"""

# where an entry stood is told before it goes elsewhere, and a birth never stands in a book of deaths
_MOVED_TOLD = """CREATE TRIGGER entry_move_told BEFORE UPDATE OF volume_id ON entry
WHEN NEW.volume_id IS NOT OLD.volume_id AND (
  NOT EXISTS (SELECT 1 FROM entry_move
    WHERE id = (SELECT max(id) FROM entry_move WHERE entry_id = OLD.id)
      AND before_volume = OLD.volume_id AND after_volume = NEW.volume_id)
  OR NOT EXISTS (SELECT 1 FROM volume WHERE id = NEW.volume_id AND book_type = OLD.book_type))
BEGIN SELECT RAISE(ABORT, 'a move is told first, and stays in its type of book'); END"""

_POLICE_ONLY = """CREATE TRIGGER approval_by_police BEFORE INSERT ON approval
WHEN NOT EXISTS (SELECT 1 FROM account a JOIN json_each(a.roles) r
  WHERE a.uid = NEW.uid AND a.active = 1 AND r.value = 'police')
BEGIN SELECT RAISE(ABORT, 'not a police officer'); END"""

_SIGNED_OF_ENTRY = ("values", "amendments", "book_version", "origin", "volume_id", "position")

_ENTRY = [
    *_kept("entry", "book_type created_at created_by rowid", "id", "rowid"),
    # an approval holds the values and the volume of its version: they change only as the next version
    _sealed(
        "entry_signed",
        "UPDATE",
        "entry",
        f"({_differs(*_SIGNED_OF_ENTRY)}) AND EXISTS "
        "(SELECT 1 FROM approval WHERE entry_id = NEW.id AND version = NEW.version)",
    ),
]

_DECISION = [
    *_kept(
        "decision",
        "id entry_id version section branch personal_id provisional_id snapshot_id"
        " book_values registry_values search again by at",
        closed="OLD.active = 0",
    ),
    _sealed("decision_signed", "UPDATE", "decision", _signed("OLD.entry_id")),
    _sealed("decision_after_approval", "INSERT", "decision", _signed("NEW.entry_id")),
]

_DISCREPANCY = [
    *_kept(
        "discrepancy",
        "id entry_id decision_id section field label book_text registry_text result detail"
        " opened_by opened_at",
        closed="OLD.state = 'closed'",
    ),
    _sealed(
        "discrepancy_signed",
        "UPDATE",
        "discrepancy",
        f"({_differs('resolution', 'note', 'evidence')}) AND {_signed('OLD.entry_id')}",
    ),
    _sealed("discrepancy_after_approval", "INSERT", "discrepancy", _signed("NEW.entry_id")),
]

_VOLUME = [
    *_kept("volume", "id book_type created_at created_by"),
    _sealed(
        "volume_signed",
        "UPDATE",
        "volume",
        f"({_differs('book_no', 'opened_year', 'place')}) AND EXISTS (SELECT 1 FROM entry e "
        "JOIN approval p ON p.entry_id = e.id AND p.version = e.version WHERE e.volume_id = OLD.id)",
    ),
]

_BOOK_LOSS = _kept("book_loss", "id book_type place created_at created_by", closed="OLD.withdrawn = 1")

_ACCOUNT = _kept("account", "uid login roles created_at created_by rowid", "uid", "login", "rowid")
"""Who somebody is and may do is never changed: another role is another account."""

_SNAPSHOT = _kept(
    "snapshot",
    "id snapshot_id issuer scope issued_at expires_at row_count file_name report imported_by imported_at",
    # a key is forgotten, never changed; a copy that was replaced does not come back
    closed="(NEW.key IS NOT NULL AND NEW.key IS NOT OLD.key) OR (NEW.active > OLD.active)",
)

_SETTING = _kept("setting", "id key valid_from", "id", "key, valid_from")

_STORE_KEY = _kept("store_key", "id private_pem request_pem created_at")

_PAGE = _kept("page", "id volume_id sha256 media_type key added_by added_at", "id", "volume_id, sha256")

_IMPORT_ROW = _kept("import_row", "id file_id line fingerprint cells", "id", closed="OLD.state <> 'waiting'")

_COLUMN_MAPPING = _kept("column_mapping", "id name", "id", "name")

_IDENTITY = "BEGIN SELECT RAISE(ABORT, 'a store keeps its identity'); END"
_META_KEPT = f"""CREATE TRIGGER meta_kept BEFORE UPDATE ON meta
WHEN OLD.key = 'store_id' OR NEW.key IS NOT OLD.key OR NEW.rowid IS NOT OLD.rowid
{_IDENTITY}"""
_META_NO_DELETE = f"CREATE TRIGGER meta_no_delete BEFORE DELETE ON meta WHEN OLD.key = 'store_id' {_IDENTITY}"
_META_NO_REPLACE = _no_replace("meta", "key", "rowid", refusal="a store keeps its identity")

TRIGGERS: tuple[str, ...] = (
    *(sql for table, keys in _APPEND_ONLY.items() for sql in _append_only(table, keys)),
    _AUDIT_CHAIN,
    _FOUR_EYES,
    _POLICE_ONLY,
    _OF_WHAT_WAITS,
    _APPROVED_STATE,
    _ENTRY_BEGINS,
    _ENTRY_GOES_ON,
    _DISCARDED_UNSIGNED,
    _MOVED_TOLD,
    *_ENTRY,
    *_DECISION,
    *_DISCREPANCY,
    *_VOLUME,
    *_BOOK_LOSS,
    *_ACCOUNT,
    *_SNAPSHOT,
    *_SETTING,
    *_STORE_KEY,
    *_PAGE,
    *_IMPORT_ROW,
    *_COLUMN_MAPPING,
    _META_KEPT,
    _META_NO_DELETE,
    _META_NO_REPLACE,
)


def name_of(trigger: str) -> str:
    """Return the name in a CREATE TRIGGER statement."""
    return trigger.split()[2]
