"""The words of an open field outlive a power cut once the officer paused."""

import shutil

from app.services.entry import entries
from app.services.office import resume_point
from app.ui.shell.application import Application, Surroundings
from tests.conftest import Clock, numbered
from tests.e2e.conftest import LATER
from tests.e2e.officer import sign_in
from tests.e2e.window import FIELD
from tests.ui.keys import type_text


def begin(application, qtbot, entry_id):
    """Open the entry with the caret in the field."""
    sign_in(application, qtbot)
    application.window.show_page("entry")
    screen = application.desk_top.entry
    screen.open_entry(entry_id)
    screen.form.focus_field(FIELD, None)
    return screen


def type_and_rest(application, screen, qtbot, words):
    with qtbot.waitSignal(screen.rested):
        type_text(application.window.focusWidget(), words)


def after_a_power_cut(application, home, tmp_path, qtbot):
    """Start again from the files as they lie at this moment."""
    shutil.copytree(home, tmp_path / "sau")
    around = application._around
    again = Application(Surroundings(tmp_path / "sau", around.settings, Clock(LATER), numbered("lock")))
    again.start()
    with qtbot.waitActive(again.window):
        again.window.activateWindow()
    sign_in(again, qtbot)
    return again


def test_words_typed_before_a_pause_are_there_after_a_power_cut(start, home, entry_id, tmp_path, qtbot):
    application = start(rest_ms=10)
    screen = begin(application, qtbot, entry_id)
    before = kept_in(application, entry_id)
    type_and_rest(application, screen, qtbot, " thôn Lương Ngọc")
    assert kept_in(application, entry_id) == before, "the field itself is kept when it is left"
    again = after_a_power_cut(application, home, tmp_path, qtbot)
    try:
        assert again.window.page == "entry"
        assert again.desk_top.entry.entry_id == entry_id
        assert again.window.focusWidget().text().endswith(" thôn Lương Ngọc")
        assert kept_in(again, entry_id).endswith(" thôn Lương Ngọc")
    finally:
        again.window.close()


def test_older_words_never_replace_later_ones(start, home, entry_id, tmp_path, qtbot):
    application = start(rest_ms=10)
    screen = begin(application, qtbot, entry_id)
    type_and_rest(application, screen, qtbot, " thôn Lương")
    type_text(application.window.focusWidget(), " Ngọc")
    screen.save_current()
    again = after_a_power_cut(application, home, tmp_path, qtbot)
    try:
        assert kept_in(again, entry_id).endswith(" thôn Lương Ngọc")
        assert again.desk_top.entry.form.unkept == {}
    finally:
        again.window.close()


def test_words_that_were_deleted_do_not_come_back(start, home, entry_id, tmp_path, qtbot):
    application = start(rest_ms=10)
    screen = begin(application, qtbot, entry_id)
    before = kept_in(application, entry_id)
    type_and_rest(application, screen, qtbot, " nhầm")
    with qtbot.waitSignal(screen.rested):
        application.window.focusWidget().setText(before)
        application.window.focusWidget().edited.emit(before)
    work = application.workspace
    with work.store.read() as session:
        assert resume_point.last(session, work.account.uid).unkept == {}


def kept_in(application, entry_id):
    """Return the words the store of a running application has of the field."""
    with application.workspace.store.read() as session:
        return entries.get(session, entry_id).values[FIELD].text
