"""Keep the files that were imported, row by row, and the mappings of columns that officers saved."""

from alembic import op

revision = "0008"
down_revision = "0007"

_STATEMENTS = (
    """CREATE TABLE import_file (
    id INTEGER NOT NULL,
    file_name VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL,
    book_type VARCHAR NOT NULL,
    layout VARCHAR NOT NULL,
    origin VARCHAR NOT NULL,
    "by" VARCHAR NOT NULL,
    at VARCHAR NOT NULL,
    CONSTRAINT pk_import_file PRIMARY KEY (id)
)""",
    """CREATE TABLE import_row (
    id INTEGER NOT NULL,
    file_id INTEGER NOT NULL,
    line INTEGER NOT NULL,
    fingerprint VARCHAR NOT NULL,
    cells JSON NOT NULL,
    said JSON NOT NULL,
    reasons JSON NOT NULL,
    volume_id INTEGER,
    entry_id VARCHAR(36),
    state VARCHAR NOT NULL,
    "by" VARCHAR NOT NULL,
    at VARCHAR NOT NULL,
    CONSTRAINT pk_import_row PRIMARY KEY (id),
    CONSTRAINT fk_import_row_file_id_import_file FOREIGN KEY(file_id) REFERENCES import_file (id),
    CONSTRAINT fk_import_row_volume_id_volume FOREIGN KEY(volume_id) REFERENCES volume (id),
    CONSTRAINT fk_import_row_entry_id_entry FOREIGN KEY(entry_id) REFERENCES entry (id)
)""",
    "CREATE INDEX ix_import_row_fingerprint ON import_row (fingerprint)",
    "CREATE INDEX ix_import_row_entry_id ON import_row (entry_id)",
    "CREATE INDEX ix_import_row_state ON import_row (state)",
    """CREATE TABLE column_mapping (
    id INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    book_type VARCHAR NOT NULL,
    columns JSON NOT NULL,
    "by" VARCHAR NOT NULL,
    at VARCHAR NOT NULL,
    CONSTRAINT pk_column_mapping PRIMARY KEY (id),
    CONSTRAINT uq_column_mapping_name UNIQUE (name)
)""",
)


def upgrade() -> None:
    for statement in _STATEMENTS:
        op.get_bind().exec_driver_sql(statement)
