"""A program with two workers that never end by themselves; each says "working" once it has begun."""

import os
import threading
from concurrent.futures import wait

from app.process import worker_process


def work() -> None:
    """Work for ever."""
    os.write(1, b"working\n")  # in one piece: both write to the same pipe
    threading.Event().wait()


if __name__ == "__main__":
    pool = worker_process.pool(2)
    calls = [pool.submit(work) for _ in range(2)]
    os.write(1, b"employed\n")
    wait(calls)
