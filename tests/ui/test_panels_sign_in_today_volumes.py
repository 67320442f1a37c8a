import pytest
from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtWidgets import QLabel, QLineEdit

from app.ui.kit import theme
from app.ui.kit.parts import Card, Chip
from app.ui.shell.main_window import MainWindow
from app.ui.shell.panels.sign_in import OfficerCard, SignInPanel
from app.ui.today.panels.today import BookProgress, Due, TodayPanel, Waiting, number, percent_cell
from app.ui.volumes.panels.gap_strip import GapStrip, NumberLine, ranges
from app.ui.volumes.panels.volume_form import VolumeDraft, VolumeForm
from app.ui.volumes.panels.volumes import BookGroup, VolumeRow, VolumesPanel
from tests.ui.driver import (
    cell,
    chips,
    choose,
    click,
    field,
    find,
    messages_of,
    rows_of,
    seen,
    sees,
    table,
    texts,
    type_in,
    words,
)

OFFICERS = [
    OfficerCard("1", "Cao Thị Nhàn", "justice"),
    OfficerCard("2", "Quách Văn Nghĩa", "police"),
    OfficerCard("3", "Nguyễn Thu Trang", "typist"),
]


@pytest.fixture
def sign_in(themed, qtbot):
    panel = SignInPanel()
    qtbot.addWidget(panel)
    panel.set_officers(OFFICERS)
    panel.resize(1366, 660)
    panel.show()
    return panel


def secret_of(panel):
    return panel.findChild(QLineEdit)


def test_a_card_holds_the_initials():
    assert [officer.initials for officer in OFFICERS] == ["CN", "QN", "NT"]
    assert OfficerCard("4", "Đức", "leader").initials == "Đ"


def test_arrows_choose_and_enter_gives_the_password(sign_in, qtbot):
    secret = secret_of(sign_in)
    qtbot.keyClick(secret, Qt.Key.Key_Right)
    qtbot.keyClick(secret, Qt.Key.Key_Right)
    qtbot.keyClick(secret, Qt.Key.Key_Right)
    qtbot.keyClick(secret, Qt.Key.Key_Left)
    assert sign_in.chosen == OFFICERS[2]
    assert secret.accessibleName() == "Mật khẩu của Nguyễn Thu Trang"
    qtbot.keyClicks(secret, "correct horse")
    qtbot.keyClick(secret, Qt.Key.Key_Left)
    assert sign_in.chosen == OFFICERS[2]
    with qtbot.waitSignal(sign_in.password_given) as given:
        qtbot.keyClick(secret, Qt.Key.Key_Return)
    assert given.args == ["3", "correct horse"]


def test_nothing_is_given_without_a_password(sign_in, qtbot):
    with qtbot.assertNotEmitted(sign_in.password_given):
        qtbot.keyClick(secret_of(sign_in), Qt.Key.Key_Return)


def test_choosing_another_officer_forgets_what_was_typed(sign_in, qtbot):
    secret_of(sign_in).setText("of the first")
    sign_in.choose(1)
    assert secret_of(sign_in).text() == ""


def test_a_refusal_waits_counts_down_and_gives_the_field_back(sign_in, qtbot):
    secret = secret_of(sign_in)
    secret.setText("wrong")
    sign_in.set_refusal("Chưa vào được.", 65)
    assert secret.text() == ""
    assert not secret.isEnabled()
    assert "Chưa vào được. Thử lại sau 1 phút 5 giây." in words(sign_in)
    second = sign_in.findChild(QTimer)
    for _ in range(57):
        second.timeout.emit()
    assert "Chưa vào được. Thử lại sau 8 giây." in words(sign_in)
    for _ in range(8):
        second.timeout.emit()
    assert secret.isEnabled()
    assert "Chưa vào được." in words(sign_in)
    assert not second.isActive()


def test_the_password_is_hidden_and_the_demo_line_only_when_told(sign_in):
    assert secret_of(sign_in).echoMode() == QLineEdit.EchoMode.Password
    assert not any("demo" in shown for shown in words(sign_in))
    sign_in.set_demo_hint("Bản demo: mật khẩu của mọi tài khoản là demo-demo-demo")
    assert any("demo" in shown for shown in words(sign_in))


