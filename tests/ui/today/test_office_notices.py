"""The leader is told on Hôm nay of the office's values that end within 60 days, or have ended."""

from datetime import UTC, datetime

import pytest

from app.services.office import office_settings
from app.services.office.office_settings import BASES, LIST_BASIS
from app.ui.today.screen import TodayScreen
from tests.conftest import AT, JUSTICE, LEADER, POLICE
from tests.ui.driver import says, words

EARLY, SOON = datetime(2026, 12, 29, tzinfo=UTC), datetime(2026, 12, 30, tzinfo=UTC)
NEW_LAW = datetime(2027, 3, 1, tzinfo=UTC)


@pytest.fixture
def today(themed, work, qtbot):
    def shown(officer, at):
        work.account, work.now = officer, lambda: at
        screen = TodayScreen(work)
        qtbot.addWidget(screen)
        screen.show()
        screen.refresh()
        return screen

    return shown


def test_sixty_days_before_the_end_and_no_earlier(today):
    assert "Cài đặt của cơ quan" not in " ".join(words(today(LEADER, EARLY)))
    screen = today(LEADER, SOON)
    assert says(screen, "Còn 61 ngày: từ 01/03/2027 chưa có giá trị cho Danh sách sai lệch; Sổ đúng")
    assert says(screen, "Ghi ở Quản trị, Cài đặt của cơ quan.")


def test_after_the_end_it_is_said_that_the_paper_has_a_gap(today):
    screen = today(LEADER, NEW_LAW)
    assert says(screen, "Chưa có giá trị theo luật mới: Danh sách sai lệch; Sổ đúng")
    assert not says(screen, "Còn")


@pytest.mark.parametrize("officer", [JUSTICE, POLICE])
def test_others_are_not_told(today, officer):
    assert "Cài đặt của cơ quan" not in " ".join(words(today(officer, SOON)))


def test_nothing_is_said_once_every_value_is_set(today, work):
    with work.store.write() as session:
        for setting in (LIST_BASIS, *BASES.values()):
            office_settings.put(session, setting, "Mới", valid_from=NEW_LAW.date(), by=LEADER, at=AT)
    for at in (SOON, NEW_LAW):
        assert "Cài đặt của cơ quan" not in " ".join(words(today(LEADER, at)))
