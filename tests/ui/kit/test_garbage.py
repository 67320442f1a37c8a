"""Garbage in a circle is collected in the thread of the window, however much another thread makes."""

import gc
import threading

import pytest
from PySide6.QtCore import QObject

from app.ui.kit.garbage import Garbage


class Circle:
    """Something that refers to itself and says in which thread it ended."""

    ended: list[int]

    def __init__(self):
        self.me = self

    def __del__(self):
        self.ended.append(threading.get_ident())


@pytest.fixture
def ended():
    Circle.ended = []
    gc.collect()
    return Circle.ended


def make(number):
    for _ in range(number):
        Circle()


def test_a_worker_thread_collects_nothing(qapp, ended):
    Garbage(qapp)
    worker = threading.Thread(target=make, args=(gc.get_threshold()[0] * 30,))
    worker.start()
    worker.join()
    assert ended == []


def test_the_thread_of_the_window_collects_by_itself(qapp, qtbot, ended):
    keeper = QObject()
    Garbage(keeper)
    make(gc.get_threshold()[0] * 2)
    qtbot.waitUntil(lambda: len(ended) > 0, timeout=5000)
    assert set(ended) == {threading.get_ident()}


def test_little_garbage_waits(qapp, ended):
    gc.collect()
    assert Garbage(qapp).collect() == 0
    make(3)
    assert ended == []
