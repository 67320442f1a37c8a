"""The list of differences as a paper: which rows are on it, who may make it, what is recorded."""

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.models.words.codes import Branch, Resolution
from app.models.words.roles import Role
from app.models.words.states import ItemState
from app.services.entry import discrepancies, volumes
from app.services.office import audit, office_settings
from app.ui.follow_up.panels.item_parts import Timeline
from tests.conftest import AT, LEADER, TYPIST
from tests.ui.driver import (
    buttons_of,
    click,
    focused,
    messages_of,
    rows_of,
    says,
    seen,
    table,
    words,
)
from tests.ui.keys import hold_key, press, type_text
from tests.unit.documents.conftest import pages
from tests.unit.services.entry.births import type_entry
from tests.unit.services.entry.deciding import CHILD, decide, searched


@pytest.fixture
def screen(themed, work, qtbot):
    """The screen with two differences, one of each of two entries."""
    from app.ui.follow_up.screen import DiscrepanciesScreen

    with work.store.read() as session:
        volume_id = volumes.inventory(session)[0].id
    for number in ("188", "189"):
        decide(
            work.store,
            type_entry(work.store, work.random, volume_id, registration_no=number),
            "child",
            Branch.MISMATCH_BASIC,
            work.random,
            person=replace(CHILD, personal_id=f"038099994{number}"),
            search=searched(CHILD),
            resolutions={"mother_name": Resolution.VERIFY},
        )
    made = DiscrepanciesScreen(work)
    qtbot.addWidget(made)
    made.refresh()
    return made


