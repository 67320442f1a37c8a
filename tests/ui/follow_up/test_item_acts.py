"""One difference in several acts: all in sight before it is resolved, each opened from there."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.models.words.codes import Branch, Resolution
from app.models.words.states import ItemState
from app.services.entry import discrepancies, volumes
from app.ui.follow_up.panels.item_acts import ActRow, ItemActs
from tests.ui.driver import buttons_of, click, focused, label, says, table, texts, words
from tests.ui.keys import press
from tests.unit.documents.conftest import pages
from tests.unit.services.entry.births import type_entry
from tests.unit.services.entry.deciding import CHILD, decide, searched


@pytest.fixture
def screen(themed, work, qtbot):
    """The screen with two children whose rows name one mother, whom the book writes otherwise."""
    from app.ui.follow_up.screen import DiscrepanciesScreen

    with work.store.read() as session:
        volume_id = volumes.inventory(session)[0].id
    work.entries = []
    for number in ("188", "189"):
        kid = replace(CHILD, personal_id=f"038099994{number}", mother_id="038175990001")
        work.entries.append(type_entry(work.store, work.random, volume_id, registration_no=number))
        decide(
            work.store,
            work.entries[-1],
            "child",
            Branch.MISMATCH_BASIC,
            work.random,
            person=kid,
            search=searched(kid),
            resolutions={"mother_name": Resolution.VERIFY},
        )
    made = DiscrepanciesScreen(work)
    qtbot.addWidget(made)
    made.refresh()
    made.resize(1200, 640)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.panel.choose(next(iter(made._facts)))
    table(made, "Danh sách sai lệch").setFocus()
    return made


def test_one_row_tells_in_how_many_acts_it_shows_and_names_them(screen):
    (person,) = texts(table(screen, "Danh sách sai lệch"), 0)
    assert person.startswith("Phạm Văn Tý")
    assert says(screen, "Cùng một sai lệch ở 2 trường hợp")
    acts = [name for name in buttons_of(screen) if "Khai sinh · 01/1998" in name]
    assert [("số 188" in name, "số 189" in name) for name in acts] == [(True, False), (False, True)]
    assert "1 mục đang theo dõi" in words(screen)


def test_an_act_is_opened_from_its_line(screen, work):
    opened = []
    screen.entry_wanted.connect(opened.append)
    for name in [name for name in buttons_of(screen) if "Khai sinh · 01/1998" in name]:
        click(screen, name)
    assert opened == work.entries


def test_the_acts_are_reached_by_keys(screen, work):
    opened = []
    screen.entry_wanted.connect(opened.append)
    (acts,) = screen.findChildren(ItemActs)
    press(focused(), Qt.Key.Key_F6)
    for _step in range(20):
        if acts.isAncestorOf(focused()):
            break
        press(focused(), Qt.Key.Key_Tab)
    assert acts.isAncestorOf(focused())
    press(focused(), Qt.Key.Key_Return)
    assert opened == work.entries[:1]


def test_it_is_resolved_once_for_all_of_them(screen, work):
    press(focused(), Qt.Key.Key_M)
    QTest.keyClick(focused(), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    with work.store.read() as session:
        found = discrepancies.every(session)
    assert len(found) == 2
    assert len({(item.resolution, item.state) for item in found}) == 1


def test_it_is_ended_and_taken_back_as_one(screen, work):
    press(focused(), Qt.Key.Key_M)
    QTest.keyClick(focused(), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)

    def states():
        with work.store.read() as session:
            return {item.state for item in discrepancies.every(session)}

    before = states()
    screen._end(next(iter(screen._facts)), "đã xong")
    assert states() == {ItemState.ENDED}
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert states() == before


def test_the_paper_has_it_once_with_the_other_act(screen):
    told = " ".join(" ".join(pages(screen.make_list().data)).split())
    assert "1 thông tin chưa thống nhất" in told.replace("01", "1")
    assert "Còn ở" in told


def test_one_act_alone_is_not_listed(themed, qtbot):
    acts = ItemActs()
    qtbot.addWidget(acts)
    acts.set_acts([ActRow("a", "một"), ActRow("b", "hai")])
    assert buttons_of(acts) == ["một", "hai"]
    assert label(acts, "2 trường hợp")
    acts.set_acts([ActRow("a", "một")])
    assert acts.isHidden()
