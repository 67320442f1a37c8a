"""Every service function that says who does it, with every role alone, against the table of permissions."""

import importlib
import inspect
import pkgutil
import re
from dataclasses import replace

import pytest

import app.services
from app.errors import AppError, Refused
from app.models.words.roles import Action, Role
from app.services.entry import (
    approval,
    decisions,
    discarding,
    discrepancies,
    entries,
    in_hand,
    item_moves,
    losses,
    moving,
    papers,
    story,
    volume_import,
    volumes,
)
from app.services.exchange import exports, packages, returns, sealed_files, snapshots
from app.services.importing import mappings, planning, taking, waiting
from app.services.office import (
    accounts,
    anchors,
    audit,
    backing_up,
    clock,
    dated_settings,
    inspection,
    key_slots,
    office_settings,
    password_tries,
    recovering,
    restoring,
    revoking,
    trusting,
    unlocking,
)
from app.services.office.permissions import ALLOWED, may, require
from app.services.recheck import listing as oddities
from app.services.recheck import running
from tests.conftest import BOTH, JUSTICE, POLICE

NEEDED = {
    volumes.add: Action.DESCRIBE_VOLUMES,
    volumes.change: Action.DESCRIBE_VOLUMES,
    volume_import.take: Action.DESCRIBE_VOLUMES,
    losses.add: Action.DESCRIBE_VOLUMES,
    losses.change: Action.DESCRIBE_VOLUMES,
    losses.withdraw: Action.DESCRIBE_VOLUMES,
    entries.create: Action.TYPE_ENTRIES,
    entries.blank: Action.TYPE_ENTRIES,
    in_hand.begin: Action.TYPE_ENTRIES,
    in_hand.store: Action.TYPE_ENTRIES,
    discarding.discard: Action.TYPE_ENTRIES,
    moving.move: Action.TYPE_ENTRIES,
    running.run: Action.RECHECK,
    oddities.clear: Action.RECHECK,
    oddities.reopen: Action.RECHECK,
    discarding.take_back: Action.TYPE_ENTRIES,
    story.of_entry: Action.SEE_WORK,
    entries.save: Action.TYPE_ENTRIES,
    entries.save_all: Action.TYPE_ENTRIES,
    entries.save_next: Action.TYPE_ENTRIES,
    entries.complete: Action.TYPE_ENTRIES,
    planning.plan: Action.IMPORT_ENTRIES,
    planning.replan: Action.IMPORT_ENTRIES,
    taking.take_in: Action.IMPORT_ENTRIES,
    taking.take_row: Action.IMPORT_ENTRIES,
    waiting.listed: Action.SEE_WORK,
    waiting.mend: Action.IMPORT_ENTRIES,
    waiting.put_aside: Action.IMPORT_ENTRIES,
    mappings.save: Action.IMPORT_ENTRIES,
    entries.park: Action.TYPE_ENTRIES,
    entries.take_back: Action.REWORK_RETURNED,
    decisions.decide: Action.DECIDE,
    decisions.undo: Action.DECIDE,
    discrepancies.resolve: Action.FOLLOW_UP,
    discrepancies.advance: Action.FOLLOW_UP,
    discrepancies.end: Action.FOLLOW_UP,
    discrepancies.reopen: Action.FOLLOW_UP,
    approval.approve: Action.APPROVE,
    approval.send_back: Action.SEND_BACK,
    snapshots.receive: Action.RECEIVE_SNAPSHOT,
    returns.receive: Action.RECEIVE_ANSWERS,
    sealed_files.write_again: Action.EXPORT,
    trusting.take_certificates: Action.TAKE_CERTIFICATES,
    accounts.deactivate: Action.MANAGE_ACCOUNTS,
    accounts.reopen: Action.MANAGE_ACCOUNTS,
    accounts.expose_keys: Action.MANAGE_ACCOUNTS,
    unlocking.enrol: Action.MANAGE_ACCOUNTS,
    unlocking.reset_password: Action.MANAGE_ACCOUNTS,
    recovering.make_sheet: Action.RECOVER,
    recovering.confirm_sheet: Action.RECOVER,
    unlocking.close_account: Action.MANAGE_ACCOUNTS,
    office_settings.put: Action.SET_OFFICE,
    anchors.explain: Action.EXPLAIN_AUDIT,
    inspection.inspect: Action.SEE_OFFICE,
    backing_up.back_up: Action.BACK_UP,
    restoring.drill: Action.BACK_UP,
}
OPEN = {
    approval.obstacles: "says itself who may not approve",
    decisions.search_without_decision: "an event that only the audit keeps",
    papers.make: "asks by the action of its paper",
    papers.record: "an event that only the audit keeps",
    snapshots.rebuild: "nobody comes in and nobody is shown",
    entries.retire: "part of a change that asked",
    entries.settle: "part of a change that asked",
    entries.move: "part of a change that asked",
    item_moves.move_item: "part of a change that asked",
    accounts.add: "part of founding and enrolling",
    accounts.set_request: "part of enrolling",
    accounts.set_certificate: "part of taking certificates",
    unlocking.add_account: "part of founding and enrolling",
    unlocking.give_password: "part of a reset and a recovery",
    key_slots.changing: "part of a change that asked",
    key_slots.settle: "part of a change or a sign-in",
    key_slots.settle_if_possible: "part of a sign-in",
    password_tries.tell_audit: "an event that only the audit keeps",
    dated_settings.put: "part of founding",
    approval.send_back_ended: "what an end means, whoever comes next",
    revoking.end: "part of closing an account or giving it a new key",
    revoking.take: "part of taking certificates",
    audit.record: "every change writes its event",
    anchors.record_check: "an event that only the audit keeps",
    clock.confirm: "the question before anyone is let in: whoever sits here answers it",
    packages.keep: "part of an export",
    packages.keep_received: "part of an import",
}
WORDS = "Việc này chỉ .* được làm. Chưa thay đổi gì."


