"""The history of packages, sent and received."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, text
from sqlalchemy.orm import Session

from app.models.store.tables import Package, PackageCopy
from app.models.store.times import read
from app.models.words.moments import day_of
from app.models.words.purpose import Purpose
from app.models.words.states import PackageState, can_move_package
from app.services.exchange import packages
from app.services.office import accounts, office_settings, trusting

OPEN = (PackageState.MADE, PackageState.SENT, PackageState.PART)
"""States of a package whose sealed file is kept, because it may have to be written again."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A package as it was written: when, by whom, under which name, and whether to what can be taken out."""

    at: str
    by: str
    file_name: str
    removable: bool = False


@dataclass(frozen=True, slots=True)
class Attempt:
    """One making of a sent package, with the reason of a later one."""

    number: int
    at: str
    reason: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """A package in the history; what has a default applies only to a sent one.

    ``id`` and the file are those of the newest attempt. ``party`` is the name of the other side, ``reason``
    why a received package was taken past a break of its chain. ``size`` counts the entries of a sent package,
    the answers or people of a received one. ``days`` counts from the day of the first copy to the last
    answer, or to now while an answer is missing. ``kept`` tells whether it can be written again,
    ``renewable`` whether it can be made anew.
    """

    id: int
    purpose: Purpose
    package_no: int
    party: str
    file_name: str
    at: str
    size: int
    state: PackageState
    reason: str = ""
    answered: int = 0
    days: int = 0
    late: bool = False
    attempts: tuple[Attempt, ...] = ()
    copies: tuple[Copy, ...] = ()
    kept: bool = False
    renewable: bool = False


# An entry is answered when every person in its approval is. An entry taken back counts as answered too:
# the package of its next version waits for that answer. Whatever is said of an entry proves that it arrived.
_SENT = text("""
SELECT sent.package_id, count(*) AS entries,
  count(*) FILTER (WHERE entry.version > sent.version OR NOT EXISTS (
    SELECT 1 FROM json_each(CAST(approval.frozen AS TEXT), '$.persons') AS person
    WHERE NOT EXISTS (
      SELECT 1 FROM answer
      WHERE answer.entry_id = sent.entry_id AND answer.version = sent.version AND answer.aside = ''
        AND answer.section = json_extract(person.value, '$.section')))) AS answered,
  max((
    SELECT max(answer.at) FROM answer
    WHERE answer.entry_id = sent.entry_id AND answer.version = sent.version AND answer.aside = ''
  )) AS last_answer,
  max(entry.version > sent.version OR EXISTS (
    SELECT 1 FROM answer WHERE answer.entry_id = sent.entry_id AND answer.version = sent.version
  )) AS arrived
FROM package_entry AS sent
JOIN entry ON entry.id = sent.entry_id
JOIN approval ON approval.entry_id = sent.entry_id AND approval.version = sent.version
WHERE sent.package_id IN (SELECT value FROM json_each(:ids))
GROUP BY sent.package_id
""")


@dataclass(frozen=True, slots=True)
class _ReadOnce:
    """What is read once for all packages."""

    sent: Mapping[int, Row[Any]]
    acknowledged: frozenset[tuple[str, int]]
    copies: Mapping[int, Sequence[Copy]]
    names: Mapping[str, str]
    last: Mapping[str, int]
    late_days: int


def history(session: Session, *, at: datetime, only: Collection[int] | None = None) -> list[Delivery]:
    """Return all packages with their states at a time, the newest first; several attempts are one.

    ``only`` are ids of newest attempts: to look at a few of many, since every entry of a package is read.
    """
    rows = list(session.scalars(select(Package).order_by(Package.id.desc())))
    tries: dict[tuple[str, int], list[Package]] = defaultdict(list)
    for row in rows:
        if row.purpose == Purpose.RESULTS:
            tries[row.receiver_id, row.package_no].append(row)
    newest = {made[0].id: made for made in tries.values()}
    wanted = [
        row
        for row in rows
        if (row.id in newest or row.purpose != Purpose.RESULTS) and (only is None or row.id in only)
    ]
    read_once = _read_once(session, rows, [row.id for row in wanted if row.id in newest], at=at)
    return [
        _left(newest[row.id], read_once, at=at) if row.id in newest else _came(row, read_once)
        for row in wanted
    ]


