"""Every text that a service takes, with hostile words: one sentence, or words that can be signed and sent."""

import dataclasses
import inspect
import typing
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given as given_words
from hypothesis import strategies as st
from sqlalchemy import inspect as columns_of
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.crypto import canonical
from app.crypto.trust import Ended
from app.errors import BadInput, Refused
from app.models.registry.person import PERSON_COLUMNS
from app.models.store.store import Store
from app.models.store.tables import Base, Discrepancy, Oddity, Recheck
from app.models.words.codes import Branch, Resolution
from app.models.words.incoming import FIELD, NAME, NOTE
from app.models.words.roles import Role
from app.models.words.states import ItemState
from app.models.words.values import Value
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
    volume_import,
    volumes,
)
from app.services.entry.losses import Loss
from app.services.entry.moving import Move
from app.services.exchange import packages
from app.services.importing import mappings, planning, taking, waiting
from app.services.office import (
    accounts,
    anchors,
    audit,
    backing_up,
    clock,
    dated_settings,
    inspection,
    office_settings,
    revoking,
    unlocking,
)
from app.services.office.accounts import Officer
from app.services.recheck import listing as oddities
from tests.conftest import AT, COMMUNE, JUSTICE, LEADER, POLICE, copy_of, numbered
from tests.unit.services.conftest import Ready
from tests.unit.services.entry.births import type_entry
from tests.unit.services.entry.deciding import CHILD, decide, searched
from tests.unit.services.office.test_permissions import functions_done_by_someone, name_of


@dataclass
class Given:
    """What a service is called with: an entry that waits, one that is typed, and a difference of it."""

    waiting: str
    typed: str
    volume: int
    item: int


Call = Callable[[Session, Given, str], object]
WAYS = dict.fromkeys(PERSON_COLUMNS, Resolution.FIX_POPULATION)
MOTHER = replace(CHILD, personal_id="038175990009", full_name="BÙI THỊ THUÝ", sex="Nữ", birth_date="1976")
NEW = Officer("038080990099", "Cao Văn Mới", "Công chức", "UBND xã", frozenset({Role.TYPIST}), active=True)

COLUMNS = {"Họ tên": "child_name", "Số": "registration_no"}
LOSS = Loss(0, "ket_hon", COMMUNE, "Do lũ lụt mất hết sổ", "2007")


def _decide(session: Session, given: Given, notes: dict[str, str]) -> object:
    return decisions.decide(
        session,
        given.typed,
        "mother",
        Branch.MISMATCH_BASIC,
        by=JUSTICE,
        at=AT,
        random=numbered("x"),
        person=MOTHER,
        snapshot_id="s1",
        search=searched(MOTHER),
        resolutions=WAYS,
        notes=notes,
    )


def _decide_again(session: Session, given: Given, reason: str) -> object:
    """Decide for a child who stands in another entry already."""
    words = {"child_name": Value.of(CHILD.full_name), "child_birth_date": Value.of("1/1/1990")}
    other = entries.create(session, given.volume, by=JUSTICE, at=AT, random=numbered("other"), carried=words)
    for entry_id, again in ((other, ""), (given.typed, reason)):
        made = decisions.decide(
            session,
            entry_id,
            "child",
            Branch.MISMATCH_BASIC,
            by=JUSTICE,
            at=AT,
            random=numbered("x"),
            person=CHILD,
            snapshot_id="s1",
            search=searched(CHILD),
            resolutions=WAYS,
            again=again,
        )
    return made


def _volume(name: str) -> Call:
    def call(session: Session, given: Given, text: str) -> object:
        view = replace(volumes.VolumeView(0, "khai_sinh", "09/2001", "2001", COMMUNE), **{name: text})
        return volumes.add(
            session, replace(view, condition="hu_hong") if "reason" in name else view, by=JUSTICE, at=AT
        )

    return call


def _volume_again(name: str) -> Call:
    def call(session: Session, given: Given, text: str) -> object:
        view = replace(volumes.get(session, given.volume), **{name: text})
        return volumes.change(session, view, by=JUSTICE, at=AT)

    return call


def _loss(name: str) -> Call:
    def call(session: Session, given: Given, text: str) -> object:
        return losses.add(session, replace(LOSS, **{name: text}), by=JUSTICE, at=AT)

    return call


def _loss_again(name: str) -> Call:
    def call(session: Session, given: Given, text: str) -> object:
        noted = losses.find(session, LOSS.book_type, LOSS.place)
        number = noted.id if noted else losses.add(session, LOSS, by=JUSTICE, at=AT)
        return losses.change(session, replace(LOSS, id=number, **{name: text}), by=JUSTICE, at=AT)

    return call


