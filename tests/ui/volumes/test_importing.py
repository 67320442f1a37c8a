"""A list of volumes in the window: pasted or from a file, looked at, then taken in."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from app.services.entry import volumes
from app.ui.volumes.screen import VolumesScreen
from tests.conftest import COMMUNE, TYPIST
from tests.ui.driver import button, cell, click, messages_of, says, table, texts, type_in

TABLE = "Loại sổ\tQuyển số\tNăm mở sổ\tTổng số\tMàu\nKết hôn\t01/2001\t2001\t30\txanh\nKhai tử\t1\tlâu\t5\t\n"


@pytest.fixture
def page(themed, work, qtbot):
    made = VolumesScreen(work)
    qtbot.addWidget(made)
    made.refresh()
    return made


@pytest.fixture
def taking(page, qtbot):
    made = page.begin_import()
    qtbot.addWidget(made.dialog)
    return made


def shelf(work):
    with work.store.read() as session:
        return [(v.book_type, v.book_no, v.place) for v in volumes.inventory(session)]


def test_a_pasted_table_is_looked_at_before_it_is_taken(page, taking, work):
    QGuiApplication.clipboard().setText(TABLE)
    click(taking.dialog, "Dán")
    report = table(taking.dialog, "Báo cáo trước khi nhận")
    assert texts(report, 1) == ["sẽ nhận", "không nhận"]
    assert cell(report, 1, 3).text == "Cột “Năm mở sổ”: chưa đọc được năm trong “lâu”."
    assert report.current().line == 3
    assert says(taking.dialog, "2 dòng: 1 quyển sẽ nhận")
    assert says(taking.dialog, "Cột không dùng: Màu.")
    assert len(shelf(work)) == 1
    click(taking.dialog, "Nhận 1 quyển")
    assert shelf(work)[1:] == [("ket_hon", "01/2001", COMMUNE)]
    assert "Đã nhận 1 quyển" in messages_of(taking.dialog)
    assert texts(report, 1) == ["đã có", "không nhận"]
    assert not button(taking.dialog, "Nhận 0 quyển").isEnabled()
    assert "01/2001" in texts(table(page, "Bảng kê sổ hộ tịch"), 1)


def test_an_empty_clipboard_says_what_to_do(taking):
    QGuiApplication.clipboard().clear()
    taking.paste()
    assert "Chưa chép bảng nào" in messages_of(taking.dialog)


def test_a_file_is_read_and_a_wrong_one_refused(taking, work, tmp_path):
    good, wrong = tmp_path / "so.csv", tmp_path / "anh.csv"
    good.write_text(TABLE, encoding="utf-8")
    wrong.write_bytes(b"%PDF-1.7")
    taking.take_file(good)
    assert says(taking.dialog, "2 dòng")
    taking.take_file(wrong)
    assert "không phải là bảng" in messages_of(taking.dialog)
    assert not button(taking.dialog, "Nhận 0 quyển").isEnabled()
    taking.take_file(tmp_path / "khong-co.csv")
    assert messages_of(taking.dialog)
    with (tmp_path / "to.csv").open("wb") as large:
        large.truncate(3 << 20)
    taking.take_file(tmp_path / "to.csv")
    assert "quá lớn" in messages_of(taking.dialog)
    assert len(shelf(work)) == 1


def test_the_place_of_rows_that_tell_none_can_be_typed(taking, work, qtbot):
    QGuiApplication.clipboard().setText(TABLE)
    taking.paste()
    place = type_in(taking.dialog, "Nơi đăng ký khi bảng không ghi", "xã Cẩm Giang")
    qtbot.keyClick(place, Qt.Key.Key_Return)
    click(taking.dialog, "Nhận 1 quyển")
    assert ("ket_hon", "01/2001", "xã Cẩm Giang") in shelf(work)


def test_who_may_not_describe_volumes_takes_nothing_in(page, work, qtbot):
    work.account = TYPIST
    taking = page.begin_import()
    qtbot.addWidget(taking.dialog)
    QGuiApplication.clipboard().setText(TABLE)
    taking.paste()
    click(taking.dialog, "Nhận 1 quyển")
    assert "chỉ Tư pháp hoặc Lãnh đạo" in messages_of(taking.dialog)
    assert len(shelf(work)) == 1


def test_the_dialog_has_room_for_its_report(taking):
    taking.dialog.show()
    assert taking.dialog.height() > table(taking.dialog, "Báo cáo trước khi nhận").minimumHeight()