@pytest.fixture
def today(themed, qtbot):
    panel = TodayPanel()
    qtbot.addWidget(panel)
    panel.set_head("Thứ Ba, 17 tháng 10 năm 2023", "Còn 75 ngày", "Nhập tiếp: Khai sinh 01/1998, số 188")
    panel.set_waiting(
        [
            Waiting("drafts", "pencil-line", "Bản nháp", 3, "của tôi"),
            Waiting("open", "arrows-left-right", "Sai lệch", 1041, "x", "differ"),
        ]
    )
    panel.set_due([Due("backup", "hard-drives", "Sao lưu", "2 ngày trước", "đã thử", "equal")])
    panel.resize(1200, 620)
    panel.show()
    panel.activateWindow()
    panel.setFocus()
    return panel


def test_arrows_go_round_and_enter_opens(today, qtbot):
    opened = []
    today.opened.connect(opened.append)
    with qtbot.waitSignal(today.continued):
        qtbot.keyClick(today.focusWidget(), Qt.Key.Key_Return)
    for _ in range(4):
        qtbot.keyClick(today.focusWidget(), Qt.Key.Key_Right)
        qtbot.keyClick(today.focusWidget(), Qt.Key.Key_Return)
    assert opened == ["drafts", "open", "backup"]


def test_cards_say_their_counts_in_vietnamese(today):
    assert "1.041" in words(today)
    today.set_waiting([Waiting("drafts", "pencil-line", "Bản nháp", 0, "không có")])
    assert "1.041" not in words(today)


def test_progress_has_a_sum_and_no_false_hundred(today):
    today.set_progress(
        [BookProgress("Khai sinh", 1000, 999, 1, 900, 90, 9), BookProgress("Khai tử", 0, 0, 0, 0, 0, 0)]
    )
    model = table(today).table_model
    assert model.data(model.index(2, 0)) == "Cộng"
    assert model.data(model.index(2, 1)) == "1.000"
    assert model.cell(0, 6).text == "99 %"
    assert model.cell(1, 6).text == "–"
    assert percent_cell(0, 7).text == "100 %"
    assert number(1234567) == "1.234.567"


def test_the_chart_is_shown_or_it_says_when_it_comes(today):
    assert "Chưa vẽ được biểu đồ" in words(today)
    today.set_chart(b"<svg xmlns='http://www.w3.org/2000/svg' width='4' height='4'/>", "chậm 32")
    assert sees(today, "Biểu đồ đã nhập so với kế hoạch")
    assert "Chưa vẽ được biểu đồ" not in words(today)


def volume(id_, number_="01/1998", **more):
    return VolumeRow(
        id_, VolumeDraft("khai_sinh", number_, "1998", **more), 240, 40, todo=200, entered=100, left=100
    )


SHELF = [
    BookGroup("khai_sinh", "Sổ khai sinh", (volume(1), volume(2, "02/1999"))),
    BookGroup("khai_tu", "Sổ khai tử", ()),
]


def inventory(panel):
    return table(panel, "Bảng kê sổ hộ tịch")


@pytest.fixture
def volumes(themed, qtbot):
    panel = VolumesPanel()
    qtbot.addWidget(panel)
    panel.resize(1200, 620)
    panel.set_books(SHELF, place="UBND xã Cẩm Lương")
    panel.show()
    panel.activateWindow()
    return panel


def test_types_have_sums_and_fold(volumes, qtbot):
    books = inventory(volumes)
    assert texts(books, 1) == [
        "Sổ khai sinh",
        "01/1998",
        "02/1999",
        "Sổ khai tử",
    ]
    assert (cell(books, 0, 3).text, cell(books, 0, 5).text) == ("480", "400")
    books.choose(0)
    qtbot.keyClick(books, Qt.Key.Key_Return)
    assert len(rows_of(books)) == 2


def test_enter_opens_a_volume_and_choosing_tells(volumes, qtbot):
    with qtbot.waitSignal(volumes.volume_chosen) as chosen:
        volumes.choose(2)
    assert chosen.args == [2]
    with qtbot.waitSignal(volumes.volume_opened) as opened:
        qtbot.keyClick(inventory(volumes), Qt.Key.Key_Return)
    assert opened.args == [2]


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        pytest.param([{}], 1, id="the first"),
        pytest.param([{"condition": "mat"}, {}], 2, id="one that is not lost"),
        pytest.param([{"entered": 8}, {"total": None, "entered": 8}], 2, id="one whose end is not known"),
        pytest.param([{"entered": 8}, {"entered": 7}], 2, id="one that is not done"),
        pytest.param([{"entered": 8}, {"condition": "mat"}], None, id="none"),
    ],
)
def test_the_cursor_begins_where_there_is_something_to_type(themed, qtbot, rows, wanted):
    panel = VolumesPanel()
    qtbot.addWidget(panel)
    made = []
    for at, row in enumerate(rows, 1):
        draft = VolumeDraft("khai_sinh", f"0{at}/1998", condition=row.get("condition", "con"))
        total, entered = row.get("total", 10), row.get("entered", 0)
        todo = (total or 2) - 2
        made.append(VolumeRow(at, draft, total, 2, todo, entered, max(0, todo - entered)))
    opened = []
    panel.volume_opened.connect(opened.append)
    panel.set_books([])
    panel.set_books([BookGroup("khai_sinh", "Sổ khai sinh", tuple(made))])
    qtbot.keyClick(inventory(panel), Qt.Key.Key_Return)
    assert opened == ([wanted] if wanted else [])