def _officer(name: str) -> Call:
    return lambda session, _given, text: accounts.add(
        session, replace(NEW, **{name: text}), by=LEADER.uid, at=AT
    )


def _explain(session: Session, _given: Given, text: str) -> object:
    state = anchors.check(session)
    return anchors.explain(session, state, text, by=LEADER, police=POLICE, at=AT)


def _reopen(session: Session, given: Given, text: str) -> object:
    discrepancies.end(session, given.item, "đã xong", by=JUSTICE, at=AT)
    return discrepancies.reopen(session, given.item, text, by=JUSTICE, at=AT)


def _clear(session: Session, given: Given, text: str) -> object:
    row = Recheck(begun_at="", by=JUSTICE.uid)
    session.add(row)
    session.flush()
    odd = Oddity(recheck_id=row.id, kind="age", volume_id=given.volume, said="", digest="0" * 64)
    session.add(odd)
    session.flush()
    return oddities.clear(session, odd.id, text, by=JUSTICE, at=AT)


def _confirm(session: Session, _given: Given, text: str) -> object:
    asked = clock.ClockQuestion(clock.Doubt.EARLIER, AT, AT)
    return clock.confirm(session, asked, text, by=JUSTICE, police=POLICE, at=AT)


VOLUME_TEXTS = (
    "book_no",
    "place",
    "year_from",
    "year_to",
    "page_count",
    "condition_reason",
    "keeper",
    "form",
    "second_place",
)
DOORS: dict[tuple[Any, str], dict[str, Call]] = {
    (entries.save, "value"): {
        "a name": lambda s, g, t: entries.save(s, g.typed, "child_name", Value(t), by=JUSTICE, at=AT),
        "a note": lambda s, g, t: entries.save(s, g.typed, "remarks", Value(t), by=JUSTICE, at=AT),
        "a date": lambda s, g, t: entries.save(s, g.typed, "child_birth_date", Value(t), by=JUSTICE, at=AT),
        "a number": lambda s, g, t: entries.save(s, g.typed, "registration_no", Value(t), by=JUSTICE, at=AT),
    },
    (entries.save_all, "given"): {
        "": lambda s, g, t: entries.save_all(s, g.typed, {"remarks": Value(t)}, by=JUSTICE, at=AT)
    },
    (mappings.save, "name"): {
        "": lambda s, _g, t: mappings.save(s, t, "khai_sinh", COLUMNS, by=JUSTICE, at=AT),
    },
    (mappings.save, "columns"): {
        "": lambda s, _g, t: mappings.save(
            s, "Bản nhập", "khai_sinh", COLUMNS | {t: "remarks"}, by=JUSTICE, at=AT
        ),
    },
    (entries.create, "carried"): {
        "": lambda s, g, t: entries.create(
            s, g.volume, by=JUSTICE, at=AT, random=numbered("c"), carried={"registration_place": Value(t)}
        )
    },
    (entries.park, "reason"): {"": lambda s, g, t: entries.park(s, g.typed, t, by=JUSTICE, at=AT)},
    (discarding.discard, "reason"): {
        "": lambda s, g, t: discarding.discard(s, g.typed, t, by=JUSTICE, at=AT)
    },
    (moving.move, "reason"): {
        "": lambda s, g, t: moving.move(s, Move((g.typed,), g.volume, number="77"), t, by=JUSTICE, at=AT)
    },
    (moving.move, "asked"): {
        "a number": lambda s, g, t: moving.move(
            s, Move((g.typed,), g.volume, number=t), "sửa số", by=JUSTICE, at=AT
        ),
        "a page": lambda s, g, t: moving.move(
            s, Move((g.typed,), g.volume, page=t), "sửa trang", by=JUSTICE, at=AT
        ),
    },
    (oddities.clear, "reason"): {"": _clear},
    (approval.send_back, "reason"): {
        "": lambda s, g, t: approval.send_back(s, g.waiting, t, by=POLICE, at=AT)
    },
    (decisions.decide, "notes"): {"": lambda s, g, t: _decide(s, g, {"full_name": t})},
    (decisions.decide, "again"): {"": _decide_again},
    (discrepancies.resolve, "note"): {
        "": lambda s, g, t: discrepancies.resolve(
            s, g.item, Resolution.CORRECT_BOOK, by=JUSTICE, at=AT, note=t
        )
    },
    (discrepancies.resolve, "evidence"): {
        "": lambda s, g, t: discrepancies.resolve(
            s, g.item, Resolution.CORRECT_BOOK, by=JUSTICE, at=AT, evidence=t
        )
    },
    (discrepancies.advance, "reason"): {
        "": lambda s, g, t: discrepancies.advance(s, g.item, ItemState.GUIDED, by=JUSTICE, at=AT, reason=t)
    },
    (discrepancies.end, "reason"): {"": lambda s, g, t: discrepancies.end(s, g.item, t, by=JUSTICE, at=AT)},
    (discrepancies.reopen, "reason"): {"": _reopen},
    (volumes.add, "view"): {name: _volume(name) for name in (*VOLUME_TEXTS, "opened_year")},
    (volumes.change, "view"): {name: _volume_again(name) for name in (*VOLUME_TEXTS, "opened_year")},
    (losses.add, "loss"): {name: _loss(name) for name in ("place", "reason")},
    (losses.change, "loss"): {name: _loss_again(name) for name in ("reason",)},
    (accounts.add, "officer"): {
        name: _officer(name) for name in ("uid", "full_name", "title", "organisation")
    },
    (dated_settings.put, "value"): {
        "a text": lambda s, _g, t: dated_settings.put(
            s, "commune", t, valid_from=date(2023, 1, 1), by=LEADER.uid, at=AT
        ),
        "a list": lambda s, _g, t: dated_settings.put(
            s, "header_lines", ["UBND", t], valid_from=date(2023, 1, 1), by=LEADER.uid, at=AT
        ),
    },
    (office_settings.put, "words"): {
        setting.key: lambda s, _g, t, setting=setting: office_settings.put(
            s, setting, t, valid_from=date(2023, 1, 1), by=LEADER, at=AT
        )
        for setting in (office_settings.PLACE, office_settings.HEADER_LINES)
    },
    (anchors.explain, "reason"): {"": _explain},
    (clock.confirm, "reason"): {"": _confirm},
    (revoking.end, "told"): {
        "": lambda s, _g, t: revoking.end(
            s, "a" * 64, JUSTICE.uid, Ended(AT, t, compromised=False), by=LEADER.uid, at=AT
        )
    },
}
"""Every door of words that somebody may have typed or pasted, or a file may hold."""
OURS = {
    "entry_id": "an id of the store",
    "uid": "an id of the store, checked by accounts.add",
    "key": "a key of the program",
    "kind": "a word of the program",
    "section": "a key of a book",
    "snapshot_id": "an id of the store",
    "subject": "an id",
    "package_id": "checked by the package",
    "sender_id": "checked by the package",
    "receiver_id": "checked by the package",
    "manifest_sha256": "a hash",
    "file_sha256": "a hash",
    "counts": "keys of the program",
    "shown": "an id and a hash",
    "made": "a paper of the program",
    "setting": "declared by the program",
    "resolutions": "keys of a book and words of the program",
    "person": "a row of the registry, checked when its package came",
    "search": "what is found in the registry, for words of the book",
    "package": "checked by the package",
    "certificate_pem": "read as a certificate",
    "request_pem": "made by the program",
    "cert_sha256": "a hash",
    "sealed_name": "a name made by the program",
    "chosen": "the identity of a folder",
    "agreement": "its reason goes through incoming.reason; see test_breaks and test_renewing",
    "state": "what a check of the audit found",
    "police": "an account of the store",
    "sheet": "made by the program",
    "opener": "a login and a secret, never kept",
}
ELSEWHERE = {
    (entries.move, "reason"): "after entries.park or approval.send_back",
    (item_moves.move_item, "reason"): "after discrepancies.advance",
    (papers.record, "made"): "a paper of the program",
    (entries.blank, "carried"): "goes through entries.create",
    (in_hand.store, "hand"): "goes through entries.create",
    (packages.keep, "file_name"): "made here, or of packages.keep_received; see test_packages",
    (packages.keep, "reason"): "after incoming.reason; see test_breaks and test_renewing",
    (audit.record, "data"): "ids, counts and hashes",
    (backing_up.back_up, "medium"): "the label of a medium, kept as it can be shown; see test_backing_up",
    (inspection.inspect, "around"): "what the program sees of itself and the machine",
    (accounts.expose_keys, "keys"): "names of ended keys of the store, compared with them",
    (volume_import.take, "read"): "goes through volumes.add",
    (volume_import.take, "seen"): "must be what is made of the list again",
    (entries.save_next, "given"): "goes through entries.save_all",
    (mappings.save, "book_type"): "a key of the program",
    (planning.plan, "acts"): "of a file, read by app.readers.acts; nothing is kept",
    (planning.plan, "book"): "declared by the program",
    (planning.plan, "holds"): "fields of the book",
    (planning.replan, "act"): "of a row of the store; nothing is kept",
    (planning.replan, "book"): "declared by the program",
    (planning.replan, "mark"): "a hash",
    (taking.take_in, "file"): "read by app.readers.acts; see test_broken",
    (taking.take_in, "plan"): "must be what is made of the file again",
    (taking.take_row, "row"): "goes through entries.create and entries.save_all",
    (waiting.mend, "said"): "goes through the reading of a cell; see test_taking",
    (waiting.put_aside, "reason"): "goes through incoming.reason; see test_taking",
    (revoking.take, "reported"): "of a signed file, kept as it can be shown; see test_trusting",
    (unlocking.add_account, "officer"): "goes through accounts.add",
    (unlocking.give_password, "officer"): "an account of the store",
    (unlocking.enrol, "officer"): "goes through accounts.add",
    (unlocking.close_account, "officer"): "an account of the store",
    (unlocking.reset_password, "officer"): "an account of the store",
    **dict.fromkeys(
        (
            (accounts.deactivate, "ended"),
            (accounts.expose_keys, "reason"),
            (accounts.set_request, "ended"),
            (unlocking.close_account, "ended"),
            (unlocking.give_password, "ended"),
            (unlocking.reset_password, "ended"),
        ),
        "goes through revoking.end",
    ),
}


