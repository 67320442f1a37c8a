"""Decisions about persons: consistent, found but different, not found, not compared."""

import dataclasses
import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import Refused
from app.matching import number_owner
from app.matching.compare import branch_of, compare
from app.matching.ditto import Readings
from app.matching.result import TO_HANDLE, DecidedLine, Line, Result, Search
from app.models.declaration import amendments
from app.models.declaration.amendments import Amendment
from app.models.registry.person import Person
from app.models.store.tables import Decision, Discrepancy, Snapshot
from app.models.store.times import stamp
from app.models.words import incoming
from app.models.words.codes import RESOLUTION_LABELS, Branch, Resolution
from app.models.words.roles import Action
from app.models.words.states import ItemState
from app.models.words.values import Value
from app.services.entry import changing, ditto, entries, repeats
from app.services.office import audit
from app.services.office.accounts import Officer
from app.services.office.permissions import require
from app.texts import Text, tr


def decide(  # noqa: PLR0913 everything a decision keeps is named
    session: Session,
    entry_id: str,
    section: str,
    branch: Branch,
    *,
    by: Officer,
    at: datetime,
    random: Callable[[int], bytes],
    person: Person | None = None,
    snapshot_id: str | None = None,
    search: Search | None = None,
    resolutions: Mapping[str, Resolution] | None = None,
    notes: Mapping[str, str] | None = None,
    again: str = "",
) -> int:
    """Decide about one person of an entry and return the decision's id.

    It compares the stored values again, so the kept lines do not depend on what the screen showed; whose
    number the book has is told by the candidates of the ``search``. ``match`` is refused while a field
    differs or is unread; a mismatch needs a resolution for each such field;
    ``not_found`` needs a search; without a snapshot only ``not_compared`` is allowed. A person who stands in
    another entry too, where that is once only, needs ``again``: the officer's reason.
    """
    require(by, Action.DECIDE)
    entry = entries.get(session, entry_id)
    changing.refuse_closed(entry.state)
    marks = ditto.of(session, entry).get(section, {})
    lines = _lines(entry, section, person, marks, search) if branch.is_found else ()
    if snapshot_id is not None:
        _check_snapshot(session, snapshot_id)
    _check(
        branch, lines, person=person, search=search, snapshot_id=snapshot_id, resolutions=resolutions or {}
    )
    _check_ways(lines, resolutions or {})
    kept_again = _why_again(session, entry, section, person if branch.is_found else None, again)
    said = {field: incoming.accepted(note, incoming.NOTE) for field, note in (notes or {}).items()}
    decided = [
        DecidedLine(line, _way_of(line, resolutions or {}), said.get(line.field, "")) for line in lines
    ]
    entries.retire(session, entry_id, section, by=by, at=at)
    row = Decision(
        entry_id=entry_id,
        version=entry.version,
        section=section,
        branch=_exact(branch, lines),
        personal_id=person.personal_id if person and branch.is_found else None,
        provisional_id=str(uuid.UUID(bytes=random(16), version=4)) if branch == Branch.NOT_FOUND else None,
        snapshot_id=snapshot_id,
        book_values=compared_values(session, entry, section),
        registry_values=dataclasses.asdict(person) if person and branch.is_found else {},
        search=_search(search, person, at),
        lines=[line.to_json() for line in decided],
        again=kept_again,
        active=True,
        by=by.uid,
        at=stamp(at),
    )
    session.add(row)
    session.flush()
    _open_items(session, row, decided)
    audit.record(
        session,
        "decided",
        subject=entry_id,
        by=by.uid,
        at=at,
        data={
            "section": section,
            "branch": row.branch,
            "decision": row.id,
            "personal_id": row.personal_id or "",
            "lines_sha256": audit.digest(row.lines),
            "snapshot": snapshot_id or "",
            "candidates": row.search.get("candidates", 0),
            **({"again_sha256": audit.digest(kept_again)} if kept_again else {}),
        },
    )
    entries.settle(session, entry_id, by=by.uid, at=at)
    return row.id


def undo(session: Session, entry_id: str, section: str, *, by: Officer, at: datetime) -> bool:
    """Withdraw the decision about a person; return whether there was one."""
    require(by, Action.DECIDE)
    changing.refuse_closed(entries.get(session, entry_id).state)
    return entries.retire(session, entry_id, section, by=by, at=at)


def compared_values(session: Session, entry: entries.EntryView, section_key: str) -> dict[str, Any]:
    """Return the book's values that a comparison of this person rests on.

    The result holds the stored value of each field, under ``ghi_chu`` by field the notes in the margin that
    changed it, with what then counts, and under ``nt`` by registry column the readings of ditto marks: words
    of another person or of the previous entry.
    """
    keys = entry.book.section(section_key).compared_keys
    stored = {key: entries.plain(entry.values.get(key, Value())) for key in keys}
    found: dict[str, Any] = {key: value for key, value in stored.items() if value}
    notes = amendments.counting(entry.book, entry.values).notes
    if noted := {key: [_noted(note) for note in notes[key]] for key in keys if key in notes}:
        found["ghi_chu"] = noted
    if marks := ditto.of(session, entry).get(section_key):
        found["nt"] = {column: list(words) for column, words in marks.items()}
    return found


def _noted(note: Amendment) -> list[str]:
    return [note.code or note.kind, note.after.text, str(note.after.mark or ""), note.basis]


def search_without_decision(
    session: Session, entry_id: str, section: str, candidates: int, *, by: Officer, at: datetime
) -> None:
    """Record a search that no decision followed."""
    audit.record(
        session,
        "searched",
        subject=entry_id,
        by=by.uid,
        at=at,
        data={"section": section, "candidates": candidates},
    )


