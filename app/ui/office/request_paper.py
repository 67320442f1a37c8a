"""The paper that goes with a request file: made, previewed, and recorded when printed or saved."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtWidgets import QWidget

from app.documents.kinds import CERTIFICATE_REQUEST
from app.models.store.store import Store
from app.models.words.moments import day_of
from app.services.entry import papers
from app.services.entry.papers import MadePaper
from app.services.office import trusting
from app.services.office.accounts import Officer
from app.ui.kit import printing
from app.ui.office import paper_preview


def make(store: Store, *, by: Officer, at: datetime) -> MadePaper:
    """Make the paper with the keys that the request file names."""
    with store.write() as session:
        keys = trusting.requested_keys(session, on=day_of(at))
        return papers.make(session, CERTIFICATE_REQUEST, keys, by=by, at=at)


def preview(parent: QWidget, store: Store, *, by: Officer, now: Callable[[], datetime]) -> printing.Preview:
    """Return the preview of the paper; what is printed or saved there is recorded."""
    return paper_preview.preview(parent, store, make(store, by=by, at=now()), by=by, now=now)
