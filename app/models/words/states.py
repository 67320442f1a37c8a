"""The states of an entry, of a discrepancy item and of a package, and the moves the procedure allows.

An entry is *draft* while it is typed and *entered* when its typist completed it. Once every person of it
is decided it is *checked* (all match, not found or not compared) or *listed* (someone differs: it stands on
the separate follow-up list). The police officer approves it or sends it back; approved, it is exported,
answered (*returned*) and gets its numbers. *Parked* entries wait for something outside the PC,
*discarded* ones were opened or typed by mistake. A changed
value takes an entry back to draft until it has left the PC.

A package with entries is *made*, *sent* when it was written to a medium, *acknowledged* when the police say
that it arrived, *part* once an answer to it came, *done* when every person of it is answered. What comes in
is *taken in*.
"""

from enum import StrEnum


class EntryState(StrEnum):
    """Where an entry stands."""

    DRAFT = "draft"
    PARKED = "parked"
    ENTERED = "entered"
    CHECKED = "checked"
    LISTED = "listed"
    APPROVED = "approved"
    EXPORTED = "exported"
    RETURNED = "returned"
    NUMBER_ASSIGNED = "number_assigned"
    HANDED_OVER = "handed_over"
    SENT_BACK = "sent_back"
    DISCARDED = "discarded"


class ItemState(StrEnum):
    """Where a discrepancy item stands.

    An officer ends the follow-up of an item; a later decision closes it.
    """

    OPEN = "open"
    VERIFYING = "verifying"
    DECIDED = "decided"
    GUIDED = "guided"
    CORRECTED = "corrected"
    ENDED = "ended"
    CLOSED = "closed"


class PackageState(StrEnum):
    """Where a package stands."""

    MADE = "made"
    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    PART = "part"
    DONE = "done"
    TAKEN_IN = "taken_in"


ENTRY_STATE_LABELS: dict[EntryState, str] = {
    EntryState.DRAFT: "Đang nhập",
    EntryState.PARKED: "Tạm gác",
    EntryState.ENTERED: "Đã nhập",
    EntryState.CHECKED: "Tư pháp đã đối soát",
    EntryState.LISTED: "Trong danh sách theo dõi riêng",
    EntryState.APPROVED: "Công an đã duyệt",
    EntryState.EXPORTED: "Đã xuất gói",
    EntryState.RETURNED: "Đã nhận dữ liệu trả về",
    EntryState.NUMBER_ASSIGNED: "Đã gán số định danh",
    EntryState.HANDED_OVER: "Đã bàn giao Sở Tư pháp",
    EntryState.SENT_BACK: "Công an trả lại",
    EntryState.DISCARDED: "Đã bỏ",
}

ITEM_STATE_LABELS: dict[ItemState, str] = {
    ItemState.OPEN: "Mở",
    ItemState.VERIFYING: "Đang xác minh",
    ItemState.DECIDED: "Đã kết luận",
    ItemState.GUIDED: "Đã hướng dẫn công dân",
    ItemState.CORRECTED: "Đã điều chỉnh",
    ItemState.ENDED: "Đã kết thúc",
    ItemState.CLOSED: "Đã thay bằng kết luận khác",
}

SEALED = (EntryState.EXPORTED, EntryState.RETURNED, EntryState.NUMBER_ASSIGNED, EntryState.HANDED_OVER)
"""States of entries that have left the PC: closed to typing."""

TYPING = (EntryState.DRAFT, EntryState.PARKED)
"""States of entries that are not entered yet."""

UNFINISHED = (*TYPING, EntryState.DISCARDED)
"""States that do not count as entered."""

COMPLETED = frozenset({EntryState.ENTERED, EntryState.CHECKED, EntryState.LISTED})
"""Entries that are typed to the end, by what was decided about their persons."""

_BACK_TO_TYPING = frozenset(TYPING)
_FOR_POLICE = frozenset({EntryState.APPROVED, EntryState.SENT_BACK})
_AWAY = frozenset({EntryState.DISCARDED})  # only while no version was approved (trigger, discarding)

