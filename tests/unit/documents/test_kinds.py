"""The declarations of papers: each can be named, allowed, laid out and saved by what it declares."""

import dataclasses

import pytest
from reportlab.lib.units import mm

from app.documents.kinds import (
    ANNEX,
    ANNEX_WORKBOOK,
    BOOK_WORKBOOK,
    CERTIFICATE_REQUEST,
    DISCREPANCY_LIST,
    ENTRY_LIST,
    INSPECTION_RECORD,
    LOSS_RECORD,
    ODDITY_LIST,
    ODDITY_WORKBOOK,
    PAPERS,
    READING_SHEET,
    RECOVERY_SHEET,
    WIPE_RECORD,
)
from app.documents.list_table import Columns
from app.documents.page import LANDSCAPE
from app.models.words.roles import Action
from tests.conftest import AT
from tests.unit.documents.conftest import make_head, make_persons, pages, render, squeezed, words

every_paper = pytest.mark.parametrize("paper", PAPERS.values(), ids=PAPERS)
every_list = pytest.mark.parametrize(
    "paper", [paper for paper in PAPERS.values() if paper.columns], ids=lambda paper: paper.id
)


def test_no_paper_is_lost_behind_another():
    assert list(PAPERS.values()) == [
        DISCREPANCY_LIST,
        RECOVERY_SHEET,
        BOOK_WORKBOOK,
        ENTRY_LIST,
        READING_SHEET,
        INSPECTION_RECORD,
        CERTIFICATE_REQUEST,
        WIPE_RECORD,
        ANNEX,
        ANNEX_WORKBOOK,
        LOSS_RECORD,
        ODDITY_LIST,
        ODDITY_WORKBOOK,
    ]
    assert all(paper.id == key for key, paper in PAPERS.items())


@every_paper
def test_it_has_a_name_a_title_and_a_known_action(paper):
    assert paper.name
    assert paper.title
    assert paper.action in Action
    assert paper.id.isidentifier()
    assert paper.id.isascii()


@every_paper
def test_what_is_drawn_on_a_page_has_a_heading_and_places_to_sign(paper):
    assert bool(paper.form) == bool(paper.heading)
    assert bool(paper.signatures) == (bool(paper.form) and paper is not ANNEX), (
        "an annex is signed with its plan"
    )


@every_paper
def test_who_signs_for_the_committee_signs_as_its_chairman(paper):
    """Decree 30/2020, Annex I: the post stands between "TM." and the signature."""
    for signature in paper.signatures:
        if signature.title_lines[0].startswith("TM. ỦY BAN NHÂN DÂN"):
            assert signature.title_lines == ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")


@every_paper
def test_what_has_a_number_or_the_chairmans_signature_says_who_gets_it(paper):
    titles = {line for signature in paper.signatures for line in signature.title_lines}
    signed = bool(titles & {"CHỦ TỊCH", "CHỦ TỌA"})  # of the committee, or of a meeting: its minutes
    assert bool(paper.recipients) == signed
    assert signed or not paper.symbol
    assert not paper.recipients or paper.recipients[-1].startswith("Lưu: VT")


def test_the_name_of_a_file_ends_as_its_format():
    assert DISCREPANCY_LIST.file_name == "danh_sach_sai_lech.pdf"
    assert BOOK_WORKBOOK.file_name == "bang_so.xlsx"


def test_the_recovery_sheet_is_never_saved():
    assert RECOVERY_SHEET.file_name == ""


def test_one_paper_at_least_is_a_list():
    assert DISCREPANCY_LIST.columns


@every_list
def test_the_columns_of_a_list_fill_the_page_and_no_more(paper):
    assert sum(column.width for column in paper.columns) * mm == pytest.approx(paper.form.text_width)
    assert Columns(paper).edges[-1] == pytest.approx(paper.form.right)


@every_list
def test_the_keys_of_columns_differ_and_shared_columns_stand_first(paper):
    assert len({column.key for column in paper.columns}) == len(paper.columns)
    shared = [column.shared for column in paper.columns]
    assert shared == sorted(shared, reverse=True)
    assert not all(shared)


def test_the_list_shows_what_is_declared():
    head = make_head()
    (text,) = (squeezed(page) for page in pages(render(head, make_persons([1]), at=AT), "-raw"))
    shown = [head.paper.heading, head.paper.title, head.header.basis, head.paper.legend]
    for words_of in [*shown, *(column.heading for column in head.paper.columns)]:
        assert squeezed(words_of) in text


def test_a_column_declared_elsewhere_and_wider_moves_its_cells():
    """The table is drawn by the declaration: note and resolution change places, and a column grows."""
    head = make_head()
    *first, resolution, note = head.paper.columns
    wider = (*first, dataclasses.replace(note, width=24.0), dataclasses.replace(resolution, width=16.8))
    turned = dataclasses.replace(head, paper=dataclasses.replace(head.paper, columns=wider))

    def left(one, word):
        return next(box[0] for box in words(render(one, make_persons([1]), at=AT))[0] if box[4] == word)

    assert left(head, "Hẹn") - LANDSCAPE.left > (252 - 16.8) * mm
    assert (252 - 40.8) * mm < left(turned, "Hẹn") - LANDSCAPE.left < (252 - 16.8) * mm
