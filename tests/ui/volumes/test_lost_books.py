"""A type of book without any volume on the screen of volumes: noted, shown, printed, taken back."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox

from app.documents.kinds import LOSS_RECORD
from app.errors import Refused
from app.models.books import BOOKS
from app.services.entry import losses, volumes
from app.services.entry.losses import Loss
from app.ui.volumes.screen import VolumesScreen
from tests.conftest import AT, COMMUNE, JUSTICE
from tests.ui.driver import cell, choose, click, find, messages_of, sees, table, texts, type_in

FLOOD = "Do lũ lụt mất hết sổ"
SHORT = COMMUNE.partition(",")[0]


@pytest.fixture
def page(themed, work, qtbot):
    made = VolumesScreen(work)
    qtbot.addWidget(made)
    made.resize(1200, 640)
    made.refresh()
    made.show()
    return made


def inventory(page):
    return table(page, "Bảng kê sổ hộ tịch")


def line_of(page, title):
    lines = inventory(page)
    at = texts(lines, 1).index(title)
    lines.choose(at)
    return at


def kept(work):
    with work.store.read() as session:
        return losses.every(session)


def note(work, book="ket_hon", place=COMMUNE, electronic=459):
    with work.store.write() as session:
        return losses.add(session, Loss(0, book, place, FLOOD, "10/2007", electronic), by=JUSTICE, at=AT)


def press(page, qtbot, key):
    qtbot.keyClick(inventory(page), key)


def test_m_on_a_type_notes_that_no_volume_is_left(page, work, qtbot):
    line_of(page, "Kết hôn")
    press(page, qtbot, Qt.Key.Key_M)
    assert sees(page, "Mất hết sổ")
    type_in(page, "Mất khi nào", "lâu rồi")
    type_in(page, "Đã có điện tử", "nhiều")
    click(page, "Ghi mất hết sổ")
    assert "chỉ gồm chữ số" in messages_of(page)
    electronic = type_in(page, "Đã có điện tử", "1.459")
    qtbot.keyClick(electronic, Qt.Key.Key_Return)
    assert "Ngày mất sổ ghi dạng" in messages_of(page)
    assert kept(work) == []
    type_in(page, "Mất khi nào", "10/2007")
    click(page, "Ghi mất hết sổ")
    assert [(one.book_type, one.place, one.reason, one.lost_on) for one in kept(work)] == [
        ("ket_hon", COMMUNE, FLOOD, "10/2007")
    ]
    assert kept(work)[0].already_electronic == 1459
    assert not sees(page, "Mất hết sổ")
    at = line_of(page, "Kết hôn")
    shown = [cell(inventory(page), at, column).text for column in range(10)]
    assert shown == ["02", "Kết hôn", "mất hết", "0", "1.459", "0", "0", "0", "–", f"{FLOOD}, 10/2007"]
    assert cell(table(page, "Cộng"), 0, 4).text == "1.459"


@pytest.mark.parametrize("key", [Qt.Key.Key_M, Qt.Key.Key_F2])
def test_a_note_is_changed_but_not_its_type_and_place(page, work, qtbot, key):
    note(work)
    page.refresh()
    line_of(page, "Kết hôn")
    press(page, qtbot, key)
    assert not find(page, "Loại sổ").isEnabled()
    assert not find(page, "Nơi đăng ký").isEnabled()
    reason = type_in(page, "Lý do, in vào phụ lục", "Cháy trụ sở")
    qtbot.keyClick(reason, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert kept(work)[0].reason == "Cháy trụ sở"


def test_escape_keeps_nothing(page, work, qtbot):
    line_of(page, "Kết hôn")
    press(page, qtbot, Qt.Key.Key_M)
    qtbot.keyClick(find(page, "Mất khi nào"), Qt.Key.Key_Escape)
    assert not sees(page, "Mất hết sổ")
    assert kept(work) == []


def test_a_type_with_volumes_at_hand_is_not_lost(page, work, qtbot):
    line_of(page, "Khai sinh")
    press(page, qtbot, Qt.Key.Key_M)
    click(page, "Ghi mất hết sổ")
    assert "còn kê 1 quyển" in messages_of(page)
    assert kept(work) == []


@pytest.mark.parametrize("answer", [True, False])
def test_delete_takes_a_note_back_after_a_question(page, work, qtbot, monkeypatch, answer):
    note(work)
    page.refresh()
    line_of(page, "Kết hôn")
    monkeypatch.setattr("app.ui.volumes.screen.confirm", lambda *_args, **_more: answer)
    press(page, qtbot, Qt.Key.Key_Delete)
    assert (kept(work) == []) == answer


def test_the_minutes_tell_what_is_lost_in_the_line(page, work):
    note(work)
    lost = {"condition": "mat", "condition_reason": "mối ăn"}
    with work.store.write() as session:
        for number in ("", "07"):
            view = volumes.VolumeView(0, "khai_sinh", number, "1985", COMMUNE, **lost)
            volumes.add(session, view, by=JUSTICE, at=AT)
    page.refresh()
    made = []
    for title in ("Kết hôn", "Khai sinh", "07", "không số   ·   1985"):
        line_of(page, title)
        preview = page.papers.minutes_of(inventory(page).current())
        made.append(preview.windowTitle())
        preview.deleteLater()
    assert made == [LOSS_RECORD.name] * 4
    line_of(page, "01/1998")
    with pytest.raises(Refused, match="không có sổ nào ghi là mất"):
        page.papers.minutes_of(inventory(page).current())


def test_b_says_where_nothing_is_lost(page, qtbot):
    line_of(page, "01/1998")
    press(page, qtbot, Qt.Key.Key_B)
    assert "không có sổ nào ghi là mất" in messages_of(page)


def test_several_old_communes_have_a_level_of_their_own(page, work, qtbot):
    with work.store.write() as session:
        view = volumes.VolumeView(0, "khai_tu", "01/1998", "1998", "UBND xã Cẩm Giang", closing_total=7)
        made = volumes.add(session, view, by=JUSTICE, at=AT)
    note(work, place="UBND xã Cẩm Giang")
    page.refresh()
    lines = inventory(page)
    assert texts(lines, 1) == [
        "UBND xã Cẩm Giang",
        "Kết hôn",
        "Khai tử",
        "01/1998",
        SHORT,
        "Khai sinh",
        "01/1998",
    ]
    assert [cell(lines, 0, column).text for column in (3, 4)] == ["7", "459"]
    page.panel.choose(made)
    assert lines.current().volume.id == made
    qtbot.keyClick(lines, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert find(page, "Nơi đăng ký").text() == "UBND xã Cẩm Giang"
    qtbot.keyClick(find(page, "Nơi đăng ký"), Qt.Key.Key_Escape)
    lines.choose(0)
    qtbot.keyClick(lines, Qt.Key.Key_Return)
    assert texts(lines, 1) == ["UBND xã Cẩm Giang", SHORT, "Khai sinh", "01/1998"]


def test_the_same_volume_again_is_asked_about_and_shown(page, work, qtbot):
    page.panel.begin_new()
    choose(page, "Loại sổ", "Khai sinh")
    type_in(page, "Số quyển", "1")
    type_in(page, "Năm mở sổ", "1998")
    assert not sees(page, "Vì sao kê hai lần")
    click(page, "Lưu quyển")
    assert "đã được kê" in messages_of(page)
    reason = type_in(page, "Vì sao kê hai lần", "sổ kép")
    qtbot.keyClick(reason, Qt.Key.Key_Return)
    assert not sees(page, "Lưu quyển")
    found = [text for text in texts(inventory(page), 1) if "kê hai lần" in text]
    assert found == ["01/1998   ·   kê hai lần", "1   ·   kê hai lần"]


def test_the_second_place_is_kept_and_shown(page, work, qtbot):
    line_of(page, "01/1998")
    press(page, qtbot, Qt.Key.Key_F2)
    second = type_in(page, "Nơi lưu sổ kép", "Lưu trữ tỉnh")
    qtbot.keyClick(second, Qt.Key.Key_Return)
    at = line_of(page, "01/1998")
    assert cell(inventory(page), at, 9).text == "sổ kép: Lưu trữ tỉnh"


def test_places_of_one_name_are_told_apart(page, work):
    with work.store.write() as session:
        for district in ("Cẩm Thủy", "Bá Thước"):
            place = f"xã Điền Lư, huyện {district}"
            volumes.add(session, volumes.VolumeView(0, "khai_tu", "01", "1998", place), by=JUSTICE, at=AT)
    page.refresh()
    shown = [text for text in texts(inventory(page), 1) if "Điền Lư" in text]
    assert shown == ["xã Điền Lư, huyện Bá Thước", "xã Điền Lư, huyện Cẩm Thủy"]


def test_a_book_that_no_old_commune_has_yet_may_be_added(page, work, qtbot):
    for place in (COMMUNE, "xã Cẩm Quý, huyện Cẩm Thủy, tỉnh Thanh Hóa"):
        with work.store.write() as session:
            view = volumes.VolumeView(0, "khai_sinh", "01/1974", "1974", place)
            volumes.add(session, view, by=JUSTICE, at=AT)
    page.refresh()
    page.panel.begin_new()
    offered = find(page, "Loại sổ", QComboBox)
    assert [offered.itemData(at) for at in range(offered.count())] == list(BOOKS)