def holds_text(kind: Any, seen: tuple[Any, ...] = ()) -> bool:
    if kind is str or kind is Any:
        return True
    if kind in seen:
        return False
    if dataclasses.is_dataclass(kind):
        return any(holds_text(one, (*seen, kind)) for one in typing.get_type_hints(kind).values())
    return any(holds_text(one, seen) for one in typing.get_args(kind) if one is not ...)


def test_every_text_of_every_service_stands_here():
    texts = set()
    for function in functions_done_by_someone():
        hints = typing.get_type_hints(function)
        names = set(inspect.signature(function).parameters) - {"session", "store", "by", "at", "now"}
        texts |= {(function, name) for name in names if holds_text(hints[name])}
    known = DOORS.keys() | ELSEWHERE.keys()
    assert {one for one in texts - known if one[1] not in OURS} == set()
    assert known <= texts


@pytest.fixture(scope="module")
def made(ready: Ready, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Given]]:
    """An open store with an entry of each kind; made once, and nothing of the tests is kept."""
    store, random = copy_of(ready.folder, tmp_path_factory.mktemp("doors")), numbered("doors")
    typed = type_entry(store, random, ready.volume_id, registration_no="189", mother_name="Bùi Thị Thủy")
    decide(
        store,
        typed,
        "father",
        Branch.MISMATCH_BASIC,
        random,
        person=replace(CHILD, full_name="PHẠM VĂN LỢI", birth_date="1972"),
        search=searched(CHILD),
        resolutions=WAYS,
    )
    with store.read() as session:
        item = session.scalars(select(Discrepancy.id)).first()
    assert item is not None
    yield store, Given(ready.entry_id, typed, ready.volume_id, item)
    store.close()


