"""The card of Hôm nay that counts what the last run over everything found odd and nobody looked at yet."""

from app.models.store.times import read
from app.models.words.moments import day_words
from app.models.words.roles import Action
from app.services.office.accounts import Officer
from app.services.office.permissions import may
from app.services.recheck.listing import LastRun
from app.texts import tr
from app.ui.today.panels.today import WaitingWork


def cards(account: Officer, last: LastRun | None) -> list[WaitingWork]:
    """Return the card; none before the first run, and none to whom the list is closed."""
    if last is None or not may(account, Action.RECHECK):
        return []
    note = tr("kiểm tra ngày {0}").format(day_words(read(last.at)))
    tone = "less" if last.open else ""
    return [WaitingWork("recheck", "magnifying-glass", tr("Cần xem lại"), last.open, note, tone)]
