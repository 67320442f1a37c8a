"""How far a job is told to be."""

import pytest
from PySide6.QtCore import QObject

from app.progress import Progress
from app.ui.kit.jobs import Job


class Watching(QObject):
    """A widget that shows a job."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[tuple[int, int]] = []
        self.failed: list[Exception] = []

    def progressed(self, done: int, total: int) -> None:
        self.told.append((done, total))

    def succeeded(self, _result: object) -> None:
        self.told.append((-1, -1))

    def fail(self, error: Exception) -> None:
        self.failed.append(error)


@pytest.mark.parametrize("total", [2, 2**31 - 1, 2**31, 3 * 2**32])
def test_work_of_any_size_is_told(total: int) -> None:
    """A number of Qt has 32 bits; the bytes of a package may be more."""

    def work(progress: Progress) -> None:
        for done in (0, total // 2, total):
            progress(done, total)

    watching = Watching()
    Job(work).then(watching.succeeded, watching.fail, watching.progressed).do()
    assert watching.failed == []
    start, half, end, last = watching.told
    assert start[0] == 0
    assert abs(half[0] / half[1] - 0.5) < 0.001
    assert end[0] == end[1]
    assert 0 < end[1] < 2**31
    assert last == (-1, -1)
