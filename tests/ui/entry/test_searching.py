"""The worker that looks people up: newest question only, never in the thread of the window."""

import threading

import pytest
from PySide6.QtCore import QThread
from PySide6.QtTest import QSignalSpy

from app.errors import Stopped, StoreProblem
from app.matching.result import Finding
from app.models.books import khai_sinh
from app.models.words.values import Value
from app.ui.entry.question import Question, look_up
from app.ui.entry.searching import Searching
from tests.ui.people import CHILD, Held, open_registry


@pytest.fixture(scope="module")
def registry(tmp_path_factory):
    opened = open_registry(tmp_path_factory.mktemp("searching"))
    yield opened
    opened.close()


@pytest.fixture
def held():
    return Held()


@pytest.fixture
def searching(themed, held):
    made = Searching(held, delay_ms=5)
    yield made
    held.gate.set()
    made.halt()


@pytest.fixture
def ask(registry):
    def question(name, **more):
        values = {"child_name": Value.of(name), "child_birth_date": Value.of("28/10/1999")}
        return Question(registry, "entry", khai_sinh.BOOK, values, **more)

    return question


def test_the_answer_comes_from_another_thread_and_the_registry(searching, held, ask, qtbot):
    question = ask("Phạm Văn Tý")
    with qtbot.waitSignal(searching.found) as found:
        searching.ask(question)
        assert searching.busy
    assert found.args[0] == question
    search = found.args[1]["child"]
    assert search.finding == Finding.FOUND
    assert search.candidates[0].person.personal_id == CHILD
    assert held.threads
    assert threading.current_thread().name not in held.threads
    assert not searching.busy
    assert searching.knows(ask("Phạm Văn Tý"))
    assert not searching.knows(ask("Phạm Văn Tỵ"))


def test_what_is_known_is_not_looked_up_again(searching, held, ask, qtbot):
    with qtbot.waitSignal(searching.found):
        searching.ask(ask("Phạm Văn Tý"))
    searching.ask(ask("Phạm Văn Tý"))
    searching.soon(ask("Phạm Văn Tý"))
    assert not searching.busy
    searching.forget()
    with qtbot.waitSignal(searching.found):
        searching.ask(ask("Phạm Văn Tý"))
    assert len(held.asked) == 2


def test_the_newest_question_wins_and_those_between_are_never_asked(searching, held, ask, qtbot):
    found = QSignalSpy(searching.found)
    failed = QSignalSpy(searching.failed)
    held.gate.clear()
    searching.ask(ask("Phạm"))
    qtbot.waitUntil(lambda: len(held.asked) == 1)
    for name in ("Phạm V", "Phạm Văn", "Phạm Văn T"):
        searching.ask(ask(name))
    searching.ask(ask("Phạm Văn Tý"))
    with qtbot.waitSignal(searching.found):
        held.gate.set()
    assert [q.values["child_name"].text for q in held.asked] == ["Phạm", "Phạm Văn Tý"]
    assert (found.count(), failed.count()) == (1, 0)


def test_a_running_search_is_told_that_nobody_waits(themed, ask, qtbot):
    seen, gate = [], threading.Event()

    def answer(question, stop):
        seen.append(stop())
        gate.wait(timeout=20)
        seen.append(stop())
        return look_up(question, stop)

    searching = Searching(answer)
    failed = QSignalSpy(searching.failed)
    searching.ask(ask("Phạm"))
    qtbot.waitUntil(lambda: len(seen) == 1)
    searching.cancel()
    gate.set()
    searching.halt()
    assert seen == [False, True]
    assert failed.count() == 0


def test_a_pause_comes_before_what_is_asked_soon(searching, held, ask, qtbot):
    with qtbot.waitSignal(searching.found):
        for name in ("Phạm", "Phạm V", "Phạm Văn Tý"):
            searching.soon(ask(name))
            assert held.asked == []
    assert [q.values["child_name"].text for q in held.asked] == ["Phạm Văn Tý"]


