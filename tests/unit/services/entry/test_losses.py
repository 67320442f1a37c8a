"""A type of book of a place without any volume left: each clause of the note, and who may make it."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from app.errors import BadInput, Refused
from app.models.store.tables import AuditEvent, BookLoss
from app.services.entry import losses, volumes
from app.services.entry.losses import Loss
from tests.conftest import AT, COMMUNE, JUSTICE, LEADER, POLICE, TYPIST

FLOOD = Loss(0, "ket_hon", COMMUNE, "Do lũ lụt mất hết sổ", "10/2007", 459)


def kinds(session):
    return [event.kind for event in session.scalars(select(AuditEvent).order_by(AuditEvent.seq))]


@pytest.mark.parametrize("by", [JUSTICE, LEADER])
def test_a_note_is_made_changed_and_taken_back(session, by):
    made = losses.add(session, FLOOD, by=by, at=AT)
    assert losses.every(session) == [replace(FLOOD, id=made)]
    retold = replace(FLOOD, id=made, reason="Cháy trụ sở", lost_on="1985", already_electronic=0)
    losses.change(session, retold, by=by, at=AT)
    assert losses.every(session) == [retold]
    losses.withdraw(session, made, by=by, at=AT)
    assert losses.every(session) == []
    assert session.get(BookLoss, made).withdrawn
    assert kinds(session)[-3:] == ["book_loss_noted", "book_loss_changed", "book_loss_withdrawn"]


@pytest.mark.parametrize("by", [TYPIST, POLICE])
def test_not_by_others(session, by):
    made = losses.add(session, FLOOD, by=JUSTICE, at=AT)
    for call in (
        lambda: losses.add(session, replace(FLOOD, book_type="khai_tu"), by=by, at=AT),
        lambda: losses.change(session, replace(FLOOD, id=made), by=by, at=AT),
        lambda: losses.withdraw(session, made, by=by, at=AT),
    ):
        with pytest.raises(Refused, match="chỉ Tư pháp hoặc Lãnh đạo"):
            call()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"book_type": ""}, "Chưa chọn loại sổ"),
        ({"place": " "}, "Cần ghi nơi đăng ký"),
        ({"reason": ""}, "Cần ghi lý do"),
        ({"reason": " "}, "Cần ghi lý do"),
        ({"lost_on": "lâu rồi"}, "Ngày mất sổ ghi dạng"),
        ({"lost_on": "5/10"}, "Ngày mất sổ ghi dạng"),
        ({"lost_on": "2031"}, "ở sau hôm nay"),
        ({"already_electronic": -1}, "từ 0 đến"),
        ({"already_electronic": losses.MOST_ELECTRONIC + 1}, "từ 0 đến"),
        ({"reason": "x\u202e"}, "ký tự ẩn"),
        ({"place": "x" * 201}, "200"),
    ],
)
def test_what_cannot_be_noted(session, changes, words):
    with pytest.raises(BadInput, match=words):
        losses.add(session, replace(FLOOD, **changes), by=JUSTICE, at=AT)
    made = losses.add(session, FLOOD, by=JUSTICE, at=AT)
    with pytest.raises(BadInput, match=words):
        losses.change(session, replace(FLOOD, id=made, **changes), by=JUSTICE, at=AT)


@pytest.mark.parametrize("lost_on", ["", "2007", "05/10/2007", "9/2007 âl", "30/02/2007"])
def test_a_date_as_far_as_it_is_known(session, lost_on):
    made = losses.add(session, replace(FLOOD, lost_on=lost_on), by=JUSTICE, at=AT)
    assert losses.find(session, "ket_hon", COMMUNE) == replace(FLOOD, id=made, lost_on=lost_on)


def test_a_day_after_today_is_refused_and_today_is_not(session):
    today = AT.date()
    for day, refused in ((today.replace(day=today.day + 1), True), (today, False)):
        loss = replace(FLOOD, lost_on=f"{day.day}/{day.month}/{day.year}")
        if refused:
            with pytest.raises(BadInput, match="sau hôm nay"):
                losses.add(session, loss, by=JUSTICE, at=AT)
        else:
            losses.add(session, loss, by=JUSTICE, at=AT)


@pytest.mark.parametrize("place", [COMMUNE, f"Ubnd {COMMUNE}", COMMUNE.upper()])
def test_once_for_a_type_and_a_place(session, place):
    losses.add(session, FLOOD, by=JUSTICE, at=AT)
    with pytest.raises(Refused, match="đã được ghi là mất hết"):
        losses.add(session, replace(FLOOD, place=place), by=JUSTICE, at=AT)
    losses.add(session, replace(FLOOD, place="xã khác"), by=JUSTICE, at=AT)
    losses.add(session, replace(FLOOD, book_type="khai_tu"), by=JUSTICE, at=AT)


def test_again_after_it_was_taken_back(session):
    first = losses.add(session, FLOOD, by=JUSTICE, at=AT)
    losses.withdraw(session, first, by=JUSTICE, at=AT)
    for call in (
        lambda: losses.withdraw(session, first, by=JUSTICE, at=AT),
        lambda: losses.change(session, replace(FLOOD, id=first), by=JUSTICE, at=AT),
        lambda: losses.withdraw(session, 99, by=JUSTICE, at=AT),
    ):
        with pytest.raises(Refused, match="Không còn dòng"):
            call()
    assert losses.add(session, FLOOD, by=JUSTICE, at=AT) != first


@pytest.mark.parametrize("change", [{"book_type": "khai_tu"}, {"place": "xã khác"}])
def test_type_and_place_stay(session, change):
    made = losses.add(session, FLOOD, by=JUSTICE, at=AT)
    with pytest.raises(Refused, match="Không đổi được"):
        losses.change(session, replace(FLOOD, id=made, **change), by=JUSTICE, at=AT)


@pytest.mark.parametrize("condition", volumes.CONDITIONS)
def test_volumes_at_hand_and_a_loss_of_all_shut_each_other_out(session, condition):
    view = volumes.VolumeView(
        0, "ket_hon", "02", "2001", COMMUNE, condition=condition, condition_reason="như biên bản"
    )
    if condition == "mat":
        made = volumes.add(session, view, by=JUSTICE, at=AT)
        losses.add(session, FLOOD, by=JUSTICE, at=AT)
        with pytest.raises(Refused, match="đang ghi là mất hết sổ"):
            volumes.change(session, replace(view, id=made, condition="con"), by=JUSTICE, at=AT)
        volumes.change(session, replace(view, id=made, keeper="tủ 1"), by=JUSTICE, at=AT)
        return
    volumes.add(session, view, by=JUSTICE, at=AT)
    with pytest.raises(Refused, match="còn kê 1 quyển"):
        losses.add(session, FLOOD, by=JUSTICE, at=AT)
    other = losses.add(session, replace(FLOOD, place="xã khác"), by=JUSTICE, at=AT)
    with pytest.raises(Refused, match="đang ghi là mất hết sổ"):
        volumes.add(session, replace(view, place="Xã khác"), by=JUSTICE, at=AT)
    losses.withdraw(session, other, by=JUSTICE, at=AT)
    volumes.add(session, replace(view, place="Xã khác"), by=JUSTICE, at=AT)
