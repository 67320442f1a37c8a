"""The printed form of a volume: of its year, chosen, or told column by column."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget

from app.models.books import BOOKS
from app.models.declaration.printed_forms import FormOfVolume
from app.ui.volumes.panels.columns_dialog import ColumnsDialog
from app.ui.volumes.panels.volume_form import VolumeDraft, VolumeForm
from tests.ui.driver import choose, click, find, says
from tests.ui.keys import press

BIRTH = BOOKS["khai_sinh"]
OLD = VolumeDraft("khai_sinh", "01/1974", "1974", "xã A")


@pytest.fixture
def form(themed, qtbot):
    made = VolumeForm()
    qtbot.addWidget(made)
    made.set_books([(key, book.title) for key, book in BOOKS.items()])
    made.begin(0, OLD)
    made.show()
    return made


def columns(form):
    """Open the dialog of the columns."""
    click(form, "Cột của sổ")
    return form.findChildren(ColumnsDialog)[-1]


def unticked(dialog):
    listed = find(dialog, "Cột", QListWidget)
    items = [listed.item(at) for at in range(listed.count())]
    return {i.data(Qt.ItemDataRole.UserRole) for i in items if i.checkState() == Qt.CheckState.Unchecked}


def go_to(dialog, key):
    listed = find(dialog, "Cột", QListWidget)
    keys = [listed.item(at).data(Qt.ItemDataRole.UserRole) for at in range(listed.count())]
    listed.setCurrentRow(keys.index(key))
    return listed


def test_the_year_gives_the_form_and_its_columns_are_ticked(form):
    assert form.draft().form == ""
    dialog = columns(form)
    assert unticked(dialog) == FormOfVolume().lacking(BIRTH, "1974")
    assert says(dialog, "Theo Mẫu 1961 (trước 1998)")


def test_another_form_is_chosen_and_kept(form):
    choose(form, "Mẫu sổ", "Mẫu 2006 (QĐ 01/2006, TT 08.a/2010)")
    assert form.draft().form == "2006"
    assert unticked(columns(form)) == {"child_personal_id"}
    form.begin(7, form.draft())
    assert form.draft().form == "2006"


def test_single_columns_are_ticked_by_keyboard(form):
    dialog = columns(form)
    press(go_to(dialog, "child_nationality"), Qt.Key.Key_Space)
    press(go_to(dialog, "signer_title"), Qt.Key.Key_Space)
    press(dialog, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert form.draft().form == "year +child_nationality -signer_title"
    form.begin(7, form.draft())
    usual = FormOfVolume().lacking(BIRTH, "1974")
    assert unticked(columns(form)) == usual - {"child_nationality"} | {"signer_title"}


def test_as_the_form_has_it_takes_back_what_was_told(form):
    form.begin(7, VolumeDraft("khai_sinh", "01/1974", "1974", "xã A", form="year -signer_title"))
    dialog = columns(form)
    click(dialog, "Đúng như mẫu")
    click(dialog, "Dùng các cột này")
    assert form.draft().form == ""


def test_leaving_the_dialog_keeps_what_was(form):
    form.begin(7, VolumeDraft("khai_sinh", "01/1974", "1974", "xã A", form="1998 -signer_title"))
    dialog = columns(form)
    press(go_to(dialog, "child_name"), Qt.Key.Key_Space)
    press(dialog, Qt.Key.Key_Escape)
    assert form.draft().form == "1998 -signer_title"


def test_another_form_or_book_forgets_single_columns(form):
    begun = VolumeDraft("khai_sinh", "01/1974", "1974", "xã A", form="1998 -signer_title")
    form.begin(0, begun)
    choose(form, "Mẫu sổ", "Đủ mọi cột")
    assert form.draft().form == "whole"
    form.begin(0, begun)
    choose(form, "Loại sổ", BOOKS["ket_hon"].title)
    assert form.draft().form == "1998"
