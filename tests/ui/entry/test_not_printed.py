"""Columns that the pages of a volume do not have are spared the officer, and can still be typed."""

import itertools

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.models.words.values import Mark, Source, Value
from app.services.entry import entries, volumes
from tests.conftest import AT, COMMUNE, JUSTICE
from tests.ui.driver import form_row, form_rows
from tests.ui.keys import press, type_text

NATIONALITY = "child_nationality"


@pytest.fixture
def opened(work, screen):
    """Open the first entry of a volume of births."""

    numbers = itertools.count(1)

    def shown(year="1974", form=""):
        with work.store.write() as session:
            view = volumes.VolumeView(0, "khai_sinh", f"{next(numbers):02d}", year, COMMUNE, form=form)
            volume_id = volumes.add(session, view, by=JUSTICE, at=AT)
        screen.new_entry(volume_id)
        return screen

    return shown


def begin(screen):
    """Type the first field: the entry is stored."""
    screen.form.focus_field("registration_no", None)
    type_text(QApplication.focusWidget(), "1")
    screen.form.commit_current()


def in_sight(screen):
    return {row.field.key for row in form_rows(screen.form) if not row.isHidden()}


def stored(work, screen):
    with work.store.read() as session:
        return entries.get(session, screen.entry_id).values


def test_what_was_not_printed_is_out_of_sight(opened):
    shown = in_sight(opened())
    assert not {NATIONALITY, "mother_id_number", "child_nationality_other"} & shown
    assert {"child_ethnicity", "mother_occupation", "child_name"} <= shown
    assert {NATIONALITY, "mother_id_number"} <= in_sight(opened("1998"))
    assert NATIONALITY in in_sight(opened(form="year +child_nationality"))


def test_the_keys_go_past_it_both_ways_and_count_without_it(opened):
    screen = opened()
    screen.form.focus_field("child_ethnicity", None)
    press(QApplication.focusWidget(), Qt.Key.Key_Down)
    assert screen.form.current()[0] == "child_birth_kind"
    press(QApplication.focusWidget(), Qt.Key.Key_Up)
    assert screen.form.current()[0] == "child_ethnicity"
    press(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert screen.form.current()[0] == "child_birth_kind"
    heads = screen.form.sections.heads
    assert heads["child"].note == "0/8"
    assert heads["mother"].note == "0/4"


def test_every_key_from_the_first_field_to_the_last_stays_in_sight(opened):
    screen = opened()
    screen.form.focus_field("registration_no", None)
    seen = []
    while screen.form.current()[0] not in seen:
        seen.append(screen.form.current()[0])
        press(QApplication.focusWidget(), Qt.Key.Key_Down)
    assert set(seen) <= in_sight(screen)
    assert len(seen) > 20


def test_a_person_begins_at_the_first_column_in_sight(opened):
    screen = opened(form="year -mother_name")
    screen.form.focus_field("child_name", None)
    screen.form.step_person(1)
    assert screen.form.current()[0] == "mother_birth_date"


def test_what_the_page_has_after_all_can_be_typed(opened, work):
    screen = opened()
    begin(screen)
    assert stored(work, screen)[NATIONALITY] == Value("", Mark.NOT_IN_FORM, Source.CARRIED)
    screen.form.focus_field(NATIONALITY, None)
    assert not form_row(screen.form, NATIONALITY).isHidden()
    type_text(QApplication.focusWidget(), "Việt Nam")
    screen.form.commit_current()
    assert stored(work, screen)[NATIONALITY].text == "Việt Nam"
    assert stored(work, screen)[NATIONALITY].mark is None
    screen.open_entry(screen.entry_id)
    assert NATIONALITY in in_sight(screen), "words stay in sight"


def test_another_mark_stays_in_sight(opened, work):
    screen = opened()
    begin(screen)
    with work.store.write() as session:
        torn = Value("", Mark.TORN)
        entries.save(session, screen.entry_id, NATIONALITY, torn, by=JUSTICE, at=AT)
    screen.open_entry(screen.entry_id)
    assert NATIONALITY in in_sight(screen)


def test_the_caret_of_a_begun_entry_skips_it(opened, work):
    screen = opened()
    begin(screen)
    with work.store.write() as session:
        for field in entries.get(session, screen.entry_id).book.all_fields():
            if field.key != "child_nationality_other" and field.key not in stored(work, screen):
                value = Value("x") if field.key < "m" else Value()
                entries.save(session, screen.entry_id, field.key, value, by=JUSTICE, at=AT)
    screen.open_entry(screen.entry_id)
    assert screen.form.current()[0] in in_sight(screen)
    assert screen.form.current()[0] != "child_nationality_other"
