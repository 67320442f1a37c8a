"""The list of entries: what is on it, in what order, how many of each group, and where a number is."""

import pytest
from sqlalchemy import event

from app.documents.kinds import ENTRY_LIST
from app.models.words.entry_lists import GROUP_LABELS, GROUP_OF, ORDER_LABELS, EntryGroup, EntryOrder
from app.models.words.states import EntryState
from app.models.words.values import Value
from app.services.entry import approval, entries, listing, papers, volumes
from app.services.entry.listing import EntryQuery
from tests.conftest import AT, COMMUNE, JUSTICE, POLICE, TYPIST
from tests.unit.services.entry.births import type_entry

OTHER = "xã Cẩm Tú, huyện Cẩm Thủy, tỉnh Thanh Hóa"


@pytest.fixture
def shelf(store):
    """Two birth volumes of equal numbers from two communes, and one of marriages."""
    given = [("khai_sinh", "01/1998", "1998", COMMUNE), ("khai_sinh", "01/1998", "1998", OTHER)]
    given.append(("ket_hon", "02/1999", "1999", COMMUNE))
    with store.write() as session:
        return [volumes.add(session, volumes.VolumeView(0, *told), by=JUSTICE, at=AT) for told in given]


@pytest.fixture
def typed(store, random, clock):
    """Make an entry of a volume with a number, page, name and date; return its id."""

    def make(volume, number="", page="", name="", date="", key="child_name"):
        given = {"registration_no": number, "page_no": page, key: name, "registration_date": date}
        clock.move(minutes=1)
        with store.write() as session:
            made = entries.create(session, volume, by=JUSTICE, at=clock(), random=random)
            for field, text in given.items():
                if text:
                    entries.save(session, made, field, Value.of(text), by=JUSTICE, at=clock())
        return made

    return make


def listed(store, **asked):
    """Return the entries of a query in their order."""
    with store.read() as session:
        return listing.read(session, listing.find(session, EntryQuery(**asked)).rows)


def column(store, name, **asked):
    return [getattr(one, name) for one in listed(store, **asked)]


def counts(store, **asked):
    with store.read() as session:
        found = listing.find(session, EntryQuery(**asked)).counts
    return {group: count for group, count in found.items() if count}


def test_every_state_has_one_group_and_every_group_a_name():
    assert GROUP_OF.keys() == set(EntryState)
    assert set(GROUP_OF.values()) == set(EntryGroup) - {EntryGroup.EVERY}
    assert GROUP_LABELS.keys() == set(EntryGroup)
    assert ORDER_LABELS.keys() == set(EntryOrder)


def test_numbers_go_by_their_worth_page_and_name_by_theirs(store, shelf, typed):
    for number, page, name in (
        ("10", "3", "Bùi Văn An"),
        ("2", "10", "Lê Thị Ánh"),
        ("02a", "4", "Trương Văn Đạo"),
        ("", "", "Cao Thị Bình"),
        ("1", "2", ""),
    ):
        typed(shelf[0], number, page, name)
    assert column(store, "registration_no") == ["1", "2", "02a", "10", ""]
    assert column(store, "page_no", order=EntryOrder.PAGE) == ["2", "3", "4", "10", ""]
    assert column(store, "registration_no", order=EntryOrder.TYPED) == ["10", "2", "02a", "", "1"]
    by_given_name = ["Bùi Văn An", "Lê Thị Ánh", "Cao Thị Bình", "Trương Văn Đạo", ""]
    assert column(store, "main_name", order=EntryOrder.NAME) == by_given_name
    assert column(store, "main_name", order=EntryOrder.NAME, falling=True) == by_given_name[::-1]
    assert column(store, "registration_no", order=EntryOrder.CHANGED, falling=True)[0] == "1"


def test_a_number_that_begins_anew_each_year_stands_in_its_year(store, shelf, typed):
    typed(shelf[0], "1", date="3/1/1999", name="sau")
    typed(shelf[0], "5", date="3/1/1998", name="trước")
    typed(shelf[0], "3", name="không ngày: năm mở sổ")
    assert column(store, "registration_no") == ["3", "5", "1"]


