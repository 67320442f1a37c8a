"""Whatever is shown asks one catalogue; what is stored or printed on an official paper stays as it is."""

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QPushButton

from app import texts
from app.models.words.codes import Branch, Resolution
from app.services.entry import entries
from app.ui.entry import shortcuts
from app.ui.entry.screen import EntryScreen
from app.ui.follow_up.screen import DiscrepanciesScreen
from app.ui.kit.translator import Translator
from app.ui.shell.chrome import KeyBar
from tests.ui.desk import CHILD_TYPED, entry
from tests.unit.documents.conftest import pages

ENGLISH = {
    "Thống nhất": "Agrees",
    "Kết quả": "Result",
    "Dân tộc": "Ethnicity",
    "Người được khai sinh": "Whose birth it is",
    "Đang nhập": "Being typed",
    "Đã kết luận": "Settled",
    "lưu, tiếp": "save, next",
    "Nam": "Male",
    "Kinh": "Viet",
    "Chưa chọn cách xử lý cho: {0}. Bấm M ở từng dòng.": "Press M and say what is done about: {0}.",
    "Ngày đăng ký trước ngày sinh của con.": "Registered before birth.",
    "{0} Xem lại sổ; nếu sổ ghi vậy thì giữ nguyên.": "{0} Look at the book again.",
}
TYPED = {**CHILD_TYPED, "child_ethnicity": "Kinh", "registration_date": "01/01/1999"}


@pytest.fixture
def translated(themed):
    translator = Translator()
    themed.installTranslator(translator)
    yield
    texts.use(None)
    themed.removeTranslator(translator)


@pytest.fixture
def opened(translated, work, qtbot):
    """Return a way to open the entry screen anew with a child whose ethnicity differs."""
    made = entry(work, **TYPED)

    def show():
        screen = EntryScreen(work)
        qtbot.addWidget(screen)
        screen.refusals = []
        screen.persons.refused.connect(screen.refusals.append)
        screen.open_entry(made)
        screen.show()
        qtbot.waitUntil(lambda: not screen.persons.searching)
        return screen

    return show


def shown(screen):
    """Return what an officer reads: button, table header, label, section, chip, refusal, warning, keys."""
    columns = screen.persons.comparison.table.table_model
    at = [line.line.field for line in columns.rows].index("ethnicity")
    row = screen.form._rows["child_ethnicity"]
    screen.persons.decide(Branch.MISMATCH_BASIC)
    screen.complete()
    bar = KeyBar()
    bar.set_keys([key for key in shortcuts.bar(compares=True) if key[0] == "F9"])
    return {
        "button": screen.persons.decision._buttons[Branch.MATCH].text(),
        "header": columns.headerData(3, Qt.Orientation.Horizontal, Qt.ItemDataRole.DisplayRole),
        "label": row.label.text(),
        "spoken": row.editor.accessibleName(),
        "section": screen.form.sections.heads["child"]._title.text(),
        "line": columns.cell(at, 0).text,
        "chip": screen.head._state.accessibleName(),
        "refusal": screen.refusals[-1],
        "warning": screen.form._rows["registration_date"].problem.text,
        "keys": bar.accessibleDescription(),
    }


IN_VIETNAMESE = {
    "button": "Thống nhất",
    "header": "Kết quả",
    "label": "Dân tộc",
    "spoken": "Người được khai sinh: Dân tộc",
    "section": "Người được khai sinh",
    "line": "Dân tộc",
    "chip": "Đang nhập",
    "refusal": "Chưa chọn cách xử lý cho: Dân tộc. Bấm M ở từng dòng.",
    "warning": "Ngày đăng ký trước ngày sinh của con. Xem lại sổ; nếu sổ ghi vậy thì giữ nguyên.",
    "keys": "F9: lưu, tiếp",
}
IN_ENGLISH = {
    "button": "Agrees",
    "header": "Result",
    "label": "Ethnicity",
    "spoken": "Whose birth it is: Ethnicity",
    "section": "Whose birth it is",
    "line": "Ethnicity",
    "chip": "Being typed",
    "refusal": "Press M and say what is done about: Ethnicity.",
    "warning": "Registered before birth. Look at the book again.",
    "keys": "F9: save, next",
}


def test_a_screen_speaks_the_language_in_use(opened):
    assert shown(opened()) == IN_VIETNAMESE
    texts.use(ENGLISH)
    assert shown(opened()) == IN_ENGLISH
    texts.use(None)
    assert shown(opened()) == IN_VIETNAMESE


def test_what_the_book_says_is_kept_and_shown_as_typed(opened, work):
    texts.use(ENGLISH)
    screen = opened()
    sex = screen.form._rows["child_sex"].editor
    assert (sex.words(), sex.options[0]) == ("Nam", ("1", "Nam"))
    screen.form.focus_field("child_sex", None)
    sex.write("")
    sex._write_option(next(action for action in menu_of(sex) if action.text().endswith("Nam")))
    screen.save_current()
    cells = [c.text for c in (screen.persons.comparison.table.table_model.cell(at, 1) for at in range(6))]
    assert "Kinh" in cells
    assert not {"Viet", "Male"} & set(cells)
    with work.store.read() as session:
        values = entries.get(session, screen.entry_id).values
    assert (values["child_sex"].text, values["child_ethnicity"].text) == ("Nam", "Kinh")


def menu_of(editor):
    editor.open_list()
    editor._menu.close()
    return editor._menu.actions()


def test_an_official_paper_stays_vietnamese(opened, work, qtbot):
    texts.use(ENGLISH)
    screen = opened()
    screen.persons._resolve("ethnicity", str(Resolution.FIX_POPULATION))
    assert screen.persons.decide(Branch.MISMATCH_BASIC)
    followed = DiscrepanciesScreen(work, None)
    qtbot.addWidget(followed)
    followed.refresh()
    table = followed.panel._table.table_model
    assert {table.cell(0, at).text for at in range(table.columnCount())} >= {"Ethnicity", "Kinh", "Settled"}
    paper = " ".join(" ".join(pages(followed.make_list().data)).split())
    assert "Dân tộc" in paper
    assert "Kinh" in paper
    assert [words for words in ENGLISH.values() if words in paper.replace("Việt Nam", "")] == []


def test_qt_asks_the_same_catalogue_whatever_class_asks(translated):
    button = QPushButton()
    texts.use({"Đóng": "Close"})
    assert (button.tr("Đóng"), button.tr("Khác")) == ("Close", "Khác")
    assert QCoreApplication.translate("PersonsSide", "Đóng") == "Close"
    texts.use(None)
    assert button.tr("Đóng") == "Đóng"
