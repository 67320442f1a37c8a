"""What every encrypted database file of the house has in common; imported by worker processes, so light."""

import os
import sys
from pathlib import Path
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


def fsync_folder(folder: Path) -> None:
    """Make a rename durable; Windows has no such call and needs none."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
