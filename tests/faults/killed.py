"""A child process that is killed at one step of what it does to the disk."""

import itertools
import os
import re
import signal
import sys
import traceback
from collections.abc import Callable

from sqlalchemy import Engine, event

_ON_DISK = {"os.rename", "os.mkdir", "os.remove", "os.rmdir"}
_MARKS = re.compile(r"(.*/)?work\.db(-base)?\.[0-9a-f]{32}\.part")


def killed_at(point: int, act: Callable[[], object]) -> bool:
    """Run ``act`` and kill it before its n-th rename, removal, folder or commit; False when there is none.

    Between two steps nothing is kept, so killing before the next one is killing after this one. The list of
    the store's marks, written whenever it is opened and closed, is no step: it has kills of its own.
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

    def seen(name: str, arguments: tuple[object, ...]) -> None:
        if name in _ON_DISK and not _MARKS.fullmatch(str(arguments[0])):
            step()

    sys.addaudithook(seen)
    event.listen(Engine, "commit", lambda _connection: step())
    try:
        act()
    except BaseException:  # noqa: BLE001 nothing of the test may go on in the child
        traceback.print_exc()
        os._exit(1)
    os._exit(0)
