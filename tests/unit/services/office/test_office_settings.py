"""What the office sets: from a day on, until another law begins, by a leader only."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.errors import BadInput, Refused
from app.models.store.tables import AuditEvent
from app.models.words.codes import Resolution
from app.services.office import dated_settings, laws, office_settings
from app.services.office.office_settings import (
    BASES,
    BEGINS,
    COMMUNE,
    HEADER_LINES,
    ITEM_DAYS,
    LIST_BASIS,
    PACKAGE_DAYS,
    PLACE,
    SETTINGS,
    Standing,
    put,
    read,
    read_day,
    standing,
    value,
)
from tests.conftest import AT, JUSTICE, LEADER, POLICE

LAST, FIRST = date(2027, 2, 28), date(2027, 3, 1)
DAY = timedelta(days=1)
BOOK_RIGHT = BASES[Resolution.FIX_POPULATION]


def set_from(session, setting, words, day):
    put(session, setting, words, valid_from=day, by=LEADER, at=AT)


def test_shipped_values_are_those_of_the_law_until_its_last_day(store):
    with store.read() as session:
        assert value(session, LIST_BASIS, on=LAST) == "Lập theo Bước 2 Quy trình số 1292/HTQTCT-QLHC"
        assert value(session, LIST_BASIS, on=FIRST) == ""
        assert standing(session, LIST_BASIS, on=LAST).last == LAST
        for resolution, setting in BASES.items():
            assert value(session, setting, on=LAST), resolution
        assert [r for r, one in BASES.items() if value(session, one, on=FIRST)] == [
            Resolution.REISSUE_PERSONAL_ID
        ]
        reissue = BASES[Resolution.REISSUE_PERSONAL_ID]
        assert [value(session, reissue, on=date(2024, month, 30)) for month in (6, 7)] == [
            "",
            "NĐ 70/2024/NĐ-CP",
        ]
        assert [value(session, one, on=FIRST) for one in (ITEM_DAYS, PACKAGE_DAYS)] == [15, 10]
        assert (value(session, HEADER_LINES, on=FIRST), value(session, BEGINS, on=FIRST)) == ([], "")


def test_a_value_holds_from_its_day_on_and_the_earlier_one_before(store):
    with store.write() as session:
        set_from(session, PLACE, "Cẩm Tú", date(2025, 7, 1))
        set_from(session, PLACE, "Cẩm Thạch", date(2026, 7, 1))
        days = (date(2025, 6, 30), date(2025, 7, 1), date(2026, 6, 30), date(2026, 7, 1), FIRST)
        assert [value(session, PLACE, on=day) for day in days] == [
            "",
            "Cẩm Tú",
            "Cẩm Tú",
            "Cẩm Thạch",
            "Cẩm Thạch",
        ]
        assert standing(session, PLACE, on=FIRST) == Standing("Cẩm Thạch", date(2026, 7, 1), None)


def test_an_own_basis_ends_with_the_law_it_was_set_under(store):
    with store.write() as session:
        set_from(session, BOOK_RIGHT, "Công văn số 1", date(2026, 1, 1))
        assert standing(session, BOOK_RIGHT, on=LAST) == Standing("Công văn số 1", date(2026, 1, 1), LAST)
        assert standing(session, BOOK_RIGHT, on=FIRST) == Standing("")
        set_from(session, BOOK_RIGHT, "Luật Hộ tịch số 03/2026/QH16, Điều 9", FIRST)
        assert standing(session, BOOK_RIGHT, on=FIRST) == Standing(
            "Luật Hộ tịch số 03/2026/QH16, Điều 9", FIRST, None
        )
        assert value(session, BOOK_RIGHT, on=LAST) == "Công văn số 1"


def test_an_empty_text_takes_the_shipped_value_away(store):
    with store.write() as session:
        set_from(session, LIST_BASIS, "  ", date(2026, 1, 1))
        assert value(session, LIST_BASIS, on=date(2026, 1, 1)) == ""
        assert value(session, LIST_BASIS, on=date(2025, 12, 31))


def test_history_tells_each_value_and_how_long_it_held(store):
    with store.write() as session:
        assert office_settings.history(session, LIST_BASIS) == []
        for day, words in ((date(2025, 1, 1), "A"), (date(2026, 1, 1), "B"), (FIRST, "C")):
            set_from(session, LIST_BASIS, words, day)
        assert office_settings.history(session, LIST_BASIS) == [
            Standing("C", FIRST, None),
            Standing("B", date(2026, 1, 1), LAST),
            Standing("A", date(2025, 1, 1), date(2025, 12, 31)),
        ]
        set_from(session, PLACE, "P", date(2026, 1, 1))
        assert office_settings.history(session, PLACE) == [Standing("P", date(2026, 1, 1), None)]


def test_only_a_leader_sets_and_it_is_recorded(store):
    with store.write() as session:
        for officer in (JUSTICE, POLICE):
            with pytest.raises(Refused):
                put(session, PLACE, "X", valid_from=FIRST, by=officer, at=AT)
        assert value(session, PLACE, on=FIRST) == ""
        set_from(session, PLACE, "X", FIRST)
        event = session.scalars(select(AuditEvent).order_by(AuditEvent.seq.desc())).first()
        assert (event.kind, event.subject, event.uid) == ("setting", "place", LEADER.uid)


@pytest.mark.parametrize(
    ("setting", "words", "kept"),
    [
        (PLACE, "  Cẩm   Tú ", "Cẩm Tú"),
        (PLACE, "", ""),
        (HEADER_LINES, " ỦY BAN  NHÂN DÂN \n\n XÃ CẨM TÚ \n", ["ỦY BAN NHÂN DÂN", "XÃ CẨM TÚ"]),
        (ITEM_DAYS, " 1 ", 1),
        (ITEM_DAYS, "365", 365),
        (BEGINS, "1/3/2027", "2027-03-01"),
        (BEGINS, " ", ""),
    ],
)
def test_typed_words_become_a_value(setting, words, kept):
    assert read(setting, words) == kept


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        (COMMUNE, " "),
        (ITEM_DAYS, "0"),
        (ITEM_DAYS, "366"),
        (ITEM_DAYS, ""),
        (ITEM_DAYS, "-1"),
        (ITEM_DAYS, "1,5"),
        (ITEM_DAYS, "٣"),
        (ITEM_DAYS, "mười"),
        (BEGINS, "30/02/2027"),
        (BEGINS, "3/2027"),
    ],
)
def test_words_that_do_not_fit_are_refused_and_nothing_is_kept(store, setting, words):
    with store.write() as session:
        with pytest.raises(BadInput, match="Chưa thay đổi gì"):
            set_from(session, setting, words, FIRST)
        assert office_settings.history(session, setting) == []


@given(st.dates(date(1000, 1, 1), date(9999, 12, 31)), st.sampled_from("/.-"))
def test_a_day_is_read_as_it_is_written_here(day, between):
    assert read_day(f" {day.day}{between}{day.month:02d}{between}{day.year} ") == day


@pytest.mark.parametrize(
    "words", ["", "1/3/27", "32/1/2027", "1/13/2027", "2027-03-01", "01/3", "a", "٠١/٠٣/٢٠٢٧"]
)
def test_anything_else_is_no_day(words):
    with pytest.raises(BadInput):
        read_day(words)


def test_what_ends_soon_is_told_until_something_follows(store):
    lasting = {one.key for one in (LIST_BASIS, *BASES.values())} - {"basis.reissue_personal_id"}
    with store.write() as session:
        early = LAST - office_settings.SOON * DAY
        assert office_settings.ending(session, on=early - DAY) == []
        assert {one.key for one, _ in office_settings.ending(session, on=early)} == lasting
        assert {day for _, day in office_settings.ending(session, on=LAST)} == {LAST}
        assert office_settings.ending(session, on=FIRST) == []
        assert {one.key for one in office_settings.empty(session, on=FIRST)} == lasting
        assert office_settings.empty(session, on=LAST) == []
        set_from(session, LIST_BASIS, "Quy trình mới", FIRST)
        assert LIST_BASIS not in [one for one, _ in office_settings.ending(session, on=LAST)]
        assert LIST_BASIS not in office_settings.empty(session, on=FIRST)
        set_from(session, BOOK_RIGHT, "Sau này", FIRST + DAY)
        assert BOOK_RIGHT in [one for one, _ in office_settings.ending(session, on=LAST)], "a day without"


def test_settings_are_declared_once_and_grouped():
    assert len({one.key for one in SETTINGS}) == len({one.label for one in SETTINGS}) == len(SETTINGS)
    groups = [one.group for one in SETTINGS]
    assert list(dict.fromkeys(groups)) == ["Cơ quan", "Căn cứ ghi trên giấy tờ", "Thời hạn"]
    assert groups == sorted(groups, key=list(dict.fromkeys(groups)).index), "a group stands together"


def test_the_offices_own_list_of_laws_ends_when_another_law_begins(store):
    with store.write() as session:
        for day, name in ((date(2026, 9, 1), "Luật riêng"), (FIRST, "Luật sau")):
            dated_settings.put(session, laws.SETTING, [name], valid_from=day, by=LEADER.uid, at=AT)
        assert laws.in_force(session, on=LAST) == ("Luật riêng",)
        assert laws.in_force(session, on=FIRST) == ("Luật sau",)
    with store.write() as session:
        dated_settings.put(session, laws.SETTING, ["Cũ"], valid_from=date(2026, 6, 30), by=LEADER.uid, at=AT)
        assert laws.in_force(session, on=date(2026, 6, 30)) == ("Cũ",)
        assert "Luật An ninh mạng số 116/2025/QH15" in laws.in_force(session, on=date(2026, 7, 1))
