"""The dialog of the office's values: what stands today, what ends, and who may set another."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.services.office import office_settings
from app.services.office.office_settings import ITEM_DAYS, LIST_BASIS, PLACE
from app.ui.office.office_dialog import OfficeDialog
from tests.conftest import AT, LEADER, POLICE
from tests.ui.driver import button, field, find, messages_of, name_of, read_field, rows_of, says, table
from tests.ui.keys import press, type_text

OLD_LAW, NEW_LAW = datetime(2027, 2, 1, tzinfo=UTC), datetime(2027, 3, 2, tzinfo=UTC)


@pytest.fixture
def opened(themed, work, qtbot):
    def shown(officer=LEADER, at=AT):
        work.account, work.now = officer, lambda: at
        dialog = OfficeDialog(work)
        qtbot.addWidget(dialog)
        dialog.show()
        dialog.activateWindow()
        qtbot.waitUntil(dialog.isActiveWindow)
        return dialog

    return shown


def choose(dialog, setting):
    assert table(dialog, "Cài đặt của cơ quan").choose_key(setting.key)


def row(dialog, setting):
    return next(r for r in rows_of(table(dialog, "Cài đặt của cơ quan")) if r.key == setting.key)


def put(dialog, words, day):
    """Type a value and its day, as an officer does by keyboard."""
    for name, text in (("Giá trị", words), ("Từ ngày", day)):
        editor = find(dialog, name)
        editor.setFocus()
        editor.selectAll()
        for at, line in enumerate(text.split("\n")):
            if at:
                press(QApplication.focusWidget(), Qt.Key.Key_Return)
            type_text(QApplication.focusWidget(), line)


def value(work, setting, on):
    with work.store.read() as session:
        return office_settings.value(session, setting, on=on)


def test_every_value_is_listed_as_it_is_today(opened):
    dialog = opened()
    listed = rows_of(table(dialog, "Cài đặt của cơ quan"))
    assert [one.key for one in listed] == [one.key for one in office_settings.SETTINGS]
    assert (row(dialog, ITEM_DAYS).words, row(dialog, ITEM_DAYS).since) == ("15", "có sẵn")
    assert not any(one.missing or one.ends for one in listed)


def test_what_ends_is_warned_of_and_what_ended_is_said(opened):
    assert row(opened(at=OLD_LAW), LIST_BASIS).ends == "28/02/2027"
    late = row(opened(at=NEW_LAW), LIST_BASIS)
    assert (late.ends, late.missing, late.words) == ("", True, "")


def test_a_leader_sets_a_value_by_keyboard(opened, work):
    dialog = opened()
    choose(dialog, PLACE)
    put(dialog, "Cẩm Tú", "1/7/2025")
    press(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert messages_of(dialog) == "Đã lưu “Địa danh trước ngày tháng”, áp dụng từ ngày 01/07/2025."
    assert [value(work, PLACE, on=date(2025, month, 30)) for month in (6, 7)] == ["", "Cẩm Tú"]
    assert table(dialog, "Cài đặt của cơ quan").current().key == PLACE.key, "the row stays chosen"
    assert says(dialog, "Từ 01/07/2025: Cẩm Tú")


def test_return_in_the_value_goes_to_the_day_and_keeps_nothing_yet(opened, work):
    dialog = opened()
    choose(dialog, PLACE)
    field(dialog, "Giá trị").setFocus()
    type_text(QApplication.focusWidget(), "X")
    press(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert name_of(QApplication.focusWidget()) == "Từ ngày"
    assert value(work, PLACE, on=AT.date()) == ""


def test_lines_are_typed_in_several_lines(opened, work):
    dialog = opened()
    choose(dialog, office_settings.HEADER_LINES)
    put(dialog, "ỦY BAN NHÂN DÂN\nXÃ CẨM TÚ", "01/07/2025")
    button(dialog, "Lưu giá trị").click()
    assert value(work, office_settings.HEADER_LINES, on=AT.replace(year=2026).date()) == [
        "ỦY BAN NHÂN DÂN",
        "XÃ CẨM TÚ",
    ]


@pytest.mark.parametrize(
    ("setting", "words", "day", "said"),
    [
        (ITEM_DAYS, "mười", "1/7/2025", "ghi số ngày từ 1 đến 365"),
        (ITEM_DAYS, "20", "hôm nay", "ngày/tháng/năm"),
        (office_settings.COMMUNE, " ", "1/7/2025", "không được để trống"),
    ],
)
def test_what_does_not_fit_is_said_and_stays_on_the_screen(opened, work, setting, words, day, said):
    dialog = opened()
    choose(dialog, setting)
    before = value(work, setting, on=date(2026, 1, 1))
    put(dialog, words, day)
    button(dialog, "Lưu giá trị").click()
    assert said in messages_of(dialog)
    assert (read_field(dialog, "Giá trị"), read_field(dialog, "Từ ngày")) == (words, day)
    assert value(work, setting, on=date(2026, 1, 1)) == before


def test_others_see_the_values_and_change_none(opened, work):
    dialog = opened(replace(POLICE))
    choose(dialog, PLACE)
    assert not button(dialog, "Lưu giá trị").isEnabled()
    assert not field(dialog, "Giá trị").isEnabled()
    dialog.put(PLACE.key, "X", "1/7/2025")
    assert "chỉ Lãnh đạo" in messages_of(dialog)
    assert value(work, PLACE, on=AT.date()) == ""


def test_a_day_is_shown_as_it_is_typed(opened, work):
    dialog = opened()
    choose(dialog, office_settings.BEGINS)
    put(dialog, "1/3/2027", "1/1/2023")
    button(dialog, "Lưu giá trị").click()
    assert row(dialog, office_settings.BEGINS).words == "01/03/2027"