class Reached(Exception):
    """The function went on to its work."""


class Work:
    """Whatever a service is given: the first touch of it tells that the officer was let through."""

    def touched(self, *_arguments):
        raise Reached

    __getattr__ = __iter__ = __bool__ = __len__ = __enter__ = __eq__ = __hash__ = touched
    __contains__ = __call__ = __getitem__ = __str__ = __truediv__ = touched


def alone(role):
    return replace(JUSTICE, roles=frozenset({role}), cert_sha256="0" * 64)


def call(function, **officers):
    """Call a service with work that tells when it is touched; False when the officer was refused."""
    names = [name for name, one in inspect.signature(function).parameters.items() if one.default is one.empty]
    given = {name: POLICE if name == "officer" else Work() for name in names} | officers
    try:
        function(**given)
    except Reached:
        return True
    except AppError as error:
        return re.fullmatch(WORDS, str(error)) is None  # what it says of the work comes after the roles
    raise AssertionError("nothing was touched and nothing refused")


def functions_done_by_someone():
    """Return the public functions of the services that take ``by``."""
    found = set()
    for info in pkgutil.walk_packages(app.services.__path__, "app.services."):
        module = importlib.import_module(info.name)
        for name, one in inspect.getmembers(module, inspect.isfunction):
            if not name.startswith("_") and one.__module__ == info.name:
                found |= {one} if "by" in inspect.signature(one).parameters else set()
    return found


def name_of(one):
    return f"{one.__module__.rpartition('.')[2]}.{one.__name__}" if inspect.isfunction(one) else str(one)


def test_every_function_done_by_someone_stands_here():
    assert functions_done_by_someone() == NEEDED.keys() | OPEN.keys()
    assert not NEEDED.keys() & OPEN.keys()


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("function", NEEDED, ids=name_of)
def test_a_service_lets_the_roles_of_its_action_through_and_no_other(function, role):
    assert call(function, by=alone(role)) == (role in ALLOWED[NEEDED[function]])


@pytest.mark.parametrize("function", NEEDED, ids=name_of)
def test_a_closed_account_does_nothing(function):
    for role in Role:
        assert not call(function, by=replace(alone(role), active=False))


@pytest.mark.parametrize("make", [exports.export, exports.renew])
@pytest.mark.parametrize("role", Role)
def test_a_package_is_signed_by_one_who_exports_and_one_who_countersigns(role, make):
    def signing(by):
        return exports.SigningOfficer(by, Work())

    countersigns, exporting = alone(Role.POLICE), alone(Role.JUSTICE)
    assert call(make, justice=signing(alone(role)), police=signing(countersigns)) == (
        role in ALLOWED[Action.EXPORT]
    )
    assert call(make, justice=signing(exporting), police=signing(alone(role))) == (
        role in ALLOWED[Action.COUNTERSIGN]
    )


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("action", Action)
def test_the_table_says_who_may(action, role):
    if role in ALLOWED[action]:
        assert may(alone(role), action)
        require(alone(role), action)
    else:
        assert not may(alone(role), action)
        with pytest.raises(Refused, match=WORDS):
            require(alone(role), action)


def test_every_action_has_its_roles():
    assert set(ALLOWED) == set(Action)
    assert all(ALLOWED.values())


def test_one_of_several_roles_is_enough_and_the_refusal_names_all_that_serve():
    require(BOTH, Action.APPROVE)
    require(BOTH, Action.TYPE_ENTRIES)
    with pytest.raises(Refused, match="chỉ Công an được làm"):
        require(replace(BOTH, active=False), Action.APPROVE)
    with pytest.raises(Refused, match="chỉ Tư pháp hoặc Công an được làm"):
        require(alone(Role.LEADER), Action.RECEIVE_ANSWERS)


def test_the_work_of_each_role_is_what_it_was():
    """The table once more by role: a slip in it must not pass because the test reads it too."""
    by_role = {role: {action for action in Action if role in ALLOWED[action]} for role in Role}
    seen = {Action.SEE_WORK, Action.SEE_REGISTRY, Action.SEE_EXCHANGE, Action.SEE_OFFICE, Action.BACK_UP}
    assert by_role == {
        Role.TYPIST: {Action.SEE_WORK, Action.BACK_UP, Action.TYPE_ENTRIES, Action.RECHECK},
        Role.JUSTICE: seen
        | {Action.TYPE_ENTRIES, Action.IMPORT_ENTRIES, Action.REWORK_RETURNED}
        | {Action.DESCRIBE_VOLUMES, Action.LOOK_UP, Action.RECHECK}
        | {Action.DECIDE, Action.FOLLOW_UP, Action.EXPORT, Action.RECEIVE_ANSWERS, Action.TAKE_CERTIFICATES}
        | {Action.ACCEPT_BREAK},
        Role.POLICE: seen
        | {Action.APPROVE, Action.SEND_BACK, Action.COUNTERSIGN, Action.CONFIRM_TRUST}
        | {Action.RECEIVE_SNAPSHOT, Action.RECEIVE_ANSWERS},
        Role.LEADER: seen
        | {Action.DESCRIBE_VOLUMES, Action.TAKE_CERTIFICATES, Action.MANAGE_ACCOUNTS, Action.RECOVER}
        | {Action.ACCEPT_BREAK, Action.PIN_TRUST, Action.EXPLAIN_AUDIT, Action.WIPE, Action.SET_OFFICE}
        | {Action.RECHECK},
    }
