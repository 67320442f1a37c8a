"""Each refusal of the inventory, what approvals keep as it is, and the counts."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from app.errors import BadInput, Refused
from app.models.store.tables import AuditEvent
from app.models.words.states import SEALED, EntryState
from app.services.entry import entries, volumes
from tests.conftest import AT, COMMUNE, JUSTICE, LEADER, POLICE, TYPIST
from tests.unit.services.conftest import put

SIGNED_STATES = sorted({*SEALED, EntryState.APPROVED})
NEW = volumes.VolumeView(0, "ket_hon", "02", "2001", COMMUNE)
WHOLE = replace(
    NEW,
    year_from="2001",
    year_to="2003",
    page_count="200",
    closing_total=188,
    condition="hu_hong",
    condition_reason="mối ăn",
    keeper="tủ 3",
    form="TP/HT-1998",
    already_electronic=12,
    second_place="kho lưu trữ tỉnh",
)


@pytest.fixture
def view(session, ready):
    return volumes.get(session, ready.volume_id)


def last_event(session):
    event = session.scalars(select(AuditEvent).order_by(AuditEvent.seq.desc()).limit(1)).one()
    return event.kind, event.subject, event.uid, event.data


@pytest.mark.parametrize("by", [JUSTICE, LEADER], ids=lambda o: "+".join(sorted(o.roles)))
def test_by_justice_and_leaders(session, view, by):
    made = volumes.add(session, WHOLE, by=by, at=AT)
    assert volumes.get(session, made) == replace(WHOLE, id=made)
    kind, subject, uid, added = last_event(session)
    assert (kind, subject, uid, added["book_type"]) == ("volume_added", str(made), by.uid, "ket_hon")
    volumes.change(session, replace(view, keeper="tủ 4"), by=by, at=AT)
    kind, subject, uid, changed = last_event(session)
    assert (kind, subject, uid) == ("volume_changed", str(view.id), by.uid)
    volumes.change(session, replace(view, keeper="tủ 5"), by=by, at=AT)
    hashes = {added["sha256"], changed["sha256"], last_event(session)[3]["sha256"]}
    assert [len(one) for one in hashes] == [64] * 3, "each description has a hash of its own"


@pytest.mark.parametrize(
    "by", [TYPIST, POLICE, replace(JUSTICE, active=False)], ids=["typist", "police", "closed"]
)
def test_not_by_others(session, view, by):
    with pytest.raises(Refused, match="chỉ Tư pháp hoặc Lãnh đạo được làm"):
        volumes.add(session, NEW, by=by, at=AT)
    with pytest.raises(Refused, match="chỉ Tư pháp hoặc Lãnh đạo được làm"):
        volumes.change(session, view, by=by, at=AT)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"book_type": ""}, "Chưa chọn loại sổ"),
        ({"book_type": "so_tay"}, "Chưa chọn loại sổ"),
        ({"book_no": "", "opened_year": ""}, "Cần ghi số quyển"),
        ({"book_no": " ", "opened_year": " ", "year_to": "2003"}, "Cần ghi số quyển"),
        ({"condition": "tot"}, "Chưa chọn tình trạng"),
        ({"opened_year": "98"}, "4 chữ số"),
        ({"opened_year": "19980"}, "4 chữ số"),
        ({"opened_year": "199x"}, "4 chữ số"),
        ({"condition": "mat"}, "cần ghi lý do"),
        ({"condition": "muon", "condition_reason": " "}, "cần ghi lý do"),
        ({"condition": "hu_hong"}, "cần ghi lý do"),
    ],
)
def test_what_cannot_be_a_volume(session, view, changes, words):
    with pytest.raises(BadInput, match=words):
        volumes.add(session, replace(NEW, **changes), by=JUSTICE, at=AT)
    with pytest.raises(BadInput, match=words):
        volumes.change(session, replace(view, **changes), by=JUSTICE, at=AT)


@pytest.mark.parametrize(
    "changes",
    [
        {"opened_year": ""},
        {"condition": "mat", "condition_reason": "cháy 1985"},
        {"place": ""},
        {"book_no": ""},
        {"book_no": "", "opened_year": "", "year_from": "1985"},
        {"second_place": "kho Sở Tư pháp"},
    ],
)
def test_what_may_be_one(session, changes):
    made = volumes.add(session, replace(NEW, **changes), by=JUSTICE, at=AT)
    assert volumes.get(session, made) == replace(NEW, id=made, **changes)


def test_outer_spaces_are_off(session):
    made = volumes.add(session, replace(NEW, book_no=" 02 ", place=f"{COMMUNE} "), by=JUSTICE, at=AT)
    assert volumes.get(session, made) == replace(NEW, id=made)


def test_a_volume_that_is_not_here(session, view):
    for call in (
        lambda: volumes.get(session, 99),
        lambda: volumes.change(session, replace(view, id=99), by=JUSTICE, at=AT),
        lambda: volumes.change(session, replace(view, book_type="ket_hon"), by=JUSTICE, at=AT),
    ):
        with pytest.raises(Refused, match="Không có quyển sổ này"):
            call()


@pytest.mark.parametrize("state", sorted(EntryState))
@pytest.mark.parametrize(
    ("column", "value"), [("book_no", "03"), ("opened_year", "1999"), ("place", "xã khác")]
)
def test_what_an_approval_signs_of_a_volume(session, entry_id, view, state, column, value):
    put(session, entry_id, state)
    changed = replace(view, **{column: value})
    if state in SIGNED_STATES:
        with pytest.raises(Refused, match="có 1 trường hợp đã duyệt hoặc đã xuất"):
            volumes.change(session, changed, by=JUSTICE, at=AT)
    else:
        volumes.change(session, changed, by=JUSTICE, at=AT)
        assert getattr(volumes.get(session, view.id), column) == value


@pytest.mark.parametrize("state", SIGNED_STATES)
def test_the_rest_of_a_signed_volume_may_change(session, entry_id, view, state):
    put(session, entry_id, state)
    names = ("year_from", "year_to", "page_count", "closing_total", "condition", "condition_reason")
    more = ("keeper", "form", "already_electronic", "second_place")
    rest = {name: getattr(WHOLE, name) for name in (*names, *more)}
    changed = replace(view, **rest, place=f" {view.place} ")
    volumes.change(session, changed, by=JUSTICE, at=AT)
    assert volumes.get(session, view.id) == replace(changed, place=view.place, **counted(state))


def test_an_approval_in_another_volume_signs_nothing_of_this_one(session, entry_id):
    put(session, entry_id, "approved")
    made = volumes.add(session, NEW, by=JUSTICE, at=AT)
    volumes.change(session, replace(NEW, id=made, book_no="9"), by=JUSTICE, at=AT)
    assert volumes.get(session, made).book_no == "9"


def counted(state):
    return {
        "entered": int(state not in ("draft", "parked", "discarded")),
        "approved": int(state in SIGNED_STATES),
    }


@pytest.mark.parametrize("state", sorted(EntryState))
def test_the_counts_follow_the_states(session, ready, entry_id, view, random, state):
    entries.create(session, ready.volume_id, by=JUSTICE, at=AT, random=random)
    put(session, entry_id, state)
    (shown,) = volumes.inventory(session)
    assert shown == volumes.get(session, view.id) == replace(view, **counted(state))


def test_the_inventory_is_in_the_order_of_the_law(session):
    for book, number, year in (
        ("khai_tu", "01", "1990"),
        ("khai_sinh", "02", "1998"),
        ("khai_sinh", "01", "1999"),
        ("ket_hon", "01", "2001"),
    ):
        volumes.add(
            session, replace(NEW, book_type=book, book_no=number, opened_year=year), by=JUSTICE, at=AT
        )
    assert [(v.book_type, v.book_no, v.entered) for v in volumes.inventory(session)] == [
        ("khai_sinh", "01/1998", 1),
        ("khai_sinh", "02", 0),
        ("khai_sinh", "01", 0),
        ("ket_hon", "01", 0),
        ("khai_tu", "01", 0),
    ]


@pytest.mark.parametrize(
    "again",
    [
        {},
        {"book_no": "2"},
        {"book_no": "02/2001"},
        {"book_no": "02/2001", "opened_year": ""},
        {"book_no": "Quyển 02"},
        {"place": f"UBND  {COMMUNE.upper()}"},
        {"place": COMMUNE.replace(",", " -")},
        {"closing_total": 12, "condition": "mat", "condition_reason": "cháy"},
    ],
)
def test_the_same_volume_again_needs_a_reason(session, again):
    first = volumes.add(session, NEW, by=JUSTICE, at=AT)
    twin = replace(NEW, **again)
    assert [one.id for one in volumes.same(session, twin)] == [first]
    with pytest.raises(BadInput, match="đã được kê"):
        volumes.add(session, twin, by=JUSTICE, at=AT)
    made = volumes.add(session, replace(twin, repeat_reason="sổ kép"), by=JUSTICE, at=AT)
    assert volumes.get(session, made).repeat_reason == "sổ kép"
    volumes.change(session, replace(NEW, id=first, keeper="tủ 1"), by=JUSTICE, at=AT)
    with pytest.raises(BadInput, match="đã được kê"):
        volumes.change(session, replace(twin, id=made), by=JUSTICE, at=AT)
    with pytest.raises(BadInput, match="đã được kê"):
        volumes.add(session, twin, by=JUSTICE, at=AT)


@pytest.mark.parametrize(
    "other",
    [
        {"book_no": "02a"},
        {"book_no": "3"},
        {"book_no": "02/2002"},
        {"opened_year": "2002"},
        {"opened_year": ""},
        {"book_type": "khai_sinh"},
        {"place": "xã Cẩm Tư, huyện Cẩm Thủy, tỉnh Thanh Hóa"},
        {"book_no": ""},
    ],
)
def test_another_volume_needs_none_and_keeps_none(session, other):
    volumes.add(session, NEW, by=JUSTICE, at=AT)
    view = replace(NEW, **other, repeat_reason="thừa")
    assert volumes.same(session, view) == []
    made = volumes.add(session, view, by=JUSTICE, at=AT)
    assert volumes.get(session, made).repeat_reason == ""


def test_volumes_without_a_number_are_not_one(session):
    view = replace(NEW, book_no="")
    for _time in range(2):
        volumes.add(session, view, by=JUSTICE, at=AT)
    assert volumes.same(session, view) == []


@pytest.mark.parametrize(
    ("condition", "total", "electronic", "counted"),
    [
        ("con", 188, 12, (188, 176, 176)),
        ("hu_hong", 188, 12, (188, 176, 176)),
        ("muon", 188, 200, (188, 0, 0)),
        ("con", None, 12, (0, 0, 0)),
        ("mat", 188, 12, (0, 0, 0)),
    ],
)
def test_what_of_a_volume_is_to_enter(condition, total, electronic, counted):
    view = replace(NEW, condition=condition, closing_total=total, already_electronic=electronic)
    assert (view.total, view.todo, view.left) == counted
