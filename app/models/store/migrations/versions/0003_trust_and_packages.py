"""Keep sealed packages and their copies; pin what a certificate may do, and its end."""

from alembic import op

revision = "0003"
down_revision = "0002"

_STATEMENTS = (
    """CREATE TABLE package_new (
    id INTEGER NOT NULL,
    package_id VARCHAR NOT NULL,
    purpose VARCHAR NOT NULL,
    sender_id VARCHAR NOT NULL,
    receiver_id VARCHAR NOT NULL,
    package_no INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    reason VARCHAR NOT NULL,
    manifest_sha256 VARCHAR NOT NULL,
    file_name VARCHAR NOT NULL,
    file_sha256 VARCHAR NOT NULL,
    sealed_name VARCHAR NOT NULL,
    counts JSON NOT NULL,
    "by" VARCHAR NOT NULL,
    at VARCHAR NOT NULL,
    CONSTRAINT pk_package PRIMARY KEY (id),
    CONSTRAINT uq_package_sender_id_receiver_id_package_no_attempt
        UNIQUE (sender_id, receiver_id, package_no, attempt)
)""",
    """INSERT INTO package_new SELECT id, package_id, purpose, sender_id, receiver_id, package_no, 1, '',
    manifest_sha256, file_name, file_sha256, '', counts, "by", at FROM package""",
    "DROP TABLE package",
    "ALTER TABLE package_new RENAME TO package",
    """CREATE TABLE package_copy (
    id INTEGER NOT NULL,
    package_id INTEGER NOT NULL,
    file_name VARCHAR NOT NULL,
    "by" VARCHAR NOT NULL,
    at VARCHAR NOT NULL,
    CONSTRAINT pk_package_copy PRIMARY KEY (id),
    CONSTRAINT fk_package_copy_package_id_package FOREIGN KEY(package_id) REFERENCES package (id)
)""",
    "CREATE INDEX ix_package_copy_package_id ON package_copy (package_id)",
    """CREATE TABLE revocation (
    id INTEGER NOT NULL,
    cert_sha256 VARCHAR NOT NULL,
    uid VARCHAR NOT NULL,
    since VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    compromised BOOLEAN NOT NULL,
    added_at VARCHAR NOT NULL,
    added_by VARCHAR NOT NULL,
    CONSTRAINT pk_revocation PRIMARY KEY (id)
)""",
    "CREATE INDEX ix_revocation_cert_sha256 ON revocation (cert_sha256)",
    "ALTER TABLE trusted ADD COLUMN mandate JSON NOT NULL DEFAULT '{}'",
    "ALTER TABLE trusted ADD COLUMN confirmed_by VARCHAR NOT NULL DEFAULT ''",
    "ALTER TABLE account ADD COLUMN slot_id VARCHAR",  # unknown until the next sign-in
)


def upgrade() -> None:
    """Every package sent before counts as written to a stick, since it was marked only then."""
    for statement in _STATEMENTS:
        op.get_bind().exec_driver_sql(statement)
    op.get_bind().exec_driver_sql(
        """INSERT INTO package_copy (package_id, file_name, "by", at)
        SELECT id, file_name, "by", at FROM package WHERE purpose = 'ket_qua'"""
    )
