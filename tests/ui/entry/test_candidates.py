import dataclasses

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication

from app.matching.result import Candidate, Circumstances, Finding, Result, Search
from app.models.registry.person import Person
from app.ui.entry.panels.candidate_rows import NAME_WIDTHS, shown_date
from app.ui.entry.panels.candidate_words import differences_first
from app.ui.entry.panels.candidates import CandidatesPanel
from app.ui.entry.panels.ground import Ring
from app.ui.entry.panels.no_candidates import NoCandidates
from app.ui.kit import theme
from app.ui.kit.cut_label import CutLabel
from tests.ui.driver import (
    buttons_of,
    cell,
    chips,
    click,
    icons_of,
    label,
    nobody_listed,
    read_badge,
    rows_of,
    says,
    seen,
    tab,
    tabs,
    words,
)
from tests.ui.keys import press

Key = Qt.Key
PERSONS = [("child", "Con"), ("mother", "Mẹ"), ("father", "Cha")]
QUERY = (("full_name", "Phạm Văn Tý"), ("birth_date", "28/10/1999"))


def person(number, name, born="1999-10-28"):
    return Person(f"03809900{number:04d}", name, sex="Nam", birth_date=born, father_name="Phạm Văn Lực")


def search(count=3, finding=Finding.FOUND, query=QUERY):
    found = [Candidate(person(i, f"Phạm Văn T{i}"), 0.9 - i / 20, f"lý do <{i}>") for i in range(count)]
    return Search(finding, tuple(found), query)


@pytest.fixture
def panel(themed, qtbot):
    made = CandidatesPanel()
    qtbot.addWidget(made)
    made.resize(760, 170)
    made.set_persons(PERSONS)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.picked = []
    made.chosen.connect(lambda section, number: made.picked.append((section, number)))
    return made


def test_at_first_it_says_how_to_begin(panel):
    assert "Gõ họ tên" in nobody_listed(panel)
    assert panel.section == "child"


def test_candidates_are_listed_with_number_date_and_reason(panel):
    panel.set_search("child", search())
    assert nobody_listed(panel) == ""
    cells = [cell(panel.table, 0, c) for c in range(6)]
    assert (cells[0].cap, cells[1].text) == ("1", "PHẠM VĂN T0")
    assert cells[2].text == "28/10/1999"
    assert cells[5].text == "…000000"
    assert "3 người · tìm theo họ tên, ngày sinh" in words(panel)


def test_from_the_tenth_on_there_is_a_number_and_no_key(panel):
    panel.set_search("child", search(12))
    cells = [cell(panel.table, at, 0) for at in (8, 9, 11)]
    assert [(one.cap, one.text) for one in cells] == [("9", ""), ("", "10"), ("", "12")]
    panel.setFocus()
    for _ in range(12):
        press(panel, Key.Key_Down)
    press(panel, Key.Key_Return)
    assert panel.picked == [("child", "038099000011")]


@pytest.mark.parametrize(
    ("finding", "word", "lead"),
    [
        (Finding.FOUND, "có người khớp", "Chưa chọn ai. Số 1:"),
        (Finding.CHECK, "xem từng người", "chưa chọn ai"),
        (Finding.NOT_FOUND, "không thấy", "Không thấy người này"),
    ],
    ids=lambda value: str(value) if isinstance(value, Finding) else "",
)
def test_what_a_search_comes_to_is_said_by_sign_and_word(panel, finding, word, lead):
    panel.set_search("child", search(finding=finding))
    assert chips(panel) == [word]
    assert says(panel, lead)


def test_relatives_are_listed_as_such_when_nobody_was_found(panel):
    panel.set_search("child", search(2, Finding.NOT_FOUND))
    assert "2 người thân, gần giống · tìm theo họ tên, ngày sinh" in words(panel)
    assert [cell(panel.table, at, 6).text for at in range(2)] == ["gần giống"] * 2
    panel.setFocus()
    press(panel, Key.Key_Down)
    assert says(panel, "có lẽ không phải người này")


def test_when_nobody_was_found_it_is_said_how_the_nearest_differs(panel):
    near = dataclasses.replace(search(1).candidates[0], reason="khớp họ tên, ngày sinh (năm); khác tên vợ")
    panel.set_search("child", Search(Finding.NOT_FOUND, (near,), QUERY))
    reason = label(panel, "vẫn chọn được, F8 ghi")
    assert "gần nhất là số 1: khác tên vợ; khớp họ tên, ngày sinh (năm)" in reason.toolTip()


