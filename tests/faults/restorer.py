"""A process that restores a backup and kills itself at the n-th report."""

import os
import signal
import sys
from pathlib import Path

from app.services.office import restoring
from tests.conftest import Clock


def main(source: Path, target: Path, step: int) -> None:
    """Restore until the report with this number."""
    left = step

    def progress(_done: int, _total: int) -> None:
        nonlocal left
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)

    opener = restoring.ByPassword("nhan.ct", "mật khẩu đủ dài")
    restoring.restore(source, target, opener=opener, now=Clock(), progress=progress)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
