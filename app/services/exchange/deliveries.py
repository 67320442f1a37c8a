"""The history of packages, sent and received."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, select, text
from sqlalchemy.orm import Session

from app.models.store.tables import Package
from app.models.store.times import read
from app.models.words.purpose import Purpose
from app.models.words.states import PackageState, can_move_package
from app.services.exchange import returns

LATE_DAYS = 10
"""The term of the police for their answer, in days (process 1292, step 3)."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A package in the history; ``answered``, ``days`` and ``late`` apply only to a sent one.

    ``size`` counts the entries of a sent package, the answers or people of a received one. ``days`` counts
    from the day of writing to the last answer, or to now while an answer is missing.
    """

    id: int
    purpose: Purpose
    package_no: int
    file_name: str
    at: str
    size: int
    state: PackageState
    answered: int = 0
    days: int = 0
    late: bool = False


# An entry is answered when every person in its approval is. An entry taken back counts as answered too:
# the package of its next version waits for that answer.
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
  )) AS last_answer
FROM package_entry AS sent
JOIN entry ON entry.id = sent.entry_id
JOIN approval ON approval.entry_id = sent.entry_id AND approval.version = sent.version
GROUP BY sent.package_id
""")


def history(session: Session, *, at: datetime) -> list[Delivery]:
    """Return all packages with their states at a time, the newest first."""
    sent = {row.package_id: row for row in session.execute(_SENT)}
    rows = list(session.scalars(select(Package).order_by(Package.id.desc())))
    acknowledged = {
        (row.sender_id, row.counts[returns.ACKNOWLEDGED_NO])
        for row in rows
        if returns.ACKNOWLEDGED_NO in row.counts
    }
    return [
        _left(row, sent[row.id], acknowledged=(row.receiver_id, row.package_no) in acknowledged, at=at)
        if row.purpose == Purpose.RESULTS
        else _came(row)
        for row in rows
    ]


def _left(
    row: Package, sent: Row[tuple[int, int, int, str]], *, acknowledged: bool, at: datetime
) -> Delivery:
    done = sent.answered == sent.entries
    reached = (
        (PackageState.ACKNOWLEDGED, acknowledged),
        (PackageState.PART, sent.last_answer is not None),
        (PackageState.DONE, done),
    )
    state = PackageState.SENT
    for after, so in reached:
        if so and can_move_package(state, after):
            state = after
    days = ((read(sent.last_answer) if done and sent.last_answer else at) - read(row.at)).days
    return Delivery(
        id=row.id,
        purpose=Purpose(row.purpose),
        package_no=row.package_no,
        file_name=row.file_name,
        at=row.at,
        size=sent.entries,
        state=state,
        answered=sent.answered,
        days=days,
        late=not done and days > LATE_DAYS,
    )


def _came(row: Package) -> Delivery:
    size = 0 if returns.ACKNOWLEDGED_NO in row.counts else sum(row.counts.values())
    return Delivery(
        row.id, Purpose(row.purpose), row.package_no, row.file_name, row.at, size, PackageState.TAKEN_IN
    )