def test_the_same_answer_again_leaves_the_list_as_it_is(panel):
    panel.set_search("child", search())
    resets = QSignalSpy(panel.table.table_model.modelReset)
    panel.set_search("child", search())
    assert resets.count() == 0
    panel.set_search("child", search(2))
    assert resets.count() == 1


def test_whom_only_the_family_supports_is_marked(panel):
    known = search(1).candidates[0]
    told = dataclasses.replace(known, household_only=True, reason="chỉ vì mẹ là bà Bùi Thị Thuỷ")
    panel.set_search("child", Search(Finding.CHECK, (told,), QUERY))
    parents, mark = (cell(panel.table, 0, c) for c in (4, 6))
    assert (mark.text, mark.icon) == ("gia đình", "users-three")
    assert "Chỉ người thân" in parents.tip
    panel.setFocus()
    press(panel, Key.Key_Down)
    assert says(panel, "chỉ theo gia đình")
    assert says(panel, "chỉ vì mẹ")
    panel.set_chosen("child", told.person.personal_id)
    parents, mark = (cell(panel.table, 0, c) for c in (4, 6))
    assert mark.text == "đã chọn"
    assert parents.icon == "users-three"


def test_a_person_told_by_the_family_alone_says_why_before_anyone_is_chosen(panel):
    known = search(1).candidates[0]
    told = dataclasses.replace(
        known, household_only=True, reason="khớp họ tên; chỉ nhờ gia đình: CSDL ghi là cha của Tý"
    )
    panel.set_search("child", Search(Finding.FOUND, (told,), QUERY))
    assert panel.table.current() is None
    said = "<b>Chưa chọn ai. Số 1, chỉ theo gia đình:</b> CSDL ghi là cha của Tý; khớp họ tên"
    assert said in words(panel)
    assert chips(panel) == ["theo gia đình"]


def test_more_people_are_asked_for_by_shift_f5(panel, qtbot):
    with qtbot.waitSignal(panel.more_wanted), qtbot.assertNotEmitted(panel.search_again):
        press(panel, Key.Key_F5, Qt.KeyboardModifier.ShiftModifier)
    low = panel.sizeHint().height()
    panel.set_search("child", search(30))
    assert "thêm người" in words(panel)
    panel.set_tall(on=True)
    assert "gọn lại" in words(panel)
    assert panel.sizeHint().height() > low
    panel.setFocus()
    press(panel, Key.Key_Down)
    press(panel, Key.Key_PageDown)
    assert panel.table.currentIndex().row() == 8
    press(panel, Key.Key_PageUp)
    assert panel.table.currentIndex().row() == 0
    panel.set_tall(on=False)
    assert panel.sizeHint().height() == low


def test_names_stay_whole_when_theme_and_text_size_change(panel, qapp):
    told = Candidate(person(1, "Nguyễn Thị Phương Thảo"), 0.5, "")
    panel.set_search("child", Search(Finding.CHECK, (told,), QUERY))
    before = panel.table.columnWidth(1)
    assert before > theme.px(NAME_WIDTHS[0])
    theme.apply(qapp, "dark")
    assert panel.table.columnWidth(1) == before
    theme.apply(qapp, "dark", 1.25)
    assert panel.table.columnWidth(1) > before


def test_names_take_what_they_need_and_leave_the_rest_to_the_parents(panel):
    widths = []
    for name in ("Lò A", "Nguyễn Thị Phương Thảo"):
        panel.set_search("child", Search(Finding.CHECK, (Candidate(person(1, name), 0.5, ""),), QUERY))
        widths.append((panel.table.columnWidth(1), panel.table.columnWidth(4)))
    (short, room), (long, less) = widths
    assert short < long
    assert room - less == long - short


def test_what_was_searched_by_is_said_in_vietnamese(panel):
    panel.set_search("child", search(1, query=(*QUERY, ("commune", "xã Cẩm Lương"))))
    assert "1 người · tìm theo họ tên, ngày sinh, xã" in words(panel)


def test_a_search_that_takes_its_time_is_said_beside_what_was_found(panel):
    panel.set_busy("đang tìm…")
    assert nobody_listed(panel) == "Đang tìm…"
    panel.set_search("child", search())
    assert "đang tìm…" in words(panel)
    assert not says(panel, "tìm theo")
    assert len(rows_of(panel.table)) == 3
    panel.set_busy("")
    assert says(panel, "tìm theo")


