"""The annex on the screen, on paper and as a workbook, from the screen of volumes."""

import openpyxl
import pytest
from PySide6.QtCore import Qt
from sqlalchemy import select

from app.models.store.tables import AuditEvent
from app.services.entry import inventory, losses, volumes
from app.services.entry.losses import Loss
from app.ui.volumes.screen import VolumesScreen
from tests.conftest import AT, COMMUNE, JUSTICE
from tests.ui.driver import cell, says, table, texts

FLOOD = "Do lũ lụt mất hết sổ"


@pytest.fixture
def page(themed, work, qtbot):
    with work.store.write() as session:
        losses.add(session, Loss(0, "khai_tu", COMMUNE, FLOOD, "", 1750), by=JUSTICE, at=AT)
        view = volumes.VolumeView(0, "ket_hon", "01", "2001", COMMUNE, closing_total=9, already_electronic=2)
        volumes.add(session, view, by=JUSTICE, at=AT)
    made = VolumesScreen(work)
    qtbot.addWidget(made)
    made.refresh()
    return made


def kinds(work):
    with work.store.read() as session:
        return [event.kind for event in session.scalars(select(AuditEvent).order_by(AuditEvent.seq))]


def test_the_annex_is_shown_in_the_columns_of_the_plan(page, qtbot):
    dialog = page.papers.annex_dialog()
    qtbot.addWidget(dialog)
    rows = table(dialog, "Phụ lục số liệu")
    assert texts(rows, 1)[:3] == ["Sổ khai sinh", "Sổ khai tử", "Sổ kết hôn"]
    assert [cell(rows, 1, column).text for column in range(6)] == [
        "02",
        "Sổ khai tử",
        "0",
        "1.750",
        "0",
        FLOOD,
    ]
    assert [cell(rows, 2, column).text for column in (2, 3, 4)] == ["9", "2", "7"]
    assert says(dialog, "Kèm theo Kế hoạch số:")


def test_its_keys_print_and_save(page, qtbot):
    dialog = page.papers.annex_dialog()
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow, timeout=30_000)
    for key, signal in ((Qt.Key.Key_P, dialog.print_wanted), (Qt.Key.Key_E, dialog.workbook_wanted)):
        signal.disconnect()
        with qtbot.waitSignal(signal):
            qtbot.keyClick(dialog, key, Qt.KeyboardModifier.ControlModifier)


def test_the_paper_and_what_becomes_of_it_are_recorded(page, work, tmp_path, qtbot):
    preview = page.papers.annex_preview(page)
    qtbot.addWidget(preview)
    assert kinds(work)[-1] == "paper_made"
    preview.save_to(tmp_path / "phu_luc.pdf")
    assert kinds(work)[-1] == "paper_saved"
    assert (tmp_path / "phu_luc.pdf").read_bytes().startswith(b"%PDF")


def test_the_workbook_is_written_and_recorded(page, work, tmp_path):
    page.papers.write_workbook(tmp_path / "phu_luc.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "phu_luc.xlsx").active
    assert [c.value for c in sheet[7]] == ["02", "Sổ khai tử", 0, 1750, 0, FLOOD]
    assert kinds(work)[-2:] == ["paper_made", "paper_saved"]


def test_the_screen_sums_as_the_annex_does(page, work):
    with work.store.read() as session:
        counts = inventory.read(session).counts
    sums = table(page, "Cộng")
    shown = [int(cell(sums, 0, column).text.replace(".", "")) for column in (3, 4, 5, 6, 7)]
    assert shown == [counts.total, counts.electronic, counts.todo, counts.entered, counts.left]
