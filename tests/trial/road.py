"""The road of a book: typed in the window, decided, signed, packed."""

import io
import json
from pathlib import Path

import jsonschema
import openpyxl
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.crypto import canonical
from app.models.declaration.book import split_key
from app.models.store.tables import Approval
from app.services.entry import approval, volumes
from app.services.exchange import contents, exports
from app.services.office import trusting
from tests.conftest import AT, COMMUNE, JUSTICE, POLICE
from tests.ui.keys import press, type_text

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "docs" / "formats" / "entry.schema.json").read_text(encoding="utf-8")
)


def volume(work, key):
    with work.store.write() as session:
        return volumes.add(session, volumes.VolumeView(0, key, "01/2011", "2011", COMMUNE), by=JUSTICE, at=AT)


def put(screen, key, text):
    """Type a field, adding a row where there is none yet, and leave it."""
    if key not in screen.form.values():
        screen.form.focus_field(split_key(key)[0], None)
        press(QApplication.focusWidget(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    screen.form.focus_field(key, None)
    assert screen.form.current()[0] == key
    type_text(QApplication.focusWidget(), text)
    screen.form.commit_current()


def typed(screen, volume_id, texts):
    """Open the next entry of a volume and type it in the window."""
    screen.new_entry(volume_id)
    for key, text in texts.items():
        put(screen, key, text)
    return screen.entry_id


def settled(screen, qtbot):
    screen.persons.search_now()
    qtbot.waitUntil(lambda: not screen.persons.searching)


def decide(screen, qtbot, section, branch, **resolutions):
    screen.persons.select(section)
    settled(screen, qtbot)
    assert screen.persons.section == section
    for field, resolution in resolutions.items():
        screen.persons.comparison.resolution_chosen.emit(field, resolution)
    assert screen.persons.decide(branch), screen.refusals


def approved(work, certify, entry_id):
    """Let the police sign; return what the signature covers and what a package would hold."""
    police, signer = certify(POLICE)
    with work.store.write() as session:
        shown = approval.freeze(session, entry_id)
        approval.approve(session, [shown], signer=signer, by=police, at=AT)
        frozen = session.query(Approval).one().frozen
        trust = trusting.trust_store(session, demo=True)
        rows, _left_out = exports._fit(session)
        records = [exports._approved(session, row, trust) for row in rows]
        files = dict(contents.gather(session, rows, records, events_after=0, at=AT).files)
    return canonical.loads(frozen), files


def exported(files, book):
    """Return the one row of a package, valid by the format, and its line of the workbook by column."""
    (line,) = files[f"data/{book}.jsonl"].splitlines()
    row = json.loads(line)
    jsonschema.Draft202012Validator(SCHEMA).validate(row)
    sheet = openpyxl.load_workbook(io.BytesIO(files[f"data/{book}.xlsx"])).worksheets[0]
    head, cells = ([cell.value or "" for cell in cells] for cells in sheet.iter_rows())
    return row, dict(zip(head, cells, strict=True)), sheet.title
