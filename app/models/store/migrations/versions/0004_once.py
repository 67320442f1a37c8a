"""Keep why a person stands in two entries; find such persons and acts, and whole lists, by an index."""

from alembic import op

revision = "0004"
down_revision = "0003"

_STATEMENTS = (
    "ALTER TABLE decision ADD COLUMN again JSON NOT NULL DEFAULT '{}'",
    "CREATE INDEX ix_decision_personal_id_active ON decision (personal_id, active)",
    "CREATE INDEX ix_entry_book_type_names ON entry (book_type, names)",
    "DROP INDEX ix_entry_search",
    """CREATE INDEX ix_entry_list ON entry
    (volume_id, position, state, registration_no, registered_year, page_no, main_name, names, changed_at)""",
)


def upgrade() -> None:
    for statement in _STATEMENTS:
        op.get_bind().exec_driver_sql(statement)
