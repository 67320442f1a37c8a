"""The parent of a window with an officer's hands inside, stopped as ``main.py`` and ``main.py demo`` are."""

import sys
from pathlib import Path

from app.process.supervisor import keep_window

if __name__ == "__main__":
    runner, *arguments = sys.argv[1:]
    sys.exit(keep_window([*arguments, "--stay"], main=Path(runner)))
