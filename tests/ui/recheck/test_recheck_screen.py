"""Kiểm tra lại as an officer uses it: run, go through the list, open, clear, take back, papers."""

from io import BytesIO

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from sqlalchemy import select

from app.models.store.tables import AuditEvent
from app.models.words.oddities import ODDITY_ADVICE, OddityKind
from app.ui.kit.jobs import Jobs
from app.ui.recheck.screen import RecheckScreen
from tests.conftest import JUSTICE
from tests.ui.desk import entry
from tests.ui.driver import choose, focused, says, table, texts
from tests.ui.keys import press, type_text
from tests.unit.documents.conftest import pages

CONTROL = Qt.KeyboardModifier.ControlModifier
KIND, WHERE, NUMBER, NAME, SAID = range(5)


@pytest.fixture
def typed(work):
    """Two births, of which the second has a number too many before it, and a mother of nine."""
    made = [
        entry(
            work,
            registration_no=number,
            registration_date="12/11/1999",
            child_name=name,
            child_birth_date="28/10/1999",
            mother_birth_date=born,
        )
        for number, name, born in (("1", "Lê Thị Thuỷ", "1975"), ("3", "Bùi Văn An", "1990"))
    ]
    with work.store.write() as session:
        session.connection().exec_driver_sql("UPDATE entry SET state = 'entered'")
    return made


@pytest.fixture
def shown(themed, work, typed, qtbot):
    jobs = Jobs()
    made = RecheckScreen(work, jobs)
    qtbot.addWidget(made)
    made.resize(1200, 560)
    made.refresh()
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.setFocus()
    yield made
    jobs.shutdown()


@pytest.fixture
def ran(shown, qtbot):
    press(focused(), Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: says(shown, "Đã kiểm tra"), timeout=60_000)
    choose(shown, "Thứ tự", "Xếp theo loại")
    table(shown).setFocus()
    return shown


def line(screen, kind):
    """Put the cursor on the first row of a kind."""
    at = texts(table(screen), KIND).index(kind)
    table(screen).choose(at)
    return at


def test_before_the_first_run_it_says_how_to_begin(shown):
    assert table(shown).empty[0] == "Chưa kiểm tra lần nào"
    assert "F5" in table(shown).empty[1]


def test_f5_runs_and_lists_what_is_odd_with_what_to_do(ran):
    assert says(ran, "Đã kiểm tra 2 trường hợp.")
    line(ran, "Thiếu số")
    assert says(ran, "Thiếu số 2 của năm 1999, trước số 3.")
    assert says(ran, ODDITY_ADVICE[OddityKind.GAP])
    line(ran, "Tuổi")
    assert says(ran, ODDITY_ADVICE[OddityKind.AGE])


def test_enter_opens_the_entry_at_the_field(ran, typed):
    opened = []
    ran.entry_wanted.connect(lambda entry_id, field: opened.append((entry_id, field)))
    line(ran, "Tuổi")
    press(focused(), Qt.Key.Key_Return)
    assert opened == [(typed[1], "mother_birth_date")]


def test_a_kind_alone(ran):
    choose(ran, "Loại", "Tuổi  1")
    assert texts(table(ran), KIND) == ["Tuổi"]
    assert texts(table(ran), NAME) == ["Bùi Văn An"]


def test_what_was_looked_at_goes_and_comes_back_by_keys(ran):
    line(ran, "Tuổi")
    QTest.keyClick(focused(), Qt.Key.Key_I, CONTROL)
    type_text(focused(), "sổ ghi đúng như vậy")
    press(focused(), Qt.Key.Key_Return)
    assert "Tuổi" not in texts(table(ran), KIND)
    choose(ran, "Đã xem hay chưa", "Đã xem, sổ ghi đúng")
    assert texts(table(ran), KIND) == ["Tuổi"]
    assert says(ran, f"Đã xem ({JUSTICE.full_name}): sổ ghi đúng như vậy")
    table(ran).setFocus()
    QTest.keyClick(focused(), Qt.Key.Key_R, CONTROL)
    assert texts(table(ran), KIND) == []


def test_an_entry_that_was_mended_since_is_told_so(ran, work, typed):
    with work.store.write() as session:
        session.connection().exec_driver_sql("UPDATE entry SET changed_at = 'x' WHERE id = ?", (typed[1],))
    ran.refresh()
    assert any("đã sửa sau khi kiểm tra" in words for words in texts(table(ran), SAID))


def test_the_list_as_a_workbook_is_recorded(ran, work, tmp_path):
    path = tmp_path / "list.xlsx"
    ran.export_to(path)
    rows = list(load_workbook(BytesIO(path.read_bytes())).active.iter_rows(values_only=True))
    assert rows[0][1] == "Loại"
    assert len(rows) > 2
    with work.store.read() as session:
        kinds = session.scalars(select(AuditEvent.kind).where(AuditEvent.subject == "bang_xem_lai")).all()
    assert kinds == ["paper_made", "paper_saved"]


def test_the_list_on_paper_has_what_is_listed(ran, qtbot):
    preview = ran.preview()
    qtbot.addWidget(preview)
    words = " ".join(" ".join(pages(preview._pdf)).split())
    assert "Những điều cần xem lại" in words
    assert "NGƯỜI KIỂM TRA" in words