def test_nothing_is_chosen_by_itself(panel):
    panel.set_search("child", search(finding=Finding.CHECK))
    assert panel.table.current() is None
    assert not any(row.chosen for row in rows_of(panel.table))
    assert says(panel, "chưa chọn ai")
    assert panel.picked == []


def test_the_reason_is_text_and_never_markup(panel):
    panel.set_search("child", search())
    panel.set_chosen("child", person(1, "x").personal_id)
    assert "<b>Vì sao số 2:</b> lý do &lt;1&gt;" in words(panel)


def test_a_failed_search_never_looks_like_nothing_found(panel, qtbot):
    panel.set_search("child", search(0, Finding.NOT_FOUND))
    nothing_icon = icons_of(panel.findChild(NoCandidates))
    assert "không có ai khớp" in nobody_listed(panel)
    assert "Tìm lại" not in buttons_of(panel)
    panel.set_state("child", "failed", "Tìm không xong.")
    assert nobody_listed(panel) == "Tìm không xong."
    assert icons_of(panel.findChild(NoCandidates)) != nothing_icon
    assert label(panel, "Tìm không xong.").property("tone") == "differ"
    assert len(rows_of(panel.table)) == 0
    with qtbot.waitSignal(panel.search_again) as again:
        click(panel, "Tìm lại")
    assert again.args == ["child"]


@pytest.mark.parametrize("state", ["waiting", "searching", "failed", "no_snapshot", "hidden"])
def test_every_state_says_its_words_and_hides_candidates(panel, state):
    panel.set_search("child", search())
    panel.set_state("child", state, "vì thế")
    assert nobody_listed(panel) == "vì thế"
    assert len(rows_of(panel.table)) == 0
    assert panel.accessibleName() == "vì thế"


def test_an_unknown_state_is_a_mistake(panel):
    with pytest.raises(ValueError, match="no state"):
        panel.set_state("child", "lost", "")


def test_numbers_choose(panel):
    panel.set_search("child", search())
    panel.setFocus()
    press(panel, Key.Key_2)
    press(panel, Key.Key_9)
    assert panel.picked == [("child", "038099000001")]


def test_f7_goes_round_the_candidates(panel):
    panel.set_search("child", search())
    for _ in range(4):
        press(panel, Key.Key_F7)
        panel.set_chosen("child", panel.picked[-1][1])
    assert [number[-1] for _s, number in panel.picked] == ["0", "1", "2", "0"]


def test_arrows_look_and_enter_chooses(panel):
    panel.set_search("child", search(finding=Finding.CHECK))
    panel.setFocus()
    press(panel, Key.Key_Down)
    press(panel, Key.Key_Down)
    assert panel.picked == []
    assert says(panel, "lý do &lt;1&gt;")
    press(panel, Key.Key_Return)
    assert panel.picked == [("child", "038099000001")]


def test_left_and_right_turn_to_the_other_persons(panel):
    seen = []
    panel.person_selected.connect(seen.append)
    panel.setFocus()
    for key in (Key.Key_Right, Key.Key_Right, Key.Key_Right, Key.Key_Left):
        press(panel, key)
    assert seen == ["mother", "father", "mother"]


def test_selecting_by_program_tells_no_one(panel, qtbot):
    with qtbot.assertNotEmitted(panel.person_selected):
        panel.select_person("father")
    assert panel.section == "father"
    with pytest.raises(KeyError):
        panel.select_person("nobody")


def test_each_person_keeps_its_own_search(panel):
    panel.set_search("child", search(2))
    panel.set_state("mother", "failed", "hỏng")
    panel.select_person("mother")
    assert nobody_listed(panel) == "hỏng"
    panel.select_person("child")
    assert len(rows_of(panel.table)) == 2
    panel.set_search("father", search(1))
    assert len(rows_of(panel.table)) == 2


def test_f5_searches_again(panel, qtbot):
    panel.select_person("mother")
    with qtbot.waitSignal(panel.search_again) as again:
        press(panel, Key.Key_F5)
    assert again.args == ["mother"]


def test_badges_say_sign_and_word(panel):
    panel.set_badge("child", Result.DIFFERENT, "1 khác")
    assert read_badge(panel, "Con") == "1 khác"
    assert icons_of(tab(panel, "Con")) == ["differ"]
    assert "1 khác" in tab(panel, "Con").accessibleName()
    panel.set_badge("child", None, "")
    assert icons_of(tab(panel, "Con")) == []
    panel.set_badge("nobody", Result.EQUAL, "giống")