def test_volumes_follow_the_shelf_unless_names_or_changes_mix_them(store, shelf, typed):
    typed(shelf[2], "1", name="Cao Văn An", key="husband_name")
    typed(shelf[1], "1", name="Cao Văn Ba")
    typed(shelf[0], "2", name="Cao Văn Ca")
    assert column(store, "volume_id") == [shelf[0], shelf[1], shelf[2]]
    assert column(store, "volume_id", order=EntryOrder.NAME) == [shelf[2], shelf[1], shelf[0]]
    assert column(store, "volume_id", order=EntryOrder.CHANGED) == [shelf[2], shelf[1], shelf[0]]


def test_a_list_is_narrowed_by_volume_book_words_and_group(store, shelf, typed):
    child, other = typed(shelf[0], "7", name="Lê Thị Thuỷ"), typed(shelf[1], "7", name="Lê Thị Thúy")
    married = typed(shelf[2], "8", name="Cao Văn An", key="husband_name")
    with store.write() as session:
        entries.park(session, other, "chờ hỏi", by=JUSTICE, at=AT)
    assert column(store, "id", volume_id=shelf[1]) == [other]
    assert column(store, "id", book_type="ket_hon") == [married]
    assert column(store, "id", words="thuy") == [child, other]
    assert column(store, "id", words="7", volume_id=shelf[0]) == [child]
    assert column(store, "id", words="không ai") == []
    assert column(store, "id", words="x" * 300) == []
    assert column(store, "id", group=EntryGroup.PARKED) == [other]
    assert column(store, "id", group=EntryGroup.DRAFT, book_type="khai_sinh") == [child]


def test_counts_are_of_the_same_entries_whatever_group_is_shown(store, shelf, typed):
    typed(shelf[0], "1"), typed(shelf[0], "2")
    aside = typed(shelf[1], "3")
    with store.write() as session:
        entries.park(session, aside, "chờ hỏi", by=JUSTICE, at=AT)
    every = {EntryGroup.EVERY: 3, EntryGroup.DRAFT: 2, EntryGroup.PARKED: 1}
    assert counts(store) == counts(store, group=EntryGroup.PARKED) == every
    assert counts(store, volume_id=shelf[1]) == {EntryGroup.EVERY: 1, EntryGroup.PARKED: 1}
    assert counts(store, words="không ai") == {}


@pytest.mark.parametrize("state", EntryState)
def test_an_entry_of_every_state_is_on_the_list_of_its_group_alone(store, shelf, typed, state):
    made = typed(shelf[0], "1")
    with store.write() as session:
        session.connection().exec_driver_sql("DROP TRIGGER entry_needs_approval")
        session.connection().exec_driver_sql("UPDATE entry SET state = ?", (state.value,))
    for group in EntryGroup:
        kept = state is not EntryState.DISCARDED
        there = group is GROUP_OF[state] or (group is EntryGroup.EVERY and kept)
        assert column(store, "id", group=group) == ([made] if there else []), group


def test_a_number_or_page_is_found_from_the_cursor_on_and_goes_round(store, shelf, typed):
    for volume, number, page in ((0, "45/1998", "12"), (0, "46", "12"), (1, "045", "3"), (1, "12", "4")):
        typed(shelf[volume], number, page)

    def place(wanted, after=-1, **asked):
        with store.read() as session:
            query = EntryQuery(**asked)
            rows = listing.find(session, query).rows
            return listing.place_of(session, query, rows, wanted, after=after)

    # in order: 45/1998, 46 | 12, 045
    assert place("45") == 0
    assert place("số 45", after=0) == 3
    assert place("45", after=3) == 0
    assert place("45", volume_id=shelf[1]) == 1
    assert place("12") == 2
    assert (place("trang 12"), place("tr. 12", after=0), place("Trang 12", after=1)) == (0, 1, 0)
    assert (place("99"), place("tr 99"), place(""), place("tr")) == (-1, -1, -1, -1)


