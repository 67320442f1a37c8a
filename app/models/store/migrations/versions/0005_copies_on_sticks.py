"""Keep whether a copy of a package went to a medium that can be taken out."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Of a copy from before it is not known."""
    op.get_bind().exec_driver_sql("ALTER TABLE package_copy ADD COLUMN removable BOOLEAN NOT NULL DEFAULT 0")
