"""Entries that were typed into the wrong volume, or under wrong numbers: move them, with where they stood.

What an approval covers never moves: it goes back first. Nothing is lost, and a mistake is undone by a move
back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.errors import Refused
from app.models.books import BOOKS
from app.models.declaration import amendments
from app.models.declaration.act import Registration
from app.models.store.tables import Decision, Entry, EntryMove, Volume
from app.models.store.times import stamp
from app.models.words import incoming
from app.models.words.registration_number import RegistrationNumber
from app.models.words.roles import Action
from app.models.words.states import COMPLETED, EntryState
from app.models.words.values import Source, Value
from app.services.entry import changing, decisions, entries, volume_names
from app.services.office import audit
from app.services.office.accounts import Officer
from app.services.office.permissions import require
from app.texts import Text

MOST = 500
"""Entries in one move; whole books are not typed into the wrong volume unseen."""


@dataclass(frozen=True, slots=True)
class Move:
    """What is asked: entries in order, their volume afterwards, the first one's number and page.

    An empty number or page stays; with one, those of the other entries move by the same step.
    """

    ids: tuple[str, ...]
    volume_id: int
    number: str = ""
    page: str = ""


@dataclass(frozen=True, slots=True)
class MoveLine:
    """What a move does to one entry, or the ``refusal`` that forbids it.

    ``changes`` holds the values that become others, ``again`` the titles of the persons to decide about anew
    by section, ``kept`` the labels of words about the volume that somebody typed, which stay as they are.
    """

    id: str
    name: str
    number: tuple[str, str]
    page: tuple[str, str]
    changes: dict[str, Value] = field(default_factory=dict)
    again: dict[str, str] = field(default_factory=dict)
    kept: tuple[str, ...] = ()
    refusal: Text | None = None


_OF_VOLUME = {
    Registration.VOLUME: "book_no",
    Registration.OPENED: "opened_year",
    Registration.PLACE: "place",
}


def preview(session: Session, asked: Move) -> list[MoveLine]:
    """Return what the move would do, entry by entry; Refused where nothing of it could be done."""
    rows = _rows(session, asked)
    target = session.get(Volume, asked.volume_id)
    if target is None:
        raise Refused("Không có quyển sổ này.")
    lines = [_line(session, row, target, asked, first=rows[0]) for row in rows]
    moved = set(asked.ids)
    there = select(Entry.id, Entry.registration_no, Entry.registered_year, Entry.main_name)
    there = there.where(Entry.volume_id == target.id, Entry.state != EntryState.DISCARDED)
    taken = [
        (RegistrationNumber.parse(number).dated(year), name)
        for entry_id, number, year, name in session.execute(there)
        if entry_id not in moved
    ]
    found, called = [], volume_names.read(session).number(target)
    for row, line in zip(rows, lines, strict=True):
        told = _forbidden(row, target, line, asked) or _unfit(row, target, line, taken, called)
        found.append(line if told is None else _refused(line, told))
        taken.append((RegistrationNumber.parse(line.number[1]).dated(row.registered_year), line.name))
    return found


def move(session: Session, asked: Move, reason: str, *, by: Officer, at: datetime) -> list[MoveLine]:
    """Move the entries and return what was done to each; Refused, and nothing moved, where one cannot be.

    Decisions about persons end where what they rest on changed; of other entries too, whose ditto marks mean
    an entry that moved. An entry that was complete is completed again.
    """
    require(by, Action.TYPE_ENTRIES)
    reason = incoming.accepted(reason, incoming.NOTE).strip()
    if not reason:
        raise Refused("Cần ghi lý do chuyển hoặc đánh số lại. Chưa thay đổi gì.")
    lines = preview(session, asked)
    refused = next((line for line in lines if line.refusal is not None), None)
    if refused is not None:
        raise Refused("{0}: {1} Chưa thay đổi gì.", _called(refused), refused.refusal)
    if all(not _does(session, line, asked.volume_id) for line in lines):
        raise Refused("Quyển, số và trang vẫn như cũ: không có gì để chuyển.")
    volumes = {asked.volume_id}
    for line in lines:
        volumes.add(session.get_one(Entry, line.id).volume_id)
        _move(session, line, asked.volume_id, reason, by=by, at=at)
    _retire_ditto(session, volumes, by=by, at=at)
    return lines


def _rows(session: Session, asked: Move) -> list[Entry]:
    if len(asked.ids) > MOST:
        raise Refused("Mỗi lần chuyển được {0} trường hợp; hãy chia ra.", MOST)
    rows = [session.get(Entry, entry_id) for entry_id in asked.ids]
    found = [row for row in rows if row is not None]
    if not found or len(found) < len(rows):
        raise Refused("Không có trường hợp này.")
    return found


def _line(session: Session, row: Entry, target: Volume, asked: Move, first: Entry) -> MoveLine:
    values = entries.values_of(row)
    book = BOOKS[row.book_type].for_entry(values)
    number = page = ""
    if asked.number.strip():
        number = _stepped(row.registration_no, first.registration_no, asked.number)
    if asked.page.strip():
        page = _stepped(row.page_no, first.page_no, asked.page)
    changes = {Registration.NUMBER: Value.of(number), Registration.PAGE: Value.of(page)}
    changes = {what: value for what, value in changes.items() if value.text}
    kept = []
    for what, column in _OF_VOLUME.items() if row.volume_id != target.id else ():
        value, words = values.get(book.field_of(what), Value()), getattr(target, column)
        if value.source == Source.CARRIED or value.is_empty:
            changes[what] = Value.of(words, source=Source.CARRIED)
        elif value.text and value.text != words:
            kept.append(book.field_at(book.field_of(what)).label)
    by_key = {key: value for what, value in changes.items() if (key := book.field_of(what))}
    by_key = {key: value for key, value in by_key.items() if value.text != values.get(key, Value()).text}
    return MoveLine(
        id=row.id,
        name=row.main_name,
        number=(row.registration_no, number if asked.number.strip() else row.registration_no),
        page=(row.page_no, page if asked.page.strip() else row.page_no),
        changes=by_key,
        again=_again(session, row, by_key, elsewhere=row.volume_id != target.id),
        kept=tuple(kept),
    )


def _again(session: Session, row: Entry, changes: Mapping[str, Value], *, elsewhere: bool) -> dict[str, str]:
    """Return the persons whose decision rests on what changes: another volume, too, has another above."""
    decided = entries.active_decisions(session, row.id)
    before = entries.values_of(row)
    after = {**before, **changes}
    counted = amendments.counting(BOOKS[row.book_type], after).values
    book = BOOKS[row.book_type].for_entry(before, after)
    keys = {*changes, *filter(None, [book.field_of(Registration.NUMBER)] if elsewhere else ())}
    return {
        section.key: section.short or section.title
        for section in book.persons
        if section.key in decided and any(entries.rests_on(key, book, section, counted) for key in keys)
    }


def _stepped(text: str, first: str, wanted: str) -> str:
    """Return a number moved by as much as the first one's becomes the wanted; empty where it cannot be."""
    if text == first:
        return wanted.strip()
    old, new = RegistrationNumber.parse(first).number, RegistrationNumber.parse(wanted).number
    if old is None or new is None:
        return ""
    return RegistrationNumber.parse(text).stepped(new - old)


