"""Run every peer, or those named, on one case."""

import sys

from tests.bench.peers import main

sys.exit(main(sys.argv[1:]))