@pytest.fixture
def given(made: tuple[Store, Given]) -> Given:
    return made[1]


@pytest.fixture
def session(made: tuple[Store, Given]) -> Iterator[Session]:
    """A transaction of which nothing is kept."""
    opened = made[0]._write()
    yield opened
    opened.rollback()
    opened.close()


def texts_of(session: Session) -> list[str]:
    """Every text of the store, also inside JSON."""

    def inside(value: Any) -> list[str]:
        if isinstance(value, str):
            return [value]
        if isinstance(value, dict):
            return [text for one in (*value.keys(), *value.values()) for text in inside(one)]
        return [text for one in value for text in inside(one)] if isinstance(value, list | tuple) else []

    session.flush()
    return [
        text
        for mapper in Base.registry.mappers
        for row in session.execute(select(*columns_of(mapper.class_).columns))
        for one in row
        for text in inside(one)
    ]


CALLS = [
    pytest.param(call, id=f"{name_of(function)} {param} {what}".strip())
    for (function, param), calls in DOORS.items()
    for what, call in calls.items()
]
FORMULA = ("=1+1", "+84", "-1", "@x", "＝1", "\tx", "\r=x")
HOSTILE = {
    "decomposed": unicodedata.normalize("NFD", "Nguyễn Thị Bưởi"),
    "zero": "a\0b",
    "escape": "a\x1b[2Jb",
    "half a letter": "a\ud800b",
    "turned": "a\u202eb",
    "no letter": "a\uffffb",
    "a line": "a\nb",
    "32.768 letters": "a" * 32_768,
    "15 MB": "ễ" * 5_000_000,
    "braces": "{0} {x} %s {",
    "quotes": "'; DROP TABLE entry; --",
} | {f"formula {text!r}": text for text in FORMULA}


