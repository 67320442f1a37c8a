"""What happened to one entry, step by step: what was typed, decided, signed, sent, answered and why."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum

from sqlalchemy import String, cast, select
from sqlalchemy.orm import Session

from app.matching.result import DecidedLine
from app.models.declaration.book import BookType
from app.models.store.tables import (
    Account,
    Answer,
    Approval,
    AuditEvent,
    Decision,
    Discrepancy,
    EntryMove,
    FieldChange,
    Package,
    PackageEntry,
    StateChange,
    Volume,
)
from app.models.words.codes import (
    BRANCH_LABELS,
    RESOLUTION_LABELS,
    RETURN_LABELS,
    Branch,
    Resolution,
    ReturnCode,
)
from app.models.words.roles import Action
from app.models.words.states import ENTRY_STATE_LABELS, ITEM_STATE_LABELS, EntryState, ItemState
from app.models.words.values import MARK_LABELS, Source, Value
from app.services.entry import entries, volume_names
from app.services.entry.field_names import name_of
from app.services.office.accounts import Officer
from app.services.office.permissions import may, require
from app.texts import Text


class StepKind(StrEnum):
    """What a step is about, so that a long story can be narrowed."""

    WORDS = "words"
    DECISION = "decision"
    POLICE = "police"
    STATE = "state"


@dataclass(frozen=True, slots=True)
class StoryStep:
    """One step: when, the name of who did it (empty for the police side), in which version, and what.

    ``reason`` holds the words that somebody gave with it.
    """

    at: str
    who: str
    kind: StepKind
    version: int
    said: Text
    reason: str = ""


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """A field that a version has otherwise than the one before."""

    label: Text
    before: Text
    after: Text


@dataclass(frozen=True, slots=True)
class EntryStory:
    """The steps from the oldest on, and by version what it changed of the one before."""

    steps: tuple[StoryStep, ...]
    differences: Mapping[int, tuple[FieldDifference, ...]]


class _Order(IntEnum):
    """What comes first of several steps of one second; what opens a version precedes what is typed in it."""

    OPENED = 0
    TYPED = 1
    RETIRED = 2
    DECIDED = 3
    FOLLOWED = 4
    SIGNED = 5
    MOVED = 6
    SENT = 7
    ANSWERED = 8


@dataclass(frozen=True, slots=True)
class _Raw:
    order: tuple[str, _Order, int]
    step: StoryStep
    opens: bool = False


_NEW_VERSION = {
    (EntryState.APPROVED, EntryState.DRAFT),
    (EntryState.APPROVED, EntryState.SENT_BACK),
    (EntryState.RETURNED, EntryState.SENT_BACK),
}
"""The moves that begin the next version."""


def of_entry(session: Session, entry_id: str, *, by: Officer) -> EntryStory:
    """Tell the story of an entry; what is known of the registry only to who may see it."""
    require(by, Action.SEE_WORK)
    entry = entries.get(session, entry_id)
    changes = list(
        session.scalars(select(FieldChange).where(FieldChange.entry_id == entry_id).order_by(FieldChange.id))
    )
    book = entry.book.for_entry(entry.values, *_ever(changes))
    names = {row.uid: row.full_name for row in session.scalars(select(Account))}
    registry = may(by, Action.SEE_REGISTRY)
    raw = [
        *_typed(changes, book, names),
        *_moved(session, entry_id, names),
        *_put_elsewhere(session, entry_id, names),
        *_from_file(session, entry_id, names),
        *_decided(session, entry_id, book, names, registry=registry),
        *_signed(session, entry_id, names),
        *_sent(session, entry_id, names),
        *_answered(session, entry_id, book, registry=registry),
    ]
    return EntryStory(_in_versions(raw), _differences(changes, book))


def _ever(changes: list[FieldChange]) -> list[dict[str, Value]]:
    """Return the values that ever stood there, so that rows which are empty now have their labels."""
    return [{one.field: value} for one in changes for value in (entries.value_of(one.before),) if value.text]


def _in_versions(raw: list[_Raw]) -> tuple[StoryStep, ...]:
    """Put the steps in order and give each the version it belongs to."""
    version, steps = 1, []
    for one in sorted(raw, key=lambda one: one.order):
        version += one.opens
        steps.append(replace(one.step, version=version))
    return tuple(steps)


def _typed(changes: list[FieldChange], book: BookType, names: Mapping[str, str]) -> Iterator[_Raw]:
    for one in changes:
        label, before, after = (
            name_of(book, one.field),
            entries.value_of(one.before),
            entries.value_of(one.after),
        )
        if after.source == Source.CARRIED and before.is_empty:
            said = Text("{0}: chép sang {1}", label, _words(after))
        elif before.is_empty:
            said = Text("{0}: ghi {1}", label, _words(after))
        else:
            said = Text("{0}: {1} → {2}", label, _words(before), _words(after))
        step = StoryStep(one.at, names.get(one.by, ""), StepKind.WORDS, one.version, said)
        yield _Raw((one.at, _Order.TYPED, one.id), step)


def _moved(session: Session, entry_id: str, names: Mapping[str, str]) -> Iterator[_Raw]:
    asked = select(StateChange).where(StateChange.subject == "entry", StateChange.subject_id == entry_id)
    for one in session.scalars(asked):
        before, after = EntryState(one.before), EntryState(one.after)
        said = Text(ENTRY_STATE_LABELS[after])
        opens = (before, after) in _NEW_VERSION
        kind = StepKind.POLICE if after in (EntryState.SENT_BACK, EntryState.APPROVED) else StepKind.STATE
        step = StoryStep(one.at, names.get(one.by, ""), kind, 0, said, one.reason)
        yield _Raw((one.at, _Order.OPENED if opens else _Order.MOVED, one.id), step, opens)


def _put_elsewhere(session: Session, entry_id: str, names: Mapping[str, str]) -> Iterator[_Raw]:
    called = volume_names.read(session)
    for one in session.scalars(select(EntryMove).where(EntryMove.entry_id == entry_id)):
        before, after = (session.get_one(Volume, key) for key in (one.before_volume, one.after_volume))
        said = Text("Đánh lại số, trang")
        if before is not after:
            said = Text("Chuyển từ quyển {0} sang quyển {1}", called.number(before), called.number(after))
        step = StoryStep(one.at, names.get(one.by, ""), StepKind.WORDS, one.version, said, one.reason)
        yield _Raw((one.at, _Order.TYPED, 0), step)  # before the words that it changed


def _from_file(session: Session, entry_id: str, names: Mapping[str, str]) -> Iterator[_Raw]:
    """Yield the versions that a later file made."""
    asked = select(AuditEvent).where(
        AuditEvent.subject == entry_id, AuditEvent.kind == entries.NEXT_FROM_FILE
    )
    for event in session.scalars(asked):
        said = Text("Nhập lại từ tệp có chỗ khác: bản mới")
        step = StoryStep(event.ts, names.get(event.uid, ""), StepKind.WORDS, 0, said)
        yield _Raw((event.ts, _Order.OPENED, event.seq), step, opens=True)


def _decided(
    session: Session, entry_id: str, book: BookType, names: Mapping[str, str], *, registry: bool
) -> Iterator[_Raw]:
    for one in session.scalars(select(Decision).where(Decision.entry_id == entry_id)):
        for at, (said, reason) in enumerate(_of_decision(one, book, registry=registry)):
            step = StoryStep(one.at, names.get(one.by, ""), StepKind.DECISION, one.version, said, reason)
            yield _Raw((one.at, _Order.DECIDED, one.id * 100 + at), step)
    ended = select(AuditEvent).where(AuditEvent.subject == entry_id, AuditEvent.kind == "decision_reopened")
    for event in session.scalars(ended):
        said = Text("{0}: bỏ kết luận trước, phải kết luận lại", _title(book, event.data["section"]))
        step = StoryStep(event.ts, names.get(event.uid, ""), StepKind.DECISION, 0, said)
        yield _Raw((event.ts, _Order.RETIRED, event.seq), step)
    items = {
        str(row.id): row
        for row in session.scalars(select(Discrepancy).where(Discrepancy.entry_id == entry_id))
    }
    numbers = select(cast(Discrepancy.id, String)).where(Discrepancy.entry_id == entry_id)
    moves = select(StateChange).where(
        StateChange.subject == "discrepancy", StateChange.subject_id.in_(numbers)
    )
    for move in session.scalars(moves):
        item = items[move.subject_id]
        state = Text(ITEM_STATE_LABELS[ItemState(move.after)])
        said = Text("{0}, {1}: {2}", _title(book, item.section), Text(item.label), state)
        reason = move.reason
        if reason in set(Resolution):
            reason = str(Text(RESOLUTION_LABELS[Resolution(reason)]))
        step = StoryStep(move.at, names.get(move.by, ""), StepKind.DECISION, 0, said, reason)
        yield _Raw((move.at, _Order.FOLLOWED, move.id), step)


def _of_decision(one: Decision, book: BookType, *, registry: bool) -> Iterator[tuple[Text, str]]:
    title, branch = _title(book, one.section), Text(BRANCH_LABELS[Branch(one.branch)])
    again = str(one.again.get("reason", ""))
    person = one.registry_values
    if registry and person:
        name = person.get("full_name", "")
        yield Text("{0}: {1}, {2} ({3})", title, branch, name, one.personal_id or ""), again
    else:
        yield Text("{0}: {1}", title, branch), again
    for line in map(DecidedLine.from_json, one.lines if registry else ()):
        if line.resolution:
            way = Text(RESOLUTION_LABELS[Resolution(line.resolution)])
            yield Text("{0}, {1}: {2}", title, Text(line.line.label), way), line.note


def _signed(session: Session, entry_id: str, names: Mapping[str, str]) -> Iterator[_Raw]:
    for one in session.scalars(select(Approval).where(Approval.entry_id == entry_id)):
        said = Text("Ký duyệt bản {0}, mã {1}", one.version, one.entry_sha256[:16].upper())
        step = StoryStep(one.at, names.get(one.uid, ""), StepKind.POLICE, one.version, said)
        yield _Raw((one.at, _Order.SIGNED, one.id), step)


def _sent(session: Session, entry_id: str, names: Mapping[str, str]) -> Iterator[_Raw]:
    asked = (
        select(PackageEntry, Package)
        .join(Package, Package.id == PackageEntry.package_id)
        .where(PackageEntry.entry_id == entry_id)
    )
    for sent, package in session.execute(asked):
        said = Text("Gửi bản {0} trong gói số {1}", sent.version, package.package_no)
        step = StoryStep(package.at, names.get(package.by, ""), StepKind.POLICE, sent.version, said)
        yield _Raw((package.at, _Order.SENT, package.id), step)


def _answered(session: Session, entry_id: str, book: BookType, *, registry: bool) -> Iterator[_Raw]:
    for one in session.scalars(select(Answer).where(Answer.entry_id == entry_id)):
        title, code = _title(book, one.section), Text(RETURN_LABELS[ReturnCode(one.code)])
        said = Text("Công an trả lời về {0}: {1}", title, code)
        if registry and one.personal_id:
            said = Text("Công an trả lời về {0}: {1}, số {2}", title, code, one.personal_id)
        if one.aside:
            said = Text("{0} (chưa ghép được: {1})", said, one.aside)
        step = StoryStep(one.at, "", StepKind.POLICE, one.version, said, one.message)
        yield _Raw((one.at, _Order.ANSWERED, one.id), step)


def _differences(changes: list[FieldChange], book: BookType) -> dict[int, tuple[FieldDifference, ...]]:
    """Compare each later version with the one before, by what stood in each field at the end of both."""
    first: dict[tuple[int, str], Value] = {}
    last: dict[tuple[int, str], Value] = {}
    for one in changes:
        key = one.version, one.field
        first.setdefault(key, entries.value_of(one.before))
        last[key] = entries.value_of(one.after)
    found: dict[int, list[FieldDifference]] = {}
    for key, after in last.items():
        version, field = key
        if version > 1 and first[key] != after:
            made = FieldDifference(name_of(book, field), _words(first[key]), _words(after))
            found.setdefault(version, []).append(made)
    return {version: tuple(made) for version, made in found.items()}


def _title(book: BookType, key: str) -> Text:
    section = book.section(key)
    return Text(section.short or section.title)


def _words(value: Value) -> Text:
    if value.is_empty:
        return Text("(trống)")
    if value.mark is None:
        return Text("“{0}”", value.text)
    mark = Text(MARK_LABELS[value.mark])
    return Text("“{0}” [{1}]", value.text, mark) if value.text else Text("[{0}]", mark)
