"""The groups of entries that a list shows together, and what it is sorted by."""

from enum import StrEnum

from app.models.words.states import EntryState


class EntryGroup(StrEnum):
    """The entries that a list shows together."""

    EVERY = "every"
    DRAFT = "draft"
    PARKED = "parked"
    SENT_BACK = "sent_back"
    UNDECIDED = "undecided"
    WAITING = "waiting"
    APPROVED = "approved"
    EXPORTED = "exported"
    RETURNED = "returned"
    NUMBERED = "numbered"
    DISCARDED = "discarded"


GROUP_LABELS: dict[EntryGroup, str] = {
    EntryGroup.EVERY: "Tất cả",
    EntryGroup.DRAFT: "Đang nhập dở",
    EntryGroup.PARKED: "Tạm gác",
    EntryGroup.SENT_BACK: "Công an trả lại",
    EntryGroup.UNDECIDED: "Chưa kết luận đủ",
    EntryGroup.WAITING: "Chờ Công an duyệt",
    EntryGroup.APPROVED: "Đã duyệt, chờ xuất",
    EntryGroup.EXPORTED: "Đã gửi, chờ trả lời",
    EntryGroup.RETURNED: "Có trả lời cần xem",
    EntryGroup.NUMBERED: "Đã gán số định danh",
    EntryGroup.DISCARDED: "Đã bỏ",
}

GROUP_OF: dict[EntryState, EntryGroup] = {
    EntryState.DRAFT: EntryGroup.DRAFT,
    EntryState.PARKED: EntryGroup.PARKED,
    EntryState.SENT_BACK: EntryGroup.SENT_BACK,
    EntryState.ENTERED: EntryGroup.UNDECIDED,
    EntryState.CHECKED: EntryGroup.WAITING,
    EntryState.LISTED: EntryGroup.WAITING,
    EntryState.APPROVED: EntryGroup.APPROVED,
    EntryState.EXPORTED: EntryGroup.EXPORTED,
    EntryState.RETURNED: EntryGroup.RETURNED,
    EntryState.NUMBER_ASSIGNED: EntryGroup.NUMBERED,
    EntryState.HANDED_OVER: EntryGroup.NUMBERED,
    EntryState.DISCARDED: EntryGroup.DISCARDED,
}
"""The one group of each state; every entry but the discarded ones is in ``EVERY`` too."""


class EntryOrder(StrEnum):
    """What a list of entries is sorted by."""

    NUMBER = "number"
    PAGE = "page"
    NAME = "name"
    CHANGED = "changed"
    TYPED = "typed"


ORDER_LABELS: dict[EntryOrder, str] = {
    EntryOrder.NUMBER: "Xếp theo số",
    EntryOrder.PAGE: "Xếp theo trang",
    EntryOrder.NAME: "Xếp theo tên",
    EntryOrder.CHANGED: "Xếp theo lần sửa cuối",
    EntryOrder.TYPED: "Xếp theo thứ tự nhập",
}