def one(session: Session, package: int, *, at: datetime) -> Delivery | None:
    """Return one package by the id of its newest attempt; None when there is none."""
    return next(iter(history(session, at=at, only={package})), None)


def unwritten(session: Session, *, at: datetime) -> list[Delivery]:
    """Return the packages that are made and kept, but on no medium yet."""
    copied = select(PackageCopy.package_id)
    ids = select(Package.id).where(Package.purpose == Purpose.RESULTS, Package.id.not_in(copied))
    found = history(session, at=at, only=set(session.scalars(ids)))
    return [package for package in found if package.state is PackageState.MADE]


def _read_once(session: Session, rows: Sequence[Package], sent: Sequence[int], *, at: datetime) -> _ReadOnce:
    officers = {officer.uid: officer.full_name for officer in accounts.every(session)}
    copies: dict[int, list[Copy]] = defaultdict(list)
    for copy in session.scalars(select(PackageCopy).order_by(PackageCopy.id)):
        copies[copy.package_id].append(
            Copy(copy.at, officers.get(copy.by, ""), copy.file_name, copy.removable)
        )
    last: dict[str, int] = {}
    for row in rows:
        last[row.receiver_id] = max(row.package_no, last.get(row.receiver_id, 0))
    return _ReadOnce(
        sent={row.package_id: row for row in session.execute(_SENT, {"ids": json.dumps(sent)})},
        acknowledged=frozenset(
            (row.sender_id, row.counts[packages.ACKNOWLEDGED_NO])
            for row in rows
            if packages.ACKNOWLEDGED_NO in row.counts
        ),
        copies=copies,
        names={party.party_id: party.name for party in trusting.receivers(session)},
        last=last,
        late_days=office_settings.value(session, office_settings.PACKAGE_DAYS, on=day_of(at)),
    )


def _left(tries: Sequence[Package], read_once: _ReadOnce, *, at: datetime) -> Delivery:
    """Return a sent package from its attempts, the newest first."""
    row, sent = tries[0], read_once.sent[tries[0].id]
    copies = tuple(copy for one in reversed(tries) for copy in read_once.copies.get(one.id, ()))
    state = _state(
        (PackageState.SENT, bool(read_once.copies.get(row.id))),
        (PackageState.ACKNOWLEDGED, (row.receiver_id, row.package_no) in read_once.acknowledged),
        (PackageState.PART, sent.last_answer is not None),
        (PackageState.DONE, sent.answered == sent.entries),
    )
    done = state == PackageState.DONE
    since = read(copies[0].at if copies else row.at)
    days = ((read(sent.last_answer) if done and sent.last_answer else at) - since).days
    unanswered = state in (PackageState.MADE, PackageState.SENT) and not sent.arrived
    return Delivery(
        id=row.id,
        purpose=Purpose(row.purpose),
        package_no=row.package_no,
        party=read_once.names.get(row.receiver_id, ""),
        file_name=row.file_name,
        at=row.at,
        size=sent.entries,
        state=state,
        answered=sent.answered,
        days=days,
        late=state not in (PackageState.MADE, PackageState.DONE) and days > read_once.late_days,
        attempts=tuple(Attempt(one.attempt, one.at, one.reason) for one in reversed(tries)),
        copies=copies,
        kept=state in OPEN and bool(row.sealed_name),
        renewable=unanswered and row.package_no == read_once.last[row.receiver_id],
    )


def _state(*reached: tuple[PackageState, bool]) -> PackageState:
    """Return how far a package has come through what it reached, in order."""
    state = PackageState.MADE
    for after, so in reached:
        if so and can_move_package(state, after):
            state = after
    return state


def _came(row: Package, read_once: _ReadOnce) -> Delivery:
    return Delivery(
        id=row.id,
        purpose=Purpose(row.purpose),
        package_no=row.package_no,
        party=read_once.names.get(row.sender_id, ""),
        file_name=row.file_name,
        at=row.at,
        size=0 if packages.ACKNOWLEDGED_NO in row.counts else sum(row.counts.values()),
        state=PackageState.TAKEN_IN,
        reason=row.reason,
    )
