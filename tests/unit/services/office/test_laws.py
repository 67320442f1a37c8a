"""The laws named on a day: those that hold on it, or the office's own list."""

from datetime import date

import pytest

from app.services.office import dated_settings, laws
from tests.conftest import AT, LEADER


@pytest.mark.parametrize(
    ("on", "named", "not_named"),
    [
        (date(2027, 2, 28), "Luật Hộ tịch số 60/2014/QH13", "Luật Hộ tịch số 03/2026/QH16"),
        (date(2027, 3, 1), "Luật Hộ tịch số 03/2026/QH16", "Luật Hộ tịch số 60/2014/QH13"),
        (date(2026, 6, 30), "Luật An ninh mạng số 24/2018/QH14", "Luật An ninh mạng số 116/2025/QH15"),
        (date(2026, 7, 1), "Luật An ninh mạng số 116/2025/QH15", "Luật An ninh mạng số 24/2018/QH14"),
        (date(2026, 8, 19), "Nghị định số 330/2026/NĐ-CP", "Luật An ninh mạng số 24/2018/QH14"),
        (date(2026, 8, 18), "Nghị định số 356/2025/NĐ-CP", "Nghị định số 331/2026/NĐ-CP"),
        (date(2025, 12, 31), "Luật Hộ tịch số 60/2014/QH13", "Luật Bảo vệ dữ liệu cá nhân số 91/2025/QH15"),
    ],
)
def test_a_law_is_named_while_it_holds(store, on, named, not_named):
    with store.read() as session:
        found = laws.in_force(session, on=on)
    assert named in found
    assert not_named not in found


def test_the_list_of_the_office_wins_from_its_day_on(store):
    with store.write() as session:
        dated_settings.put(
            session, laws.SETTING, ["Luật mới"], valid_from=date(2028, 1, 1), by=LEADER.uid, at=AT
        )
        assert laws.in_force(session, on=date(2028, 1, 1)) == ("Luật mới",)
        assert "Luật mới" not in laws.in_force(session, on=date(2027, 12, 31))
