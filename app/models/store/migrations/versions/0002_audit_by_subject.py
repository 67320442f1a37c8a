"""Index audit events by subject, because each approval looks up who described its volume."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.get_bind().exec_driver_sql("CREATE INDEX ix_audit_event_subject_kind ON audit_event (subject, kind)")
