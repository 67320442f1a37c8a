"""The preview of a paper of the office; what is printed or saved there is recorded."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtWidgets import QWidget

from app.models.store.store import Store
from app.services.entry import papers
from app.services.entry.papers import MadePaper, PaperStep
from app.services.office.accounts import Officer
from app.ui.kit import printing


def preview(
    parent: QWidget, store: Store, made: MadePaper, *, by: Officer, now: Callable[[], datetime]
) -> printing.Preview:
    """Return the preview of a paper that was made."""

    def record(step: PaperStep) -> None:
        with store.write() as session:
            papers.record(session, made, step, by=by, at=now())

    dialog = printing.preview(parent, made.data, made.paper.name, made.paper.file_name)
    dialog.printed.connect(lambda: record(PaperStep.PRINTED))
    dialog.saved.connect(lambda _path: record(PaperStep.SAVED))
    return dialog