def test_nothing_below_moves_whatever_is_found(panel):
    heights = set()
    for found in (search(0, Finding.NOT_FOUND), search(1), search(9)):
        panel.set_search("child", found)
        heights.add(panel.sizeHint().height())
    panel.set_state("child", "searching", "đang tìm")
    heights.add(panel.sizeHint().height())
    assert len(heights) == 1


def test_only_the_chosen_one_is_left_above_the_approval(panel):
    panel.set_search("child", search())
    panel.set_chosen("child", "038099000002")
    before = panel.sizeHint().height()
    panel.set_only_chosen(True)
    assert [row.number for row in rows_of(panel.table)] == [3]
    assert panel.sizeHint().height() < before
    panel.set_only_chosen(False)
    assert len(rows_of(panel.table)) == 3


def test_the_ring_is_on_the_panel_in_focus(panel):
    panel.clearFocus()
    assert seen(panel, Ring) == []
    panel.setFocus()
    assert len(seen(panel, Ring)) == 1
    panel.clearFocus()
    assert seen(panel, Ring) == []


def test_a_new_entry_forgets_the_old_one(panel, qapp):
    panel.set_search("child", search())
    old = tabs(panel)
    assert len(old) == 3
    panel.set_persons([("child", "Con"), ("wife", "Vợ")])
    qapp.processEvents()
    assert not any(one in tabs(panel) for one in old)
    assert "Gõ họ tên" in nobody_listed(panel)
    assert [one.key for one in tabs(panel)] == ["child", "wife"]
    panel.set_persons([])
    assert panel.section == ""
    press(panel, Key.Key_Right)


def test_a_narrow_panel_says_chosen_by_its_sign(panel):
    panel.set_search("child", search())
    panel.set_chosen("child", "038099000000")
    assert cell(panel.table, 0, 6).text == "đã chọn"
    panel.resize(640, 170)
    assert cell(panel.table, 0, 6).text == ""
    assert cell(panel.table, 0, 6).icon == "check"


def test_dates_as_read():
    assert [shown_date(d) for d in ("1999-10-28", "1999-10", "1999", "")] == [
        "28/10/1999",
        "10/1999",
        "1999",
        "",
    ]


def test_a_reason_without_room_keeps_what_differs():
    why = "khớp họ tên, ngày sinh; gần khớp tên mẹ (lệch dấu); khác quê quán"
    assert differences_first(why) == "gần khớp tên mẹ (lệch dấu); khác quê quán; khớp họ tên, ngày sinh"


# --- namesakes and rows of one person


def namesakes(count=2, others=4):
    found = search(count, Finding.CHECK)
    about = Circumstances("Thôn Gò Cao", "Hà Thị Mơ", ("Phạm Thị Cả", "Phạm Văn Út"))
    first = dataclasses.replace(found.candidates[0], circumstances=about)
    second = dataclasses.replace(found.candidates[1], circumstances=Circumstances("Xã Cẩm Lương", "", ()))
    return dataclasses.replace(found, candidates=(first, second), namesakes=others)


def test_namesakes_are_counted_and_told_apart(panel):
    panel.set_search("child", namesakes())
    assert says(panel, "<b>Còn 4 người cùng tên và năm sinh:</b> chưa chọn ai.")
    told = [cell(panel.table, at, 4) for at in range(2)]
    assert told[0].text == "Thôn Gò Cao · vợ Hà Thị Mơ · con Cả, Út"
    assert told[0].tip == f"{told[0].text} · Phạm Văn Lực"
    assert (told[1].text, told[1].tip) == ("Xã Cẩm Lương", "Xã Cẩm Lương · Phạm Văn Lực")
    panel.setFocus()
    press(panel, Key.Key_Down)
    assert says(panel, "Thôn Gò Cao · vợ Hà Thị Mơ · con Phạm Thị Cả, Phạm Văn Út; lý do")


@pytest.mark.parametrize(("sex", "spouse"), [("Nữ", "chồng Hà Thị Mơ"), ("", "vợ/chồng Hà Thị Mơ")])
def test_a_namesakes_spouse_is_called_by_the_sex(panel, sex, spouse):
    found = namesakes()
    first = found.candidates[0]
    first = dataclasses.replace(first, person=dataclasses.replace(first.person, sex=sex))
    panel.set_search("child", dataclasses.replace(found, candidates=(first, found.candidates[1])))
    assert spouse in cell(panel.table, 0, 4).text


