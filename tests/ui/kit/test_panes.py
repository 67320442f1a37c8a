"""Two panes side by side or below one another; one at a time where room is short."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from app.ui.kit import theme
from app.ui.kit.panes import GUTTER, TOO_LOW, TOO_NARROW, Panes
from app.ui.kit.stages import Regions
from tests.ui.driver import button, click, focused, sees


class Around(QWidget):
    """Two fields, each in a pane of its own; F6 goes from one to the other."""

    def __init__(self, **how):
        super().__init__()
        self.first, self.second = QLineEdit(), QLineEdit()
        self.boxes = []
        for field in (self.first, self.second):
            box = QWidget()
            lines = QVBoxLayout(box)
            lines.addWidget(QLabel("nhãn"))
            lines.addWidget(field)
            self.boxes.append(box)
        self.panes = Panes(("Sổ", self.boxes[0]), ("Đối chiếu", self.boxes[1]), **how)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.panes)
        self._regions = Regions(self, *self.boxes)

    def in_sight(self):
        return [not box.visibleRegion().isEmpty() for box in self.boxes]


@pytest.fixture
def around(themed, qtbot):
    def make(width, height=500, **how):
        made = Around(**how)
        qtbot.addWidget(made)
        made.resize(width, height)
        made.show()
        made.activateWindow()
        qtbot.waitUntil(made.isActiveWindow)
        made.first.setFocus()
        return made

    return make


def test_both_are_in_sight_where_they_have_room(around):
    made = around(TOO_NARROW, shares=(35, 65))
    assert made.in_sight() == [True, True]
    assert not sees(made, "Sổ")
    widths = [box.width() for box in made.boxes]
    assert sum(widths) == TOO_NARROW - GUTTER
    assert abs(widths[0] - sum(widths) * 0.35) < 3


def test_one_is_in_sight_below_that_and_takes_all_the_width(around):
    made = around(TOO_NARROW - 1)
    assert made.in_sight() == [True, False]
    assert made.boxes[0].width() == TOO_NARROW - 1


def test_whoever_gets_the_focus_is_in_sight(around):
    made = around(700)
    made.second.setFocus()
    assert made.in_sight() == [False, True]
    assert made.boxes[1].width() == 700
    QTest.keyClick(focused(), Qt.Key.Key_F6)
    assert focused() is made.first
    assert made.in_sight() == [True, False]


def test_a_click_on_the_switch_shows_a_pane_and_gives_it_the_focus(around):
    made = around(700)
    assert button(made, "Sổ").isChecked()
    click(made, "Đối chiếu")
    assert made.in_sight() == [False, True]
    assert focused() is made.second
    assert [button(made, name).isChecked() for name in ("Sổ", "Đối chiếu")] == [False, True]


def test_the_pane_with_the_focus_stays_when_the_window_gets_narrow_and_wide(around):
    made = around(1200)
    made.second.setFocus()
    made.resize(700, 500)
    assert made.in_sight() == [False, True]
    made.resize(1200, 500)
    assert made.in_sight() == [True, True]
    assert focused() is made.second


@pytest.mark.parametrize("which", [0, 1])
def test_a_pane_with_a_width_of_its_own_keeps_it(around, which):
    made = around(1100, fixed=(which, 304))
    assert made.boxes[which].width() == 304
    made.resize(1300, 500)
    assert made.boxes[which].width() == 304
    made.panes.set_fixed(384)
    assert made.boxes[which].width() == 384


def test_larger_text_needs_more_room(around, themed):
    made = around(1100, fixed=(0, 300))
    theme.apply(themed, "light", 1.1)
    assert made.in_sight() == [True, True]
    assert made.boxes[0].width() == 330
    theme.apply(themed, "light", 1.25)
    assert made.in_sight() == [True, False]


def test_panes_below_one_another_need_height(around):
    made = around(700, TOO_LOW, below=True, shares=(3, 2))
    assert made.in_sight() == [True, True]
    assert made.boxes[0].y() < made.boxes[1].y()
    made.resize(700, TOO_LOW - 1)
    assert made.in_sight() == [True, False]
    made.second.setFocus()
    assert made.in_sight() == [False, True]
