"""Roles of officers, and the actions that a role allows (the table: services/office/permissions)."""

from collections.abc import Collection
from enum import StrEnum


class Role(StrEnum):
    """The roles of officers; one person may hold several, but not all of ``APART``."""

    TYPIST = "typist"
    JUSTICE = "justice"
    POLICE = "police"
    LEADER = "leader"


ROLE_LABELS: dict[Role, str] = {
    Role.TYPIST: "Người nhập",
    Role.JUSTICE: "Tư pháp",
    Role.POLICE: "Công an",
    Role.LEADER: "Lãnh đạo",
}
FOREMOST = (Role.JUSTICE, Role.TYPIST, Role.POLICE, Role.LEADER)
"""Roles by rank: a person with several roles is shown in the first of these."""


APART = frozenset({Role.JUSTICE, Role.POLICE})
"""Roles that nobody holds together: one side types and decides, the other approves."""


def may_share(roles: Collection[str]) -> bool:
    """Tell whether one person may hold all these roles."""
    return not set(roles) >= APART


class Action(StrEnum):
    """Actions, and screens to see, that a role allows."""

    TYPE_ENTRIES = "type_entries"
    REWORK_RETURNED = "rework_returned"
    IMPORT_ENTRIES = "import_entries"
    DESCRIBE_VOLUMES = "describe_volumes"
    LOOK_UP = "look_up"
    DECIDE = "decide"
    RECHECK = "recheck"
    FOLLOW_UP = "follow_up"
    APPROVE = "approve"
    SEND_BACK = "send_back"
    EXPORT = "export"
    COUNTERSIGN = "countersign"
    RECEIVE_SNAPSHOT = "receive_snapshot"
    RECEIVE_ANSWERS = "receive_answers"
    ACCEPT_BREAK = "accept_break"
    TAKE_CERTIFICATES = "take_certificates"
    PIN_TRUST = "pin_trust"
    CONFIRM_TRUST = "confirm_trust"
    MANAGE_ACCOUNTS = "manage_accounts"
    SET_OFFICE = "set_office"
    RECOVER = "recover"
    EXPLAIN_AUDIT = "explain_audit"
    BACK_UP = "back_up"
    WIPE = "wipe"
    SEE_WORK = "see_work"
    SEE_REGISTRY = "see_registry"
    SEE_EXCHANGE = "see_exchange"
    SEE_OFFICE = "see_office"
