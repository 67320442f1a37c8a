"""The program's own files, so that an inspection can tell which program ran."""

import hashlib
from pathlib import Path

import app

_KINDS = (".py", ".json", ".qss")


def folder() -> Path:
    """Return the folder that holds the package ``app``."""
    return Path(app.__file__).parent.parent


def fingerprint(root: Path) -> str:
    """Return the SHA-256 over names and contents of main.py and of all files in ``app`` and ``resources``.

    The same files give the same fingerprint on every PC; compiled files and the order on the disk do not
    count.
    """
    files = [root / "main.py", *(root / "app").rglob("*"), *(root / "resources").rglob("*")]
    names = sorted(
        path.relative_to(root).as_posix() for path in files if path.suffix in _KINDS and path.is_file()
    )
    whole = hashlib.sha256()
    for name in names:
        content = hashlib.sha256((root / name).read_bytes()).hexdigest()
        whole.update(f"{name}\0{content}\n".encode())
    return whole.hexdigest()