def test_what_waits_for_its_pause_can_be_asked_now(themed, ask, held, qtbot):
    searching = Searching(held, delay_ms=3_600_000)
    searching.soon(ask("Phạm Văn Tý"))
    with qtbot.waitSignal(searching.found):
        searching.ask(ask("Phạm Văn Tý"))
    assert len(held.asked) == 1
    searching.halt()


def test_a_failed_search_is_told_as_failed_and_may_be_tried_again(searching, held, ask, qtbot):
    held.error = StoreProblem("không đọc được")
    with qtbot.waitSignal(searching.failed) as failed, qtbot.assertNotEmitted(searching.found):
        searching.ask(ask("Phạm Văn Tý"))
    assert str(failed.args[1]) == "không đọc được"
    assert not searching.knows(ask("Phạm Văn Tý"))
    held.error = None
    with qtbot.waitSignal(searching.found):
        searching.ask(ask("Phạm Văn Tý"))


def test_a_registry_that_breaks_while_open_fails(tmp_path, searching, qtbot):
    opened = open_registry(tmp_path)
    opened.close()
    values = {"child_name": Value.of("Phạm Văn Tý")}
    with qtbot.waitSignal(searching.failed) as failed:
        searching.ask(Question(opened, "entry", khai_sinh.BOOK, values))
    assert isinstance(failed.args[1], StoreProblem)
    assert "không phải là kết quả" in str(failed.args[1])


def test_a_slow_search_says_so_and_a_quick_one_does_not(searching, held, ask, qtbot):
    slow = QSignalSpy(searching.slow)
    with qtbot.waitSignal(searching.found):
        searching.ask(ask("Phạm Văn Tý"))
    assert slow.count() == 0
    held.gate.clear()
    with qtbot.waitSignal(searching.slow):
        searching.ask(ask("Phạm Văn"))
    with qtbot.waitSignal(searching.found):
        held.gate.set()


def test_whoever_waits_is_told_when_no_answer_is_to_come(searching, held, ask, qtbot):
    with qtbot.waitSignal(searching.found):
        searching.ask(ask("Phạm Văn Tý"))
    dropped = QSignalSpy(searching.dropped)
    held.gate.clear()
    searching.ask(ask("Phạm Văn Týx"))
    searching.soon(ask("Phạm Văn Týxy"))
    assert dropped.count() == 0, "another is awaited"
    searching.soon(ask("Phạm Văn Tý"))
    assert not searching.busy
    assert dropped.count() == 1
    searching.cancel()
    assert dropped.count() == 1, "nothing was awaited"
    searching.ask(ask("Phạm"))
    searching.forget()
    assert dropped.count() == 2
    searching.ask(ask("Phạm Văn Tý"))
    with qtbot.waitSignal(searching.found):
        held.gate.set()
    assert dropped.count() == 2


def test_no_thread_is_left_once_halted_and_a_later_question_starts_one(searching, held, ask, qtbot):
    with qtbot.waitSignal(searching.found):
        searching.ask(ask("Phạm Văn Tý"))
    assert searching.findChild(QThread).isRunning()
    searching.halt()
    assert not searching.findChild(QThread).isRunning()
    with qtbot.waitSignal(searching.found):
        searching.ask(ask("Phạm Văn Tý"))


def test_halting_waits_for_the_search_that_runs_and_tells_nothing(themed, ask, qtbot):
    running = threading.Event()

    def until_stopped(_question, stop):
        running.set()
        while not stop():
            pass
        raise Stopped("Đã thôi tìm")

    searching = Searching(until_stopped)
    found, failed = QSignalSpy(searching.found), QSignalSpy(searching.failed)
    searching.ask(ask("Phạm Văn Tý"))
    qtbot.waitUntil(running.is_set)
    searching.halt()
    themed.processEvents()
    assert (found.count(), failed.count()) == (0, 0)