def _forbidden(row: Entry, target: Volume, line: MoveLine, asked: Move) -> Text | None:
    """Return why an entry cannot be moved at all; None where it can."""
    if words := changing.way(EntryState(row.state)):
        return Text(words)
    if target.book_type != row.book_type:
        return Text("Chỉ chuyển được sang quyển cùng loại sổ: {0}.", Text(BOOKS[row.book_type].short))
    if asked.number.strip() and not line.number[1]:
        return Text("Không đọc ra số để dời theo: hãy chuyển riêng trường hợp này.")
    if line.page[0] and not line.page[1]:
        return Text("Không đọc ra trang để dời theo: hãy chuyển riêng trường hợp này.")
    return None


def _unfit(
    row: Entry, target: Volume, line: MoveLine, taken: Sequence[tuple[RegistrationNumber, str]], called: str
) -> Text | None:
    """Return why an entry cannot stand in a volume under its number; None where it can."""
    if row.volume_id == target.id and line.number[0] == line.number[1]:
        return None
    number = RegistrationNumber.parse(line.number[1]).dated(row.registered_year)
    if not _fits(number.year, target):
        return Text(
            "Năm đăng ký {0} không thuộc quyển {1} (năm {2}). Xem lại ngày đăng ký, hoặc chọn quyển khác.",
            number.year,
            called,
            "–".join(filter(None, (target.year_from or target.opened_year, target.year_to))),
        )
    same = next((name for other, name in taken if other.number is not None and other.same_as(number)), None)
    if same is None:
        return None
    return Text(
        "Quyển {0} đã có số {1} ({2}). Nhập hai lần thì bỏ một (Ctrl+D); nếu không, chuyển với số khác.",
        called,
        line.number[1],
        same or "…",
    )


