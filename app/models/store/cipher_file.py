"""What every encrypted database file of the house has in common; imported by worker processes, so light."""

from typing import Any


def prepare(connection: Any, key: bytes) -> None:
    """Give a fresh connection its key and the settings of the house."""
    connection.execute("PRAGMA cipher_memory_security = ON")
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    connection.execute("PRAGMA busy_timeout = 10000")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA cache_size = -16384")
