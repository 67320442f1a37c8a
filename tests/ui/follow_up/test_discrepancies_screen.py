"""The list of differences as a paper: which rows are on it, who may make it, what is recorded."""

from dataclasses import replace
from hashlib import sha256

import pytest

from app.models.words.codes import Branch, Resolution
from app.models.words.roles import Role
from app.services.entry import volumes
from app.services.office import audit
from tests.conftest import TYPIST
from tests.ui.driver import messages_of
from tests.unit.documents.conftest import pages
from tests.unit.services.entry.births import type_entry
from tests.unit.services.entry.deciding import CHILD, decide, searched


@pytest.fixture
def screen(themed, work, qtbot):
    """The screen with two differences, one of each of two entries."""
    from app.ui.follow_up.screen import DiscrepanciesScreen

    with work.store.read() as session:
        volume_id = volumes.inventory(session)[0].id
    for number in ("188", "189"):
        decide(
            work.store,
            type_entry(work.store, work.random, volume_id, registration_no=number),
            "child",
            Branch.MISMATCH_BASIC,
            work.random,
            person=CHILD,
            search=searched(CHILD),
            resolutions={"mother_name": Resolution.VERIFY},
        )
    made = DiscrepanciesScreen(work)
    qtbot.addWidget(made)
    made.refresh()
    return made


def papers_recorded(work):
    with work.store.read() as session:
        events = audit.since(session, 0)
    return [(e["kind"], e["subject"], e["data"]) for e in events if e["kind"].startswith("paper_")]


def test_what_is_recorded_is_what_stands_on_the_paper(screen, work, tmp_path, qtbot):
    one, two = screen._items
    made = screen.make_list([two])
    assert "1 thông tin" in " ".join(pages(made.data)[0].split())
    dialog = screen.preview_of(made)
    qtbot.addWidget(dialog)
    assert dialog.windowTitle() == "Danh sách sai lệch"
    dialog.save_to(tmp_path / made.paper.file_name)
    dialog.printed.emit()
    whole = screen.make_list()
    steps = [("paper_made", 1, made), ("paper_saved", 1, made), ("paper_printed", 1, made)]
    steps.append(("paper_made", 2, whole))
    assert papers_recorded(work) == [
        (kind, made.paper.id, {"items": n, "sha256": sha256(paper.data).hexdigest()})
        for kind, n, paper in steps
    ]
    assert (tmp_path / "danh_sach_sai_lech.pdf").read_bytes() == made.data
    assert whole.items == len({one, two})


def test_who_may_not_make_the_list_is_told_and_nothing_is_recorded(screen, work):
    assert TYPIST.roles == {Role.TYPIST}
    work.account = replace(work.account, roles=TYPIST.roles)
    screen.print_list()
    assert "Chưa thay đổi gì" in messages_of(screen)
    assert papers_recorded(work) == []
