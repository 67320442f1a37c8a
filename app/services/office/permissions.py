"""The table of permissions, used by services, screens and the list of keys."""

from collections.abc import Mapping
from typing import Protocol

from app.errors import Refused
from app.models.words.roles import ROLE_LABELS, Action, Role
from app.texts import tr

_ALL = frozenset(Role)
_TYPING = frozenset({Role.TYPIST, Role.JUSTICE})
_JUSTICE, _POLICE, _LEADER = frozenset({Role.JUSTICE}), frozenset({Role.POLICE}), frozenset({Role.LEADER})

ALLOWED: Mapping[Action, frozenset[Role]] = {
    Action.TYPE_ENTRIES: _TYPING,
    Action.REWORK_RETURNED: _JUSTICE,
    Action.IMPORT_ENTRIES: _JUSTICE,
    Action.DESCRIBE_VOLUMES: _JUSTICE | _LEADER,
    Action.LOOK_UP: _JUSTICE,
    Action.DECIDE: _JUSTICE,
    Action.FOLLOW_UP: _JUSTICE,
    Action.RECHECK: _TYPING | _LEADER,
    Action.APPROVE: _POLICE,
    Action.SEND_BACK: _POLICE,
    Action.EXPORT: _JUSTICE,
    Action.COUNTERSIGN: _POLICE,
    Action.RECEIVE_SNAPSHOT: _POLICE,
    Action.RECEIVE_ANSWERS: _JUSTICE | _POLICE,
    Action.ACCEPT_BREAK: _JUSTICE | _LEADER,
    Action.TAKE_CERTIFICATES: _JUSTICE | _LEADER,
    Action.PIN_TRUST: _LEADER,
    Action.CONFIRM_TRUST: _POLICE,
    Action.MANAGE_ACCOUNTS: _LEADER,
    Action.SET_OFFICE: _LEADER,
    Action.RECOVER: _LEADER,
    Action.EXPLAIN_AUDIT: _LEADER,
    Action.BACK_UP: _ALL,
    Action.WIPE: _LEADER,
    Action.SEE_WORK: _ALL,
    Action.SEE_REGISTRY: _ALL - {Role.TYPIST},
    Action.SEE_EXCHANGE: _ALL - {Role.TYPIST},
    Action.SEE_OFFICE: _ALL - {Role.TYPIST},
}


class Holder(Protocol):
    """An object that holds roles; an officer with a closed account holds none."""

    def has(self, role: Role) -> bool:
        """Tell whether the holder has the role now."""


def may(officer: Holder, action: Action) -> bool:
    """Tell whether one of the officer's roles allows the action."""
    return any(officer.has(role) for role in ALLOWED[action])


def require(officer: Holder, action: Action) -> None:
    """Refuse unless one of the officer's roles allows the action."""
    if not may(officer, action):
        names = tr(" hoặc ").join(tr(ROLE_LABELS[role]) for role in Role if role in ALLOWED[action])
        raise Refused("Việc này chỉ {0} được làm. Chưa thay đổi gì.", names)
