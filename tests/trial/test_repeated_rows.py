"""Changes and recognised children repeat: typed, decided, signed, packed and printed row by row."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.documents.kinds import DISCREPANCY_LIST
from app.models.books import BOOKS
from app.models.declaration import rules
from app.models.declaration.book import row_key
from app.models.words.codes import Branch, Resolution
from app.models.words.states import EntryState
from app.models.words.values import Mark, Source, Value
from app.services.entry import discrepancies, ditto, entries, papers, volume_names, volumes
from app.services.entry.fact_list import Fact
from app.services.people import lookup
from tests.conftest import AT, COMMUNE, JUSTICE
from tests.trial.road import approved, decide, exported, put, settled, typed, volume
from tests.ui.keys import press
from tests.unit.documents.conftest import pages

CHANGES = "thay_doi_cai_chinh"
RECOGNITION = "nhan_cha_me_con"
CHANGED = {
    "registration_no": "7/2011",
    "page_no": "12",
    "registration_date": "9/11/2011",
    "change_kind": "Cải chính hộ tịch",
    "subject_name": "Phạm Văn Tý",
    "subject_birth_date": "28/10/1999",
    "origin_book_kind": "Khai sinh",
    "origin_reg_no": "188",
    "change_from": "Phạm Văn Tí",
    "change_to": "Phạm Văn Tý",
}
RECOGNISED = {
    "registration_no": "3/2012",
    "registration_date": "4/5/2012",
    "registration_kind": "Đăng ký mới",
    "recognition_kind": "Cha nhận con",
    "parent_name": "Phạm Văn Lực",
    "parent_sex": "Nam",
    "parent_birth_date": "3/2/1972",
    "child_name": "Phạm Văn Tý",
    "child_birth_date": "28/10/1999",
    "child_ethnicity": "Mường",
    "child_name__02": "Lò Văn Sử A",
    "child_birth_date__02": "1/1/1990",
    "child_ethnicity__02": "Kinh",
}


def test_the_book_of_changes_goes_the_whole_road(work, screen, qtbot, certify):
    entry_id = typed(screen, volume(work, CHANGES), CHANGED)
    assert screen.form.values()["book_no"] == Value("01/2011", source=Source.CARRIED)
    screen.form.focus_field("change_to", None)
    press(QApplication.focusWidget(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert screen.form.current()[0] == "change_from__02"
    assert not screen.complete(), "a row without words asks for nothing"
    put(screen, "change_from__02", "Kinh")
    assert [p.field for p in screen.complete()] == ["change_to__02"]
    put(screen, "change_to__02", "Mường")
    assert not screen.complete()
    decide(screen, qtbot, "subject", Branch.MATCH)
    row, files = approved(work, certify, entry_id)
    assert [p["section"] for p in row["persons"]] == ["subject"]
    assert row["values"]["change_to__02"] == {"text": "Mường", "source": "typed"}
    out, cells, title = exported(files, CHANGES)
    assert {**out, "approval": None} == {**row, "approval": None}
    assert title == "TD"
    assert [cells[row_key(key, 2)] for key in ("change_from", "change_to", "change_reason")] == [
        "Kinh",
        "Mường",
        "",
    ]
    with work.store.read() as session:
        assert entries.get(session, entry_id).state == EntryState.APPROVED
        (found,) = entries.find(session, "pham van ty 7/2011")
        assert (found.id, found.main_name, found.page_no) == (entry_id, "Phạm Văn Tý", "12")


def test_children_recognised_together_are_persons_of_their_own(work, screen, qtbot, certify):
    entry_id = typed(screen, volume(work, RECOGNITION), RECOGNISED)
    assert list(screen.persons.candidates._tabs) == ["parent", "child", "child__02"]
    assert not screen.complete()
    decide(screen, qtbot, "parent", Branch.MATCH)
    decide(screen, qtbot, "child", Branch.MATCH)
    screen.persons.candidates.chosen.emit("child__02", "038090000100")
    fix = Resolution.FIX_POPULATION
    decide(screen, qtbot, "child__02", Branch.MISMATCH_BASIC, ethnicity=fix)
    with work.store.read() as session:
        kept = entries.active_decisions(session, entry_id)
        (item,) = discrepancies.every(session)
        persons = papers.persons_of([Fact((item,))], volume_names.read(session))
        paper = " ".join(pages(papers.make(session, DISCREPANCY_LIST, persons, by=JUSTICE, at=AT).data))
        assert (entries.find(session, "lo van su")[0].id, entries.get(session, entry_id).state) == (
            entry_id,
            EntryState.LISTED,
        )
    assert kept["child"].personal_id != kept["child__02"].personal_id
    assert "parent_name" in kept["child__02"].book_values
    assert (item.person_name, item.father_name, item.mother_name) == ("Lò Văn Sử A", "Phạm Văn Lực", "")
    assert (item.is_main, item.section_title, item.label) == (True, "Con 2", "Dân tộc")
    assert "Lò Văn Sử A" in paper
    row, files = approved(work, certify, entry_id)
    assert {p["section"]: p["branch"] for p in row["persons"]} == {
        "parent": "match",
        "child": "match",
        "child__02": "mismatch_basic",
    }
    _row, cells, _title = exported(files, RECOGNITION)
    assert (cells["ncHoTen"], cells["ncHoTen__02"]) == ("Phạm Văn Tý", "Lò Văn Sử A")


def test_a_row_is_there_again_and_goes_when_nothing_is_said_in_it(work, screen, qtbot):
    entry_id = typed(screen, volume(work, RECOGNITION), RECOGNISED)
    screen.new_entry(screen._hand.entry.volume_id)
    assert "child_name__02" not in screen.form.values(), "the next entry begins with one row"
    screen.open_entry(entry_id)
    assert screen.form.values()["child_name__02"] == Value("Lò Văn Sử A")
    for key in ("child_name__02", "child_birth_date__02", "child_ethnicity__02"):
        screen.form.focus_field(key, None)
        QApplication.focusWidget().selectAll()
        press(QApplication.focusWidget(), Qt.Key.Key_Delete)
        screen.form.commit_current()
    assert list(screen.persons.candidates._tabs) == ["parent", "child"]
    screen.open_entry(entry_id)
    assert "child_name__02" not in screen.form.values()


def test_the_button_of_the_last_row_adds_one_and_an_empty_row_serves_first(work, screen):
    screen.new_entry(volume(work, CHANGES))
    heads = screen.form.sections.heads
    assert [key for key, head in heads.items() if head.more.isVisibleTo(head)] == ["change", "amendment"]
    heads["change"].more.click()
    assert screen.form.current()[0] == "change_from", "the first is empty still"
    put(screen, "change_from", "Tí")
    heads["change"].more.click()
    assert screen.form.current()[0] == "change_from__02"
    heads = screen.form.sections.heads
    assert [key for key, head in heads.items() if head.more.isVisibleTo(head)] == ["change__02", "amendment"]
    press(QApplication.focusWidget(), Qt.Key.Key_F2)
    assert screen.form.values()["change_from__02"].text == "Tí", "as above is the row above"


def test_nobody_is_decided_about_in_an_empty_row(work, screen, qtbot):
    typed(screen, volume(work, RECOGNITION), {"child_name": "Phạm Văn Tý"})
    screen.form.focus_field("child_name", None)
    press(QApplication.focusWidget(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert screen.form.person == "child__02"
    settled(screen, qtbot)
    press(QApplication.focusWidget(), Qt.Key.Key_F8)
    with work.store.read() as session:
        assert entries.active_decisions(session, screen.entry_id) == {}


@pytest.fixture
def recognised(work, random):
    """The entry of two children, typed through the services."""
    with work.store.write() as session:
        view = volumes.VolumeView(0, RECOGNITION, "01/2011", "2011", COMMUNE)
        volume_id = volumes.add(session, view, by=JUSTICE, at=AT)
        made = entries.create(session, volume_id, by=JUSTICE, at=AT, random=random)
        for key, text in RECOGNISED.items():
            entries.save(session, made, key, Value.of(text), by=JUSTICE, at=AT)
    return made


def test_rows_exist_as_they_are_filled(work, recognised):
    with work.store.write() as session:
        for key in ("child_name__03", "child_id_kind__05"):
            entries.save(session, recognised, key, Value("", Mark.ILLEGIBLE), by=JUSTICE, at=AT)
        for wrong in ("child_name__100", "child_name__00", "parent_name__02", "child_nothing__02"):
            with pytest.raises(KeyError):
                entries.save(session, recognised, wrong, Value("x"), by=JUSTICE, at=AT)
        book = entries.get(session, recognised).book
    rows = [s.key for s in book.sections if s.rows]
    assert rows == [row_key(key, n) for key in ("child", "child_papers") for n in (1, 2, 3, 5)]
    assert [book.section(key).title for key in ("child", "child__02", "child__99")] == [
        "Con",
        "Con 2",
        "Con 99",
    ]


@pytest.mark.parametrize(
    ("sex", "columns"), [("Nam", ["father"]), ("Nữ", ["mother"]), ("", ["father", "mother"])]
)
def test_a_parent_is_father_or_mother_of_every_child(sex, columns):
    values = {key: Value.of(text) for key, text in RECOGNISED.items()} | {"parent_sex": Value.of(sex)}
    kin = lookup.kin_of(BOOKS[RECOGNITION].for_entry(values))
    assert [(link.owner, link.column, link.relative) for link in kin] == [
        (child, column, "parent") for child in ("child", "child__02") for column in columns
    ]
    assert {link.guess for link in kin} == {not sex}


def test_a_changed_sex_of_the_parent_asks_again_about_every_child(work, recognised, random):
    from tests.unit.services.entry.deciding import decide as keep
    from tests.unit.services.entry.deciding import searched

    for section in ("parent", "child", "child__02"):
        keep(work.store, recognised, section, Branch.NOT_FOUND, random, search=searched())
    with work.store.write() as session:
        entries.save(session, recognised, "parent_sex", Value("Nữ"), by=JUSTICE, at=AT)
        assert entries.active_decisions(session, recognised) == {}


def test_an_emptied_row_takes_its_decision_away(work, recognised, random):
    from tests.unit.services.entry.deciding import decide as keep
    from tests.unit.services.entry.deciding import searched

    for section in ("child", "child__02"):
        keep(work.store, recognised, section, Branch.NOT_FOUND, random, search=searched())
    with work.store.write() as session:
        for key in [key for key in RECOGNISED if key.endswith("__02")]:
            entries.save(session, recognised, key, Value(), by=JUSTICE, at=AT)
        assert list(entries.active_decisions(session, recognised)) == ["child"]
        assert [s.key for s in entries.get(session, recognised).book.persons] == ["parent", "child"]


def test_checks_and_rules_speak_of_the_row_they_are_about():
    values = {key: Value.of(text) for key, text in RECOGNISED.items()}
    wrong = values | {"child_birth_date__02": Value("1/1/1975"), "child_name__02": Value("Lò 2")}
    found = {p.field: p.text for p in rules.check(BOOKS[RECOGNITION], wrong) if not p.blocking}
    assert list(found) == ["child_name__02", "parent_birth_date"]
    assert "2 tuổi" in found["parent_birth_date"]


def test_ditto_marks_of_a_child_stand_for_the_one_above():
    values = {key: Value.of(text) for key, text in RECOGNISED.items()}
    marked = values | {
        "child_ethnicity__02": Value("nt"),
        "child_birth_date__02": Value("nt"),
        "child_home_origin": Value("như cha"),
        "parent_home_origin": Value("xã A"),
    }
    marks = ditto.marks(BOOKS[RECOGNITION], marked)
    assert marks["child__02"] == {"ethnicity": ("Mường",), "birth_date": ("28/10/1999",)}
    assert marks["child"] == {"home_origin": ("xã A",)}