def test_the_cursor_stays_when_the_volumes_are_read_again(volumes):
    volumes.choose(2)
    volumes.set_books(SHELF)
    assert inventory(volumes).current().volume.id == 2


def test_ctrl_n_opens_the_form_enter_walks_and_the_last_keeps(volumes, qtbot):
    volumes.choose(1)
    qtbot.keyClick(inventory(volumes), Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert sees(volumes, "Quyển sổ")
    type_in(volumes, "Tổng số khi khóa sổ", "không rõ")
    type_in(volumes, "Số quyển", "03/2001")
    with qtbot.assertNotEmitted(volumes.volume_given):
        click(volumes, "Lưu quyển")
    assert "chỉ gồm chữ số" in messages_of(volumes)
    type_in(volumes, "Tổng số khi khóa sổ", "120")
    field(volumes, "Số quyển").setFocus()
    with qtbot.waitSignal(volumes.volume_given) as given:
        for _ in range(9):
            qtbot.keyClick(volumes.focusWidget(), Qt.Key.Key_Return)
            if given.signal_triggered:
                break
    assert given.args[0] == 0
    assert given.args[1] == VolumeDraft("khai_sinh", "03/2001", place="UBND xã Cẩm Lương", closing_total=120)


def test_changing_a_volume_keeps_its_type_and_escape_leaves(volumes, qtbot):
    volumes.choose(2)
    qtbot.keyClick(inventory(volumes), Qt.Key.Key_F2)
    assert not find(volumes, "Loại sổ").isEnabled()
    assert not field(volumes, "Lý do").isEnabled()
    choose(volumes, "Tình trạng", "hư hỏng một phần")
    reason = type_in(volumes, "Lý do", "ướt")
    assert find(volumes, "Quyển sổ", VolumeForm).draft().condition_reason == "ướt"
    with qtbot.assertNotEmitted(volumes.volume_given):
        qtbot.keyClick(reason, Qt.Key.Key_Escape)
    assert not sees(volumes, "Quyển sổ")


def test_g_goes_from_gap_to_gap(volumes, qtbot):
    volumes.choose(1)
    numbers = NumberLine(
        1, "khai sinh 01/1998", 10, frozenset({1, 2, 5, 7}), (3, 4, 6), (2,), frozenset({6}), 8
    )
    volumes.set_numbers(numbers)
    assert chips(volumes) == ["thiếu 3–4", "ghi hai lần 2"]
    gone = []
    volumes.gap_opened.connect(lambda of, number_: gone.append((of, number_)))
    for _ in range(3):
        qtbot.keyClick(inventory(volumes), Qt.Key.Key_G)
    assert gone == [(1, 3), (1, 4), (1, 3)]
    kinds = [volumes.findChild(GapStrip).cells.kind(n) for n in (1, 2, 3, 6, 8, 9)]
    assert kinds == ["entered", "twice", "gap", "explained", "next", "later"]


def test_numbers_are_written_as_ranges():
    assert ranges([58, 57, 45, 60, 61, 62]) == "45, 57–58, 60–62"
    assert ranges(range(1, 40, 2), most=3) == "1, 3, 5, …"
    assert ranges([]) == ""


def test_an_empty_inventory_says_how_to_begin(themed, qtbot):
    panel = VolumesPanel()
    qtbot.addWidget(panel)
    panel.set_books([BookGroup("khai_sinh", "Sổ khai sinh", ())])
    assert rows_of(inventory(panel)) == ()
    assert "Ctrl+N" in inventory(panel).empty[1]


def test_cards_keep_their_height_in_a_low_window(today):
    today.resize(1040, 470)
    heights = {card.property("key"): card.height() for card in seen(today, Card)}
    assert heights == {"drafts": 96, "open": 96, "backup": 52}


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