def _lines(
    entry: entries.EntryView, section: str, person: Person | None, marks: Readings, search: Search | None
) -> tuple[Line, ...]:
    if person is None:
        raise Refused("Chưa chọn người trong CSDL dân cư để đối chiếu.")
    lines = compare(entry.book, section, entry.values, person, marks)
    return number_owner.judged(lines, person, search.candidates if search is not None else ())


def _check_snapshot(session: Session, snapshot_id: str) -> None:
    """Refuse a decision on a registry copy that is not the one in force."""
    active = session.scalars(select(Snapshot.snapshot_id).where(Snapshot.active.is_(True))).first()
    if snapshot_id != active:
        raise Refused("Bản sao CSDL đã đổi trong lúc đối chiếu. Bấm F5 tìm lại rồi kết luận.")


def _why_again(
    session: Session, entry: entries.EntryView, section: str, person: Person | None, again: str
) -> dict[str, Any]:
    """Return what to keep of why a person stands in other entries too; Refused when a reason is missing."""
    found = repeats.of_person(session, entry, section, person.personal_id) if person else ()
    reason = incoming.accepted(again, incoming.NOTE).strip()
    missing = next((repeat for repeat in found if repeat.open and not reason), None)
    if missing is not None:
        raise Refused("{0}", missing.refusal)
    return repeats.kept_as(reason, found)


def _exact(branch: Branch, lines: tuple[Line, ...]) -> Branch:
    return branch_of(lines) if branch.is_mismatch else branch


def _check(
    branch: Branch,
    lines: tuple[Line, ...],
    *,
    person: Person | None,
    search: Search | None,
    snapshot_id: str | None,
    resolutions: Mapping[str, Resolution],
) -> None:
    to_handle = [line for line in lines if line.result in TO_HANDLE]
    unread = sum(line.result == Result.UNREAD for line in lines)
    if branch == Branch.MATCH and unread:
        raise Refused("Còn {0} mục chưa đọc được nên không thể ghi “Thống nhất”.", unread)
    if branch == Branch.MATCH and to_handle:
        raise Refused("Còn {0} mục khác nhau nên không thể ghi “Thống nhất”.", len(to_handle))
    if branch.is_mismatch:
        if not to_handle:
            raise Refused("Không có mục nào khác nhau: hãy ghi “Thống nhất”.")
        missing = [tr(line.label) for line in to_handle if line.field not in resolutions]
        if missing:
            raise Refused("Chưa chọn cách xử lý cho: {0}. Bấm M ở từng dòng.", ", ".join(missing))
    if branch.is_found and (person is None or snapshot_id is None):
        raise Refused("Kết luận này cần bản sao CSDL và một người đã chọn.")
    if branch == Branch.NOT_FOUND and (search is None or not search.query or snapshot_id is None):
        raise Refused("Phải tìm trong bản sao CSDL trước khi ghi “Không tìm thấy”.")
    if branch == Branch.NOT_COMPARED and snapshot_id is not None:
        raise Refused("Đang có bản sao CSDL: hãy đối chiếu, không ghi “Chưa đối chiếu”.")


def _check_ways(lines: tuple[Line, ...], resolutions: Mapping[str, Resolution]) -> None:
    """Refuse a resolution that cannot answer a difference; one without a difference is dropped."""
    for line in lines:
        way = resolutions.get(line.field)
        if way is not None and line.result in TO_HANDLE and not line.takes(way):
            words = Text(RESOLUTION_LABELS[way]), Text(line.label)
            raise Refused("Cách xử lý “{0}” không dùng cho mục {1} lúc này. Bấm M chọn lại.", *words)


def _way_of(line: Line, resolutions: Mapping[str, Resolution]) -> Resolution | None:
    way = resolutions.get(line.field)
    return way if way is not None and line.takes(way) else None


def _search(search: Search | None, person: Person | None, at: datetime) -> dict[str, Any]:
    if search is None:
        return {}
    ids = [candidate.person.personal_id for candidate in search.candidates]
    rank = ids.index(person.personal_id) + 1 if person and person.personal_id in ids else 0
    return {"at": stamp(at), "query": dict(search.query), "candidates": len(ids), "chosen_rank": rank}


def _open_items(
    session: Session,
    decision: Decision,
    decided: Sequence[DecidedLine],
) -> None:
    for one in decided:
        line = one.line
        if line.result not in TO_HANDLE or one.resolution == Resolution.FORMAT_ONLY:
            continue
        assert one.resolution is not None, "a mismatch is kept with a way for each differing line"
        before = _before(session, decision, one)
        session.add(
            Discrepancy(
                entry_id=decision.entry_id,
                decision_id=decision.id,
                section=decision.section,
                field=line.field,
                label=line.label,
                book_text=line.book,
                registry_text=line.registry,
                result=line.result,
                detail=line.detail,
                resolution=one.resolution,
                note=one.note or (before.note if before else ""),
                evidence=before.evidence if before else "",
                state=ItemState.VERIFYING if one.resolution == Resolution.VERIFY else ItemState.DECIDED,
                opened_by=decision.by,
                opened_at=decision.at,
            )
        )
    session.flush()


def _before(session: Session, decision: Decision, one: DecidedLine) -> Discrepancy | None:
    """Return the item of an earlier decision that handled the same difference in the same way."""
    query = (
        select(Discrepancy)
        .where(
            Discrepancy.entry_id == decision.entry_id,
            Discrepancy.section == decision.section,
            Discrepancy.field == one.line.field,
            Discrepancy.book_text == one.line.book,
            Discrepancy.registry_text == one.line.registry,
            Discrepancy.result == one.line.result,
        )
        .order_by(Discrepancy.id.desc())
    )
    last = session.scalars(query.limit(1)).first()
    return last if last is not None and last.resolution == one.resolution else None
