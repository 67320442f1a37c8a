"""The settings of every encrypted database file; worker processes import this, so it stays small."""

from typing import Any


def prepare(connection: Any, key: bytes) -> None:
    """Set the key and the common settings on a new connection."""
    connection.execute("PRAGMA cipher_memory_security = ON")
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    connection.execute("PRAGMA busy_timeout = 10000")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA cache_size = -16384")
    connection.execute("PRAGMA recursive_triggers = ON")  # REPLACE deletes: its triggers shall tell