@pytest.mark.parametrize("others", [0, 2])
def test_who_the_first_may_be_is_said_before_anybody_is_chosen(panel, others):
    found = search(1, Finding.CHECK)
    other = dataclasses.replace(found.candidates[0], reason="khác ngày: có thể là người khác; khớp họ tên")
    panel.set_search("child", dataclasses.replace(found, candidates=(other,), namesakes=others))
    assert says(panel, "Số 1 khác ngày: có thể là người khác; khớp họ tên") is (others == 0)
    assert says(panel, "chưa chọn ai.")


@pytest.mark.parametrize("count", [1, 2])
def test_what_speaks_against_the_only_one_is_said_before_anybody_is_chosen(panel, count):
    found = search(count, Finding.CHECK)
    first = dataclasses.replace(found.candidates[0], reason="khớp họ tên; khác ngày mất")
    panel.set_search("child", dataclasses.replace(found, candidates=(first, *found.candidates[1:])))
    assert says(panel, "chưa chọn ai. Số 1 khác ngày mất; khớp họ tên") is (count == 1)


def numbered(query, *, same_as=""):
    found = search(2, Finding.CHECK)
    one = found.candidates[1]
    bears = dataclasses.replace(one.person, full_name="Lò Thị Sen", cmnd="171222333")
    second = dataclasses.replace(one, person=bears, same_as=same_as)
    return dataclasses.replace(found, candidates=(found.candidates[0], second), query=query)


OF_ANOTHER = "Số giấy tờ trong sổ là của số 2, Lò Thị Sen: xem lại số trên giấy."


@pytest.mark.parametrize(("number", "said"), [("171222333", True), ("171222334", False)])
def test_whose_number_the_book_has_is_said_before_anybody_is_chosen(panel, number, said):
    panel.set_search("child", numbered((("full_name", "Phạm Văn Tý"), ("cmnd", number))))
    assert says(panel, OF_ANOTHER) is said
    assert says(panel, "chưa chọn ai.")


def test_the_number_of_another_row_of_the_first_is_no_other_persons(panel):
    first = search(2, Finding.CHECK).candidates[0].person.personal_id
    panel.set_search("child", numbered((("cmnd", "171222333"),), same_as=first))
    assert not says(panel, OF_ANOTHER)


def test_the_marks_have_the_room_their_words_need(panel):
    found = search(2, Finding.CHECK)
    panel.set_search("child", found)
    bare = panel.table.columnWidth(6)
    twice = [dataclasses.replace(one, same_as="038099000009") for one in found.candidates]
    panel.set_search("child", dataclasses.replace(found, candidates=tuple(twice)))
    words = panel.table.fontMetrics().horizontalAdvance("trùng hồ sơ")
    assert panel.table.columnWidth(6) > max(bare, words + theme.px(24))


def test_who_is_found_is_told_to_have_namesakes(panel):
    panel.set_search("child", dataclasses.replace(search(), namesakes=2))
    panel.set_chosen("child", "038099000000")
    assert says(panel, "; còn 2 người cùng tên và năm sinh")
    assert cell(panel.table, 0, 4).text == "Phạm Văn Lực"
    panel.set_search("child", search())
    assert not says(panel, "cùng tên và năm sinh")


def test_two_rows_of_one_person_are_marked(panel):
    found = search(3, Finding.CHECK)
    numbers = [one.person.personal_id for one in found.candidates]
    twice = [
        dataclasses.replace(one, same_as=other)
        for one, other in zip(found.candidates[:2], reversed(numbers[:2]), strict=True)
    ]
    panel.set_search("child", dataclasses.replace(found, candidates=(*twice, found.candidates[2])))
    assert says(panel, "Trùng hồ sơ, xem từng hồ sơ:")
    assert [cell(panel.table, at, 6).text for at in range(3)] == ["trùng hồ sơ", "trùng hồ sơ", ""]
    panel.set_chosen("child", numbers[0])
    assert cell(panel.table, 0, 6).text == "đã chọn"


@pytest.mark.parametrize("width", [560, 700, 900])
def test_a_narrow_tab_keeps_who_it_is_about(panel, width):
    panel.resize(width, panel.height())
    for section, _title in PERSONS:
        panel.set_badge(section, Result.BOOK_PARTIAL, "sổ ghi thiếu", decided=True)
    QApplication.processEvents()
    for _section, title in PERSONS:
        (whose,) = (one for one in tab(panel, title).findChildren(CutLabel) if one.text() == title)
        assert whose.shown == title
