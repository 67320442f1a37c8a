"""A log that does not belong to the store: said on Hôm nay and in Tự kiểm tra, with where it lies."""

import shutil

import pytest

from app.models.store.store import Store
from app.services.office import unlocking
from app.settings import DEMO_PASSWORD
from tests.e2e.officer import sign_in
from tests.ui.driver import rows_of, says, table


@pytest.fixture
def stray(home, tmp_path):
    """Somebody copied the file of an older state over the one that a log continues."""
    key = unlocking.unlock(home, "nhan.ct", DEMO_PASSWORD).store_key
    later = tmp_path / "later"
    shutil.copytree(home, later)
    store = Store(later, key)
    with store.write() as session:
        session.connection().exec_driver_sql("INSERT INTO meta (key, value) VALUES ('x', 'y')")
    for name in ("work.db-wal", "work.db-base"):
        shutil.copy(later / name, home / name)
    store.close()
    return home / "work.db-wal.1"


def test_it_is_said_with_its_place_until_somebody_takes_it_away(start, qtbot, stray):
    application = start()
    sign_in(application, qtbot)
    today = application.desk_top.today
    assert stray.exists()
    assert says(today.notices, "không thuộc kho này")
    assert says(today.notices, str(stray))
    assert says(today.notices, "Báo người quản trị")
    qtbot.waitUntil(lambda: application.workspace.audit is not None, timeout=20000)
    assert says(today.notices, str(stray)), "the check of the audit leaves it there"
    application.window.show_page("inspection")
    qtbot.waitUntil(lambda: not application.window.jobs.busy, timeout=60000)
    lines = rows_of(table(application.desk_top.inspection, "Bản tự kiểm tra"))
    assert any(stray.name in line.found and line.grade == "look" for line in lines)
    stray.unlink()
    today.refresh()
    assert not says(today.notices, "không thuộc kho này")
