import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QLabel

from app.ui.kit import theme
from app.ui.kit.parts import Chip
from app.ui.shell.main_window import MainWindow
from app.ui.volumes.panels.gap_strip import GapStrip, NumberLine
from app.ui.volumes.panels.volume_form import VolumeDraft
from app.ui.volumes.panels.volume_lines import BookGroup, VolumeRow
from app.ui.volumes.panels.volumes import VolumesPanel


def volume(id_, number_="01/1998", **more):
    return VolumeRow(
        id_, VolumeDraft("khai_sinh", number_, "1998", **more), 240, 40, todo=200, entered=100, left=100
    )


SHELF = [
    BookGroup("khai_sinh", "Sổ khai sinh", (volume(1), volume(2, "02/1999"))),
    BookGroup("khai_tu", "Sổ khai tử", ()),
]


@pytest.fixture
def volumes(themed, qtbot):
    panel = VolumesPanel()
    qtbot.addWidget(panel)
    panel.resize(1200, 620)
    panel.set_books(SHELF, place="UBND xã Cẩm Lương")
    return panel


MANY = NumberLine(
    1,
    "Nhận cha, mẹ, con 01/2010",
    1985,
    frozenset({n for n in range(1, 1950) if n % 100 not in {7, 8}} - {1800}),
    gaps=tuple(n for n in range(1, 1950) if n % 100 in {7, 8}),
    twice=tuple(range(1012, 1900, 91)),
    next=1950,
)
FEW = NumberLine(1, "Khai sinh 01/1998", 10, frozenset({1, 2}), next=3)


def cut(strip):
    """Return the words of the strip that are not seen whole."""
    found = []
    for part in [*strip.findChildren(QLabel), *strip.findChildren(Chip)]:
        if not part.isVisible():
            continue
        said = part.text() if isinstance(part, QLabel) else part.accessibleName()
        place = part.mapTo(strip, part.rect().topLeft())
        inside = strip.rect().contains(QRect(place, part.size()))
        room = part.visibleRegion().boundingRect().width()
        if not inside or room < part.sizeHint().width():
            found.append(said)
    return found


def shown_whole(strip):
    assert cut(strip) == []


@pytest.mark.parametrize(
    ("width", "height", "scale"),
    [(1366, 768, 1.0), (1366, 768, 1.25), (1280, 720, 1.0), (1280, 720, 1.25), (1093, 558, 1.4)],
)
def test_the_legend_of_the_numbers_is_shown_whole(themed, qtbot, volumes, width, height, scale):
    theme.apply(themed, "light", scale)
    window = MainWindow("Đối Soát Hộ Tịch")
    qtbot.addWidget(window)
    window.add_page("volumes", "Sổ hộ tịch", "books", volumes)
    window.show_page("volumes")
    window.show_work()
    window.resize(width, height)
    window.show()
    qtbot.waitExposed(window)
    strip = volumes.findChild(GapStrip)
    for numbers in (FEW, MANY):
        volumes.set_numbers(numbers)
        qtbot.waitUntil(lambda: shown_whole(strip))
        shown = {label.text() for label in strip.findChildren(QLabel) if label.isVisible()}
        done, last = len(numbers.entered), numbers.last
        left = last - done - len(numbers.gaps)
        legend = {f"đã nhập {done}", "thiếu", "hai lần", "số kế tiếp", f"còn {left} / {last}"}
        assert shown == {f"Dò số: {numbers.title}", *legend}


def test_the_legend_of_the_numbers_follows_the_width_of_the_window(themed, qtbot):
    strip, heights = GapStrip(), []
    qtbot.addWidget(strip)
    strip.set_numbers(FEW)
    strip.show()
    for width in (1600, 600, 1600):
        strip.resize(width, 200)
        qtbot.waitUntil(lambda: shown_whole(strip))
        heights.append(strip.sizeHint().height())
    assert heights[0] == heights[2] < heights[1]
