"""A new volume takes the place of its own time: one alone by itself, of several the officer's choice."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu

from app.matching.places.old_communes import of_office
from app.ui.volumes.panels.volume_form import VolumeDraft, VolumeForm
from tests.ui.driver import field, type_in

OFFICE = "xã Cẩm Tú, tỉnh Thanh Hóa"
QUY = "xã Cẩm Quý, huyện Cẩm Thủy, tỉnh Thanh Hóa"


@pytest.fixture
def form(themed, qtbot):
    form = VolumeForm()
    qtbot.addWidget(form)
    form.set_books([("khai_sinh", "Khai sinh")])
    form.set_places(lambda year: of_office(OFFICE, year))
    form.show()
    form.activateWindow()
    return form


def begin(form, place="", volume_id=0, year=""):
    form.begin(volume_id, VolumeDraft("khai_sinh", "01", year, place))


def place(form):
    return field(form, "Nơi đăng ký").text()


def test_a_volume_of_today_is_of_the_office_and_an_old_one_never_is(form):
    begin(form)
    assert place(form) == ""
    type_in(form, "Năm mở sổ", "2026")
    assert place(form) == OFFICE
    type_in(form, "Năm mở sổ", "1998")
    assert place(form) == "", "any of four"


def test_the_commune_at_the_cursor_stays_while_it_was_there(form):
    begin(form, QUY)
    type_in(form, "Năm mở sổ", "1998")
    assert place(form) == QUY
    type_in(form, "Năm mở sổ", "2026")
    assert place(form) == OFFICE


def test_what_was_typed_or_kept_before_stays(form):
    begin(form)
    type_in(form, "Nơi đăng ký", "xã Cẩm Phong")
    type_in(form, "Năm mở sổ", "2026")
    assert place(form) == "xã Cẩm Phong"
    begin(form, QUY, volume_id=7, year="2026")
    assert place(form) == QUY
    assert form.draft().place == QUY


def test_the_down_key_offers_the_places_of_the_year(form, qtbot):
    begin(form, year="1998")
    edit = field(form, "Nơi đăng ký")
    edit.setFocus()
    qtbot.keyClick(edit, Qt.Key.Key_Down)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert tuple(action.text() for action in menu.actions()) == of_office(OFFICE, 1998)
    qtbot.keyClick(menu, Qt.Key.Key_Down)
    qtbot.keyClick(menu, Qt.Key.Key_Down)
    qtbot.keyClick(menu, Qt.Key.Key_Return)
    assert place(form) == QUY
    type_in(form, "Năm mở sổ", "2026")
    assert place(form) == QUY, "chosen is as good as typed"


def test_an_office_that_the_table_does_not_know_offers_nothing(form, qtbot):
    form.set_places(lambda year: of_office("xã Không Có", year))
    begin(form, "xã Không Có", year="1998")
    assert place(form) == "xã Không Có"
    qtbot.keyClick(field(form, "Nơi đăng ký"), Qt.Key.Key_Down)
    assert QApplication.activePopupWidget() is None
