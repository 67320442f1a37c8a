"""Hôm nay and Sổ say the same of how far the work is."""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from app.models.books import BOOKS
from app.models.store.tables import Entry
from app.models.words.states import EntryState
from app.services.entry import volumes, workload
from app.ui.today.screen import TodayScreen
from app.ui.volumes.panels.volume_form import CONDITIONS
from app.ui.volumes.screen import VolumesScreen
from tests.conftest import AT, COMMUNE, JUSTICE, copy_of
from tests.ui.driver import cell, rows_of, table, words

LOST = ("khai_sinh", 0, 1750, "mat", [])
PAPER = ("khai_sinh", 1010, 0, "con", [])
A_VOLUME = st.tuples(
    st.sampled_from(sorted(BOOKS)),
    st.none() | st.integers(0, 9),
    st.integers(0, 9),
    st.sampled_from(sorted(CONDITIONS)),
    st.lists(st.sampled_from([EntryState.DRAFT, EntryState.PARKED, EntryState.ENTERED]), max_size=4),
)


@pytest.fixture
def screens(themed, work, qtbot):
    made = TodayScreen(work), VolumesScreen(work)
    for screen in made:
        qtbot.addWidget(screen)
    return made


@pytest.fixture
def shelve(work, founded, tmp_path_factory):
    """Put these volumes, and no others, on the shelf: in a store of its own, for no row is ever deleted."""

    def put(shelf):
        work.store.close()
        work.store = copy_of(founded, tmp_path_factory.mktemp("shelf"))
        with work.store.write() as session:
            for at, volume in enumerate(shelf, 1):
                add(session, at, *volume)

    yield put
    work.store.close()


def add(session, at, key, total, electronic, condition, states):
    """Add a volume with entries in these states."""
    view = volumes.VolumeView(
        *(0, key, f"{at:02}", "1998", COMMUNE),
        closing_total=total,
        condition=condition,
        condition_reason="lũ năm 1999",
        already_electronic=electronic,
    )
    volume_id = volumes.add(session, view, by=JUSTICE, at=AT)
    for position, state in enumerate(states):
        session.add(row := bare_entry(f"{at}-{position}", key, volume_id, position))
        session.flush()
        row.state = state


def bare_entry(entry_id, key, volume_id, position):
    texts = dict.fromkeys(("created_at", "created_by", "changed_at"), "")
    return Entry(
        id=entry_id,
        book_type=key,
        book_version=1,
        volume_id=volume_id,
        position=position,
        state=EntryState.DRAFT,
        values={},
        amendments=[],
        **texts,
    )


def said(screens):
    """Return what each screen says to enter, entered, and how far, for every book with volumes and in all."""
    today, shelf = screens
    for screen in screens:
        screen.refresh()
    of_today = lines(table(today, "Tiến độ theo loại sổ"), (0, 1, 2, 6))
    inventory = table(shelf, "Bảng kê sổ hộ tịch")
    shown = rows_of(inventory)
    books = [at for at, row in enumerate(shown) if row.volume is None and row.volumes]
    of_shelf = [line for at, line in enumerate(lines(inventory, (1, 5, 6, 8))) if at in books]
    return (
        [*of_today, *lines(table(today, "Cộng"), (0, 1, 2, 6))],
        [*of_shelf, *lines(table(shelf, "Cộng"), (1, 5, 6, 8))],
    )


def lines(table, columns):
    """Return what these columns of a list say, line by line."""
    return [[cell(table, at, column).text for column in columns] for at in range(len(rows_of(table)))]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(shelf=st.lists(A_VOLUME, min_size=1, max_size=5))
@example(shelf=[LOST, PAPER])
def test_both_screens_say_the_same_of_any_mix_of_volumes(screens, shelve, shelf):
    shelve(shelf)
    of_today, of_shelf = said(screens)
    assert of_today == of_shelf


def test_a_lost_volume_takes_nothing_off_what_is_to_be_entered(screens, shelve):
    shelve([LOST, PAPER])
    of_today, _of_shelf = said(screens)
    assert of_today[-1] == ["Cộng", "1.010", "0", "0 %"]


def test_more_acts_than_one_volume_said_are_no_progress_in_another(screens, shelve):
    five = [EntryState.ENTERED] * 5
    shelve(
        [("khai_sinh", 1, 0, "con", five), ("khai_sinh", 4, 0, "con", []), ("khai_tu", None, 0, "con", five)],
    )
    of_today, of_shelf = said(screens)
    assert of_today[-1] == of_shelf[-1] == ["Cộng", "5", "10", "20 %"]


def test_what_is_parked_or_being_typed_is_not_entered_yet(work, screens, shelve):
    shelve([("khai_sinh", 9, 0, "con", [EntryState.DRAFT, EntryState.PARKED, EntryState.ENTERED])])
    of_today, _of_shelf = said(screens)
    assert of_today[-1][2] == "1"
    assert "1 trường hợp đã nhập" in words(screens[0])
    with work.store.read() as session:
        assert workload.overview(session, uid=JUSTICE.uid).done == 1