def thrown(session: Session, given: Given, call: Call, text: str) -> bool:
    """Throw a text at a door; True when it came in."""
    try:
        call(session, given, text)
    except (BadInput, Refused) as error:
        assert str(error)  # noqa: PT017 it may come or not
        return False
    return True


def assert_signable(session: Session, given: Given) -> None:
    for kept in texts_of(session):
        canonical.dumps({"text": kept})
        assert len(kept) <= 10_000
    for entry_id in (given.waiting, given.typed):
        approval.freeze(session, entry_id)


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_words_come_in_signable_or_not_at_all(session, given, call, text):
    if thrown(session, given, call, text):
        assert_signable(session, given)


@pytest.mark.parametrize("call", CALLS)
def test_plain_words_come_in(session, given, call, request):
    """So that the others are refused for their letters, and not because the call is wrong."""
    name = request.node.callspec.id
    special = {"uid": "038080990098", "opened_year": "2002"}
    text = next((words for part, words in special.items() if part in name), "Ê Đê’s")
    assert thrown(session, given, call, text)
    assert any(text in kept for kept in texts_of(session))  # a setting is kept inside JSON


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("sign", ["\0", "\ud800", "\u202e", "\x07", "\ufffe"], ids=ascii)
def test_a_hidden_sign_stays_outside_every_door(session, given, call, sign):
    assert not thrown(session, given, call, f"a{sign}b")


@pytest.mark.parametrize("call", CALLS)
def test_words_longer_than_any_room_stay_outside_every_door(session, given, call):
    assert not thrown(session, given, call, "a" * (NOTE.letters + 1))


@pytest.mark.parametrize("call", CALLS)
def test_decomposed_letters_are_kept_whole(session, given, call):
    if thrown(session, given, call, unicodedata.normalize("NFD", "Chữ rời ở cửa")):
        assert any("Chữ rời ở cửa" in kept for kept in texts_of(session))


@pytest.mark.parametrize(("key", "room"), [("remarks", NOTE), ("child_name", FIELD)])
def test_a_field_has_the_room_of_its_kind(session, given, key, room):
    def call(session: Session, given: Given, text: str) -> object:
        return entries.save(session, given.typed, key, Value(text), by=JUSTICE, at=AT)

    assert thrown(session, given, call, "a" * room.letters)
    assert not thrown(session, given, call, "a" * (room.letters + 1))


@pytest.mark.parametrize("call", [_volume("place"), _volume_again("keeper"), _officer("full_name")])
def test_a_volume_and_an_officer_have_the_room_of_a_name(session, given, call):
    assert not thrown(session, given, call, "a" * (NAME.letters + 1))
    assert thrown(session, given, call, "a" * NAME.letters)


@pytest.mark.parametrize("year", ["１９９８", "١٩٩٨", "²²²²", "199", "19980"])
def test_the_year_of_a_volume_is_four_plain_digits(session, given, year):
    assert not thrown(session, given, _volume("opened_year"), year)


@pytest.mark.parametrize("number", [-1, 100_000, 1 << 63, 10**400])
@pytest.mark.parametrize("name", ["closing_total", "already_electronic"])
def test_a_volume_has_a_possible_number_of_acts(session, number, name):
    view = volumes.VolumeView(0, "khai_sinh", "09/2001", "2001", COMMUNE)
    with pytest.raises(BadInput, match="từ 0 đến 99999"):
        volumes.add(session, replace(view, **{name: number}), by=JUSTICE, at=AT)
    volumes.add(session, replace(view, **{name: 99_999}), by=JUSTICE, at=AT)


def test_an_officer_whose_name_has_no_letter_of_a_login_gets_one(session):
    logins = [
        accounts.add(session, replace(NEW, uid=f"03808099009{n}", full_name="漢喃"), by=LEADER.uid, at=AT)
        for n in range(2)
    ]
    assert logins == ["canbo", "canbo2"]


def test_the_words_before_stay_when_a_field_is_refused(session, given):
    with pytest.raises(BadInput, match="vị trí thứ 2"):
        entries.save(session, given.typed, "child_name", Value("a\0"), by=JUSTICE, at=AT)
    assert entries.get(session, given.typed).values["child_name"].text == "Phạm Văn Tý"


@given_words(st.text(st.characters(), max_size=40), st.sampled_from([call.values[0] for call in CALLS]))
def test_any_words_come_in_signable_or_not_at_all(made, text, call):
    store, given = made
    session = store._write()
    try:
        if thrown(session, given, call, text):
            assert_signable(session, given)
    finally:
        session.rollback()
        session.close()
