"""Keep where an entry stood before it was moved, and what a run over everything found odd."""

from alembic import op

revision = "0007"
down_revision = "0006"

_STATEMENTS = (
    """CREATE TABLE entry_move (
    id INTEGER NOT NULL,
    entry_id VARCHAR(36) NOT NULL,
    version INTEGER NOT NULL,
    before_volume INTEGER NOT NULL,
    after_volume INTEGER NOT NULL,
    before_position INTEGER NOT NULL,
    reason VARCHAR NOT NULL,
    "by" VARCHAR NOT NULL,
    at VARCHAR NOT NULL,
    CONSTRAINT pk_entry_move PRIMARY KEY (id),
    CONSTRAINT fk_entry_move_entry_id_entry FOREIGN KEY(entry_id) REFERENCES entry (id),
    CONSTRAINT fk_entry_move_before_volume_volume FOREIGN KEY(before_volume) REFERENCES volume (id),
    CONSTRAINT fk_entry_move_after_volume_volume FOREIGN KEY(after_volume) REFERENCES volume (id)
)""",
    "CREATE INDEX ix_entry_move_entry_id ON entry_move (entry_id)",
    """CREATE TABLE recheck (
    id INTEGER NOT NULL,
    begun_at VARCHAR NOT NULL,
    finished_at VARCHAR NOT NULL,
    "by" VARCHAR NOT NULL,
    entries INTEGER NOT NULL,
    CONSTRAINT pk_recheck PRIMARY KEY (id)
)""",
    """CREATE TABLE oddity (
    id INTEGER NOT NULL,
    recheck_id INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    volume_id INTEGER NOT NULL,
    entry_id VARCHAR(36),
    other_id VARCHAR(36),
    field VARCHAR NOT NULL,
    said VARCHAR NOT NULL,
    digest VARCHAR NOT NULL,
    changed_at VARCHAR NOT NULL,
    CONSTRAINT pk_oddity PRIMARY KEY (id),
    CONSTRAINT fk_oddity_recheck_id_recheck FOREIGN KEY(recheck_id) REFERENCES recheck (id),
    CONSTRAINT fk_oddity_volume_id_volume FOREIGN KEY(volume_id) REFERENCES volume (id),
    CONSTRAINT fk_oddity_entry_id_entry FOREIGN KEY(entry_id) REFERENCES entry (id),
    CONSTRAINT fk_oddity_other_id_entry FOREIGN KEY(other_id) REFERENCES entry (id)
)""",
    "CREATE INDEX ix_oddity_recheck_id ON oddity (recheck_id)",
    """CREATE TABLE clearing (
    id INTEGER NOT NULL,
    digest VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    volume_id INTEGER NOT NULL,
    entry_id VARCHAR(36),
    reason VARCHAR NOT NULL,
    "by" VARCHAR NOT NULL,
    at VARCHAR NOT NULL,
    CONSTRAINT pk_clearing PRIMARY KEY (id),
    CONSTRAINT fk_clearing_volume_id_volume FOREIGN KEY(volume_id) REFERENCES volume (id),
    CONSTRAINT fk_clearing_entry_id_entry FOREIGN KEY(entry_id) REFERENCES entry (id)
)""",
    "CREATE INDEX ix_clearing_digest ON clearing (digest)",
)


def upgrade() -> None:
    """Of a store from before nothing was moved yet."""
    for statement in _STATEMENTS:
        op.get_bind().exec_driver_sql(statement)