ENTRY_MOVES: dict[EntryState, frozenset[EntryState]] = {
    EntryState.DRAFT: frozenset({EntryState.PARKED, EntryState.ENTERED}) | _AWAY,
    EntryState.PARKED: frozenset({EntryState.DRAFT, EntryState.ENTERED}) | _AWAY,
    EntryState.SENT_BACK: _BACK_TO_TYPING | {EntryState.ENTERED} | _AWAY,
    # deciding and undoing moves a completed entry between the three
    EntryState.ENTERED: COMPLETED | _BACK_TO_TYPING | _AWAY,
    EntryState.CHECKED: COMPLETED | _BACK_TO_TYPING | _FOR_POLICE | _AWAY,
    EntryState.LISTED: COMPLETED | _BACK_TO_TYPING | _FOR_POLICE | _AWAY,
    # a changed value voids the approval; a police officer may also withdraw it before export
    EntryState.APPROVED: frozenset({EntryState.DRAFT, EntryState.SENT_BACK, EntryState.EXPORTED}),
    EntryState.EXPORTED: frozenset({EntryState.RETURNED, EntryState.NUMBER_ASSIGNED}),
    # an answer that asks for work ("needs verification") reopens the entry
    EntryState.RETURNED: frozenset(
        {EntryState.NUMBER_ASSIGNED, EntryState.SENT_BACK, EntryState.HANDED_OVER}
    ),
    EntryState.NUMBER_ASSIGNED: frozenset({EntryState.HANDED_OVER}),
    EntryState.HANDED_OVER: frozenset(),
    EntryState.DISCARDED: frozenset({EntryState.DRAFT}),
}
"""From each state the states an entry may move to (staying is always allowed)."""

FOLLOWED = tuple(state for state in ItemState if state not in (ItemState.ENDED, ItemState.CLOSED))
"""States of items that somebody still has to see to."""

_UNSETTLED = frozenset({ItemState.VERIFYING, ItemState.DECIDED, ItemState.CLOSED})
_CONCLUDED = frozenset({ItemState.DECIDED, ItemState.GUIDED, ItemState.CORRECTED})

ITEM_MOVES: dict[ItemState, frozenset[ItemState]] = {
    ItemState.OPEN: _UNSETTLED,
    ItemState.VERIFYING: _UNSETTLED,
    ItemState.DECIDED: _UNSETTLED | {ItemState.GUIDED, ItemState.CORRECTED, ItemState.ENDED},
    ItemState.GUIDED: _UNSETTLED | {ItemState.CORRECTED, ItemState.ENDED},
    ItemState.CORRECTED: _UNSETTLED | {ItemState.ENDED},
    # reopened, an item stands where it stood
    ItemState.ENDED: _CONCLUDED | {ItemState.CLOSED},
    # a closed item stays closed, because a new decision opens a new item
    ItemState.CLOSED: frozenset(),
}
"""From each state the states an item may move to (staying is always allowed)."""

_ARRIVED = frozenset({PackageState.ACKNOWLEDGED, PackageState.PART, PackageState.DONE})

PACKAGE_MOVES: dict[PackageState, frozenset[PackageState]] = {
    # a power cut after the rename may hide that a medium has it, so it may arrive without having been sent
    PackageState.MADE: _ARRIVED | {PackageState.SENT},
    PackageState.SENT: _ARRIVED,
    PackageState.ACKNOWLEDGED: frozenset({PackageState.PART, PackageState.DONE}),
    # an answer proves that the package arrived, so a later acknowledgement changes nothing
    PackageState.PART: frozenset({PackageState.DONE}),
    PackageState.DONE: frozenset(),
    PackageState.TAKEN_IN: frozenset(),
}
"""From each state the states a package may move to (staying is always allowed)."""


def can_move(before: EntryState, after: EntryState) -> bool:
    """Tell whether the procedure lets an entry go from one state to the other."""
    return before == after or after in ENTRY_MOVES[before]


def can_move_item(before: ItemState, after: ItemState) -> bool:
    """Tell whether a discrepancy item may go from one state to the other."""
    return before == after or after in ITEM_MOVES[before]


def can_move_package(before: PackageState, after: PackageState) -> bool:
    """Tell whether a package may go from one state to the other."""
    return before == after or after in PACKAGE_MOVES[before]