@pytest.fixture
def shown(screen, qtbot):
    """The screen before the officer, with the first item concluded and chosen."""
    screen.resize(1200, 640)
    screen.show()
    screen.activateWindow()
    qtbot.waitUntil(screen.isActiveWindow)
    screen.panel.choose(next(iter(screen._facts)))
    table(screen, "Danh sách sai lệch").setFocus()
    press(focused(), Qt.Key.Key_M)
    QTest.keyClick(focused(), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    return screen


def state_of(screen):
    """Return state and reason of the first item, as the store has them."""
    with screen._workspace.store.read() as session:
        item = discrepancies.every(session)[0]
        return item.state, item.end_reason, discrepancies.count(session)


def answer(reason):
    type_text(focused(), reason)
    press(focused(), Qt.Key.Key_Return)


def test_k_ends_for_a_reason_and_leaves_the_item_on_the_list_and_the_paper(shown):
    press(focused(), Qt.Key.Key_K)
    assert says(shown, "Vì sao kết thúc theo dõi")
    hold_key(focused(), "k")
    press(focused(), Qt.Key.Key_Return)
    assert state_of(shown)[0] == ItemState.DECIDED, "without a reason nothing ends"
    answer("đã cải chính")
    assert state_of(shown) == (ItemState.ENDED, "đã cải chính", 1)
    assert "Đã kết thúc theo dõi" in messages_of(shown)
    assert "Đã kết thúc  1" in buttons_of(shown)
    assert "Tất cả  2" in buttons_of(shown)
    assert "1 mục đang theo dõi" in words(shown)
    text = " ".join(pages(shown.make_list().data)[0].split())
    assert "Đã kết thúc" in text
    assert "đã cải" in text


def test_escape_ends_nothing(shown):
    press(focused(), Qt.Key.Key_K)
    type_text(focused(), "đã cải chính")
    press(focused(), Qt.Key.Key_Escape)
    assert state_of(shown)[0] == ItemState.DECIDED
    assert focused() is table(shown, "Danh sách sai lệch")


def test_the_question_goes_with_the_page(shown):
    press(focused(), Qt.Key.Key_K)
    type_text(focused(), "đã cải chính")
    shown.leave()
    assert not says(shown, "Vì sao kết thúc")
    assert state_of(shown)[0] == ItemState.DECIDED


def test_ctrl_z_takes_the_end_back_once(shown):
    press(focused(), Qt.Key.Key_K)
    answer("đã cải chính")
    QTest.keyClick(focused(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert state_of(shown) == (ItemState.DECIDED, "", 2)
    (timeline,) = seen(shown, Timeline)
    assert "bấm nhầm, hoàn tác" in timeline.accessibleName()
    QTest.keyClick(focused(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert "Không có gì để hoàn tác" in messages_of(shown)
    assert state_of(shown)[0] == ItemState.DECIDED


def test_k_opens_an_ended_item_again_for_a_reason(shown):
    press(focused(), Qt.Key.Key_K)
    answer("đã cải chính")
    click(shown, "Đã kết thúc  1")
    list_ = table(shown, "Danh sách sai lệch")
    assert len(rows_of(list_)) == 1
    list_.setFocus()
    press(focused(), Qt.Key.Key_K)
    assert says(shown, "Vì sao mở lại")
    answer("công dân khiếu nại")
    assert state_of(shown) == (ItemState.DECIDED, "", 2)
    (timeline,) = seen(shown, Timeline)
    assert "đã cải chính" in timeline.accessibleName()
    assert "công dân khiếu nại" in timeline.accessibleName()


def test_what_ended_is_not_late(shown, work):
    work.now = lambda: AT + timedelta(days=16)
    shown.refresh()
    assert "2 mục quá 15 ngày" in words(shown)
    press(focused(), Qt.Key.Key_K)
    answer("đã cải chính")
    assert "1 mục quá 15 ngày" in words(shown)


def test_a_refused_end_changes_nothing_and_is_said(shown, work):
    press(focused(), Qt.Key.Key_K)
    work.account = replace(work.account, roles=TYPIST.roles)
    answer("đã cải chính")
    assert "Chưa thay đổi gì" in messages_of(shown)
    assert state_of(shown)[0] == ItemState.DECIDED


def papers_recorded(work):
    with work.store.read() as session:
        events = audit.since(session, 0)
    return [(e["kind"], e["subject"], e["data"]) for e in events if e["kind"].startswith("paper_")]


def test_what_is_recorded_is_what_stands_on_the_paper(screen, work, tmp_path, qtbot):
    one, two = screen._facts
    made = screen.make_list([two])
    assert "1 thông tin" in " ".join(pages(made.data)[0].split())
    dialog = screen.preview_of(made)
    qtbot.addWidget(dialog)
    assert dialog.windowTitle() == "Danh sách sai lệch"
    dialog.save_to(tmp_path / made.paper.file_name)
    dialog.printed.emit()
    whole = screen.make_list()
    steps = [("paper_made", 1, made), ("paper_saved", 1, made), ("paper_printed", 1, made)]
    steps.append(("paper_made", 2, whole))
    assert papers_recorded(work) == [
        (kind, made.paper.id, {"items": n, "sha256": sha256(paper.data).hexdigest()})
        for kind, n, paper in steps
    ]
    assert (tmp_path / "danh_sach_sai_lech.pdf").read_bytes() == made.data
    assert whole.items == len({one, two})


def test_who_may_not_make_the_list_is_told_and_nothing_is_recorded(screen, work):
    assert TYPIST.roles == {Role.TYPIST}
    work.account = replace(work.account, roles=TYPIST.roles)
    screen.print_list()
    assert "Chưa thay đổi gì" in messages_of(screen)
    assert papers_recorded(work) == []


def test_the_office_says_after_how_many_days_an_item_is_late(shown, work):
    with work.store.write() as session:
        days = office_settings.ITEM_DAYS
        office_settings.put(session, days, "20", valid_from=AT.date(), by=LEADER, at=AT)
    work.now = lambda: AT + timedelta(days=20)
    shown.refresh()
    assert not says(shown, "mục quá")
    work.now = lambda: AT + timedelta(days=21)
    shown.refresh()
    assert "2 mục quá 20 ngày" in words(shown)


@pytest.mark.parametrize(
    ("at", "basis"),
    [
        (AT.replace(year=2027, month=2, day=28), "Luật Hộ tịch số 60/2014/QH13, Điều 60 khoản 2"),
        (AT.replace(year=2027, month=3, day=1), ""),
    ],
)
def test_a_resolution_rests_on_the_law_of_the_day(shown, work, at, basis):
    work.now = lambda: at
    shown.refresh()
    assert [word for word in words(shown) if "60/2014" in word] == ([basis] if basis else [])
    assert says(shown, "phải ghi lý do hoặc chứng cứ")
