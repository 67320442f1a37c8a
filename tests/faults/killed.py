"""A child process that is killed at one step of what it does to the disk."""

import itertools
import os
import signal
import sys
import traceback
from collections.abc import Callable

from sqlalchemy import Engine, event

_ON_DISK = {"os.rename", "os.mkdir", "os.remove", "os.rmdir"}


def killed_at(point: int, act: Callable[[], object]) -> bool:
    """Run ``act`` and kill it before its n-th rename, removal, folder or commit; False when there is none.

    Between two steps nothing is kept, so killing before the next one is killing after this one.
    """
    child = os.fork()
    if child == 0:
        _run(point, act)
    _pid, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return True
    assert os.WEXITSTATUS(status) == 0, "it failed before it was killed"
    return False


def _run(point: int, act: Callable[[], object]) -> None:
    counter = itertools.count(1)

    def step() -> None:
        if next(counter) == point:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(lambda name, _arguments: step() if name in _ON_DISK else None)
    event.listen(Engine, "commit", lambda _connection: step())
    try:
        act()
    except BaseException:  # noqa: BLE001 nothing of the test may go on in the child
        traceback.print_exc()
        os._exit(1)
    os._exit(0)
