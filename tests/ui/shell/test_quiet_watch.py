"""A job that hangs is told from one that works on for long."""

import threading

import pytest
from PySide6.QtCore import QDeadlineTimer

from app.ui.kit.jobs import Job, Jobs
from app.ui.shell.ending import QuietWatch


@pytest.fixture
def jobs(themed):
    made = Jobs()
    yield made
    assert made.shutdown()


def watched(jobs, work):
    """Run work and watch it; return what was heard of it."""
    heard = []
    watch = QuietWatch(jobs, jobs, patience=200)
    watch.hangs.connect(lambda: heard.append("hangs"))
    jobs.run(Job(work))
    watch.start()
    return heard


def test_work_that_reports_is_left_alone_however_long_it_takes(jobs, qtbot):
    over = threading.Event()

    def work(progress):
        while not over.wait(0.01):
            progress(1, 1_000_000)  # the same step: nobody is told, and yet it lives

    heard = watched(jobs, work)
    qtbot.wait(900)
    over.set()
    assert heard == []


def test_work_that_reports_no_more_hangs(jobs, qtbot):
    over = threading.Event()

    def work(progress):
        progress(1, 9)
        over.wait(30)

    heard = watched(jobs, work)
    qtbot.waitUntil(lambda: heard == ["hangs"], timeout=5000)
    qtbot.wait(300)
    over.set()
    assert heard == ["hangs"]


def test_a_thread_that_hangs_is_not_waited_for(themed):
    over, begun = threading.Event(), threading.Event()
    jobs = Jobs()
    jobs.run(Job(lambda _progress: (begun.set(), over.wait(30))))
    assert begun.wait(30)
    assert not jobs.shutdown(QDeadlineTimer(50))
    over.set()
    assert jobs.shutdown()


def test_jobs_that_never_ran_are_over_at_once(themed):
    assert Jobs().shutdown()
