"""Keep where the second volume lies, why a volume stands twice, and books of which no volume is left."""

from alembic import op

revision = "0006"
down_revision = "0005"

_STATEMENTS = (
    "ALTER TABLE volume ADD COLUMN second_place VARCHAR NOT NULL DEFAULT ''",
    "ALTER TABLE volume ADD COLUMN repeat_reason VARCHAR NOT NULL DEFAULT ''",
    """CREATE TABLE book_loss (
    id INTEGER NOT NULL,
    book_type VARCHAR NOT NULL,
    place VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    lost_on VARCHAR NOT NULL,
    already_electronic INTEGER NOT NULL,
    withdrawn BOOLEAN NOT NULL,
    created_at VARCHAR NOT NULL,
    created_by VARCHAR NOT NULL,
    CONSTRAINT pk_book_loss PRIMARY KEY (id)
)""",
)


def upgrade() -> None:
    for statement in _STATEMENTS:
        op.get_bind().exec_driver_sql(statement)