def _fits(year: int | None, target: Volume) -> bool:
    """Tell whether an act of a year may stand in a volume; what is not known of either speaks for it."""
    opened = [int(text) for text in (target.opened_year, target.year_from) if text.isdecimal()]
    too_early = year is not None and bool(opened) and year < min(opened)
    too_late = year is not None and target.year_to.isdecimal() and year > int(target.year_to)
    return not too_early and not too_late


def _refused(line: MoveLine, told: Text) -> MoveLine:
    return replace(line, changes={}, again={}, kept=(), refusal=told)


def _called(line: MoveLine) -> Text:
    return Text("Số {0}, {1}", line.number[0] or "…", line.name or "…")


def _does(session: Session, line: MoveLine, volume_id: int) -> bool:
    return bool(line.changes) or session.get_one(Entry, line.id).volume_id != volume_id


def _move(
    session: Session, line: MoveLine, volume_id: int, reason: str, *, by: Officer, at: datetime
) -> None:
    row = session.get_one(Entry, line.id)
    if not _does(session, line, volume_id):
        return
    was_complete = row.state in COMPLETED
    before, position = row.volume_id, row.position
    told = EntryMove(
        entry_id=row.id,
        version=row.version,
        before_volume=before,
        after_volume=volume_id,
        before_position=position,
        reason=reason,
        by=by.uid,
        at=stamp(at),
    )
    session.add(told)
    session.flush()  # the database takes a move that was told only
    if before != volume_id:
        row.volume_id, row.position = volume_id, _position(session, row, volume_id)
        row.changed_at = stamp(at)
        session.flush()
    for key, value in line.changes.items():
        entries.save(session, row.id, key, value, by=by, at=at)
    for section in line.again:
        entries.retire(session, row.id, section, by=by, at=at)
    data = {"version": row.version, "from": before, "to": volume_id, "reason_sha256": audit.digest(reason)}
    audit.record(session, "entry_moved", subject=row.id, by=by.uid, at=at, data=data)
    if was_complete:
        entries.complete(session, row.id, by=by, at=at)


def _position(session: Session, row: Entry, volume_id: int) -> int:
    """Return the place in a volume: the one from before where it is free, else the end."""
    left = select(EntryMove.before_position).where(
        EntryMove.entry_id == row.id, EntryMove.before_volume == volume_id
    )
    last = session.scalar(left.order_by(EntryMove.id.desc()).limit(1))
    standing = select(Entry.id).where(Entry.volume_id == volume_id, Entry.position == last)
    if last is not None and session.scalar(standing.limit(1)) is None:
        return last
    return (session.scalar(select(func.max(Entry.position)).where(Entry.volume_id == volume_id)) or 0) + 1


def _retire_ditto(session: Session, volumes: set[int], *, by: Officer, at: datetime) -> None:
    """End the decisions about persons whose ditto marks mean other words now.

    Refused for an entry that is closed: its signed words would mean somebody else.
    """
    for decision, row in _with_marks(session, volumes):
        entry = entries.view_of(row)
        if decisions.compared_values(session, entry, decision.section) == decision.book_values:
            continue
        if words := changing.way(entry.state):
            raise Refused(
                "Trường hợp số {0}, {1} ghi “như trên” theo trường hợp được chuyển. {2} Chưa thay đổi gì.",
                row.registration_no or "…",
                row.main_name or "…",
                Text(words),
            )
        entries.retire(session, row.id, decision.section, by=by, at=at)


def _with_marks(session: Session, volumes: set[int]) -> list[tuple[Decision, Entry]]:
    """Return the decisions in force in these volumes that rest on ditto marks."""
    query = (
        select(Decision, Entry)
        .join(Entry, Entry.id == Decision.entry_id)
        .where(Entry.volume_id.in_(volumes), Decision.active.is_(True))
        .where(func.json_extract(Decision.book_values, "$.nt").is_not(None))
    )
    return [(decision, entry) for decision, entry in session.execute(query)]