def test_a_row_tells_who_opened_it_and_why_it_waits_until_it_is_finished(store, shelf, random):
    made = type_entry(store, random, shelf[0], by=TYPIST)
    with store.write() as session:
        entries.park(session, made, "chờ hỏi gia đình", by=TYPIST, at=AT)
    (row,) = listed(store)
    assert (row.created_by, row.note, row.reason) == (
        TYPIST.full_name,
        "chờ hỏi gia đình",
        "chờ hỏi gia đình",
    )
    assert (row.book_no, row.place, row.page_no) == ("01/1998", COMMUNE, "94")
    with store.write() as session:
        entries.complete(session, made, by=JUSTICE, at=AT)
    (row,) = listed(store)
    assert row.reason == ""


def test_the_reason_of_the_police_stays_while_the_entry_is_typed_anew(store, shelf, random, waiting_entry):
    with store.write() as session:
        approval.send_back(session, waiting_entry, "thiếu tên đệm", by=POLICE, at=AT)
    assert column(store, "reason", group=EntryGroup.SENT_BACK) == ["thiếu tên đệm"]
    with store.write() as session:
        entries.save(session, waiting_entry, "child_name", Value.of("Phạm Văn Minh Tý"), by=JUSTICE, at=AT)
    assert column(store, "reason", group=EntryGroup.DRAFT) == ["thiếu tên đệm"]


@pytest.fixture
def waiting_entry(store, shelf, random):
    """An entry in which nobody is to be decided, so that it waits for the police."""
    made = type_entry(store, random, shelf[0], child_name="", mother_name="", father_name="")
    with store.read() as session:
        assert entries.get(session, made).state is EntryState.CHECKED
    return made


def test_a_long_list_is_read_in_its_order_over_many_statements(store, shelf, typed, monkeypatch):
    monkeypatch.setattr(listing, "_AT_ONCE", 2)
    for number in ("3", "1", "2", "5", "4"):
        typed(shelf[0], number)
    assert column(store, "registration_no") == ["1", "2", "3", "4", "5"]


def test_the_row_of_an_entry_is_known_and_of_none_is_nought(store, shelf, typed):
    made = typed(shelf[0], "1")
    with store.read() as session:
        row = listing.row_of(session, made)
        assert [one.id for one in listing.read(session, [row])] == [made]
        assert listing.row_of(session, "không có") == 0


@pytest.mark.parametrize("order", EntryOrder)
def test_the_list_never_reads_whole_entries_to_find_or_sort_them(store, shelf, typed, order):
    typed(shelf[0], "1", name="Lê Thị Thuỷ")
    asked = []
    with store.read() as session:
        connection = session.connection()
        event.listen(connection, "before_cursor_execute", lambda *told: asked.append(told[2:4]))
        every = {"order": order, "group": EntryGroup.DRAFT}
        for narrowed in ({}, {"volume_id": 1}, {"book_type": "khai_sinh"}, {"words": "thuy"}):
            query = EntryQuery(**every, **narrowed)
            listing.place_of(session, query, listing.find(session, query).rows, "1", after=-1)
        about = [(sql, given) for sql, given in asked if "FROM entry" in sql]
        assert len(about) == 12
        for sql, given in about:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", given).all()
            of_entries = [row[-1] for row in plan if " entry " in f"{row[-1]} "]
            assert of_entries, plan
            assert all("COVERING INDEX" in line for line in of_entries), of_entries


def test_the_workbook_says_what_the_list_says(store, shelf, typed):
    typed(shelf[1], "=1+1", "12", "Lê Thị Thuỷ")
    with store.write() as session:
        content = listing.on_paper(session, listing.find(session, EntryQuery()).rows)
        made = papers.make(session, ENTRY_LIST, content, by=JUSTICE, at=AT)
    (row,) = content
    assert (row.number, row.page, row.name, row.book) == ("=1+1", "12", "Lê Thị Thuỷ", "Khai sinh")
    assert (row.book_no, row.opened_year, row.place) == ("01/1998", "1998", OTHER)
    assert (row.state, row.opened_by, row.changed) == ("Đang nhập", JUSTICE.full_name, "17/10/2023 20:42")
    assert made.items == 1
