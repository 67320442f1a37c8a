"""The recovery sheet between store and paper: who keeps which half, and the record that it was printed."""

from collections.abc import Callable, Sequence
from datetime import datetime

from app.documents.kinds import RECOVERY_SHEET
from app.models.store.store import Store
from app.models.words.moments import local, minute_words
from app.models.words.roles import Role
from app.services.entry import papers
from app.services.office.accounts import Officer
from app.texts import Text, tr
from app.ui.office.panels.setup_sheet import Half, RecoverySheet


def recovery_sheet(
    halves: tuple[str, str],
    *,
    office: str,
    keepers: tuple[str, str],
    at: datetime,
    random: Callable[[int], bytes],
) -> RecoverySheet:
    """Return the sheet with the names of its keepers and a group of each half to type back."""
    groups = [tuple(half.split()) for half in halves]
    asked = [1 + int.from_bytes(random(4)) % len(half) for half in groups]
    return RecoverySheet(
        office=office,
        number="",
        year=local(at).year,
        halves=(
            Half("A", tr("Lãnh đạo giữ"), keepers[0], groups[0]),
            Half("B", tr("Công an xã giữ"), keepers[1], groups[1]),
        ),
        asked=(asked[0], asked[1]),
    )


def keepers(officers: Sequence[Officer]) -> tuple[str, str]:
    """Return the names of a leader and a police officer, two persons if possible; empty for none."""
    police = [o for o in officers if o.has(Role.POLICE)]
    leaders = [o for o in officers if o.has(Role.LEADER)]
    pairs = [(a.full_name, b.full_name) for a in leaders for b in police if a.uid != b.uid]
    alone = (leaders[0].full_name if leaders else "", police[0].full_name if police else "")
    return pairs[0] if pairs else alone


def paper(store: Store, sheet: RecoverySheet, *, by: Officer, at: datetime) -> papers.MadePaper:
    """Make the paper; it lies in memory only."""
    first, second = sheet.halves
    with store.write() as session:
        return papers.make(session, RECOVERY_SHEET, (first.groups, second.groups), by=by, at=at)


def printed(store: Store, made: papers.MadePaper, how: str, *, by: Officer, at: datetime) -> str:
    """Record that the sheet was printed; return the words for it."""
    with store.write() as session:
        papers.record(session, made, papers.PaperStep.PRINTED, by=by, at=at)
    return str(Text("Đã in lúc {0} ({1})", minute_words(at), how))
