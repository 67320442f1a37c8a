"""Starts ``tests.e2e.window`` where a program starts ``main.py``."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.e2e.window import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
